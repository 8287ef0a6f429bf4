/* tui/why/events.h - the parts of why_event() that are about tokens (tui/why/tokens.c) and
 * statements (tui/why/command.c). */
#ifndef TUI_WHY_EVENTS_H
#define TUI_WHY_EVENTS_H

#include "tui/why/parts.h"

/* What is known of the token that a case is about. */
struct why_token why_token_of(const struct why_case *about);
/* The same for one that came home to the event's node: alone on the ring, it is home at once. */
struct why_token why_token_home(const struct why_case *about, enum message_kind kind);

void why_send(const struct view *before, const struct why_case *about, struct why *out);
void why_deliver(const struct view *before, const struct why_case *about, struct why *out);
void why_drop(const struct view *before, const struct why_case *about, struct why *out);
void why_skip(const struct view *before, const struct why_case *about, struct why *out);
/* SIGN, FOLLOW, and ROLE because it signed. */
void why_signing(const struct view *before, const struct why_case *about, struct why *out);
void why_command(const struct view *before, const struct event *event, struct why *out);

#endif
