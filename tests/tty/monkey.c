/* Goal: no keys, in whatever order, make the dashboard crash, hang, leak or leave the
 * terminal raw.  Method: random ones from a seed: every code of the table of keys,
 * statements and nonsense at the prompt, pastes, clicks, resizes; on a real terminal with
 * both engines, and without one (fast, and the same at every run).
 *
 * MONKEY_KEYS=N: so many keys on each terminal run (800); MONKEY_SEED=S; MONKEY_KEEP=1
 * keeps the scripts of the runs without a terminal. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tty/lib_pty.h"
#include "tui/hands/script.h"
#include "tui/person/keys.h"

enum { KEYS_DEFAULT = 800, ROUND = 200, ALONE_RUNS = 12, ALONE_KEYS = 600, CODES_MAX = 300 };

static struct pty pty;
static uint64_t chance;
static int codes[CODES_MAX], code_count;

static unsigned choose(unsigned below) {
    chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(chance >> 33) % below;
}

/* Every code of the table but those that quit. */
static void collect_codes(void) {
    for (int row = 0; row < key_row_count; row++) {
        for (const int *code = key_rows[row].codes; *code != KEYS_CODE_NONE; code++) {
            bool known = *code == 'q' || *code == KEYS_CODE_F10 || *code == KEYS_CODE_MOUSE ||
                         *code == KEYS_CODE_RESIZE;
            for (int i = 0; i < code_count; i++) known = known || codes[i] == *code;
            if (!known && code_count < CODES_MAX) codes[code_count++] = *code;
        }
    }
}

/* What a person might type after the colon, and what nobody would. */
static const char *const lines[] = {
    "kill A",
    "kill leader",
    "revive all",
    "stall leader mid-duty",
    "wake all",
    "partition A B | C",
    "partition A | B | C",
    "isolate B",
    "heal",
    "cut A > B",
    "delay 50ms",
    "delay 0s",
    "loss 20",
    "loss 0",
    "duplicate 30 A > B",
    "reorder 50",
    "drift C 5000",
    "expect leader within 1s",
    "expect stable for 1s",
    "note monkeys",
    "speed 10",
    "speed 1",
    "pause",
    "undo",
    "help",
    "lesson terms",
    "lesson next",
    "lesson stop",
    "lesson none",
    "save",
    "save monkey",
    "kill all",
    "partition",
    "expect violation S9 within 1s",
    "%s%n",
    "                     x",
    "kill kill kill kill kill kill kill kill kill kill kill kill kill kill kill kill",
};
enum { LINE_COUNT = sizeof lines / sizeof lines[0] };

/* ---- on a terminal -------------------------------------------------------------------- */

static const char *bytes_of(int code) {
    static char one[2];
    switch (code) {
    case KEYS_CODE_UP: return "\033[A";
    case KEYS_CODE_DOWN: return "\033OB";
    case KEYS_CODE_RIGHT: return "\033[C";
    case KEYS_CODE_LEFT: return "\033OD";
    case KEYS_CODE_BACKTAB: return "\033[Z";
    case KEYS_CODE_HOME: return "\033[H";
    case KEYS_CODE_END: return "\033OF";
    case KEYS_CODE_PAGE_UP: return "\033[5~";
    case KEYS_CODE_PAGE_DOWN: return "\033[6~";
    case KEYS_CODE_DELETE: return "\033[3~";
    case KEYS_CODE_F1: return "\033OP";
    default: break;
    }
    one[0] = code < 128 ? (char)code : '~';
    return one;
}

static void slowly(const char *string) {
    for (; *string != '\0'; string++) {
        pty_send(&pty, string, 1);
        if (choose(4) == 0) pty_take(&pty, 1);
    }
}

static void click(void) {
    char bytes[40];
    const unsigned row = choose(60) + 1, col = choose(200) + 1;
    if (choose(2) == 0) snprintf(bytes, sizeof bytes, "\033[<0;%u;%uM", col, row);
    else snprintf(bytes, sizeof bytes, "\033[M %c%c", (char)(32 + col % 90), (char)(32 + row % 90));
    pty_type(&pty, bytes);
}

