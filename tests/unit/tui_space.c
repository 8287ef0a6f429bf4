/* Goal: the model of the space-time diagram says what the events said.  Method: rings told by
 * hand, and many random ones whose stretch must be the same however it was come by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/choose.h"
#include "tui/view/space.h"
#include "tui_scene.h"

enum { A, B, C, D, E };

static struct scene s;
static struct history history;
static struct space_index space, fresh;
static struct space_window w, other;
static struct space_journey journey;

static int64_t left_us; /* when the LEADER token that is told of left home */

static void tell(struct event event) {
    event.t_us = s.t_us;
    event.seq = ++s.seq;
    assert_true(history_add(&history, &event));
}

static void begin(void) {
    scene_init(&s, 5, QUORUM_MAJORITY);
    left_us = 0;
    assert_true(history_open(&history));
    for (uint8_t i = 0; i < 5; i++) tell(scene_event(EVENT_START, i));
}

static int end(void **state) {
    (void)state;
    history_close(&history);
    return 0;
}

static struct event message(enum event_kind kind, uint64_t id, uint8_t from, uint8_t to) {
    struct event event = scene_event(kind, kind == EVENT_SEND ? from : to);
    event.id = id;
    event.from = from;
    event.to = to;
    event.origin = A;
    event.message = MESSAGE_LEADER;
    event.term = 1;
    if (kind == EVENT_SEND) event.sent_us = left_us;
    return event;
}

static void look(int64_t top_us, int64_t row_us, int rows) {
    w.top_us = top_us;
    w.row_us = row_us;
    w.rows = rows;
    w.now_us = s.t_us;
    w.acks = false;
    space_window(&space, &history, history.count, 1000, &w);
}

static void at(int64_t t_us) {
    s.t_us = t_us;
}

/* ---- messages ---------------------------------------------------------------------- */

static void a_message_goes_from_its_send_to_its_arrival(void **state) {
    (void)state;
    begin();
    at(1000);
    tell(message(EVENT_SEND, 7, A, B));
    at(3000);
    tell(message(EVENT_DELIVER, 7, A, B));
    at(9000);
    look(0, 1000, 10);
    assert_int_equal(w.message_count, 1);
    assert_int_equal(w.message[0].sent_us, 1000);
    assert_int_equal(w.message[0].end_us, 3000);
    assert_int_equal(w.message[0].fate, SPACE_ARRIVED);
    /* also where only its end is in the stretch, and where only its beginning is */
    look(2000, 1000, 5);
    assert_int_equal(w.message_count, 1);
    assert_int_equal(w.message[0].sent_us, 1000);
    assert_int_equal(w.message[0].end_us, 3000);
    look(0, 1000, 2);
    assert_int_equal(w.message_count, 1);
    assert_int_equal(w.message[0].end_us, 3000);
    look(4000, 1000, 5);
    assert_int_equal(w.message_count, 0);
}

static void a_loss_and_a_discard_keep_their_reasons(void **state) {
    (void)state;
    begin();
    at(1000);
    tell(message(EVENT_SEND, 1, A, B));
    tell(message(EVENT_SEND, 2, B, C));
    at(2000);
    struct event lost = message(EVENT_DROP, 1, A, B);
    lost.reason = DROP_PARTITION;
    tell(lost);
    tell(message(EVENT_DELIVER, 2, B, C));
    struct event discarded = message(EVENT_DROP, 2, B, C);
    discarded.reason = DROP_WORSE;
    tell(discarded);
    at(4000); /* and the sender gives up */
    lost.reason = DROP_UNANSWERED;
    tell(lost);
    look(0, 1000, 10);
    assert_int_equal(w.message[0].fate, SPACE_LOST);
    assert_int_equal(w.message[0].end_us, 2000);
    assert_int_equal(w.message[0].reason, DROP_PARTITION);
    assert_int_equal(w.message[1].fate, SPACE_DISCARDED);
    assert_int_equal(w.message[1].reason, DROP_WORSE);
}

static void what_is_under_way_ends_in_the_future(void **state) {
    (void)state;
    begin();
    at(1000);
    tell(message(EVENT_SEND, 1, A, B));
    at(1400);
    look(0, 500, 10);
    assert_int_equal(w.message[0].fate, SPACE_UNDER_WAY);
    assert_int_equal(w.message[0].end_us, 2000); /* one hop */
    at(5000);                                    /* later than any hop takes */
    look(0, 500, 20);
    assert_true(w.message[0].end_us > 5000);
    assert_int_equal(w.known_rows, 11);
}

