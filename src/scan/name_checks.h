/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checks each certificate against the names of all hosts for which it is sent. Pure. */
#ifndef MAILSONDE_SCAN_NAME_CHECKS_H
#define MAILSONDE_SCAN_NAME_CHECKS_H

#include "facts/report.h"

/* Notes at every certificate of the report's endpoints whether it is good for the names of the report: first
 * the host that the endpoint was probed for, then each other host whose clients get to see it (RFC 9525 6).
 * Where it is not known of one name, since not all names of the certificate could be read, neither is it of
 * others that are not found. Names that other reports of the run have checked there are forgotten. */
void name_checks_complete(struct report *report);

/* Whether what was seen at the endpoint under its own server name holds for `name` too: the certificate is
 * good for both, or none was shown. Otherwise a server that goes by SNI may show another one (RFC 6066 3). */
bool name_checks_cover(const struct endpoint *endpoint, const char *name);

#endif
