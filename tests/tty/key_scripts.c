/* Goal: every key does its work in every mode, at several sizes.  Method: the scripts in
 * tests/tty/keys are fed to the program on a real terminal, with waits on what each key
 * brings about; and the keys they press are held against the table of keys.
 *
 * A comment `#: MODE` in a script says in which mode the keys after it are pressed; a
 * wait for the mark of that mode (below) proves it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tty/lib_pty.h"
#include "tui/hands/script.h"
#include "tui/person/keys.h"

#define FOLDER "tests/tty/keys"

enum { FILES_MAX = 64, CODES_MAX = 200, LINES_MAX = 4000 };

static struct pty pty;
static struct script script;
static char names[FILES_MAX][64];
static int name_count;

static const struct {
    const char *name, *mark; /* on the screen in this mode alone */
} modes[UI_MODE_COUNT] = {
    [UI_NORMAL] = { "normal", "─ events " },
    [UI_PROMPT] = { "prompt", "kill  revive" },
    [UI_FILTER] = { "filter", "do it" },
    [UI_PARTITION] = { "partition", "─ partition " },
    [UI_CUT] = { "cut", "─ cut a link " },
    [UI_HELP] = { "help", "─ help " },
    [UI_SEARCH] = { "search", "─ search the help " },
    [UI_CONFIRM] = { "confirm", "yes, do it" },
    [UI_SPACE] = { "space-time", "─ space-time " },
    [UI_BELIEFS] = { "beliefs", "─ who believes what " },
    [UI_WHY] = { "why", "─ why " },
    [UI_MENU] = { "menu", "choose" },
};

/* Pressed in a mode: codes, each once. */
static int pressed[UI_MODE_COUNT][CODES_MAX], pressed_count[UI_MODE_COUNT];

static bool is_pressed(int mode, int code) {
    for (int i = 0; i < pressed_count[mode]; i++) {
        if (pressed[mode][i] == code) return true;
    }
    return false;
}

static void press(int mode, int code) {
    if (!is_pressed(mode, code)) pressed[mode][pressed_count[mode]++] = code;
}

/* ---- what the scripts press ------------------------------------------------------------ */

/* The mode in force on each line, -1: none said yet; and the mark that must follow. */
static int mode_of_line[LINES_MAX];

static bool read_modes(const char *path) {
    char line[400];
    int number = 1, mode = -1;
    bool good = true;
    FILE *file = fopen(path, "r");
    for (; file != NULL && number < LINES_MAX && fgets(line, sizeof line, file); number++) {
        if (strncmp(line, "#: ", 3) == 0) {
            line[strcspn(line, "\r\n")] = '\0';
            for (mode = UI_MODE_COUNT - 1; mode >= 0 && strcmp(modes[mode].name, line + 3) != 0;)
                mode--;
            if (mode < 0) {
                note("%s:%d: no such mode: %s", path, number, line + 3);
                good = false;
            }
        }
        mode_of_line[number] = mode;
    }
    if (file != NULL) fclose(file);
    return good && number > 1;
}

/* After each change of mode the first step waits for the new mode's mark. */
static bool proves_modes(const char *path) {
    int before = -1;
    for (int i = 0; i < script.count; i++) {
        const struct script_step *step = &script.step[i];
        const int mode = mode_of_line[step->line];
        if (mode == before) continue;
        before = mode;
        if (step->kind == SCRIPT_WAIT && mode >= 0 &&
            strcmp(script.bytes + step->text, modes[mode].mark) == 0) {
            continue;
        }
        note("%s:%u: expected wait \"%s\" after `#: %s`", path, step->line,
             mode < 0 ? "" : modes[mode].mark, mode < 0 ? "MODE" : modes[mode].name);
        return false;
    }
    return true;
}

static void read_script(const char *name) {
    char path[120];
    snprintf(path, sizeof path, FOLDER "/%.63s", name);
    const bool parsed = script_load(&script, path, true, stdout) == 0;
    ok(parsed && read_modes(path) && proves_modes(path), "%s says and proves its modes", name);
    for (int i = 0; parsed && i < script.count; i++) {
        const struct script_step *step = &script.step[i];
        const int mode = mode_of_line[step->line];
        if (mode < 0) continue;
        if (step->kind == SCRIPT_KEY) press(mode, step->code);
        if (step->kind == SCRIPT_CLICK) press(mode, KEYS_CODE_MOUSE);
        if (step->kind == SCRIPT_RESIZE) press(mode, KEYS_CODE_RESIZE);
    }
}

