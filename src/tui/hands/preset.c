#include "tui/hands/preset.h"

#include <string.h>

#include "app/builtin.h"
#include "base/check.h"
#include "tui/hands/input.h"
#include "tui/person/keys.h"
#include "tui/person/menu.h"
#include "tui/view/words.h"

enum { EXPANDED_BYTES = 16384, LINE_BYTES = 200, LOOP_LINES_MAX = 8, WAIT_PROMISES = 20 };

const struct builtin *preset_find(const char *name, const char **nearest) {
    const char *names[64];
    int count = 0;
    for (; count < builtin_preset_count && count < 64; count++) {
        names[count] = builtin_presets[count].name;
        if (strcmp(names[count], name) == 0) return &builtin_presets[count];
    }
    *nearest = text_nearest(name, names, (size_t)count);
    return NULL;
}

void preset_menu(struct ui *ui) {
    menu_open(ui, MENU_PRESETS);
    for (int i = 0; i < builtin_preset_count && i < UI_MENU_ROWS_MAX; i++) {
        char title[128];
        builtin_title(&builtin_presets[i], title, sizeof title);
        menu_add(ui, builtin_presets[i].name, title);
    }
}

/* ---- names for this moment ------------------------------------------------------- */

struct moment {
    const struct view *view;
    uint8_t leader;          /* NODE_NONE: nobody leads */
    uint8_t ring[NODES_MAX]; /* round the ring, the leader first */
    uint8_t each;            /* $X */
    struct node_set minority, majority, others;
};

static void look_round(struct moment *m, const struct view *view, int64_t now_us) {
    *m = (struct moment){ .view = view, .leader = view_leader(view, now_us), .each = NODE_NONE };
    uint8_t node = m->leader == NODE_NONE ? 0 : m->leader;
    for (int i = 0; i < view->nodes; i++) {
        m->ring[i] = node;
        if (i < (view->nodes - 1) / 2) m->minority = set_with(m->minority, node);
        else m->majority = set_with(m->majority, node);
        if (i > 0) m->others = set_with(m->others, node);
        node = view->header.elect.next[node];
    }
}

static void add_value(const struct moment *m, const char *name, size_t length, struct text *out) {
    const struct timers *timers = &m->view->header.elect.timers;
    const uint8_t nodes = m->view->nodes;
    if (length == 3 && memcmp(name, "RHO", 3) == 0) {
        text_add_int(out, timers->drift_ppm);
        return;
    }
    REQUIRE(length == 1);
    switch (*name) {
    case 'L': text_add_char(out, node_letter(m->ring[0])); return;
    case 'S': text_add_char(out, node_letter(m->ring[1])); return;
    case 'F': text_add_char(out, node_letter(m->ring[nodes - 1])); return;
    case 'X': text_add_char(out, node_letter(m->each)); return;
    case 'M': text_add_set(out, m->minority, " "); return;
    case 'R': text_add_set(out, m->majority, " "); return;
    case 'O': text_add_set(out, m->others, " "); return;
    case 'P': text_add_duration(out, timers->promise_us); return;
    case 'H': text_add_duration(out, timers->promise_us / 4); return;
    case 'D': text_add_duration(out, 2 * timers->hop_timeout_us); return;
    case 'W': text_add_duration(out, WAIT_PROMISES * timers->promise_us); return;
    default: UNREACHABLE();
    }
}

static void add_line(const struct moment *m, const char *line, size_t length, struct text *out) {
    for (size_t at = 0; at < length;) {
        if (line[at] != '$') {
            text_add_char(out, line[at++]);
            continue;
        }
        size_t end = ++at;
        while (end < length && line[end] >= 'A' && line[end] <= 'Z') end++;
        add_value(m, line + at, end - at, out);
        at = end;
    }
    text_add_char(out, '\n');
}

/* ---- a scenario of this moment ------------------------------------------------------ */

struct source {
    const char *at, *end;
};

/* The next line without what is a comment or blank. */
static bool next_line(struct source *source, const char **line, size_t *length) {
    while (source->at < source->end) {
        const char *start = source->at;
        const char *stop = memchr(start, '\n', (size_t)(source->end - start));
        if (stop == NULL) stop = source->end;
        source->at = stop < source->end ? stop + 1 : stop;
        if (stop == start || *start == '#') continue;
        *line = start;
        *length = (size_t)(stop - start);
        return true;
    }
    return false;
}

