/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * librabbitmq (https://github.com/alanxz/rabbitmq-c), versions 0.11 to 0.15. */
#include "broker/connection.h"

#include "config.h"

#include "base/list.h"
#include "base/text.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef HAVE_RABBITMQ_C_AMQP_H
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/framing.h>
#include <rabbitmq-c/ssl_socket.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#endif

enum { CHANNEL = 1, FRAME_MAX_BYTES = 128 * 1024, PROBLEM_BYTES = 300, PERSISTENT = 2 };

struct broker_connection {
    amqp_connection_state_t state;
    amqp_message_t message; /* of the event that was given last */
    bool has_message;
    char *type; /* of that message, as the next one */
    char *run;
    uint64_t published;
    bool lost;
    bool refused;
    char *shown; /* the URL */
    char *problem;
};

static amqp_bytes_t bytes_of(const char *text)
{
    return amqp_cstring_bytes(text);
}

static char *text_of(amqp_bytes_t bytes)
{
    return text_from_wire(bytes.bytes, bytes.len, PROBLEM_BYTES);
}

/* --- what went wrong --- */

/* `what` is the connection's to own. The first problem is the one that says most. */
static void note_problem(struct broker_connection *connection, char *what)
{
    if (!connection->lost)
        text_replace(&connection->problem, text_format("%s: %s", connection->shown, what));
    free(what);
}

static bool fail(struct broker_connection *connection, char *what)
{
    note_problem(connection, what);
    connection->lost = true;
    return false;
}

/* The same, of what waiting does not mend. */
static bool fail_for_good(struct broker_connection *connection, char *what)
{
    if (!connection->lost)
        connection->refused = true;
    return fail(connection, what);
}

static bool fail_status(struct broker_connection *connection, int status)
{
    return fail(connection, text_copy(amqp_error_string2(status)));
}

/* A wrong password, a right or a vhost that is not there, a queue that is another's or of another kind; what
 * is only down comes up again. */
static bool is_refusal(int code, const char *text)
{
    bool refused = code == AMQP_ACCESS_REFUSED || code == AMQP_NOT_ALLOWED || code == AMQP_PRECONDITION_FAILED
                   || code == AMQP_RESOURCE_LOCKED;
    return refused && strstr(text, "is down") == NULL;
}

/* What the broker says when it closes a channel or a connection. */
static bool fail_closed(struct broker_connection *connection, amqp_method_t method)
{
    amqp_channel_close_t closed = {0};
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
        closed = *(const amqp_channel_close_t *)method.decoded;
    } else if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const amqp_connection_close_t *whole = method.decoded;
        closed.reply_code = whole->reply_code;
        closed.reply_text = whole->reply_text;
    }
    char *shown = text_of(closed.reply_text);
    char *what = text_format("the broker says: %s", shown);
    bool refused = is_refusal(closed.reply_code, shown);
    free(shown);
    return refused ? fail_for_good(connection, what) : fail(connection, what);
}

static bool settle(struct broker_connection *connection, amqp_rpc_reply_t reply)
{
    switch (reply.reply_type) {
    case AMQP_RESPONSE_NORMAL:
        return true;
    case AMQP_RESPONSE_SERVER_EXCEPTION:
        return fail_closed(connection, reply.reply);
    case AMQP_RESPONSE_LIBRARY_EXCEPTION:
        return fail_status(connection, reply.library_error);
    case AMQP_RESPONSE_NONE:
        break;
    }
    return fail(connection, text_copy("the broker gave no answer"));
}

static bool settle_call(struct broker_connection *connection)
{
    return settle(connection, amqp_get_rpc_reply(connection->state));
}

const char *broker_problem(const struct broker_connection *connection)
{
    return text_or_nothing(connection->problem);
}

bool broker_has_refused(const struct broker_connection *connection)
{
    return connection->refused;
}

/* --- connecting --- */

