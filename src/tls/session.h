/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS attached to a stream. */
#ifndef MAILSONDE_TLS_SESSION_H
#define MAILSONDE_TLS_SESSION_H

#include "facts/tls.h"
#include "net/stream.h"
#include "tls/trust.h"

#include <stdbool.h>
#include <stdint.h>

/* What one session leaves for another to go on from (RFC 5077, RFC 9846 2.2). Zeroed it is empty. */
struct tls_resumption {
    void *data; /* GnuTLS's own form */
    size_t size_bytes;
};

void tls_resumption_clear(struct tls_resumption *resumption);

/* What a handshake is made with. */
struct tls_settings {
    struct tls_trust *trust;
    int64_t now_unix_s; /* the time at which certificates are looked at */
    int64_t timeout_ms;
    enum tls_keys keys;       /* of the server, that are offered to be taken */
    bool without_server_name; /* none is sent, whatever it is */
    bool only_current; /* TLS 1.2 and later with GnuTLS's usual suites, and not all that it can speak */
    struct tls_resumption
        *resumption; /* the session goes on from it, and leaves its own there; NULL: neither */
};

struct tls_session;

/* What of `server_name` is sent as SNI (RFC 6066 3: a host name in A-labels, without a dot at its end): the
 * caller frees; NULL where nothing is, since it is an address or no host name. "_" counts as a letter, since
 * hosts are named so against RFC 952. */
char *tls_server_name(const char *server_name);

/* Shakes hands for `server_name`, sent as tls_server_name() has it, and puts
 * TLS over the stream. All that the handshake showed goes to `facts`, which must outlive the session and be
 * zeroed, also when the handshake or any verification fails: no verification ends it. NULL when the handshake
 * failed: session->stop says how (an alert by its name, closed, timed out, not TLS). The settings are copied;
 * what they point at must outlive the session. */
struct tls_session *tls_start(struct stream *stream, const struct tls_settings *settings,
                              const char *server_name, struct tls *facts);

/* Whether the connection ended without the server's close_notify, so that more may have been meant to come
 * (RFC 9846 6.1). */
bool tls_was_cut_short(const struct tls_session *tls);

/* Notes what only shows later (session tickets), says close_notify without waiting, and takes the layer off.
 * NULL is fine. */
void tls_end(struct tls_session *tls);

#endif
