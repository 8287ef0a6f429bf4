/* Goal: a command is read as it is printed, and what is none is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "trace/cuts.h"

static void canonical_texts_are_read_and_printed_the_same(void **state) {
    (void)state;
    static const char *const texts[] = {
        "kill A",
        "kill A B J",
        "revive C",
        "stall A",
        "stall A B mid-duty",
        "wake B",
        "partition A B | C D E",
        "partition A",
        "partition J | I | H | G | F | E | D | C | B | A",
        "isolate A C",
        "heal",
        "heal A B",
        "heal B A",
        "cut A B",
        "cut B A",
        "cut A > B",
        "delay 0s",
        "delay 5ms",
        "delay 1500us A > B",
        "delay 2s",
        "loss 0",
        "loss 100",
        "loss 12.5",
        "loss 0.01 J > A",
        "duplicate 0.15",
        "reorder 7.0025 A > C",
        "drift A 0",
        "drift A -900000",
        "drift B 900000",
        "note it begins",
        "note a  b | > \"c\" \\ \xc3\xa4",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char buffer[256];
        struct command command;
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        if (!command_parse(texts[i], NODES_MAX, &command)) fail_msg("not read: %s", texts[i]);
        command_print(&command, &text);
        assert_string_equal(buffer, texts[i]);
    }
}

static void other_spellings_become_canonical(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        { "kill C A", "kill A C" },
        { "  kill   A  ", "kill A" },
        { "partition B A | D C", "partition A B | C D" },
        { "delay 1000ms", "delay 1s" },
        { "delay 0", "delay 0s" },
        { "delay 0.5s A > B", "delay 500ms A > B" },
        { "loss 5%", "loss 5" },
        { "loss 5.50%", "loss 5.5" },
        { "drift A +500", "drift A 500" },
        { "cut A  >  B", "cut A > B" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char buffer[256];
        struct command command;
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        if (!command_parse(pairs[i][0], NODES_MAX, &command)) fail_msg("not read: %s", pairs[i][0]);
        command_print(&command, &text);
        assert_string_equal(buffer, pairs[i][1]);
    }
}

static void what_is_no_command_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "kil A",
        "killA",
        "kill",
        "kill D",
        "kill a",
        "kill AB",
        "kill leader",
        "stall",
        "stall mid-duty",
        "stall A mid-duty B",
        "kill A mid-duty",
        "partition",
        "partition |",
        "partition A |",
        "partition | A",
        "partition A || B",
        "partition A | A",
        "partition A A",
        "heal A",
        "heal A > B",
        "heal A B C",
        "heal A A",
        "cut",
        "cut A",
        "cut A A",
        "cut A >",
        "cut A > B C",
        "cut A < B",
        "delay",
        "delay 5",
        "delay -5ms",
        "delay 5ms A B",
        "delay 5ms A >",
        "delay 5ms A > A",
        "loss",
        "loss 101",
        "loss -1",
        "loss 5 A",
        "loss 5 A B",
        "loss x",
        "drift A",
        "drift 5",
        "drift A 900001",
        "drift A -900001",
        "drift A 1.5",
        "drift A 5 B",
        "expect leader",
        "end",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct command command;
        if (command_parse(texts[i], 3, &command)) fail_msg("read: `%s`", texts[i]);
    }
}

static void a_note_is_kept_up_to_its_limit_and_refused_beyond(void **state) {
    (void)state;
    struct command command;
    char text[NOTE_BYTES + 16] = "note ";
    memset(text + 5, 'x', NOTE_BYTES - 1);
    assert_true(command_parse(text, 3, &command));
    assert_int_equal(strlen(command.note), NOTE_BYTES - 1);
    text[5 + NOTE_BYTES - 1] = 'x';
    assert_false(command_parse(text, 3, &command));
}

static void equal_commands_are_equal_bytes(void **state) {
    (void)state;
    struct command a, b;
    memset(&a, 0x55, sizeof a);
    memset(&b, 0xaa, sizeof b);
    assert_true(command_parse("partition A | B", 3, &a));
    assert_true(command_parse("partition  A |  B", 3, &b));
    assert_memory_equal(&a, &b, sizeof a);
}

static void every_word_has_one_command_with_syntax_and_help(void **state) {
    (void)state;
    for (unsigned kind = 0; kind < COMMAND_COUNT; kind++) {
        const char *word = command_word((enum command_kind)kind);
        assert_int_equal(command_by_word(word), kind);
        assert_true(text_starts(command_syntax((enum command_kind)kind), word));
        assert_true(text_length(command_help((enum command_kind)kind)) > 0);
    }
    assert_int_equal(command_by_word("explode"), COMMAND_COUNT);
}

/* ---- cuts ------------------------------------------------------------------------- */