static void add_name_of_code(int code, struct text *out) {
    static const struct {
        const char *name;
        int code;
    } named[] = {
#define X(name, code) { name, code },
        SCRIPT_KEYS(X)
#undef X
    };
    if (out->length > 0) text_add_char(out, ' ');
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (named[i].code != code) continue;
        text_add(out, named[i].name);
        return;
    }
    if (code == KEYS_CODE_MOUSE) text_add(out, "(click)");
    else if (code < ' ') {
        text_add_char(out, '^');
        text_add_char(out, (char)(code + '@'));
    } else {
        text_add_char(out, (char)code);
    }
}

static void every_key_has_a_line(void) {
    for (int mode = 0; mode < UI_MODE_COUNT; mode++) {
        char buffer[600];
        struct text missing;
        int count = 0;
        text_init(&missing, buffer, sizeof buffer);
        for (int row = 0; row < key_row_count; row++) {
            if ((key_rows[row].modes >> mode & 1u) == 0) continue;
            for (const int *code = key_rows[row].codes; *code != KEYS_CODE_NONE; code++) {
                if ((int)keys_find((enum ui_mode)mode, *code) != row) continue;
                count++;
                if (!is_pressed(mode, *code)) add_name_of_code(*code, &missing);
            }
        }
        ok(missing.length == 0, "%s: each of its %d keys is pressed in a script", modes[mode].name,
           count);
        if (missing.length > 0) {
            note("no script in %s presses in mode %s: %s", FOLDER, modes[mode].name, buffer);
        }
    }
}

/* ---- the scripts, played --------------------------------------------------------------- */

static char root[2000];

/* In a folder of its own: the key that saves a scenario saves it there. */
static void enter_work_folder(char *work) {
    char program[2200];
    const char *given = getenv("RINGLEADER");
    if (getcwd(root, sizeof root) == NULL || mkdtemp(work) == NULL) exit(1);
    if (given != NULL && given[0] != '/') {
        snprintf(program, sizeof program, "%s/%s", root, given);
        setenv("RINGLEADER", program, 1);
    }
    if (chdir(work) != 0) exit(1);
}

static void leave_work_folder(const char *work) {
    struct dirent *entry;
    int saved = 0;
    DIR *folder = opendir(".");
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        saved += strstr(entry->d_name, ".ring") != NULL;
        (void)unlink(entry->d_name);
    }
    if (folder != NULL) closedir(folder);
    ok(saved > 0, "what the key w saved is there");
    if (chdir(root) == 0) (void)rmdir(work);
}

/* From what the program says of its script on; else the end of what it wrote. */
static const char *last_words(const char *path) {
    const char *words = NULL, *at = pty.output;
    while ((at = strstr(at, path)) != NULL) words = at++;
    if (words != NULL) return words;
    return pty.output + (pty.length > 4000 ? pty.length - 4000 : 0);
}

static void plays(const char *name, const char *engine, int rows, int cols) {
    char path[2200];
    snprintf(path, sizeof path, "%s/" FOLDER "/%.63s", root, name);
    const char *const args[] = { "tui",    "-n", "5",      "--engine", engine,
                                 "--seed", "3",  "--keys", path,       NULL };
    pty_start(&pty, &(struct pty_setting){ .rows = rows, .cols = cols }, args);
    /* longer than its longest wait, so that it can say itself what it waited for */
    for (int i = 0; i < 600 && pty_is_alive(&pty); i++) pty_take(&pty, 100);
    const int status = pty_end(&pty);
    ok(status == 0, "%s at %dx%d with %s ends with 0 (%#x)", name, cols, rows, engine,
       (unsigned)status);
    if (status != 0) note("%s", last_words(path));
    ok(pty_modes_restored(&pty), "and the modes are restored");
    pty_close(&pty);
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

static void find_scripts(void) {
    DIR *folder = opendir(FOLDER);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL && name_count < FILES_MAX) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".keys") != 0) continue;
        snprintf(names[name_count++], sizeof names[0], "%.63s", entry->d_name);
    }
    if (folder != NULL) closedir(folder);
    qsort(names, (size_t)name_count, sizeof names[0], by_name);
}

/* The others play the same with both; in the simulator the past can be changed. */
static bool wants_threads(const char *name) {
    return strcmp(name, "normal.keys") == 0 || strcmp(name, "travel.keys") == 0 ||
           strcmp(name, "filter.keys") == 0;
}

int main(void) {
    char work[] = "/tmp/ringleader-keys-XXXXXX";
    static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
    find_scripts();
    ok(name_count > 0, "there are scripts");
    for (int i = 0; i < name_count; i++) read_script(names[i]);
    every_key_has_a_line();
    enter_work_folder(work);
    for (int i = 0; i < name_count; i++) {
        const int *size = sizes[i % 3];
        plays(names[i], wants_threads(names[i]) ? "threads" : "sim", size[0], size[1]);
    }
    leave_work_folder(work);
    return tap_end();
}
