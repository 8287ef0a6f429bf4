#include "tui/tui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "app/setup.h"
#include "app/signals.h"
#include "base/check.h"
#include "tui/guard.h"
#include "tui/input.h"
#include "tui/screen.h"
#include "tui/term.h"
#include "tui/travel.h"
#include "tui/view.h"
#include "tui/watch.h"

enum {
    FRAME_US = 66000,       /* tokens travel, bars drain: as often as the eye needs */
    FRAME_MIN_US = 33000,   /* a key shows at once, but never more than 30 times a second */
    SCENARIO_US = 10000,    /* a scenario's lines run that late at most */
    TOAST_US = 8000000,     /* an answer stays that long */
    EVENTS_PER_TURN = 5000, /* a flood of events must not keep a key waiting */
    KEYS_PER_TURN = 512,
    PLAY_MOST_US = 250000, /* a longer turn is a suspended process: nothing is skipped */
};

/* Several MB, once. */
static struct view view;
static struct record record;
static struct cells cells;
static struct input_state input;
static struct watch watch;
static struct ui ui;
static struct travel travel;

struct loop {
    struct session *session;
    int rows, cols;
    int64_t now_us;     /* real time */
    int64_t drawn_us;   /* real time of the last frame */
    int64_t taken_us;   /* real time of the last look at the engine */
    int64_t said_us;    /* real time of the toast that stands */
    int64_t played_us;  /* real time up to which the past has been played */
    int64_t present_us; /* cluster time, wherever the screen is looking */
    uint64_t log_lines;
    bool dirty; /* something to be shown has changed */
    bool over;
    int code;
};

static int64_t real_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

static const struct engine_ops *ops(const struct loop *loop) {
    return loop->session->engine->ops;
}

/* What the screen shows: the present, or the past the person looks at. */
static const struct view *shown_view(void) {
    return travel.past ? travel_view(&travel) : &view;
}

static void show_time(const struct loop *loop) {
    const int64_t newest_us = travel.recorded ? travel.last_us : loop->present_us;
    ui.past = travel.past;
    ui.past_playing = travel.past && travel.playing;
    ui.now_us = travel.past ? travel.t_us : loop->present_us;
    ui.behind_us = newest_us > ui.now_us ? newest_us - ui.now_us : 0;
}

/* ---- the cluster's side ------------------------------------------------------------ */

/* Looking at old lines must not be disturbed by new ones. */
static void hold_log_still(struct loop *loop) {
    const uint64_t added = view.notable_count - loop->log_lines;
    loop->log_lines = view.notable_count;
    if (!travel.past && ui.log_scroll > 0 && ui.filter.length == 0) {
        const int most = screen_log_scroll_max(&view, &ui, loop->rows, loop->cols);
        ui.log_scroll = added < (uint64_t)most ? ui.log_scroll + (int)added : most;
        if (ui.log_scroll > most) ui.log_scroll = most;
    }
}

static void answer_expectation(struct loop *loop) {
    char buffer[UI_TOAST_BYTES];
    struct text said;
    bool met;
    text_init(&said, buffer, sizeof buffer);
    if (ui.mode == UI_CONFIRM || !watch_answer(&watch, loop->present_us, &said, &met)) return;
    input_say(&ui, !met, buffer);
    loop->said_us = loop->now_us;
    loop->dirty = true;
}