/* Rows "ABC": the nodes each of A, B, C reaches, itself left out. */
static void assert_reach(const struct cuts *cuts, const char *const reach[3]) {
    for (uint8_t from = 0; from < 3; from++) {
        char buffer[8];
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        for (uint8_t to = 0; to < 3; to++) {
            if (to != from && cuts_reach(cuts, from, to)) text_add_char(&text, node_letter(to));
        }
        assert_string_equal(buffer, reach[from]);
        assert_true(cuts_reach(cuts, from, from));
    }
}

static void cuts_follow_the_commands(void **state) {
    (void)state;
    static const struct {
        const char *command;
        const char *reach[3];
    } steps[] = {
        { "cut A > B", { "C", "AC", "AB" } },      { "cut B C", { "C", "A", "A" } },
        { "heal A B", { "BC", "A", "A" } },        { "isolate A", { "", "", "" } },
        { "partition A B | C", { "B", "A", "" } }, /* replaces every earlier cut */
        { "partition B", { "C", "", "A" } },       /* unnamed nodes are one more group */
        { "isolate C", { "", "", "" } },           /* adds to them */
        { "heal", { "BC", "AC", "AB" } },
    };
    struct cuts cuts;
    struct command command;
    cuts_init(&cuts, 3);
    assert_false(cuts_any(&cuts));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_true(command_parse(steps[i].command, 3, &command));
        assert_true(cuts_command(&cuts, &command));
        assert_reach(&cuts, steps[i].reach);
        assert_int_equal(cuts_any(&cuts), i + 1 < sizeof steps / sizeof steps[0]);
    }
}

static void other_commands_cut_nothing(void **state) {
    (void)state;
    static const char *const texts[] = { "kill A", "delay 5ms", "loss 100", "drift A 5", "note x" };
    struct cuts cuts;
    struct command command;
    cuts_init(&cuts, 3);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_true(command_parse(texts[i], 3, &command));
        assert_false(cuts_command(&cuts, &command));
    }
    assert_false(cuts_any(&cuts));
}

static void a_generation_passes_with_each_new_cut_of_a_link_only(void **state) {
    (void)state;
    static const struct {
        const char *command;
        uint32_t a_to_b, b_to_a;
    } steps[] = {
        { "cut A > B", 1, 0 },         { "cut A B", 1, 1 }, { "isolate A", 1, 1 },
        { "partition A | B C", 1, 1 }, { "heal", 1, 1 },    { "partition A B | C", 1, 1 },
        { "cut B > A", 1, 2 },
    };
    struct cuts cuts;
    struct command command;
    cuts_init(&cuts, 3);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_true(command_parse(steps[i].command, 3, &command));
        assert_true(cuts_command(&cuts, &command));
        assert_int_equal(cuts.generation[0][1], steps[i].a_to_b);
        assert_int_equal(cuts.generation[1][0], steps[i].b_to_a);
    }
}

static void mutual_reach_needs_both_ways(void **state) {
    (void)state;
    struct cuts cuts;
    struct command command;
    cuts_init(&cuts, 4);
    assert_true(command_parse("cut A > B", 4, &command));
    assert_true(cuts_command(&cuts, &command));
    assert_int_equal(cuts_mutual(&cuts, 0).bits, 0xd);
    assert_int_equal(cuts_mutual(&cuts, 1).bits, 0xe);
    assert_int_equal(cuts_mutual(&cuts, 2).bits, 0xf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_texts_are_read_and_printed_the_same),
        cmocka_unit_test(other_spellings_become_canonical),
        cmocka_unit_test(what_is_no_command_is_refused),
        cmocka_unit_test(a_note_is_kept_up_to_its_limit_and_refused_beyond),
        cmocka_unit_test(equal_commands_are_equal_bytes),
        cmocka_unit_test(every_word_has_one_command_with_syntax_and_help),
        cmocka_unit_test(cuts_follow_the_commands),
        cmocka_unit_test(other_commands_cut_nothing),
        cmocka_unit_test(a_generation_passes_with_each_new_cut_of_a_link_only),
        cmocka_unit_test(mutual_reach_needs_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
