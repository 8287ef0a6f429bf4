#include "tui/snapshot.h"

#include <stdio.h>
#include <string.h>

#include "app/history.h"
#include "app/recording.h"
#include "app/setup.h"
#include "tui/cells.h"
#include "tui/screen.h"
#include "tui/snapshot_page.h"
#include "tui/theme.h"
#include "tui/view.h"

enum { SVG_CELL_W = 9, SVG_CELL_H = 19, SVG_BASELINE = 14, SVG_MARGIN = 12 };

static struct view view;
static struct cells cells;
static struct history history;

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

static void put_text(FILE *out) {
    static char line[CELLS_COLS_MAX * 4 + 1];
    for (int row = 0; row < cells.rows; row++) {
        cells_row_text(&cells, row, line, sizeof line);
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

static void put_ansi(FILE *out, enum theme_background background, enum theme_depth depth) {
    char bytes[5];
    for (int row = 0; row < cells.rows; row++) {
        const int used = used_cols(&cells, row);
        for (int col = 0; col < used; col++) {
            const struct cell *cell = &cells.cell[row][col];
            if (col == 0 || !same_look(cell, cell - 1)) {
                put_sgr(out, theme_look(background, depth, (enum style)cell->style), cell->reverse);
            }
            fputs(utf8(cell->rune, bytes), out);
        }
        fputs("\033[0m\n", out);
    }
}

/* ---- SVG --------------------------------------------------------------------------- */

/* xterm's 256 colours: 16 named, a 6x6x6 cube, 24 greys. */
static uint32_t rgb_of(int colour) {
    static const uint32_t named[16] = {
        0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc, 0x11a8cd, 0xe5e5e5,
        0x666666, 0xf14c4c, 0x23d18b, 0xf5f543, 0x3b8eea, 0xd670d6, 0x29b8db, 0xffffff,
    };
    static const uint32_t level[6] = { 0, 95, 135, 175, 215, 255 };
    if (colour < 16) return named[colour];
    if (colour >= 232) return (uint32_t)(8 + 10 * (colour - 232)) * 0x010101u;
    const int cube = colour - 16;
    return level[cube / 36] << 16 | level[cube / 6 % 6] << 8 | level[cube % 6];
}

struct paint {
    uint32_t fg, bg;
    bool bold, dim, filled;
};

static struct paint paint_of(const struct cell *cell, enum theme_background background,
                             enum theme_depth depth) {
    const bool dark = background == THEME_DARK;
    const struct theme_look look = theme_look(background, depth, (enum style)cell->style);
    struct paint paint = {
        .fg = look.fg == THEME_DEFAULT ? (dark ? 0xd8dee9 : 0x24292f) : rgb_of(look.fg),
        .bg = look.bg == THEME_DEFAULT ? (dark ? 0x101418 : 0xffffff) : rgb_of(look.bg),
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

/* One stretch of equal look: its ground, then its text, stretched to its cells so
 * that columns stay aligned whatever font a reader has. */
static void put_run(FILE *out, int row, int col, int end, struct paint paint) {
    const int x = SVG_MARGIN + col * SVG_CELL_W, y = SVG_MARGIN + row * SVG_CELL_H;
    const int width = (end - col) * SVG_CELL_W;
    bool blank = true;
    for (int i = col; i < end; i++) blank = blank && cells.cell[row][i].rune == ' ';
    if (paint.filled) {
        fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", x, y,
                width, SVG_CELL_H, paint.bg);
    }
    if (blank) return;
    fprintf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s>", x,
            y + SVG_BASELINE, width, paint.fg, paint.bold ? " font-weight=\"bold\"" : "",
            paint.dim ? " opacity=\"0.6\"" : "");
    for (int i = col; i < end; i++) put_xml(out, cells.cell[row][i].rune);
    fputs("</text>\n", out);
}

static void put_svg(FILE *out, enum theme_background background, enum theme_depth depth) {
    const int width = 2 * SVG_MARGIN + cells.cols * SVG_CELL_W;
    const int height = 2 * SVG_MARGIN + cells.rows * SVG_CELL_H;
    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
        "height=\"%d\" font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" "
        "font-size=\"15\" xml:space=\"preserve\">\n"
        "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n",
        width, height, width, height, background == THEME_DARK ? "#101418" : "#ffffff");
    for (int row = 0; row < cells.rows; row++) {
        const int used = used_cols(&cells, row);
        for (int col = 0; col < used;) {
            int end = col + 1;
            while (end < used && same_look(&cells.cell[row][end], &cells.cell[row][col])) end++;
            put_run(out, row, col, end, paint_of(&cells.cell[row][col], background, depth));
            col = end;
        }
    }
    fputs("</svg>\n", out);
}

/* ---- the command --------------------------------------------------------------------- */

/* Fold the trace up to at_us (TIME_NEVER: all of it); its history is kept for the pages
 * that show a stretch of time. */
static int fold(const char *path, int64_t at_us, struct ui *ui) {
    static struct recording recording;
    static struct event event;
    struct err_info info = { "" };
    enum err err = recording_open(&recording, path, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    view_init(&view, &recording.header);
    enum recording_answer answer;
    while ((answer = recording_next(&recording, &event, &err, &info)) == RECORDING_EVENT) {
        if (event.t_us > at_us) break;
        view_event(&view, &event);
        (void)history_add(&history, &event);
    }
    ui->history = &history;
    ui->shown = history.count;
    ui->engine = engine_name(recording.header.engine);
    ui->now_us = at_us == TIME_NEVER ? view.now_us : at_us;
    recording_close(&recording);
    return answer == RECORDING_FAILED ? setup_fail(err, &info) : EXIT_HOLDS;
}

int snapshot_main(const struct options *options, FILE *out, FILE *talk) {
    struct ui ui = { .live = false, .speed_permille = 1000 };
    if (options->operand_count != 1) {
        fprintf(talk, "ringleader: snapshot: expected one trace file\n");
        return EXIT_USAGE;
    }
    const int64_t at_us = options_has(options, OPTION_AT) ? options->at_us : TIME_NEVER;
    ui.ascii = options_has(options, OPTION_ASCII);
    if (!history_open(&history)) {
        const struct err_info info = { "no memory for the events of the trace" };
        return setup_fail(ERR_NO_MEMORY, &info);
    }
    const int code = fold(options->operands[0], at_us, &ui);
    if (code != EXIT_HOLDS) {
        history_close(&history);
        return code;
    }
    snapshot_page_open(&ui, &view, options->view);
    screen_draw(&view, &ui, &cells, options->size_rows, options->size_cols);
    const enum theme_background background =
        strcmp(options->theme, "light") == 0 ? THEME_LIGHT : THEME_DARK;
    const enum theme_depth depth = options_has(options, OPTION_NO_COLOR) ? THEME_MONO : THEME_256;
    if (options->format == REPORT_SVG) put_svg(out, background, depth);
    else if (options->format == REPORT_ANSI) put_ansi(out, background, depth);
    else put_text(out);
    history_close(&history);
    return EXIT_HOLDS;
}