static void take_events(struct loop *loop) {
    static struct event event;
    loop->taken_us = loop->now_us;
    for (int i = 0; i < EVENTS_PER_TURN; i++) {
        switch (session_next(loop->session, false, &event)) {
        case ENGINE_EVENT:
            view_event(&view, &event);
            record_event(&record, &event);
            watch_event(&watch, &event);
            travel_add(&travel, &event);
            loop->dirty = true;
            continue;
        case ENGINE_TIME: continue;
        case ENGINE_IDLE: break;
        case ENGINE_END:
            if (!ui.ended) loop->dirty = true;
            ui.ended = true;
            break;
        case ENGINE_FAILED: loop->over = true; break; /* its owner says why */
        }
        break;
    }
    hold_log_still(loop);
    if (ui.ended) {
        if (loop->present_us < view.now_us) loop->present_us = view.now_us;
        show_time(loop);
        return;
    }
    const int64_t now_us = ops(loop)->now_us(loop->session->engine);
    if (now_us != loop->present_us) loop->dirty = true;
    loop->present_us = now_us > view.now_us ? now_us : view.now_us;
    show_time(loop);
    answer_expectation(loop);
}

/* ---- the past ---------------------------------------------------------------------- */

static void play_past(struct loop *loop) {
    int64_t real = loop->now_us - loop->played_us;
    if (real > PLAY_MOST_US) real = PLAY_MOST_US;
    loop->played_us = loop->now_us;
    const uint32_t permille = ui.past_speed_permille != 0 ? ui.past_speed_permille : 1000;
    if (!travel_time(&travel, real, permille)) return;
    loop->dirty = true;
    show_time(loop);
}

static void say_no_mark(const struct input_result *result) {
    static const char *const marks[] = {
        [TRAVEL_EVENT] = "event",
        [TRAVEL_LEADER] = "change of leader",
        [TRAVEL_COMMAND] = "command or expectation",
        [TRAVEL_VIOLATION] = "violation",
    };
    char buffer[UI_TOAST_BYTES];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    if (result->forward && !travel.past) {
        text_add(&text, "this is the present: nothing has happened after it; , goes back");
    } else {
        text_add(&text, result->forward ? "no later " : "no earlier ");
        text_add(&text, marks[result->mark]);
        if (result->forward && !travel.recorded) text_add(&text, " yet; n returns to now");
    }
    input_say(&ui, true, buffer);
}

static void go(struct loop *loop, const struct input_result *result) {
    const bool was_past = travel.past;
    if (result->request == INPUT_PLAY) {
        travel_play(&travel);
        loop->played_us = loop->now_us;
    } else if (result->request == INPUT_TRAVEL) {
        if (!travel_jump(&travel, result->mark, result->forward, loop->present_us)) {
            say_no_mark(result);
        }
    } else if (!travel.past) {
        input_say(&ui, true, "this is the present; , goes back in time");
    } else if (!travel_now(&travel)) {
        travel.playing = false;
        travel_to(&travel, travel.last_us);
    }
    if (travel.past != was_past) ui.log_scroll = 0;
    show_time(loop);
}

/* A recording is there at once, all of it; the playhead paces. */
static void open_recording(struct loop *loop, int64_t at_us) {
    while (!ui.ended && !loop->over) take_events(loop);
    ui.ended = false;
    if (at_us > 0) {
        travel_to(&travel, at_us);
    } else if (travel_before_violation(&travel)) {
        input_say(&ui, false, "the step before things go wrong: . goes on, Space plays");
    } else {
        travel_to(&travel, 0);
        travel_play(&travel);
    }
    loop->said_us = loop->played_us = loop->now_us = real_us();
    loop->dirty = true;
    show_time(loop);
}

/* ---- the person's side --------------------------------------------------------------- */

static void save(struct loop *loop, const char *wanted) {
    char path[RECORD_PATH_BYTES];
    struct text said;
    if (wanted[0] != '\0') memcpy(path, wanted, sizeof path);
    else record_default_path(path);
    text_init(&said, ui.toast, sizeof ui.toast);
    ui.toast_bad = !record_save(&record, &loop->session->header, path, &said);
}

static void say_command(const struct command *command) {
    struct text text;
    if (ui.toast[0] != '\0') return; /* the key has its own answer */
    text_init(&text, ui.toast, sizeof ui.toast);
    command_print(command, &text);
    ui.toast_bad = false;
}

