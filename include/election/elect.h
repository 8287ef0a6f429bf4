/* election/elect.h - one node's election, as a pure state machine.
 *
 * Chang-Roberts chooses, a signed lease protects.  ELECTION tokens carry no
 * vote and only choose who should lead; LEADER tokens are announcement, vote,
 * heartbeat and lease renewal in one and alone carry safety.  To sign a LEADER
 * token is to vote for that leader in that term and to promise to sign for
 * nobody else for a time P.  A token that comes home without a quorum of
 * signatures is ignored.
 *
 * Pure: no clock, no I/O, no allocation, no globals, no chance, no pointers in
 * the state.  What the node may know arrives in a struct input; what it wants
 * done leaves in a struct effects.  Threads, simulator and explorer drive this
 * same function.
 *
 *                 rule 1: stands (still FOLLOWER)
 *                     |  rule 2: own ELECTION home, quorum, free
 *    FOLLOWER ------->+----------------------------> ELECTED
 *       ^  ^                                            |  rule 4: own LEADER home,
 *       |  +---- rule 6: elected_at + L passed ---------+  this term, quorum, in time
 *       |  +---- rule 3: signs another's token ---------+
 *       |                                               v
 *       +------- rule 6: lease ran out -------------- LEADER --+
 *       +------- rule 3: signs another's token --------+ ^-----+ rule 4: renewed
 *
 * Sources: Chang & Roberts, CACM 22(5), 1979 (extinction on a ring); Gray &
 * Cheriton, SOSP 1989 (leases); Ongaro, Consensus: Bridging Theory and
 * Practice, 2014, ch. 3, 6.4, 9 (terms, durable votes, lease from send time,
 * drift bound, step-down).
 */
#ifndef ELECTION_ELECT_H
#define ELECTION_ELECT_H

#include "base/ids.h"
#include "election/active.h"
#include "election/message.h"
#include "election/quorum.h"
#include "election/rules.h"
#include "election/timers.h"

#define ROLES(X)                                                                                   \
    X(FOLLOWER, "follower")                                                                        \
    X(ELECTED, "elected")                                                                          \
    X(LEADER, "leader")

enum role {
#define X(symbol, name) ROLE_##symbol,
    ROLES(X)
#undef X
    ROLE_COUNT
};

const char *role_name(enum role role);
enum role role_by_name(const char *name); /* ROLE_COUNT when there is no such role */

/* Why a role or its term changed: symbol, number of the rule, words. */
#define ROLE_WHYS(X)                                                                               \
    X(TOKEN_HOME, 2, "its ELECTION token came home with a quorum while it was free")               \
    X(QUORUM_SIGNED, 4, "its LEADER token came home in time, signed by a quorum in its term")      \
    X(TERM_NEEDED, 4, "a free node on the ring needs a higher term to sign")                       \
    X(SIGNED_ANOTHER, 3, "it signed the LEADER token of another node")                             \
    X(BETTER_LEADER, 3, "it met the LEADER token of a better node (quorum none)")                  \
    X(LEASE_ENDED, 6, "its lease ran out before a renewal came home")                              \
    X(NEVER_LED, 6, "elected, but no quorum signed within the lease time")

enum role_why {
#define X(symbol, rule, words) WHY_##symbol,
    ROLE_WHYS(X)
#undef X
    WHY_COUNT
};

const char *role_why_words(enum role_why why);
int role_why_rule(enum role_why why); /* the rule's number, 2..6 */
enum role_why role_why_by_words(const char *words);

/* Why a message had no effect, or less than it could.  Expected on real
 * networks: counted and traced, never an error.  The first group is the
 * channel's (the message never arrived); the second the protocol's (it arrived,
 * or its attempt was given up).  Columns: symbol, name, arrived?, words. */
#define DROP_REASONS(X)                                                                            \
    X(PARTITION, "partition", false, "the link is cut")                                            \
    X(DOWN, "down", false, "the receiver is dead")                                                 \
    X(LOSS, "loss", false, "the link lost it")                                                     \
    X(FULL, "full", false, "the receiver's channel is full")                                       \
    X(SUPERSEDED, "superseded", true, "a newer token of the same kind and origin replaced it")     \
    X(UNANSWERED, "unanswered", true, "nobody up to its origin answered")                          \
    X(NOT_FREE, "not-free", true, "an ELECTION token met a node bound by its promise")             \
    X(WORSE, "worse", true, "extinction: the candidate is worse than the receiver")                \
    X(NOT_FOLLOWER, "not-follower", true, "home, but its node is ELECTED or LEADER already")       \
    X(HOME_BOUND, "home-bound", true, "home, but its node has promised meanwhile")                 \
    X(NO_QUORUM, "no-quorum", true, "home without a quorum of signatures")                         \
    X(NOT_LEADING, "not-leading", true, "a LEADER token home at a node that gave up")              \
    X(OTHER_TERM, "other-term", true, "a LEADER token of another term came home")                  \
    X(TOO_LATE, "too-late", true, "a LEADER token came home when its lease was over")              \
    X(OVERTAKEN, "overtaken", true, "a newer LEADER token has renewed the lease further")

enum drop_reason {
#define X(symbol, name, arrived, words) DROP_##symbol,
    DROP_REASONS(X)
#undef X
    DROP_COUNT
};

