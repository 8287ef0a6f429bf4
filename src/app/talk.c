#include "app/talk.h"

#include <inttypes.h>
#include <stdarg.h>

#include "trace/property.h"

void talk_init(struct talk *self, FILE *out, enum talk_level level) {
    *self = (struct talk){ .out = out, .level = level };
    for (int i = 0; i < NODES_MAX; i++) self->follows[i] = NODE_NONE;
}

static void line(const struct talk *self, const struct event *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void line(const struct talk *self, const struct event *event, const char *format, ...) {
    va_list arguments;
    fprintf(self->out, "%4" PRId64 ".%03" PRId64 " s  ", event->t_us / US_PER_S,
            event->t_us % US_PER_S / US_PER_MS);
    va_start(arguments, format);
    vfprintf(self->out, format, arguments);
    va_end(arguments);
    fputc('\n', self->out);
    fflush(self->out);
}

void talk_header(struct talk *self, const struct trace_header *header) {
    self->broken = header->elect.broken;
    if (self->level == TALK_QUIET) return;
    char buffer[200];
    struct text text;
    const struct timers *t = &header->elect.timers;
    text_init(&text, buffer, sizeof buffer);
    static const char *const words[] = {
#define X(symbol, field, word, help) word,
        TIMERS(X)
#undef X
    };
    const int64_t values[] = {
#define X(symbol, field, word, help) t->field,
        TIMERS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        text_add(&text, i == 0 ? "" : ", ");
        text_add(&text, words[i]);
        text_add(&text, " ");
        text_add_duration(&text, values[i]);
    }
    fprintf(self->out, "%s: %d nodes, quorum %s, engine %s, seed %" PRIu64 "\n%s\n",
            header->scenario[0] != '\0' ? header->scenario : "no scenario", header->elect.nodes,
            quorum_name(header->elect.policy), engine_name(header->engine), header->seed, buffer);
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (!rule_broken(header->elect.broken, (enum rule)rule)) continue;
        fprintf(self->out, "broken on purpose: %s (%s)\n", rule_name((enum rule)rule),
                rule_change((enum rule)rule));
    }
    fflush(self->out);
}

/* Events in their plain words. */
static void say(const struct talk *self, const struct event *event, const char *prefix) {
    char buffer[400];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    event_say_broken(event, self->broken, &text);
    line(self, event, "%s%s", prefix, buffer);
}

static void talk_role(struct talk *self, const struct event *event) {
    const char name = node_letter(event->node);
    if (event->role == ROLE_LEADER) return; /* it is told with the lease */
    const bool led = self->leads[event->node];
    self->leads[event->node] = false;
    if (event->role == ROLE_ELECTED) {
        self->follows[event->node] = NODE_NONE;
        line(self, event, "Node %c: \"I am elected; I collect signatures for term %" PRIu32 ".\"",
             name, event->term);
    } else if (led) {
        line(self, event, "Node %c: \"I am no longer the leader: %s.\"", name,
             role_why_words(event->why));
    } else {
        line(self, event, "Node %c: \"I give up: %s.\"", name, role_why_words(event->why));
    }
}

static void talk_life(struct talk *self, const struct event *event) {
    self->leads[event->node] = false;
    self->follows[event->node] = NODE_NONE;
    say(self, event, "");
}

static void talk_stand(struct talk *self, const struct event *event) {
    self->follows[event->node] = NODE_NONE;
    line(self, event, "Node %c: \"I stand for election.\"", node_letter(event->node));
}

static void talk_lease(struct talk *self, const struct event *event) {
    if (self->leads[event->node]) return;
    self->leads[event->node] = true;
    line(self, event, "Node %c: \"I am the leader!\"", node_letter(event->node));
}

static void talk_follow(struct talk *self, const struct event *event) {
    if (self->follows[event->node] == event->leader) return;
    self->follows[event->node] = event->leader;
    line(self, event, "Node %c: \"Node %c is the leader.\"", node_letter(event->node),
         node_letter(event->leader));
}

void talk_event(struct talk *self, const struct event *event) {
    if (event->kind == EVENT_VIOLATION || (event->kind == EVENT_EXPECT && !event->met)) {
        say(self, event, event->kind == EVENT_EXPECT ? "FAILED  " : "");
        return;
    }
    if (self->level == TALK_QUIET) return;
    switch (event->kind) {
    case EVENT_START:
    case EVENT_STOP: talk_life(self, event); return;
    case EVENT_STAND: talk_stand(self, event); return;
    case EVENT_ROLE: talk_role(self, event); return;
    case EVENT_LEASE: talk_lease(self, event); return;
    case EVENT_FOLLOW: talk_follow(self, event); return;
    case EVENT_DUTY:
        line(self, event, "Node %c: \"Leader duty %" PRIu32 ", term %" PRIu32 ".\"",
             node_letter(event->node), event->count, event->term);
        return;
    case EVENT_COMMAND: say(self, event, "--- "); return;
    case EVENT_EXPECT: say(self, event, "ok      "); return;
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_LIST:
    case EVENT_CLOCK: say(self, event, ""); return;
    case EVENT_WRITE:
        if (!event->accepted || self->level == TALK_VERBOSE) say(self, event, "");
        return;
    case EVENT_SIGN:
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_DROP:
    case EVENT_SKIP:
        if (self->level == TALK_VERBOSE) say(self, event, "");
        return;
    case EVENT_VIOLATION:
    case EVENT_COUNT: return;
    }
}
