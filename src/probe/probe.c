/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Probing one endpoint: which mode the port speaks, and the retry after 421. */
#include "probe/probe.h"

#include "base/list.h"
#include "base/text.h"
#include "facts/shapes.h"
#include "infer/client_certificate.h"
#include "infer/injection.h"
#include "net/fiber_watch.h"
#include "probe/check_claims.h"
#include "probe/dialogue.h"
#include "probe/small_segments.h"
#include "probe/without_name.h"

#include <ctype.h>
#include <string.h>

/* What lingers at a server of connections that have ended is gone by then. */
enum { QUIET_MS = 1000 };

struct probe {
    struct fiber *fiber;
    const struct probe_options *options;
    const struct dial_place *place;
    struct endpoint *endpoint;
    const struct fiber_watch *unless; /* ready: the other connection has what is wanted; NULL: none */
    bool alone;                       /* whatever else this run has to say to the address waits */
    struct check_claim claim;         /* of probe_checks() */
};

static void open_dialogue(const struct probe *probe, enum port_mode mode, struct dialogue *dialogue)
{
    struct endpoint *endpoint = probe->endpoint;
    struct session *session = dialogue_add_session(endpoint);
    session->tried = mode;
    dialogue_init(dialogue, probe->fiber, probe->options, probe->place, endpoint, session);
    dialogue->dial_options.essential = true;
    dialogue->dial_options.alone = probe->alone;
    dialogue->dial_options.unless = probe->unless;
    if (probe->alone)
        dialogue->dial_options.quiet_ms =
            probe->options->retry_after_ms < QUIET_MS ? probe->options->retry_after_ms : QUIET_MS;
}

static bool is_tls_record(const struct stream *stream)
{
    /* An alert or a handshake message of any version (RFC 9846 5.1). */
    return stream->received_bytes >= 2 && (stream->first_bytes[0] == 0x15 || stream->first_bytes[0] == 0x16)
           && stream->first_bytes[1] == 0x03;
}

/* A code of two digits is one that went wrong, and so are blanks and empty lines before it. */
static bool is_smtp_text(const struct stream *stream)
{
    static const char blanks[] = {'\r', '\n', '\t', ' '};
    size_t length = stream->received_bytes < STREAM_FIRST_BYTES ? stream->received_bytes : STREAM_FIRST_BYTES;
    size_t at = 0;
    while (at < length && memchr(blanks, stream->first_bytes[at], sizeof blanks) != NULL)
        at++;
    const char *code = (const char *)stream->first_bytes + at;
    return length - at >= 3 && code[0] >= '2' && code[0] <= '5' && code[1] >= '0' && code[1] <= '9'
           && ((code[2] >= '0' && code[2] <= '9') || code[2] == ' ' || code[2] == '-');
}

/* A byte or two, which may become either. */
static bool is_too_little(const struct stream *stream)
{
    const char *bytes = stream->first_bytes;
    bool code = bytes[0] >= '2' && bytes[0] <= '5'
                && (stream->received_bytes == 1 || isdigit((unsigned char)bytes[1]));
    bool record = (bytes[0] == 0x15 || bytes[0] == 0x16) && stream->received_bytes == 1;
    return stream->received_bytes < 3 && (code || record);
}

static void keep_first_bytes(const struct stream *stream, struct session *session)
{
    size_t length = stream->received_bytes < STREAM_FIRST_BYTES ? stream->received_bytes : STREAM_FIRST_BYTES;
    session->first_bytes = text_from_wire(stream->first_bytes, length, STREAM_FIRST_BYTES);
}

/* What the bytes that came say about the port, whatever became of the session. */
static enum port_mode mode_seen(const struct dialogue *dialogue)
{
    const struct stream *stream = &dialogue->dial.stream;
    if (stream->received_bytes == 0)
        return dialogue->session->stop.reason == STOP_TIMED_OUT && dialogue->session->stop.at != STEP_CONNECT
                   ? MODE_SILENT
                   : MODE_UNKNOWN;
    if (is_tls_record(stream))
        return MODE_IMPLICIT_TLS;
    if (is_too_little(stream))
        return MODE_UNKNOWN;
    return is_smtp_text(stream) ? MODE_STARTTLS : MODE_OTHER;
}

/* The dialogue for a port that speaks plaintext, or none after all. */
static enum port_mode finish_plain(struct dialogue *dialogue)
{
    dialogue_plain(dialogue);
    enum port_mode seen = mode_seen(dialogue);
    if (seen != MODE_STARTTLS && dialogue->dial.stream.received_bytes > 0)
        keep_first_bytes(&dialogue->dial.stream, dialogue->session);
    dialogue_end(dialogue);
    return seen;
}

