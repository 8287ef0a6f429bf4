/* app/clock.h - the monotonic clock of the program, or one that stands still.
 *
 * Without a terminal the dashboard can play on a clock that moves only when it is
 * told to: then nothing depends on how fast the machine is, and with the simulator
 * every screen is the same at every run.  Everything that paces a run
 * (threads/sys.h) reads the same clock.
 */
#ifndef APP_CLOCK_H
#define APP_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds since any origin; never falls. */
int64_t clock_now_us(void);

/* From now on the clock shows 0 and moves by clock_pass() alone.  Before anything
 * has read it; not with threads, who would wait in real time. */
void clock_still(void);
bool clock_is_still(void);
/* Requires: clock_is_still(), us >= 0. */
void clock_pass(int64_t us);

#endif
