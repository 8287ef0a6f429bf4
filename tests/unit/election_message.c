/* Goal: a frame is read as it was written, the bytes do not depend on the machine,
 * and no torn or changed frame is taken for a good one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/choose.h"
#include "election/message.h"

static struct frame sample(void) {
    struct frame frame;
    memset(&frame, 0, sizeof frame);
    frame.message = (struct message){ .kind = MESSAGE_LEADER,
                                      .from = 1,
                                      .origin = 9,
                                      .signatures.bits = 0x0203,
                                      .term = 0x01020304,
                                      .need = 5,
                                      .hop = 0x00100007,
                                      .sent_us = -2 };
    frame.to = 2;
    frame.id = UINT64_C(0x1122334455667788);
    frame.due_us = 1500000;
    frame.generation = 6;
    frame.reordered = true;
    return frame;
}

static void a_frame_has_these_bytes_on_every_machine(void **state) {
    (void)state;
    static const uint8_t golden[FRAME_BYTES - 4] = {
        'R',  'N',  'G',  '1',  1,    1,    2,    9,    /* magic, kind, from, to, origin */
        0x03, 0x02, 1,    0,    0x04, 0x03, 0x02, 0x01, /* signatures, reordered, term */
        5,    0,    0,    0,    7,    0,    0x10, 0,    /* need, hop */
        6,    0,    0,    0,                            /* generation */
        0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* sent_us */
        0x60, 0xe3, 0x16, 0,    0,    0,    0,    0,    /* due_us */
        0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, /* id */
    };
    const struct frame frame = sample();
    uint8_t bytes[FRAME_BYTES];
    frame_encode(&frame, bytes);
    assert_memory_equal(bytes, golden, sizeof golden);
    /* FNV-1a over them, worked out apart from the program */
    uint32_t hash = UINT32_C(0x811c9dc5);
    for (size_t i = 0; i < sizeof golden; i++) hash = (hash ^ golden[i]) * UINT32_C(0x01000193);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(bytes[FRAME_BYTES - 4 + i], (uint8_t)(hash >> (8 * i)));
    }
}

static void a_frame_is_read_as_it_was_written(void **state) {
    (void)state;
    struct chooser_seeded random;
    chooser_seeded_init(&random, 1);
    for (int i = 0; i < 10000; i++) {
        struct frame frame, back;
        uint8_t bytes[FRAME_BYTES];
        memset(&frame, 0, sizeof frame);
        memset(&back, 0, sizeof back);
        frame.message.kind = (enum message_kind)choose(&random.base, MESSAGE_COUNT);
        frame.message.from = (uint8_t)choose(&random.base, NODES_MAX);
        frame.message.origin = (uint8_t)choose(&random.base, NODES_MAX);
        frame.message.signatures.bits = (uint16_t)choose(&random.base, 1u << NODES_MAX);
        frame.message.term = (uint32_t)chooser_seeded_next(&random);
        frame.message.need = (uint32_t)chooser_seeded_next(&random);
        frame.message.hop = (uint32_t)chooser_seeded_next(&random);
        frame.message.sent_us = (int64_t)chooser_seeded_next(&random);
        frame.to = (uint8_t)choose(&random.base, NODES_MAX);
        frame.id = chooser_seeded_next(&random);
        frame.due_us = (int64_t)chooser_seeded_next(&random);
        frame.generation = (uint32_t)chooser_seeded_next(&random);
        frame.reordered = choose(&random.base, 2) == 1;
        frame_encode(&frame, bytes);
        assert_true(frame_decode(bytes, &back));
        assert_memory_equal(&back, &frame, sizeof frame);
    }
}

