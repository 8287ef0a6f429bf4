#include "trace/write.h"

#include "base/check.h"
#include "trace/property.h"

/* ---- JSON, as much as a flat record needs ------------------------------------------ */

/* How many bytes the UTF-8 character here has; 0 when it is none (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF).  Stops at a NUL. */
static size_t utf8_bytes(const unsigned char *at) {
    if (at[0] < 0x80) return 1;
    const size_t bytes = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4) return 0;
    for (size_t i = 1; i < bytes; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
    }
    const bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    const bool surrogate = at[0] == 0xed && at[1] >= 0xa0;
    const bool beyond = at[0] == 0xf4 && at[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : bytes;
}

/* What is not UTF-8 (a note cut in the middle of a character) becomes '?'. */
static void add_string(struct text *out, const char *string) {
    static const char hex[] = "0123456789abcdef";
    const unsigned char *at = (const unsigned char *)string;
    text_add_char(out, '"');
    while (*at != '\0') {
        const size_t bytes = utf8_bytes(at);
        if (bytes > 1) {
            text_add_n(out, (const char *)at, bytes);
        } else if (bytes == 0) {
            text_add_char(out, '?');
        } else if (*at == '"' || *at == '\\') {
            text_add_char(out, '\\');
            text_add_char(out, (char)*at);
        } else if (*at < 0x20) {
            text_add(out, "\\u00");
            text_add_char(out, hex[*at >> 4]);
            text_add_char(out, hex[*at & 15]);
        } else {
            text_add_char(out, (char)*at);
        }
        at += bytes > 0 ? bytes : 1;
    }
    text_add_char(out, '"');
}

static void key(struct text *out, const char *name) {
    if (out->at[out->length - 1] != '{') text_add_char(out, ',');
    text_add_char(out, '"');
    text_add(out, name);
    text_add(out, "\":");
}

static void field_uint(struct text *out, const char *name, uint64_t value) {
    key(out, name);
    text_add_uint(out, value);
}

static void field_int(struct text *out, const char *name, int64_t value) {
    key(out, name);
    text_add_int(out, value);
}

static void field_bool(struct text *out, const char *name, bool value) {
    key(out, name);
    text_add(out, value ? "true" : "false");
}

static void field_string(struct text *out, const char *name, const char *value) {
    key(out, name);
    add_string(out, value);
}

static void add_node(struct text *out, uint8_t node) {
    if (node >= NODES_MAX) {
        text_add(out, "null");
        return;
    }
    text_add_char(out, '"');
    text_add_char(out, node_letter(node));
    text_add_char(out, '"');
}

static void field_node(struct text *out, const char *name, uint8_t node) {
    key(out, name);
    add_node(out, node);
}

static void field_set(struct text *out, const char *name, struct node_set set) {
    bool first = true;
    key(out, name);
    text_add_char(out, '[');
    for (uint8_t node = 0; node < NODES_MAX; node++) {
        if (!set_has(set, node)) continue;
        if (!first) text_add_char(out, ',');
        add_node(out, node);
        first = false;
    }
    text_add_char(out, ']');
}

/* What waits to change the list: ["+B","-C"], joining before leaving. */
static void field_pending(struct text *out, struct node_set joining, struct node_set leaving) {
    bool first = true;
    key(out, "pending");
    text_add_char(out, '[');
    for (int sign = 0; sign < 2; sign++) {
        const struct node_set set = sign == 0 ? joining : leaving;
        for (uint8_t node = 0; node < NODES_MAX; node++) {
            if (!set_has(set, node)) continue;
            text_add(out, first ? "\"" : ",\"");
            text_add_char(out, sign == 0 ? '+' : '-');
            text_add_char(out, node_letter(node));
            text_add_char(out, '"');
            first = false;
        }
    }
    text_add_char(out, ']');
}

/* ---- header and verdict --------------------------------------------------------------- */

static void header_nodes(const struct trace_header *header, struct text *out) {
    field_set(out, "nodes", set_all(header->elect.nodes));
    key(out, "ring");
    text_add_char(out, '[');
    for (uint8_t i = 0; i < header->elect.nodes; i++) {
        if (i > 0) text_add_char(out, ',');
        add_node(out, header->ring[i]);
    }
    text_add_char(out, ']');
}

static void header_timers(const struct timers *timers, struct text *out) {
    key(out, "timers_us");
    text_add_char(out, '{');
    field_int(out, "hop", timers->hop_us);
    field_int(out, "hop_timeout", timers->hop_timeout_us);
    field_int(out, "heartbeat", timers->heartbeat_us);
    field_int(out, "lease", timers->lease_us);
    field_int(out, "promise", timers->promise_us);
    field_int(out, "stand", timers->stand_us);
    text_add_char(out, '}');
}

static void header_broken(struct rule_set broken, struct text *out) {
    bool first = true;
    key(out, "broken");
    text_add_char(out, '[');
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (!rule_broken(broken, (enum rule)rule)) continue;
        if (!first) text_add_char(out, ',');
        add_string(out, rule_name((enum rule)rule));
        first = false;
    }
    text_add_char(out, ']');
}

void write_header_line(const struct trace_header *header, struct text *out) {
    char seed[24];
    struct text digits;
    text_init(&digits, seed, sizeof seed);
    text_add_uint(&digits, header->seed);
    text_add_char(out, '{');
    field_string(out, "type", "header");
    field_int(out, "v", TRACE_SCHEMA);
    field_string(out, "program", header->program);
    field_string(out, "engine", engine_name(header->engine));
    field_string(out, "scenario", header->scenario);
    header_nodes(header, out);
    field_string(out, "quorum", quorum_name(header->elect.policy));
    field_string(out, "seed", seed);
    header_timers(&header->elect.timers, out);
    field_uint(out, "drift_ppm", header->elect.timers.drift_ppm);
    header_broken(header->elect.broken, out);
    text_add_char(out, '}');
}

