/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SMTP client's half of a dialogue. */
#include "smtp/verbs.h"

#include "base/list.h"
#include "base/text.h"
#include "smtp/ehlo.h"
#include "smtp/reply.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { PENDING_MAX_BYTES = 512 };

/* Bounds for a server that does not close after QUIT: replies that are read, and the wait for them. */
enum { COUNTED_MAX = 8, LINGER_MS = 2000 };

static bool inside_tls(const struct stream *stream)
{
    return stream->layer.read != NULL;
}

static void clear_reply(struct reply *reply)
{
    free(reply->enhanced_code);
    text_list_free(&reply->lines);
    memset(reply, 0, sizeof *reply);
}

static void free_reply(struct reply *reply)
{
    if (reply != NULL)
        clear_reply(reply);
    free(reply);
}

/* Keeps what came of a reply whose last line did not come; `reply` is empty afterwards. */
static void keep_unfinished(struct session *session, struct reply *reply)
{
    if (reply->lines.count > 0 && session->unfinished == NULL) {
        session->unfinished = allocate(1, sizeof *reply);
        *session->unfinished = *reply;
        memset(reply, 0, sizeof *reply);
    }
    clear_reply(reply);
}

/* Reads a reply into *place, which stays NULL when not all of it came: half a reply is none. */
static bool read_into(struct stream *stream, struct reply **place)
{
    *place = allocate(1, sizeof **place);
    if (reply_read(stream, *place))
        return true;
    keep_unfinished(stream->session, *place);
    free_reply(*place);
    *place = NULL;
    return false;
}

static bool say(struct stream *stream, const char *command)
{
    stream_note(stream, FROM_CLIENT, command);
    char *line = text_format("%s\r\n", command);
    bool said = stream_write(stream, line);
    free(line);
    return said;
}

static bool exchange(struct stream *stream, const char *command, struct reply **place)
{
    return say(stream, command) && read_into(stream, place);
}

static bool reject(struct stream *stream, const struct reply *reply)
{
    char *text = reply_text(reply);
    stream_reject(stream, reply->code, text);
    free(text);
    return false;
}

/* Whether the server said that it is about to close (RFC 5321 3.8). */
static bool is_closing(const struct reply *reply)
{
    return reply->code == 421;
}

/* 220 alone is a greeting (RFC 5321 4.2); senders take any 2xx for one. 221 says goodbye, and 200 and 201 are
 * the greetings of NNTP (RFC 3977 5.1). */
static bool is_odd_greeting(const struct reply *greeting)
{
    return greeting->code / 100 == 2 && greeting->code != 221 && greeting->code != 200
           && greeting->code != 201;
}

bool smtp_greeting(struct stream *stream)
{
    struct reply **greeting = &stream->session->greeting;
    if (!read_into(stream, greeting))
        return false;
    if ((*greeting)->code == 220)
        return true;
    if (!is_odd_greeting(*greeting))
        return reject(stream, *greeting);
    char *text = reply_text(*greeting);
    reply_note_fault(stream, REPLY_FAULT_OTHER_CODE, text, strlen(text));
    free(text);
    return true;
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]" for this end of the connection. */
static char *address_literal(const struct stream *stream)
{
    struct sockaddr_storage local = {0};
    socklen_t length = sizeof local;
    char text[INET6_ADDRSTRLEN] = "127.0.0.1";
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&local;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&local;
    if (getsockname(stream->descriptor, (struct sockaddr *)&local, &length) == 0) {
        bool is_v6 = local.ss_family == AF_INET6;
        const void *address = is_v6 ? (const void *)&v6->sin6_addr : (const void *)&v4->sin_addr;
        inet_ntop(local.ss_family, address, text, sizeof text);
    }
    return text_format(local.ss_family == AF_INET6 ? "[IPv6:%s]" : "[%s]", text);
}

static bool not_understood(const struct reply *reply)
{
    return reply->code == 500 || reply->code == 501 || reply->code == 502 || reply->code == 504;
}

