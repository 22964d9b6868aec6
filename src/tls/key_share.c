/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling public values apart: see tls/key_share.h. */
#include "tls/key_share.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "tls/der.h"
#include "tls/hello_messages.h"

#include <stdlib.h>

enum { HASH_DIGITS = 32 };

/* Where the elliptic curve's part lies in the share of a hybrid group (RFC 10024, and the Kyber drafts). */
static const struct {
    uint16_t group;
    size_t bytes;
    bool last; /* behind the KEM's */
} hybrids[] = {
    {0x11eb, 65, false}, /* SecP256r1MLKEM768 */
    {0x11ec, 32, true},  /* X25519MLKEM768 */
    {0x11ed, 97, false}, /* SecP384r1MLKEM1024 */
    {0x6399, 32, false}, /* X25519Kyber768Draft00 */
    {0x639a, 65, false}, /* SecP256r1Kyber768Draft00 */
};

static struct hello_blob part_of_curve(uint16_t group, const struct hello_blob *share)
{
    for (size_t i = 0; i < sizeof hybrids / sizeof hybrids[0]; i++) {
        if (hybrids[i].group != group || share->length < hybrids[i].bytes)
            continue;
        size_t at = hybrids[i].last ? share->length - hybrids[i].bytes : 0;
        return (struct hello_blob){share->bytes + at, hybrids[i].bytes};
    }
    return *share;
}

char *key_share_hash(const struct hello_reply *reply)
{
    struct hello_blob value = reply->key_exchange.public_value;
    if (reply->version == VERSION_TLS_1_3)
        value = part_of_curve(reply->group, &reply->key_share);
    if (value.length == 0)
        return NULL;
    char *hash = der_sha256(value.bytes, value.length);
    hash[HASH_DIGITS] = '\0';
    return hash;
}

void key_share_read(struct hello_reader *reader, unsigned type, const uint8_t *body, size_t length,
                    struct tls *facts)
{
    struct codec_cursor cursor = {.bytes = body, .left = length};
    struct hello_reply *reply = &reader->reply;
    if (type == HANDSHAKE_SERVER_HELLO) {
        hello_reply_free(reader); /* that of a HelloRetryRequest */
        hello_messages_server_hello(cursor, reply);
    } else if (type == HANDSHAKE_SERVER_KEY_EXCHANGE) {
        hello_messages_flight(type, cursor, reply);
    } else {
        return;
    }
    char *hash = key_share_hash(reply);
    if (hash != NULL) {
        free(facts->key_share);
        facts->key_share = hash;
    }
}