static enum port_mode try_implicit_tls(const struct probe *probe, bool reserved)
{
    struct dialogue dialogue;
    open_dialogue(probe, MODE_IMPLICIT_TLS, &dialogue);
    dialogue.reserved = reserved;
    dialogue_implicit_tls(&dialogue);
    enum port_mode seen = mode_seen(&dialogue);
    if (seen != MODE_IMPLICIT_TLS && dialogue.dial.stream.received_bytes > 0)
        keep_first_bytes(&dialogue.dial.stream, dialogue.session);
    dialogue_end(&dialogue);
    return seen;
}

static enum port_mode try_plain(const struct probe *probe)
{
    struct dialogue dialogue;
    open_dialogue(probe, MODE_STARTTLS, &dialogue);
    dialogue_begin_plain(&dialogue);
    return finish_plain(&dialogue);
}

/* A silent port may wait for a ClientHello, or only be slow to greet: TLS is asked for on a second connection
 * while the first goes on waiting, and never on the first, where it would be talking early. It is given up
 * once the first is answered. Where there is no second slot before the first connection's time is over, the
 * first is given up for it. */
static enum port_mode probe_expecting_plain(const struct probe *probe)
{
    struct dialogue dialogue;
    open_dialogue(probe, MODE_STARTTLS, &dialogue);
    if (!dialogue_begin_plain(&dialogue))
        return finish_plain(&dialogue);
    struct stream *stream = &dialogue.dial.stream;
    if (!dial_reserve(stream, probe->options->budget, probe->place->address)) {
        enum port_mode seen = finish_plain(&dialogue);
        return seen == MODE_SILENT ? try_implicit_tls(probe, false) : seen;
    }
    struct probe aside = *probe;
    if (fiber_watch_arm(probe->fiber, stream->watch, UV_READABLE))
        aside.unless = stream->watch;
    enum port_mode answered = try_implicit_tls(&aside, true);
    fiber_watch_disarm(stream->watch);
    if (answered != MODE_IMPLICIT_TLS) {
        enum port_mode seen = finish_plain(&dialogue);
        return seen == MODE_SILENT && answered == MODE_OTHER ? MODE_OTHER : seen;
    }
    stream_stop(stream, STOP_TIMED_OUT, 0, "no greeting; the port answers TLS instead");
    dialogue_end(&dialogue);
    return MODE_IMPLICIT_TLS;
}

/* 421 for want of a client certificate will be said another time, too. */
static bool says_come_back(const struct session *session)
{
    return client_certificate_demanded(session) != ANSWER_YES && session->stop.reason == STOP_REJECTED
           && session->stop.reply_code == 421;
}

/* A server that has no time for a handshake, as Exim has when it has too many connections, does not say what
 * the port speaks. */
static enum port_mode probe_expecting_implicit_tls(const struct probe *probe)
{
    enum port_mode seen = try_implicit_tls(probe, false);
    if (seen != MODE_STARTTLS)
        return seen;
    const struct endpoint *endpoint = probe->endpoint;
    return says_come_back(&endpoint->sessions[endpoint->session_count - 1]) ? MODE_UNKNOWN : try_plain(probe);
}

static enum port_mode probe_as_expected(const struct probe *probe)
{
    return probe->endpoint->expected == MODE_IMPLICIT_TLS ? probe_expecting_implicit_tls(probe)
                                                          : probe_expecting_plain(probe);
}

static void retry(const struct probe *probe)
{
    struct endpoint *endpoint = probe->endpoint;
    int64_t until_ms = fiber_now_ms(probe->fiber) + probe->options->retry_after_ms;
    while (fiber_now_ms(probe->fiber) < until_ms && !fiber_is_cut(probe->fiber))
        fiber_park(probe->fiber, until_ms);
    if (fiber_is_cut(probe->fiber))
        return; /* that the server had no time for us remains all that is known */
    if (endpoint->found == MODE_UNKNOWN)
        endpoint->found = probe_as_expected(probe);
    else if (endpoint->found == MODE_IMPLICIT_TLS)
        try_implicit_tls(probe, false);
    else
        try_plain(probe);
}

/* The main dialogue once more, without a server name. What the port was found to speak counts on: a port that
 * closes at a ClientHello, and answers one without a name, speaks TLS. */
