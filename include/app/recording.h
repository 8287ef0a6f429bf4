/* app/recording.h - a trace file read back whole, or line by line. */
#ifndef APP_RECORDING_H
#define APP_RECORDING_H

#include <stdio.h>

#include "trace/read.h"

/* A file being read. */
struct recording {
    FILE *file;       /* owned, unless it is stdin */
    const char *path; /* borrowed; "stdin" for - */
    char *line;       /* owned buffer */
    size_t line_bytes;
    uint64_t line_no; /* 1-based, of the last record */
    struct trace_header header;
    bool has_verdict; /* the last line was seen */
    struct trace_verdict verdict;
    int64_t t_us; /* of the last event */
    uint64_t seq;
};

enum recording_answer { RECORDING_EVENT, RECORDING_END, RECORDING_FAILED };

/* Opens the file and reads its header.  Errors: ERR_READ, ERR_TRACE, ERR_NO_MEMORY with
 * the whole message in *info. On failure nothing is left open. */
enum err recording_open(struct recording *self, const char *path, struct err_info *info);
/* The next event.  Checks that times never fall, that seq rises and that nothing
 * follows the verdict.  A trace without verdict (cut short) ends with END. */
enum recording_answer recording_next(struct recording *self, struct event *out, enum err *err,
                                     struct err_info *info);
void recording_close(struct recording *self);

/* The time that can be shown when at_us is asked for: a trace that ends at last_us says
 * nothing of what came after it, and `talk` is told so. */
int64_t recording_until(int64_t last_us, int64_t at_us, const char *command, FILE *talk);

#endif
