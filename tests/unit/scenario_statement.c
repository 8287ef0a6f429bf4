#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "scenario/statement.h"

static bool parse(const char *text, uint8_t nodes, struct statement *out,
                  struct statement_error *error) {
    return statement_parse(text, strlen(text), nodes, out, error);
}

static struct statement parsed(const char *text) {
    struct statement statement;
    struct statement_error error;
    if (!parse(text, NODES_MAX, &statement, &error)) {
        fail_msg("%s: %u: %s", text, error.column, error.message);
    }
    return statement;
}

static void expect_printed(const char *text, const char *canonical) {
    const struct statement statement = parsed(text);
    char buffer[400];
    struct text printed;
    text_init(&printed, buffer, sizeof buffer);
    statement_print(&statement, &printed);
    assert_string_equal(buffer, canonical);
}

/* Every form there is, as it is printed. */
static const char *const canonical[] = {
    "kill A",
    "kill A C J",
    "kill leader",
    "kill B leader",
    "kill all",
    "kill A leader all",
    "revive all",
    "stall A B",
    "stall leader mid-duty",
    "stall A mid-duty",
    "wake all",
    "partition A B | C D E",
    "partition A | B | C | D | E | F | G | H | I | J",
    "partition A B",
    "isolate leader",
    "isolate C D",
    "heal",
    "heal A B",
    "cut A B",
    "cut B > A",
    "delay 40ms",
    "delay 250us A > B",
    "delay 0s",
    "loss 25",
    "loss 0.15 C > A",
    "loss 100",
    "duplicate 0",
    "reorder 12.5 A > J",
    "drift A 20000",
    "drift A B -900000",
    "drift leader 500",
    "drift all 0",
    "note the old leader is still writing",
    "note \xC3\xA9\xE2\x82\xAC",
    "expect leader within 2s",
    "expect leader A within 2s",
    "expect leader in A B within 2s",
    "expect leader A in A B within 2s",
    "expect no leader within 3s",
    "expect no leader in A B within 3s",
    "expect agreement within 5s",
    "expect agreement in C D E within 5s",
    "expect stable for 2s",
    "expect role A follower within 1s",
    "expect role B C standing within 1s",
    "expect role leader leader within 1s",
    "expect role A leader within 1s",
    "expect role all down within 1500ms",
    "expect role A elected within 0s",
    "expect role A stalled within 1s",
    "expect term A >= 3 within 1s",
    "expect term leader >= 4294967295 within 1s",
    "expect violation S2 within 5s",
    "expect violation L1 within 5s",
    "expect write refused within 2s",
    "end",
};

static void printing_a_parsed_canonical_text_gives_it_back(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof canonical / sizeof canonical[0]; i++) {
        expect_printed(canonical[i], canonical[i]);
    }
}

static void a_resolved_command_prints_as_the_trace_reads_it(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof canonical / sizeof canonical[0]; i++) {
        struct statement statement = parsed(canonical[i]);
        struct command command, again;
        char buffer[400];
        struct text printed;
        if (statement.kind != STATEMENT_COMMAND) continue;
        assert_true(statement_resolve(&statement, 1, NODES_MAX, &command));
        text_init(&printed, buffer, sizeof buffer);
        command_print(&command, &printed);
        assert_true(command_parse(buffer, NODES_MAX, &again));
        assert_true(set_equal(again.who, command.who));
        assert_int_equal(again.kind, command.kind);
        assert_int_equal(again.mid_duty, command.mid_duty);
    }
}

static void blanks_comments_and_order_do_not_matter(void **state) {
    (void)state;
    expect_printed("  kill\t C   A  # both", "kill A C");
    expect_printed("kill all leader B", "kill B leader all");
    expect_printed("partition E D|C B|A", "partition D E | B C | A");
    expect_printed("cut A>B", "cut A > B");
    expect_printed("loss 25% A > B", "loss 25 A > B");
    expect_printed("delay 0.5s", "delay 500ms");
    expect_printed("delay 0", "delay 0s");
    expect_printed("drift A +20", "drift A 20");
    expect_printed("expect term A>=3 within 1000ms", "expect term A >= 3 within 1s");
    expect_printed("note a\tb", "note a b");
    expect_printed("note what # why", "note what");
}

