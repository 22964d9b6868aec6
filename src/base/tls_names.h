/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of TLS: cipher suites, groups, signature schemes, alerts and versions, by code point, as IANA,
 * OpenSSL and GnuTLS call them, and what a suite or a group is made of. The tables are made from
 * data/tls-names.table. */
#ifndef MAILSONDE_BASE_TLS_NAMES_H
#define MAILSONDE_BASE_TLS_NAMES_H

#include "base/shape.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Protocol versions as they stand on the wire. */
enum {
    VERSION_SSL_2 = 0x0002,
    VERSION_SSL_3 = 0x0300,
    VERSION_TLS_1_0 = 0x0301,
    VERSION_TLS_1_1 = 0x0302,
    VERSION_TLS_1_2 = 0x0303,
    VERSION_TLS_1_3 = 0x0304,
};

/* Signature schemes that no library here signs with. */
enum { SIGNATURE_ML_DSA_44 = 0x0904, SIGNATURE_ML_DSA_65 = 0x0905, SIGNATURE_ML_DSA_87 = 0x0906 };

/* Of the alerts (RFC 9846 6) those that decide something here, by their descriptions. */
enum {
    ALERT_CLOSE_NOTIFY = 0,
    ALERT_BAD_RECORD_MAC = 20,
    ALERT_DECRYPTION_FAILED = 21,
    ALERT_RECORD_OVERFLOW = 22,
    ALERT_HANDSHAKE_FAILURE = 40,
    ALERT_DECRYPT_ERROR = 51,
    ALERT_PROTOCOL_VERSION = 70,
    ALERT_INSUFFICIENT_SECURITY = 71,
    ALERT_INTERNAL_ERROR = 80,
    ALERT_INAPPROPRIATE_FALLBACK = 86,
    ALERT_USER_CANCELED = 90,
    ALERT_UNRECOGNIZED_NAME = 112,
    ALERT_UNKNOWN_PSK_IDENTITY = 115,
    ALERT_CERTIFICATE_REQUIRED = 116,
    ALERT_NO_APPLICATION_PROTOCOL = 120,
};

/* Facts keep an alert as its description and this, since 0 is none there, and close_notify on the wire. */
enum { ALERT_CAME = 0x100 };

/* Facts keep the signature of a handshake as its scheme. ECDSA before TLS 1.3 has this besides: the same code
 * point then says nothing of the curve (RFC 9846 4.3.3). */
enum { SIGNATURE_ANY_CURVE = 0x10000 };

/* Beside the groups: the one of a key on a Brainpool curve, where it is not known which curve that is. */
enum { GROUP_ANY_BRAINPOOL = 0x10000 };

struct tls_name {
    uint32_t code;
    const char *name; /* IANA's, or the one in use where the registry has none */
    const char *openssl;
    const char *gnutls; /* without the prefixes of priority strings; both NULL where the library has none */
};

enum key_exchange {
    KEY_EXCHANGE_NONE,
    KEY_EXCHANGE_ANY, /* TLS 1.3: the suite does not say */
    KEY_EXCHANGE_RSA,
    KEY_EXCHANGE_DH, /* the certificate's own key */
    KEY_EXCHANGE_DHE,
    KEY_EXCHANGE_DH_ANON,
    KEY_EXCHANGE_ECDH, /* the certificate's own key */
    KEY_EXCHANGE_ECDHE,
    KEY_EXCHANGE_ECDH_ANON,
    KEY_EXCHANGE_PSK,
    KEY_EXCHANGE_DHE_PSK,
    KEY_EXCHANGE_RSA_PSK,
    KEY_EXCHANGE_ECDHE_PSK,
    KEY_EXCHANGE_SRP,
    KEY_EXCHANGE_KRB5,
    KEY_EXCHANGE_GOST,
    KEY_EXCHANGE_ECCPWD,
    KEY_EXCHANGE_CECPQ1,
};

enum authentication {
    AUTHENTICATION_NONE,
    AUTHENTICATION_ANY, /* TLS 1.3: the suite does not say */
    AUTHENTICATION_RSA,
    AUTHENTICATION_DSS,
    AUTHENTICATION_ECDSA,
    AUTHENTICATION_PSK,
    AUTHENTICATION_SRP,
    AUTHENTICATION_KRB5,
    AUTHENTICATION_GOST,
    AUTHENTICATION_ECCPWD,
};

enum cipher_mode { CIPHER_MODE_NONE, CIPHER_MODE_STREAM, CIPHER_MODE_CBC, CIPHER_MODE_AEAD };

