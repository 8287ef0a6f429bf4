/* tui/person/keys.h - every key of the dashboard, in one table.
 *
 * Footer, `?` help, `ringleader list keys`, README and the dispatch in
 * tui/hands/input.c come from it.  A key means what its row says only in the row's
 * modes; a prompt takes every other character as text.
 */
#ifndef TUI_PERSON_KEYS_H
#define TUI_PERSON_KEYS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tui/person/ui.h"

/* What a terminal can send: a byte of ASCII stands for itself, control keys are
 * their control characters, the rest is named here. */
enum keys_code {
    KEYS_CODE_NONE = 0,
    KEYS_CODE_TAB = '\t',
    KEYS_CODE_ENTER = '\r', /* a newline is turned into this one */
    KEYS_CODE_ESC = 27,
    KEYS_CODE_BACKSPACE = 127,
    KEYS_CODE_UP = 0x110000, /* above every Unicode character */
    KEYS_CODE_DOWN,
    KEYS_CODE_LEFT,
    KEYS_CODE_RIGHT,
    KEYS_CODE_BACKTAB,
    KEYS_CODE_HOME,
    KEYS_CODE_END,
    KEYS_CODE_PAGE_UP,
    KEYS_CODE_PAGE_DOWN,
    KEYS_CODE_DELETE,
    KEYS_CODE_F1,
    KEYS_CODE_F10,
    KEYS_CODE_MOUSE,    /* a press; where is beside it */
    KEYS_CODE_WHEEL_UP, /* of the mouse, wherever it is */
    KEYS_CODE_WHEEL_DOWN,
    KEYS_CODE_RESIZE,      /* the terminal has another size now */
    KEYS_CODE_PASTE_BEGIN, /* bracketed paste: what follows is text, never keys */
    KEYS_CODE_PASTE_END,
    KEYS_CODE_OTHER, /* something without a meaning here */
};
#define KEYS_CTRL(letter) ((letter)&0x1f)

/* Sets of modes; bit i is enum ui_mode i. */
enum {
    KEYS_IN_NORMAL = 1 << UI_NORMAL,
    KEYS_IN_PROMPT = 1 << UI_PROMPT,
    KEYS_IN_FILTER = 1 << UI_FILTER,
    KEYS_IN_PARTITION = 1 << UI_PARTITION,
    KEYS_IN_CUT = 1 << UI_CUT,
    KEYS_IN_HELP = 1 << UI_HELP,
    KEYS_IN_SEARCH = 1 << UI_SEARCH,
    KEYS_IN_CONFIRM = 1 << UI_CONFIRM,
    KEYS_IN_SPACE = 1 << UI_SPACE,
    KEYS_IN_BELIEFS = 1 << UI_BELIEFS,
    KEYS_IN_WHY = 1 << UI_WHY,
    KEYS_IN_MENU = 1 << UI_MENU,
    KEYS_IN_PAGES = KEYS_IN_NORMAL | KEYS_IN_SPACE | KEYS_IN_BELIEFS,
    KEYS_IN_NODES = KEYS_IN_PAGES | KEYS_IN_PARTITION | KEYS_IN_CUT,
    KEYS_IN_PICTURES = KEYS_IN_NODES | KEYS_IN_HELP | KEYS_IN_WHY | KEYS_IN_MENU,
    KEYS_IN_LINES = KEYS_IN_PROMPT | KEYS_IN_FILTER | KEYS_IN_SEARCH,
    KEYS_IN_DIALOGS = KEYS_IN_PARTITION | KEYS_IN_CUT | KEYS_IN_CONFIRM,
    KEYS_IN_ALL = (1 << UI_MODE_COUNT) - 1,
};

/* symbol, label, name, footer word ("" = not in the footer), help words, modes,
 * acts on the cluster?, key codes.  The first row that has the code and the mode
 * is meant.  In the order of the footer and of the help. */
