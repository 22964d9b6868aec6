/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be the name of a host. DNS carries any bytes as names. */
#ifndef MAILSONDE_BASE_HOST_NAME_H
#define MAILSONDE_BASE_HOST_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it is a Domain of RFC 5321 4.1.2: labels of letters, digits and inner hyphens, of at most 63
 * characters each and 253 in all, with no dot at the end. That is what MTA-STS policies can name, too
 * (RFC 8461 3.2). */
bool host_name_has_syntax(const char *name, size_t length);

/* The same for a whole text, whose last label must not be all digits either (RFC 1123 2.1, RFC 3696 2): that
 * would be an address, or a part of one. NULL is none. */
bool host_name_is_valid(const char *name);

#endif