/* The classes that a suite is in, as bits. */
enum suite_class {
    SUITE_NULL = 1 << 0,        /* nothing is encrypted */
    SUITE_ANON = 1 << 1,        /* nobody is authenticated */
    SUITE_EXPORT = 1 << 2,      /* weakened for export: 40 or 56 bits */
    SUITE_RC4 = 1 << 3,         /* RFC 7465 */
    SUITE_DES = 1 << 4,         /* single DES, RC2 and IDEA (RFC 5469) */
    SUITE_3DES = 1 << 5,        /* Triple DES */
    SUITE_SMALL_BLOCK = 1 << 6, /* blocks of 64 bits (SWEET32) */
    SUITE_STATIC_RSA = 1 << 7,  /* the secret is encrypted to the server's RSA key */
    SUITE_FORWARD_SECRET = 1 << 8,
    SUITE_CBC_SHA1 = 1 << 9,
    SUITE_AEAD = 1 << 10,
    SUITE_PSK = 1 << 11,
    SUITE_SIGNAL = 1 << 12,      /* no suite: TLS_EMPTY_RENEGOTIATION_INFO_SCSV and TLS_FALLBACK_SCSV */
    SUITE_UNREGISTERED = 1 << 13 /* IANA's registry does not have it */
};

struct tls_suite {
    struct tls_name name; /* code: two bytes, or the three of an SSLv2 cipher kind */
    enum key_exchange key_exchange;
    enum authentication authentication;
    const char *cipher; /* "AES-128-GCM", "NULL" */
    int bits;           /* that an attacker has to search: 112 for Triple DES, 40 for most of EXPORT */
    enum cipher_mode mode;
    const char *mac;        /* "SHA1", "AEAD", ... */
    uint16_t first_version; /* the oldest that may pick it; VERSION_TLS_1_3: no older one may */
    unsigned classes;       /* of enum suite_class */
};

enum group_family {
    GROUP_EC_PRIME,
    GROUP_EC_BINARY,
    GROUP_MONTGOMERY, /* X25519, X448 */
    GROUP_GOST,
    GROUP_FFDHE, /* RFC 7919 */
    GROUP_KEM,
    GROUP_HYBRID, /* an elliptic curve and a post-quantum KEM together: RFC 10024 and its drafts */
};

struct tls_group {
    struct tls_name name;
    enum group_family family;
    int bits; /* of the field or the prime; KEM and hybrids: the parameter set's number; 0: not known */
};

/* The tables, each in the order of its code points, SSLv2 cipher kinds after all suites. */
extern const struct tls_suite tls_names_suites[];
extern const size_t tls_names_suite_count;
extern const struct tls_group tls_names_groups[];
extern const size_t tls_names_group_count;
extern const struct tls_name tls_names_signatures[];
extern const size_t tls_names_signature_count;
extern const struct tls_name tls_names_alerts[];
extern const size_t tls_names_alert_count;
extern const struct tls_name tls_names_versions[];
extern const size_t tls_names_version_count;

/* What stands in the table for the code point; NULL when the table does not have it. */
const struct tls_suite *tls_names_suite(uint32_t code);
const struct tls_group *tls_names_group(uint32_t code);
const struct tls_name *tls_names_signature(uint32_t code);
const struct tls_name *tls_names_alert(uint32_t code);

/* The first that `name` names, in IANA's words, OpenSSL's or GnuTLS's, letters compared without case; NULL
 * for none. A name of OpenSSL's may be that of a suite and of an SSLv2 cipher kind: the suite is found. */
const struct tls_suite *tls_names_find_suite(const char *name);
const struct tls_group *tls_names_find_group(const char *name);
const struct tls_name *tls_names_find_signature(const char *name);

/* The name for people to read, "0x1A2B" for a code point without one ("alert 99" for an alert); the caller
 * frees. */
char *tls_names_suite_text(uint32_t code);
char *tls_names_group_text(uint32_t code);
char *tls_names_signature_text(uint32_t code);
char *tls_names_alert_text(uint32_t code);
char *tls_names_version_text(uint32_t code);

/* The same, of a version; "TLS" for one that is not known. */
const char *tls_names_version(uint32_t code);

/* Older than TLS 1.2 (RFC 8996), and known. */
bool tls_names_version_is_old(uint32_t code);

/* The way to and from the texts of facts. */
extern const struct code_names tls_version_names;
extern const struct code_names tls_suite_names;

/* The same of what a handshake agreed on, by the names of the library that makes it (GnuTLS), where it has
 * one; `code` finds any name. */
extern const struct code_names tls_group_names;
extern const struct code_names tls_signature_names;

/* The same by IANA's names, and "a Brainpool curve" for GROUP_ANY_BRAINPOOL. */
extern const struct code_names tls_uncommon_group_names;

/* Alerts as facts keep them. */
extern const struct code_names tls_alert_names;

#endif
