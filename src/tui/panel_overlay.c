#include "tui/panel_overlay.h"

#include "tui/keys.h"
#include "tui/panel_parts.h"
#include "tui/panel_ring.h"

/* ---- help --------------------------------------------------------------------------- */

struct help_line {
    const char *label, *text;
    int bytes; /* of text */
    enum style label_style;
};
enum { HELP_LINES_MAX = 512, HELP_COLS = 78, HELP_LABEL_COLS = 17, HELP_TEXT_BYTES = 160 };

struct help {
    int count;
    int text_cols; /* texts are wrapped to this width */
    struct help_line line[HELP_LINES_MAX];
};

static void help_line_add(struct help *help, const char *label, enum style style, const char *text,
                          int bytes) {
    if (help->count == HELP_LINES_MAX) return;
    help->line[help->count++] = (struct help_line){ label, text, bytes, style };
}

/* Texts of the help are ASCII, so that a byte is a column. */
static void help_add(struct help *help, const char *label, enum style style, const char *text) {
    int length = (int)text_length(text);
    while (length > help->text_cols) {
        int bytes = help->text_cols;
        while (bytes > 0 && text[bytes] != ' ') bytes--;
        if (bytes == 0) break;
        help_line_add(help, label, style, text, bytes);
        label = "";
        text += bytes + 1;
        length -= bytes + 1;
    }
    help_line_add(help, label, style, text, length);
}

static void help_heading(struct help *help, const char *title) {
    if (help->count > 0) help_line_add(help, "", STYLE_PLAIN, "", 0);
    help_line_add(help, title, STYLE_TITLE, "", 0);
}

/* Every row of the table once, under the first heading that fits. */
static void help_keys(struct help *help, const char *title, unsigned modes, unsigned earlier) {
    help_heading(help, title);
    for (int i = 0; i < key_row_count; i++) {
        const struct key_row *row = &key_rows[i];
        if (row->label[0] == '\0' || row->help[0] == '\0') continue;
        if ((row->modes & modes) == 0 || (row->modes & earlier) != 0) continue;
        help_add(help, row->label, STYLE_KEY, row->help);
    }
}

static void help_signs(struct help *help) {
    static const struct {
        enum view_standing standing;
        const char *label, *text;
    } standings[] = {
        { VIEW_LEADER, "★ leader", "its lease runs: the only one that may act as the leader" },
        { VIEW_LAPSED, "☆ lapsed", "still calls itself leader, but its lease is over" },
        { VIEW_ELECTED, "◆ elected", "its ELECTION token came home; it collects signatures" },
        { VIEW_STANDING, "▲ standing", "its own ELECTION token is on its way round the ring" },
        { VIEW_FOLLOWER, "● follower", "signs for the leader it follows, and promises it time" },
        { VIEW_STALLED, "‖ stalled", "frozen where it stands, like a paused process" },
        { VIEW_DOWN, "✖ down", "killed: only its term and its vote survive" },
    };
    help_heading(help, "What you see");
    for (size_t i = 0; i < sizeof standings / sizeof standings[0]; i++) {
        help_add(help, standings[i].label, panel_standing_style(standings[i].standing),
                 standings[i].text);
    }
    help_add(help, "◇ ELECTION", STYLE_TOKEN_ELECTION, "a token that chooses: who is best?");
    help_add(help, "◉ LEADER", STYLE_TOKEN_LEADER,
             "announcement, vote, heartbeat, lease renewal in one");
    help_add(help, "✂", STYLE_CUT, "a cut link; with an arrow: nothing passes that way");
    help_add(help, "vote, signed", STYLE_DIM, "whom the node signed for in its term: its vote");
    help_add(help, "beat", STYLE_BAR, "time since the last heartbeat; full: its promise is over");
    help_add(help, "lease", STYLE_LEADER, "what is left of the leader's lease");
}

static void help_fill(struct help *help, int cols) {
    const unsigned editors = KEYS_IN_PARTITION | KEYS_IN_CUT;
    const unsigned dashboard = KEYS_IN_NORMAL;
    help->count = 0;
    help->text_cols = cols - HELP_LABEL_COLS - 5;
    if (help->text_cols < 1) help->text_cols = 1; /* a screen that shows no help may ask, too */
    help_heading(help, "Try this");
    help_add(help, key_rows[KEYS_KILL_LEADER].label, STYLE_KEY,
             "kill the leader, and see who takes over and when");
    help_add(help, key_rows[KEYS_PARTITION].label, STYLE_KEY,
             "cut the ring in two: only one side can have a leader");
    help_add(help, key_rows[KEYS_HEAL].label, STYLE_KEY,
             "heal it, and see that the ring agrees again");
    help_keys(help, "Keys", dashboard, 0);
    help_signs(help);
    help_keys(help, "On the page who believes what", KEYS_IN_BELIEFS, dashboard);
    help_keys(help, "In why?", KEYS_IN_WHY, dashboard | KEYS_IN_BELIEFS);
    help_keys(help, "In the partition and cut editors", editors, dashboard);
    help_keys(help, "When asked", KEYS_IN_CONFIRM, dashboard | editors);
    help_keys(help, "While typing a statement or a filter", KEYS_IN_LINES,
              dashboard | editors | KEYS_IN_CONFIRM);
    help_keys(help, "In this help", KEYS_IN_HELP,
              dashboard | editors | KEYS_IN_CONFIRM | KEYS_IN_LINES);
}

static struct rect help_rect(int rows, int cols) {
    /* Slivers of other panels left and right would only disturb. */
    const int width = cols < HELP_COLS + 8 ? cols : HELP_COLS;
    const int height = rows - 1 > 2 ? rows - 1 : rows; /* the footer stays in sight */
    return (struct rect){ 0, (cols - width) / 2, height, width };
}