static void paste(void) {
    pty_type(&pty, "\033[200~");
    pty_type(&pty, lines[choose(LINE_COUNT)]);
    pty_type(&pty, choose(3) == 0 ? "\n\n" : "");
    if (choose(5) != 0) pty_type(&pty, "\033[201~"); /* or its end never comes */
}

static void one_key(void) {
    const unsigned kind = choose(100);
    if (kind < 72) {
        pty_type(&pty, bytes_of(codes[choose((unsigned)code_count)]));
    } else if (kind < 84) {
        slowly(":");
        slowly(lines[choose(LINE_COUNT)]);
        slowly(choose(3) == 0 ? "\t\r" : "\r");
    } else if (kind < 88) {
        slowly("/");
        slowly(lines[choose(LINE_COUNT)]);
        slowly("\r");
    } else if (kind < 92) {
        click();
    } else if (kind < 95) {
        paste();
    } else if (kind < 99) {
        pty_resize(&pty, 1 + (int)choose(60), 1 + (int)choose(200));
    } else {
        pty_type(&pty, "\033[1;5A\033[99~\300\200\377"); /* nothing that means anything */
    }
    if (choose(3) == 0) pty_take(&pty, 1 + (int)choose(3));
}

/* Out of every dialog, back to the present, at a size where its name is shown. */
static bool is_itself(void) {
    pty_resize(&pty, 24, 80);
    for (int i = 0; i < 4; i++) {
        pty_take(&pty, 60);
        pty_type(&pty, "\033");
    }
    pty_take(&pty, 500); /* a paste without end falls silent */
    const size_t from = pty.length;
    pty_type(&pty, "\014");
    return pty_wait_for(&pty, from, "ringleader") && pty_is_alive(&pty);
}

static bool start(const char *engine, const char *nodes) {
    const char *const args[] = { "tui", "--engine", engine, "-n", nodes, "--seed", "1", NULL };
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    return pty_wait_ready(&pty);
}

/* The word "quit" of the footer was clicked at: then it has ended well. */
static bool ended_well(void) {
    const int status = pty_end(&pty);
    const bool well = status == 0 && pty_modes_restored(&pty);
    if (!well) note("ended with %#x", (unsigned)status);
    pty_close(&pty);
    return well;
}

static void on_a_terminal(const char *engine, const char *nodes, int keys) {
    bool good = start(engine, nodes);
    int pressed = 0;
    while (good && pressed < keys) {
        for (int i = 0; i < ROUND && pty_is_alive(&pty); i++, pressed++) one_key();
        if (!pty_is_alive(&pty)) good = ended_well() && start(engine, nodes);
        good = good && is_itself();
    }
    ok(good, "%s, %s nodes: survives %d keys and is itself again", engine, nodes, pressed);
    if (!good) note("%s", pty.output + (pty.length > 3000 ? pty.length - 3000 : 0));
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "%s, %s nodes: q ends it with 0, nothing leaked (%#x)", engine, nodes,
       (unsigned)status);
    if (status != 0) note("%s", pty.output + (pty.length > 3000 ? pty.length - 3000 : 0));
    ok(pty_modes_restored(&pty), "%s, %s nodes: the modes are restored", engine, nodes);
    pty_close(&pty);
}

/* ---- without one ------------------------------------------------------------------------ */

static void write_key(FILE *out, int code) {
    static const struct {
        const char *name;
        int code;
    } named[] = {
#define X(name, code) { name, code },
        SCRIPT_KEYS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (named[i].code != code) continue;
        fprintf(out, "key %s\n", named[i].name);
        return;
    }
    if (code < ' ') fprintf(out, "key ^%c\n", code + '@');
    else if (code != '#') fprintf(out, "key %c\n", code);
}

