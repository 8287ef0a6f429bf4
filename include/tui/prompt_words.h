/* tui/prompt_words.h - the words of the `:` line that are the dashboard's own. */
#ifndef TUI_PROMPT_WORDS_H
#define TUI_PROMPT_WORDS_H

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

enum prompt_word {
#define X(symbol, word, syntax, help) PROMPT_##symbol,
    PROMPT_WORDS(X)
#undef X
    PROMPT_WORD_COUNT
};

extern const char *const prompt_words[PROMPT_WORD_COUNT];

/* Carry out the line if it begins with one of them, or refuse it.  False: it does not; it
 * is a statement, or nothing at all. */
bool prompt_own_word(struct input_state *self, struct ui *ui, const struct view *view,
                     const struct record *record, struct input_result *out);

#endif
