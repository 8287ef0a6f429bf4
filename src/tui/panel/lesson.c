#include "tui/panel/lesson.h"

#include <string.h>

#include "tui/draw/parts.h"

enum { MARGIN = 1, MARK_COLS = 2, ROWS_MAX = 24, ROW_BYTES = 4 * CELLS_COLS_MAX };

/* ---- words into rows ---------------------------------------------------------------- */

/* The bytes of text that fit into cols columns, broken between words where that goes. */
static size_t fitting(const char *text, int cols) {
    size_t at = 0, after_word = 0;
    for (int col = 0; text[at] != '\0' && text[at] != '\n' && col < cols; col++) {
        at++;
        while (((unsigned char)text[at] & 0xc0u) == 0x80u) at++;
        if (text[at] == ' ' || text[at] == '\0' || text[at] == '\n') after_word = at;
    }
    if (text[at] == '\0' || text[at] == '\n' || after_word == 0) return at;
    return after_word;
}

/* Draw (cells not NULL) or only count the rows of a text, at most `most`; a text that
 * is longer ends with an ellipsis. */
static int flow(const char *text, int col, int cols, int row, int most, enum style style,
                struct cells *cells, struct rect rect) {
    int rows = 0;
    while (*text != '\0' && rows < most) {
        char line[ROW_BYTES];
        struct text words;
        const size_t length = fitting(text, cols);
        text_init(&words, line, sizeof line);
        text_add_n(&words, text, length);
        text += length;
        while (*text == ' ' || *text == '\n') text++;
        const bool cut = *text != '\0' && rows + 1 == most;
        if (cut) text_add(&words, " …");
        if (cells != NULL) draw_text_cut(cells, rect, row + rows, col, cols, style, line);
        rows++;
    }
    return rows;
}

static int count_rows(const char *text, int cols) {
    return flow(text, 0, cols, 0, ROWS_MAX, STYLE_PLAIN, NULL, (struct rect){ 0 });
}

/* ---- what there is to say -------------------------------------------------------------- */

static const char go_on[] = "Enter goes on.";

static void add_ending(const struct lesson *lesson, struct text *out) {
    if (lesson->number > 0 && lesson->number < lesson->total) {
        char title[LESSON_TITLE_BYTES];
        lesson_builtin_title(lesson->number, title);
        text_add(out, "Enter begins the next one, \"");
        text_add(out, title);
        text_add(out, "\". L lists all, Esc twice leaves.");
    } else {
        text_add(out, "L lists all lessons, Esc twice leaves this one; the ring stays yours.");
    }
}

static const char *task_of(const struct lesson_step *step) {
    return step->task[0] != '\0' ? step->task : go_on;
}

int panel_lesson_rows(const struct guide *guide, int cols) {
    if (guide == NULL) return 0;
    const struct lesson *lesson = guide->lesson;
    const int text_cols = cols - 2 * MARGIN, task_cols = text_cols - MARK_COLS;
    char ending[200];
    struct text text;
    if (task_cols < 1) return 0;
    text_init(&text, ending, sizeof ending);
    add_ending(lesson, &text);
    int most = 1 + count_rows(ending, text_cols);
    for (int i = 0; i < lesson->count; i++) {
        const struct lesson_step *step = &lesson->step[i];
        int hint = 0;
        for (int j = 0; j < step->hint_count; j++) {
            const int rows = count_rows(step->hint[j].text, task_cols);
            if (rows > hint) hint = rows;
        }
        const int rows =
            count_rows(step->say, text_cols) + count_rows(task_of(step), task_cols) + hint;
        if (rows > most) most = rows;
    }
    return most + 1;
}

static void add_heading(const struct guide *guide, int cols, struct text *left,
                        struct text *right) {
    const struct lesson *lesson = guide->lesson;
    const bool wide = cols >= 70;
    text_add(left, "lesson");
    if (lesson->number > 0) {
        text_add_char(left, ' ');
        text_add_int(left, lesson->number);
        text_add(left, wide ? " of " : "/");
        text_add_int(left, lesson->total);
    }
    if (wide || lesson->number == 0) {
        text_add(left, ": ");
        text_add(left, lesson->title);
    }
    if (guide_is_over(guide)) {
        text_add(right, "done");
        return;
    }
    const char *step = lesson->step[guide->step].title;
    const int room = cols - cells_width(left->at) - 22;
    if (wide && cells_width(step) <= room) {
        text_add(right, step);
        text_add(right, ": ");
    }
    text_add(right, wide ? "step " : "");
    text_add_int(right, guide->step + 1);
    text_add(right, wide ? " of " : "/");
    text_add_int(right, lesson->count);
}

/* ---- drawing ------------------------------------------------------------------------------ */

static void draw_step(const struct guide *guide, struct cells *cells, struct rect rect) {
    const struct lesson_step *step = &guide->lesson->step[guide->step];
    char hint[LESSON_TEXT_BYTES + 100];
    const int cols = rect.cols - 2 * MARGIN, task_cols = cols - MARK_COLS;
    struct text help;
    int row = 0;
    text_init(&help, hint, sizeof hint);
    text_add(&help, guide_hint(guide));
    if (hint[0] != '\0') text_add_char(&help, ' ');
    text_add(&help, guide_way_out(guide));
    int task = count_rows(task_of(step), task_cols), tip = count_rows(hint, task_cols);
    if (task > rect.rows) task = rect.rows;
    if (tip > rect.rows - task) tip = rect.rows - task;
    /* no room is kept for the way out: what the step says has been read by then */
    row += flow(step->say, MARGIN, cols, row, rect.rows - task - tip, STYLE_PLAIN, cells, rect);
    (void)cells_text(cells, rect, row, MARGIN, STYLE_KEY, "▸");
    row += flow(task_of(step), MARGIN + MARK_COLS, task_cols, row, task, STYLE_KEY, cells, rect);
    (void)flow(hint, MARGIN + MARK_COLS, task_cols, row, tip, STYLE_DIM, cells, rect);
}

static void draw_ending(const struct guide *guide, struct cells *cells, struct rect rect) {
    char buffer[200];
    struct text text;
    const int cols = rect.cols - 2 * MARGIN;
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, "This lesson is done.");
    const int row = flow(buffer, MARGIN, cols, 0, rect.rows > 1 ? 1 : 0, STYLE_GOOD, cells, rect);
    text_init(&text, buffer, sizeof buffer);
    add_ending(guide->lesson, &text);
    (void)flow(buffer, MARGIN, cols, row, rect.rows - row, STYLE_KEY, cells, rect);
}

void panel_lesson_draw(const struct ui *ui, const struct layout *layout, struct cells *cells) {
    char left[160], right[LESSON_TITLE_BYTES + 40];
    struct text title, progress;
    if (ui->guide == NULL || layout->lesson.rows < 2) return;
    text_init(&title, left, sizeof left);
    text_init(&progress, right, sizeof right);
    add_heading(ui->guide, layout->lesson.cols, &title, &progress);
    const struct rect rect = draw_frame(cells, layout->lesson, false, STYLE_FRAME, left, right);
    if (rect.rows < 1 || rect.cols < MARK_COLS + 2 * MARGIN + 1) return;
    if (guide_is_over(ui->guide)) draw_ending(ui->guide, cells, rect);
    else draw_step(ui->guide, cells, rect);
}
