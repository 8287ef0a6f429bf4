#include "tui/panel/nodes.h"

#include "tui/draw/parts.h"
#include "tui/view/words.h"

enum { SAYS_COLS = 23, TIME_COLS = 6, ROLE_COLS = 8 };

/* ---- words ------------------------------------------------------------------- */

void panel_nodes_says(const struct view *view, uint8_t node, int64_t now_us, struct text *out) {
    const struct view_node *n = &view->node[node];
    const enum view_standing standing = view_standing(view, node, now_us);
    const uint8_t leader = view_acknowledged(view, node, now_us);
    if (standing == VIEW_DOWN) {
        text_add(out, n->ever_started ? "killed" : "not started yet");
    } else if (standing == VIEW_STALLED) {
        text_add(out, "frozen");
        if (n->role != ROLE_FOLLOWER)
            text_add(out, n->role == ROLE_LEADER ? " as leader" : " while elected");
        else if (leader != NODE_NONE) text_add(out, " as follower");
    } else if (leader == node) {
        text_add(out, "\"I am the leader!\"");
    } else if (leader != NODE_NONE) {
        text_add(out, "\"Node ");
        text_add_char(out, node_letter(leader));
        text_add(out, " is the leader.\"");
    } else if (standing == VIEW_LAPSED) {
        text_add(out, "its lease is over");
    } else if (standing == VIEW_ELECTED) {
        text_add(out, view_lease_comes(view, node) ? "its lease comes" : "collects signatures");
    } else if (standing == VIEW_STANDING) {
        text_add(out, "stands for election");
    } else {
        text_add(out, "knows no leader");
    }
}

static void add_set_after(struct text *out, const char *before, struct node_set set) {
    if (set_is_empty(set)) return;
    text_add(out, before);
    text_add_set(out, set, NULL);
}

void panel_nodes_links(const struct view *view, uint8_t node, int cols, struct text *out) {
    struct node_set from = SET_EMPTY;
    const struct node_set to = view->node[node].cut;
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (i != node && !view_reaches(view, i, node)) from = set_with(from, i);
    }
    const struct node_set both = set_and(to, from), any = set_or(to, from);
    if (set_is_empty(any)) return;
    char buffer[64];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    text_add(&words, "✂");
    add_set_after(&words, " ", both);
    add_set_after(&words, " >", set_minus(to, both));
    add_set_after(&words, " <", set_minus(from, both));
    const int others = view->nodes - 1;
    if (set_count(both) == others) {
        text_init(&words, buffer, sizeof buffer);
        text_add(&words, "✂ all");
    } else if (cells_width(buffer) > cols) {
        text_init(&words, buffer, sizeof buffer);
        text_add(&words, "✂ ");
        text_add_int(&words, set_count(any));
        text_add_char(&words, '/');
        text_add_int(&words, others);
    }
    text_add(out, buffer);
}

/* ---- parts of a panel ----------------------------------------------------------- */

struct pen {
    const struct view *view;
    const struct ui *ui;
    struct cells *cells;
    struct rect rect;
    uint8_t node;
    enum view_standing standing;
};

static const struct view_node *node_of(const struct pen *pen) {
    return &pen->view->node[pen->node];
}

static bool has_lease(const struct pen *pen) {
    const struct view_node *n = node_of(pen);
    return n->live && n->role == ROLE_LEADER && !view_lease_comes(pen->view, pen->node);
}

/* " ▸A  ★ leader": 13 columns. */
static void draw_role(const struct pen *pen, int row, int col) {
    const bool selected = pen->ui->selected == pen->node;
    const enum style style = standing_style(pen->standing);
    const char name[2] = { node_letter(pen->node), '\0' };
    if (selected) cells_put(pen->cells, pen->rect, row, col, 0x25b8, STYLE_KEY);
    (void)cells_text(pen->cells, pen->rect, row, col + 1, selected ? STYLE_SELECTED : style, name);
    if (selected) cells_mark(pen->cells, pen->rect, row, col + 1, 1, true);
    (void)cells_text(pen->cells, pen->rect, row, col + 4, style, standing_glyph(pen->standing));
    (void)cells_text(pen->cells, pen->rect, row, col + 6, style, view_standing_word(pen->standing));
}

static void draw_term(const struct pen *pen, int row, int end) {
    char buffer[16];
    struct text term;
    text_init(&term, buffer, sizeof buffer);
    words_add_term(&term, node_of(pen)->term);
    draw_text_right(pen->cells, pen->rect, row, end, STYLE_PLAIN, buffer);
}

