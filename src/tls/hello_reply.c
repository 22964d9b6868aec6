/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From bytes to records, from records to messages, and when it is enough (RFC 9846 5.1, 6, RFC 5246 6.2). */
#include "tls/hello_reply.h"

#include "base/list.h"
#include "base/text.h"
#include "base/tls_names.h"
#include "tls/codec.h"
#include "tls/hello_messages.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_HEADER_BYTES = 5, RECORD_BYTES_MAX = 1 << 14, SSL2_HEADER_BYTES = 2, MESSAGE_HEADER_BYTES = 4 };
enum { ALERT_WARNING = 1 };

static void buffer_append(struct hello_buffer *buffer, const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return;
    if (buffer->capacity - buffer->length < length) {
        size_t capacity = 2 * (buffer->length - buffer->taken + length);
        uint8_t *fresh = allocate(capacity, 1);
        buffer->length -= buffer->taken;
        if (buffer->length > 0)
            memcpy(fresh, buffer->bytes + buffer->taken, buffer->length);
        buffer->taken = 0;
        free(buffer->bytes);
        buffer->bytes = fresh;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

/* What waits in the buffer; never without an address, so that it may be counted from. */
static struct codec_cursor waiting(const struct hello_buffer *buffer)
{
    static const uint8_t nothing[1];
    if (buffer->bytes == NULL)
        return (struct codec_cursor){.bytes = nothing};
    return (struct codec_cursor){.bytes = buffer->bytes + buffer->taken,
                                 .left = buffer->length - buffer->taken};
}

static void buffer_clear(struct hello_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct hello_buffer){0};
}

static bool has_hello(const struct hello_reply *reply)
{
    return reply->kind == HELLO_REPLY_SERVER_HELLO || reply->kind == HELLO_REPLY_RETRY_REQUEST;
}

static void fail(struct hello_reader *reader, const char *problem)
{
    reader->reply.problem = problem;
    if (!has_hello(&reader->reply))
        reader->reply.kind = HELLO_REPLY_MALFORMED;
    reader->done = true;
}

static void read_server_hello(struct hello_reader *reader, struct codec_cursor body)
{
    struct hello_reply *reply = &reader->reply;
    const char *problem = hello_messages_server_hello(body, reply);
    if (problem != NULL) {
        reply->kind = HELLO_REPLY_MALFORMED;
        fail(reader, problem);
        return;
    }
    reader->done = reader->extent == HELLO_REPLY_HELLO || reply->kind == HELLO_REPLY_RETRY_REQUEST
                   || reply->version > VERSION_TLS_1_2;
}

static void read_message(struct hello_reader *reader, unsigned type, struct codec_cursor body)
{
    if (has_hello(&reader->reply)) {
        const char *problem = hello_messages_flight(type, body, &reader->reply);
        if (problem != NULL)
            fail(reader, problem);
        else
            reader->done = reader->reply.flight_complete;
    } else if (type == HANDSHAKE_SERVER_HELLO) {
        read_server_hello(reader, body);
    } else {
        fail(reader, "another handshake message comes instead of ServerHello");
    }
}

static void read_messages(struct hello_reader *reader)
{
    while (!reader->done) {
        struct codec_cursor from = waiting(&reader->handshake);
        size_t before = from.left;
        unsigned type = codec_take(&from, 1);
        size_t length = codec_take(&from, 3);
        if (from.failed)
            return;
        if (length > HELLO_REPLY_BYTES_MAX) {
            fail(reader, "a handshake message is too long");
            return;
        }
        struct codec_cursor body = codec_take_bytes(&from, length);
        if (from.failed)
            return;
        reader->handshake.taken += before - from.left;
        read_message(reader, type, body);
    }
}

static void read_alert(struct hello_reader *reader, struct codec_cursor content)
{
    struct hello_reply *reply = &reader->reply;
    unsigned level = codec_take(&content, 1), description = codec_take(&content, 1);
    if (content.failed || content.left > 0) {
        fail(reader, "an alert is not two bytes long");
        return;
    }
    reply->alerted = true;
    reply->alert_level = (uint8_t)level;
    reply->alert = (uint8_t)description;
    /* A warning, such as that the name is not known here, may come before the ServerHello (RFC 6066 3). */
    if (level == ALERT_WARNING && description != ALERT_CLOSE_NOTIFY)
        return;
    if (!has_hello(reply))
        reply->kind = HELLO_REPLY_ALERT;
    reader->done = true;
}

static void read_record(struct hello_reader *reader, unsigned type, struct codec_cursor content)
{
    if (type == RECORD_ALERT) {
        read_alert(reader, content);
    } else if (type != RECORD_HANDSHAKE) {
        fail(reader, "a record is neither handshake nor alert");
    } else if (content.left == 0) {
        fail(reader, "a handshake record is empty"); /* RFC 9846 5.1 */
    } else {
        buffer_append(&reader->handshake, content.bytes, content.left);
        read_messages(reader);
    }
}

static void read_records(struct hello_reader *reader)
{
    while (!reader->done) {
        struct codec_cursor from = waiting(&reader->records);
        size_t before = from.left;
        unsigned type = codec_take(&from, 1), version = codec_take(&from, 2);
        if (from.failed)
            return;
        if (version >> 8 != 3) {
            fail(reader, "a record has a version that TLS does not have");
            return;
        }
        size_t length = codec_take(&from, 2);
        if (from.failed)
            return;
        if (length > RECORD_BYTES_MAX) {
            fail(reader, "a record is longer than TLS allows");
            return;
        }
        struct codec_cursor content = codec_take_bytes(&from, length);
        if (from.failed)
            return;
        reader->reply.record_version = (uint16_t)version;
        reader->records.taken += before - from.left;
        read_record(reader, type, content);
    }
}

/* One record with its length, without padding, in the 15 bits after the first; its type is looked at first,
 * so that nobody waits for what a stray length promises. */
static void read_ssl2(struct hello_reader *reader)
{
    struct codec_cursor from = waiting(&reader->records);
    size_t length = codec_take(&from, SSL2_HEADER_BYTES) & 0x7fff;
    unsigned type = codec_take(&from, 1);
    if (from.failed)
        return;
    if (length == 0 || (type != SSL2_SERVER_HELLO && type != SSL2_ERROR)) {
        fail(reader, "an SSL 2.0 record is neither SERVER-HELLO nor error");
        return;
    }
    struct codec_cursor body = codec_take_bytes(&from, length - 1);
    if (from.failed)
        return;
    reader->done = true;
    if (type == SSL2_SERVER_HELLO) {
        const char *problem = hello_messages_ssl2_server_hello(body, &reader->reply);
        if (problem != NULL)
            fail(reader, problem);
        return;
    }
    reader->reply.kind = HELLO_REPLY_SSL2_ERROR;
    reader->reply.ssl2_error = (uint16_t)codec_take(&body, 2);
    if (body.failed || body.left > 0)
        fail(reader, "an SSL 2.0 error is malformed");
}

static void read_text(struct hello_reader *reader)
{
    struct codec_cursor all = waiting(&reader->records);
    reader->reply.kind = HELLO_REPLY_NOT_TLS;
    reader->reply.text = text_from_wire(all.bytes, all.left, HELLO_REPLY_TEXT_BYTES_MAX);
    reader->done = true;
}

/* The first byte of all tells which protocol the server speaks; later ones are records whatever they are. */
static void read_all(struct hello_reader *reader)
{
    struct codec_cursor all = waiting(&reader->records);
    bool is_first = reader->reply.record_version == 0;
    if (all.left == 0)
        return;
    if (is_first && all.bytes[0] >= 0x80)
        read_ssl2(reader);
    else if (is_first && (all.bytes[0] < RECORD_CHANGE_CIPHER_SPEC || all.bytes[0] > RECORD_APPLICATION_DATA))
        read_text(reader);
    else
        read_records(reader);
}

bool hello_reply_feed(struct hello_reader *reader, const uint8_t *bytes, size_t length)
{
    if (reader->done)
        return true;
    bool too_much = length > HELLO_REPLY_BYTES_MAX - reader->received_bytes;
    if (too_much)
        length = HELLO_REPLY_BYTES_MAX - reader->received_bytes;
    reader->received_bytes += length;
    buffer_append(&reader->records, bytes, length);
    read_all(reader);
    if (too_much && !reader->done)
        fail(reader, "the server sends too much data");
    return reader->done;
}

void hello_reply_end(struct hello_reader *reader)
{
    if (!reader->done && reader->reply.kind == HELLO_REPLY_PENDING && reader->reply.alerted)
        reader->reply.kind = HELLO_REPLY_ALERT;
    reader->done = true;
}

static void free_blobs(struct hello_blob *blobs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(blobs[i].bytes);
    free(blobs);
}

void hello_reply_free(struct hello_reader *reader)
{
    struct hello_reply *reply = &reader->reply;
    buffer_clear(&reader->records);
    buffer_clear(&reader->handshake);
    free(reply->text);
    free(reply->alpn);
    free(reply->session_id.bytes);
    free(reply->key_share.bytes);
    free_blobs(reply->chain, reply->chain_count);
    free(reply->key_exchange.prime.bytes);
    free(reply->key_exchange.public_value.bytes);
    free(reply->certificate_request.types.bytes);
    free(reply->certificate_request.algorithms.bytes);
    free_blobs(reply->certificate_request.names, reply->certificate_request.name_count);
    free(reply->ocsp_response.bytes);
    *reader = (struct hello_reader){0};
}
