#include "tui/panel/space_pen.h"

void space_pen_about(const struct space_pen *pen, size_t number, uint8_t node) {
    if (pen->probe == NULL) return;
    pen->probe->number = number;
    pen->probe->node = node;
}

void space_pen_touch(const struct space_pen *pen, int row, int col, int cols) {
    struct space_probe *probe = pen->probe;
    if (probe == NULL || probe->col < col || probe->col >= col + cols) return;
    const int distance = row > probe->row ? row - probe->row : probe->row - row;
    if (distance >= SPACE_PROBE_FAR || distance > probe->distance) return;
    probe->distance = distance;
    probe->found = probe->number;
    probe->found_node = probe->node;
}

void space_pen_put(const struct space_pen *pen, int row, int col, uint32_t rune, enum style style) {
    cells_put(pen->cells, pen->place->rect, row, col, rune, style);
    space_pen_touch(pen, row, col, 1);
}

int64_t space_floor(int64_t t_us, int64_t step_us) {
    const int64_t rest = t_us % step_us;
    return t_us - (rest < 0 ? rest + step_us : rest);
}

int space_row(const struct space_place *place, int64_t t_us) {
    return (int)(space_floor(t_us - place->top_us, place->row_us) / place->row_us);
}

int space_lane_col(const struct space_place *place, int lane) {
    return place->first_col + lane * place->spacing;
}

bool space_is_lane(const struct space_place *place, int col) {
    const int at = col - place->first_col;
    return at >= 0 && at % place->spacing == 0 && at / place->spacing < place->lanes;
}
