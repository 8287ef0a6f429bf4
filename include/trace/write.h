/* trace/write.h - JSON Lines out: one line a record, schema version TRACE_SCHEMA.
 *
 * Pure: bytes into the caller's text, without the newline.  A line never needs
 * more than TRACE_LINE_BYTES.  Written here because the flat writer is smaller
 * than any library's use of one, and because the same event must give the same
 * bytes everywhere; reading is json-c's work (trace/read.h).
 */
#ifndef TRACE_WRITE_H
#define TRACE_WRITE_H

#include "trace/event.h"
#include "trace/header.h"

enum { TRACE_LINE_BYTES = 4096 };

void write_header_line(const struct trace_header *header, struct text *out);
/* header: of the same trace; a few fields depend on its policy. */
void write_event_line(const struct event *event, const struct trace_header *header,
                      struct text *out);
void write_verdict_line(const struct trace_verdict *verdict, struct text *out);

#endif