static int hidden_lines(const struct help *help, int inside) {
    return help->count > inside && inside > 0 ? help->count - inside : 0;
}

int panel_overlay_help_scroll_max(int rows, int cols) {
    struct help help;
    const struct rect rect = help_rect(rows, cols);
    help_fill(&help, rect.cols);
    return hidden_lines(&help, rect.rows - 2);
}

static void draw_help(const struct ui *ui, struct cells *cells, int rows, int cols) {
    struct help help;
    char position[32];
    struct text words;
    const struct rect outer = help_rect(rows, cols);
    help_fill(&help, outer.cols);
    const int inside = outer.rows - 2, most = hidden_lines(&help, inside);
    const int first = ui->help_scroll < 0 ? 0 : ui->help_scroll > most ? most : ui->help_scroll;
    panel_erase(cells, outer);
    text_init(&words, position, sizeof position);
    if (most > 0) {
        text_add_int(&words, first + 1);
        text_add(&words, "–");
        text_add_int(&words, first + inside);
        text_add(&words, " of ");
        text_add_int(&words, help.count);
    }
    const struct rect rect = panel_frame(cells, outer, true, STYLE_KEY, "help", position);
    for (int row = 0; row < rect.rows && first + row < help.count; row++) {
        const struct help_line *line = &help.line[first + row];
        char text[HELP_TEXT_BYTES];
        text_init(&words, text, sizeof text);
        text_add_n(&words, line->text, (size_t)line->bytes);
        panel_text_cut(cells, rect, row, 2, rect.cols - 3, line->label_style, line->label);
        panel_text_cut(cells, rect, row, 2 + HELP_LABEL_COLS, rect.cols - HELP_LABEL_COLS - 3,
                       STYLE_PLAIN, text);
    }
}

/* ---- the editors ----------------------------------------------------------------------- */

enum { EDITOR_ROWS = 5 };

/* Over the log, so that ring and nodes stay in sight. */
static struct rect editor_open(const struct layout *layout, struct cells *cells,
                               const char *title) {
    struct rect rect = layout->log;
    if (rect.rows < EDITOR_ROWS) {
        const int row = layout->message.row - EDITOR_ROWS;
        rect = (struct rect){ row > 0 ? row : 0, 0, EDITOR_ROWS, layout->message.cols };
    }
    rect.rows = EDITOR_ROWS;
    if (rect.cols > 64) rect.cols = 64;
    panel_erase(cells, rect);
    return panel_frame(cells, rect, true, STYLE_KEY, title, "");
}

static void draw_partition(const struct view *view, const struct ui *ui,
                           const struct layout *layout, struct cells *cells) {
    char statement[96];
    struct text words;
    const struct rect rect = editor_open(layout, cells, "partition");
    int col = 2, groups = 0;
    text_init(&words, statement, sizeof statement);
    text_add(&words, "partition");
    for (uint8_t group = 0; group < NODES_MAX; group++) {
        bool any = false;
        for (uint8_t i = 0; i < view->nodes; i++) {
            if (ui->group[i] != group) continue;
            const enum style style = panel_ring_group_style(group);
            const char name[2] = { node_letter(i), '\0' };
            const char number[3] = { (char)('1' + group % 10), ':', '\0' };
            if (!any && groups++ > 0) {
                text_add(&words, " |");
                col += 2;
            }
            if (!any) col += cells_text(cells, rect, 0, col, style, number);
            col += 1 + cells_text(cells, rect, 0, col + 1, style, name);
            if (i == ui->selected) cells_mark(cells, rect, 0, col - 1, 1, true);
            any = true;
            text_add_char(&words, ' ');
            text_add_char(&words, node_letter(i));
        }
    }
    if (groups > 1) {
        panel_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_TITLE, statement);
        panel_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_DIM,
                       "groups will not reach one another");
    } else {
        panel_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_TITLE,
                       view_any_cut(view) ? "heal" : "all in one group: nothing to cut");
        panel_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_DIM,
                       "give a node a number to put it into that group");
    }
}

static void draw_cut(const struct view *view, const struct ui *ui, const struct layout *layout,
                     struct cells *cells) {
    char statement[48], meaning[80];
    struct text words;
    if (ui->cut_other >= view->nodes) return;
    const struct rect rect = editor_open(layout, cells, "cut a link");
    const bool back = ui->cut_direction == 2, both = ui->cut_direction == 0;
    const uint8_t x = back ? ui->cut_other : ui->selected, y = back ? ui->selected : ui->cut_other;
    const bool open = view_reaches(view, x, y) || (both && view_reaches(view, y, x));
    text_init(&words, statement, sizeof statement);
    text_add(&words, open ? "cut " : "restore ");
    text_add_char(&words, node_letter(x));
    text_add(&words, both ? " " : " > ");
    text_add_char(&words, node_letter(y));
    text_init(&words, meaning, sizeof meaning);
    if (both) {
        text_add(&words, open ? "neither hears the other" : "both hear each other again");
    } else {
        text_add_char(&words, node_letter(y));
        text_add(&words, open ? " hears nothing from " : " hears again from ");
        text_add_char(&words, node_letter(x));
    }
    panel_text_cut(cells, rect, 0, 2, rect.cols - 3, STYLE_TITLE, statement);
    panel_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_PLAIN, meaning);
    panel_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_DIM,
                   both ? "Space: one way only" : "Space: the other way, or both");
}

void panel_overlay_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells, int rows, int cols) {
    if (ui->mode == UI_HELP) draw_help(ui, cells, rows, cols);
    if (ui->mode == UI_PARTITION) draw_partition(view, ui, layout, cells);
    if (ui->mode == UI_CUT) draw_cut(view, ui, layout, cells);
}
