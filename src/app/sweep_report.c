#include <inttypes.h>
#include <string.h>

#include "app/sweep.h"

static void print_nodes(const struct plan_wish *wish, FILE *out) {
    if (wish->nodes_min == wish->nodes_max) fprintf(out, "%d", wish->nodes_min);
    else fprintf(out, "%d..%d", wish->nodes_min, wish->nodes_max);
}

static void print_again(const struct sweep_options *options, uint64_t seed, FILE *out) {
    fprintf(out, "ringleader sweep --seeds %" PRIu64 "..%" PRIu64 "%s", seed, seed, options->again);
}

/* ---- text --------------------------------------------------------------------------- */

void sweep_print_failure(const struct sweep_options *options, const struct sweep_failure *failure,
                         FILE *out) {
    char buffer[32];
    struct text time;
    text_init(&time, buffer, sizeof buffer);
    text_add_time(&time, failure->violation.t_us);
    fprintf(out, "seed %" PRIu64 ": %s\n", failure->seed, failure->violation.detail);
    fprintf(out, "  shortened to %d fault%s on %d nodes, violated at %s\n", failure->faults,
            failure->faults == 1 ? "" : "s", failure->nodes, buffer);
    fputs("  again:    ", out);
    print_again(options, failure->seed, out);
    fputc('\n', out);
    if (failure->trace[0] != '\0')
        fprintf(out, "  look:     ringleader replay %s\n", failure->trace);
    if (failure->scenario[0] != '\0') {
        fprintf(out, "  scenario: ringleader run %s\n", failure->scenario);
    }
}

static void print_sometimes(const struct sweep_options *options, const struct sweep_sum *sum,
                            FILE *out) {
    fputs("sometimes (in how many runs):\n", out);
    for (unsigned i = 0; i < SOMETIMES_COUNT; i++) {
        const enum sometimes_kind kind = (enum sometimes_kind)i;
        if (!sometimes_applies(kind, options->wish.policy) || sum->sometimes[i] == 0) continue;
        fprintf(out, "%10" PRIu64 "  %s\n", sum->sometimes[i], sometimes_help(kind));
    }
    for (unsigned i = 0; i < SOMETIMES_COUNT; i++) {
        const enum sometimes_kind kind = (enum sometimes_kind)i;
        if (!sometimes_applies(kind, options->wish.policy) || sum->sometimes[i] != 0) continue;
        fprintf(out, "     NEVER  %s\n", sometimes_help(kind));
    }
}

void sweep_print_text(const struct sweep_options *options, const struct sweep_sum *sum, FILE *out) {
    for (int i = 0; i < sum->failure_count; i++) {
        sweep_print_failure(options, &sum->failure[i], out);
    }
    if (sum->failed > (uint64_t)sum->failure_count) {
        fprintf(out, "... and %" PRIu64 " more failing seeds\n",
                sum->failed - (uint64_t)sum->failure_count);
    }
    if (!options->quiet) {
        if (sum->runs > 0) print_sometimes(options, sum, out);
        fprintf(out,
                "%" PRIu64 " faults, %" PRIu64 " events, %" PRIu64 " elections, %" PRIu64
                " s of virtual time in %.1f s\n",
                sum->faults, sum->events, sum->elections, sum->cluster_us / 1000000, sum->seconds);
        if (sum->recovery_permille > 0) {
            fprintf(out,
                    "slowest recovery once faults stopped: %" PRIu32 ".%" PRIu32
                    "%% of the bound, seed %" PRIu64 "\n",
                    sum->recovery_permille / 10, sum->recovery_permille % 10, sum->recovery_seed);
        }
    }
    fprintf(out, "%" PRIu64 " run%s of ", sum->runs, sum->runs == 1 ? "" : "s");
    print_nodes(&options->wish, out);
    fprintf(out, " nodes, quorum %s, seeds %" PRIu64 "..%" PRIu64,
            quorum_name(options->wish.policy), options->first_seed, options->last_seed);
    if (options->shards > 1)
        fprintf(out, ", shard %" PRIu64 "/%" PRIu64, options->shard, options->shards);
    if (sum->signal != 0) fputs(", ended early by a signal", out);
    if (sum->failed == 0) fputs(": no violation\n", out);
    else fprintf(out, ": %" PRIu64 " FAILED\n", sum->failed);
}

