#include "tui/view/travel.h"

#include "base/check.h"

/* Views are some 3 MB each.  The kept one lies a little before the playhead, so
 * that stepping back does not fold everything anew each time. */
static struct view past_view, kept_view;

enum { KEEP_BEFORE = 4096 };

bool travel_open(struct travel *self, const struct trace_header *header, bool recorded) {
    *self = (struct travel){ .header = header, .recorded = recorded, .past = recorded };
    view_init(&past_view, header);
    scrub_init(&self->scrub);
    return history_open(&self->history);
}

void travel_close(struct travel *self) {
    history_close(&self->history);
}

void travel_reenter(struct travel *self) {
    view_init(&past_view, self->header);
    self->folded = self->kept = 0;
    self->playing = false;
    self->past = self->recorded;
    if (self->past) travel_to(self, self->t_us);
}

void travel_add(struct travel *self, const struct event *event) {
    (void)history_add(&self->history, event);
    scrub_add(&self->scrub, event);
    self->last_us = event->t_us;
}

/* ---- marks -------------------------------------------------------------------- */

static bool is_routine(const struct event *event) {
    switch (event->kind) {
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_DUTY: return true;
    case EVENT_DROP: return event->message == MESSAGE_HOPACK || drop_reason_arrived(event->reason);
    case EVENT_WRITE: return event->accepted;
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_FOLLOW:
    case EVENT_SKIP:
    case EVENT_LIST:
    case EVENT_COMMAND:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK:
    case EVENT_COUNT: return false;
    }
    return false;
}

static bool is_mark(const struct event *event, enum travel_mark mark) {
    switch (mark) {
    case TRAVEL_EVENT: return !is_routine(event);
    case TRAVEL_LEADER:
        return (event->kind == EVENT_ROLE && event->role == ROLE_LEADER &&
                event->why == WHY_QUORUM_SIGNED) ||
               (event->kind == EVENT_ROLE && event->why == WHY_LEASE_ENDED);
    case TRAVEL_COMMAND: return event->kind == EVENT_COMMAND || event->kind == EVENT_EXPECT;
    case TRAVEL_VIOLATION:
        return event->kind == EVENT_VIOLATION || (event->kind == EVENT_EXPECT && !event->met);
    }
    UNREACHABLE();
}

/* ---- moving ---------------------------------------------------------------------- */

/* Where to fold on from: here, from the kept view, or from the beginning. */
static void start_fold(struct travel *self, size_t wanted) {
    const bool lost = self->folded < self->history.first;
    if (wanted >= self->folded && !lost) return;
    if (!lost && self->kept > self->history.first && self->kept <= wanted) {
        past_view = kept_view;
        self->folded = self->kept;
        return;
    }
    view_init(&past_view, self->header);
    self->folded = self->history.first;
    self->kept = 0;
}

/* Fold up to `wanted` events. */
static void fold_to(struct travel *self, size_t wanted) {
    static struct event event;
    start_fold(self, wanted);
    for (; self->folded < wanted; self->folded++) {
        if (self->folded > self->kept && self->folded + KEEP_BEFORE == wanted) {
            kept_view = past_view;
            self->kept = self->folded;
        }
        if (history_get(&self->history, self->folded, &event)) view_event(&past_view, &event);
    }
}

void travel_to(struct travel *self, int64_t t_us) {
    if (t_us < 0) t_us = 0;
    if (t_us > self->last_us) t_us = self->last_us;
    self->past = true;
    self->t_us = t_us;
    fold_to(self, history_until(&self->history, t_us));
}

/* A new leader is shown with its lease. */
static size_t end_of_mark(const struct travel *self, size_t at, const struct event *mark) {
    static struct event next;
    const size_t end = at + 1;
    if (mark->kind != EVENT_ROLE || mark->role != ROLE_LEADER || end >= self->history.count ||
        !history_get(&self->history, end, &next)) {
        return end;
    }
    const bool its = next.kind == EVENT_LEASE && next.node == mark->node;
    return its && next.t_us == mark->t_us ? end + 1 : end;
}

void travel_to_mark(struct travel *self, int64_t from_us, int64_t to_us) {
    static struct event event;
    const enum scrub_kind kind = scrub_find(&self->scrub, from_us, to_us);
    const int64_t end_us = scrub_edge_us(&self->scrub, to_us);
    size_t at = history_until(&self->history, scrub_edge_us(&self->scrub, from_us) - 1);
    for (; kind != SCRUB_KIND_COUNT && at < self->history.count; at++) {
        if (!history_get(&self->history, at, &event) || event.t_us >= end_us) break;
        if (scrub_kind_of(&event) != kind) continue;
        travel_to(self, event.t_us);
        return;
    }
    travel_to(self, from_us);
}

