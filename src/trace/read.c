#include "trace/read.h"

#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trace/property.h"

#define TRACE_TIME_MAX_US (INT64_MAX / 4)

/* One record being read.  The first problem is kept, everything after it is
 * read as zero: callers check once, at the end. */
struct reader {
    struct json_object *object;
    const char *where; /* "header", "event `send`", for messages */
    uint8_t nodes;
    bool failed;
    struct err_info *info;
};

static void fail(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct reader *r, const char *format, ...) {
    va_list arguments;
    if (r->failed) return;
    r->failed = true;
    va_start(arguments, format);
    vsnprintf(r->info->text, sizeof r->info->text, format, arguments);
    va_end(arguments);
}

static struct json_object *get(struct reader *r, const char *name, enum json_type type,
                               const char *expected) {
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(r->object, name, &value)) {
        fail(r, "%s: field `%s` is missing; expected %s", r->where, name, expected);
        return NULL;
    }
    if (json_object_get_type(value) == type) return value;
    fail(r, "%s: field `%s` is %s; expected %s", r->where, name,
         json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN), expected);
    return NULL;
}

static bool has(const struct reader *r, const char *name) {
    return json_object_object_get_ex(r->object, name, NULL) != 0;
}

static int64_t get_int(struct reader *r, const char *name, int64_t min, int64_t max) {
    struct json_object *value = get(r, name, json_type_int, "an integer");
    if (value == NULL) return 0;
    const int64_t number = json_object_get_int64(value);
    if (number >= min && number <= max) return number;
    fail(r, "%s: field `%s` is %lld; expected %lld to %lld", r->where, name, (long long)number,
         (long long)min, (long long)max);
    return 0;
}

static uint32_t get_u32(struct reader *r, const char *name) {
    return (uint32_t)get_int(r, name, 0, UINT32_MAX);
}

/* json-c turns what is too large into INT64_MAX: that one is refused. */
static uint64_t get_u64(struct reader *r, const char *name) {
    return (uint64_t)get_int(r, name, 0, INT64_MAX - 1);
}

/* Far from the ends, so that nobody who adds a timer to a time overflows. */
static int64_t get_time(struct reader *r, const char *name, int64_t min_us) {
    return get_int(r, name, min_us, TRACE_TIME_MAX_US);
}

static bool get_bool(struct reader *r, const char *name) {
    struct json_object *value = get(r, name, json_type_boolean, "true or false");
    return value != NULL && json_object_get_boolean(value);
}

static const char *get_string(struct reader *r, const char *name) {
    struct json_object *value = get(r, name, json_type_string, "a string");
    return value != NULL ? json_object_get_string(value) : "";
}

static void copy_string(struct reader *r, const char *name, char *out, size_t bytes) {
    const char *string = get_string(r, name);
    if (strlen(string) >= bytes) {
        fail(r, "%s: field `%s` is longer than %zu bytes", r->where, name, bytes - 1);
        return;
    }
    snprintf(out, bytes, "%s", string);
}

static uint8_t to_node(struct reader *r, const char *name, const char *string) {
    if (string[0] >= 'A' && string[0] < 'A' + r->nodes && string[1] == '\0') {
        return (uint8_t)(string[0] - 'A');
    }
    fail(r, "%s: field `%s` names `%.20s`; expected a node, A to %c", r->where, name, string,
         'A' + r->nodes - 1);
    return 0;
}

static uint8_t get_node(struct reader *r, const char *name) {
    struct json_object *value = get(r, name, json_type_string, "a node's name");
    return value != NULL ? to_node(r, name, json_object_get_string(value)) : 0;
}

static uint8_t get_node_or_null(struct reader *r, const char *name) {
    struct json_object *value = NULL;
    if (json_object_object_get_ex(r->object, name, &value) && value == NULL) return NODE_NONE;
    return get_node(r, name);
}

static struct json_object *get_array(struct reader *r, const char *name) {
    return get(r, name, json_type_array, "a list");
}

static const char *array_string(struct reader *r, const char *name, struct json_object *array,
                                size_t at) {
    struct json_object *value = json_object_array_get_idx(array, at);
    if (json_object_get_type(value) == json_type_string) return json_object_get_string(value);
    fail(r, "%s: field `%s` must be a list of strings", r->where, name);
    return "A";
}

static struct node_set get_set(struct reader *r, const char *name) {
    struct node_set set = SET_EMPTY;
    struct json_object *array = get_array(r, name);
    const size_t count = array != NULL ? json_object_array_length(array) : 0;
    for (size_t i = 0; i < count && !r->failed; i++) {
        set = set_with(set, to_node(r, name, array_string(r, name, array, i)));
    }
    return set;
}

