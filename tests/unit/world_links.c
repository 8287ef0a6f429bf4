/* Goal: what becomes of one message: due time, order, loss, doubles, cuts.
 * Method: one link, times chosen so that each rule decides alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "world/links.h"

enum { A, B, C, HOP = 1000 };

static struct links links;
static struct chooser_seeded chance;

static int set_up(void **state) {
    (void)state;
    links_init(&links, 3);
    chooser_seeded_init(&chance, 7);
    return 0;
}

static void act(const char *text) {
    struct command command;
    assert_true(command_parse(text, 3, &command));
    assert_true(links_command(&links, &command));
}

static struct link_fate send(uint8_t from, uint8_t to, int64_t now_us) {
    return links_send(&links, &chance.base, from, to, now_us, HOP);
}

static void a_message_is_due_one_hop_later(void **state) {
    (void)state;
    const struct link_fate fate = send(A, B, 500);
    assert_false(fate.lost);
    assert_int_equal(fate.copies, 1);
    assert_int_equal(fate.copy[0].due_us, 500 + HOP);
    assert_false(fate.copy[0].reordered);
}

static void without_faults_no_chance_is_drawn(void **state) {
    (void)state;
    const struct link_fate fate = links_send(&links, NULL, A, B, 0, HOP);
    assert_int_equal(fate.copies, 1);
}

static void a_delay_of_one_link_leaves_the_others_alone(void **state) {
    (void)state;
    act("delay 5ms A > B");
    assert_int_equal(send(A, B, 0).copy[0].due_us, HOP + 5000);
    assert_int_equal(send(B, A, 0).copy[0].due_us, HOP);
    assert_int_equal(send(A, C, 0).copy[0].due_us, HOP);
    act("delay 1ms");
    assert_int_equal(send(B, C, 0).copy[0].due_us, HOP + 1000);
}

static void a_message_does_not_overtake_when_the_delay_falls(void **state) {
    (void)state;
    act("delay 5ms");
    assert_int_equal(send(A, B, 0).copy[0].due_us, 6000);
    act("delay 0");
    assert_int_equal(send(A, B, 100).copy[0].due_us, 6000);
    assert_int_equal(send(A, B, 4999).copy[0].due_us, 6000);
    assert_int_equal(send(A, B, 5001).copy[0].due_us, 6001);
}

static void what_is_lost_with_a_cut_holds_nothing_back(void **state) {
    (void)state;
    act("delay 5ms");
    (void)send(A, B, 0);
    act("delay 0");
    act("cut A > B");
    act("heal");
    assert_int_equal(send(A, B, 100).copy[0].due_us, 1100);
}

static void a_reordered_message_waits_longer_but_holds_nobody_back(void **state) {
    (void)state;
    act("reorder 100");
    for (int i = 0; i < 50; i++) {
        const struct link_fate fate = send(A, B, 0);
        assert_true(fate.copy[0].reordered);
        assert_in_range(fate.copy[0].due_us, HOP + 1, 5 * HOP);
    }
    act("reorder 0");
    assert_int_equal(send(A, B, 0).copy[0].due_us, HOP);
}

static void loss_and_duplication_follow_their_percentage(void **state) {
    (void)state;
    int lost = 0, doubled = 0;
    act("loss 100");
    assert_true(send(A, B, 0).lost);
    assert_int_equal(send(A, B, 0).copies, 0);
    act("loss 30");
    for (int i = 0; i < 1000; i++) lost += send(A, B, 0).lost;
    assert_in_range(lost, 250, 350);
    act("loss 0");
    act("duplicate 100 A > B");
    const struct link_fate fate = send(A, B, 0);
    assert_int_equal(fate.copies, 2);
    assert_int_equal(fate.copy[0].due_us, fate.copy[1].due_us);
    act("duplicate 10");
    for (int i = 0; i < 1000; i++) doubled += send(A, B, 0).copies == 2;
    assert_in_range(doubled, 60, 140);
}

static void a_cut_loses_what_was_sent_before_it_even_when_healed(void **state) {
    (void)state;
    const uint32_t before = send(A, B, 0).copy[0].generation;
    assert_true(links_arrives(&links, A, B, before));
    act("cut A > B");
    assert_false(links_arrives(&links, A, B, before));
    assert_true(links_reach(&links, B, A));
    const uint32_t across = send(A, B, 0).copy[0].generation;
    assert_false(links_arrives(&links, A, B, across));
    act("heal A B");
    assert_false(links_arrives(&links, A, B, before));
    assert_true(links_arrives(&links, A, B, across));
}

static void mutual_means_both_ways(void **state) {
    (void)state;
    act("cut A > B");
    assert_int_equal(links_mutual(&links, A).bits, set_with(set_of(A), C).bits);
    assert_int_equal(links_mutual(&links, C).bits, set_all(3).bits);
}

static void other_commands_are_not_the_links_business(void **state) {
    (void)state;
    const struct links before = links;
    struct command command;
    assert_true(command_parse("kill A", 3, &command));
    assert_false(links_command(&links, &command));
    assert_memory_equal(&before, &links, sizeof links);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_message_is_due_one_hop_later, set_up),
        cmocka_unit_test_setup(without_faults_no_chance_is_drawn, set_up),
        cmocka_unit_test_setup(a_delay_of_one_link_leaves_the_others_alone, set_up),
        cmocka_unit_test_setup(a_message_does_not_overtake_when_the_delay_falls, set_up),
        cmocka_unit_test_setup(what_is_lost_with_a_cut_holds_nothing_back, set_up),
        cmocka_unit_test_setup(a_reordered_message_waits_longer_but_holds_nobody_back, set_up),
        cmocka_unit_test_setup(loss_and_duplication_follow_their_percentage, set_up),
        cmocka_unit_test_setup(a_cut_loses_what_was_sent_before_it_even_when_healed, set_up),
        cmocka_unit_test_setup(mutual_means_both_ways, set_up),
        cmocka_unit_test_setup(other_commands_are_not_the_links_business, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
