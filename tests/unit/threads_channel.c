#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "election/message.h"
#include "threads/channel.h"
#include "threads/sys.h"

static void frame_bytes(uint64_t id, uint8_t bytes[FRAME_BYTES]) {
    const struct frame frame = { .message = { .kind = MESSAGE_LEADER, .term = (uint32_t)id },
                                 .id = id };
    frame_encode(&frame, bytes);
}

static void a_full_pipe_takes_a_frame_whole_or_not_at_all(void **state) {
    (void)state;
    struct channel channel;
    uint8_t bytes[FRAME_BYTES];
    assert_true(channel_open(&channel, FRAME_BYTES));
    const int capacity = fcntl(channel.fds[1], F_SETPIPE_SZ, 4096);
    if (capacity < 0) skip();
    uint64_t written = 0;
    for (frame_bytes(1, bytes); channel_write(&channel, bytes); frame_bytes(written + 1, bytes)) {
        written++;
    }
    /* The rest of the page is smaller than a frame, but not nothing. */
    assert_int_equal(written, (uint64_t)capacity / FRAME_BYTES);
    assert_int_not_equal(capacity % FRAME_BYTES, 0);
    for (uint64_t id = 1; id <= written; id++) {
        struct frame frame;
        assert_true(channel_read(&channel, bytes));
        assert_true(frame_decode(bytes, &frame));
        assert_int_equal(frame.id, id);
    }
    assert_false(channel_read(&channel, bytes));
    assert_true(channel_write(&channel, bytes));
    channel_close(&channel);
}

static void records_that_come_in_pieces_are_put_together(void **state) {
    (void)state;
    struct channel channel;
    uint8_t out[10];
    assert_true(channel_open(&channel, 10));
    assert_true(sys_write(channel.fds[1], "0123456789abc", 13));
    assert_true(channel_read(&channel, out));
    assert_memory_equal(out, "0123456789", 10);
    assert_false(channel_read(&channel, out));
    assert_true(sys_write(channel.fds[1], "defghij", 7));
    assert_true(channel_read(&channel, out));
    assert_memory_equal(out, "abcdefghij", 10);
    channel_close(&channel);
}

static void nobody_at_the_other_end_is_a_refusal_not_a_signal(void **state) {
    (void)state;
    struct channel channel;
    const uint8_t record[4] = { 0 };
    signal(SIGPIPE, SIG_IGN);
    assert_true(channel_open(&channel, 4));
    struct channel half = channel;
    half.fds[1] = -1;
    channel_close(&half);
    assert_false(channel_write(&channel, record));
    assert_int_equal(errno, EPIPE);
    channel.fds[0] = -1;
    channel_close(&channel);
}

enum { WRITERS = 4, RECORDS = 3000 };

struct writer {
    struct channel *channel;
    uint8_t number;
};

static void *write_many(void *argument) {
    const struct writer *self = argument;
    for (uint32_t i = 0; i < RECORDS;) {
        uint8_t record[FRAME_BYTES];
        memset(record, self->number, sizeof record);
        memcpy(record, &i, sizeof i);
        if (channel_write(self->channel, record)) i++;
        else (void)sys_poll(NULL, 0, 100000);
    }
    return NULL;
}

static void many_writers_never_mix_their_records(void **state) {
    (void)state;
    struct channel channel;
    struct writer writer[WRITERS];
    pthread_t thread[WRITERS];
    uint32_t next[WRITERS] = { 0 };
    assert_true(channel_open(&channel, FRAME_BYTES));
    for (uint8_t i = 0; i < WRITERS; i++) {
        writer[i] = (struct writer){ &channel, i };
        assert_true(sys_thread(&thread[i], write_many, &writer[i]));
    }
    for (int got = 0; got < WRITERS * RECORDS;) {
        uint8_t record[FRAME_BYTES];
        uint32_t number;
        struct pollfd fd = { .fd = channel.fds[0], .events = POLLIN };
        if (!channel_read(&channel, record)) {
            (void)sys_poll(&fd, 1, -1);
            continue;
        }
        const uint8_t from = record[FRAME_BYTES - 1];
        assert_true(from < WRITERS);
        for (int k = 4; k < FRAME_BYTES; k++) assert_int_equal(record[k], from);
        memcpy(&number, record, sizeof number);
        assert_int_equal(number, next[from]++);
        got++;
    }
    for (int i = 0; i < WRITERS; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    channel_close(&channel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_pipe_takes_a_frame_whole_or_not_at_all),
        cmocka_unit_test(records_that_come_in_pieces_are_put_together),
        cmocka_unit_test(nobody_at_the_other_end_is_a_refusal_not_a_signal),
        cmocka_unit_test(many_writers_never_mix_their_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
