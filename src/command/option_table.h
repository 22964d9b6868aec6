/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of options, from which parsing, --help, the manual page and shell completion are made. */
#ifndef MAILSONDE_COMMAND_OPTION_TABLE_H
#define MAILSONDE_COMMAND_OPTION_TABLE_H

#include "base/shape.h"
#include "command/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kind of an option's argument, and the type in which struct options stores it. */
enum option_type {
    OPTION_FLAG,            /* no argument; bool */
    OPTION_INTEGER,         /* int64_t */
    OPTION_COUNT,           /* int64_t; the argument may be left out, which is 1 */
    OPTION_INTEGER_OR_AUTO, /* int64_t, "auto" is 0 */
    OPTION_SECONDS,         /* decimals allowed; int64_t milliseconds */
    OPTION_WORD,            /* one of `words`; an enum */
    OPTION_FILE,            /* char * */
    OPTION_HELO_NAME,       /* char * */
    OPTION_CONTACT,         /* char * */
    OPTION_MAIL_ADDRESS,    /* char * */
    OPTION_BROKER,          /* a URL; char * */
    OPTION_RUN_NAME,        /* char * */
    OPTION_HOSTS,           /* may be repeated; struct text_list */
    OPTION_PROFILES,        /* may be repeated; struct text_list */
    OPTION_FILES,           /* may be repeated, and what the environment and files say is added; struct
                               text_list */
    OPTION_FAIL_ON,         /* may be repeated; struct fail_on */
    OPTION_FINDINGS,        /* ID[@HOST[:PORT]], may be repeated; struct text_list */
    OPTION_PLACES,          /* HOST:PORT, may be repeated; struct text_list */
    OPTION_PORTS,           /* struct port_list */
    OPTION_DNS_SERVER,      /* char * */
    OPTION_FORMATS,         /* one of `words` and perhaps =FILE, may be repeated; struct output_choice_list */
    OPTION_CONNECT_TO,      /* may be repeated; struct connect_to_list */
    OPTION_COMMAND,         /* no argument; turns the command into `command` */
};

enum option_section {
    SECTION_TARGETS,
    SECTION_DNS,
    SECTION_CONNECTIONS,
    SECTION_PATHS,
    SECTION_TIME,
    SECTION_REPORT,
    SECTION_FLEET,
    SECTION_PRIVILEGES,
    SECTION_CONFIGURATION,
    SECTION_HELP,
    OPTION_SECTION_COUNT
};

struct section_entry {
    const char *title;
    const char *about; /* a paragraph, "" for none */
};

struct option {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    const char *argument;
    const char *preset; /* the default, as the user would type it; NULL: none */
    const char *help;   /* sentences */
    enum option_section section;
    unsigned commands; /* bit 1 << COMMAND_... for each command that takes the option */
    enum option_type type;
    bool once;     /* refused on the command line when given twice: the first would be lost without a word. Of
                      others the last one counts */
    size_t offset; /* in struct options */
    int64_t minimum; /* of integers, and of seconds in milliseconds */
    int64_t maximum;
    const struct words *words;
    enum command command;
};

/* Index: enum option_section. */
extern const struct section_entry section_table[OPTION_SECTION_COUNT];

/* In the order of --help, section by section. */
extern const struct option option_table[];
extern const size_t option_count;

/* NULL for none. */
const struct option *option_by_name(const char *name);
const struct option *option_by_letter(char letter);

/* Whether the option is followed by an argument. */
bool option_takes_argument(const struct option *option);

/* Whether each further argument is added to those before. */
bool option_repeats(const struct option *option);

/* Whether the option may stand in a configuration file and in the environment: all but those that choose a
 * command or say which file is read. */
bool option_is_setting(const struct option *option);

#endif
