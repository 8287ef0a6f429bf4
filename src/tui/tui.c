#include "tui/tui.h"

#include <signal.h>
#include <string.h>

#include "app/setup.h"
#include "app/signals.h"
#include "tui/desk.h"
#include "tui/panel/screen.h"
#include "tui/terminal/guard.h"
#include "tui/terminal/stage.h"

enum {
    FRAME_US = 66000,     /* tokens travel, bars drain: as often as the eye needs */
    FRAME_MIN_US = 33000, /* a key shows at once, but never more than 30 times a second */
    SCENARIO_US = 10000,  /* a scenario's lines run that late at most */
    FIRST_START_US = 25000000,
    TOAST_US = 8000000, /* an answer stays that long */
    ECHO_US = 1500000,  /* what was asked for is in the log, too */
    KEYS_PER_TURN = 512,
};

static void take_keys(struct desk *self, int revents) {
    static struct term_key keys[KEYS_PER_TURN];
    int count = 0;
    enum term_answer answer = TERM_KEY;
    while (count < KEYS_PER_TURN) {
        answer = stage_read(count == 0 ? revents : 0, &keys[count]);
        if (answer != TERM_KEY) break;
        count++;
    }
    if (answer == TERM_LOST) {
        self->over = true;
        self->code = EXIT_SIGNAL_BASE + SIGHUP;
        return;
    }
    for (int i = 0; i < count && !self->over; i++) {
        if (!self->input.pasting && input_is_flood(&self->ui, &keys[i], count - i)) {
            input_flood(&self->input, count - i, self->now_us);
            break;
        }
        desk_take_key(self, &keys[i]);
    }
}

static void take_signals(struct desk *self) {
    const struct guard_news news = guard_take();
    if (news.ending != 0) {
        self->over = true;
        self->code = EXIT_SIGNAL_BASE + news.ending;
    } else if (news.stop) {
        desk_suspend(self);
    } else if (news.continued) {
        stage_resume();
    }
    if (news.resized || news.continued) self->dirty = true;
}

/* ---- frames ------------------------------------------------------------------------------ */

static void draw(struct desk *self) {
    if (!self->dirty || self->now_us - self->drawn_us < FRAME_MIN_US) return;
    stage_size(&self->rows, &self->cols);
    self->input.rows = self->rows;
    self->input.cols = self->cols;
    screen_draw(desk_view(self), &self->ui, &self->cells, self->rows, self->cols);
    self->ui.drawn = true;
    self->ui.drawn_now_us = self->ui.now_us;
    self->ui.drawn_behind_us = self->ui.behind_us;
    stage_draw(&self->cells);
    self->drawn_us = stage_now_us();
    if (self->cast != NULL) {
        cast_frame(self->cast, &self->cells, &self->theme, self->depth, self->drawn_us);
    }
    self->dirty = false;
}

/* A question stays until it is answered. */
static bool toast_fades(const struct desk *self) {
    return self->ui.toast[0] != '\0' && self->ui.mode != UI_CONFIRM;
}

/* What to try first has been read by now. */
static void forget_first_start(struct desk *self) {
    if (!self->ui.first_start || self->now_us - self->opened_us < FIRST_START_US) return;
    self->ui.first_start = false;
    self->dirty = true;
}

static int64_t toast_over_us(const struct desk *self) {
    return self->said_us + (self->ui.toast_echo ? ECHO_US : TOAST_US);
}

static void forget_toast(struct desk *self) {
    if (!toast_fades(self) || self->now_us < toast_over_us(self)) return;
    self->ui.toast[0] = '\0';
    self->dirty = true;
}

static int64_t sooner(int64_t a_us, int64_t b_us) {
    return a_us < b_us ? a_us : b_us;
}

/* Until something is due; -1 for ever.  An idle screen costs nothing. */
static int wait_ms(const struct desk *self) {
    int64_t due_us = TIME_NEVER;
    if (self->dirty) due_us = self->drawn_us + FRAME_MIN_US;
    /* while it is paused, events of the last instant and of `.` still come */
    if (!self->ui.ended && !self->travel.recorded)
        due_us = sooner(due_us, self->taken_us + FRAME_US);
    if (self->travel.playing) due_us = sooner(due_us, self->played_us + FRAME_US);
    if ((self->session->scenario != NULL || self->preset.active) && !self->ui.ended &&
        !self->ui.paused) {
        due_us = sooner(due_us, self->taken_us + SCENARIO_US);
    }
    if (self->script != NULL) due_us = sooner(due_us, self->now_us + FRAME_MIN_US);
    if (self->input.pasting)
        due_us = sooner(due_us, self->input.pasted_us + INPUT_PASTE_SILENCE_US);
    if (toast_fades(self)) due_us = sooner(due_us, toast_over_us(self));
    if (due_us == TIME_NEVER) return -1;
    const int64_t wait_us = due_us - self->now_us;
    return wait_us <= 0 ? 0 : (int)((wait_us + US_PER_MS - 1) / US_PER_MS);
}