static void acknowledgements_are_there_when_asked_for(void **state) {
    (void)state;
    begin();
    struct event ack = message(EVENT_SEND, 1, B, A);
    ack.message = MESSAGE_HOPACK;
    tell(ack);
    look(0, 500, 10);
    assert_int_equal(w.message_count, 0);
    w.acks = true;
    space_window(&space, &history, history.count, 1000, &w);
    assert_int_equal(w.message_count, 1);
}

static void the_future_of_the_playhead_is_not_shown(void **state) {
    (void)state;
    begin();
    at(1000);
    tell(message(EVENT_SEND, 1, A, B));
    const size_t shown = history.count;
    at(2000);
    tell(message(EVENT_DELIVER, 1, A, B));
    tell(scene_event(EVENT_STOP, C));
    w.top_us = 0;
    w.row_us = 500;
    w.rows = 10;
    w.now_us = 1500;
    w.acks = false;
    space_window(&space, &history, shown, 1000, &w);
    assert_int_equal(w.message[0].fate, SPACE_UNDER_WAY);
    assert_int_equal(w.cell[C][9].standing, VIEW_FOLLOWER);
    assert_int_equal(w.known_rows, 4);
}

/* ---- lanes -------------------------------------------------------------------------- */

static void a_lease_is_a_bar_that_ends_where_it_runs_out(void **state) {
    (void)state;
    begin();
    at(2000);
    struct event role = scene_event(EVENT_ROLE, A);
    role.role = ROLE_LEADER;
    role.term = 1;
    tell(role);
    struct event lease = scene_event(EVENT_LEASE, A);
    lease.until_us = 6000;
    tell(lease);
    struct event sign = scene_event(EVENT_SIGN, B);
    sign.leader = A;
    sign.until_us = 5000;
    tell(sign);
    at(12000);
    look(0, 1000, 10);
    assert_int_equal(w.cell[A][1].standing, VIEW_FOLLOWER);
    for (int row = 2; row < 6; row++) assert_int_equal(w.cell[A][row].standing, VIEW_LEADER);
    for (int row = 6; row < 10; row++) assert_int_equal(w.cell[A][row].standing, VIEW_LAPSED);
    assert_false(w.cell[B][1].promised);
    assert_true(w.cell[B][2].promised && w.cell[B][4].promised);
    assert_false(w.cell[B][5].promised);
    /* the lanes' state above the stretch is known, too */
    look(8000, 1000, 4);
    assert_int_equal(w.cell[A][0].standing, VIEW_LAPSED);
}

static void kills_revivals_stalls_and_wakes_show_on_the_lane(void **state) {
    (void)state;
    begin();
    at(1000);
    tell(scene_event(EVENT_STOP, C));
    tell(scene_event(EVENT_STALL, D));
    at(3000);
    tell(scene_event(EVENT_START, C));
    tell(scene_event(EVENT_WAKE, D));
    at(5000);
    look(0, 1000, 5);
    static const enum view_standing dead[] = { VIEW_FOLLOWER, VIEW_DOWN, VIEW_DOWN, VIEW_FOLLOWER };
    static const enum view_standing stalled[] = { VIEW_FOLLOWER, VIEW_STALLED, VIEW_STALLED,
                                                  VIEW_FOLLOWER };
    for (int row = 0; row < 4; row++) {
        assert_int_equal(w.cell[C][row].standing, dead[row]);
        assert_int_equal(w.cell[D][row].standing, stalled[row]);
    }
}

/* ---- a long run: however one comes to a stretch, it is the same ------------------------- */

static struct chooser_seeded chance;

static uint32_t below(uint32_t bound) {
    return choose(&chance.base, bound);
}

static void any_event(uint64_t number) {
    static const enum event_kind kinds[] = { EVENT_START, EVENT_STOP, EVENT_STALL, EVENT_WAKE,
                                             EVENT_STAND, EVENT_ROLE, EVENT_SIGN,  EVENT_LEASE };
    struct event event;
    if (below(3) != 0) {
        event = message(below(2) == 0 ? EVENT_SEND : EVENT_DELIVER, number - below(4),
                        (uint8_t)below(5), (uint8_t)below(5));
    } else {
        event = scene_event(kinds[below(8)], (uint8_t)below(5));
        event.role = (enum role)below(ROLE_COUNT);
        event.until_us = s.t_us + below(3000);
    }
    tell(event);
    s.t_us += below(100);
}

