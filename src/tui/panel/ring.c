#include "tui/panel/ring.h"

#include "tui/draw/parts.h"
#include "tui/view/words.h"

/* Angles are tenths of a degree, 0 at the right, growing clockwise on the screen. */
enum { TURN = 3600, TOP = 2700, UNIT = 10000 };

/* Bhaskara's approximation, 7th century: sin x = 4x(180-x) / (40500 - x(180-x)), in
 * degrees; off by at most 0.0016, far less than a cell.  Spares the mathematics library. */
static int sine(int angle) {
    int x = angle % TURN;
    if (x < 0) x += TURN;
    const bool below = x >= TURN / 2;
    if (below) x -= TURN / 2;
    const int64_t product = (int64_t)x * (TURN / 2 - x);
    const int value = (int)(4 * UNIT * product / (4050000 - product));
    return below ? -value : value;
}

struct ring {
    struct rect rect;         /* inside the frame */
    int center_x2, center_y2; /* doubled, so that a centre may lie between cells */
    int radius_x2, radius_y2;
    bool dense; /* little room between the nodes: names without brackets */
};

struct point {
    int row, col;
};

static int at_most(int value, int high) {
    return value > high ? high : value;
}

/* A cell is about twice as high as wide. */
static bool ring_of(const struct layout *layout, uint8_t nodes, struct ring *out) {
    const struct rect outer = layout->ring;
    const int frame = layout->boxed ? 1 : 0, edge = layout->boxed || outer.col > 0 ? 1 : 0;
    const struct rect rect = { outer.row + 1, outer.col + edge, outer.rows - 1 - frame,
                               outer.cols - edge - frame };
    if (outer.rows == 0 || rect.rows < 5 || rect.cols < 20) return false;
    const int margin = rect.rows >= 12 ? 2 : 0;
    out->rect = rect;
    out->center_x2 = rect.cols - 1;
    out->center_y2 = rect.rows - 1;
    out->radius_y2 = rect.rows - 1 - margin;
    out->radius_x2 = at_most(rect.cols - 9, out->radius_y2 * 5 / 2);
    if (out->radius_y2 * 3 > out->radius_x2 * 2) out->radius_y2 = out->radius_x2 * 2 / 3;
    out->dense = (out->radius_x2 + out->radius_y2) * 3 / nodes < 14;
    return true;
}

static int round_half(int64_t doubled_units) { /* of 2*UNIT each */
    return (int)((doubled_units + UNIT + 1000 * (int64_t)(2 * UNIT)) / (2 * UNIT)) - 1000;
}

/* permille: how far out, 1000 on the ring itself. */
static struct point point_at(const struct ring *ring, int angle, int permille) {
    const int64_t x = (int64_t)ring->radius_x2 * sine(angle + TURN / 4) * permille / 1000;
    const int64_t y = (int64_t)ring->radius_y2 * sine(angle) * permille / 1000;
    return (struct point){ round_half((int64_t)ring->center_y2 * UNIT + y),
                           round_half((int64_t)ring->center_x2 * UNIT + x) };
}

static int angle_of(const struct view *view, uint8_t node) {
    /* Two nodes look better side by side. */
    const int first = view->nodes == 2 ? TURN / 2 : TOP;
    return (first + view->place[node] * TURN / view->nodes) % TURN;
}

/* Clockwise from one node to another, 1..TURN-1. */
static int span_of(const struct view *view, uint8_t from, uint8_t to) {
    const int steps = (view->place[to] + view->nodes - view->place[from]) % view->nodes;
    return steps * TURN / view->nodes;
}

/* ---- links ------------------------------------------------------------------------ */

/* As it is, or as the editor on the screen would make it. */
static bool link_open(const struct view *view, const struct ui *ui, uint8_t from, uint8_t to,
                      bool *edited) {
    *edited = false;
    if (ui->mode == UI_PARTITION) {
        *edited = true;
        return ui->group[from] == ui->group[to];
    }
    if (ui->mode == UI_CUT) {
        const uint8_t x = ui->cut_direction == 2 ? ui->cut_other : ui->selected;
        const uint8_t y = ui->cut_direction == 2 ? ui->selected : ui->cut_other;
        const bool back = ui->cut_direction == 0 && from == y && to == x;
        *edited = back || (from == x && to == y);
        /* What is cut already is restored: one way for itself, both ways only together. */
        const bool any =
            view_reaches(view, x, y) || (ui->cut_direction == 0 && view_reaches(view, y, x));
        if (*edited) return !any;
    }
    return view_reaches(view, from, to);
}

