/* app/engine_sim.h - what only the simulator's engine can do (app/engine.h is its door). */
#ifndef APP_ENGINE_SIM_H
#define APP_ENGINE_SIM_H

#include "app/engine.h"

/* An engine opened as not paced is from now on: it goes on to t_us at once and
 * waits there, paused.  Requires: t_us is not before its present. */
void engine_sim_pace(struct engine *base, int64_t t_us);

#endif
