#include "tui/hands/lesson_keys.h"

#include "base/text.h"
#include "tui/person/menu.h"

enum { LEAVE_US = 4000000 };

void lesson_menu(struct ui *ui) {
    char title[LESSON_TITLE_BYTES];
    const int count = lesson_builtin_count();
    if (ui->no_lessons != NULL) {
        input_say(ui, true, ui->no_lessons);
        return;
    }
    menu_open(ui, MENU_LESSONS);
    for (int i = 0; i < count && i < UI_MENU_ROWS_MAX; i++) {
        lesson_builtin_title(i, title);
        menu_add(ui, lesson_builtin_name(i), title);
    }
    /* the one that is open: Enter begins it anew */
    if (ui->guide != NULL && ui->guide->lesson->number > 0)
        menu_move(ui, ui->guide->lesson->number - 1);
}

static void stop(struct ui *ui) {
    ui->guide = NULL;
    input_say(ui, false, "the lesson is left, the ring goes on; L lists all lessons");
}

static void leave(struct guide *self, struct ui *ui, int64_t real_us) {
    const bool again = self->asked_us != TIME_PAST && real_us - self->asked_us < LEAVE_US;
    self->asked_us = real_us;
    if (again) stop(ui);
    else input_say(ui, false, "Esc once more leaves the lesson");
}

/* After the last lesson, and after one from a file, there is none to follow. */
static bool follow(const struct guide *self, struct ui *ui, char *next) {
    const struct lesson *lesson = self->lesson;
    struct text text;
    if (lesson->number == 0 || lesson->number == lesson->total) {
        lesson_menu(ui);
        return false;
    }
    text_init(&text, next, LESSON_NAME_BYTES);
    text_add(&text, lesson_builtin_name(lesson->number));
    return true;
}

bool lesson_take(struct guide *self, struct ui *ui, const struct input_result *asked,
                 int64_t real_us, char next[LESSON_NAME_BYTES]) {
    struct text text;
    if (asked->request == INPUT_LESSON) {
        text_init(&text, next, LESSON_NAME_BYTES);
        text_add(&text, asked->path);
        return true;
    }
    if (ui->guide == NULL) {
        input_say(ui, true, "no lesson is open: L lists them");
    } else if (asked->request == INPUT_LESSON_LEAVE) {
        leave(self, ui, real_us);
    } else if (asked->request == INPUT_LESSON_STOP) {
        stop(ui);
    } else if (guide_is_over(self)) {
        return follow(self, ui, next);
    } else if (asked->request == INPUT_LESSON_SKIP || guide_waits(self)) {
        guide_skip(self, real_us);
    } else {
        input_say(ui, true, "this step goes on when its task is done (:lesson next skips it)");
    }
    return false;
}
