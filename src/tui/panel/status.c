#include "tui/panel/status.h"

#include <string.h>

#include "tui/draw/parts.h"
#include "tui/draw/strip.h"
#include "tui/panel/title.h"
#include "tui/person/keys.h"
#include "tui/view/words.h"
#include "tui/why/parts.h"

/* ---- status line ------------------------------------------------------------------ */

static void add_leader_item(const struct view *view, const struct ui *ui, struct strip *strip) {
    const struct node_set leaders = view_leaders(view, ui->now_us);
    const uint8_t leader = view_leader(view, ui->now_us);
    struct text words;
    if (set_count(leaders) > 1) {
        strip_begin(strip, 20, STYLE_BAD, &words);
        text_add(&words, "SPLIT BRAIN: ");
        words_add_names(&words, leaders);
    } else if (leader != NODE_NONE) {
        strip_begin(strip, 20, STYLE_LEADER, &words);
        text_add(&words, "★ ");
        text_add_char(&words, node_letter(leader));
        text_add(&words, " leads term ");
        words_add_term(&words, view->node[leader].lease_term);
    } else {
        strip_say(strip, 20, STYLE_WARN, "no leader");
    }
}

static void add_quorum_item(const struct view *view, int cols, struct strip *strip) {
    const bool narrow = cols < 76;
    const enum quorum_policy policy = view->header.elect.policy;
    struct text words;
    strip_begin(strip, 10, STYLE_PLAIN, &words);
    if (!narrow || policy == QUORUM_NONE) {
        text_add(&words, quorum_name(policy));
        text_add(&words, ": ");
    }
    if (policy == QUORUM_NONE) {
        text_add(&words, "any token counts");
    } else {
        text_add_uint(&words, view_needed(view));
        text_add(&words, " of ");
        text_add_uint(&words, view_counted(view));
        text_add(&words, " needed");
    }
    if (narrow) return;
    text_add(&words, ", ");
    text_add_uint(&words, set_count(view_live(view)));
    text_add(&words, " live");
}

static void add_list_item(const struct view *view, struct strip *strip) {
    struct text words;
    if (view->header.elect.policy != QUORUM_ACTIVE) return;
    if (!set_is_empty(view->joining)) {
        strip_begin(strip, 3, STYLE_DIM, &words);
        text_add_set(&words, view->joining, NULL);
        text_add(&words, set_count(view->joining) > 1 ? " join" : " joins");
    }
    if (!set_is_empty(view->leaving)) {
        strip_begin(strip, 3, STYLE_DIM, &words);
        text_add_set(&words, view->leaving, NULL);
        text_add(&words, set_count(view->leaving) > 1 ? " leave" : " leaves");
    }
}

/* The properties that broke, the first one first; only unexpected ones if there are any.
 * Returns how many. */
