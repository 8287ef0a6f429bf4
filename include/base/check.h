/* base/check.h - assertions that stay on in every build.
 *
 * REQUIRE  the caller broke the contract written in a header (argument, state).
 * ENSURE   this function broke its own promise (result, invariant).
 *
 * Both name a programmer error.  Neither is ever used for input, for the
 * operating system, or for a fact about the whole ring (two leaders are a
 * violated property, never an assertion).
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

/* Called once with a one-line text before the program aborts; set by main
 * before threads start.  Restores the terminal and prints how to replay.
 * Must be async-signal-safe.  NULL: nothing is done. */
extern void (*check_on_failure)(const char *text);

/* Hands `KIND FILE:LINE: EXPR` to check_on_failure and traps. */
_Noreturn void check_failed(const char *kind, const char *expr, const char *file, int line);

#define CHECK_(kind, cond) ((cond) ? (void)0 : check_failed(kind, #cond, __FILE__, __LINE__))
#define REQUIRE(cond) CHECK_("require", cond)
#define ENSURE(cond) CHECK_("ensure", cond)
#define UNREACHABLE() check_failed("reach", "this line is unreachable", __FILE__, __LINE__)

#endif
