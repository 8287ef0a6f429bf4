/* Goal: rules 0 to 6 are exactly those of the protocol.  Method: a table a rule:
 * state, input, state, effects, with the instants on both sides of each bound.
 * Ring A B C (D E …); TH 10, H 100, L 200, P 300, E 50, D 2 ms. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/check.h"
#include "election_rig.h"

static const struct elect_config *majority(void) {
    static struct elect_config config;
    config = rig_config(3, QUORUM_MAJORITY);
    return &config;
}

/* ---- rule 0 ----------------------------------------------------------------------- */

static void rule_0_a_start_reads_the_storage_and_abstains(void **state) {
    (void)state;
    static const struct {
        uint32_t term;
        char voted;
        int64_t now_ms;
        const char *after;
    } rows[] = {
        { 0, '-', 0, "F t0 v- p0 s-" }, /* first boot: it has promised nothing */
        { 0, '-', 50, "F t0 v- p50 s-" },
        { 3, 'A', 50, "F t3 vA p350 s-" }, /* revived: abstains for P */
        { 3, 'B', 50, "F t3 vB p350 s-" }, /* also when it was itself that led */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct elect self;
        struct effects effects;
        const struct stable stable = { rows[i].term, rig_node(rows[i].voted) };
        memset(&self, 0xee, sizeof self);
        elect_start(&self, majority(), 1, stable, 77, MS(rows[i].now_ms), &effects);
        assert_string_equal(rig_say_state(&self), rows[i].after);
        assert_int_equal(effects.count, 0);
        assert_int_equal(self.hop, 77);
        elect_check(&self, majority());
    }
}

/* ---- rule 1 ----------------------------------------------------------------------- */

static void rule_1_a_free_follower_stands(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "free from the promise's end on, not before", 'A', "F t1 vC p300 s-", rig_time(299),
          "F t1 vC p300 s-", "" },
        { "stands at that instant", 'A', "F t1 vC p300 s-", rig_time(300),
          "F t1 vC p300 s300 wEA>B@310", "stand t1 · send B ELECTION A {A} h1" },
        { "ends to acknowledge when it stands", 'A', "F t1 vC p300 s- f", rig_time(300),
          "F t1 vC p300 s300 wEA>B@310", "stand t1 · send B ELECTION A {A} h1" },
        { "not again within E", 'A', "F t0 v- p0 s0", rig_time(49), "F t0 v- p0 s0", "" },
        { "again after E", 'A', "F t0 v- p0 s0", rig_time(50), "F t0 v- p0 s50 wEA>B@60",
          "stand t0 · send B ELECTION A {A} h1" },
        { "the later of promise and E counts", 'A', "F t0 v- p80 s0", rig_time(79),
          "F t0 v- p80 s0", "" },
        { "node 2 waits 2 D longer", 'C', "F t0 v- p0 s-", rig_time(3), "F t0 v- p0 s-", "" },
        { "and then stands", 'C', "F t0 v- p0 s-", rig_time(4), "F t0 v- p0 s4 wEC>A@14",
          "stand t0 · send A ELECTION C {C} h1" },
        { "an elected node does not stand", 'A', "E t1 vA p0 s0 e0 b150", rig_time(149),
          "E t1 vA p0 s0 e0 b150", "" },
        { "a leader does not stand", 'A', "L t1 vA p199 s0 e0 b150 l199/1", rig_time(149),
          "L t1 vA p199 s0 e0 b150 l199/1", "" },
    };
    CHECK_ROWS(majority(), rows);
}

/* ---- rule 2 ----------------------------------------------------------------------- */

