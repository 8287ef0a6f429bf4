/* election/protocol.h - the rules of the protocol by number, in words for people.
 *
 * What election/elect.c does, one row per rule: `ringleader list protocol` and
 * every answer to "why?" quote it.  Within one step rule 6 comes first, then the
 * input (rules 2, 3, 4), then rule 5, then rule 1.
 */
#ifndef ELECTION_PROTOCOL_H
#define ELECTION_PROTOCOL_H

/* symbol, name, when, what, the function in src/election/elect.c.  The symbols are in
 * the order of the rules' numbers. */
#define PROTOCOL_RULES(X)                                                                          \
    X(START, "boot and revival", "a node starts",                                                  \
      "read term and vote from stable storage; if it ever voted, sign for nobody else for P",      \
      "elect_start")                                                                               \
    X(STAND, "stand", "a follower is free, and E has passed since it stood",                       \
      "send an ELECTION token round the ring; node number i waits i*D longer", "rule_1_stand")     \
    X(ELECTION, "ELECTION token", "an ELECTION token arrives",                                     \
      "home with a quorum, at a free follower: be elected in the next term; a better candidate's," \
      " at a free node: sign, pass on; else discard",                                              \
      "on_election")                                                                               \
    X(SIGN, "LEADER token of another", "a LEADER token arrives elsewhere",                         \
      "sign if it is whom I voted for and its term not lower, or if I am free and its term is "    \
      "higher; pass it on in any case",                                                            \
      "on_leader")                                                                                 \
    X(HOME, "own LEADER token", "a LEADER token comes home",                                       \
      "in my term, from a quorum, sent less than L ago: hold the lease until L after sending; "    \
      "take the term a free node needs",                                                           \
      "on_leader_home")                                                                            \
    X(BEAT, "heartbeat", "elected or leader, every H",                                             \
      "sign the own token, promise for P, send it as LEADER round the ring", "rule_5_beat")        \
    X(STEP_DOWN, "step down", "the lease is over, or L has passed since it was elected",           \
      "be a follower again; the promise stays", "rule_6_step_down")                                \
    X(HOP, "hop by hop", "a token is passed on",                                                   \
      "to the next node, up to its origin, that answers HOPACK within TH; else the token ends",    \
      "pass")

/* In which order one step goes through them. */
#define PROTOCOL_ORDER                                                                             \
    "Within one step: rule 6, then what arrived (rules 2, 3, 4, 7), then rule 5, then rule 1."

enum protocol_rule {
#define X(symbol, name, when, what, function) PROTOCOL_##symbol,
    PROTOCOL_RULES(X)
#undef X
    PROTOCOL_COUNT
};

const char *protocol_name(enum protocol_rule rule);
const char *protocol_when(enum protocol_rule rule);
const char *protocol_what(enum protocol_rule rule);
const char *protocol_function(enum protocol_rule rule);

#endif
