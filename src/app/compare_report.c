/* The comparison as a table: a column a world, a row a figure, what went wrong below. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/compare.h"
#include "base/check.h"

enum {
    COLUMNS = 80,
    CELL_BYTES = 40,
    GAP_WIDE = 2,   /* between columns; if need be only 1 */
    LABEL_MAX = 24, /* a longer label goes into the legend */
    ROWS_MAX = 3 * MEASURES_COUNT + PROPERTY_COUNT + 1,
};

struct row {
    char words[40];
    char cell[COMPARE_WORLDS_MAX][CELL_BYTES];
};

struct grid {
    int rows;
    struct row row[ROWS_MAX];
    const char *head[COMPARE_WORLDS_MAX];
    char number[COMPARE_WORLDS_MAX][4];
    int width[COMPARE_WORLDS_MAX]; /* of each column, the gap before it included */
    int left;                      /* of the first column */
};

/* ---- figures ------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct compare_range compare_range(const struct compare_world *world, enum measure measure) {
    static int64_t values[COMPARE_SEEDS_MAX];
    const int count = world->run_count;
    REQUIRE(count > 0);
    for (int i = 0; i < count; i++) values[i] = world->run[i].value[measure];
    qsort(values, (size_t)count, sizeof values[0], by_value);
    return (struct compare_range){ values[0], values[(count - 1) / 2], values[count - 1] };
}

int compare_holds(const struct compare_world *world) {
    int count = 0;
    for (int i = 0; i < world->run_count; i++) count += world->run[i].holds;
    return count;
}

/* At most six characters for less than a day. */
static void say_time(int64_t us, char out[CELL_BYTES]) {
    if (us == TIME_NEVER) snprintf(out, CELL_BYTES, "never");
    else if (us == 0) snprintf(out, CELL_BYTES, "0");
    else if (us < 10 * US_PER_MS) {
        snprintf(out, CELL_BYTES, "%" PRId64 ".%" PRId64 " ms", us / US_PER_MS,
                 us % US_PER_MS / 100);
    } else if (us < US_PER_S) snprintf(out, CELL_BYTES, "%" PRId64 " ms", us / US_PER_MS);
    else if (us < 10 * US_PER_S) {
        snprintf(out, CELL_BYTES, "%" PRId64 ".%02" PRId64 " s", us / US_PER_S,
                 us % US_PER_S / 10000);
    } else if (us < 100 * US_PER_S) {
        snprintf(out, CELL_BYTES, "%" PRId64 ".%" PRId64 " s", us / US_PER_S,
                 us % US_PER_S / 100000);
    } else {
        snprintf(out, CELL_BYTES, "%" PRId64 " s", us / US_PER_S);
    }
}

static void say_value(enum measure measure, int64_t value, char out[CELL_BYTES]) {
    if (measure_unit(measure) == MEASURE_TIME) say_time(value, out);
    else snprintf(out, CELL_BYTES, "%" PRId64, value);
}

/* ---- rows --------------------------------------------------------------------------- */

static struct row *add_row(struct grid *grid, const char *words) {
    ENSURE(grid->rows < ROWS_MAX);
    struct row *row = &grid->row[grid->rows++];
    snprintf(row->words, sizeof row->words, "%s", words);
    return row;
}

/* "2.05 s" as "2.0 s": three of them share a cell. */
static void round_seconds(char value[CELL_BYTES]) {
    const size_t length = strlen(value);
    if (length == 6 && value[1] == '.' && value[4] == ' ') memcpy(value + 3, " s", 3);
}

/* Do all of them, zeros aside, have the same unit? */
static bool same_unit(char values[3][CELL_BYTES]) {
    const char *unit = NULL;
    for (int i = 0; i < 3; i++) {
        const char *blank = strchr(values[i], ' ');
        if (blank == NULL && strcmp(values[i], "0") != 0) return false;
        if (blank == NULL) continue;
        if (unit != NULL && strcmp(unit, blank) != 0) return false;
        unit = blank;
    }
    return true;
}

/* "16..58..220 ms": min, median, max; one figure where all are the same. */
static void say_range(enum measure measure, const struct compare_range *range,
                      char out[CELL_BYTES]) {
    char values[3][CELL_BYTES];
    say_value(measure, range->min, values[0]);
    say_value(measure, range->median, values[1]);
    say_value(measure, range->max, values[2]);
    if (range->min == range->max) {
        snprintf(out, CELL_BYTES, "%s", values[0]);
        return;
    }
    for (int i = 0; i < 3; i++) round_seconds(values[i]);
    const bool once = same_unit(values);
    for (int i = 0; once && i < 2; i++) values[i][strcspn(values[i], " ")] = '\0';
    snprintf(out, CELL_BYTES, "%.9s..%.9s..%.9s", values[0], values[1], values[2]);
}

