/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One hello over one connection, to be laid beside RFC 3207 4 and RFC 9846 4.2. */
#include "probe/hello_dialogue.h"

#include "base/list.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "probe/dialogue.h"
#include "smtp/reply.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* A server that has taken a hello answers at once: nobody signs for seconds. */
enum { ANSWER_MS = 5000 };

/* A hello with every suite there is has less than one. */
enum { QUESTION_BYTES_MAX = 4096, CHUNK_BYTES = 4096 };

/* Records of lengths at which some load balancers hang, for which RFC 7685 was made. */
enum { HANGING_BYTES_MIN = 5 + 256, HANGING_BYTES_MAX = 5 + 511 };

static size_t build(const struct hello_question *question, uint8_t *bytes, size_t size)
{
    if (question->hello != NULL) {
        struct hello hello = *question->hello;
        hello_randomize(&hello);
        size_t length = hello_build(&hello, bytes, size);
        if (length < HANGING_BYTES_MIN || length > HANGING_BYTES_MAX || hello.version < VERSION_TLS_1_0)
            return length;
        hello.pad_to_bytes = HANGING_BYTES_MAX + 1;
        return hello_build(&hello, bytes, size);
    }
    uint8_t challenge[HELLO_SSL2_CHALLENGE_BYTES] = {0};
    if (getrandom(challenge, sizeof challenge, 0) < 0)
        memset(challenge, 0, sizeof challenge); /* nothing hangs on it */
    return hello_build_ssl2(question->cipher_kinds, question->cipher_kind_count, challenge, bytes, size);
}

/* Alerts that say that the connection ends, and nothing of the hello (RFC 9846 6.1). */
static bool is_end(uint8_t alert)
{
    enum { CLOSE_NOTIFY = 0, USER_CANCELED = 90 };
    return alert == CLOSE_NOTIFY || alert == USER_CANCELED;
}

static enum hello_outcome outcome_of(const struct hello_reply *reply, const struct stop *stop)
{
    switch (reply->kind) {
    case HELLO_REPLY_SERVER_HELLO:
    case HELLO_REPLY_RETRY_REQUEST:
    case HELLO_REPLY_SSL2_SERVER_HELLO:
        return HELLO_TAKEN;
    case HELLO_REPLY_ALERT:
        return is_end(reply->alert) ? HELLO_CLOSED : HELLO_REFUSED;
    case HELLO_REPLY_SSL2_ERROR:
        return HELLO_REFUSED;
    case HELLO_REPLY_NOT_TLS:
    case HELLO_REPLY_MALFORMED:
        return HELLO_STRANGE;
    case HELLO_REPLY_PENDING:
        break;
    }
    if (stop_is_cut_off(stop->reason))
        return HELLO_NOT_SENT; /* what the server would have said is not known */
    return stop->reason == STOP_TIMED_OUT ? HELLO_SILENT : HELLO_CLOSED;
}

static void exchange(struct stream *stream, int64_t timeout_ms, const struct hello_question *question,
                     struct hello_answer *answer)
{
    uint8_t bytes[QUESTION_BYTES_MAX];
    size_t length = build(question, bytes, sizeof bytes);
    struct hello_reader *reader = &answer->reader;
    reader->extent = question->extent;
    stream_begin(stream, STEP_HANDSHAKE, timeout_ms < ANSWER_MS ? timeout_ms : ANSWER_MS);
    bool more = stream_send(stream, bytes, length) == (ssize_t)length;
    while (more) {
        uint8_t chunk[CHUNK_BYTES];
        ssize_t received = stream_receive(stream, chunk, sizeof chunk);
        more = received > 0 && !hello_reply_feed(reader, chunk, (size_t)received);
    }
    hello_reply_end(reader);
    answer->outcome = outcome_of(&reader->reply, &stream->session->stop);
    if (answer->outcome == HELLO_NOT_SENT)
        shape_copy(&stop_shape, &answer->stop, &stream->session->stop);
    answer->reset = answer->outcome == HELLO_CLOSED && stream->session->stop.reason == STOP_RESET;
}

