#include "threads/cluster.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "threads/faults.h"
#include "threads/sys.h"

#define WAIT_NS_MAX INT64_C(250000000)

/* ---- saying why not ------------------------------------------------------------------ */

static enum err fail_memory(struct err_info *info) {
    snprintf(
        info->text, sizeof info->text,
        "out of memory for the cluster: close other programs or raise the limit (`ulimit -v`)");
    return ERR_NO_MEMORY;
}

static enum err fail_fd(struct err_info *info, const char *whose) {
    const char *reason = strerror(errno);
    char limit[64] = "";
    if (sys_fd_limit() >= 0) snprintf(limit, sizeof limit, ", the limit is %ld", sys_fd_limit());
    snprintf(info->text, sizeof info->text,
             "no file descriptor left for %s: %s (up to %d are needed%s): raise it with "
             "`ulimit -n 256`, or take fewer nodes (-n)",
             whose, reason, CLUSTER_FDS_MAX, limit);
    return ERR_NO_FD;
}

static enum err fail_thread(struct err_info *info, const char *whose) {
    snprintf(info->text, sizeof info->text,
             "cannot start the thread of %s: %s: take fewer nodes (-n) or raise the limits "
             "(`ulimit -u`, `ulimit -v`)",
             whose, strerror(errno));
    return ERR_NO_THREAD;
}

static const char *node_words(uint8_t node, char words[static 8]) {
    snprintf(words, 8, "node %c", node_letter(node));
    return words;
}

void cluster_fail_thread(struct cluster *self, uint8_t node) {
    char words[8];
    self->err = fail_thread(&self->info, node_words(node, words));
    cluster_stop(self);
}

/* ---- opening ---------------------------------------------------------------------------- */

static enum err open_parts(struct cluster *self, struct err_info *info) {
    char words[8];
    switch (journal_open(&self->journal)) {
    case JOURNAL_WHOLE: break;
    case JOURNAL_NO_BELL: return fail_fd(info, "the journal");
    case JOURNAL_NO_THREAD: return fail_thread(info, "the journal");
    }
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (!node_open(&self->node[i], self, i)) return fail_fd(info, node_words(i, words));
    }
    if (!resource_open(&self->resource, self)) return fail_fd(info, "the shared resource");
    if (!keeper_open(&self->keeper, self)) return fail_fd(info, "the keeper");
    return ERR_NONE;
}

static enum err start_threads(struct cluster *self, struct err_info *info) {
    char words[8];
    if (!resource_start(&self->resource)) return fail_thread(info, "the shared resource");
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (!node_start(&self->node[i], false)) return fail_thread(info, node_words(i, words));
    }
    if (!keeper_start(&self->keeper)) return fail_thread(info, "the keeper");
    return self->journal.broken ? fail_memory(info) : ERR_NONE;
}

static void ring_all(struct cluster *self) {
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (self->node[i].cluster != NULL) wake_ring(&self->node[i].wake);
    }
    if (self->resource.cluster != NULL) wake_ring(&self->resource.wake);
    if (self->keeper.cluster != NULL) wake_ring(&self->keeper.wake);
}

/* Everybody is ready and told: only now does time begin. */
static void begin(struct cluster *self) {
    journal_lock(&self->journal);
    self->begun = true;
    pacer_pause(&self->journal.pacer, false, sys_now_ns());
    journal_unlock(&self->journal);
    ring_all(self);
}

enum err cluster_open(const struct trace_header *header, struct cluster **out,
                      struct err_info *info) {
    *out = NULL;
    struct cluster *self = sys_calloc(1, sizeof *self);
    if (self == NULL) return fail_memory(info);
    self->header = *header;
    links_init(&self->links, header->elect.nodes);
    active_init(&self->active, header->elect.nodes, &header->elect.timers, header->elect.broken);
    chooser_seeded_init(&self->chooser, header->seed);
    enum err err = open_parts(self, info);
    if (err == ERR_NONE) err = start_threads(self, info);
    if (err != ERR_NONE) {
        cluster_close(self);
        return err;
    }
    begin(self);
    *out = self;
    return ERR_NONE;
}

/* ---- running ------------------------------------------------------------------------------ */

uint32_t cluster_version(const struct cluster *self) {
    return self->header.elect.policy == QUORUM_ACTIVE ? self->active.version : 0;
}

void cluster_submit(struct cluster *self, const struct command *command) {
    REQUIRE(command->kind < COMMAND_COUNT);
    if (!self->stopped) faults_carry_out(self, command);
}

/* Whoever waits has computed how long from the old pace. */
void cluster_pause(struct cluster *self, bool paused) {
    if (self->stopped) return;
    journal_lock(&self->journal);
    pacer_pause(&self->journal.pacer, paused, sys_now_ns());
    journal_unlock(&self->journal);
    ring_all(self);
}

void cluster_speed(struct cluster *self, uint32_t permille) {
    journal_lock(&self->journal);
    pacer_speed(&self->journal.pacer, permille, sys_now_ns());
    journal_unlock(&self->journal);
    ring_all(self);
}

void cluster_let(struct cluster *self, int64_t us) {
    if (self->stopped) return;
    journal_lock(&self->journal);
    pacer_let(&self->journal.pacer, us, sys_now_ns());
    journal_unlock(&self->journal);
    ring_all(self);
}

enum journal_answer cluster_take(struct cluster *self, int64_t until_us, struct event *out) {
    const enum journal_answer answer = journal_take(&self->journal, until_us, out);
    if (answer == JOURNAL_END && !self->stopped) {
        self->err = fail_memory(&self->info); /* only a broken journal ends by itself */
        cluster_stop(self);
    }
    return answer;
}

/* The quarter of a second bounds what a signal just before the poll can cost. */
bool cluster_wait(struct cluster *self, int64_t until_us) {
    int64_t timeout_ns = journal_wait_ns(&self->journal, until_us);
    if (timeout_ns < 0 || timeout_ns > WAIT_NS_MAX) timeout_ns = WAIT_NS_MAX;
    struct pollfd fd = { .fd = self->journal.bell.fds[0], .events = POLLIN };
    return sys_poll(&fd, 1, timeout_ns);
}

/* ---- ending -----------------------------------------------------------------------------------
 */

void cluster_stop(struct cluster *self) {
    if (self->stopped) return;
    self->stopped = true;
    journal_lock(&self->journal);
    self->stopping = true;
    pacer_pause(&self->journal.pacer, true, sys_now_ns());
    journal_unlock(&self->journal);
    ring_all(self);
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) node_join(&self->node[i]);
    resource_join(&self->resource);
    keeper_join(&self->keeper);
    journal_finish(&self->journal);
}

void cluster_close(struct cluster *self) {
    cluster_stop(self);
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) node_close(&self->node[i]);
    resource_close(&self->resource);
    keeper_close(&self->keeper);
    journal_close(&self->journal);
    sys_free(self);
}
