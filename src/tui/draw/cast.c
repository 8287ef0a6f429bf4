#include "tui/draw/cast.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/clock.h"
#include "tui/draw/picture.h"

enum err cast_open(struct cast *self, const char *path, struct err_info *info) {
    self->shown.rows = self->held.rows = 0;
    self->whole = true;
    self->file = fopen(path, "we");
    if (self->file != NULL) return ERR_NONE;
    snprintf(info->text, sizeof info->text, "cannot write %.100s: %s", path, strerror(errno));
    return ERR_WRITE;
}

/* ---- lines of JSON ------------------------------------------------------------------ */

/* UTF-8 goes as it is. */
static void put_string(FILE *out, const char *bytes) {
    fputc('"', out);
    for (; *bytes != '\0'; bytes++) {
        const unsigned char c = (unsigned char)*bytes;
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c < 0x20) fprintf(out, "\\u%04x", c);
        else fputc(c, out);
    }
    fputc('"', out);
}

static void put_event(struct cast *self, int64_t at_us, char kind, const char *bytes) {
    const int64_t us = at_us - self->start_us;
    fprintf(self->file, "[%lld.%06lld, \"%c\", ", (long long)(us / US_PER_S),
            (long long)(us % US_PER_S), kind);
    put_string(self->file, bytes);
    fputs("]\n", self->file);
}

/* ---- frames --------------------------------------------------------------------------- */

static bool same(const struct cell *a, const struct cell *b) {
    return a->rune == b->rune && a->style == b->style && a->reverse == b->reverse;
}

static bool same_theme(const struct theme *a, const struct theme *b) {
    for (int i = 0; i < THEME_DEPTH_COUNT * STYLE_COUNT; i++) {
        const struct theme_look x = a->look[i / STYLE_COUNT][i % STYLE_COUNT];
        const struct theme_look y = b->look[i / STYLE_COUNT][i % STYLE_COUNT];
        if (x.fg != y.fg || x.bg != y.bg || x.attributes != y.attributes) return false;
    }
    return a->background == b->background;
}

/* The stretches of each row that differ from what is shown. */
static void put_changes(const struct cast *self, const struct cells *cells, FILE *out) {
    const struct cells *shown = &self->shown;
    const bool whole = self->whole || shown->rows != cells->rows || shown->cols != cells->cols;
    if (whole) fputs("\033[0m\033[?25l\033[2J", out);
    for (int row = 0; row < cells->rows; row++) {
        for (int col = 0; col < cells->cols;) {
            int end = col;
            while (end < cells->cols &&
                   (whole || !same(&shown->cell[row][end], &cells->cell[row][end]))) {
                end++;
            }
            if (end > col) {
                fprintf(out, "\033[%d;%dH", row + 1, col + 1);
                picture_run(cells, row, col, end, &self->theme, self->depth, out);
            }
            col = end + 1;
        }
    }
}

static void write_frame(struct cast *self, const struct cells *cells, int64_t now_us) {
    char *bytes = NULL, size[24];
    size_t length = 0;
    if (self->shown.rows == 0) {
        self->start_us = now_us;
        fprintf(self->file,
                "{\"version\": 2, \"width\": %d, \"height\": %d, "
                "\"env\": {\"TERM\": \"xterm-256color\"}}\n",
                cells->cols, cells->rows);
    } else if (self->shown.rows != cells->rows || self->shown.cols != cells->cols) {
        snprintf(size, sizeof size, "%dx%d", cells->cols, cells->rows);
        put_event(self, now_us, 'r', size);
    }
    FILE *out = open_memstream(&bytes, &length);
    if (out == NULL) return;
    put_changes(self, cells, out);
    fclose(out);
    if (length > 0) put_event(self, now_us, 'o', bytes);
    free(bytes);
    fflush(self->file);
    self->shown = *cells;
    self->whole = false;
    self->last_us = now_us;
}

static void write_held(struct cast *self) {
    if (self->held.rows > 0) write_frame(self, &self->held, self->held_us);
    self->held.rows = 0;
}

void cast_frame(struct cast *self, const struct cells *cells, const struct theme *theme,
                enum theme_depth depth, int64_t now_us) {
    if (self->shown.rows > 0 && now_us - self->last_us < CAST_FRAME_US) {
        self->held = *cells;
        self->held_us = now_us;
        return;
    }
    /* what stood still in between is shown when it came, not when the next one comes */
    if (self->held.rows > 0 && now_us - self->held_us >= CAST_FRAME_US) write_held(self);
    self->held.rows = 0;
    if (self->depth != depth || !same_theme(&self->theme, theme)) {
        self->theme = *theme;
        self->depth = depth;
        self->whole = true;
    }
    write_frame(self, cells, now_us);
}

enum err cast_close(struct cast *self, const char *path, struct err_info *info) {
    if (self->file == NULL) return ERR_NONE;
    write_held(self);
    const bool failed = ferror(self->file) != 0;
    const bool closed = fclose(self->file) == 0;
    self->file = NULL;
    if (!failed && closed) return ERR_NONE;
    snprintf(info->text, sizeof info->text, "cannot write %.100s: %s", path, strerror(errno));
    return ERR_WRITE;
}
