#include "tui/panel/space_messages.h"

/* The lanes of sender and receiver; the first node has two, and the nearer is meant. */
static void ends_of(const struct view *view, const struct space_message *m, int *from, int *to) {
    *from = view->place[m->from];
    *to = view->place[m->to];
    const int n = view->nodes, distance = *to > *from ? *to - *from : *from - *to;
    if (*to == 0 && n - *from <= distance) *to = n;
    else if (*from == 0 && n - *to < distance) *from = n;
}

struct stroke {
    int from, to, step; /* columns; step 1 to the right, -1 to the left */
    int64_t sent_us, end_us;
    uint32_t rune;
    enum style style;
    bool bent;
};

static int stroke_col(const struct stroke *s, int64_t t_us) {
    const int64_t whole = s->end_us > s->sent_us ? s->end_us - s->sent_us : 1;
    return s->from + (int)((s->to - s->from) * (t_us - s->sent_us) / whole);
}

/* Where a line changes rows: never on a lane in between, which would hide the bend. */
static int bend_col(const struct space_pen *pen, const struct stroke *s, int64_t t_us) {
    const int col = stroke_col(s, t_us);
    return space_is_lane(pen->place, col) && col != s->from && col != s->to ? col - s->step : col;
}

/* A line across a lane; 0: the lane is a bar, and the line goes behind it. */
static uint32_t crossing(const struct stroke *s, uint32_t lane, uint32_t rune) {
    const bool heavy = lane == 0x2503;                        /* ┃ */
    if (lane == 0x00b7 || lane == ' ') return rune;           /* nobody is there */
    if (!s->bent) return 0;                                   /* dots go behind it */
    if (lane != 0x2502 && lane != 0x253c && !heavy) return 0; /* not │ ┼ */
    if (s->rune == 0x2550) return heavy ? 0x256b : 0x256a;    /* ╫ ╪ */
    return heavy ? 0x2542 : 0x253c;                           /* ╂ ┼ */
}

static void put_line(const struct space_pen *pen, const struct stroke *s, int row, int col,
                     uint32_t rune) {
    if (space_is_lane(pen->place, col)) {
        rune = crossing(s, cells_at(pen->cells, pen->place->rect, row, col), rune);
    }
    if (rune != 0) space_pen_put(pen, row, col, rune, s->style);
}

static uint32_t corner(const struct space_pen *pen, int step, bool down) {
    if (pen->ui->ascii) return down ? '.' : step > 0 ? '`' : '\'';
    if (step > 0) return down ? 0x256e : 0x2570; /* ╮ ╰ */
    return down ? 0x256d : 0x256f;               /* ╭ ╯ */
}

/* One row of it, from the column where it enters to that where it leaves. */
static void stroke_row(const struct space_pen *pen, const struct stroke *s, int row,
                       int64_t until_us) {
    const int64_t row_us = pen->place->top_us + row * pen->place->row_us;
    const int64_t row_end_us = row_us + pen->place->row_us;
    const bool first = s->sent_us >= row_us, last = until_us < row_end_us;
    int col = first ? s->from + s->step : bend_col(pen, s, row_us);
    int end = last ? stroke_col(s, until_us) : bend_col(pen, s, row_end_us);
    if (end == s->to) end -= s->step;
    if (col == s->from) col += s->step;
    const int enter = col;
    for (; s->step > 0 ? col <= end : col >= end; col += s->step) {
        uint32_t rune = s->rune;
        if (s->rune == 0x00b7 && ((col & 1) != 0)) continue; /* sparse */
        if (s->bent && !first && col == enter) rune = corner(pen, s->step, false);
        else if (s->bent && !last && col == end) rune = corner(pen, s->step, true);
        if (s->bent && !first && !last && enter == end) rune = 0x2502;
        put_line(pen, s, row, col, rune);
    }
}

