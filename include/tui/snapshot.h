/* tui/snapshot.h - one screen of the dashboard, drawn from a trace without a terminal. */
#ifndef TUI_SNAPSHOT_H
#define TUI_SNAPSHOT_H

#include <stdio.h>

#include "app/options.h"

/* `snapshot TRACE [--at DUR] [--size WxH] [--format text|ansi|svg]`: the screen at
 * that cluster time (default: the end), 80x24 unless told, on `out`; what went wrong on `talk`.
 * Returns the exit code. */
int snapshot_main(const struct options *options, FILE *out, FILE *talk);

#endif
