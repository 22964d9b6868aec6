/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads an EHLO reply (RFC 5321 4.1.1.1, RFC 3207, RFC 4954). */
#ifndef MAILSONDE_SMTP_EHLO_H
#define MAILSONDE_SMTP_EHLO_H

#include "facts/endpoint.h"

/* Fills domain, keywords and AUTH mechanisms from ehlo->reply. The first line is greeting text: keywords in
 * it do not count. */
void ehlo_parse(struct ehlo *ehlo);

/* The keyword that a device on the path has written over STARTTLS, in X or * and of the same length
 * ("XXXXXXXA", "********"); NULL for none. Borrowed from `ehlo`. */
const char *ehlo_masked_starttls(const struct ehlo *ehlo);

#endif
