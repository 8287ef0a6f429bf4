/* ringleader - a leader election you can watch, break and prove, in a terminal.
 *
 * Only decides which command runs; the commands are in app/ and tui/.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/dashboard.h"
#include "app/recording.h"
#include "app/report.h"
#include "app/setup.h"
#include "app/signals.h"
#include "base/check.h"
#include "tui/draw/theme_file.h"
#include "tui/person/keys.h"
#include "tui/snapshot.h"
#include "tui/terminal/term.h"
#include "tui/tui.h"
#include "tui/why_main.h"

/* With 0, 1 or 2 closed the first pipe would become stdin or stdout and our text
 * would end up on the ring. */
static void open_standard_descriptors(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
        if (open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) != fd) _exit(EXIT_ENVIRONMENT);
    }
}

/* An assertion failed: restore the terminal, say so.  Async-signal-safe. */
static void on_check_failed(const char *text) {
    static const char advice[] =
        "\nringleader: this is a bug; please report the line above together with the command "
        "line and the seed of the run (first line of its output or trace)\n";
    term_emergency_restore();
    if (write(STDERR_FILENO, text, strlen(text)) < 0) return;
    if (write(STDERR_FILENO, advice, sizeof advice - 1) < 0) return;
}

/* What began a lesson cannot be changed half-way. */
static const char *why_no_lessons(const struct options *options) {
    if (options->command == APP_REPLAY) {
        return "this is a recording; lessons: ringleader tui --lesson NAME";
    }
    if (options_has(options, OPTION_READONLY)) return "--readonly: a lesson is for doing things";
    if (options->trace == NULL) return NULL;
    return "a trace is being written; leave, then: ringleader tui --lesson NAME";
}

/* The dashboard once.
 *   keys  from a file, or NULL; goes on where it was
 *   cast  records the screen; NULL: nothing does
 *   next  receives the lesson to begin in its place, or "" */
