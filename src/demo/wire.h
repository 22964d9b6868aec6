/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's end of one connection: bytes in and out, in clear or inside TLS, by blocking calls that the
 * end of the peer or of the connection's time interrupts. */
#ifndef MAILSONDE_DEMO_WIRE_H
#define MAILSONDE_DEMO_WIRE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* WIRE_TLS_HANDSHAKE is the first byte of a ClientHello's record (RFC 9846 5.1). */
enum { WIRE_LINE_MAX_BYTES = 4096, WIRE_TLS_HANDSHAKE = 0x16 };

/* Zeroed but for the first three, which the caller sets; `descriptor` is non-blocking. */
struct wire {
    int descriptor;
    int stop_descriptor;  /* readable when all is to end; not the wire's own */
    int64_t deadline_ms;  /* of wire_now_ms() */
    bool drips;           /* each byte leaves alone ... */
    long drip_ms;         /* ... and waits this long after it */
    gnutls_session_t tls; /* NULL in clear */
    bool over;            /* closed by either side, stopped, or out of time: no call does anything any more */
    char input[WIRE_LINE_MAX_BYTES];
    size_t input_length;
    size_t line_length; /* of the input, what wire_read_line() has handed out */
};

/* Milliseconds of a clock that never goes back. */
int64_t wire_now_ms(void);

/* Each returns false once the wire is over. */
bool wire_write(struct wire *wire, const void *bytes, size_t length);
bool wire_pause(struct wire *wire, int64_t ms);

/* Reads up to LF; *length is without LF and CR before it, and the bytes are the wire's own until the next
 * call. A longer line than WIRE_LINE_MAX_BYTES comes in pieces. */
bool wire_read_line(struct wire *wire, const char **line, size_t *length);

/* Waits for some bytes and drops them; *length is how many. */
bool wire_receive(struct wire *wire, size_t *length);

/* Reads and drops all that comes until the client leaves. */
void wire_drain(struct wire *wire);

/* Whether the client has sent something that nobody has read yet, and that is no ClientHello. */
bool wire_has_input(struct wire *wire);

/* Does a handshake with `session`, which the wire owns from here on; what was read and not used before is
 * dropped (RFC 3207 6). The wire is over when it fails; *status is GnuTLS's. */
bool wire_handshake(struct wire *wire, gnutls_session_t session, int *status);

/* Ends the connection and frees what it has: with FIN, and then a while for the client to leave; or with RST.
 */
void wire_close(struct wire *wire);
void wire_reset(struct wire *wire);

#endif
