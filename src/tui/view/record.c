#include "tui/view/record.h"

#include <string.h>
#include <time.h>

#include "base/check.h"
#include "scenario/scenario.h"
#include "tui/draw/new_file.h"

void record_init(struct record *self, uint8_t nodes) {
    REQUIRE(nodes >= NODES_MIN && nodes <= NODES_MAX);
    memset(self, 0, sizeof *self);
    self->nodes = nodes;
}

void record_event(struct record *self, const struct event *event) {
    if (event->kind != EVENT_COMMAND) return;
    if (self->count == RECORD_COMMANDS_MAX) {
        self->cut = true;
        return;
    }
    self->row[self->count++] = (struct record_row){ event->t_us, event->command, 0 };
    record_hear_undo(self);
}

void record_expect(struct record *self, const struct statement *statement, int64_t now_us) {
    struct record_expects *expects = &self->expects;
    REQUIRE(statement->kind == STATEMENT_EXPECT);
    if (expects->count == RECORD_EXPECTS_MAX) return;
    expects->row[expects->count++] =
        (struct record_expect){ now_us, TIME_NEVER, RECORD_OPEN, *statement };
}

void record_decide(struct record *self, bool met, int64_t decided_us) {
    struct record_expects *expects = &self->expects;
    if (expects->count == 0) return;
    struct record_expect *last = &expects->row[expects->count - 1];
    if (last->verdict != RECORD_OPEN) return; /* one that was forgotten */
    last->verdict = met ? RECORD_MET : RECORD_FAILED;
    last->decided_us = decided_us;
}

void record_expects_until(struct record_expects *self, int64_t t_us) {
    while (self->count > 0 && self->row[self->count - 1].t_us > t_us) self->count--;
    for (int i = 0; i < self->count; i++) {
        if (self->row[i].decided_us > t_us) self->row[i].verdict = RECORD_OPEN;
    }
}

/* ---- the state ----------------------------------------------------------------- */

static void apply(struct record_state *state, uint8_t nodes, const struct command *command) {
    if (links_command(&state->links, command)) return;
    switch (command->kind) {
    case COMMAND_KILL:
        state->down = set_or(state->down, command->who);
        state->stalled = set_minus(state->stalled, command->who);
        return;
    case COMMAND_REVIVE: state->down = set_minus(state->down, command->who); return;
    case COMMAND_STALL:
        state->stalled = set_or(state->stalled, set_minus(command->who, state->down));
        return;
    case COMMAND_WAKE: state->stalled = set_minus(state->stalled, command->who); return;
    case COMMAND_DRIFT:
        for (uint8_t node = 0; node < nodes; node++) {
            if (set_has(command->who, node)) state->drift_ppm[node] = command->drift_ppm;
        }
        return;
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_HEAL:
    case COMMAND_CUT:
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return;
    }
    UNREACHABLE();
}

struct record_state record_state(const struct record *self, int skip) {
    struct record_state state;
    memset(&state, 0, sizeof state);
    links_init(&state.links, self->nodes);
    for (int i = 0; i < self->count; i++) {
        if (skip != RECORD_SKIP_NONE && (i == skip || record_is_undone(self, i))) continue;
        apply(&state, self->nodes, &self->row[i].command);
    }
    return state;
}

/* ---- the scenario ----------------------------------------------------------------- */

static bool timers_are_sound(const struct timers *timers) {
    for (int i = 0; i < INEQUALITY_COUNT; i++) {
        if (!timers_hold(timers, (enum timer_inequality)i)) return false;
    }
    return true;
}

/* Everything is said, nothing left to the defaults of a later version. */
static void fill_header(const struct trace_header *header, const char *name, struct scenario *out) {
    const struct elect_config *elect = &header->elect;
    struct text text;
    memset(out, 0, sizeof *out);
    out->nodes_given = out->quorum_given = out->seed_given = out->ring_given = true;
    out->hop_given = out->heartbeat_given = out->lease_given = out->promise_given = true;
    out->stand_given = out->hop_timeout_given = out->drift_given = out->name_given = true;
    out->nodes = elect->nodes;
    out->quorum = elect->policy;
    out->seed = header->seed;
    out->timers = elect->timers;
    out->broken = elect->broken;
    out->broken_given = elect->broken.bits != 0;
    out->unsafe_given = !timers_are_sound(&elect->timers);
    out->engine_given = header->engine == ENGINE_SIM;
    out->engine = out->engine_given ? ENGINE_SIM : ENGINE_THREADS;
    out->ring_count = elect->nodes;
    memcpy(out->ring, header->ring, sizeof out->ring);
    text_init(&text, out->name, sizeof out->name);
    text_add(&text, name);
}

