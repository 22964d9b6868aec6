/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as what a server says to a ClientHello, all at once and one by one: the reader must stay inside
 * them, and how they were cut must make no difference. */
#include "base/list.h"
#include "base/text.h"
#include "checks.h"
#include "tls/hello_reply.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void feed_in_pieces(struct hello_reader *reader, const uint8_t *data, size_t size, size_t piece)
{
    for (size_t at = 0; at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        /* A copy of its own, so that a sanitizer sees a read past the piece. */
        uint8_t *bytes = allocate(length, 1);
        memcpy(bytes, data + at, length);
        bool done = hello_reply_feed(reader, bytes, length);
        free(bytes);
        if (done)
            break;
    }
    hello_reply_end(reader);
}

static void check(const struct hello_reply *reply)
{
    fuzz_expect((reply->kind == HELLO_REPLY_MALFORMED) <= (reply->problem != NULL));
    fuzz_expect((reply->kind == HELLO_REPLY_NOT_TLS) == (reply->text != NULL));
    fuzz_expect_safe(reply->text);
    fuzz_expect_safe(reply->alpn);
    fuzz_expect(reply->session_id.length <= 32);
    fuzz_expect(reply->extension_count <= HELLO_REPLY_EXTENSIONS_MAX);
    fuzz_expect(reply->chain_count <= HELLO_REPLY_CERTIFICATES_MAX);
    fuzz_expect(reply->certificate_request.name_count <= HELLO_REPLY_NAMES_MAX);
    fuzz_expect(reply->cipher_kind_count <= HELLO_REPLY_CIPHER_KINDS_MAX);
    fuzz_expect(reply->key_exchange.prime_bits <= 8 * (int)reply->key_exchange.prime.length);
}

static void compare(const struct hello_reply *a, const struct hello_reply *b)
{
    fuzz_expect(a->kind == b->kind);
    fuzz_expect(text_same(a->problem, b->problem));
    fuzz_expect(a->alerted == b->alerted && a->alert == b->alert && a->alert_level == b->alert_level);
    fuzz_expect(a->version == b->version && a->suite == b->suite && a->group == b->group);
    fuzz_expect(a->extension_count == b->extension_count && a->chain_count == b->chain_count);
    fuzz_expect(a->flight_complete == b->flight_complete && a->certificate_status == b->certificate_status);
    fuzz_expect(a->key_exchange.prime_bits == b->key_exchange.prime_bits);
    fuzz_expect(a->key_exchange.group == b->key_exchange.group);
    fuzz_expect(a->certificate_request.name_count == b->certificate_request.name_count);
    fuzz_expect(a->cipher_kind_count == b->cipher_kind_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hello_reader hello_only = {.extent = HELLO_REPLY_HELLO};
    struct hello_reader at_once = {.extent = HELLO_REPLY_FLIGHT};
    struct hello_reader in_pieces = {.extent = HELLO_REPLY_FLIGHT};
    feed_in_pieces(&hello_only, data, size, size);
    feed_in_pieces(&at_once, data, size, size);
    feed_in_pieces(&in_pieces, data, size, 1);
    check(&hello_only.reply);
    check(&at_once.reply);
    check(&in_pieces.reply);
    compare(&at_once.reply, &in_pieces.reply);
    hello_reply_free(&hello_only);
    hello_reply_free(&at_once);
    hello_reply_free(&in_pieces);
    return 0;
}
