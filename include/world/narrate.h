/* world/narrate.h - the events that a step's effects are told as.
 *
 * One place, so that the same step reads the same in every engine.  Node times
 * become cluster times here.  SEND, DELIVER and the channel's drops are not
 * told here: they need the channel's ids.
 */
#ifndef WORLD_NARRATE_H
#define WORLD_NARRATE_H

#include "election/elect.h"
#include "trace/event.h"
#include "world/clock.h"

/* Fill *out for one effect of `node`; false for effects that are no event
 * (PERSIST, SEND).  *out is zeroed first; t_us is set to cluster_now_us.
 *   version    of the active list the step read (0 unless the policy is `active`)
 *   message_id of the message that arrived or whose attempt was given up, 0 for
 *              none: the id an EFFECT_DROP is told with */
bool narrate_effect(const struct effect *effect, uint8_t node, const struct node_clock *clock,
                    int64_t cluster_now_us, uint32_t version, uint64_t message_id,
                    struct event *out);

/* After a change of clock rate: SIGN and, for a leader, LEASE once more with the
 * new cluster times.  Returns how many were written (0..2).  signatures: those
 * of the last lease, as told before. */
int narrate_rate_change(const struct elect *elect, const struct node_clock *clock,
                        int64_t cluster_now_us, uint32_t version, struct node_set signatures,
                        struct event out[2]);

#endif