static void suspend(struct loop *loop) {
    term_suspend();
    guard_stop_process();
    struct guard_news news = guard_take();
    if (news.ending != 0) { /* ended while stopped: the terminal is somebody else's */
        loop->over = true;
        loop->code = EXIT_SIGNAL_BASE + news.ending;
        return;
    }
    term_resume();
    loop->dirty = true;
}

static void perform(struct loop *loop, const struct input_result *result) {
    struct engine *engine = loop->session->engine;
    for (int i = 0; i < result->command_count; i++) {
        session_submit(loop->session, &result->command[i]);
        if (i == 0) say_command(&result->command[i]);
    }
    switch (result->request) {
    case INPUT_NONE: break;
    case INPUT_PAUSE: ops(loop)->pause(engine, ui.paused); break;
    case INPUT_SPEED: ops(loop)->speed(engine, ui.speed_permille); break;
    case INPUT_LET: ops(loop)->let(engine, result->let_us); break;
    case INPUT_EXPECT:
        watch_expect(&watch, &result->expect, loop->present_us);
        input_say(&ui, false, "watching...");
        break;
    case INPUT_TRAVEL:
    case INPUT_NOW:
    case INPUT_PLAY: go(loop, result); break;
    case INPUT_SAVE: save(loop, result->path); break;
    case INPUT_REDRAW: term_redraw(); break;
    case INPUT_SUSPEND: suspend(loop); break;
    case INPUT_QUIT: loop->over = true; break;
    }
}

static void take_keys(struct loop *loop, int revents) {
    static struct term_key keys[KEYS_PER_TURN];
    static struct input_result result;
    int count = 0;
    enum term_answer answer = TERM_KEY;
    while (count < KEYS_PER_TURN) {
        answer = term_read(count == 0 ? revents : 0, &keys[count]);
        if (answer != TERM_KEY) break;
        count++;
    }
    if (answer == TERM_LOST) {
        loop->over = true;
        loop->code = EXIT_SIGNAL_BASE + SIGHUP;
        return;
    }
    for (int i = 0; i < count && !loop->over; i++) {
        if (!input.pasting && input_is_flood(&ui, &keys[i], count - i)) {
            input_flood(&input, count - i, loop->now_us);
            break;
        }
        input_key(&input, &ui, shown_view(), &record, &keys[i], loop->now_us, &result);
        perform(loop, &result);
        loop->said_us = loop->now_us;
        loop->dirty = true;
        /* what a key did is to be seen by the next one: `K` twice, `k` then `r` */
        if (result.command_count > 0) take_events(loop);
    }
}

static void take_signals(struct loop *loop) {
    const struct guard_news news = guard_take();
    if (news.ending != 0) {
        loop->over = true;
        loop->code = EXIT_SIGNAL_BASE + news.ending;
    } else if (news.stop) {
        suspend(loop);
    } else if (news.continued) {
        term_resume();
    }
    if (news.resized || news.continued) loop->dirty = true;
}

/* ---- frames ------------------------------------------------------------------------------ */

static void draw(struct loop *loop) {
    if (!loop->dirty || loop->now_us - loop->drawn_us < FRAME_MIN_US) return;
    term_size(&loop->rows, &loop->cols);
    input.rows = loop->rows;
    input.cols = loop->cols;
    screen_draw(shown_view(), &ui, &cells, loop->rows, loop->cols);
    (void)term_draw(&cells);
    loop->drawn_us = real_us();
    loop->dirty = false;
}

/* A question stays until it is answered. */
static bool toast_fades(void) {
    return ui.toast[0] != '\0' && ui.mode != UI_CONFIRM;
}

static void forget_toast(struct loop *loop) {
    if (!toast_fades() || loop->now_us - loop->said_us < TOAST_US) return;
    ui.toast[0] = '\0';
    loop->dirty = true;
}

static int64_t sooner(int64_t a_us, int64_t b_us) {
    return a_us < b_us ? a_us : b_us;
}