/* Some servers greet twice, and some again inside TLS: 220 is no reply to EHLO, but the next reply is. Where
 * none follows soon, it was the reply. */
static bool read_past_greeting(struct stream *stream, struct reply *reply,
                               const struct smtp_timeouts *timeouts)
{
    enum { PART_OF_TIMEOUT = 10 };
    if (!reply_read(stream, reply))
        return false;
    int64_t until_ms = fiber_now_ms(stream->fiber) + timeouts->command_ms / PART_OF_TIMEOUT;
    if (reply->code != 220 || stream_is_silent_until(stream, until_ms))
        return true;
    char *line = reply_text(reply);
    reply_note_fault(stream, REPLY_FAULT_GREETING, line, strlen(line));
    free(line);
    clear_reply(reply);
    return reply_read(stream, reply);
}

static bool say_hello(struct stream *stream, struct ehlo *ehlo, const char *verb, const char *name,
                      const struct smtp_timeouts *timeouts)
{
    text_replace(&ehlo->verb, text_copy(verb));
    clear_reply(&ehlo->reply);
    char *command = text_format("%s %s", verb, name);
    bool answered = say(stream, command) && read_past_greeting(stream, &ehlo->reply, timeouts);
    free(command);
    if (!answered)
        keep_unfinished(stream->session, &ehlo->reply);
    return answered;
}

static bool is_unknown_command(const struct reply *reply)
{
    return reply->code == 500 || reply->code == 502;
}

/* Who understands neither EHLO nor HELO may speak LMTP, which has LHLO in their place (RFC 2033 4.1). */
static void say_lhlo(struct stream *stream, const char *name, const struct smtp_timeouts *timeouts)
{
    char *command = text_format("LHLO %s", name);
    stream_next_exchange(stream, timeouts->command_ms);
    exchange(stream, command, &stream->session->lhlo);
    free(command);
}

/* A list that was cut may have offered it where it was cut. */
static void read_offer(struct starttls *starttls, const struct ehlo *ehlo)
{
    if (ehlo_find(ehlo, "STARTTLS") != NULL)
        starttls->offered = ANSWER_YES;
    else
        starttls->offered = ehlo->reply.truncated ? ANSWER_UNKNOWN : ANSWER_NO;
    if (starttls->offered != ANSWER_YES)
        starttls->masked_as = text_copy(ehlo_masked_starttls(ehlo));
}

bool smtp_ehlo(struct stream *stream, const char *helo_name, const struct smtp_timeouts *timeouts)
{
    struct session *session = stream->session;
    struct ehlo **place = inside_tls(stream) ? &session->ehlo_tls : &session->ehlo;
    stream_begin(stream, inside_tls(stream) ? STEP_EHLO_TLS : STEP_EHLO, timeouts->command_ms);
    struct ehlo *ehlo = *place = allocate(1, sizeof *ehlo);
    char *name = helo_name != NULL ? text_copy(helo_name) : address_literal(stream);
    bool answered = say_hello(stream, ehlo, "EHLO", name, timeouts);
    if (answered && not_understood(&ehlo->reply)) {
        stream_next_exchange(stream, timeouts->command_ms);
        answered = say_hello(stream, ehlo, "HELO", name, timeouts);
    }
    bool accepted = answered && (ehlo->reply.code == 250 || reject(stream, &ehlo->reply));
    if (answered && is_unknown_command(&ehlo->reply) && !inside_tls(stream))
        say_lhlo(stream, name, timeouts);
    free(name);
    if (!accepted)
        return false;
    if (strcmp(ehlo->verb, "EHLO") == 0)
        ehlo_parse(ehlo);
    if (!inside_tls(stream))
        read_offer(&session->starttls, ehlo);
    return true;
}