static void assert_same_window(void) {
    assert_int_equal(w.message_count, other.message_count);
    assert_int_equal(w.mark_count, other.mark_count);
    for (int i = 0; i < 5; i++) {
        for (int row = 0; row < w.rows; row++) {
            assert_int_equal(w.cell[i][row].standing, other.cell[i][row].standing);
            assert_int_equal(w.cell[i][row].promised, other.cell[i][row].promised);
        }
    }
    for (int i = 0; i < w.message_count; i++) {
        assert_int_equal(w.message[i].id, other.message[i].id);
        assert_int_equal(w.message[i].end_us, other.message[i].end_us);
    }
}

static void a_jump_shows_the_same_as_a_walk(void **state) {
    (void)state;
    begin();
    chooser_seeded_init(&chance, 4711);
    for (uint64_t i = 10; i < 30000; i++) any_event(i);
    const int64_t last_us = s.t_us;
    memset(&space, 0, sizeof space);
    for (int i = 0; i < 60; i++) {
        look((int64_t)below((uint32_t)last_us), 100 + below(200), 30);
        memset(&fresh, 0, sizeof fresh); /* folds from the beginning */
        other = w;
        space_window(&fresh, &history, history.count, 1000, &other);
        assert_same_window();
    }
    assert_true(space.count > 5);
}

static void another_history_is_not_mixed_up_with_the_last(void **state) {
    (void)state;
    begin();
    at(1000);
    tell(scene_event(EVENT_STOP, A));
    at(9000);
    look(5000, 1000, 4);
    assert_int_equal(w.cell[A][0].standing, VIEW_DOWN);
    history_close(&history);
    begin(); /* at the same address */
    at(2000);
    tell(scene_event(EVENT_STOP, B));
    at(9000);
    look(5000, 1000, 4);
    assert_int_equal(w.cell[A][0].standing, VIEW_FOLLOWER);
    assert_int_equal(w.cell[B][0].standing, VIEW_DOWN);
}

/* ---- one token round the ring --------------------------------------------------------- */

static void hop(uint64_t id, uint8_t from, uint8_t to) {
    tell(message(EVENT_SEND, id, from, to));
    s.t_us += 1000;
    tell(message(EVENT_DELIVER, id, from, to));
    if (to == A) return;
    struct event sign = scene_event(EVENT_SIGN, to);
    sign.leader = A;
    sign.term = 1;
    tell(sign);
}

static void a_token_is_followed_round_the_ring_from_any_hop(void **state) {
    (void)state;
    begin();
    for (uint8_t round = 0; round < 3; round++) {
        left_us = s.t_us;
        for (uint8_t i = 0; i < 5; i++) {
            hop((uint64_t)(round * 5 + i + 1), i, (uint8_t)((i + 1) % 5));
        }
    }
    for (size_t number = 0; number < history.count; number++) {
        struct event event;
        assert_true(history_get(&history, number, &event));
        if (event.kind != EVENT_SEND) continue;
        assert_true(space_journey(&history, history.count, number, &journey));
        assert_int_equal(journey.count, 5);
        assert_true(journey.home);
        assert_int_equal(journey.hop[0].message.id, (event.id - 1) / 5 * 5 + 1);
        assert_int_equal(journey.hop[journey.picked].message.id, event.id);
        assert_true(journey.hop[0].signs && journey.hop[3].signs);
        assert_false(journey.hop[4].signs);
    }
}

static void a_journey_that_ends_says_where_and_why(void **state) {
    (void)state;
    begin();
    hop(1, A, B);
    tell(message(EVENT_SEND, 2, B, C));
    struct event lost = message(EVENT_DROP, 2, B, C);
    lost.reason = DROP_DOWN;
    s.t_us += 1000;
    tell(lost);
    s.t_us += 1000;
    hop(3, B, D); /* the next but one */
    assert_true(space_journey(&history, history.count, history.count - 2, &journey));
    assert_int_equal(journey.count, 3);
    assert_int_equal(journey.picked, 2);
    assert_int_equal(journey.hop[1].message.fate, SPACE_LOST);
    assert_int_equal(journey.hop[1].message.reason, DROP_DOWN);
    assert_true(journey.hop[2].signs);
    assert_false(journey.home);
    assert_false(space_journey(&history, history.count, 0, &journey)); /* a START */
}

