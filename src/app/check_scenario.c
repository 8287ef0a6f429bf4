/* A counterexample as a scenario: one that shows the violation when it is run. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/check.h"
#include "app/check_near.h"
#include "app/engine_sim.h"
#include "app/session.h"
#include "base/check.h"
#include "sim/trial.h"

enum {
    NEAR_RUNS = 2000,   /* tried of each nearness */
    RANDOM_RUNS = 4000, /* and of random faults */
    SHRINK_RUNS_MAX = 400,
    FILE_BYTES = 1 << 15,
};

struct saying {
    struct event_sink sink; /* notes commands as they are carried out */
    const struct explore_config *config;
    const struct draft *draft;
    enum property property;
    struct trial trial;
    struct plan plan, scratch;
    struct plan as_done;
    struct session session;
    struct scenario scenario;
    int runs;
    char how[160]; /* the scenario's faults, compared with the path's */
    char bytes[FILE_BYTES];
};

/* ---- is it so? ---------------------------------------------------------------------- */

static bool fails(struct saying *self, const struct plan *plan, struct event_sink *sink) {
    self->runs++;
    return !trial_run(&self->trial, plan, sink) && self->trial.violation.property == self->property;
}

static void note_command(struct event_sink *sink, const struct event *event) {
    struct saying *self = (struct saying *)sink; /* its first member */
    struct plan *plan = &self->as_done;
    if (event->kind != EVENT_COMMAND || plan->count == FAULTS_MAX) return;
    plan->fault[plan->count++] = (struct fault){ .at_us = event->t_us, .command = event->command };
}
_Static_assert(offsetof(struct saying, sink) == 0, "note_command() finds it from its sink");

/* The scenario is played as `run` plays it: every expectation met and nothing else wrong. */
static bool plays(struct saying *self) {
    static struct event event;
    struct trace_header header = plan_header(&self->plan, "");
    struct err_info info = { "" };
    struct engine *engine;
    header.engine = ENGINE_SIM;
    if (engine_sim_open(&header, false, &engine, &info) != ERR_NONE) return false;
    (void)session_open(&self->session, &header, engine, &self->scenario, NULL);
    while (session_next(&self->session, true, &event) == ENGINE_EVENT) continue;
    const bool as_said =
        self->session.verdict.exit == EXIT_HOLDS && self->session.verdict.expectations_failed == 0;
    session_close(&self->session);
    return as_said;
}

/* ---- the scenario --------------------------------------------------------------------- */

static int64_t up_to_ms(int64_t us) {
    return (us / US_PER_MS + 1) * US_PER_MS;
}

static void expect(struct saying *self, enum property property, int64_t within_us) {
    struct scenario *scenario = &self->scenario;
    struct scenario_line *line = &scenario->line[scenario->count++];
    line->relative = true;
    line->statement.kind = STATEMENT_EXPECT;
    line->statement.expect.kind = EXPECT_VIOLATION;
    line->statement.expect.property = property;
    line->statement.expect.within_us = within_us;
}

static bool needs_unsafe(const struct timers *timers) {
    for (unsigned i = 0; i < INEQUALITY_COUNT; i++) {
        if (!timers_hold(timers, (enum timer_inequality)i)) return true;
    }
    return false;
}

/* All timers: those of a shortened ring are not the ones its nodes would get. */
static void set_header(struct saying *self) {
    struct scenario *s = &self->scenario;
    const struct elect_config *config = &self->plan.config;
    memset(s, 0, sizeof *s);
    s->nodes_given = s->quorum_given = s->seed_given = s->engine_given = s->ring_given = true;
    s->hop_given = s->heartbeat_given = s->lease_given = s->promise_given = true;
    s->stand_given = s->hop_timeout_given = s->drift_given = true;
    s->broken_given = config->broken.bits != 0;
    s->unsafe_given = needs_unsafe(&config->timers);
    s->nodes = config->nodes;
    s->quorum = config->policy;
    s->seed = self->plan.seed;
    s->engine = ENGINE_SIM;
    s->timers = config->timers;
    s->broken = config->broken;
    s->ring_count = config->nodes;
    memcpy(s->ring, self->plan.ring, sizeof self->plan.ring);
}

/* Of the plan that fails; the trial has just run it. */
static void make_scenario(struct saying *self) {
    const struct plan *plan = &self->plan;
    const struct timers *timers = &plan->config.timers;
    int64_t last_us = 0;
    set_header(self);
    for (uint16_t i = 0; i < plan->count; i++) {
        last_us = plan->fault[i].at_us;
        (void)scenario_add_command(&self->scenario, last_us, &plan->fault[i].command);
    }
    int64_t within_us = up_to_ms(self->trial.violation.t_us - last_us + timers->lease_us);
    /* the judge of events knows less of what is under way, and so waits longer */
    if (property_is_liveness(self->property)) within_us += up_to_ms(2 * plan_recovery_us(plan));
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (p == self->property || (self->trial.broken >> p & 1) == 0) continue;
        expect(self, (enum property)p, within_us);
    }
    expect(self, self->property, within_us);
}

/* ---- looking for it -------------------------------------------------------------------- */