static void rule_2_an_election_token_that_is_home(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "elects its node, which votes for itself and sends its LEADER token", 'A',
          "F t4 vC p10 s9", rig_election(10, 'C', 'A', "AC"), "E t5 vA p310 s9 e10 b110 wLA>B@20",
          "send C HOPACK A h7 · persist t5 vA · role elected t5 r2 · sign vA t5 p310 · "
          "send B LEADER A t5 s10 n0 {A} h1" },
        { "and ends to acknowledge anybody else", 'A', "F t4 vC p10 s9 f",
          rig_election(10, 'C', 'A', "AC"), "E t5 vA p310 s9 e10 b110 wLA>B@20",
          "send C HOPACK A h7 · persist t5 vA · role elected t5 r2 · sign vA t5 p310 · "
          "send B LEADER A t5 s10 n0 {A} h1" },
        { "without a quorum it is discarded", 'A', "F t4 vC p10 s9",
          rig_election(10, 'C', 'A', "A"), "F t4 vC p10 s9",
          "send C HOPACK A h7 · drop ELECTION A no-quorum" },
        { "while its node is bound it is discarded", 'A', "F t4 vC p11 s9",
          rig_election(10, 'C', 'A', "ABC"), "F t4 vC p11 s9",
          "send C HOPACK A h7 · drop ELECTION A home-bound" },
        { "an elected node discards it", 'A', "E t5 vA p10 s9 e9 b109",
          rig_election(10, 'C', 'A', "ABC"), "E t5 vA p10 s9 e9 b109",
          "send C HOPACK A h7 · drop ELECTION A not-follower" },
        { "a leader discards it", 'A', "L t5 vA p11 s9 e9 b109 l11/5",
          rig_election(10, 'C', 'A', "ABC"), "L t5 vA p11 s9 e9 b109 l11/5",
          "send C HOPACK A h7 · drop ELECTION A not-follower" },
        { "the highest term does not wrap", 'A', "F t4294967295 vC p10 s9",
          rig_election(10, 'C', 'A', "ABC"), "E t4294967295 vA p310 s9 e10 b110 wLA>B@20",
          "send C HOPACK A h7 · persist t4294967295 vA · role elected t4294967295 r2 · "
          "sign vA t4294967295 p310 · send B LEADER A t4294967295 s10 n0 {A} h1" },
    };
    CHECK_ROWS(majority(), rows);
}

static void rule_2_an_election_token_of_another(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "of a better node is signed and passed on", 'B', "F t4 vC p10 s9",
          rig_election(10, 'A', 'A', "A"), "F t4 vC p10 s9 wEA>C@20",
          "send A HOPACK A h7 · send C ELECTION A {AB} h1" },
        { "no vote goes with it: nothing is promised or persisted", 'C', "F t4 vC p10 s9",
          rig_election(10, 'B', 'A', "AB"), "F t4 vC p10 s9 wEA>A@20",
          "send B HOPACK A h7 · send A ELECTION A {ABC} h1" },
        { "a bound node discards it", 'B', "F t4 vC p11 s9", rig_election(10, 'A', 'A', "A"),
          "F t4 vC p11 s9", "send A HOPACK A h7 · drop ELECTION A not-free" },
        { "of a worse node is extinguished", 'B', "F t4 vC p10 s9",
          rig_election(10, 'A', 'C', "CA"), "F t4 vC p10 s9",
          "send A HOPACK C h7 · drop ELECTION C worse" },
        { "and its receiver stands itself when it may", 'B', "F t4 vC p8 s-",
          rig_election(10, 'A', 'C', "CA"), "F t4 vC p8 s10 wEB>C@20",
          "send A HOPACK C h7 · drop ELECTION C worse · stand t4 · "
          "send C ELECTION B {B} h1" },
        { "a bound node says that it is bound, not that the token is worse", 'B', "F t4 vC p11 s9",
          rig_election(10, 'A', 'C', "CA"), "F t4 vC p11 s9",
          "send A HOPACK C h7 · drop ELECTION C not-free" },
        { "a free elected node passes on a better one", 'B', "E t5 vB p10 s9 e9 b109",
          rig_election(10, 'A', 'A', "A"), "E t5 vB p10 s9 e9 b109 wEA>C@20",
          "send A HOPACK A h7 · send C ELECTION A {AB} h1" },
    };
    CHECK_ROWS(majority(), rows);
}

/* ---- rule 3 ----------------------------------------------------------------------- */

