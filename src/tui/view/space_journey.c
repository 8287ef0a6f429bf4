/* One token on its way round the ring, and what can be picked on the way. */
#include <string.h>

#include "tui/view/space.h"

enum { SCAN_MAX = 20000 }; /* events that one question looks at, at most */

bool space_pickable(const struct event *event, uint8_t node, bool acks) {
    switch (event->kind) {
    case EVENT_SEND: return event->from == node && (acks || event->message != MESSAGE_HOPACK);
    case EVENT_DROP:
        return (drop_reason_arrived(event->reason) ? event->node == node : event->from == node) &&
               (acks || event->message != MESSAGE_HOPACK);
    case EVENT_DELIVER:
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_CLOCK:
    case EVENT_COUNT: return false;
    case EVENT_COMMAND:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_LIST: return true;
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_FOLLOW:
    case EVENT_SKIP: return event->node == node;
    }
    return false;
}

bool space_next(const struct history *history, size_t end, size_t number, bool forward,
                uint8_t node, bool acks, size_t *out) {
    static struct event event;
    size_t at = number;
    if (end > history->count) end = history->count;
    for (int looked = 0; looked < SCAN_MAX; looked++) {
        if (forward ? at + 1 >= end : at <= history->first || at > end) return false;
        at = forward ? at + 1 : at - 1;
        if (!history_get(history, at, &event)) return false;
        if (!space_pickable(&event, node, acks)) continue;
        *out = at;
        return true;
    }
    return false;
}

/* ---- the journey ------------------------------------------------------------------------- */

/* Of the same kind, candidate and term: SEND, DELIVER and DROP tell as much. */
static bool same_kind(const struct event *a, const struct event *b) {
    return a->message == b->message && a->origin == b->origin && a->term == b->term;
}

/* Two SENDs of one token: heartbeats of one term differ in when they left home.  ELECTION
 * tokens of one candidate do not; its candidacies are told apart by its STANDs. */
static bool same_token(const struct event *a, const struct event *b) {
    return same_kind(a, b) && (a->message != MESSAGE_LEADER || a->sent_us == b->sent_us);
}

static bool stands(const struct event *event, const struct event *picked) {
    return picked->message == MESSAGE_ELECTION && event->kind == EVENT_STAND &&
           event->node == picked->origin;
}

static bool is_message(const struct event *event) {
    return event->kind == EVENT_SEND || event->kind == EVENT_DELIVER || event->kind == EVENT_DROP;
}

/* The SEND of the same message; its own number when it is one, `end` when there is none. */
static size_t send_of(const struct history *history, size_t end, size_t number,
                      struct event *event) {
    const uint64_t id = event->id;
    for (int looked = 0; looked < SCAN_MAX; looked++, number--) {
        if (!history_get(history, number, event)) return end;
        if (event->kind == EVENT_SEND && event->id == id) return number;
        if (number == history->first) return end;
    }
    return end;
}

/* Back from hop to hop to where the token left home, and from there to its first attempt:
 * who was skipped at home did not answer any of them. */
static size_t begin_of(const struct history *history, size_t number, const struct event *picked) {
    static struct event event;
    uint8_t holder = picked->from;
    uint64_t wanted = 0; /* the id whose SEND is looked for; 0: the arrival at the holder */
    size_t begin = number;
    if (picked->message == MESSAGE_HOPACK) return number;
    for (int looked = 0; looked < SCAN_MAX && number > history->first; looked++) {
        if (!history_get(history, --number, &event)) break;
        if (wanted == 0 && holder == picked->origin) {
            if (stands(&event, picked)) break;
            if (picked->message == MESSAGE_LEADER && event.t_us < picked->sent_us) break;
            if (event.kind == EVENT_SEND && event.from == holder && same_token(&event, picked)) {
                begin = number;
            }
        } else if (wanted == 0 && event.kind == EVENT_DELIVER && event.to == holder &&
                   same_kind(&event, picked)) {
            wanted = event.id;
        } else if (wanted != 0 && event.kind == EVENT_SEND && event.id == wanted) {
            wanted = 0;
            if (!same_token(&event, picked)) continue; /* another heartbeat's: look further */
            begin = number;
            holder = event.from;
        }
    }
    return begin;
}

static struct space_hop *hop_of(struct space_journey *journey, uint64_t id) {
    for (int i = journey->count; i-- > 0;) {
        if (journey->hop[i].message.id == id) return &journey->hop[i];
    }
    return NULL;
}

