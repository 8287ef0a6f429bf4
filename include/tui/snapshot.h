/* tui/snapshot.h - one screen of the dashboard, drawn from a trace without a terminal. */
#ifndef TUI_SNAPSHOT_H
#define TUI_SNAPSHOT_H

#include "app/options.h"

/* `snapshot TRACE [--at DUR] [--size WxH] [--format text|ansi|svg]`: the screen at
 * that cluster time (default: the end), 80x24 unless told.  Returns the exit code. */
int snapshot_main(const struct options *options);

#endif