static void write_statement(FILE *out) {
    const unsigned kind = choose(100);
    const char *line = lines[choose(LINE_COUNT)];
    if (kind < 70) write_key(out, codes[choose((unsigned)code_count)]);
    else if (kind < 80) fprintf(out, "key :\ntype \"%s\"\nkey Enter\n", line);
    else if (kind < 83) fprintf(out, "key /\ntype \"%s\"\nkey Enter\n", line);
    else if (kind < 86) fprintf(out, "paste \"%s\"\n", line);
    else if (kind < 90) fprintf(out, "click %u %u\n", choose(70) + 1, choose(210) + 1);
    else if (kind < 95) fprintf(out, "resize %ux%u\n", choose(200) + 1, choose(60) + 1);
    else fprintf(out, "sleep %ums\n", choose(400) + 1);
}

static void alone(int number, const char *engine) {
    char path[40];
    char nodes[12];
    snprintf(path, sizeof path, "monkey-%d.keys", number);
    FILE *out = fopen(path, "w");
    if (out == NULL) exit(1);
    for (int i = 0; i < ALONE_KEYS; i++) write_statement(out);
    fputs("resize 80x24\nkey Esc Esc Esc Esc\nsleep 1s\nwait \"ringleader\"\nquit\n", out);
    fclose(out);
    snprintf(nodes, sizeof nodes, "%u", 2 + choose(9));
    const char *const args[] = { "tui", "--engine",      engine,   "-n", nodes, "--seed",
                                 "1",   "--no-terminal", "--keys", path, NULL };
    pty_start(&pty, &(struct pty_setting){ .stdin_null = true }, args);
    const int status = pty_end(&pty);
    ok(status == 0, "alone, run %d, %s, %s nodes: survives %d statements (%#x)", number, engine,
       nodes, ALONE_KEYS, (unsigned)status);
    if (status != 0) note("%s", pty.output + (pty.length > 3000 ? pty.length - 3000 : 0));
    pty_close(&pty);
}

/* ---- all of it ---------------------------------------------------------------------------- */

static uint64_t number_from(const char *name, uint64_t otherwise) {
    const char *given = getenv(name);
    return given != NULL && given[0] != '\0' ? strtoull(given, NULL, 0) : otherwise;
}

/* What is saved is saved in a folder of our own. */
static void enter(char *work, char *root, size_t bytes) {
    char program[2200];
    const char *given = getenv("RINGLEADER");
    if (getcwd(root, bytes) == NULL || mkdtemp(work) == NULL) exit(1);
    if (given != NULL && given[0] != '/') {
        snprintf(program, sizeof program, "%s/%s", root, given);
        setenv("RINGLEADER", program, 1);
    }
    if (chdir(work) != 0) exit(1);
}

static void leave(const char *work, const char *root) {
    struct dirent *entry;
    if (getenv("MONKEY_KEEP") != NULL) {
        note("kept: %s", work);
        return;
    }
    DIR *folder = opendir(".");
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') (void)unlink(entry->d_name);
    }
    if (folder != NULL) closedir(folder);
    if (chdir(root) == 0) (void)rmdir(work);
}

int main(void) {
    char work[] = "/tmp/ringleader-monkey-XXXXXX", root[2000];
    const int keys = (int)number_from("MONKEY_KEYS", KEYS_DEFAULT);
    const uint64_t seed = number_from("MONKEY_SEED", 1);
    chance = seed;
    note("MONKEY_SEED=%llu MONKEY_KEYS=%d", (unsigned long long)seed, keys);
    collect_codes();
    enter(work, root, sizeof root);
    for (int i = 0; i < ALONE_RUNS; i++) alone(i + 1, "sim");
    alone(ALONE_RUNS + 1, "threads");
    on_a_terminal("sim", "5", keys);
    on_a_terminal("threads", "10", keys);
    on_a_terminal("threads", "3", keys);
    leave(work, root);
    return tap_end();
}
