# Minimal for now; see tests/README.md once it is there.
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
SAN ?=
BUILD ?= build/$(notdir $(CC))$(if $(SAN),-$(SAN))
LAYERS ?= base election trace scenario world sim explore threads app tui
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Wundef -Wvla -Wformat=2 -Wpointer-arith -Wcast-qual -Werror
SANFLAGS = $(if $(filter asan,$(SAN)),-fsanitize=address,undefined -fno-sanitize-recover=all)$(if $(filter tsan,$(SAN)),-fsanitize=thread)
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c11 $(CFLAGS) $(WARN) -fno-common -fstack-protector-strong -Iinclude -MMD -MP $(SANFLAGS) -pthread
LIBS = $(shell pkg-config --libs ncursesw libxxhash json-c)
SRC = $(foreach l,$(LAYERS),$(wildcard src/$(l)/*.c))
OBJ = $(SRC:src/%.c=$(BUILD)/%.o)
UNIT = $(foreach l,$(LAYERS),$(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/$(l)_*.c)))

all: $(BUILD)/ringleader
	@mkdir -p build && ln -sf ../$(BUILD)/ringleader build/ringleader
$(BUILD)/ringleader: $(BUILD)/main.o $(BUILD)/libringleader.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/libringleader.a: $(OBJ)
	@rm -f $@
	ar rcs $@ $^
$(BUILD)/threads/%.o $(BUILD)/app/%.o $(BUILD)/tui/%.o $(BUILD)/main.o $(BUILD)/trace/read.o $(BUILD)/explore/store%.o $(BUILD)/explore/pool%.o: ALL_CFLAGS += -D_GNU_SOURCE
$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<
$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libringleader.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -D_GNU_SOURCE -o $@ $< $(BUILD)/libringleader.a $(LIBS) -lcmocka
unit: $(UNIT)
	@set -e; for t in $^; do echo "== $$t"; $$t; done
lib: $(BUILD)/libringleader.a
clean:
	rm -rf build
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all unit lib clean
