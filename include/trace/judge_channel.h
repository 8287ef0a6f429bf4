/* trace/judge_channel.h - judges S7: every delivery was sent, in channel order,
 * not across a cut, not to a dead node; sent = delivered + dropped + in flight.
 *
 * Drops for reasons that arrived (drop_reason_arrived) are about tokens, not
 * messages, and are left out of the balance.
 */
#ifndef TRACE_JUDGE_CHANNEL_H
#define TRACE_JUDGE_CHANNEL_H

#include "trace/cuts.h"
#include "trace/property.h"

struct flying {
    uint64_t id; /* 0: free slot */
    uint32_t generation;
    uint8_t from, to;
    bool reordered;
};
enum { FLYING_MAX = 8192 }; /* more in flight than all pipes and inboxes of ten nodes hold */

struct judge_channel {
    struct cuts cuts;
    struct node_set live;
    uint64_t last_id;                              /* ids rise in the order of sending */
    uint64_t last_delivered[NODES_MAX][NODES_MAX]; /* [from][to], reordered ones left out */
    uint64_t sent, delivered, dropped;
    uint32_t flying_count;
    struct flying flying[FLYING_MAX]; /* open addressing, linear probing */
};

void judge_channel_init(struct judge_channel *self, const struct trace_header *header);
void judge_channel_event(struct judge_channel *self, const struct event *event,
                         struct violation out[VIOLATIONS_MAX], int *count);

#endif
