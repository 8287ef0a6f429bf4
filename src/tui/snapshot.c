#include "tui/snapshot.h"

#include <stdio.h>
#include <string.h>

#include "app/history.h"
#include "app/recording.h"
#include "app/setup.h"
#include "tui/draw/cells.h"
#include "tui/draw/picture.h"
#include "tui/draw/theme_file.h"
#include "tui/panel/screen.h"
#include "tui/snapshot_page.h"
#include "tui/view/scrub.h"
#include "tui/view/view.h"

static struct view view;
static struct cells cells;
static struct history history;
static struct scrub scrub;

/* ---- the command --------------------------------------------------------------------- */

/* Fold the trace up to at_us (TIME_NEVER: all of it); its history is kept for the pages
 * that show a stretch of time.  What comes later only leaves its marks. */
static int fold(const char *path, int64_t at_us, struct ui *ui, FILE *talk) {
    static struct recording recording;
    static struct event event;
    struct err_info info = { "" };
    enum err err = recording_open(&recording, path, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    int64_t last_us = 0;
    bool later = false;
    view_init(&view, &recording.header);
    scrub_init(&scrub);
    enum recording_answer answer;
    while ((answer = recording_next(&recording, &event, &err, &info)) == RECORDING_EVENT) {
        scrub_add(&scrub, &event);
        last_us = event.t_us;
        later = event.t_us > at_us;
        if (later) continue;
        view_event(&view, &event);
        (void)history_add(&history, &event);
    }
    ui->history = &history;
    ui->shown = history.count;
    ui->scrub = &scrub;
    ui->engine = engine_name(recording.header.engine);
    ui->now_us = at_us == TIME_NEVER ? view.now_us : at_us;
    if (answer != RECORDING_FAILED)
        ui->now_us = recording_until(last_us, ui->now_us, "snapshot", talk);
    ui->behind_us = last_us > ui->now_us ? last_us - ui->now_us : 0;
    recording_close(&recording);
    return answer == RECORDING_FAILED && !later ? setup_fail(err, &info) : EXIT_HOLDS;
}

int snapshot_main(const struct options *options, FILE *out, FILE *talk) {
    struct ui ui = { .live = false, .speed_permille = 1000 };
    if (options->operand_count != 1) {
        fprintf(talk, "ringleader: snapshot: expected one trace file\n");
        return EXIT_USAGE;
    }
    const int64_t at_us = options_has(options, OPTION_AT) ? options->at_us : TIME_NEVER;
    ui.ascii = options_has(options, OPTION_ASCII);
    struct theme theme;
    struct err_info info = { "" };
    const enum err err = theme_load(options->theme, &theme, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    if (!history_open(&history)) {
        const struct err_info why = { "no memory for the events of the trace" };
        return setup_fail(ERR_NO_MEMORY, &why);
    }
    const int code = fold(options->operands[0], at_us, &ui, talk);
    if (code != EXIT_HOLDS) {
        history_close(&history);
        return code;
    }
    snapshot_page_open(&ui, &view, options->view);
    screen_draw(&view, &ui, &cells, options->size_rows, options->size_cols);
    const enum theme_depth depth = options_has(options, OPTION_NO_COLOR) ? THEME_MONO : THEME_256;
    (void)picture_write(&cells, options->format, &theme, depth, out);
    history_close(&history);
    return EXIT_HOLDS;
}