struct link {
    uint8_t from, to;
    bool open, back_open, edited;
};

static struct link link_of(const struct view *view, const struct ui *ui, uint8_t from, uint8_t to) {
    struct link link = { .from = from, .to = to };
    bool there = false, back = false;
    link.open = link_open(view, ui, from, to, &there);
    link.back_open = link_open(view, ui, to, from, &back);
    link.edited = there || back;
    return link;
}

/* The next node that is not down, clockwise; `node` itself when there is none. */
static uint8_t next_live(const struct view *view, uint8_t node) {
    uint8_t next = node;
    for (int i = 0; i < view->nodes; i++) {
        next = view->header.elect.next[next] < view->nodes ? view->header.elect.next[next] : node;
        if (next == node || view->node[next].live) return next;
    }
    return node;
}

/* The arrow along the ring at an angle. */
static uint32_t arrow_at(int angle, bool clockwise) {
    const int x = clockwise ? -sine(angle) : sine(angle);
    const int y = clockwise ? sine(angle + TURN / 4) : -sine(angle + TURN / 4);
    const bool flat = x * x >= y * y;
    if (flat) return x > 0 ? 0x2192 : 0x2190;
    return y > 0 ? 0x2193 : 0x2191;
}

/* Dots about two columns apart, so that they look even all around. */
static void draw_circle(const struct ring *ring, struct cells *cells) {
    struct point last = { -100, -100 };
    for (int angle = 0; angle < TURN; angle += 10) {
        const struct point p = point_at(ring, TOP + angle, 1000);
        const int dx = p.col - last.col, dy = 2 * (p.row - last.row);
        if (dx * dx + dy * dy < 4) continue;
        cells_put(cells, ring->rect, p.row, p.col, 0xb7, STYLE_FRAME);
        last = p;
    }
}

/* Room for a token?  A node's name, the blank within it too, is never covered. */
static bool is_vacant(const struct view *view, const struct ring *ring, int row, int col,
                      const struct cells *cells) {
    const uint32_t rune = cells_at(cells, ring->rect, row, col);
    for (uint8_t i = 0; i < view->nodes; i++) {
        const struct point p = point_at(ring, angle_of(view, i), 1000);
        if (p.row == row && col >= p.col - 1 && col <= p.col + 1) return false;
    }
    return rune == ' ' || rune == 0xb7 || rune == 0x25c9 || rune == 0x25c7;
}

static bool is_free(const struct view *view, const struct ring *ring, struct point p, int margin,
                    const struct cells *cells) {
    for (int i = -margin; i <= margin; i++) {
        if (!is_vacant(view, ring, p.row, p.col + i, cells)) return false;
    }
    return true;
}

/* Half way, or as near to it as there is room: a node that is down may stand there.  Best
 * with a blank on both sides, else on the inside.  False: the link is all names. */
static bool place_cut(const struct view *view, const struct ring *ring, const struct link *link,
                      const struct cells *cells, int *angle, struct point *out) {
    enum { STEP = TURN / 120 };
    static const struct {
        int permille, margin;
    } tries[] = { { 1000, 1 }, { 800, 1 }, { 1000, 0 }, { 800, 0 } };
    const int half = span_of(view, link->from, link->to) / 2;
    const int middle = angle_of(view, link->from) + half;
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        for (int off = 0; off<half; off = off> 0 ? -off : STEP - off) {
            *angle = middle + off;
            *out = point_at(ring, *angle, tries[i].permille);
            if (is_free(view, ring, *out, tries[i].margin, cells)) return true;
        }
    }
    return false;
}

static void draw_cut(const struct view *view, const struct ring *ring, const struct link *link,
                     struct cells *cells) {
    int angle;
    struct point p;
    if (link->open && link->back_open) return;
    if (!place_cut(view, ring, link, cells, &angle, &p)) return;
    const enum style style = link->edited ? STYLE_BAD : STYLE_CUT;
    for (int i = -2; i <= 2 && !link->open && !link->back_open; i++) {
        if (cells_at(cells, ring->rect, p.row, p.col + i) != 0xb7) continue;
        cells_put(cells, ring->rect, p.row, p.col + i, ' ', STYLE_PLAIN); /* a gap */
    }
    cells_put(cells, ring->rect, p.row, p.col, 0x2702, style);
    if (link->open == link->back_open) return;
    /* One way: the arrow shows where nothing passes. */
    cells_put(cells, ring->rect, p.row, p.col + 1, arrow_at(angle, !link->open), style);
}

