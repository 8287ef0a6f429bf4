#include "tui/draw/svg_lines.h"

#include <stddef.h>

/* rune, width of its lines, the lines from the top left corner of a cell of 9 x 19;
 * what goes on in the next row reaches into it, or viewers that smooth edges show a seam */
#define LINES(X)                                                                                   \
    X(0x2500, 1, "m0 9.5h9")                              /* ─ */                                \
    X(0x2502, 1, "m4.5-.25v19.5")                         /* │ */                                \
    X(0x2501, 3, "m0 9.5h9")                              /* ━ */                                \
    X(0x2503, 3, "m4.5-.25v19.5")                         /* ┃ */                                \
    X(0x2578, 3, "m0 9.5h4.5")                            /* ╸ */                                \
    X(0x252c, 1, "m0 9.5h9m-4.5 0v9.5")                   /* ┬ */                                \
    X(0x2534, 1, "m0 9.5h9m-4.5 0v-9.5")                  /* ┴ */                                \
    X(0x251c, 1, "m4.5 0v19m0-9.5h4.5")                   /* ├ */                                \
    X(0x2524, 1, "m4.5 0v19m0-9.5h-4.5")                  /* ┤ */                                \
    X(0x253c, 1, "m4.5 0v19m-4.5-9.5h9")                  /* ┼ */                                \
    X(0x256d, 1, "m4.5 19v-5q0-4.5 4.5-4.5")              /* ╭ */                                \
    X(0x256e, 1, "m4.5 19v-5q0-4.5-4.5-4.5")              /* ╮ */                                \
    X(0x256f, 1, "m4.5 0v5q0 4.5-4.5 4.5")                /* ╯ */                                \
    X(0x2570, 1, "m4.5 0v5q0 4.5 4.5 4.5")                /* ╰ */                                \
    X(0x2550, 1, "m0 7.5h9m-9 4h9")                       /* ═ */                                \
    X(0x256a, 1, "m4.5-.25v19.5m-4.5-11.75h9m-9 4h9")     /* ╪ */                                \
    X(0x254c, 1, "m.75 9.5h3m1.5 0h3")                    /* ╌ */                                \
    X(0x250a, 1, "m4.5 1.5v2m0 2.75v2m0 2.75v2m0 2.75v2") /* ┊ */                                \
    X(0x2588, 9, "m4.5-.25v19.5")                         /* █ */

static const struct {
    uint32_t rune;
    int width;
    const char *path;
} lines[] = {
#define X(rune, width, path) { rune, width, path },
    LINES(X)
#undef X
};
enum { LINE_COUNT = sizeof lines / sizeof lines[0] };

/* LINE_COUNT: it is text. */
static size_t find(uint32_t rune) {
    size_t at = 0;
    while (at < LINE_COUNT && lines[at].rune != rune) at++;
    return at;
}

bool svg_lines_has(uint32_t rune) {
    return find(rune) < LINE_COUNT;
}

/* Neighbours that go across the whole cell are one line. */
static int put_stretch(FILE *out, const struct cell *line, int col, int end, int x, int y) {
    const size_t at = find(line[col].rune);
    const bool across = line[col].rune == 0x2500 || line[col].rune == 0x2501;
    int count = 1;
    while (across && col + count < end && line[col + count].rune == line[col].rune) count++;
    if (across) fprintf(out, "M%d %d.5h%d", x, y + SVG_CELL_H / 2, count * SVG_CELL_W);
    else fprintf(out, "M%d %d%s", x, y, lines[at].path);
    return count;
}

struct ink {
    uint32_t rgb;
    bool dim;
};

static void put_width(FILE *out, const struct cell *line, int col, int end, int x, int y,
                      struct ink ink, int width) {
    bool any = false;
    for (int i = col; i < end;) {
        const size_t at = find(line[i].rune);
        if (at == LINE_COUNT || lines[at].width != width) {
            i++;
            continue;
        }
        if (!any) {
            fprintf(out, "<path fill=\"none\" stroke=\"#%06x\" stroke-width=\"%d\"%s d=\"", ink.rgb,
                    width, ink.dim ? " opacity=\"0.6\"" : "");
        }
        any = true;
        i += put_stretch(out, line, i, end, x + (i - col) * SVG_CELL_W, y);
    }
    if (any) fputs("\"/>\n", out);
}

void svg_lines_put(FILE *out, const struct cell *line, int col, int end, int x, int y, uint32_t ink,
                   bool dim) {
    static const int widths[] = { 1, 3, SVG_CELL_W };
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        put_width(out, line, col, end, x, y, (struct ink){ ink, dim }, widths[i]);
}
