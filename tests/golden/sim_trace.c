/* Goal: a seed gives the same trace, to the byte, with every compiler and at every
 * level of optimisation.
 * Method: a run with every command, five nodes, seed 42, against the file kept;
 * GOLDEN_UPDATE=1 writes it anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/sim.h"
#include "trace/write.h"

static const char path[] = "tests/golden/sim_seed42.jsonl";

static const struct {
    int64_t at_us;
    const char *text;
} script[] = {
    { 3500, "duplicate 30" },     { 150000, "drift B 10000" },
    { 150000, "drift C -10000" }, { 300000, "stall A mid-duty" },
    { 900000, "reorder 20" },     { 900000, "loss 10 C > D" },
    { 1500000, "wake A" },        { 1600000, "partition A B | C D E" },
    { 2500000, "heal" },          { 2600000, "kill C" },
    { 2700000, "cut D > E" },     { 2750000, "stall B" },
    { 2900000, "delay 12500us" }, { 3000000, "isolate A" },
    { 3100000, "revive C" },      { 3100000, "wake B" },
    { 3200000, "heal D E" },      { 3300000, "heal" },
    { 3400000, "delay 0" },       { 4200000, "note the end" },
};

struct collector {
    struct event_sink sink;
    struct trace_header header;
    uint64_t seq;
    char *bytes;
    size_t length, room;
};

static void add(struct collector *self, const char *line) {
    const size_t length = strlen(line);
    if (self->length + length + 2 > self->room) {
        self->room = 2 * (self->room + length + 2);
        self->bytes = realloc(self->bytes, self->room);
        assert_non_null(self->bytes);
    }
    memcpy(self->bytes + self->length, line, length);
    self->length += length;
    self->bytes[self->length++] = '\n';
    self->bytes[self->length] = '\0';
}

static void put(struct event_sink *sink, const struct event *told) {
    struct collector *self = (struct collector *)sink;
    static char buffer[TRACE_LINE_BYTES];
    struct event event = *told;
    struct text line;
    event.seq = ++self->seq;
    text_init(&line, buffer, sizeof buffer);
    write_event_line(&event, &self->header, &line);
    add(self, buffer);
}

static struct trace_header header_42(void) {
    static const uint8_t ring[NODES_MAX] = { 0, 2, 1, 3, 4 };
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    struct trace_header header;
    memset(&header, 0, sizeof header);
    snprintf(header.program, sizeof header.program, "ringleader");
    header.engine = ENGINE_SIM;
    header.seed = 42;
    memcpy(header.ring, ring, sizeof ring);
    header.elect.policy = QUORUM_ACTIVE;
    elect_ring(&header.elect, ring, 5);
    header.elect.timers = timers_derive(5, QUORUM_ACTIVE, &wanted);
    return header;
}

static struct collector run(bool shuffle) {
    static struct sim sim;
    static char buffer[TRACE_LINE_BYTES];
    struct text line;
    struct collector out = { .sink = { put }, .header = header_42() };
    text_init(&line, buffer, sizeof buffer);
    write_header_line(&out.header, &line);
    add(&out, buffer);
    memset(&sim, 0x5a, sizeof sim); /* nothing of before may show */
    sim_init(&sim, &out.header.elect, out.header.seed, shuffle);
    sim_start(&sim, &out.sink);
    for (size_t i = 0; i < sizeof script / sizeof script[0]; i++) {
        struct command command;
        assert_true(command_parse(script[i].text, 5, &command));
        sim_run(&sim, script[i].at_us, &out.sink);
        sim_command(&sim, &command, &out.sink);
    }
    return out;
}

static void the_same_seed_gives_the_same_bytes(void **state) {
    (void)state;
    for (int shuffle = 0; shuffle < 2; shuffle++) {
        struct collector first = run(shuffle != 0), second = run(shuffle != 0);
        assert_true(first.length > 100000);
        assert_int_equal(first.length, second.length);
        assert_memory_equal(first.bytes, second.bytes, first.length);
        free(first.bytes);
        free(second.bytes);
    }
}

static char *read_golden(void) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long length = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)length + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)length, file), length);
    bytes[length] = '\0';
    fclose(file);
    return bytes;
}

static void the_trace_of_seed_42_is_the_one_kept(void **state) {
    (void)state;
    struct collector trace = run(false);
    if (getenv("GOLDEN_UPDATE") != NULL) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(trace.bytes, 1, trace.length, file), trace.length);
        assert_int_equal(fclose(file), 0);
    }
    char *golden = read_golden();
    size_t line = 1, at = 0;
    while (golden[at] != '\0' && golden[at] == trace.bytes[at]) line += golden[at++] == '\n';
    if (golden[at] != trace.bytes[at]) {
        fail_msg("%s:%zu differs from the trace made now (make golden writes it anew)", path, line);
    }
    free(golden);
    free(trace.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(the_trace_of_seed_42_is_the_one_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