static void the_fields_of_statements_are_filled(void **state) {
    (void)state;
    struct statement s = parsed("stall B leader mid-duty");
    assert_int_equal(s.kind, STATEMENT_COMMAND);
    assert_int_equal(s.command.kind, COMMAND_STALL);
    assert_true(s.who_leader);
    assert_false(s.who_all);
    assert_true(s.command.mid_duty);
    assert_int_equal(s.command.who.bits, 2);
    assert_int_equal(s.name_column[1], 7);
    assert_int_equal(s.name_column[0], 0);
    s = parsed("loss 2.5 C > A");
    assert_int_equal(s.command.ppm, 25000);
    assert_int_equal(s.command.x, 2);
    assert_int_equal(s.command.y, 0);
    s = parsed("loss 2.5");
    assert_int_equal(s.command.x, NODE_NONE);
    s = parsed("cut A B");
    assert_false(s.command.one_way);
    s = parsed("cut A > B");
    assert_true(s.command.one_way);
    s = parsed("partition A | C");
    assert_int_equal(s.command.group_count, 2);
    assert_int_equal(s.command.group[1].bits, 4);
    s = parsed("expect role B C stalled within 3ms");
    assert_int_equal(s.expect.role, EXPECT_ROLE_STALLED);
    assert_int_equal(s.who.bits, 6);
    assert_int_equal(s.expect.within_us, 3000);
}

static void leader_and_all_become_names(void **state) {
    (void)state;
    struct statement s = parsed("kill leader D");
    struct command command;
    assert_false(statement_resolve(&s, NODE_NONE, 5, &command));
    assert_true(statement_resolve(&s, 1, 5, &command));
    assert_int_equal(command.who.bits, 0x0A);
    s = parsed("revive all");
    assert_true(statement_resolve(&s, NODE_NONE, 3, &command));
    assert_int_equal(command.who.bits, 7);
    s = parsed("heal");
    assert_true(statement_resolve(&s, NODE_NONE, 3, &command));
    assert_int_equal(command.kind, COMMAND_HEAL);
}

static void the_leftmost_foreign_name_is_found(void **state) {
    (void)state;
    struct statement s = parsed("partition A B | E D");
    assert_int_equal(statement_foreign(&s, 5), NODE_NONE);
    assert_int_equal(statement_foreign(&s, 4), 4);
    assert_int_equal(statement_foreign(&s, 3), 4);
    assert_int_equal(s.name_column[4], 17);
}

#define ALL_WORDS                                                                                  \
    "one of kill, revive, stall, wake, partition, isolate, heal, cut, delay, loss, duplicate, "    \
    "reorder, drift, note, expect or end"
#define TOO_EARLY "the line ends here, but expected "

