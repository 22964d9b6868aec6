/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The addresses to which a domain wants reports about TLS failures (TLS-RPT, RFC 8460). */
#ifndef MAILSONDE_DISCOVER_TLS_RPT_H
#define MAILSONDE_DISCOVER_TLS_RPT_H

#include "discover/resolver.h"
#include "facts/mta_sts.h"
#include "net/fiber.h"

/* Looks up TXT at _smtp._tls.DOMAIN and fills the zeroed `tls_rpt`. */
void tls_rpt_discover(struct fiber *fiber, struct resolver *resolver, const char *domain,
                      struct tls_rpt *tls_rpt);

/* Reads one record that begins with "v=TLSRPTv1;": its rua addresses, and what is wrong with it (RFC 8460 3).
 * Pure. */
void tls_rpt_parse(const char *record, struct tls_rpt *tls_rpt);

#endif
