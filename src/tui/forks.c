#include "tui/forks.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "tui/person/menu.h"
#include "tui/view/words.h"

void forks_open(struct forks *self, struct session *first) {
    memset(self, 0, sizeof *self);
    branches_open(&self->branches, first);
}

void forks_close(struct forks *self) {
    for (int i = 0; i < self->branches.count; i++) {
        if (i != self->branches.at) travel_close(&self->place[i].travel);
    }
    branches_close(&self->branches);
}

struct session *forks_session(const struct forks *self) {
    return self->branches.branch[self->branches.at].session;
}

/* ---- from one to another ------------------------------------------------------- */

static void fold_all(const struct forks_screen *screen, const struct trace_header *header) {
    static struct event event;
    const struct history *history = &screen->travel->history;
    view_init(screen->view, header);
    record_init(screen->record, header->elect.nodes);
    watch_init(screen->watch, header);
    for (size_t i = history->first; i < history->count; i++) {
        if (!history_get(history, i, &event)) continue;
        view_event(screen->view, &event);
        record_event(screen->record, &event);
        watch_event(screen->watch, &event);
    }
}

void forks_switch(struct forks *self, const struct forks_screen *screen, int to) {
    struct forks_place *left = &self->place[self->branches.at];
    const struct forks_place *next = &self->place[to];
    struct ui *ui = screen->ui;
    REQUIRE(to >= 0 && to < self->branches.count);
    if (to == self->branches.at) return;
    struct engine *engine = forks_session(self)->engine;
    engine->ops->pause(engine, true);
    *left = (struct forks_place){ *screen->travel, ui->paused, ui->ended, ui->speed_permille,
                                  screen->record->expects };
    *screen->travel = next->travel;
    self->branches.at = to;
    travel_reenter(screen->travel);
    fold_all(screen, &forks_session(self)->header);
    screen->record->expects = next->expects;
    ui->live = !screen->travel->recorded;
    ui->engine = ui->live ? engine_name(ENGINE_SIM) : "replay";
    ui->paused = next->paused;
    ui->ended = next->ended;
    ui->speed_permille = next->speed_permille;
    ui->log_scroll = 0;
    ui->space_held = ui->space_picked = ui->why_found = false;
    engine = forks_session(self)->engine;
    engine->ops->speed(engine, ui->speed_permille);
    engine->ops->pause(engine, ui->paused);
}

static bool copy_past(struct travel *to, const struct travel *from,
                      const struct trace_header *header) {
    static struct event event;
    if (!travel_open(to, header, false)) return false;
    for (size_t i = 0; i < from->folded; i++) {
        if (history_get(&from->history, i, &event)) travel_add(to, &event);
    }
    return true;
}

bool forks_fork(struct forks *self, const struct forks_screen *screen, const struct command *did,
                struct text *said) {
    const struct travel *past = screen->travel;
    struct err_info info = { "" };
    REQUIRE(past->past);
    const int to =
        branches_fork(&self->branches, &past->history, past->folded, past->t_us, did, &info);
    if (to < 0) {
        text_add(said, info.text);
        return false;
    }
    const struct session *session = self->branches.branch[to].session;
    struct forks_place *place = &self->place[to];
    const uint32_t permille = screen->ui->speed_permille;
    *place = (struct forks_place){ .paused = !past->playing,
                                   .speed_permille = permille,
                                   .expects = screen->record->expects };
    record_expects_until(&place->expects, past->t_us);
    if (!copy_past(&place->travel, past, &session->header)) {
        branches_drop(&self->branches);
        text_add(said, "no branch: out of memory");
        return false;
    }
    forks_switch(self, screen, to);
    text_add(said, "branch ");
    text_add_int(said, self->branches.count);
    text_add(said, ": ");
    command_print(did, said);
    text_add(said, screen->ui->paused ? "; Space lets it run, B lists all" : "; B lists all");
    return true;
}

/* ---- what differs --------------------------------------------------------------- */

enum { LEADERS_SAID = 6 }; /* by name; of more only their number and the last */

