/* tui/why_main.h - `ringleader why`: the answers of tui/why/why.h without the dashboard. */
#ifndef TUI_WHY_MAIN_H
#define TUI_WHY_MAIN_H

#include <stdio.h>

#include "app/options.h"

/* `why TRACE [--seq N | [--at DUR] [--node X]]`: of one event, or of the nodes at a time
 * (default: the end); a node is told with the last thing that happened to it.  Text or
 * JSON on `out`, what went wrong on `talk`.  Returns the exit code. */
int why_main(const struct options *options, FILE *out, FILE *talk);

#endif
