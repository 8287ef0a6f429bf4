#include "tui/why/look.h"

#include <string.h>

#include "base/check.h"
#include "tui/why/parts.h"

/* 3 MB each: the fold, and one kept a little before it, so that the next question, which is
 * mostly about an event near by, does not fold everything anew. */
static struct view fold_view, kept_view;
static size_t folded, kept;
static struct event folded_last, kept_last; /* to notice that it is another history */

enum { KEEP_BEFORE = 2048, SEND_BEFORE = 65536 };

/* ---- which event ------------------------------------------------------------------- */

bool why_concerns(const struct event *event, uint8_t node) {
    switch (event->kind) {
    case EVENT_SEND: return event->from == node;
    case EVENT_DELIVER: return event->to == node;
    case EVENT_DROP:
        return drop_reason_arrived(event->reason) ? event->node == node
                                                  : event->from == node || event->to == node;
    case EVENT_LIST:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK: return true;
    case EVENT_COMMAND: {
        const struct command *command = &event->command;
        const bool whole = set_is_empty(command->who) && command->x == NODE_NONE;
        return whole || set_has(command->who, node) || command->x == node || command->y == node;
    }
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_FOLLOW:
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_SKIP: return event->node == node;
    case EVENT_COUNT: return false;
    }
    return false;
}

static bool is_step(const struct trace_header *header, const struct event *event,
                    enum why_steps steps) {
    if (event->kind == EVENT_LIST && header->elect.policy != QUORUM_ACTIVE) return false;
    if (steps == WHY_STEPS_EACH) return true;
    switch ((int)event->kind) {
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_DUTY:
    case EVENT_SIGN: /* the first is told by FOLLOW or ROLE */
    case EVENT_LEASE: return false;
    case EVENT_WRITE: return !event->accepted;
    case EVENT_LIST: /* it follows a death or a revival, which is the node's own */
    case EVENT_SKIP: return steps != WHY_STEPS_TURNS;
    case EVENT_DROP: return steps != WHY_STEPS_TURNS && event->message != MESSAGE_HOPACK;
    case EVENT_EXPECT: return !event->met;
    default: return true;
    }
}

size_t why_find(const struct trace_header *header, const struct history *history, size_t from,
                size_t end, uint8_t node, bool forward, enum why_steps steps) {
    static struct event event;
    size_t at = from;
    for (;;) {
        if (forward ? at >= end : at <= history->first) return end;
        if (!forward) at--;
        if (history_get(history, at, &event) && is_step(header, &event, steps) &&
            (node == NODE_NONE || why_concerns(&event, node))) {
            return at;
        }
        if (forward) at++;
    }
}

/* ---- what it answers to ------------------------------------------------------------- */

static bool is_token(const struct event *event) {
    return event->message == MESSAGE_ELECTION || event->message == MESSAGE_LEADER;
}

/* A step is one stretch of events of one node at one instant; what it answers to stands
 * before them.  Returns the number of that event, or `number`. */
static size_t find_cause(const struct history *history, size_t number, const struct event *event,
                         struct event *cause) {
    switch ((int)event->kind) {
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_FOLLOW:
    case EVENT_SEND:
    case EVENT_DROP: break;
    default: return number;
    }
    for (size_t at = number; at > history->first;) {
        if (!history_get(history, --at, cause)) break;
        if (cause->t_us != event->t_us) break;
        if (cause->kind == EVENT_VIOLATION || cause->kind == EVENT_EXPECT) continue;
        if (cause->node != event->node) break;
        /* What follows rules 5 and 1 in a step answers to them: nobody else is on the ring. */
        if (cause->kind == EVENT_STAND) break;
        if (cause->kind == EVENT_SIGN && cause->leader == cause->node) break;
        if (cause->kind == EVENT_SKIP) return at;
        if (cause->kind == EVENT_DELIVER) {
            if (!is_token(cause)) break;
            return at;
        }
    }
    return number;
}

