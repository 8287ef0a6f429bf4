#include "tui/panel/space_words.h"

#include "tui/draw/parts.h"
#include "tui/view/words.h"

enum { LINE_BYTES = 400 };

/* Writes words into a rectangle, broken between words. */
struct writer {
    struct cells *cells;
    struct rect rect;
    int row, col;
};

static void new_line(struct writer *w) {
    if (w->col > 0) w->row++;
    w->col = 0;
}

/* One piece that is not broken, two columns from the one before. */
static void piece(struct writer *w, enum style style, const char *words) {
    const int width = cells_width(words), room = w->rect.cols - 2;
    if (w->col > 0 && w->col + 2 + width > room) new_line(w);
    if (w->row >= w->rect.rows) return;
    if (w->col > 0) w->col += 2;
    draw_text_cut(w->cells, w->rect, w->row, 1 + w->col, room - w->col, style, words);
    w->col += width;
}

/* A long sentence, broken at blanks. */
static void sentence(struct writer *w, enum style style, const char *words) {
    const int room = w->rect.cols - 2;
    while (*words != '\0' && w->row < w->rect.rows) {
        char buffer[LINE_BYTES];
        struct text line;
        int bytes = (int)text_length(words);
        if (bytes > room && w->row + 1 < w->rect.rows) {
            bytes = room > 0 ? room : 1;
            while (bytes > 0 && words[bytes] != ' ') bytes--;
            if (bytes == 0) bytes = room > 0 ? room : 1;
        }
        text_init(&line, buffer, sizeof buffer);
        text_add_n(&line, words, (size_t)bytes);
        draw_text_cut(w->cells, w->rect, w->row++, 1, room, style, buffer);
        words += bytes;
        while (*words == ' ') words++;
    }
    w->col = 0;
}

static void legend(const struct ui *ui, struct writer *w) {
    if (ui->history == NULL || ui->history->count == 0) {
        sentence(w, STYLE_DIM, "Nothing has happened yet.");
        return;
    }
    piece(w, STYLE_TOKEN_ELECTION, "╌╌▸ ELECTION");
    piece(w, STYLE_TOKEN_LEADER, "──▸ LEADER");
    piece(w, STYLE_BAD, "✗ lost");
    piece(w, STYLE_WARN, "× no effect");
    piece(w, STYLE_LEADER, "█ lease");
    piece(w, STYLE_WARN, "░ lapsed");
    piece(w, STYLE_BAR, "┊ promise");
    piece(w, STYLE_STANDING, "▲ stands");
    piece(w, STYLE_ELECTED, "◆ elected");
    piece(w, STYLE_LEADER, "★ leads, renews");
    piece(w, STYLE_GOOD, "✓ signs");
    piece(w, STYLE_WARN, "» skips");
    new_line(w);
    sentence(w, STYLE_DIM, "Up and Down, or a click, pick what happened; Tab or 1-9: another node");
}

static void add_link(struct text *out, const struct space_message *m) {
    text_add_char(out, node_letter(m->from));
    text_add(out, " > ");
    text_add_char(out, node_letter(m->to));
}

/* "LEADER of A, term 1, A > B, signed by A B, need 0" */
static void say_message(struct writer *w, const struct event *event, const struct space_hop *hop) {
    char buffer[LINE_BYTES];
    struct text text;
    const struct space_message *m = &hop->message;
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, message_kind_name(m->kind));
    text_add(&text, m->kind == MESSAGE_HOPACK ? " for the token of " : " of ");
    text_add_char(&text, node_letter(m->origin));
    if (m->kind == MESSAGE_LEADER) {
        text_add(&text, ", term ");
        text_add_uint(&text, m->term);
    }
    text_add(&text, ", ");
    add_link(&text, m);
    if (m->kind != MESSAGE_HOPACK) {
        text_add(&text, m->kind == MESSAGE_LEADER ? ", signed by " : ", sent on by ");
        text_add_set(&text, hop->signatures, " ");
    }
    if (event->kind == EVENT_SEND && event->need > 0) {
        text_add(&text, ", a refuser needs term ");
        text_add_uint(&text, event->need);
    }
    sentence(w, STYLE_TITLE, buffer);
}

