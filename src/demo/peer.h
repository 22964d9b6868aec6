/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scripted mail server on a loopback port that the kernel picks.
 *
 * It is plain blocking code in threads of its own, one that accepts and one for each connection, and shares
 * nothing with the code that probes: a test server that did would hide the faults of both. */
#ifndef MAILSONDE_DEMO_PEER_H
#define MAILSONDE_DEMO_PEER_H

#include "base/list.h"
#include "demo/pki.h"
#include "demo/script.h"

#include <stdint.h>

struct peer;

/* Pointers are borrowed until peer_free(). */
struct peer_settings {
    const struct script *script;
    const struct pki *pki;
    const char *address;           /* "127.0.0.1" when NULL; "::1" is the other one that makes sense */
    const struct text_list *names; /* in place of the script's, when not NULL */
    int64_t connection_ms;         /* bound for one connection; 0 for 30 seconds */
    int connections_max;           /* at once; those beyond are closed unheard; 0 for 64 */
};

/* Connections so far, and the most that were open at once. */
struct peer_counts {
    long connections;
    long most_at_once;
};

/* Starts a server, which takes connections when this returns. NULL and *error (the caller frees it) on
 * failure. */
struct peer *peer_start(const struct peer_settings *settings, char **error);

const char *peer_address(const struct peer *peer);
int peer_port(const struct peer *peer);

/* What the clients said so far, one line each in the order of arrival: "CONNECTION clear|tls|- TEXT". After
 * "-" stands what happened: "connected", "handshake TLS1.3, server name 'mx.example'", "handshake failed:
 * ...", "received 517 bytes", "early: ..." when a client did not wait for its answer. The caller frees. */
struct text_list peer_log(struct peer *peer);

struct peer_counts peer_counts(struct peer *peer);

/* Ends every connection at once and every thread; log and counts stay. A second call does nothing. */
void peer_stop(struct peer *peer);

/* Stops and frees; takes NULL. */
void peer_free(struct peer *peer);

#endif
