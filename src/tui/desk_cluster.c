#include "tui/desk.h"

#include "tui/panel/screen.h"
#include "tui/terminal/stage.h"

enum {
    EVENTS_PER_TURN = 5000,  /* a flood of events must not keep a key waiting */
    STILL_FRAME_US = 150000, /* bars drain, nothing else moves */
    PLAY_MOST_US = 250000,   /* a longer turn is a suspended process: nothing is skipped */
};

const struct view *desk_view(struct desk *self) {
    return self->travel.past ? travel_view(&self->travel) : &self->view;
}

void desk_show_time(struct desk *self) {
    const int64_t newest_us = self->travel.recorded ? self->travel.last_us : self->present_us;
    self->ui.past = self->travel.past;
    self->ui.until = self->until.active ? self->until.text : NULL;
    self->ui.history = &self->travel.history;
    self->ui.scrub = &self->travel.scrub;
    self->ui.shown = self->travel.past ? self->travel.folded : self->travel.history.count;
    self->ui.can_fork = self->session->header.engine == ENGINE_SIM && self->ui.guide == NULL;
    self->ui.past_playing = self->travel.past && self->travel.playing;
    self->ui.now_us = self->travel.past ? self->travel.t_us : self->present_us;
    self->ui.behind_us = newest_us > self->ui.now_us ? newest_us - self->ui.now_us : 0;
}

/* ---- the present ------------------------------------------------------------------- */

/* Looking at old lines must not be disturbed by new ones. */
static void hold_log_still(struct desk *self) {
    const uint64_t added = self->view.notable_count - self->log_lines;
    self->log_lines = self->view.notable_count;
    if (!self->travel.past && self->ui.log_scroll > 0 && self->ui.filter.length == 0) {
        const int most = screen_log_scroll_max(&self->view, &self->ui, self->rows, self->cols);
        self->ui.log_scroll = added < (uint64_t)most ? self->ui.log_scroll + (int)added : most;
        if (self->ui.log_scroll > most) self->ui.log_scroll = most;
    }
}

static void answer_expectation(struct desk *self) {
    char buffer[UI_TOAST_BYTES];
    struct text said;
    bool met;
    text_init(&said, buffer, sizeof buffer);
    if (self->ui.mode == UI_CONFIRM || !watch_answer(&self->watch, self->present_us, &said, &met))
        return;
    record_decide(&self->record, met, self->watch.one.done_us);
    input_say(&self->ui, !met, buffer);
    self->said_us = self->now_us;
    self->dirty = true;
}

/* The lesson goes on by itself, and does its part. */
static void play_lesson(struct desk *self) {
    struct command command;
    if (guide_time(&self->guide, &self->view, &self->ui, self->present_us, self->now_us))
        self->dirty = true;
    while (guide_action(&self->guide, &command)) session_submit(self->session, &command);
}

/* The condition of `until` has come true: the clock, or the playing of the past, stops. */
static void stop_at_condition(struct desk *self, int64_t t_us) {
    struct text said;
    text_init(&said, self->ui.toast, sizeof self->ui.toast);
    until_say_hit(&self->until, t_us, &said);
    self->ui.toast_bad = self->ui.toast_echo = false;
    self->said_us = self->now_us;
    self->dirty = true;
    self->travel.playing = false;
    if (self->travel.past) return;
    self->ui.paused = true;
    desk_ops(self)->pause(self->session->engine, true);
    self->stopped_us = desk_ops(self)->now_us(self->session->engine);
    if (self->stopped_us - t_us < US_PER_MS) return;
    text_add(&said, "; the clock is ");
    text_add_time(&said, self->stopped_us - t_us);
    text_add(&said, " further");
}

static void play_preset(struct desk *self) {
    struct command command;
    struct text said;
    char buffer[UI_TOAST_BYTES];
    if (self->ui.paused && self->present_us <= self->stopped_us) return; /* the answer stands */
    text_init(&said, buffer, sizeof buffer);
    const enum preset_answer answer = preset_next(&self->preset, self->present_us, &command, &said);
    if (answer == PRESET_COMMAND) session_submit(self->session, &command);
    preset_progress(&self->preset, &self->ui);
    if (answer != PRESET_OVER) return; /* what it does is in the log */
    input_say(&self->ui, false, buffer);
    self->said_us = self->now_us;
    self->dirty = true;
}

void desk_set_until(struct desk *self, const struct until *wanted) {
    struct text said;
    if (wanted->text[0] != '\0') { /* without words it is asked for */
        self->until = *wanted;
        until_set(&self->until, desk_view(self), self->ui.now_us);
    }
    text_init(&said, self->ui.toast, sizeof self->ui.toast);
    until_say(&self->until, &said);
    self->ui.until = self->until.active ? self->until.text : NULL;
    self->ui.toast_bad = false;
    self->said_us = self->now_us;
}

