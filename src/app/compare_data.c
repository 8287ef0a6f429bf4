/* The comparison for other programs: CSV (a line a run) and JSON (one object). */
#include <inttypes.h>
#include <string.h>

#include "app/compare.h"
#include "app/options.h"
#include "app/report.h"

/* ---- CSV ---------------------------------------------------------------------------- */

/* RFC 4180: in quotes when it must be. */
static void put_field(FILE *out, const char *text) {
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void csv_run(const struct compare_table *table, int index, const struct compare_run *run,
                    FILE *out) {
    const struct compare_world *world = &table->world[index];
    const struct trace_header *header = &world->header;
    const char *before = "";
    put_field(out, header->scenario);
    fprintf(out, ",%d,", index + 1);
    put_field(out, world->settings->label);
    fprintf(out, ",%s,%d,%s,", engine_name(header->engine), header->elect.nodes,
            quorum_name(header->elect.policy));
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        if ((header->elect.broken.bits >> i & 1u) == 0) continue;
        fprintf(out, "%s%s", before, rule_name((enum rule)i));
        before = " ";
    }
    fprintf(out, ",%" PRIu64, run->seed);
    for (unsigned i = 0; i < MEASURES_COUNT; i++) {
        fputc(',', out);
        if (run->value[i] != TIME_NEVER) fprintf(out, "%" PRId64, run->value[i]);
    }
    fputc(',', out);
    before = "";
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (run->violation[i].count == 0) continue;
        fprintf(out, "%s%s@%" PRId64, before, property_name((enum property)i),
                run->violation[i].first_us);
        before = " ";
    }
    fprintf(out, ",%s\n", run->holds ? "holds" : "fails");
}

void compare_print_csv(const struct compare_table *tables, int count, FILE *out) {
    fputs("scenario,world,label,engine,nodes,quorum,broken,seed", out);
    for (unsigned i = 0; i < MEASURES_COUNT; i++) fprintf(out, ",%s", measure_key((enum measure)i));
    fputs(",first_violations_us,verdict\n", out);
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < tables[i].world_count; j++) {
            const struct compare_world *world = &tables[i].world[j];
            for (int k = 0; k < world->run_count; k++) csv_run(&tables[i], j, &world->run[k], out);
        }
    }
}

/* ---- JSON --------------------------------------------------------------------------- */

static void json_value(FILE *out, const char *key, int64_t value) {
    fprintf(out, "\"%s\":", key);
    if (value == TIME_NEVER) fputs("null", out);
    else fprintf(out, "%" PRId64, value);
}

static void json_measures(const struct compare_world *world, FILE *out) {
    fputs("\"measures\":{", out);
    for (unsigned i = 0; i < MEASURES_COUNT; i++) {
        const struct compare_range range = compare_range(world, (enum measure)i);
        fprintf(out, "%s\n  \"%s\":{", i == 0 ? "" : ",", measure_key((enum measure)i));
        json_value(out, "min", range.min);
        fputc(',', out);
        json_value(out, "median", range.median);
        fputc(',', out);
        json_value(out, "max", range.max);
        fputc('}', out);
    }
    fputs("},\n", out);
}

/* Violations of properties, or failed expectations: first one and how many runs. */
static void json_notes(const struct compare_world *world, bool violations, FILE *out) {
    int printed = 0;
    fprintf(out, " \"%s\":[", violations ? "violations" : "failures");
    for (int i = 0; i < world->note_count; i++) {
        const struct compare_note *note = &world->note[i];
        if (note->is_violation != violations) continue;
        fputs(printed++ == 0 ? "{" : ",{", out);
        if (violations) {
            fprintf(out, "\"property\":\"%s\",\"expected\":%s,",
                    property_name((enum property)note->key), note->expected ? "true" : "false");
        } else {
            fprintf(out, "\"line\":%" PRIu32 ",", note->key);
        }
        fprintf(out, "\"runs\":%" PRIu32 ",\"seed\":\"%" PRIu64 "\",\"t_us\":%" PRId64 ",\"text\":",
                note->count, note->seed, note->t_us);
        report_put_json(out, note->text);
        fputc('}', out);
    }
    fputc(']', out);
}

static void json_world(const struct compare_world *world, FILE *out) {
    const struct trace_header *header = &world->header;
    const struct timers *timers = &header->elect.timers;
    int printed = 0;
    fputs("\n{\"label\":", out);
    report_put_json(out, world->settings->label);
    fprintf(out, ",\"engine\":\"%s\",\"nodes\":%d,\"quorum\":\"%s\",\"broken\":[",
            engine_name(header->engine), header->elect.nodes, quorum_name(header->elect.policy));
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        if ((header->elect.broken.bits >> i & 1u) == 0) continue;
        fprintf(out, "%s\"%s\"", printed++ == 0 ? "" : ",", rule_name((enum rule)i));
    }
    fputs("],\"timers_us\":{", out);
    const char *before = "";
#define X(symbol, field, word, help)                                                               \
    fprintf(out, "%s\"%s\":%" PRId64, before, word, timers->field);                                \
    before = ",";
    TIMERS(X)
#undef X
    fputs("},", out);
    const struct compare_run *run = world->run;
    fprintf(out, "\"seeds\":\"%" PRIu64 "..%" PRIu64 "\",", run[0].seed,
            run[world->run_count - 1].seed);
    fprintf(out, "\"runs\":%d,\"holds\":%d,\n ", world->run_count, compare_holds(world));
    json_measures(world, out);
    json_notes(world, true, out);
    fputs(",\n", out);
    json_notes(world, false, out);
    fputc('}', out);
}

void compare_print_json(const struct compare_table *tables, int count, FILE *out) {
    fputs("{\"program\":\"ringleader " PROGRAM_VERSION "\",\"scenarios\":[", out);
    for (int i = 0; i < count; i++) {
        fprintf(out, "%s\n{\"name\":", i == 0 ? "" : ",");
        report_put_json(out, tables[i].world[0].header.scenario);
        fputs(",\"file\":", out);
        report_put_json(out, strcmp(tables[i].source, "-") == 0 ? "stdin" : tables[i].source);
        fputs(",\"worlds\":[", out);
        for (int j = 0; j < tables[i].world_count; j++) {
            if (j > 0) fputc(',', out);
            json_world(&tables[i].world[j], out);
        }
        fputs("]}", out);
    }
    fputs("\n]}\n", out);
}
