/* threads/mail.h - messages between nodes: faults of the links, frames, events.
 *
 * All of it between journal_begin and journal_end.
 */
#ifndef THREADS_MAIL_H
#define THREADS_MAIL_H

#include "threads/cluster.h"

enum { MAIL_COLLECT_DROPS_MAX = 16 };

/* Send a message, once, twice or in vain, as the link has it: SEND events, and
 * DROP where the link loses it or the receiver's pipe is full.  The id of the
 * first copy. */
uint64_t mail_send(struct cluster *cluster, uint8_t to, const struct message *message);
/* Move frames from the node's pipe to its inbox; DROP (full) for those beyond,
 * MAIL_COLLECT_DROPS_MAX at most: true when it stopped for that reason. */
bool mail_collect(struct node *node);
/* When the next frame of the node is due; TIME_NEVER. */
int64_t mail_due_us(const struct node *node);
/* The DELIVER or DROP event of a frame that reached its end at `node`. */
void mail_tell_deliver(struct cluster *cluster, const struct frame *frame);
void mail_tell_drop(struct cluster *cluster, const struct frame *frame, uint8_t node,
                    enum drop_reason reason);

#endif