#define KEYS(X)                                                                                    \
    X(LINK_MOVE, "arrows", "cell", "link", "beliefs: move over the links, from row to column",     \
      KEYS_IN_BELIEFS, false, (KEYS_CODE_UP, KEYS_CODE_DOWN, KEYS_CODE_LEFT, KEYS_CODE_RIGHT))     \
    X(LINK, "Enter", "this way", "cut/restore", "beliefs: cut or restore the link, this way only", \
      KEYS_IN_BELIEFS, true, (KEYS_CODE_ENTER))                                                    \
    X(SPACE_PICK, "Up Down", "pick", "pick", "space-time: pick the event before or after",         \
      KEYS_IN_SPACE, false, (KEYS_CODE_UP, KEYS_CODE_DOWN))                                        \
    X(SPACE_SCROLL, "PgUp PgDn", "scroll", "scroll", "space-time: earlier, later", KEYS_IN_SPACE,  \
      false, (KEYS_CODE_PAGE_UP, KEYS_CODE_PAGE_DOWN, KEYS_CODE_WHEEL_UP, KEYS_CODE_WHEEL_DOWN))   \
    X(SPACE_NEARER, "Z", "nearer", "nearer", "space-time: less time on the screen (also x)",       \
      KEYS_IN_SPACE, false, ('Z', 'x'))                                                            \
    X(SPACE_FARTHER, "X", "farther", "farther", "space-time: more time on the screen",             \
      KEYS_IN_SPACE, false, ('X'))                                                                 \
    X(SPACE_ACKS, "a", "hop-acks", "acks", "space-time: show or hide acknowledgements of hops",    \
      KEYS_IN_SPACE, false, ('a'))                                                                 \
    X(SPACE_OLDEST, "Home", "oldest", "", "space-time: the beginning of the run", KEYS_IN_SPACE,   \
      false, (KEYS_CODE_HOME))                                                                     \
    X(SPACE_FOLLOW, "End", "follow", "follow", "space-time: follow the newest; pick nothing",      \
      KEYS_IN_SPACE, false, (KEYS_CODE_END))                                                       \
    X(KILL, "k", "kill", "kill", "kill the selected node: its thread ends", KEYS_IN_PAGES, true,   \
      ('k'))                                                                                       \
    X(REVIVE, "r", "revive", "revive", "revive it from stable storage", KEYS_IN_PAGES, true,       \
      ('r'))                                                                                       \
    X(STALL, "s", "stall", "stall", "stall it where it stands, or wake it", KEYS_IN_PAGES, true,   \
      ('s'))                                                                                       \
    X(ISOLATE, "i", "isolate", "isolate", "isolate it from all others, or rejoin it",              \
      KEYS_IN_PAGES, true, ('i'))                                                                  \
    X(KILL_LEADER, "K", "kill leader", "kill leader", "kill whoever leads", KEYS_IN_PAGES, true,   \
      ('K'))                                                                                       \
    X(PARTITION, "p", "partition", "partition", "put nodes into groups that cannot reach another", \
      KEYS_IN_PAGES, true, ('p'))                                                                  \
    X(CUT, "c", "cut", "cut", "cut or restore one link, both ways or one way", KEYS_IN_PAGES,      \
      true, ('c'))                                                                                 \
    X(HEAL, "h", "heal", "heal", "restore all links", KEYS_IN_PAGES, true, ('h'))                  \
    X(UNDO, "z", "undo", "undo", "undo the last fault, where it can be undone", KEYS_IN_PAGES,     \
      true, ('z'))                                                                                 \
    X(PAUSE, "Space", "pause", "pause",                                                            \
      "pause the clock, or let it run; the past: play or hold it", KEYS_IN_PAGES, true, (' '))     \
    X(STEP, ".", "step", "", "paused: let one hop's time pass; the past: one event on",            \
      KEYS_IN_PAGES, true, ('.'))                                                                  \
    X(FASTER, "+", "faster", "", "faster, up to 10x", KEYS_IN_PAGES, true, ('+', '='))             \
    X(SLOWER, "-", "slower", "", "slower, down to 0.1x", KEYS_IN_PAGES, true, ('-', '_'))          \
    X(BACK, ",", "back", "back", "look at the past: one event back", KEYS_IN_PAGES, false, (','))  \
    X(SECOND_BEFORE, "(", "second back", "", "the past: back by a second", KEYS_IN_PAGES, false,   \
      ('('))                                                                                       \
    X(SECOND_AFTER, ")", "second on", "", "the past: on by a second", KEYS_IN_PAGES, false, (')')) \
    X(LEADER_BEFORE, "<", "leader back", "", "the past: back to the last change of leader",        \
      KEYS_IN_PAGES, false, ('<'))                                                                 \
    X(LEADER_AFTER, ">", "leader on", "", "the past: on to the next change of leader",             \
      KEYS_IN_PAGES, false, ('>'))                                                                 \
    X(COMMAND_BEFORE, "{", "command back", "", "the past: back to the last command",               \
      KEYS_IN_PAGES, false, ('{'))                                                                 \
    X(COMMAND_AFTER, "}", "command on", "", "the past: on to the next command", KEYS_IN_PAGES,     \
      false, ('}'))                                                                                \
    X(VIOLATION_BEFORE, "[", "broken back", "", "the past: back to the last violation",            \
      KEYS_IN_PAGES, false, ('['))                                                                 \
    X(VIOLATION_AFTER, "]", "broken on", "", "the past: on to the next violation", KEYS_IN_PAGES,  \
      false, (']'))                                                                                \
    X(NOW, "n", "now", "", "back to the present; of a recording: to its end", KEYS_IN_PAGES,       \
      false, ('n'))                                                                                \
    X(BRANCHES, "B", "branches", "branches", "the branches of a simulated run, and what differs",  \
      KEYS_IN_PAGES, false, ('B'))                                                                 \
    X(SELECT, "1-9 0", "select", "", "select a node (0: the tenth); a mouse click does, too",      \
      KEYS_IN_PAGES | KEYS_IN_CUT | KEYS_IN_WHY, false,                                            \
      ('1', '2', '3', '4', '5', '6', '7', '8', '9', '0'))                                          \
    X(CLICK, "click", "click", "", "select the node, or pick the message, under the mouse",        \
      KEYS_IN_NODES | KEYS_IN_MENU | KEYS_IN_WHY | KEYS_IN_HELP, false, (KEYS_CODE_MOUSE))         \
    X(NEXT, "Tab Down Right", "next", "", "select the next node", KEYS_IN_NODES, false,            \
      (KEYS_CODE_TAB, KEYS_CODE_DOWN, KEYS_CODE_RIGHT))                                            \
    X(PREVIOUS, "S-Tab Up Left", "previous", "", "select the node before", KEYS_IN_NODES, false,   \
      (KEYS_CODE_BACKTAB, KEYS_CODE_UP, KEYS_CODE_LEFT))                                           \
    X(PROMPT, ":", "prompt", "statement", "give any statement of the scenario language",           \
      KEYS_IN_PAGES, false, (':'))                                                                 \
    X(SAVE, "w", "write", "save", "write what was done so far as a scenario (:save NAME)",         \
      KEYS_IN_PAGES, false, ('w'))                                                                 \
    X(SAVE_SCREEN, "S", "picture", "", "write what is on the screen as a new .svg picture",        \
      KEYS_IN_PICTURES, false, ('S'))                                                              \
    X(FILTER, "/", "filter", "filter", "show only log lines that contain a text", KEYS_IN_NORMAL,  \
      false, ('/'))                                                                                \
    X(LOG_UP, "PgUp", "older", "", "scroll the log back (also the wheel)", KEYS_IN_NORMAL, false,  \
      (KEYS_CODE_PAGE_UP, KEYS_CODE_WHEEL_UP))                                                     \
    X(LOG_DOWN, "PgDn", "newer", "", "scroll the log forward", KEYS_IN_NORMAL, false,              \
      (KEYS_CODE_PAGE_DOWN, KEYS_CODE_WHEEL_DOWN))                                                 \
    X(LOG_OLDEST, "Home", "oldest", "", "the oldest log line", KEYS_IN_NORMAL, false,              \
      (KEYS_CODE_HOME))                                                                            \
    X(LOG_END, "End", "newest", "", "follow the log again", KEYS_IN_NORMAL, false,                 \
      (KEYS_CODE_END))                                                                             \
    X(SPACE, "t", "space-time", "time", "space-time diagram: messages as lines, leases as bars",   \
      KEYS_IN_PAGES, false, ('t'))                                                                 \
    X(BELIEFS, "b", "beliefs", "beliefs", "who believes what, and who reaches whom",               \
      KEYS_IN_PAGES, false, ('b'))                                                                 \
    X(WHY, "y", "why", "why?", "why did this happen, and why does this node not lead?",            \
      KEYS_IN_PAGES, false, ('y'))                                                                 \
    X(PRESETS, "P", "presets", "presets", "a menu of things to do to the ring", KEYS_IN_PAGES,     \
      true, ('P'))                                                                                 \
    X(LESSONS, "L", "lessons", "lessons", "a menu of short guided lessons", KEYS_IN_PAGES, false,  \
      ('L'))                                                                                       \
    X(LESSON_NEXT, "Enter", "go on", "", "lesson: go on, where it waits for that", KEYS_IN_PAGES,  \
      false, (KEYS_CODE_ENTER))                                                                    \
    X(MENU_UP, "Up", "menu up", "move", "menu: the row above", KEYS_IN_MENU, false,                \
      (KEYS_CODE_UP, KEYS_CODE_BACKTAB, KEYS_CODE_PAGE_UP, KEYS_CODE_HOME, 'k',                    \
       KEYS_CODE_WHEEL_UP))                                                                        \
    X(MENU_DOWN, "Down", "menu down", "move", "menu: the row below", KEYS_IN_MENU, false,          \
      (KEYS_CODE_DOWN, KEYS_CODE_TAB, KEYS_CODE_PAGE_DOWN, KEYS_CODE_END, 'j',                     \
       KEYS_CODE_WHEEL_DOWN))                                                                      \
    X(MENU_CHOOSE, "Enter", "choose", "choose", "menu: take the row under the cursor",             \
      KEYS_IN_MENU, false, (KEYS_CODE_ENTER, ' '))                                                 \
    X(WHY_UP, "Up", "scroll up", "scroll", "why: scroll up", KEYS_IN_WHY, false,                   \
      (KEYS_CODE_UP, KEYS_CODE_PAGE_UP, KEYS_CODE_HOME, 'k', KEYS_CODE_WHEEL_UP))                  \
    X(WHY_DOWN, "Down", "scroll down", "scroll", "why: scroll down", KEYS_IN_WHY, false,           \
      (KEYS_CODE_DOWN, KEYS_CODE_PAGE_DOWN, KEYS_CODE_END, ' ', 'j', KEYS_CODE_WHEEL_DOWN))        \
    X(WHY_BACK, "Left", "why back", "earlier", "why: what happened to the node before that",       \
      KEYS_IN_WHY, false, (KEYS_CODE_LEFT))                                                        \
    X(WHY_ON, "Right", "why on", "later", "why: what happened to it next", KEYS_IN_WHY, false,     \
      (KEYS_CODE_RIGHT))                                                                           \
    X(WHY_BACK_EACH, ",", "event back", "", "why: the event before, each message too",             \
      KEYS_IN_WHY, false, (','))                                                                   \
    X(WHY_ON_EACH, ".", "event on", "", "why: the next event, each message too", KEYS_IN_WHY,      \
      false, ('.'))                                                                                \
    X(WHY_NODE, "Tab", "why node", "node", "why: ask about the next node (1-9: about that one)",   \
      KEYS_IN_WHY, false, (KEYS_CODE_TAB, KEYS_CODE_BACKTAB))                                      \
    X(WHY_GO, "Enter", "go there", "go there", "why: look at the ring as it was then",             \
      KEYS_IN_WHY, false, (KEYS_CODE_ENTER))                                                       \
    X(WHY_CLOSE, "y", "close", "", "why: close", KEYS_IN_WHY, false, ('y', 'q'))                   \
    X(HELP, "?", "help", "help", "this help (also F1)",                                            \
      KEYS_IN_PAGES | KEYS_IN_WHY | KEYS_IN_MENU | KEYS_IN_PARTITION | KEYS_IN_CUT, false,         \
      ('?', KEYS_CODE_F1))                                                                         \
    X(QUIT, "q", "quit", "quit", "quit (also F10)", KEYS_IN_PAGES, false, ('q', KEYS_CODE_F10))    \
    X(GROUP, "1-9", "group", "to group", "partition: put the selected node into this group",       \
      KEYS_IN_PARTITION, true, ('1', '2', '3', '4', '5', '6', '7', '8', '9'))                      \
    X(GROUP_NEXT, "Space", "next group", "next group",                                             \
      "partition: put the selected node into the next group", KEYS_IN_PARTITION, true, (' '))      \
    X(GROUP_LETTER, "a-j", "group of", "move node",                                                \
      "partition: put node A to J into its next group", KEYS_IN_PARTITION, true,                   \
      ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'))                                          \
    X(CUT_OTHER, "a-j", "other end", "other end", "cut: choose the other end of the link",         \
      KEYS_IN_CUT, true, ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'))                       \
    X(CUT_DIRECTION, "Space", "direction", "direction", "cut: both ways, or one of them",          \
      KEYS_IN_CUT, true, (' '))                                                                    \
    X(APPLY, "Enter", "apply", "apply", "do it", KEYS_IN_PARTITION | KEYS_IN_CUT, true,            \
      (KEYS_CODE_ENTER))                                                                           \
    X(YES, "y", "yes", "yes, do it", "confirm a destructive statement", KEYS_IN_CONFIRM, true,     \
      ('y', 'Y'))                                                                                  \
    X(NO, "n", "no", "no", "do not", KEYS_IN_CONFIRM, false, ('n', 'N', 'q', KEYS_CODE_ENTER))     \
    X(ACCEPT, "Enter", "accept", "do it", "carry the line out; a filter stays in force",           \
      KEYS_IN_LINES, false, (KEYS_CODE_ENTER))                                                     \
    X(COMPLETE, "Tab", "complete", "complete", "complete the word", KEYS_IN_PROMPT, false,         \
      (KEYS_CODE_TAB))                                                                             \
    X(HISTORY_UP, "Up", "earlier", "history", "an earlier statement", KEYS_IN_PROMPT, false,       \
      (KEYS_CODE_UP, KEYS_CTRL('P')))                                                              \
    X(HISTORY_DOWN, "Down", "later", "", "a later statement", KEYS_IN_PROMPT, false,               \
      (KEYS_CODE_DOWN, KEYS_CTRL('N')))                                                            \
    X(LINE_LEFT, "Left", "left", "", "one character to the left", KEYS_IN_LINES, false,            \
      (KEYS_CODE_LEFT, KEYS_CTRL('B')))                                                            \
    X(LINE_RIGHT, "Right", "right", "", "one character to the right", KEYS_IN_LINES, false,        \
      (KEYS_CODE_RIGHT, KEYS_CTRL('F')))                                                           \
    X(LINE_HOME, "Home ^A", "start", "", "to the start of the line", KEYS_IN_LINES, false,         \
      (KEYS_CODE_HOME, KEYS_CTRL('A')))                                                            \
    X(LINE_END, "End ^E", "end", "", "to the end of the line", KEYS_IN_LINES, false,               \
      (KEYS_CODE_END, KEYS_CTRL('E')))                                                             \
    X(LINE_BACKSPACE, "Backspace", "rub out", "", "delete the character before", KEYS_IN_LINES,    \
      false, (KEYS_CODE_BACKSPACE, KEYS_CTRL('H')))                                                \
    X(LINE_DELETE, "Delete", "delete", "", "delete the character under the cursor", KEYS_IN_LINES, \
      false, (KEYS_CODE_DELETE, KEYS_CTRL('D')))                                                   \
    X(LINE_WORD, "^W", "rub out word", "", "delete the word before", KEYS_IN_LINES, false,         \
      (KEYS_CTRL('W')))                                                                            \
    X(LINE_CLEAR, "^U", "clear", "", "delete the line", KEYS_IN_LINES, false, (KEYS_CTRL('U')))    \
    X(HELP_UP, "Up PgUp", "scroll up", "scroll", "help: scroll up", KEYS_IN_HELP, false,           \
      (KEYS_CODE_UP, KEYS_CODE_PAGE_UP, KEYS_CODE_HOME, 'k', KEYS_CODE_WHEEL_UP))                  \
    X(HELP_DOWN, "Down PgDn", "scroll down", "scroll", "help: scroll down", KEYS_IN_HELP, false,   \
      (KEYS_CODE_DOWN, KEYS_CODE_PAGE_DOWN, KEYS_CODE_END, ' ', 'j', KEYS_CODE_WHEEL_DOWN))        \
    X(HELP_SEARCH, "/", "search", "search", "help: only lines that contain a text", KEYS_IN_HELP,  \
      false, ('/'))                                                                                \
    X(HELP_CLOSE, "?", "close", "close", "help: close", KEYS_IN_HELP, false,                       \
      ('?', 'q', KEYS_CODE_F1, KEYS_CODE_ENTER))                                                   \
    X(LEAVE, "Esc", "leave", "cancel", "leave a mode; in the log: follow again", KEYS_IN_ALL,      \
      false, (KEYS_CODE_ESC, KEYS_CTRL('G')))                                                      \
    X(REDRAW, "^L", "redraw", "", "draw the whole screen anew", KEYS_IN_ALL, false,                \
      (KEYS_CTRL('L')))                                                                            \
    X(SUSPEND, "^Z", "suspend", "", "suspend the program; fg comes back", KEYS_IN_ALL, false,      \
      (KEYS_CTRL('Z')))                                                                            \
    X(RESIZE, "", "resize", "", "", KEYS_IN_ALL, false, (KEYS_CODE_RESIZE))                        \
    X(QUIT_ANYWHERE, "F10", "quit", "", "quit, from everywhere", KEYS_IN_ALL, false,               \
      (KEYS_CODE_F10))

