/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names that resolvers answer for by themselves. */
#ifndef MAILSONDE_DISCOVER_SPECIAL_USE_H
#define MAILSONDE_DISCOVER_SPECIAL_USE_H

/* The zone at or above `name` (A-labels, as dns_name.h writes it) for which resolvers may deny or make up
 * names without asking anybody, so that no signature of the root can vouch for them: "test", "local" and the
 * like (RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476). NULL for an ordinary name. */
const char *special_use_zone(const char *name);

#endif
