/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which mail server a host runs, as far as its greeting says. */
#ifndef MAILSONDE_ASSESS_FINDING_SOFTWARE_H
#define MAILSONDE_ASSESS_FINDING_SOFTWARE_H

#include "facts/report.h"

/* The mail servers whose settings are known here. */
enum server_software {
    SOFTWARE_UNKNOWN,
    SOFTWARE_POSTFIX,
    SOFTWARE_EXIM,
    SOFTWARE_OPENSMTPD,
    SOFTWARE_DOVECOT,
    SOFTWARE_OTHER, /* the greeting names one whose settings are not known here */
    SOFTWARE_COUNT
};

/* What people call it: "Postfix"; NULL for SOFTWARE_UNKNOWN and SOFTWARE_OTHER. */
const char *software_name(enum server_software software);

/* Whether the greeting on `port` of one of the host's addresses names `software`. */
bool software_is_named(const struct report *report, const struct host *host, int64_t port,
                       enum server_software software);

/* What the greetings name at what a finding is about: a port, an address, a host, or all hosts of the domain.
 * SOFTWARE_UNKNOWN where they name none, or several. */
enum server_software software_of_subject(const struct report *report, const struct subject *subject);

#endif
