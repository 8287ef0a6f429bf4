#include "threads/keeper.h"

#include <string.h>

#include "base/check.h"
#include "threads/cluster.h"
#include "threads/mail.h"
#include "threads/sys.h"

#define TICK_NS INT64_C(100000000) /* well below PACER_GAP_NS */
enum { FUNERALS_MAX = 4 };         /* dropped frames of each dead node in one step */
_Static_assert(NODES_MAX *(FUNERALS_MAX + MAIL_COLLECT_DROPS_MAX + 2) <= JOURNAL_STEP_EVENTS,
               "the keeper's rounds fit into one step");

/* ---- the active list -------------------------------------------------------------- */

/* Kept up with every policy (who is off it is skipped at once), told where it counts. */
static void tell_list(struct cluster *cluster) {
    if (cluster->header.elect.policy != QUORUM_ACTIVE) return;
    struct event *event = journal_add(&cluster->journal, EVENT_LIST, NODE_NONE);
    event->version = cluster->active.version;
    event->members = cluster->active.members;
    event->joining = active_joining(&cluster->active);
    event->leaving = active_leaving(&cluster->active);
}

void keeper_update_list(struct keeper *self, const struct active *before) {
    struct cluster *cluster = self->cluster;
    bool told = false;
    while (active_advance(&cluster->active, cluster->journal.now_us)) {
        tell_list(cluster);
        told = true;
    }
    if (told) return;
    if (!set_equal(active_joining(before), active_joining(&cluster->active)) ||
        !set_equal(active_leaving(before), active_leaving(&cluster->active))) {
        tell_list(cluster);
    }
}

/* ---- the mail of the dead ------------------------------------------------------------ */

/* At most a few; the rest in the next step.  Returns when the next frame is due. */
static int64_t drop_mail(struct node *node) {
    struct cluster *cluster = node->cluster;
    if (inbox_count(&node->inbox) < INBOX_MAX / 2) (void)mail_collect(node);
    for (int i = 0; i < FUNERALS_MAX; i++) {
        if (mail_due_us(node) > cluster->journal.now_us) break;
        mail_tell_drop(cluster, inbox_head(&node->inbox), node->id, DROP_DOWN);
        inbox_pop(&node->inbox);
    }
    return mail_due_us(node);
}

/* ---- the thread ------------------------------------------------------------------------ */

/* Fills fds with the pipes of the dead.  Returns how long to wait; while paused
 * there is no time to look after, only the wake. */
static int64_t look_after(struct keeper *self, struct pollfd *fds, unsigned *count) {
    struct cluster *cluster = self->cluster;
    const struct pacer *pacer = &cluster->journal.pacer;
    const struct active before = cluster->active;
    keeper_update_list(self, &before);
    int64_t next_us = active_next_us(&cluster->active);
    for (uint8_t i = 0; i < cluster->header.elect.nodes; i++) {
        struct node *node = &cluster->node[i];
        if (node->alive) continue;
        const int64_t due_us = drop_mail(node);
        if (due_us < next_us) next_us = due_us;
        if (inbox_count(&node->inbox) >= INBOX_MAX / 2) continue;
        fds[(*count)++] = (struct pollfd){ .fd = node->channel.fds[0], .events = POLLIN };
    }
    const int64_t wait_ns = pacer_wait_ns(pacer, next_us, pacer->read_ns);
    if (pacer->paused) return -1;
    return wait_ns < 0 || wait_ns > TICK_NS ? TICK_NS : wait_ns;
}

static void *run(void *argument) {
    struct keeper *self = argument;
    struct journal *journal = &self->cluster->journal;
    (void)sys_thread_name("keeper");
    while (journal_begin(journal)) {
        struct pollfd fds[1 + NODES_MAX] = { { .fd = self->wake.fds[0], .events = POLLIN } };
        unsigned count = 1;
        const bool over = self->cluster->stopping;
        const int64_t timeout_ns = over ? 0 : look_after(self, fds, &count);
        journal_end(journal);
        if (over) break;
        (void)sys_poll(fds, count, timeout_ns);
        if (fds[0].revents != 0) wake_clear(&self->wake);
    }
    return NULL;
}

bool keeper_open(struct keeper *self, struct cluster *cluster) {
    self->cluster = cluster;
    return wake_open(&self->wake);
}

bool keeper_start(struct keeper *self) {
    self->joinable = sys_thread(&self->thread, run, self);
    return self->joinable;
}

void keeper_join(struct keeper *self) {
    if (!self->joinable) return;
    wake_ring(&self->wake);
    ENSURE(pthread_join(self->thread, NULL) == 0);
    self->joinable = false;
}

void keeper_close(struct keeper *self) {
    REQUIRE(!self->joinable);
    if (self->cluster != NULL) wake_close(&self->wake);
}
