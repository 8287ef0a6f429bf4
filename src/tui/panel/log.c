#include "tui/panel/log.h"

#include "tui/draw/parts.h"

enum { TIME_COLS = 8, TEXT_COL = 11, LINE_BYTES = 320 };

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/* Sets of nodes are written together, "signed by ABC": capitals beside count as ends. */
static bool names_node(const char *line, char letter) {
    for (size_t i = 0; line[i] != '\0'; i++) {
        if (line[i] != letter) continue;
        const bool begins =
            i == 0 || !is_word(line[i - 1]) || (line[i - 1] >= 'A' && line[i - 1] <= 'J');
        const bool ends = !is_word(line[i + 1]) || (line[i + 1] >= 'A' && line[i + 1] <= 'J');
        if (begins && ends) return true;
    }
    return false;
}

bool panel_log_matches(const char *line, const char *filter, uint8_t nodes) {
    const size_t length = text_length(filter);
    if (length == 0) return true;
    if (length == 1 && filter[0] >= 'A' && filter[0] < 'A' + nodes) {
        return names_node(line, filter[0]);
    }
    for (size_t start = 0; line[start] != '\0'; start++) {
        size_t same = 0;
        while (same < length && lower(line[start + same]) == lower(filter[same])) same++;
        if (same == length) return true;
    }
    return false;
}

static void say(const struct view *view, const struct view_line *line, char *buffer, size_t bytes) {
    struct text words;
    text_init(&words, buffer, bytes);
    event_say_broken(&line->event, view->header.elect.broken, &words);
}

/* Seconds with three places, as in reports: "12.345". */
static void add_clock(struct text *out, int64_t t_us) {
    const int64_t ms = (t_us > 0 ? t_us : 0) / US_PER_MS;
    text_add_int(out, ms / 1000);
    text_add_char(out, '.');
    text_add_char(out, (char)('0' + ms / 100 % 10));
    text_add_char(out, (char)('0' + ms / 10 % 10));
    text_add_char(out, (char)('0' + ms % 10));
}

/* How often, and when last, after the words; never cut off with them.  The line itself has
 * the time and the place of the first. */
static int draw_times(struct cells *cells, struct rect rect, int row, int col,
                      const struct view_line *line) {
    char buffer[56];
    struct text words;
    if (line->times <= 1) return 0;
    text_init(&words, buffer, sizeof buffer);
    text_add(&words, "  ×");
    text_add_uint(&words, line->times);
    text_add(&words, ", last ");
    add_clock(&words, line->last_us);
    if (col >= 0) (void)cells_text(cells, rect, row, col, STYLE_DIM, buffer);
    return cells_width(buffer);
}

static bool passes(const struct view *view, const struct ui *ui, int back) {
    char buffer[LINE_BYTES];
    if (ui->filter.text[0] == '\0') return true;
    say(view, view_log_at(view, ui->log_all, back), buffer, sizeof buffer);
    return panel_log_matches(buffer, ui->filter.text, view->nodes);
}

static int count_passing(const struct view *view, const struct ui *ui) {
    const int count = view_log_count(view, ui->log_all);
    int passing = 0;
    if (ui->filter.text[0] == '\0') return count;
    for (int back = 0; back < count; back++) passing += passes(view, ui, back) ? 1 : 0;
    return passing;
}

static int rows_inside(const struct layout *layout) {
    if (layout->log.rows == 0) return 0;
    return layout->log.rows - (layout->boxed ? 2 : 1);
}

int panel_log_scroll_max(const struct view *view, const struct ui *ui,
                         const struct layout *layout) {
    const int most = count_passing(view, ui) - rows_inside(layout);
    return most > 0 ? most : 0;
}

/* ---- one line --------------------------------------------------------------------- */

struct mark {
    const char *glyph;
    enum style style; /* of the glyph */
    enum style text_style;
};

static struct mark mark_of_role(const struct event *event) {
    switch (event->role) {
    case ROLE_LEADER: return (struct mark){ "★", STYLE_LEADER, STYLE_LEADER };
    case ROLE_ELECTED: return (struct mark){ "◆", STYLE_ELECTED, STYLE_PLAIN };
    case ROLE_FOLLOWER:
    case ROLE_COUNT: break;
    }
    return (struct mark){ "●", STYLE_FOLLOWER, STYLE_PLAIN };
}

