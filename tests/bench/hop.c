/* A hop over our channel against a raw pipe ping-pong, in the same run.
 *
 * Two threads send one frame to and fro.  Raw: blocking read and write of
 * FRAME_BYTES.  Ours: frame_encode, channel_write, poll, channel_read,
 * frame_decode.  Batches alternate, so that a drifting machine hits both.
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "election/message.h"
#include "threads/channel.h"

enum { BATCHES = 21, ROUND_TRIPS = 3000 };

static int raw[2][2];
static struct channel channel[2];

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(4);
}

static void raw_read(int side, uint8_t *bytes) {
    if (read(raw[side][0], bytes, FRAME_BYTES) != FRAME_BYTES) die("read");
}

static void raw_write(int side, const uint8_t *bytes) {
    if (write(raw[side][1], bytes, FRAME_BYTES) != FRAME_BYTES) die("write");
}

static void our_read(int side, struct frame *frame) {
    uint8_t bytes[FRAME_BYTES];
    while (!channel_read(&channel[side], bytes)) {
        struct pollfd fd = { .fd = channel[side].fds[0], .events = POLLIN };
        (void)poll(&fd, 1, -1);
    }
    if (!frame_decode(bytes, frame)) die("frame_decode");
}

static void our_write(int side, const struct frame *frame) {
    uint8_t bytes[FRAME_BYTES];
    frame_encode(frame, bytes);
    if (!channel_write(&channel[side], bytes)) die("channel_write");
}

static void *raw_echo(void *unused) {
    uint8_t bytes[FRAME_BYTES];
    for (int i = 0; i < ROUND_TRIPS; i++) {
        raw_read(0, bytes);
        raw_write(1, bytes);
    }
    return unused;
}

static void *our_echo(void *unused) {
    struct frame frame;
    for (int i = 0; i < ROUND_TRIPS; i++) {
        our_read(0, &frame);
        our_write(1, &frame);
    }
    return unused;
}

/* Nanoseconds a hop, one way. */
static double batch(bool ours) {
    pthread_t thread;
    uint8_t bytes[FRAME_BYTES] = { 0 };
    struct frame frame = { .message = { .kind = MESSAGE_LEADER, .origin = 1 }, .to = 1 };
    if (pthread_create(&thread, NULL, ours ? our_echo : raw_echo, NULL) != 0) die("thread");
    const int64_t from = now_ns();
    for (int i = 0; i < ROUND_TRIPS; i++) {
        if (ours) {
            our_write(0, &frame);
            our_read(1, &frame);
        } else {
            raw_write(0, bytes);
            raw_read(1, bytes);
        }
    }
    const int64_t took = now_ns() - from;
    pthread_join(thread, NULL);
    return (double)took / (2.0 * ROUND_TRIPS);
}

static int rising(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(void) {
    double ratio[BATCHES], plain[BATCHES], own[BATCHES];
    for (int i = 0; i < 2; i++) {
        if (pipe(raw[i]) != 0 || !channel_open(&channel[i], FRAME_BYTES)) die("pipe");
    }
    for (int i = 0; i < BATCHES; i++) {
        plain[i] = batch(false);
        own[i] = batch(true);
        ratio[i] = own[i] / plain[i];
    }
    qsort(ratio, BATCHES, sizeof ratio[0], rising);
    qsort(plain, BATCHES, sizeof plain[0], rising);
    qsort(own, BATCHES, sizeof own[0], rising);
    printf("hop over our channel / raw pipe hop | %.2f (%.2f to %.2f) | median of %d batches; "
           "%.1f us against %.1f us\n",
           ratio[BATCHES / 2], ratio[0], ratio[BATCHES - 1], BATCHES, own[BATCHES / 2] / 1000,
           plain[BATCHES / 2] / 1000);
    return 0;
}