/* "sent 1.234 s, arrived 1.274 s: 40 ms" */
static void say_times(struct writer *w, const struct space_message *m) {
    char buffer[LINE_BYTES];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, "sent ");
    text_add_time(&text, m->sent_us);
    if (m->fate == SPACE_UNDER_WAY) {
        text_add(&text, ", under way");
    } else {
        text_add(&text, m->fate == SPACE_LOST ? ", lost " : ", arrived ");
        text_add_time(&text, m->end_us);
        text_add(&text, ", after ");
        text_add_duration(&text, m->end_us - m->sent_us);
    }
    if (m->fate == SPACE_LOST || m->fate == SPACE_DISCARDED) {
        text_add(&text, ": ");
        text_add(&text, drop_reason_words(m->reason));
    }
    sentence(w, m->fate == SPACE_LOST ? STYLE_BAD : STYLE_PLAIN, buffer);
}

/* "A > B 40 ms signs", one for each hop. */
static void say_hops(struct writer *w, const struct space_journey *journey) {
    for (int i = 0; i < journey->count; i++) {
        char buffer[LINE_BYTES];
        struct text text;
        const struct space_hop *hop = &journey->hop[i];
        const struct space_message *m = &hop->message;
        const bool lost = m->fate == SPACE_LOST;
        text_init(&text, buffer, sizeof buffer);
        if (i == journey->picked) text_add(&text, "▸");
        add_link(&text, m);
        text_add_char(&text, ' ');
        if (m->fate == SPACE_UNDER_WAY) {
            text_add(&text, "under way");
        } else if (m->fate == SPACE_ARRIVED) {
            words_add_duration(&text, m->end_us - m->sent_us);
            text_add(&text, hop->signs ? " ✓" : m->to == m->origin ? " home" : "");
        } else {
            text_add(&text, lost ? "✗ " : "× ");
            text_add(&text, drop_reason_name(m->reason));
        }
        piece(w, i == journey->picked ? STYLE_SELECTED : lost ? STYLE_BAD : STYLE_PLAIN, buffer);
    }
    new_line(w);
}

void panel_space_words(const struct view *view, const struct ui *ui,
                       const struct space_journey *journey, struct rect rect, struct cells *cells) {
    static struct event event;
    char buffer[LINE_BYTES];
    struct text text;
    struct writer w = { cells, rect, 0, 0 };
    if (rect.rows <= 0 || rect.cols < 4) return;
    if (!ui->space_picked || ui->history == NULL || ui->space_pick < ui->history->first ||
        ui->space_pick >= ui->history->count || !history_get(ui->history, ui->space_pick, &event)) {
        legend(ui, &w);
        return;
    }
    if (journey != NULL) {
        const struct space_hop *hop = &journey->hop[journey->picked];
        say_message(&w, &event, hop);
        say_times(&w, &hop->message);
        if (hop->message.kind != MESSAGE_HOPACK) say_hops(&w, journey);
        return;
    }
    text_init(&text, buffer, sizeof buffer);
    event_say_broken(&event, view->header.elect.broken, &text);
    sentence(&w, STYLE_TITLE, buffer);
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, "event ");
    text_add_uint(&text, event.seq);
    text_add(&text, " at ");
    text_add_time(&text, event.t_us);
    if (event.version > 0) {
        text_add(&text, ", active list ");
        text_add_uint(&text, event.version);
    }
    if (event.kind == EVENT_LEASE || event.kind == EVENT_SIGN) {
        text_add(&text, event.kind == EVENT_LEASE ? ", until " : ", promised until ");
        text_add_time(&text, event.until_us);
    }
    sentence(&w, STYLE_PLAIN, buffer);
}
