/* scenario/setting.h - the header statements of a scenario: read and printed.
 *
 * Used by scenario.c alone.
 */
#ifndef SCENARIO_SETTING_H
#define SCENARIO_SETTING_H

#include "scenario/reader.h"
#include "scenario/scenario.h"

/* Read one header statement on line `line`; errors are in the reader. */
bool setting_read(struct reader *in, uint32_t line, struct scenario *out);

#endif
