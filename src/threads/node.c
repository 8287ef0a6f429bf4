#include "threads/node.h"

#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "threads/cluster.h"
#include "threads/mail.h"
#include "threads/sys.h"
#include "world/narrate.h"

enum { BURY_BATCH = 64 };
_Static_assert(BURY_BATCH + MAIL_COLLECT_DROPS_MAX + 2 * NODES_MAX <= JOURNAL_STEP_EVENTS,
               "a burial fits its step");

/* The clocks of the nodes start far apart: a time of one node taken for another's,
 * or for the cluster's, is wrong by seconds and shows at once. */
#define CLOCK_APART_US INT64_C(7000003)
/* Any odd number does: hop numbers of two lives then start far apart. */
enum { HOPS_APART = 1000003 };

/* ---- waiting -------------------------------------------------------------------- */

static void wait_ns(struct node *self, int64_t timeout_ns, bool for_mail) {
    struct pollfd fds[] = { { .fd = self->wake.fds[0], .events = POLLIN },
                            { .fd = self->channel.fds[0], .events = POLLIN } };
    (void)sys_poll(fds, for_mail ? 2 : 1, timeout_ns);
    if (fds[0].revents != 0) wake_clear(&self->wake);
}

/* Begin a step; waits here while the node is stalled, or the cluster not begun.
 * False: this life is over, nothing was begun. */
static bool enter(struct node *self) {
    for (;;) {
        const struct cluster *cluster = self->cluster;
        if (!journal_begin(&self->cluster->journal)) return false;
        const bool over = self->dying || cluster->stopping;
        if (!over && cluster->begun && self->alive && !self->stalled) return true;
        journal_end(&self->cluster->journal);
        if (over) return false;
        wait_ns(self, -1, false);
    }
}

/* ---- one step ---------------------------------------------------------------------- */

/* The message an effect speaks of: one of its own attempts, or the one that came. */
static uint64_t id_of(const struct node *self, const struct message *message, uint64_t arrived) {
    if (message->from != self->id) return arrived;
    const uint32_t at = message->hop % NODE_SENT_MAX;
    return self->sent[at].hop == message->hop ? self->sent[at].id : 0;
}

static void send(struct node *self, const struct effect *effect) {
    const uint64_t id = mail_send(self->cluster, effect->to, &effect->message);
    if (effect->message.kind == MESSAGE_HOPACK) return;
    const uint32_t at = effect->message.hop % NODE_SENT_MAX;
    self->sent[at].hop = effect->message.hop;
    self->sent[at].id = id;
}

static void perform(struct node *self, const struct effects *effects, uint64_t arrived) {
    struct journal *journal = &self->cluster->journal;
    for (int i = 0; i < effects->count; i++) {
        const struct effect *effect = &effects->v[i];
        struct event event;
        if (effect->kind == EFFECT_PERSIST) self->stable = effect->stable;
        if (effect->kind == EFFECT_SEND) send(self, effect);
        if (effect->kind == EFFECT_LEASE) self->signatures = effect->signatures;
        const uint64_t id =
            effect->kind == EFFECT_DROP ? id_of(self, &effect->message, arrived) : 0;
        if (narrate_effect(effect, self->id, &self->clock, journal->now_us,
                           cluster_version(self->cluster), id, &event)) {
            journal_add_copy(journal, &event);
        }
    }
}

/* Test and `duty` are one instant; the write comes after the lock is released. */
static bool do_duty(struct node *self, int64_t now_us, struct duty_write *out) {
    struct cluster *cluster = self->cluster;
    if (!duty_step(&self->duty, &cluster->header.elect, &self->elect, now_us, out)) return false;
    struct event *event = journal_add(&cluster->journal, EVENT_DUTY, self->id);
    event->term = out->term;
    event->count = out->count;
    if (self->stall_armed) {
        self->stall_armed = false;
        self->stalled = true;
        journal_add(&cluster->journal, EVENT_STALL, self->id);
    }
    return true;
}

static bool step(struct node *self, const struct frame *frame, struct duty_write *out) {
    const struct cluster *cluster = self->cluster;
    struct effects effects;
    struct input input = { .kind = frame == NULL ? INPUT_TIME : INPUT_MESSAGE,
                           .now_us = node_clock_local(&self->clock, cluster->journal.now_us),
                           .roster = active_roster(&cluster->active) };
    if (frame != NULL) input.message = frame->message;
    elect_step(&self->elect, &cluster->header.elect, &input, &effects);
    perform(self, &effects, frame == NULL ? 0 : frame->id);
    if (cluster->header.elect.broken.bits == 0) elect_check(&self->elect, &cluster->header.elect);
    return do_duty(self, input.now_us, out);
}

static bool receive(struct node *self, struct duty_write *out) {
    struct cluster *cluster = self->cluster;
    const struct frame frame = *inbox_head(&self->inbox);
    inbox_pop(&self->inbox);
    if (!links_arrives(&cluster->links, frame.message.from, self->id, frame.generation)) {
        mail_tell_drop(cluster, &frame, self->id, DROP_PARTITION);
        return false;
    }
    mail_tell_deliver(cluster, &frame);
    return step(self, &frame, out);
}

static int64_t deadline_us(const struct node *self) {
    const int64_t now_us = node_clock_local(&self->clock, self->cluster->journal.now_us);
    const int64_t elect_us = elect_deadline(&self->elect, &self->cluster->header.elect);
    const int64_t duty_us = duty_deadline(&self->duty, &self->elect, now_us);
    return node_clock_cluster(&self->clock, duty_us < elect_us ? duty_us : elect_us);
}

/* Do what was due first; at most one input.  Returns how long to wait for the
 * next: 0, or real ns, or -1.  *writes: a duty was done and has to be handed in. */
