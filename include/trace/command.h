/* trace/command.h - the commands that inject faults, as plain data.
 *
 * What a statement of the scenario language becomes once `leader` and `all` are
 * resolved to names; what an engine carries out; what a trace keeps as
 * `command.text`.  One table gives the word, the shape and the help.
 */
#ifndef TRACE_COMMAND_H
#define TRACE_COMMAND_H

#include "base/ids.h"
#include "base/text.h"

/* How a command is written after its word. */
enum command_shape {
    SHAPE_WHO,      /* WHO… */
    SHAPE_GROUPS,   /* G | G [| G…] */
    SHAPE_HEAL,     /* nothing, or X Y */
    SHAPE_CUT,      /* X Y, or X > Y */
    SHAPE_DURATION, /* DUR [X > Y] */
    SHAPE_PERCENT,  /* PERCENT [X > Y] */
    SHAPE_DRIFT,    /* WHO PPM */
    SHAPE_TEXT,     /* the rest of the line */
};

/* symbol, word, shape, syntax, help */
#define COMMANDS(X)                                                                                \
    X(KILL, "kill", SHAPE_WHO, "kill WHO...", "crash-stop: the node's thread ends")                \
    X(REVIVE, "revive", SHAPE_WHO, "revive WHO...", "start again from stable storage")             \
    X(STALL, "stall", SHAPE_WHO, "stall WHO... [mid-duty]",                                        \
      "freeze a node where it stands; mid-duty: between its next test of the lease and its write") \
    X(WAKE, "wake", SHAPE_WHO, "wake WHO...", "let a stalled node go on")                          \
    X(PARTITION, "partition", SHAPE_GROUPS, "partition G | G [| G...]",                            \
      "only nodes of one group reach each other; unnamed nodes form one more group")               \
    X(ISOLATE, "isolate", SHAPE_WHO, "isolate WHO...", "cut a node from all others")               \
    X(HEAL, "heal", SHAPE_HEAL, "heal [X Y]", "restore all links, or one")                         \
    X(CUT, "cut", SHAPE_CUT, "cut X Y | cut X > Y", "cut a link both ways, or one way")            \
    X(DELAY, "delay", SHAPE_DURATION, "delay DUR [X > Y]", "extra delay of each message")          \
    X(LOSS, "loss", SHAPE_PERCENT, "loss PERCENT [X > Y]", "messages lost")                        \
    X(DUPLICATE, "duplicate", SHAPE_PERCENT, "duplicate PERCENT [X > Y]", "messages doubled")      \
    X(REORDER, "reorder", SHAPE_PERCENT, "reorder PERCENT [X > Y]",                                \
      "messages held back so that later ones overtake them")                                       \
    X(DRIFT, "drift", SHAPE_DRIFT, "drift WHO PPM", "the node's clock runs that much fast")        \
    X(NOTE, "note", SHAPE_TEXT, "note TEXT", "goes into the trace")

enum command_kind {
#define X(symbol, word, shape, syntax, help) COMMAND_##symbol,
    COMMANDS(X)
#undef X
    COMMAND_COUNT
};

enum { NOTE_BYTES = 128, DRIFT_STATEMENT_PPM_MAX = 900000 };

struct command {
    enum command_kind kind;
    struct node_set who; /* SHAPE_WHO, SHAPE_DRIFT */
    bool mid_duty;       /* STALL */
    uint8_t x, y;        /* CUT, HEAL; X > Y of the message faults; NODE_NONE = all links */
    bool one_way;        /* CUT */
    int64_t delay_us;    /* DELAY, 0.. */
    uint32_t ppm;        /* LOSS, DUPLICATE, REORDER: 0..1,000,000 */
    int32_t drift_ppm;   /* DRIFT: -900,000..900,000 */
    uint8_t group_count; /* PARTITION: groups as named, 1..NODES_MAX */
    struct node_set group[NODES_MAX];
    char note[NOTE_BYTES]; /* NOTE, NUL-terminated */
};

const char *command_word(enum command_kind kind);
const char *command_syntax(enum command_kind kind);
const char *command_help(enum command_kind kind);
enum command_shape command_shape(enum command_kind kind);
/* COMMAND_COUNT when there is no such word. */
enum command_kind command_by_word(const char *word);

/* The canonical text: names in order, words separated by one blank. */
void command_print(const struct command *command, struct text *out);

/* A clock sent beyond the bound the timers are made for is legal, but worth a word: it goes
 * to out.  False: there is nothing to say. */
bool command_warn(const struct command *command, uint32_t bound_ppm, struct text *out);

/* Reads what command_print writes (and any spacing). `nodes` bounds the names.
 * False when it is not a command; *out is then unspecified. */
bool command_parse(const char *string, uint8_t nodes, struct command *out);

#endif
