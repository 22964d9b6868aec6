/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a question was not asked: look-ups and connections that were not made, and the reason, in words. */
#ifndef MAILSONDE_ASSESS_VIEW_NOT_ASKED_H
#define MAILSONDE_ASSESS_VIEW_NOT_ASKED_H

#include "assess/finding/phrase.h"
#include "facts/report.h"

#include <stdbool.h>

/* Why no look-up of the domain's mail route was made: "the records file has no records of example.org". Empty
 * where one was, or where there is no domain. */
struct phrase not_asked_domain(const struct report *report);

/* Whether any port of the host was connected to or traced, be it in vain. */
bool host_was_asked(const struct report *report, const struct host *host);

/* Why no port of the host was connected to: "mx.example.org has IPv6 addresses alone, and only IPv4 was to be
 * used". Empty where one was, where none was to be, and where DNS says that the host has no address. */
struct phrase not_asked_host(const struct report *report, const struct host *host);

#endif
