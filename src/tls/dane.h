/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compares TLSA records with a chain that a server sent: RFC 6698 2.1, RFC 7671 5, RFC 7672 3. This code uses
 * only the verification of GnuTLS and not libgnutls-dane, which accepts for usage 2 a chain that the trust
 * anchor never issued, does not check names there, and accepts usages 0 and 1, which have no meaning for
 * SMTP. */
#ifndef MAILSONDE_TLS_DANE_H
#define MAILSONDE_TLS_DANE_H

#include "base/list.h"
#include "facts/dane.h"
#include "facts/tls.h"

#include <stdint.h>

/* Certificate usages (RFC 7218): the record is for a CA, or for the server itself. */
enum { USAGE_DANE_TA = 2, USAGE_DANE_EE = 3 };

struct anchor_index;

/* Appends to the list *matches, with its *match_count, one entry for each record of `set`: whether it matches
 * the chain of `tls`, the server's own certificate first.
 *
 * Usage 3 compares the server's own certificate, or its key, and nothing else: no dates, no names (RFC
 * 7671 5.1). Usage 2 needs the trust anchor that the record is for among the certificates served above the
 * server's own, or whole in the record (2 0 0); a path from it to the server's certificate; every certificate
 * on the path in date at `now_unix_s`; and a dNSName for the set's base domain or one of `names`, which are
 * the domain that the mail is for and what that is an alias of (RFC 7671 5.2, RFC 7672 3.1.2, 3.2.2).
 *
 * An anchor that is neither sent nor in the record matches nothing; where it is among the trust anchors of
 * this machine, `trusted` (NULL for none), its name is kept.
 *
 * A record that is not usable is not tried, and a chain that cannot be read gives no answer: both are
 * "unknown", with the reason as the problem. The entries are the list's and own their texts. */
void dane_match(const struct tls *tls, const struct tlsa_set *set, const struct text_list *names,
                const struct anchor_index *trusted, int64_t now_unix_s, struct tlsa_match **matches,
                size_t *match_count);

#endif
