#include "tui/view/words.h"

void words_add_duration(struct text *out, int64_t us) {
    if (us < 0) us = 0;
    if (us < US_PER_S) {
        int64_t ms = us / US_PER_MS;
        if (ms >= 100) ms -= ms % 10;
        text_add_int(out, ms);
        text_add(out, " ms");
    } else if (us < 100 * US_PER_S) {
        text_add_int(out, us / US_PER_S);
        if (us < 10 * US_PER_S) {
            text_add_char(out, '.');
            text_add_int(out, us % US_PER_S / (US_PER_S / 10));
        }
        text_add(out, " s");
    } else {
        const int64_t minutes = us / (60 * US_PER_S);
        text_add_int(out, minutes > 99 ? 99 : minutes);
        text_add(out, " min");
    }
}

static void add_two_digits(struct text *out, int64_t value) {
    text_add_char(out, (char)('0' + value / 10 % 10));
    text_add_char(out, (char)('0' + value % 10));
}

void words_add_clock(struct text *out, int64_t us) {
    if (us < 0) us = 0;
    const int64_t seconds = us / US_PER_S, minutes = seconds / 60, hours = minutes / 60;
    if (hours > 0) {
        text_add_int(out, hours);
        text_add_char(out, ':');
        add_two_digits(out, minutes % 60);
        text_add_char(out, ':');
        add_two_digits(out, seconds % 60);
    } else if (minutes > 0) {
        text_add_int(out, minutes);
        text_add_char(out, ':');
        add_two_digits(out, seconds % 60);
    } else {
        text_add_int(out, seconds);
    }
    text_add_char(out, '.');
    text_add_int(out, us % US_PER_S / (US_PER_S / 10));
    if (minutes == 0) text_add(out, " s");
}

void words_add_term(struct text *out, uint32_t term) {
    if (term < 100000) {
        text_add_uint(out, term);
    } else if (term < 10000000) {
        text_add_uint(out, term / 1000);
        text_add_char(out, 'k');
    } else {
        text_add_uint(out, term / 1000000);
        text_add_char(out, 'M');
    }
}

/* More names than this say less than their number. */
enum { NAMES_MAX = 5 };

void words_add_terms(struct text *out, const struct view *view, struct node_set set) {
    uint8_t said = 0;
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (!set_has(set, i)) continue;
        if (said > 0) text_add(out, said + 1 == set_count(set) ? " and " : ", ");
        text_add_char(out, node_letter(i));
        text_add(out, " (term ");
        words_add_term(out, view->node[i].lease_term);
        text_add_char(out, ')');
        said++;
    }
}

void words_add_names(struct text *out, struct node_set set) {
    const uint8_t count = set_count(set);
    uint8_t said = 0;
    if (count == 0) text_add(out, "nobody");
    if (count > NAMES_MAX) {
        text_add_uint(out, count);
        text_add(out, " nodes");
        return;
    }
    for (uint8_t i = 0; i < NODES_MAX; i++) {
        if (!set_has(set, i)) continue;
        if (said > 0) text_add(out, said + 1 == count ? " and " : ", ");
        text_add_char(out, node_letter(i));
        said++;
    }
}

static const struct {
    enum style style;
    const char *glyph;
} standings[] = {
    [VIEW_DOWN] = { STYLE_DOWN, "✖" },         [VIEW_STALLED] = { STYLE_STALLED, "‖" },
    [VIEW_LEADER] = { STYLE_LEADER, "★" },     [VIEW_LAPSED] = { STYLE_WARN, "☆" },
    [VIEW_ELECTED] = { STYLE_ELECTED, "◆" },   [VIEW_STANDING] = { STYLE_STANDING, "▲" },
    [VIEW_FOLLOWER] = { STYLE_FOLLOWER, "●" },
};
_Static_assert(sizeof standings / sizeof standings[0] == VIEW_STANDING_COUNT, "one look each");

enum style standing_style(enum view_standing standing) {
    return standings[standing].style;
}

const char *standing_glyph(enum view_standing standing) {
    return standings[standing].glyph;
}
