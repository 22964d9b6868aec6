/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS attached to a stream: the only file that shakes hands. */
#include "tls/session.h"

#include "base/address.h"
#include "base/list.h"
#include "base/text.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "net/off_loop.h"
#include "tls/codec.h"
#include "tls/key_limits.h"
#include "tls/key_share.h"
#include "tls/server_chain.h"
#include "tls/transport.h"

#include <ctype.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

/* A Certificate message may be this large; a chain of 80 kB exists, an endless one is an attack. */
enum { HANDSHAKE_MAX_BYTES = 128 * 1024 };

/* After the handshake: warnings, requests to shake hands again, empty records. Each is cheap for the server
 * and costs us time. */
enum { MESSAGES_WITHOUT_CONTENT_MAX = 1000 };

struct tls_session {
    gnutls_session_t session;
    struct stream *stream;
    struct transport transport;
    struct tls_settings settings;
    struct hello_reader server_hello; /* what of it is needed to read later messages */
    struct refused {
        char *key;              /* of a server whose key is not worked with; NULL for none */
        gnutls_datum_t message; /* that it came in, ours */
    } refused;
    struct tls *facts;
    int code;       /* of the handshake's last step */
    bool cut_short; /* the server closed the connection without close_notify */
};

static ssize_t pull(gnutls_transport_ptr_t pointer, void *buffer, size_t size)
{
    struct tls_session *tls = pointer;
    return transport_pull(&tls->transport, buffer, size);
}

static ssize_t push(gnutls_transport_ptr_t pointer, const void *bytes, size_t length)
{
    struct tls_session *tls = pointer;
    return transport_push(&tls->transport, bytes, length);
}

/* The waiting is the transport's own; GnuTLS must not poll a descriptor that it does not have. */
static int pull_is_ready(gnutls_transport_ptr_t pointer, unsigned timeout_ms)
{
    (void)pointer;
    (void)timeout_ms;
    return 1;
}

void tls_resumption_clear(struct tls_resumption *resumption)
{
    gnutls_free(resumption->data);
    *resumption = (struct tls_resumption){0};
}

/* Lower case: names compare without case, and not every server knows. */
char *tls_server_name(const char *server_name)
{
    struct ip_address address;
    size_t length = server_name != NULL ? strlen(server_name) : 0;
    if (length > 0 && server_name[length - 1] == '.')
        length--;
    if (length == 0 || address_parse(server_name, &address))
        return NULL;
    char *name = text_copy_bytes(server_name, length);
    bool is_name = true;
    for (char *c = name; *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        is_name =
            is_name && ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || strchr("-._", *c) != NULL);
    }
    if (!is_name)
        text_replace(&name, NULL);
    return name;
}

/* What %COMPAT stands for, but only once the hello with all its extensions is answered: with a certificate
 * whose key is not for signing, a bad length of records or a bad premaster secret, a handshake goes on, and
 * what is bad is judged later. */
static void bear_with_server(gnutls_session_t session)
{
    gnutls_session_enable_compatibility_mode(session);
}

static bool is_tls13(gnutls_session_t session)
{
    return gnutls_protocol_get_version(session) == GNUTLS_TLS1_3;
}

/* Before GnuTLS does anything with the server's key: a key that is not to be worked with ends the handshake,
 * and what came is kept. */
static int check_key(gnutls_session_t session, const gnutls_datum_t *message)
{
    struct tls_session *tls = gnutls_transport_get_ptr(session);
    struct refused *refused = &tls->refused;
    gnutls_datum_t chain[KEY_LIMITS_CHAIN_MAX];
    if (key_limits_message_chain(message, is_tls13(session), chain) == 0)
        return 0;
    if (refused->key == NULL)
        refused->key = certificate_store_key_problem(tls_trust_certificates(tls->settings.trust), &chain[0]);
    if (refused->key == NULL)
        return 0;
    refused->message.data = allocate(message->size, 1);
    refused->message.size = message->size;
    memcpy(refused->message.data, message->data, message->size);
    return GNUTLS_E_CERTIFICATE_ERROR;
}