/* The row of a table a string names; `count` when there is none (reported). */
static unsigned get_row(struct reader *r, const char *name, unsigned found, unsigned count) {
    if (found < count || r->failed) return found < count ? found : 0;
    fail(r, "%s: field `%s` is `%.40s`, which is unknown", r->where, name, get_string(r, name));
    return 0;
}

/* ---- header ------------------------------------------------------------------------- */

static void read_ring(struct reader *r, struct trace_header *out) {
    struct json_object *array = get_array(r, "ring");
    struct node_set seen = SET_EMPTY;
    const size_t count = array != NULL ? json_object_array_length(array) : 0;
    if (r->failed) return;
    if (count != out->elect.nodes) {
        fail(r, "header: `ring` must name each node once");
        return;
    }
    for (size_t i = 0; i < count && !r->failed; i++) {
        out->ring[i] = to_node(r, "ring", array_string(r, "ring", array, i));
        if (set_has(seen, out->ring[i])) fail(r, "header: `ring` must name each node once");
        seen = set_with(seen, out->ring[i]);
    }
    if (!r->failed) elect_ring(&out->elect, out->ring, out->elect.nodes);
}

static void read_timers(struct reader *r, struct timers *out) {
    struct timers t = { .drift_ppm = (uint32_t)get_int(r, "drift_ppm", 0, DRIFT_PPM_MAX) };
    struct json_object *object = get(r, "timers_us", json_type_object, "an object of timers");
    struct reader inner = *r;
    if (r->failed) return;
    inner.object = object;
    inner.where = "header: timers_us";
    t.hop_us = get_int(&inner, "hop", 1, TIMER_MAX_US);
    t.hop_timeout_us = get_int(&inner, "hop_timeout", 1, TIMER_MAX_US);
    t.heartbeat_us = get_int(&inner, "heartbeat", 1, TIMER_MAX_US);
    t.lease_us = get_int(&inner, "lease", 1, TIMER_MAX_US);
    t.promise_us = get_int(&inner, "promise", 1, TIMER_MAX_US);
    t.stand_us = get_int(&inner, "stand", 1, TIMER_MAX_US);
    r->failed = inner.failed;
    *out = t;
}

static void read_broken(struct reader *r, struct rule_set *out) {
    struct json_object *array = get_array(r, "broken");
    const size_t count = array != NULL ? json_object_array_length(array) : 0;
    for (size_t i = 0; i < count && !r->failed; i++) {
        const char *name = array_string(r, "broken", array, i);
        const enum rule rule = rule_by_name(name);
        if (rule == RULE_COUNT) fail(r, "header: `broken` names the unknown rule `%.40s`", name);
        else *out = rule_break(*out, rule);
    }
}

static void read_header(struct reader *r, struct trace_header *out) {
    memset(out, 0, sizeof *out);
    r->where = "header";
    r->nodes = NODES_MAX;
    const int64_t version = get_int(r, "v", 0, INT32_MAX);
    if (!r->failed && version != TRACE_SCHEMA) {
        fail(r, "header: schema version %lld; this program reads version %d", (long long)version,
             TRACE_SCHEMA);
    }
    copy_string(r, "program", out->program, sizeof out->program);
    copy_string(r, "scenario", out->scenario, sizeof out->scenario);
    out->engine = (enum engine_kind)get_row(r, "engine", engine_by_name(get_string(r, "engine")),
                                            ENGINE_COUNT);
    const char *seed = get_string(r, "seed");
    if (!r->failed && !text_parse_uint(seed, strlen(seed), &out->seed)) {
        fail(r, "header: field `seed` is `%.40s`; expected a number in a string", seed);
    }
    out->elect.policy = (enum quorum_policy)get_row(
        r, "quorum", quorum_by_name(get_string(r, "quorum")), QUORUM_COUNT);
    const struct node_set nodes = get_set(r, "nodes");
    out->elect.nodes = set_count(nodes);
    if (!r->failed &&
        (out->elect.nodes < NODES_MIN || !set_equal(nodes, set_all(out->elect.nodes)))) {
        fail(r, "header: `nodes` must name 2 to 10 nodes from A on");
    }
    r->nodes = out->elect.nodes;
    read_ring(r, out);
    struct timers wanted = { 0 };
    read_timers(r, &wanted);
    read_broken(r, &out->elect.broken);
    if (r->failed) return;
    out->elect.timers = timers_derive(out->elect.nodes, out->elect.policy, &wanted);
}

/* ---- verdict -------------------------------------------------------------------------- */

