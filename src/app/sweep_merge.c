/* `sweep --merge`: the JSON summaries of shards, added up.
 *
 * A file may hold one summary or many, one after the other, as spreading tools
 * collect them.  They must be about the same sweep; which shards are missing or
 * came twice is said. */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "app/sweep.h"

enum { SHARDS_MAX = 100000, CHUNK_BYTES = 65536 };

/* symbol, key: numbers that are added up */
#define SUMMED(X)                                                                                  \
    X(RUNS, "runs")                                                                                \
    X(FAILED, "failed")                                                                            \
    X(EVENTS, "events") X(ELECTIONS, "elections") X(FAULTS, "faults") X(CLUSTER_US, "cluster_us")
enum summed {
#define X(symbol, key) SUMMED_##symbol,
    SUMMED(X)
#undef X
    SUMMED_COUNT
};
static const char *const summed_keys[] = {
#define X(symbol, key) key,
    SUMMED(X)
#undef X
};

/* What all summaries must have alike. */
static const char *const same_keys[] = { "seeds", "nodes", "quorum", "broken" };
enum { SAME_COUNT = sizeof same_keys / sizeof same_keys[0] };

struct merge {
    char same[SAME_COUNT][512]; /* as JSON; "" before the first summary */
    uint64_t shards;
    uint8_t *seen; /* [shards]: how often */
    uint64_t missing, repeated;
    int64_t sum[SUMMED_COUNT];
    struct json_object *failures;  /* array */
    struct json_object *sometimes; /* object of numbers */
    int64_t recovery_permille;
    const char *recovery_seed; /* of an object kept in `kept` */
    struct json_object *kept;
    double seconds;
};

static bool bad(const char *path, const char *what) {
    fprintf(stderr, "ringleader: %s: %s\n", path, what);
    return false;
}

static bool add_shard(struct merge *self, struct json_object *summary, const char *path) {
    struct json_object *shard;
    uint64_t nth = 0, of = 0;
    if (!json_object_object_get_ex(summary, "shard", &shard)) return bad(path, "no `shard`");
    const char *word = json_object_get_string(shard);
    const char *slash = word != NULL ? strchr(word, '/') : NULL;
    if (slash == NULL || !text_parse_uint(word, (size_t)(slash - word), &nth) ||
        !text_parse_uint(slash + 1, strlen(slash + 1), &of) || nth < 1 || nth > of ||
        of > SHARDS_MAX) {
        return bad(path, "`shard` is no I/N");
    }
    if (self->shards == 0) {
        self->shards = of;
        self->seen = calloc(of, 1);
        if (self->seen == NULL) return bad(path, "out of memory");
    }
    if (self->shards != of) return bad(path, "a summary of another number of shards");
    if (self->seen[nth - 1] > 0) {
        self->repeated++;
        return true;
    }
    self->seen[nth - 1] = 1;
    return true;
}

static bool check_same(struct merge *self, struct json_object *summary, const char *path) {
    for (int i = 0; i < SAME_COUNT; i++) {
        struct json_object *value;
        char text[128];
        if (!json_object_object_get_ex(summary, same_keys[i], &value)) {
            snprintf(text, sizeof text, "no summary of a sweep: no `%s`", same_keys[i]);
            return bad(path, text);
        }
        const char *said = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
        if (self->same[i][0] == '\0') snprintf(self->same[i], sizeof self->same[i], "%s", said);
        if (strcmp(self->same[i], said) == 0) continue;
        snprintf(text, sizeof text, "a summary of another sweep: its `%s` differs", same_keys[i]);
        return bad(path, text);
    }
    return true;
}

static bool add_numbers(struct merge *self, struct json_object *summary, const char *path) {
    struct json_object *value;
    for (int i = 0; i < SUMMED_COUNT; i++) {
        if (!json_object_object_get_ex(summary, summed_keys[i], &value) ||
            !json_object_is_type(value, json_type_int)) {
            char text[64];
            snprintf(text, sizeof text, "no number `%s`", summed_keys[i]);
            return bad(path, text);
        }
        self->sum[i] += json_object_get_int64(value);
    }
    if (json_object_object_get_ex(summary, "seconds", &value)) {
        self->seconds += json_object_get_double(value);
    }
    return true;
}

