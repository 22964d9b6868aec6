/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads one word that the user typed as a target. Pure. */
#ifndef MAILSONDE_DISCOVER_TARGET_H
#define MAILSONDE_DISCOVER_TARGET_H

#include "facts/report.h"

#include <stdbool.h>

/* Reads one of
 *
 *     example.org                    a mail domain; with `as_host`, and for localhost, a host
 *     user@example.org               its domain
 *     mx.example.org:587             a host, this port alone
 *     192.0.2.1  2001:db8::1  [192.0.2.1]  [2001:db8::1]  [IPv6:2001:db8::1]    an address
 *     192.0.2.1:25  [2001:db8::1]:25                                            this port alone
 *
 * Names may be internationalized (RFC 5890); a final dot is dropped. Fills `target`, which may hold anything
 * before, and returns NULL; the caller clears it with target_shape. Otherwise returns one line that names the
 * word and what is wrong with it, safe for a terminal; the caller frees it, and `target` is zeroed. */
char *target_parse(const char *word, bool as_host, struct target *target);

/* Reads the name of a mail host or domain (RFC 5321 2.3.5: letters, digits, hyphens): the A-labels, which the
 * caller frees, or NULL and in *problem why not. */
char *target_parse_name(const char *name, const char **problem);

#endif