static void rule_3_a_leader_token_of_another(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "free and in a higher term: signed", 'B', "F t0 v- p10 s9",
          rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t1 vA p310 s9 f wLA>C@20",
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p310 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1" },
        { "free and in the same term for another: not signed, a higher one is asked for", 'B',
          "F t1 vC p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t1 vC p10 s9 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t1 s9 n2 {A} h1" },
        { "free and in a lower term: the same", 'B', "F t5 vC p10 s9",
          rig_leader(10, 'A', 'A', 1, 9, "A", 3), "F t5 vC p10 s9 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t1 s9 n6 {A} h1" },
        { "a greater need stays", 'B', "F t5 vC p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 9),
          "F t5 vC p10 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n9 {A} h1" },
        { "bound to another: passed on unsigned, nothing asked for", 'B', "F t0 vC p11 s9",
          rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t0 vC p11 s9 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t1 s9 n0 {A} h1" },
        { "bound to this one: renewed, persisted no more, followed still", 'B', "F t1 vA p200 s- f",
          rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t1 vA p310 s- f wLA>C@20",
          "send A HOPACK A h7 · sign vA t1 p310 · send C LEADER A t1 s9 n0 {AB} h1" },
        { "bound to this one, higher term: signed in it", 'B', "F t1 vA p200 s- f",
          rig_leader(10, 'A', 'A', 3, 9, "A", 0), "F t3 vA p310 s- f wLA>C@20",
          "send A HOPACK A h7 · persist t3 vA · sign vA t3 p310 · follow A t3 · "
          "send C LEADER A t3 s9 n0 {AB} h1" },
        { "bound to this one, lower term: an old token, passed on", 'B', "F t3 vA p200 s- f",
          rig_leader(10, 'A', 'A', 2, 9, "A", 0), "F t3 vA p200 s- f wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t2 s9 n0 {A} h1" },
        { "free, had signed this one: signed, and followed anew", 'B', "F t1 vA p10 s9 f",
          rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t1 vA p310 s9 f wLA>C@20",
          "send A HOPACK A h7 · sign vA t1 p310 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1" },
        { "free, had signed this one in a higher term: asks for one above", 'B', "F t3 vA p10 s9",
          rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t3 vA p10 s9 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t1 s9 n4 {A} h1" },
        { "of a worse node: rank does not matter here", 'A', "F t0 v- p10 s9",
          rig_leader(10, 'C', 'B', 1, 9, "BC", 0), "F t1 vB p310 s9 f wLB>B@20",
          "send C HOPACK B h7 · persist t1 vB · sign vB t1 p310 · follow B t1 · "
          "send B LEADER B t1 s9 n0 {ABC} h1" },
        { "a free elected node that signs is a follower", 'B', "E t1 vB p10 s0 e0 b100",
          rig_leader(10, 'A', 'A', 2, 9, "A", 0), "F t2 vA p310 s0 f wLA>C@20",
          "send A HOPACK A h7 · persist t2 vA · role follower t2 r3 · sign vA t2 p310 · "
          "follow A t2 · send C LEADER A t2 s9 n0 {AB} h1" },
        { "an elected node that is bound to itself does not sign", 'B', "E t1 vB p300 s0 e0 b100",
          rig_leader(10, 'A', 'A', 2, 9, "A", 0), "E t1 vB p300 s0 e0 b100 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t2 s9 n0 {A} h1" },
        { "nor does a leader", 'B', "L t1 vB p300 s0 e0 b100 l200/1",
          rig_leader(10, 'A', 'A', 9, 9, "A", 0), "L t1 vB p300 s0 e0 b100 l200/1 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t9 s9 n0 {A} h1" },
        { "need does not wrap", 'B', "F t4294967295 vC p10 s9",
          rig_leader(10, 'A', 'A', 1, 9, "A", 0), "F t4294967295 vC p10 s9 wLA>C@20",
          "send A HOPACK A h7 · send C LEADER A t1 s9 n4294967295 {A} h1" },
    };
    CHECK_ROWS(majority(), rows);
}

static void with_policy_none_a_better_leader_makes_a_worse_one_step_down(void **state) {
    (void)state;
    const struct elect_config config = rig_config(3, QUORUM_NONE);
    const struct rule_row rows[] = {
        { "it steps down although it is bound, and does not sign", 'B',
          "L t1 vB p300 s0 e0 b100 l200/1", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t1 vB p300 s0 wLA>C@20",
          "send A HOPACK A h7 · role follower t1 r3 · send C LEADER A t1 s9 n0 {A} h1" },
        { "a better leader does not mind a worse one", 'A', "L t1 vA p300 s0 e0 b100 l200/1",
          rig_leader(10, 'C', 'B', 1, 9, "BC", 0), "L t1 vA p300 s0 e0 b100 l200/1 wLB>B@20",
          "send C HOPACK B h7 · send B LEADER B t1 s9 n0 {BC} h1" },
        { "one signature is enough to be elected", 'A', "F t0 v- p10 s9",
          rig_election(10, 'C', 'A', "A"), "E t1 vA p310 s9 e10 b110 wLA>B@20",
          "send C HOPACK A h7 · persist t1 vA · role elected t1 r2 · sign vA t1 p310 · "
          "send B LEADER A t1 s10 n0 {A} h1" },
    };
    CHECK_ROWS(&config, rows);
}

/* ---- rule 4 ----------------------------------------------------------------------- */

static void rule_4_the_own_leader_token_is_home(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "an elected node leads, from the token's sending on for L", 'A',
          "E t1 vA p300 s0 e0 b100", rig_leader(10, 'C', 'A', 1, 3, "AB", 0),
          "L t1 vA p300 s0 e0 b100 l203/1",
          "send C HOPACK A h7 · role leader t1 r4 · lease t1 l203 {AB}" },
        { "a leader renews without a change of role", 'A', "L t1 vA p300 s0 e0 b150 l200/1",
          rig_leader(110, 'C', 'A', 1, 100, "ABC", 0), "L t1 vA p300 s0 e0 b150 l300/1",
          "send C HOPACK A h7 · lease t1 l300 {ABC}" },
        { "an older token does not touch the lease of a newer one", 'A',
          "L t1 vA p300 s0 e0 b150 l250/1", rig_leader(110, 'C', 'A', 1, 20, "AB", 0),
          "L t1 vA p300 s0 e0 b150 l250/1", "send C HOPACK A h7 · drop LEADER A overtaken" },
        { "nor does a duplicate of the newest", 'A', "L t1 vA p300 s0 e0 b150 l250/1",
          rig_leader(110, 'C', 'A', 1, 50, "ABC", 0), "L t1 vA p300 s0 e0 b150 l250/1",
          "send C HOPACK A h7 · drop LEADER A overtaken" },
        { "but its need is heard", 'A', "L t1 vA p300 s0 e0 b150 l250/1",
          rig_leader(110, 'C', 'A', 1, 20, "AB", 5), "L t5 vA p300 s0 e0 b150 l250/1",
          "send C HOPACK A h7 · drop LEADER A overtaken · persist t5 vA · role leader t5 r4" },
        { "without a quorum it counts nothing", 'A', "E t1 vA p300 s0 e0 b100",
          rig_leader(10, 'C', 'A', 1, 3, "A", 0), "E t1 vA p300 s0 e0 b100",
          "send C HOPACK A h7 · drop LEADER A no-quorum" },
        { "of a lower term it counts nothing", 'A', "E t2 vA p300 s0 e0 b100",
          rig_leader(10, 'C', 'A', 1, 3, "ABC", 0), "E t2 vA p300 s0 e0 b100",
          "send C HOPACK A h7 · drop LEADER A other-term" },
        { "of a higher term neither", 'A', "E t1 vA p300 s0 e0 b100",
          rig_leader(10, 'C', 'A', 2, 3, "ABC", 0), "E t1 vA p300 s0 e0 b100",
          "send C HOPACK A h7 · drop LEADER A other-term" },
        { "sent + L == now is too late", 'A', "E t1 vA p300 s0 e100 b300",
          rig_leader(210, 'C', 'A', 1, 10, "AB", 0), "E t1 vA p300 s0 e100 b300",
          "send C HOPACK A h7 · drop LEADER A too-late" },
        { "one before is in time", 'A', "E t1 vA p300 s0 e100 b300",
          rig_leader(209, 'C', 'A', 1, 10, "AB", 0), "L t1 vA p300 s0 e100 b300 l210/1",
          "send C HOPACK A h7 · role leader t1 r4 · lease t1 l210 {AB}" },
        { "a follower ignores it", 'A', "F t1 vA p300 s0", rig_leader(10, 'C', 'A', 1, 3, "AB", 0),
          "F t1 vA p300 s0", "send C HOPACK A h7 · drop LEADER A not-leading" },
        { "also its need", 'A', "F t1 vA p300 s0", rig_leader(10, 'C', 'A', 1, 3, "AB", 7),
          "F t1 vA p300 s0", "send C HOPACK A h7 · drop LEADER A not-leading" },
        { "need raises the term after the lease was granted", 'A', "L t1 vA p300 s0 e0 b150 l200/1",
          rig_leader(110, 'C', 'A', 1, 100, "AB", 4), "L t4 vA p300 s0 e0 b150 l300/1",
          "send C HOPACK A h7 · lease t1 l300 {AB} · persist t4 vA · role leader t4 r4" },
        { "need also helps an elected node that got no quorum", 'A', "E t1 vA p300 s0 e0 b100",
          rig_leader(10, 'C', 'A', 1, 3, "A", 2), "E t2 vA p300 s0 e0 b100",
          "send C HOPACK A h7 · drop LEADER A no-quorum · persist t2 vA · role elected t2 r4" },
        { "need == term changes nothing", 'A', "L t4 vA p300 s0 e0 b150 l200/1",
          rig_leader(110, 'C', 'A', 4, 100, "AB", 4), "L t4 vA p300 s0 e0 b150 l300/4",
          "send C HOPACK A h7 · lease t4 l300 {AB}" },
        { "the fencing number rises when the raised term comes home", 'A',
          "L t4 vA p300 s0 e0 b150 l200/1", rig_leader(110, 'C', 'A', 4, 100, "AB", 0),
          "L t4 vA p300 s0 e0 b150 l300/4", "send C HOPACK A h7 · lease t4 l300 {AB}" },
    };
    CHECK_ROWS(majority(), rows);
}

