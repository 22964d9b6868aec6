/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks for a second certificate, which a server with two keys sends to other clients. */
#ifndef MAILSONDE_PROBE_OTHER_KEY_H
#define MAILSONDE_PROBE_OTHER_KEY_H

#include "probe/probe.h"

/* The kind of key that the main session did not show: ECDSA if it showed RSA, RSA if it showed ECDSA or
 * EdDSA; TLS_KEYS_ANY if no certificate was seen. */
enum tls_keys other_key_unseen(const struct endpoint *endpoint);

/* Whether the first certificate of `tls` has such a key. A server may show the one it has whatever was asked
 * for (RFC 9846 4.5.1.2, the number taken over from RFC 8446 4.4.2.2). */
bool other_key_is_shown(const struct endpoint *endpoint, const struct tls *tls);

/* Whether a session with the purpose other_key showed such a key; "no" is an alert. */
enum answer other_key_found(const struct endpoint *endpoint);

/* Shakes hands once more with a port that has been probed, saying now that only RSA keys are taken
 * where an ECDSA or EdDSA key was shown, and only ECDSA keys where it was RSA. Adds one session with the
 * purpose other_key, and opens one connection; none where no certificate was seen. That the server has no
 * such key is seen as an alert in that session. */
void other_key_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                     struct endpoint *endpoint);

/* The same with every kind of key that was not shown (RSA, RSA-PSS, ECDSA, Ed25519, Ed448), and again as long
 * as that shows another: TLSA records have to match whichever a sender gets (RFC 7671 8). Opens as many
 * connections as the server has further keys, and one that sees that there is none left. */
void other_key_probe_all(struct fiber *fiber, const struct probe_options *options,
                         const struct dial_place *place, struct endpoint *endpoint);

#endif