/* Round times are easier to read: the roundest at which it still fails. */
static void round_times(struct saying *self) {
    static const int64_t grains_us[] = { 10 * US_PER_MS, US_PER_MS, US_PER_MS / 10 };
    for (size_t g = 0; g < sizeof grains_us / sizeof *grains_us; g++) {
        self->scratch = self->plan;
        for (uint16_t i = 0; i < self->scratch.count; i++) {
            struct fault *fault = &self->scratch.fault[i];
            fault->at_us = (fault->at_us + grains_us[g] / 2) / grains_us[g] * grains_us[g];
            if (self->scratch.calm_us < fault->at_us) self->scratch.calm_us = fault->at_us;
        }
        if (self->scratch.end_us < self->scratch.calm_us) {
            self->scratch.end_us = self->scratch.calm_us;
        }
        if (!fails(self, &self->scratch, NULL)) continue;
        self->plan = self->scratch;
        return;
    }
}

/* It is the broken rule that the scenario shows, not timers that do not fit its ring. */
static bool is_the_rule(struct saying *self) {
    if (self->plan.config.broken.bits == 0) return true;
    self->scratch = self->plan;
    self->scratch.config.broken.bits = 0;
    return !fails(self, &self->scratch, NULL);
}

/* The plan fails: shorten it, name what was aimed at, and see that `run` agrees. */
static bool settle(struct saying *self) {
    self->runs += trial_shrink(&self->trial, &self->plan, &self->scratch, SHRINK_RUNS_MAX);
    self->as_done = self->plan;
    self->as_done.count = 0;
    self->as_done.shuffle = false;
    (void)fails(self, &self->plan, &self->sink);
    self->plan = self->as_done;
    round_times(self);
    if (!is_the_rule(self) || !fails(self, &self->plan, NULL)) return false;
    make_scenario(self);
    return plays(self);
}

/* What the run goes on after. */
static uint32_t others(enum property property) {
    return ~(UINT32_C(1) << property);
}

static bool look_near(struct saying *self, enum nearness nearness) {
    for (uint64_t number = 1; number <= NEAR_RUNS; number++) {
        near_draw(self->draft, self->config, nearness, number, &self->plan);
        self->plan.let_pass = others(self->property);
        if (!fails(self, &self->plan, NULL) || !settle(self)) continue;
        snprintf(self->how, sizeof self->how, "%s",
                 self->plan.count == 0 ? "no fault is needed"
                 : nearness == NEAR_WITHIN_TICKS
                     ? "the faults of the counterexample, at moments within their ticks"
                     : "the faults of the counterexample in the same order, at other times");
        return true;
    }
    return false;
}

static bool look_anywhere(struct saying *self) {
    struct plan_wish wish = { .policy = self->config->elect.policy,
                              .broken = self->config->elect.broken };
    wish.nodes_min = wish.nodes_max = self->config->elect.nodes;
    wish.timers.drift_ppm = DRIFT_PPM_DEFAULT;
    for (uint64_t seed = 1; seed <= RANDOM_RUNS; seed++) {
        plan_draw(&self->plan, &wish, seed);
        self->plan.let_pass = others(self->property);
        if (!fails(self, &self->plan, NULL) || !settle(self)) continue;
        snprintf(self->how, sizeof self->how,
                 "not the path of the counterexample but random faults, seed %" PRIu64
                 ", shortened: they break the same property",
                 seed);
        return true;
    }
    return false;
}

static bool look(struct saying *self) {
    if (!self->draft->arbitrary && !self->draft->incomplete) {
        if (look_near(self, NEAR_WITHIN_TICKS) || look_near(self, NEAR_OTHER_TICKS)) return true;
    }
    return look_anywhere(self);
}

/* ---- the file ------------------------------------------------------------------------ */

static enum err write_file(const struct saying *self, const char *path, struct err_info *info) {
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    bool written = file != NULL && fputs(self->bytes, file) >= 0 && fflush(file) == 0;
    const int error = errno;
    if (file != NULL && file != stdout && fclose(file) != 0) written = false;
    if (written) return ERR_NONE;
    snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(error));
    return ERR_WRITE;
}

static void print_file(struct saying *self) {
    struct text text;
    text_init(&text, self->bytes, sizeof self->bytes);
    text_add(&text, "# found by `ringleader check`: ");
    text_add(&text, self->trial.violation.detail);
    text_add(&text, "\n# ");
    text_add(&text, self->how);
    text_add(&text, "\n");
    scenario_print(&self->scenario, &text);
    ENSURE(!text.cut);
}

static void say_none(const struct saying *self, FILE *talk) {
    fprintf(talk, "no scenario: none of %d runs in the simulator breaks %s", self->runs,
            property_name(self->property));
    if (self->draft->arbitrary) fputs("; a scenario cannot begin in arbitrary local states", talk);
    fputs("\n", talk);
}

enum err check_scenario(const char *path, FILE *talk, const struct explore_config *config,
                        const struct draft *draft, const struct search_result *result,
                        struct err_info *info) {
    const enum property property = result->violation.property;
    if (result->race) {
        if (talk != NULL) {
            fputs("no scenario: that terms get ahead without end is seen on the graph of all "
                  "states; no property of a single run says it\n",
                  talk);
        }
        return ERR_NONE;
    }
    struct saying *self = calloc(1, sizeof *self); /* large */
    if (self == NULL) return ERR_NO_MEMORY;
    enum err err = ERR_NONE;
    self->sink.put = note_command;
    self->config = config;
    self->draft = draft;
    self->property = property;
    if (look(self)) {
        print_file(self);
        err = write_file(self, path, info);
        if (err == ERR_NONE && talk != NULL && strcmp(path, "-") != 0) {
            fprintf(talk, "%s: %s\n", path, self->how);
        }
    } else if (talk != NULL) {
        say_none(self, talk);
    }
    free(self);
    return err;
}
