/* Worlds: settings of the scenario language, laid over a scenario's header. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/compare.h"
#include "app/setup.h"
#include "base/check.h"
#include "scenario/setting.h"

enum { LINE_BYTES = 200 };
#define AS_IS "as-is"

/* ---- one setting -------------------------------------------------------------------- */

static void forget(struct scenario *scenario, enum setting setting) {
    REQUIRE(setting < SETTING_COUNT);
    switch (setting) {
#define X(symbol, field, word, syntax, help)                                                       \
    case SETTING_##symbol: scenario->field##_given = false; break;
        SETTINGS(X)
#undef X
    case SETTING_COUNT: UNREACHABLE();
    }
    scenario->setting_line[setting] = 0;
    if (setting == SETTING_RING) scenario->ring_count = 0;
}

static bool is_no_rule(const struct compare_item *item) {
    return item->setting == SETTING_BREAK && item->length == 4 &&
           memcmp(item->value, "none", 4) == 0;
}

/* Lay one item over the scenario's header.  False: *error says what was expected. */
static bool apply(struct scenario *scenario, const struct compare_item *item,
                  struct statement_error *error) {
    char buffer[LINE_BYTES];
    struct text line;
    struct reader in;
    if (is_no_rule(item)) {
        scenario->broken = (struct rule_set){ 0 };
        return true;
    }
    if (memchr(item->value, '#', item->length) != NULL) { /* in a file it began a comment */
        snprintf(error->message, sizeof error->message, "`#` cannot stand here");
        return false;
    }
    text_init(&line, buffer, sizeof buffer);
    text_add(&line, setting_word(item->setting));
    text_add_char(&line, ' ');
    text_add_n(&line, item->value, item->length);
    const bool several = item->setting == SETTING_BREAK || item->setting == SETTING_RING;
    for (char *c = buffer; several && *c != '\0'; c++) {
        if (*c == '+') *c = ' ';
    }
    reader_init(&in, line.at, line.length, NODES_MAX);
    if (item->setting != SETTING_BREAK) forget(scenario, item->setting);
    if (!line.cut && !in.failed && setting_read(&in, 0, scenario)) return true;
    if (line.cut) snprintf(error->message, sizeof error->message, "the value is too long");
    else *error = in.error;
    return false;
}

bool compare_settings_have(const struct compare_settings *self, enum setting setting) {
    for (int i = 0; i < self->count; i++) {
        if (self->item[i].setting == setting) return true;
    }
    return false;
}

bool compare_settings_add(struct compare_settings *self, enum setting setting, const char *value,
                          size_t length, struct err_info *info) {
    static struct scenario scratch; /* large */
    struct statement_error error;
    const struct compare_item item = { setting, value, length };
    const char *word = setting_word(setting);
    if (self->count == COMPARE_ITEMS_MAX) {
        snprintf(info->text, sizeof info->text, "too many settings; at most %d", COMPARE_ITEMS_MAX);
        return false;
    }
    memset(&scratch, 0, sizeof scratch);
    if (!apply(&scratch, &item, &error)) {
        snprintf(info->text, sizeof info->text, "%s: %s", word, error.message);
        return false;
    }
    if (setting == SETTING_NAME) {
        snprintf(self->label, sizeof self->label, "%s", scratch.name);
    }
    self->item[self->count++] = item;
    return true;
}

/* ---- a list of them ----------------------------------------------------------------- */

static bool setting_by_word(const char *word, size_t length, enum setting *out,
                            struct err_info *info) {
    const char *words[SETTING_COUNT];
    char bare[60];
    struct text all;
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        words[i] = setting_word((enum setting)i);
        if (strlen(words[i]) != length || memcmp(words[i], word, length) != 0) continue;
        *out = (enum setting)i;
        return true;
    }
    snprintf(bare, sizeof bare, "%.*s", (int)length, word);
    const char *nearest = text_nearest(bare, words, SETTING_COUNT);
    text_init(&all, info->text, sizeof info->text);
    text_add(&all, "unknown setting `");
    text_add(&all, bare);
    text_add(&all, "`");
    if (nearest != NULL) {
        text_add(&all, "; did you mean `");
        text_add(&all, nearest);
        text_add(&all, "`?");
    }
    text_add(&all, nearest != NULL ? " There are" : "; there are");
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        text_add(&all, i == 0 ? " " : ", ");
        text_add(&all, words[i]);
    }
    return false;
}

static size_t trimmed(const char **text, size_t length) {
    while (length > 0 && **text == ' ') (*text)++, length--;
    while (length > 0 && (*text)[length - 1] == ' ') length--;
    return length;
}

static bool parse_part(const char *part, size_t length, struct compare_settings *out,
                       struct err_info *info) {
    enum setting setting;
    length = trimmed(&part, length);
    if (length == 0) {
        snprintf(info->text, sizeof info->text,
                 "an empty setting; expected SETTING=VALUE[,SETTING=VALUE...] or " AS_IS);
        return false;
    }
    size_t word = 0;
    while (word < length && part[word] != '=' && part[word] != ' ') word++;
    if (!setting_by_word(part, word, &setting, info)) return false;
    if (setting != SETTING_BREAK && compare_settings_have(out, setting)) {
        snprintf(info->text, sizeof info->text, "`%s` is given twice", setting_word(setting));
        return false;
    }
    const char *value = part + word + (word < length ? 1 : 0);
    size_t rest = trimmed(&value, (size_t)(part + length - value));
    return compare_settings_add(out, setting, value, rest, info);
}