/* The same for what a ServerKeyExchange of TLS 1.2 or before has us compute with. */
static int check_key_exchange(gnutls_session_t session, const gnutls_datum_t *message)
{
    struct tls_session *tls = gnutls_transport_get_ptr(session);
    gnutls_kx_algorithm_t method = gnutls_kx_get(session);
    if (method != GNUTLS_KX_DHE_RSA && method != GNUTLS_KX_DHE_DSS)
        return 0;
    text_replace(&tls->facts->key_exchange_problem, key_limits_dh_problem(message));
    return tls->facts->key_exchange_problem == NULL ? 0 : GNUTLS_E_DH_PRIME_UNACCEPTABLE;
}

static int on_message(gnutls_session_t session, unsigned type, unsigned when, unsigned incoming,
                      const gnutls_datum_t *message)
{
    struct tls_session *tls = gnutls_transport_get_ptr(session);
    if (when == GNUTLS_HOOK_PRE && incoming != 0)
        key_share_read(&tls->server_hello, type, message->data, message->size, tls->facts);
    if (type == GNUTLS_HANDSHAKE_SERVER_HELLO && when == GNUTLS_HOOK_POST)
        bear_with_server(session);
    if (type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT && when == GNUTLS_HOOK_PRE && incoming != 0)
        return check_key(session, message);
    if (type == GNUTLS_HANDSHAKE_SERVER_KEY_EXCHANGE && when == GNUTLS_HOOK_PRE && incoming != 0)
        return check_key_exchange(session, message);
    return 0;
}

static bool prepare(struct tls_session *tls, const char *server_name)
{
    struct tls_trust *trust = tls->settings.trust;
    if (gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL | GNUTLS_NONBLOCK) < 0)
        return false;
    gnutls_priority_t priority = tls->settings.only_current ? tls_trust_priority_current(trust)
                                                            : tls_trust_priority(trust, tls->settings.keys);
    if (gnutls_priority_set(tls->session, priority) < 0
        || gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls_trust_credentials(trust)) < 0)
        return false;
    char *name = tls->settings.without_server_name ? NULL : tls_server_name(server_name);
    tls->facts->server_name_sent = name;
    if (name != NULL && gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, name, strlen(name)) < 0)
        return false;
    struct tls_resumption *resumption = tls->settings.resumption;
    if (resumption != NULL && resumption->size_bytes > 0
        && gnutls_session_set_data(tls->session, resumption->data, resumption->size_bytes) < 0)
        return false;
    tls->transport.stream = tls->stream;
    tls->transport.session = tls->session;
    gnutls_session_set_ptr(tls->session, tls->facts);
    gnutls_dh_set_prime_bits(tls->session, 512); /* a weak prime is a fact to report, not a reason to stop */
    gnutls_handshake_set_max_packet_length(tls->session, HANDSHAKE_MAX_BYTES);
    gnutls_handshake_set_timeout(tls->session, 0);
    gnutls_handshake_set_hook_function(tls->session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_BOTH, on_message);
    gnutls_transport_set_ptr(tls->session, tls);
    gnutls_transport_set_pull_function(tls->session, pull);
    gnutls_transport_set_push_function(tls->session, push);
    gnutls_transport_set_pull_timeout_function(tls->session, pull_is_ready);
    return true;
}

static void read_certificates(struct tls_session *tls, const char *server_name)
{
    struct server_chain chain = {.server_name = server_name};
    gnutls_datum_t refused[KEY_LIMITS_CHAIN_MAX], staple;
    unsigned count = 0;
    if (tls->refused.key != NULL) {
        chain.certificates = refused;
        chain.count = key_limits_message_chain(&tls->refused.message, is_tls13(tls->session), refused);
    } else {
        chain.certificates = gnutls_certificate_get_peers(tls->session, &count);
        chain.count = count;
        if (gnutls_ocsp_status_request_get2(tls->session, 0, &staple) >= 0)
            chain.staple = &staple;
    }
    if (chain.certificates != NULL && chain.count > 0)
        server_chain_read(tls->stream->fiber, tls->settings.trust, &chain, tls->settings.now_unix_s,
                          tls->facts);
}

