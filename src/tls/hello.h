/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ClientHellos made by hand, for what no library offers: any version, any suites, any groups. Bytes in a
 * buffer; nothing is sent here, and no handshake can follow, since the hello's shares have no secrets.
 *
 *     struct hello hello = hello_offer(VERSION_TLS_1_2, suites, suite_count);
 *     hello.server_name = "mx.example.org";
 *     hello_randomize(&hello);
 *     size_t length = hello_build(&hello, bytes, sizeof bytes);
 *
 * hello_reply.h reads what comes back. */
#ifndef MAILSONDE_TLS_HELLO_H
#define MAILSONDE_TLS_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HELLO_RANDOM_BYTES = 32,
    HELLO_SESSION_ID_BYTES_MAX = 32,
    HELLO_BYTES_MAX = 5 + (1 << 14), /* a hello is one record */
    HELLO_SSL2_CHALLENGE_BYTES = 16,
};

/* A public key for a group (RFC 9846 4.3.8): borrowed. */
struct hello_key_share {
    uint16_t group;
    const uint8_t *key;
    size_t key_bytes;
};

/* The key_share extension. Empty asks the server to name its group by HelloRetryRequest (RFC 9846 4.3.8). */
enum hello_key_shares { HELLO_NO_KEY_SHARE, HELLO_EMPTY_KEY_SHARE, HELLO_KEY_SHARES };

/* The offer. Zeroed is a hello of version 0 that offers nothing; all pointers are borrowed. Empty lists are
 * left out; a hello without extensions has no extension block, as SSL 3.0 requires. */
struct hello {
    uint16_t record_version;
    uint16_t version;         /* the ClientHello's own field */
    const uint16_t *versions; /* supported_versions */
    size_t version_count;
    uint8_t random[HELLO_RANDOM_BYTES];
    uint8_t session_id[HELLO_SESSION_ID_BYTES_MAX];
    size_t session_id_bytes;
    const uint16_t *suites;
    size_t suite_count;
    bool renegotiation_scsv; /* after the suites: TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 3.3) */
    bool fallback_scsv;      /* after the suites: TLS_FALLBACK_SCSV (RFC 7507) */
    bool deflate;            /* compression DEFLATE beside null (RFC 3749) */
    const char *server_name; /* as it is; RFC 6066 3: without a dot at its end, and no address */
    const uint16_t *groups;
    size_t group_count;
    const uint16_t *signatures;
    size_t signature_count;
    enum hello_key_shares key_shares;
    const struct hello_key_share *key_share_list;
    size_t key_share_count;
    bool extended_master_secret;       /* RFC 7627 */
    bool encrypt_then_mac;             /* RFC 7366 */
    bool renegotiation_info;           /* RFC 5746 3.4 */
    bool session_ticket;               /* RFC 5077 */
    bool status_request;               /* an OCSP staple, RFC 6066 8 */
    bool signed_certificate_timestamp; /* RFC 6962 3.3.1 */
    bool heartbeat;                    /* RFC 6520 */
    bool psk_key_exchange_modes;       /* psk_dhe_ke: only with it TLS 1.3 servers send tickets */
    uint16_t unknown_extension;        /* one without content, of this type (RFC 8701); 0: none */
    size_t pad_to_bytes;               /* the record is made at least this long (RFC 7685); 0: as it comes */
};

/* An offer of exactly one version, VERSION_SSL_3 to VERSION_TLS_1_3, with these suites and what goes with
 * them: up to TLS 1.2 the usual elliptic curves but no finite-field groups, so that the server's own
 * Diffie-Hellman prime shows; for TLS 1.3 those too, with an empty key share; every signature algorithm in
 * use; secure renegotiation and the extended master secret. Anything may be changed before it is built. */
struct hello hello_offer(uint16_t version, const uint16_t *suites, size_t suite_count);

/* Fills in a fresh random; false when the system has none, which leaves it zero: harmless, since no key
 * depends on it. */
bool hello_randomize(struct hello *hello);

/* Writes the hello as one record and returns its length; 0 when it does not fit in `size` bytes or in the
 * fields of the protocol. */
size_t hello_build(const struct hello *hello, uint8_t *buffer, size_t size);

/* The same for SSL 2.0: a CLIENT-HELLO that offers these cipher kinds (tls_names.h, three bytes each). */
size_t hello_build_ssl2(const uint32_t *cipher_kinds, size_t count,
                        const uint8_t challenge[HELLO_SSL2_CHALLENGE_BYTES], uint8_t *buffer, size_t size);

#endif
