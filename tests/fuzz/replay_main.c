/* tests/fuzz/replay_main.c - feed files to a fuzz target, without libFuzzer.
 *
 * Linked with every target in ordinary builds, so that `make test` keeps each
 * input that ever mattered.  Arguments are files, or folders of files.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static unsigned long count;

static void die(const char *path) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(2);
}

static void replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    struct stat info;
    if (file == NULL || fstat(fileno(file), &info) != 0) die(path);
    const size_t size = (size_t)info.st_size;
    /* exactly as long as the input, so that a sanitizer sees a read past it */
    uint8_t *data = malloc(size > 0 ? size : 1);
    if (data == NULL || fread(data, 1, size, file) != size) die(path);
    fclose(file);
    /* before the call, and flushed: after a crash it is the last line */
    printf("# %s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    count++;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void replay(const char *path) {
    struct stat info;
    if (stat(path, &info) != 0) die(path);
    if (!S_ISDIR(info.st_mode)) {
        replay_file(path);
        return;
    }
    struct dirent **names;
    const int names_count = scandir(path, &names, is_visible, alphasort);
    if (names_count < 0) die(path);
    for (int i = 0; i < names_count; i++) {
        char child[4096];
        snprintf(child, sizeof child, "%s/%s", path, names[i]->d_name);
        free(names[i]);
        replay_file(child);
    }
    free(names);
}

int main(int argc, char **argv) {
    static const uint8_t nothing[1];
    LLVMFuzzerTestOneInput(nothing, 0);
    for (int i = 1; i < argc; i++) replay(argv[i]);
    printf("# %lu inputs\n", count);
    return 0;
}
