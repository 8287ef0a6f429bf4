/* trace/read.h - JSON Lines in: one record a call, with precise errors.
 *
 * Uses json-c and the heap; the only impure file of the layer.  Unknown further
 * fields are passed over (the schema may grow); a missing or ill-typed one is an
 * error that names the field and what was expected.
 */
#ifndef TRACE_READ_H
#define TRACE_READ_H

#include <stddef.h>

#include "base/err.h"
#include "trace/event.h"
#include "trace/header.h"

enum record_kind { RECORD_HEADER, RECORD_EVENT, RECORD_VERDICT };

struct record {
    enum record_kind kind;
    struct trace_header header;   /* RECORD_HEADER */
    struct event event;           /* RECORD_EVENT */
    struct trace_verdict verdict; /* RECORD_VERDICT */
};

/* Read one line (without its newline).
 *   nodes    of the trace's header, bounds names; ignored for a header line
 *   column   1-based, where the JSON itself is broken; 1 otherwise
 * Errors: ERR_TRACE with info->text, ERR_NO_MEMORY. *out is then unspecified. */
enum err read_record(const char *line, size_t length, uint8_t nodes, struct record *out,
                     int *column, struct err_info *info);

#endif