bool travel_jump(struct travel *self, enum travel_mark mark, bool forward, int64_t from_us) {
    static struct event event;
    size_t at = self->past ? self->folded : history_until(&self->history, from_us);
    if (!forward && at > self->history.first) { /* past the one that is shown as the last */
        at = self->past && self->folded == self->mark_end ? self->mark : at - 1;
    }
    for (;;) {
        if (forward ? at >= self->history.count : at <= self->history.first) return false;
        if (!forward) at--;
        if (history_get(&self->history, at, &event) && is_mark(&event, mark)) break;
        if (forward) at++;
    }
    self->past = true;
    self->playing = false;
    self->t_us = event.t_us;
    self->mark = at;
    self->mark_end = end_of_mark(self, at, &event);
    fold_to(self, self->mark_end);
    return true;
}

void travel_say_none(const struct travel *self, enum travel_mark mark, bool forward,
                     struct text *out) {
    static const char *const marks[] = {
        [TRAVEL_EVENT] = "event",
        [TRAVEL_LEADER] = "change of leader",
        [TRAVEL_COMMAND] = "command or expectation",
        [TRAVEL_VIOLATION] = "violation",
    };
    if (forward && !self->past) {
        text_add(out, "this is the present: nothing has happened after it; , goes back");
        return;
    }
    text_add(out, forward ? "no later " : "no earlier ");
    text_add(out, marks[mark]);
    if (forward && !self->recorded) text_add(out, " yet; n returns to now");
}

/* Told while the same message was handled, at the same moment. */
static bool is_of_step(const struct event *event, const struct event *cause) {
    const bool acknowledges =
        (event->kind == EVENT_SEND || event->kind == EVENT_DELIVER || event->kind == EVENT_DROP) &&
        event->message == MESSAGE_HOPACK;
    return event->t_us == cause->t_us && (event->node == cause->node || acknowledges);
}

/* Where the step begins that led to event `at`: the message that was delivered, the command that
 * was carried out, or the first thing told by a node whose time had come. */
static size_t step_of(const struct travel *self, size_t at) {
    static struct event event, cause;
    if (!history_get(&self->history, at, &cause)) return at;
    for (; at > self->history.first; at--) {
        const bool begins = history_get(&self->history, at, &event) &&
                            (event.kind == EVENT_COMMAND ||
                             (event.kind == EVENT_DELIVER && event.message != MESSAGE_HOPACK));
        if (begins || !history_get(&self->history, at - 1, &event)) break;
        const bool command = event.kind == EVENT_COMMAND && event.t_us == cause.t_us;
        if (!command && !is_of_step(&event, &cause)) break;
    }
    return at;
}

/* A livelock found by the explorer breaks at no moment: a note says where it begins. */
static size_t mark_before(const struct travel *self, size_t at) {
    static struct event event;
    for (size_t i = at; i-- > self->history.first;) {
        if (!history_get(&self->history, i, &event)) continue;
        if (event.kind == EVENT_COMMAND && event.command.kind == COMMAND_NOTE) return i;
    }
    return at;
}

bool travel_before_violation(struct travel *self) {
    static struct event event;
    size_t at = self->history.first;
    for (; at < self->history.count; at++) {
        if (history_get(&self->history, at, &event) && is_mark(&event, TRAVEL_VIOLATION)) break;
    }
    if (at == self->history.count) return false;
    const bool livelock = self->header->engine == ENGINE_CHECK && event.kind == EVENT_VIOLATION &&
                          property_is_liveness((enum property)event.property);
    do { /* what the session says itself comes after the cause */
        if (at-- <= self->history.first + 1) return false;
    } while (history_get(&self->history, at, &event) &&
             (event.kind == EVENT_VIOLATION || event.kind == EVENT_EXPECT));
    at = livelock ? mark_before(self, at) : step_of(self, at);
    if (at == self->history.first || !history_get(&self->history, at - 1, &event)) return false;
    self->past = true;
    self->playing = false;
    self->t_us = event.t_us;
    fold_to(self, at);
    return true;
}

void travel_play(struct travel *self) {
    REQUIRE(self->past);
    self->playing = !self->playing;
    if (self->playing && self->recorded && self->t_us >= self->last_us) travel_to(self, 0);
}

bool travel_now(struct travel *self) {
    if (self->recorded) return false;
    self->past = false;
    self->playing = false;
    return true;
}

bool travel_time(struct travel *self, int64_t real_us, uint32_t speed_permille) {
    if (!self->past || !self->playing || real_us <= 0) return false;
    const int64_t target_us = self->t_us + real_us * speed_permille / 1000;
    if (target_us >= self->last_us) {
        self->playing = false;
        if (!self->recorded) return travel_now(self);
    }
    travel_to(self, target_us);
    return true;
}

const struct view *travel_view(struct travel *self) {
    REQUIRE(self->past);
    return &past_view;
}
