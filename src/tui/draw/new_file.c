#include "tui/draw/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void say_failure(const char *path, const char *why, struct text *said) {
    text_add(said, "cannot write ");
    text_add(said, path);
    text_add(said, ": ");
    text_add(said, why);
}

FILE *new_file_open(const char *path, const char *word, struct text *said) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file != NULL) return file;
    const int error = errno;
    if (fd >= 0) close(fd);
    say_failure(path, error == EEXIST ? "it exists already; :" : strerror(error), said);
    if (error != EEXIST) return NULL;
    text_add(said, word);
    text_add(said, " ANOTHER-NAME");
    return NULL;
}

bool new_file_close(FILE *file, bool written, const char *path, struct text *said) {
    int error = errno;
    const bool closed = fclose(file) == 0;
    if (written && closed) return true;
    if (written) error = errno;
    say_failure(path, strerror(error), said);
    unlink(path); /* half of it is worth nothing */
    return false;
}