/* Until something is due; -1 for ever.  An idle screen costs nothing. */
static int wait_ms(const struct loop *loop) {
    int64_t due_us = TIME_NEVER;
    if (loop->dirty) due_us = loop->drawn_us + FRAME_MIN_US;
    /* while it is paused, events of the last instant and of `.` still come */
    if (!ui.ended && !travel.recorded) due_us = sooner(due_us, loop->taken_us + FRAME_US);
    if (travel.playing) due_us = sooner(due_us, loop->played_us + FRAME_US);
    if (loop->session->scenario != NULL && !ui.ended && !ui.paused) {
        due_us = sooner(due_us, loop->taken_us + SCENARIO_US);
    }
    if (input.pasting) due_us = sooner(due_us, input.pasted_us + INPUT_PASTE_SILENCE_US);
    if (toast_fades()) due_us = sooner(due_us, loop->said_us + TOAST_US);
    if (due_us == TIME_NEVER) return -1;
    const int64_t wait_us = due_us - loop->now_us;
    return wait_us <= 0 ? 0 : (int)((wait_us + US_PER_MS - 1) / US_PER_MS);
}

static void turn(struct loop *loop) {
    struct pollfd wait[2] = { { .fd = term_fd(), .events = POLLIN },
                              { .fd = guard_fd(), .events = POLLIN } };
    const int ready = poll(wait, 2, wait_ms(loop));
    loop->now_us = real_us();
    if (ready < 0) ENSURE(errno == EINTR);
    take_signals(loop);
    if (loop->over) return;
    if (!travel.recorded) take_events(loop);
    play_past(loop);
    if (ready > 0 && wait[0].revents != 0) take_keys(loop, wait[0].revents);
    forget_toast(loop);
    if (input.pasting && input_time(&input, &ui, loop->now_us) < 0) {
        loop->said_us = loop->now_us;
        loop->dirty = true;
    }
    if (!loop->over) draw(loop);
}

static void prepare(struct loop *loop, const struct tui_options *options) {
    const struct trace_header *header = &loop->session->header;
    view_init(&view, header);
    record_init(&record, header->elect.nodes);
    watch_init(&watch, header);
    memset(&ui, 0, sizeof ui);
    ui.readonly = options->readonly;
    ui.ascii = options->ascii || !term_is_unicode();
    ui.live = !options->is_replay;
    ui.paused = options->paused;
    ui.speed_permille = options->speed_permille != 0 ? options->speed_permille : 1000;
    ui.past_speed_permille = options->is_replay ? ui.speed_permille : 1000;
    ui.engine = options->is_replay ? "replay" : engine_name(header->engine);
    if (ui.paused) ops(loop)->pause(loop->session->engine, true);
    term_size(&loop->rows, &loop->cols);
    input_init(&input, header->elect.nodes);
    loop->now_us = real_us();
    loop->drawn_us = loop->now_us - FRAME_MIN_US;
    loop->dirty = true;
}

int tui_run(struct session *session, const struct tui_options *options) {
    struct loop loop = { .session = session, .code = EXIT_HOLDS };
    struct err_info info = { "" };
    const struct term_options look = { options->ascii, options->no_color, options->theme };
    enum err err = guard_open(&info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    if (signals_pending() != 0) { /* it came before there was a terminal to restore */
        guard_close();
        return EXIT_SIGNAL_BASE + signals_pending();
    }
    if (!travel_open(&travel, &session->header, options->is_replay)) {
        guard_close();
        return setup_fail(ERR_NO_MEMORY, &info);
    }
    err = term_open(&look, &info);
    if (err == ERR_NONE) {
        prepare(&loop, options);
        if (options->is_replay) open_recording(&loop, options->at_us);
        else take_events(&loop);
        draw(&loop);
        while (!loop.over) turn(&loop);
        term_close();
    }
    travel_close(&travel);
    guard_close();
    return err == ERR_NONE ? loop.code : setup_fail(err, &info);
}