/* ---- JSON ----------------------------------------------------------------------------- */

static void print_string(const char *string, FILE *out) {
    fputc('"', out);
    for (; *string != '\0'; string++) {
        const unsigned char c = (unsigned char)*string;
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c < 0x20) fprintf(out, "\\u%04x", c);
        else fputc(c, out);
    }
    fputc('"', out);
}

static void print_failure_json(const struct sweep_options *options,
                               const struct sweep_failure *failure, FILE *out) {
    char again[600];
    snprintf(again, sizeof again, "ringleader sweep --seeds %" PRIu64 "..%" PRIu64 "%s",
             failure->seed, failure->seed, options->again);
    fprintf(out, "{\"seed\":\"%" PRIu64 "\",\"property\":\"%s\",\"detail\":", failure->seed,
            property_name(failure->violation.property));
    print_string(failure->violation.detail, out);
    fprintf(out,
            ",\"t_us\":%" PRId64 ",\"nodes\":%d,\"faults\":%d,\"trace\":", failure->violation.t_us,
            failure->nodes, failure->faults);
    if (failure->trace[0] == '\0') fputs("null", out);
    else print_string(failure->trace, out);
    fputs(",\"scenario\":", out);
    if (failure->scenario[0] == '\0') fputs("null", out);
    else print_string(failure->scenario, out);
    fputs(",\"replay\":", out);
    print_string(again, out);
    fputc('}', out);
}

static void print_rules_json(struct rule_set broken, FILE *out) {
    bool first = true;
    fputs(",\"broken\":[", out);
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (!rule_broken(broken, (enum rule)rule)) continue;
        fprintf(out, "%s\"%s\"", first ? "" : ",", rule_name((enum rule)rule));
        first = false;
    }
    fputc(']', out);
}

static void print_sometimes_json(const struct sweep_options *options, const struct sweep_sum *sum,
                                 FILE *out) {
    bool first = true;
    fputs(",\"sometimes\":{", out);
    for (unsigned i = 0; i < SOMETIMES_COUNT; i++) {
        if (!sometimes_applies((enum sometimes_kind)i, options->wish.policy)) continue;
        fprintf(out, "%s\"%s\":%" PRIu64, first ? "" : ",", sometimes_name((enum sometimes_kind)i),
                sum->sometimes[i]);
        first = false;
    }
    fputs("},\"never\":[", out);
    first = true;
    for (unsigned i = 0; i < SOMETIMES_COUNT; i++) {
        const enum sometimes_kind kind = (enum sometimes_kind)i;
        if (!sometimes_applies(kind, options->wish.policy) || sum->sometimes[i] != 0) continue;
        fprintf(out, "%s\"%s\"", first ? "" : ",", sometimes_name(kind));
        first = false;
    }
    fputc(']', out);
}

void sweep_print_json(const struct sweep_options *options, const struct sweep_sum *sum, FILE *out) {
    fprintf(out,
            "{\"seeds\":\"%" PRIu64 "..%" PRIu64 "\",\"shard\":\"%" PRIu64 "/%" PRIu64
            "\",\"nodes\":\"",
            options->first_seed, options->last_seed, options->shard, options->shards);
    print_nodes(&options->wish, out);
    fprintf(out, "\",\"quorum\":\"%s\"", quorum_name(options->wish.policy));
    print_rules_json(options->wish.broken, out);
    fprintf(out, ",\"runs\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"failures\":[", sum->runs,
            sum->failed);
    for (int i = 0; i < sum->failure_count; i++) {
        if (i > 0) fputc(',', out);
        print_failure_json(options, &sum->failure[i], out);
    }
    fprintf(out,
            "],\"events\":%" PRIu64 ",\"elections\":%" PRIu64 ",\"faults\":%" PRIu64
            ",\"cluster_us\":%" PRIu64,
            sum->events, sum->elections, sum->faults, sum->cluster_us);
    print_sometimes_json(options, sum, out);
    fprintf(out,
            ",\"recovery_permille_max\":%" PRIu32 ",\"recovery_seed\":\"%" PRIu64
            "\",\"seconds\":%.1f}\n",
            sum->recovery_permille, sum->recovery_seed, sum->seconds);
}
