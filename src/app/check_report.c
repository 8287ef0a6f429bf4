#include "app/check.h"

#include <inttypes.h>
#include <math.h>

#include "base/err.h"
#include "election/rules.h"

static const char *const bound_names[] = {
#define X(symbol, name, count, help) [BOUND_##symbol] = name,
    BOUNDS(X)
#undef X
};

/* With the full range of terms nothing was meant to be left out. */
static bool is_complete(const struct check_options *options, const struct search_result *r) {
    if (r->limit != LIMIT_NONE || r->beyond_flights > 0) return false;
    return options->terms_given || r->beyond_terms == 0;
}

int check_exit(const struct check_options *options, const struct search_result *r) {
    if (r->violated) return EXIT_VIOLATED;
    if (!is_complete(options, r) || r->unsure > 0) return EXIT_INCONCLUSIVE;
    return EXIT_HOLDS;
}

double check_collision(const struct search_result *r) {
    const double states = (double)r->states;
    return states * states / 2 / 18446744073709551616.0; /* birthday bound, 2^64 */
}

/* ---- reductions ------------------------------------------------------------------------------ */

static bool terms_are_relative(const struct check_options *options) {
    const struct rule_set broken = options->config.elect.broken;
    return !rule_broken(broken, RULE_STABLE_STORAGE) && !rule_broken(broken, RULE_TERM_ORDER) &&
           !rule_broken(broken, RULE_HOME_TERM);
}

static void put_reductions(FILE *out, const struct check_options *options, const char *quote) {
    static const char *const names[] = {
#define X(symbol, name) [REDUCE_##symbol] = name,
        REDUCTIONS(X)
#undef X
    };
    const char *between = "";
    for (unsigned i = 0; i < REDUCTION_COUNT; i++) {
        if (!explore_reduces(&options->config, (enum reduction)i)) continue;
        if (i == REDUCE_TERMS && !terms_are_relative(options)) continue;
        fprintf(out, "%s%s%s%s", between, quote, names[i], quote);
        between = *quote != '\0' ? "," : ", ";
    }
}

/* ---- JSON --------------------------------------------------------------------------------------
 */

static void json_bounds(FILE *out, const struct check_options *options) {
    const struct explore_config *c = &options->config;
    fputs("\"bounds\":{", out);
    for (int i = 0; i < BOUND_COUNT; i++) fprintf(out, "\"%s\":%d,", bound_names[i], c->bound[i]);
    if (options->terms_given) fprintf(out, "\"terms\":%d,", c->terms);
    else fputs("\"terms\":null,", out);
    fprintf(out, "\"clocks\":\"%s\",\"start\":\"%s\",\"channel\":%d}", c->drift ? "drift" : "exact",
            c->any ? "any" : "boot", c->channel);
}

static void json_ticks(FILE *out, const struct explore_config *c) {
    const struct timers *t = &c->elect.timers;
    const int64_t u = c->unit_us;
    fprintf(out,
            "\"units\":{\"tick\":%" PRId64 ",\"hop\":%" PRId64 ",\"hop_timeout\":%" PRId64
            ",\"heartbeat\":%" PRId64 ",\"lease\":%" PRId64 ",\"promise\":%" PRId64
            ",\"stand\":%" PRId64 ",\"ring\":%" PRId64 "}",
            c->tick_us / u, t->hop_us / u, t->hop_timeout_us / u, t->heartbeat_us / u,
            t->lease_us / u, t->promise_us / u, t->stand_us / u, t->ring_us / u);
}

/* The path that is told, and what it was before it was shortened. */
static void json_told(FILE *out, const struct check_told *told) {
    if (told == NULL) {
        fputs("\"steps\":null,\"loop\":null,\"shortened\":null", out);
        return;
    }
    const struct search_path *path = &told->result.path;
    fprintf(out, "\"steps\":%d,\"loop\":", path->length);
    if (path->loop < 0) fputs("null", out);
    else fprintf(out, "%d", path->length - path->loop);
    fputs(",\"shortened\":", out);
    if (told->steps_found == 0) {
        fputs("null", out);
        return;
    }
    const struct explore_config *c = &told->options.config;
    fprintf(out, "{\"from_steps\":%d,\"nodes\":%d", told->steps_found, c->elect.nodes);
    for (int i = 0; i < BOUND_COUNT; i++) fprintf(out, ",\"%s\":%d", bound_names[i], c->bound[i]);
    fputs("}", out);
}

