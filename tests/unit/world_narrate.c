/* Goal: each effect is told as the right event, in cluster time.
 * Method: one effect at a time, on a clock that runs fast. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "world/narrate.h"

enum { ME = 1, OTHER = 2, NOW = 1000000 };

static struct node_clock clock_fast;

static int set_up(void **state) {
    (void)state;
    node_clock_init(&clock_fast, 5000000);
    node_clock_set_rate(&clock_fast, 0, 10000);
    return 0;
}

static bool tell(struct effect effect, struct event *out) {
    memset(out, 0xaa, sizeof *out);
    return narrate_effect(&effect, ME, &clock_fast, NOW, 4, 77, out);
}

static void sends_and_writes_to_storage_are_told_elsewhere(void **state) {
    (void)state;
    struct event event;
    assert_false(tell((struct effect){ .kind = EFFECT_SEND }, &event));
    assert_false(tell((struct effect){ .kind = EFFECT_PERSIST }, &event));
}

static void every_event_says_who_and_when_and_is_zero_elsewhere(void **state) {
    (void)state;
    static const enum effect_kind kinds[] = { EFFECT_STAND,  EFFECT_ROLE, EFFECT_SIGN, EFFECT_LEASE,
                                              EFFECT_FOLLOW, EFFECT_SKIP, EFFECT_DROP };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct event event, text = { 0 };
        assert_true(tell((struct effect){ .kind = kinds[i] }, &event));
        assert_int_equal(event.node, ME);
        assert_int_equal(event.t_us, NOW);
        assert_int_equal(event.seq, 0);
        assert_memory_equal(event.text, text.text, sizeof event.text);
    }
}

static void a_promise_ends_in_cluster_time(void **state) {
    (void)state;
    struct event event;
    const int64_t until_us = node_clock_local(&clock_fast, NOW) + 101000;
    assert_true(tell((struct effect){ .kind = EFFECT_SIGN,
                                      .term = 3,
                                      .stable = { .term = 3, .voted = OTHER },
                                      .until_us = until_us },
                     &event));
    assert_int_equal(event.kind, EVENT_SIGN);
    assert_int_equal(event.leader, OTHER);
    assert_int_equal(event.term, 3);
    assert_int_equal(event.until_us, NOW + 100000); /* 101 ms on a clock 1 % fast */
}

static void a_lease_names_its_list_and_signers(void **state) {
    (void)state;
    struct event event;
    assert_true(tell((struct effect){ .kind = EFFECT_LEASE,
                                      .term = 9,
                                      .signatures = { 6 },
                                      .until_us = node_clock_local(&clock_fast, 2 * NOW) },
                     &event));
    assert_int_equal(event.version, 4);
    assert_int_equal(event.signatures.bits, 6);
    assert_int_equal(event.until_us, 2 * NOW);
}

static void a_drop_names_the_message(void **state) {
    (void)state;
    struct event event;
    assert_true(tell(
        (struct effect){ .kind = EFFECT_DROP,
                         .reason = DROP_WORSE,
                         .message = { .kind = MESSAGE_ELECTION, .from = OTHER, .origin = OTHER } },
        &event));
    assert_int_equal(event.id, 77);
    assert_int_equal(event.reason, DROP_WORSE);
    assert_int_equal(event.from, OTHER);
    assert_int_equal(event.message, MESSAGE_ELECTION);
}

static struct elect leader_until(int64_t lease_us, int64_t promise_us) {
    return (struct elect){ .me = ME,
                           .role = ROLE_LEADER,
                           .stable = { .term = 2, .voted = ME },
                           .lease_us = lease_us,
                           .lease_term = 2,
                           .promise_us = promise_us };
}

static void a_change_of_rate_tells_promise_and_lease_anew(void **state) {
    (void)state;
    struct event events[2];
    const int64_t local_us = node_clock_local(&clock_fast, NOW);
    const struct elect elect = leader_until(local_us + 1010, local_us + 2020);
    assert_int_equal(
        narrate_rate_change(&elect, &clock_fast, NOW, 4, (struct node_set){ 3 }, events), 2);
    assert_int_equal(events[0].kind, EVENT_SIGN);
    assert_int_equal(events[0].until_us, NOW + 2000);
    assert_int_equal(events[1].kind, EVENT_LEASE);
    assert_int_equal(events[1].until_us, NOW + 1000);
    assert_int_equal(events[1].signatures.bits, 3);
}

static void what_is_over_is_not_told_anew(void **state) {
    (void)state;
    struct event events[2];
    const int64_t local_us = node_clock_local(&clock_fast, NOW);
    const struct elect over = leader_until(local_us, local_us);
    assert_int_equal(narrate_rate_change(&over, &clock_fast, NOW, 4, SET_EMPTY, events), 0);
    const struct elect fresh = { .me = ME, .stable = { .voted = NODE_NONE } };
    assert_int_equal(narrate_rate_change(&fresh, &clock_fast, NOW, 4, SET_EMPTY, events), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sends_and_writes_to_storage_are_told_elsewhere, set_up),
        cmocka_unit_test_setup(every_event_says_who_and_when_and_is_zero_elsewhere, set_up),
        cmocka_unit_test_setup(a_promise_ends_in_cluster_time, set_up),
        cmocka_unit_test_setup(a_lease_names_its_list_and_signers, set_up),
        cmocka_unit_test_setup(a_drop_names_the_message, set_up),
        cmocka_unit_test_setup(a_change_of_rate_tells_promise_and_lease_anew, set_up),
        cmocka_unit_test_setup(what_is_over_is_not_told_anew, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
