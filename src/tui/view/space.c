#include "tui/view/space.h"

#include <string.h>

#include "base/check.h"

/* ---- the fold ------------------------------------------------------------------------ */

static void start(struct space_state *state, const struct history *history) {
    memset(state, 0, sizeof *state);
    state->next = history->first;
    for (int i = 0; i < NODES_MAX; i++) {
        state->lane[i].lease_us = state->lane[i].promise_us = TIME_PAST;
    }
}

static void fold_role(struct space_lane *lane, const struct event *event) {
    lane->role = event->role;
    lane->term = event->term;
    if (event->role != ROLE_FOLLOWER) lane->standing = false;
    if (event->role != ROLE_LEADER) {
        lane->lease_us = TIME_PAST;
        lane->leads = false;
    }
}

static void fold_node(struct space_lane *lane, const struct event *event) {
    switch (event->kind) {
    case EVENT_START:
        *lane = (struct space_lane){
            .live = true, .term = event->term, .lease_us = TIME_PAST, .promise_us = event->until_us
        };
        return;
    case EVENT_STOP:
        lane->live = lane->stalled = lane->standing = lane->leads = false;
        lane->lease_us = TIME_PAST;
        return;
    case EVENT_STALL: lane->stalled = true; return;
    case EVENT_WAKE: lane->stalled = false; return;
    case EVENT_STAND: lane->standing = true; return;
    case EVENT_ROLE: fold_role(lane, event); return;
    case EVENT_SIGN:
        lane->promise_us = event->until_us;
        lane->standing = false;
        return;
    case EVENT_LEASE:
        lane->lease_us = event->until_us;
        lane->leads = true;
        return;
    case EVENT_FOLLOW: lane->standing = false; return;
    case EVENT_DROP: /* an ELECTION token ended: its candidacy did */
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_SKIP:
    case EVENT_LIST:
    case EVENT_COMMAND:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK:
    case EVENT_COUNT: return;
    }
}

static struct space_message sent(const struct event *event, size_t number) {
    return (struct space_message){ .number = number,
                                   .id = event->id,
                                   .from = event->from,
                                   .to = event->to,
                                   .origin = event->origin,
                                   .kind = event->message,
                                   .term = event->term,
                                   .sent_us = event->t_us,
                                   .end_us = TIME_NEVER };
}

static void fold_flight(struct space_state *state, const struct event *event, size_t number) {
    if (event->kind == EVENT_SEND) {
        if (state->flights == SPACE_FLIGHTS_MAX) { /* the oldest is given up */
            memmove(state->flight, state->flight + 1,
                    sizeof state->flight - sizeof state->flight[0]);
            state->flights--;
        }
        state->flight[state->flights++] = sent(event, number);
        return;
    }
    if (event->kind != EVENT_DELIVER && event->kind != EVENT_DROP) return;
    for (int i = 0; i < state->flights; i++) {
        if (state->flight[i].id != event->id) continue;
        state->flight[i] = state->flight[--state->flights];
        return;
    }
}

static void fold(struct space_state *state, const struct event *event, size_t number) {
    fold_flight(state, event, number);
    if (event->kind == EVENT_DROP && event->message == MESSAGE_ELECTION &&
        event->origin < NODES_MAX) {
        state->lane[event->origin].standing = false;
    }
    if (event->node < NODES_MAX) fold_node(&state->lane[event->node], event);
    state->next = number + 1;
}

/* ---- kept states ----------------------------------------------------------------------- */

static int64_t time_of(const struct history *history, size_t number) {
    static struct event event;
    if (number < history->first || number >= history->count) return TIME_NEVER;
    return history_get(history, number, &event) ? event.t_us : TIME_NEVER;
}

static bool is_of(const struct space_index *index, const struct history *history) {
    if (index->history != history || index->last.next > history->count) return false;
    if (index->last.next <= history->first) return index->last.next == history->first;
    return time_of(history, index->last.next - 1) == index->last_us;
}

static void keep(struct space_index *index, const struct space_state *state) {
    if (index->count == SPACE_STATES_MAX) {
        for (int i = 0; i < SPACE_STATES_MAX / 2; i++) index->state[i] = index->state[2 * i];
        index->count = SPACE_STATES_MAX / 2;
        index->step *= 2;
    }
    index->state[index->count++] = *state;
}

void space_state_at(struct space_index *index, const struct history *history, size_t number,
                    struct space_state *out) {
    static struct event event;
    REQUIRE(number >= history->first && number <= history->count);
    if (!is_of(index, history)) {
        index->history = history;
        index->step = SPACE_STEP;
        index->count = 0;
        start(&index->last, history);
    }
    if (index->last.next > number) start(&index->last, history);
    for (int i = index->count; i-- > 0;) {
        const struct space_state *state = &index->state[i];
        if (state->next > number || state->next <= index->last.next) continue;
        index->last = *state;
        break;
    }
    while (index->last.next < number) {
        const size_t at = index->last.next;
        if (!history_get(history, at, &event)) event.kind = EVENT_COUNT;
        fold(&index->last, &event, at);
        const size_t kept = index->count > 0 ? index->state[index->count - 1].next : 0;
        if (at + 1 >= kept + index->step) keep(index, &index->last);
    }
    index->last_us = number > history->first ? time_of(history, number - 1) : 0;
    *out = index->last;
}

/* ---- the stretch ------------------------------------------------------------------------ */

