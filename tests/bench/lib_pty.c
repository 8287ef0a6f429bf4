/* The pty harness of the tty tests, in the programs of this group, too. */
#include "tty/lib_pty.c"
