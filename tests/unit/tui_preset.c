/* Goal: every preset can be played to its end on a ring of any size, or says why not;
 * a condition of `until` stops at the moment it becomes true.  Method: the simulator,
 * with the presets that are built in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/builtin.h"
#include "app/engine.h"
#include "scenario/player.h"
#include "tui/hands/preset.h"
#include "tui/view/until.h"
#include "tui/view/view.h"

static struct trace_header header;
static struct engine *engine;
static struct view view;
static struct player told;
static struct preset preset;
static struct event event;
static struct node_set followers_killed;
static int commands;
static bool kept_leader; /* nobody but the first leader has led */
static uint8_t first_leader;
static char buffer[400];
static struct text said;

static void open_ring(uint8_t nodes) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    const uint8_t order[NODES_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    struct err_info info = { "" };
    memset(&header, 0, sizeof header);
    header.engine = ENGINE_SIM;
    header.seed = nodes;
    header.elect.nodes = nodes;
    header.elect.policy = QUORUM_MAJORITY;
    header.elect.timers = timers_derive(nodes, QUORUM_MAJORITY, &wanted);
    memcpy(header.ring, order, sizeof header.ring);
    elect_ring(&header.elect, order, nodes);
    assert_int_equal(engine_sim_open(&header, false, &engine, &info), ERR_NONE);
    view_init(&view, &header);
    player_init(&told, NULL, &header);
    preset.active = false;
    commands = 0;
    kept_leader = true;
    first_leader = NODE_NONE;
    followers_killed = (struct node_set){ 0 };
}

static void take(void) {
    view_event(&view, &event);
    player_event(&told, &event);
    preset_event(&preset, &event);
    commands += event.kind == EVENT_COMMAND;
    if (event.kind == EVENT_STOP && event.node != first_leader) {
        followers_killed = set_with(followers_killed, event.node);
    }
    if (event.kind == EVENT_LEASE && first_leader != NODE_NONE && event.node != first_leader) {
        kept_leader = false;
    }
}

/* One microsecond's worth or one event further. */
static int64_t run_to(int64_t t_us) {
    while (engine->ops->next(engine, t_us, false, &event) == ENGINE_EVENT) take();
    return t_us;
}

static int64_t run_until_led(void) {
    int64_t now_us = 0;
    while (view_leader(&view, now_us) == NODE_NONE) now_us = run_to(now_us + US_PER_MS);
    first_leader = view_leader(&view, now_us);
    return now_us;
}

static void say_anew(void) {
    text_init(&said, buffer, sizeof buffer);
}

/* Until it is over; returns when. */
static int64_t play(const char *name, int64_t now_us) {
    const char *nearest;
    struct command command;
    say_anew();
    assert_true(preset_begin(&preset, preset_find(name, &nearest), &told, &view, now_us, &said));
    const int64_t most_us = now_us + 400 * header.elect.timers.promise_us;
    while (now_us < most_us) {
        say_anew();
        const enum preset_answer answer = preset_next(&preset, now_us, &command, &said);
        if (answer == PRESET_OVER) return now_us;
        if (answer == PRESET_COMMAND) engine->ops->submit(engine, &command);
        now_us = run_to(answer == PRESET_COMMAND ? now_us : now_us + US_PER_MS);
    }
    fail_msg("%s does not end", name);
    return now_us;
}

static void close_ring(void) {
    engine->ops->close(engine);
}

static void every_preset_plays_to_its_end_on_every_ring(void **state) {
    static const uint8_t sizes[] = { 3, 4, 5, 10 };
    (void)state;
    assert_true(builtin_preset_count >= 10);
    for (int p = 0; p < builtin_preset_count; p++) {
        for (size_t i = 0; i < sizeof sizes; i++) {
            open_ring(sizes[i]);
            play(builtin_presets[p].name, run_until_led());
            if (strstr(buffer, "is over") == NULL) {
                fail_msg("%s with %d nodes: %s", builtin_presets[p].name, sizes[i], buffer);
            }
            assert_true(commands > 1);
            close_ring();
        }
    }
}

static void two_nodes_are_refused_where_a_part_should_elect(void **state) {
    (void)state;
    int refused = 0;
    for (int p = 0; p < builtin_preset_count; p++) {
        open_ring(2);
        const int64_t now_us = run_until_led();
        say_anew();
        if (preset_begin(&preset, &builtin_presets[p], &told, &view, now_us, &said)) {
            play(builtin_presets[p].name, now_us);
            assert_non_null(strstr(buffer, "is over"));
        } else {
            assert_non_null(strstr(buffer, "two nodes"));
            refused++;
        }
        close_ring();
    }
    assert_true(refused > 0 && refused < builtin_preset_count);
}

static void without_a_leader_there_is_nothing_to_begin_with(void **state) {
    const char *nearest;
    (void)state;
    open_ring(5);
    say_anew();
    assert_false(preset_begin(&preset, preset_find("flapping", &nearest), &told, &view, 0, &said));
    assert_string_equal(buffer,
                        "flapping: nobody leads at the moment, and it begins with the leader");
    close_ring();
}

static void an_unknown_name_has_a_nearest_one(void **state) {
    const char *nearest = NULL;
    (void)state;
    assert_null(preset_find("flaping", &nearest));
    assert_string_equal(nearest, "flapping");
}

static void flapping_kills_one_follower_and_leaves_the_leader_alone(void **state) {
    (void)state;
    open_ring(5);
    play("flapping", run_until_led());
    assert_int_equal(set_count(followers_killed), 1);
    assert_true(kept_leader);
    close_ring();
}

