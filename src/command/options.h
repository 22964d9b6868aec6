/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line, parsed and checked. Nothing here opens a file, reads the environment or uses the network.
 */
#ifndef MAILSONDE_COMMAND_OPTIONS_H
#define MAILSONDE_COMMAND_OPTIONS_H

#include "assess/fail_on.h"
#include "base/list.h"
#include "facts/dns.h"
#include "facts/finding.h"
#include "facts/host.h"
#include "facts/provider_id.h"
#include "facts/tls_survey.h"
#include "net/connect_to.h"
#include "probe/intrusiveness.h"
#include "report/formats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command {
    COMMAND_SCAN, /* also when no command is named */
    COMMAND_PATH,
    COMMAND_ASSESS,
    COMMAND_EXPECT,
    COMMAND_DIFF,
    COMMAND_HISTORY,
    COMMAND_ENQUEUE,
    COMMAND_WORKER,
    COMMAND_COLLECT,
    COMMAND_DEMO,
    COMMAND_EXPLAIN,
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_GENERATE, /* parts of the documentation; for the build, not for users */
    COMMAND_COUNT
};

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_CHOICE_COUNT };

/* TCP ports in the order given, none twice. */
struct port_list {
    int64_t *items;
    size_t count;
};

/* A format, and where it is written. */
struct output_choice {
    enum output_format format;
    char *file; /* NULL and "-": standard output */
};

struct output_choice_list {
    struct output_choice *items;
    size_t count;
};

/* Each member is set for every command, to its default if the user did not give the option. */
struct options {
    enum command command;
    struct text_list operands; /* targets, finding ids or the word to help with, as typed */
    struct text_list
        given; /* the long names of the options that were given, first those on the command line */

    struct text_list words; /* the same with their values, as given: "--ports=25,465" */

    bool host; /* targets are hosts: no MX, no SRV */
    struct port_list ports;
    bool ipv4; /* at least one of the two */
    bool ipv6;
    struct text_list submission_hosts;
    struct connect_to_list connect_to;
    enum address_policy addresses;
    bool no_mta_sts;
    struct text_list exclusion_files; /* of --exclude */
    struct text_list resume_files;    /* of --resume */

    char *resolver;     /* ADDRESS[:PORT]; NULL: those of the system */
    char *records_file; /* NULL: none */
    bool offline;       /* no queries: only the records file is used */
    enum dnssec_mode dnssec;
    char *trust_anchor; /* NULL: the system's */
    bool records_signed;

    char *ca_file;   /* NULL: the system's CA certificates */
    char *helo_name; /* NULL: this host's name */
    char *contact;   /* how the operator is reached: printable ASCII; NULL: not said */
    int64_t max_connections_per_address;
    int64_t max_connections; /* 0: as many as the limit on open files allows */
    int64_t threads;         /* 0: as many as are of use */
    int64_t max_targets;
    int64_t max_endpoints; /* of one target; 0: no limit, as for the next two */
    int64_t max_connections_per_target;
    int64_t max_queries;
    int64_t connection_budget; /* to one address in the whole run; 0: no limit */
    int64_t spacing_ms;        /* between two connections to one address */
    enum tls_depth depth;
    char *relay_from; /* mail addresses; NULL: relaying is not tested */
    char *relay_to;
    enum intrusiveness intrusive;

    bool no_path;
    int64_t hop_limit;         /* the largest hop limit of a trace */
    struct text_list controls; /* control_problem() of scan/control.h finds nothing wrong with them */
    enum provider_id cloud;

    int64_t max_time_ms; /* for one target; 0: no limit */
    int64_t connect_timeout_ms;
    int64_t greeting_timeout_ms;
    int64_t silence_ms; /* after this time without a greeting, TLS is tried on a second connection */
    int64_t command_timeout_ms;
    int64_t tls_timeout_ms;
    int64_t mta_sts_timeout_ms;
    int64_t dns_timeout_ms; /* of one try */
    int64_t dns_tries;
    int64_t retry_after_ms; /* pause before the single retry after a 421; 0: no retry */

    struct output_choice_list outputs; /* at least one */
    bool suggest;                      /* --suggest, which makes the format FORMAT_SUGGEST */
    char *output_file;                 /* --output, which `outputs` has too; NULL: standard output */
    struct fail_on fail_on;
    char *expectations_file;   /* NULL: none */
    char *reports_file;        /* of --from */
    struct text_list ignored;  /* accept_word_parse() takes them */
    char *store;               /* file that reports are kept in; NULL: none */
    int64_t last;              /* --last: which run before the last one, or how many; 0: not given */
    struct text_list profiles; /* names and files, as typed */
    enum color_choice color;
    bool ascii;
    int64_t width_columns; /* 0: the terminal's, else 80 */
    char *user;            /* the user to run as; NULL: the one who started it */
    bool no_sandbox;       /* do not restrict the process */

    char *broker;      /* the URL; NULL: not given, as the next one. It may hold a password. */
    char *broker_file; /* has the URL */
    char *run_name;
    bool by_mx;
    int64_t workers; /* in all */
    bool until_empty;
    bool follow;

    char *config_file;             /* --config; NULL: the usual ones */
    bool no_config;                /* --no-config */
    struct text_list config_files; /* those that were read (command/settings.h) */

    bool ordered; /* lines in the order of the targets */
    bool full;    /* of JSON: everything in place */
    bool verbose;
    bool quiet;
    bool no_progress;
};

/* Fills *options, whatever it holds, from the arguments of main(). False for what cannot be understood, with
 * one line in *problem that says what, where and what to do; the caller frees it. The options are to be freed
 * in either case. options_settle() comes next, after settings from elsewhere (command/settings.h). */
bool options_parse(int argc, char *const *argv, struct options *options, char **problem);

/* Settles what follows from several options together. False, with one line in *problem as above, where they
 * contradict each other. */
bool options_settle(struct options *options, char **problem);

void options_free(struct options *options);

/* Records the option among the words. */
void options_add_word(struct options *options, const char *name, const char *value);

/* Whether the option of this long name was on the command line, in the environment or in a configuration
 * file. */
bool options_was_given(const struct options *options, const char *name);

/* Whether to print in colour: as --color says, and when it leaves that open, on a terminal unless the
 * environment variable NO_COLOR, whose value is `no_color` (NULL: not set), is set to anything but nothing.
 */
bool options_use_color(const struct options *options, bool on_terminal, const char *no_color);

#endif
