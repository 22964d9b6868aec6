/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one TLS handshake showed. */
#ifndef MAILSONDE_FACTS_TLS_H
#define MAILSONDE_FACTS_TLS_H

#include "facts/answer.h"
#include "facts/list.h"

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
    char *not_before;           /* RFC 3339, UTC */
    char *not_after;
    int64_t not_before_unix_s;
    int64_t not_after_unix_s;
    char *key_type; /* "RSA", "ECDSA", "EdDSA (Ed25519)", ... */
    int64_t key_bits;
    char *signature_algorithm; /* "RSA-SHA256", ... */
    bool signature_is_weak;    /* MD2, MD5 or SHA-1 (RFC 9155, RFC 9325 4.5) */
    char *der_base64;          /* the certificate itself */
    char *sha256;              /* of the certificate, lower-case hex */
    char *spki_sha256;         /* of the SubjectPublicKeyInfo: what TLSA 3 1 1 holds */
    bool self_signed;          /* subject and issuer are one and the key verifies its own signature */
    bool is_ca;                /* basicConstraints CA */
};

/* Whether the server's certificate is good for one name (RFC 9525 6: dNSName only, no CN fallback). */
struct name_check {
    char *name;
    enum answer matches;
    char *matched; /* the subjectAltName that did it; NULL for none */
};

/* The answers of verification, each independent of the others (RFC 5280 6, RFC 9525). */
struct verification {
    enum answer trusted;       /* a path to a trust anchor, dates left out of it */
    struct text_list problems; /* why not, in words */
    enum answer in_date;       /* every certificate of the chain, at the time of the handshake */
    struct name_check *names;  /* the host's name first */
    size_t name_count;
};

enum ocsp_staple { OCSP_NONE, OCSP_GOOD, OCSP_REVOKED, OCSP_INVALID, OCSP_UNVERIFIED, OCSP_STAPLE_COUNT };

struct tls {
    char *server_name_sent;    /* SNI; NULL when none was sent (address literals) */
    enum answer completed;     /* the handshake */
    char *alert;               /* the alert that the server sent, by its RFC 8446 6 name; NULL for none */
    char *version;             /* "TLS 1.3" */
    char *cipher_suite;        /* IANA name */
    char *group;               /* key exchange group, "X25519"; NULL for static RSA */
    char *signature;           /* the server's handshake signature, "ECDSA-SECP256R1-SHA256" */
    int64_t key_exchange_bits; /* finite-field Diffie-Hellman prime size; 0 for others */
    struct certificate *chain; /* as sent, the server's own first */
    size_t chain_count;
    struct verification verification;
    enum ocsp_staple ocsp_staple;
    enum answer session_ticket;
    enum answer resumed; /* an earlier session; asked in sessions made for that alone */
    enum answer client_certificate_requested;
};

#endif
