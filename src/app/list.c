#include <stdio.h>
#include <string.h>

#include "app/builtin.h"
#include "app/commands.h"
#include "app/lesson.h"
#include "app/compare_measure.h"
#include "election/protocol.h"
#include "scenario/scenario.h"
#include "trace/property.h"

static int width = 26; /* of the first column */

static void row(const char *name, const char *help) {
    printf("%-*s %s\n", width, name, help);
}

static void list_scenarios(void) {
    width = 32;
    for (int i = 0; i < builtin_count; i++) {
        char title[160];
        builtin_title(&builtins[i], title, sizeof title);
        row(builtins[i].name, title);
    }
}

static void list_presets(void) {
    for (int i = 0; i < builtin_preset_count; i++) {
        char title[160];
        builtin_title(&builtin_presets[i], title, sizeof title);
        row(builtin_presets[i].name, title);
    }
}

static void list_themes(void) {
    for (int i = 0; i < builtin_theme_count; i++) {
        char title[160];
        builtin_title(&builtin_themes[i], title, sizeof title);
        row(builtin_themes[i].name, title);
    }
}

static void list_lessons(void) {
    for (int i = 0; i < lesson_builtin_count(); i++) {
        char title[LESSON_TITLE_BYTES];
        lesson_builtin_title(i, title);
        printf("%2d  %-16s %s\n", i + 1, lesson_builtin_name(i), title);
    }
}

static void list_properties(void) {
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        const enum property property = (enum property)i;
        char line[240];
        snprintf(line, sizeof line, "%-22s %s", property_title(property), property_help(property));
        printf("%-4s %s\n", property_name(property), line);
    }
}

static void list_rules(void) {
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        const enum rule rule = (enum rule)i;
        printf("%-22s %-50s %s\n", rule_name(rule), rule_change(rule), rule_caught(rule));
    }
}

static void list_statements(void) {
    for (unsigned i = 0; i < COMMAND_COUNT; i++) {
        printf("%-40s %s\n", command_syntax((enum command_kind)i),
               command_help((enum command_kind)i));
    }
    for (unsigned i = 0; i < EXPECT_KIND_COUNT; i++) {
        const enum expect_kind kind = (enum expect_kind)i;
        printf("%-40s %s\n", expect_syntax(kind), expect_help(kind));
    }
    printf("%-40s %s\n", "end", "the scenario ends here; without it, behind its last line");
}

static void list_settings(void) {
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        row(setting_syntax((enum setting)i), setting_help((enum setting)i));
    }
}

static void list_figures(void) {
    for (unsigned i = 0; i < MEASURES_COUNT; i++) {
        row(measure_key((enum measure)i), measure_help((enum measure)i));
    }
}

static void list_policies(void) {
    for (unsigned i = 0; i < QUORUM_COUNT; i++) {
        row(quorum_name((enum quorum_policy)i), quorum_help((enum quorum_policy)i));
    }
}

static void list_engines(void) {
#define X(symbol, name, help) row(name, help);
    ENGINES(X)
#undef X
}

static void list_events(void) {
    for (unsigned i = 0; i < EVENT_COUNT; i++) {
        row(event_name((enum event_kind)i), event_help((enum event_kind)i));
    }
}

static void list_timers(void) {
#define X(symbol, field, word, help) row(word, help);
    TIMERS(X)
#undef X
    printf("\nInequalities that must hold (--unsafe allows others):\n");
#define X(symbol, formula, why) row(formula, why);
    TIMER_INEQUALITIES(X)
#undef X
}

static void list_protocol(void) {
    for (unsigned i = 0; i < PROTOCOL_COUNT; i++) {
        const enum protocol_rule rule = (enum protocol_rule)i;
        printf("%u  %s\n   on:  %s\n   do:  %s\n   see: src/election/elect.c, %s()\n", i,
               protocol_name(rule), protocol_when(rule), protocol_what(rule),
               protocol_function(rule));
    }
    printf("\n%s\n", PROTOCOL_ORDER);
}

static void list_drops(void) {
    for (unsigned i = 0; i < DROP_COUNT; i++) {
        row(drop_reason_name((enum drop_reason)i), drop_reason_words((enum drop_reason)i));
    }
}

static const struct {
    const char *what, *help;
    void (*print)(void);
} lists[] = {
    { "scenarios", "built-in scenarios, to be run by name", list_scenarios },
    { "lessons", "guided lessons, for tui --lesson NAME", list_lessons },
    { "presets", "things to do to the ring, for the dashboard's P and :preset", list_presets },
    { "themes", "looks of the dashboard, for --theme NAME and :theme", list_themes },
    { "properties", "what is judged in every run", list_properties },
    { "protocol", "the rules of the protocol by number, in words", list_protocol },
    { "rules", "rules that --break NAME breaks, and who catches it", list_rules },
    { "statements", "the scenario language", list_statements },
    { "settings", "settings of a scenario's header, and of compare --with", list_settings },
    { "figures", "what compare measures, as in its CSV and JSON", list_figures },
    { "policies", "quorum policies", list_policies },
    { "engines", "engines", list_engines },
    { "events", "events of a trace", list_events },
    { "drops", "reasons why a message had no effect", list_drops },
    { "timers", "timers and their inequalities", list_timers },
};
enum { LIST_COUNT = sizeof lists / sizeof lists[0] };

int list_main(const struct options *options, void (*list_keys)(FILE *out)) {
    const char *names[LIST_COUNT + 1];
    for (int i = 0; i < LIST_COUNT; i++) names[i] = lists[i].what;
    names[LIST_COUNT] = "keys";
    if (options->operand_count == 0) {
        for (int i = 0; i < LIST_COUNT; i++) row(lists[i].what, lists[i].help);
        row("keys", "keys of the dashboard");
        return EXIT_HOLDS;
    }
    if (options->operand_count > 1) {
        fprintf(stderr, "ringleader: list: one list at a time; unexpected `%.60s`\n",
                options->operands[1]);
        return EXIT_USAGE;
    }
    const char *what = options->operands[0];
    if (strcmp(what, "keys") == 0) {
        list_keys(stdout);
        return EXIT_HOLDS;
    }
    for (int i = 0; i < LIST_COUNT; i++) {
        if (strcmp(lists[i].what, what) != 0) continue;
        lists[i].print();
        return EXIT_HOLDS;
    }
    const char *nearest = text_nearest(what, names, LIST_COUNT + 1);
    fprintf(stderr, "ringleader: list: unknown `%.60s`", what);
    if (nearest != NULL) fprintf(stderr, "; did you mean `%s`?", nearest);
    fputs(nearest != NULL ? " There are" : "; there are", stderr);
    for (int i = 0; i <= LIST_COUNT; i++) fprintf(stderr, "%s %s", i == 0 ? "" : ",", names[i]);
    fputc('\n', stderr);
    return EXIT_USAGE;
}
