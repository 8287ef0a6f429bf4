#include "tui/panel/run.h"

#include <stddef.h>
#include <string.h>

#include "tui/draw/parts.h"
#include "tui/view/words.h"

#define X(symbol, field, word, help) +1
enum { LABEL_COLS = 10, TIMERS_COUNT = 0 TIMERS(X) };
#undef X

struct table {
    struct cells *cells;
    struct rect rect;
    int row;
};

static void row_put(struct table *table, const char *label, const char *text) {
    (void)cells_text(table->cells, table->rect, table->row, 2, STYLE_DIM, label);
    draw_text_cut(table->cells, table->rect, table->row, 2 + LABEL_COLS,
                  table->rect.cols - LABEL_COLS - 3, STYLE_PLAIN, text);
    table->row++;
}

static void add_gap(struct text *out) {
    if (out->length > 0) text_add(out, "   ");
}

/* All in a row, or in two. */
static void row_timers(struct table *table, const struct timers *timers) {
    const size_t count = TIMERS_COUNT, per_row = table->rect.cols >= 108 ? count : count / 2;
    static const struct {
        const char *word;
        size_t offset;
    } shown[TIMERS_COUNT] = {
#define X(symbol, field, word, help) { word, offsetof(struct timers, field) },
        TIMERS(X)
#undef X
    };
    char buffer[200];
    struct text words;
    for (size_t i = 0; i < count; i++) {
        if (i % per_row == 0) text_init(&words, buffer, sizeof buffer);
        int64_t us = 0;
        memcpy(&us, (const char *)timers + shown[i].offset, sizeof us);
        add_gap(&words);
        text_add(&words, shown[i].word);
        text_add_char(&words, ' ');
        words_add_duration(&words, us);
        if (i % per_row == per_row - 1) row_put(table, i < per_row ? "timers" : "", buffer);
    }
}

static void row_messages(struct table *table, const struct view *view) {
    char buffer[200];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    for (int i = 0; i < MESSAGE_COUNT; i++) {
        add_gap(&words);
        text_add(&words, message_kind_name((enum message_kind)i));
        text_add_char(&words, ' ');
        text_add_uint(&words, view->sent[i]);
    }
    row_put(table, "messages", buffer);
}

/* Only what the channel lost; that a token had no effect is everyday life. */
static void row_dropped(struct table *table, const struct view *view) {
    char buffer[200];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    for (int i = 0; i < DROP_COUNT; i++) {
        if (drop_reason_arrived((enum drop_reason)i) || view->dropped[i] == 0) continue;
        add_gap(&words);
        text_add(&words, drop_reason_name((enum drop_reason)i));
        text_add_char(&words, ' ');
        text_add_uint(&words, view->dropped[i]);
    }
    row_put(table, "lost", words.length > 0 ? buffer : "none");
}

static void row_writes(struct table *table, const struct view *view) {
    char buffer[120];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    text_add_uint(&words, view->accepted);
    text_add(&words, " accepted   ");
    text_add_uint(&words, view->refused);
    text_add(&words, " refused   fencing number ");
    text_add_uint(&words, view->fence);
    row_put(table, "writes", buffer);
}

static void row_list(struct table *table, const struct view *view) {
    char buffer[120];
    struct text words;
    if (view->header.elect.policy != QUORUM_ACTIVE) return;
    text_init(&words, buffer, sizeof buffer);
    text_add_set(&words, view->members, " ");
    if (set_is_empty(view->members)) text_add(&words, "empty");
    text_add(&words, "   version ");
    text_add_uint(&words, view->version);
    row_put(table, "active", buffer);
}

void panel_run_draw(const struct view *view, const struct layout *layout, struct cells *cells) {
    if (layout->run.rows == 0) return;
    struct table table = { .cells = cells };
    table.rect = draw_frame(cells, layout->run, layout->boxed, STYLE_FRAME, "run", "");
    row_timers(&table, &view->header.elect.timers);
    row_messages(&table, view);
    row_dropped(&table, view);
    row_writes(&table, view);
    row_list(&table, view);
}
