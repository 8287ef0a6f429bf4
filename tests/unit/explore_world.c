/* Goal: the explorer's stage and the world of simulator and threads are the same
 * ring.  Method: random walks on an unreduced stage; the world does the same thing
 * at the same time, message by message; all nodes must stay equal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explore_kit.h"
#include "world/world.h"

enum { WALKS = 40, STEPS = 300 };

static struct stage stage;
static struct stage_log stage_log;
static struct world world;
static const struct world_io io = { .chooser = NULL, .sink = NULL };

static int frame_by_id(uint64_t id) {
    for (int i = 0; i < world.frame_count; i++) {
        if (world.frame[i].id == id) return i;
    }
    fail_msg("message %d is not in the world", (int)id);
    return -1;
}

static void command_node(enum command_kind kind, uint8_t node) {
    const struct command command = {
        .kind = kind, .who = set_of(node), .x = NODE_NONE, .y = NODE_NONE
    };
    world_command(&world, &io, &command);
}

static void mirror_fault(struct move move, uint8_t nodes) {
    struct command command = { .kind = COMMAND_HEAL, .x = NODE_NONE, .y = NODE_NONE };
    switch ((int)move.kind) {
    case MOVE_KILL: command_node(COMMAND_KILL, move.a); return;
    case MOVE_REVIVE: command_node(COMMAND_REVIVE, move.a); return;
    case MOVE_STALL:
    case MOVE_STALL_DUTY: command_node(COMMAND_STALL, move.a); return;
    case MOVE_WAKE: command_node(COMMAND_WAKE, move.a); return;
    case MOVE_PARTITION:
        command.kind = COMMAND_PARTITION;
        command.group_count = 2;
        command.group[0].bits = move.a;
        command.group[1] = set_minus(set_all(nodes), command.group[0]);
        break;
    case MOVE_CUT:
        command.kind = COMMAND_CUT;
        command.x = move.a;
        command.y = move.b;
        command.one_way = true;
        break;
    default: break;
    }
    world_command(&world, &io, &command);
}

/* Held back: due later than anything else, and free to be overtaken. */
static void hold(int at) {
    world.frame[at].due_us = INT64_MAX / 2;
    world.frame[at].reordered = true;
}

/* Before the stage makes the move: then its message ids are still to be had. */
static void mirror(struct move move, uint8_t nodes, int64_t tick_us) {
    switch ((int)move.kind) {
    case MOVE_DELIVER: world_deliver(&world, &io, frame_by_id(stage.flight[move.a].id)); return;
    case MOVE_LOSE: world_lose(&world, &io, frame_by_id(stage.flight[move.a].id)); return;
    case MOVE_DOUBLE:
        assert_true(world_double(&world, &io, frame_by_id(stage.flight[move.a].id)));
        return;
    case MOVE_HOLD: hold(frame_by_id(stage.flight[move.a].id)); return;
    case MOVE_TIMER: world_timer(&world, &io, move.a); return;
    case MOVE_LIST: world_list(&world, &io); return;
    case MOVE_TICK:
    case MOVE_DAWDLE: world_advance_to(&world, world.now_us + move.a * tick_us); return;
    default: mirror_fault(move, nodes); return;
    }
}

static void assert_same_waiting(const struct elect *a, const struct elect *b) {
    assert_int_equal(a->waiting_count, b->waiting_count);
    for (int i = 0; i < a->waiting_count; i++) {
        const struct waiting *x = &a->waiting[i], *y = &b->waiting[i];
        assert_int_equal(x->to, y->to);
        assert_int_equal(x->deadline_us, y->deadline_us);
        assert_int_equal(x->message.kind, y->message.kind);
        assert_int_equal(x->message.origin, y->message.origin);
        assert_int_equal(x->message.signatures.bits, y->message.signatures.bits);
        assert_int_equal(x->message.term, y->message.term);
        assert_int_equal(x->message.need, y->message.need);
        assert_int_equal(x->message.sent_us, y->message.sent_us);
    }
}

static void assert_same_node(uint8_t node) {
    const struct elect *a = &stage.node[node].elect, *b = &world.node[node].elect;
    const bool up = stage.node[node].life != LIFE_DOWN;
    assert_int_equal(up, world.node[node].alive);
    assert_int_equal(a->stable.term, world.node[node].stable.term);
    assert_int_equal(a->stable.voted, world.node[node].stable.voted);
    if (!up) return;
    assert_int_equal(stage.node[node].life == LIFE_STALLED, world.node[node].stalled);
    assert_int_equal(a->role, b->role);
    assert_int_equal(a->follows, b->follows);
    assert_int_equal(a->promise_us, b->promise_us);
    assert_int_equal(a->lease_us, b->lease_us);
    assert_int_equal(a->lease_term, b->lease_term);
    assert_int_equal(a->stood_us, b->stood_us);
    assert_int_equal(a->elected_at_us, b->elected_at_us);
    assert_int_equal(a->beat_us, b->beat_us);
    assert_same_waiting(a, b);
}