static void report_json(FILE *out, const struct check_options *options,
                        const struct search_result *r, const struct check_told *told,
                        double seconds) {
    const struct explore_config *c = &options->config;
    const char *between = "";
    fprintf(out,
            "{\"nodes\":%d,\"quorum\":\"%s\",\"states\":%" PRIu64 ",\"transitions\":%" PRIu64
            ",\"depth\":%" PRIu32 ",\"complete\":%s,\"violations\":%d,\"property\":",
            c->elect.nodes, quorum_name(c->elect.policy), r->states, r->transitions, r->depth,
            is_complete(options, r) ? "true" : "false", r->violated ? 1 : 0);
    if (r->violated) fprintf(out, "\"%s\"", property_name(r->violation.property));
    else fputs("null", out);
    fputs(",\"recovery_ticks_max\":", out);
    if (r->judged_liveness && r->recovery_ticks_max >= 0) {
        fprintf(out, "%d,\"recovery_ticks_bound\":%d", r->recovery_ticks_max, r->bound_ticks);
    } else {
        fputs("null,\"recovery_ticks_bound\":null", out);
    }
    fprintf(out, ",\"seconds\":%.3f,", seconds);
    json_bounds(out, options);
    fputs(",\"reduction\":[", out);
    put_reductions(out, options, "\"");
    fprintf(out, "],\"limit\":\"%s\",\"beyond_terms\":%" PRIu64 ",\"beyond_channel\":%" PRIu64,
            search_limit_name(r->limit), r->beyond_terms, r->beyond_flights);
    fprintf(out,
            ",\"starts\":%" PRIu64 ",\"owed\":%" PRIu64 ",\"unowed\":%" PRIu64
            ",\"weakly_owed\":%" PRIu64 ",\"unsure\":%" PRIu64,
            r->starts, r->owed, r->unowed, r->weakly_owed, r->unsure);
    fprintf(out, ",\"collision_probability\":%.3g,\"exact\":%s,\"collisions\":%" PRIu64,
            options->search.exact ? 0 : check_collision(r),
            options->search.exact ? "true" : "false", r->collisions);
    fprintf(out, ",\"bytes\":%zu,\"jobs\":%d,", r->bytes, options->search.jobs);
    json_ticks(out, c);
    fputs(",\"broken\":[", out);
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (!rule_broken(c->elect.broken, (enum rule)rule)) continue;
        fprintf(out, "%s\"%s\"", between, rule_name((enum rule)rule));
        between = ",";
    }
    fputs("],", out);
    json_told(out, told);
    fputs("}\n", out);
}

/* ---- text
 * ---------------------------------------------------------------------------------------- */

static void text_setup(FILE *out, const struct check_options *options) {
    const struct explore_config *c = &options->config;
    const struct timers *t = &c->elect.timers;
    const double tick = (double)c->tick_us;
    fprintf(out, "%d nodes, quorum %s, from %s, clocks %s", c->elect.nodes,
            quorum_name(c->elect.policy), c->any ? "arbitrary local states" : "the start",
            c->drift ? "a fifth fast or slow" : "exact");
    for (int i = 0; i < BOUND_COUNT; i++) {
        if (c->bound[i] > 0) fprintf(out, ", %s %d", bound_names[i], c->bound[i]);
    }
    if (options->terms_given) fprintf(out, ", terms at most %d apart", c->terms);
    if (c->bound[BOUND_STALLS] > 0) {
        fprintf(out, ", of a stalled node's messages %d are kept, more are lost", c->channel);
    }
    fprintf(out, "\nticks: d %g, TH %g, H %g, L %g, P %g, E %g, R %g\n", (double)t->hop_us / tick,
            (double)t->hop_timeout_us / tick, (double)t->heartbeat_us / tick,
            (double)t->lease_us / tick, (double)t->promise_us / tick, (double)t->stand_us / tick,
            (double)t->ring_us / tick);
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (!rule_broken(c->elect.broken, (enum rule)rule)) continue;
        fprintf(out, "broken on purpose: %s (%s)\n", rule_name((enum rule)rule),
                rule_change((enum rule)rule));
    }
}

