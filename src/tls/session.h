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

/* The data that a later session needs to resume this one (RFC 5077, RFC 9846 2.2). Zeroed is empty. */
struct tls_resumption {
    void *data; /* GnuTLS's own form */
    size_t size_bytes;
};

void tls_resumption_clear(struct tls_resumption *resumption);

/* The settings of a handshake. */
struct tls_settings {
    struct tls_trust *trust;
    int64_t now_unix_s; /* the time for which certificates are verified */
    int64_t timeout_ms;
    enum tls_keys keys;       /* the kinds of server key that the client offers */
    bool without_server_name; /* do not send a server name */
    bool
        only_current; /* only TLS 1.2 and later with the default suites of GnuTLS, not all that it supports */
    struct tls_resumption
        *resumption; /* resume from this data, and store the data of the new session there; NULL: neither */
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

/* Records what is known only at the end (session tickets), sends close_notify without waiting, and removes
 * the TLS layer. Takes NULL. */
void tls_end(struct tls_session *tls);

#endif