static void assert_same_ring(const struct explore_config *config) {
    assert_int_equal(stage.now_us, world.now_us);
    for (uint8_t i = 0; i < config->elect.nodes; i++) assert_same_node(i);
    if (config->elect.policy != QUORUM_ACTIVE) return;
    assert_int_equal(stage.active.members.bits, world.active.members.bits);
    assert_int_equal(stage.active.version, world.active.version);
    assert_int_equal(stage.active.pending_count, world.active.pending_count);
}

static void walk_both(struct kit kit, uint64_t seed) {
    struct explore_config config = kit_config(kit);
    struct chooser_seeded chooser;
    struct move moves[MOVES_MAX];
    config.channel = CHANNEL_MAX; /* the world's channels hold more still */
    chooser_seeded_init(&chooser, seed);
    start_make(&config, 0, 0, &stage, &stage_log);
    stage_settle(&stage, &config);
    world_init(&world, &config.elect);
    world.duties = false;
    world.listed = kit.policy == QUORUM_ACTIVE;
    /* the world's clocks stand apart on purpose; a stage's start together */
    for (uint8_t i = 0; i < kit.nodes; i++) node_clock_init(&world.node[i].clock, 0);
    world_start(&world, &io);
    assert_same_ring(&config);
    for (int i = 0; i < STEPS && !stage.overflow; i++) {
        const int count = stage_moves(&stage, &config, moves);
        struct move move = moves[choose(&chooser.base, (uint32_t)count)];
        if (move_is_fault(move) && choose(&chooser.base, 10) != 0) {
            move = moves[0].kind == MOVE_TICK || !move_is_fault(moves[0]) ? moves[0] : move;
        }
        mirror(move, kit.nodes, config.tick_us);
        stage_apply(&stage, &config, move, &stage_log);
        stage_settle(&stage, &config);
        /* the stage forgets promises of the dead that are outlasted; the world has none */
        assert_same_ring(&config);
    }
}

static void the_stage_and_the_world_are_the_same_ring(void **state) {
    (void)state;
    static const struct kit kits[] = {
        { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 3, 2, 2, 2, 2, 2, 2 } },
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 4, 0, 4, 2, 3, 0, 0 } },
        { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 6, 2, 2, 1, 1, 2, 2 } },
        { .nodes = 4, .policy = QUORUM_NONE, .bound = { 2, 1, 2, 1, 1, 2, 2 } },
        { .nodes = 5, .policy = QUORUM_MAJORITY, .bound = { 3, 1, 1, 1, 1, 1, 1 } },
        { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 4 }, .broken = "hold-off" },
    };
    for (size_t k = 0; k < sizeof kits / sizeof kits[0]; k++) {
        struct kit kit = kits[k];
        kit.full = true;
        for (uint64_t seed = 1; seed <= WALKS; seed++) walk_both(kit, seed);
    }
}

/* S6 is judged from the tokens that exist; so none may come from nowhere. */
static void a_token_that_nobody_handed_on_is_forged(void **state) {
    (void)state;
    const struct message token = {
        .kind = MESSAGE_LEADER, .from = 0, .origin = 0, .term = 3, .sent_us = 24
    };
    struct effects effects = { .count = 1, .v = { { .kind = EFFECT_SEND, .to = 2 } } };
    struct message *sent = &effects.v[0].message;
    const struct waiting waited = { .message = token, .to = 2 };
    *sent = token;
    sent->from = 1;
    sent->signatures = set_of(1);
    assert_false(stage_forges(&effects, 1, &token, NULL, 0));
    assert_false(stage_forges(&effects, 1, NULL, &waited, 1));
    assert_false(stage_forges(&effects, 0, NULL, NULL, 0)); /* its own */
    assert_true(stage_forges(&effects, 1, NULL, NULL, 0));
    sent->term = 4;
    assert_true(stage_forges(&effects, 1, &token, &waited, 1));
    sent->term = 3;
    sent->sent_us = 36;
    assert_true(stage_forges(&effects, 1, &token, NULL, 0));
    sent->kind = MESSAGE_ELECTION; /* carries no vote */
    assert_false(stage_forges(&effects, 1, NULL, NULL, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stage_and_the_world_are_the_same_ring),
        cmocka_unit_test(a_token_that_nobody_handed_on_is_forged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