static void text_judged(FILE *out, const struct check_options *options,
                        const struct search_result *r) {
    if (r->violated) return;
    const char *scope = is_complete(options, r) ? "in every state" : "in every state seen";
    fputs("safety: ", out);
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        const enum property property = (enum property)p;
        if (property == PROPERTY_S7 || property_is_liveness(property)) continue;
        if ((options->config.properties >> p & 1) == 0) continue;
        if (!property_applies(property, options->config.elect.policy)) continue;
        fprintf(out, "%s ", property_name(property));
    }
    fprintf(out, "hold %s\n", scope);
    if (!r->judged_liveness) return;
    fprintf(out,
            "liveness: wherever a leader is owed, without further faults, to agreement that lasts; "
            "%" PRIu64 " states have none yet\n",
            r->owed);
    fprintf(out, "          at most %d ticks, L1 allows %d\n", r->recovery_ticks_max,
            r->bound_ticks);
    if (r->weakly_owed > 0) {
        fprintf(out,
                "          in %" PRIu64 " of all states a link is cut one way: there somebody must "
                "lead,\n          but a node that the ring skips may stay unserved\n",
                r->weakly_owed);
    }
    if (r->unowed > 0) {
        fprintf(out,
                "          nothing is owed in %" PRIu64 " states: no quorum is up of nodes that "
                "reach each other\n",
                r->unowed);
    }
    if (r->unsure == 0) return;
    fprintf(out,
            "          not judged: %" PRIu64 " states from which a way leads beyond the "
            "bounds\n",
            r->unsure);
}

/* What the bounds do not say.  A step writes its term and vote before its token leaves: killed
 * in between, a node is as if the step was whole, its token (each of them) lost and the node
 * killed then, which --losses explores.  An acknowledgement leaves before the write: killed between
 * these, a node has answered for a token that it never took, and nothing explores that. */
static void text_not_explored(FILE *out, const struct check_options *options) {
    const struct explore_config *c = &options->config;
    if (c->bound[BOUND_KILLS] == 0) return;
    fputs("not explored: a kill inside a step, after its acknowledgement", out);
    if (c->bound[BOUND_LOSSES] == 0) fputs(" or after its write, before its token", out);
    fputs("\n", out);
}

static void text_cover(FILE *out, const struct check_options *options,
                       const struct search_result *r) {
    if (options->search.exact) {
        fprintf(out, "full states were compared: %" PRIu64 " fingerprints met\n", r->collisions);
    } else {
        fprintf(out, "fingerprints of 64 bits: the chance that a state was missed is below %.1g\n",
                check_collision(r));
    }
    fputs("left out as unable to matter: ", out);
    put_reductions(out, options, "");
    fputs("\n", out);
    text_not_explored(out, options);
    if (r->violated) return;
    if (is_complete(options, r)) {
        fputs(r->unsure > 0 ? "complete for safety, NOT for liveness" : "complete", out);
        fputs(": every behaviour within these bounds was seen", out);
        if (!options->terms_given) fputs(", in terms of any height", out);
        if (r->beyond_terms > 0) {
            fprintf(out, "; %" PRIu64 " moves would have led terms further apart", r->beyond_terms);
        }
        fputs("\n", out);
    } else if (r->limit != LIMIT_NONE) {
        fprintf(out, "NOT complete: stopped by a limit (%s)\n", search_limit_name(r->limit));
    } else {
        fprintf(out,
                "NOT complete: %" PRIu64 " moves led to a term too far ahead, %" PRIu64
                " found no room for a message\n",
                r->beyond_terms, r->beyond_flights);
    }
}

void check_report(FILE *out, const struct check_options *options, const struct search_result *r,
                  const struct check_told *told, double seconds) {
    if (options->json) {
        report_json(out, options, r, told, seconds);
        return;
    }
    text_setup(out, options);
    fprintf(out,
            "%" PRIu64 " states, %" PRIu64 " transitions, depth %" PRIu32 "; %.2f s, %.2f million "
            "transitions/s, %d job%s, %.0f bytes a state\n",
            r->states, r->transitions, r->depth, seconds,
            seconds > 0 ? (double)r->transitions / seconds / 1e6 : 0, options->search.jobs,
            options->search.jobs == 1 ? "" : "s",
            r->states > 0 ? (double)r->bytes / (double)r->states : 0);
    text_judged(out, options, r);
    text_cover(out, options, r);
}