static struct stroke stroke_of(const struct view *view, const struct space_message *m,
                               const struct space_place *place) {
    int from, to;
    ends_of(view, m, &from, &to);
    struct stroke s = {
        .from = space_lane_col(place, from),
        .to = space_lane_col(place, to),
        .step = to >= from ? 1 : -1,
        .sent_us = m->sent_us,
        .end_us = m->end_us,
        .rune = 0x2500,
        .style = STYLE_TOKEN_LEADER,
        .bent = true,
    };
    if (m->kind == MESSAGE_ELECTION) {
        s.rune = 0x254c; /* ╌ */
        s.style = STYLE_TOKEN_ELECTION;
    } else if (m->kind == MESSAGE_HOPACK) {
        s.rune = 0x00b7;
        s.style = STYLE_DIM;
        s.bent = false;
    }
    return s;
}

/* Arrow, cross, or the token itself where it is now. */
static void draw_end(const struct space_pen *pen, const struct stroke *s,
                     const struct space_message *m, int64_t until_us) {
    const int row = space_row(pen->place, until_us);
    if (m->fate == SPACE_UNDER_WAY) {
        int col = stroke_col(s, until_us);
        if (col == s->from) col += s->step;
        if (col == s->to) col -= s->step;
        if (m->kind != MESSAGE_HOPACK) {
            space_pen_put(pen, row, col, m->kind == MESSAGE_LEADER ? 0x25c9 : 0x25c7, s->style);
        }
        return;
    }
    const int col = s->to - s->step;
    if (m->fate == SPACE_LOST) space_pen_put(pen, row, col, 0x2717, STYLE_BAD);            /* ✗ */
    else if (m->fate == SPACE_DISCARDED) space_pen_put(pen, row, col, 0x00d7, STYLE_WARN); /* × */
    else if (m->kind == MESSAGE_HOPACK) space_pen_put(pen, row, col, 0x00b7, s->style);
    else space_pen_put(pen, row, col, s->step > 0 ? 0x25b8 : 0x25c2, s->style); /* ▸ ◂ */
}

/* Whose it is, where the line begins. */
static void draw_origin(const struct space_pen *pen, const struct stroke *s,
                        const struct space_message *m) {
    const int row = space_row(pen->place, m->sent_us);
    const int col = s->from + 2 * s->step;
    if (m->kind == MESSAGE_HOPACK || pen->place->spacing < 5) return;
    space_pen_put(pen, row, col, (uint32_t)node_letter(m->origin), s->style);
}

static void draw_message(const struct space_pen *pen, const struct view *view, int64_t now_us,
                         const struct space_message *m, bool picked) {
    struct stroke s = stroke_of(view, m, pen->place);
    const int64_t until_us = m->fate == SPACE_UNDER_WAY && now_us < m->end_us ? now_us : m->end_us;
    if (m->from >= view->nodes || m->to >= view->nodes || s.from == s.to) return;
    if (picked) {
        s.style = STYLE_SELECTED;
        if (s.bent) s.rune = 0x2550; /* ═ */
    }
    space_pen_about(pen, m->number, m->from);
    int row = space_row(pen->place, m->sent_us), last = space_row(pen->place, until_us);
    if (row < 0) row = 0;
    if (last >= pen->place->rect.rows) last = pen->place->rect.rows - 1;
    for (; row <= last; row++) stroke_row(pen, &s, row, until_us);
    draw_end(pen, &s, m, until_us);
    draw_origin(pen, &s, m);
}

static bool in_journey(const struct space_journey *journey, size_t number) {
    for (int i = 0; i < journey->count; i++) {
        if (journey->hop[i].message.number == number) return true;
    }
    return false;
}

void panel_space_messages(const struct space_pen *pen, const struct view *view,
                          const struct space_window *window, const struct space_journey *journey) {
    static const enum message_kind order[] = { MESSAGE_HOPACK, MESSAGE_ELECTION, MESSAGE_LEADER };
    for (int kind = 0; kind < 3; kind++) {
        for (int i = 0; i < window->message_count; i++) {
            if (window->message[i].kind != order[kind]) continue;
            draw_message(pen, view, window->now_us, &window->message[i], false);
        }
    }
    for (int i = 0; i < window->message_count; i++) {
        const struct space_message *m = &window->message[i];
        if (in_journey(journey, m->number)) draw_message(pen, view, window->now_us, m, true);
    }
}