static void try_without_name(const struct probe *probe)
{
    struct endpoint *endpoint = probe->endpoint;
    enum port_mode mode = endpoint_session(endpoint)->tried;
    struct dialogue dialogue;
    open_dialogue(probe, mode, &dialogue);
    dialogue.session->purpose = PURPOSE_WITHOUT_SNI;
    dialogue.tls_settings.without_server_name = true;
    if (mode == MODE_IMPLICIT_TLS)
        dialogue_implicit_tls(&dialogue);
    else if (dialogue_connect_plain(&dialogue))
        dialogue_plain(&dialogue);
    const struct tls *tls = dialogue.session->tls;
    if (tls != NULL && tls->completed == ANSWER_YES)
        endpoint->found = mode;
    dialogue_end(&dialogue);
}

/* The main dialogue up to the handshake once more, as it was. */
static void try_again(const struct probe *probe)
{
    struct endpoint *endpoint = probe->endpoint;
    struct dialogue dialogue;
    open_dialogue(probe, endpoint->found, &dialogue);
    dialogue.session->purpose = PURPOSE_AGAIN;
    dialogue.dial_options.essential = false;
    if (endpoint->found == MODE_IMPLICIT_TLS)
        dialogue_implicit_tls(&dialogue);
    else
        dialogue_again(&dialogue);
    dialogue_end(&dialogue);
}

/* How long the main session had to wait in one of its steps. */
static int64_t step_ms(const struct endpoint *endpoint, enum step step)
{
    const struct session *main = endpoint_session(endpoint);
    int64_t elapsed_ms = 0;
    for (size_t i = 0; main != NULL && i < main->timing_count; i++)
        if (main->timings[i].step == step)
            elapsed_ms += main->timings[i].elapsed_ms;
    return elapsed_ms;
}

/* What a question about TLS costs: all up to the handshake, which goes before the greeting where TLS begins
 * at once. */
static int64_t question_cost_ms(const struct endpoint *endpoint)
{
    int64_t cost_ms = step_ms(endpoint, STEP_CONNECT) + step_ms(endpoint, STEP_HANDSHAKE);
    if (endpoint->found == MODE_IMPLICIT_TLS)
        return cost_ms;
    for (enum step step = STEP_GREETING; step <= STEP_STARTTLS; step++)
        cost_ms += step_ms(endpoint, step);
    return cost_ms;
}

bool probe_is_slow(const struct endpoint *endpoint)
{
    return question_cost_ms(endpoint) >= PROBE_SLOW_MS;
}

/* Whether questions are slow, or there are some that take a while at a server whose main session took long,
 * be it for other reasons: where TLS begins at once they do not wait for replies. */
static bool is_to_be_limited(const struct endpoint *endpoint)
{
    enum { A_WHILE_MS = 500, LONG_MS = 10000 };
    int64_t main_ms = 0;
    for (enum step step = STEP_CONNECT; step < STEP_COUNT; step++)
        main_ms += step_ms(endpoint, step);
    return probe_is_slow(endpoint) || (main_ms >= LONG_MS && question_cost_ms(endpoint) >= A_WHILE_MS);
}

/* When something that takes so long may be begun at the latest; 0: whenever. */
static int64_t begin_by_ms(const struct probe_options *options, const struct endpoint *endpoint,
                           int64_t cost_ms)
{
    if (options->depth == DEPTH_DEEP || !is_to_be_limited(endpoint))
        return 0;
    return endpoint->began_at_ms + PROBE_ENOUGH_MS - cost_ms;
}

int64_t probe_begin_by_ms(const struct probe_options *options, const struct endpoint *endpoint)
{
    return begin_by_ms(options, endpoint, question_cost_ms(endpoint));
}

/* The goodbye to a check at a slow server is waited for no longer: nothing hangs on it. */
enum { SHORT_QUIT_MS = 2000 };

/* What a check costs, by what the main session's steps took: as long as EHLO for a command that it lacks. */
static int64_t check_cost_ms(const struct endpoint *endpoint, enum session_purpose purpose)
{
    int64_t command_ms = step_ms(endpoint, STEP_EHLO);
    int64_t cost_ms =
        step_ms(endpoint, STEP_CONNECT) + step_ms(endpoint, STEP_GREETING) + command_ms + SHORT_QUIT_MS;
    switch (purpose) {
    case PURPOSE_MAIL: /* and then AUTH or RSET */
        return cost_ms + 2 * command_ms;
    case PURPOSE_AUTH:
        return cost_ms + command_ms;
    default:
        cost_ms += step_ms(endpoint, STEP_STARTTLS) + step_ms(endpoint, STEP_HANDSHAKE)
                   + step_ms(endpoint, STEP_EHLO_TLS);
        return purpose == PURPOSE_RECIPIENTS ? cost_ms + 4 * command_ms : cost_ms;
    }
}