static void add_sometimes(struct merge *self, struct json_object *summary) {
    struct json_object *object, *before;
    if (!json_object_object_get_ex(summary, "sometimes", &object)) return;
    json_object_object_foreach(object, key, value) {
        int64_t count = json_object_get_int64(value);
        if (json_object_object_get_ex(self->sometimes, key, &before)) {
            count += json_object_get_int64(before);
        }
        json_object_object_add(self->sometimes, key, json_object_new_int64(count));
    }
}

static void add_failures(struct merge *self, struct json_object *summary) {
    struct json_object *failures;
    if (!json_object_object_get_ex(summary, "failures", &failures)) return;
    if (!json_object_is_type(failures, json_type_array)) return;
    for (size_t i = 0; i < json_object_array_length(failures); i++) {
        struct json_object *failure = json_object_array_get_idx(failures, i);
        json_object_array_add(self->failures, json_object_get(failure));
    }
}

static void add_recovery(struct merge *self, struct json_object *summary) {
    struct json_object *permille, *seed;
    if (!json_object_object_get_ex(summary, "recovery_permille_max", &permille) ||
        !json_object_object_get_ex(summary, "recovery_seed", &seed)) {
        return;
    }
    if (json_object_get_int64(permille) <= self->recovery_permille) return;
    self->recovery_permille = json_object_get_int64(permille);
    json_object_put(self->kept);
    self->kept = json_object_get(seed);
    self->recovery_seed = json_object_get_string(seed);
}

static bool add_summary(struct merge *self, struct json_object *summary, const char *path) {
    if (!json_object_is_type(summary, json_type_object)) return bad(path, "no JSON object");
    const uint64_t repeated = self->repeated;
    if (!check_same(self, summary, path) || !add_shard(self, summary, path)) return false;
    if (self->repeated > repeated) return true; /* the same shard again: counted once */
    if (!add_numbers(self, summary, path)) return false;
    add_sometimes(self, summary);
    add_failures(self, summary);
    add_recovery(self, summary);
    return true;
}

/* ---- reading ------------------------------------------------------------------------- */

/* All of it; NULL: errno. */
static char *read_all(FILE *file, size_t *length) {
    char *bytes = NULL;
    size_t room = 0;
    *length = 0;
    do {
        if (room - *length < CHUNK_BYTES) {
            room = 2 * room + CHUNK_BYTES;
            char *grown = realloc(bytes, room);
            if (grown == NULL) {
                free(bytes);
                return NULL;
            }
            bytes = grown;
        }
        *length += fread(bytes + *length, 1, CHUNK_BYTES, file);
    } while (!feof(file) && !ferror(file));
    if (!ferror(file)) return bytes;
    free(bytes);
    return NULL;
}

static bool is_blank(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (strchr(" \t\r\n", bytes[i]) == NULL || bytes[i] == '\0') return false;
    }
    return true;
}

static bool add_all(struct merge *self, const char *bytes, size_t length, const char *path) {
    struct json_tokener *tokener = json_tokener_new();
    bool good = tokener != NULL;
    size_t at = 0;
    while (good && !is_blank(bytes + at, length - at)) {
        struct json_object *summary = json_tokener_parse_ex(
            tokener, bytes + at, length - at > INT32_MAX ? INT32_MAX : (int)(length - at));
        if (summary == NULL) {
            const enum json_tokener_error error = json_tokener_get_error(tokener);
            good = bad(path, error == json_tokener_continue ? "the summary ends in its middle"
                                                            : json_tokener_error_desc(error));
            break;
        }
        at += json_tokener_get_parse_end(tokener);
        good = add_summary(self, summary, path);
        json_object_put(summary);
        json_tokener_reset(tokener);
    }
    if (tokener != NULL) json_tokener_free(tokener);
    return good;
}

/* EXIT_HOLDS, EXIT_USAGE (no summary) or EXIT_ENVIRONMENT. */
static int add_file(struct merge *self, const char *path) {
    const bool from_stdin = strcmp(path, "-") == 0;
    size_t length = 0;
    FILE *file = from_stdin ? stdin : fopen(path, "re");
    char *bytes = file != NULL ? read_all(file, &length) : NULL;
    const int error = errno;
    if (file != NULL && !from_stdin) fclose(file);
    if (bytes == NULL) {
        fprintf(stderr, "ringleader: cannot read %s: %s\n", path, strerror(error));
        return error == ENOENT ? EXIT_USAGE : EXIT_ENVIRONMENT;
    }
    const bool good = add_all(self, bytes, length, from_stdin ? "stdin" : path);
    free(bytes);
    return good ? EXIT_HOLDS : EXIT_USAGE;
}

