/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says to a hello made by hand (hello.h): read from bytes as they arrive, however they are cut
 * into records, and without any key. The reader never looks past what it was given and keeps at most
 * HELLO_REPLY_BYTES_MAX bytes.
 *
 *     struct hello_reader reader = {.extent = HELLO_REPLY_FLIGHT};
 *     while (!hello_reply_feed(&reader, bytes, received))
 *         receive more, or hello_reply_end(&reader) when there is no more;
 *     ... reader.reply ...
 *     hello_reply_free(&reader); */
#ifndef MAILSONDE_TLS_HELLO_REPLY_H
#define MAILSONDE_TLS_HELLO_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HELLO_REPLY_BYTES_MAX = 128 << 10, /* of all that one server may say */
    HELLO_REPLY_CERTIFICATES_MAX = 256,
    HELLO_REPLY_NAMES_MAX = 1024, /* authorities of a CertificateRequest that are kept */
    HELLO_REPLY_EXTENSIONS_MAX = 32,
    HELLO_REPLY_CIPHER_KINDS_MAX = 64,
    HELLO_REPLY_TEXT_BYTES_MAX = 200,
};

enum hello_reply_kind {
    HELLO_REPLY_PENDING, /* nothing whole yet; after hello_reply_end(): the server said nothing, or too little
                          */
    HELLO_REPLY_SERVER_HELLO,
    HELLO_REPLY_RETRY_REQUEST, /* HelloRetryRequest */
    HELLO_REPLY_ALERT,         /* and no ServerHello before it */
    HELLO_REPLY_SSL2_SERVER_HELLO,
    HELLO_REPLY_SSL2_ERROR,
    HELLO_REPLY_NOT_TLS,   /* the first bytes are those of no record: `text` has them */
    HELLO_REPLY_MALFORMED, /* and no ServerHello before it: `problem` says what */
};

/* How far to read: SSL 3.0 to TLS 1.2 go on in clear until ServerHelloDone, TLS 1.3 ends with its
 * ServerHello. */
enum hello_reply_extent { HELLO_REPLY_HELLO, HELLO_REPLY_FLIGHT };

/* What the end of the server's random says of a server that could do more (RFC 9846 4.2.3). */
enum downgrade_sentinel { DOWNGRADE_NONE, DOWNGRADE_TO_TLS_1_2, DOWNGRADE_BELOW_TLS_1_2 };

struct hello_blob {
    uint8_t *bytes;
    size_t length;
};

/* Of ServerKeyExchange (RFC 5246 7.4.3, RFC 8422 5.4). */
struct hello_key_exchange {
    bool present;
    struct hello_blob prime; /* of finite-field Diffie-Hellman or SRP, without leading zero bytes */
    int prime_bits;          /* 0: another method */
    int generator_bits;
    int public_bits;                /* of the server's public value */
    int temporary_rsa_bits;         /* the key that RSA export suites make; 0: another method */
    uint16_t group;                 /* a named curve; 0xFF01, 0xFF02: one spelt out; 0: another method */
    uint16_t signature_algorithm;   /* TLS 1.2: how it is signed; 0 before, and where it is not */
    struct hello_blob public_value; /* of either kind of Diffie-Hellman */
};

/* Of CertificateRequest (RFC 5246 7.4.4). */
struct hello_certificate_request {
    bool present;
    struct hello_blob types;      /* ClientCertificateType, one byte each */
    struct hello_blob algorithms; /* TLS 1.2: SignatureScheme, two bytes each */
    struct hello_blob *names;     /* of authorities, DER */
    size_t name_count;
    size_t names_left_out;
};

struct hello_reply {
    enum hello_reply_kind kind;
    const char *problem; /* with a ServerHello: of what came after it; NULL for none */
    char *text;          /* HELLO_REPLY_NOT_TLS: the beginning, safe to print */

    bool alerted; /* also by a warning, before or after a ServerHello: the last alert that came */
    uint8_t alert_level;
    uint8_t alert;

    uint16_t record_version;
    uint16_t hello_version; /* ServerHello's own field */
    uint16_t version;       /* what was selected: supported_versions, where it is there */
    uint16_t suite;
    uint8_t compression;
    uint8_t random[32];
    enum downgrade_sentinel downgrade;
    struct hello_blob session_id;

    uint16_t extensions[HELLO_REPLY_EXTENSIONS_MAX]; /* all that came, in order */
    size_t extension_count;
    uint16_t group;              /* of key_share: the share's, or the one that is asked for; 0: none */
    struct hello_blob key_share; /* the share itself */
    bool extended_master_secret;
    bool encrypt_then_mac;
    bool renegotiation_info;
    bool session_ticket;
    bool status_request;
    bool signed_certificate_timestamp;
    bool heartbeat;
    char *alpn; /* NULL for none */

    bool flight_complete;     /* ServerHelloDone came */
    struct hello_blob *chain; /* certificates as sent, DER */
    size_t chain_count;
    struct hello_key_exchange key_exchange;
    struct hello_certificate_request certificate_request;
    bool certificate_status; /* an OCSP staple came */
    struct hello_blob ocsp_response;

    uint32_t
        cipher_kinds[HELLO_REPLY_CIPHER_KINDS_MAX]; /* SSL 2.0: what the server has of what was offered */
    size_t cipher_kind_count;
    uint16_t ssl2_error;
};

/* Bytes that wait for the rest. */
struct hello_buffer {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
    size_t taken; /* from the front, done with */
};

/* Zeroed but for `extent`, it is ready. Owns all that it holds, and the reply. */
struct hello_reader {
    enum hello_reply_extent extent;
    struct hello_reply reply;
    bool done;
    size_t received_bytes;
    struct hello_buffer records;
    struct hello_buffer handshake;
};

/* Takes bytes that arrived; true when the reply is whole, or can become nothing better: more is not needed.
 */
bool hello_reply_feed(struct hello_reader *reader, const uint8_t *bytes, size_t length);

/* The connection has ended: a warning that nothing followed becomes the reply. */
void hello_reply_end(struct hello_reader *reader);

void hello_reply_free(struct hello_reader *reader);

#endif
