#include "tui/panel/title.h"

#include "election/rules.h"
#include "tui/draw/strip.h"
#include "tui/person/keys.h"
#include "tui/view/words.h"

enum { RULES_SAID = 2 }; /* by name; of more the title only says that there are */

static void add_speed(struct text *out, uint32_t permille) {
    text_add_uint(out, permille / 1000);
    if (permille % 1000 != 0) {
        text_add_char(out, '.');
        text_add_uint(out, permille % 1000 / 100);
        if (permille % 100 != 0) text_add_uint(out, permille % 100 / 10);
    }
    text_add(out, "×");
}

/* To the millisecond: steps are that small. */
static void add_seconds(struct text *out, int64_t us) {
    const int64_t ms = us / US_PER_MS % 1000;
    text_add_int(out, us / US_PER_S);
    text_add_char(out, '.');
    text_add_int(out, ms / 100);
    text_add_int(out, ms / 10 % 10);
    text_add_int(out, ms % 10);
}

static const char *playing(const struct ui *ui) {
    return ui->past_playing ? "▸ " : "‖ ";
}

void panel_title_mark(const struct ui *ui, struct strip *strip) {
    struct text words;
    if (!ui->past && !ui->ended && !ui->paused) return;
    strip_begin(strip, 19, STYLE_WARN, &words); /* only who leads matters more */
    if (ui->past) {
        text_add(&words, playing(ui));
        text_add(&words, ui->live ? "PAST" : "REPLAY");
    } else {
        text_add(&words, ui->ended ? "over" : "‖ PAUSED");
    }
}

/* Unmistakably not the present: where the playhead is, and the way back. */
static void add_past_items(const struct ui *ui, bool marked, struct strip *strip,
                           enum style style) {
    struct text words;
    strip_begin(strip, marked ? 11 : 19, STYLE_WARN, &words);
    if (ui->live) {
        if (!marked) text_add(&words, playing(ui));
        if (!marked) text_add(&words, "PAST ");
        words_add_duration(&words, ui->behind_us);
        text_add(&words, " back, ");
        text_add(&words, key_rows[KEYS_NOW].label);
        text_add(&words, " now");
    } else {
        if (!marked) text_add(&words, "REPLAY ");
        if (!marked) text_add(&words, playing(ui));
        add_seconds(&words, ui->now_us);
        text_add(&words, " of ");
        add_seconds(&words, ui->now_us + ui->behind_us);
        text_add(&words, " s");
    }
    strip_right(strip);
    strip_begin(strip, 5, style, &words);
    add_speed(&words, ui->past_speed_permille != 0 ? ui->past_speed_permille : 1000);
    strip_right(strip);
    if (!ui->live) return;
    if (ui->can_fork && !ui->readonly) {
        strip_say(strip, 1, style, "a fault here makes a branch");
        strip_right(strip);
    }
    strip_begin(strip, 6, style, &words);
    add_seconds(&words, ui->now_us);
    text_add(&words, " s");
    strip_right(strip);
}

void panel_title_clock(const struct ui *ui, bool marked, struct strip *strip, enum style style) {
    struct text words;
    if (ui->past) {
        add_past_items(ui, marked, strip, style);
        return;
    }
    if (!marked && (ui->ended || ui->paused)) {
        strip_say(strip, 9, STYLE_WARN, ui->ended ? "over" : "‖ PAUSED");
        strip_right(strip);
    }
    strip_begin(strip, 5, style, &words);
    add_speed(&words, ui->speed_permille);
    strip_right(strip);
    strip_begin(strip, 6, style, &words);
    if (ui->paused && !ui->ended) { /* `.` goes on by a hop, which may be less than 0.1 s */
        add_seconds(&words, ui->now_us);
        text_add(&words, " s");
    } else {
        words_add_clock(&words, ui->now_us);
    }
    strip_right(strip);
}

static bool timers_are_unsafe(const struct timers *timers) {
    for (int i = 0; i < INEQUALITY_COUNT; i++) {
        if (!timers_hold(timers, (enum timer_inequality)i)) return true;
    }
    return false;
}

/* What makes the run another than that of the protocol, and what will stop it. */
static void add_setup_items(const struct view *view, const struct ui *ui, struct strip *strip,
                            enum style style) {
    const struct elect_config *config = &view->header.elect;
    struct text words;
    int broken = 0;
    for (int i = 0; i < RULE_COUNT; i++) broken += rule_broken(config->broken, (enum rule)i);
    if (broken > 0) {
        strip_begin(strip, 12, STYLE_WARN, &words);
        text_add(&words, broken > 1 ? "BROKEN RULES:" : "BROKEN RULE:");
        for (int i = 0, said = 0; i < RULE_COUNT; i++) {
            if (!rule_broken(config->broken, (enum rule)i)) continue;
            if (said++ == RULES_SAID) {
                text_add(&words, ", ...");
                break;
            }
            text_add(&words, said > 1 ? ", " : " ");
            text_add(&words, rule_name((enum rule)i));
        }
    }
    if (timers_are_unsafe(&config->timers)) strip_say(strip, 11, STYLE_WARN, "UNSAFE TIMERS");
    if (ui->until == NULL) return;
    strip_begin(strip, 7, style, &words);
    text_add(&words, "stops at: ");
    text_add(&words, ui->until);
}

void panel_title_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells) {
    const struct rect rect = layout->title;
    struct strip strip = { .separator = "   " };
    struct text words;
    if (rect.rows == 0) return;
    const bool elsewhere = ui->past && ui->live; /* the cluster runs on: the whole bar says so */
    const enum style style = elsewhere ? STYLE_WARN : STYLE_STATUS;
    for (int col = 0; col < rect.cols; col++) cells_put(cells, rect, 0, col, ' ', style);
    strip_say(&strip, 5, style, "ringleader"); /* the clock matters more */
    add_setup_items(view, ui, &strip, elsewhere ? style : STYLE_TITLE);
    strip_begin(&strip, 4, style, &words);
    text_add_uint(&words, view->nodes);
    text_add(&words, " nodes, ");
    text_add(&words, ui->engine != NULL ? ui->engine : engine_name(view->header.engine));
    strip_begin(&strip, 3, style, &words);
    text_add(&words, "seed ");
    text_add_uint(&words, view->header.seed);
    strip_say(&strip, 2, style, view->header.scenario);
    if (ui->readonly) {
        strip_say(&strip, 7, style, "read-only");
        strip_right(&strip);
    }
    panel_title_clock(ui, false, &strip, style);
    strip_fit(&strip, rect.cols);
    strip_draw(&strip, cells, rect);
    if (elsewhere) cells_mark(cells, rect, 0, 0, rect.cols, true);
    for (int i = 0; i < strip.count; i++) {
        const struct strip_item *item = &strip.item[i];
        if (item->style == STYLE_WARN)
            cells_mark(cells, rect, 0, item->col - 1, item->cols + 2, true);
    }
}