/* A link across the ring, only while it is being edited: dots and a mark half way. */
static void draw_chord(const struct view *view, const struct ring *ring, const struct link *link,
                       struct cells *cells) {
    const struct point a = point_at(ring, angle_of(view, link->from), 1000);
    const struct point b = point_at(ring, angle_of(view, link->to), 1000);
    const int steps = 12;
    for (int i = 1; i < steps; i++) {
        const int row = a.row + (b.row - a.row) * i / steps;
        const int col = a.col + (b.col - a.col) * i / steps;
        if (is_vacant(view, ring, row, col, cells))
            cells_put(cells, ring->rect, row, col, 0xb7, STYLE_CUT);
    }
    cells_put(cells, ring->rect, (a.row + b.row) / 2, (a.col + b.col) / 2, 0x2702, STYLE_BAD);
}

static void draw_links(const struct view *view, const struct ui *ui, const struct ring *ring,
                       struct cells *cells) {
    bool edited_seen = ui->mode != UI_CUT;
    for (uint8_t i = 0; i < view->nodes; i++) {
        const uint8_t next = next_live(view, i);
        if (!view->node[i].live || next == i) continue;
        const struct link link = link_of(view, ui, i, next);
        draw_cut(view, ring, &link, cells);
        if (link.edited) edited_seen = true;
    }
    if (edited_seen || ui->cut_other >= view->nodes || ui->cut_other == ui->selected) return;
    const struct link link = link_of(view, ui, ui->selected, ui->cut_other);
    draw_chord(view, ring, &link, cells);
}

/* ---- tokens -------------------------------------------------------------------------- */

static void draw_token(const struct view *view, const struct ring *ring,
                       const struct view_token *token, int64_t now_us, struct cells *cells) {
    if (token->from == token->to) return;
    const int64_t whole = token->due_us - token->sent_us;
    int64_t gone = now_us - token->sent_us;
    if (gone < 0) return; /* the clock shown lies before it was sent */
    if (gone > whole) gone = whole;
    /* Kept off the nodes' own places so that it is seen to leave and to arrive. */
    const int permille = 180 + (whole > 0 ? (int)(gone * 640 / whole) : 640);
    const int span = span_of(view, token->from, token->to);
    const int angle = angle_of(view, token->from) + span * permille / 1000;
    const bool skips = span > TURN / view->nodes; /* inside, past the skipped ones */
    const bool leader = token->message == MESSAGE_LEADER;
    const enum style style = leader ? STYLE_TOKEN_LEADER : STYLE_TOKEN_ELECTION;
    struct point p = point_at(ring, angle, skips ? 780 : 1000);
    /* On a small ring names are close together: pass them on the inside. */
    if (!is_vacant(view, ring, p.row, p.col, cells)) p = point_at(ring, angle, 800);
    if (!is_vacant(view, ring, p.row, p.col, cells)) return;
    cells_put(cells, ring->rect, p.row, p.col, leader ? 0x25c9 : 0x25c7, style);
    if (token->origin >= view->nodes || ring->dense) return;
    if (!is_vacant(view, ring, p.row, p.col + 1, cells)) return;
    cells_put(cells, ring->rect, p.row, p.col + 1, (uint32_t)node_letter(token->origin), style);
}

/* ---- nodes --------------------------------------------------------------------------- */

enum style panel_ring_group_style(uint8_t group) {
    static const enum style styles[] = { STYLE_ELECTED, STYLE_LEADER, STYLE_STANDING,
                                         STYLE_FOLLOWER, STYLE_STALLED };
    return styles[group % (sizeof styles / sizeof styles[0])];
}

/* "★ A", selected "[★ A]", in the partition editor "A:1". */
static void draw_node(const struct view *view, const struct ui *ui, const struct ring *ring,
                      uint8_t node, struct cells *cells) {
    const enum view_standing standing = view_standing(view, node, ui->now_us);
    const struct point p = point_at(ring, angle_of(view, node), 1000);
    const bool selected = ui->selected == node;
    const bool other = ui->mode == UI_CUT && ui->cut_other == node;
    enum style style = standing_style(standing);
    const char name[2] = { node_letter(node), '\0' };
    const int left = p.col - 1;
    (void)cells_text(cells, ring->rect, p.row, left - 1, style, "     ");
    if (ui->mode == UI_PARTITION) {
        const char group[3] = { ':', (char)('1' + ui->group[node] % 10), '\0' };
        style = panel_ring_group_style(ui->group[node]);
        (void)cells_text(cells, ring->rect, p.row, left, style, name);
        (void)cells_text(cells, ring->rect, p.row, left + 1, style, group);
    } else {
        (void)cells_text(cells, ring->rect, p.row, left, style, standing_glyph(standing));
        (void)cells_text(cells, ring->rect, p.row, left + 2, style, name);
    }
    if (selected) cells_mark(cells, ring->rect, p.row, left, 3, true);
    if ((!selected || ring->dense) && !other) return;
    cells_put(cells, ring->rect, p.row, left - 1, selected ? '[' : '(', STYLE_KEY);
    cells_put(cells, ring->rect, p.row, left + 3, selected ? ']' : ')', STYLE_KEY);
}

