#include "threads/resource.h"

#include "base/check.h"
#include "threads/cluster.h"
#include "threads/sys.h"

/* One write in the pipe: due time and fencing number, little-endian. */
enum { RECORD_BYTES = 24 };

struct record {
    int64_t due_us; /* cluster time */
    struct duty_write write;
};

static void put(uint8_t *bytes, uint64_t value, int count) {
    for (int i = 0; i < count; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get(const uint8_t *bytes, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++) value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static void encode(const struct record *record, uint8_t bytes[RECORD_BYTES]) {
    put(bytes, (uint64_t)record->due_us, 8);
    put(bytes + 8, record->write.term, 4);
    put(bytes + 12, record->write.count, 4);
    put(bytes + 16, record->write.node, 8);
}

static struct record decode(const uint8_t bytes[RECORD_BYTES]) {
    return (struct record){ .due_us = (int64_t)get(bytes, 8),
                            .write = { .term = (uint32_t)get(bytes + 8, 4),
                                       .count = (uint32_t)get(bytes + 12, 4),
                                       .node = (uint8_t)get(bytes + 16, 8) } };
}

void resource_write(struct resource *self, const struct duty_write *write) {
    const struct record record = { .due_us = self->cluster->journal.now_us +
                                             self->cluster->header.elect.timers.hop_us,
                                   .write = *write };
    uint8_t bytes[RECORD_BYTES];
    encode(&record, bytes);
    if (!channel_write(&self->channel, bytes)) self->lost++;
}

static void answer(struct resource *self, const struct duty_write *write) {
    const bool accepted = fence_accepts(&self->fence, write->term);
    struct event *event = journal_add(&self->cluster->journal, EVENT_WRITE, write->node);
    event->term = write->term;
    event->count = write->count;
    event->accepted = accepted;
    event->highest = self->fence.highest;
}

/* Writes leave at rising times and take all as long, so they are due in the order
 * of the pipe: one is held, the others wait there. */
static void *run(void *argument) {
    struct resource *self = argument;
    struct journal *journal = &self->cluster->journal;
    uint8_t bytes[RECORD_BYTES];
    bool held = false;
    (void)sys_thread_name("resource");
    while (journal_begin(journal)) {
        if (self->cluster->stopping) {
            journal_end(journal);
            break;
        }
        int64_t timeout_ns = -1;
        if (!held) held = channel_read(&self->channel, bytes);
        const struct record record = held ? decode(bytes) : (struct record){ 0 };
        if (held && record.due_us <= journal->now_us) {
            answer(self, &record.write);
            held = false;
            timeout_ns = 0;
        } else if (held) {
            timeout_ns = pacer_wait_ns(&journal->pacer, record.due_us, journal->pacer.read_ns);
        }
        journal_end(journal);
        if (timeout_ns == 0) continue;
        struct pollfd fds[] = { { .fd = self->wake.fds[0], .events = POLLIN },
                                { .fd = self->channel.fds[0], .events = POLLIN } };
        (void)sys_poll(fds, held ? 1 : 2, timeout_ns);
        if (fds[0].revents != 0) wake_clear(&self->wake);
    }
    return NULL;
}

bool resource_open(struct resource *self, struct cluster *cluster) {
    self->cluster = cluster;
    self->channel.fds[0] = self->channel.fds[1] = -1;
    self->wake.fds[0] = self->wake.fds[1] = -1;
    return channel_open(&self->channel, RECORD_BYTES) && wake_open(&self->wake);
}

bool resource_start(struct resource *self) {
    self->joinable = sys_thread(&self->thread, run, self);
    return self->joinable;
}

void resource_join(struct resource *self) {
    if (!self->joinable) return;
    wake_ring(&self->wake);
    ENSURE(pthread_join(self->thread, NULL) == 0);
    self->joinable = false;
}

void resource_close(struct resource *self) {
    REQUIRE(!self->joinable);
    if (self->cluster == NULL) return;
    channel_close(&self->channel);
    wake_close(&self->wake);
}
