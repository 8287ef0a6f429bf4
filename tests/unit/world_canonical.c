/* Goal: equal canonical bytes mean equal futures, and what is the same but for
 * names and the time of day has equal bytes.
 * Method: rings in ticks of a microsecond; a walk that keeps for every state seen
 * the set of its successors and compares when the bytes come again. */
#include "unit/world_scene.h"

enum { STATES_MAX = 1 << 17, SUCCESSORS_MAX = 24 };

static struct scene scene;
static uint8_t bytes[WORLD_CANONICAL_MAX], other_bytes[WORLD_CANONICAL_MAX];

static uint64_t fingerprint(const struct world *world) {
    uint64_t hash = UINT64_C(14695981039346656037);
    const size_t length = world_canonical(world, bytes);
    for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash | 1;
}

/* ---- what does not matter, and what does ---------------------------------------------- */

static void a_heartbeat_later_nothing_has_changed(void **state) {
    (void)state;
    scene_open(&scene, 3, QUORUM_ACTIVE);
    const int64_t period_us = scene.sim.world.config.timers.heartbeat_us;
    scene_run(&scene, period_us + 55000);
    const uint64_t before = fingerprint(&scene.sim.world);
    const size_t length = world_canonical(&scene.sim.world, other_bytes);
    assert_in_range(length, 30, 120);
    for (int i = 0; i < 5; i++) {
        scene_run(&scene, scene.sim.world.now_us + period_us);
        assert_int_equal(fingerprint(&scene.sim.world), before);
        assert_memory_equal(bytes, other_bytes, length);
    }
}

static void a_copy_has_the_same_bytes(void **state) {
    static struct world copy;
    (void)state;
    scene_open(&scene, 10, QUORUM_MAJORITY);
    scene_do(&scene, "duplicate 50");
    scene_do(&scene, "reorder 50");
    scene_run(&scene, 7777);
    assert_true(scene.sim.world.frame_count > 5);
    memset(&copy, 0xa5, sizeof copy);
    world_copy(&copy, &scene.sim.world);
    assert_int_equal(fingerprint(&copy), fingerprint(&scene.sim.world));
}

static void each_of_these_makes_a_difference(void **state) {
    static const char *const commands[] = {
        "kill A",    "kill C",    "stall A",         "stall B mid-duty", "cut A > B",
        "cut B > A", "isolate C", "delay 1us",       "loss 1",           "duplicate 1",
        "reorder 1", "drift B 1", "delay 1ms A > C",
    };
    enum { COUNT = sizeof commands / sizeof commands[0] };
    uint64_t seen[COUNT + 1];
    (void)state;
    for (int i = 0; i <= COUNT; i++) {
        scene_open(&scene, 3, QUORUM_ACTIVE);
        scene_run(&scene, 110000); /* a heartbeat is under way */
        assert_true(scene.sim.world.frame_count > 0);
        if (i < COUNT) scene_do(&scene, commands[i]);
        seen[i] = fingerprint(&scene.sim.world);
        for (int j = 0; j < i; j++) assert_int_not_equal(seen[i], seen[j]);
    }
}

static void each_field_of_a_node_makes_a_difference(void **state) {
    uint64_t seen[12];
    (void)state;
    for (int i = 0; i < 12; i++) {
        scene_open(&scene, 3, QUORUM_ACTIVE);
        scene_run(&scene, 109500);
        struct world *world = &scene.sim.world;
        struct elect *leader = &world->node[0].elect, *follower = &world->node[1].elect;
        assert_true(leader->waiting_count > 0);
        if (i == 1) leader->lease_us++;
        if (i == 2) leader->beat_us++;
        if (i == 3) leader->lease_term++;
        if (i == 4) leader->waiting[0].deadline_us++;
        if (i == 5) leader->waiting[0].message.sent_us++;
        if (i == 6) follower->promise_us++;
        if (i == 7) follower->stable.term++;
        if (i == 8) follower->follows = false;
        if (i == 9) world->fence.highest++;
        if (i == 10) world->node[0].duty.next_us++;
        if (i == 11) leader->waiting[0].message.hop++; /* no acknowledgement matches now */
        seen[i] = fingerprint(world);
        for (int j = 0; j < i; j++) assert_int_not_equal(seen[i], seen[j]);
    }
}

/* ---- equal bytes, equal futures ------------------------------------------------------------ */

struct seen {
    uint64_t state, successors;
    int count;
};

static struct seen seen[STATES_MAX];

static struct elect_config config_in_ticks(enum quorum_policy policy) {
    struct elect_config config = scene_config(3, policy);
    const struct timers wanted = { .hop_us = 1,
                                   .hop_timeout_us = 3,
                                   .heartbeat_us = 2,
                                   .lease_us = 6,
                                   .promise_us = 6,
                                   .stand_us = 3 };
    config.timers = timers_derive(3, policy, &wanted);
    config.timers.stagger_us = 1;
    config.timers.duty_us = 4;
    return config;
}

