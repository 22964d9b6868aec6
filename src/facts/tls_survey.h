/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which TLS a server accepts, tested with hand-made ClientHellos besides the handshake that a mail client
 * would make. */
#ifndef MAILSONDE_FACTS_TLS_SURVEY_H
#define MAILSONDE_FACTS_TLS_SURVEY_H

#include "base/answer.h"
#include "base/list.h"
#include "facts/endpoint.h"
#include "facts/key_type.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much is tested. */
enum tls_depth {
    DEPTH_QUICK,    /* what the main connection shows */
    DEPTH_STANDARD, /* at most four connections more: versions, weak suites, post-quantum, the other key */
    DEPTH_DEEP,     /* all of it */
    TLS_DEPTH_COUNT
};

/* Who decides which of several suites or groups that both ends have is taken. */
enum preference { PREFERENCE_UNKNOWN, PREFERENCE_SERVER, PREFERENCE_CLIENT, PREFERENCE_COUNT };

/* One protocol version. */
struct version_support {
    uint32_t version; /* base/tls_names.h: VERSION_TLS_1_3 */
    enum answer accepted;
    char *refused_with;         /* the alert's name, or what else the server did; NULL for none */
    struct codes cipher_suites; /* those accepted, in the order in which the server took them from all that
                                   were offered */
    bool complete;              /* no suite beyond these is accepted */
    enum preference preference;
};

/* Classes of weak suites, worst first. */
enum weak_class {
    WEAK_NULL,      /* no encryption */
    WEAK_ANONYMOUS, /* no certificate */
    WEAK_EXPORT,    /* 40 and 56 bits, for export */
    WEAK_DES,       /* single DES, RC2, IDEA */
    WEAK_RC4,
    WEAK_3DES,       /* 64-bit blocks */
    WEAK_STATIC_KEY, /* no forward secrecy: RSA key transport, static DH and ECDH */
    WEAK_CBC_SHA1,
    WEAK_CLASS_COUNT
};

struct weak_class_answer {
    enum weak_class weak_class;
    enum answer accepted;
    uint32_t cipher_suite; /* one that was accepted; 0 for none */
    uint32_t version;      /* with which it was */
};

/* A group or a signature algorithm by its IANA name. */
struct algorithm_support {
    char *name;
    enum answer accepted;
    uint32_t version; /* the lowest with which it was seen accepted; 0 for none */
};

/* Features that a ClientHello tests. */
enum tls_feature {
    FEATURE_FALLBACK_SCSV,          /* RFC 7507: a needless fallback is refused */
    FEATURE_SECURE_RENEGOTIATION,   /* RFC 5746 */
    FEATURE_EXTENDED_MASTER_SECRET, /* RFC 7627 */
    FEATURE_ENCRYPT_THEN_MAC,       /* RFC 7366 */
    FEATURE_COMPRESSION,            /* RFC 3749: must not be there */
    FEATURE_SESSION_ID,             /* resumption by session ID is offered */
    FEATURE_SESSION_TICKET,         /* RFC 5077, RFC 9846 4.7.1 */
    FEATURE_RESUMPTION,             /* a second connection did resume */
    FEATURE_DOWNGRADE_SENTINEL,     /* RFC 9846 4.2.3 */
    FEATURE_OCSP_STAPLE,            /* RFC 6066 8 */
    FEATURE_MUST_STAPLE,            /* RFC 7633: the certificate wants one */
    FEATURE_SCT,                    /* RFC 6962: in the certificate, the extension or the staple */
    FEATURE_HEARTBEAT,              /* RFC 6520 */
    FEATURE_LARGE_HELLO,            /* a hello above 1.4 kB is answered like a small one */
    FEATURE_NO_SNI,                 /* a hello without a name is answered (RFC 7672 8.1) */
    FEATURE_UNKNOWN_SNI,            /* one with a name that the server does not know */
    FEATURE_UNKNOWN_EXTENSION,      /* an unknown extension, suite and group (RFC 8701) */
    TLS_FEATURE_COUNT
};

struct tls_feature_answer {
    enum tls_feature feature;
    enum answer present;
    char *detail; /* what was seen, or why it is unknown; NULL for nothing */
};

/* The prime of a finite-field Diffie-Hellman. */
struct dh_prime {
    char *name; /* "ffdhe2048", "2048-bit MODP of RFC 3526", or "sha256:..." of an unknown one; NULL for no
                   prime */
    bool published; /* it is one that a standard names */
};

struct tls_survey {
    enum tls_depth depth;
    struct version_support *versions; /* those asked about, and TLS 1.0 to 1.3 in any case, oldest first */
    size_t version_count;
    struct weak_class_answer *weak_classes;
    size_t weak_class_count;
    struct algorithm_support
        *groups; /* those asked about, the accepted ones first and in the server's order */
    size_t group_count;
    enum preference group_preference;
    struct algorithm_support *signature_algorithms;
    size_t signature_algorithm_count;
    struct tls_feature_answer *features;
    size_t feature_count;
    int64_t dh_bits;         /* the least Diffie-Hellman prime that was seen; 0 for none */
    enum answer dh_accepted; /* a key exchange by finite-field Diffie-Hellman that is signed, up to TLS 1.2 */
    struct dh_prime dh_prime; /* the one with dh_bits */
    char
        *key_exchange_problem; /* of an answer whose numbers are too large to be worked with; NULL for none */
    int64_t dh_anonymous_bits; /* the least prime of suites that authenticate nobody; 0 for none */
    struct text_list key_shares; /* hashes of the server's public values, as tls.key_share, one a connection;
                                    at most 32 */
    enum key_type other_key; /* RSA or ECDSA, the type of key that the main handshake did not show; NONE where
                                it showed none */
    enum answer other_key_accepted; /* whether the server has such a key, too: "no" is said of versions up to
                                       TLS 1.2, unless there is a session with the purpose other_key */
    enum key_type unseen_key; /* a further type of key that the server has, ML-DSA, and whose certificate no
                                 handshake from here can show; NONE where none was found */
    uint32_t needs_group; /* without which no TLS comes about here, where clients of today do not have it: a
                             code point, or GROUP_ANY_BRAINPOOL; 0 where that is not so, or not known */
    enum key_type needs_key; /* likewise a type of key that a client has to take: ML-DSA, or a curve */
    struct text_list client_certificate_authorities; /* names in its CertificateRequest, at most 32 */
    int64_t connections;  /* connections made for it, beyond those of the sessions */
    struct stop *limited; /* why it ended before its end: what the server said to the last connection; NULL
                             when it was not cut short. What was not asked is unknown. */
};

#endif