/* ---- rules 5 and 6 ------------------------------------------------------------------- */

static void rule_5_a_heartbeat_every_h(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "not before its time", 'A', "L t1 vA p300 s0 e0 b100 l200/1", rig_time(99),
          "L t1 vA p300 s0 e0 b100 l200/1", "" },
        { "at its time; the promise is renewed first", 'A', "L t1 vA p300 s0 e0 b100 l200/1",
          rig_time(100), "L t1 vA p400 s0 e0 b200 l200/1 wLA>B@110",
          "sign vA t1 p400 · send B LEADER A t1 s100 n0 {A} h1" },
        { "an elected node too", 'A', "E t1 vA p300 s0 e0 b100", rig_time(105),
          "E t1 vA p405 s0 e0 b205 wLA>B@115",
          "sign vA t1 p405 · send B LEADER A t1 s105 n0 {A} h1" },
        { "a late one is sent once, not made up for", 'A', "L t1 vA p600 s0 e0 b0 l500/1",
          rig_time(350), "L t1 vA p650 s0 e0 b450 l500/1 wLA>B@360",
          "sign vA t1 p650 · send B LEADER A t1 s350 n0 {A} h1" },
        { "a follower sends none", 'A', "F t1 vC p500 s0", rig_time(400), "F t1 vC p500 s0", "" },
    };
    CHECK_ROWS(majority(), rows);
}