static struct space_cell look_of(const struct space_lane *lane, int64_t t_us) {
    struct space_cell cell = { .standing = VIEW_FOLLOWER };
    if (!lane->live) {
        cell.standing = VIEW_DOWN;
        return cell;
    }
    cell.promised = t_us < lane->promise_us;
    if (lane->stalled) cell.standing = VIEW_STALLED;
    else if (lane->role == ROLE_LEADER)
        cell.standing = t_us < lane->lease_us ? VIEW_LEADER : VIEW_LAPSED;
    else if (lane->role == ROLE_ELECTED) cell.standing = VIEW_ELECTED;
    else if (lane->standing) cell.standing = VIEW_STANDING;
    return cell;
}

/* Rows that end before t_us look as the state is; returns the first that does not. */
static int fill_rows(struct space_window *w, const struct space_state *state, int row,
                     int64_t t_us) {
    for (; row < w->rows; row++) {
        const int64_t end_us = w->top_us + (row + 1) * w->row_us;
        if (end_us > t_us) break;
        const int64_t at_us = end_us - 1 < w->now_us ? end_us - 1 : w->now_us;
        for (int i = 0; i < NODES_MAX; i++) w->cell[i][row] = look_of(&state->lane[i], at_us);
    }
    return row;
}

static void add_message(struct space_window *w, const struct space_message *message) {
    if (message->kind == MESSAGE_HOPACK && !w->acks) return;
    if (w->message_count == SPACE_MESSAGES_MAX) w->crowded = true;
    else w->message[w->message_count++] = *message;
}

static void end_message(struct space_window *w, const struct event *event) {
    for (int i = w->message_count; i-- > 0;) {
        struct space_message *m = &w->message[i];
        if (m->id != event->id) continue;
        if (event->kind == EVENT_DELIVER) {
            m->end_us = event->t_us;
            m->fate = SPACE_ARRIVED;
        } else {
            if (m->fate == SPACE_LOST) return; /* its sender gives the token up later */
            if (m->fate != SPACE_ARRIVED) m->end_us = event->t_us;
            m->fate = drop_reason_arrived(event->reason) ? SPACE_DISCARDED : SPACE_LOST;
            m->reason = event->reason;
        }
        return;
    }
}

static bool is_mark(const struct event *event) {
    switch (event->kind) {
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_SKIP:
    case EVENT_COMMAND:
    case EVENT_VIOLATION: return true;
    case EVENT_EXPECT: return !event->met;
    case EVENT_FOLLOW:
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_DROP:
    case EVENT_LIST:
    case EVENT_CLOCK:
    case EVENT_COUNT: return false;
    }
    return false;
}

static void add_mark(struct space_window *w, const struct space_state *state,
                     const struct event *event, size_t number) {
    if (!is_mark(event)) return;
    if (w->mark_count == SPACE_MARKS_MAX) {
        w->crowded = true;
        return;
    }
    const bool of_all = event->kind == EVENT_COMMAND || event->kind == EVENT_VIOLATION ||
                        event->kind == EVENT_EXPECT || event->node >= NODES_MAX;
    w->mark[w->mark_count++] = (struct space_mark){
        .number = number,
        .t_us = event->t_us,
        .node = of_all ? NODE_NONE : event->node,
        .kind = event->kind,
        .role = event->role,
        .leader = event->leader,
        .term = event->term,
        .begins = event->kind == EVENT_LEASE && !of_all && !state->lane[event->node].leads,
    };
}

/* Messages that have not ended within the stretch end below it, or are still under way. */
static void end_below(const struct history *history, size_t at, size_t end, int64_t hop_us,
                      struct space_window *w) {
    static struct event event;
    int pending = 0;
    for (int i = 0; i < w->message_count; i++) pending += w->message[i].end_us == TIME_NEVER;
    for (int looked = 0; pending > 0 && at < end && looked < SPACE_AFTER_MAX; at++, looked++) {
        if (!history_get(history, at, &event)) break;
        if (event.kind == EVENT_DELIVER || event.kind == EVENT_DROP) end_message(w, &event);
    }
    for (int i = 0; i < w->message_count; i++) {
        struct space_message *m = &w->message[i];
        if (m->end_us != TIME_NEVER) continue;
        m->end_us = m->sent_us + hop_us;
        if (m->end_us <= w->now_us) m->end_us = w->now_us + 1;
    }
}

void space_window(struct space_index *index, const struct history *history, size_t end,
                  int64_t hop_us, struct space_window *out) {
    static struct space_state state;
    static struct event event;
    const int64_t bottom_us = out->top_us + out->rows * out->row_us;
    REQUIRE(out->row_us > 0 && out->rows <= SPACE_ROWS_MAX);
    if (end > history->count) end = history->count;
    size_t at = history_until(history, out->top_us - 1);
    if (at > end) at = end;
    if (at < history->first) at = history->first;
    space_state_at(index, history, at, &state);
    out->message_count = out->mark_count = 0;
    out->crowded = false;
    for (int i = 0; i < state.flights; i++) add_message(out, &state.flight[i]);
    int row = 0;
    for (; at < end; at++) {
        if (!history_get(history, at, &event) || event.t_us >= bottom_us) break;
        row = fill_rows(out, &state, row, event.t_us);
        if (event.kind == EVENT_SEND) {
            const struct space_message message = sent(&event, at);
            add_message(out, &message);
        } else if (event.kind == EVENT_DELIVER || event.kind == EVENT_DROP) {
            end_message(out, &event);
        }
        add_mark(out, &state, &event, at);
        fold(&state, &event, at);
    }
    (void)fill_rows(out, &state, row, bottom_us);
    end_below(history, at, end, hop_us, out);
    out->known_rows = out->rows;
    if (out->now_us < bottom_us) {
        const int64_t rows = (out->now_us - out->top_us) / out->row_us + 1;
        out->known_rows = out->now_us < out->top_us ? 0 : (int)rows;
    }
}
