/* Goal: texts are built without running over their buffer, and numbers,
 * durations and percentages are read exactly or not at all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

/* ---- building --------------------------------------------------------------------- */

static char buffer[128];
static struct text text;

static struct text *begin(void) {
    text_init(&text, buffer, sizeof buffer);
    return &text;
}

static void a_full_text_says_that_it_was_cut_and_stays_a_string(void **state) {
    (void)state;
    for (size_t bytes = 1; bytes <= 8; bytes++) {
        struct text small;
        memset(buffer, '#', sizeof buffer);
        text_init(&small, buffer, bytes);
        assert_false(small.cut);
        text_add(&small, "abcdef");
        assert_int_equal(small.length, bytes - 1 < 6 ? bytes - 1 : 6);
        assert_int_equal(small.cut, bytes < 7);
        assert_memory_equal(buffer, "abcdef", small.length);
        assert_int_equal(buffer[small.length], '\0');
        assert_int_equal(buffer[bytes], '#');
    }
}

static void pieces_are_joined(void **state) {
    (void)state;
    begin();
    text_add(&text, "a");
    text_add_n(&text, "bcd", 2);
    text_add_char(&text, ' ');
    text_add_int(&text, -5);
    text_add_uint(&text, 7);
    text_add(&text, "");
    assert_string_equal(buffer, "abc -57");
    assert_int_equal(text.length, 7);
}

static void integers_are_written_to_their_ends(void **state) {
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = { { 0, "0" },
                 { -1, "-1" },
                 { 10, "10" },
                 { INT64_MAX, "9223372036854775807" },
                 { INT64_MIN, "-9223372036854775808" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        text_add_int(begin(), rows[i].value);
        assert_string_equal(buffer, rows[i].text);
    }
    text_add_uint(begin(), UINT64_MAX);
    assert_string_equal(buffer, "18446744073709551615");
}

static void sets_are_written_as_letters(void **state) {
    (void)state;
    text_add_set(begin(), set_all(10), NULL);
    assert_string_equal(buffer, "ABCDEFGHIJ");
    text_add_set(begin(), (struct node_set){ 0x15 }, ", ");
    assert_string_equal(buffer, "A, C, E");
    text_add_set(begin(), SET_EMPTY, " ");
    assert_string_equal(buffer, "");
}

static void durations_are_written_short_and_exact_and_read_back(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        const char *text;
    } rows[] = { { 0, "0s" },
                 { 1, "1us" },
                 { 999, "999us" },
                 { 1000, "1ms" },
                 { 1500, "1500us" },
                 { 1500000, "1500ms" },
                 { 2000000, "2s" },
                 { 60000000, "60s" },
                 { 3600000000, "3600s" },
                 { 1000001, "1000001us" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t back = -1;
        text_add_duration(begin(), rows[i].us);
        assert_string_equal(buffer, rows[i].text);
        assert_true(text_parse_duration(buffer, text.length, &back));
        assert_int_equal(back, rows[i].us);
    }
    text_add_duration(begin(), -2500);
    assert_string_equal(buffer, "-2500us");
}

static void times_for_people_are_rounded_down(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        const char *text;
    } rows[] = { { 0, "0.0 ms" },         { 999, "0.9 ms" },     { 1000, "1.0 ms" },
                 { 9999, "9.9 ms" },      { 10000, "10 ms" },    { 999999, "999 ms" },
                 { 1000000, "1.00 s" },   { 1059999, "1.05 s" }, { 75000000, "75.00 s" },
                 { -1500000, "-1.50 s" }, { -300, "-0.3 ms" },   { TIME_PAST, "-" },
                 { TIME_NEVER, "-" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        text_add_time(begin(), rows[i].us);
        assert_string_equal(buffer, rows[i].text);
    }
}

static void strings_are_compared_whole(void **state) {
    (void)state;
    assert_true(text_equal("", ""));
    assert_true(text_equal("ab", "ab"));
    assert_false(text_equal("ab", "abc"));
    assert_false(text_equal("abc", "ab"));
    assert_false(text_equal("ab", "aB"));
    assert_true(text_starts("abc", ""));
    assert_true(text_starts("abc", "abc"));
    assert_false(text_starts("ab", "abc"));
    assert_false(text_starts("abd", "abc"));
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("abc"), 3);
}

/* ---- reading ---------------------------------------------------------------------- */

