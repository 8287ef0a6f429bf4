/* Goal: the answers to "why?" agree with the protocol they explain.
 * Method: runs under random faults in virtual time; every event of them is asked about, and
 * what the guards amount to is compared with what the event says happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <string.h>

#include "sim/trial.h"
#include "tui/why/look.h"

enum { EVENTS_MOST = 6000 };

static struct trial trial;
static struct plan plan;
static struct trace_header header;
static struct history history;
static struct why why;

static void keep(struct event_sink *self, const struct event *event) {
    (void)self;
    if (history.count < EVENTS_MOST) assert_true(history_add(&history, event));
}
static struct event_sink sink = { keep };

static struct rule_set broken;

static void run(uint64_t seed, enum quorum_policy policy) {
    const struct plan_wish wish = { .nodes_min = 3,
                                    .nodes_max = 5,
                                    .policy = policy,
                                    .broken = broken,
                                    .timers = { .drift_ppm = DRIFT_PPM_DEFAULT } };
    plan_draw(&plan, &wish, seed);
    header = plan_header(&plan, "test");
    assert_true(history_open(&history));
    (void)trial_run(&trial, &plan, &sink);
    assert_true(history.count > 60);
}

static bool has(enum why_kind kind) {
    for (int i = 0; i < why.count; i++) {
        if (why.line[i].kind == kind && why.line[i].text[0] != '\0') return true;
    }
    return false;
}

static void fail_about(const struct event *event, const char *what) {
    char words[400];
    struct text text;
    text_init(&text, words, sizeof words);
    event_say(event, &text);
    print_error("seed %llu, event %llu at %lld us: %s: %s\n", (unsigned long long)plan.seed,
                (unsigned long long)event->seq, (long long)event->t_us, words, what);
    for (int i = 0; i < why.count; i++) {
        print_error("  %-8s %s\n", why_kind_label(why.line[i].kind), why.line[i].text);
    }
    fail();
}

/* 1, 0, or -1: the event does not tell. */
static int told(const struct event *event) {
    switch ((int)event->kind) {
    case EVENT_SIGN: return event->leader == event->node ? -1 : 1;
    case EVENT_FOLLOW: return 1;
    case EVENT_LEASE: return 1;
    case EVENT_ROLE:
        return event->why == WHY_TOKEN_HOME || event->why == WHY_QUORUM_SIGNED ||
                       event->why == WHY_SIGNED_ANOTHER
                   ? 1
                   : -1;
    case EVENT_DROP: return drop_reason_arrived(event->reason) ? 0 : -1;
    case EVENT_SEND:
        if (event->message == MESSAGE_ELECTION) return 1;
        return set_has(event->signatures, event->from);
    default: return -1;
    }
}

static int judged;

static void ask_all(void) {
    static struct event event;
    for (size_t i = 0; i < history.count; i++) {
        assert_true(history_get(&history, i, &event));
        assert_true(why_look(&header, &history, i, &why));
        if (!has(WHY_IS_SAYS) || !has(WHY_IS_RULE) || !has(WHY_IS_WHAT_IF) || !has(WHY_IS_SOURCE)) {
            fail_about(&event, "something is missing");
        }
        if (!has(WHY_IS_HELD) && !has(WHY_IS_FAILED) && !has(WHY_IS_SO)) {
            fail_about(&event, "nothing is said");
        }
        if (why.verdict < 0 || told(&event) < 0) continue;
        judged++;
        if (why.verdict != told(&event)) fail_about(&event, "the guards say otherwise");
    }
}

static void the_guards_agree_with_what_happened(void **state) {
    (void)state;
    static const enum quorum_policy policies[] = { QUORUM_ACTIVE, QUORUM_MAJORITY, QUORUM_NONE };
    for (uint64_t seed = 1; seed <= 60; seed++) {
        judged = 0;
        run(seed, policies[seed % 3]);
        ask_all();
        assert_true(judged > 20);
        history_close(&history);
    }
}

/* What a broken rule no longer asks for must not stand between the guards and what they say. */
static void the_guards_agree_with_what_happened_in_broken_runs(void **state) {
    (void)state;
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        broken = rule_break((struct rule_set){ 0 }, (enum rule)rule);
        for (uint64_t seed = 1; seed <= 4; seed++) {
            judged = 0;
            run(seed, QUORUM_MAJORITY);
            ask_all();
            assert_true(judged > 10);
            history_close(&history);
        }
    }
    broken = (struct rule_set){ 0 };
}

static void the_order_of_questions_changes_no_answer(void **state) {
    (void)state;
    static struct why first;
    run(3, QUORUM_MAJORITY);
    for (size_t i = 1; i < history.count; i += 97) {
        assert_true(why_look(&header, &history, i, &first));
        assert_true(why_look(&header, &history, history.count - 1, &why));
        assert_true(why_look(&header, &history, i / 2, &why));
        assert_true(why_look(&header, &history, i, &why));
        assert_int_equal(first.count, why.count);
        for (int line = 0; line < why.count; line++) {
            assert_string_equal(first.line[line].text, why.line[line].text);
        }
    }
    history_close(&history);
}

static void another_history_is_another_fold(void **state) {
    (void)state;
    static struct why first;
    run(4, QUORUM_MAJORITY);
    assert_true(why_look(&header, &history, 400, &first));
    history_close(&history);
    run(5, QUORUM_ACTIVE);
    assert_true(why_look(&header, &history, 400, &why));
    history_close(&history);
    run(4, QUORUM_MAJORITY);
    assert_true(why_look(&header, &history, 400, &why));
    assert_int_equal(first.count, why.count);
    for (int i = 0; i < why.count; i++) assert_string_equal(first.line[i].text, why.line[i].text);
    history_close(&history);
}

static void every_event_of_a_node_can_be_reached(void **state) {
    (void)state;
    static struct event event;
    run(6, QUORUM_MAJORITY);
    size_t concerned = 0, found = 0;
    for (size_t i = 0; i < history.count; i++) {
        assert_true(history_get(&history, i, &event));
        if (event.kind != EVENT_LIST) concerned += why_concerns(&event, 1); /* majority */
    }
    const size_t end = history.count;
    for (size_t at = why_find(&header, &history, 0, end, 1, true, WHY_STEPS_EACH); at < end;
         at = why_find(&header, &history, at + 1, end, 1, true, WHY_STEPS_EACH)) {
        found++;
    }
    assert_int_equal(found, concerned);
    size_t back = 0;
    for (size_t at = why_find(&header, &history, end, end, 1, false, WHY_STEPS_EACH); at < end;
         at = why_find(&header, &history, at, end, 1, false, WHY_STEPS_EACH)) {
        back++;
    }
    assert_int_equal(back, concerned);
    history_close(&history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_guards_agree_with_what_happened),
        cmocka_unit_test(the_guards_agree_with_what_happened_in_broken_runs),
        cmocka_unit_test(the_order_of_questions_changes_no_answer),
        cmocka_unit_test(another_history_is_another_fold),
        cmocka_unit_test(every_event_of_a_node_can_be_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
