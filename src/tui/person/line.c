#include "tui/person/line.h"

#include <string.h>

#include "base/text.h"

void line_set(struct ui_line *line, const char *string) {
    struct text text;
    memset(line, 0, sizeof *line);
    text_init(&text, line->text, sizeof line->text);
    text_add(&text, string);
    line->length = line->cursor = (int)text.length;
}

void line_cut(struct ui_line *line, int from, int to) {
    memmove(line->text + from, line->text + to, (size_t)(line->length - to) + 1);
    line->length -= to - from;
    line->cursor = from;
}

bool line_insert(struct ui_line *line, int code) {
    if (code < ' ' || code > '~' || line->length + 1 >= UI_LINE_BYTES) return false;
    memmove(line->text + line->cursor + 1, line->text + line->cursor,
            (size_t)(line->length - line->cursor) + 1);
    line->text[line->cursor++] = (char)code;
    line->length++;
    return true;
}

static int word_before(const struct ui_line *line) {
    int at = line->cursor;
    while (at > 0 && line->text[at - 1] == ' ') at--;
    while (at > 0 && line->text[at - 1] != ' ') at--;
    return at;
}

void line_key(struct ui_line *line, enum keys_id id) {
    switch ((int)id) {
    case KEYS_LINE_LEFT:
        if (line->cursor > 0) line->cursor--;
        return;
    case KEYS_LINE_RIGHT:
        if (line->cursor < line->length) line->cursor++;
        return;
    case KEYS_LINE_HOME: line->cursor = 0; return;
    case KEYS_LINE_END: line->cursor = line->length; return;
    case KEYS_LINE_BACKSPACE:
        if (line->cursor > 0) line_cut(line, line->cursor - 1, line->cursor);
        return;
    case KEYS_LINE_DELETE:
        if (line->cursor < line->length) line_cut(line, line->cursor, line->cursor + 1);
        return;
    case KEYS_LINE_WORD: line_cut(line, word_before(line), line->cursor); return;
    case KEYS_LINE_CLEAR: line_set(line, ""); return;
    default: return;
    }
}