static uint32_t version_of(gnutls_protocol_t protocol)
{
    switch (protocol) {
    case GNUTLS_SSL3:
        return VERSION_SSL_3;
    case GNUTLS_TLS1_0:
        return VERSION_TLS_1_0;
    case GNUTLS_TLS1_1:
        return VERSION_TLS_1_1;
    case GNUTLS_TLS1_2:
        return VERSION_TLS_1_2;
    case GNUTLS_TLS1_3:
        return VERSION_TLS_1_3;
    default:
        return 0;
    }
}

static void read_parameters(struct tls_session *tls)
{
    gnutls_session_t session = tls->session;
    struct tls *facts = tls->facts;
    const char *suite = gnutls_ciphersuite_get(session);
    facts->version = version_of(gnutls_protocol_get_version(session));
    facts->cipher_suite = suite != NULL ? tls_suite_names.code(suite) : 0;
    gnutls_group_t group = gnutls_group_get(session);
    facts->group = group != GNUTLS_GROUP_INVALID ? tls_group_names.code(gnutls_group_get_name(group)) : 0;
    int signature = gnutls_sign_algorithm_get(session);
    facts->signature = signature > 0 ? tls_signature_names.code(gnutls_sign_get_name(signature)) : 0;
    int prime_bits = gnutls_dh_get_prime_bits(session);
    facts->key_exchange_bits = prime_bits > 0 ? prime_bits : 0;
    if (facts->client_certificate_requested == ANSWER_UNKNOWN)
        facts->client_certificate_requested = ANSWER_NO;
}

/* Whether what came begins as no record does, of any version since SSL 3.0 (RFC 9846 5.1). */
static bool is_not_tls(const struct transport *transport)
{
    const char *first = transport->first_bytes;
    return transport->first_count > 0
           && (first[0] < RECORD_CHANGE_CIPHER_SPEC || first[0] > RECORD_APPLICATION_DATA
               || (transport->first_count > 1 && first[1] != 3));
}

/* What the server sent is said in its own first line when it is no TLS at all: whether more came with it is
 * chance. No more was read than a record's header. */
static void stop_not_tls(struct transport *transport)
{
    transport_keep_rest(transport);
    size_t length = 0;
    while (length < transport->first_count && transport->first_bytes[length] != '\r'
           && transport->first_bytes[length] != '\n')
        length++;
    char *seen = text_from_wire(transport->first_bytes, length, STREAM_FIRST_BYTES);
    stream_stop(transport->stream, STOP_PROTOCOL, 0, "the server sent \"%s\" instead of TLS", seen);
    free(seen);
}

static void stop_by_alert(struct tls_session *tls)
{
    struct tls *facts = tls->facts;
    facts->alert = ALERT_CAME + (uint32_t)gnutls_alert_get(tls->session);
    char *name = tls_alert_names.text(facts->alert);
    stream_stop(tls->stream, STOP_TLS_ALERT, 0, "the server sent the alert %s", name);
    free(name);
}

/* What GnuTLS says that the server did; that there is no memory is this machine's matter. */
static void stop_by_code(struct stream *stream, int code)
{
    const char *said = gnutls_strerror(code);
    size_t length = strlen(said);
    if (length > 0 && said[length - 1] == '.')
        length--; /* it goes on as part of a sentence */
    stream_stop(stream, code == GNUTLS_E_MEMORY_ERROR ? STOP_INTERRUPTED : STOP_TLS, 0, "%.*s", (int)length,
                said);
}

/* Where the write failed, and an alert that had come before tells why. */
static void stop_by_last_words(struct tls_session *tls)
{
    shape_clear(&stop_shape, &tls->stream->session->stop);
    stop_by_alert(tls);
}