static struct mark mark_of(const struct event *event) {
    const bool leader = event->message == MESSAGE_LEADER;
    switch (event->kind) {
    case EVENT_START: return (struct mark){ "●", STYLE_FOLLOWER, STYLE_PLAIN };
    case EVENT_STOP: return (struct mark){ "✖", STYLE_DOWN, STYLE_PLAIN };
    case EVENT_STALL: return (struct mark){ "‖", STYLE_STALLED, STYLE_PLAIN };
    case EVENT_WAKE: return (struct mark){ "▸", STYLE_STALLED, STYLE_PLAIN };
    case EVENT_STAND: return (struct mark){ "▲", STYLE_STANDING, STYLE_PLAIN };
    case EVENT_ROLE: return mark_of_role(event);
    case EVENT_LEASE: return (struct mark){ "★", STYLE_LEADER, STYLE_PLAIN };
    case EVENT_FOLLOW: return (struct mark){ "●", STYLE_FOLLOWER, STYLE_PLAIN };
    case EVENT_WRITE:
        if (!event->accepted) return (struct mark){ "!", STYLE_WARN, STYLE_PLAIN };
        break;
    case EVENT_SEND:
        if (event->message == MESSAGE_HOPACK) break;
        return (struct mark){ leader ? "◉" : "◇",
                              leader ? STYLE_TOKEN_LEADER : STYLE_TOKEN_ELECTION, STYLE_DIM };
    case EVENT_SKIP: return (struct mark){ "·", STYLE_WARN, STYLE_PLAIN };
    case EVENT_COMMAND: return (struct mark){ "»", STYLE_KEY, STYLE_TITLE };
    case EVENT_EXPECT:
        if (event->met) return (struct mark){ "+", STYLE_GOOD, STYLE_PLAIN };
        return (struct mark){ "!", STYLE_BAD, STYLE_BAD };
    case EVENT_VIOLATION:
        if (event->expected) return (struct mark){ "!", STYLE_WARN, STYLE_WARN };
        return (struct mark){ "!", STYLE_BAD, STYLE_BAD };
    case EVENT_LIST:
    case EVENT_CLOCK: return (struct mark){ "·", STYLE_DIM, STYLE_PLAIN };
    case EVENT_SIGN:
    case EVENT_DUTY:
    case EVENT_DELIVER:
    case EVENT_DROP:
    case EVENT_COUNT: break;
    }
    return (struct mark){ "·", STYLE_DIM, STYLE_DIM };
}

static void draw_time(struct cells *cells, struct rect rect, int row, int64_t t_us) {
    char buffer[32];
    struct text time;
    text_init(&time, buffer, sizeof buffer);
    add_clock(&time, t_us);
    draw_text_right(cells, rect, row, TIME_COLS, STYLE_DIM, buffer);
}

static void draw_line(const struct view *view, const struct view_line *line, struct cells *cells,
                      struct rect rect, int row) {
    char buffer[LINE_BYTES];
    const struct mark mark = mark_of(&line->event);
    say(view, line, buffer, sizeof buffer);
    draw_time(cells, rect, row, line->event.t_us);
    (void)cells_text(cells, rect, row, TEXT_COL - 2, mark.style, mark.glyph);
    const int room = rect.cols - TEXT_COL - 1 - draw_times(cells, rect, row, -1, line);
    const int width = cells_width(buffer);
    draw_text_cut(cells, rect, row, TEXT_COL, room, mark.text_style, buffer);
    (void)draw_times(cells, rect, row, TEXT_COL + (width < room ? width : room), line);
}

/* ---- the panel ---------------------------------------------------------------------- */

static void add_state(const struct view *view, const struct ui *ui, int passing, int scroll,
                      struct text *out) {
    if (ui->filter.text[0] != '\0') {
        text_add(out, "/");
        text_add(out, ui->filter.text);
        text_add(out, "  ");
        text_add_int(out, passing);
        text_add(out, " of ");
        text_add_int(out, view_log_count(view, ui->log_all));
    }
    if (scroll > 0) {
        if (out->length > 0) text_add(out, "  ");
        text_add_int(out, scroll);
        text_add(out, " newer below");
    }
}

void panel_log_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                    struct cells *cells) {
    if (layout->log.rows == 0) return;
    char state[UI_LINE_BYTES + 64];
    struct text words;
    const int rows = rows_inside(layout), passing = count_passing(view, ui);
    const int most = passing > rows ? passing - rows : 0;
    const int scroll = ui->log_scroll < 0 ? 0 : ui->log_scroll > most ? most : ui->log_scroll;
    text_init(&words, state, sizeof state);
    add_state(view, ui, passing, scroll, &words);
    const struct rect rect = draw_frame(cells, layout->log, layout->boxed, STYLE_FRAME,
                                        ui->log_all ? "every event" : "events", state);
    const int shown = passing - scroll < rows ? passing - scroll : rows;
    const int count = view_log_count(view, ui->log_all);
    int row = shown - 1, skip = scroll;
    for (int back = 0; back < count && row >= 0; back++) {
        if (!passes(view, ui, back)) continue;
        if (skip-- > 0) continue;
        draw_line(view, view_log_at(view, ui->log_all, back), cells, rect, row--);
    }
    if (passing > 0) return;
    const char *why = ui->filter.text[0] != '\0' ? "no line contains this; Esc shows all again"
                                                 : "nothing has happened yet";
    draw_text_cut(cells, rect, 0, 3, rect.cols - 4, STYLE_DIM, why);
}
