/* app/signals.h - signals that end a headless run: the handler only notes them. */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

/* INT, TERM, HUP, QUIT are noted and interrupt blocking calls; PIPE is ignored,
 * so that a reader that went away is an error of write(). Call before threads start. */
void signals_install(void);
/* The first signal noted, or 0. */
int signals_pending(void);

#endif
