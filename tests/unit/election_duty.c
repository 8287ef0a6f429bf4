/* Goal: duty is done only while the lease runs, counted by term; the fence takes
 * no number below one it has taken. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "election_rig.h"

static struct duty_write write;

static bool step(struct duty *duty, const char *state, int64_t now_ms) {
    const struct elect_config config = rig_config(3, QUORUM_MAJORITY);
    const struct elect elect = rig_state('B', state);
    write = (struct duty_write){ 0 };
    return duty_step(duty, &config, &elect, MS(now_ms), &write);
}

static void assert_write(uint32_t term, uint32_t count) {
    assert_int_equal(write.node, 1);
    assert_int_equal(write.term, term);
    assert_int_equal(write.count, count);
}

static void duty_is_done_every_interval_while_the_lease_runs(void **state) {
    (void)state;
    static const char leader[] = "L t5 vB p900 s0 e0 b900 l400/4";
    struct duty duty;
    duty_init(&duty);
    assert_true(step(&duty, leader, 10)); /* at once */
    assert_write(4, 1);                   /* the number is the lease's, not the node's term */
    assert_false(step(&duty, leader, 10));
    assert_false(step(&duty, leader, 109));
    assert_true(step(&duty, leader, 110));
    assert_write(4, 2);
    assert_true(step(&duty, leader, 399));
    assert_false(step(&duty, leader, 400)); /* the lease ends here: role alone is not enough */
    assert_int_equal(duty.count, 3);
}

static void who_does_not_lead_does_no_duty(void **state) {
    (void)state;
    struct duty duty;
    duty_init(&duty);
    assert_false(step(&duty, "F t5 vB p900 s0", 10));
    assert_false(step(&duty, "E t5 vB p900 s0 e0 b100", 10));
    assert_int_equal(duty.count, 0);
    assert_int_equal(write.count, 0);
}

static void a_new_term_counts_from_one(void **state) {
    (void)state;
    struct duty duty;
    duty_init(&duty);
    assert_true(step(&duty, "L t1 vB p900 s0 e0 b900 l400/1", 10));
    assert_true(step(&duty, "L t1 vB p900 s0 e0 b900 l400/1", 110));
    assert_write(1, 2);
    assert_true(step(&duty, "L t3 vB p900 s0 e0 b900 l500/3", 210));
    assert_write(3, 1);
}

static void the_deadline_is_the_next_duty_of_who_leads(void **state) {
    (void)state;
    const struct elect leader = rig_state('B', "L t1 vB p900 s0 e0 b900 l400/1");
    struct duty duty;
    duty_init(&duty);
    assert_int_equal(duty_deadline(&duty, &leader, 0), TIME_PAST);
    assert_true(step(&duty, "L t1 vB p900 s0 e0 b900 l400/1", 10));
    assert_int_equal(duty_deadline(&duty, &leader, MS(10)), MS(110));
    assert_int_equal(duty_deadline(&duty, &leader, MS(400)), TIME_NEVER);
    const struct elect follower = rig_state('B', "F t1 vA p900 s0");
    assert_int_equal(duty_deadline(&duty, &follower, MS(10)), TIME_NEVER);
}

static void the_fence_refuses_what_is_below_the_highest(void **state) {
    (void)state;
    struct fence fence = { 0 };
    assert_true(fence_accepts(&fence, 1));
    assert_true(fence_accepts(&fence, 1));
    assert_true(fence_accepts(&fence, 4));
    assert_false(fence_accepts(&fence, 3));
    assert_false(fence_accepts(&fence, 0));
    assert_int_equal(fence.highest, 4); /* a refusal changes nothing */
    assert_true(fence_accepts(&fence, 4));
    assert_true(fence_accepts(&fence, UINT32_MAX));
    assert_false(fence_accepts(&fence, UINT32_MAX - 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duty_is_done_every_interval_while_the_lease_runs),
        cmocka_unit_test(who_does_not_lead_does_no_duty),
        cmocka_unit_test(a_new_term_counts_from_one),
        cmocka_unit_test(the_deadline_is_the_next_duty_of_who_leads),
        cmocka_unit_test(the_fence_refuses_what_is_below_the_highest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
