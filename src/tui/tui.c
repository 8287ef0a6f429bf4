#include "tui/tui.h"

#include <signal.h>
#include <string.h>

#include "app/setup.h"
#include "app/signals.h"
#include "base/check.h"
#include "tui/forks.h"
#include "tui/guard.h"
#include "tui/guide.h"
#include "tui/input.h"
#include "tui/picture.h"
#include "tui/preset.h"
#include "tui/screen.h"
#include "tui/stage.h"
#include "tui/travel.h"
#include "tui/until.h"
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
static struct guide guide;
static struct forks forks;
static struct preset preset;
static struct until until;
static const struct forks_screen forks_screen = { &view, &record, &watch, &travel, &ui };

struct loop {
    enum theme_background background;
    enum theme_depth depth;
    struct session *session;
    int rows, cols;
    int64_t now_us;     /* real time */
    int64_t drawn_us;   /* real time of the last frame */
    int64_t taken_us;   /* real time of the last look at the engine */
    int64_t said_us;    /* real time of the toast that stands */
    int64_t played_us;  /* real time up to which the past has been played */
    int64_t stopped_us; /* cluster time at which a condition stopped the clock */
    int64_t present_us; /* cluster time, wherever the screen is looking */
    uint64_t log_lines;
    bool dirty; /* something to be shown has changed */
    bool over;
    int code;
    struct script *script; /* keys from a file; NULL: none, or over */
    bool script_failed;
    char *next_lesson; /* receives its name */
    FILE *out;
};

static const struct engine_ops *ops(const struct loop *loop) {
    return loop->session->engine->ops;
}

/* What the screen shows: the present, or the past the person looks at. */
static const struct view *shown_view(void) {
    return travel.past ? travel_view(&travel) : &view;
}

/* Undone is what was done up to what is shown. */
static const struct record *shown_record(void) {
    static struct record past;
    if (!travel.past || !ui.can_fork) return &record;
    const uint64_t commands = travel_view(&travel)->commands;
    past = record;
    if (commands < (uint64_t)past.count) past.count = (int)commands;
    return &past;
}

