#include "tui/panel/help.h"

#include <string.h>

#include "scenario/statement.h"
#include "tui/draw/parts.h"
#include "tui/panel/overlay.h"
#include "tui/person/keys.h"
#include "tui/person/own_words.h"
#include "tui/view/words.h"

struct help_line {
    const char *label, *text;
    int bytes; /* of text */
    enum style label_style;
};
enum {
    HELP_LINES_MAX = 512,
    HELP_COLS = 78,
    HELP_LABEL_COLS = 17,
    HELP_TEXT_BYTES = 200,
    HELP_POOL_BYTES = 8192,
    HELP_WORDS_MAX = 256,
};

struct help {
    const char *search;    /* "": all of it */
    const char *title;     /* of the section, until a line of it is there */
    bool told[KEYS_COUNT]; /* each key once */
    int count;             /* lines */
    int entries, found;    /* before they are wrapped; of these, with the text searched for */
    int text_cols;         /* texts are wrapped to this width */
    int pool_used;         /* texts that are put together */
    char pool[HELP_POOL_BYTES];
    struct help_line line[HELP_LINES_MAX];
};

/* ---- what is in it ------------------------------------------------------------------ */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Where `part` is in text, whatever the case; -1: nowhere. */
static int find(const char *text, int bytes, const char *part) {
    const int length = (int)text_length(part);
    for (int at = 0; at + length <= bytes; at++) {
        int same = 0;
        while (same < length && lower(text[at + same]) == lower(part[same])) same++;
        if (same == length) return at;
    }
    return -1;
}

static void help_line_add(struct help *help, const char *label, enum style style, const char *text,
                          int bytes) {
    if (help->count == HELP_LINES_MAX) return;
    help->line[help->count++] = (struct help_line){ label, text, bytes, style };
}

static void help_heading(struct help *help, const char *title) {
    help->title = title;
}

static bool matches(const struct help *help, const char *text) {
    return find(text, (int)text_length(text), help->search) >= 0;
}

/* Texts of the help are ASCII, so that a byte is a column.
 *   name  what else it is found by */
static void help_add_named(struct help *help, const char *label, const char *name, enum style style,
                           const char *text) {
    int length = (int)text_length(text);
    help->entries++;
    if (!matches(help, label) && !matches(help, name) && !matches(help, text)) return;
    help->found++;
    if (help->title != NULL) {
        if (help->count > 0) help_line_add(help, "", STYLE_PLAIN, "", 0);
        help_line_add(help, help->title, STYLE_TITLE, "", 0);
        help->title = NULL;
    }
    while (length > help->text_cols) {
        int bytes = help->text_cols;
        while (bytes > 0 && text[bytes] != ' ') bytes--;
        if (bytes == 0) break;
        help_line_add(help, label, style, text, bytes);
        label = "";
        text += bytes + 1;
        length -= bytes + 1;
    }
    help_line_add(help, label, style, text, length);
}

static void help_add(struct help *help, const char *label, enum style style, const char *text) {
    help_add_named(help, label, "", style, text);
}

/* "SYNTAX: what it does", the syntax only where it says more than the word. */
static void help_add_words(struct help *help, const char *word, const char *syntax,
                           const char *text) {
    struct text joined;
    char *start = help->pool + help->pool_used;
    if (find(syntax, (int)text_length(syntax), word) == 0 &&
        text_length(syntax) == text_length(word)) {
        help_add(help, word, STYLE_KEY, text);
        return;
    }
    text_init(&joined, start, sizeof help->pool - (size_t)help->pool_used);
    text_add(&joined, syntax);
    text_add(&joined, ": ");
    text_add(&joined, text);
    help->pool_used += (int)joined.length + 1;
    help_add(help, word, STYLE_KEY, start);
}

/* Every row of the table once, under the first heading that fits. */
static void help_keys(struct help *help, const char *title, unsigned modes) {
    help_heading(help, title);
    for (int i = 0; i < key_row_count; i++) {
        const struct key_row *row = &key_rows[i];
        if (row->label[0] == '\0' || row->help[0] == '\0') continue;
        if ((row->modes & modes) == 0 || help->told[i]) continue;
        help->told[i] = true;
        help_add_named(help, row->label, row->name, STYLE_KEY, row->help);
    }
}

