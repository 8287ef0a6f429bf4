/* tui/person/own_words.h - the words of the `:` line that are no statements, in one table. */
#ifndef TUI_PERSON_OWN_WORDS_H
#define TUI_PERSON_OWN_WORDS_H

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

extern const char *const own_words[PROMPT_WORD_COUNT];

#endif