static void the_minority_s_leader_is_succeeded(void **state) {
    (void)state;
    open_ring(5);
    play("leader-in-minority", run_until_led());
    assert_false(kept_leader);
    close_ring();
}

static void everyone_restarts_takes_each_node_down_once(void **state) {
    (void)state;
    open_ring(5);
    play("everyone-restarts", run_until_led());
    assert_int_equal(set_count(followers_killed), 4);
    assert_int_equal(commands, 10);
    close_ring();
}

/* ---- until ------------------------------------------------------------------------ */

static int64_t until(const char *condition, int64_t now_us, int64_t most_us) {
    struct until wanted;
    struct statement_error error;
    if (!until_parse(condition, header.elect.nodes, &wanted, &error)) {
        fail_msg("%s: %u: %s", condition, error.column, error.message);
    }
    until_set(&wanted, &view, now_us);
    for (; now_us < most_us; now_us += US_PER_MS) {
        while (engine->ops->next(engine, now_us, false, &event) == ENGINE_EVENT) {
            take();
            if (until_hit(&wanted, &view, event.t_us)) return event.t_us;
        }
        if (until_hit(&wanted, &view, now_us)) return now_us;
    }
    return -1;
}

static void kill_leader(void) {
    const struct command command = {
        .kind = COMMAND_KILL, .who = set_of(first_leader), .x = NODE_NONE, .y = NODE_NONE
    };
    engine->ops->submit(engine, &command);
}

static void it_stops_at_the_moment_somebody_leads(void **state) {
    (void)state;
    open_ring(5);
    const int64_t t_us = until("leader", 0, 10 * US_PER_S);
    assert_int_equal(event.kind, EVENT_LEASE);
    assert_int_equal(event.t_us, t_us);
    assert_int_equal(view_leader(&view, t_us), event.node);
    close_ring();
}

static void a_node_leads_is_the_same_as_its_expectation(void **state) {
    (void)state;
    open_ring(3);
    const int64_t t_us = until("A leads", 0, 10 * US_PER_S);
    close_ring();
    open_ring(3);
    assert_int_equal(until("leader A", 0, 10 * US_PER_S), t_us);
    assert_true(t_us > 0);
    close_ring();
}

static void a_condition_that_holds_already_waits_for_the_next_time(void **state) {
    (void)state;
    open_ring(3);
    const int64_t now_us = run_until_led();
    kill_leader();
    const int64_t t_us = until("leader", now_us, now_us + 60 * US_PER_S);
    assert_true(t_us > now_us);
    assert_int_not_equal(view_leader(&view, t_us), first_leader);
    close_ring();
}

static void terms_and_leases_and_roles(void **state) {
    (void)state;
    open_ring(5);
    int64_t now_us = run_until_led();
    assert_int_equal(until("lease < 1us", now_us, now_us + 5 * US_PER_S), -1);
    kill_leader();
    now_us = run_to(now_us + 6 * US_PER_S);
    assert_true(until("term 1", now_us, now_us + US_PER_S) == -1); /* it is past that */
    const struct command heal = {
        .kind = COMMAND_REVIVE, .who = set_of(first_leader), .x = NODE_NONE, .y = NODE_NONE
    };
    engine->ops->submit(engine, &heal);
    const int64_t t_us = until("role A follower", now_us, now_us + 60 * US_PER_S);
    assert_true(t_us > 0);
    assert_int_equal(view_standing(&view, 0, t_us), VIEW_FOLLOWER);
    close_ring();
}

static void a_lease_that_nothing_renews_drains(void **state) {
    (void)state;
    open_ring(3);
    const int64_t now_us = run_until_led();
    const struct command cut = {
        .kind = COMMAND_ISOLATE, .who = set_of(first_leader), .x = NODE_NONE, .y = NODE_NONE
    };
    engine->ops->submit(engine, &cut);
    const int64_t t_us = until("lease < 10ms", now_us, now_us + 60 * US_PER_S);
    assert_true(t_us > 0);
    assert_in_range(view.node[first_leader].lease_us - t_us, 8 * US_PER_MS, 10 * US_PER_MS);
    close_ring();
}

static void nonsense_is_refused_where_it_begins(void **state) {
    static const struct {
        const char *words;
        unsigned column;
    } rows[] = {
        { "lease", 6 },         { "lease < x", 9 }, { "term 0", 6 },         { "agreemnt", 1 },
        { "role A", 7 },        { "leader Z", 8 },  { "violation S99", 11 }, { "", 1 },
        { "stable for 1s", 1 }, { "Z leads", 1 },
    };
    struct until wanted;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct statement_error error = { 0, "" };
        assert_false(until_parse(rows[i].words, 5, &wanted, &error));
        assert_int_equal(error.column, rows[i].column);
        assert_true(strlen(error.message) > 10);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_preset_plays_to_its_end_on_every_ring),
        cmocka_unit_test(two_nodes_are_refused_where_a_part_should_elect),
        cmocka_unit_test(without_a_leader_there_is_nothing_to_begin_with),
        cmocka_unit_test(an_unknown_name_has_a_nearest_one),
        cmocka_unit_test(flapping_kills_one_follower_and_leaves_the_leader_alone),
        cmocka_unit_test(the_minority_s_leader_is_succeeded),
        cmocka_unit_test(everyone_restarts_takes_each_node_down_once),
        cmocka_unit_test(it_stops_at_the_moment_somebody_leads),
        cmocka_unit_test(a_node_leads_is_the_same_as_its_expectation),
        cmocka_unit_test(a_condition_that_holds_already_waits_for_the_next_time),
        cmocka_unit_test(terms_and_leases_and_roles),
        cmocka_unit_test(a_lease_that_nothing_renews_drains),
        cmocka_unit_test(nonsense_is_refused_where_it_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