/* What happened in a stretch of a history. */
struct stretch {
    uint64_t messages, violations;
    uint32_t term;
    int elections;
    int64_t without_us; /* time in which nobody led */
    uint8_t last_leader;
    char leaders[2 * LEADERS_SAID + 1]; /* one after another, as far as there is room */
};

struct leases {
    int64_t until_us[NODES_MAX];
};

static int64_t led_until(const struct leases *leases) {
    int64_t until_us = TIME_PAST;
    for (int i = 0; i < NODES_MAX; i++) {
        if (leases->until_us[i] > until_us) until_us = leases->until_us[i];
    }
    return until_us;
}

static void count_one(struct stretch *out, const struct event *event, uint8_t *last) {
    if (event->term > out->term) out->term = event->term;
    if (event->kind == EVENT_SEND) out->messages++;
    if (event->kind == EVENT_VIOLATION) out->violations++;
    if (event->kind != EVENT_LEASE || event->node == *last) return;
    *last = event->node;
    out->last_leader = event->node;
    if (out->elections++ >= LEADERS_SAID) return;
    const size_t length = strlen(out->leaders);
    snprintf(out->leaders + length, sizeof out->leaders - length, "%s%c", length > 0 ? " " : "",
             node_letter(event->node));
}

/* From event `from` on, up to a time; the leases of before count. */
static struct stretch look(const struct history *history, size_t from, int64_t from_us,
                           int64_t until_us) {
    static struct event event;
    struct stretch out = { .last_leader = NODE_NONE };
    struct leases leases;
    uint8_t last = NODE_NONE;
    int64_t at_us = from_us;
    for (int i = 0; i < NODES_MAX; i++) leases.until_us[i] = TIME_PAST;
    for (size_t i = history->first; i < history->count; i++) {
        if (!history_get(history, i, &event)) continue;
        if (event.t_us > until_us) break;
        if (i >= from && event.t_us > at_us) {
            const int64_t led_us = led_until(&leases);
            const int64_t gap_us = event.t_us - (led_us > at_us ? led_us : at_us);
            if (gap_us > 0) out.without_us += gap_us;
            at_us = event.t_us;
        }
        if (event.kind == EVENT_LEASE) leases.until_us[event.node] = event.until_us;
        if (event.kind == EVENT_STOP || (event.kind == EVENT_ROLE && event.role != ROLE_LEADER)) {
            leases.until_us[event.node] = TIME_PAST;
        }
        if (i >= from) count_one(&out, &event, &last);
        else if (event.kind == EVENT_LEASE) last = event.node;
    }
    const int64_t led_us = led_until(&leases);
    const int64_t gap_us = until_us - (led_us > at_us ? led_us : at_us);
    if (gap_us > 0) out.without_us += gap_us;
    return out;
}

/* ---- the list --------------------------------------------------------------------- */

static const struct travel *travel_of(const struct forks *self, const struct forks_screen *screen,
                                      int i) {
    return i == self->branches.at ? screen->travel : &self->place[i].travel;
}

enum { OTHER_COL = 18 }; /* where the second column of a comparison begins */

static void add_branch(struct forks *self, const struct forks_screen *screen, int i) {
    const struct branch *branch = &self->branches.branch[i];
    const struct travel *travel = travel_of(self, screen, i);
    char name_text[64], help_text[UI_TOAST_BYTES];
    struct text name, help;
    text_init(&name, name_text, sizeof name_text);
    text_init(&help, help_text, sizeof help_text);
    text_add(&name, i == self->branches.at ? "▸ " : "  ");
    text_add_int(&name, i + 1);
    text_add(&name, i == 0 ? " the first" : " from ");
    if (i > 0) {
        text_add_int(&name, branch->parent + 1);
        text_add(&name, " at ");
        words_add_clock(&name, branch->fork_us);
        command_print(&branch->did, &help);
        text_add(&help, "; ");
    }
    const struct stretch all = look(&travel->history, 0, 0, travel->last_us);
    text_add(&help, "up to ");
    words_add_clock(&help, travel->last_us);
    text_add(&help, all.elections > 0 ? ", last leader " : ", no leader yet");
    if (all.elections > 0) text_add_char(&help, node_letter(all.last_leader));
    text_add(&help, ", term ");
    words_add_term(&help, all.term);
    if (all.violations > 0) {
        text_add(&help, ", ");
        text_add_uint(&help, all.violations);
    }
    text_add(&help, all.violations > 0 ? " BROKEN" : ", nothing broken");
    self->menu[screen->ui->menu.count] = i;
    menu_add(screen->ui, name_text, help_text);
}