static void every_single_flipped_bit_is_noticed(void **state) {
    (void)state;
    const struct frame frame = sample();
    uint8_t bytes[FRAME_BYTES];
    frame_encode(&frame, bytes);
    for (int bit = 0; bit < 8 * FRAME_BYTES; bit++) {
        struct frame back = { .id = 77 };
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        assert_false(frame_decode(bytes, &back));
        assert_int_equal(back.id, 77); /* untouched */
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
}

static void two_frames_torn_and_joined_are_noticed(void **state) {
    (void)state;
    struct frame frame = sample();
    uint8_t first[FRAME_BYTES], second[FRAME_BYTES], mixed[FRAME_BYTES];
    frame_encode(&frame, first);
    frame.id++;
    frame.message.term++;
    frame_encode(&frame, second);
    for (int cut = 1; cut < FRAME_BYTES; cut++) {
        struct frame back;
        memcpy(mixed, first, (size_t)cut);
        memcpy(mixed + cut, second + cut, (size_t)(FRAME_BYTES - cut));
        const bool is_one_of_them =
            memcmp(mixed, first, FRAME_BYTES) == 0 || memcmp(mixed, second, FRAME_BYTES) == 0;
        assert_int_equal(frame_decode(mixed, &back), is_one_of_them);
        memcpy(mixed, first + cut, (size_t)(FRAME_BYTES - cut)); /* out of step */
        memcpy(mixed + FRAME_BYTES - cut, second, (size_t)cut);
        assert_false(frame_decode(mixed, &back));
    }
}

/* With a right checksum, so that only the field itself can be refused. */
static bool decodes_with(int at, uint8_t value) {
    const struct frame frame = sample();
    struct frame back;
    uint8_t bytes[FRAME_BYTES];
    frame_encode(&frame, bytes);
    bytes[at] = value;
    uint32_t hash = UINT32_C(2166136261);
    for (int i = 0; i < FRAME_BYTES - 4; i++) hash = (hash ^ bytes[i]) * UINT32_C(16777619);
    for (int i = 0; i < 4; i++) bytes[FRAME_BYTES - 4 + i] = (uint8_t)(hash >> (8 * i));
    return frame_decode(bytes, &back);
}

static void fields_out_of_range_are_refused(void **state) {
    (void)state;
    assert_false(decodes_with(0, 'S'));
    assert_true(decodes_with(4, MESSAGE_COUNT - 1));
    assert_false(decodes_with(4, MESSAGE_COUNT));
    for (int at = 5; at <= 7; at++) {
        assert_true(decodes_with(at, NODES_MAX - 1));
        assert_false(decodes_with(at, NODES_MAX));
        assert_false(decodes_with(at, NODE_NONE));
    }
    assert_false(decodes_with(9, 0x04)); /* a signature of the eleventh node */
    assert_false(decodes_with(10, 2));
    assert_false(decodes_with(11, 1));
    for (int at = 52; at < FRAME_BYTES - 4; at++) assert_false(decodes_with(at, 1));
}

static void the_eleventh_node_alone_is_no_signature(void **state) {
    (void)state;
    struct frame frame = sample(), back;
    uint8_t bytes[FRAME_BYTES];
    frame.message.signatures.bits = 1u << NODES_MAX;
    frame_encode(&frame, bytes);
    assert_false(frame_decode(bytes, &back));
    frame.message.signatures = set_all(NODES_MAX);
    frame_encode(&frame, bytes);
    assert_true(frame_decode(bytes, &back));
}

static void a_frame_ends_where_it_ends(void **state) {
    (void)state;
    const struct frame frame = sample();
    struct frame back;
    uint8_t bytes[FRAME_BYTES + 8];
    memset(bytes, 0xa5, sizeof bytes);
    frame_encode(&frame, bytes);
    for (size_t i = FRAME_BYTES; i < sizeof bytes; i++) assert_int_equal(bytes[i], 0xa5);
    assert_true(frame_decode(bytes, &back)); /* whatever comes behind it */
    assert_int_equal(back.id, frame.id);
}

static void random_bytes_are_no_frame(void **state) {
    (void)state;
    struct chooser_seeded random;
    chooser_seeded_init(&random, 2);
    for (int i = 0; i < 10000; i++) {
        uint8_t bytes[FRAME_BYTES];
        struct frame back;
        for (int at = 0; at < FRAME_BYTES; at++) bytes[at] = (uint8_t)choose(&random.base, 256);
        assert_false(frame_decode(bytes, &back));
    }
}

static void kinds_have_names(void **state) {
    (void)state;
    for (unsigned kind = 0; kind < MESSAGE_COUNT; kind++) {
        assert_int_equal(message_kind_by_name(message_kind_name((enum message_kind)kind)), kind);
    }
    assert_int_equal(message_kind_by_name("leader"), MESSAGE_COUNT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_has_these_bytes_on_every_machine),
        cmocka_unit_test(a_frame_is_read_as_it_was_written),
        cmocka_unit_test(every_single_flipped_bit_is_noticed),
        cmocka_unit_test(two_frames_torn_and_joined_are_noticed),
        cmocka_unit_test(fields_out_of_range_are_refused),
        cmocka_unit_test(the_eleventh_node_alone_is_no_signature),
        cmocka_unit_test(a_frame_ends_where_it_ends),
        cmocka_unit_test(random_bytes_are_no_frame),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