static void draw_letter(const struct pen *pen, int row, int col, uint8_t whom) {
    const char name[2] = { node_letter(whom), '\0' };
    const bool known = whom != NODE_NONE;
    (void)cells_text(pen->cells, pen->rect, row, col, known ? STYLE_PLAIN : STYLE_DIM,
                     known ? name : "–");
}

static void draw_labelled(const struct pen *pen, int row, int col, const char *label,
                          uint8_t whom) {
    const int width = cells_text(pen->cells, pen->rect, row, col, STYLE_DIM, label);
    draw_letter(pen, row, col + width + 1, whom);
}

static void draw_time(const struct pen *pen, int row, int col, enum style style, int64_t us) {
    char buffer[24];
    struct text time;
    text_init(&time, buffer, sizeof buffer);
    words_add_duration(&time, us);
    draw_text_right(pen->cells, pen->rect, row, col + TIME_COLS, style, buffer);
}

/* The lease drains; when it is over the bar is empty and says so. */
static void draw_lease(const struct pen *pen, int row, int col, int bar_cols, int64_t now_us) {
    const struct view_node *n = node_of(pen);
    const int64_t whole = pen->view->header.elect.timers.lease_us;
    const int64_t left = n->lease_us > now_us ? n->lease_us - now_us : 0;
    const enum style style = left == 0 ? STYLE_BAD : left < whole / 4 ? STYLE_WARN : STYLE_LEADER;
    draw_bar(pen->cells, pen->rect, row, col, bar_cols, style, left, whole);
    if (left > 0) draw_time(pen, row, col + bar_cols + 1, STYLE_PLAIN, left);
    else draw_text_right(pen->cells, pen->rect, row, col + bar_cols + 1 + TIME_COLS, style, "over");
}

/* The age of the last heartbeat fills the bar until the promise is over: then
 * the node is free to sign for another. */
static void draw_beat(const struct pen *pen, int row, int col, int bar_cols, int64_t now_us) {
    const struct view_node *n = node_of(pen);
    const struct timers *timers = &pen->view->header.elect.timers;
    const int end = col + bar_cols + 1 + TIME_COLS;
    if (!n->live) return;
    if (n->beat_us == TIME_PAST) {
        draw_bar(pen->cells, pen->rect, row, col, bar_cols, STYLE_BAR, 0, 1);
        draw_text_right(pen->cells, pen->rect, row, end, STYLE_DIM, "–");
        return;
    }
    const int64_t age = now_us > n->beat_us ? now_us - n->beat_us : 0;
    const bool free = now_us >= n->promise_us;
    const bool late = age > timers->heartbeat_us + timers->ring_us;
    const enum style style = free || late ? STYLE_WARN : STYLE_BAR;
    draw_bar(pen->cells, pen->rect, row, col, bar_cols, style, age, n->promise_us - n->beat_us);
    draw_time(pen, row, col + bar_cols + 1, free || late ? style : STYLE_PLAIN, age);
}

/* "bound to A for 410 ms", or free; of a leader nothing, its lease says it. */
static void draw_bond(const struct pen *pen, int row, int col, int cols, int64_t now_us) {
    const struct view_node *n = node_of(pen);
    char buffer[64];
    struct text words;
    if (!n->live) return;
    text_init(&words, buffer, sizeof buffer);
    if (now_us >= n->promise_us) {
        text_add(&words, "free to sign");
    } else if (n->voted == NODE_NONE) {
        text_add(&words, "signs nobody for ");
        words_add_duration(&words, n->promise_us - now_us);
    } else {
        text_add(&words, "bound to ");
        text_add_char(&words, node_letter(n->voted));
        text_add(&words, " for ");
        words_add_duration(&words, n->promise_us - now_us);
    }
    draw_text_cut(pen->cells, pen->rect, row, col, cols, STYLE_DIM, buffer);
}

static enum style says_style(const struct pen *pen, int64_t now_us) {
    if (view_acknowledged(pen->view, pen->node, now_us) == pen->node) return STYLE_LEADER;
    const bool quoted = view_acknowledged(pen->view, pen->node, now_us) != NODE_NONE;
    return quoted && pen->standing != VIEW_STALLED ? STYLE_PLAIN : STYLE_DIM;
}

static void draw_says(const struct pen *pen, int row, int col, int64_t now_us) {
    char buffer[64];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    panel_nodes_says(pen->view, pen->node, now_us, &words);
    const enum style style =
        pen->standing == VIEW_STALLED ? STYLE_STALLED : says_style(pen, now_us);
    (void)cells_text(pen->cells, pen->rect, row, col, style, buffer);
}

/* In the partition editor the group being chosen stands where cut links stand. */
static void draw_links(const struct pen *pen, int row, int col, int cols) {
    char buffer[80];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    panel_nodes_links(pen->view, pen->node, cols, &words);
    draw_text_cut(pen->cells, pen->rect, row, col, cols, STYLE_CUT, buffer);
}

