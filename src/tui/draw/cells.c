#include "tui/draw/cells.h"

#include <string.h>

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

void cells_clear(struct cells *self, int rows, int cols) {
    self->rows = clamp(rows, 1, CELLS_ROWS_MAX);
    self->cols = clamp(cols, 1, CELLS_COLS_MAX);
    for (int col = 0; col < self->cols; col++) {
        self->cell[0][col] = (struct cell){ .rune = ' ', .style = STYLE_PLAIN };
    }
    for (int row = 1; row < self->rows; row++) {
        memcpy(self->cell[row], self->cell[0], (size_t)self->cols * sizeof self->cell[0][0]);
    }
}

/* One column wide is all a cell can hold: controls, combining and double-width
 * characters (a note may contain any) become a question mark. */
static uint32_t one_column(uint32_t rune) {
    static const uint32_t refused[][2] = {
        { 0x0000, 0x001f }, { 0x007f, 0x009f },      { 0x00ad, 0x00ad }, { 0x0300, 0x036f },
        { 0x0483, 0x0489 }, { 0x0591, 0x08ff },      { 0x0900, 0x109f }, { 0x1100, 0x11ff },
        { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },      { 0x200b, 0x200f }, { 0x2028, 0x202e },
        { 0x2060, 0x206f }, { 0x20d0, 0x20ff },      { 0x231a, 0x231b }, { 0x2329, 0x232a },
        { 0x23e9, 0x23f3 }, { 0x25fd, 0x25fe },      { 0x2614, 0x2615 }, { 0x2648, 0x2653 },
        { 0x26a1, 0x26a1 }, { 0x2705, 0x2705 },      { 0x274c, 0x274e }, { 0x2753, 0x2757 },
        { 0x2e80, 0xa4cf }, { 0xa960, 0xa97f },      { 0xac00, 0xd7ff }, { 0xd800, 0xdfff },
        { 0xe000, 0xf8ff }, { 0xf900, 0xfaff },      { 0xfe00, 0xfe6f }, { 0xfeff, 0xfeff },
        { 0xff00, 0xffff }, { 0x10000, 0xffffffff },
    };
    if (rune >= 0x20 && rune < 0x7f) return rune; /* nearly all are */
    if (rune >= 0x2500 && rune < 0x25fd) return rune;
    for (unsigned i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (rune >= refused[i][0] && rune <= refused[i][1]) return '?';
    }
    return rune;
}

void cells_put(struct cells *self, struct rect clip, int row, int col, uint32_t rune,
               enum style style) {
    if (row < 0 || col < 0 || row >= clip.rows || col >= clip.cols) return;
    const int r = clip.row + row, c = clip.col + col;
    if (r < 0 || c < 0 || r >= self->rows || c >= self->cols) return;
    self->cell[r][c] = (struct cell){ .rune = one_column(rune), .style = (uint8_t)style };
}

/* Takes one character off *at; a byte that begins none counts as one '?'. */
static uint32_t next_rune(const unsigned char **at) {
    const unsigned char *s = *at;
    const int more = s[0] < 0x80       ? 0
                     : s[0] >> 5 == 6  ? 1
                     : s[0] >> 4 == 14 ? 2
                     : s[0] >> 3 == 30 ? 3
                                       : -1;
    (*at)++;
    if (more == 0) return s[0];
    if (more < 0) return '?';
    uint32_t rune = s[0] & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if (s[i] >> 6 != 2) return '?'; /* a NUL ends here, too */
        rune = rune << 6 | (s[i] & 0x3fu);
    }
    *at = s + more + 1;
    return rune;
}

int cells_text(struct cells *self, struct rect clip, int row, int col, enum style style,
               const char *utf8) {
    const unsigned char *at = (const unsigned char *)utf8;
    int width = 0;
    for (; *at != '\0'; width++) cells_put(self, clip, row, col + width, next_rune(&at), style);
    return width;
}

int cells_width(const char *utf8) {
    const unsigned char *at = (const unsigned char *)utf8;
    int width = 0;
    for (; *at != '\0'; width++) (void)next_rune(&at);
    return width;
}

uint32_t cells_at(const struct cells *self, struct rect clip, int row, int col) {
    if (row < 0 || col < 0 || row >= clip.rows || col >= clip.cols) return 0;
    const int r = clip.row + row, c = clip.col + col;
    if (r < 0 || c < 0 || r >= self->rows || c >= self->cols) return 0;
    return self->cell[r][c].rune;
}

void cells_mark(struct cells *self, struct rect clip, int row, int col, int cols, bool reverse) {
    for (int i = 0; i < cols; i++) {
        const int r = clip.row + row, c = clip.col + col + i;
        if (row < 0 || row >= clip.rows || col + i < 0 || col + i >= clip.cols) continue;
        if (r < 0 || c < 0 || r >= self->rows || c >= self->cols) continue;
        self->cell[r][c].reverse = reverse;
    }
}

int cells_encode(uint32_t rune, char out[CELLS_RUNE_BYTES]) {
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xc0u | rune >> 6);
        out[1] = (char)(0x80u | (rune & 0x3fu));
        return 2;
    }
    out[0] = (char)(0xe0u | rune >> 12);
    out[1] = (char)(0x80u | (rune >> 6 & 0x3fu));
    out[2] = (char)(0x80u | (rune & 0x3fu));
    return 3;
}

int cells_row_text(const struct cells *self, int row, char *out, int bytes) {
    int length = 0, cols = 0;
    if (row >= 0 && row < self->rows) cols = self->cols;
    while (cols > 0 && self->cell[row][cols - 1].rune == ' ') cols--;
    for (int col = 0; col < cols && length + 4 <= bytes; col++) {
        length += cells_encode(self->cell[row][col].rune, out + length);
    }
    if (bytes > 0) out[length] = '\0';
    return length;
}