static void show_time(const struct loop *loop) {
    const int64_t newest_us = travel.recorded ? travel.last_us : loop->present_us;
    ui.past = travel.past;
    ui.history = &travel.history;
    ui.shown = travel.past ? travel.folded : travel.history.count;
    ui.can_fork = loop->session->header.engine == ENGINE_SIM && ui.guide == NULL;
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

/* The lesson goes on by itself, and does its part. */
static void play_lesson(struct loop *loop) {
    struct command command;
    if (guide_time(&guide, &view, &ui, loop->present_us, loop->now_us)) loop->dirty = true;
    while (guide_action(&guide, &command)) session_submit(loop->session, &command);
}

/* The condition of `until` has come true: the clock, or the playing of the past, stops. */
static void stop_at_condition(struct loop *loop, int64_t t_us) {
    struct text said;
    text_init(&said, ui.toast, sizeof ui.toast);
    until_say_hit(&until, t_us, &said);
    ui.toast_bad = false;
    loop->said_us = loop->now_us;
    loop->dirty = true;
    travel.playing = false;
    if (travel.past) return;
    ui.paused = true;
    ops(loop)->pause(loop->session->engine, true);
    loop->stopped_us = ops(loop)->now_us(loop->session->engine);
    if (loop->stopped_us - t_us < US_PER_MS) return;
    text_add(&said, "; the clock is ");
    text_add_time(&said, loop->stopped_us - t_us);
    text_add(&said, " further");
}

static void play_preset(struct loop *loop) {
    struct command command;
    struct text said;
    char buffer[UI_TOAST_BYTES];
    if (ui.paused && loop->present_us <= loop->stopped_us) return; /* the answer stands */
    text_init(&said, buffer, sizeof buffer);
    const enum preset_answer answer = preset_next(&preset, loop->present_us, &command, &said);
    if (answer == PRESET_COMMAND) session_submit(loop->session, &command);
    preset_progress(&preset, &ui);
    if (answer == PRESET_NOTHING) return;
    input_say(&ui, false, buffer);
    loop->said_us = loop->now_us;
    loop->dirty = true;
}

static void set_until(struct loop *loop, const struct until *wanted) {
    struct text said;
    if (wanted->text[0] != '\0') { /* without words it is asked for */
        until = *wanted;
        until_set(&until, shown_view(), ui.now_us);
    }
    text_init(&said, ui.toast, sizeof ui.toast);
    until_say(&until, &said);
    ui.toast_bad = false;
    loop->said_us = loop->now_us;
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
            if (ui.guide != NULL) guide_event(&guide, &event);
            preset_event(&preset, &event);
            loop->dirty = true;
            if (!travel.past && until_hit(&until, &view, event.t_us)) {
                stop_at_condition(loop, event.t_us);
                break;
            }
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
    if (!travel.past && until_hit(&until, &view, loop->present_us)) {
        stop_at_condition(loop, loop->present_us);
    }
    if (ui.guide != NULL) play_lesson(loop);
    play_preset(loop);
}

/* ---- the past ---------------------------------------------------------------------- */

static void play_past(struct loop *loop) {
    int64_t real = loop->now_us - loop->played_us;
    if (real > PLAY_MOST_US) real = PLAY_MOST_US;
    loop->played_us = loop->now_us;
    const uint32_t permille = ui.past_speed_permille != 0 ? ui.past_speed_permille : 1000;
    /* with a condition to stop at by the millisecond, else at once */
    const int64_t step = until.active ? US_PER_S / permille : real;
    for (int64_t done = 0; done < real && travel.past && travel.playing; done += step) {
        if (!travel_time(&travel, step, permille)) break;
        loop->dirty = true;
        if (travel.past && until_hit(&until, travel_view(&travel), travel.t_us)) {
            if (until.kind != UNTIL_LEASE) travel_to(&travel, travel_view(&travel)->now_us);
            stop_at_condition(loop, travel.t_us);
        }
    }
    show_time(loop);
}

static void say_no_mark(const struct input_result *result) {
    struct text said;
    text_init(&said, ui.toast, sizeof ui.toast);
    travel_say_none(&travel, result->mark, result->forward, &said);
    ui.toast_bad = true;
}

static void go(struct loop *loop, const struct input_result *result) {
    const bool was_past = travel.past;
    if (result->request == INPUT_PLAY) {
        travel_play(&travel);
        loop->played_us = loop->now_us;
    } else if (result->request == INPUT_GO) {
        travel.playing = false;
        travel_to(&travel, result->let_us);
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
    loop->said_us = loop->played_us = loop->now_us = stage_now_us();
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

/* The screen without the line that asked for it. */
static void save_screen(struct loop *loop, const char *path) {
    struct text said;
    screen_draw(shown_view(), &ui, &cells, loop->rows, loop->cols);
    text_init(&said, ui.toast, sizeof ui.toast);
    ui.toast_bad = !picture_save(&cells, path, loop->background, loop->depth, &said);
}

static void say_command(const struct command *command) {
    struct text text;
    if (ui.toast[0] != '\0') return; /* the key has its own answer */
    text_init(&text, ui.toast, sizeof ui.toast);
    command_print(command, &text);
    ui.toast_bad = false;
}

static void suspend(struct loop *loop) {
    stage_suspend();
    guard_stop_process();
    struct guard_news news = guard_take();
    if (news.ending != 0) { /* ended while stopped: the terminal is somebody else's */
        loop->over = true;
        loop->code = EXIT_SIGNAL_BASE + news.ending;
        return;
    }
    stage_resume();
    loop->dirty = true;
}

/* Another branch is shown from now on. */
static void show_branch(struct loop *loop) {
    loop->session = forks_session(&forks);
    preset.active = false; /* it played on the other branch */
    ui.preset[0] = '\0';
    loop->present_us = ops(loop)->now_us(loop->session->engine);
    loop->log_lines = view.notable_count;
    show_time(loop);
}

/* Acting in the past: the run branches there. */
static bool fork_here(struct loop *loop, const struct command *did) {
    struct text said;
    text_init(&said, ui.toast, sizeof ui.toast);
    const bool done = forks_fork(&forks, &forks_screen, did, &said);
    if (done) show_branch(loop);
    ui.toast_bad = !done;
    return done;
}

/* A row of a menu was taken. */
static void take_menu(struct loop *loop) {
    switch (ui.menu.kind) {
    case MENU_PRESETS:
        preset_take(&preset, ui.menu.row[ui.menu.at].name, &watch.told, &view, &ui);
        return;
    case MENU_LESSONS: {
        struct text text;
        text_init(&text, loop->next_lesson, LESSON_NAME_BYTES);
        text_add(&text, ui.menu.row[ui.menu.at].name);
        loop->over = true;
        return;
    }
    case MENU_BRANCHES:
        forks_switch(&forks, &forks_screen, forks.menu[ui.menu.at]);
        show_branch(loop);
        return;
    case MENU_KIND_COUNT: return;
    }
}

static void perform(struct loop *loop, const struct input_result *result) {
    if (travel.past && result->command_count > 0 && !fork_here(loop, &result->command[0])) return;
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
    case INPUT_BRANCHES: forks_menu(&forks, &forks_screen); break;
    case INPUT_PRESET: preset_take(&preset, result->path, &watch.told, &view, &ui); break;
    case INPUT_UNTIL: set_until(loop, &result->until); break;
    case INPUT_EXPECT:
        if (travel.past) {
            input_say(&ui, true, "expect is about what comes: n returns to now");
            break;
        }
        watch_expect(&watch, &result->expect, loop->present_us);
        input_say(&ui, false, "watching...");
        break;
    case INPUT_TRAVEL:
    case INPUT_GO:
    case INPUT_NOW:
    case INPUT_PLAY: go(loop, result); break;
    case INPUT_MENU: take_menu(loop); break;
    case INPUT_LESSON:
    case INPUT_LESSON_NEXT:
    case INPUT_LESSON_SKIP:
    case INPUT_LESSON_LEAVE:
    case INPUT_LESSON_STOP:
        loop->over = guide_take(&guide, &ui, result, loop->now_us, loop->next_lesson);
        break;
    case INPUT_SAVE: save(loop, result->path); break;
    case INPUT_SAVE_SCREEN: save_screen(loop, result->path); break;
    case INPUT_REDRAW: stage_redraw(); break;
    case INPUT_SUSPEND:
        if (stage_has_terminal()) suspend(loop);
        else input_say(&ui, true, "--no-terminal: there is none to give back");
        break;
    case INPUT_QUIT: loop->over = true; break;
    }
}

static void take_key(struct loop *loop, const struct term_key *key) {
    static struct input_result result;
    input_key(&input, &ui, shown_view(), shown_record(), key, loop->now_us, &result);
    perform(loop, &result);
    loop->said_us = loop->now_us;
    loop->dirty = true;
    /* what a key did is to be seen by the next one: `K` twice, `k` then `r` */
    if (result.command_count > 0) take_events(loop);
}

static void take_keys(struct loop *loop, int revents) {
    static struct term_key keys[KEYS_PER_TURN];
    int count = 0;
    enum term_answer answer = TERM_KEY;
    while (count < KEYS_PER_TURN) {
        answer = stage_read(count == 0 ? revents : 0, &keys[count]);
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
        take_key(loop, &keys[i]);
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
        stage_resume();
    }
    if (news.resized || news.continued) loop->dirty = true;
}

/* ---- frames ------------------------------------------------------------------------------ */

static void draw(struct loop *loop) {
    if (!loop->dirty || loop->now_us - loop->drawn_us < FRAME_MIN_US) return;
    stage_size(&loop->rows, &loop->cols);
    input.rows = loop->rows;
    input.cols = loop->cols;
    screen_draw(shown_view(), &ui, &cells, loop->rows, loop->cols);
    stage_draw(&cells);
    loop->drawn_us = stage_now_us();
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
    if ((loop->session->scenario != NULL || preset.active) && !ui.ended && !ui.paused) {
        due_us = sooner(due_us, loop->taken_us + SCENARIO_US);
    }
    if (loop->script != NULL) due_us = sooner(due_us, loop->now_us + FRAME_MIN_US);
    if (input.pasting) due_us = sooner(due_us, input.pasted_us + INPUT_PASTE_SILENCE_US);
    if (toast_fades()) due_us = sooner(due_us, loop->said_us + TOAST_US);
    if (due_us == TIME_NEVER) return -1;
    const int64_t wait_us = due_us - loop->now_us;
    return wait_us <= 0 ? 0 : (int)((wait_us + US_PER_MS - 1) / US_PER_MS);
}

/* Keys from a file, as far as they go for now; the keyboard works beside it. */
static void play_script(struct loop *loop) {
    struct script *script = loop->script;
    for (int i = 0; i < KEYS_PER_TURN && script != NULL && !loop->over; i++) {
        struct term_key key;
        const int at = script->at;
        const struct script_sight sight = { loop->now_us,
                                            travel.recorded ? travel.t_us : loop->present_us,
                                            &cells, !loop->dirty };
        switch (script_next(script, &sight, &key, loop->out, &loop->code)) {
        case SCRIPT_NEXT_KEY: take_key(loop, &key); continue;
        case SCRIPT_NEXT_RESIZE:
            stage_resize(key.row, key.col);
            take_key(loop, &(struct term_key){ .code = KEYS_CODE_RESIZE });
            continue;
        case SCRIPT_NEXT_WAIT:
            if (script->at != at) continue;
            return;
        case SCRIPT_NEXT_END:
            loop->script = NULL;
            loop->over = !stage_has_terminal(); /* nothing would ever come */
            return;
        case SCRIPT_NEXT_FAILED: loop->script_failed = true; /* fall through */
        case SCRIPT_NEXT_QUIT: loop->over = true; return;
        }
    }
}

static void turn(struct loop *loop) {
    int keys;
    stage_wait(wait_ms(loop), &keys);
    loop->now_us = stage_now_us();
    take_signals(loop);
    if (loop->over) return;
    if (!travel.recorded) take_events(loop);
    play_past(loop);
    if (keys != 0) take_keys(loop, keys);
    forget_toast(loop);
    if (input.pasting && input_time(&input, &ui, loop->now_us) < 0) {
        loop->said_us = loop->now_us;
        loop->dirty = true;
    }
    if (!loop->over) draw(loop);
    play_script(loop);
}

static void prepare(struct loop *loop, const struct tui_options *options) {
    const struct trace_header *header = &loop->session->header;
    view_init(&view, header);
    record_init(&record, header->elect.nodes);
    watch_init(&watch, header);
    memset(&ui, 0, sizeof ui);
    ui.readonly = options->readonly;
    ui.ascii = options->stage.term.ascii || !stage_is_unicode();
    ui.live = !options->is_replay;
    ui.paused = options->paused;
    ui.speed_permille = options->speed_permille != 0 ? options->speed_permille : 1000;
    ui.past_speed_permille = options->is_replay ? ui.speed_permille : 1000;
    ui.engine = options->is_replay ? "replay" : engine_name(header->engine);
    if (ui.paused) ops(loop)->pause(loop->session->engine, true);
    stage_size(&loop->rows, &loop->cols);
    input_init(&input, header->elect.nodes);
    loop->now_us = stage_now_us();
    loop->drawn_us = loop->now_us - FRAME_MIN_US;
    loop->dirty = true;
    ui.no_lessons = options->no_lessons;
    if (options->lesson == NULL) return;
    guide_init(&guide, options->lesson, header, loop->now_us);
    ui.guide = &guide;
}

int tui_run(struct session *session, const struct tui_options *options) {
    struct loop loop = { .session = session,
                         .code = EXIT_HOLDS,
                         .script = options->script,
                         .background = options->stage.term.theme != NULL &&
                                               strcmp(options->stage.term.theme, "light") == 0
                                           ? THEME_LIGHT
                                           : THEME_DARK,
                         .depth = options->stage.term.no_color ? THEME_MONO : THEME_256,
                         .next_lesson = options->next_lesson,
                         .out = options->out };
    struct err_info info = { "" };
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
    forks_open(&forks, session);
    err = stage_open(&options->stage, &info);
    if (err == ERR_NONE) {
        prepare(&loop, options);
        if (options->is_replay) open_recording(&loop, options->at_us);
        else take_events(&loop);
        draw(&loop);
        while (!loop.over) turn(&loop);
        stage_close();
        if (loop.script_failed) script_fail(loop.script, &cells, options->talk);
    }
    forks_close(&forks);
    travel_close(&travel);
    guard_close();
    return err == ERR_NONE ? loop.code : setup_fail(err, &info);
}