/* ---- one line a node ------------------------------------------------------------ */

/* Columns by width; 0: not shown. */
struct columns {
    int term_end, vote, label, bar, bar_cols, says, links, links_cols;
};

static struct columns columns_of(int width) {
    struct columns c = { .term_end = 19 };
    if (width < 36) {
        c.bar = 20;
        c.bar_cols = width - 20 - TIME_COLS - 1;
        return c;
    }
    c.vote = width >= 52 ? 22 : 0;
    c.bar = width >= 52 ? 25 : 20;
    c.links_cols = width < 46 ? 0 : width < 60 ? 7 : 9;
    if (width >= 76) {
        c.label = 26;
        c.says = width - SAYS_COLS - c.links_cols - 1;
        c.bar = 32;
        c.bar_cols = c.says - 2 - TIME_COLS - 1 - c.bar;
    } else {
        if (width >= 52) {
            c.label = 26;
            c.bar = 32;
        }
        c.bar_cols = width - c.bar - TIME_COLS - 1 - (c.links_cols > 0 ? c.links_cols + 1 : 0);
    }
    if (c.bar_cols > 24) c.bar_cols = 24;
    if (c.says > 0) c.says = c.bar + c.bar_cols + 1 + TIME_COLS + 2;
    if (c.links_cols > 0) {
        c.links = c.says > 0 ? c.says + SAYS_COLS + 1 : c.bar + c.bar_cols + TIME_COLS + 2;
        c.links_cols = width - c.links;
    }
    return c;
}

static void draw_line(const struct pen *pen, int64_t now_us) {
    const struct columns c = columns_of(pen->rect.cols);
    const bool lease = has_lease(pen);
    draw_role(pen, 0, 0);
    draw_term(pen, 0, c.term_end);
    if (c.vote > 0) draw_letter(pen, 0, c.vote, node_of(pen)->voted);
    if (c.label > 0 && node_of(pen)->live) {
        (void)cells_text(pen->cells, pen->rect, 0, c.label, STYLE_DIM, lease ? "lease" : "beat");
    }
    if (lease) draw_lease(pen, 0, c.bar, c.bar_cols, now_us);
    else draw_beat(pen, 0, c.bar, c.bar_cols, now_us);
    if (c.says > 0) draw_says(pen, 0, c.says, now_us);
    if (c.links > 0) draw_links(pen, 0, c.links, c.links_cols);
}

static void draw_heading(const struct layout *layout, struct cells *cells) {
    const struct rect rect = layout->heading;
    if (rect.rows == 0) return;
    if (layout->form == LAYOUT_PAIRS) {
        (void)draw_frame(cells, rect, false, STYLE_FRAME, "nodes", "");
        return;
    }
    const struct columns c = columns_of(rect.cols);
    (void)cells_text(cells, rect, 0, 1, STYLE_DIM, "node role");
    draw_text_right(cells, rect, 0, c.term_end, STYLE_DIM, "term");
    if (c.vote > 0) (void)cells_text(cells, rect, 0, c.vote - 1, STYLE_DIM, "vote");
    const int timer = c.label > 0 ? c.label : c.bar;
    (void)cells_text(cells, rect, 0, timer, STYLE_DIM,
                     c.bar + c.bar_cols + TIME_COLS >= timer + 20 ? "lease left, beat age"
                                                                  : "timer");
    if (c.says > 0) (void)cells_text(cells, rect, 0, c.says, STYLE_DIM, "says");
    if (c.links > 0) (void)cells_text(cells, rect, 0, c.links, STYLE_DIM, "cut");
}

/* A dead node has no timers; what the storage kept of it is in the line above. */
static void draw_down(const struct pen *pen, int row, int col, int cols, int64_t now_us) {
    const struct view_node *n = node_of(pen);
    char buffer[64];
    struct text words;
    if (!n->ever_started) return;
    text_init(&words, buffer, sizeof buffer);
    text_add(&words, "down for ");
    words_add_duration(&words, now_us - n->changed_us);
    text_add(&words, "; its term and its vote survive");
    draw_text_cut(pen->cells, pen->rect, row, col, cols, STYLE_DIM, buffer);
}

/* ---- two lines a node ------------------------------------------------------------- */

static void draw_bars(const struct pen *pen, int row, int col, int cols, int64_t now_us) {
    const int gap = 3, half = (cols - gap) / 2;
    const int bar_cols = half - 6 - TIME_COLS - 1;
    const int second = col + half + gap;
    if (!node_of(pen)->live) {
        draw_down(pen, row, col, cols, now_us);
        return;
    }
    (void)cells_text(pen->cells, pen->rect, row, col, STYLE_DIM, "beat");
    draw_beat(pen, row, col + 6, bar_cols, now_us);
    if (has_lease(pen)) {
        (void)cells_text(pen->cells, pen->rect, row, second, STYLE_DIM, "lease");
        draw_lease(pen, row, second + 6, bar_cols, now_us);
    } else {
        draw_bond(pen, row, second, half, now_us);
    }
}

