#include "tui/panel/space.h"

#include "tui/draw/parts.h"
#include "tui/panel/space_messages.h"
#include "tui/panel/space_pen.h"
#include "tui/panel/space_words.h"
#include "tui/view/space.h"
#include "tui/view/words.h"

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

/* A journey has more to say than the legend. */
static int detail_rows(const struct ui *ui, int rows) {
    const int most = ui->space_picked ? 9 : 4;
    const int wanted = rows >= 30 ? 9 : rows >= 20 ? 5 : rows >= 14 ? 4 : rows >= 9 ? 2 : 0;
    return wanted < most ? wanted : most;
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
        const int words = detail_rows(ui, rows);
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
    out->top_us = space_floor(ui->now_us, out->row_us) - (rows - 1) * out->row_us;
    if (out->top_us < 0) out->top_us = 0; /* a young run grows downwards */
    if (ui->space_held) out->top_us = space_floor(ui->space_us, out->row_us);
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

static void draw_lanes(const struct space_pen *pen, const struct view *view) {
    for (int lane = 0; lane < pen->place->lanes; lane++) {
        const uint8_t node = view->header.ring[lane % view->nodes];
        const int col = space_lane_col(pen->place, lane);
        for (int row = 0; row < window.known_rows && row < pen->place->rect.rows; row++) {
            const struct space_cell *cell = &window.cell[node][row];
            space_pen_put(pen, row, col, lane_rune(cell->standing), standing_style(cell->standing));
            if (cell->promised) space_pen_put(pen, row, col + 1, 0x250a, STYLE_BAR); /* ┊ */
        }
    }
}

static void draw_times(const struct space_pen *pen) {
    const int64_t ms = US_PER_MS;
    for (int row = 0; row < pen->place->rect.rows; row++) {
        char buffer[32];
        struct text text;
        const int64_t t_us = pen->place->top_us + row * pen->place->row_us;
        if (t_us < 0 || (row > 0 && space_floor(t_us, 2 * pen->place->row_us) != t_us)) continue;
        text_init(&text, buffer, sizeof buffer);
        text_add_int(&text, t_us / US_PER_S);
        text_add_char(&text, '.');
        for (int64_t unit = 100 * ms; unit >= (pen->place->row_us < ms ? ms / 10 : ms);
             unit /= 10) {
            text_add_char(&text, (char)('0' + t_us / unit % 10));
        }
        draw_text_right(pen->cells, pen->place->rect, row, GUTTER - 2, STYLE_DIM, buffer);
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

static void draw_mark(const struct space_pen *pen, const struct view *view,
                      const struct space_mark *mark, const struct sign *sign) {
    const int row = space_row(pen->place, mark->t_us);
    space_pen_about(pen, mark->number, mark->node);
    for (int lane = 0; lane < pen->place->lanes; lane++) {
        if (view->header.ring[lane % view->nodes] != mark->node) continue;
        space_pen_put(pen, row, space_lane_col(pen->place, lane), sign->rune, sign->style);
    }
}

/* "killed", beside the lane where there is room; lines across the row go over it. */
static void draw_mark_word(const struct space_pen *pen, const struct view *view,
                           const struct space_mark *mark, const struct sign *sign) {
    const int row = space_row(pen->place, mark->t_us);
    const int room = pen->place->spacing - 2;
    if (sign->word[0] == '\0' || room < cells_width(sign->word)) return;
    space_pen_about(pen, mark->number, mark->node);
    for (int lane = 0; lane < view->nodes; lane++) {
        if (view->header.ring[lane] != mark->node) continue;
        (void)cells_text(pen->cells, pen->place->rect, row, space_lane_col(pen->place, lane) + 1,
                         sign->style, sign->word);
        space_pen_touch(pen, row, space_lane_col(pen->place, lane) + 1, cells_width(sign->word));
    }
}

/* Across all lanes: what was done to the ring, and what broke. */
static void draw_across(const struct space_pen *pen, const struct space_mark *mark) {
    static struct event event;
    char buffer[WORD_BYTES];
    struct text text;
    const struct space_place *place = pen->place;
    const int row = space_row(place, mark->t_us), end = space_lane_col(place, place->lanes - 1);
    const bool bad = mark->kind != EVENT_COMMAND;
    const enum style style = bad ? STYLE_BAD : STYLE_CUT;
    if (!history_get(pen->ui->history, mark->number, &event)) return;
    space_pen_about(pen, mark->number, mark->node);
    space_pen_touch(pen, row, GUTTER - 1, end - GUTTER + 2);
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
        if (!space_is_lane(place, col) && cells_at(pen->cells, place->rect, row, col) == ' ') {
            space_pen_put(pen, row, col, bad ? 0x2550 : 0x254c, style); /* ═ ╌ */
        }
    }
    draw_text_cut(pen->cells, place->rect, row, GUTTER + 1, end - GUTTER - 1, style, buffer);
}

static void draw_marks(const struct space_pen *pen, const struct view *view) {
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

static void draw_head(const struct space_pen *pen, const struct view *view) {
    const struct space_place *place = pen->place;
    for (int lane = 0; lane < place->lanes; lane++) {
        const uint8_t node = view->header.ring[lane % view->nodes];
        const enum view_standing standing = view_standing(view, node, pen->ui->now_us);
        const char name[2] = { node_letter(node), '\0' };
        const int col = space_lane_col(place, lane);
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
        (void)cells_text(pen->cells, place->head, 0, col + 1, standing_style(standing),
                         standing_glyph(standing));
        if (place->spacing >= 11) {
            (void)cells_text(pen->cells, place->head, 0, col + 2, standing_style(standing),
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
static void draw_cursor(const struct space_pen *pen, const struct view *view) {
    static struct event event;
    const struct ui *ui = pen->ui;
    if (ui->space_pick < ui->history->first || ui->space_pick >= ui->history->count ||
        !history_get(ui->history, ui->space_pick, &event)) {
        return;
    }
    const int row = space_row(pen->place, event.t_us);
    if (row < 0 || row >= pen->place->rect.rows) return;
    cells_mark(pen->cells, pen->place->rect, row,
               space_lane_col(pen->place, view->place[ui->selected]), 1, true);
    (void)cells_text(pen->cells, pen->place->rect, row, GUTTER - 2, STYLE_KEY, "▸");
}

/* False: there is nothing to draw. */
static bool look(const struct view *view, const struct ui *ui, const struct space_place *place,
                 struct space_journey *journey) {
    window.rows = place->rect.rows;
    window.row_us = place->row_us;
    window.top_us = place->top_us;
    window.now_us = ui->now_us;
    window.acks = ui->space_acks;
    window.crowded = false;
    journey->count = 0;
    if (ui->history == NULL || ui->history->cache == NULL || place->rect.rows <= 0) return false;
    space_window(&index, ui->history, ui->shown, view->header.elect.timers.hop_us, &window);
    if (ui->space_picked) (void)space_journey(ui->history, ui->shown, ui->space_pick, journey);
    return true;
}

static void draw_diagram(const struct space_pen *pen, const struct view *view,
                         const struct space_journey *journey) {
    draw_times(pen);
    draw_lanes(pen, view);
    panel_space_messages(pen, view, &window, journey);
    draw_marks(pen, view);
    if (pen->ui->space_picked) draw_cursor(pen, view);
}

void panel_space_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells) {
    static struct space_journey journey;
    struct space_place place;
    char buffer[WORD_BYTES];
    struct text text;
    panel_space_place(view, ui, layout, &place);
    const bool told = look(view, ui, &place, &journey);
    text_init(&text, buffer, sizeof buffer);
    heading(ui, &place, &text);
    (void)draw_frame(cells, layout->body, layout->boxed, STYLE_FRAME, "space-time", buffer);
    if (place.head.rows == 0) return;
    const struct space_pen pen = { &place, ui, cells, NULL };
    draw_head(&pen, view);
    if (told) draw_diagram(&pen, view, &journey);
    panel_space_words(view, ui, journey.count > 0 ? &journey : NULL, place.detail, cells);
}

/* ---- a click --------------------------------------------------------------------------- */

/* The lane nearest to a column; NODE_NONE: left of all of them. */
static uint8_t node_near(const struct view *view, const struct space_place *place, int col) {
    const int at = col - place->first_col + place->spacing / 2;
    if (at < 0 || at / place->spacing >= place->lanes) return NODE_NONE;
    return view->header.ring[at / place->spacing % view->nodes];
}

bool panel_space_hit(const struct view *view, const struct ui *ui, const struct layout *layout,
                     int row, int col, struct space_hit *out) {
    static struct cells scratch;
    static struct space_journey journey;
    struct space_place place;
    panel_space_place(view, ui, layout, &place);
    *out = (struct space_hit){ .node = NODE_NONE };
    if (rect_has(place.head, row, col)) out->node = node_near(view, &place, col - place.head.col);
    if (out->node != NODE_NONE) return true;
    if (!rect_has(place.rect, row, col) || !look(view, ui, &place, &journey)) return false;
    struct space_probe probe = { .row = row - place.rect.row,
                                 .col = col - place.rect.col,
                                 .node = NODE_NONE,
                                 .distance = SPACE_PROBE_FAR };
    cells_clear(&scratch, place.rect.row + place.rect.rows, place.rect.col + place.rect.cols);
    const struct space_pen pen = { &place, ui, &scratch, &probe };
    panel_space_messages(&pen, view, &window, &journey);
    draw_marks(&pen, view);
    if (probe.distance == SPACE_PROBE_FAR) {
        if (space_is_lane(&place, probe.col)) out->node = node_near(view, &place, probe.col);
        return out->node != NODE_NONE;
    }
    out->is_event = true;
    out->top_us = place.top_us;
    out->end_us = place.top_us + place.rect.rows * place.row_us;
    out->number = probe.found;
    out->node = probe.found_node != NODE_NONE ? probe.found_node : ui->selected;
    return true;
}