const char *drop_reason_name(enum drop_reason reason);
const char *drop_reason_words(enum drop_reason reason);
bool drop_reason_arrived(enum drop_reason reason);
enum drop_reason drop_reason_by_name(const char *name);

/* The same for every node of a run, constant while it runs. */
struct elect_config {
    uint8_t nodes;           /* NODES_MIN..NODES_MAX */
    uint8_t next[NODES_MAX]; /* the ring: next[i] comes after i; one cycle over all nodes */
    enum quorum_policy policy;
    struct timers timers;
    struct rule_set broken;
};

/* What survives a kill.  Written as one, before a token signed under it leaves. */
struct stable {
    uint32_t term;
    uint8_t voted; /* whom I signed for in term, or NODE_NONE */
};

/* A hop not yet acknowledged (rule 7). */
struct waiting {
    struct message message; /* as sent, with its hop number */
    uint8_t to;
    int64_t deadline_us;
};
enum { WAITING_MAX = 2 * NODES_MAX }; /* one per (kind, origin) */

/* All times are on the node's own monotonic clock. */
struct elect {
    uint8_t me;
    enum role role;
    struct stable stable;
    bool follows;          /* acknowledges stable.voted (≠ me) as the leader of stable.term */
    int64_t promise_us;    /* signs for nobody but stable.voted before this; free from it on */
    int64_t lease_us;      /* LEADER only, else TIME_PAST */
    uint32_t lease_term;   /* fencing number: term of the token that granted the lease; else 0 */
    int64_t stood_us;      /* when it last stood, TIME_PAST for never */
    int64_t elected_at_us; /* ELECTED or LEADER, else TIME_PAST */
    int64_t beat_us; /* ELECTED or LEADER: when the next LEADER token is due, else TIME_PAST */
    uint32_t hop;    /* last hop number used */
    uint8_t waiting_count;
    struct waiting waiting[WAITING_MAX]; /* [0, waiting_count), oldest first; rest zero */
};

enum input_kind {
    INPUT_MESSAGE, /* one frame arrived for this node */
    INPUT_TIME,    /* time has passed; see elect_deadline() */
};

struct input {
    enum input_kind kind;
    int64_t now_us;         /* the node's clock; never falls */
    struct roster roster;   /* the active list as it is at this very instant */
    struct message message; /* INPUT_MESSAGE only; message.from != me */
};

/* What a step wants done, in order; every row is performed before the next step. */
enum effect_kind {
    EFFECT_PERSIST, /* write stable, before any later SEND of this step */
    EFFECT_SEND,    /* message to node `to` */
    EFFECT_STAND,   /* facts, to be told, from here on */
    EFFECT_ROLE,    /* role, stable.term, why */
    EFFECT_SIGN,    /* stable.term, voted = whom it signs for, until_us = promise */
    EFFECT_LEASE,   /* term, until_us, signatures */
    EFFECT_FOLLOW,  /* stable.term, stable.voted */
    EFFECT_SKIP,    /* node `to` did not answer in time */
    EFFECT_DROP,    /* message, reason */
};

struct effect {
    enum effect_kind kind;
    uint8_t to;
    enum role role;
    enum role_why why;
    enum drop_reason reason;
    struct stable stable;
    uint32_t term;
    int64_t until_us; /* the node's own clock */
    struct node_set signatures;
    struct message message;
};

enum { EFFECTS_MAX = 32 };
struct effects {
    uint8_t count;
    struct effect v[EFFECTS_MAX];
};

/* Rule 0: boot or revive.  Overwrites *self.
 *   stable     what the storage holds; {0, NODE_NONE} on the first boot
 *   hop_start  first hop number minus one; differs between lives of a node, so
 *              that an acknowledgement for an earlier life matches nothing
 *   out        at most one PERSIST (only when `stable-storage` is broken) */
void elect_start(struct elect *self, const struct elect_config *config, uint8_t me,
                 struct stable stable, uint32_t hop_start, int64_t now_us, struct effects *out);

/* Apply one input: rule 6, then the input, then rule 5, then rule 1.
 *
 *   self    owned by the caller, once started by elect_start().
 *   input   borrowed for the call.
 *   out     overwritten.
 *
 * Total: every input is legal in every state; nothing to return.
 * Ensures: the term never falls (unless `term-order` is broken). */
void elect_step(struct elect *self, const struct elect_config *config, const struct input *input,
                struct effects *out);

/* When INPUT_TIME will next have an effect; call elect_step then (a step too
 * early changes nothing; one INPUT_TIME step handles one missed hop, so ask
 * again after each).  May lie in the past. */
int64_t elect_deadline(const struct elect *self, const struct elect_config *config);

/* "I am the leader" - the only test of it.  To be made at the instant of acting. */
static inline bool elect_leads(const struct elect *self, int64_t now_us) {
    return self->role == ROLE_LEADER && now_us < self->lease_us;
}
/* Not bound by a promise. */
static inline bool elect_free(const struct elect *self, int64_t now_us) {
    return now_us >= self->promise_us;
}

/* Asserts the facts that hold in every reachable state of an unbroken node. */
void elect_check(const struct elect *self, const struct elect_config *config);

/* A ring in the given order.  Requires: order holds each of [0, nodes) once. */
void elect_ring(struct elect_config *config, const uint8_t *order, uint8_t nodes);

#endif
