#include "tui/hands/why_input.h"

#include "tui/hands/input.h"
#include "tui/panel/why.h"
#include "tui/why/look.h"

/* Explained once, when asked; the screen only draws the answer. */
static void ask(struct ui *ui, const struct view *view, size_t number) {
    static struct event event;
    ui->why_scroll = 0;
    ui->why_found = history_get(ui->history, number, &event) &&
                    why_look(&view->header, ui->history, number, &ui->why);
    if (!ui->why_found) return;
    ui->why_event = number;
    ui->why_seq = event.seq;
    ui->why_us = event.t_us;
}

/* Events that are folded into what is shown: the future is not asked about. */
static size_t end_of(const struct ui *ui) {
    if (ui->history == NULL) return 0;
    return ui->shown < ui->history->count ? ui->shown : ui->history->count;
}

static void ask_last(struct ui *ui, const struct view *view) {
    const size_t end = end_of(ui);
    ui->why_scroll = 0;
    ui->why_found = false;
    if (end == 0) return;
    const size_t last =
        why_find(&view->header, ui->history, end, end, ui->selected, false, WHY_STEPS_TURNS);
    if (last < end) ask(ui, view, last);
}

void why_input_open(struct ui *ui, const struct view *view) {
    ui->mode = UI_WHY;
    ask_last(ui, view);
}

static void step(struct ui *ui, const struct view *view, bool forward, enum why_steps steps) {
    if (!ui->why_found || ui->history == NULL) {
        input_say(ui, true, "nothing has happened to this node yet");
        return;
    }
    const size_t count = ui->history->count;
    const size_t from = forward ? ui->why_event + 1 : ui->why_event;
    const size_t found =
        why_find(&view->header, ui->history, from, count, ui->selected, forward, steps);
    if (found < count) {
        ask(ui, view, found);
    } else {
        input_say(ui, true,
                  forward ? "nothing later happened to this node"
                          : "nothing earlier happened to this node");
    }
}

static void select(struct ui *ui, const struct view *view, int node) {
    if (node < 0 || node >= view->nodes) {
        input_say(ui, true, "there is no such node");
        return;
    }
    ui->selected = (uint8_t)node;
    ask_last(ui, view);
}

static void scroll(struct ui *ui, const struct view *view, int code, int rows, int cols) {
    const int most = panel_why_scroll_max(view, ui, rows, cols);
    ui->why_scroll += input_lines(code, rows);
    if (ui->why_scroll > most) ui->why_scroll = most;
    if (ui->why_scroll < 0) ui->why_scroll = 0;
}

void why_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code, int rows,
                   int cols, struct input_result *out) {
    switch ((int)id) {
    case KEYS_WHY_BACK: step(ui, view, false, WHY_STEPS_NOTABLE); return;
    case KEYS_WHY_ON: step(ui, view, true, WHY_STEPS_NOTABLE); return;
    case KEYS_WHY_BACK_EACH: step(ui, view, false, WHY_STEPS_EACH); return;
    case KEYS_WHY_ON_EACH: step(ui, view, true, WHY_STEPS_EACH); return;
    case KEYS_WHY_NODE:
        select(ui, view,
               (ui->selected + (code == KEYS_CODE_BACKTAB ? view->nodes - 1 : 1)) % view->nodes);
        return;
    case KEYS_SELECT: select(ui, view, code == '0' ? 9 : code - '1'); return;
    case KEYS_WHY_UP:
    case KEYS_WHY_DOWN: scroll(ui, view, code, rows, cols); return;
    case KEYS_WHY_GO:
        if (!ui->why_found) {
            input_say(ui, true, "nothing has happened to this node yet");
            return;
        }
        out->request = INPUT_GO;
        out->let_us = ui->why_us;
        return;
    default: return;
    }
}