static const struct {
    const char *text;
    uint32_t column;
    const char *message;
} bad[] = {
    { "pratition A | B", 1,
      "unknown word `pratition`; did you mean `partition`? expected " ALL_WORDS },
    { "KILL A", 1, "unknown word `KILL`; did you mean `kill`? expected " ALL_WORDS },
    { "xyzzy", 1, "expected " ALL_WORDS ", not `xyzzy`" },
    { "", 1, TOO_EARLY ALL_WORDS },
    { "   # nothing", 1, TOO_EARLY ALL_WORDS },
    { "kill", 5, TOO_EARLY "one of a node (A to E), leader or all" },
    { "kill a", 6, "node names are capital letters: `A`" },
    { "kill F", 6, "there is no node `F`: the nodes are A to E" },
    { "kill AB", 6, "write the names apart: `A B`" },
    { "kill A A", 8, "`A` is named twice" },
    { "kill laeder", 6,
      "unknown word `laeder`; did you mean `leader`? expected one of a node (A to E), leader "
      "or all" },
    { "kill A mid-duty", 8,
      "expected one of a node (A to E), leader, all or the end of the line, not `mid-duty`" },
    { "stall A mid-duty B", 18, "`B` is too much: expected the end of the line" },
    { "partition A B |", 16, TOO_EARLY "a node (A to E)" },
    { "partition A | | B", 15, "expected a node (A to E), not `|`" },
    { "partition A | A", 15, "`A` is named twice" },
    { "partition A B C D E |", 22, "expected a node, but all are named already" },
    { "partition leader | B", 11, "expected a node (A to E), not `leader`" },
    { "heal A", 7, TOO_EARLY "a node (A to E)" },
    { "heal A > B", 8, "expected a node (A to E), not `>`" },
    { "cut A", 6, TOO_EARLY "`>` or a node (A to E)" },
    { "cut A A", 7, "`A` is named twice" },
    { "cut A > B C", 11, "`C` is too much: expected the end of the line" },
    { "delay", 6, TOO_EARLY "a duration such as 200ms or 1.5s" },
    { "delay 40", 7, "`40` needs a unit: us, ms, s or m" },
    { "delay -4", 7, "`-4` is no duration: it cannot be negative" },
    { "delay 4h", 7, "expected a duration such as 200ms or 1.5s, not `4h`" },
    { "delay 1000001s", 7, "too long: expected at most 1000000s" },
    { "cut A -> B", 7, "unknown word `-`; did you mean `>`? expected `>` or a node (A to E)" },
    { "delay 4ms A B", 13, "expected `>`, not `B`" },
    { "loss 101", 6, "expected a percentage from 0 to 100, not `101`" },
    { "loss ten", 6, "expected a percentage from 0 to 100, not `ten`" },
    { "drift 5", 7, "expected one of a node (A to E), leader or all, not `5`" },
    { "drift A", 8,
      TOO_EARLY "one of a node (A to E), leader, all or a clock error from -900000 to 900000 ppm" },
    { "drift A 900001", 9,
      "expected one of a node (A to E), leader, all or a clock error from -900000 to 900000 ppm, "
      "not `900001`" },
    { "note", 5, TOO_EARLY "a text" },
    { "expect", 7,
      TOO_EARLY "one of leader, no leader, agreement, stable, role, term, violation or "
                "write refused" },
    { "expect no", 10, TOO_EARLY "`leader`" },
    { "expect no laeder", 11, "unknown word `laeder`; did you mean `leader`? expected `leader`" },
    { "expect leader A", 16, TOO_EARLY "`in` or `within`" },
    { "expect leader A B within 1s", 17, "expected `in` or `within`, not `B`" },
    { "expect leader withn 1s", 15,
      "unknown word `withn`; did you mean `within`? expected one of a node (A to E), in or "
      "within" },
    { "expect leader in within 1s", 18, "expected a node (A to E), not `within`" },
    { "expect agreement within", 24, TOO_EARLY "a duration such as 200ms or 1.5s" },
    { "expect stable within 1s", 15, "expected `for`, not `within`" },
    { "expect role A boss within 1s", 15,
      "expected one of a node (A to E), follower, standing, elected, leader, down or stalled, "
      "not `boss`" },
    { "expect term A > 3 within 1s", 15,
      "unknown word `>`; did you mean `>=`? expected "
      "a node (A to E) or `>=`" },
    { "expect term A >= 0 within 1s", 18, "expected a term from 1 to 4294967295, not `0`" },
    { "expect violation S9 within 1s", 18,
      "expected one of S1, S2, S3, S4, S5, S6, S7, S8, L1, L2 or L3, not `S9`" },
    { "end now", 5, "`now` is too much: expected the end of the line" },
    { "kill \xFF", 6, "not UTF-8: byte 0xFF" },
    { "note \xC3\xA9\xC0\xAF", 7, "not UTF-8: byte 0xC0" },
    { "note \xED\xA0\x80", 6, "not UTF-8: byte 0xED" },
    { "note \xE2\x82", 6, "not UTF-8: byte 0xE2" },
    { "note \x1B[2J", 6, "a control character: U+001B" },
    { "note \xC2\x9B", 6, "a control character: U+009B" },
    { "note a\rb", 7, "a control character: U+000D" },
};

static void a_bad_statement_is_told_where_and_what_was_expected(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct statement statement;
        struct statement_error error = { 0 };
        assert_false(parse(bad[i].text, 5, &statement, &error));
        if (strcmp(error.message, bad[i].message) != 0 || error.column != bad[i].column) {
            fail_msg("%s\n  is %u: %s\n  not %u: %s", bad[i].text, error.column, error.message,
                     bad[i].column, bad[i].message);
        }
    }
}

static void a_note_that_does_not_fit_is_refused_not_cut(void **state) {
    (void)state;
    char text[200] = "note ";
    struct statement statement;
    struct statement_error error;
    memset(text + 5, 'x', NOTE_BYTES - 1);
    assert_true(parse(text, 5, &statement, &error));
    assert_int_equal(strlen(statement.command.note), NOTE_BYTES - 1);
    text[5 + NOTE_BYTES - 1] = 'x';
    assert_false(parse(text, 5, &statement, &error));
    assert_string_equal(error.message, "the text is too long: expected at most 127 bytes, not 128");
    assert_int_equal(error.column, 6);
}