static void rule_6_a_lease_that_ended_and_an_elected_node_that_never_led(void **state) {
    (void)state;
    const struct rule_row rows[] = {
        { "one before its end a leader leads", 'A', "L t1 vA p300 s0 e0 b250 l200/1", rig_time(199),
          "L t1 vA p300 s0 e0 b250 l200/1", "" },
        { "at its end it is a follower; the promise stays", 'A', "L t1 vA p300 s0 e0 b250 l200/1",
          rig_time(200), "F t1 vA p300 s0", "role follower t1 r6" },
        { "before rule 5: no heartbeat of a leader without a lease", 'A',
          "L t1 vA p300 s0 e0 b200 l200/1", rig_time(200), "F t1 vA p300 s0",
          "role follower t1 r6" },
        { "before rule 4: a renewal that comes at that instant is too late", 'A',
          "L t1 vA p300 s0 e0 b250 l200/1", rig_leader(200, 'C', 'A', 1, 150, "ABC", 0),
          "F t1 vA p300 s0",
          "role follower t1 r6 · send C HOPACK A h7 · drop LEADER A not-leading" },
        { "and stands only when its promise is over", 'A', "L t1 vA p200 s0 e0 b250 l200/1",
          rig_time(200), "F t1 vA p200 s200 wEA>B@210",
          "role follower t1 r6 · stand t1 · send B ELECTION A {A} h1" },
        { "elected for less than L it goes on", 'A', "E t1 vA p300 s0 e0 b250", rig_time(199),
          "E t1 vA p300 s0 e0 b250", "" },
        { "elected for L without a lease it gives up", 'A', "E t1 vA p300 s0 e0 b250",
          rig_time(200), "F t1 vA p300 s0", "role follower t1 r6" },
    };
    CHECK_ROWS(majority(), rows);
}