static void unsigned_numbers(void **state) {
    (void)state;
    static const struct {
        const char *string;
        bool ok;
        uint64_t value;
    } rows[] = {
        { "0", true, 0 },
        { "42", true, 42 },
        { "007", true, 7 },
        { "18446744073709551615", true, UINT64_MAX },
        { "18446744073709551616", false, 0 },
        { "99999999999999999999999", false, 0 },
        { "0xff", true, 255 },
        { "0XfF", true, 255 },
        { "0xffffffffffffffff", true, UINT64_MAX },
        { "0x10000000000000000", false, 0 },
        { "", false, 0 },
        { "0xabcdef", true, 0xabcdef },
        { "0xABCDEF", true, 0xabcdef },
        { "0xg", false, 0 },
        { "0x@", false, 0 },
        { "0x`", false, 0 },
        { "1x1", false, 0 },
        { "0:", false, 0 },
        { "0/", false, 0 },
        { "0x", false, 0 },
        { "x1", false, 0 },
        { "1x", false, 0 },
        { "a", false, 0 },
        { "-1", false, 0 },
        { "+1", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t value = 77;
        const bool ok = text_parse_uint(rows[i].string, strlen(rows[i].string), &value);
        if (ok != rows[i].ok) fail_msg("`%s`", rows[i].string);
        assert_true(value == (ok ? rows[i].value : 77));
    }
}

static void signed_numbers(void **state) {
    (void)state;
    static const struct {
        const char *string;
        bool ok;
        int64_t value;
    } rows[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { "-5", true, -5 },
        { "+5", true, 5 },
        { "--5", false, 0 },
        { "-", false, 0 },
        { "+", false, 0 },
        { "", false, 0 },
        { "- 5", false, 0 },
        { "5.0", false, 0 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775807", true, -INT64_MAX },
        { "9223372036854775808", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 77;
        const bool ok = text_parse_int(rows[i].string, strlen(rows[i].string), &value);
        if (ok != rows[i].ok) fail_msg("`%s`", rows[i].string);
        assert_int_equal(value, ok ? rows[i].value : 77);
    }
}

static void durations(void **state) {
    (void)state;
    static const struct {
        const char *string;
        bool ok;
        int64_t us;
    } rows[] = {
        { "0", true, 0 },
        { "0s", true, 0 },
        { "250us", true, 250 },
        { "1ms", true, 1000 },
        { "1.5s", true, 1500000 },
        { ".5s", true, 500000 },
        { "2.s", true, 2000000 },
        { "0.000001s", true, 1 },
        { "0.0000019s", true, 1 }, /* below a microsecond nothing counts */
        { "1m", true, 60000000 },
        { "1.5m", true, 90000000 },
        { "5000000000s", true, INT64_C(5000000000000000) },
        { "5", false, 0 },
        { "s", false, 0 },
        { ".s", false, 0 },
        { "-1s", false, 0 },
        { "+1s", false, 0 },
        { "1 s", false, 0 },
        { "1h", false, 0 },
        { "1S", false, 0 },
        { "1.2.3s", false, 0 },
        { "1e3s", false, 0 },
        { "99999999999999999999s", false, 0 },
        { "9223372036854775807us", false, 0 },
        { "", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t us = 77;
        const bool ok = text_parse_duration(rows[i].string, strlen(rows[i].string), &us);
        if (ok != rows[i].ok) fail_msg("`%s`", rows[i].string);
        assert_int_equal(us, ok ? rows[i].us : 77);
    }
}

static void only_the_given_length_is_read(void **state) {
    (void)state;
    uint64_t value = 0;
    int64_t us = 0;
    assert_true(text_parse_uint("123", 2, &value));
    assert_int_equal(value, 12);
    assert_true(text_parse_duration("15msx", 4, &us));
    assert_int_equal(us, 15000);
}

static void percentages(void **state) {
    (void)state;
    static const struct {
        const char *string;
        bool ok;
        uint32_t ppm;
    } rows[] = {
        { "0", true, 0 },         { "12", true, 120000 },   { "12%", true, 120000 },
        { "12.5", true, 125000 }, { "0.0001", true, 1 },    { "0.00001", true, 0 },
        { "100", true, 1000000 }, { "100.0001", false, 0 }, { "101%", false, 0 },
        { "-1", false, 0 },       { "%", false, 0 },        { "", false, 0 },
        { "5%%", false, 0 },      { "5 %", false, 0 },      { "99999999999999999999", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t ppm = 77;
        const bool ok = text_parse_percent(rows[i].string, strlen(rows[i].string), &ppm);
        if (ok != rows[i].ok) fail_msg("`%s`", rows[i].string);
        assert_int_equal(ppm, ok ? rows[i].ppm : 77);
    }
}

/* ---- did you mean ------------------------------------------------------------------- */

static void the_nearest_word_is_found_within_reason(void **state) {
    (void)state;
    static const char *const words[] = { "kill", "revive", "partition", "heal", "cut" };
    static const char *const rows[][2] = {
        { "kil", "kill" },
        { "killl", "kill" },
        { "klil", "kill" },
        { "parition", "partition" },
        { "partitoin", "partition" },
        { "reviev", "revive" },
        { "kill", "kill" },
        { "cat", "cut" },
        { "Heal", "heal" },
        { "zebra", NULL },
        { "x", NULL },
        { "", NULL },
        { "pqrtxyxzn", NULL },
        { "a word that is far longer than any of them is", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *found = text_nearest(rows[i][0], words, 5);
        if (rows[i][1] == NULL ? found != NULL : found == NULL || strcmp(found, rows[i][1]) != 0) {
            fail_msg("`%s` gives `%s`", rows[i][0], found != NULL ? found : "nothing");
        }
    }
    assert_null(text_nearest("kill", words, 0));
    static const char *const close[] = { "cut", "cup", "cups" };
    assert_string_equal(text_nearest("cup", close, 3), "cup"); /* the last letter counts */
    assert_string_equal(text_nearest("cupss", close, 3), "cups");
    static const char longest[] = "abcdefghijklmnopqrstuvwxyzabcdef"; /* 32 */
    static const char *const long_words[] = { longest, "cut" };
    assert_ptr_equal(text_nearest(longest, long_words, 2), longest);
    assert_null(text_nearest("abcdefghijklmnopqrstuvwxyzabcdefg", long_words, 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_text_says_that_it_was_cut_and_stays_a_string),
        cmocka_unit_test(pieces_are_joined),
        cmocka_unit_test(integers_are_written_to_their_ends),
        cmocka_unit_test(sets_are_written_as_letters),
        cmocka_unit_test(durations_are_written_short_and_exact_and_read_back),
        cmocka_unit_test(times_for_people_are_rounded_down),
        cmocka_unit_test(strings_are_compared_whole),
        cmocka_unit_test(unsigned_numbers),
        cmocka_unit_test(signed_numbers),
        cmocka_unit_test(durations),
        cmocka_unit_test(only_the_given_length_is_read),
        cmocka_unit_test(percentages),
        cmocka_unit_test(the_nearest_word_is_found_within_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
