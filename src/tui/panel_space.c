#include "tui/panel_space.h"

#include "tui/panel_parts.h"
#include "tui/panel_space_words.h"
#include "tui/space.h"

enum {
    GUTTER = 10, /* "  12.340 " */
    SPACING_MIN = 3,
    SPACING_MAX = 24,
    BESIDE_COLS = 44,   /* of the words, where they stand beside */
    BESIDE_SPACING = 9, /* only if the lanes keep this distance */
    WORD_BYTES = 80,
};

static struct space_index index;
static struct space_window window;

/* ---- which stretch ----------------------------------------------------------------------- */

static const int64_t scale_us[] = { 100,   200,   500,   1000,   2000,  5000,
                                    10000, 20000, 50000, 100000, 200000 };
enum { SCALES = sizeof scale_us / sizeof scale_us[0] };

/* What fits without being asked: one and a half rounds, and a heartbeat where it fits; a hop is at
 * least two rows high. */
static int scale_default(const struct view *view, int rows) {
    const int64_t hop_us = view->header.elect.timers.hop_us;
    const int64_t round_us = hop_us * view->nodes * 3 / 2;
    const int64_t beat_us = view->header.elect.timers.heartbeat_us * 9 / 8;
    const int64_t wanted_us = rows > 0 ? (round_us > beat_us ? round_us : beat_us) / rows : hop_us;
    int at = 0;
    while (at + 1 < SCALES && scale_us[at] < wanted_us) at++;
    while (at > 0 && scale_us[at] > hop_us / 2) at--;
    return at;
}

int panel_space_zoom_limit(const struct view *view, const struct space_place *place, int zoom) {
    const int at = scale_default(view, place->rect.rows);
    if (zoom > at) return at;
    return zoom < at - (SCALES - 1) ? at - (SCALES - 1) : zoom;
}

static int64_t floor_to(int64_t t_us, int64_t step_us) {
    const int64_t rest = t_us % step_us;
    return t_us - (rest < 0 ? rest + step_us : rest);
}

static int detail_rows(int rows) {
    return rows >= 30 ? 9 : rows >= 20 ? 5 : rows >= 14 ? 4 : rows >= 9 ? 2 : 0;
}

void panel_space_place(const struct view *view, const struct ui *ui, const struct layout *layout,
                       struct space_place *out) {
    struct rect rect = layout->body;
    *out = (struct space_place){ .lanes = view->nodes + 1 };
    if (layout->boxed && rect.rows > 2) {
        rect = (struct rect){ rect.row + 1, rect.col + 1, rect.rows - 2, rect.cols - 2 };
    } else {
        rect = (struct rect){ rect.row + 1, rect.col, rect.rows - 1, rect.cols };
    }
    out->head = (struct rect){ rect.row, rect.col, rect.rows > 1 ? 1 : 0, rect.cols };
    int cols = rect.cols, rows = rect.rows - 1;
    if (cols - BESIDE_COLS - GUTTER >= BESIDE_SPACING * out->lanes) {
        cols -= BESIDE_COLS;
        out->detail = (struct rect){ rect.row, rect.col + cols + 2, rect.rows, BESIDE_COLS - 2 };
    } else {
        const int words = detail_rows(rows);
        rows -= words;
        out->detail = (struct rect){ rect.row + 1 + rows, rect.col, words, cols };
    }
    if (rows > SPACE_ROWS_MAX) rows = SPACE_ROWS_MAX;
    out->head.cols = cols;
    out->rect = (struct rect){ rect.row + 1, rect.col, rows > 0 ? rows : 0, cols };
    out->first_col = GUTTER;
    out->spacing = (cols - GUTTER - 3) / (out->lanes - 1);
    if (out->spacing < SPACING_MIN) out->spacing = SPACING_MIN;
    if (out->spacing > SPACING_MAX) out->spacing = SPACING_MAX;
    const int zoom = panel_space_zoom_limit(view, out, ui->space_zoom);
    out->row_us = scale_us[scale_default(view, rows) - zoom];
    out->top_us = floor_to(ui->now_us, out->row_us) - (rows - 1) * out->row_us;
    if (out->top_us < 0) out->top_us = 0; /* a young run grows downwards */
    if (ui->space_held) out->top_us = floor_to(ui->space_us, out->row_us);
}

