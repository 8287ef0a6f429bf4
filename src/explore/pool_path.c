#include "explore/pool_path.h"

#include "base/check.h"
#include "explore/start.h"

static int depth_of(const struct store *store, uint32_t number) {
    int depth = 0;
    for (; (store_entry(store, number)->flags & STATE_ROOT) == 0; depth++) {
        number = store_entry(store, number)->parent;
    }
    return depth;
}

/* The moves that first led to the state. */
static void path_to(const struct store *store, uint32_t number, struct search_path *out) {
    int length = depth_of(store, number);
    REQUIRE(length < PATH_MAX_MOVES);
    out->length = length;
    out->loop = -1;
    for (; length > 0; length--) {
        const struct store_entry *entry = store_entry(store, number);
        out->move[length - 1] = entry->move;
        number = entry->parent;
    }
    out->start = store_entry(store, number)->parent;
}

static void append(struct search_path *path, uint8_t move) {
    if (path->length < PATH_MAX_MOVES) path->move[path->length++] = move;
}

void path_find(const struct store *store, uint32_t parent, uint64_t start, uint8_t move,
               struct search_path *out) {
    if (parent == STATE_NONE) {
        *out = (struct search_path){ .start = start, .loop = -1 };
        return;
    }
    path_to(store, parent, out);
    append(out, move);
}

/* The packed state at the end of the path, into expander->pack. */
static void walk(struct expander *expander, const struct explore_config *config,
                 const struct search_path *path) {
    expander->config = config;
    expand_start(expander, path->start);
    for (int i = 0; i < path->length; i++) {
        pack_open(expander->pack.at, expander->pack.bytes, config, &expander->stage);
        const int moves = stage_moves(&expander->stage, config, expander->moves);
        REQUIRE(path->move[i] < moves);
        expander->log.loud = false;
        stage_copy(&expander->after, &expander->stage, config);
        stage_apply(&expander->after, config, expander->moves[path->move[i]], &expander->log);
        ghost_open(&expander->judge, &expander->stage, config);
        struct violation ignored[VIOLATIONS_MAX];
        (void)ghost_close(&expander->judge, &expander->after, config, &expander->log, ignored);
        stage_settle(&expander->after, config);
        ENSURE(pack_stage(&expander->after, config, &expander->pack));
    }
}

static void add_verdict(const struct graph_answer *answer, struct search_result *out) {
    struct violation found[VIOLATIONS_MAX];
    int count = 0;
    struct text text = violation_begin(found, &count, PROPERTY_L1, 0);
    if (out->path.loop >= 0) {
        text_add(&text, "without any further fault the last ");
        text_add_int(&text, out->path.length - out->path.loop);
        text_add(&text, answer->leaderless
                            ? " steps can repeat for ever, and agreement on a leader never lasts"
                            : " steps can repeat any number of times, and agreement be lost then");
    } else if (answer->livelock) {
        out->race = true;
        text_add(&text, "without any further fault a term gets further and further ahead");
    } else {
        text_add(&text, "without any further fault it can take ");
        text_add_int(&text, answer->ticks_max);
        text_add(&text, " ticks until agreement lasts; the bound is ");
        text_add_int(&text, out->bound_ticks);
    }
    out->violation = found[0];
}

void path_livelock(const struct store *store, const struct explore_config *config,
                   struct expander *expander, const struct graph_answer *answer,
                   struct search_result *out) {
    struct search_path *path = &out->path;
    path_to(store, answer->worst, path);
    walk(expander, config, path);
    int loop = -1;
    for (uint32_t i = 0; i + 1 < answer->way_length; i++) {
        if (i == answer->way_loop) loop = path->length;
        const uint64_t wanted = store_entry(store, answer->way[i + 1])->fingerprint;
        struct pack pack = expander->pack; /* expanding reuses it */
        expand_packed(expander, pack.at, pack.bytes);
        int found = -1;
        for (int k = 0; k < expander->count && found < 0; k++) {
            const struct successor *next = &expander->next[k];
            if (!next->fault && next->bytes > 0 && next->fingerprint == wanted) found = k;
        }
        REQUIRE(found >= 0);
        const struct successor *next = &expander->next[found];
        append(path, next->move);
        expander->pack.bytes = next->bytes;
        for (size_t k = 0; k < next->bytes; k++) {
            expander->pack.at[k] = expander->room[next->offset + k];
        }
    }
    path->loop = answer->way_loop < answer->way_length ? loop : -1;
    add_verdict(answer, out);
}