/* In one line, or the median with min and max below where some world's runs differ. */
static void add_measure(struct grid *grid, const struct compare_table *table, enum measure measure,
                        bool in_line) {
    struct compare_range range[COMPARE_WORLDS_MAX];
    bool differ = false;
    for (int i = 0; i < table->world_count; i++) {
        range[i] = compare_range(&table->world[i], measure);
        differ |= range[i].min != range[i].max;
    }
    differ &= !in_line;
    struct row *row = add_row(grid, measure_words(measure));
    struct row *min = differ ? add_row(grid, "    min") : NULL;
    struct row *max = differ ? add_row(grid, "    max") : NULL;
    for (int i = 0; i < table->world_count; i++) {
        if (in_line) say_range(measure, &range[i], row->cell[i]);
        else say_value(measure, range[i].median, row->cell[i]);
        if (!differ) continue;
        say_value(measure, range[i].min, min->cell[i]);
        say_value(measure, range[i].max, max->cell[i]);
    }
}

/* When it first happened, or with several seeds in how many of them it did. */
static void add_property(struct grid *grid, const struct compare_table *table,
                         enum property property, bool seeds) {
    int broken[COMPARE_WORLDS_MAX] = { 0 }, all = 0;
    char words[40];
    for (int i = 0; i < table->world_count; i++) {
        const struct compare_world *world = &table->world[i];
        for (int j = 0; j < world->run_count; j++) {
            broken[i] += world->run[j].violation[property].count > 0;
        }
        all += broken[i];
    }
    if (all == 0) return;
    snprintf(words, sizeof words, seeds ? "  seeds with %s" : "  first of %s",
             property_name(property));
    struct row *row = add_row(grid, words);
    for (int i = 0; i < table->world_count; i++) {
        char *cell = row->cell[i];
        if (seeds) snprintf(cell, CELL_BYTES, "%d", broken[i]);
        else if (broken[i] == 0) snprintf(cell, CELL_BYTES, "-");
        else say_time(table->world[i].run[0].violation[property].first_us, cell);
    }
}

static void add_verdict(struct grid *grid, const struct compare_table *table, bool seeds) {
    struct row *row = add_row(grid, seeds ? "seeds that hold" : "verdict");
    for (int i = 0; i < table->world_count; i++) {
        const int holds = compare_holds(&table->world[i]);
        if (seeds) snprintf(row->cell[i], CELL_BYTES, "%d", holds);
        else snprintf(row->cell[i], CELL_BYTES, "%s", holds > 0 ? "holds" : "fails");
    }
}

static void fill(struct grid *grid, const struct compare_table *table, bool seeds, bool in_line) {
    memset(grid, 0, sizeof *grid);
    for (unsigned i = 0; i < MEASURES_COUNT; i++) {
        add_measure(grid, table, (enum measure)i, in_line);
        if (i != MEASURE_VIOLATIONS) continue;
        for (unsigned j = 0; j < PROPERTY_COUNT; j++) {
            add_property(grid, table, (enum property)j, seeds);
        }
    }
    add_verdict(grid, table, seeds);
}

/* ---- layout ------------------------------------------------------------------------- */

/* Characters, not bytes: labels may be any text. */
static int width_of(const char *text) {
    int width = 0;
    for (; *text != '\0'; text++) width += ((unsigned char)*text & 0xC0u) != 0x80u;
    return width;
}

static void put_right(FILE *out, const char *text, int width) {
    fprintf(out, "%*s%s", width > width_of(text) ? width - width_of(text) : 0, "", text);
}

static int measure_columns(struct grid *grid, int worlds, int gap) {
    grid->left = 0;
    for (int i = 0; i < grid->rows; i++) {
        const int width = width_of(grid->row[i].words);
        if (width > grid->left) grid->left = width;
    }
    int total = grid->left;
    for (int i = 0; i < worlds; i++) {
        grid->width[i] = width_of(grid->head[i]);
        for (int j = 0; j < grid->rows; j++) {
            const int width = width_of(grid->row[j].cell[i]);
            if (width > grid->width[i]) grid->width[i] = width;
        }
        grid->width[i] += gap;
        total += grid->width[i];
    }
    return total;
}

/* Labels head the columns, or else numbers do, which need a legend.  False: too wide. */
static bool fits(struct grid *grid, const struct compare_table *table, int gap, bool *numbered) {
    bool short_enough = true;
    for (int i = 0; i < table->world_count; i++) {
        grid->head[i] = table->world[i].settings->label;
        short_enough &= width_of(grid->head[i]) <= LABEL_MAX;
    }
    *numbered = false;
    if (short_enough && measure_columns(grid, table->world_count, gap) <= COLUMNS) return true;
    for (int i = 0; i < table->world_count; i++) {
        snprintf(grid->number[i], sizeof grid->number[i], "%d", (i + 1) % 100);
        grid->head[i] = grid->number[i];
    }
    *numbered = true;
    return measure_columns(grid, table->world_count, gap) <= COLUMNS;
}

/* The roomiest layout that fits. */
static void lay_out(struct grid *grid, const struct compare_table *table, bool seeds, bool *in_line,
                    bool *numbered) {
    *in_line = true;
    fill(grid, table, seeds, true);
    if (fits(grid, table, GAP_WIDE, numbered)) return;
    *in_line = false;
    fill(grid, table, seeds, false);
    if (!fits(grid, table, GAP_WIDE, numbered)) (void)fits(grid, table, 1, numbered);
}