/* The CA certificates of the system as one file, which is what the library takes. */
static const char *system_ca_file(void)
{
    static const char *const files[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
    const char *given = getenv("SSL_CERT_FILE");
    if (given != NULL && given[0] != '\0')
        return given;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return files[0];
}

static amqp_socket_t *new_tls_socket(struct broker_connection *connection, const struct broker_url *url)
{
    const char *ca_file = url->ca_file != NULL ? url->ca_file : system_ca_file();
    amqp_socket_t *socket = amqp_ssl_socket_new(connection->state);
    if (socket == NULL)
        return NULL;
    amqp_ssl_socket_set_verify_peer(socket, 1);
    amqp_ssl_socket_set_verify_hostname(socket, 1);
    if (amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) != AMQP_STATUS_OK)
        fail_for_good(connection, text_copy("TLS cannot be set up"));
    else if (amqp_ssl_socket_set_cacert(socket, ca_file) != AMQP_STATUS_OK)
        fail_for_good(connection, text_format("%s has no CA certificates that can be read", ca_file));
    else if (url->certificate_file != NULL
             && amqp_ssl_socket_set_key(socket, url->certificate_file, url->key_file) != AMQP_STATUS_OK)
        fail_for_good(connection, text_format("%s and %s are no certificate and key", url->certificate_file,
                                              url->key_file));
    return socket;
}

static struct timeval time_of(int64_t ms)
{
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
}

/* A broker that is gone without a word must not hold up a publish for longer than silence would. */
static void bound_sending(const struct broker_connection *connection, const struct broker_url *url)
{
    int64_t heartbeat_ms = url->heartbeat_s * 2000;
    unsigned limit_ms = (unsigned)(heartbeat_ms > url->timeout_ms ? heartbeat_ms : url->timeout_ms);
    setsockopt(amqp_get_sockfd(connection->state), IPPROTO_TCP, TCP_USER_TIMEOUT, &limit_ms, sizeof limit_ms);
}

static bool open_socket(struct broker_connection *connection, const struct broker_url *url)
{
    struct timeval limit = time_of(url->timeout_ms);
    amqp_socket_t *socket =
        url->tls ? new_tls_socket(connection, url) : amqp_tcp_socket_new(connection->state);
    if (socket == NULL)
        return fail(connection, text_copy("no socket can be made"));
    if (connection->lost)
        return false;
    amqp_set_handshake_timeout(connection->state, &limit);
    amqp_set_rpc_timeout(connection->state, &limit);
    int status = amqp_socket_open_noblock(socket, url->host, (int)url->port, &limit);
    if (status == AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED || status == AMQP_STATUS_SSL_PEER_VERIFY_FAILED)
        return fail_for_good(connection, text_format("no connection: %s", amqp_error_string2(status)));
    if (status != AMQP_STATUS_OK)
        return fail(connection, text_format("no connection: %s", amqp_error_string2(status)));
    bound_sending(connection, url);
    return true;
}

static bool log_in(struct broker_connection *connection, const struct broker_url *url)
{
    amqp_rpc_reply_t reply =
        amqp_login(connection->state, url->vhost, 0, FRAME_MAX_BYTES, (int)url->heartbeat_s,
                   AMQP_SASL_METHOD_PLAIN, url->user, url->password);
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION
        && (reply.library_error == AMQP_STATUS_SOCKET_ERROR
            || reply.library_error == AMQP_STATUS_CONNECTION_CLOSED))
        return fail(connection,
                    text_copy("the broker closed the connection: is it an AMQP port, and of this kind?"));
    return settle(connection, reply);
}

static bool open_channel(struct broker_connection *connection)
{
    amqp_channel_open(connection->state, CHANNEL);
    if (!settle_call(connection))
        return false;
    amqp_confirm_select(connection->state, CHANNEL);
    return settle_call(connection);
}

struct broker_connection *broker_connect(const struct broker_url *url, struct broker_failure *failure)
{
    struct broker_connection *connection = allocate(1, sizeof *connection);
    *failure = (struct broker_failure){0};
    connection->shown = broker_url_shown(url);
    connection->state = amqp_new_connection();
    if (connection->state == NULL)
        out_of_memory();
    if (open_socket(connection, url) && log_in(connection, url) && open_channel(connection))
        return connection;
    *failure = (struct broker_failure){.problem = text_copy(broker_problem(connection)),
                                       .is_refusal = connection->refused};
    broker_close(connection);
    return NULL;
}

static void forget_message(struct broker_connection *connection)
{
    if (connection->has_message)
        amqp_destroy_message(&connection->message);
    connection->has_message = false;
    text_replace(&connection->type, NULL);
    text_replace(&connection->run, NULL);
}