static int broken_in_order(const struct view *view, int order[PROPERTY_COUNT]) {
    int count = 0;
    for (int i = 0; i < PROPERTY_COUNT; i++) {
        const struct view_property *property = &view->property[i];
        if (property->broken == 0 || (view->violations > 0 && property->unexpected == 0)) continue;
        int at = count++;
        for (; at > 0 && property->first_us < view->property[order[at - 1]].first_us; at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    return count;
}

/* "S5, S2 BROKEN at 3.1 s": which broke, and when the first of them did. */
static void add_properties_item(const struct view *view, const struct ui *ui, int cols,
                                struct strip *strip) {
    int order[PROPERTY_COUNT];
    const int count = broken_in_order(view, order), most = cols < 76 ? 2 : 4;
    const bool only_expected = view->violations == 0;
    if (count == 0) {
        strip_say(strip, 15, STYLE_GOOD, ui->ascii ? "S1-S8 ok" : "S1–S8 ✓");
        return;
    }
    struct text words;
    strip_begin(strip, 15, only_expected ? STYLE_WARN : STYLE_BAD, &words);
    for (int i = 0; i < count && i < most; i++) {
        if (i > 0) text_add(&words, ", ");
        text_add(&words, property_name((enum property)order[i]));
    }
    if (count > most) {
        text_add(&words, " +");
        text_add_int(&words, count - most);
    }
    text_add(&words, only_expected ? " broken as expected at " : " BROKEN at ");
    words_add_clock(&words, view->property[order[0]].first_us);
}

static void draw_status(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells) {
    struct strip strip = { .separator = " │ " };
    struct text words;
    const bool alone = layout->title.rows == 0;
    if (alone) panel_title_mark(ui, &strip);
    add_leader_item(view, ui, &strip);
    add_quorum_item(view, layout->status.cols, &strip);
    add_list_item(view, &strip);
    strip_begin(&strip, 4, STYLE_PLAIN, &words);
    text_add_uint(&words, view->elections);
    text_add(&words, view->elections == 1 ? " election" : " elections");
    add_properties_item(view, ui, layout->status.cols, &strip);
    if (alone) panel_title_clock(ui, true, &strip, STYLE_DIM);
    strip_fit(&strip, layout->status.cols);
    strip_draw(&strip, cells, layout->status);
}

/* ---- the sentence ------------------------------------------------------------------ */

static bool may_act(const struct ui *ui) {
    return ui->live && !ui->readonly && !ui->ended && !ui->past;
}

/* "; h heals": the key's label from the table, so that it is never wrong. */
static void add_hint(const struct ui *ui, enum keys_id key, const char *does, struct text *out) {
    if (!may_act(ui) || ui->preset[0] != '\0') return;
    text_add(out, "; ");
    text_add(out, key_rows[key].label);
    text_add_char(out, ' ');
    text_add(out, does);
}

/* Role leader without a lease: legal in an older term, and said so. */
static void add_lapsed(const struct view *view, uint8_t node, struct text *out) {
    text_add_char(out, node_letter(node));
    text_add(out, " still calls itself leader of term ");
    words_add_term(out, view->node[node].term);
    text_add(out, ", but its lease is over");
}

static uint8_t first_of(struct node_set set) {
    for (uint8_t i = 0; i < NODES_MAX; i++) {
        if (set_has(set, i)) return i;
    }
    return NODE_NONE;
}

static struct node_set counted(const struct view *view) {
    const bool active = view->header.elect.policy == QUORUM_ACTIVE;
    return active ? view->members : set_all(view->nodes);
}

/* How many of those that count are in the set: what a token could collect there. */
static uint8_t votes_in(const struct view *view, struct node_set set) {
    return set_count(set_and(set, counted(view)));
}

/* What brings enough nodes together again. */
static void add_way_out(const struct view *view, const struct ui *ui, struct text *out) {
    const uint8_t needed = view_needed(view);
    if (votes_in(view, view_awake(view)) >= needed) {
        add_hint(ui, KEYS_HEAL, "heals", out);
    } else if (votes_in(view, view_live(view)) >= needed) {
        add_hint(ui, KEYS_STALL, "wakes", out);
    } else {
        add_hint(ui, KEYS_REVIVE, "revives", out);
    }
}

static enum style explain_leader(const struct view *view, const struct ui *ui, uint8_t leader,
                                 struct text *out) {
    const int64_t now_us = ui->now_us;
    const struct view_node *node = &view->node[leader];
    const struct node_set lapsed = set_without(view_lapsed(view, now_us), leader);
    const char name[2] = { node_letter(leader), '\0' };
    text_add(out, name);
    if (!set_is_empty(lapsed)) {
        const uint8_t old = first_of(lapsed);
        const bool same = view->node[old].term == node->lease_term;
        text_add(out, " leads; ");
        add_lapsed(view, old, out);
        text_add(out, same ? ": the same term, S1 is broken" : ": legal");
        return same ? STYLE_BAD : STYLE_PLAIN;
    }
    if (node->stalled) {
        text_add(out, " is stalled, yet its lease holds the others off for ");
        words_add_duration(out, node->lease_us - now_us);
        add_hint(ui, KEYS_STALL, "wakes it", out);
        return STYLE_WARN;
    }
    const uint8_t votes = votes_in(view, view_component(view, leader));
    if (view->header.elect.policy != QUORUM_NONE && votes < view_needed(view)) {
        text_add(out, " cannot renew its lease: it reaches ");
        text_add_uint(out, votes);
        text_add(out, " of ");
        text_add_uint(out, view_counted(view));
        text_add(out, ", ");
        text_add_uint(out, view_needed(view));
        text_add(out, " needed");
        add_way_out(view, ui, out);
        return STYLE_WARN;
    }
    struct node_set others = SET_EMPTY;
    const struct node_set awake = view_awake(view);
    const struct node_set far = set_minus(awake, view_component(view, leader));
    if (!set_is_empty(far)) {
        text_add(out, " leads, but ");
        words_add_names(out, far);
        text_add(out, set_count(far) > 1 ? " are cut off from it" : " is cut off from it");
        add_hint(ui, KEYS_HEAL, "heals", out);
        return STYLE_PLAIN;
    }
    for (uint8_t i = 0; i < view->nodes; i++) {
        const bool with = view_acknowledged(view, i, now_us) == leader;
        if (set_has(awake, i) && !with) others = set_with(others, i);
    }
    if (!set_is_empty(others)) {
        text_add(out, " leads; ");
        words_add_names(out, others);
        text_add(out,
                 set_count(others) > 1 ? " do not acknowledge it" : " does not acknowledge it");
        return STYLE_PLAIN;
    }
    if (set_count(awake) == 1) {
        text_add(out, " leads alone");
    } else if (set_count(awake) == 2 && view->nodes == 2) {
        text_add(out, " leads, and both nodes agree");
    } else {
        text_add(out, set_count(awake) == view->nodes ? " leads, and all " : " leads, and the ");
        text_add_uint(out, set_count(awake));
        text_add(out, set_count(awake) == view->nodes ? " nodes agree" : " nodes that run agree");
    }
    return STYLE_PLAIN;
}

/* Too few can reach one another: say how many, and what would help. */
static bool explain_no_quorum(const struct view *view, const struct ui *ui, struct text *out) {
    const uint8_t needed = view_needed(view);
    const uint8_t together = votes_in(view, view_connected(view));
    if (view->header.elect.policy == QUORUM_NONE || together >= needed) return false;
    if (view_counted(view) == 0) {
        text_add(out, "no leader: the active list is empty until a revived node joins");
        add_hint(ui, KEYS_REVIVE, "revives", out);
        return true;
    }
    text_add(out, "no leader: ");
    text_add_uint(out, together);
    text_add(out, " of ");
    text_add_uint(out, view_counted(view));
    text_add(out, " reachable, ");
    text_add_uint(out, needed);
    text_add(out, " needed");
    add_way_out(view, ui, out);
    return true;
}

/* The earliest that a follower stands, by rule 1, as far as events tell. */
static int64_t stand_us(const struct view *view, uint8_t node) {
    const struct timers *t = &view->header.elect.timers;
    const struct view_node *n = &view->node[node];
    int64_t due_us = n->promise_us == TIME_PAST ? 0 : n->promise_us;
    if (n->stood_us != TIME_PAST && why_plus(n->stood_us, t->stand_us) > due_us) {
        due_us = why_plus(n->stood_us, t->stand_us);
    }
    return why_plus(due_us, node * t->stagger_us);
}

/* Followers that must wait: for a promise to run out, or for their turn to stand. */
static void explain_waiting(const struct view *view, struct node_set waiting, int64_t now_us,
                            struct text *out) {
    uint8_t first = NODE_NONE, whom = NODE_NONE;
    bool bound = true, one = true;
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (!set_has(waiting, i)) continue;
        if (first == NODE_NONE || stand_us(view, i) < stand_us(view, first)) first = i;
        bound = bound && now_us < view->node[i].promise_us;
        if (whom == NODE_NONE) whom = view->node[i].voted;
        one = one && view->node[i].voted == whom;
    }
    if (bound && one && whom < view->nodes) {
        const bool abstain = view_acknowledged(view, first, now_us) == NODE_NONE;
        text_add(out, "for ");
        words_add_duration(out, why_minus(view->node[first].promise_us, now_us));
        text_add_char(out, ' ');
        text_add_set(out, waiting, NULL);
        text_add(out, set_count(waiting) > 1 ? " are" : " is");
        text_add(out, abstain ? " bound by an old promise to " : " bound to ");
        text_add_char(out, node_letter(whom));
        if (!view->node[whom].live) text_add(out, " (down)");
    } else if (stand_us(view, first) > now_us) {
        text_add_char(out, node_letter(first));
        text_add(out, now_us < view->node[first].promise_us ? " is free first, in "
                                                            : " stands again in ");
        words_add_duration(out, why_minus(stand_us(view, first), now_us));
    } else {
        text_add_char(out, node_letter(first));
        text_add(out, " is free, and stands in a moment");
    }
}

static void explain_election(const struct view *view, int64_t now_us, struct text *out) {
    struct node_set elected = SET_EMPTY, standing = SET_EMPTY, waiting = SET_EMPTY;
    for (uint8_t i = 0; i < view->nodes; i++) {
        const enum view_standing is = view_standing(view, i, now_us);
        if (!why_reaches_quorum(view, i)) continue; /* in a minority it will never lead */
        if (is == VIEW_ELECTED) elected = set_with(elected, i);
        if (is == VIEW_STANDING) standing = set_with(standing, i);
        if (is == VIEW_FOLLOWER) waiting = set_with(waiting, i);
    }
    text_add(out, "no leader yet: ");
    if (set_count(elected) == 1 && view_lease_comes(view, first_of(elected))) {
        words_add_names(out, elected);
        text_add(out, " is leader, and its lease comes with this very step");
    } else if (set_count(elected) == 1) {
        const uint8_t node = first_of(elected);
        words_add_names(out, elected);
        text_add(out, " is elected, ");
        text_add_uint(out, votes_in(view, why_signers(view, node)));
        text_add(out, " of ");
        text_add_uint(out, view_counted(view));
        text_add(out, " signatures, ");
        text_add_uint(out, view_needed(view));
        text_add(out, " needed");
    } else if (!set_is_empty(elected)) {
        words_add_names(out, elected);
        text_add(out, " are elected and collect signatures");
    } else if (!set_is_empty(standing)) {
        words_add_names(out, standing);
        text_add(out, set_count(standing) > 1 ? " stand for election" : " stands for election");
    } else if (!set_is_empty(waiting)) {
        explain_waiting(view, waiting, now_us, out);
    } else {
        text_add(out, "nobody is awake to stand");
    }
}

static void explain_split(const struct view *view, struct node_set leaders, struct text *out) {
    const uint32_t term = view->node[first_of(leaders)].lease_term;
    bool one_term = true;
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (set_has(leaders, i)) one_term = one_term && view->node[i].lease_term == term;
    }
    text_add(out, "SPLIT BRAIN: ");
    if (one_term) words_add_names(out, leaders);
    else words_add_terms(out, view, leaders);
    text_add(out, " hold valid leases at once");
    if (one_term) {
        text_add(out, set_count(leaders) > 2 ? ", all in term " : ", both in term ");
        words_add_term(out, term);
    }
    text_add(out, "; ");
    text_add(out, key_rows[KEYS_WHY].label);
    text_add(out, " says why");
}