static int64_t act(struct node *self, struct duty_write *write, bool *writes) {
    const struct pacer *pacer = &self->cluster->journal.pacer;
    const int64_t now_us = self->cluster->journal.now_us;
    const bool more = mail_collect(self);
    const int64_t time_us = deadline_us(self);
    const int64_t mail_us = mail_due_us(self);
    if (mail_us <= now_us && mail_us <= time_us) {
        *writes = receive(self, write);
    } else if (time_us <= now_us) {
        *writes = step(self, NULL, write);
    } else if (!more) {
        return pacer_wait_ns(pacer, mail_us < time_us ? mail_us : time_us, pacer->read_ns);
    }
    return 0;
}

/* The stall point between test and write is the wait in enter(). */
static bool hand_in(struct node *self, const struct duty_write *write) {
    if (!enter(self)) return false;
    resource_write(&self->cluster->resource, write);
    journal_end(&self->cluster->journal);
    return true;
}

static void *run(void *argument) {
    struct node *self = argument;
    struct journal *journal = &self->cluster->journal;
    (void)sys_thread_name((const char[]){ 'n', 'o', 'd', 'e', '-', node_letter(self->id), 0 });
    journal_lock(journal);
    self->ready = true;
    (void)pthread_cond_signal(&self->readied);
    journal_unlock(journal);
    while (enter(self)) {
        struct duty_write write = { 0 };
        bool writes = false;
        const int64_t timeout_ns = act(self, &write, &writes);
        journal_end(journal);
        if (writes && !hand_in(self, &write)) break;
        if (timeout_ns != 0) wait_ns(self, timeout_ns, true);
    }
    return NULL;
}

/* ---- lives ---------------------------------------------------------------------------- */

bool node_open(struct node *self, struct cluster *cluster, uint8_t id) {
    self->cluster = cluster;
    self->id = id;
    self->stable = (struct stable){ .term = 0, .voted = NODE_NONE };
    self->channel.fds[0] = self->channel.fds[1] = -1;
    self->wake.fds[0] = self->wake.fds[1] = -1;
    ENSURE(pthread_cond_init(&self->readied, NULL) == 0);
    node_clock_init(&self->clock, (id + 1) * CLOCK_APART_US);
    return channel_open(&self->channel, FRAME_BYTES) && wake_open(&self->wake);
}

void node_close(struct node *self) {
    REQUIRE(!self->joinable);
    if (self->cluster == NULL) return;
    channel_close(&self->channel);
    wake_close(&self->wake);
    (void)pthread_cond_destroy(&self->readied);
}

static void be_born(struct node *self, bool revived) {
    struct cluster *cluster = self->cluster;
    struct effects effects;
    const int64_t now_us = cluster->journal.now_us;
    duty_init(&self->duty);
    elect_start(&self->elect, &cluster->header.elect, self->id, self->stable,
                self->lives++ * (uint32_t)HOPS_APART, node_clock_local(&self->clock, now_us),
                &effects);
    perform(self, &effects, 0);
    struct event *event = journal_add(&cluster->journal, EVENT_START, self->id);
    event->term = self->elect.stable.term;
    event->leader = self->elect.stable.voted;
    event->until_us = node_clock_cluster(&self->clock, self->elect.promise_us);
    event->revived = revived;
    self->alive = true;
    if (!revived) return;
    const struct active before = cluster->active;
    active_revived(&cluster->active, self->id, now_us);
    keeper_update_list(&cluster->keeper, &before);
}

bool node_start(struct node *self, bool revived) {
    struct journal *journal = &self->cluster->journal;
    REQUIRE(!self->joinable && !self->alive);
    self->ready = false;
    self->stalled = self->stall_armed = self->dying = false;
    self->signatures = SET_EMPTY;
    memset(self->sent, 0, sizeof self->sent);
    self->joinable = sys_thread(&self->thread, run, self);
    if (!self->joinable) return false;
    journal_lock(journal);
    while (!self->ready) ENSURE(pthread_cond_wait(&self->readied, &journal->lock) == 0);
    journal_unlock(journal);
    if (journal_begin(journal)) { /* else all is over, and is told elsewhere */
        be_born(self, revived);
        journal_end(journal);
    }
    wake_ring(&self->wake);
    wake_ring(&self->cluster->keeper.wake);
    return true;
}

void node_join(struct node *self) {
    if (!self->joinable) return;
    wake_ring(&self->wake);
    ENSURE(pthread_join(self->thread, NULL) == 0);
    self->joinable = false;
}

/* One batch; true when nothing that was due is left and the node is dead. */
static bool bury_some(struct node *self) {
    struct cluster *cluster = self->cluster;
    const bool more = mail_collect(self);
    for (int i = 0; i < BURY_BATCH; i++) {
        const struct frame *head = inbox_head(&self->inbox);
        if (!more && mail_due_us(self) > cluster->journal.now_us) {
            const struct active before = cluster->active;
            self->alive = self->dying = self->stalled = self->stall_armed = false;
            journal_add(&cluster->journal, EVENT_STOP, self->id);
            active_killed(&cluster->active, self->id, cluster->journal.now_us);
            keeper_update_list(&cluster->keeper, &before);
            return true;
        }
        if (head == NULL) break;
        mail_tell_drop(cluster, head, self->id, DROP_DOWN);
        inbox_pop(&self->inbox);
    }
    return false;
}

void node_bury(struct node *self) {
    bool buried = false;
    while (!buried && journal_begin(&self->cluster->journal)) {
        buried = bury_some(self);
        journal_end(&self->cluster->journal);
    }
    wake_ring(&self->cluster->keeper.wake);
}
