/* app/lesson.h - a guided lesson: a file read into plain data.
 *
 *     title What a leader is            first: title, and settings of the scenario language
 *     nodes 3
 *
 *     step One of three                 then steps; a step has
 *     say Text to be read.              paragraphs,
 *     do stall C                        statements carried out when it begins,
 *     task Press K.                     what the person shall do,
 *     until done kill leader            conditions: one after the other must come true,
 *     until leader B
 *     hint 20s K is a capital letter.   and help for those who wait that long.
 *
 * `say` lines that follow one another are one paragraph; `say` alone begins the next.
 * A step without `until` waits for Enter.  What the conditions mean is decided by
 * whoever plays the lesson (tui/person/guide.h).
 *
 * People do things in another order than a lesson thinks: a condition about what is
 * so (`isolated A`, `role C stalled`) also sees what was done before the step, one
 * about what happens (`done isolate A`, `event stall C`) does not.
 */
#ifndef APP_LESSON_H
#define APP_LESSON_H

#include "scenario/scenario.h"
#include "trace/event.h"

/* symbol, word, syntax, help.  Besides these, every expectation of the scenario
 * language without `expect` and `within`, but `stable`. */
#define LESSON_CONDITIONS(X)                                                                       \
    X(DONE, "done", "done COMMAND [X | leader [...]]", "the command was given, to the node")       \
    X(EVENT, "event", "event NAME [X | leader] [times N]", "so many such events, of the node")     \
    X(SHOWN, "shown", "shown WHAT", "the screen shows it")                                         \
    X(PASSED, "passed", "passed DUR", "so much cluster time has passed in this step")              \
    X(MINORITY, "minority", "minority", "the leader reaches fewer nodes than a quorum takes")      \
    X(ISOLATED, "isolated", "isolated X", "every link of the node is cut")                         \
    X(APART, "apart", "apart G | G...", "links are cut between these groups, and nowhere else")    \
    X(WHOLE, "whole", "whole", "no link is cut")                                                   \
    X(LEADERS, "leaders", "leaders N", "so many nodes lead at the same time")

enum lesson_condition {
#define X(symbol, word, syntax, help) LESSON_##symbol,
    LESSON_CONDITIONS(X)
#undef X
        LESSON_HOLDS, /* an expectation holds */
};

/* symbol, word */
#define LESSON_SIGHTS(X)                                                                           \
    X(SPACE, "space-time")                                                                         \
    X(BELIEFS, "beliefs")                                                                          \
    X(WHY, "why")                                                                                  \
    X(HELP, "help")                                                                                \
    X(PAST, "past")                                                                                \
    X(NOW, "now")                                                                                  \
    X(PAUSED, "paused")                                                                            \
    X(RUNNING, "running")

enum lesson_sight {
#define X(symbol, word) LESSON_SIGHT_##symbol,
    LESSON_SIGHTS(X)
#undef X
    LESSON_SIGHT_COUNT
};

enum {
    LESSON_STEPS_MAX = 12,
    LESSON_TEXT_BYTES = 480,
    LESSON_TITLE_BYTES = 64,
    LESSON_DO_MAX = 4,
    LESSON_UNTIL_MAX = 6,
    LESSON_HINTS_MAX = 3,
    LESSON_NAME_BYTES = 40,
};

struct lesson_until {
    enum lesson_condition condition;
    struct statement statement; /* HOLDS; APART: as `partition`; DONE, if exact */
    enum command_kind command;  /* DONE */
    bool exact;                 /* DONE: what the statement says besides must be the same */
    enum event_kind event;      /* EVENT */
    enum lesson_sight sight;    /* SHOWN */
    bool leader;                /* DONE, EVENT: of the leader at that instant */
    uint8_t node;               /* DONE, EVENT: NODE_NONE for any; ISOLATED */
    uint32_t times;             /* EVENT, LEADERS */
    int64_t us;                 /* PASSED */
};

struct lesson_hint {
    int64_t after_us; /* real time */
    char text[LESSON_TEXT_BYTES];
};

struct lesson_step {
    char title[LESSON_TITLE_BYTES];
    char say[LESSON_TEXT_BYTES]; /* paragraphs apart by '\n' */
    char task[LESSON_TEXT_BYTES];
    int action_count, until_count, hint_count;
    struct statement action[LESSON_DO_MAX]; /* STATEMENT_COMMAND */
    struct lesson_until until[LESSON_UNTIL_MAX];
    struct lesson_hint hint[LESSON_HINTS_MAX];
};

struct lesson {
    char name[LESSON_NAME_BYTES];
    int number, total; /* of the built-in ones, 1-based; 0 of 0: from a file */
    char title[LESSON_TITLE_BYTES];
    uint8_t nodes;
    int count;
    struct lesson_step step[LESSON_STEPS_MAX];
};

/* Parse a lesson.
 *   source    names it in messages and, without folder and ".lesson", the lesson
 *   scenario  receives the settings; no timed lines
 *   errors    receives the first `max` errors
 * Returns how many; 0: both are complete. */
int lesson_parse(const char *bytes, size_t length, const char *source, struct lesson *out,
                 struct scenario *scenario, struct scenario_error *errors, int max);

/* A built-in one by its name, or a file.  Messages go to stderr.
 *   scenario  from malloc, the caller frees; NULL on failure
 * EXIT_HOLDS, EXIT_USAGE or EXIT_ENVIRONMENT. */
int lesson_load(const char *name, struct lesson *out, struct scenario **scenario);

/* The built-in ones, in their order. */
int lesson_builtin_count(void);
const char *lesson_builtin_name(int index);
/* Its title, into a buffer of LESSON_TITLE_BYTES. */
void lesson_builtin_title(int index, char *out);

#endif
