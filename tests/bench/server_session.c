/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the synthetic mail server answers: a submission server that wants TLS, then AUTH, before it takes mail
 * (RFC 6409 4.3). */
#include "server_session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static const char greeting[] = "220 bench.example ESMTP\r\n";
static const char ehlo_plain[] =
    "250-bench.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n"
    "250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n";
static const char ehlo_tls[] = "250-bench.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n"
                               "250-AUTH PLAIN LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n";

static const struct {
    const char *verb;
    const char *in_clear;
    const char *in_tls;
    enum server_then then;
} answers[] = {
    {"EHLO", ehlo_plain, ehlo_tls, THEN_GO_ON},
    {"HELO", "250 bench.example\r\n", "250 bench.example\r\n", THEN_GO_ON},
    {"MAIL", "530 5.7.0 Must issue a STARTTLS command first\r\n", "530 5.7.0 Authentication required\r\n",
     THEN_GO_ON},
    {"STARTTLS", "220 2.0.0 Ready to start TLS\r\n", NULL, THEN_SHAKE_HANDS},
    {"RSET", "250 2.0.0 OK\r\n", "250 2.0.0 OK\r\n", THEN_GO_ON},
    {"NOOP", "250 2.0.0 OK\r\n", "250 2.0.0 OK\r\n", THEN_GO_ON},
    {"QUIT", "221 2.0.0 Bye\r\n", "221 2.0.0 Bye\r\n", THEN_LEAVE},
};

struct server_session *server_session_new(int descriptor, const struct server_site *site)
{
    struct server_session *session = calloc(1, sizeof *session);
    if (session == NULL)
        return NULL;
    session->descriptor = descriptor;
    session->site = site;
    session->reply = greeting;
    return session;
}

void server_session_close(struct server_session *session)
{
    if (session->tls != NULL)
        gnutls_deinit(session->tls);
    close(session->descriptor);
    free(session);
}

static void start_handshake(struct server_session *session)
{
    session->phase = SERVER_HANDSHAKE;
    session->length = 0;
    if (gnutls_init(&session->tls, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0
        || gnutls_priority_set(session->tls, session->site->priority) < 0
        || gnutls_credentials_set(session->tls, GNUTLS_CRD_CERTIFICATE, session->site->credentials) < 0) {
        session->over = true;
        return;
    }
    gnutls_handshake_set_timeout(session->tls, 0);
    gnutls_transport_set_int(session->tls, session->descriptor);
}

static void go_on_shaking_hands(struct server_session *session)
{
    int code;
    do
        code = gnutls_handshake(session->tls);
    while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal(code));
    if (code >= 0)
        session->phase = SERVER_TLS;
    else if (code != GNUTLS_E_AGAIN)
        session->over = true;
}

/* Chooses the reply to the line of `length` bytes. */
static void answer(struct server_session *session, size_t length)
{
    bool in_tls = session->phase == SERVER_TLS;
    size_t verb_length = strcspn(session->line, " \r\n");
    session->reply = "502 5.5.1 Command not implemented\r\n";
    session->then = THEN_GO_ON;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const char *reply = in_tls ? answers[i].in_tls : answers[i].in_clear;
        if (reply == NULL || strlen(answers[i].verb) != verb_length
            || strncasecmp(session->line, answers[i].verb, verb_length) != 0)
            continue;
        session->reply = reply;
        session->then = answers[i].then;
    }
    if (in_tls && session->then == THEN_LEAVE)
        atomic_fetch_add(&session->site->counts->dialogues, 1);
    session->length -= length;
    memmove(session->line, session->line + length, session->length);
}

static void look_for_line(struct server_session *session)
{
    const char *end = memchr(session->line, '\n', session->length);
    if (session->reply == NULL && end != NULL)
        answer(session, (size_t)(end + 1 - session->line));
}

/* One read into the line's free room; false when there was nothing to read. */
static bool receive(struct server_session *session)
{
    char *end = session->line + session->length;
    size_t room = sizeof session->line - session->length;
    ssize_t length = session->phase == SERVER_TLS ? gnutls_record_recv(session->tls, end, room)
                                                  : recv(session->descriptor, end, room, 0);
    bool nothing_yet = length < 0
                       && (session->phase == SERVER_TLS ? !gnutls_error_is_fatal((int)length)
                                                        : errno == EAGAIN || errno == EINTR);
    /* No room left means a command longer than RFC 5321 4.5.3.1.4 allows. */
    session->over = room == 0 || (length <= 0 && !nothing_yet);
    if (length > 0)
        session->length += (size_t)length;
    return length > 0;
}

void server_session_read(struct server_session *session)
{
    if (session->phase == SERVER_HANDSHAKE) {
        go_on_shaking_hands(session);
        if (session->phase != SERVER_TLS)
            return;
    }
    /* What GnuTLS has already read is announced by no event. */
    while (receive(session) && session->phase == SERVER_TLS && gnutls_record_check_pending(session->tls) > 0)
        ;
    if (!session->over)
        look_for_line(session);
}

/* A reply is far smaller than a socket's buffer: one that does not fit is for a client that reads nothing. */
static bool send_reply(struct server_session *session)
{
    size_t length = strlen(session->reply);
    ssize_t sent = session->phase == SERVER_TLS
                       ? gnutls_record_send(session->tls, session->reply, length)
                       : send(session->descriptor, session->reply, length, MSG_NOSIGNAL);
    return sent == (ssize_t)length;
}

void server_session_reply(struct server_session *session)
{
    if (!send_reply(session)) {
        session->over = true;
        return;
    }
    session->reply = NULL;
    if (session->then == THEN_SHAKE_HANDS) {
        start_handshake(session);
    } else if (session->then == THEN_LEAVE) {
        if (session->phase == SERVER_TLS)
            gnutls_bye(session->tls, GNUTLS_SHUT_WR);
        session->over = true;
    } else {
        look_for_line(session);
    }
}
