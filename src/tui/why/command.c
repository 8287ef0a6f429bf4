/* What a statement did to the ring, and what that means for it. */
#include "base/check.h"
#include "tui/why/events.h"

/* "can elect"; of those who cannot: whether one of them leads now, and for how long. */
static const char *outlook(const struct view *before, struct node_set group) {
    if (why_is_quorum(before, group)) return "can elect";
    const struct node_set leaders = view_leaders(before, before->now_us);
    if (set_is_empty(set_and(group, leaders))) return "no quorum, it can elect nobody";
    return "no quorum, its leader's lease will run out";
}

static void say_group(const struct view *before, struct node_set group, struct why *out) {
    const struct node_set counts = set_and(group, why_counted(before));
    if (set_is_empty(group)) return;
    if (before->header.elect.policy == QUORUM_NONE) {
        why_say(out, WHY_IS_SO, "%s: without a quorum rule each side may have a leader",
                why_names(group));
        return;
    }
    why_say(out, WHY_IS_SO, "%s: %u of %u, %u needed: %s", why_names(group), set_count(counts),
            view_counted(before), view_needed(before), outlook(before, group));
}

static void on_partition(const struct view *before, const struct command *command,
                         struct why *out) {
    struct node_set rest = set_all(before->nodes);
    for (uint8_t i = 0; i < command->group_count && i < NODES_MAX; i++) {
        const struct node_set group = set_and(command->group[i], rest);
        say_group(before, group, out);
        rest = set_minus(rest, group);
    }
    say_group(before, rest, out);
    why_say(out, WHY_IS_WHAT_IF,
            "with the links whole nobody's lease would end by it: `heal` (the "
            "key h)");
}

static void on_isolate(const struct view *before, struct node_set who, struct why *out) {
    for (uint8_t i = 0; i < before->nodes; i++) {
        if (set_has(who, i)) say_group(before, set_of(i), out);
    }
    say_group(before, set_minus(view_connected(before), who), out);
    why_say(out, WHY_IS_WHAT_IF, "`heal` (the key h) restores all links");
}

static void on_cut(const struct command *command, struct why *out) {
    if (command->one_way) {
        why_say(out, WHY_IS_SO,
                "tokens %s > %s are lost, and so are answers to tokens %s > %s: each skips the "
                "other (rule 7)",
                why_name(command->x), why_name(command->y), why_name(command->y),
                why_name(command->x));
    } else {
        why_say(out, WHY_IS_SO, "each skips the other (rule 7); tokens go round by the rest");
    }
    why_say(out, WHY_IS_WHAT_IF, "`heal %s %s` restores it", why_name(command->x),
            why_name(command->y));
}

static void on_kill(const struct view *before, const struct command *command, struct why *out) {
    for (uint8_t i = 0; i < before->nodes; i++) {
        const struct view_node *n = &before->node[i];
        if (!set_has(command->who, i)) continue;
        if (!n->live) {
            why_say(out, WHY_IS_SO, "%s is down already: nothing happens", why_name(i));
        } else if (view_leads(before, i, before->now_us)) {
            why_say(out, WHY_IS_SO,
                    "%s leads: the others are bound by their promises, at most "
                    "P = %s",
                    why_name(i), why_time(before->header.elect.timers.promise_us));
        } else {
            why_say(out, WHY_IS_SO, "%s does not lead: its death disturbs nobody, tokens skip it",
                    why_name(i));
        }
    }
    why_say(out, WHY_IS_WHAT_IF,
            "a stall would have kept its memory, and under quorum active its "
            "place on the list");
}

static void on_revive(const struct view *before, const struct command *command, struct why *out) {
    for (uint8_t i = 0; i < before->nodes; i++) {
        const struct view_node *n = &before->node[i];
        if (!set_has(command->who, i)) continue;
        if (n->live) {
            why_say(out, WHY_IS_SO, "%s is alive: nothing happens", why_name(i));
        } else if (n->voted == NODE_NONE) {
            why_say(out, WHY_IS_SO, "%s has never voted: it is free at once", why_name(i));
        } else {
            why_say(out, WHY_IS_SO, "%s has voted before: it abstains for P = %s (rule 0)",
                    why_name(i), why_time(before->header.elect.timers.promise_us));
        }
    }
    why_say(out, WHY_IS_WHAT_IF, "left dead, it would be skipped");
}

static void on_drift(const struct view *before, const struct command *command, struct why *out) {
    const int32_t ppm = command->drift_ppm, size = ppm < 0 ? -ppm : ppm;
    const uint32_t bound = before->header.elect.timers.drift_ppm;
    const bool within = (uint32_t)size <= bound;
    if (set_count(command->who) > 1) {
        why_guard(out, within, "within rho: the clocks of %s run %d ppm %s, rho = %u ppm",
                  why_names(command->who), size, ppm < 0 ? "slow" : "fast", bound);
    } else {
        why_guard(out, within, "within rho: the clock of %s runs %d ppm %s, rho = %u ppm",
                  why_names(command->who), size, ppm < 0 ? "slow" : "fast", bound);
    }
    if (within) {
        why_say(out, WHY_IS_SO, "promises still outlast leases");
    } else {
        why_say(out, WHY_IS_SO,
                "a lease may outlast the promises it rests on: S2 and S5 may break");
    }
    why_say(out, WHY_IS_WHAT_IF,
            "a run with --drift %d would be made for it, with a longer promise", size);
}

static void on_messages(const struct command *command, struct why *out) {
    why_say(out, WHY_IS_SO, "it holds for messages sent from now on%s",
            command->x == NODE_NONE ? ", on every link" : "");
    why_say(out, WHY_IS_WHAT_IF, "`%s 0` turns it off", command_word(command->kind));
}

void why_command(const struct view *before, const struct event *event, struct why *out) {
    const struct command *command = &event->command;
    why_no_rule("a statement: somebody asked for it, the protocol did not", out);
    if (command->kind < COMMAND_COUNT) {
        why_say(out, WHY_IS_SO, "%s: %s", command_word(command->kind), command_help(command->kind));
    }
    switch (command->kind) {
    case COMMAND_KILL: on_kill(before, command, out); break;
    case COMMAND_REVIVE: on_revive(before, command, out); break;
    case COMMAND_STALL:
        why_say(out, WHY_IS_SO, "its clock runs on; tokens wait in its channel until that is full");
        why_say(out, WHY_IS_WHAT_IF, "a kill would lose promise and lease as well");
        break;
    case COMMAND_WAKE: why_say(out, WHY_IS_WHAT_IF, "left stalled, it would be skipped"); break;
    case COMMAND_PARTITION: on_partition(before, command, out); break;
    case COMMAND_ISOLATE: on_isolate(before, command->who, out); break;
    case COMMAND_HEAL:
        why_say(out, WHY_IS_SO,
                "tokens reach all again; who had skipped a node simply does not "
                "any more");
        why_say(out, WHY_IS_WHAT_IF, "without it, only a group with a quorum can have a leader");
        break;
    case COMMAND_CUT: on_cut(command, out); break;
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER: on_messages(command, out); break;
    case COMMAND_DRIFT: on_drift(before, command, out); break;
    case COMMAND_NOTE: why_say(out, WHY_IS_WHAT_IF, "nothing: a note changes nothing"); break;
    case COMMAND_COUNT:
        why_say(out, WHY_IS_WHAT_IF, "without it the ring would have gone on as before");
        break;
    }
    why_source(out, "ringleader list statements");
}
