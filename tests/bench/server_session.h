/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection to the synthetic mail server: what it answers to what, without waiting.
 *
 * Nothing is sent before its time: a reply is chosen when the command is there, and leaves when the caller,
 * who keeps the time, says so. */
#ifndef MAILSONDE_BENCH_SERVER_SESSION_H
#define MAILSONDE_BENCH_SERVER_SESSION_H

#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* What all server processes counted; in memory that they share. */
struct server_counts {
    atomic_long connections;
    atomic_long dialogues; /* that were followed to QUIT inside TLS */
};

/* What all sessions of a server have in common. */
struct server_site {
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priority;
    struct server_counts *counts;
    int delay_ms; /* before each reply */
};

enum server_phase { SERVER_PLAIN, SERVER_HANDSHAKE, SERVER_TLS };
enum server_then { THEN_GO_ON, THEN_SHAKE_HANDS, THEN_LEAVE };

struct server_session {
    int descriptor;
    const struct server_site *site;
    gnutls_session_t tls;
    enum server_phase phase;
    char line[512];
    size_t length;
    const char *reply; /* the one to send next, or NULL */
    enum server_then then;
    bool over; /* the client is gone, or said what no client should */
    /* the caller's */
    long long due_us;
    struct server_session *next_due;
    bool is_due;
};

/* A session on an accepted, non-blocking connection, whose greeting is the reply to send next; NULL when
 * memory ran out. server_session_close() closes the descriptor too. */
struct server_session *server_session_new(int descriptor, const struct server_site *site);
void server_session_close(struct server_session *session);

/* Reads what has come; afterwards a reply may be due, or the session is over. */
void server_session_read(struct server_session *session);

/* Sends the reply that is due. */
void server_session_reply(struct server_session *session);

#endif