static int show(const struct options *options, struct script *keys, struct cast *cast, char *next) {
    static struct dashboard dashboard; /* large */
    const bool alone = options_has(options, OPTION_NO_TERMINAL);
    const bool sized = alone || options_has(options, OPTION_SIZE);
    next[0] = '\0';
    struct theme theme;
    struct err_info info = { "" };
    const enum err err = theme_load(options->theme, &theme, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    const int code = dashboard_open(&dashboard, options);
    if (code != EXIT_HOLDS) return code;
    const struct tui_options look = {
        .stage = {
            .term = { .ascii = options_has(options, OPTION_ASCII),
                      .no_color = options_has(options, OPTION_NO_COLOR),
                      .theme = &theme },
            .no_terminal = alone,
            .rows = sized ? options->size_rows : 0,
            .cols = sized ? options->size_cols : 0,
        },
        .script = keys,
        .cast = cast,
        .out = stdout,
        .talk = stderr,
        .lesson = dashboard.is_lesson ? &dashboard.lesson : NULL,
        .next_lesson = next,
        .no_lessons = why_no_lessons(options),
        .readonly = options_has(options, OPTION_READONLY),
        .speed_permille = options->speed_permille,
        .at_us = options_has(options, OPTION_AT) ? options->at_us : 0,
        .is_replay = options->command == APP_REPLAY,
    };
    const int shown = tui_run(&dashboard.session, &look);
    const int closed = dashboard_close(&dashboard, options, shown);
    return shown != EXIT_HOLDS ? shown : closed;
}

/* What to do instead; for a replay only if there is a trace to replay. */
static int refuse_without_terminal(const struct options *options, const char *stream) {
    static struct recording recording;
    const bool replay = options->command == APP_REPLAY;
    if (replay && options->operand_count != 1) {
        fprintf(stderr, "ringleader: replay: expected one trace file\n");
        return EXIT_USAGE;
    }
    if (replay) {
        struct err_info info = { "" };
        const enum err err = recording_open(&recording, options->operands[0], &info);
        if (err != ERR_NONE) return setup_fail(err, &info);
        recording_close(&recording);
    }
    fprintf(stderr, "ringleader: the dashboard needs a terminal, but %s is not one\n", stream);
    if (replay) {
        fprintf(stderr, "            headless: ringleader replay --headless %s\n",
                options->operands[0]);
    } else {
        fputs("            headless: ringleader run SCENARIO   (ringleader list scenarios)\n",
              stderr);
    }
    return EXIT_ENVIRONMENT;
}

static int tui_command(const struct options *options) {
    static struct script script; /* large */
    const bool in = isatty(STDIN_FILENO) != 0, out = isatty(STDOUT_FILENO) != 0;
    const bool alone = options_has(options, OPTION_NO_TERMINAL);
    const bool plain =
        !options->command_given && options->operand_count == 0 && options->lesson == NULL && !alone;
    int code = EXIT_HOLDS;
    if (plain && !in && !out) return run_demo(options);
    if (!alone && (!in || !out)) return refuse_without_terminal(options, !in ? "stdin" : "stdout");
    if (options->keys != NULL) {
        code = script_load(&script, options->keys, !alone, stderr);
    } else if (alone) {
        fprintf(stderr, "ringleader: --no-terminal needs --keys FILE: nobody else would quit\n");
        code = EXIT_USAGE;
    }
    static struct cast cast; /* large */
    struct err_info info = { "" };
    const bool records = options->record != NULL && code == EXIT_HOLDS;
    if (records) code = setup_fail(cast_open(&cast, options->record, &info), &info);
    struct options now = *options;
    char name[LESSON_NAME_BYTES], next[LESSON_NAME_BYTES];
    while (code == EXIT_HOLDS) {
        code = show(&now, options->keys != NULL ? &script : NULL, records ? &cast : NULL, next);
        if (next[0] == '\0') break;
        memcpy(name, next, sizeof name);
        now = dashboard_lesson_options(options, name);
    }
    if (records && code != EXIT_ENVIRONMENT) {
        const int closed = setup_fail(cast_close(&cast, options->record, &info), &info);
        if (closed != EXIT_HOLDS) code = closed;
    }
    return alone ? output_end(code) : code;
}

int main(int argc, char **argv) {
    struct options options;
    struct err_info info = { "" };
    open_standard_descriptors();
    setlocale(LC_CTYPE, ""); /* not LC_NUMERIC: 0.5 stays 0.5 everywhere */
    check_on_failure = on_check_failed;
    signals_install();
    if (options_parse(&options, argc, argv, &info) != ERR_NONE) {
        fprintf(stderr, "ringleader: %s\n", info.text);
        return EXIT_USAGE;
    }
    if (options_has(&options, OPTION_HELP)) {
        options_help(stdout, options.command_given ? options.command : APP_COMMAND_COUNT);
        const bool keys = options.command == APP_TUI || options.command == APP_REPLAY;
        if (options.command_given && keys) script_help(stdout);
        return output_end(EXIT_HOLDS);
    }
    if (options_has(&options, OPTION_VERSION)) {
        puts("ringleader " PROGRAM_VERSION);
        return output_end(EXIT_HOLDS);
    }
    switch (options.command) {
    case APP_TUI: return tui_command(&options);
    case APP_RUN: return run_main(&options);
    case APP_SWEEP: return sweep_main(argc, argv);
    case APP_CHECK: return check_main(argc, argv);
    case APP_COMPARE: return compare_main(argc, argv);
    case APP_VERIFY: return output_end(verify_main(&options));
    case APP_REPLAY:
        if (options_has(&options, OPTION_HEADLESS)) return output_end(replay_headless(&options));
        return tui_command(&options);
    case APP_SNAPSHOT: return output_end(snapshot_main(&options, stdout, stderr));
    case APP_WHY: return output_end(why_main(&options, stdout, stderr));
    case APP_LIST: return output_end(list_main(&options, keys_list));
    case APP_COMMAND_COUNT: break;
    }
    UNREACHABLE();
}