void broker_close(struct broker_connection *connection)
{
    if (connection == NULL)
        return;
    forget_message(connection);
    if (!connection->lost)
        amqp_connection_close(connection->state, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(connection->state);
    free(connection->shown);
    free(connection->problem);
    free(connection);
}

int broker_descriptor(const struct broker_connection *connection)
{
    return amqp_get_sockfd(connection->state);
}

int broker_pause_ms(const struct broker_connection *connection)
{
    enum { PAUSE_MAX_MS = 5000 };
    int heartbeat_s = amqp_get_heartbeat(connection->state);
    int ms = heartbeat_s > 0 ? heartbeat_s * 250 : PAUSE_MAX_MS;
    return ms < PAUSE_MAX_MS ? ms : PAUSE_MAX_MS;
}

/* --- queues --- */

static amqp_table_entry_t text_entry(const char *key, const char *value)
{
    return (amqp_table_entry_t){.key = bytes_of(key),
                                .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = bytes_of(value)}};
}

static amqp_table_entry_t number_entry(const char *key, int64_t value)
{
    return (amqp_table_entry_t){.key = bytes_of(key),
                                .value = {.kind = AMQP_FIELD_KIND_I64, .value.i64 = value}};
}

/* Dead letters move from queue to queue as safely as what is published: at least once, for which the queue
 * has to refuse what it has no room for. */
bool broker_declare(struct broker_connection *connection, const char *queue, int64_t deliveries_max,
                    const char *dead_letters)
{
    amqp_table_entry_t entries[] = {
        text_entry("x-queue-type", "quorum"),
        number_entry("x-delivery-limit", deliveries_max),
        text_entry("x-overflow", "reject-publish"),
        text_entry("x-dead-letter-strategy", "at-least-once"),
        text_entry("x-dead-letter-exchange", ""),
        text_entry("x-dead-letter-routing-key", dead_letters != NULL ? dead_letters : ""),
    };
    amqp_table_t arguments = {.num_entries = dead_letters != NULL ? sizeof entries / sizeof *entries : 2,
                              .entries = entries};
    amqp_queue_declare(connection->state, CHANNEL, bytes_of(queue), 0, 1, 0, 0, arguments);
    return settle_call(connection);
}

bool broker_count(struct broker_connection *connection, const char *queue, size_t *messages,
                  size_t *consumers)
{
    const amqp_queue_declare_ok_t *answer =
        amqp_queue_declare(connection->state, CHANNEL, bytes_of(queue), 1, 0, 0, 0, amqp_empty_table);
    if (!settle_call(connection))
        return false;
    *messages = answer->message_count;
    *consumers = answer->consumer_count;
    return true;
}

bool broker_consume(struct broker_connection *connection, const char *queue, const char *consumer,
                    size_t prefetch, bool alone)
{
    uint16_t ahead = prefetch < UINT16_MAX ? (uint16_t)prefetch : UINT16_MAX;
    amqp_basic_qos(connection->state, CHANNEL, 0, ahead, 0);
    if (!settle_call(connection))
        return false;
    amqp_basic_consume(connection->state, CHANNEL, bytes_of(queue), bytes_of(consumer), 0, 0, alone,
                       amqp_empty_table);
    return settle_call(connection);
}

bool broker_cancel(struct broker_connection *connection, const char *consumer)
{
    amqp_basic_cancel(connection->state, CHANNEL, bytes_of(consumer));
    return settle_call(connection);
}

/* --- messages --- */

static bool settle_status(struct broker_connection *connection, int status)
{
    return !connection->lost && (status == AMQP_STATUS_OK || fail_status(connection, status));
}

bool broker_publish(struct broker_connection *connection, const char *queue,
                    const struct broker_message *message, uint64_t *tag)
{
    amqp_table_entry_t run = text_entry("run", text_or_nothing(message->run));
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TYPE_FLAG | AMQP_BASIC_HEADERS_FLAG,
        .delivery_mode = PERSISTENT,
        .type = bytes_of(message->type),
        .headers = {.num_entries = message->run != NULL, .entries = &run},
    };
    amqp_bytes_t body = {.len = message->length, .bytes = (void *)message->body};
    /* Mandatory: what no queue takes would otherwise be confirmed and gone. */
    int status = amqp_basic_publish(connection->state, CHANNEL, amqp_empty_bytes, bytes_of(queue), 1, 0,
                                    &properties, body);
    *tag = ++connection->published;
    return settle_status(connection, status);
}

bool broker_acknowledge(struct broker_connection *connection, uint64_t tag)
{
    return settle_status(connection, amqp_basic_ack(connection->state, CHANNEL, tag, 0));
}

bool broker_give_back(struct broker_connection *connection, uint64_t tag)
{
    return settle_status(connection, amqp_basic_reject(connection->state, CHANNEL, tag, 1));
}

static bool read_message(struct broker_connection *connection)
{
    forget_message(connection);
    if (!settle(connection, amqp_read_message(connection->state, CHANNEL, &connection->message, 0)))
        return false;
    connection->has_message = true;
    return true;
}