static void help_signs(struct help *help) {
    static const struct {
        enum view_standing standing;
        const char *label, *text;
    } standings[] = {
        { VIEW_LEADER, "★ leader", "its lease runs: the only one that may act as the leader" },
        { VIEW_LAPSED, "☆ lapsed", "still calls itself leader, but its lease is over" },
        { VIEW_ELECTED, "◆ elected", "its ELECTION token came home; it collects signatures" },
        { VIEW_STANDING, "▲ standing", "its own ELECTION token is on its way round the ring" },
        { VIEW_FOLLOWER, "● follower", "signs for the leader it follows, and promises it time" },
        { VIEW_STALLED, "‖ stalled", "frozen where it stands, like a paused process" },
        { VIEW_DOWN, "✖ down", "killed: only its term and its vote survive" },
    };
    help_heading(help, "What you see");
    for (size_t i = 0; i < sizeof standings / sizeof standings[0]; i++) {
        help_add(help, standings[i].label, standing_style(standings[i].standing),
                 standings[i].text);
    }
    help_add(help, "◇ ELECTION", STYLE_TOKEN_ELECTION, "a token that chooses: who is best?");
    help_add(help, "◉ LEADER", STYLE_TOKEN_LEADER,
             "announcement, vote, heartbeat, lease renewal in one");
    help_add(help, "✂", STYLE_CUT, "a cut link; with an arrow: nothing passes that way");
    help_add(help, "vote, signed", STYLE_DIM, "whom the node signed for in its term: its vote");
    help_add(help, "beat", STYLE_BAR, "time since the last heartbeat; full: its promise is over");
    help_add(help, "lease", STYLE_LEADER, "what is left of the leader's lease");
    help_add(help, "…", STYLE_DIM, "there is more of it than fits here");
}

static void help_statements(struct help *help) {
    help_heading(help, "Behind : the words of the dashboard");
#define X(symbol, word, syntax, words) help_add_words(help, word, syntax, words);
    PROMPT_WORDS(X)
#undef X
    help_heading(help, "Behind : and in scenarios");
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const enum command_kind kind = (enum command_kind)i;
        help_add_words(help, command_word(kind), command_syntax(kind), command_help(kind));
    }
    for (int i = 0; i < EXPECT_KIND_COUNT; i++) {
        const enum expect_kind kind = (enum expect_kind)i;
        help_add_words(help, "expect", expect_syntax(kind), expect_help(kind));
    }
}

static void help_fill(struct help *help, const char *search, int cols) {
    memset(help, 0, sizeof *help);
    help->search = search;
    help->text_cols = cols - HELP_LABEL_COLS - 5;
    if (help->text_cols < 1) help->text_cols = 1; /* a screen that shows no help may ask, too */
    help_heading(help, "Try this");
    help_add(help, key_rows[KEYS_KILL_LEADER].label, STYLE_KEY,
             "kill the leader, and see who takes over and when");
    help_add(help, key_rows[KEYS_PARTITION].label, STYLE_KEY,
             "cut the ring in two: only one side can have a leader");
    help_add(help, key_rows[KEYS_HEAL].label, STYLE_KEY,
             "heal it, and see that the ring agrees again");
    help_keys(help, "Keys", KEYS_IN_NORMAL);
    help_signs(help);
    help_keys(help, "On the page of space and time", KEYS_IN_SPACE);
    help_keys(help, "On the page who believes what", KEYS_IN_BELIEFS);
    help_keys(help, "In why?", KEYS_IN_WHY);
    help_keys(help, "In the partition and cut editors", KEYS_IN_PARTITION | KEYS_IN_CUT);
    help_keys(help, "In a menu", KEYS_IN_MENU);
    help_keys(help, "When asked", KEYS_IN_CONFIRM);
    help_keys(help, "While typing a statement, a filter or a search", KEYS_IN_LINES);
    help_keys(help, "In this help", KEYS_IN_HELP);
    help_statements(help);
}

/* ---- drawing it ---------------------------------------------------------------------- */

static struct rect help_rect(int rows, int cols) {
    /* Slivers of other panels left and right would only disturb. */
    const int width = cols < HELP_COLS + 8 ? cols : HELP_COLS;
    const int height = rows - 1 > 2 ? rows - 1 : rows; /* the footer stays in sight */
    return (struct rect){ 0, (cols - width) / 2, height, width };
}

static int hidden_lines(const struct help *help, int inside) {
    return help->count > inside && inside > 0 ? help->count - inside : 0;
}

int panel_help_scroll_max(const struct ui *ui, int rows, int cols) {
    static struct help help;
    const struct rect rect = help_rect(rows, cols);
    help_fill(&help, ui->search.text, rect.cols);
    return hidden_lines(&help, rect.rows - 2);
}

/* The word of a key, or of the prompt, that is most like what was searched for. */
static const char *nearest_word(const char *search) {
    const char *words[HELP_WORDS_MAX];
    size_t count = 0;
    for (int i = 0; i < key_row_count; i++) {
        if (key_rows[i].label[0] != '\0') words[count++] = key_rows[i].name;
    }
    for (int i = 0; i < COMMAND_COUNT; i++) words[count++] = command_word((enum command_kind)i);
#define X(symbol, word, syntax, help) words[count++] = word;
    PROMPT_WORDS(X)
#undef X
    return text_nearest(search, words, count);
}

