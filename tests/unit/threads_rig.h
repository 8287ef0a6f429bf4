/* A real cluster with a fold of its events, for the tests of the threads. */
#ifndef UNIT_THREADS_RIG_H
#define UNIT_THREADS_RIG_H

#include <dirent.h>
#include <string.h>

#include "threads/cluster.h"
#include "threads/sys.h"

struct rig {
    struct trace_header header;
    struct cluster *cluster;
    struct event last;
    int64_t t_us;
    uint64_t events, falls; /* falls: times lower than the one before */
    uint64_t count[EVENT_COUNT];
    uint64_t dropped[DROP_COUNT];
    int64_t lease_until_us[NODES_MAX];
    uint32_t lease_term[NODES_MAX];
    uint8_t follows[NODES_MAX];
    bool alive[NODES_MAX], stalled[NODES_MAX];
    uint64_t writes_refused, writes_accepted;
    uint64_t changes; /* a lease of another node than the one before */
    uint8_t leader;   /* who was granted the last lease */
};

static inline void rig_header(struct trace_header *header, uint8_t nodes, enum quorum_policy policy,
                              int64_t hop_us) {
    const struct timers wanted = { .hop_us = hop_us, .drift_ppm = DRIFT_PPM_DEFAULT };
    *header = (struct trace_header){ .engine = ENGINE_THREADS, .seed = 42 };
    for (uint8_t i = 0; i < nodes; i++) header->ring[i] = i;
    elect_ring(&header->elect, header->ring, nodes);
    header->elect.policy = policy;
    header->elect.timers = timers_derive(nodes, policy, &wanted);
}

static inline void rig_open_with(struct rig *self, const struct trace_header *header) {
    struct err_info info;
    memset(self, 0, sizeof *self);
    self->header = *header;
    self->leader = NODE_NONE;
    memset(self->follows, NODE_NONE, sizeof self->follows);
    for (int i = 0; i < NODES_MAX; i++) self->lease_until_us[i] = TIME_PAST;
    assert_int_equal(cluster_open(header, &self->cluster, &info), ERR_NONE);
}

static inline void rig_open(struct rig *self, uint8_t nodes, enum quorum_policy policy) {
    struct trace_header header;
    rig_header(&header, nodes, policy, 0);
    rig_open_with(self, &header);
}

static inline void rig_fold(struct rig *self, const struct event *event) {
    if (event->t_us < self->t_us) self->falls++;
    self->t_us = event->t_us;
    self->events++;
    self->count[event->kind]++;
    self->last = *event;
    const uint8_t node = event->node;
    if (event->kind == EVENT_START) self->alive[node] = true;
    if (event->kind == EVENT_STOP) {
        self->alive[node] = self->stalled[node] = false;
        self->lease_until_us[node] = TIME_PAST;
        self->follows[node] = NODE_NONE;
    }
    if (event->kind == EVENT_STALL) self->stalled[node] = true;
    if (event->kind == EVENT_WAKE) self->stalled[node] = false;
    if (event->kind == EVENT_FOLLOW) self->follows[node] = event->leader;
    if (event->kind == EVENT_STAND) self->follows[node] = NODE_NONE;
    if (event->kind == EVENT_ROLE && event->role != ROLE_LEADER) {
        self->lease_until_us[node] = TIME_PAST;
    }
    if (event->kind == EVENT_LEASE) {
        if (self->leader != node) self->changes++;
        self->leader = node;
        self->lease_until_us[node] = event->until_us;
        self->lease_term[node] = event->term;
    }
    if (event->kind == EVENT_DROP) self->dropped[event->reason]++;
    if (event->kind == EVENT_WRITE) {
        if (event->accepted) self->writes_accepted++;
        else self->writes_refused++;
    }
}

/* The next event before until_us; false once cluster time is there, or at the end. */
static inline bool rig_next(struct rig *self, int64_t until_us) {
    for (;;) {
        struct event event;
        switch (cluster_take(self->cluster, until_us, &event)) {
        case JOURNAL_EVENT: rig_fold(self, &event); return true;
        case JOURNAL_TIME:
        case JOURNAL_END: return false;
        case JOURNAL_NOTHING: (void)cluster_wait(self->cluster, until_us);
        }
    }
}

static inline int64_t rig_now(struct rig *self) {
    return journal_now(&self->cluster->journal);
}

/* Take events until the claim holds; false when it did not within us. */
static inline bool rig_until(struct rig *self, bool (*claim)(const struct rig *self), int64_t us) {
    const int64_t until_us = rig_now(self) + us;
    while (!claim(self)) {
        if (!rig_next(self, until_us)) return claim(self);
    }
    return true;
}

static inline void rig_run(struct rig *self, int64_t us) {
    const int64_t until_us = rig_now(self) + us;
    while (rig_next(self, until_us)) {
    }
}

static inline void rig_do(struct rig *self, const char *text) {
    struct command command;
    assert_true(command_parse(text, self->header.elect.nodes, &command));
    cluster_submit(self->cluster, &command);
}

static inline uint8_t rig_leader(const struct rig *self) {
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (self->lease_until_us[i] > self->t_us) return i;
    }
    return NODE_NONE;
}

static inline bool rig_leads_a(const struct rig *self) {
    return rig_leader(self) == 0;
}
static inline bool rig_leads_b(const struct rig *self) {
    return rig_leader(self) == 1;
}
/* Everyone alive and awake follows the one who leads. */
static inline bool rig_agrees(const struct rig *self) {
    const uint8_t leader = rig_leader(self);
    if (leader == NODE_NONE) return false;
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (i == leader || !self->alive[i] || self->stalled[i]) continue;
        if (self->follows[i] != leader) return false;
    }
    return true;
}

/* Stop, take what is left, check that nothing was lost, close. */
static inline void rig_close(struct rig *self) {
    cluster_stop(self->cluster);
    while (rig_next(self, TIME_NEVER)) {
    }
    assert_int_equal(self->cluster->err, ERR_NONE);
    assert_int_equal(self->events, self->cluster->journal.added);
    assert_int_equal(self->events, self->cluster->journal.taken);
    assert_int_equal(self->falls, 0);
    cluster_close(self->cluster);
}

/* Entries of a folder of /proc, or -1 where there is none. */
static inline int rig_proc_count(const char *path) {
    DIR *folder = opendir(path);
    if (folder == NULL) return -1;
    int count = 0;
    while (readdir(folder) != NULL) count++;
    closedir(folder);
    return count;
}
static inline int rig_fds(void) {
    return rig_proc_count("/proc/self/fd");
}

static inline void *rig_nothing(void *argument) {
    return argument;
}
/* A sanitizer starts a thread of its own with the first of ours: have that behind us. */
static inline int rig_threads(void) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, rig_nothing, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)sys_poll(NULL, 0, 20000000);
    return rig_proc_count("/proc/self/task");
}
/* A joined thread may still be listed for a moment. */
static inline bool rig_threads_are(int wanted) {
    for (int i = 0; i < 500; i++) {
        if (rig_proc_count("/proc/self/task") == wanted) return true;
        (void)sys_poll(NULL, 0, 10000000);
    }
    return false;
}

#endif