static void leading_is_role_and_lease_at_the_instant(void **state) {
    (void)state;
    const struct elect leader = rig_state('A', "L t1 vA p300 s0 e0 b250 l200/1");
    const struct elect elected = rig_state('A', "E t1 vA p300 s0 e0 b250");
    assert_true(elect_leads(&leader, MS(200) - 1));
    assert_false(elect_leads(&leader, MS(200)));
    assert_false(elect_leads(&elected, 0));
    assert_false(elect_free(&leader, MS(300) - 1));
    assert_true(elect_free(&leader, MS(300)));
}

/* ---- inputs that are strange, and the deadline ------------------------------------------ */

static void strange_messages_change_nothing(void **state) {
    (void)state;
    struct input inputs[6];
    inputs[0] = rig_election(10, 'A', 'D', "A");        /* an origin off the ring */
    inputs[1] = rig_election(10, 'D', 'A', "A");        /* from nobody */
    inputs[2] = rig_leader(10, 'B', 'A', 1, 9, "A", 0); /* from oneself */
    inputs[3] = rig_hopack(10, 'A', 99);                /* nobody waits for it */
    inputs[4] = rig_election(10, 'A', 'A', "A");
    inputs[4].message.kind = MESSAGE_COUNT;
    inputs[5] = rig_hopack(10, 'A', 0);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct elect self = rig_state('B', "F t1 vC p300 s9");
        struct effects effects;
        rig_step(&self, majority(), inputs[i], &effects);
        assert_string_equal(rig_say_state(&self), "F t1 vC p300 s9");
        assert_int_equal(effects.count, 0);
    }
}