bool compare_settings_parse(const char *text, struct compare_settings *out, struct err_info *info) {
    snprintf(out->label, sizeof out->label, "%s", text);
    if (strcmp(text, AS_IS) == 0) return true;
    for (const char *at = text;;) {
        const size_t length = strcspn(at, ",");
        if (!parse_part(at, length, out, info)) return false;
        if (at[length] == '\0') return true;
        at += length + 1;
    }
}

/* ---- the header of a run ------------------------------------------------------------ */

static void lay_over(struct scenario *scenario, const struct compare_settings *settings) {
    struct statement_error error;
    for (int i = 0; i < settings->count; i++) {
        if (settings->item[i].setting == SETTING_NAME) continue;
        ENSURE(apply(scenario, &settings->item[i], &error));
    }
}

/* What a world's own settings get wrong has no line of the scenario. */
static bool check_names(const struct scenario *scenario) {
    static struct scenario_error errors[4];
    bool good = true;
    const int count = scenario_check(scenario, scenario->nodes, errors, 4);
    for (int i = 0; i < count; i++) {
        if (errors[i].line != 0) continue; /* told with its place by setup_header() */
        fprintf(stderr, "ringleader: %s\n", errors[i].message);
        good = false;
    }
    return good;
}

int compare_header(const struct compare_options *options, const struct compare_settings *world,
                   const struct scenario *scenario, const char *source, struct trace_header *out) {
    static struct scenario scratch; /* large */
    static const struct options plain = { .nodes = SCENARIO_NODES_DEFAULT,
                                          .drift_ppm = DRIFT_PPM_DEFAULT };
    scratch = *scenario;
    /* So that a refusal names the scenario's line only where its own timers are at fault. */
    for (int i = 0; i < world->count + options->common.count; i++) {
        const enum setting setting = i < world->count
                                         ? world->item[i].setting
                                         : options->common.item[i - world->count].setting;
        if (setting < SETTING_HOP || setting > SETTING_DRIFT) continue;
        for (int j = SETTING_HOP; j <= SETTING_DRIFT; j++) scratch.setting_line[j] = 0;
    }
    lay_over(&scratch, &options->common);
    lay_over(&scratch, world);
    if (!scratch.engine_given) scratch.engine = ENGINE_SIM;
    if (!scratch.seed_given) scratch.seed = 1;
    scratch.seed_given = true;
    if (options->seeds_given) scratch.seed = options->first_seed;
    const int code =
        check_names(&scratch) ? setup_header(&plain, &scratch, source, out) : EXIT_USAGE;
    if (code != EXIT_HOLDS) {
        fprintf(stderr, "ringleader: compare: so there is no world `%s` of %s; nothing was run\n",
                world->label, strcmp(source, "-") == 0 ? "stdin" : source);
    }
    return code;
}

/* ---- the same on a command line of its own ------------------------------------------ */

static bool is_plain(const char *word) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
    return word[0] != '-' && word[strspn(word, plain)] == '\0';
}

static void add_options(const struct compare_settings *settings,
                        const struct compare_settings *over, struct text *out) {
    for (int i = 0; i < settings->count; i++) {
        const struct compare_item *item = &settings->item[i];
        if (over != NULL && compare_settings_have(over, item->setting)) continue;
        switch (item->setting) {
        case SETTING_NODES:
        case SETTING_QUORUM:
        case SETTING_HOP:
        case SETTING_HEARTBEAT:
        case SETTING_LEASE:
        case SETTING_PROMISE:
        case SETTING_STAND:
        case SETTING_HOP_TIMEOUT:
        case SETTING_DRIFT:
            text_add(out, " --");
            text_add(out, setting_word(item->setting));
            text_add_char(out, ' ');
            text_add_n(out, item->value, item->length);
            continue;
        case SETTING_UNSAFE: text_add(out, " --unsafe"); continue;
        case SETTING_SEED:
        case SETTING_BREAK:
        case SETTING_ENGINE:
        case SETTING_RING:
        case SETTING_NAME:
        case SETTING_COUNT: continue;
        }
    }
}

bool compare_again(const struct compare_options *options, const struct compare_table *table,
                   const struct compare_world *world, uint64_t seed, struct text *out) {
    const uint32_t broken = world->header.elect.broken.bits;
    const uint32_t scenario_broken = table->scenario->broken.bits;
    if (compare_settings_have(&options->common, SETTING_RING) ||
        compare_settings_have(world->settings, SETTING_RING) || (scenario_broken & ~broken) != 0 ||
        !is_plain(table->source)) {
        return false;
    }
    text_add(out, "ringleader tui --engine ");
    text_add(out, engine_name(world->header.engine));
    text_add(out, " --seed ");
    text_add_uint(out, seed);
    add_options(&options->common, world->settings, out);
    add_options(world->settings, NULL, out);
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        if (((broken & ~scenario_broken) >> i & 1u) == 0) continue;
        text_add(out, " --break ");
        text_add(out, rule_name((enum rule)i));
    }
    text_add_char(out, ' ');
    text_add(out, table->source);
    return !out->cut;
}
