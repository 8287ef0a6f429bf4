/* tui/draw/new_file.h - a file that a person saves to: never over another one, never half. */
#ifndef TUI_DRAW_NEW_FILE_H
#define TUI_DRAW_NEW_FILE_H

#include <stdio.h>

#include "base/text.h"

/* NULL when it cannot be made, or exists already; `said` says so then, and names the
 * word of the prompt that takes another name. */
FILE *new_file_open(const char *path, const char *word, struct text *said);
/* written: all that was to be in it is.  False: it is gone again, and `said` says why. */
bool new_file_close(FILE *file, bool written, const char *path, struct text *said);

#endif
