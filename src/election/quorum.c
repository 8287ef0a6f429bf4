#include "election/quorum.h"

#include "base/check.h"
#include "base/text.h"

static const struct {
    const char *name, *help;
} rows[] = {
#define X(symbol, name, help) [QUORUM_##symbol] = { name, help },
    QUORUM_POLICIES(X)
#undef X
};

const char *quorum_name(enum quorum_policy policy) {
    REQUIRE(policy < QUORUM_COUNT);
    return rows[policy].name;
}

const char *quorum_help(enum quorum_policy policy) {
    REQUIRE(policy < QUORUM_COUNT);
    return rows[policy].help;
}

enum quorum_policy quorum_by_name(const char *name) {
    for (unsigned policy = 0; policy < QUORUM_COUNT; policy++) {
        if (text_equal(rows[policy].name, name)) return (enum quorum_policy)policy;
    }
    return QUORUM_COUNT;
}

static struct node_set voters(enum quorum_policy policy, uint8_t nodes, struct node_set members) {
    return policy == QUORUM_ACTIVE ? members : set_all(nodes);
}

bool quorum_holds(enum quorum_policy policy, uint8_t nodes, struct node_set members,
                  struct node_set signatures) {
    if (policy == QUORUM_NONE) return true;
    const struct node_set entitled = voters(policy, nodes, members);
    return 2 * set_count(set_and(signatures, entitled)) > set_count(entitled);
}

uint8_t quorum_size(enum quorum_policy policy, uint8_t nodes, struct node_set members) {
    if (policy == QUORUM_NONE) return 1;
    return (uint8_t)(set_count(voters(policy, nodes, members)) / 2 + 1);
}
