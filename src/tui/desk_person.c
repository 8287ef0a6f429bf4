#include "tui/desk.h"
#include "tui/hands/lesson_keys.h"
#include "tui/hands/prompt.h"

#include <string.h>

#include "tui/draw/picture.h"
#include "tui/draw/theme_file.h"
#include "tui/panel/screen.h"
#include "tui/terminal/guard.h"
#include "tui/terminal/stage.h"

/* The name is to be put right where it was typed: keys would act meanwhile. */
static void ask_again(struct desk *self) {
    char why[UI_TOAST_BYTES];
    memcpy(why, self->ui.toast, sizeof why);
    prompt_again(&self->input, &self->ui, why);
}

static void save(struct desk *self, const char *wanted) {
    char path[RECORD_PATH_BYTES];
    struct text said;
    if (wanted[0] != '\0') memcpy(path, wanted, sizeof path);
    else record_default_path(".ring", path);
    text_init(&said, self->ui.toast, sizeof self->ui.toast);
    self->ui.toast_bad = !record_save(&self->record, &self->session->header, path, &said);
    if (self->ui.toast_bad && wanted[0] != '\0') ask_again(self);
}

/* The screen without the line that asked for it. */
static void save_screen(struct desk *self, const char *wanted) {
    char path[RECORD_PATH_BYTES];
    struct text said;
    if (wanted[0] != '\0') memcpy(path, wanted, sizeof path);
    else record_default_path(".svg", path);
    screen_draw(desk_view(self), &self->ui, &self->cells, self->rows, self->cols);
    text_init(&said, self->ui.toast, sizeof self->ui.toast);
    self->ui.toast_bad = !picture_save(&self->cells, path, &self->theme, self->depth, &said);
    if (self->ui.toast_bad && wanted[0] != '\0') ask_again(self);
}

static void change_theme(struct desk *self, const char *word) {
    struct err_info info = { "" };
    const bool done = theme_load(word, &self->theme, &info) == ERR_NONE;
    if (done) stage_theme(&self->theme);
    input_say(&self->ui, !done, done ? "" : info.text);
}

static void say_command(struct desk *self, const struct command *command) {
    struct text text;
    if (self->ui.toast[0] != '\0') return; /* the key has its own answer */
    text_init(&text, self->ui.toast, sizeof self->ui.toast);
    command_print(command, &text);
    self->ui.toast_bad = false;
    self->ui.toast_echo = true;
}

void desk_suspend(struct desk *self) {
    stage_suspend();
    guard_stop_process();
    struct guard_news news = guard_take();
    if (news.ending != 0) { /* ended while stopped: the terminal is somebody else's */
        self->over = true;
        self->code = EXIT_SIGNAL_BASE + news.ending;
        return;
    }
    stage_resume();
    self->dirty = true;
}

static struct forks_screen screen_of(struct desk *self) {
    return (struct forks_screen){ &self->view, &self->record, &self->watch, &self->travel,
                                  &self->ui };
}

/* Another branch is shown from now on. */
static void show_branch(struct desk *self) {
    self->session = forks_session(&self->forks);
    self->preset.active = false; /* it played on the other branch */
    self->ui.preset[0] = '\0';
    self->present_us = desk_ops(self)->now_us(self->session->engine);
    self->log_lines = self->view.notable_count;
    desk_show_time(self);
}

/* Acting in the past: the run branches there. */
static bool fork_here(struct desk *self, const struct command *did) {
    struct text said;
    text_init(&said, self->ui.toast, sizeof self->ui.toast);
    const struct forks_screen screen = screen_of(self);
    const bool done = forks_fork(&self->forks, &screen, did, &said);
    if (done) show_branch(self);
    self->ui.toast_bad = !done;
    return done;
}

static void list_branches(struct desk *self) {
    const struct forks_screen screen = screen_of(self);
    forks_menu(&self->forks, &screen);
}