static bool begins(const char *line, size_t length, const char *word) {
    return length >= strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

/* `for $X [but $N]`: what follows up to `end`, once for each node. */
static void repeat(struct moment *m, const char *head, size_t head_length, struct source *source,
                   struct text *out) {
    const struct source body = *source;
    uint8_t but = NODE_NONE;
    const char *line;
    size_t length;
    if (head_length > 2 && memcmp(head + head_length - 2, "$F", 2) == 0) {
        but = m->ring[m->view->nodes - 1];
    } else if (head_length > 2 && memcmp(head + head_length - 2, "$L", 2) == 0) {
        but = m->ring[0];
    }
    for (int i = 0; i < m->view->nodes; i++) {
        m->each = m->ring[i];
        *source = body;
        while (next_line(source, &line, &length) && !begins(line, length, "end")) {
            if (m->each != but) add_line(m, line, length, out);
        }
    }
    m->each = NODE_NONE;
}

static bool refuse(struct text *said, const struct builtin *preset, const char *why) {
    text_add(said, preset->name);
    text_add(said, ": ");
    text_add(said, why);
    return false;
}

bool preset_expand(const struct builtin *preset, const struct view *view, int64_t now_us,
                   struct text *out, struct text *said) {
    struct moment m;
    struct source source = { preset->bytes, preset->bytes + preset->length };
    const char *line;
    size_t length;
    look_round(&m, view, now_us);
    if (m.leader == NODE_NONE && strchr(preset->bytes, '$') != NULL) {
        return refuse(said, preset, "nobody leads at the moment, and it begins with the leader");
    }
    while (next_line(&source, &line, &length)) {
        if (begins(line, length, "needs ")) {
            if (view->nodes < line[6] - '0') {
                return refuse(said, preset, "with two nodes there is no part that could elect");
            }
        } else if (begins(line, length, "for ")) {
            repeat(&m, line, length, &source, out);
        } else {
            add_line(&m, line, length, out);
        }
    }
    return true;
}

/* ---- playing ------------------------------------------------------------------------- */

bool preset_begin(struct preset *self, const struct builtin *preset, const struct player *told,
                  const struct view *view, int64_t now_us, struct text *said) {
    static char buffer[EXPANDED_BYTES];
    struct scenario_error error;
    struct text lines, name;
    text_init(&lines, buffer, sizeof buffer);
    if (!preset_expand(preset, view, now_us, &lines, said)) return false;
    ENSURE(!lines.cut);
    const int errors =
        scenario_parse(buffer, lines.length, preset->name, &self->scenario, &error, 1);
    ENSURE(errors == 0); /* tests play every preset with every number of nodes */
    text_init(&name, self->name, sizeof self->name);
    text_add(&name, preset->name);
    self->player = *told;
    self->player.scenario = &self->scenario;
    self->player.done_us = now_us;
    self->player.refused_mark = self->player.facts.refused;
    self->active = true;
    text_add(said, "preset ");
    text_add(said, preset->name);
    text_add(said, " begins");
    return true;
}

void preset_take(struct preset *self, const char *name, const struct player *told,
                 const struct view *view, struct ui *ui) {
    struct text said;
    const char *nearest;
    text_init(&said, ui->toast, sizeof ui->toast);
    ui->toast_bad = false;
    if (name[0] == '\0') {
        text_add(&said,
                 self->active ? "the preset is ended; what it did stays" : "no preset plays");
        self->active = false;
        ui->preset[0] = '\0';
    } else if (ui->past) {
        text_add(&said, "this is the past; n returns to now");
        ui->toast_bad = true;
    } else if (input_may_act(ui)) {
        const struct builtin *found = preset_find(name, &nearest);
        ui->toast_bad = found == NULL || !preset_begin(self, found, told, view, ui->now_us, &said);
        ui->toast_echo = !ui->toast_bad;
    }
}

void preset_event(struct preset *self, const struct event *event) {
    if (self->active) player_event(&self->player, event);
}

static void say_name(const struct preset *self, struct text *said) {
    text_add(said, self->name);
    text_add_char(said, ' ');
    text_add_int(said, self->player.index + 1);
    text_add(said, " of ");
    text_add_int(said, self->scenario.count);
    text_add(said, ": ");
}

static void say_key(enum keys_id key, const char *does, struct text *said) {
    text_add(said, key_rows[key].label);
    text_add(said, does);
}

enum preset_answer preset_next(struct preset *self, int64_t now_us, struct command *out,
                               struct text *said) {
    struct player_action action;
    if (!self->active) return PRESET_NOTHING;
    self->now_us = now_us;
    for (;;) {
        const int line = self->player.index;
        player_next(&self->player, now_us, &action);
        switch (action.kind) {
        case PLAYER_SUBMIT: *out = action.command; return PRESET_COMMAND;
        case PLAYER_EXPECT:
            if (action.met) continue;
            self->player.index = line;
            say_name(self, said);
            text_add(said, "it ends here: ");
            text_add(said, action.text);
            self->active = false;
            return PRESET_OVER;
        case PLAYER_WAIT:
            self->due_us = self->player.stage == STAGE_NEXT ? action.until_us : TIME_NEVER;
            return PRESET_NOTHING;
        case PLAYER_DONE:
            text_add(said, self->name);
            text_add(said, " is over: ");
            say_key(KEYS_LEADER_BEFORE, " goes back, ", said);
            say_key(KEYS_WHY, " asks why, ", said);
            say_key(KEYS_SAVE, " saves what was done", said);
            self->active = false;
            return PRESET_OVER;
        }
    }
}

void preset_progress(const struct preset *self, struct ui *ui) {
    struct text text;
    text_init(&text, ui->preset, sizeof ui->preset);
    if (!self->active) return;
    text_add(&text, self->name);
    text_add_char(&text, ' ');
    text_add_int(&text, self->player.index + 1);
    text_add(&text, " of ");
    text_add_int(&text, self->scenario.count);
    if (self->due_us != TIME_NEVER && self->due_us > self->now_us) {
        text_add(&text, ", ");
        words_add_duration(&text, self->due_us - self->now_us);
    }
}
