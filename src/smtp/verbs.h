/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SMTP client's half of a dialogue, verb by verb (RFC 5321, RFC 3207).
 *
 * Each verb waits for its whole reply before it returns, writes what it saw into the session's facts, and
 * returns whether the dialogue goes on. A reply that ends the session (421, 450, 454, 554, ...) is written
 * into session->stop with its code and text, and leaves the connection open for smtp_quit(). */
#ifndef MAILSONDE_SMTP_VERBS_H
#define MAILSONDE_SMTP_VERBS_H

#include "net/stream.h"

#include <stdbool.h>
#include <stdint.h>

/* Time limits of the exchanges, in milliseconds. */
struct smtp_timeouts {
    int64_t greeting_ms;
    int64_t command_ms;
    int64_t quit_ms;
};

/* Reads the greeting, all its lines: within a step STEP_GREETING that the caller began (RFC
 * 5321 3.1, 4.5.3.2.1). */
bool smtp_greeting(struct stream *stream);

/* EHLO, or HELO where EHLO is not understood (RFC 5321 3.2, 4.1.1.1). `helo_name` NULL: the address literal
 * of this end (RFC 5321 4.1.3). Fills session->ehlo, or session->ehlo_tls inside TLS. */
bool smtp_ehlo(struct stream *stream, const char *helo_name, const struct smtp_timeouts *timeouts);

/* MAIL FROM:<>, to see whether the server accepts it at this point (RFC 6409 4.3, RFC 3207 4), then RSET if
 * it does. The reply goes to session->mail_before_tls, or session->mail_before_auth inside TLS. RCPT is not
 * sent. */
bool smtp_mail(struct stream *stream, const struct smtp_timeouts *timeouts);

/* AUTH with a mechanism and without credentials, before TLS; cancelled with "*" if the server accepts it (RFC
 * 4954 4). Shows whether a client could send a password in clear, whatever EHLO says. Uses the first offered
 * mechanism that sends the password itself, else PLAIN. The reply goes to session->auth_before_tls. */
bool smtp_auth_before_tls(struct stream *stream, const struct smtp_timeouts *timeouts);

/* Tests whether the server relays: MAIL FROM:<from> and, if it was accepted, RCPT TO:<to>; then RSET. DATA is
 * never sent. The addresses are those of facts/relaying.h. The replies go to session->relay_mail and
 * session->relay_rcpt. */
bool smtp_relay(struct stream *stream, const char *from, const char *to,
                const struct smtp_timeouts *timeouts);

/* VRFY postmaster, a mailbox that every server must have (RFC 5321 3.5, 4.5.1). The reply goes to
 * session->vrfy. */
bool smtp_vrfy(struct stream *stream, const struct smtp_timeouts *timeouts);

/* STARTTLS, offered or not. True if the reply was 220, so that TLS may begin. Bytes that came in the same
 * segment after the reply are recorded and dropped (RFC 3207 4, 6). If STARTTLS was offered, a refusal goes
 * to session->stop. */
bool smtp_starttls(struct stream *stream, const struct smtp_timeouts *timeouts);

/* STARTTLS with NOOP in the same segment: a server that keeps plaintext input answers the NOOP inside TLS
 * (RFC 3207 6, CVE-2011-0411). True if TLS may begin. */
bool smtp_starttls_and_noop(struct stream *stream, const struct smtp_timeouts *timeouts);

/* Inside TLS: EHLO and QUIT, and all replies that come until the server closes, into session->tls_replies,
 * so that they can be counted (infer/injection.h). */
void smtp_count_replies(struct stream *stream, const char *helo_name, const struct smtp_timeouts *timeouts);

/* QUIT while replies to earlier commands are missing: reads all replies until the server closes, and keeps
 * the last. */
void smtp_quit_behind(struct stream *stream, const struct smtp_timeouts *timeouts);

/* In place of a ClientHello after STARTTLS: NOOP in clear. The reply goes to session->after_failed_handshake.
 */
void smtp_noop_for_hello(struct stream *stream, const struct smtp_timeouts *timeouts);

/* QUIT, if the connection can still be used (RFC 5321 4.1.1.10). If the server closes without a reply,
 * session->quit stays NULL; nothing else is noted. */
void smtp_quit(struct stream *stream, const struct smtp_timeouts *timeouts);

#endif
