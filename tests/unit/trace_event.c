/* Goal: the tables of events, engines and properties hold together, and every
 * event can be said in words. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "trace_lines.h"

static const char *say(const struct event *event) {
    static char buffer[512];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    event_say(event, &text);
    assert_false(text.cut);
    return buffer;
}

static void every_event_is_said_in_words(void **state) {
    (void)state;
    static const char *const words[EVENT_COUNT] = {
        [EVENT_START] = "B is revived, term 3, had signed C; abstains for 270 ms",
        [EVENT_STOP] = "B is dead",
        [EVENT_STALL] = "B is stalled",
        [EVENT_WAKE] = "B goes on",
        [EVENT_STAND] = "B stands for election",
        [EVENT_ROLE] = ("B is elected, term 4: its ELECTION token came home with a quorum while "
                        "it was free"),
        [EVENT_SIGN] = "B signs A for term 1 (promised for 270 ms)",
        [EVENT_LEASE] = "B holds the lease of term 4 for 200 ms, signed by BDE",
        [EVENT_FOLLOW] = "B follows A in term 4",
        [EVENT_DUTY] = "B does duty 9 of term 4",
        [EVENT_WRITE] = "resource REFUSES B's write 9, fencing number 4 (it has seen 5)",
        [EVENT_SEND] = "copy B > C LEADER of A, term 3, signed by AB, needs term 5",
        [EVENT_DELIVER] = "B > C LEADER of A, term 3 arrives",
        [EVENT_DROP] = "B > C LEADER of A, term 3 dropped: the link is cut",
        [EVENT_SKIP] = "B skips D: no answer",
        [EVENT_LIST] = "active list 3: A B D; to join: C; to leave: B",
        [EVENT_COMMAND] = "partition A B | C D E",
        [EVENT_EXPECT] = "expect leader A within 2s: met",
        [EVENT_VIOLATION] = "expected violation: two \"leases\"\n\tat once \\ \x01",
        [EVENT_CLOCK] = "the process did not run for 3600.00 s; that time is left out",
    };
    for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
        const struct event event = sample_event((enum event_kind)kind);
        assert_non_null(words[kind]);
        assert_string_equal(say(&event), words[kind]);
    }
}

static const char *say_broken(const struct event *event, enum rule rule) {
    static char buffer[512];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    event_say_broken(event, rule_break((struct rule_set){ 0 }, rule), &text);
    assert_false(text.cut);
    return buffer;
}

static void what_a_broken_rule_leaves_out_is_not_said_to_have_held(void **state) {
    (void)state;
    struct event event = sample_event(EVENT_ROLE);
    assert_string_equal(say_broken(&event, RULE_ELECTION_QUORUM),
                        "B is elected, term 4: its ELECTION token came home while it was free; "
                        "nobody counts its signatures (--break election-quorum)");
    assert_string_equal(say_broken(&event, RULE_HOME_QUORUM), say(&event)); /* another's rule */
    event.role = ROLE_LEADER;
    event.why = WHY_QUORUM_SIGNED;
    assert_string_equal(say_broken(&event, RULE_HOME_QUORUM),
                        "B leads, term 4: its LEADER token came home in time, in its term; nobody "
                        "counts its signatures (--break home-quorum)");
    assert_string_equal(say_broken(&event, RULE_HOME_TERM),
                        "B leads, term 4: its LEADER token came home in time, signed by a quorum; "
                        "any term will do (--break home-term)");
    assert_string_equal(say_broken(&event, RULE_LEASE_FROM_SEND),
                        "B leads, term 4: its LEADER token came home, signed by a quorum in its "
                        "term; the lease counts from its arrival (--break lease-from-send)");
    event = sample_event(EVENT_SIGN);
    event.until_us = event.t_us - 10 * US_PER_MS;
    assert_string_equal(say(&event), "B signs A for term 1 without a promise");
    event = sample_event(EVENT_START);
    event.until_us = event.t_us;
    assert_string_equal(say(&event), "B is revived, term 3, had signed C; does not abstain");
}

static void words_tell_the_cases_of_an_event_apart(void **state) {
    (void)state;
    struct event event = sample_event(EVENT_START);
    event.revived = false;
    event.leader = NODE_NONE;
    event.term = 0;
    assert_string_equal(say(&event), "B starts, term 0");
    event = sample_event(EVENT_SIGN);
    event.leader = event.node;
    assert_string_equal(say(&event), "B signs itself for term 1 (promised for 270 ms)");
    event = sample_event(EVENT_ROLE);
    event.role = ROLE_FOLLOWER;
    event.why = WHY_LEASE_ENDED;
    assert_string_equal(say(&event), "B is a follower again, term 4: its lease ran out before a "
                                     "renewal came home");
    event = sample_event(EVENT_WRITE);
    event.accepted = true;
    assert_string_equal(say(&event), "resource accepts B's write 9, fencing number 4");
    event = sample_event(EVENT_DROP);
    event.reason = DROP_WORSE;
    event.message = MESSAGE_ELECTION;
    assert_string_equal(say(&event),
                        "B ignores ELECTION of A: extinction: the candidate is worse than the "
                        "receiver");
    event = sample_event(EVENT_SEND);
    event.copy_of = 0;
    event.need = 0;
    event.message = MESSAGE_HOPACK;
    assert_string_equal(say(&event), "B > C HOPACK for the token of A");
    event = sample_event(EVENT_LIST);
    event.members = event.joining = event.leaving = SET_EMPTY;
    assert_string_equal(say(&event), "active list 3: empty");
    event = sample_event(EVENT_VIOLATION);
    event.expected = false;
    event.text[3] = '\0';
    assert_string_equal(say(&event), "VIOLATION: two");
}

static void names_are_found_again_and_each_once(void **state) {
    (void)state;
    for (unsigned i = 0; i < EVENT_COUNT; i++) {
        assert_int_equal(event_by_name(event_name((enum event_kind)i)), i);
        assert_true(text_length(event_help((enum event_kind)i)) > 0);
    }
    for (unsigned i = 0; i < ENGINE_COUNT; i++) {
        assert_int_equal(engine_by_name(engine_name((enum engine_kind)i)), i);
    }
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        assert_int_equal(property_by_name(property_name((enum property)i)), i);
        assert_true(text_length(property_title((enum property)i)) > 0);
        assert_true(text_length(property_help((enum property)i)) > 0);
    }
    assert_int_equal(event_by_name("sing"), EVENT_COUNT);
    assert_int_equal(engine_by_name("simulator"), ENGINE_COUNT);
    assert_int_equal(property_by_name("S9"), PROPERTY_COUNT);
    assert_int_equal(property_by_name("s1"), PROPERTY_COUNT);
}

static void what_is_judged_depends_on_the_policy(void **state) {
    (void)state;
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        const enum property property = (enum property)i;
        const bool with_none =
            property != PROPERTY_S4 && property != PROPERTY_S5 && property < PROPERTY_L1;
        assert_true(property_applies(property, QUORUM_MAJORITY));
        assert_true(property_applies(property, QUORUM_ACTIVE));
        assert_int_equal(property_applies(property, QUORUM_NONE), with_none);
        assert_int_equal(property_is_liveness(property), property >= PROPERTY_L1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_is_said_in_words),
        cmocka_unit_test(what_a_broken_rule_leaves_out_is_not_said_to_have_held),
        cmocka_unit_test(words_tell_the_cases_of_an_event_apart),
        cmocka_unit_test(names_are_found_again_and_each_once),
        cmocka_unit_test(what_is_judged_depends_on_the_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
