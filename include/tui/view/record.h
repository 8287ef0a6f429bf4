/* tui/view/record.h - what was done to the cluster so far: as a scenario, and undone.
 *
 * A fold of `command` events, so it holds what a scenario did as well as what the
 * person did, at their cluster times and with `leader` resolved to names.  Expectations
 * of the prompt are no events: they are told to it, and kept for each branch.
 */
#ifndef TUI_VIEW_RECORD_H
#define TUI_VIEW_RECORD_H

#include <stdio.h>

#include "scenario/statement.h"
#include "trace/event.h"
#include "trace/header.h"
#include "world/links.h"

enum {
    RECORD_COMMANDS_MAX = 2000,
    RECORD_EXPECTS_MAX = 100,
    RECORD_PATH_BYTES = 160,
    /* each link put right with two commands, and one for all of them */
    RECORD_UNDO_MAX = NODES_MAX * NODES_MAX + 1,
};

struct record_row {
    int64_t t_us;
    struct command command;
    int undone_at; /* the row that completed its undoing, or the undoing it is part of; 0: none */
};

enum record_verdict { RECORD_OPEN, RECORD_MET, RECORD_FAILED };

struct record_expect {
    int64_t t_us, decided_us; /* decided_us: unless it is open */
    enum record_verdict verdict;
    struct statement statement;
};

/* Expectations given at the prompt, in order; further ones are forgotten. */
struct record_expects {
    int count;
    struct record_expect row[RECORD_EXPECTS_MAX];
};

/* Some 700 kB: keep it static. */
struct record {
    uint8_t nodes;
    bool cut; /* more happened than it holds */
    int count;
    struct record_expects expects;
    /* An undoing that is under way: of the row `undoes`, `heard` of its commands are rows. */
    int undoes, heard, repair_count;
    struct command repair[RECORD_UNDO_MAX];
    struct record_row row[RECORD_COMMANDS_MAX];
};

/* How the commands leave the cluster. */
struct record_state {
    struct node_set down, stalled;
    struct links links;
    int32_t drift_ppm[NODES_MAX];
};

void record_init(struct record *self, uint8_t nodes);
void record_event(struct record *self, const struct event *event);

void record_expect(struct record *self, const struct statement *statement, int64_t now_us);
/* The last one was met, or not; decided_us: when it first held, or could hold no more. */
void record_decide(struct record *self, bool met, int64_t decided_us);
/* What a branch that begins at t_us knows of them. */
void record_expects_until(struct record_expects *self, int64_t t_us);

/* Of a record that is cut short to a moment of the past, what came later undid nothing. */
static inline bool record_is_undone(const struct record *self, int row) {
    return self->row[row].undone_at > 0 && self->row[row].undone_at < self->count;
}

enum { RECORD_SKIP_NONE = -1 };
/* The state after all commands; with a row `skip` as it would be without that one, and
 * without what was undone since and what undid it. */
struct record_state record_state(const struct record *self, int skip);

/* For record_event(): the row just added may be what undoes an earlier one.  Commands that
 * do word for word what record_undo() says have undone it, whoever gave them: so undoing is
 * known in a branch too, which is a fold of the same commands. */
void record_hear_undo(struct record *self);

/* What undoes the last fault that is still in effect and was not undone already: commands
 * in order, in out.
 *   fault   receives the row that is undone, -1 when there is none
 * Returns how many commands. */
int record_undo(const struct record *self, int *fault, struct command out[RECORD_UNDO_MAX]);

/* Write the scenario: header, each command at its time, what was expected meanwhile (as a
 * comment, if it was not met), and as the last line what must come of it: agreement of the nodes
 * that can have it, or that nobody leads. False when it could not be written (errno says why). */
bool record_write(const struct record *self, const struct trace_header *header, const char *name,
                  FILE *out);

/* "ringleader-YYYYmmdd-HHMMSS" for the present local time, and the ending. */
void record_default_path(const char *ending, char out[RECORD_PATH_BYTES]);

/* Write to a new file; an existing one is never overwritten.  What to tell the
 * person is in `said` either way. */
bool record_save(const struct record *self, const struct trace_header *header, const char *path,
                 struct text *said);

#endif
