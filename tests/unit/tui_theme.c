/* Goal: a theme's file says what is wrong with it, and the built-in ones keep what
 * they promise to eyes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "app/builtin.h"
#include "tui/draw/theme_file.h"

static struct theme theme;
static struct theme_error error;

static bool parse(const char *text) {
    return theme_parse(text, strlen(text), &theme, &error);
}

static void assert_refused(const char *text, int line, int column, const char *says) {
    assert_false(parse(text));
    assert_int_equal(error.line, line);
    assert_int_equal(error.column, column);
    if (strstr(error.message, says) == NULL)
        fail_msg("`%s` does not say `%s`", error.message, says);
}

static void a_line_says_how_a_style_looks_on_three_kinds_of_terminal(void **state) {
    (void)state;
    assert_true(
        parse("# mine\nbackground light\nleader 12 on 240 bold | red dim | bold reverse\n"));
    const struct theme_look many = theme_look(&theme, THEME_256, STYLE_LEADER);
    assert_int_equal(many.fg, 12);
    assert_int_equal(many.bg, 240);
    assert_int_equal(many.attributes, THEME_BOLD);
    assert_int_equal(theme_look(&theme, THEME_8, STYLE_LEADER).fg, 1);
    assert_int_equal(theme_look(&theme, THEME_8, STYLE_LEADER).attributes, THEME_DIM);
    assert_int_equal(theme_look(&theme, THEME_MONO, STYLE_LEADER).fg, THEME_DEFAULT);
    assert_int_equal(theme_look(&theme, THEME_MONO, STYLE_LEADER).attributes,
                     THEME_BOLD | THEME_REVERSE);
}

static void what_is_not_named_looks_as_in_dark_or_light(void **state) {
    (void)state;
    struct err_info info;
    struct theme light;
    assert_int_equal(theme_load("light", &light, &info), ERR_NONE);
    assert_true(parse("background light\nleader 12 | red | bold\n"));
    assert_int_equal(theme.background, THEME_LIGHT);
    for (int style = 0; style < STYLE_COUNT; style++) {
        if (style == STYLE_LEADER) continue;
        assert_int_equal(theme.look[THEME_256][style].fg, light.look[THEME_256][style].fg);
    }
}

static void a_mistake_is_named_with_its_place(void **state) {
    (void)state;
    assert_refused("background drak\n", 1, 12, "did you mean `dark`?");
    assert_refused("leader 1 | red | bold\n", 1, 1, "background dark");
    assert_refused("# only a comment\n", 2, 1, "expected a line `background dark`");
    assert_refused("background dark\nladder 1 | red | -\n", 2, 1, "did you mean `leader`?");
    assert_refused("background dark\nleader 256 | red | -\n", 2, 8, "a colour from 0 to 255");
    assert_refused("background dark\nleader 1 | rde | -\n", 2, 12, "did you mean `red`?");
    assert_refused("background dark\nleader 1 | red | blod\n", 2, 18, "did you mean `bold`?");
    assert_refused("background dark\nleader 1 | red | red\n", 2, 18, "no colours");
    assert_refused("background dark\nleader 1 | red\n", 2, 15, "the next column");
    assert_refused("background dark\nleader 1 | red | - | -\n", 2, 20, "no more than three");
    assert_refused("background dark\nleader 1 | | -\n", 2, 12, "one of 8 colours");
    assert_refused("background dark\nleader - 1 | red | -\n", 2, 10, "a colour");
    assert_refused("background dark\nleader on | red | -\n", 2, 11, "a colour");
    assert_refused("background dark\nbackground light\n", 2, 12, "once");
    assert_refused("background dark light\n", 1, 17, "nothing more");
}

static void a_theme_that_is_none_is_named(void **state) {
    (void)state;
    struct err_info info;
    assert_int_equal(theme_load("colour-blnd", &theme, &info), ERR_USAGE);
    assert_non_null(strstr(info.text, "did you mean `colour-blind`?"));
    assert_int_equal(theme_load("tests/data/no-such.theme", &theme, &info), ERR_USAGE);
    assert_non_null(strstr(info.text, "No such file"));
    assert_int_equal(theme_load("assets/themes/light.theme", &theme, &info), ERR_NONE);
    assert_int_equal(theme.background, THEME_LIGHT);
}

static void dark_and_light_name_every_style(void **state) {
    (void)state;
    static const char *const bases[] = { "dark", "light" };
    for (size_t i = 0; i < 2; i++) {
        for (int j = 0; j < builtin_theme_count; j++) {
            if (strcmp(builtin_themes[j].name, bases[i]) != 0) continue;
#define X(symbol, name) assert_non_null(strstr(builtin_themes[j].bytes, "\n" name " "));
            STYLES(X)
#undef X
        }
    }
}

/* ---- eyes -------------------------------------------------------------------------- */

