/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading ServerHello, HelloRetryRequest and the SERVER-HELLO of SSL 2.0. */
#include "tls/hello_messages.h"

#include "base/list.h"
#include "base/text.h"
#include "base/tls_names.h"

#include <stdlib.h>
#include <string.h>

/* The random that makes a ServerHello a HelloRetryRequest: SHA-256 of that word (RFC 9846 4.2.3). */
static const uint8_t retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

void hello_messages_keep(struct hello_blob *blob, struct codec_cursor bytes)
{
    free(blob->bytes);
    blob->bytes = NULL;
    blob->length = bytes.left;
    if (bytes.left == 0)
        return;
    blob->bytes = allocate(bytes.left, 1);
    memcpy(blob->bytes, bytes.bytes, bytes.left);
}

static enum downgrade_sentinel downgrade_of(const uint8_t random[32])
{
    if (memcmp(random + 24, "DOWNGRD\1", 8) == 0)
        return DOWNGRADE_TO_TLS_1_2;
    return memcmp(random + 24, "DOWNGRD\0", 8) == 0 ? DOWNGRADE_BELOW_TLS_1_2 : DOWNGRADE_NONE;
}

/* A share in a ServerHello, the group alone in a HelloRetryRequest (RFC 9846 4.3.8). */
static const char *read_key_share(struct codec_cursor *content, struct hello_reply *reply)
{
    reply->group = (uint16_t)codec_take(content, 2);
    if (reply->kind == HELLO_REPLY_SERVER_HELLO)
        hello_messages_keep(&reply->key_share, codec_take_vector(content, 2));
    return content->failed || content->left > 0 ? "key_share is malformed" : NULL;
}

static const char *read_alpn(struct codec_cursor *content, struct hello_reply *reply)
{
    struct codec_cursor list = codec_take_vector(content, 2);
    struct codec_cursor name = codec_take_vector(&list, 1);
    if (content->failed || content->left > 0 || list.failed || list.left > 0)
        return "application_layer_protocol_negotiation is malformed";
    reply->alpn = text_from_wire(name.bytes, name.left, HELLO_REPLY_TEXT_BYTES_MAX);
    return NULL;
}

static const char *read_extension(unsigned type, struct codec_cursor *content, struct hello_reply *reply)
{
    switch (type) {
    case EXTENSION_SUPPORTED_VERSIONS:
        reply->version = (uint16_t)codec_take(content, 2);
        return content->failed || content->left > 0 ? "supported_versions is malformed" : NULL;
    case EXTENSION_KEY_SHARE:
        return read_key_share(content, reply);
    case EXTENSION_ALPN:
        return read_alpn(content, reply);
    case EXTENSION_HEARTBEAT:
        reply->heartbeat = true;
        break;
    case EXTENSION_EXTENDED_MASTER_SECRET:
        reply->extended_master_secret = true;
        break;
    case EXTENSION_ENCRYPT_THEN_MAC:
        reply->encrypt_then_mac = true;
        break;
    case EXTENSION_RENEGOTIATION_INFO:
        reply->renegotiation_info = true;
        break;
    case EXTENSION_SESSION_TICKET:
        reply->session_ticket = true;
        break;
    case EXTENSION_STATUS_REQUEST:
        reply->status_request = true;
        break;
    case EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP:
        reply->signed_certificate_timestamp = true;
        break;
    default:
        break;
    }
    return NULL;
}

static bool has_extension(const struct hello_reply *reply, unsigned type)
{
    for (size_t i = 0; i < reply->extension_count; i++)
        if (reply->extensions[i] == type)
            return true;
    return false;
}

static const char *read_extensions(struct codec_cursor *list, struct hello_reply *reply)
{
    while (list->left > 0) {
        unsigned type = codec_take(list, 2);
        struct codec_cursor content = codec_take_vector(list, 2);
        if (list->failed)
            return "an extension reaches past the end of its list";
        if (has_extension(reply, type))
            return "an extension is repeated";
        if (reply->extension_count == HELLO_REPLY_EXTENSIONS_MAX)
            return "ServerHello has more extensions than any server would send";
        reply->extensions[reply->extension_count++] = (uint16_t)type;
        const char *problem = read_extension(type, &content, reply);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

const char *hello_messages_server_hello(struct codec_cursor body, struct hello_reply *reply)
{
    reply->hello_version = reply->version = (uint16_t)codec_take(&body, 2);
    struct codec_cursor random = codec_take_bytes(&body, sizeof reply->random);
    struct codec_cursor session_id = codec_take_vector(&body, 1);
    reply->suite = (uint16_t)codec_take(&body, 2);
    reply->compression = (uint8_t)codec_take(&body, 1);
    if (body.failed)
        return "ServerHello is too short";
    if (session_id.left > 32)
        return "ServerHello's session identifier is longer than 32 bytes";
    memcpy(reply->random, random.bytes, sizeof reply->random);
    reply->downgrade = downgrade_of(reply->random);
    hello_messages_keep(&reply->session_id, session_id);
    reply->kind = memcmp(reply->random, retry_random, sizeof retry_random) == 0 ? HELLO_REPLY_RETRY_REQUEST
                                                                                : HELLO_REPLY_SERVER_HELLO;
    if (body.left == 0)
        return NULL;
    struct codec_cursor extensions = codec_take_vector(&body, 2);
    if (body.failed || body.left > 0)
        return "the length of ServerHello's extensions is wrong";
    return read_extensions(&extensions, reply);
}

/* The SSL 2.0 protocol specification (1995), 1.2 and 5.6. */
const char *hello_messages_ssl2_server_hello(struct codec_cursor body, struct hello_reply *reply)
{
    codec_take(&body, 1); /* whether the session is resumed: none was offered */
    codec_take(&body, 1); /* certificate type: X.509 is the only one */
    reply->hello_version = reply->version = (uint16_t)codec_take(&body, 2);
    size_t certificate_bytes = codec_take(&body, 2);
    size_t kinds_bytes = codec_take(&body, 2);
    size_t connection_id_bytes = codec_take(&body, 2);
    struct codec_cursor certificate = codec_take_bytes(&body, certificate_bytes);
    struct codec_cursor kinds = codec_take_bytes(&body, kinds_bytes);
    codec_take_bytes(&body, connection_id_bytes);
    if (body.failed || body.left > 0 || kinds_bytes % 3 != 0)
        return "the SSL 2.0 SERVER-HELLO is malformed";
    while (kinds.left > 0 && reply->cipher_kind_count < HELLO_REPLY_CIPHER_KINDS_MAX)
        reply->cipher_kinds[reply->cipher_kind_count++] = codec_take(&kinds, 3);
    if (certificate.left > 0) {
        struct hello_blob *kept = list_append(&reply->chain, &reply->chain_count, sizeof reply->chain[0]);
        hello_messages_keep(kept, certificate);
    }
    reply->kind = HELLO_REPLY_SSL2_SERVER_HELLO;
    return NULL;
}