void write_verdict_line(const struct trace_verdict *verdict, struct text *out) {
    text_add_char(out, '{');
    field_string(out, "type", "verdict");
    field_int(out, "exit", verdict->exit);
    field_uint(out, "events", verdict->events);
    field_uint(out, "violations", verdict->violations);
    key(out, "expectations");
    text_add_char(out, '{');
    field_uint(out, "met", verdict->expectations_met);
    field_uint(out, "failed", verdict->expectations_failed);
    text_add_char(out, '}');
    field_uint(out, "elections", verdict->elections);
    key(out, "messages");
    text_add_char(out, '{');
    for (unsigned kind = 0; kind < MESSAGE_COUNT; kind++) {
        field_uint(out, message_kind_name((enum message_kind)kind), verdict->messages[kind]);
    }
    text_add(out, "}}");
}

/* ---- events ----------------------------------------------------------------------------- */

static void write_message(const struct event *event, struct text *out) {
    field_uint(out, "id", event->id);
    field_node(out, "from", event->from);
    field_node(out, "to", event->to);
    field_string(out, "message", message_kind_name(event->message));
    field_uint(out, "term", event->term);
    field_node(out, "origin", event->origin);
}

static void write_send(const struct event *event, struct text *out) {
    write_message(event, out);
    field_set(out, "signatures", event->signatures);
    field_uint(out, "need", event->need);
    field_int(out, "sent_us", event->sent_us);
    field_uint(out, "hop", event->hop);
    if (event->copy_of != 0) field_uint(out, "copy_of", event->copy_of);
    if (event->reordered) field_bool(out, "reordered", true);
}

static void write_role(const struct event *event, bool active, struct text *out) {
    field_string(out, "role", role_name(event->role));
    field_uint(out, "term", event->term);
    if (active) field_uint(out, "list", event->version);
    field_string(out, "why", role_why_words(event->why));
}

static void write_lease(const struct event *event, bool active, struct text *out) {
    field_uint(out, "term", event->term);
    field_int(out, "until_us", event->until_us);
    field_set(out, "signatures", event->signatures);
    if (active) field_uint(out, "list", event->version);
}

static void write_write(const struct event *event, struct text *out) {
    field_uint(out, "term", event->term);
    field_uint(out, "count", event->count);
    field_bool(out, "accepted", event->accepted);
    field_uint(out, "highest", event->highest);
}

static void write_command(const struct event *event, struct text *out) {
    char buffer[256];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    command_print(&event->command, &words);
    field_string(out, "text", buffer);
}

static void write_fields(const struct event *event, bool active, struct text *out) {
    switch (event->kind) {
    case EVENT_START:
        field_uint(out, "term", event->term);
        field_node(out, "voted", event->leader);
        field_int(out, "promise_until_us", event->until_us);
        field_bool(out, "revived", event->revived);
        return;
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE: return;
    case EVENT_STAND: field_uint(out, "term", event->term); return;
    case EVENT_ROLE: write_role(event, active, out); return;
    case EVENT_SIGN:
        field_uint(out, "term", event->term);
        field_node(out, "leader", event->leader);
        field_int(out, "promise_until_us", event->until_us);
        return;
    case EVENT_LEASE: write_lease(event, active, out); return;
    case EVENT_FOLLOW:
        field_uint(out, "term", event->term);
        field_node(out, "leader", event->leader);
        return;
    case EVENT_DUTY:
        field_uint(out, "term", event->term);
        field_uint(out, "count", event->count);
        return;
    case EVENT_WRITE: write_write(event, out); return;
    case EVENT_SEND: write_send(event, out); return;
    case EVENT_DELIVER: write_message(event, out); return;
    case EVENT_DROP:
        write_message(event, out);
        field_string(out, "reason", drop_reason_name(event->reason));
        return;
    case EVENT_SKIP:
        field_node(out, "skipped", event->to);
        field_string(out, "message", message_kind_name(event->message));
        field_node(out, "origin", event->origin);
        return;
    case EVENT_LIST:
        field_uint(out, "version", event->version);
        field_set(out, "members", event->members);
        field_pending(out, event->joining, event->leaving);
        return;
    case EVENT_COMMAND: write_command(event, out); return;
    case EVENT_EXPECT:
        field_string(out, "text", event->text);
        field_uint(out, "line", event->line);
        field_bool(out, "met", event->met);
        return;
    case EVENT_VIOLATION:
        field_string(out, "property", property_name((enum property)event->property));
        field_string(out, "detail", event->text);
        field_bool(out, "expected", event->expected);
        field_uint(out, "cause_seq", event->line);
        return;
    case EVENT_CLOCK: field_int(out, "left_out_us", event->until_us); return;
    case EVENT_COUNT: break;
    }
    UNREACHABLE();
}

void write_event_line(const struct event *event, const struct trace_header *header,
                      struct text *out) {
    text_add_char(out, '{');
    field_string(out, "type", "event");
    field_int(out, "t_us", event->t_us);
    field_uint(out, "seq", event->seq);
    field_string(out, "event", event_name(event->kind));
    if (event->node != NODE_NONE) field_node(out, "node", event->node);
    write_fields(event, header->elect.policy == QUORUM_ACTIVE, out);
    text_add_char(out, '}');
}
