/* What the panels draw with: figures, bars, texts that do not fit, strips. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/draw/parts.h"
#include "tui/draw/strip.h"
#include "tui/view/words.h"

static void durations_are_rounded_alike_and_never_wide(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        const char *said;
    } cases[] = {
        { -5, "0 ms" },         { 0, "0 ms" },           { 85999, "85 ms" },
        { 237999, "230 ms" },   { 999999, "990 ms" },    { 1000000, "1.0 s" },
        { 9999999, "9.9 s" },   { 10000000, "10 s" },    { 99999999, "99 s" },
        { 100000000, "1 min" }, { 720000000, "12 min" }, { TIME_NEVER, "99 min" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char buffer[40];
        struct text words;
        text_init(&words, buffer, sizeof buffer);
        words_add_duration(&words, cases[i].us);
        assert_string_equal(buffer, cases[i].said);
        assert_true(words.length <= 6);
    }
}

static void clocks_and_terms_keep_their_shape(void **state) {
    (void)state;
    char buffer[40];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    words_add_clock(&words, 12345678);
    text_add_char(&words, '|');
    words_add_clock(&words, 83400000);
    text_add_char(&words, '|');
    words_add_clock(&words, INT64_C(3723400000));
    assert_string_equal(buffer, "12.3 s|1:23.4|1:02:03.4");
    text_init(&words, buffer, sizeof buffer);
    words_add_term(&words, 99999);
    text_add_char(&words, '|');
    words_add_term(&words, 100000);
    text_add_char(&words, '|');
    words_add_term(&words, UINT32_MAX);
    assert_string_equal(buffer, "99999|100k|4294M");
}

static void a_bar_shows_halves_and_never_nothing_for_something(void **state) {
    (void)state;
    static struct cells cells;
    static const struct {
        int64_t part, whole;
        const char *drawn;
    } cases[] = {
        { 0, 100, "╌╌╌╌" },  { 1, 100000, "╸╌╌╌" }, { 50, 100, "━━╌╌" },
        { 63, 100, "━━╸╌" }, { 100, 100, "━━━━" },  { 900, 100, "━━━━" },
        { 5, 0, "╌╌╌╌" },    { -5, 100, "╌╌╌╌" },   { TIME_NEVER, TIME_NEVER, "━━━━" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[64];
        cells_clear(&cells, 1, 10);
        draw_bar(&cells, (struct rect){ 0, 0, 1, 10 }, 0, 0, 4, STYLE_BAR, cases[i].part,
                 cases[i].whole);
        (void)cells_row_text(&cells, 0, row, sizeof row);
        assert_string_equal(row, cases[i].drawn);
    }
}

static void too_long_a_text_ends_with_a_word(void **state) {
    (void)state;
    static struct cells cells;
    static const struct {
        int cols;
        const char *text, *drawn;
    } cases[] = {
        { 20, "fits exactly in here", "fits exactly in here" },
        { 18, "fits exactly in here", "fits exactly in …" },
        { 24, "B signs A (promised for 3 s)", "B signs A (promised …" },
        { 18, "B signs A (promised for 3 s)", "B signs A …" },
        { 8, "incomprehensible", "incompr…" },
        { 1, "ab", "…" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[128];
        cells_clear(&cells, 1, 40);
        draw_text_cut(&cells, (struct rect){ 0, 0, 1, 40 }, 0, 0, cases[i].cols, STYLE_PLAIN,
                      cases[i].text);
        (void)cells_row_text(&cells, 0, row, sizeof row);
        assert_string_equal(row, cases[i].drawn);
    }
}

static const char *strip_text(struct strip *strip, int cols) {
    static struct cells cells;
    static char row[256];
    cells_clear(&cells, 1, cols);
    strip_fit(strip, cols);
    strip_draw(strip, &cells, (struct rect){ 0, 0, 1, cols });
    (void)cells_row_text(&cells, 0, row, sizeof row);
    return row;
}

static void strip_put(struct strip *strip, const char *label, const char *said, int weight,
                      bool right) {
    struct strip_item *item = strip_add(strip, weight, STYLE_PLAIN);
    struct text words;
    item->label = label;
    item->right = right;
    text_init(&words, item->text, sizeof item->text);
    text_add(&words, said);
}

static void a_strip_drops_the_least_important_as_a_whole(void **state) {
    (void)state;
    struct strip strip = { .separator = " | " };
    strip_put(&strip, NULL, "first", 9, false);
    strip_put(&strip, "k", "kill", 1, false);
    strip_put(&strip, NULL, "third", 5, false);
    strip_put(&strip, NULL, "end", 7, true);
    assert_string_equal(strip_text(&strip, 40), " first | k kill | third             end");
    assert_string_equal(strip_text(&strip, 30), " first | k kill | third   end");
    assert_string_equal(strip_text(&strip, 25), " first | third       end");
    assert_string_equal(strip_text(&strip, 18), " first        end");
    assert_string_equal(strip_text(&strip, 8), " first");
    assert_string_equal(strip_text(&strip, 4), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_rounded_alike_and_never_wide),
        cmocka_unit_test(clocks_and_terms_keep_their_shape),
        cmocka_unit_test(a_bar_shows_halves_and_never_nothing_for_something),
        cmocka_unit_test(too_long_a_text_ends_with_a_word),
        cmocka_unit_test(a_strip_drops_the_least_important_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
