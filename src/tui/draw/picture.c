#include "tui/draw/picture.h"

#include <string.h>

#include "tui/draw/new_file.h"
#include "tui/draw/svg_lines.h"

enum { SVG_BASELINE = 14, SVG_MARGIN = 12 };

/* A code point as UTF-8, NUL-terminated. */
static const char *utf8(uint32_t rune, char out[5]) {
    int count = 0;
    if (rune < 0x80) {
        out[count++] = (char)rune;
    } else if (rune < 0x800) {
        out[count++] = (char)(0xc0 | rune >> 6);
        out[count++] = (char)(0x80 | (rune & 0x3f));
    } else if (rune < 0x10000) {
        out[count++] = (char)(0xe0 | rune >> 12);
        out[count++] = (char)(0x80 | (rune >> 6 & 0x3f));
        out[count++] = (char)(0x80 | (rune & 0x3f));
    } else {
        out[count++] = (char)(0xf0 | rune >> 18);
        out[count++] = (char)(0x80 | (rune >> 12 & 0x3f));
        out[count++] = (char)(0x80 | (rune >> 6 & 0x3f));
        out[count++] = (char)(0x80 | (rune & 0x3f));
    }
    out[count] = '\0';
    return out;
}

static bool same_look(const struct cell *a, const struct cell *b) {
    return a->style == b->style && a->reverse == b->reverse;
}

/* Columns of the row up to the last one that is not blank. */
static int used_cols(const struct cells *grid, int row) {
    int used = grid->cols;
    while (used > 0 && grid->cell[row][used - 1].rune == ' ' &&
           !grid->cell[row][used - 1].reverse) {
        used--;
    }
    return used;
}

/* ---- text ------------------------------------------------------------------------ */

static void put_text(const struct cells *cells, FILE *out) {
    static char line[CELLS_COLS_MAX * 4 + 1];
    for (int row = 0; row < cells->rows; row++) {
        cells_row_text(cells, row, line, sizeof line);
        fprintf(out, "%s\n", line);
    }
}

/* ---- ANSI ------------------------------------------------------------------------ */

static void put_sgr(FILE *out, struct theme_look look, bool reverse) {
    fputs("\033[0", out);
    if ((look.attributes & THEME_BOLD) != 0) fputs(";1", out);
    if ((look.attributes & THEME_DIM) != 0) fputs(";2", out);
    if ((look.attributes & THEME_UNDERLINE) != 0) fputs(";4", out);
    if (((look.attributes & THEME_REVERSE) != 0) != reverse) fputs(";7", out);
    if (look.fg != THEME_DEFAULT) fprintf(out, ";38;5;%d", look.fg);
    if (look.bg != THEME_DEFAULT) fprintf(out, ";48;5;%d", look.bg);
    fputc('m', out);
}

void picture_run(const struct cells *cells, int row, int col, int end, const struct theme *theme,
                 enum theme_depth depth, FILE *out) {
    char bytes[5];
    for (int i = col; i < end; i++) {
        const struct cell *cell = &cells->cell[row][i];
        if (i == col || !same_look(cell, cell - 1)) {
            put_sgr(out, theme_look(theme, depth, (enum style)cell->style), cell->reverse);
        }
        fputs(utf8(cell->rune, bytes), out);
    }
}

static void put_ansi(const struct cells *cells, const struct theme *theme, enum theme_depth depth,
                     FILE *out) {
    for (int row = 0; row < cells->rows; row++) {
        picture_run(cells, row, 0, used_cols(cells, row), theme, depth, out);
        fputs("\033[0m\n", out);
    }
}

/* ---- SVG --------------------------------------------------------------------------- */

struct paint {
    uint32_t fg, bg;
    bool bold, dim, filled;
};

static struct paint paint_of(const struct cell *cell, const struct theme *theme,
                             enum theme_depth depth) {
    const struct theme_look look = theme_look(theme, depth, (enum style)cell->style);
    struct paint paint = {
        .fg = look.fg == THEME_DEFAULT ? theme_ink(theme->background) : theme_rgb(look.fg),
        .bg = look.bg == THEME_DEFAULT ? theme_paper(theme->background) : theme_rgb(look.bg),
        .bold = (look.attributes & THEME_BOLD) != 0,
        .dim = (look.attributes & THEME_DIM) != 0,
        .filled = look.bg != THEME_DEFAULT,
    };
    if (((look.attributes & THEME_REVERSE) != 0) != cell->reverse) {
        const uint32_t fg = paint.fg;
        paint.fg = paint.bg;
        paint.bg = fg;
        paint.filled = true;
    }
    return paint;
}

