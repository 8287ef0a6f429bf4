/* app/compare.h - `ringleader compare`: a scenario in several worlds, side by side.
 *
 * A world is the scenario with some header settings changed.  compare_options.c
 * parses the line, compare_world.c makes worlds of settings, compare_measure.c folds
 * a run into figures, compare.c plays, compare_report.c draws the table and
 * compare_data.c writes CSV and JSON.
 */
#ifndef APP_COMPARE_H
#define APP_COMPARE_H

#include <stdio.h>

#include "app/compare_measure.h"
#include "base/err.h"
#include "scenario/scenario.h"

enum {
    COMPARE_WORLDS_MAX = 16,
    COMPARE_ITEMS_MAX = 40,
    COMPARE_SEEDS_MAX = 10000,
    COMPARE_LABEL_BYTES = 160,
    COMPARE_NOTES_MAX = 16,
};

/* `SETTING=VALUE`; borrowed from argv. */
struct compare_item {
    enum setting setting;
    const char *value;
    size_t length;
};

/* Later items beat earlier ones; `break` adds up, `break=none` forgets those before it. */
struct compare_settings {
    char label[COMPARE_LABEL_BYTES]; /* as given, or its `name` */
    int count;
    struct compare_item item[COMPARE_ITEMS_MAX];
};

enum compare_format { COMPARE_TEXT, COMPARE_CSV, COMPARE_JSON };

struct compare_options {
    struct compare_settings common; /* for every world: --nodes, --quorum, ... */
    int world_count;
    struct compare_settings world[COMPARE_WORLDS_MAX];
    bool seeds_given;
    uint64_t first_seed, last_seed; /* inclusive */
    int64_t for_us;
    enum compare_format format;
    bool strict;
    const char *trace; /* FILE with a %, or NULL */
    char *const *scenarios;
    int scenario_count;
};

/* What became of one world with one seed. */
struct compare_run {
    uint64_t seed;
    bool holds;
    int64_t value[MEASURES_COUNT];
    struct measure_violation violation[PROPERTY_COUNT];
};

/* What went wrong first in some way, and how often: a property, or a line of the scenario. */
struct compare_note {
    bool is_violation, expected;
    uint32_t key;   /* enum property, or line */
    uint64_t seed;  /* of the first run in which it happened, */
    int64_t t_us;   /* when it happened there */
    uint32_t count; /* in how many runs */
    char text[EVENT_TEXT_BYTES];
};

struct compare_world {
    const struct compare_settings *settings; /* borrowed */
    struct trace_header header;
    int run_count;
    struct compare_run *run; /* owned; by rising seed */
    int note_count;
    struct compare_note note[COMPARE_NOTES_MAX];
};

/* One scenario in all its worlds. */
struct compare_table {
    const char *source;        /* as given on the command line */
    struct scenario *scenario; /* owned */
    int world_count;
    struct compare_world *world; /* owned */
};

enum compare_answer { COMPARE_GO, COMPARE_DONE, COMPARE_REFUSED };
/* Parse argv[2..]; argv[1] is "compare".  DONE: help was printed; REFUSED: the reason
 * was printed on stderr. */
enum compare_answer compare_options_parse(struct compare_options *self, int argc, char **argv);

/* Append the settings of `text` ("quorum=none,break=vote-once"; "as-is" for none).
 * False, with the reason in *info, when it makes no sense. */
bool compare_settings_parse(const char *text, struct compare_settings *out, struct err_info *info);
/* Append one setting; false as above.  value may be "" (unsafe). */
bool compare_settings_add(struct compare_settings *self, enum setting setting, const char *value,
                          size_t length, struct err_info *info);
bool compare_settings_have(const struct compare_settings *self, enum setting setting);

/* The header of a run of `scenario` under the options' common settings and the world's.
 * Without any seed it is 1, without any engine sim.  Messages go to stderr.
 * Returns EXIT_HOLDS or EXIT_USAGE. */
int compare_header(const struct compare_options *options, const struct compare_settings *world,
                   const struct scenario *scenario, const char *source, struct trace_header *out);
/* The command line that shows this world with this seed in the dashboard.  False when
 * no command line can say it. */
bool compare_again(const struct compare_options *options, const struct compare_table *table,
                   const struct compare_world *world, uint64_t seed, struct text *out);

/* Smallest, median (the lower of two) and greatest over the runs. */
struct compare_range {
    int64_t min, median, max;
};
struct compare_range compare_range(const struct compare_world *world, enum measure measure);
int compare_holds(const struct compare_world *world); /* how many of the runs hold */

void compare_print_text(const struct compare_options *options, const struct compare_table *tables,
                        int count, FILE *out);
void compare_print_csv(const struct compare_table *tables, int count, FILE *out);
void compare_print_json(const struct compare_table *tables, int count, FILE *out);

#endif
