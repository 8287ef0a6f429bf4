/* A shorter counterexample than the one that was found.
 *
 * The search finds the nearest violation that its bounds allow; what it need not have used, it
 * does not leave out, and a path that shows a livelock is nowhere near the shortest.  So the search
 * is made again with each bound as low as it goes, then with fewer nodes; what takes more
 * steps than before is not taken. */
#include <stdlib.h>

#include "app/check.h"

/* A search that took longer is not made again; one that takes longer is given up. */
enum { STATES_AGAIN_MAX = 1000000, RACE_TERMS = 2 };

struct shortening {
    const struct check_options *options;
    enum property property;
    struct check_told *told; /* the shortest so far */
    struct check_options attempt;
    struct search_result result;
};

/* Adopts the attempt when the same property fails in it, in no more steps. */
static bool attempt(struct shortening *self) {
    struct err_info info;
    const struct explore_config *c = &self->attempt.config;
    if (!explore_config_timers(&self->attempt.config, c->elect.nodes, c->elect.policy,
                               &self->attempt.ticks, EXPLORE_UNIT_US)) {
        return false;
    }
    if (search_run(c, &self->attempt.search, &self->result, &info) != ERR_NONE) return false;
    if (!self->result.violated || self->result.violation.property != self->property) return false;
    if (self->result.path.length > self->told->result.path.length) return false;
    self->told->options = self->attempt;
    self->told->result = self->result;
    return true;
}

static bool is_interrupted(const struct shortening *self) {
    const struct search_options *search = &self->options->search;
    return search->interrupted != NULL && search->interrupted();
}

/* None at all, or as few as it takes. */
static void lower_bound(struct shortening *self, int bound) {
    const uint8_t most = self->told->options.config.bound[bound];
    for (uint8_t value = 0; value < most && !is_interrupted(self); value++) {
        self->attempt = self->told->options;
        self->attempt.config.bound[bound] = value;
        if (attempt(self)) return;
    }
}

static void drop_nodes(struct shortening *self) {
    const uint8_t most = self->told->options.config.elect.nodes;
    for (uint8_t nodes = NODES_MIN; nodes < most && !is_interrupted(self); nodes++) {
        self->attempt = self->told->options;
        self->attempt.config.elect.nodes = nodes;
        if (attempt(self)) return;
    }
}

/* ---- a race of terms -------------------------------------------------------------------- */

/* Of the stretches without a fault the one in which terms rise most: that is the race. */
struct race_watch {
    struct retell_sink sink;
    const struct explore_config *config;
    uint32_t calm_term; /* the highest when this stretch began */
    uint32_t most;      /* how far terms rose in the best stretch */
    int plain;          /* the step of this stretch by which it is plain; 0: not yet */
    int cut;            /* that of the best stretch */
};

static uint32_t highest_term(const struct stage *stage, uint8_t nodes) {
    uint32_t highest = 0;
    for (uint8_t i = 0; i < nodes; i++) {
        const uint32_t term = stage->node[i].elect.stable.term;
        if (term > highest) highest = term;
    }
    return highest;
}

static void watch_race(struct retell_sink *sink, const struct retold *step) {
    struct race_watch *self = (struct race_watch *)sink; /* its first member */
    const uint32_t highest = highest_term(step->after, self->config->elect.nodes);
    if (step->number == 0 || move_is_fault(step->move)) {
        self->calm_term = highest;
        self->plain = 0;
        return;
    }
    const uint32_t rise = highest > self->calm_term ? highest - self->calm_term : 0;
    if (self->plain == 0 && rise >= RACE_TERMS) self->plain = step->number;
    if (rise <= self->most) return;
    self->most = rise;
    self->cut = self->plain;
}

/* The search followed it as far as terms go; how it goes is plain after some rounds. */
static void cut_race(struct check_told *told) {
    struct race_watch watch = { .sink = { watch_race }, .config = &told->options.config };
    struct retelling *retelling = malloc(sizeof *retelling); /* large */
    if (retelling == NULL) return;
    retell(retelling, watch.config, &told->result.path, &watch.sink);
    free(retelling);
    if (watch.cut > 0) told->result.path.length = watch.cut;
}

/* ---- the whole ---------------------------------------------------------------------------- */

void check_shorten(const struct check_options *options, const struct search_result *result,
                   struct check_told *told) {
    const int found = result->path.length;
    told->options = *options;
    told->result = *result;
    told->steps_found = 0;
    if (options->no_shorten) return;
    struct shortening *self = calloc(1, sizeof *self);
    if (self != NULL && result->states <= STATES_AGAIN_MAX) {
        *self = (struct shortening){ .options = options, .told = told };
        self->property = result->violation.property;
        told->options.config.properties = UINT32_C(1) << self->property;
        told->options.search.liveness = property_is_liveness(self->property);
        told->options.search.states_max = STATES_AGAIN_MAX;
        told->options.search.jobs = 1; /* the same path every time */
        for (int i = 0; i < BOUND_COUNT; i++) lower_bound(self, i);
        drop_nodes(self);
    }
    free(self);
    if (told->result.race) cut_race(told);
    if (told->result.path.length != found) told->steps_found = found;
}

void check_shorten_say(FILE *out, const struct check_options *options,
                       const struct check_told *told) {
    static const char *const names[] = {
#define X(symbol, name, count, help) [BOUND_##symbol] = name,
        BOUNDS(X)
#undef X
    };
    const struct explore_config *was = &options->config, *is = &told->options.config;
    if (told->steps_found == 0) return;
    fprintf(out, "shortened from %d steps to %d", told->steps_found, told->result.path.length);
    const char *between = ": ";
    if (is->elect.nodes != was->elect.nodes) {
        fprintf(out, "%s%d nodes instead of %d", between, is->elect.nodes, was->elect.nodes);
        between = ", ";
    }
    for (int i = 0; i < BOUND_COUNT; i++) {
        if (is->bound[i] == was->bound[i]) continue;
        fprintf(out, "%s%s %d instead of %d", between, names[i], is->bound[i], was->bound[i]);
        between = ", ";
    }
    if (told->result.race) fprintf(out, "%sthe first rounds of the race of terms", between);
    fputs(" (--no-shorten tells it as found)\n", out);
}
