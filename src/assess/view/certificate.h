/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about a server's certificate, for rules and verdict alike. */
#ifndef MAILSONDE_ASSESS_VIEW_CERTIFICATE_H
#define MAILSONDE_ASSESS_VIEW_CERTIFICATE_H

#include "assess/finding/phrase.h"
#include "facts/report.h"

/* Why the chain leads to no trust anchor. */
enum certificate_trust {
    TRUST_UNKNOWN,
    TRUST_GOOD,
    TRUST_SELF_SIGNED, /* the server's certificate signed itself */
    TRUST_INCOMPLETE,  /* the server's own certificate connects to no other that was sent */
    TRUST_FOREIGN,     /* the path ends at an issuer that is not trusted */
    TRUST_REFUSED,     /* the signers are all there, and the path is refused for another reason */
};

enum certificate_trust certificate_trust(const struct tls *tls);

/* Whether the certificate is good for `name`: unknown when it was not checked for that name. */
enum answer certificate_matches(const struct tls *tls, const char *name);

/* Whether a client that checks accepts the certificate for `name`: "no" as soon as one thing is known to be
 * wrong. */
enum answer certificate_is_good(const struct tls *tls, const char *name);

/* In a few words what keeps a client that checks from accepting the certificate for `name`; empty when
 * nothing does (RFC 5280 6, RFC 9525 6): what is wrong, or else what could not be checked. */
struct phrase certificate_obstacle(const struct tls *tls, const char *name);

/* The chain of a further key of the server's that a client which checks does not accept for `name`; NULL
 * where none is known. */
const struct tls *certificate_bad_beside(const struct endpoint *endpoint, const char *name);

/* "the server also has an ML-DSA key, whose certificate was not seen": a key that clients may be served
 * beside those that were seen; empty where there is none, as far as is known. */
struct phrase certificate_unseen_key(const struct endpoint *endpoint);

/* RSA and DSA below 2048 bits, elliptic curves below 224 (RFC 9325 4.5). */
bool certificate_key_is_weak(const struct certificate *certificate);

#endif