static void write_header(FILE *out, const struct trace_header *header, const char *name) {
    static struct scenario scenario; /* large */
    char lines[1200];
    struct text text;
    fill_header(header, name, &scenario);
    text_init(&text, lines, sizeof lines);
    scenario_print_header(&scenario, &text);
    ENSURE(!text.cut);
    fprintf(out, "# Recorded in the dashboard of %s", header->program);
    if (header->scenario[0] != '\0') fprintf(out, ", which played %s", header->scenario);
    fprintf(out, ".\n# Play it again: ringleader run FILE\n%s\n", lines);
}

static struct node_set heard_both_ways(const struct links *links, struct node_set among,
                                       uint8_t node) {
    struct node_set found = set_of(node);
    for (uint8_t other = 0; other < links->nodes; other++) {
        if (set_has(among, other) && links_reach(links, node, other) &&
            links_reach(links, other, node)) {
            found = set_with(found, other);
        }
    }
    return found;
}

static bool all_hear_each_other(const struct links *links, struct node_set who) {
    for (uint8_t node = 0; node < links->nodes; node++) {
        if (!set_has(who, node)) continue;
        if (!set_equal(heard_both_ways(links, who, node), who)) return false;
    }
    return true;
}

/* The largest group of running nodes that all hear each other; empty: there is
 * none, or the links are such that this simple rule cannot say. */
static struct node_set group_that_can_agree(const struct record_state *state, uint8_t nodes,
                                            struct node_set awake) {
    struct node_set best = SET_EMPTY;
    for (uint8_t node = 0; node < nodes; node++) {
        if (!set_has(awake, node)) continue;
        const struct node_set group = heard_both_ways(&state->links, awake, node);
        if (!all_hear_each_other(&state->links, group)) continue;
        if (set_count(group) > set_count(best)) best = group;
    }
    return best;
}

/* One-way links and chains of links: there a quorum may exist that we do not see. */
static bool links_are_groups(const struct record_state *state, uint8_t nodes,
                             struct node_set awake) {
    for (uint8_t node = 0; node < nodes; node++) {
        if (!set_has(awake, node)) continue;
        if (!all_hear_each_other(&state->links, heard_both_ways(&state->links, awake, node))) {
            return false;
        }
    }
    for (uint8_t x = 0; x < nodes; x++) {
        for (uint8_t y = 0; y < nodes; y++) {
            if (links_reach(&state->links, x, y) != links_reach(&state->links, y, x)) return false;
        }
    }
    return true;
}

/* Messages are lost or late, rules are broken, clocks lie: nothing is promised. */
static bool nothing_is_promised(const struct record_state *state,
                                const struct trace_header *header) {
    const uint8_t nodes = header->elect.nodes;
    if (header->elect.broken.bits != 0) return true;
    if (!timers_are_sound(&header->elect.timers)) return true;
    for (uint8_t x = 0; x < nodes; x++) {
        const int64_t bound = header->elect.timers.drift_ppm;
        if (state->drift_ppm[x] > bound || -state->drift_ppm[x] > bound) return true;
        for (uint8_t y = 0; y < nodes; y++) {
            const struct link *link = &state->links.link[x][y];
            if (x == y) continue; /* no link, though commands for all links set it */
            if (link->delay_us != 0 || link->loss_ppm != 0 || link->duplicate_ppm != 0 ||
                link->reorder_ppm != 0) {
                return true;
            }
        }
    }
    return false;
}

/* L1's bound, and what the active list may take on top: a node that joins waits
 * P+H+R, and it changes by one node at a time. */
static int64_t patience_us(const struct elect_config *elect) {
    const struct timers *timers = &elect->timers;
    int64_t us = timers_recovery_us(timers);
    if (elect->policy == QUORUM_ACTIVE) {
        us += timers_join_us(timers) + elect->nodes * timers_hold_off_us(timers);
    }
    return (us / US_PER_S + 1) * US_PER_S;
}

static void write_end(const struct record *self, const struct trace_header *header, FILE *out) {
    const struct record_state state = record_state(self, RECORD_SKIP_NONE);
    const uint8_t nodes = header->elect.nodes;
    const struct node_set all = set_all(nodes);
    const struct node_set awake = set_minus(set_minus(all, state.down), state.stalled);
    const struct node_set group = group_that_can_agree(&state, nodes, awake);
    const bool can = !set_is_empty(group) &&
                     quorum_holds(header->elect.policy, nodes, set_minus(all, state.down), group);
    char expect[120], who[40];
    struct text text;
    text_init(&text, expect, sizeof expect);
    const char *unsure = "";
    if (nothing_is_promised(&state, header)) unsure = "# not promised as things are: ";
    else if (!can && !links_are_groups(&state, nodes, awake)) unsure = "# hard to say: ";
    if (can || unsure[0] != '\0') {
        text_add(&text, "expect agreement ");
        if (can && !set_equal(group, awake)) {
            struct text names;
            text_init(&names, who, sizeof who);
            text_add_set(&names, group, " ");
            text_add(&text, "in ");
            text_add(&text, who);
            text_add(&text, " ");
        }
    } else {
        text_add(&text, "expect no leader ");
    }
    text_add(&text, "within ");
    text_add_duration(&text, patience_us(&header->elect));
    fprintf(out, "%s+0s %s\n", unsure, expect);
}