static void draw_nothing_found(const struct ui *ui, struct rect rect, struct cells *cells) {
    char line[HELP_TEXT_BYTES];
    struct text words;
    const char *nearest = nearest_word(ui->search.text);
    text_init(&words, line, sizeof line);
    text_add(&words, "nothing here contains \"");
    text_add(&words, ui->search.text);
    text_add(&words, "\"");
    draw_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_WARN, line);
    if (nearest == NULL) return;
    text_init(&words, line, sizeof line);
    text_add(&words, "did you mean ");
    text_add(&words, nearest);
    text_add(&words, "?");
    draw_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_PLAIN, line);
}

static void draw_line(const struct help *help, const struct help_line *line, struct rect rect,
                      int row, struct cells *cells) {
    char text[HELP_TEXT_BYTES];
    struct text words;
    const int col = 2 + HELP_LABEL_COLS, cols = rect.cols - HELP_LABEL_COLS - 3;
    text_init(&words, text, sizeof text);
    text_add_n(&words, line->text, (size_t)line->bytes);
    draw_text_cut(cells, rect, row, 2, rect.cols - 3, line->label_style, line->label);
    draw_text_cut(cells, rect, row, col, cols, STYLE_PLAIN, text);
    const int length = (int)text_length(help->search);
    const int at = length > 0 ? find(line->text, line->bytes, help->search) : -1;
    if (at >= 0 && at + length <= cols) cells_mark(cells, rect, row, col + at, length, true);
}

static void add_position(const struct help *help, int first, int inside, struct text *out) {
    if (help->search[0] != '\0') {
        text_add_int(out, help->found);
        text_add(out, " of ");
        text_add_int(out, help->entries);
        text_add(out, " match");
    } else if (hidden_lines(help, inside) > 0) {
        text_add_int(out, first + 1);
        text_add(out, "–");
        text_add_int(out, first + inside);
        text_add(out, " of ");
        text_add_int(out, help->count);
    }
}

/* The line for answers is below the help: on its frame, then. */
static void draw_answer(const struct ui *ui, struct rect outer, struct cells *cells) {
    char words[UI_TOAST_BYTES + 2];
    struct text text;
    if (ui->toast[0] == '\0' || outer.cols < 12) return;
    text_init(&text, words, sizeof words);
    text_add_char(&text, ' ');
    text_add(&text, ui->toast);
    text_add_char(&text, ' ');
    draw_text_cut(cells, outer, outer.rows - 1, 2, outer.cols - 4,
                  ui->toast_bad ? STYLE_ERROR : STYLE_KEY, words);
}

void panel_help_draw(const struct ui *ui, struct cells *cells) {
    static struct help help;
    char position[32], title[UI_LINE_BYTES + 32];
    struct text words;
    const bool typing = ui->mode == UI_SEARCH;
    const struct rect outer = help_rect(cells->rows, cells->cols);
    help_fill(&help, ui->search.text, outer.cols);
    const int inside = outer.rows - 2, most = hidden_lines(&help, inside);
    const int first = ui->help_scroll < 0 ? 0 : ui->help_scroll > most ? most : ui->help_scroll;
    draw_erase(cells, outer);
    text_init(&words, position, sizeof position);
    add_position(&help, first, inside, &words);
    text_init(&words, title, sizeof title);
    text_add(&words, typing ? "search the help" : "help");
    if (typing || ui->search.length > 0) text_add(&words, " /");
    const int cursor = 3 + (int)words.length + ui->search.cursor;
    text_add(&words, ui->search.text);
    const struct rect rect = draw_frame(cells, outer, true, STYLE_KEY, title, position);
    if (typing) cells_mark(cells, outer, 0, cursor, 1, true);
    if (help.found == 0) draw_nothing_found(ui, rect, cells);
    draw_answer(ui, outer, cells);
    for (int row = 0; row < rect.rows && first + row < help.count; row++) {
        draw_line(&help, &help.line[first + row], rect, row, cells);
    }
}

/* ---- for a newcomer -------------------------------------------------------------------- */

void panel_help_draw_first(const struct ui *ui, const struct layout *layout, struct cells *cells) {
    static const struct {
        enum keys_id key;
        const char *text;
    } lines[] = {
        { KEYS_KILL_LEADER, "kill the leader; the others elect another" },
        { KEYS_PRESETS, "accidents made ready; L guided lessons" },
        { KEYS_BACK, "goes back in time; y asks why it happened" },
        { KEYS_HELP, "every key; : any statement; q quits" },
    };
    enum { LINES = sizeof lines / sizeof lines[0] };
    struct rect rect = layout->log;
    if (!ui->first_start || ui->mode != UI_NORMAL || rect.rows < LINES + 2) return;
    rect.rows = LINES + 2;
    rect = panel_overlay_open(layout, cells, rect, "try this");
    for (int i = 0; i < LINES; i++) {
        (void)cells_text(cells, rect, i, 2, STYLE_KEY, key_rows[lines[i].key].label);
        draw_text_cut(cells, rect, i, 5, rect.cols - 6, STYLE_PLAIN, lines[i].text);
    }
}
