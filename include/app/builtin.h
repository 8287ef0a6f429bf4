/* app/builtin.h - the scenarios, lessons, presets and themes of assets/, carried inside the
 * program.
 *
 * Generated at build time by assets/embed.sh, so that an installed program needs
 * no other file.
 */
#ifndef APP_BUILTIN_H
#define APP_BUILTIN_H

#include <stddef.h>

struct builtin {
    const char *name;  /* the file's name without .ring */
    const char *bytes; /* its text, also NUL-terminated */
    size_t length;     /* without the NUL */
};

extern const struct builtin builtins[]; /* builtin_count of them, then a row of NULLs */
extern const int builtin_count;

/* The lessons of assets/lessons/ (app/lesson.h), in the order of their numbers, which
 * are no part of their names. */
extern const struct builtin builtin_lessons[];
extern const int builtin_lesson_count;

/* The presets of assets/presets/ (tui/hands/preset.h). */
extern const struct builtin builtin_presets[];
extern const int builtin_preset_count;

/* The themes of assets/themes/ (tui/draw/theme_file.h). */
extern const struct builtin builtin_themes[];
extern const int builtin_theme_count;

/* The first comment line of a scenario, preset or theme, without its `#`: what it shows. */
void builtin_title(const struct builtin *self, char *out, size_t bytes);

/* NULL when there is none of this name. */
const struct builtin *builtin_find(const char *name);

#endif
