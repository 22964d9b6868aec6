/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How findings are mended in mail servers, line by line: data/fixes.catalogue, compiled in. */
#ifndef MAILSONDE_COMMAND_FIX_H
#define MAILSONDE_COMMAND_FIX_H

#include "facts/finding_id.h"

#include <stddef.h>

enum fix_server {
    FIX_SERVER_POSTFIX,
    FIX_SERVER_EXIM,
    FIX_SERVER_OPENSMTPD,
    FIX_SERVER_SENDMAIL,
    FIX_SERVER_DOVECOT23, /* up to 2.3 */
    FIX_SERVER_DOVECOT24, /* from 2.4 on, which has other names */
    FIX_SERVER_COUNT
};

struct fix {
    enum finding_id finding;
    enum fix_server server;
    const char *lines;       /* to type or to write, each with a newline */
    const char *caution;     /* what to look at before; NULL: nothing */
    const char *verified_on; /* the systems on which a test saw the finding go; NULL: on none */
};

extern const struct fix fixes[];
extern const size_t fix_count;

#endif
