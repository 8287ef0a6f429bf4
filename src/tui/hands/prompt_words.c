#include "tui/hands/prompt_words.h"

#include <string.h>

#include "base/check.h"
#include "tui/draw/picture.h"
#include "tui/draw/theme_file.h"
#include "tui/hands/lesson_keys.h"
#include "tui/hands/preset.h"
#include "tui/hands/prompt.h"
#include "tui/person/line.h"
#include "tui/person/own_words.h"
#include "tui/view/until.h"

/* A word of the prompt with what follows it. */
struct call {
    struct input_state *self;
    struct ui *ui;
    const struct view *view;
    const struct record *record;
    struct input_result *out;
    enum prompt_word word;
    const char *rest; /* behind the word, up to the end of the line */
    int column;       /* of rest */
};

static void call_done(struct call *call) {
    prompt_done(call->self, call->ui);
}

static void call_refuse(struct call *call, const char *why) {
    prompt_refuse(call->ui, call->column, why);
}

static void change_speed(struct call *call) {
    uint32_t ppm = 0;
    /* a percentage of 100 is full speed; written as a factor it is the same digits */
    const size_t length = strcspn(call->rest, "x ");
    if (!text_parse_percent(call->rest, length, &ppm) || strchr(call->rest, '%') != NULL ||
        ppm < INPUT_SPEED_MIN_PERMILLE * 10 || ppm > INPUT_SPEED_MAX_PERMILLE * 10) {
        call_refuse(call, "expected a speed from 0.1 to 10");
        return;
    }
    if (call->ui->live && !input_may_act(call->ui)) {
        prompt_refuse(call->ui, 0, call->ui->toast);
        return;
    }
    call->ui->speed_permille = ppm / 10;
    call->out->request = INPUT_SPEED;
    call_done(call);
}

static void save_as(struct call *call) {
    size_t length = strlen(call->rest);
    while (length > 0 && call->rest[length - 1] == ' ') length--;
    if (length + sizeof ".ring" > sizeof call->out->path) {
        call_refuse(call, "this name is too long");
        return;
    }
    memcpy(call->out->path, call->rest, length);
    call->out->path[length] = '\0';
    const char *base = strrchr(call->out->path, '/');
    base = base == NULL ? call->out->path : base + 1;
    if (length > 0 && strchr(base, '.') == NULL)
        memcpy(call->out->path + length, ".ring", sizeof ".ring");
    call->out->request = INPUT_SAVE;
    call_done(call);
}

static void save_screen(struct call *call) {
    enum report_format format;
    struct text path;
    size_t length = strlen(call->rest);
    while (length > 0 && call->rest[length - 1] == ' ') length--;
    text_init(&path, call->out->path, sizeof call->out->path);
    text_add_n(&path, call->rest, length);
    if (!picture_format(call->out->path, &format)) {
        call_refuse(call, "expected a file's name that ends in .txt, .ans or .svg");
        return;
    }
    call->out->request = INPUT_SAVE_SCREEN;
    call_done(call);
}

static bool is_word(const char *rest, const char *word) {
    const size_t length = strlen(word);
    return strncmp(rest, word, length) == 0 && rest[length + strspn(rest + length, " ")] == '\0';
}

static void begin_lesson(struct call *call) {
    const char *names[UI_MENU_ROWS_MAX];
    const int count = lesson_builtin_count();
    int which = 0;
    while (which < count && !is_word(call->rest, lesson_builtin_name(which))) which++;
    if (which < count && call->ui->no_lessons == NULL) {
        struct text text;
        text_init(&text, call->out->path, sizeof call->out->path);
        text_add(&text, lesson_builtin_name(which));
        call->out->request = INPUT_LESSON;
        call_done(call);
        return;
    }
    char buffer[UI_TOAST_BYTES];
    struct text text;
    int listed = 0;
    for (; listed < count && listed < UI_MENU_ROWS_MAX; listed++) {
        names[listed] = lesson_builtin_name(listed);
    }
    const char *nearest = text_nearest(call->rest, names, (size_t)listed);
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, which < count ? call->ui->no_lessons
                                  : "no such lesson; expected a name, next or stop");
    if (which == count && nearest != NULL) {
        text_add(&text, ": did you mean ");
        text_add(&text, nearest);
        text_add_char(&text, '?');
    }
    call_refuse(call, buffer);
}

static void lesson_word(struct call *call) {
    const bool skip = is_word(call->rest, "next"), stop = is_word(call->rest, "stop");
    if (*call->rest != '\0' && !skip && !stop) {
        begin_lesson(call);
        return;
    }
    call_done(call);
    if (skip) call->out->request = INPUT_LESSON_SKIP;
    else if (stop) call->out->request = INPUT_LESSON_STOP;
    else lesson_menu(call->ui);
}

