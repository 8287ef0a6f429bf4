/* app/engine_replay.h - an engine that plays a recorded trace. */
#ifndef APP_ENGINE_REPLAY_H
#define APP_ENGINE_REPLAY_H

#include "app/engine.h"

/* Open a trace file (`-` is stdin) as an engine: its events come out at their
 * times on a clock that can be paused and sped up.  Commands are ignored.
 *   header   of the trace
 * Errors: ERR_TRACE with FILE:LINE:COLUMN: message (the whole file is read and
 * checked first), ERR_READ, ERR_NO_MEMORY. */
enum err engine_replay_open(const char *path, struct trace_header *header, struct engine **out,
                            struct err_info *info);

#endif
