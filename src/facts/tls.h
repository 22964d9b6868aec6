/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one TLS handshake showed. */
#ifndef MAILSONDE_FACTS_TLS_H
#define MAILSONDE_FACTS_TLS_H

#include "base/answer.h"
#include "base/list.h"
#include "facts/key_type.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One certificate as the server sent it. */
struct certificate {
    char *subject; /* RFC 4514 */
    char *issuer;
    char *serial_hex;
    struct text_list dns_names; /* subjectAltName dNSName */
    struct text_list ip_names;  /* subjectAltName iPAddress, presentation form */
    bool names_unread;          /* not all of its names could be read, or are kept */
    char *not_before;           /* RFC 3339, UTC */
    char *not_after;
    int64_t not_before_unix_s;
    int64_t not_after_unix_s;
    enum key_type key_type;
    int64_t key_bits;
    char *key_problem;         /* why the key is not processed; NULL for nothing */
    char *signature_algorithm; /* "RSA-SHA256", ... */
    bool signature_is_weak;    /* MD2, MD5 or SHA-1 (RFC 9155, RFC 9325 4.5) */
    char *der_base64;          /* the certificate itself */
    char *sha256;              /* of the certificate, lower-case hex */
    char *spki_sha256;         /* of the SubjectPublicKeyInfo: what TLSA 3 1 1 holds */
    bool self_signed;          /* subject and issuer are one and the key verifies its own signature */
    bool is_ca;                /* basicConstraints CA */
    struct text_list
        key_usage; /* "digitalSignature", ... (RFC 5280 4.2.1.3); none where it is not restricted */
    struct text_list purposes; /* extended key usage, by name or OID (RFC 5280 4.2.1.12); none likewise */
    char *unreadable;   /* why it cannot be parsed, and nothing but hashes and bytes is known; or NULL */
    int64_t path_place; /* on the path that was judged, 1 for the server's own; 0: not on it */
};

/* Whether the server's certificate is valid for one name (RFC 9525 6: dNSName only, no CN fallback). */
struct name_check {
    char *name;
    enum answer matches;
    char *matched; /* the subjectAltName that matched; NULL for none */
};

/* Why a path is not valid, dates aside (RFC 5280 6). */
enum path_flaw_kind {
    PATH_FLAW_OTHER,
    PATH_FLAW_NO_ANCHOR,          /* the issuer of its last certificate is neither sent nor trusted */
    PATH_FLAW_SIGNATURE,          /* the issuer is there, and its key does not verify the signature */
    PATH_FLAW_NOT_CA,             /* an issuer's basicConstraints */
    PATH_FLAW_ISSUER_KEY_USAGE,   /* an issuer's keyUsage lacks keyCertSign */
    PATH_FLAW_LENGTH,             /* pathLenConstraint */
    PATH_FLAW_NAME_CONSTRAINTS,   /* nameConstraints */
    PATH_FLAW_PURPOSE,            /* the extended key usage excludes TLS servers */
    PATH_FLAW_WEAK,               /* a signature or key that libraries refuse */
    PATH_FLAW_CRITICAL_EXTENSION, /* one that is not known */
    PATH_FLAW_COUNT
};

struct path_flaw {
    enum path_flaw_kind kind;
    int64_t certificate; /* the index in the chain of the one that it concerns; -1 for none */
    char *detail;        /* in words */
};

/* The answers of verification, each independent of the others (RFC 5280 6, RFC 9525). They are about the best
 * path, and not about certificates that were sent besides. */
struct verification {
    enum answer trusted;       /* a path to a trust anchor, dates left out of it */
    struct text_list problems; /* why not, in words */
    struct path_flaw *flaws;   /* why not, by kind */
    size_t flaw_count;
    char *anchor;               /* the subject of the trust anchor that the path leads to; NULL for none */
    enum answer anchor_in_date; /* which RFC 5280 does not ask for, and libraries do */
    enum answer found_simply;   /* GnuTLS's own check of the chain as sent, without a search, says the same */
    enum answer openssl_takes;  /* the path that GnuTLS takes */
    char *openssl_objection;    /* why not, in words; NULL where it does */
    enum answer
        in_date; /* every certificate of the path, the anchor left out, at the time of the handshake */
    struct name_check *names; /* the host's name first */
    size_t name_count;
};

enum ocsp_staple { OCSP_NONE, OCSP_GOOD, OCSP_REVOKED, OCSP_INVALID, OCSP_UNVERIFIED, OCSP_STAPLE_COUNT };

struct tls {
    char *server_name_sent;    /* SNI; NULL when none was sent (address literals) */
    enum answer completed;     /* the handshake */
    uint32_t alert;            /* that the server sent: ALERT_CAME and its description; 0 for none */
    uint32_t version;          /* base/tls_names.h: VERSION_TLS_1_3; 0: not known */
    uint32_t cipher_suite;     /* its code point; 0: not known */
    uint32_t group;            /* key exchange group, its code point; 0: static RSA, or not known */
    uint32_t signature;        /* the server's handshake signature, its scheme, ECDSA before TLS 1.3 with
                                  SIGNATURE_ANY_CURVE; 0: not known */
    int64_t key_exchange_bits; /* finite-field Diffie-Hellman prime size; 0 for others */
    char *key_share; /* the start of the SHA-256 of the server's public value in the key exchange, hex;
                        NULL where there was none, or it was not seen: tls/key_share.h */
    char *key_exchange_problem; /* why its numbers are not processed; NULL for nothing */
    struct certificate *chain;  /* as sent, the server's own first */
    size_t chain_count;
    int64_t certificates_sent; /* how many; the chain holds the first 16 and those further on the path */
    int64_t certificate_bytes; /* of all that were sent */
    struct verification verification;
    enum ocsp_staple ocsp_staple;
    enum answer session_ticket;
    enum answer resumed; /* an earlier session; asked in sessions made for that alone */
    enum answer client_certificate_requested;
};

#endif