/* Keys from a file, as far as they go for now; the keyboard works beside it. */
static void play_script(struct desk *self) {
    struct script *script = self->script;
    for (int i = 0; i < KEYS_PER_TURN && script != NULL && !self->over; i++) {
        struct term_key key;
        const int at = script->at;
        const struct script_sight sight = {
            self->now_us, self->travel.recorded ? self->travel.t_us : self->present_us,
            &self->cells, !self->dirty,
            &self->theme, self->depth
        };
        switch (script_next(script, &sight, &key, self->out, &self->code)) {
        case SCRIPT_NEXT_KEY: desk_take_key(self, &key); continue;
        case SCRIPT_NEXT_RESIZE:
            stage_resize(key.row, key.col);
            desk_take_key(self, &(struct term_key){ .code = KEYS_CODE_RESIZE });
            continue;
        case SCRIPT_NEXT_WAIT:
            if (script->at != at) continue;
            return;
        case SCRIPT_NEXT_END:
            self->script = NULL;
            self->over = !stage_has_terminal(); /* nothing would ever come */
            return;
        case SCRIPT_NEXT_FAILED: self->script_failed = true; /* fall through */
        case SCRIPT_NEXT_QUIT: self->over = true; return;
        }
    }
}

static void turn(struct desk *self) {
    int keys;
    stage_wait(wait_ms(self), &keys);
    self->now_us = stage_now_us();
    take_signals(self);
    if (self->over) return;
    if (!self->travel.recorded) desk_take_events(self);
    desk_play_past(self);
    if (keys != 0) take_keys(self, keys);
    forget_toast(self);
    forget_first_start(self);
    if (self->input.pasting && input_time(&self->input, &self->ui, self->now_us) < 0) {
        self->said_us = self->now_us;
        self->dirty = true;
    }
    if (!self->over) draw(self);
    play_script(self);
}

/* Nothing of a run before this one (another lesson) stays. */
static void clear(struct desk *self, struct session *session, const struct tui_options *options) {
    const struct term_options *term = &options->stage.term;
    memset(self, 0, sizeof *self);
    self->session = session;
    self->code = EXIT_HOLDS;
    self->script = options->script;
    self->cast = options->cast;
    self->theme = *term->theme;
    self->depth = term->no_color ? THEME_MONO : THEME_256;
    self->next_lesson = options->next_lesson;
    self->out = options->out;
}

static void prepare(struct desk *self, const struct tui_options *options) {
    const struct trace_header *header = &self->session->header;
    view_init(&self->view, header);
    record_init(&self->record, header->elect.nodes);
    watch_init(&self->watch, header);
    self->ui.readonly = options->readonly;
    self->ui.ascii = options->stage.term.ascii || !stage_is_unicode();
    self->ui.live = !options->is_replay;
    self->ui.paused = options->paused;
    self->ui.speed_permille = options->speed_permille != 0 ? options->speed_permille : 1000;
    self->ui.past_speed_permille = options->is_replay ? self->ui.speed_permille : 1000;
    self->ui.engine = options->is_replay ? "replay" : engine_name(header->engine);
    if (self->ui.paused) desk_ops(self)->pause(self->session->engine, true);
    stage_size(&self->rows, &self->cols);
    input_init(&self->input, header->elect.nodes);
    self->now_us = self->opened_us = stage_now_us();
    self->drawn_us = self->now_us - FRAME_MIN_US;
    self->dirty = true;
    self->ui.first_start = !options->is_replay && !options->readonly && options->script == NULL &&
                           options->lesson == NULL && self->session->scenario == NULL;
    self->ui.no_lessons = options->no_lessons;
    if (options->lesson == NULL) return;
    guide_init(&self->guide, options->lesson, header, self->now_us);
    self->ui.guide = &self->guide;
}

int tui_run(struct session *session, const struct tui_options *options) {
    static struct desk desk;
    struct desk *self = &desk;
    struct err_info info = { "" };
    enum err err = guard_open(&info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    if (signals_pending() != 0) { /* it came before there was a terminal to restore */
        guard_close();
        return EXIT_SIGNAL_BASE + signals_pending();
    }
    clear(self, session, options);
    if (!travel_open(&self->travel, &session->header, options->is_replay)) {
        guard_close();
        return setup_fail(ERR_NO_MEMORY, &info);
    }
    forks_open(&self->forks, session);
    err = stage_open(&options->stage, &info);
    if (err == ERR_NONE) {
        prepare(self, options);
        if (options->is_replay) desk_open_recording(self, options->at_us);
        else desk_take_events(self);
        draw(self);
        while (!self->over) turn(self);
        stage_close();
        if (self->script_failed) script_fail(self->script, &self->cells, options->talk);
    }
    forks_close(&self->forks);
    travel_close(&self->travel);
    guard_close();
    return err == ERR_NONE ? self->code : setup_fail(err, &info);
}
