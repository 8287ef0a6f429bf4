#include "threads/mail.h"

#include "base/check.h"

_Static_assert(4 * EFFECTS_MAX + MAIL_COLLECT_DROPS_MAX + 8 <= JOURNAL_STEP_EVENTS,
               "collecting and a step fit into the journal together");

static void fill(struct event *event, const struct frame *frame) {
    const struct message *message = &frame->message;
    event->id = frame->id;
    event->from = message->from;
    event->to = frame->to;
    event->origin = message->origin;
    event->message = message->kind;
    event->term = message->term;
}

void mail_tell_deliver(struct cluster *cluster, const struct frame *frame) {
    fill(journal_add(&cluster->journal, EVENT_DELIVER, frame->to), frame);
}

void mail_tell_drop(struct cluster *cluster, const struct frame *frame, uint8_t node,
                    enum drop_reason reason) {
    struct event *event = journal_add(&cluster->journal, EVENT_DROP, node);
    fill(event, frame);
    event->reason = reason;
}

static void tell_send(struct cluster *cluster, const struct frame *frame, uint64_t copy_of) {
    const struct message *message = &frame->message;
    struct event *event = journal_add(&cluster->journal, EVENT_SEND, message->from);
    fill(event, frame);
    event->need = message->need;
    event->hop = message->hop;
    event->signatures = message->signatures;
    event->reordered = frame->reordered;
    event->copy_of = copy_of;
    if (message->kind != MESSAGE_LEADER) return;
    event->sent_us = node_clock_cluster(&cluster->node[message->origin].clock, message->sent_us);
}

static void write_frame(struct cluster *cluster, const struct frame *frame) {
    uint8_t bytes[FRAME_BYTES];
    frame_encode(frame, bytes);
    if (channel_write(&cluster->node[frame->to].channel, bytes)) return;
    mail_tell_drop(cluster, frame, frame->message.from, DROP_FULL);
}

uint64_t mail_send(struct cluster *cluster, uint8_t to, const struct message *message) {
    const struct link_fate fate =
        links_send(&cluster->links, &cluster->chooser.base, message->from, to,
                   cluster->journal.now_us, cluster->header.elect.timers.hop_us);
    const uint64_t first = cluster->last_id + 1;
    struct frame frame = { .message = *message, .to = to };
    if (fate.lost) {
        frame.id = ++cluster->last_id;
        tell_send(cluster, &frame, 0);
        mail_tell_drop(cluster, &frame, message->from, DROP_LOSS);
    }
    for (uint8_t i = 0; i < fate.copies; i++) {
        frame.id = ++cluster->last_id;
        frame.due_us = fate.copy[i].due_us;
        frame.generation = fate.copy[i].generation;
        frame.reordered = fate.copy[i].reordered;
        tell_send(cluster, &frame, i == 0 ? 0 : first);
        write_frame(cluster, &frame);
    }
    return first;
}

bool mail_collect(struct node *node) {
    uint8_t bytes[FRAME_BYTES];
    int drops = 0;
    while (drops < MAIL_COLLECT_DROPS_MAX) {
        struct frame frame;
        if (!channel_read(&node->channel, bytes)) return false;
        ENSURE(frame_decode(bytes, &frame) && frame.to == node->id);
        if (inbox_put(&node->inbox, &frame)) continue;
        mail_tell_drop(node->cluster, &frame, node->id, DROP_FULL);
        drops++;
    }
    return true;
}

int64_t mail_due_us(const struct node *node) {
    const struct frame *head = inbox_head(&node->inbox);
    return head == NULL ? TIME_NEVER : head->due_us;
}