/* ---- pens -------------------------------------------------------------------------------- */

struct pen {
    const struct space_place *place;
    const struct ui *ui;
    struct cells *cells;
};

static int lane_col(const struct space_place *place, int lane) {
    return place->first_col + lane * place->spacing;
}

static bool is_lane_col(const struct space_place *place, int col) {
    const int at = col - place->first_col;
    return at >= 0 && at % place->spacing == 0 && at / place->spacing < place->lanes;
}

static void put(const struct pen *pen, int row, int col, uint32_t rune, enum style style) {
    cells_put(pen->cells, pen->place->rect, row, col, rune, style);
}

static int row_of(const struct space_place *place, int64_t t_us) {
    return (int)(floor_to(t_us - place->top_us, place->row_us) / place->row_us);
}

/* ---- lanes ------------------------------------------------------------------------------ */

static uint32_t lane_rune(enum view_standing standing) {
    switch (standing) {
    case VIEW_DOWN: return 0x00b7;    /* · */
    case VIEW_STALLED: return 0x2016; /* ‖ */
    case VIEW_LEADER: return 0x2588;  /* █ */
    case VIEW_LAPSED: return 0x2591;  /* ░ */
    case VIEW_ELECTED: return 0x2503; /* ┃ */
    case VIEW_STANDING:
    case VIEW_FOLLOWER:
    case VIEW_STANDING_COUNT: return 0x2502; /* │ */
    }
    return 0x2502;
}

static void draw_lanes(const struct pen *pen, const struct view *view) {
    for (int lane = 0; lane < pen->place->lanes; lane++) {
        const uint8_t node = view->header.ring[lane % view->nodes];
        const int col = lane_col(pen->place, lane);
        for (int row = 0; row < window.known_rows && row < pen->place->rect.rows; row++) {
            const struct space_cell *cell = &window.cell[node][row];
            put(pen, row, col, lane_rune(cell->standing), panel_standing_style(cell->standing));
            if (cell->promised) put(pen, row, col + 1, 0x250a, STYLE_BAR); /* ┊ */
        }
    }
}

static void draw_times(const struct pen *pen) {
    const int64_t ms = US_PER_MS;
    for (int row = 0; row < pen->place->rect.rows; row++) {
        char buffer[32];
        struct text text;
        const int64_t t_us = pen->place->top_us + row * pen->place->row_us;
        if (t_us < 0 || (row > 0 && floor_to(t_us, 2 * pen->place->row_us) != t_us)) continue;
        text_init(&text, buffer, sizeof buffer);
        text_add_int(&text, t_us / US_PER_S);
        text_add_char(&text, '.');
        for (int64_t unit = 100 * ms; unit >= (pen->place->row_us < ms ? ms / 10 : ms);
             unit /= 10) {
            text_add_char(&text, (char)('0' + t_us / unit % 10));
        }
        panel_text_right(pen->cells, pen->place->rect, row, GUTTER - 2, STYLE_DIM, buffer);
    }
}

/* ---- messages ----------------------------------------------------------------------------- */

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

static void put_line(const struct pen *pen, const struct stroke *s, int row, int col,
                     uint32_t rune) {
    const uint32_t under = cells_at(pen->cells, pen->place->rect, row, col);
    if (is_lane_col(pen->place, col) && under != 0x00b7 && under != ' ') return; /* behind it */
    put(pen, row, col, rune, s->style);
}

static uint32_t corner(const struct pen *pen, int step, bool down) {
    if (pen->ui->ascii) return down ? '.' : step > 0 ? '`' : '\'';
    if (step > 0) return down ? 0x256e : 0x2570; /* ╮ ╰ */
    return down ? 0x256d : 0x256f;               /* ╭ ╯ */
}