static void put_xml(FILE *out, uint32_t rune) {
    char bytes[5];
    if (rune == '<') fputs("&lt;", out);
    else if (rune == '>') fputs("&gt;", out);
    else if (rune == '&') fputs("&amp;", out);
    else fputs(utf8(rune, bytes), out);
}

/* One stretch of equal look: its ground, its lines, then its text, stretched to its cells so
 * that columns stay aligned whatever font a reader has. */
static void put_run(FILE *out, const struct cell *line, int row, int col, int end,
                    struct paint paint) {
    const int x = SVG_MARGIN + col * SVG_CELL_W, y = SVG_MARGIN + row * SVG_CELL_H;
    const int width = (end - col) * SVG_CELL_W;
    bool blank = true;
    for (int i = col; i < end; i++)
        blank = blank && (line[i].rune == ' ' || svg_lines_has(line[i].rune));
    if (paint.filled) {
        fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", x, y,
                width, SVG_CELL_H, paint.bg);
    }
    svg_lines_put(out, line, col, end, x, y, paint.fg, paint.dim);
    if (blank) return;
    fprintf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s>", x,
            y + SVG_BASELINE, width, paint.fg, paint.bold ? " font-weight=\"bold\"" : "",
            paint.dim ? " opacity=\"0.6\"" : "");
    for (int i = col; i < end; i++) put_xml(out, svg_lines_has(line[i].rune) ? ' ' : line[i].rune);
    fputs("</text>\n", out);
}

static void put_svg(const struct cells *cells, const struct theme *theme, enum theme_depth depth,
                    FILE *out) {
    const int width = 2 * SVG_MARGIN + cells->cols * SVG_CELL_W;
    const int height = 2 * SVG_MARGIN + cells->rows * SVG_CELL_H;
    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
        "height=\"%d\" font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" "
        "font-size=\"15\" xml:space=\"preserve\">\n"
        "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#%06x\"/>\n",
        width, height, width, height, theme_paper(theme->background));
    for (int row = 0; row < cells->rows; row++) {
        const int used = used_cols(cells, row);
        for (int col = 0; col < used;) {
            int end = col + 1;
            while (end < used && same_look(&cells->cell[row][end], &cells->cell[row][col])) end++;
            put_run(out, cells->cell[row], row, col, end,
                    paint_of(&cells->cell[row][col], theme, depth));
            col = end;
        }
    }
    fputs("</svg>\n", out);
}

/* ---- files ------------------------------------------------------------------------- */

bool picture_write(const struct cells *cells, enum report_format format, const struct theme *theme,
                   enum theme_depth depth, FILE *out) {
    if (format == REPORT_SVG) put_svg(cells, theme, depth, out);
    else if (format == REPORT_ANSI) put_ansi(cells, theme, depth, out);
    else put_text(cells, out);
    return ferror(out) == 0;
}

bool picture_format(const char *path, enum report_format *out) {
    static const struct {
        const char *ending;
        enum report_format format;
    } endings[] = { { ".txt", REPORT_TEXT }, { ".ans", REPORT_ANSI }, { ".svg", REPORT_SVG } };
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t ending = strlen(endings[i].ending);
        if (length <= ending || strcmp(path + length - ending, endings[i].ending) != 0) continue;
        if (path[length - ending - 1] == '/') continue;
        *out = endings[i].format;
        return true;
    }
    return false;
}

bool picture_save(const struct cells *cells, const char *path, const struct theme *theme,
                  enum theme_depth depth, struct text *said) {
    enum report_format format = REPORT_TEXT;
    (void)picture_format(path, &format);
    FILE *out = new_file_open(path, "save-screen", said);
    if (out == NULL) return false;
    const bool written = picture_write(cells, format, theme, depth, out);
    if (!new_file_close(out, written, path, said)) return false;
    text_add(said, "saved the screen as ");
    text_add(said, path);
    return true;
}
