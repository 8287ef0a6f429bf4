/* app/engine_replay.h - an engine that hands out a recorded trace. */
#ifndef APP_ENGINE_REPLAY_H
#define APP_ENGINE_REPLAY_H

#include "app/engine.h"

/* Open a trace file (`-` is stdin) as an engine: its events come out as
 * fast as they are taken, the pace is that of whoever looks (tui/view/travel.h).
 * Commands and everything about the clock are ignored.
 *   header   of the trace
 * Errors: ERR_TRACE with FILE:LINE:COLUMN: message (the whole file is read and
 * checked first), ERR_READ, ERR_NO_MEMORY. */
enum err engine_replay_open(const char *path, struct trace_header *header, struct engine **out,
                            struct err_info *info);

#endif