/* Nothing happened since the last frame, time has passed: is that worth one? */
static bool time_shows(const struct desk *self) {
    return view_any_travels(&self->view, self->present_us) ||
           self->now_us - self->drawn_us >= STILL_FRAME_US;
}

void desk_take_events(struct desk *self) {
    static struct event event;
    self->taken_us = self->now_us;
    for (int i = 0; i < EVENTS_PER_TURN; i++) {
        switch (session_next(self->session, false, &event)) {
        case ENGINE_EVENT:
            view_event(&self->view, &event);
            record_event(&self->record, &event);
            watch_event(&self->watch, &event);
            travel_add(&self->travel, &event);
            if (self->ui.guide != NULL) guide_event(&self->guide, &event);
            preset_event(&self->preset, &event);
            self->dirty = true;
            if (!self->travel.past && until_hit(&self->until, &self->view, event.t_us)) {
                stop_at_condition(self, event.t_us);
                break;
            }
            continue;
        case ENGINE_TIME: continue;
        case ENGINE_IDLE: break;
        case ENGINE_END:
            if (!self->ui.ended) self->dirty = true;
            self->ui.ended = true;
            break;
        case ENGINE_FAILED: self->over = true; break; /* its owner says why */
        }
        break;
    }
    hold_log_still(self);
    if (self->ui.ended) {
        if (self->present_us < self->view.now_us) self->present_us = self->view.now_us;
        desk_show_time(self);
        return;
    }
    const int64_t now_us = desk_ops(self)->now_us(self->session->engine);
    if (now_us != self->present_us && time_shows(self)) self->dirty = true;
    self->present_us = now_us > self->view.now_us ? now_us : self->view.now_us;
    desk_show_time(self);
    answer_expectation(self);
    if (!self->travel.past && until_hit(&self->until, &self->view, self->present_us)) {
        stop_at_condition(self, self->present_us);
    }
    if (self->ui.guide != NULL) play_lesson(self);
    play_preset(self);
}

/* ---- the past ---------------------------------------------------------------------- */

void desk_play_past(struct desk *self) {
    int64_t real = self->now_us - self->played_us;
    if (real > PLAY_MOST_US) real = PLAY_MOST_US;
    self->played_us = self->now_us;
    const uint32_t permille =
        self->ui.past_speed_permille != 0 ? self->ui.past_speed_permille : 1000;
    /* with a condition to stop at by the millisecond, else at once */
    const int64_t step = self->until.active ? US_PER_S / permille : real;
    for (int64_t done = 0; done < real && self->travel.past && self->travel.playing; done += step) {
        if (!travel_time(&self->travel, step, permille)) break;
        self->dirty = true;
        if (self->travel.past &&
            until_hit(&self->until, travel_view(&self->travel), self->travel.t_us)) {
            if (self->until.kind != UNTIL_LEASE)
                travel_to(&self->travel, travel_view(&self->travel)->now_us);
            stop_at_condition(self, self->travel.t_us);
        }
    }
    desk_show_time(self);
}

static void say_no_mark(struct desk *self, const struct input_result *result) {
    struct text said;
    text_init(&said, self->ui.toast, sizeof self->ui.toast);
    travel_say_none(&self->travel, result->mark, result->forward, &said);
    self->ui.toast_bad = true;
}

void desk_go(struct desk *self, const struct input_result *result) {
    const bool was_past = self->travel.past;
    if (result->request == INPUT_PLAY) {
        travel_play(&self->travel);
        self->played_us = self->now_us;
    } else if (result->request == INPUT_GO) {
        self->travel.playing = false;
        travel_to(&self->travel, result->let_us);
    } else if (result->request == INPUT_GO_MARK) {
        self->travel.playing = false;
        travel_to_mark(&self->travel, result->let_us, result->to_us);
    } else if (result->request == INPUT_TRAVEL) {
        if (!travel_jump(&self->travel, result->mark, result->forward, self->present_us)) {
            say_no_mark(self, result);
        }
    } else if (!self->travel.past) {
        input_say(&self->ui, true, "this is the present; , goes back in time");
    } else if (!travel_now(&self->travel)) {
        self->travel.playing = false;
        travel_to(&self->travel, self->travel.last_us);
    }
    if (self->travel.past != was_past) self->ui.log_scroll = 0;
    desk_show_time(self);
}

void desk_open_recording(struct desk *self, int64_t at_us) {
    while (!self->ui.ended && !self->over) desk_take_events(self);
    self->ui.ended = false;
    if (at_us > 0) {
        travel_to(&self->travel, at_us);
    } else if (travel_before_violation(&self->travel)) {
        input_say(&self->ui, false, "the step before things go wrong: . goes on, Space plays");
    } else {
        travel_to(&self->travel, 0);
        travel_play(&self->travel);
    }
    self->said_us = self->played_us = self->now_us = stage_now_us();
    self->dirty = true;
    desk_show_time(self);
}
