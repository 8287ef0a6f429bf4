#include "explore/draft.h"

#include <string.h>

void draft_begin(struct draft *self, const struct explore_config *config) {
    memset(self, 0, sizeof *self);
    self->arbitrary = config->any;
}

static struct draft_fault *add(struct draft *self, enum draft_kind kind, int64_t t_us) {
    struct draft_fault *fault = &self->fault[self->count];
    if (self->count == DRAFT_FAULTS_MAX) self->incomplete = true;
    else self->count++;
    memset(fault, 0, sizeof *fault);
    fault->kind = kind;
    fault->t_us = fault->until_us = t_us;
    return fault;
}

static struct draft_fault *add_link(struct draft *self, enum draft_kind kind, int64_t t_us,
                                    const struct flight *flight, bool back) {
    struct draft_fault *fault = add(self, kind, t_us);
    fault->from = back ? flight->to : flight->message.from;
    fault->to = back ? flight->message.from : flight->to;
    fault->id = flight->id;
    return fault;
}

/* What is still held back arrives later than now. */
static void stretch_delays(struct draft *self, const struct retold *step) {
    const struct stage *after = step->after;
    for (int i = 0; i < after->flight_count; i++) {
        if (!after->flight[i].late) continue;
        for (int k = 0; k < self->count; k++) {
            if (self->fault[k].kind != DRAFT_DELAY || self->fault[k].id != after->flight[i].id) {
                continue;
            }
            self->fault[k].until_us = after->now_us;
        }
    }
}

/* The acknowledgement that this step sent and held back. */
static uint32_t late_ack_id(const struct retold *step, const struct flight *token) {
    for (int i = 0; i < step->after->flight_count; i++) {
        const struct flight *flight = &step->after->flight[i];
        if (flight->late && flight->message.kind == MESSAGE_HOPACK &&
            flight->to == token->message.from && flight->id > step->before->last_id) {
            return flight->id;
        }
    }
    return 0;
}

static void add_commands(struct draft *self, const struct retold *step) {
    for (int i = 0; i < step->log->count; i++) {
        const struct event *event = &step->log->event[i];
        if (event->kind != EVENT_COMMAND) continue;
        add(self, DRAFT_COMMAND, event->t_us)->command = event->command;
    }
}

void draft_step(struct draft *self, const struct retold *step,
                const struct explore_config *config) {
    const struct stage *before = step->before;
    if (step->number == 0) {
        for (uint8_t i = 0; i < config->elect.nodes; i++) {
            self->drift_ppm[i] = step->after->node[i].clock.ppm;
        }
        return;
    }
    const struct flight *flight = &before->flight[step->move.a % FLIGHTS_MAX];
    switch ((enum move_kind)step->move.kind) {
    case MOVE_DELIVER_UNHEARD:
        (void)add_link(self, DRAFT_LOSS, before->now_us, flight, true);
        break;
    case MOVE_DELIVER_LATE_ACK:
        add_link(self, DRAFT_DELAY, before->now_us, flight, true)->id = late_ack_id(step, flight);
        break;
    case MOVE_LOSE: (void)add_link(self, DRAFT_LOSS, before->now_us, flight, false); break;
    case MOVE_DOUBLE: (void)add_link(self, DRAFT_DUPLICATE, before->now_us, flight, false); break;
    case MOVE_HOLD: (void)add_link(self, DRAFT_DELAY, before->now_us, flight, false); break;
    case MOVE_KILL:
    case MOVE_REVIVE:
    case MOVE_STALL:
    case MOVE_STALL_DUTY:
    case MOVE_WAKE:
    case MOVE_PARTITION:
    case MOVE_CUT:
    case MOVE_HEAL: add_commands(self, step); break;
    case MOVE_DELIVER:
    case MOVE_TIMER:
    case MOVE_LIST:
    case MOVE_TICK:
    case MOVE_DAWDLE:
    case MOVE_COUNT: break;
    }
    stretch_delays(self, step);
}