enum style panel_status_explain(const struct view *view, const struct ui *ui, struct text *out) {
    const struct node_set leaders = view_leaders(view, ui->now_us);
    bool started = false;
    for (uint8_t i = 0; i < view->nodes; i++) started = started || view->node[i].ever_started;
    if (!started) {
        text_add(out, "the nodes wait for their common start");
        return STYLE_PLAIN;
    }
    if (set_is_empty(view_live(view))) {
        text_add(out, ui->ended ? "the run is over" : "no leader: every node is down");
        if (!ui->ended) add_hint(ui, KEYS_REVIVE, "revives the selected one", out);
        return ui->ended ? STYLE_PLAIN : STYLE_WARN;
    }
    if (set_count(leaders) > 1) {
        explain_split(view, leaders, out);
        return STYLE_BAD;
    }
    if (!set_is_empty(leaders)) return explain_leader(view, ui, first_of(leaders), out);
    if (explain_no_quorum(view, ui, out)) return STYLE_WARN;
    const struct node_set lapsed = view_lapsed(view, ui->now_us);
    if (!set_is_empty(lapsed)) {
        add_lapsed(view, first_of(lapsed), out);
        text_add(out, ": legal");
        return STYLE_WARN;
    }
    explain_election(view, ui->now_us, out);
    return STYLE_PLAIN;
}

