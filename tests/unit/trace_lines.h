/* One event of every kind with every field set to something, for the tests of
 * writer, reader and words. */
#ifndef TESTS_TRACE_LINES_H
#define TESTS_TRACE_LINES_H

#include <string.h>

#include "trace/event.h"
#include "trace/header.h"
#include "trace/property.h"

static inline struct trace_header sample_header(enum quorum_policy policy) {
    struct trace_header header;
    const struct timers wanted = { .hop_us = 2000, .drift_ppm = 5000 };
    const uint8_t ring[5] = { 0, 2, 1, 4, 3 };
    memset(&header, 0, sizeof header);
    memcpy(header.program, "ringleader 0.1.0", 17);
    memcpy(header.scenario, "a \"quoted\" name", 16);
    header.engine = ENGINE_SIM;
    header.seed = UINT64_C(0xffffffffffffffff);
    memcpy(header.ring, ring, sizeof ring);
    elect_ring(&header.elect, ring, 5);
    header.elect.policy = policy;
    header.elect.timers = timers_derive(5, policy, &wanted);
    header.elect.broken = rule_break(rule_break((struct rule_set){ 0 }, RULE_PROMISE), RULE_NEED);
    return header;
}

static inline void sample_message(struct event *event) {
    event->id = 17;
    event->from = 1;
    event->to = 2;
    event->origin = 0;
    event->message = MESSAGE_LEADER;
    event->term = 3;
}

static inline struct event sample_event(enum event_kind kind) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.t_us = 1500000;
    event.seq = 42;
    event.node = 1;
    switch (kind) {
    case EVENT_START:
        event.term = 3;
        event.leader = 2;
        event.until_us = 1770000;
        event.revived = true;
        break;
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE: break;
    case EVENT_STAND: event.term = 3; break;
    case EVENT_ROLE:
        event.role = ROLE_ELECTED;
        event.term = 4;
        event.version = 2;
        event.why = WHY_TOKEN_HOME;
        break;
    case EVENT_SIGN:
        event.term = 1;
        event.leader = 0;
        event.until_us = 1770000;
        break;
    case EVENT_LEASE:
        event.term = 4;
        event.until_us = 1700000;
        event.signatures.bits = 0x1a;
        event.version = 2;
        break;
    case EVENT_FOLLOW:
        event.term = 4;
        event.leader = 0;
        break;
    case EVENT_DUTY:
        event.term = 4;
        event.count = 9;
        break;
    case EVENT_WRITE:
        event.term = 4;
        event.count = 9;
        event.highest = 5;
        break;
    case EVENT_SEND:
        sample_message(&event);
        event.signatures.bits = 3;
        event.need = 5;
        event.sent_us = 1400000;
        event.hop = 1048577;
        event.copy_of = 16;
        event.reordered = true;
        break;
    case EVENT_DELIVER: sample_message(&event); break;
    case EVENT_DROP:
        sample_message(&event);
        event.reason = DROP_PARTITION;
        break;
    case EVENT_SKIP:
        event.to = 3;
        event.message = MESSAGE_ELECTION;
        event.origin = 4;
        break;
    case EVENT_LIST:
        event.node = NODE_NONE;
        event.version = 3;
        event.members.bits = 0x0b;
        event.joining.bits = 0x04;
        event.leaving.bits = 0x02;
        break;
    case EVENT_COMMAND:
        event.node = NODE_NONE;
        (void)command_parse("partition A B | C D E", 5, &event.command);
        break;
    case EVENT_EXPECT:
        event.node = NODE_NONE;
        memcpy(event.text, "expect leader A within 2s", 26);
        event.line = 12;
        event.met = true;
        break;
    case EVENT_VIOLATION:
        event.node = NODE_NONE;
        event.property = PROPERTY_S2;
        memcpy(event.text, "two \"leases\"\n\tat once \\ \x01", 26);
        event.expected = true;
        event.line = 41;
        break;
    case EVENT_CLOCK:
        event.node = NODE_NONE;
        event.until_us = 3600000000;
        break;
    case EVENT_COUNT: break;
    }
    return event;
}

#endif