/* "none", "B", "B C A", "12, last A". */
static void add_leaders(const struct stretch *stretch, struct text *out) {
    if (stretch->elections == 0) {
        text_add(out, "none");
    } else if (stretch->elections <= LEADERS_SAID) {
        text_add(out, stretch->leaders);
    } else {
        text_add_int(out, stretch->elections);
        text_add(out, ", last ");
        text_add_char(out, node_letter(stretch->last_leader));
    }
}

static void add_branch_name(int i, struct text *out) {
    text_add(out, "branch ");
    text_add_int(out, i + 1);
}

/* A row of two columns about the branch above. */
static void add_columns(struct forks *self, struct ui *ui, int branch, const char *what,
                        const struct text *here, const struct text *there) {
    char buffer[UI_TOAST_BYTES];
    struct text help;
    text_init(&help, buffer, sizeof buffer);
    text_add(&help, here->at);
    do text_add_char(&help, ' ');
    while (help.length < OTHER_COL);
    text_add(&help, there->at);
    self->menu[ui->menu.count] = branch;
    menu_add_note(ui, what, buffer);
}

/* Both over the same stretch: from the fork to where the shorter one ends. */
static void add_difference(struct forks *self, const struct forks_screen *screen, int i) {
    const struct branch *branch = &self->branches.branch[i];
    const struct travel *here = travel_of(self, screen, i);
    const struct travel *there = travel_of(self, screen, branch->parent);
    const int64_t until_us = here->last_us < there->last_us ? here->last_us : there->last_us;
    const struct stretch both[2] = {
        look(&here->history, branch->fork_events, branch->fork_us, until_us),
        look(&there->history, branch->fork_events, branch->fork_us, until_us),
    };
    static const char *const what[] = { "    since then", "      new leaders",
                                        "      no leader for", "      messages" };
    for (int row = 0; row < (int)(sizeof what / sizeof what[0]); row++) {
        char buffer[2][64];
        struct text column[2];
        for (int side = 0; side < 2; side++) {
            const struct stretch *stretch = &both[side];
            struct text *out = &column[side];
            text_init(out, buffer[side], sizeof buffer[side]);
            if (row == 0) add_branch_name(side == 0 ? i : branch->parent, out);
            if (row == 1) add_leaders(stretch, out);
            if (row == 2) words_add_duration(out, stretch->without_us);
            if (row == 3) text_add_uint(out, stretch->messages);
        }
        add_columns(self, screen->ui, i, what[row], &column[0], &column[1]);
    }
}

/* A list of one row says how there come to be more. */
static void add_how(struct forks *self, const struct forks_screen *screen) {
    const bool sim = forks_session(self)->header.engine == ENGINE_SIM;
    self->menu[screen->ui->menu.count] = 0;
    menu_add_note(screen->ui, "",
                  !sim                    ? "only a run of --engine sim can branch"
                  : !screen->ui->can_fork ? "a lesson does not branch"
                                          : "go back with , and act there: the run branches");
}

void forks_menu(struct forks *self, const struct forks_screen *screen) {
    menu_open(screen->ui, MENU_BRANCHES);
    for (int i = 0; i < self->branches.count; i++) {
        if (i == self->branches.at) screen->ui->menu.at = screen->ui->menu.count;
        add_branch(self, screen, i);
        if (i > 0) add_difference(self, screen, i);
    }
    if (self->branches.count == 1) add_how(self, screen);
}