/* ---- writing ---------------------------------------------------------------------------- */

static void print_json(const struct merge *self) {
    const char *separator = "";
    printf("{");
    for (int i = 0; i < SAME_COUNT; i++) {
        printf("%s\"%s\":%s", separator, same_keys[i], self->same[i]);
        separator = ",";
    }
    printf(",\"shards\":%" PRIu64 ",\"missing\":%" PRIu64, self->shards, self->missing);
    for (int i = 0; i < SUMMED_COUNT; i++) {
        printf(",\"%s\":%" PRId64, summed_keys[i], self->sum[i]);
    }
    printf(",\"failures\":%s",
           json_object_to_json_string_ext(self->failures, JSON_C_TO_STRING_PLAIN));
    printf(",\"sometimes\":%s,\"never\":[",
           json_object_to_json_string_ext(self->sometimes, JSON_C_TO_STRING_PLAIN));
    separator = "";
    json_object_object_foreach(self->sometimes, key, value) {
        if (json_object_get_int64(value) != 0) continue;
        printf("%s\"%s\"", separator, key);
        separator = ",";
    }
    printf("],\"recovery_permille_max\":%" PRId64 ",\"recovery_seed\":\"%s\",\"seconds\":%.1f}\n",
           self->recovery_permille, self->recovery_seed != NULL ? self->recovery_seed : "0",
           self->seconds);
}

static void print_text(const struct merge *self) {
    for (size_t i = 0; i < json_object_array_length(self->failures); i++) {
        struct json_object *failure = json_object_array_get_idx(self->failures, i), *value;
        if (json_object_object_get_ex(failure, "detail", &value)) {
            printf("%s\n", json_object_get_string(value));
        }
        if (json_object_object_get_ex(failure, "replay", &value)) {
            printf("  again: %s\n", json_object_get_string(value));
        }
    }
    printf("sometimes (in how many runs):\n");
    json_object_object_foreach(self->sometimes, key, value) {
        const int64_t count = json_object_get_int64(value);
        if (count != 0) printf("%10" PRId64 "  %s\n", count, key);
        else printf("     NEVER  %s\n", key);
    }
    printf("%" PRIu64 " of %" PRIu64 " shards: %" PRId64 " runs, %" PRId64 " events, %" PRId64
           " elections: ",
           self->shards - self->missing, self->shards, self->sum[SUMMED_RUNS],
           self->sum[SUMMED_EVENTS], self->sum[SUMMED_ELECTIONS]);
    if (self->sum[SUMMED_FAILED] == 0) printf("no violation\n");
    else printf("%" PRId64 " FAILED\n", self->sum[SUMMED_FAILED]);
}

static int conclude(struct merge *self, bool json) {
    for (uint64_t i = 0; i < self->shards; i++) self->missing += self->seen[i] == 0;
    if (json) print_json(self);
    else print_text(self);
    if (fflush(stdout) != 0 && errno != EPIPE) {
        fprintf(stderr, "ringleader: cannot write: %s\n", strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    if (self->repeated > 0) {
        fprintf(stderr, "ringleader: %" PRIu64 " summaries came twice and were counted once\n",
                self->repeated);
    }
    if (self->sum[SUMMED_FAILED] > 0) return EXIT_VIOLATED;
    if (self->missing == 0) return EXIT_HOLDS;
    fprintf(stderr, "ringleader: %" PRIu64 " of %" PRIu64 " shards are missing\n", self->missing,
            self->shards);
    return EXIT_INCONCLUSIVE;
}

int sweep_merge(char *const *files, int count, bool json) {
    struct merge merge = { .failures = json_object_new_array(),
                           .sometimes = json_object_new_object() };
    int code = EXIT_HOLDS;
    if (count == 0) {
        fprintf(stderr, "ringleader sweep: --merge needs the summaries' files, or - for stdin\n");
        code = EXIT_USAGE;
    }
    for (int i = 0; i < count && code == EXIT_HOLDS; i++) code = add_file(&merge, files[i]);
    if (code == EXIT_HOLDS && merge.shards == 0) {
        fprintf(stderr, "ringleader sweep: --merge: there is no summary in it\n");
        code = EXIT_USAGE;
    }
    if (code == EXIT_HOLDS) code = conclude(&merge, json);
    json_object_put(merge.failures);
    json_object_put(merge.sometimes);
    json_object_put(merge.kept);
    free(merge.seen);
    return code;
}
