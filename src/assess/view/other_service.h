/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which other service answers on a port where SMTP was expected. */
#ifndef MAILSONDE_ASSESS_VIEW_OTHER_SERVICE_H
#define MAILSONDE_ASSESS_VIEW_OTHER_SERVICE_H

#include "facts/endpoint.h"

/* Its name, with the RFC where there is one: "LMTP (RFC 2033)"; NULL where it is SMTP, or not known. LMTP and
 * FTP greet with 220 as SMTP does, and show at EHLO alone. */
const char *other_service_of(const struct endpoint *endpoint);

#endif