static void read_verdict(struct reader *r, struct trace_verdict *out) {
    *out = (struct trace_verdict){ 0 };
    r->where = "verdict";
    out->exit = (int)get_int(r, "exit", 0, 255);
    out->events = get_u64(r, "events");
    out->violations = get_u64(r, "violations");
    out->elections = get_u64(r, "elections");
    struct reader inner = *r;
    inner.object = get(r, "expectations", json_type_object, "an object");
    if (r->failed) return;
    inner.where = "verdict: expectations";
    out->expectations_met = get_u64(&inner, "met");
    out->expectations_failed = get_u64(&inner, "failed");
    r->failed = inner.failed;
    inner.object = get(r, "messages", json_type_object, "an object");
    if (r->failed) return;
    inner.where = "verdict: messages";
    for (unsigned kind = 0; kind < MESSAGE_COUNT; kind++) {
        out->messages[kind] = get_u64(&inner, message_kind_name((enum message_kind)kind));
    }
    r->failed = inner.failed;
}

/* ---- events ----------------------------------------------------------------------------- */

static void read_message(struct reader *r, struct event *out) {
    out->id = get_u64(r, "id");
    out->from = get_node(r, "from");
    out->to = get_node(r, "to");
    out->message = (enum message_kind)get_row(
        r, "message", message_kind_by_name(get_string(r, "message")), MESSAGE_COUNT);
    out->term = get_u32(r, "term");
    out->origin = get_node(r, "origin");
}

static void read_send(struct reader *r, struct event *out) {
    read_message(r, out);
    out->signatures = get_set(r, "signatures");
    out->need = get_u32(r, "need");
    out->sent_us = get_time(r, "sent_us", -TRACE_TIME_MAX_US);
    out->hop = get_u32(r, "hop");
    if (has(r, "copy_of")) out->copy_of = get_u64(r, "copy_of");
    if (has(r, "reordered")) out->reordered = get_bool(r, "reordered");
}

static void read_pending(struct reader *r, struct event *out) {
    struct json_object *array = get_array(r, "pending");
    const size_t count = array != NULL ? json_object_array_length(array) : 0;
    for (size_t i = 0; i < count && !r->failed; i++) {
        const char *change = array_string(r, "pending", array, i);
        if (change[0] != '+' && change[0] != '-') {
            fail(r, "%s: `pending` has `%.20s`; expected +X or -X", r->where, change);
            return;
        }
        const uint8_t node = to_node(r, "pending", change + 1);
        if (change[0] == '+') out->joining = set_with(out->joining, node);
        else out->leaving = set_with(out->leaving, node);
    }
}

static void read_role(struct reader *r, struct event *out) {
    out->role = (enum role)get_row(r, "role", role_by_name(get_string(r, "role")), ROLE_COUNT);
    out->term = get_u32(r, "term");
    out->why = (enum role_why)get_row(r, "why", role_why_by_words(get_string(r, "why")), WHY_COUNT);
    if (has(r, "list")) out->version = get_u32(r, "list");
}

static void read_command(struct reader *r, struct event *out) {
    const char *text = get_string(r, "text");
    if (r->failed || command_parse(text, r->nodes, &out->command)) return;
    fail(r, "%s: field `text` is `%.80s`, which is no statement", r->where, text);
}

static void read_violation(struct reader *r, struct event *out) {
    out->property = (uint8_t)get_row(r, "property", property_by_name(get_string(r, "property")),
                                     PROPERTY_COUNT);
    copy_string(r, "detail", out->text, sizeof out->text);
    out->expected = get_bool(r, "expected");
    if (has(r, "cause_seq")) out->line = get_u32(r, "cause_seq");
}

static void read_lease(struct reader *r, struct event *out) {
    out->term = get_u32(r, "term");
    out->until_us = get_time(r, "until_us", -TRACE_TIME_MAX_US);
    out->signatures = get_set(r, "signatures");
    if (has(r, "list")) out->version = get_u32(r, "list");
}

static void read_sign(struct reader *r, struct event *out) {
    out->term = get_u32(r, "term");
    out->leader = get_node(r, "leader");
    if (out->kind == EVENT_SIGN) {
        out->until_us = get_time(r, "promise_until_us", -TRACE_TIME_MAX_US);
    }
}