/* All that can be done now, or a tick without anything; the bytes after each. */
static int successors(const struct world *world, const struct world_io *io, uint64_t *out) {
    static struct world next;
    struct world_due due[SUCCESSORS_MAX];
    int count = 0;
    const int acts = world_due_now(world, due, SUCCESSORS_MAX - 1);
    for (int i = 0; i <= acts; i++) {
        world_copy(&next, world);
        if (i < acts) world_do(&next, io, due[i]);
        else world_advance_to(&next, next.now_us + 1);
        out[count++] = fingerprint(&next);
    }
    return count;
}

/* A set: an act without effect (a frame the cut has taken) leads back to the state
 * itself and does not count. */
static uint64_t set_hash(uint64_t self, uint64_t *set, int *count) {
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        bool again = set[i] == self;
        for (int j = 0; j < kept; j++) again = again || set[j] == set[i];
        if (!again) set[kept++] = set[i];
    }
    *count = kept;
    uint64_t sum = 0;
    for (int i = 0; i < kept; i++) {
        uint64_t mixed = set[i];
        sum += choose_splitmix64(&mixed);
    }
    return sum;
}

static int repeats;

static void look_up(uint64_t state, uint64_t successors_hash, int count) {
    uint64_t slot = state % STATES_MAX;
    while (seen[slot].state != 0 && seen[slot].state != state) slot = (slot + 1) % STATES_MAX;
    if (seen[slot].state == 0) {
        seen[slot] = (struct seen){ state, successors_hash, count };
        return;
    }
    repeats++;
    assert_int_equal(seen[slot].count, count);
    assert_int_equal(seen[slot].successors, successors_hash);
}

static void random_command(struct world *world, const struct world_io *io, struct chooser *chance) {
    static const char *const texts[] = { "kill A",           "kill B",  "revive A",
                                         "revive B",         "stall A", "wake A",
                                         "stall B mid-duty", "wake B",  "cut A > B",
                                         "isolate C",        "heal",    "heal",
                                         "delay 2us C > A",  "delay 0" };
    struct command command;
    assert_true(command_parse(texts[choose(chance, sizeof texts / sizeof texts[0])], 3, &command));
    world_command(world, io, &command);
}

static void walk(enum quorum_policy policy, int32_t ppm, uint64_t seed) {
    static struct world world;
    const struct elect_config config = config_in_ticks(policy);
    struct chooser_seeded chance;
    const struct world_io io = { &chance.base, NULL };
    chooser_seeded_init(&chance, seed);
    world_init(&world, &config);
    world_start(&world, &io);
    if (ppm != 0) node_clock_set_rate(&world.node[1].clock, 0, ppm);
    world_refresh(&world, 1);
    for (int i = 0; i < 400; i++) {
        uint64_t set[SUCCESSORS_MAX];
        struct world_due due[SUCCESSORS_MAX];
        const uint64_t self = fingerprint(&world);
        int count = successors(&world, &io, set);
        const uint64_t hash = set_hash(self, set, &count);
        look_up(self, hash, count);
        const int acts = world_due_now(&world, due, SUCCESSORS_MAX - 1);
        const uint32_t pick = choose(&chance.base, (uint32_t)acts + 1);
        if (choose(&chance.base, 30) == 0) random_command(&world, &io, &chance.base);
        else if (pick < (uint32_t)acts) world_do(&world, &io, due[pick]);
        else world_advance_to(&world, world.now_us + 1);
    }
}

static void equal_bytes_have_equal_successors(void **state) {
    (void)state;
    for (unsigned policy = 0; policy < QUORUM_COUNT; policy++) {
        memset(seen, 0, sizeof seen); /* a table for each configuration */
        repeats = 0;
        for (uint64_t seed = 1; seed <= 150; seed++) walk((enum quorum_policy)policy, 0, seed);
        assert_true(repeats > 1000);
    }
}

static void equal_bytes_have_equal_successors_on_a_fast_clock(void **state) {
    (void)state;
    memset(seen, 0, sizeof seen);
    repeats = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) walk(QUORUM_MAJORITY, 500000, seed);
    assert_true(repeats > 300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_heartbeat_later_nothing_has_changed),
        cmocka_unit_test(a_copy_has_the_same_bytes),
        cmocka_unit_test(each_of_these_makes_a_difference),
        cmocka_unit_test(each_field_of_a_node_makes_a_difference),
        cmocka_unit_test(equal_bytes_have_equal_successors),
        cmocka_unit_test(equal_bytes_have_equal_successors_on_a_fast_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
