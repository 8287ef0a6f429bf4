/* tui/prompt.h - the `:` line and the `/` lines: editing, history, completion, errors. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/input.h"

/* Words the prompt knows besides the statements: symbol, word, syntax, help. */
#define PROMPT_WORDS(X)                                                                            \
    X(SAVE, "save", "save [NAME]", "write what was done so far as a scenario")                     \
    X(SAVE_SCREEN, "save-screen", "save-screen NAME",                                              \
      "write the screen as a new .txt, .ans or .svg file")                                         \
    X(SPEED, "speed", "speed X", "speed of the cluster's clock, 0.1 to 10")                        \
    X(PAUSE, "pause", "pause", "pause the cluster's clock, or let it run")                         \
    X(UNDO, "undo", "undo", "undo the last fault")                                                 \
    X(LESSON, "lesson", "lesson [NAME | next | stop]",                                             \
      "a guided lesson; its next step; no lesson")                                                 \
    X(THEME, "theme", "theme NAME | FILE", "other colours: a theme by name, or from a file")       \
    X(PRESET, "preset", "preset NAME | stop", "a menu's row by name; end the one that plays")      \
    X(UNTIL, "until", "until [CONDITION | off]",                                                   \
      "stop the clock when a condition becomes true: leader A, term 4, lease < 200ms, violation")  \
    X(HELP, "help", "help [TEXT]",                                                                 \
      "every key, sign and statement; only lines that contain a text")                             \
    X(QUIT, "quit", "quit", "quit")

void prompt_open(struct input_state *self, struct ui *ui);
void prompt_filter_open(struct ui *ui);
/* All of the help, from its beginning. */
void prompt_search_clear(struct ui *ui);

/* A row of the key table in PROMPT, FILTER or SEARCH mode. */
void prompt_key(struct input_state *self, struct ui *ui, const struct view *view,
                const struct record *record, enum keys_id id, struct input_result *out);
/* A character for the line in force; false when it does not fit or is none. */
bool prompt_insert(struct input_state *self, struct ui *ui, int code);

#endif