/* More worlds than fit beside each other go below. */
static void print_grid(const struct grid *grid, int worlds, FILE *out) {
    for (int first = 0, end; first < worlds; first = end) {
        int total = grid->left;
        for (end = first; end < worlds; end++) {
            if (end > first && total + grid->width[end] > COLUMNS) break;
            total += grid->width[end];
        }
        fprintf(out, "\n%*s", grid->left, "");
        for (int i = first; i < end; i++) put_right(out, grid->head[i], grid->width[i]);
        fputc('\n', out);
        for (int row = 0; row < grid->rows; row++) {
            fprintf(out, "%-*s", grid->left, grid->row[row].words);
            for (int i = first; i < end; i++) {
                put_right(out, grid->row[row].cell[i], grid->width[i]);
            }
            fputc('\n', out);
        }
    }
}

/* ---- what went wrong ---------------------------------------------------------------- */

/* Words of `text` in lines of at most COLUMNS, the later ones indented by `indent`; the
 * first line has `used` columns already. */
static void print_wrapped(FILE *out, const char *text, int used, int indent) {
    bool first = true;
    while (*text != '\0') {
        text += strspn(text, " ");
        const int length = (int)strcspn(text, " ");
        if (length == 0) break;
        if (!first && used + 1 + length > COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            used = indent;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", length, text);
        used += length + (first ? 0 : 1);
        first = false;
        text += length;
    }
    fputc('\n', out);
}

static void print_note(const struct compare_note *note, const struct compare_world *world,
                       bool seeds, FILE *out) {
    char line[EVENT_TEXT_BYTES + 200], when[CELL_BYTES], often[80] = "";
    say_time(note->t_us, when);
    if (seeds) {
        snprintf(often, sizeof often, " with seed %" PRIu64 " (%" PRIu32 " of %d seeds)",
                 note->seed, note->count, world->run_count);
    }
    if (note->is_violation) {
        snprintf(line, sizeof line, "violated at %s%s%s: %s", when, often,
                 note->expected ? ", as the scenario expects" : "", note->text);
    } else {
        snprintf(line, sizeof line, "line %" PRIu32 " failed at %s%s: %s", note->key, when, often,
                 note->text);
    }
    fputs("  ", out);
    print_wrapped(out, line, 2, 4);
}

static void print_notes(const struct compare_options *options, const struct compare_table *table,
                        int index, bool numbered, FILE *out) {
    const struct compare_world *world = &table->world[index];
    char buffer[600];
    struct text again;
    if (world->note_count == 0) return;
    fputc('\n', out);
    if (numbered) fprintf(out, "%d  ", index + 1);
    fprintf(out, "%s\n", world->settings->label);
    for (int i = 0; i < world->note_count; i++) {
        print_note(&world->note[i], world, options->seeds_given, out);
    }
    text_init(&again, buffer, sizeof buffer);
    if (!compare_again(options, table, world, world->note[0].seed, &again)) return;
    fprintf(out, "  watch: %s\n", buffer); /* not wrapped: it is for copying */
}

/* ---- the whole ---------------------------------------------------------------------- */

static void print_title(const struct compare_options *options, const struct compare_table *table,
                        bool in_line, FILE *out) {
    const struct trace_header *first = &table->world[0].header;
    bool same_nodes = true, same_engine = true, same_seed = true;
    for (int i = 1; i < table->world_count; i++) {
        const struct trace_header *header = &table->world[i].header;
        same_nodes &= header->elect.nodes == first->elect.nodes;
        same_engine &= header->engine == first->engine;
        same_seed &= header->seed == first->seed;
    }
    fputs(first->scenario, out);
    const char *before = ": ";
    if (same_nodes) {
        fprintf(out, "%s%d nodes", before, first->elect.nodes);
        before = ", ";
    }
    if (same_engine) {
        fprintf(out, "%sengine %s", before, engine_name(first->engine));
        before = ", ";
    }
    if (options->seeds_given) {
        fprintf(out, "%sseeds %" PRIu64 "..%" PRIu64 "\n%s", before, options->first_seed,
                options->last_seed,
                in_line ? "min..median..max where the seeds differ"
                        : "each figure is the median; min and max below it where the seeds differ");
    } else if (same_seed) {
        fprintf(out, "%sseed %" PRIu64, before, first->seed);
    }
    fputc('\n', out);
}

void compare_print_text(const struct compare_options *options, const struct compare_table *tables,
                        int count, FILE *out) {
    static struct grid grid; /* large */
    for (int i = 0; i < count; i++) {
        const struct compare_table *table = &tables[i];
        if (i > 0) fputc('\n', out);
        bool in_line, numbered;
        lay_out(&grid, table, options->seeds_given, &in_line, &numbered);
        print_title(options, table, in_line, out);
        if (numbered) fputc('\n', out);
        for (int j = 0; numbered && j < table->world_count; j++) {
            fprintf(out, "%4d  %s\n", j + 1, table->world[j].settings->label);
        }
        print_grid(&grid, table->world_count, out);
        for (int j = 0; j < table->world_count; j++) print_notes(options, table, j, numbered, out);
    }
}
