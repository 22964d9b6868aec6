/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an EHLO reply says (RFC 5321 4.1.1.1, RFC 3207, RFC 4954). */
#ifndef MAILSONDE_SMTP_EHLO_H
#define MAILSONDE_SMTP_EHLO_H

#include "facts/endpoint.h"

/* Fills domain, keywords and AUTH mechanisms from ehlo->reply. The first line is greeting text: a keyword
 * that stands there counts for nothing. */
void ehlo_parse(struct ehlo *ehlo);

/* The keyword that stands where STARTTLS should, overwritten with X or * by a box on the path and of the same
 * length ("XXXXXXXA", "********"); NULL for none. Borrowed from `ehlo`. */
const char *ehlo_masked_starttls(const struct ehlo *ehlo);

#endif
