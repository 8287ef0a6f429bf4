# ringleader - GNU make 4 or newer.  `make help` lists the targets.
#
# Nothing here has to be edited for a new source file or a new test: sources are
# src/<layer>/*.c and src/<layer>/<room>/*.c, tests are tests/<group>/*.c and *.sh (tests/README.md).

# ---- what may be set on the command line ------------------------------------
ifeq ($(origin CC),default)
CC := $(if $(shell command -v gcc 2>/dev/null),gcc,cc)
endif
# SAN=asan (address and undefined), tsan, or fuzz (clang only)
SAN ?=
# Separate trees for separate builds; BUILD=... keeps two of the same apart.
BUILD ?= build/$(notdir $(lastword $(filter-out -%,$(CC))))$(if $(SAN),-$(SAN))
# LAYERS='base election' compiles and tests only these.
LAYERS ?= $(ALL_LAYERS)
CFLAGS ?= -O2 -g
WERROR ?= 1
ARGS ?=
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 20
PKG_CONFIG ?= pkg-config
CLANG_FORMAT ?= clang-format
CLANG_TIDY ?= clang-tidy

ALL_LAYERS := base election trace scenario world sim explore threads app tui
# These see the operating system.  Every other object is compiled as strict C11
# without extensions: there clock_gettime or pipe have no prototype.
SYSTEM_OBJECTS = threads/% app/% tui/% main.o trace/read.o explore/store% explore/pool%
# Groups of tests that hold C programs, in the order in which `make test` runs.
PROGRAM_GROUPS := unit data golden broken tty chaos
TEST_GROUPS := lint unit data golden scenarios broken fuzz tty

MAKEFLAGS += --no-builtin-rules
# Every core, unless -j says otherwise.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
endif
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

# ---- flags ------------------------------------------------------------------
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Wundef \
    -Wvla -Wformat=2 -Wpointer-arith -Wcast-qual
ifneq ($(WERROR),0)
WARN += -Werror
endif
ifeq ($(SAN),)
SAN_CFLAGS :=
else ifeq ($(SAN),asan)
SAN_CFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else ifeq ($(SAN),tsan)
SAN_CFLAGS := -fsanitize=thread -fno-omit-frame-pointer
else ifeq ($(SAN),fuzz)
SAN_CFLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer
else
$(error SAN is asan, tsan or fuzz, not $(SAN))
endif

# Homebrew keeps its ncurses aside.
ifeq ($(shell uname -s),Darwin)
export PKG_CONFIG_PATH := $(shell brew --prefix ncurses 2>/dev/null)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif
PACKAGES := ncursesw libxxhash json-c
pkg = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)
PKG_LIBS := $(call pkg,--libs $(PACKAGES))

# gcc would zero and copy our structs of a few hundred bytes with `rep`, which takes longer
# to begin than the C library's wide stores take to end: a tenth of the explorer's time.
COPY_CFLAGS := $(shell echo 'int i;' | $(CC) -Werror -mstringop-strategy=libcall -x c -c -o /dev/null - \
    2>/dev/null && echo -mstringop-strategy=libcall)

STD_CFLAGS := -std=c11
OUR_CFLAGS = $(STD_CFLAGS) $(COPY_CFLAGS) $(CFLAGS) $(WARN) -fno-common -fstack-protector-strong $(SAN_CFLAGS) \
    -Iinclude $(call pkg,--cflags-only-I libxxhash)
# Only here, because the flags of ncurses switch system extensions on.
SYSTEM_CFLAGS := -D_GNU_SOURCE -pthread $(call pkg,--cflags ncursesw json-c)
OUR_LDFLAGS = $(CFLAGS) $(SAN_CFLAGS) -pthread $(LDFLAGS)
OUR_LIBS = $(PKG_LIBS) $(LDLIBS)
TEST_CFLAGS = $(OUR_CFLAGS) $(SYSTEM_CFLAGS) -Itests $(call pkg,--cflags cmocka)
TEST_LIBS = $(call pkg,--libs cmocka) $(OUR_LIBS) -lutil -lm

