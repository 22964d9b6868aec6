/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between GnuTLS and a stream: see tls/transport.h. */
#include "tls/transport.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "tls/codec.h"
#include "tls/hello_reply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { RECORD_HEADER_BYTES = 5 };

/* A record takes two. Enough for 128 KiB in records of 16 bytes; a server that puts each byte into a record
 * of its own and never ends takes our time, and GnuTLS counts no records. */
enum { HANDSHAKE_RECEIVES_MAX = 50000 };

static void keep_first_bytes(struct transport *transport, const char *bytes, size_t length)
{
    size_t room = sizeof transport->first_bytes - transport->first_count;
    size_t count = length < room ? length : room;
    memcpy(transport->first_bytes + transport->first_count, bytes, count);
    transport->first_count += count;
}

void transport_keep_rest(struct transport *transport)
{
    char rest[STREAM_FIRST_BYTES];
    keep_first_bytes(transport, rest, stream_take_pending(transport->stream, rest, sizeof rest));
}

/* Makes room for `more` bytes behind those that wait. */
static char *room_for(struct transport_buffer *buffer, size_t more)
{
    if (buffer->taken == buffer->length)
        buffer->taken = buffer->length = 0;
    if (buffer->capacity - buffer->length < more) {
        buffer->capacity = 2 * buffer->length + more;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (buffer->bytes == NULL)
            out_of_memory();
    }
    return buffer->bytes + buffer->length;
}

static bool has_receives_left(struct transport *transport)
{
    return transport->handshake_over || transport->receive_count++ < HANDSHAKE_RECEIVES_MAX
           || stream_stop(transport->stream, STOP_TLS, 0,
                          "the server sent more than %d TLS records in a handshake",
                          HANDSHAKE_RECEIVES_MAX / 2);
}

/* After a write that failed nothing is waited for any more. */
static ssize_t receive(struct transport *transport, void *buffer, size_t size)
{
    if (!has_receives_left(transport))
        return -1;
    ssize_t length = transport->last_words ? recv(transport->stream->descriptor, buffer, size, MSG_DONTWAIT)
                                           : stream_receive(transport->stream, buffer, size);
    if (length > 0)
        keep_first_bytes(transport, buffer, (size_t)length);
    transport->at_end = length == 0;
    return length;
}

/* Receives exactly so many bytes into the buffer; false when they do not come. */
static bool receive_all(struct transport *transport, size_t count)
{
    while (count > 0) {
        char *room = room_for(&transport->in, count);
        ssize_t length = receive(transport, room, count);
        if (length <= 0)
            return false;
        transport->in.length += (size_t)length;
        count -= (size_t)length;
    }
    return true;
}

static ssize_t take(struct transport_buffer *buffer, void *to, size_t size)
{
    size_t left = buffer->length - buffer->taken;
    size_t count = left < size ? left : size;
    memcpy(to, buffer->bytes + buffer->taken, count);
    buffer->taken += count;
    return (ssize_t)count;
}

/* Receives one record and has it read; true when no more has to be looked at. Never more is received than
 * GnuTLS would, so that what comes later is still the stream's. */
static bool look_at_record(struct transport *transport, struct hello_reader *reader)
{
    struct transport_buffer *in = &transport->in;
    size_t at = in->length;
    if (!receive_all(transport, RECORD_HEADER_BYTES))
        return true;
    const uint8_t *header = (const uint8_t *)in->bytes + at;
    if (header[0] < RECORD_CHANGE_CIPHER_SPEC || header[0] > RECORD_APPLICATION_DATA || header[1] != 3)
        return true;
    if (hello_reply_feed(reader, header, RECORD_HEADER_BYTES))
        return true;
    size_t length = (size_t)header[3] << 8 | header[4];
    if (!receive_all(transport, length))
        return true;
    return hello_reply_feed(reader, (const uint8_t *)in->bytes + at + RECORD_HEADER_BYTES, length);
}

/* Whether what follows may cost more than some milliseconds. Finite-field Diffie-Hellman does, with a prime
 * that the server chooses. After HelloRetryRequest a key is made in a group that the server chooses. An
 * answer that our reader does not understand may still be understood by GnuTLS. */
static bool may_take_long(const struct hello_reply *reply)
{
    if (reply->kind != HELLO_REPLY_SERVER_HELLO)
        return reply->kind == HELLO_REPLY_RETRY_REQUEST || reply->kind == HELLO_REPLY_MALFORMED;
    const struct tls_suite *suite = tls_names_suite(reply->suite);
    return suite == NULL
           || (suite->key_exchange != KEY_EXCHANGE_ANY && suite->key_exchange != KEY_EXCHANGE_ECDHE
               && suite->key_exchange != KEY_EXCHANGE_RSA);
}

void transport_look(struct transport *transport)
{
    struct hello_reader reader = {.extent = HELLO_REPLY_HELLO};
    if (transport->has_looked)
        return;
    transport->has_looked = true;
    while (!look_at_record(transport, &reader))
        continue;
    transport->buffered = may_take_long(&reader.reply);
    hello_reply_free(&reader);
}

void transport_await_record(struct transport *transport)
{
    if (transport->in.taken == transport->in.length && !transport->last_words)
        receive_all(transport, RECORD_HEADER_BYTES);
}

static ssize_t fail(const struct transport *transport, int error)
{
    gnutls_transport_set_errno(transport->session, error);
    return -1;
}

ssize_t transport_pull(struct transport *transport, void *buffer, size_t size)
{
    if (!transport->has_looked)
        return fail(transport, EAGAIN);
    if (transport->in.taken < transport->in.length)
        return take(&transport->in, buffer, size);
    if (!transport->buffered) {
        ssize_t length = receive(transport, buffer, size);
        return length < 0 ? fail(transport, EIO) : length;
    }
    if (transport->failed)
        return transport->at_end ? 0 : fail(transport, EIO);
    transport->wanted_bytes = size;
    return fail(transport, EAGAIN);
}

static ssize_t send_all(struct transport *transport, const void *bytes, size_t length)
{
    ssize_t sent = stream_send(transport->stream, bytes, length);
    /* A server that sends an alert and closes, while we send what its flight asks for. */
    transport->last_words = sent < 0 && transport->stream->session->stop.reason == STOP_RESET;
    if (transport->last_words)
        return (ssize_t)length;
    return sent < 0 ? fail(transport, EIO) : sent;
}

ssize_t transport_push(struct transport *transport, const void *bytes, size_t length)
{
    if (!transport->buffered)
        return send_all(transport, bytes, length);
    memcpy(room_for(&transport->out, length), bytes, length);
    transport->out.length += length;
    return (ssize_t)length;
}

void transport_exchange(struct transport *transport, bool waits)
{
    struct transport_buffer *out = &transport->out;
    if (out->length > 0)
        send_all(transport, out->bytes, out->length);
    out->length = 0;
    if (waits && transport->wanted_bytes > 0)
        transport->failed = !receive_all(transport, transport->wanted_bytes);
    transport->wanted_bytes = 0;
}

void transport_free(struct transport *transport)
{
    free(transport->in.bytes);
    free(transport->out.bytes);
}