/* What is left inside TLS: an alert, if anything. */
static int read_last_words(struct tls_session *tls)
{
    char text;
    ssize_t length = gnutls_record_recv(tls->session, &text, sizeof text);
    return length < 0 ? (int)length : GNUTLS_E_PUSH_ERROR;
}

static void stop_handshake(struct tls_session *tls, int code)
{
    struct stream *stream = tls->stream;
    if (tls->transport.last_words && code == GNUTLS_E_FATAL_ALERT_RECEIVED)
        stop_by_last_words(tls);
    if (!stream_ok(stream))
        return;
    if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
        stop_by_alert(tls);
    else if (tls->refused.key != NULL)
        stream_stop(stream, STOP_TLS, 0, "mailsonde does not process the server's key: %s", tls->refused.key);
    else if (tls->facts->key_exchange_problem != NULL)
        stream_stop(stream, STOP_TLS, 0, "mailsonde does not process the server's parameters: %s",
                    tls->facts->key_exchange_problem);
    else if (is_not_tls(&tls->transport))
        stop_not_tls(&tls->transport);
    else if (tls->transport.at_end)
        stream_stop(stream, STOP_CLOSED, 0, "the server closed the connection during the handshake");
    else
        stop_by_code(stream, code);
}

/* Whether to read on after what GnuTLS says of a message that had no content, the `count`th in a row. */
static bool reads_on(struct tls_session *tls, int code, int count)
{
    if (gnutls_error_is_fatal(code) || !stream_ok(tls->stream))
        return false;
    return count <= MESSAGES_WITHOUT_CONTENT_MAX
           || stream_stop(tls->stream, STOP_TLS, 0,
                          "the server sent more than %d TLS messages without content",
                          MESSAGES_WITHOUT_CONTENT_MAX);
}

static ssize_t layer_read(void *state, void *buffer, size_t size)
{
    struct tls_session *tls = state;
    ssize_t length;
    int without_content = 0;
    do {
        if (gnutls_record_check_pending(tls->session) == 0)
            transport_await_record(&tls->transport);
        length = gnutls_record_recv(tls->session, buffer, size);
    } while (length < 0 && reads_on(tls, (int)length, ++without_content));
    tls->cut_short = length == GNUTLS_E_PREMATURE_TERMINATION;
    if (length >= 0 || tls->cut_short)
        return length >= 0 ? length : 0;
    if (stream_ok(tls->stream) && length == GNUTLS_E_FATAL_ALERT_RECEIVED)
        stop_by_alert(tls);
    else if (stream_ok(tls->stream))
        stop_by_code(tls->stream, (int)length);
    return -1;
}

static ssize_t layer_write(void *state, const void *bytes, size_t length)
{
    struct tls_session *tls = state;
    size_t sent = 0;
    while (sent < length && stream_ok(tls->stream)) {
        ssize_t now = gnutls_record_send(tls->session, (const char *)bytes + sent, length - sent);
        if (now >= 0)
            sent += (size_t)now;
        else if (gnutls_error_is_fatal((int)now))
            stop_by_code(tls->stream, (int)now);
    }
    if (tls->transport.last_words && read_last_words(tls) == GNUTLS_E_FATAL_ALERT_RECEIVED)
        stop_by_last_words(tls);
    return sent == length && !tls->transport.last_words ? (ssize_t)length : -1;
}

static void step(void *argument)
{
    struct tls_session *tls = argument;
    tls->code = gnutls_handshake(tls->session);
}

/* In another thread, which has the session meanwhile; what is sent and received is done here. What we compute
 * is not the server's time, up to a bound. */
static void step_off_loop(struct tls_session *tls, int64_t *computed_ms)
{
    struct stream *stream = tls->stream;
    int64_t began_ms = fiber_now_ms(stream->fiber);
    if (!off_loop_run(stream->fiber, step, tls)) {
        stream_interrupt(stream);
        return;
    }
    int64_t took_ms = fiber_now_ms(stream->fiber) - began_ms;
    if (*computed_ms + took_ms <= tls->settings.timeout_ms) {
        *computed_ms += took_ms;
        stream_extend(stream, took_ms);
    }
    transport_exchange(&tls->transport, tls->code == GNUTLS_E_AGAIN);
}

