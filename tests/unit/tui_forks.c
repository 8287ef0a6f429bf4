/* The list of branches: one alone says how there come to be more, or why there will be none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/forks.h"

static struct session session;
static struct forks forks;
static struct travel travel;
static struct ui ui;

static const char *note_of(enum engine_kind engine, bool can_fork) {
    const struct forks_screen screen = { .travel = &travel, .ui = &ui };
    session.header.engine = engine;
    session.header.elect.nodes = 3;
    assert_true(travel_open(&travel, &session.header, false));
    forks_open(&forks, &session);
    ui = (struct ui){ .can_fork = can_fork };
    forks_menu(&forks, &screen);
    travel_close(&travel);
    assert_int_equal(ui.menu.count, 2);
    assert_int_equal(ui.menu.at, 0);
    assert_false(ui.menu.row[0].note);
    assert_true(ui.menu.row[1].note);
    return ui.menu.row[1].help;
}

static void one_branch_says_how_there_come_to_be_more(void **state) {
    (void)state;
    assert_string_equal(note_of(ENGINE_SIM, true),
                        "go back with , and act there: the run branches");
    assert_string_equal(note_of(ENGINE_SIM, false), "a lesson does not branch");
    assert_string_equal(note_of(ENGINE_THREADS, false), "only a run of --engine sim can branch");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_branch_says_how_there_come_to_be_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