static void check(const struct probe *probe, enum session_purpose purpose,
                  void (*run)(struct dialogue *dialogue))
{
    struct dialogue dialogue;
    open_dialogue(probe, probe->endpoint->found, &dialogue);
    dialogue.session->purpose = purpose;
    dialogue.dial_options.essential = false;
    dialogue.dial_options.begin_by_ms =
        begin_by_ms(probe->options, probe->endpoint, check_cost_ms(probe->endpoint, purpose));
    if (probe_is_slow(probe->endpoint) && dialogue.quit_ms > SHORT_QUIT_MS)
        dialogue.quit_ms = SHORT_QUIT_MS;
    run(&dialogue);
    dialogue_end(&dialogue);
}

/* Whether a check that has a connection of its own, and that the port wants, is to be made here: at every
 * port, or once an address. */
static bool is_due(struct probe *probe, enum session_purpose purpose)
{
    return probe->options->intrusive == INTRUSIVE_FULL
           || (probe->options->intrusive == INTRUSIVE_NORMAL
               && check_claim_wait(&probe->claim, probe->fiber, (int)purpose));
}

/* A server that closes a connection resets it if something of ours is unread by then. Where a command is
 * glued to STARTTLS and the handshake follows, that is chance. */
static void check_glued(const struct probe *probe, enum session_purpose purpose,
                        void (*run)(struct dialogue *dialogue))
{
    size_t index = probe->endpoint->session_count;
    check(probe, purpose, run);
    struct session *session = &probe->endpoint->sessions[index];
    if (session->stop.reason == STOP_RESET && session->stop.at == STEP_HANDSHAKE) {
        session->stop.reason = STOP_CLOSED;
        text_replace(&session->stop.system_error, NULL);
    }
}

/* Connections more only where the first leaves it open. */
static void check_injection(const struct probe *probe)
{
    struct endpoint *endpoint = probe->endpoint;
    struct session *session = &endpoint->sessions[endpoint->session_count];
    check_glued(probe, PURPOSE_INJECTION, dialogue_injection);
    if (injection_wants_another(endpoint)) {
        session = &endpoint->sessions[endpoint->session_count];
        check_glued(probe, PURPOSE_INJECTION, dialogue_injection);
    }
    if (injection_wants_control(endpoint))
        check_glued(probe, PURPOSE_INJECTION_CONTROL, dialogue_injection_control);
    const struct reply *reply = injection_reply(endpoint);
    if (reply == NULL)
        return;
    session->injected = allocate(1, sizeof *session->injected);
    shape_copy(&reply_shape, session->injected, reply);
}

/* MAIL at every port; AUTH, where it is due, on the same connection unless MAIL has changed something. */
static void check_before_tls(struct probe *probe)
{
    bool auth = is_due(probe, PURPOSE_AUTH);
    check(probe, PURPOSE_MAIL, auth ? dialogue_mail_and_auth : dialogue_mail);
    if (auth && endpoint_session_for(probe->endpoint, PURPOSE_AUTH) == NULL)
        check(probe, PURPOSE_AUTH, dialogue_auth);
}

/* At ports that took EHLO: RFC 5321 3.5, 3.6.2. */
static void check_recipients(const struct probe *probe)
{
    const struct session *main = endpoint_session(probe->endpoint);
    bool implicit_tls = probe->endpoint->found == MODE_IMPLICIT_TLS;
    if (probe->options->intrusive == INTRUSIVE_FULL && (implicit_tls ? main->ehlo_tls : main->ehlo) != NULL)
        check(probe, PURPOSE_RECIPIENTS, dialogue_recipients);
}

/* Whether STARTTLS was missing, or refused for good: of a pool of servers behind one address it may be one
 * alone. What masks it on the way always does. */
static bool lacks_starttls(const struct session *main)
{
    const struct starttls *starttls = &main->starttls;
    int64_t code = starttls->reply != NULL ? starttls->reply->code : 0;
    if (main->ehlo == NULL || main->ehlo->reply.code != 250 || starttls->masked_as != NULL
        || main->tls != NULL)
        return false;
    return starttls->offered == ANSWER_NO || code / 100 == 5 || code == 454;
}

