#include "world/narrate.h"

#include <string.h>

#include "base/check.h"

static struct event blank(enum event_kind kind, uint8_t node, int64_t t_us) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.node = node;
    event.t_us = t_us;
    return event;
}

static void narrate_drop(const struct effect *effect, struct event *out) {
    const struct message *message = &effect->message;
    out->reason = effect->reason;
    out->message = message->kind;
    out->origin = message->origin;
    out->from = message->from;
    out->to = effect->to;
    out->term = message->term;
}

bool narrate_effect(const struct effect *effect, uint8_t node, const struct node_clock *clock,
                    int64_t cluster_now_us, uint32_t version, uint64_t message_id,
                    struct event *out) {
    switch (effect->kind) {
    case EFFECT_PERSIST:
    case EFFECT_SEND: return false;
    case EFFECT_STAND:
        *out = blank(EVENT_STAND, node, cluster_now_us);
        out->term = effect->term;
        return true;
    case EFFECT_ROLE:
        *out = blank(EVENT_ROLE, node, cluster_now_us);
        out->role = effect->role;
        out->term = effect->term;
        out->why = effect->why;
        out->version = version;
        return true;
    case EFFECT_SIGN:
        *out = blank(EVENT_SIGN, node, cluster_now_us);
        out->term = effect->term;
        out->leader = effect->stable.voted;
        out->until_us = node_clock_cluster(clock, effect->until_us);
        return true;
    case EFFECT_LEASE:
        *out = blank(EVENT_LEASE, node, cluster_now_us);
        out->term = effect->term;
        out->until_us = node_clock_cluster(clock, effect->until_us);
        out->signatures = effect->signatures;
        out->version = version;
        return true;
    case EFFECT_FOLLOW:
        *out = blank(EVENT_FOLLOW, node, cluster_now_us);
        out->term = effect->term;
        out->leader = effect->stable.voted;
        return true;
    case EFFECT_SKIP:
        *out = blank(EVENT_SKIP, node, cluster_now_us);
        out->to = effect->to;
        out->message = effect->message.kind;
        out->origin = effect->message.origin;
        return true;
    case EFFECT_DROP:
        *out = blank(EVENT_DROP, node, cluster_now_us);
        out->id = message_id;
        narrate_drop(effect, out);
        return true;
    }
    UNREACHABLE();
}

int narrate_rate_change(const struct elect *elect, const struct node_clock *clock,
                        int64_t cluster_now_us, uint32_t version, struct node_set signatures,
                        struct event out[2]) {
    int count = 0;
    if (elect->stable.voted == NODE_NONE) return 0;
    if (!elect_free(elect, node_clock_local(clock, cluster_now_us))) {
        out[count] = blank(EVENT_SIGN, elect->me, cluster_now_us);
        out[count].term = elect->stable.term;
        out[count].leader = elect->stable.voted;
        out[count].until_us = node_clock_cluster(clock, elect->promise_us);
        count++;
    }
    if (elect_leads(elect, node_clock_local(clock, cluster_now_us))) {
        out[count] = blank(EVENT_LEASE, elect->me, cluster_now_us);
        out[count].term = elect->lease_term;
        out[count].until_us = node_clock_cluster(clock, elect->lease_us);
        out[count].signatures = signatures;
        out[count].version = version;
        count++;
    }
    return count;
}
