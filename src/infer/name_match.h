/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a certificate's name matches a host's (RFC 9525 6). */
#ifndef MAILSONDE_INFER_NAME_MATCH_H
#define MAILSONDE_INFER_NAME_MATCH_H

#include "facts/tls.h"

#include <stdbool.h>

/* Whether the presented identifier `pattern`, a dNSName in A-labels, matches the host name `name` (A-labels,
 * without a trailing dot): label by label without case; "*" counts only as the whole left-most label, stands
 * for exactly one label, and never for a top-level domain's children ("*.org") (RFC 9525 6.3). */
bool name_match(const char *pattern, const char *name);

/* The subjectAltName of the server's own certificate that is good for `name`, a host name or an address; NULL
 * for none. An address is looked for among the addresses alone, never among the names (RFC 9525 6.4), and the
 * subject's common name never counts (RFC 9525 2). Borrowed from `certificate`. */
const char *name_match_certificate(const struct certificate *certificate, const char *name);

#endif
