/* Goal: the source of chance is the published generator, gives the same numbers
 * everywhere, and draws evenly.  Vectors: those in circulation for SplitMix64
 * (seed 1234567) and xoshiro256** (state 1, 2, 3, 4). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/choose.h"
#include "base/ids.h"

static void splitmix64_gives_the_published_numbers(void **state) {
    (void)state;
    static const uint64_t expected[] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
        UINT64_C(4593380528125082431), UINT64_C(16408922859458223821)
    };
    uint64_t seed = 1234567;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(choose_splitmix64(&seed) == expected[i]);
    }
}

static void xoshiro256_gives_the_published_numbers(void **state) {
    (void)state;
    static const uint64_t expected[] = { UINT64_C(11520),
                                         UINT64_C(0),
                                         UINT64_C(1509978240),
                                         UINT64_C(1215971899390074240),
                                         UINT64_C(1216172134540287360),
                                         UINT64_C(607988272756665600),
                                         UINT64_C(16172922978634559625),
                                         UINT64_C(8476171486693032832),
                                         UINT64_C(10595114339597558777),
                                         UINT64_C(2904607092377533576) };
    struct chooser_seeded chooser = { .state = { 1, 2, 3, 4 } };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(chooser_seeded_next(&chooser) == expected[i]);
    }
}

static void a_seed_is_spread_by_splitmix64(void **state) {
    (void)state;
    struct chooser_seeded chooser;
    uint64_t seed = 1234567;
    chooser_seeded_init(&chooser, 1234567);
    for (int i = 0; i < 4; i++) assert_true(chooser.state[i] == choose_splitmix64(&seed));
}

static void the_same_seed_gives_the_same_choices_and_another_gives_others(void **state) {
    (void)state;
    struct chooser_seeded a, b, c;
    int different = 0;
    chooser_seeded_init(&a, 42);
    chooser_seeded_init(&b, 42);
    chooser_seeded_init(&c, 43);
    for (int i = 0; i < 1000; i++) {
        const uint32_t picked = choose(&a.base, 1000);
        assert_int_equal(picked, choose(&b.base, 1000));
        different += picked != choose(&c.base, 1000);
    }
    assert_true(different > 900);
}

static void choices_stay_below_their_bound_and_meet_each_value(void **state) {
    (void)state;
    struct chooser_seeded chooser;
    chooser_seeded_init(&chooser, 7);
    for (uint32_t bound = 1; bound <= 20; bound++) {
        uint32_t met = 0;
        for (int i = 0; i < 2000; i++) {
            const uint32_t picked = choose(&chooser.base, bound);
            assert_true(picked < bound);
            met |= UINT32_C(1) << picked;
        }
        assert_int_equal(met, (UINT32_C(1) << bound) - 1);
    }
    for (int i = 0; i < 1000; i++) assert_true(choose(&chooser.base, UINT32_MAX) < UINT32_MAX);
}

static void every_choice_takes_one_draw(void **state) {
    (void)state;
    struct chooser_seeded chooser, beside;
    chooser_seeded_init(&chooser, 9);
    beside = chooser;
    for (uint32_t bound = 1; bound < 100; bound++) {
        (void)choose(&chooser.base, bound);
        (void)chooser_seeded_next(&beside);
        assert_memory_equal(chooser.state, beside.state, sizeof chooser.state);
    }
}

static void certain_and_impossible_draw_nothing(void **state) {
    (void)state;
    struct chooser_seeded chooser, before;
    chooser_seeded_init(&chooser, 5);
    before = chooser;
    assert_false(choose_ppm(&chooser.base, 0));
    assert_true(choose_ppm(&chooser.base, 1000000));
    assert_true(choose_ppm(&chooser.base, UINT32_MAX));
    assert_memory_equal(chooser.state, before.state, sizeof chooser.state);
    (void)choose_ppm(&chooser.base, 1);
    assert_memory_not_equal(chooser.state, before.state, sizeof chooser.state);
}

static void a_probability_is_met_in_the_long_run(void **state) {
    (void)state;
    static const uint32_t ppms[] = { 1000, 100000, 500000, 999000 };
    struct chooser_seeded chooser;
    chooser_seeded_init(&chooser, 11);
    for (size_t i = 0; i < sizeof ppms / sizeof ppms[0]; i++) {
        int64_t hits = 0;
        for (int draw = 0; draw < 100000; draw++) hits += choose_ppm(&chooser.base, ppms[i]);
        const int64_t expected = ppms[i] / 10;
        assert_true(hits > expected - 800 && hits < expected + 800); /* five sigma */
        assert_true(hits > 0);
    }
}

/* A chooser is an interface: a recorded one takes the place of the seeded. */
struct recorded {
    struct chooser base;
    uint32_t next;
};

static uint32_t recorded_pick(struct chooser *base, uint32_t bound) {
    struct recorded *self = (struct recorded *)base;
    return self->next++ % bound;
}

static void another_chooser_can_take_its_place(void **state) {
    (void)state;
    struct recorded recorded = { .base.pick = recorded_pick };
    for (uint32_t i = 0; i < 10; i++) assert_int_equal(choose(&recorded.base, 4), i % 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitmix64_gives_the_published_numbers),
        cmocka_unit_test(xoshiro256_gives_the_published_numbers),
        cmocka_unit_test(a_seed_is_spread_by_splitmix64),
        cmocka_unit_test(the_same_seed_gives_the_same_choices_and_another_gives_others),
        cmocka_unit_test(choices_stay_below_their_bound_and_meet_each_value),
        cmocka_unit_test(every_choice_takes_one_draw),
        cmocka_unit_test(certain_and_impossible_draw_nothing),
        cmocka_unit_test(a_probability_is_met_in_the_long_run),
        cmocka_unit_test(another_chooser_can_take_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
