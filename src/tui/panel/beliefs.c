#include "tui/panel/beliefs.h"

#include <string.h>

#include "tui/draw/parts.h"
#include "tui/person/keys.h"
#include "tui/view/words.h"
#include "tui/why/beliefs.h"
#include "tui/why/parts.h"

enum {
    NAME_COLS = 5,   /* "▸A ● " */
    WORD_COLS = 9,   /* "follower " */
    LEADER_COLS = 8, /* "A t1    " */
    TIME_COLS = 8,
    VOTE_COLS = 8,
    BAR_COLS_MIN = 8, /* of the promise, where there is room */
    BAR_COLS_MAX = 18,
    CELL_COLS_MIN = 3,
    CELL_COLS_MAX = 6,
    LINE_BYTES = 208,
};

/* Where each column begins; -1: no room for it. */
struct table {
    int cell, cell_cols; /* of the first column of links */
    int word, leader, promise, lease, vote, bar, bar_cols;
};

static int take(int *used, int cols, int wanted) {
    if (*used + wanted > cols) return -1;
    *used += wanted;
    return *used - wanted;
}

/* What matters least gives way first: bars, words, votes, leases, promises. */
static struct table table_fit(int nodes, int cols) {
    struct table t = { .word = -1, .cell = NAME_COLS };
    const int extras = WORD_COLS + LEADER_COLS + 2 * TIME_COLS + VOTE_COLS;
    t.cell_cols = (cols - NAME_COLS - extras) / (nodes > 0 ? nodes : 1);
    if (t.cell_cols < CELL_COLS_MIN) t.cell_cols = CELL_COLS_MIN;
    if (t.cell_cols > CELL_COLS_MAX) t.cell_cols = CELL_COLS_MAX;
    int used = NAME_COLS + nodes * t.cell_cols + 1;
    const bool words = used + extras <= cols;
    if (words) {
        t.word = NAME_COLS;
        t.cell += WORD_COLS;
        used += WORD_COLS;
    }
    t.leader = take(&used, cols, LEADER_COLS);
    t.promise = take(&used, cols, TIME_COLS);
    const int spare = cols - used - TIME_COLS - VOTE_COLS - 2;
    t.bar_cols = spare < BAR_COLS_MAX ? spare : BAR_COLS_MAX;
    t.bar = t.bar_cols >= BAR_COLS_MIN ? take(&used, cols, t.bar_cols + 2) : -1;
    t.lease = take(&used, cols, TIME_COLS);
    t.vote = take(&used, cols, VOTE_COLS);
    return t;
}

static void put(struct cells *cells, struct rect rect, int row, int col, enum style style,
                const char *text) {
    if (col >= 0) (void)cells_text(cells, rect, row, col, style, text);
}

static void draw_heading(const struct view *view, const struct ui *ui, const struct table *t,
                         struct rect rect, struct cells *cells) {
    put(cells, rect, 0, 1, STYLE_DIM, t->word >= 0 ? "from    to" : "to");
    for (uint8_t i = 0; i < view->nodes; i++) {
        const char name[2] = { node_letter(i), '\0' };
        const int col = t->cell + i * t->cell_cols;
        put(cells, rect, 0, col, i == ui->beliefs_to ? STYLE_KEY : STYLE_TITLE, name);
    }
    put(cells, rect, 0, t->leader, STYLE_DIM, "leader");
    put(cells, rect, 0, t->promise, STYLE_DIM, "promise");
    put(cells, rect, 0, t->lease, STYLE_DIM, "lease");
    put(cells, rect, 0, t->vote, STYLE_DIM, "vote");
}

/* ---- one cell: does the row reach the column, and does it believe in it? -------------- */

static void draw_link(const struct view *view, uint8_t from, uint8_t to, struct rect rect, int row,
                      int col, struct cells *cells) {
    const bool there = view_reaches(view, from, to), back = view_reaches(view, to, from);
    if (!there) {
        put(cells, rect, row, col, back ? STYLE_WARN : STYLE_CUT, "✂");
    } else if (!back) {
        put(cells, rect, row, col, STYLE_WARN, "→"); /* this way only */
    } else if (view->delay_us[from][to] > 0) {
        put(cells, rect, row, col, STYLE_WARN, "~");
    } else {
        put(cells, rect, row, col, STYLE_DIM, "·");
    }
}

