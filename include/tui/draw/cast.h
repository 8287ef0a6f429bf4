/* tui/draw/cast.h - what the screen shows over time, as an asciicast.
 *
 * Version 2 of the format: a line of JSON with the size, then a line a frame:
 * [seconds, "o", what a terminal is to print].  A frame holds only the cells that
 * have changed.  https://docs.asciinema.org/manual/asciicast/v2/
 */
#ifndef TUI_DRAW_CAST_H
#define TUI_DRAW_CAST_H

#include <stdio.h>

#include "base/err.h"
#include "tui/draw/cells.h"
#include "tui/draw/theme.h"

/* Frames closer together are left out: ten a second are enough to follow. */
enum { CAST_FRAME_US = 100000 };

/* Large, so keep it static. */
struct cast {
    FILE *file;
    struct cells shown; /* of the last frame in the file; rows 0: none yet */
    struct cells held;  /* a frame left out so far; rows 0: none */
    int64_t held_us;
    struct theme theme; /* of the last frame given */
    enum theme_depth depth;
    bool whole;                /* the next frame is drawn anew: other colours */
    int64_t start_us, last_us; /* real time of the first and the last frame in the file */
};

/* An existing file is written over.  ERR_WRITE: it cannot be. */
enum err cast_open(struct cast *self, const char *path, struct err_info *info);
/* A frame as it is shown at `now_us`, which never falls. */
void cast_frame(struct cast *self, const struct cells *cells, const struct theme *theme,
                enum theme_depth depth, int64_t now_us);
/* The last frame goes out.  ERR_WRITE: not all of it could be written. */
enum err cast_close(struct cast *self, const char *path, struct err_info *info);

#endif