V ?= 0
ifeq ($(V),0)
say = @printf '  %-5s %s\n' $(1) $(2);
endif

# ---- files ------------------------------------------------------------------
SOURCES := $(foreach l,$(LAYERS),$(sort $(wildcard src/$(l)/*.c src/$(l)/*/*.c)))
# Built-in scenarios, lessons, presets and themes are carried inside the program (include/app/builtin.h).
SCENARIOS := $(sort $(wildcard assets/scenarios/*.ring))
BUILTINS := $(SCENARIOS) $(sort $(wildcard assets/lessons/*.lesson)) $(sort $(wildcard assets/presets/*.preset)) \
    $(sort $(wildcard assets/themes/*.theme))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o) $(if $(filter app,$(LAYERS)),$(BUILD)/builtin_table.o)
LIBRARY := $(BUILD)/libringleader.a
PROGRAM := $(BUILD)/ringleader

# tests/<group>/lib*.c are helpers, linked into every program of the group.
helpers = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/$(1)/lib*.c))
programs = $(patsubst %.c,$(BUILD)/%,$(filter-out tests/$(1)/lib%,$(wildcard tests/$(1)/*.c)))
UNIT_PROGRAMS := $(foreach l,$(LAYERS),$(filter $(BUILD)/tests/unit/$(l)_%,$(call programs,unit)))
OTHER_PROGRAMS := $(foreach g,$(filter-out unit,$(PROGRAM_GROUPS)),$(call programs,$(g)))
FUZZ_PROGRAMS := $(filter-out %/replay_main,$(call programs,fuzz))
FUZZ_LINK := $(if $(filter fuzz,$(SAN)),,$(BUILD)/tests/fuzz/replay_main.o)

# ---- what is missing on this machine ------------------------------------------
BUILDING := $(filter-out deps help clean format format-check uninstall,$(or $(MAKECMDGOALS),all))
TESTING := $(filter-out all run bench prove soak pictures install lib,$(BUILDING))
absent = $(if $(shell command -v $(1) 2>/dev/null),,$(1))
lacking = $(if $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes),,$(1))
ifneq ($(BUILDING),)
MISSING := $(or $(strip $(call absent,$(firstword $(CC))) $(call absent,$(PKG_CONFIG))), \
    $(foreach p,$(PACKAGES) $(if $(TESTING),cmocka),$(call lacking,$(p))))
MISSING += $(if $(filter test tty,$(BUILDING)),$(call absent,tmux))
MISSING := $(strip $(MISSING))
endif

ifneq ($(MISSING),)
# `make run` and `make test` fetch what they need once, then start afresh so that
# pkg-config is asked again; every other target only says what to do.
ifeq ($(filter-out run test,$(BUILDING))$(RINGLEADER_DEPS_TRIED),)
$(BUILDING):
	@.ci/deps $(if $(TESTING),test,build)
	@$(MAKE) --no-print-directory RINGLEADER_DEPS_TRIED=1 $@
else
$(BUILDING):
	@echo "ringleader needs $(MISSING): run \`make deps\`" >&2; exit 1
endif
.PHONY: $(BUILDING)
else

# ---- building -----------------------------------------------------------------
.PHONY: all lib run
all: $(PROGRAM) ## the program (default); SAN=asan|tsan, CC=clang, WERROR=0, V=1
ifeq ($(origin BUILD)$(SAN),file)
	@mkdir -p build && ln -sf $(BUILD:build/%=%)/ringleader build/ringleader
endif

lib: $(LIBRARY) ## only the layers of LAYERS='base election ...'

run: all ## run it, with ARGS='...'; five nodes when no other is said
	@if [ -n '$(subst ','\'',$(ARGS))' ] || { [ -t 0 ] && [ -t 1 ]; }; then exec $(PROGRAM) $(ARGS); fi; \
	{ $(PROGRAM) < /dev/null; echo $$? > $(BUILD)/run.status; } | cat; exit $$(cat $(BUILD)/run.status)

$(PROGRAM): $(BUILD)/main.o $(LIBRARY)
	$(call say,LINK,$@)$(CC) $(OUR_LDFLAGS) -o $@ $^ $(OUR_LIBS)

$(LIBRARY): $(OBJECTS) $(BUILD)/objects.list
	$(call say,AR,$@)rm -f $@ && ar qcs $@ $(OBJECTS)

$(addprefix $(BUILD)/,$(SYSTEM_OBJECTS)): EXTRA_CFLAGS = $(SYSTEM_CFLAGS)

$(BUILD)/%.o: src/%.c $(BUILD)/flags.list
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(OUR_CFLAGS) $(EXTRA_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/builtin_table.c: assets/embed.sh $(BUILTINS) $(BUILD)/builtins.list
	@mkdir -p $(@D)
	$(call say,EMBED,$@)assets/embed.sh $(BUILTINS) > $@
$(BUILD)/builtin_table.o: $(BUILD)/builtin_table.c $(BUILD)/flags.list
	$(call say,CC,$<)$(CC) $(OUR_CFLAGS) -MMD -MP -c -o $@ $<

# Rewritten only when they change, so that other flags or another set of layers
# rebuild what depends on them and nothing else does.
.PHONY: always
$(BUILD)/flags.list: always
	@$(call note,$(CC) $(OUR_CFLAGS) $(SYSTEM_OBJECTS) $(SYSTEM_CFLAGS))
$(BUILD)/builtins.list: always
	@$(call note,$(BUILTINS))
$(BUILD)/objects.list: always
	@$(call note,$(OBJECTS))
define note
mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || \
    printf '%s\n' '$(subst ','\'',$(1))' > $@
endef

# ---- tests --------------------------------------------------------------------
$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags.list
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

define group_rule
$(call programs,$(1)): $(BUILD)/tests/$(1)/%: $(BUILD)/tests/$(1)/%.o $(call helpers,$(1)) $(LIBRARY)
	$$(call say,LINK,$$@)$$(CC) $$(OUR_LDFLAGS) $$(TEST_LDFLAGS) -o $$@ $$^ $$(TEST_LIBS)
endef
$(foreach g,$(PROGRAM_GROUPS) bench,$(if $(call programs,$(g)),$(eval $(call group_rule,$(g)))))

$(FUZZ_PROGRAMS): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(FUZZ_LINK) $(LIBRARY)
	$(call say,LINK,$@)$(CC) $(OUR_LDFLAGS) $(if $(filter fuzz,$(SAN)),-fsanitize=fuzzer) -o $@ $^ $(OUR_LIBS)

RUN_TESTS = BUILD='$(BUILD)' CC='$(CC)' SAN='$(SAN)' LAYERS='$(LAYERS)' RINGLEADER='$(PROGRAM)' tests/run

ALL_PROGRAMS := $(UNIT_PROGRAMS) $(OTHER_PROGRAMS) $(FUZZ_PROGRAMS)

.PHONY: programs test unit scenarios golden tty lint race asan tsan fuzz fuzz-run
programs: all $(ALL_PROGRAMS) ## the program and all test programs, not run
test: programs ## every test
	@$(RUN_TESTS) $(TEST_GROUPS)
unit: lib $(UNIT_PROGRAMS) ## unit tests of LAYERS
	@$(RUN_TESTS) unit
scenarios: all ## play assets/scenarios/*.ring, each a test
	@$(RUN_TESTS) scenarios
golden: all $(call programs,data) $(call programs,golden) ## rewrite the goldens (then read the diff)
	@GOLDEN_UPDATE=1 $(RUN_TESTS) data golden
tty: all $(call programs,tty) ## tests on a real pseudo-terminal
	@$(RUN_TESTS) tty
lint: lib ## layers, purity, banned calls, headers
	@$(RUN_TESTS) lint
race: ## does ThreadSanitizer work here: a planted race must be found
	@$(RUN_TESTS) race
asan: ## everything under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory SAN=asan test
tsan: ## unit, scenarios and chaos under ThreadSanitizer
	@$(MAKE) --no-print-directory SAN=tsan some GROUPS='unit scenarios chaos'
fuzz: ## libFuzzer (clang), each target FUZZ_SECONDS=20
	@$(MAKE) --no-print-directory CC=clang SAN=fuzz fuzz-run
fuzz-run: $(FUZZ_PROGRAMS)
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' $(RUN_TESTS) fuzz

# For .ci/run: chosen groups in one run.
.PHONY: some
some: all $(foreach g,$(GROUPS),$(filter $(BUILD)/tests/$(g)/%,$(ALL_PROGRAMS))) ## GROUPS='unit tty': these groups of tests
	@$(RUN_TESTS) $(GROUPS)

# ---- longer work, each in its own folder --------------------------------------
.PHONY: bench prove soak pictures mutate
bench: ## measure speed
prove: ## exhaustive checks of small rings
soak: ## hours of faults in virtual time
pictures: ## screenshots for the README
mutate: ## does any test notice a changed rule; ARGS=quick for a sample
bench: $(call programs,bench)
bench prove soak pictures mutate: all
	@[ -x tests/$@/run ] || { echo "make $@: there is no tests/$@/run" >&2; exit 1; }
	@BUILD='$(BUILD)' CC='$(CC)' SAN='$(SAN)' RINGLEADER='$(PROGRAM)' tests/$@/run $(ARGS)

# ---- style --------------------------------------------------------------------
.PHONY: tidy
SYSTEM_STEMS = $(SYSTEM_OBJECTS:%.o=%)
PURE_SOURCES = $(foreach s,$(SOURCES),$(if $(filter $(SYSTEM_STEMS),$(s:src/%.c=%)),,$(s)))
tidy: ## clang-tidy on src/
	@status=0; export CLANG_TIDY='$(CLANG_TIDY)'; \
	.ci/tidy $(STD_CFLAGS) -Iinclude -- $(PURE_SOURCES) || status=1; \
	.ci/tidy $(STD_CFLAGS) -Iinclude $(SYSTEM_CFLAGS) -- $(filter-out $(PURE_SOURCES),$(SOURCES)) \
	    $(if $(filter-out $(LAYERS),$(ALL_LAYERS)),,src/main.c) || status=1; \
	exit $$status

# ---- installing -----------------------------------------------------------------
.PHONY: install
install: all ## into PREFIX=/usr/local (and DESTDIR)
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(PROGRAM) '$(DESTDIR)$(PREFIX)/bin/ringleader'
	@for f in $(wildcard docs/*.1 man/*.1); do \
	    install -d '$(DESTDIR)$(PREFIX)/share/man/man1' && \
	    install -m 644 "$$f" '$(DESTDIR)$(PREFIX)/share/man/man1/' || exit 1; done
	@for f in $(wildcard assets/scenarios/*.ring); do \
	    install -d '$(DESTDIR)$(PREFIX)/share/ringleader/scenarios' && \
	    install -m 644 "$$f" '$(DESTDIR)$(PREFIX)/share/ringleader/scenarios/' || exit 1; done

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
endif

.PHONY: uninstall deps format format-check clean help
uninstall: ## what install left
	rm -f '$(DESTDIR)$(PREFIX)/bin/ringleader' '$(DESTDIR)$(PREFIX)/share/man/man1/ringleader.1'
	rm -rf '$(DESTDIR)$(PREFIX)/share/ringleader'
deps: ## install what building and testing need (apt, dnf, pacman, apk, brew)
	@.ci/deps test
C_FILES = $(wildcard src/*.c src/*/*.c src/*/*/*.c include/*/*.h include/*/*/*.h tests/*/*.c tests/*/*.h tests/*.h)
format: ## clang-format, in place
	@CLANG_FORMAT='$(CLANG_FORMAT)' .ci/format $(C_FILES)
format-check: ## clang-format, complaining only
	@CLANG_FORMAT='$(CLANG_FORMAT)' .ci/format --check $(C_FILES)
clean: ## remove build/
	rm -rf build $(filter-out build/%,$(BUILD))
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
