#include "app/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static enum err refuse(const struct recording *self, int column, const char *message,
                       struct err_info *info) {
    char text[sizeof info->text];
    snprintf(text, sizeof text, "%s", message); /* message may be info->text itself */
    snprintf(info->text, sizeof info->text, "%.150s:%" PRIu64 ":%d: %.220s", self->path,
             self->line_no, column, text);
    return ERR_TRACE;
}

/* The next line that is not empty, read as a record.  ERR_NONE with *ended at the end. */
static enum err next_record(struct recording *self, struct record *out, bool *ended,
                            struct err_info *info) {
    for (;;) {
        errno = 0;
        const ssize_t length = getline(&self->line, &self->line_bytes, self->file);
        *ended = length < 0;
        if (length < 0 && ferror(self->file)) {
            snprintf(info->text, sizeof info->text, "cannot read %.200s: %s", self->path,
                     strerror(errno));
            return ERR_READ;
        }
        if (length < 0) return ERR_NONE;
        self->line_no++;
        const bool marked = self->line_no == 1 && length >= 3 &&
                            memcmp(self->line, "\xef\xbb\xbf", 3) == 0; /* of UTF-8 */
        const char *at = self->line + (marked ? 3 : 0);
        size_t bytes = (size_t)length - (marked ? 3 : 0);
        while (bytes > 0 && strchr("\r\n \t", at[bytes - 1]) != NULL) bytes--;
        if (bytes == 0) continue;
        int column;
        const enum err err = read_record(at, bytes, self->header.elect.nodes, out, &column, info);
        return err == ERR_TRACE ? refuse(self, column, info->text, info) : err;
    }
}

enum err recording_open(struct recording *self, const char *path, struct err_info *info) {
    static struct record record;
    const bool is_stdin = strcmp(path, "-") == 0;
    bool ended;
    *self = (struct recording){ .path = is_stdin ? "stdin" : path };
    self->file = is_stdin ? stdin : fopen(path, "re");
    if (self->file == NULL) {
        snprintf(info->text, sizeof info->text, "cannot read %.200s: %s", path, strerror(errno));
        return errno == ENOENT ? ERR_TRACE : ERR_READ;
    }
    self->header.elect.nodes = NODES_MAX;
    enum err err = next_record(self, &record, &ended, info);
    if (err == ERR_NONE && ended) {
        self->line_no = 1;
        err = refuse(self, 1, "the file is empty; expected a trace's header line", info);
    } else if (err == ERR_NONE && record.kind != RECORD_HEADER) {
        err = refuse(self, 1, "expected the trace's header line first", info);
    }
    if (err != ERR_NONE) recording_close(self);
    else self->header = record.header;
    return err;
}

static enum err check_order(struct recording *self, const struct event *event,
                            struct err_info *info) {
    char message[160];
    if (self->has_verdict) return refuse(self, 1, "an event after the verdict", info);
    if (event->t_us < self->t_us) {
        snprintf(message, sizeof message,
                 "time falls: t_us %" PRId64 " after %" PRId64 "; events must be in time order",
                 event->t_us, self->t_us);
        return refuse(self, 1, message, info);
    }
    if (event->seq <= self->seq) {
        snprintf(message, sizeof message, "seq %" PRIu64 " after %" PRIu64 "; it must rise",
                 event->seq, self->seq);
        return refuse(self, 1, message, info);
    }
    self->t_us = event->t_us;
    self->seq = event->seq;
    return ERR_NONE;
}

enum recording_answer recording_next(struct recording *self, struct event *out, enum err *err,
                                     struct err_info *info) {
    static struct record record;
    for (;;) {
        bool ended;
        *err = next_record(self, &record, &ended, info);
        if (*err != ERR_NONE) return RECORDING_FAILED;
        if (ended) return RECORDING_END;
        if (record.kind == RECORD_HEADER) {
            *err = refuse(self, 1, "a second header", info);
            return RECORDING_FAILED;
        }
        if (record.kind == RECORD_VERDICT) {
            if (self->has_verdict) {
                *err = refuse(self, 1, "a second verdict", info);
                return RECORDING_FAILED;
            }
            self->has_verdict = true;
            self->verdict = record.verdict;
            continue;
        }
        *err = check_order(self, &record.event, info);
        if (*err != ERR_NONE) return RECORDING_FAILED;
        *out = record.event;
        return RECORDING_EVENT;
    }
}

void recording_close(struct recording *self) {
    if (self->file != NULL && self->file != stdin) fclose(self->file);
    self->file = NULL;
    free(self->line);
    self->line = NULL;
}

int64_t recording_until(int64_t last_us, int64_t at_us, const char *command, FILE *talk) {
    if (at_us <= last_us) return at_us;
    fprintf(talk, "ringleader: %s: the trace ends at %" PRId64 ".%03" PRId64 " s: as of then\n",
            command, last_us / US_PER_S, last_us / US_PER_MS % 1000);
    return last_us;
}
