/* A script while it runs: one step after the other, each when its time has come. */
#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "tui/draw/picture.h"
#include "tui/hands/script.h"
#include "tui/person/keys.h"

enum { ROW_BYTES = 4 * CELLS_COLS_MAX + 1 };

static const char *text_of(const struct script *self, const struct script_step *step) {
    return self->bytes + step->text;
}

static bool find_on_screen(const struct cells *cells, const char *text, int *row, int *col) {
    static char line[ROW_BYTES];
    for (int i = 0; i < cells->rows; i++) {
        (void)cells_row_text(cells, i, line, sizeof line);
        const char *found = strstr(line, text);
        if (found == NULL) continue;
        *row = i;
        line[found - line] = '\0'; /* what stands before it says the column */
        *col = cells_width(line);
        return true;
    }
    return false;
}

static bool write_rows(const struct cells *cells, FILE *out) {
    static char line[ROW_BYTES];
    for (int i = 0; i < cells->rows; i++) {
        (void)cells_row_text(cells, i, line, sizeof line);
        if (fputs(line, out) < 0 || fputc('\n', out) == EOF) return false;
    }
    return fflush(out) == 0;
}

/* In the format of the file's name; what has none is text. */
static bool save_screen(const struct script_sight *sight, const char *path, FILE *out) {
    enum report_format format = REPORT_TEXT;
    if (strcmp(path, "-") == 0) return write_rows(sight->cells, out);
    (void)picture_format(path, &format);
    FILE *file = fopen(path, "we");
    if (file == NULL) return false;
    const bool written =
        picture_write(sight->cells, format, sight->theme, sight->depth, file) && fflush(file) == 0;
    const int reason = errno;
    const bool closed = fclose(file) == 0;
    if (!written) errno = reason;
    return written && closed;
}

static enum script_answer failed(int *code, int with) {
    *code = with;
    return SCRIPT_NEXT_FAILED;
}

static void done(struct script *self) {
    self->at++;
    self->begun = false;
    self->typed = 0;
}

/* ---- keys --------------------------------------------------------------------------- */

static enum script_answer press(struct script *self, int code, struct term_key *key) {
    (void)self;
    *key = (struct term_key){ .code = code };
    return SCRIPT_NEXT_KEY;
}

static enum script_answer type(struct script *self, const char *text, struct term_key *key) {
    const char c = text[self->typed++];
    if (text[self->typed] == '\0') done(self);
    return press(self, c, key);
}

/* Its beginning and its end are keys, too. */
static enum script_answer paste(struct script *self, const char *text, struct term_key *key) {
    const uint32_t at = self->typed++;
    if (at == 0) return press(self, KEYS_CODE_PASTE_BEGIN, key);
    if (text[at - 1] != '\0') return press(self, text[at - 1], key);
    done(self);
    return press(self, KEYS_CODE_PASTE_END, key);
}

static bool place_click(const struct script *self, const struct script_step *step,
                        const struct script_sight *sight, struct term_key *key) {
    *key = (struct term_key){ KEYS_CODE_MOUSE, step->rows - 1, step->cols - 1 };
    if (step->text == 0) return true;
    return find_on_screen(sight->cells, text_of(self, step), &key->row, &key->col);
}

/* ---- waiting ------------------------------------------------------------------------- */

/* True once so much time has passed since the step began. */
static bool passed(struct script *self, int64_t now_us, int64_t us) {
    if (!self->begun) self->since_us = now_us;
    self->begun = true;
    return now_us - self->since_us >= us;
}

static int64_t patience_us(const struct script *self, const struct script_step *step) {
    return step->us > 0 ? step->us : self->timeout_us;
}

static enum script_answer look(struct script *self, const struct script_step *step,
                               const struct script_sight *sight, struct term_key *key, int *code) {
    int row, col;
    const bool late = passed(self, sight->real_us, patience_us(self, step));
    if (!sight->fresh) return SCRIPT_NEXT_WAIT;
    if (step->kind == SCRIPT_CLICK) {
        if (place_click(self, step, sight, key)) {
            done(self);
            return SCRIPT_NEXT_KEY;
        }
    } else if (find_on_screen(sight->cells, text_of(self, step), &row, &col) ==
               (step->kind == SCRIPT_WAIT)) {
        done(self);
        return SCRIPT_NEXT_WAIT;
    }
    return late ? failed(code, EXIT_VIOLATED) : SCRIPT_NEXT_WAIT;
}