enum keys_id {
#define X(symbol, label, name, footer, help, modes, acts, codes) KEYS_##symbol,
    KEYS(X)
#undef X
    KEYS_COUNT
};

struct key_row {
    const char *label, *name;  /* label "": no key of a person (RESIZE), not to be shown */
    const char *footer, *help; /* "": not shown there */
    unsigned modes;            /* KEYS_IN_* */
    bool acts;                 /* on the cluster: refused with --readonly */
    const int *codes;          /* enum keys_code or characters; ends with KEYS_CODE_NONE */
};

/* Indexed by enum keys_id. */
extern const struct key_row key_rows[];
extern const int key_row_count; /* KEYS_COUNT */

/* Two keys that belong together are one word of the footer: "< > leader".  first,
 * second, their labels, word. */
#define KEYS_PAIRS(X)                                                                              \
    X(LEADER_BEFORE, LEADER_AFTER, "< >", "leader")                                                \
    X(COMMAND_BEFORE, COMMAND_AFTER, "{ }", "command")                                             \
    X(VIOLATION_BEFORE, VIOLATION_AFTER, "[ ]", "violation")                                       \
    X(SPACE_NEARER, SPACE_FARTHER, "Z X", "zoom")                                                  \
    X(MENU_UP, MENU_DOWN, "Up Down", "move")                                                       \
    X(WHY_UP, WHY_DOWN, "Up Down", "scroll")                                                       \
    X(HELP_UP, HELP_DOWN, "Up Down", "scroll")

struct key_pair {
    enum keys_id first, second;
    const char *label, *word;
};

extern const struct key_pair key_pairs[];
extern const int key_pair_count;

/* The pair that the key is one of; NULL: it stands alone. */
const struct key_pair *keys_pair(enum keys_id id);

/* What the key does in this mode; KEYS_COUNT when nothing. */
enum keys_id keys_find(enum ui_mode mode, int code);

/* Whether the row belongs into the footer of this mode. */
static inline bool keys_in_footer(const struct key_row *row, enum ui_mode mode) {
    return row->footer[0] != '\0' && (row->modes >> mode & 1u) != 0 &&
           (mode != UI_NORMAL || row->codes[0] != KEYS_CODE_ESC);
}

/* The table for people, one row a line: `ringleader list keys`. */
void keys_list(FILE *out);

#endif
