#include "tui/theme.h"

#include <stddef.h>

#include "base/check.h"

/* Attributes by one letter, so that a row stays a line. */
enum { N = THEME_NORMAL, B = THEME_BOLD, D = THEME_DIM, R = THEME_REVERSE, U = THEME_UNDERLINE };
enum { _ = THEME_DEFAULT };

/* style; dark 256: fg, bg, attr; light 256; dark 8; light 8; mono: attr.
 * 220 gold, 75 sky blue, 175 reddish purple, 43 bluish green, 203 vermillion:
 * Okabe and Ito's hues, lightened for dark and darkened for light terminals. */
#define LOOKS(X)                                                                                   \
    X(PLAIN, (_, _, N), (_, _, N), (_, _, N), (_, _, N), N)                                        \
    X(DIM, (245, _, N), (242, _, N), (_, _, D), (_, _, D), D)                                      \
    X(TITLE, (252, _, B), (236, _, B), (_, _, B), (_, _, B), B)                                    \
    X(SELECTED, (231, _, B), (16, _, B), (_, _, B), (_, _, B), B)                                  \
    X(FOLLOWER, (43, _, N), (29, _, N), (2, _, N), (2, _, N), N)                                   \
    X(STANDING, (175, _, N), (132, _, N), (5, _, N), (5, _, N), U)                                 \
    X(ELECTED, (75, _, N), (25, _, N), (6, _, N), (6, _, N), U)                                    \
    X(LEADER, (220, _, B), (130, _, B), (3, _, B), (4, _, B), B)                                   \
    X(DOWN, (243, _, N), (246, _, N), (_, _, D), (_, _, D), D)                                     \
    X(STALLED, (180, _, N), (94, _, N), (7, _, U), (0, _, U), U)                                   \
    X(GOOD, (43, _, N), (29, _, N), (2, _, N), (2, _, N), N)                                       \
    X(WARN, (215, _, N), (130, _, N), (3, _, N), (5, _, N), B)                                     \
    X(BAD, (203, _, B), (160, _, B), (1, _, B), (1, _, B), B | R)                                  \
    X(TOKEN_ELECTION, (175, _, B), (132, _, B), (5, _, B), (5, _, B), U)                           \
    X(TOKEN_LEADER, (220, _, B), (130, _, B), (3, _, B), (4, _, B), B)                             \
    X(CUT, (209, _, N), (160, _, N), (1, _, N), (1, _, N), B)                                      \
    X(KEY, (75, _, B), (25, _, B), (6, _, B), (4, _, B), B)                                        \
    X(BAR, (73, _, N), (67, _, N), (6, _, N), (6, _, N), N)                                        \
    X(BAR_EMPTY, (238, _, N), (251, _, N), (_, _, D), (_, _, D), D)                                \
    X(FRAME, (239, _, N), (249, _, N), (_, _, D), (_, _, D), D)                                    \
    X(PROMPT, (252, _, N), (236, _, N), (_, _, N), (_, _, N), N)                                   \
    X(ERROR, (203, _, B), (160, _, B), (1, _, B), (1, _, B), B)                                    \
    X(STATUS, (252, 236, N), (238, 254, N), (_, _, R), (_, _, R), R)

#define LOOK(fg, bg, attributes)                                                                   \
    { fg, bg, attributes }
static const struct theme_look looks[THEME_BACKGROUND_COUNT][THEME_DEPTH_COUNT][STYLE_COUNT] = {
#define X(style, dark256, light256, dark8, light8, mono) [STYLE_##style] = LOOK dark256,
    [THEME_DARK][THEME_256] = { LOOKS(X) },
#undef X
#define X(style, dark256, light256, dark8, light8, mono) [STYLE_##style] = LOOK light256,
    [THEME_LIGHT][THEME_256] = { LOOKS(X) },
#undef X
#define X(style, dark256, light256, dark8, light8, mono) [STYLE_##style] = LOOK dark8,
    [THEME_DARK][THEME_8] = { LOOKS(X) },
#undef X
#define X(style, dark256, light256, dark8, light8, mono) [STYLE_##style] = LOOK light8,
    [THEME_LIGHT][THEME_8] = { LOOKS(X) },
#undef X
#define X(style, dark256, light256, dark8, light8, mono) [STYLE_##style] = LOOK(_, _, mono),
    [THEME_DARK][THEME_MONO] = { LOOKS(X) }, [THEME_LIGHT][THEME_MONO] = { LOOKS(X) },
#undef X
};

/* A style without a row would look like black on black: every row is there. */
#define X(style, dark256, light256, dark8, light8, mono) +1
_Static_assert(0 LOOKS(X) == STYLE_COUNT, "one look for each style");
#undef X

struct theme_look theme_look(enum theme_background background, enum theme_depth depth,
                             enum style style) {
    REQUIRE(background < THEME_BACKGROUND_COUNT && depth < THEME_DEPTH_COUNT);
    REQUIRE(style < STYLE_COUNT);
    return looks[background][depth][style];
}

char theme_ascii(uint32_t rune) {
    static const struct {
        uint16_t rune;
        char ascii;
    } stand_ins[] = {
        { 0x2605, '*' }, /* ★ leader */
        { 0x2606, '%' }, /* ☆ leader whose lease is over */
        { 0x25c6, '+' }, /* ◆ elected */
        { 0x25b2, '^' }, /* ▲ standing */
        { 0x25cf, 'o' }, /* ● follower */
        { 0x2716, 'X' }, /* ✖ down */
        { 0x2016, '=' }, /* ‖ stalled, paused */
        { 0x25c7, '?' }, /* ◇ ELECTION token */
        { 0x25c9, '!' }, /* ◉ LEADER token */
        { 0x2702, 'x' }, /* ✂ cut */
        { 0x2501, '#' }, /* ━ bar */
        { 0x2578, '#' }, /* ╸ half a cell of bar */
        { 0x254c, '.' }, /* ╌ rest of a bar */
        { 0x2500, '-' }, /* ─ */
        { 0x2502, '|' }, /* │ */
        { 0x256d, '+' }, { 0x256e, '+' }, { 0x256f, '+' }, { 0x2570, '+' }, /* ╭ ╮ ╯ ╰ */
        { 0x252c, '+' }, { 0x2534, '+' },                                   /* ┬ ┴ */
        { 0x251c, '+' }, { 0x2524, '+' }, { 0x253c, '+' },                  /* ├ ┤ ┼ */
        { 0x2190, '<' }, { 0x2191, '^' }, { 0x2192, '>' }, { 0x2193, 'v' }, /* ← ↑ → ↓ */
        { 0x25b8, '>' },                                                    /* ▸ selected */
        { 0x00b7, '.' },                                                    /* · */
        { 0x2013, '-' },                                                    /* – */
        { 0x2026, '.' },                                                    /* … */
        { 0x00d7, 'x' },                                                    /* × */
        { 0x00bb, '>' },                                                    /* » */
        { 0x2503, '|' }, { 0x2550, '=' },                                   /* ┃ ═ */
        { 0x2588, '#' }, { 0x2591, '%' }, { 0x250a, ':' },                  /* █ ░ ┊ */
        { 0x25c2, '<' },                                                    /* ◂ */
        { 0x2717, 'X' },                                                    /* ✗ lost */
        { 0x2713, '+' },                                                    /* ✓ */
    };
    if (rune >= 0x20 && rune <= 0x7e) return (char)rune;
    for (size_t i = 0; i < sizeof stand_ins / sizeof stand_ins[0]; i++) {
        if (stand_ins[i].rune == rune) return stand_ins[i].ascii;
    }
    return '?';
}