/* One row of it, from the column where it enters to that where it leaves. */
static void stroke_row(const struct pen *pen, const struct stroke *s, int row, int64_t until_us) {
    const int64_t row_us = pen->place->top_us + row * pen->place->row_us;
    const int64_t row_end_us = row_us + pen->place->row_us;
    const bool first = s->sent_us >= row_us, last = until_us <= row_end_us;
    int col = first ? s->from + s->step : stroke_col(s, row_us);
    int end = last ? stroke_col(s, until_us) : stroke_col(s, row_end_us);
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
        .from = lane_col(place, from),
        .to = lane_col(place, to),
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
static void draw_end(const struct pen *pen, const struct stroke *s, const struct space_message *m,
                     int64_t until_us) {
    const int row = row_of(pen->place, until_us);
    if (m->fate == SPACE_UNDER_WAY) {
        int col = stroke_col(s, until_us);
        if (col == s->from) col += s->step;
        if (col == s->to) col -= s->step;
        if (m->kind != MESSAGE_HOPACK) {
            put(pen, row, col, m->kind == MESSAGE_LEADER ? 0x25c9 : 0x25c7, s->style);
        }
        return;
    }
    const int col = s->to - s->step;
    if (m->fate == SPACE_LOST) put(pen, row, col, 0x2717, STYLE_BAD);            /* ✗ */
    else if (m->fate == SPACE_DISCARDED) put(pen, row, col, 0x00d7, STYLE_WARN); /* × */
    else if (m->kind == MESSAGE_HOPACK) put(pen, row, col, 0x00b7, s->style);
    else put(pen, row, col, s->step > 0 ? 0x25b8 : 0x25c2, s->style); /* ▸ ◂ */
}

/* Whose it is, where the line begins. */
static void draw_origin(const struct pen *pen, const struct stroke *s,
                        const struct space_message *m) {
    const int row = row_of(pen->place, m->sent_us);
    const int col = s->from + 2 * s->step;
    if (m->kind == MESSAGE_HOPACK || pen->place->spacing < 5) return;
    put(pen, row, col, (uint32_t)node_letter(m->origin), s->style);
}

static void draw_message(const struct pen *pen, const struct view *view,
                         const struct space_message *m, bool picked) {
    struct stroke s = stroke_of(view, m, pen->place);
    const int64_t now_us = window.now_us;
    const int64_t until_us = m->fate == SPACE_UNDER_WAY && now_us < m->end_us ? now_us : m->end_us;
    if (m->from >= view->nodes || m->to >= view->nodes || s.from == s.to) return;
    if (picked) {
        s.style = STYLE_SELECTED;
        if (s.bent) s.rune = 0x2550; /* ═ */
    }
    int row = row_of(pen->place, m->sent_us), last = row_of(pen->place, until_us);
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

static void draw_messages(const struct pen *pen, const struct view *view,
                          const struct space_journey *journey) {
    static const enum message_kind order[] = { MESSAGE_HOPACK, MESSAGE_ELECTION, MESSAGE_LEADER };
    for (int kind = 0; kind < 3; kind++) {
        for (int i = 0; i < window.message_count; i++) {
            if (window.message[i].kind != order[kind]) continue;
            draw_message(pen, view, &window.message[i], false);
        }
    }
    for (int i = 0; i < window.message_count; i++) {
        const struct space_message *m = &window.message[i];
        if (in_journey(journey, m->number)) draw_message(pen, view, m, true);
    }
}

/* ---- marks --------------------------------------------------------------------------------- */

struct sign {
    uint32_t rune; /* 0: none */
    enum style style;
    int weight;
    char word[12];
};

static struct sign role_sign(const struct space_mark *mark) {
    if (mark->role == ROLE_LEADER) return (struct sign){ 0x2605, STYLE_LEADER, 7, "" };
    if (mark->role == ROLE_ELECTED) return (struct sign){ 0x25c6, STYLE_ELECTED, 6, "" };
    return (struct sign){ 0x25cf, STYLE_FOLLOWER, 5, "" };
}

static struct sign sign_of(const struct space_mark *mark) {
    switch ((int)mark->kind) {
    case EVENT_STOP: return (struct sign){ 0x2716, STYLE_BAD, 9, "killed" };
    case EVENT_START: return (struct sign){ 0x25cf, STYLE_GOOD, 9, "starts" };
    case EVENT_STALL: return (struct sign){ 0x2016, STYLE_STALLED, 8, "stalls" };
    case EVENT_WAKE: return (struct sign){ 0x25cf, STYLE_GOOD, 8, "wakes" };
    case EVENT_ROLE: return role_sign(mark);
    case EVENT_STAND: return (struct sign){ 0x25b2, STYLE_STANDING, 4, "" };
    case EVENT_LEASE: return (struct sign){ 0x2605, STYLE_LEADER, mark->begins ? 7 : 1, "" };
    case EVENT_SIGN: return (struct sign){ 0x2713, STYLE_GOOD, 3, "" };
    case EVENT_SKIP: return (struct sign){ 0x00bb, STYLE_WARN, 2, "" };
    default: return (struct sign){ 0, STYLE_PLAIN, 0, "" };
    }
}

static void draw_mark(const struct pen *pen, const struct view *view, const struct space_mark *mark,
                      const struct sign *sign) {
    const int row = row_of(pen->place, mark->t_us);
    for (int lane = 0; lane < pen->place->lanes; lane++) {
        if (view->header.ring[lane % view->nodes] != mark->node) continue;
        put(pen, row, lane_col(pen->place, lane), sign->rune, sign->style);
    }
}

/* "killed", beside the lane where there is room; lines across the row go over it. */
static void draw_mark_word(const struct pen *pen, const struct view *view,
                           const struct space_mark *mark, const struct sign *sign) {
    const int row = row_of(pen->place, mark->t_us);
    const int room = pen->place->spacing - 2;
    if (sign->word[0] == '\0' || room < cells_width(sign->word)) return;
    for (int lane = 0; lane < view->nodes; lane++) {
        if (view->header.ring[lane] != mark->node) continue;
        (void)cells_text(pen->cells, pen->place->rect, row, lane_col(pen->place, lane) + 1,
                         sign->style, sign->word);
    }
}

/* Across all lanes: what was done to the ring, and what broke. */
static void draw_across(const struct pen *pen, const struct space_mark *mark) {
    static struct event event;
    char buffer[WORD_BYTES];
    struct text text;
    const struct space_place *place = pen->place;
    const int row = row_of(place, mark->t_us), end = lane_col(place, place->lanes - 1);
    const bool bad = mark->kind != EVENT_COMMAND;
    const enum style style = bad ? STYLE_BAD : STYLE_CUT;
    if (!history_get(pen->ui->history, mark->number, &event)) return;
    text_init(&text, buffer, sizeof buffer);
    text_add_char(&text, ' ');
    if (mark->kind == EVENT_COMMAND) {
        command_print(&event.command, &text);
    } else if (mark->kind == EVENT_VIOLATION) {
        text_add(&text, property_name((enum property)event.property));
        text_add(&text, event.expected ? " broken, as expected" : " BROKEN");
    } else {
        text_add(&text, "not met: ");
        text_add(&text, event.text);
    }
    text_add_char(&text, ' ');
    for (int col = GUTTER - 1; col <= end; col++) {
        if (!is_lane_col(place, col) && cells_at(pen->cells, place->rect, row, col) == ' ') {
            put(pen, row, col, bad ? 0x2550 : 0x254c, style); /* ═ ╌ */
        }
    }
    panel_text_cut(pen->cells, place->rect, row, GUTTER + 1, end - GUTTER - 1, style, buffer);
}

static void draw_marks(const struct pen *pen, const struct view *view) {
    for (int i = 0; i < window.mark_count; i++) {
        const struct sign sign = sign_of(&window.mark[i]);
        if (window.mark[i].node != NODE_NONE) draw_mark_word(pen, view, &window.mark[i], &sign);
    }
    for (int i = 0; i < window.mark_count; i++) {
        if (window.mark[i].node == NODE_NONE) draw_across(pen, &window.mark[i]);
    }
    for (int pass = 0; pass < 10; pass++) {
        for (int i = 0; i < window.mark_count; i++) {
            const struct space_mark *mark = &window.mark[i];
            const struct sign sign = sign_of(mark);
            if (mark->node == NODE_NONE || sign.rune == 0 || sign.weight != pass) continue;
            draw_mark(pen, view, mark, &sign);
        }
    }
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void draw_head(const struct pen *pen, const struct view *view) {
    const struct space_place *place = pen->place;
    for (int lane = 0; lane < place->lanes; lane++) {
        const uint8_t node = view->header.ring[lane % view->nodes];
        const enum view_standing standing = view_standing(view, node, pen->ui->now_us);
        const char name[2] = { node_letter(node), '\0' };
        const int col = lane_col(place, lane);
        const bool selected = node == pen->ui->selected;
        const bool again = lane == view->nodes;
        if (selected && !again)
            (void)cells_text(pen->cells, place->head, 0, col - 1, STYLE_KEY, "▸");
        (void)cells_text(pen->cells, place->head, 0, col,
                         again      ? STYLE_DIM
                         : selected ? STYLE_KEY
                                    : STYLE_TITLE,
                         name);
        if (again) continue;
        (void)cells_text(pen->cells, place->head, 0, col + 1, panel_standing_style(standing),
                         panel_standing_glyph(standing));
        if (place->spacing >= 11) {
            (void)cells_text(pen->cells, place->head, 0, col + 2, panel_standing_style(standing),
                             view_standing_word(standing));
        }
    }
}

static void heading(const struct ui *ui, const struct space_place *place, struct text *out) {
    text_add_duration(out, place->row_us);
    text_add(out, " a row");
    if (ui->space_acks) text_add(out, ", hop-acks");
    if (window.crowded) text_add(out, ", not all shown");
    text_add(out, ui->space_held ? ", held: End follows" : ui->past ? ", up to the playhead" : "");
}

/* The picked event's place on its lane. */
static void draw_cursor(const struct pen *pen, const struct view *view) {
    static struct event event;
    const struct ui *ui = pen->ui;
    if (ui->space_pick < ui->history->first || ui->space_pick >= ui->history->count ||
        !history_get(ui->history, ui->space_pick, &event)) {
        return;
    }
    const int row = row_of(pen->place, event.t_us);
    if (row < 0 || row >= pen->place->rect.rows) return;
    cells_mark(pen->cells, pen->place->rect, row, lane_col(pen->place, view->place[ui->selected]),
               1, true);
    (void)cells_text(pen->cells, pen->place->rect, row, GUTTER - 2, STYLE_KEY, "▸");
}

void panel_space_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells) {
    static struct space_journey journey;
    struct space_place place;
    char buffer[WORD_BYTES];
    struct text text;
    panel_space_place(view, ui, layout, &place);
    window.rows = place.rect.rows;
    window.row_us = place.row_us;
    window.top_us = place.top_us;
    window.now_us = ui->now_us;
    window.acks = ui->space_acks;
    window.crowded = false;
    journey.count = 0;
    const bool told = ui->history != NULL && ui->history->cache != NULL && place.rect.rows > 0;
    if (told) {
        space_window(&index, ui->history, ui->shown, view->header.elect.timers.hop_us, &window);
        if (ui->space_picked) (void)space_journey(ui->history, ui->shown, ui->space_pick, &journey);
    }
    text_init(&text, buffer, sizeof buffer);
    heading(ui, &place, &text);
    (void)panel_frame(cells, layout->body, layout->boxed, STYLE_FRAME, "space-time", buffer);
    if (place.head.rows == 0) return;
    const struct pen pen = { &place, ui, cells };
    draw_head(&pen, view);
    if (told) {
        draw_times(&pen);
        draw_lanes(&pen, view);
        draw_messages(&pen, view, &journey);
        draw_marks(&pen, view);
        if (ui->space_picked) draw_cursor(&pen, view);
    }
    panel_space_words(ui, journey.count > 0 ? &journey : NULL, place.detail, cells);
}