/* The preset's progress, its name only where there is room: why the cluster is as it is
 * matters more. */
static void say_preset(const struct ui *ui, int room, char *out, size_t bytes) {
    struct text words;
    const char *behind_name = strchr(ui->preset, ' ');
    text_init(&words, out, bytes);
    if (behind_name == NULL || cells_width(ui->preset) <= room) {
        text_add(&words, ui->preset);
        return;
    }
    text_add(&words, "preset");
    text_add(&words, behind_name);
    if (cells_width(out) > room) text_init(&words, out, bytes);
}

static void draw_message(const struct view *view, const struct ui *ui, struct rect rect,
                         struct cells *cells) {
    char buffer[240];
    struct text words;
    enum style style = STYLE_PLAIN;
    text_init(&words, buffer, sizeof buffer);
    style = panel_status_explain(view, ui, &words);
    const bool warns = style == STYLE_WARN || style == STYLE_BAD;
    if (ui->toast[0] != '\0' && !(ui->toast_echo && warns)) {
        text_init(&words, buffer, sizeof buffer);
        text_add(&words, ui->toast);
        style = ui->toast_bad ? STYLE_ERROR : STYLE_TITLE;
    }
    char progress[sizeof ui->preset + 8];
    say_preset(ui, rect.cols - 4 - cells_width(buffer), progress, sizeof progress);
    const int preset = progress[0] != '\0' ? cells_width(progress) + 2 : 0;
    draw_text_cut(cells, rect, 0, 1, rect.cols - 2 - preset, style, buffer);
    draw_text_right(cells, rect, 0, rect.cols - 1, STYLE_KEY, progress);
}

void panel_status_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                       struct cells *cells) {
    panel_title_draw(view, ui, layout, cells);
    draw_status(view, ui, layout, cells);
    if (ui->mode != UI_PROMPT && ui->mode != UI_FILTER) {
        draw_message(view, ui, layout->message, cells);
    }
}