/* RSET after a MAIL that was taken. */
static bool take_back(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    stream_next_exchange(stream, timeouts->command_ms);
    struct reply *reply = NULL;
    bool goes_on = exchange(stream, "RSET", &reply) && (!is_closing(reply) || reject(stream, reply));
    free_reply(reply);
    return goes_on;
}

bool smtp_mail(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    struct session *session = stream->session;
    bool tls = inside_tls(stream);
    stream_begin(stream, tls ? STEP_MAIL_BEFORE_AUTH : STEP_MAIL_BEFORE_TLS, timeouts->command_ms);
    struct reply **reply = tls ? &session->mail_before_auth : &session->mail_before_tls;
    if (!exchange(stream, "MAIL FROM:<>", reply))
        return false;
    if (is_closing(*reply))
        return reject(stream, *reply);
    return (*reply)->code / 100 != 2 || take_back(stream, timeouts);
}

static bool is_taken(const struct reply *reply)
{
    return reply->code / 100 == 2;
}

/* Says the command with the address in it. True when it was answered and the session goes on. */
static bool exchange_address(struct stream *stream, const char *verb, const char *address,
                             struct reply **place)
{
    char *command = text_format("%s:<%s>", verb, address);
    bool answered = exchange(stream, command, place);
    free(command);
    return answered && (!is_closing(*place) || reject(stream, *place));
}

bool smtp_relay(struct stream *stream, const char *from, const char *to, const struct smtp_timeouts *timeouts)
{
    struct session *session = stream->session;
    stream_begin(stream, STEP_RELAY, timeouts->command_ms);
    if (!exchange_address(stream, "MAIL FROM", from, &session->relay_mail))
        return false;
    if (!is_taken(session->relay_mail))
        return true;
    stream_next_exchange(stream, timeouts->command_ms);
    return exchange_address(stream, "RCPT TO", to, &session->relay_rcpt) && take_back(stream, timeouts);
}

bool smtp_vrfy(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    struct reply **reply = &stream->session->vrfy;
    stream_begin(stream, STEP_VRFY, timeouts->command_ms);
    return exchange(stream, "VRFY postmaster", reply) && (!is_closing(*reply) || reject(stream, *reply));
}

/* The mechanism to ask for: one that would show the password, if there is one. */
static const char *mechanism_to_try(const struct ehlo *ehlo)
{
    static const char *const plain[] = {"PLAIN", "LOGIN"};
    for (size_t i = 0; ehlo != NULL && i < sizeof plain / sizeof plain[0]; i++)
        if (text_list_has(&ehlo->auth_mechanisms, plain[i]))
            return plain[i];
    return plain[0];
}

bool smtp_auth_before_tls(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    struct session *session = stream->session;
    stream_begin(stream, STEP_AUTH_BEFORE_TLS, timeouts->command_ms);
    char *command = text_format("AUTH %s", mechanism_to_try(session->ehlo));
    bool answered = exchange(stream, command, &session->auth_before_tls);
    free(command);
    if (!answered)
        return false;
    if (is_closing(session->auth_before_tls))
        return reject(stream, session->auth_before_tls);
    if (session->auth_before_tls->code != 334)
        return true;
    struct reply *cancelled = NULL;
    stream_next_exchange(stream, timeouts->command_ms);
    bool goes_on = exchange(stream, "*", &cancelled) && (!is_closing(cancelled) || reject(stream, cancelled));
    free_reply(cancelled);
    return goes_on;
}

/* A server that shuts down may say so at any time (RFC 5321 3.8), behind its 220 too: nobody has put that in.
 */
static bool is_goodbye(const char *bytes, size_t length)
{
    static const char code[] = "421 ";
    return length >= sizeof code - 1 && memcmp(bytes, code, sizeof code - 1) == 0;
}

