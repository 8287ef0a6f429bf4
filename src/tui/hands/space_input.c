#include "tui/hands/space_input.h"

#include "tui/panel/lesson.h"
#include "tui/panel/space.h"
#include "tui/view/space.h"

static void place_now(const struct ui *ui, const struct view *view, int rows, int cols,
                      struct space_place *out) {
    struct layout layout;
    layout_compute_below(rows, cols, view->nodes, panel_lesson_rows(ui->guide, cols), &layout);
    panel_space_place(view, ui, &layout, out);
}

static size_t end_of(const struct ui *ui) {
    return ui->shown < ui->history->count ? ui->shown : ui->history->count;
}

static bool has_events(const struct ui *ui) {
    return ui->history != NULL && end_of(ui) > ui->history->first;
}

static int64_t oldest_us(const struct ui *ui) {
    static struct event event;
    return history_get(ui->history, ui->history->first, &event) ? event.t_us : 0;
}

static void follow(struct ui *ui) {
    ui->space_held = ui->space_picked = false;
}

/* Hold the stretch that begins at top_us; one that reaches beyond the newest may follow. */
static void hold(struct ui *ui, const struct space_place *place, int64_t top_us, bool may_follow) {
    const int64_t stretch_us = (place->rect.rows - 1) * place->row_us;
    const int64_t last_us = ui->now_us - stretch_us;
    const int64_t first_us = oldest_us(ui);
    if (may_follow && top_us >= last_us) {
        ui->space_held = false;
        return;
    }
    if (top_us > last_us) top_us = last_us;
    if (top_us < first_us) top_us = first_us;
    ui->space_held = true;
    ui->space_us = top_us;
}

/* What is picked stays where the eye is: no nearer to an end than two rows.  The words
 * about it may take rows that the diagram had. */
static void bring_into_view(struct ui *ui, const struct view *view, int64_t top_us, int64_t t_us,
                            int rows, int cols) {
    struct space_place place;
    place_now(ui, view, rows, cols, &place);
    const int64_t row_us = place.row_us, margin_us = place.rect.rows > 6 ? 2 * row_us : 0;
    const int64_t stretch_us = place.rect.rows * row_us;
    if (t_us < top_us + margin_us) top_us = t_us - margin_us;
    if (t_us >= top_us + stretch_us - margin_us) top_us = t_us - stretch_us + margin_us + row_us;
    if (top_us < 0) top_us = 0;
    ui->space_held = true;
    ui->space_us = top_us;
}

static void pick(struct ui *ui, const struct view *view, const struct space_place *place,
                 bool forward, int rows, int cols) {
    static struct event event;
    const size_t end = end_of(ui);
    size_t from, found;
    if (ui->space_picked && ui->space_pick >= ui->history->first && ui->space_pick < end) {
        from = ui->space_pick;
    } else if (forward) { /* the first on the screen */
        const size_t before = history_until(ui->history, place->top_us - 1);
        from = before > ui->history->first ? before - 1 : ui->history->first;
    } else { /* the last on the screen */
        from = history_until(ui->history, place->top_us + place->rect.rows * place->row_us - 1);
        if (from > end) from = end;
    }
    do {
        if (!space_next(ui->history, end, from, forward, ui->selected, ui->space_acks, &found)) {
            input_say(ui, true,
                      forward ? "nothing later on this node's lane; End follows"
                              : "nothing earlier on this node's lane");
            return;
        }
        if (!history_get(ui->history, found, &event)) return;
        from = found; /* the active list concerns nobody where nobody counts by it */
    } while (event.kind == EVENT_LIST && view->header.elect.policy != QUORUM_ACTIVE);
    ui->space_picked = true;
    ui->space_pick = found;
    bring_into_view(ui, view, place->top_us, event.t_us, rows, cols);
}

/* What is picked, or else the newest, stays on the screen. */
static void zoom(struct ui *ui, const struct view *view, const struct space_place *place, int step,
                 int rows, int cols) {
    static struct event event;
    struct space_place after;
    const int wanted = panel_space_zoom_limit(view, place, ui->space_zoom + step);
    if (wanted == ui->space_zoom) {
        input_say(ui, true, step > 0 ? "as near as it goes" : "as far as it goes");
        return;
    }
    const int64_t middle_us = place->top_us + place->rect.rows * place->row_us / 2;
    ui->space_zoom = wanted;
    if (!ui->space_held) return;
    place_now(ui, view, rows, cols, &after);
    if (ui->space_picked && history_get(ui->history, ui->space_pick, &event)) {
        hold(ui, &after, event.t_us - after.rect.rows * after.row_us / 2, false);
    } else {
        hold(ui, &after, middle_us - after.rect.rows * after.row_us / 2, false);
    }
}

void space_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code, int rows,
                     int cols) {
    struct space_place place;
    if (!has_events(ui)) {
        input_say(ui, true, "nothing has happened yet");
        return;
    }
    place_now(ui, view, rows, cols, &place);
    int64_t leaf_us = (place.rect.rows > 3 ? place.rect.rows - 2 : 1) * place.row_us;
    switch ((int)id) {
    case KEYS_SPACE_PICK: pick(ui, view, &place, code == KEYS_CODE_DOWN, rows, cols); return;
    case KEYS_SPACE_SCROLL:
        if (code == KEYS_CODE_WHEEL_UP) leaf_us = input_lines(code, rows) * place.row_us;
        else if (code == KEYS_CODE_WHEEL_DOWN) leaf_us = input_lines(code, rows) * place.row_us;
        else if (code == KEYS_CODE_PAGE_UP) leaf_us = -leaf_us;
        hold(ui, &place, place.top_us + leaf_us, leaf_us > 0);
        return;
    case KEYS_SPACE_OLDEST: hold(ui, &place, oldest_us(ui), false); return;
    case KEYS_SPACE_FOLLOW: follow(ui); return;
    case KEYS_SPACE_NEARER: zoom(ui, view, &place, 1, rows, cols); return;
    case KEYS_SPACE_FARTHER: zoom(ui, view, &place, -1, rows, cols); return;
    case KEYS_SPACE_ACKS:
        ui->space_acks = !ui->space_acks;
        input_say(ui, false,
                  ui->space_acks ? "acknowledgements of hops are shown"
                                 : "acknowledgements of hops are hidden");
        return;
    default: return;
    }
}

void space_input_pick(struct ui *ui, const struct view *view, const struct screen_hit *hit,
                      int rows, int cols) {
    static struct event event;
    struct space_place place;
    ui->selected = hit->node;
    ui->space_picked = true;
    ui->space_pick = hit->number;
    ui->space_held = true; /* nothing moves under the mouse */
    ui->space_us = hit->from_us;
    /* but what the words about it would cover */
    place_now(ui, view, rows, cols, &place);
    if (history_get(ui->history, hit->number, &event) &&
        event.t_us >= place.top_us + place.rect.rows * place.row_us)
        bring_into_view(ui, view, hit->from_us, event.t_us, rows, cols);
}