static bool is_named(const amqp_table_entry_t *entry, const char *name)
{
    return entry->key.len == strlen(name) && memcmp(entry->key.bytes, name, entry->key.len) == 0;
}

static int64_t number_of(const amqp_field_value_t *value)
{
    switch (value->kind) {
    case AMQP_FIELD_KIND_I64:
        return value->value.i64;
    case AMQP_FIELD_KIND_I32:
        return value->value.i32;
    case AMQP_FIELD_KIND_I16:
        return value->value.i16;
    case AMQP_FIELD_KIND_I8:
        return value->value.i8;
    default:
        return 0;
    }
}

static void read_properties(struct broker_connection *connection, struct broker_event *event)
{
    const amqp_message_t *message = &connection->message;
    const amqp_basic_properties_t *properties = &message->properties;
    if ((properties->_flags & AMQP_BASIC_TYPE_FLAG) != 0)
        connection->type = text_of(properties->type);
    if ((properties->_flags & AMQP_BASIC_HEADERS_FLAG) != 0)
        for (int i = 0; i < properties->headers.num_entries; i++) {
            const amqp_table_entry_t *entry = &properties->headers.entries[i];
            if (is_named(entry, "run") && entry->value.kind == AMQP_FIELD_KIND_UTF8)
                text_replace(&connection->run, text_of(entry->value.value.bytes));
            else if (is_named(entry, "x-delivery-count"))
                event->delivered_before = number_of(&entry->value);
        }
    event->message = (struct broker_message){.type = text_or_nothing(connection->type),
                                             .run = text_or_nothing(connection->run),
                                             .body = message->body.bytes,
                                             .length = message->body.len};
}

static void take_delivery(struct broker_connection *connection, const amqp_basic_deliver_t *deliver,
                          struct broker_event *event)
{
    event->tag = deliver->delivery_tag;
    size_t length = deliver->consumer_tag.len;
    if (length >= sizeof event->consumer)
        length = sizeof event->consumer - 1;
    memcpy(event->consumer, deliver->consumer_tag.bytes, length);
    event->consumer[length] = '\0';
    if (!read_message(connection))
        return;
    event->kind = BROKER_DELIVERY;
    read_properties(connection, event);
}

static void take_method(struct broker_connection *connection, amqp_method_t method,
                        struct broker_event *event)
{
    switch (method.id) {
    case AMQP_BASIC_DELIVER_METHOD:
        take_delivery(connection, method.decoded, event);
        break;
    case AMQP_BASIC_ACK_METHOD: {
        const amqp_basic_ack_t *ack = method.decoded;
        *event = (struct broker_event){
            .kind = BROKER_CONFIRMED, .tag = ack->delivery_tag, .multiple = ack->multiple};
        break;
    }
    case AMQP_BASIC_NACK_METHOD: {
        const amqp_basic_nack_t *nack = method.decoded;
        note_problem(connection, text_copy("the broker did not take a message"));
        *event = (struct broker_event){
            .kind = BROKER_REFUSED, .tag = nack->delivery_tag, .multiple = nack->multiple};
        break;
    }
    case AMQP_BASIC_CANCEL_METHOD:
        note_problem(connection, text_copy("the broker does not deliver from a queue any more"));
        event->kind = BROKER_CANCELLED;
        break;
    case AMQP_BASIC_RETURN_METHOD:
        fail(connection, text_copy("a queue is not there any more"));
        break;
    case AMQP_CHANNEL_CLOSE_METHOD:
    case AMQP_CONNECTION_CLOSE_METHOD:
        fail_closed(connection, method);
        break;
    default: /* connection.blocked and the like */
        break;
    }
}

void broker_next(struct broker_connection *connection, int timeout_ms, struct broker_event *event)
{
    *event = (struct broker_event){0};
    forget_message(connection);
    struct timeval limit = time_of(timeout_ms);
    amqp_frame_t frame;
    if (!connection->lost) {
        amqp_maybe_release_buffers(connection->state);
        int status = amqp_simple_wait_frame_noblock(connection->state, &frame, &limit);
        if (status == AMQP_STATUS_OK && frame.frame_type == AMQP_FRAME_METHOD)
            take_method(connection, frame.payload.method, event);
        else if (status != AMQP_STATUS_OK && status != AMQP_STATUS_TIMEOUT)
            fail_status(connection, status);
    }
    if (connection->lost)
        *event = (struct broker_event){.kind = BROKER_LOST};
}
