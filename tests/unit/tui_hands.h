/* tests/unit/tui_hands.h - hands on a keyboard, and a cluster that does what it is told.
 *
 * For the tests of input, prompt and record: keys go in, commands come out and are
 * carried out as the events an engine would tell.
 */
#ifndef TESTS_UNIT_TUI_HANDS_H
#define TESTS_UNIT_TUI_HANDS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/hands/input.h"

static struct view view;
static struct record record;
static struct ui ui;
static struct input_state input;
static struct input_result result;
static struct trace_header header;
static int64_t real_us;

static inline void tell(struct event event) {
    event.t_us = view.now_us + 1000;
    event.seq = view.events + 1;
    view_event(&view, &event);
    record_event(&record, &event);
    ui.now_us = view.now_us;
}

static inline void tell_of(enum event_kind kind, uint8_t node) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.node = node;
    event.leader = NODE_NONE;
    event.until_us = TIME_PAST;
    tell(event);
}

/* A fresh cluster: everyone runs, nobody leads. */
static inline void cluster(uint8_t nodes, enum quorum_policy policy) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    const uint8_t order[NODES_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    memset(&header, 0, sizeof header);
    snprintf(header.program, sizeof header.program, "ringleader test");
    header.engine = ENGINE_THREADS;
    header.seed = 42;
    header.elect.nodes = nodes;
    header.elect.policy = policy;
    header.elect.timers = timers_derive(nodes, policy, &wanted);
    memcpy(header.ring, order, sizeof header.ring);
    elect_ring(&header.elect, order, nodes);
    view_init(&view, &header);
    record_init(&record, nodes);
    input_init(&input, nodes);
    memset(&ui, 0, sizeof ui);
    ui.live = true;
    ui.speed_permille = 1000;
    ui.engine = "threads";
    real_us = 0;
    for (uint8_t node = 0; node < nodes; node++) tell_of(EVENT_START, node);
}

/* The node holds a lease that does not end in a test. */
static inline void let_lead(uint8_t node, uint32_t term) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_ROLE;
    event.node = node;
    event.role = ROLE_LEADER;
    event.term = term;
    tell(event);
    event.kind = EVENT_LEASE;
    event.until_us = view.now_us + 3600 * US_PER_S;
    event.signatures = set_all(header.elect.nodes);
    tell(event);
}

/* What an engine tells when it carries a command out. */
static inline void carry_out(const struct command *command) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_COMMAND;
    event.node = NODE_NONE;
    event.command = *command;
    tell(event);
    for (uint8_t node = 0; node < header.elect.nodes; node++) {
        if (!set_has(command->who, node)) continue;
        if (command->kind == COMMAND_KILL && view.node[node].live) tell_of(EVENT_STOP, node);
        if (command->kind == COMMAND_REVIVE && !view.node[node].live) tell_of(EVENT_START, node);
        if (command->kind == COMMAND_STALL) tell_of(EVENT_STALL, node);
        if (command->kind == COMMAND_WAKE) tell_of(EVENT_WAKE, node);
    }
}

/* The key alone; what came of it is in `result`. */
static inline void press_only(int code) {
    const struct term_key key = { .code = code };
    real_us += 50000;
    input_key(&input, &ui, &view, &record, &key, real_us, &result);
}

static inline void press(int code) {
    press_only(code);
    for (int i = 0; i < result.command_count; i++) carry_out(&result.command[i]);
}

/* Characters; '\n' is Enter. */
static inline void type(const char *keys) {
    for (; *keys != '\0'; keys++) press(*keys == '\n' ? KEYS_CODE_ENTER : (unsigned char)*keys);
}

/* The commands of the last key as one text, "; " between them. */
static inline const char *commands(void) {
    static char buffer[4000];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    for (int i = 0; i < result.command_count; i++) {
        if (i > 0) text_add(&text, "; ");
        command_print(&result.command[i], &text);
    }
    return buffer;
}

#define ASSERT_COMMANDS(expected) assert_string_equal(commands(), expected)
#define ASSERT_SAYS(part)                                                                          \
    do {                                                                                           \
        if (strstr(ui.toast, part) == NULL)                                                        \
            fail_msg("\"%s\" does not say \"%s\"", ui.toast, part);                                \
    } while (0)

#endif