static void a_long_unknown_word_is_quoted_short(void **state) {
    (void)state;
    char text[5000];
    struct statement statement;
    struct statement_error error;
    memset(text, 'x', sizeof text);
    assert_false(statement_parse(text, sizeof text, 5, &statement, &error));
    assert_non_null(strstr(error.message, "not `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...`"));
}

/* ---- completion -------------------------------------------------------------------- */

static void expect_candidates(const char *text, const char *joined) {
    struct candidates candidates;
    char buffer[400];
    struct text out;
    statement_complete(text, strlen(text), strlen(text), 3, &candidates);
    text_init(&out, buffer, sizeof buffer);
    for (int i = 0; i < candidates.count; i++) {
        if (i > 0) text_add_char(&out, ',');
        text_add(&out, candidates.word[i]);
    }
    if (strcmp(buffer, joined) != 0) fail_msg("`%s`: %s, not %s", text, buffer, joined);
}

static void what_can_stand_at_the_cursor_is_known(void **state) {
    (void)state;
    expect_candidates("", "kill,revive,stall,wake,partition,isolate,heal,cut,delay,loss,duplicate,"
                          "reorder,drift,note,expect,end");
    expect_candidates("d", "delay,duplicate,drift");
    expect_candidates("kill", "kill");
    expect_candidates("kill ", "A,B,C,leader,all");
    expect_candidates("kill A ", "B,C,leader,all");
    expect_candidates("kill A B C ", "leader,all");
    expect_candidates("kill l", "leader");
    expect_candidates("stall A m", "mid-duty");
    expect_candidates("partition A ", "B,C,|");
    expect_candidates("partition A |", "B,C");
    expect_candidates("cut A ", ">,B,C");
    expect_candidates("cut A >", "B,C");
    expect_candidates("heal ", "A,B,C");
    expect_candidates("loss ", "");
    expect_candidates("loss 5 ", "A,B,C");
    expect_candidates("expect ", "leader,no leader,agreement,stable,role,term,violation,"
                                 "write refused");
    expect_candidates("expect n", "no leader");
    expect_candidates("expect no ", "leader");
    expect_candidates("expect leader ", "A,B,C,in,within");
    expect_candidates("expect leader A in A ", "B,C,within");
    expect_candidates("expect role A s", "standing,stalled");
    expect_candidates("expect violation L", "L1,L2,L3");
    expect_candidates("expect stable ", "for");
    expect_candidates("kill A # ", "");
    expect_candidates("xyzzy ", "");
    expect_candidates("kill A A ", "");
    expect_candidates("kill \xFF ", "");
    expect_candidates("end ", "");
}

static void completion_looks_only_at_what_is_before_the_cursor(void **state) {
    (void)state;
    static const char text[] = "kill le everything";
    struct candidates candidates;
    statement_complete(text, sizeof text - 1, 7, 3, &candidates);
    assert_int_equal(candidates.start, 5);
    assert_int_equal(candidates.count, 1);
    assert_string_equal(candidates.word[0], "leader");
    assert_string_equal(candidates.hint, "one of a node (A to C), leader or all");
}

static void completion_says_what_it_cannot_offer_as_a_word(void **state) {
    (void)state;
    struct candidates candidates;
    statement_complete("delay ", 6, 6, 3, &candidates);
    assert_int_equal(candidates.count, 0);
    assert_string_equal(candidates.hint, "a duration such as 200ms or 1.5s");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printing_a_parsed_canonical_text_gives_it_back),
        cmocka_unit_test(a_resolved_command_prints_as_the_trace_reads_it),
        cmocka_unit_test(blanks_comments_and_order_do_not_matter),
        cmocka_unit_test(the_fields_of_statements_are_filled),
        cmocka_unit_test(leader_and_all_become_names),
        cmocka_unit_test(the_leftmost_foreign_name_is_found),
        cmocka_unit_test(a_bad_statement_is_told_where_and_what_was_expected),
        cmocka_unit_test(a_note_that_does_not_fit_is_refused_not_cut),
        cmocka_unit_test(a_long_unknown_word_is_quoted_short),
        cmocka_unit_test(what_can_stand_at_the_cursor_is_known),
        cmocka_unit_test(completion_looks_only_at_what_is_before_the_cursor),
        cmocka_unit_test(completion_says_what_it_cannot_offer_as_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