static void draw_cell(const struct view *view, int64_t now_us, uint8_t from, uint8_t to,
                      struct rect rect, int row, int col, struct cells *cells) {
    const struct view_node *n = &view->node[from];
    const uint8_t acknowledged = view_acknowledged(view, from, now_us);
    if (from == to) {
        const enum view_standing standing = view_standing(view, from, now_us);
        put(cells, rect, row, col, standing_style(standing), standing_glyph(standing));
        return;
    }
    draw_link(view, from, to, rect, row, col, cells);
    if (acknowledged == to) {
        const bool leads = view_leads(view, to, now_us);
        put(cells, rect, row, col + 1, leads ? STYLE_LEADER : STYLE_WARN, leads ? "★" : "☆");
    } else if (n->voted == to) {
        put(cells, rect, row, col + 1, STYLE_DIM, "v");
    }
}

/* ---- the rest of a row ------------------------------------------------------------------ */

static void draw_leader(const struct view *view, int64_t now_us, uint8_t node, struct rect rect,
                        int row, int col, struct cells *cells) {
    char buffer[16];
    struct text words;
    const struct view_node *n = &view->node[node];
    const uint8_t leader = view_acknowledged(view, node, now_us);
    enum style style = STYLE_DIM;
    text_init(&words, buffer, sizeof buffer);
    if (leader == node) {
        text_add(&words, "me t");
        words_add_term(&words, n->lease_term);
        style = STYLE_LEADER;
    } else if (n->live && n->role == ROLE_LEADER) {
        text_add(&words, "(me) t");
        words_add_term(&words, n->term);
        style = STYLE_WARN;
    } else if (leader != NODE_NONE) {
        text_add_char(&words, node_letter(leader));
        text_add(&words, " t");
        words_add_term(&words, n->follows_term);
        style = STYLE_PLAIN;
    } else {
        text_add(&words, "–");
    }
    put(cells, rect, row, col, style, buffer);
}

static void draw_promise(const struct view *view, int64_t now_us, uint8_t node, struct rect rect,
                         int row, const struct table *t, struct cells *cells) {
    char buffer[16];
    struct text words;
    const struct view_node *n = &view->node[node];
    const bool bound = n->live && now_us < n->promise_us;
    text_init(&words, buffer, sizeof buffer);
    if (bound) words_add_duration(&words, why_minus(n->promise_us, now_us));
    else text_add(&words, n->live ? "free" : "–");
    put(cells, rect, row, t->promise,
        bound     ? STYLE_PLAIN
        : n->live ? STYLE_GOOD
                  : STYLE_DIM,
        buffer);
    if (t->bar < 0 || !n->live) return;
    draw_bar(cells, rect, row, t->bar, t->bar_cols, STYLE_BAR,
             bound ? why_minus(n->promise_us, now_us) : 0, view->header.elect.timers.promise_us);
}

static void draw_lease(const struct view *view, int64_t now_us, uint8_t node, struct rect rect,
                       int row, int col, struct cells *cells) {
    char buffer[16];
    struct text words;
    const struct view_node *n = &view->node[node];
    const bool leads = view_leads(view, node, now_us);
    const bool lapsed = set_has(view_lapsed(view, now_us), node);
    text_init(&words, buffer, sizeof buffer);
    if (leads) words_add_duration(&words, why_minus(n->lease_us, now_us));
    else text_add(&words, lapsed ? "over" : "–");
    put(cells, rect, row, col, leads ? STYLE_LEADER : lapsed ? STYLE_WARN : STYLE_DIM, buffer);
}

static void draw_vote(const struct view *view, uint8_t node, struct rect rect, int row, int col,
                      struct cells *cells) {
    char buffer[16];
    struct text words;
    const struct view_node *n = &view->node[node];
    text_init(&words, buffer, sizeof buffer);
    if (n->voted == NODE_NONE) {
        text_add(&words, "–");
    } else {
        if (n->voted == node) text_add(&words, "me");
        else text_add_char(&words, node_letter(n->voted));
        text_add(&words, " t");
        words_add_term(&words, n->term);
    }
    put(cells, rect, row, col, STYLE_DIM, buffer);
}