static bool is_submission_in_clear(const struct endpoint *endpoint)
{
    return endpoint->found == MODE_STARTTLS && endpoint->port != PORT_RELAY
           && endpoint_session(endpoint)->ehlo != NULL;
}

bool probe_asks_auth(const struct probe_options *options, const struct endpoint *endpoint)
{
    return options->intrusive != INTRUSIVE_NONE && is_submission_in_clear(endpoint);
}

static bool wants(uint32_t wanted, enum session_purpose purpose)
{
    return (wanted & UINT32_C(1) << purpose) != 0;
}

/* The checks that the port's main session calls for, a bit for each purpose, of those that are made at every
 * port or once an address. */
static uint32_t checks_wanted(const struct probe *probe)
{
    const struct endpoint *endpoint = probe->endpoint;
    const struct session *main = endpoint_session(endpoint);
    bool starttls = main->tls != NULL && main->tls->completed == ANSWER_YES;
    uint32_t wanted = 0;
    if (endpoint->found != MODE_STARTTLS || probe->options->intrusive == INTRUSIVE_NONE)
        return 0;
    if (endpoint->port == PORT_RELAY && lacks_starttls(main))
        wanted |= UINT32_C(1) << PURPOSE_AGAIN;
    if (starttls)
        wanted |= UINT32_C(1) << PURPOSE_INJECTION;
    if (is_submission_in_clear(endpoint))
        wanted |= UINT32_C(1) << PURPOSE_AUTH;
    if (starttls && probe->options->intrusive == INTRUSIVE_FULL)
        wanted |= UINT32_C(1) << PURPOSE_FAILED_HANDSHAKE;
    return wanted;
}

/* What needs connections of its own: RFC 3207 4 and 6 where STARTTLS works, RFC 4954 4 on submission ports.
 */
static void check_port(struct probe *probe, uint32_t wanted)
{
    if (wants(wanted, PURPOSE_AGAIN) && is_due(probe, PURPOSE_AGAIN))
        try_again(probe);
    if (wants(wanted, PURPOSE_INJECTION) && is_due(probe, PURPOSE_INJECTION))
        check_injection(probe);
    if (wants(wanted, PURPOSE_AUTH))
        check_before_tls(probe);
    if (wants(wanted, PURPOSE_FAILED_HANDSHAKE))
        check(probe, PURPOSE_FAILED_HANDSHAKE, dialogue_failed_handshake);
    check_recipients(probe);
}

/* Of a scan that asks nothing else: two modes with a retry of each, once without a name, and what is to be
 * seen once more. They come one after the other, but for the two modes. */
enum { MAIN_SESSIONS_MAX = 8 };

void probe_main(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                struct endpoint *endpoint)
{
    struct probe probe = {.fiber = fiber, .options = options, .place = place, .endpoint = endpoint};
    endpoint->began_at_ms = fiber_now_ms(fiber);
    if (options->depth == DEPTH_QUICK && options->intrusive == INTRUSIVE_NONE)
        dialogue_expect_sessions(endpoint, MAIN_SESSIONS_MAX);
    endpoint->found = probe_as_expected(&probe);
    if (options->retry_after_ms >= 0 && says_come_back(endpoint_session(endpoint))) {
        probe.alone = true; /* what is too many for the server may be others of ours */
        retry(&probe);
        probe.alone = false;
    }
    if (without_name_is_due(options, endpoint))
        try_without_name(&probe);
    if (without_name_is_unproven(endpoint))
        try_again(&probe);
    endpoint->elapsed_ms = fiber_now_ms(fiber) - endpoint->began_at_ms;
}

void probe_checks(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                  struct endpoint *endpoint)
{
    struct probe probe = {.fiber = fiber, .options = options, .place = place, .endpoint = endpoint};
    uint32_t wanted = checks_wanted(&probe);
    check_claim_begin(options->check_claims, endpoint, wanted, &probe.claim);
    check_port(&probe, wanted);
    check_claim_end(&probe.claim);
    if (options->intrusive != INTRUSIVE_NONE)
        small_segments_probe(fiber, options, place, endpoint);
    endpoint->elapsed_ms = fiber_now_ms(fiber) - endpoint->began_at_ms;
}

void probe_endpoint(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                    struct endpoint *endpoint)
{
    probe_main(fiber, options, place, endpoint);
    probe_checks(fiber, options, place, endpoint);
}