static void read_fields(struct reader *r, struct event *out) {
    switch (out->kind) {
    case EVENT_START:
        out->term = get_u32(r, "term");
        out->leader = get_node_or_null(r, "voted");
        out->until_us = get_time(r, "promise_until_us", -TRACE_TIME_MAX_US);
        if (has(r, "revived")) out->revived = get_bool(r, "revived");
        return;
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE: return;
    case EVENT_STAND:
        if (has(r, "term")) out->term = get_u32(r, "term");
        return;
    case EVENT_ROLE: read_role(r, out); return;
    case EVENT_SIGN:
    case EVENT_FOLLOW: read_sign(r, out); return;
    case EVENT_LEASE: read_lease(r, out); return;
    case EVENT_WRITE:
        out->accepted = get_bool(r, "accepted");
        out->highest = get_u32(r, "highest");
        out->term = get_u32(r, "term");
        out->count = get_u32(r, "count");
        return;
    case EVENT_DUTY:
        out->term = get_u32(r, "term");
        out->count = get_u32(r, "count");
        return;
    case EVENT_SEND: read_send(r, out); return;
    case EVENT_DROP:
        out->reason = (enum drop_reason)get_row(
            r, "reason", drop_reason_by_name(get_string(r, "reason")), DROP_COUNT);
        read_message(r, out);
        return;
    case EVENT_DELIVER: read_message(r, out); return;
    case EVENT_SKIP:
        out->to = get_node(r, "skipped");
        if (has(r, "message")) {
            out->message = (enum message_kind)get_row(
                r, "message", message_kind_by_name(get_string(r, "message")), MESSAGE_COUNT);
        }
        if (has(r, "origin")) out->origin = get_node(r, "origin");
        return;
    case EVENT_LIST:
        out->version = get_u32(r, "version");
        out->members = get_set(r, "members");
        read_pending(r, out);
        return;
    case EVENT_COMMAND: read_command(r, out); return;
    case EVENT_EXPECT:
        copy_string(r, "text", out->text, sizeof out->text);
        out->line = get_u32(r, "line");
        out->met = get_bool(r, "met");
        return;
    case EVENT_VIOLATION: read_violation(r, out); return;
    case EVENT_CLOCK: out->until_us = get_time(r, "left_out_us", 0); return;
    case EVENT_COUNT: return;
    }
}

static bool belongs_to_a_node(enum event_kind kind) {
    return kind != EVENT_LIST && kind != EVENT_COMMAND && kind != EVENT_EXPECT &&
           kind != EVENT_VIOLATION && kind != EVENT_CLOCK;
}

static void read_event(struct reader *r, struct event *out) {
    char where[64];
    memset(out, 0, sizeof *out);
    r->where = "event";
    const char *name = get_string(r, "event");
    out->kind = event_by_name(name);
    if (out->kind == EVENT_COUNT && !r->failed) {
        const char *names[EVENT_COUNT];
        for (unsigned i = 0; i < EVENT_COUNT; i++) names[i] = event_name((enum event_kind)i);
        const char *nearest = text_nearest(name, names, EVENT_COUNT);
        fail(r, "unknown event `%.40s`%s%s%s", name, nearest != NULL ? "; did you mean `" : "",
             nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
    }
    if (r->failed) return;
    snprintf(where, sizeof where, "event `%s`", name);
    r->where = where;
    out->t_us = get_time(r, "t_us", 0);
    out->seq = get_u64(r, "seq");
    out->node = NODE_NONE;
    const bool channel =
        out->kind == EVENT_SEND || out->kind == EVENT_DELIVER || out->kind == EVENT_DROP;
    if (has(r, "node") || (belongs_to_a_node(out->kind) && !channel))
        out->node = get_node(r, "node");
    read_fields(r, out);
    r->where = "event";
}

/* ---- one line ------------------------------------------------------------------------------ */

enum err read_record(const char *line, size_t length, uint8_t nodes, struct record *out,
                     int *column, struct err_info *info) {
    struct reader r = { .where = "line", .nodes = nodes, .info = info };
    *column = 1;
    if (length > INT32_MAX) {
        snprintf(info->text, sizeof info->text, "the line is longer than 2 GB");
        return ERR_TRACE;
    }
    struct json_tokener *tokener = json_tokener_new();
    if (tokener == NULL) return ERR_NO_MEMORY;
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    r.object = json_tokener_parse_ex(tokener, line, (int)length);
    const enum json_tokener_error error = json_tokener_get_error(tokener);
    *column = (int)json_tokener_get_parse_end(tokener) + 1;
    json_tokener_free(tokener);
    if (error != json_tokener_success || json_object_get_type(r.object) != json_type_object) {
        fail(&r, error == json_tokener_continue
                     ? "the record ends in the middle; expected one JSON "
                       "object a line"
                     : "expected one JSON object a line");
    } else {
        *column = 1;
        const char *type = get_string(&r, "type");
        if (strcmp(type, "header") == 0) {
            out->kind = RECORD_HEADER;
            read_header(&r, &out->header);
        } else if (strcmp(type, "event") == 0) {
            out->kind = RECORD_EVENT;
            read_event(&r, &out->event);
        } else if (strcmp(type, "verdict") == 0) {
            out->kind = RECORD_VERDICT;
            read_verdict(&r, &out->verdict);
        } else {
            fail(&r, "`type` is `%.40s`; expected header, event or verdict", type);
        }
    }
    json_object_put(r.object);
    return r.failed ? ERR_TRACE : ERR_NONE;
}
