#include "app/check.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/signals.h"

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- progress, on a terminal only ------------------------------------------------------- */

static double began_s, shown_s;

static bool is_interrupted(void) {
    return signals_pending() != 0;
}

static void show_progress(const struct search_progress *progress) {
    const double now = now_s();
    if (now - shown_s < 0.2) return;
    shown_s = now;
    const uint64_t transitions = atomic_load(&progress->transitions);
    fprintf(stderr,
            "\r%" PRIu64 " states, %" PRIu64 " transitions, depth %" PRIu32
            ", %.0f s, %.2f M/s\033[K",
            atomic_load(&progress->states), transitions, atomic_load(&progress->depth),
            now - began_s, (double)transitions / (now - began_s) / 1e6);
    fflush(stderr);
}

static void clear_progress(void) {
    if (shown_s > began_s) fputs("\r\033[K", stderr);
}

/* ---- all together -----------------------------------------------------------------------------
 */

static int fail(enum err err, const struct err_info *info) {
    fprintf(stderr, "ringleader: check: %s\n", info->text[0] != '\0' ? info->text : err_text(err));
    return err_exit_code(err);
}

/* Where the results go: a trace or scenario on stdout has it for itself. */
static FILE *talk_stream(const struct check_options *options) {
    const bool taken = (options->trace != NULL && strcmp(options->trace, "-") == 0) ||
                       (options->scenario != NULL && strcmp(options->scenario, "-") == 0);
    return taken ? stderr : stdout;
}

int check_main(int argc, char **argv) {
    static struct check_options options;
    static struct search_result result;
    static struct check_told told;
    static struct search_progress progress;
    struct err_info info = { "" };
    switch (check_options_parse(&options, argc, argv)) {
    case CHECK_GO: break;
    case CHECK_DONE: return EXIT_HOLDS;
    case CHECK_REFUSED: return EXIT_USAGE;
    }
    options.search.interrupted = is_interrupted;
    options.search.progress = &progress;
    if (isatty(STDERR_FILENO) != 0) options.search.tick = show_progress;
    began_s = shown_s = now_s();
    enum err err = search_run(&options.config, &options.search, &result, &info);
    const double seconds = now_s() - began_s;
    if (err == ERR_NONE && result.violated) check_shorten(&options, &result, &told);
    clear_progress();
    if (err != ERR_NONE) return fail(err, &info);
    FILE *talk = talk_stream(&options);
    if (result.violated) {
        err = check_retell(options.json ? NULL : talk, &options, &told, &info);
        if (err != ERR_NONE) return fail(err, &info);
        if (!options.json) fputs("\n", talk);
    }
    check_report(talk, &options, &result, result.violated ? &told : NULL, seconds);
    const int code = result.limit == LIMIT_INTERRUPT ? EXIT_SIGNAL_BASE + signals_pending()
                                                     : check_exit(&options, &result);
    if (fflush(talk) == 0 && !ferror(talk)) return code;
    if (errno == EPIPE) return code == EXIT_VIOLATED ? EXIT_VIOLATED : EXIT_HOLDS;
    fprintf(stderr, "ringleader: check: cannot write: %s\n", strerror(errno));
    return EXIT_ENVIRONMENT;
}