static void the_deadline_is_when_the_next_step_of_time_matters(void **state) {
    (void)state;
    static const struct {
        char me;
        const char *state;
        int64_t deadline_ms;
    } rows[] = {
        { 'A', "F t0 v- p0 s-", 0 },
        { 'C', "F t0 v- p0 s-", 4 },
        { 'B', "F t1 vA p300 s-", 302 },
        { 'B', "F t1 vA p20 s10", 62 },
        { 'A', "E t1 vA p300 s0 e0 b100", 100 },
        { 'A', "E t1 vA p300 s0 e0 b250", 200 },
        { 'A', "L t1 vA p300 s0 e0 b100 l200/1", 100 },
        { 'A', "L t1 vA p300 s0 e0 b100 l90/1", 90 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct elect self = rig_state(rows[i].me, rows[i].state);
        struct effects effects;
        assert_int_equal(elect_deadline(&self, majority()), MS(rows[i].deadline_ms));
        /* one microsecond earlier nothing happens, then something does */
        struct input input = rig_time(0);
        input.now_us = MS(rows[i].deadline_ms) - 1;
        rig_step(&self, majority(), input, &effects);
        assert_int_equal(effects.count, 0);
        input.now_us++;
        rig_step(&self, majority(), input, &effects);
        assert_true(effects.count > 0);
    }
}

static void with_its_time_out_broken_an_elected_node_wakes_only_for_its_heartbeat(void **state) {
    (void)state;
    struct elect_config config = *majority();
    const struct elect self = rig_state('A', "E t1 vA p300 s0 e0 b250");
    assert_int_equal(elect_deadline(&self, &config), MS(200)); /* elected + L */
    config.broken = rule_break(config.broken, RULE_ELECTED_TIMEOUT);
    assert_int_equal(elect_deadline(&self, &config), MS(250));
}

static jmp_buf failed;

static void come_back(const char *words) {
    (void)words;
    longjmp(failed, 1);
}

static bool is_sound_in(const char *words, const struct elect_config *config) {
    const struct elect self = rig_state('A', words);
    if (setjmp(failed) != 0) return false;
    elect_check(&self, config);
    return true;
}

static bool is_sound(const char *words, struct rule_set broken) {
    struct elect_config config = *majority();
    config.broken = broken;
    return is_sound_in(words, &config);
}

static void the_self_check_knows_sound_states_from_others(void **state) {
    (void)state;
    static const char *const sound[] = { "F t0 v- p0 s-", "F t3 vB p300 s9 f",
                                         "E t1 vA p300 s0 e0 b100",
                                         "L t5 vA p200 s0 e0 b100 l200/4" };
    static const char *const others[] = {
        "F t1 vA p300 s0 e0",             /* elected_at without being elected */
        "F t1 vA p300 s0 b100",           /* heartbeats of a follower */
        "F t1 vA p300 s0 l200/1",         /* a lease of a follower */
        "E t1 vA p300 s0 e0",             /* elected without heartbeats */
        "E t1 vB p300 s0 e0 b100",        /* elected with a vote for another */
        "E t1 vA p300 s0 f e0 b100",      /* elected and acknowledging */
        "L t1 vA p300 s0 e0 b100",        /* a leader without a lease */
        "L t1 vA p300 s0 e0 b100 l200/2", /* a fencing number above the term */
        "L t1 vA p199 s0 e0 b100 l200/1", /* a lease beyond the promise */
    };
    const struct rule_set broken = { 1 };
    check_on_failure = come_back;
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++) {
        if (!is_sound(sound[i], (struct rule_set){ 0 })) fail_msg("%s", sound[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (is_sound(others[i], (struct rule_set){ 0 })) fail_msg("%s", others[i]);
    }
    assert_true(is_sound("L t1 vA p199 s0 e0 b100 l200/1", broken)); /* that is what breaks */
    assert_false(is_sound("L t1 vA p300 s0 e0 b100 l200/2", broken));
    check_on_failure = NULL;
}

static void with_unsafe_timers_a_lease_may_outlast_its_promise_but_no_more(void **state) {
    (void)state;
    struct elect_config config = *majority();
    config.timers.promise_us = config.timers.lease_us - 1;
    check_on_failure = come_back;
    assert_true(is_sound_in("L t1 vA p199 s0 e0 b100 l200/1", &config));
    assert_false(is_sound_in("L t1 vA p199 s0 e0 b100 l200/2", &config)); /* still no fencing */
    config.timers.promise_us = config.timers.lease_us;                    /* safe */
    assert_false(is_sound_in("L t1 vA p199 s0 e0 b100 l200/1", &config));
    check_on_failure = NULL;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_0_a_start_reads_the_storage_and_abstains),
        cmocka_unit_test(rule_1_a_free_follower_stands),
        cmocka_unit_test(rule_2_an_election_token_that_is_home),
        cmocka_unit_test(rule_2_an_election_token_of_another),
        cmocka_unit_test(rule_3_a_leader_token_of_another),
        cmocka_unit_test(with_policy_none_a_better_leader_makes_a_worse_one_step_down),
        cmocka_unit_test(rule_4_the_own_leader_token_is_home),
        cmocka_unit_test(rule_5_a_heartbeat_every_h),
        cmocka_unit_test(rule_6_a_lease_that_ended_and_an_elected_node_that_never_led),
        cmocka_unit_test(leading_is_role_and_lease_at_the_instant),
        cmocka_unit_test(strange_messages_change_nothing),
        cmocka_unit_test(the_deadline_is_when_the_next_step_of_time_matters),
        cmocka_unit_test(with_its_time_out_broken_an_elected_node_wakes_only_for_its_heartbeat),
        cmocka_unit_test(the_self_check_knows_sound_states_from_others),
        cmocka_unit_test(with_unsafe_timers_a_lease_may_outlast_its_promise_but_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