static void draw_term_labelled(const struct pen *pen, int row, int col) {
    char buffer[16];
    struct text term;
    text_init(&term, buffer, sizeof buffer);
    words_add_term(&term, node_of(pen)->term);
    (void)cells_text(pen->cells, pen->rect, row, col, STYLE_DIM, "term");
    (void)cells_text(pen->cells, pen->rect, row, col + 5, STYLE_PLAIN, buffer);
}

/* Whom it acknowledges besides itself. */
static uint8_t followed(const struct pen *pen, int64_t now_us) {
    const uint8_t leader = view_acknowledged(pen->view, pen->node, now_us);
    return leader == pen->node ? NODE_NONE : leader;
}

static void draw_pair(const struct pen *pen, int64_t now_us) {
    const int width = pen->rect.cols;
    const bool follows = width >= 78;
    const int says = follows ? 48 : 37;
    draw_role(pen, 0, 0);
    draw_term_labelled(pen, 0, 15);
    draw_labelled(pen, 0, 27, "signed", node_of(pen)->voted);
    if (follows) draw_labelled(pen, 0, 37, "follows", followed(pen, now_us));
    draw_says(pen, 0, says, now_us);
    draw_links(pen, 0, says + SAYS_COLS + 1, width - says - SAYS_COLS - 1);
    draw_bars(pen, 1, 4, width - 5, now_us);
}

/* ---- a card ------------------------------------------------------------------------- */

static void draw_card_frame(const struct pen *pen) {
    const bool selected = pen->ui->selected == pen->node;
    (void)draw_frame(pen->cells, pen->rect, true, selected ? STYLE_KEY : STYLE_FRAME, "", "");
    for (int col = 2; col < 18; col++) {
        cells_put(pen->cells, pen->rect, 0, col, ' ', STYLE_FRAME);
    }
    const int word = cells_width(view_standing_word(pen->standing));
    for (int col = 9 + word; col < 18; col++) {
        cells_put(pen->cells, pen->rect, 0, col, 0x2500, selected ? STYLE_KEY : STYLE_FRAME);
    }
    draw_role(pen, 0, 2);
}

static void draw_card(const struct pen *outer, int64_t now_us) {
    struct pen pen = *outer;
    char links[80];
    struct text words;
    text_init(&words, links, sizeof links);
    panel_nodes_links(pen.view, pen.node, pen.rect.cols - 24, &words);
    draw_card_frame(&pen);
    if (links[0] != '\0') {
        const int col = pen.rect.cols - 4 - cells_width(links);
        cells_put(pen.cells, pen.rect, 0, col, ' ', STYLE_FRAME);
        const int width = cells_text(pen.cells, pen.rect, 0, col + 1, STYLE_CUT, links);
        cells_put(pen.cells, pen.rect, 0, col + 1 + width, ' ', STYLE_FRAME);
    }
    pen.rect = (struct rect){ pen.rect.row + 1, pen.rect.col + 3, 2, pen.rect.cols - 6 };
    draw_says(&pen, 0, 0, now_us);
    draw_term_labelled(&pen, 0, 26);
    draw_labelled(&pen, 0, 38, "signed", node_of(&pen)->voted);
    draw_labelled(&pen, 0, 48, "follows", followed(&pen, now_us));
    if (has_lease(&pen) && pen.rect.cols >= 68) {
        char duty[24];
        text_init(&words, duty, sizeof duty);
        text_add(&words, "duty ");
        text_add_uint(&words, node_of(&pen)->duties);
        draw_text_right(pen.cells, pen.rect, 0, pen.rect.cols, STYLE_DIM, duty);
    }
    draw_bars(&pen, 1, 0, pen.rect.cols, now_us);
}

void panel_nodes_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells) {
    if (layout->form != LAYOUT_CARDS) draw_heading(layout, cells);
    for (uint8_t i = 0; i < view->nodes; i++) {
        const struct pen pen = { view,  ui,
                                 cells, layout->node[i],
                                 i,     view_standing(view, i, ui->now_us) };
        switch (layout->form) {
        case LAYOUT_LINES: draw_line(&pen, ui->now_us); break;
        case LAYOUT_PAIRS: draw_pair(&pen, ui->now_us); break;
        case LAYOUT_CARDS: draw_card(&pen, ui->now_us); break;
        }
    }
}
