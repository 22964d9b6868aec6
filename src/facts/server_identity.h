/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server shows of who it is, and whether that is the host that was looked for: somebody who answers in
 * the place of others shows the same for all of them. */
#ifndef MAILSONDE_FACTS_SERVER_IDENTITY_H
#define MAILSONDE_FACTS_SERVER_IDENTITY_H

#include "facts/report.h"

#include <stdbool.h>

/* The certificate that the server showed in the main session; NULL for none. Borrowed. */
const struct certificate *server_identity_certificate(const struct endpoint *endpoint);

/* The name by which the server calls itself in its reply to EHLO (RFC 5321 4.1.1.1); NULL where it did not
 * get so far. Borrowed. */
const char *server_identity_name(const struct endpoint *endpoint);

/* Whether two names share their last two labels. */
bool server_identity_same_organization(const char *one, const char *other);

/* Whether the name by which a server calls itself is that of its host: providers name their servers after
 * themselves, whoever's mail they take, so such a name shares its last two labels with the host's or with the
 * reverse name of its address. */
bool server_identity_name_fits(const struct report *report, const struct endpoint *endpoint,
                               const char *name);

/* What the server shows that is not its host's: "certificate SHA-256 ..." where its certificate does not name
 * the host, "name ..." where it shows none and calls itself something else. NULL when what it shows is its
 * own, or nothing was seen. The caller frees it. */
char *server_identity_foreign(const struct report *report, const struct endpoint *endpoint);

#endif
