/* Goal: pasted text is never taken as keys, however it comes, and the dashboard is
 * itself again within a second.  Method: pastes with and without brackets, whole
 * and byte by byte; the trace tells what was done to the cluster. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tty/lib_pty.h"

static struct pty pty;
static char trace[64];

static void start(void) {
    const char *const args[] = { "tui", "-n", "3", "--trace", trace, NULL };
    snprintf(trace, sizeof trace, "/tmp/ringleader-tty-XXXXXX");
    const int fd = mkstemp(trace);
    if (fd >= 0) close(fd);
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(fd >= 0 && pty_wait_ready(&pty), "started");
}

/* Ends it; how many commands of this text the trace has, or -1. */
static int end_and_count(const char *command) {
    char line[8192], wanted[200];
    int count = 0;
    pty_type(&pty, "\033");
    pty_take(&pty, 100);
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    pty_close(&pty);
    snprintf(wanted, sizeof wanted, "\"event\":\"command\",\"text\":\"%s", command);
    FILE *in = fopen(trace, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        count += strstr(line, wanted) != NULL;
    }
    if (in != NULL) fclose(in);
    unlink(trace);
    return status == 0 ? count : -1;
}

static void bracketed_whole(void) {
    start();
    pty_type(&pty, "\033[200~");
    for (int i = 0; i < 2000; i++) pty_type(&pty, "kill all nodes\rKq\r:kill A\r");
    pty_type(&pty, "\033[201~");
    pty_take(&pty, 300);
    ok(pty_is_alive(&pty), "50 kB in brackets: lives");
    pty_type(&pty, "2k");
    pty_take(&pty, 300);
    ok(end_and_count("kill B\"") == 1, "the key after it acts");
}

static void bracketed_byte_by_byte(void) {
    static const char paste[] = "\033[200~kKq\r:kill A\r\033[201~";
    start();
    for (const char *at = paste; *at != '\0'; at++) {
        pty_send(&pty, at, 1);
        pty_take(&pty, 5);
    }
    pty_take(&pty, 300);
    ok(pty_is_alive(&pty), "byte by byte: lives");
    ok(end_and_count("") == 0, "byte by byte: nothing was done to the cluster");
}

static void end_never_comes(void) {
    start();
    pty_type(&pty, "\033[200~kkkkKK");
    pty_take(&pty, 1000);
    pty_type(&pty, "3k");
    pty_take(&pty, 300);
    ok(end_and_count("") == 1, "an unterminated paste is over after a second, and only then");
}

static void without_brackets(void) {
    static char text[20000];
    start();
    for (size_t i = 0; i + 16 < sizeof text; i += 15) memcpy(text + i, "kill all nodes\r", 15);
    pty_type(&pty, text);
    pty_take(&pty, 800);
    ok(pty_is_alive(&pty), "20 kB without brackets: lives");
    ok(end_and_count("") == 0, "20 kB without brackets: nothing was done to the cluster");
}

static void into_the_prompt(void) {
    start();
    pty_type(&pty, ":");
    pty_take(&pty, 50);
    pty_type(&pty, "\033[200~kill B\rkill C\r\033[201~");
    pty_take(&pty, 300);
    pty_type(&pty, "\025kill C\r"); /* clear the line, then a real Enter */
    pty_take(&pty, 300);
    ok(end_and_count("") == 1, "pasted lines wait in the prompt for a real Enter");
}

int main(void) {
    bracketed_whole();
    bracketed_byte_by_byte();
    end_never_comes();
    without_brackets();
    into_the_prompt();
    return tap_end();
}