/* The code of a refusal (RFC 5321 4.2.1) that the text begins with; 0 for none. */
static int64_t refusal_code(const char *text)
{
    if ((text[0] != '4' && text[0] != '5') || text[1] < '0' || text[1] > '9' || text[2] < '0'
        || text[2] > '9')
        return 0;
    return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

/* Its first line; the text has control characters as text_from_wire() leaves them. */
static char *first_line(const char *text)
{
    const char *end = strstr(text, "\\x0d");
    return text_format("%.*s", (int)(end != NULL ? (size_t)(end - text) : strlen(text)), text);
}

/* Where TLS begins at once, a server with too many connections says so in clear, since it has no time for a
 * handshake; and 421 may be said at any time (RFC 5321 3.8). */
static void note_refusal_in_clear(struct hello_answer *answer, bool implicit_tls)
{
    const struct hello_reply *reply = &answer->reader.reply;
    int64_t code = reply->kind == HELLO_REPLY_NOT_TLS ? refusal_code(reply->text) : 0;
    if (code == 0 || (!implicit_tls && code != 421))
        return;
    answer->outcome = HELLO_NOT_SENT;
    answer->stop = (struct stop){.at = implicit_tls ? STEP_GREETING : STEP_STARTTLS,
                                 .reason = STOP_REJECTED,
                                 .reply_code = code,
                                 .detail = first_line(reply->text)};
}

/* In what way a server that has served others refused this one; NULL if it did not. */
static const char *how_refused(const struct hello_answer *answer, bool known)
{
    const struct stop *stop = &answer->stop;
    if (answer->outcome == HELLO_CLOSED)
        return known ? "the server closes connections that it served before" : NULL;
    if (answer->outcome != HELLO_NOT_SENT)
        return NULL;
    switch (stop->reason) {
    case STOP_REJECTED: /* for good (RFC 5321 4.2.1), which no pause would change, or for now */
        return stop->reply_code < 500 ? stop->detail : NULL;
    case STOP_REFUSED:
    case STOP_TIMED_OUT:
    case STOP_UNREACHABLE:
    case STOP_RESET:
    case STOP_CLOSED:
        return stop->at == STEP_CONNECT ? "the server accepts no more connections"
                                        : "the server closes connections before TLS";
    default:
        return NULL;
    }
}

static void tell_budget(const struct dialogue *dialogue, const struct hello_answer *answer, bool known)
{
    struct budget *budget = dialogue->options->budget;
    const char *address = dialogue->place->address;
    int64_t begun_at_ms = dialogue->dial.stream.opened_at_ms;
    const char *refused = how_refused(answer, known);
    if (refused != NULL)
        budget_refused(budget, dialogue->fiber, address, begun_at_ms, refused);
    else if (answer->outcome == HELLO_TAKEN || answer->outcome == HELLO_REFUSED)
        budget_served(budget, address, begun_at_ms);
}

/* Whether STARTTLS, which worked in the main session, is not there in this one. A server that has had enough
 * of our connections says so with another 4xx than 454 (RFC 3207 4, RFC 5321 3.8). */
static bool lacks_starttls(const struct session *session)
{
    const struct starttls *starttls = &session->starttls;
    int64_t code = starttls->reply != NULL ? starttls->reply->code : 0;
    return starttls->offered == ANSWER_NO || code / 100 == 5 || code == 454;
}

/* Where STARTTLS is not offered, its refusal is no stop of the session; here it is one. */
static void reject_unoffered(struct dialogue *dialogue)
{
    const struct session *session = dialogue->session;
    const struct reply *reply = session->starttls.reply;
    if (session->stop.reason != STOP_NONE || reply == NULL || reply->code == 220)
        return;
    char *text = reply_text(reply);
    stream_reject(&dialogue->dial.stream, reply->code, text);
    free(text);
}

/* Hands the session over to the endpoint where it shows something else of STARTTLS than the others; one is
 * enough.
 */
static void keep(struct endpoint *endpoint, struct session *session)
{
    if (!lacks_starttls(session) || endpoint_session_for(endpoint, PURPOSE_SURVEY) != NULL)
        return;
    session->purpose = PURPOSE_SURVEY;
    session->now_at = STEP_NONE;
    *dialogue_add_session(endpoint) = *session;
    memset(session, 0, sizeof *session);
}

/* Comes to where the hello is next, and sees to the connections after it, which are begun once this one has
 * its place. */
static bool prepare(struct dialogue *dialogue, struct ahead *ahead, const struct hello_question *question)
{
    if (question->alone) {
        ahead_drop(ahead, dialogue->fiber);
        return dialogue_before_hello(dialogue);
    }
    bool goes_on = false;
    bool was_made = ahead_take(ahead, dialogue, &goes_on);
    ahead_begin(ahead, dialogue, question->more);
    return was_made ? goes_on : dialogue_before_hello(dialogue);
}

void hello_dialogue(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                    struct endpoint *endpoint, struct ahead *ahead, const struct hello_question *question,
                    struct hello_answer *answer)
{
    struct session session = {.tried = endpoint->found};
    struct dialogue dialogue;
    int64_t asked_at_ms = fiber_now_ms(fiber);
    dialogue_init(&dialogue, fiber, options, place, endpoint, &session);
    dialogue.dial_options.alone = question->alone;
    dialogue.dial_options.minor = probe_is_slow(endpoint);
    dialogue.dial_options.begin_by_ms = probe_begin_by_ms(options, endpoint);
    if (prepare(&dialogue, ahead, question)) {
        exchange(&dialogue.dial.stream, options->tls.timeout_ms, question, answer);
        dial_close(&dialogue.dial);
        note_refusal_in_clear(answer, session.tried == MODE_IMPLICIT_TLS);
    } else {
        reject_unoffered(&dialogue);
        shape_copy(&stop_shape, &answer->stop, &session.stop);
    }
    int64_t opened_at_ms = dialogue.dial.stream.opened_at_ms;
    if (answer->stop.reason != STOP_NOT_TRIED)
        answer->took_ms = fiber_now_ms(fiber) - (opened_at_ms > asked_at_ms ? opened_at_ms : asked_at_ms);
    tell_budget(&dialogue, answer, question->known);
    dialogue_end(&dialogue);
    keep(endpoint, &session);
    shape_clear(&session_shape, &session);
}

void hello_answer_free(struct hello_answer *answer)
{
    hello_reply_free(&answer->reader);
    shape_clear(&stop_shape, &answer->stop);
    memset(answer, 0, sizeof *answer);
}