/* A row of a menu was taken. */
static void take_menu(struct desk *self) {
    switch (self->ui.menu.kind) {
    case MENU_PRESETS:
        preset_take(&self->preset, self->ui.menu.row[self->ui.menu.at].name, &self->watch.told,
                    &self->view, &self->ui);
        return;
    case MENU_LESSONS: {
        struct text text;
        text_init(&text, self->next_lesson, LESSON_NAME_BYTES);
        text_add(&text, self->ui.menu.row[self->ui.menu.at].name);
        self->over = true;
        return;
    }
    case MENU_BRANCHES: {
        const struct forks_screen screen = screen_of(self);
        forks_switch(&self->forks, &screen, self->forks.menu[self->ui.menu.at]);
        show_branch(self);
        return;
    }
    case MENU_KIND_COUNT: return;
    }
}

static void perform(struct desk *self, const struct input_result *result) {
    if (self->travel.past && result->command_count > 0 && !fork_here(self, &result->command[0]))
        return;
    struct engine *engine = self->session->engine;
    for (int i = 0; i < result->command_count; i++) {
        session_submit(self->session, &result->command[i]);
        if (i == 0) say_command(self, &result->command[i]);
    }
    switch (result->request) {
    case INPUT_NONE: break;
    case INPUT_PAUSE: desk_ops(self)->pause(engine, self->ui.paused); break;
    case INPUT_SPEED: desk_ops(self)->speed(engine, self->ui.speed_permille); break;
    case INPUT_LET: desk_ops(self)->let(engine, result->let_us); break;
    case INPUT_BRANCHES: list_branches(self); break;
    case INPUT_PRESET:
        preset_take(&self->preset, result->path, &self->watch.told, &self->view, &self->ui);
        break;
    case INPUT_UNTIL: desk_set_until(self, &result->until); break;
    case INPUT_EXPECT:
        if (self->travel.past) {
            input_say(&self->ui, true, "expect is about what comes: n returns to now");
            break;
        }
        watch_expect(&self->watch, &result->expect, self->present_us);
        record_expect(&self->record, &result->expect, self->present_us);
        input_say(&self->ui, false, "watching...");
        break;
    case INPUT_TRAVEL:
    case INPUT_GO:
    case INPUT_GO_MARK:
    case INPUT_NOW:
    case INPUT_PLAY: desk_go(self, result); break;
    case INPUT_MENU: take_menu(self); break;
    case INPUT_LESSON:
    case INPUT_LESSON_NEXT:
    case INPUT_LESSON_SKIP:
    case INPUT_LESSON_LEAVE:
    case INPUT_LESSON_STOP:
        self->over = lesson_take(&self->guide, &self->ui, result, self->now_us, self->next_lesson);
        break;
    case INPUT_SAVE: save(self, result->path); break;
    case INPUT_THEME: change_theme(self, result->path); break;
    case INPUT_SAVE_SCREEN: save_screen(self, result->path); break;
    case INPUT_REDRAW: stage_redraw(); break;
    case INPUT_SUSPEND:
        if (stage_has_terminal()) desk_suspend(self);
        else input_say(&self->ui, true, "--no-terminal: there is none to give back");
        break;
    case INPUT_QUIT: self->over = true; break;
    }
}

/* Undone is what was done up to what is shown. */
static const struct record *shown_record(struct desk *self) {
    static struct record past;
    if (!self->travel.past || !self->ui.can_fork) return &self->record;
    const uint64_t commands = travel_view(&self->travel)->commands;
    past = self->record;
    if (commands < (uint64_t)past.count) past.count = (int)commands;
    return &past;
}

void desk_take_key(struct desk *self, const struct term_key *key) {
    static struct input_result result;
    if (key->code != KEYS_CODE_RESIZE) self->ui.first_start = false;
    input_key(&self->input, &self->ui, desk_view(self), shown_record(self), key, self->now_us,
              &result);
    perform(self, &result);
    self->said_us = self->now_us;
    self->dirty = true;
    /* what a key did is to be seen by the next one: `K` twice, `k` then `r` */
    if (result.command_count > 0) desk_take_events(self);
}
