#include "explore/explain.h"

#include "election/rules.h"

void scenario_draft_begin(struct scenario_draft *self, const struct explore_config *config,
                          char *buffer, size_t bytes) {
    const struct timers *t = &config->elect.timers;
    *self = (struct scenario_draft){ .possible = !config->any && !config->drift };
    text_init(&self->text, buffer, bytes);
    struct text *out = &self->text;
    text_add(out, "# found by `ringleader check`\nnodes ");
    text_add_uint(out, config->elect.nodes);
    text_add(out, "\nquorum ");
    text_add(out, quorum_name(config->elect.policy));
    text_add(out, "\nengine sim\ndrift 0\n");
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (!rule_broken(config->elect.broken, (enum rule)rule)) continue;
        text_add(out, "break ");
        text_add(out, rule_name((enum rule)rule));
        text_add(out, "\n");
    }
    const struct {
        const char *word;
        int64_t us;
    } times[] = {
        { "hop-timeout", t->hop_timeout_us },
        { "heartbeat", t->heartbeat_us },
        { "lease", t->lease_us },
        { "promise", t->promise_us },
        { "stand", t->stand_us },
    };
    for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++) {
        text_add(out, times[i].word);
        text_add(out, " ");
        text_add_duration(out, times[i].us);
        text_add(out, "\n");
    }
    text_add(out, "unsafe\n");
}

void scenario_draft_step(struct scenario_draft *self, const struct retold *step) {
    if (step->number == 0) return;
    switch ((enum move_kind)step->move.kind) {
    case MOVE_DELIVER_UNHEARD:
    case MOVE_DELIVER_LATE_ACK:
    case MOVE_LOSE:
    case MOVE_DOUBLE:
    case MOVE_HOLD: self->possible = false; return; /* the language has no word for one message */
    case MOVE_DELIVER:
    case MOVE_TIMER:
    case MOVE_LIST:
    case MOVE_TICK:
    case MOVE_DAWDLE:
    case MOVE_KILL:
    case MOVE_REVIVE:
    case MOVE_STALL:
    case MOVE_STALL_DUTY:
    case MOVE_WAKE:
    case MOVE_PARTITION:
    case MOVE_CUT:
    case MOVE_HEAL:
    case MOVE_COUNT: break;
    }
    for (int i = 0; i < step->log->count; i++) {
        const struct event *event = &step->log->event[i];
        if (event->kind != EVENT_COMMAND) continue;
        text_add_duration(&self->text, event->t_us);
        text_add(&self->text, " ");
        command_print(&event->command, &self->text);
        text_add(&self->text, "\n");
    }
}

void scenario_draft_end(struct scenario_draft *self, const struct explore_config *config,
                        enum property property) {
    struct text *out = &self->text;
    text_add(out, "+0s expect violation ");
    text_add(out, property_name(property));
    text_add(out, " within ");
    text_add_duration(out, 2 * timers_recovery_us(&config->elect.timers));
    text_add(out, "\n");
    if (out->cut) self->possible = false;
}
