/* app/commands.h - one entry per subcommand; each returns the exit code. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/options.h"
#include "app/session.h"

int run_main(const struct options *options);
int run_demo(const struct options *options); /* the built-in demo, headless */
int verify_main(const struct options *options);
int replay_headless(const struct options *options);
/* list_keys prints the dashboard's key table, which app may not know. */
int list_main(const struct options *options, void (*list_keys)(FILE *out));
/* Parse their own command line; argv[1] is the command's name. */
int sweep_main(int argc, char **argv);
int check_main(int argc, char **argv);
int compare_main(int argc, char **argv);

#endif