/* Cluster time may stand still for ever: then real time runs out. */
static enum script_answer pass(struct script *self, const struct script_step *step,
                               const struct script_sight *sight, int *code) {
    const int64_t patience = 20 * step->us + self->timeout_us;
    if (!self->begun) {
        self->begun = true;
        self->since_us = sight->cluster_us;
        self->real_since_us = sight->real_us;
    }
    if (sight->cluster_us - self->since_us >= step->us) {
        done(self);
        return SCRIPT_NEXT_WAIT;
    }
    if (sight->real_us - self->real_since_us >= patience) return failed(code, EXIT_VIOLATED);
    return SCRIPT_NEXT_WAIT;
}

static enum script_answer save(struct script *self, const struct script_step *step,
                               const struct script_sight *sight, FILE *out, int *code) {
    if (!sight->fresh) return SCRIPT_NEXT_WAIT;
    if (!save_screen(sight, text_of(self, step), out)) {
        self->error = errno;
        return failed(code, EXIT_ENVIRONMENT);
    }
    done(self);
    return SCRIPT_NEXT_WAIT;
}

enum script_answer script_next(struct script *self, const struct script_sight *sight,
                               struct term_key *key, FILE *out, int *code) {
    while (self->at < self->count && self->step[self->at].kind == SCRIPT_TIMEOUT) {
        self->timeout_us = self->step[self->at].us;
        done(self);
    }
    if (self->at == self->count) return SCRIPT_NEXT_END;
    const struct script_step *step = &self->step[self->at];
    switch (step->kind) {
    case SCRIPT_KEY: done(self); return press(self, step->code, key);
    case SCRIPT_TYPE: return type(self, text_of(self, step), key);
    case SCRIPT_PASTE: return paste(self, text_of(self, step), key);
    case SCRIPT_CLICK:
    case SCRIPT_WAIT:
    case SCRIPT_WAIT_NOT: return look(self, step, sight, key, code);
    case SCRIPT_SLEEP:
        if (passed(self, sight->real_us, step->us)) done(self);
        return SCRIPT_NEXT_WAIT;
    case SCRIPT_PASS: return pass(self, step, sight, code);
    case SCRIPT_SCREEN: return save(self, step, sight, out, code);
    case SCRIPT_RESIZE:
        *key = (struct term_key){ KEYS_CODE_RESIZE, step->rows, step->cols };
        done(self);
        return SCRIPT_NEXT_RESIZE;
    case SCRIPT_QUIT: return SCRIPT_NEXT_QUIT;
    case SCRIPT_TIMEOUT:
    case SCRIPT_KIND_COUNT: break;
    }
    UNREACHABLE();
}

void script_fail(const struct script *self, const struct cells *cells, FILE *talk) {
    char waited[40];
    struct text text;
    const struct script_step *step = &self->step[self->at];
    text_init(&text, waited, sizeof waited);
    text_add_duration(&text, step->kind == SCRIPT_PASS ? step->us : patience_us(self, step));
    fprintf(talk, "%s:%u:%u: ", self->path, step->line, step->column);
    if (step->kind == SCRIPT_SCREEN) {
        fprintf(talk, "cannot write %s: %s\n", text_of(self, step), strerror(self->error));
        return;
    }
    if (step->kind == SCRIPT_PASS) {
        fprintf(talk, "the cluster's clock did not move on by %s (is it paused?)", waited);
    } else {
        fprintf(talk, "\"%s\" %s within %s", text_of(self, step),
                step->kind == SCRIPT_WAIT_NOT ? "did not go away" : "did not appear", waited);
    }
    fprintf(talk, "; the screen shows:\n");
    (void)write_rows(cells, talk);
}
