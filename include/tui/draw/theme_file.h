/* tui/draw/theme_file.h - themes are small files: one line a style, a column a terminal.
 *
 *     # For dark terminals.                 the first line says what it is for
 *     background dark                       or light; before the styles
 *     leader   220 bold   | yellow bold | bold
 *     status   252 on 236 | reverse     | reverse
 *
 * The columns: 256 colours by number, 8 colours by name, no colour at all.  `-` is the
 * terminal's own look.  Attributes: bold dim reverse underline.  A style that is not
 * named looks as in the theme `dark` or `light`.
 */
#ifndef TUI_DRAW_THEME_FILE_H
#define TUI_DRAW_THEME_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "tui/draw/theme.h"

enum { THEME_BYTES_MAX = 16384, THEME_ERROR_BYTES = 160 };

struct theme_error {
    int line, column; /* both from 1 */
    char message[THEME_ERROR_BYTES];
};

/* Reads `length` bytes.  *out holds what is not named, and is written over.
 * False: *error says where and what was expected. */
bool theme_parse(const char *text, size_t length, struct theme *out, struct theme_error *error);

/* A built-in theme by name, or, when the word has a `/` or ends in .theme, a file.
 * ERR_USAGE: no such theme, or a file that cannot be read or is wrong; *info says
 * which, with line and column. */
enum err theme_load(const char *word, struct theme *out, struct err_info *info);

#endif
