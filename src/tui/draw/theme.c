#include "tui/draw/theme.h"

#include <stddef.h>

#include "base/check.h"

struct theme_look theme_look(const struct theme *theme, enum theme_depth depth, enum style style) {
    REQUIRE(depth < THEME_DEPTH_COUNT && style < STYLE_COUNT);
    return theme->look[depth][style];
}

uint32_t theme_rgb(int colour) {
    static const uint32_t named[16] = {
        0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc, 0x11a8cd, 0xe5e5e5,
        0x666666, 0xf14c4c, 0x23d18b, 0xf5f543, 0x3b8eea, 0xd670d6, 0x29b8db, 0xffffff,
    };
    static const uint32_t level[6] = { 0, 95, 135, 175, 215, 255 };
    REQUIRE(colour >= 0 && colour < 256);
    if (colour < 16) return named[colour];
    if (colour >= 232) return (uint32_t)(8 + 10 * (colour - 232)) * 0x010101u;
    const int cube = colour - 16;
    return level[cube / 36] << 16 | level[cube / 6 % 6] << 8 | level[cube % 6];
}

uint32_t theme_ink(enum theme_background background) {
    return background == THEME_DARK ? 0xd8dee9 : 0x24292f;
}

uint32_t theme_paper(enum theme_background background) {
    return background == THEME_DARK ? 0x101418 : 0xffffff;
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
        { 0x25c7, '&' }, /* ◇ ELECTION token */
        { 0x25c9, '@' }, /* ◉ LEADER token */
        { 0x2702, 'x' }, /* ✂ cut */
        { 0x2501, '#' }, /* ━ bar */
        { 0x2578, '#' }, /* ╸ half a cell of bar */
        { 0x254c, '.' }, /* ╌ rest of a bar */
        { 0x2500, '-' }, /* ─ */
        { 0x2502, '|' }, /* │ */
        { 0x256d, '+' }, { 0x256e, '+' }, { 0x256f, '+' }, { 0x2570, '+' }, /* ╭ ╮ ╯ ╰ */
        { 0x252c, '+' }, { 0x2534, '+' },                                   /* ┬ ┴ */
        { 0x251c, '+' }, { 0x2524, '+' }, { 0x253c, '+' },                  /* ├ ┤ ┼ */
        { 0x2542, '+' }, { 0x256a, '+' }, { 0x256b, '+' },                  /* ╂ ╪ ╫ */
        { 0x2190, '<' }, { 0x2191, '^' }, { 0x2192, '>' }, { 0x2193, 'v' }, /* ← ↑ → ↓ */
        { 0x25b8, '>' },                                                    /* ▸ selected */
        { 0x00b7, '.' },                                                    /* · */
        { 0x2013, '-' },                                                    /* – */
        { 0x2026, '~' },                                                    /* … cut off here */
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