static void preset_word(struct call *call) {
    const char *nearest = NULL;
    char buffer[UI_TOAST_BYTES];
    struct text text;
    size_t length = strlen(call->rest);
    while (length > 0 && call->rest[length - 1] == ' ') length--;
    text_init(&text, call->out->path, sizeof call->out->path);
    if (!is_word(call->rest, "stop")) text_add_n(&text, call->rest, length);
    if (call->out->path[0] != '\0' && preset_find(call->out->path, &nearest) == NULL) {
        text_init(&text, buffer, sizeof buffer);
        text_add(&text, "no such preset; P lists them");
        if (nearest != NULL) {
            text_add(&text, ": did you mean ");
            text_add(&text, nearest);
            text_add_char(&text, '?');
        }
        call_refuse(call, buffer);
        return;
    }
    if (!is_word(call->rest, "stop") && length == 0) {
        call_refuse(call, "expected the name of a preset (P lists them), or stop");
        return;
    }
    call->out->request = INPUT_PRESET;
    call_done(call);
}

static void theme_word(struct call *call) {
    struct theme theme;
    struct err_info info = { "" };
    struct text text;
    size_t length = strlen(call->rest);
    while (length > 0 && call->rest[length - 1] == ' ') length--;
    text_init(&text, call->out->path, sizeof call->out->path);
    text_add_n(&text, call->rest, length);
    if (length == 0) {
        call_refuse(call, "expected the name of a theme, or a file");
    } else if (theme_load(call->out->path, &theme, &info) != ERR_NONE) {
        call_refuse(call, info.text);
    } else {
        call->out->request = INPUT_THEME;
        call_done(call);
    }
}

static void until_word(struct call *call) {
    struct statement_error error;
    memset(&call->out->until, 0, sizeof call->out->until);
    memcpy(call->out->until.text, "off", sizeof "off");
    if (*call->rest == '\0') {
        call->out->until.text[0] = '\0';
    } else if (!is_word(call->rest, "off") &&
               !until_parse(call->rest, call->view->nodes, &call->out->until, &error)) {
        prompt_refuse(call->ui, call->column + (int)error.column - 1, error.message);
        return;
    }
    call->out->request = INPUT_UNTIL;
    call_done(call);
}

static void help_word(struct call *call) {
    struct ui_line search;
    line_set(&search, call->rest);
    call_done(call);
    prompt_search_clear(call->ui);
    call->ui->search = search;
    call->ui->help_over = call->ui->mode;
    call->ui->mode = UI_HELP;
}

/* What a key does, too. */
static void press_key(struct call *call) {
    static const enum keys_id keys[] = {
        [PROMPT_PAUSE] = KEYS_PAUSE,
        [PROMPT_UNDO] = KEYS_UNDO,
        [PROMPT_QUIT] = KEYS_QUIT,
    };
    if (*call->rest != '\0') {
        static const char *const syntaxes[] = {
#define X(symbol, word, syntax, help) [PROMPT_##symbol] = syntax,
            PROMPT_WORDS(X)
#undef X
        };
        char buffer[UI_TOAST_BYTES];
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        text_add(&text, "expected nothing more: ");
        text_add(&text, syntaxes[call->word]);
        call_refuse(call, buffer);
        return;
    }
    call_done(call);
    const struct term_key key = { .code = key_rows[keys[call->word]].codes[0] };
    input_key(call->self, call->ui, call->view, call->record, &key, 0, call->out);
}

static void carry_out(struct call *call) {
    switch (call->word) {
    case PROMPT_SAVE: save_as(call); return;
    case PROMPT_SAVE_SCREEN: save_screen(call); return;
    case PROMPT_SPEED: change_speed(call); return;
    case PROMPT_LESSON: lesson_word(call); return;
    case PROMPT_THEME: theme_word(call); return;
    case PROMPT_PRESET: preset_word(call); return;
    case PROMPT_UNTIL: until_word(call); return;
    case PROMPT_HELP: help_word(call); return;
    case PROMPT_PAUSE:
    case PROMPT_UNDO:
    case PROMPT_QUIT: press_key(call); return;
    case PROMPT_WORD_COUNT: break;
    }
    UNREACHABLE();
}

bool prompt_own_word(struct input_state *self, struct ui *ui, const struct view *view,
                     const struct record *record, struct input_result *out) {
    const char *word = ui->prompt.text + strspn(ui->prompt.text, " ");
    const size_t length = strcspn(word, " ");
    const char *rest = word + length + strspn(word + length, " ");
    for (int i = 0; i < PROMPT_WORD_COUNT; i++) {
        if (strlen(own_words[i]) != length || strncmp(word, own_words[i], length) != 0) {
            continue;
        }
        carry_out(&(struct call){ self, ui, view, record, out, (enum prompt_word)i, rest,
                                  (int)(rest - ui->prompt.text) });
        return true;
    }
    return false;
}
