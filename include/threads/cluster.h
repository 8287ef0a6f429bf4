/* threads/cluster.h - a whole ring of real threads over real pipes.
 *
 * 2 to 10 node threads, the resource, the keeper and the journal's thread.  One
 * thread, the owner, calls cluster_*; events come out of the journal.
 *
 * At most one pipe and one wake per node, the same for the resource, a wake each
 * for keeper and journal: CLUSTER_FDS_MAX descriptors.
 */
#ifndef THREADS_CLUSTER_H
#define THREADS_CLUSTER_H

#include "base/err.h"
#include "election/active.h"
#include "threads/journal.h"
#include "threads/keeper.h"
#include "threads/node.h"
#include "threads/resource.h"
#include "trace/command.h"
#include "trace/header.h"
#include "world/links.h"

enum { CLUSTER_FDS_MAX = 3 * NODES_MAX + 3 + 2 };

struct cluster {
    struct trace_header header; /* constant */
    struct journal journal;     /* its lock guards what follows */
    bool stopping;
    bool begun; /* all nodes are ready: steps may be made */
    struct links links;
    struct chooser_seeded chooser;
    struct active active;
    uint64_t last_id; /* of a message */
    struct node node[NODES_MAX];
    struct resource resource;
    struct keeper keeper;
    /* the owner's */
    bool stopped;
    enum err err;
    struct err_info info;
};

/* All nodes run, their START events are recorded, then the clock leaves 0.  On
 * failure nothing is left open, *out is NULL and *info says what to do. */
enum err cluster_open(const struct trace_header *header, struct cluster **out,
                      struct err_info *info);
/* Carry out a command.  A thread that cannot be had stops the cluster: see err. */
void cluster_submit(struct cluster *self, const struct command *command);
void cluster_pause(struct cluster *self, bool paused);
void cluster_speed(struct cluster *self, uint32_t permille);
void cluster_let(struct cluster *self, int64_t us);
/* The next event, see journal_take.  JOURNAL_END: the cluster was stopped, by the
 * owner or by self->err. */
enum journal_answer cluster_take(struct cluster *self, int64_t until_us, struct event *out);
/* Wait until cluster_take may have something, at most a quarter of a second.
 * False when a signal interrupted. */
bool cluster_wait(struct cluster *self, int64_t until_us);
/* End all threads; what they did is still to be taken. */
void cluster_stop(struct cluster *self);
void cluster_close(struct cluster *self);

/* ---- for the other files of this layer ------------------------------------------ */

/* The version of the active list for events; 0 unless the policy is `active`. */
uint32_t cluster_version(const struct cluster *self);
/* Nobody could be had: remember why (errno), stop. */
void cluster_fail_thread(struct cluster *self, uint8_t node);

#endif
