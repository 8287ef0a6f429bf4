#include "app/clock.h"

#include "base/check.h"
#include "threads/sys.h"

static bool still;

int64_t clock_now_us(void) {
    return sys_now_ns() / 1000;
}

void clock_still(void) {
    if (still) return; /* it goes on from where it stands */
    still = true;
    sys_still();
}

bool clock_is_still(void) {
    return still;
}

void clock_pass(int64_t us) {
    REQUIRE(still && us >= 0);
    sys_leap(us * 1000);
}
