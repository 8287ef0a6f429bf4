#include "tui/hands/time_keys.h"

static const uint32_t speeds[] = { INPUT_SPEED_MIN_PERMILLE, 200, 500, 1000, 2000, 5000,
                                   INPUT_SPEED_MAX_PERMILLE };
enum { SPEED_COUNT = sizeof speeds / sizeof speeds[0] };

/* ---- the clock ------------------------------------------------------------------------- */

/* Of the cluster's clock, or of playing the past. */
static void change_speed(struct ui *ui, int direction, struct input_result *out) {
    const uint32_t past_permille = ui->past_speed_permille != 0 ? ui->past_speed_permille : 1000;
    const uint32_t permille = ui->past ? past_permille : ui->speed_permille;
    uint32_t wanted = permille;
    if (direction > 0) {
        for (int i = SPEED_COUNT - 1; i >= 0; i--) {
            if (speeds[i] > permille) wanted = speeds[i];
        }
    } else {
        for (int i = 0; i < SPEED_COUNT; i++) {
            if (speeds[i] < permille) wanted = speeds[i];
        }
    }
    if (wanted == permille) {
        input_say(ui, true,
                  direction > 0 ? "10x is as fast as it goes" : "0.1x is as slow as it goes");
        return;
    }
    if (ui->past) {
        ui->past_speed_permille = wanted;
        return;
    }
    ui->speed_permille = wanted;
    out->request = INPUT_SPEED;
}

static void travel(enum travel_mark mark, bool forward, struct input_result *out) {
    out->request = INPUT_TRAVEL;
    out->mark = mark;
    out->forward = forward;
}

/* A recording's clock may be stopped by anybody, and so may the past's. */
static bool may_use_clock(struct ui *ui) {
    if (ui->past) return true;
    return ui->live || ui->ended ? input_may_act(ui) : true;
}

static void let_one_hop(struct ui *ui, const struct view *view, struct input_result *out) {
    if (!ui->paused) {
        input_say(ui, true, "the clock runs: Space pauses it, then . steps");
        return;
    }
    out->request = INPUT_LET;
    out->let_us = view->header.elect.timers.hop_us;
}

static void clock_key(struct ui *ui, const struct view *view, enum keys_id id,
                      struct input_result *out) {
    if (!may_use_clock(ui)) return;
    if (ui->past && id == KEYS_STEP) {
        travel(TRAVEL_EVENT, true, out);
    } else if (ui->past && id == KEYS_PAUSE) {
        out->request = INPUT_PLAY;
    } else if (id == KEYS_STEP) {
        let_one_hop(ui, view, out);
    } else if (id == KEYS_PAUSE) {
        ui->paused = !ui->paused;
        out->request = INPUT_PAUSE;
    } else {
        change_speed(ui, id == KEYS_FASTER ? 1 : -1, out);
    }
}

/* ---- the playhead ---------------------------------------------------------------------- */

static void go_a_second(struct ui *ui, bool forward, struct input_result *out) {
    if (forward && !ui->past) {
        input_say(ui, true, "this is the present: ( goes back by a second");
        return;
    }
    const bool to_now = forward && ui->live && ui->behind_us <= US_PER_S;
    out->request = to_now ? INPUT_NOW : INPUT_GO;
    out->let_us = ui->now_us + (forward ? US_PER_S : -US_PER_S);
}

bool time_key(struct ui *ui, const struct view *view, enum keys_id id, struct input_result *out) {
    switch ((int)id) {
    case KEYS_PAUSE:
    case KEYS_STEP:
    case KEYS_FASTER:
    case KEYS_SLOWER: clock_key(ui, view, id, out); return true;
    case KEYS_BACK: travel(TRAVEL_EVENT, false, out); return true;
    case KEYS_SECOND_BEFORE: go_a_second(ui, false, out); return true;
    case KEYS_SECOND_AFTER: go_a_second(ui, true, out); return true;
    case KEYS_LEADER_BEFORE: travel(TRAVEL_LEADER, false, out); return true;
    case KEYS_LEADER_AFTER: travel(TRAVEL_LEADER, true, out); return true;
    case KEYS_COMMAND_BEFORE: travel(TRAVEL_COMMAND, false, out); return true;
    case KEYS_COMMAND_AFTER: travel(TRAVEL_COMMAND, true, out); return true;
    case KEYS_VIOLATION_BEFORE: travel(TRAVEL_VIOLATION, false, out); return true;
    case KEYS_VIOLATION_AFTER: travel(TRAVEL_VIOLATION, true, out); return true;
    case KEYS_NOW: out->request = INPUT_NOW; return true;
    default: return false;
    }
}