static bool find_send(const struct history *history, size_t before, uint64_t id,
                      struct event *sent) {
    const size_t first =
        before > history->first + SEND_BEFORE ? before - SEND_BEFORE : history->first;
    for (size_t at = before; id != 0 && at > first;) {
        if (!history_get(history, --at, sent)) return false;
        if (sent->kind == EVENT_SEND && sent->id == id) return true;
    }
    return false;
}

/* The attempt that was not answered: what the skipping node sent there last. */
static bool find_attempt(const struct history *history, size_t before, const struct event *skip,
                         struct event *sent) {
    const int64_t since_us = why_minus(skip->t_us, 60 * US_PER_S);
    for (size_t at = before; at > history->first;) {
        if (!history_get(history, --at, sent) || sent->t_us < since_us) return false;
        if (sent->kind != EVENT_SEND || !is_token(sent)) continue;
        if (sent->from == skip->node && sent->to == skip->to) return true;
    }
    return false;
}

/* ---- the state before ------------------------------------------------------------------ */

/* Is what is folded still how this history begins? (a branch may have replaced its end) */
static bool is_beginning(const struct view *fold, size_t count, const struct event *last,
                         const struct trace_header *header, const struct history *history) {
    static struct event event;
    if (count <= history->first || count > history->count) return false;
    if (fold->header.seed != header->seed || fold->nodes != header->elect.nodes) return false;
    return history_get(history, count - 1, &event) && event.seq == last->seq &&
           event.t_us == last->t_us && event.kind == last->kind && event.node == last->node &&
           event.id == last->id;
}

static void fold_to(const struct trace_header *header, const struct history *history,
                    size_t wanted) {
    static struct event event;
    if (wanted < folded || !is_beginning(&fold_view, folded, &folded_last, header, history)) {
        if (kept <= wanted && is_beginning(&kept_view, kept, &kept_last, header, history)) {
            fold_view = kept_view;
            folded = kept;
            folded_last = kept_last;
        } else {
            view_init(&fold_view, header);
            folded = history->first;
            kept = 0;
        }
    }
    for (; folded < wanted; folded++) {
        if (folded > kept && folded + KEEP_BEFORE == wanted) {
            kept_view = fold_view;
            kept = folded;
            kept_last = folded_last;
        }
        if (!history_get(history, folded, &event)) continue;
        view_event(&fold_view, &event);
        folded_last = event;
    }
}

/* Rule 6 comes first in a step: who has stepped down reads the token as a follower. */
static size_t state_before(const struct history *history, size_t cause, size_t number,
                           const struct event *event) {
    static struct event first;
    if (cause + 1 >= number || !history_get(history, cause + 1, &first)) return cause;
    const bool stepped = first.kind == EVENT_ROLE && first.node == event->node &&
                         (first.why == WHY_LEASE_ENDED || first.why == WHY_NEVER_LED);
    return stepped ? cause + 2 : cause;
}

bool why_look(const struct trace_header *header, const struct history *history, size_t number,
              struct why *out) {
    static struct event event, cause, sent;
    struct why_case about = { .event = &event };
    REQUIRE(number >= history->first && number < history->count);
    if (!history_get(history, number, &event)) return false;
    const size_t at = find_cause(history, number, &event, &cause);
    if (at != number) about.cause = &cause;
    const struct event *message =
        event.kind == EVENT_DELIVER || event.kind == EVENT_DROP ? &event : about.cause;
    if (message != NULL && message->kind == EVENT_SKIP) {
        if (find_attempt(history, at, message, &sent)) about.sent = &sent;
    } else if (message != NULL && find_send(history, number, message->id, &sent)) {
        about.sent = &sent;
    }
    if (event.kind == EVENT_SEND) about.sent = &event;
    fold_to(header, history, state_before(history, at, number, &event));
    why_event(&fold_view, &about, out);
    return true;
}