static void write_line(struct scenario_line *line, int64_t t_us, const char *before, FILE *out) {
    char buffer[500];
    struct text text;
    /* a millisecond is fine enough, and short to read */
    line->time_us = t_us / US_PER_MS * US_PER_MS;
    text_init(&text, buffer, sizeof buffer);
    scenario_print_line(line, &text);
    ENSURE(!text.cut);
    fputs(before, out);
    fputs(buffer, out);
}

/* Before which command it is written.  A line of a scenario holds up those behind it until
 * it is met, the prompt does not: so it stands behind the commands that it was met after. */
static int place_of(const struct record *self, const struct record_expect *expect) {
    const int64_t t_us = expect->verdict == RECORD_MET ? expect->decided_us : expect->t_us;
    int place = 0;
    while (place < self->count && self->row[place].t_us <= t_us) place++;
    return place;
}

/* The deadline stays, even if the line comes later than the person gave it. */
static void write_expect(const struct record *self, const struct record_expect *expect, int place,
                         FILE *out) {
    struct scenario_line line = { .statement = expect->statement };
    int64_t t_us = expect->t_us;
    const char *before = "";
    if (place > 0 && self->row[place - 1].t_us > t_us) t_us = self->row[place - 1].t_us;
    const int64_t later_us = t_us - expect->t_us;
    if (expect->verdict == RECORD_FAILED) {
        before = "# not met: ";
    } else if (expect->verdict == RECORD_OPEN) {
        before = "# not decided: ";
    } else if (later_us > 0 && line.statement.expect.kind == EXPECT_STABLE) {
        before = "# met, while more was done: ";
        t_us = expect->t_us;
    } else if (later_us > 0) {
        const int64_t left_us = line.statement.expect.within_us - later_us + US_PER_MS - 1;
        line.statement.expect.within_us = left_us / US_PER_MS * US_PER_MS;
    }
    write_line(&line, t_us, before, out);
}

static void write_expects(const struct record *self, int place, FILE *out) {
    for (int i = 0; i < self->expects.count; i++) {
        const struct record_expect *expect = &self->expects.row[i];
        if (place_of(self, expect) == place) write_expect(self, expect, place, out);
    }
}

bool record_write(const struct record *self, const struct trace_header *header, const char *name,
                  FILE *out) {
    write_header(out, header, name);
    for (int i = 0; i < self->count; i++) {
        struct scenario_line line = { .statement.kind = STATEMENT_COMMAND };
        line.statement.who = self->row[i].command.who;
        line.statement.command = self->row[i].command;
        write_expects(self, i, out);
        write_line(&line, self->row[i].t_us, "", out);
    }
    write_expects(self, self->count, out);
    if (self->cut) fprintf(out, "# more was done; only %d statements are kept\n", self->count);
    write_end(self, header, out);
    return fflush(out) == 0 && !ferror(out);
}

/* ---- the file ------------------------------------------------------------------------- */

void record_default_path(const char *ending, char out[RECORD_PATH_BYTES]) {
    const time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local) == NULL) memset(&local, 0, sizeof local);
    if (strftime(out, RECORD_PATH_BYTES, "ringleader-%Y%m%d-%H%M%S", &local) == 0) {
        out[0] = '\0';
    }
    const size_t length = strlen(out);
    snprintf(out + length, RECORD_PATH_BYTES - length, "%s", ending);
}

/* The name in a scenario is one word: the file's without folder and ending. */
static void name_of_path(const char *path, char name[NAME_BYTES]) {
    const char *base = strrchr(path, '/');
    base = base == NULL ? path : base + 1;
    size_t length = strcspn(base, " \t#");
    if (length > 5 && strncmp(base + length - 5, ".ring", 5) == 0) length -= 5;
    if (length >= NAME_BYTES) length = NAME_BYTES - 1;
    memcpy(name, base, length);
    name[length] = '\0';
}

bool record_save(const struct record *self, const struct trace_header *header, const char *path,
                 struct text *said) {
    char name[NAME_BYTES];
    name_of_path(path, name);
    FILE *out = new_file_open(path, "save", said);
    if (out == NULL) return false;
    const bool written = record_write(self, header, name[0] != '\0' ? name : "recorded", out);
    if (!new_file_close(out, written, path, said)) return false;
    text_add(said, "saved ");
    text_add(said, path);
    text_add(said, "; play it again: ringleader run ");
    text_add(said, path);
    return true;
}
