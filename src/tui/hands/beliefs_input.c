#include "tui/hands/beliefs_input.h"

#include "tui/hands/partition_edit.h"
#include "tui/person/guide.h"

static uint8_t moved(uint8_t at, int step, uint8_t nodes) {
    return (uint8_t)((at + nodes + step) % nodes);
}

void beliefs_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code,
                       struct input_result *out) {
    if (ui->beliefs_to >= view->nodes) ui->beliefs_to = 0;
    if (id == KEYS_LINK_MOVE) {
        switch (code) {
        case KEYS_CODE_UP: ui->selected = moved(ui->selected, -1, view->nodes); return;
        case KEYS_CODE_DOWN: ui->selected = moved(ui->selected, 1, view->nodes); return;
        case KEYS_CODE_LEFT: ui->beliefs_to = moved(ui->beliefs_to, -1, view->nodes); return;
        default: ui->beliefs_to = moved(ui->beliefs_to, 1, view->nodes); return;
        }
    }
    if (ui->guide != NULL && guide_waits(ui->guide)) { /* the lesson has asked for Enter */
        out->request = INPUT_LESSON_NEXT;
        return;
    }
    if (!input_may_act(ui)) return;
    if (ui->selected == ui->beliefs_to) {
        input_say(ui, true, "a node always reaches itself: choose a link with the arrows");
        return;
    }
    /* the same as the editor of one link, this way only */
    ui->cut_other = ui->beliefs_to;
    ui->cut_direction = 1;
    partition_edit_cut_apply(ui, view, out);
}