static void add_hop(struct space_journey *journey, const struct event *event, size_t number) {
    if (journey->count == SPACE_HOPS_MAX) return;
    journey->hop[journey->count++] = (struct space_hop){
        .message = { .number = number,
                     .id = event->id,
                     .from = event->from,
                     .to = event->to,
                     .origin = event->origin,
                     .kind = event->message,
                     .term = event->term,
                     .sent_us = event->t_us,
                     .end_us = TIME_NEVER },
        .signatures = event->signatures,
    };
}

static void end_hop(struct space_journey *journey, struct space_hop *hop,
                    const struct event *event) {
    struct space_message *m = &hop->message;
    if (m->fate == SPACE_LOST) return; /* its sender gives the token up later */
    if (m->end_us == TIME_NEVER) m->end_us = event->t_us;
    if (event->kind == EVENT_DELIVER) {
        m->fate = SPACE_ARRIVED;
        if (m->to == m->origin && m->kind != MESSAGE_HOPACK) {
            journey->home = true;
            journey->home_us = event->t_us;
        }
    } else {
        m->fate = drop_reason_arrived(event->reason) ? SPACE_DISCARDED : SPACE_LOST;
        m->reason = event->reason;
    }
}

/* A signature belongs to the token that arrived in the same instant. */
static void note_signature(struct space_journey *journey, const struct event *event) {
    for (int i = journey->count; i-- > 0;) {
        struct space_hop *hop = &journey->hop[i];
        const struct space_message *m = &hop->message;
        if (m->to == event->node && m->end_us == event->t_us && m->origin == event->leader &&
            m->kind == MESSAGE_LEADER && m->term == event->term && m->fate == SPACE_ARRIVED) {
            hop->signs = true;
            return;
        }
    }
}

static bool any_under_way(const struct space_journey *journey) {
    for (int i = 0; i < journey->count; i++) {
        if (journey->hop[i].message.fate == SPACE_UNDER_WAY) return true;
    }
    return false;
}

/* One more event of the run, `own` being the number of the hop that was asked about.  False:
 * the token's way is told. */
static bool follow(struct space_journey *journey, const struct event *event, size_t at,
                   const struct event *picked, size_t own, struct node_set *holders) {
    struct space_hop *hop = hop_of(journey, event->id);
    if (stands(event, picked) && journey->count > 0) {
        if (at > own) return false; /* from here on it is another candidacy's */
        *holders = set_without(*holders, event->node);
    }
    if (event->kind == EVENT_SIGN) note_signature(journey, event);
    if (!is_message(event) || !same_kind(event, picked)) return true;
    if (event->kind != EVENT_SEND) {
        if (hop == NULL) return true;
        end_hop(journey, hop, event);
        if (event->kind == EVENT_DELIVER) *holders = set_with(*holders, hop->message.to);
    } else if (!same_token(event, picked)) {
        /* the next heartbeat: this one is over, unless it is still under way somewhere */
        return at < own || event->from != event->origin || any_under_way(journey);
    } else if (journey->count == 0 || set_has(*holders, event->from)) {
        if (event->id == picked->id) journey->picked = journey->count;
        add_hop(journey, event, at);
        *holders = set_with(*holders, event->from);
    }
    return true;
}

bool space_journey(const struct history *history, size_t end, size_t number,
                   struct space_journey *out) {
    static struct event picked, event;
    struct node_set holders = SET_EMPTY;
    memset(out, 0, sizeof *out);
    if (end > history->count) end = history->count;
    if (number < history->first || number >= end || !history_get(history, number, &picked)) {
        return false;
    }
    if (!is_message(&picked)) return false;
    const size_t own = send_of(history, end, number, &picked);
    if (own == end) return false;
    size_t at = begin_of(history, own, &picked);
    const bool token = picked.message != MESSAGE_HOPACK;
    for (int looked = 0; at < end && looked < SCAN_MAX; at++, looked++) {
        if (!history_get(history, at, &event)) break;
        if (!token && event.id != picked.id) continue;
        if (!follow(out, &event, at, &picked, own, &holders)) break;
        if (out->home && event.t_us > out->home_us && at > own) break;
        if (!token && out->hop[0].message.fate != SPACE_UNDER_WAY) break;
    }
    return out->count > 0;
}