static void draw_row(const struct view *view, const struct ui *ui, uint8_t node,
                     const struct table *t, struct rect rect, int row, struct cells *cells) {
    const enum view_standing standing = view_standing(view, node, ui->now_us);
    const enum style style = standing_style(standing);
    const char name[2] = { node_letter(node), '\0' };
    const bool here = node == ui->selected;
    if (here) put(cells, rect, row, 0, STYLE_KEY, "▸");
    put(cells, rect, row, 1, here ? STYLE_KEY : STYLE_TITLE, name);
    put(cells, rect, row, 3, style, standing_glyph(standing));
    put(cells, rect, row, t->word, style, view_standing_word(standing));
    for (uint8_t to = 0; to < view->nodes; to++) {
        const int col = t->cell + to * t->cell_cols;
        draw_cell(view, ui->now_us, node, to, rect, row, col, cells);
        if (here && to == ui->beliefs_to) cells_mark(cells, rect, row, col, 2, true);
    }
    if (t->leader >= 0) draw_leader(view, ui->now_us, node, rect, row, t->leader, cells);
    if (t->promise >= 0) draw_promise(view, ui->now_us, node, rect, row, t, cells);
    if (t->lease >= 0) draw_lease(view, ui->now_us, node, rect, row, t->lease, cells);
    if (t->vote >= 0) draw_vote(view, node, rect, row, t->vote, cells);
}

/* ---- below the table ----------------------------------------------------------------------- */

static enum style case_style(enum beliefs_case is) {
    switch (is) {
    case BELIEFS_TWO_LEASES:
    case BELIEFS_ONE_TERM: return STYLE_BAD;
    case BELIEFS_OLD_LEADER:
    case BELIEFS_NOBODY: return STYLE_WARN;
    case BELIEFS_AGREED: return STYLE_GOOD;
    case BELIEFS_DIVIDED:
    case BELIEFS_CASES: return STYLE_PLAIN;
    }
    return STYLE_PLAIN;
}

/* The text in lines of the rectangle; what does not fit in is cut.  Returns the row after. */
static int draw_lines(struct cells *cells, struct rect rect, int row, enum style style,
                      const char *text) {
    const int cols = rect.cols - 2;
    int length = (int)strlen(text);
    while (length > 0 && row < rect.rows) {
        char buffer[LINE_BYTES];
        struct text line;
        int bytes = length;
        if (bytes > cols && row + 1 < rect.rows) {
            bytes = cols;
            while (bytes > 0 && text[bytes] != ' ') bytes--;
            if (bytes == 0) bytes = cols;
        }
        text_init(&line, buffer, sizeof buffer);
        text_add_n(&line, text, (size_t)bytes);
        draw_text_cut(cells, rect, row++, 1, cols, style, buffer);
        while (text[bytes] == ' ') bytes++;
        text += bytes;
        length -= bytes;
    }
    return row;
}

static void cursor_words(const struct view *view, const struct ui *ui, struct text *out) {
    static struct why why;
    const uint8_t from = ui->selected, to = ui->beliefs_to;
    if (from == to || to >= view->nodes) {
        why_node(view, from, ui->now_us, &why);
        text_add(out, why.line[0].text);
        return;
    }
    beliefs_link(view, from, to, out);
    if (!ui->live || ui->past || ui->ended || ui->readonly) return;
    text_add(out, "; ");
    text_add(out, key_rows[KEYS_LINK].label);
    text_add(out, view_reaches(view, from, to) ? " cuts " : " restores ");
    text_add_char(out, node_letter(from));
    text_add(out, " > ");
    text_add_char(out, node_letter(to));
}

/* Where there is room: every node's answer to "why do you not lead?", the selected one's
 * emphasized.  Returns the row after. */
static int draw_why(const struct view *view, const struct ui *ui, struct rect rect, int row,
                    struct cells *cells) {
    static struct why why;
    for (uint8_t i = 0; i < view->nodes; i++, row++) {
        const enum view_standing standing = view_standing(view, i, ui->now_us);
        why_node(view, i, ui->now_us, &why);
        put(cells, rect, row, 1, standing_style(standing), standing_glyph(standing));
        draw_text_cut(cells, rect, row, 3, rect.cols - 4,
                      i == ui->selected ? STYLE_TITLE : STYLE_PLAIN, why.line[0].text);
    }
    return row;
}

