/* Goal: sets of nodes, the table of errors, and assertions that stay on. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/err.h"
#include "base/ids.h"

static void sets_hold_what_was_put_in(void **state) {
    (void)state;
    struct node_set set = SET_EMPTY;
    assert_true(set_is_empty(set));
    for (uint8_t node = 0; node < NODES_MAX; node++) {
        assert_false(set_has(set, node));
        set = set_with(set, node);
        assert_true(set_has(set, node));
        assert_int_equal(set_count(set), node + 1);
        assert_true(set_equal(set, set_all((uint8_t)(node + 1))));
    }
    set = set_without(set, 3);
    assert_false(set_has(set, 3));
    assert_int_equal(set_count(set), NODES_MAX - 1);
    assert_true(set_equal(set, set_without(set, 3)));
    assert_true(set_equal(set_with(set, 5), set));
}

static void nobody_is_in_no_set(void **state) {
    (void)state;
    assert_false(set_has(set_all(NODES_MAX), NODE_NONE));
    assert_false(set_has((struct node_set){ UINT16_MAX }, NODES_MAX));
}

static void sets_combine_bit_by_bit(void **state) {
    (void)state;
    for (unsigned a = 0; a < 32; a++) {
        for (unsigned b = 0; b < 32; b++) {
            const struct node_set x = { (uint16_t)a }, y = { (uint16_t)b };
            assert_int_equal(set_and(x, y).bits, a & b);
            assert_int_equal(set_or(x, y).bits, a | b);
            assert_int_equal(set_minus(x, y).bits, a & ~b);
            assert_int_equal(set_equal(x, y), a == b);
        }
    }
}

static void letters_start_at_a(void **state) {
    (void)state;
    assert_int_equal(node_letter(0), 'A');
    assert_int_equal(node_letter(NODES_MAX - 1), 'J');
}

static void every_error_has_words_and_an_exit_code(void **state) {
    (void)state;
    for (unsigned err = 0; err < ERR_COUNT; err++) {
        assert_true(text_length(err_text((enum err)err)) > 0);
    }
    assert_int_equal(err_exit_code(ERR_NONE), 0);
    assert_int_equal(err_exit_code(ERR_USAGE), 2);
    assert_int_equal(err_exit_code(ERR_SCENARIO), 2);
    assert_int_equal(err_exit_code(ERR_TRACE), 2);
    assert_int_equal(err_exit_code(ERR_BUDGET), 3);
    assert_int_equal(err_exit_code(ERR_NO_FD), 4);
    assert_int_equal(err_exit_code(ERR_NO_THREAD), 4);
    assert_int_equal(err_exit_code(ERR_NO_MEMORY), 4);
    assert_int_equal(err_exit_code(ERR_NO_TERMINAL), 4);
    assert_int_equal(err_exit_code(ERR_READ), 4);
    assert_int_equal(err_exit_code(ERR_WRITE), 4);
    assert_int_equal(err_exit_code(ERR_PIPE_CLOSED), 0);
    assert_int_equal(EXIT_VIOLATED, 1);
}

/* ---- assertions: each in a process of its own, which must die ----------------------- */

static int told_fd;

static void tell(const char *words) {
    (void)!write(told_fd, words, strlen(words));
}

enum plant { PLANT_NOTHING, PLANT_REQUIRE, PLANT_ENSURE, PLANT_UNREACHABLE };

static void do_plant(enum plant plant) {
    REQUIRE(plant != PLANT_REQUIRE);
    ENSURE(plant != PLANT_ENSURE);
    if (plant == PLANT_UNREACHABLE) UNREACHABLE();
}

/* The text the failing assertion told; "" and *status 0 when none failed. */
static const char *planted(enum plant plant, int *status) {
    static char words[256];
    int pipe_fds[2];
    memset(words, 0, sizeof words);
    assert_int_equal(pipe(pipe_fds), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct sigaction die = { .sa_handler = SIG_DFL }; /* not cmocka's handlers */
        sigaction(SIGILL, &die, NULL);
        sigaction(SIGTRAP, &die, NULL);
        told_fd = pipe_fds[1];
        check_on_failure = tell;
        do_plant(plant);
        _exit(0);
    }
    close(pipe_fds[1]);
    assert_true(read(pipe_fds[0], words, sizeof words - 1) >= 0);
    close(pipe_fds[0]);
    assert_int_equal(waitpid(child, status, 0), child);
    return words;
}

static void a_failed_assertion_says_what_and_where_and_ends_the_program(void **state) {
    (void)state;
    int status;
    assert_string_equal(planted(PLANT_NOTHING, &status), "");
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    const char *words = planted(PLANT_REQUIRE, &status);
    assert_true(WIFSIGNALED(status));
    assert_non_null(strstr(words, "tests/unit/base_ids.c:"));
    assert_non_null(strstr(words, "require failed: plant != PLANT_REQUIRE"));
    assert_non_null(strstr(planted(PLANT_ENSURE, &status), "ensure failed: plant != PLANT_ENSURE"));
    assert_true(WIFSIGNALED(status));
    assert_non_null(strstr(planted(PLANT_UNREACHABLE, &status), "unreachable"));
    assert_true(WIFSIGNALED(status));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_hold_what_was_put_in),
        cmocka_unit_test(nobody_is_in_no_set),
        cmocka_unit_test(sets_combine_bit_by_bit),
        cmocka_unit_test(letters_start_at_a),
        cmocka_unit_test(every_error_has_words_and_an_exit_code),
        cmocka_unit_test(a_failed_assertion_says_what_and_where_and_ends_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
