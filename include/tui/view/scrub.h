/* tui/view/scrub.h - what happened when, coarsely: the marks of the scrubber.
 *
 * Time is divided into bins of equal length; each knows which kinds of mark fall
 * into it.  When the bins are full, neighbours are merged and a bin is twice as
 * long: a run of days takes no more room than one of seconds.
 */
#ifndef TUI_VIEW_SCRUB_H
#define TUI_VIEW_SCRUB_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/event.h"

/* The first of a bin's kinds is the one that is drawn. */
enum scrub_kind {
    SCRUB_VIOLATION, /* a property broken, or an expectation failed */
    SCRUB_KILL,
    SCRUB_CUT,    /* cut, partition, isolate */
    SCRUB_LEADER, /* a quorum has signed */
    SCRUB_LAPSE,  /* a leader's lease ended */
    SCRUB_STALL,
    SCRUB_OTHER, /* any other command */
    SCRUB_KIND_COUNT,
};

enum { SCRUB_BINS = 2048, SCRUB_BIN_US = 5000 };

struct scrub {
    int64_t bin_us;            /* SCRUB_BIN_US times a power of two */
    uint8_t kinds[SCRUB_BINS]; /* sets: bit i is enum scrub_kind i */
};

void scrub_init(struct scrub *self);
void scrub_add(struct scrub *self, const struct event *event);
/* SCRUB_KIND_COUNT when the event leaves no mark. */
enum scrub_kind scrub_kind_of(const struct event *event);
/* Where the first bin begins that does not begin before t_us. */
int64_t scrub_edge_us(const struct scrub *self, int64_t t_us);
/* The first kind that has a mark in the bins that begin in [from_us, to_us);
 * SCRUB_KIND_COUNT: none. */
enum scrub_kind scrub_find(const struct scrub *self, int64_t from_us, int64_t to_us);

#endif
