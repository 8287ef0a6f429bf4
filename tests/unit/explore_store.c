/* Goal: the visited set finds what was put into it, once, through growth, equal
 * fingerprints and several threads.  Method: states that are just numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>

#include "base/choose.h"
#include "explore/store.h"

static struct store store;

static struct store_entry entry_of(uint64_t fingerprint) {
    return (struct store_entry){ .fingerprint = fingerprint, .parent = STATE_NONE, .move = 7 };
}

static uint64_t fingerprint_of(uint64_t i) {
    uint64_t seed = i;
    const uint64_t value = choose_splitmix64(&seed);
    return value == 0 ? 1 : value;
}

static enum store_answer put(struct store_hand *hand, uint64_t fingerprint, const char *bytes,
                             uint32_t *number) {
    const struct store_entry entry = entry_of(fingerprint);
    while (!store_has_room(&store, 1024)) assert_true(store_grow(&store));
    return store_insert(&store, hand, &entry, (const uint8_t *)bytes, strlen(bytes), number);
}

static void what_was_inserted_is_found_under_its_number_after_growth(void **state) {
    (void)state;
    enum { COUNT = 300000 };
    static uint32_t numbers[COUNT];
    struct store_hand hand;
    assert_true(store_open(&store, 1, false));
    store_hand_open(&hand);
    const uint64_t slots = store.slots;
    for (uint64_t i = 0; i < COUNT; i++) {
        assert_int_equal(put(&hand, fingerprint_of(i), "", &numbers[i]), STORE_NEW);
    }
    assert_true(store.slots > slots);
    for (uint64_t i = 0; i < COUNT; i++) {
        uint32_t number;
        assert_int_equal(put(&hand, fingerprint_of(i), "", &number), STORE_SEEN);
        assert_int_equal(number, numbers[i]);
        assert_int_equal(store_entry(&store, number)->fingerprint, fingerprint_of(i));
        assert_int_equal(store_entry(&store, number)->move, 7);
    }
    store_hand_close(&hand);
    store_close(&store);
}

static void memory_stays_below_forty_bytes_a_state(void **state) {
    (void)state;
    struct store_hand hand;
    assert_true(store_open(&store, 1 << 18, false));
    store_hand_open(&hand);
    uint32_t number;
    uint64_t i = 0;
    for (; i < 2000000; i++) {
        (void)put(&hand, fingerprint_of(i), "", &number);
        if (i < 500000) continue;
        assert_true(atomic_load(&store.bytes) - sizeof store < (i + 1) * 40);
    }
    store_hand_close(&hand);
    store_close(&store);
}

static void equal_fingerprints_of_different_states_are_told_apart_when_exact(void **state) {
    (void)state;
    struct store_hand hand;
    uint32_t a, b, again;
    for (int exact = 0; exact < 2; exact++) {
        assert_true(store_open(&store, 1, exact == 1));
        store_hand_open(&hand);
        assert_int_equal(put(&hand, 42, "one", &a), STORE_NEW);
        assert_int_equal(put(&hand, 42, "two", &b), exact == 1 ? STORE_NEW : STORE_SEEN);
        assert_int_equal(put(&hand, 42, "two", &again), STORE_SEEN);
        assert_int_equal(again, b);
        assert_int_equal(put(&hand, 42, "one", &again), STORE_SEEN);
        assert_int_equal(again, a);
        if (exact == 1) {
            assert_int_not_equal(a, b);
            assert_true(atomic_load(&store.collisions) > 0);
        } else {
            assert_int_equal(a, b);
        }
        store_hand_close(&hand);
        store_close(&store);
    }
}

/* The low half decides equality, the high half the place: all in one slot's run. */
static void states_that_differ_in_one_half_of_the_fingerprint_differ(void **state) {
    (void)state;
    struct store_hand hand;
    uint32_t number;
    assert_true(store_open(&store, 1 << 16, false));
    store_hand_open(&hand);
    for (uint64_t i = 1; i <= 500; i++) {
        assert_int_equal(put(&hand, i, "", &number), STORE_NEW);
        assert_int_equal(put(&hand, i << 32 | 5, "", &number), STORE_NEW);
    }
    for (uint64_t i = 1; i <= 500; i++) {
        assert_int_equal(put(&hand, i, "", &number), STORE_SEEN);
        assert_int_equal(put(&hand, i << 32 | 5, "", &number), STORE_SEEN);
    }
    store_hand_close(&hand);
    store_close(&store);
}

/* ---- several threads ----------------------------------------------------------------- */

enum { THREADS = 4, EACH = 40000 };

struct inserter {
    pthread_t thread;
    uint64_t first;
    struct store_hand hand;
    uint32_t fresh;
};

/* Overlapping ranges: every state is tried by two threads. */
static void *insert_range(void *argument) {
    struct inserter *self = argument;
    for (uint64_t i = 0; i < 2 * EACH; i++) {
        const struct store_entry entry =
            entry_of(fingerprint_of((self->first + i) % (THREADS * EACH)));
        uint32_t number;
        const enum store_answer answer = store_insert(
            &store, &self->hand, &entry, (const uint8_t *)&entry.fingerprint, 8, &number);
        if (answer == STORE_NEW) self->fresh++;
        if (answer == STORE_NO_MEMORY) return NULL;
        if (store_entry(&store, number)->fingerprint != entry.fingerprint) return NULL;
    }
    return self;
}

static void threads_insert_each_state_exactly_once(void **state) {
    (void)state;
    static struct inserter inserters[THREADS];
    for (int exact = 0; exact < 2; exact++) {
        uint32_t fresh = 0;
        assert_true(store_open(&store, THREADS * EACH * 2, exact == 1));
        for (uint64_t i = 0; i < THREADS; i++) {
            inserters[i] = (struct inserter){ .first = i * EACH };
            store_hand_open(&inserters[i].hand);
            assert_int_equal(
                pthread_create(&inserters[i].thread, NULL, insert_range, &inserters[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            void *answer;
            pthread_join(inserters[i].thread, &answer);
            assert_non_null(answer);
            fresh += inserters[i].fresh;
        }
        assert_int_equal(fresh, THREADS * EACH);
        assert_int_equal(atomic_load(&store.collisions), 0);
        for (int i = 0; i < THREADS; i++) store_hand_close(&inserters[i].hand);
        store_close(&store);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_inserted_is_found_under_its_number_after_growth),
        cmocka_unit_test(memory_stays_below_forty_bytes_a_state),
        cmocka_unit_test(equal_fingerprints_of_different_states_are_told_apart_when_exact),
        cmocka_unit_test(states_that_differ_in_one_half_of_the_fingerprint_differ),
        cmocka_unit_test(threads_insert_each_state_exactly_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