static bool read_starttls_reply(struct stream *stream)
{
    struct starttls *starttls = &stream->session->starttls;
    if (!read_into(stream, &starttls->reply)) {
        /* What came may be the rest of the EHLO reply, with the offer in it. */
        if (starttls->offered == ANSWER_NO && stream->session->stop.reason == STOP_PROTOCOL)
            starttls->offered = ANSWER_UNKNOWN;
        return false;
    }
    if (starttls->reply->code != 220) {
        if (starttls->offered == ANSWER_YES || is_closing(starttls->reply))
            reject(stream, starttls->reply);
        return false;
    }
    char pending[PENDING_MAX_BYTES];
    size_t length = stream_take_pending(stream, pending, sizeof pending);
    if (is_goodbye(pending, length)) {
        char *text = text_from_wire(pending, length, sizeof pending);
        stream_reject(stream, 421, text);
        free(text);
        return false;
    }
    if (length > 0)
        starttls->bytes_after_reply = text_from_wire(pending, length, sizeof pending);
    return true;
}

bool smtp_starttls(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    stream_begin(stream, STEP_STARTTLS, timeouts->command_ms);
    return say(stream, "STARTTLS") && read_starttls_reply(stream);
}

bool smtp_starttls_and_noop(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    stream_begin(stream, STEP_STARTTLS, timeouts->command_ms);
    stream_note(stream, FROM_CLIENT, "STARTTLS and NOOP in one segment");
    return stream_write(stream, "STARTTLS\r\nNOOP\r\n") && read_starttls_reply(stream);
}

/* A reply more, into the session's list; false when none came. */
static bool count_reply(struct stream *stream)
{
    struct session *session = stream->session;
    struct reply *reply = NULL;
    bool answered = read_into(stream, &reply);
    if (reply != NULL) {
        struct reply *slot =
            list_append(&session->tls_replies, &session->tls_reply_count, sizeof *session->tls_replies);
        *slot = *reply;
        free(reply);
    }
    return answered;
}

/* The server closes after its reply to QUIT (RFC 5321 4.1.1.10): a short wait is enough for one that does
 * not. */
static void begin_quit(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    stream_begin(stream, STEP_QUIT, timeouts->quit_ms < LINGER_MS ? timeouts->quit_ms : LINGER_MS);
    stream_leave(stream);
}

void smtp_count_replies(struct stream *stream, const char *helo_name, const struct smtp_timeouts *timeouts)
{
    struct session *session = stream->session;
    char *name = helo_name != NULL ? text_copy(helo_name) : address_literal(stream);
    char *command = text_format("EHLO %s", name);
    stream_begin(stream, STEP_EHLO_TLS, timeouts->command_ms);
    session->tls_commands = 1;
    bool goes_on = say(stream, command) && count_reply(stream);
    free(command);
    free(name);
    if (!goes_on)
        return;
    begin_quit(stream, timeouts);
    session->tls_commands = 2;
    goes_on = say(stream, "QUIT");
    while (goes_on && session->tls_reply_count < COUNTED_MAX)
        goes_on = count_reply(stream);
    stream_stop(stream, STOP_CLOSED, 0, NULL); /* QUIT has been said */
}

void smtp_quit_behind(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    if (!stream_ok(stream))
        return;
    begin_quit(stream, timeouts);
    bool goes_on = say(stream, "QUIT");
    for (int i = 0; goes_on && i < COUNTED_MAX; i++) {
        struct reply *reply = NULL;
        goes_on = read_into(stream, &reply);
        if (reply != NULL) {
            free_reply(stream->session->quit);
            stream->session->quit = reply;
        }
    }
    stream_stop(stream, STOP_CLOSED, 0, NULL);
}

void smtp_noop_for_hello(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    stream_begin(stream, STEP_HANDSHAKE, timeouts->command_ms);
    exchange(stream, "NOOP", &stream->session->after_failed_handshake);
}

void smtp_quit(struct stream *stream, const struct smtp_timeouts *timeouts)
{
    if (!stream_ok(stream))
        return;
    stream_begin(stream, STEP_QUIT, timeouts->quit_ms);
    stream_leave(stream);
    exchange(stream, "QUIT", &stream->session->quit);
}
