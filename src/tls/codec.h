/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes of TLS, big endian and with lengths before what they measure: a writer that knows its buffer's
 * end and a cursor that knows where its bytes stop. Both go on after a failure without harm, so that a
 * message is written or read from top to bottom and asked once, at its end, whether all went well. */
#ifndef MAILSONDE_TLS_CODEC_H
#define MAILSONDE_TLS_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RECORD_CHANGE_CIPHER_SPEC = 20, RECORD_ALERT, RECORD_HANDSHAKE, RECORD_APPLICATION_DATA };

enum {
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_SERVER_HELLO = 2,
    HANDSHAKE_CERTIFICATE = 11,
    HANDSHAKE_SERVER_KEY_EXCHANGE = 12,
    HANDSHAKE_CERTIFICATE_REQUEST = 13,
    HANDSHAKE_SERVER_HELLO_DONE = 14,
    HANDSHAKE_CERTIFICATE_STATUS = 22,
};

enum { SSL2_ERROR = 0, SSL2_CLIENT_HELLO = 1, SSL2_SERVER_HELLO = 4 };

/* IANA, TLS ExtensionType Values. */
enum {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_STATUS_REQUEST = 5,
    EXTENSION_SUPPORTED_GROUPS = 10,
    EXTENSION_EC_POINT_FORMATS = 11,
    EXTENSION_SIGNATURE_ALGORITHMS = 13,
    EXTENSION_HEARTBEAT = 15,
    EXTENSION_ALPN = 16,
    EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP = 18,
    EXTENSION_PADDING = 21,
    EXTENSION_ENCRYPT_THEN_MAC = 22,
    EXTENSION_EXTENDED_MASTER_SECRET = 23,
    EXTENSION_SESSION_TICKET = 35,
    EXTENSION_SUPPORTED_VERSIONS = 43,
    EXTENSION_COOKIE = 44,
    EXTENSION_PSK_KEY_EXCHANGE_MODES = 45,
    EXTENSION_KEY_SHARE = 51,
    EXTENSION_RENEGOTIATION_INFO = 0xff01,
};

struct codec_writer {
    uint8_t *bytes; /* borrowed, `size` of them */
    size_t size;
    size_t length; /* written so far */
    bool failed;   /* something did not fit, and was left out */
};

/* Appends the low `width` bytes (1 to 4) of `value`. */
void codec_put(struct codec_writer *to, size_t value, int width);
void codec_put_bytes(struct codec_writer *to, const void *bytes, size_t length);

/* Leaves room for a length of `width` bytes and returns its place, for codec_close(), which fills it in with
 * the number of bytes written since; fails when that has no room in `width` bytes. */
size_t codec_open(struct codec_writer *to, int width);
void codec_close(struct codec_writer *to, size_t place, int width);

struct codec_cursor {
    const uint8_t *bytes; /* borrowed: what is not read yet */
    size_t left;
    bool failed; /* more was asked for than there was; `left` is 0 from then on */
};

/* The number in the next `width` bytes (1 to 4); 0 after a failure. */
uint32_t codec_take(struct codec_cursor *from, int width);

/* The next `length` bytes as a cursor of their own; an empty one, failed too, when there are not so many. */
struct codec_cursor codec_take_bytes(struct codec_cursor *from, size_t length);

/* The same for a vector that has its length in `width` bytes before it. */
struct codec_cursor codec_take_vector(struct codec_cursor *from, int width);

#endif