/* B tries one after the other; `nearest` has it and finds B worse, all others lose it. */
static void try_all(struct event sent, uint8_t nearest) {
    static const uint8_t order[] = { C, D, E, A };
    for (int i = 0; i < 4; i++) {
        sent.kind = EVENT_SEND;
        sent.id++;
        sent.to = order[i];
        tell(sent);
        s.t_us += 1000;
        sent.kind = EVENT_DELIVER;
        if (order[i] == nearest) tell(sent);
        sent.kind = EVENT_DROP;
        sent.reason = order[i] == nearest ? DROP_WORSE : DROP_PARTITION;
        tell(sent);
        s.t_us += 4000;
    }
}

static void is_whole_journey(uint64_t first_id) {
    struct event event;
    for (size_t number = 0; number < history.count; number++) {
        assert_true(history_get(&history, number, &event));
        if (event.kind != EVENT_SEND || event.id < first_id || event.id >= first_id + 4) continue;
        assert_true(space_journey(&history, history.count, number, &journey));
        assert_int_equal(journey.count, 4);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(journey.hop[i].message.id, first_id + (uint64_t)i);
        }
        assert_int_equal(journey.picked, event.id - first_id);
        assert_false(journey.home);
    }
}

static void each_candidacy_of_a_lonely_node_is_a_journey_of_its_own(void **state) {
    (void)state;
    begin();
    struct event sent = message(EVENT_SEND, 0, B, C);
    sent.origin = B;
    sent.message = MESSAGE_ELECTION;
    for (uint64_t round = 0; round < 3; round++) {
        s.t_us += 50000;
        tell(scene_event(EVENT_STAND, B));
        sent.id = 4 * round;
        try_all(sent, round == 2 ? A : NODE_NONE);
    }
    for (uint64_t round = 0; round < 3; round++) is_whole_journey(4 * round + 1);
    assert_int_equal(journey.hop[3].message.fate, SPACE_DISCARDED);
    assert_int_equal(journey.hop[2].message.fate, SPACE_LOST);
}

static void each_heartbeat_of_a_lonely_leader_is_a_journey_of_its_own(void **state) {
    (void)state;
    begin();
    for (uint64_t round = 0; round < 3; round++) {
        s.t_us += 50000;
        left_us = s.t_us;
        struct event sent = message(EVENT_SEND, 4 * round, B, C);
        sent.origin = B;
        try_all(sent, NODE_NONE);
    }
    for (uint64_t round = 0; round < 3; round++) is_whole_journey(4 * round + 1);
}

static void picking_walks_over_the_events_of_a_lane(void **state) {
    (void)state;
    begin();
    hop(1, A, B);
    struct event ack = message(EVENT_SEND, 9, B, A);
    ack.message = MESSAGE_HOPACK;
    tell(ack);
    hop(2, B, C);
    size_t found;
    struct event event;
    assert_true(space_next(&history, history.count, history.count, false, B, false, &found));
    assert_true(history_get(&history, found, &event));
    assert_int_equal(event.id, 2); /* it sent that */
    assert_true(space_next(&history, history.count, found, false, B, false, &found));
    assert_true(history_get(&history, found, &event));
    assert_int_equal(event.kind, EVENT_SIGN); /* over the acknowledgement */
    assert_true(space_next(&history, history.count, found, true, B, true, &found));
    assert_true(history_get(&history, found, &event));
    assert_int_equal(event.id, 9);
    assert_false(space_next(&history, history.count, history.first, false, B, false, &found));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_message_goes_from_its_send_to_its_arrival, end),
        cmocka_unit_test_teardown(a_loss_and_a_discard_keep_their_reasons, end),
        cmocka_unit_test_teardown(what_is_under_way_ends_in_the_future, end),
        cmocka_unit_test_teardown(acknowledgements_are_there_when_asked_for, end),
        cmocka_unit_test_teardown(the_future_of_the_playhead_is_not_shown, end),
        cmocka_unit_test_teardown(a_lease_is_a_bar_that_ends_where_it_runs_out, end),
        cmocka_unit_test_teardown(kills_revivals_stalls_and_wakes_show_on_the_lane, end),
        cmocka_unit_test_teardown(a_jump_shows_the_same_as_a_walk, end),
        cmocka_unit_test_teardown(another_history_is_not_mixed_up_with_the_last, end),
        cmocka_unit_test_teardown(a_token_is_followed_round_the_ring_from_any_hop, end),
        cmocka_unit_test_teardown(a_journey_that_ends_says_where_and_why, end),
        cmocka_unit_test_teardown(each_candidacy_of_a_lonely_node_is_a_journey_of_its_own, end),
        cmocka_unit_test_teardown(each_heartbeat_of_a_lonely_leader_is_a_journey_of_its_own, end),
        cmocka_unit_test_teardown(picking_walks_over_the_events_of_a_lane, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