static void center_text(const struct ring *ring, int row, enum style style, const char *text,
                        struct cells *cells) {
    const int col = (ring->rect.cols - cells_width(text)) / 2;
    (void)cells_text(cells, ring->rect, row, col, style, text);
}

static void draw_center(const struct view *view, const struct ui *ui, const struct ring *ring,
                        struct cells *cells) {
    const struct node_set leaders = view_leaders(view, ui->now_us);
    const uint8_t leader = view_leader(view, ui->now_us);
    const int row = (ring->rect.rows - 2) / 2;
    char buffer[48];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    if (set_count(leaders) > 1) {
        center_text(ring, row, STYLE_BAD, "SPLIT BRAIN", cells);
        words_add_names(&words, leaders);
        center_text(ring, row + 1, STYLE_BAD, buffer, cells);
    } else if (leader != NODE_NONE) {
        text_add_char(&words, node_letter(leader));
        text_add(&words, " leads");
        center_text(ring, row, STYLE_LEADER, buffer, cells);
        text_init(&words, buffer, sizeof buffer);
        text_add(&words, "term ");
        words_add_term(&words, view->node[leader].lease_term);
        center_text(ring, row + 1, STYLE_DIM, buffer, cells);
    } else {
        center_text(ring, row, STYLE_DIM, "no leader", cells);
    }
}

/* Between the ring and what lies left of it. */
static void draw_edge(struct rect rect, struct cells *cells) {
    cells_put(cells, rect, 0, 0, 0x252c, STYLE_FRAME);
    for (int row = 1; row < rect.rows; row++) cells_put(cells, rect, row, 0, 0x2502, STYLE_FRAME);
}

void panel_ring_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                     struct cells *cells) {
    struct ring ring;
    if (!ring_of(layout, view->nodes, &ring)) return;
    (void)draw_frame(cells, layout->ring, layout->boxed, STYLE_FRAME, "ring", "");
    /* The legend of the tokens in the frame's upper line, in their colours. */
    const int col = layout->ring.cols - 22;
    if (col >= 8) {
        (void)cells_text(cells, layout->ring, 0, col, STYLE_FRAME, "                    ");
        (void)cells_text(cells, layout->ring, 0, col + 1, STYLE_TOKEN_ELECTION, "◇");
        (void)cells_text(cells, layout->ring, 0, col + 3, STYLE_DIM, "ELECTION");
        (void)cells_text(cells, layout->ring, 0, col + 12, STYLE_TOKEN_LEADER, "◉");
        (void)cells_text(cells, layout->ring, 0, col + 14, STYLE_DIM, "LEADER");
        cells_put(cells, layout->ring, 0, col + 20, ' ', STYLE_FRAME);
    }
    if (!layout->boxed && layout->ring.col > 0) draw_edge(layout->ring, cells);
    draw_circle(&ring, cells);
    for (uint8_t i = 0; i < view->nodes; i++) draw_node(view, ui, &ring, i, cells);
    draw_center(view, ui, &ring, cells);
    for (int i = 0; i < VIEW_TOKENS_MAX; i++) {
        if (view->token[i].id != 0) draw_token(view, &ring, &view->token[i], ui->now_us, cells);
    }
    draw_links(view, ui, &ring, cells);
}

uint8_t panel_ring_hit(const struct view *view, const struct layout *layout, int row, int col) {
    struct ring ring;
    if (!ring_of(layout, view->nodes, &ring)) return NODE_NONE;
    for (uint8_t i = 0; i < view->nodes; i++) {
        const struct point p = point_at(&ring, angle_of(view, i), 1000);
        const int dy = row - ring.rect.row - p.row, dx = col - ring.rect.col - p.col;
        if (dy == 0 && dx >= -2 && dx <= 2) return i;
    }
    return NODE_NONE;
}