/* False when nothing more can come of it. What a server said before it closed is read to the end. */
static bool goes_on(const struct tls_session *tls)
{
    return tls->code < 0 && !gnutls_error_is_fatal(tls->code)
           && (stream_ok(tls->stream) || tls->transport.last_words);
}

static int shake_hands(struct tls_session *tls)
{
    int64_t computed_ms = 0;
    do {
        if (tls->transport.buffered)
            step_off_loop(tls, &computed_ms);
        else
            step(tls);
        if (tls->code == GNUTLS_E_AGAIN)
            transport_look(&tls->transport);
    } while (goes_on(tls));
    tls->transport.buffered = false;
    tls->transport.handshake_over = true;
    return tls->code >= 0 && tls->transport.last_words ? read_last_words(tls) : tls->code;
}

struct tls_session *tls_start(struct stream *stream, const struct tls_settings *settings,
                              const char *server_name, struct tls *facts)
{
    stream_begin(stream, STEP_HANDSHAKE, settings->timeout_ms);
    stream_note(stream, ABOUT_CONNECTION, "TLS handshake");
    struct tls_session *tls = allocate(1, sizeof *tls);
    tls->stream = stream;
    tls->settings = *settings;
    tls->facts = facts;
    tls->code = GNUTLS_E_AGAIN;
    int code = prepare(tls, server_name) ? shake_hands(tls) : GNUTLS_E_INTERNAL_ERROR;
    if (tls->session != NULL)
        read_certificates(tls, server_name);
    if (code < 0) {
        stop_handshake(tls, code);
        facts->completed = stop_is_cut_off(stream->session->stop.reason) ? ANSWER_UNKNOWN : ANSWER_NO;
        tls_end(tls);
        return NULL;
    }
    facts->completed = ANSWER_YES;
    read_parameters(tls);
    if (settings->resumption != NULL && settings->resumption->size_bytes > 0)
        facts->resumed = answer_of(gnutls_session_is_resumed(tls->session) != 0);
    stream->layer = (struct stream_layer){.state = tls, .read = layer_read, .write = layer_write};
    fiber_trim_stack(stream->fiber);
    return tls;
}

bool tls_was_cut_short(const struct tls_session *tls)
{
    return tls->cut_short;
}

/* Tickets of TLS 1.3 come after the handshake, so what there is to keep is known at the end. */
static void keep_for_resumption(struct tls_session *tls)
{
    struct tls_resumption *resumption = tls->settings.resumption;
    gnutls_datum_t datum = {0};
    if (resumption == NULL)
        return;
    tls_resumption_clear(resumption);
    /* Without a ticket TLS 1.3 has nothing to go on from, and GnuTLS would wait for one. */
    if (gnutls_protocol_get_version(tls->session) == GNUTLS_TLS1_3
        && tls->facts->session_ticket != ANSWER_YES)
        return;
    if (gnutls_session_get_data2(tls->session, &datum) < 0)
        return;
    resumption->data = datum.data;
    resumption->size_bytes = datum.size;
}

void tls_end(struct tls_session *tls)
{
    if (tls == NULL)
        return;
    struct tls *facts = tls->facts;
    if (facts->completed == ANSWER_YES) {
        unsigned flags = gnutls_session_get_flags(tls->session);
        facts->session_ticket = answer_of((flags & GNUTLS_SFLAGS_SESSION_TICKET) != 0);
        keep_for_resumption(tls);
        if (stream_ok(tls->stream))
            gnutls_bye(tls->session, GNUTLS_SHUT_WR);
    }
    if (tls->session != NULL)
        gnutls_deinit(tls->session);
    memset(&tls->stream->layer, 0, sizeof tls->stream->layer);
    hello_reply_free(&tls->server_hello);
    transport_free(&tls->transport);
    free(tls->refused.key);
    free(tls->refused.message.data);
    free(tls);
}