/* Where there is room: the three situations that look alike, the present one emphasized. */
static void draw_cases(enum beliefs_case is, struct rect rect, int row, struct cells *cells) {
    static const enum beliefs_case alike[] = { BELIEFS_OLD_LEADER, BELIEFS_ONE_TERM,
                                               BELIEFS_TWO_LEASES };
    enum { CASES = sizeof alike / sizeof alike[0] };
    if (row + CASES + 2 > rect.rows) return;
    draw_text_cut(cells, rect, ++row, 1, rect.cols - 2, STYLE_TITLE,
                  "Two that call themselves leader can be:");
    for (int i = 0; i < CASES; i++) {
        const bool here = alike[i] == is;
        if (here) put(cells, rect, row + 1 + i, 1, STYLE_KEY, "▸");
        draw_text_cut(cells, rect, row + 1 + i, 3, rect.cols - 4,
                      here ? case_style(is) : STYLE_PLAIN, beliefs_case_words(alike[i]));
    }
}

static void draw_words(const struct view *view, const struct ui *ui, struct rect rect,
                       struct cells *cells) {
    struct beliefs beliefs;
    char buffer[LINE_BYTES];
    struct text words;
    const bool airy = rect.rows >= 8;
    int row = airy ? 1 : 0;
    beliefs_explain(view, ui->now_us, &beliefs);
    row = draw_lines(cells, rect, row, case_style(beliefs.is), beliefs.says);
    if (rect.rows >= 4) row = draw_lines(cells, rect, row, STYLE_PLAIN, beliefs.means);
    text_init(&words, buffer, sizeof buffer);
    text_add(&words, "groups: ");
    text_add(&words, beliefs.groups);
    row = draw_lines(cells, rect, row, STYLE_PLAIN, buffer);
    if (airy && row < rect.rows - 2) row++;
    /* a node's own sentence stands in the list, if that has room */
    if (ui->selected != ui->beliefs_to || row + 1 + view->nodes > rect.rows) {
        text_init(&words, buffer, sizeof buffer);
        cursor_words(view, ui, &words);
        row = draw_lines(cells, rect, row, STYLE_TITLE, buffer);
    }
    draw_text_cut(cells, rect, row++, 1, rect.cols - 2, STYLE_DIM,
                  "· open  ✂ cut  → one way  ~ slow   ★ acknowledges  ☆ the same, lapsed  v vote");
    if (row + view->nodes < rect.rows) row++;
    if (row + view->nodes <= rect.rows) row = draw_why(view, ui, rect, row, cells);
    draw_cases(beliefs.is, rect, row, cells);
}

/* Rows of the frame above the table's heading. */
static int frame_rows(const struct view *view, const struct layout *layout) {
    return layout->body.rows > view->nodes + 1 ? 1 : 0;
}

uint8_t panel_beliefs_hit(const struct view *view, const struct layout *layout, int row) {
    const int node = row - layout->body.row - frame_rows(view, layout) - 1;
    if (layout->body.rows <= view->nodes || node < 0 || node >= view->nodes) return NODE_NONE;
    return (uint8_t)node;
}

void panel_beliefs_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells) {
    struct rect rect = layout->body;
    const int needed = view->nodes + 1;
    if (rect.rows < needed) { /* no table: at least what it amounts to */
        draw_words(view, ui, rect, cells);
        return;
    }
    if (frame_rows(view, layout) > 0) {
        const bool boxed = layout->boxed && rect.rows > needed + 2;
        rect = draw_frame(cells, rect, boxed, STYLE_FRAME, "who believes what", "");
    }
    const struct table t = table_fit(view->nodes, rect.cols);
    draw_heading(view, ui, &t, rect, cells);
    for (uint8_t i = 0; i < view->nodes; i++) draw_row(view, ui, i, &t, rect, i + 1, cells);
    if (rect.rows <= needed) return;
    const struct rect below = { rect.row + needed, rect.col, rect.rows - needed, rect.cols };
    draw_words(view, ui, below, cells);
}