static double linear(unsigned byte) {
    const double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static void linear_of(uint32_t rgb, double out[3]) {
    for (int i = 0; i < 3; i++) out[i] = linear(rgb >> (16 - 8 * i) & 0xff);
}

static double luminance(uint32_t rgb) {
    double l[3];
    linear_of(rgb, l);
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
}

/* WCAG 2.1, section 1.4.6: 1 to 21. */
static double contrast(uint32_t a, uint32_t b) {
    const double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

/* Machado, Oliveira and Fernandes, 2009, severity 1, in linear RGB. */
static const double eyes[][3][3] = {
    { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    { { 0.152286, 1.052583, -0.204868 }, /* protanopia */
      { 0.114503, 0.786281, 0.099216 },
      { -0.003882, -0.048116, 1.051998 } },
    { { 0.367322, 0.860646, -0.227968 }, /* deuteranopia */
      { 0.280085, 0.672501, 0.047413 },
      { -0.011820, 0.042940, 0.968881 } },
    { { 1.255528, -0.076749, -0.178779 }, /* tritanopia */
      { -0.078411, 0.930809, 0.147602 },
      { 0.004733, 0.691367, 0.303900 } },
};
enum { EYES = sizeof eyes / sizeof eyes[0] };

static double bend(double t) {
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* CIE L*a*b*, as these eyes see it. */
static void lab_of(uint32_t rgb, int eye, double out[3]) {
    double l[3], s[3];
    linear_of(rgb, l);
    for (int i = 0; i < 3; i++) {
        s[i] = eyes[eye][i][0] * l[0] + eyes[eye][i][1] * l[1] + eyes[eye][i][2] * l[2];
        s[i] = s[i] < 0 ? 0 : s[i] > 1 ? 1 : s[i];
    }
    const double x = bend((0.4124 * s[0] + 0.3576 * s[1] + 0.1805 * s[2]) / 0.95047);
    const double y = bend(0.2126 * s[0] + 0.7152 * s[1] + 0.0722 * s[2]);
    const double z = bend((0.0193 * s[0] + 0.1192 * s[1] + 0.9505 * s[2]) / 1.08883);
    out[0] = 116 * y - 16;
    out[1] = 500 * (x - y);
    out[2] = 200 * (y - z);
}

/* The CIE 1976 difference for the eyes that see it least. */
static double distance(uint32_t a, uint32_t b) {
    double least = 1e9;
    for (int eye = 0; eye < EYES; eye++) {
        double la[3], lb[3], sum = 0;
        lab_of(a, eye, la);
        lab_of(b, eye, lb);
        for (int i = 0; i < 3; i++) sum += (la[i] - lb[i]) * (la[i] - lb[i]);
        if (sqrt(sum) < least) least = sqrt(sum);
    }
    return least;
}

static uint32_t ink(enum style style) {
    const struct theme_look look = theme_look(&theme, THEME_256, style);
    return look.fg == THEME_DEFAULT ? theme_ink(theme.background) : theme_rgb(look.fg);
}

static uint32_t paper(enum style style) {
    const struct theme_look look = theme_look(&theme, THEME_256, style);
    return look.bg == THEME_DEFAULT ? theme_paper(theme.background) : theme_rgb(look.bg);
}

static void load(const char *name) {
    struct err_info info;
    assert_int_equal(theme_load(name, &theme, &info), ERR_NONE);
}

static const enum style roles[] = { STYLE_FOLLOWER, STYLE_STANDING, STYLE_ELECTED, STYLE_LEADER,
                                    STYLE_BAD };
enum { ROLES = sizeof roles / sizeof roles[0] };

/* 20 is far beyond what is just seen (2.3, Mahy et al., 1994). */
static void every_colour_vision_tells_the_roles_apart(void **state) {
    (void)state;
    static const char *const names[] = { "colour-blind", "colour-blind-light" };
    for (size_t name = 0; name < 2; name++) {
        load(names[name]);
        for (int i = 0; i < ROLES; i++) {
            for (int j = 0; j < i; j++) assert_true(distance(ink(roles[i]), ink(roles[j])) > 20);
        }
    }
}

static void the_distance_is_measured(void **state) {
    (void)state;
    assert_true(distance(0x000000, 0xffffff) > 99 && distance(0x808080, 0x808080) < 0.001);
    load("light"); /* gold and red on white are one to eyes without green: hence another theme */
    assert_true(distance(ink(STYLE_LEADER), ink(STYLE_BAD)) < 5);
}

static void contrast_reaches_seven_for_every_word(void **state) {
    (void)state;
    load("contrast");
    for (int style = 0; style < STYLE_COUNT; style++) {
        if (style == STYLE_BAR_EMPTY || style == STYLE_FRAME) continue; /* no words */
        assert_true(contrast(ink((enum style)style), paper((enum style)style)) >= 7);
    }
}

static void roles_are_readable_in_every_theme(void **state) {
    (void)state;
    for (int i = 0; i < builtin_theme_count; i++) {
        load(builtin_themes[i].name);
        for (int j = 0; j < ROLES; j++) {
            assert_true(contrast(ink(roles[j]), paper(roles[j])) >= 4.3);
        }
    }
}

static void every_look_is_within_its_depth(void **state) {
    (void)state;
    static const int most[] = { [THEME_MONO] = THEME_DEFAULT, [THEME_8] = 7, [THEME_256] = 255 };
    for (int i = 0; i < builtin_theme_count; i++) {
        load(builtin_themes[i].name);
        for (int depth = 0; depth < THEME_DEPTH_COUNT; depth++) {
            for (int style = 0; style < STYLE_COUNT; style++) {
                const struct theme_look look =
                    theme_look(&theme, (enum theme_depth)depth, (enum style)style);
                assert_in_range(look.fg + 1, 0, most[depth] + 1);
                assert_in_range(look.bg + 1, 0, most[depth] + 1);
            }
        }
        assert_true(theme_look(&theme, THEME_MONO, STYLE_BAD).attributes & THEME_REVERSE);
        assert_true(theme_look(&theme, THEME_MONO, STYLE_LEADER).attributes & THEME_BOLD);
    }
}

static void mono_has_no_colours(void **state) {
    (void)state;
    load("mono");
    for (int depth = 0; depth < THEME_DEPTH_COUNT; depth++) {
        for (int style = 0; style < STYLE_COUNT; style++) {
            const struct theme_look look =
                theme_look(&theme, (enum theme_depth)depth, (enum style)style);
            assert_int_equal(look.fg, THEME_DEFAULT);
            assert_int_equal(look.bg, THEME_DEFAULT);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_how_a_style_looks_on_three_kinds_of_terminal),
        cmocka_unit_test(what_is_not_named_looks_as_in_dark_or_light),
        cmocka_unit_test(a_mistake_is_named_with_its_place),
        cmocka_unit_test(a_theme_that_is_none_is_named),
        cmocka_unit_test(dark_and_light_name_every_style),
        cmocka_unit_test(every_colour_vision_tells_the_roles_apart),
        cmocka_unit_test(the_distance_is_measured),
        cmocka_unit_test(contrast_reaches_seven_for_every_word),
        cmocka_unit_test(roles_are_readable_in_every_theme),
        cmocka_unit_test(every_look_is_within_its_depth),
        cmocka_unit_test(mono_has_no_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
