#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/choose.h"
#include "threads/inbox.h"

static struct inbox inbox;

static int empty(void **state) {
    (void)state;
    inbox = (struct inbox){ 0 };
    return 0;
}

static bool put(int64_t due_us, uint64_t id) {
    const struct frame frame = { .due_us = due_us, .id = id };
    return inbox_put(&inbox, &frame);
}

static void the_first_due_comes_first_and_ties_keep_the_order_of_sending(void **state) {
    (void)state;
    static const struct {
        int64_t due_us;
        uint64_t id;
    } sorted[] = { { 10, 4 }, { 20, 2 }, { 20, 3 }, { 30, 1 } };
    assert_null(inbox_head(&inbox));
    assert_true(put(30, 1) && put(20, 3) && put(20, 2) && put(10, 4));
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(inbox_head(&inbox)->due_us, sorted[i].due_us);
        assert_int_equal(inbox_head(&inbox)->id, sorted[i].id);
        inbox_pop(&inbox);
    }
    assert_null(inbox_head(&inbox));
}

static void a_full_inbox_refuses_and_takes_again_after_a_pop(void **state) {
    (void)state;
    for (int i = 0; i < INBOX_MAX; i++) assert_true(put(i, (uint64_t)i));
    assert_false(put(0, 0));
    assert_int_equal(inbox_count(&inbox), INBOX_MAX);
    inbox_pop(&inbox);
    assert_true(put(INBOX_MAX, INBOX_MAX));
    assert_false(put(0, 0));
    for (int i = 1; i <= INBOX_MAX; i++) {
        assert_int_equal(inbox_head(&inbox)->due_us, i);
        inbox_pop(&inbox);
    }
}

static void any_traffic_comes_out_sorted_and_whole(void **state) {
    (void)state;
    struct chooser_seeded chooser;
    chooser_seeded_init(&chooser, 7);
    int64_t last_us = -1, now_us = 0;
    uint64_t in = 0, out = 0;
    for (int round = 0; round < 50000; round++) {
        now_us++;
        if (choose(&chooser.base, 2) == 0) {
            if (put(now_us + choose(&chooser.base, 1000), in + 1)) in++;
        }
        while (inbox_head(&inbox) != NULL && inbox_head(&inbox)->due_us <= now_us) {
            assert_true(inbox_head(&inbox)->due_us >= last_us);
            last_us = inbox_head(&inbox)->due_us;
            inbox_pop(&inbox);
            out++;
        }
    }
    assert_int_equal(in, out + (uint64_t)inbox_count(&inbox));
    assert_true(out > 10000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_first_due_comes_first_and_ties_keep_the_order_of_sending, empty),
        cmocka_unit_test_setup(a_full_inbox_refuses_and_takes_again_after_a_pop, empty),
        cmocka_unit_test_setup(any_traffic_comes_out_sorted_and_whole, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
