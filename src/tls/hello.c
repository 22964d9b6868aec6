/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing ClientHellos (RFC 9846 4.2.2, RFC 5246 7.4.1.2, RFC 6101 5.6.1.2). */
#include "tls/hello.h"

#include "base/tls_names.h"
#include "tls/codec.h"

#include <string.h>
#include <sys/random.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const uint16_t only_tls_1_3[] = {VERSION_TLS_1_3};

static const uint16_t usual_curves[] = {
    29, 23, 24, 25, 30,     /* x25519, secp256r1, secp384r1, secp521r1, x448 */
    22, 26, 27, 28, 21, 19, /* secp256k1, brainpool of 256, 384, 512, secp224r1, secp192r1 */
    14, 13, 11, 12, 9,  10, /* sect571r1, sect571k1, sect409k1, sect409r1, sect283k1, sect283r1 */
};

static const uint16_t usual_groups[] = {
    29,     23,     24,     25,  30,      /* x25519, secp256r1, secp384r1, secp521r1, x448 */
    256,    257,    258,    259, 260,     /* ffdhe2048 to ffdhe8192 */
    0x11ec, 0x11eb, 0x11ed, 31,  32,  33, /* hybrids with ML-KEM; brainpool for TLS 1.3 */
};

static const uint16_t usual_signatures[] = {
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808,                 /* ECDSA, EdDSA */
    0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,         /* RSA-PSS */
    0x0401, 0x0501, 0x0601, 0x0301, 0x0201,                 /* RSA PKCS#1, down to SHA-1 */
    0x0303, 0x0203, 0x0402, 0x0502, 0x0602, 0x0302, 0x0202, /* ECDSA with SHA-224, SHA-1; DSA */
    0x081a, 0x081b, 0x081c,                                 /* ECDSA on brainpool for TLS 1.3 */
};

struct hello hello_offer(uint16_t version, const uint16_t *suites, size_t suite_count)
{
    struct hello hello = {
        .record_version = version == VERSION_SSL_3 ? VERSION_SSL_3 : VERSION_TLS_1_0,
        .version = version,
        .suites = suites,
        .suite_count = suite_count,
    };
    if (version == VERSION_SSL_3) {
        hello.renegotiation_scsv = true;
        return hello;
    }
    hello.renegotiation_info = true;
    hello.extended_master_secret = true;
    hello.groups = usual_curves;
    hello.group_count = COUNT(usual_curves);
    if (version >= VERSION_TLS_1_2) {
        hello.signatures = usual_signatures;
        hello.signature_count = COUNT(usual_signatures);
    }
    if (version == VERSION_TLS_1_3) {
        hello.version = VERSION_TLS_1_2; /* RFC 9846 4.2.2: the version stands in the extension alone */
        hello.versions = only_tls_1_3;
        hello.version_count = COUNT(only_tls_1_3);
        hello.groups = usual_groups;
        hello.group_count = COUNT(usual_groups);
        hello.key_shares = HELLO_EMPTY_KEY_SHARE;
    }
    return hello;
}

bool hello_randomize(struct hello *hello)
{
    memset(hello->random, 0, sizeof hello->random);
    return getrandom(hello->random, sizeof hello->random, 0) == (ssize_t)sizeof hello->random;
}

/* A list of code points with its length in bytes before it. */
static void put_codes(struct codec_writer *to, const uint16_t *codes, size_t count)
{
    size_t list = codec_open(to, 2);
    for (size_t i = 0; i < count; i++)
        codec_put(to, codes[i], 2);
    codec_close(to, list, 2);
}

static size_t open_extension(struct codec_writer *to, unsigned type)
{
    codec_put(to, type, 2);
    return codec_open(to, 2);
}

static void put_extension(struct codec_writer *to, bool wanted, unsigned type, const void *content,
                          size_t length)
{
    if (!wanted)
        return;
    size_t extension = open_extension(to, type);
    codec_put_bytes(to, content, length);
    codec_close(to, extension, 2);
}

static void put_codes_extension(struct codec_writer *to, unsigned type, const uint16_t *codes, size_t count)
{
    if (count == 0)
        return;
    size_t extension = open_extension(to, type);
    put_codes(to, codes, count);
    codec_close(to, extension, 2);
}

static void put_server_name(struct codec_writer *to, const char *name)
{
    if (name == NULL)
        return;
    size_t extension = open_extension(to, EXTENSION_SERVER_NAME);
    size_t list = codec_open(to, 2);
    codec_put(to, 0, 1); /* host_name */
    size_t item = codec_open(to, 2);
    codec_put_bytes(to, name, strlen(name));
    codec_close(to, item, 2);
    codec_close(to, list, 2);
    codec_close(to, extension, 2);
}

static void put_versions(struct codec_writer *to, const struct hello *hello)
{
    if (hello->version_count == 0)
        return;
    size_t extension = open_extension(to, EXTENSION_SUPPORTED_VERSIONS);
    size_t list = codec_open(to, 1);
    for (size_t i = 0; i < hello->version_count; i++)
        codec_put(to, hello->versions[i], 2);
    codec_close(to, list, 1);
    codec_close(to, extension, 2);
}

static void put_key_shares(struct codec_writer *to, const struct hello *hello)
{
    if (hello->key_shares == HELLO_NO_KEY_SHARE)
        return;
    size_t extension = open_extension(to, EXTENSION_KEY_SHARE);
    size_t list = codec_open(to, 2);
    for (size_t i = 0; hello->key_shares == HELLO_KEY_SHARES && i < hello->key_share_count; i++) {
        codec_put(to, hello->key_share_list[i].group, 2);
        size_t key = codec_open(to, 2);
        codec_put_bytes(to, hello->key_share_list[i].key, hello->key_share_list[i].key_bytes);
        codec_close(to, key, 2);
    }
    codec_close(to, list, 2);
    codec_close(to, extension, 2);
}

static bool offers_older_than_tls_1_3(const struct hello *hello)
{
    for (size_t i = 0; i < hello->version_count; i++)
        if (hello->versions[i] < VERSION_TLS_1_3)
            return true;
    return hello->version_count == 0;
}

/* What is written before it counts from the record's first byte. */
static void put_padding(struct codec_writer *to, size_t pad_to_bytes)
{
    if (to->length >= pad_to_bytes)
        return;
    size_t missing = pad_to_bytes - to->length;
    size_t extension = open_extension(to, EXTENSION_PADDING);
    /* Some servers stumble over a last extension that is empty: one byte at least. */
    for (size_t i = 4; i == 4 || i < missing; i++)
        codec_put(to, 0, 1);
    codec_close(to, extension, 2);
}

/* Those without content come first: some servers stumble over a last extension that is empty. */
static void put_extensions(struct codec_writer *to, const struct hello *hello)
{
    bool older = offers_older_than_tls_1_3(hello);
    put_server_name(to, hello->server_name);
    put_extension(to, hello->unknown_extension != 0, hello->unknown_extension, "", 0);
    put_extension(to, hello->extended_master_secret, EXTENSION_EXTENDED_MASTER_SECRET, "", 0);
    put_extension(to, hello->encrypt_then_mac, EXTENSION_ENCRYPT_THEN_MAC, "", 0);
    put_extension(to, hello->session_ticket, EXTENSION_SESSION_TICKET, "", 0);
    put_extension(to, hello->signed_certificate_timestamp, EXTENSION_SIGNED_CERTIFICATE_TIMESTAMP, "", 0);
    put_extension(to, hello->renegotiation_info, EXTENSION_RENEGOTIATION_INFO, "\0", 1);
    put_extension(to, hello->status_request, EXTENSION_STATUS_REQUEST, "\1\0\0\0\0", 5);
    put_extension(to, hello->heartbeat, EXTENSION_HEARTBEAT, "\1", 1); /* peer_allowed_to_send */
    put_versions(to, hello);
    put_extension(to, hello->psk_key_exchange_modes, EXTENSION_PSK_KEY_EXCHANGE_MODES, "\1\1", 2);
    put_extension(to, hello->group_count > 0 && older, EXTENSION_EC_POINT_FORMATS, "\1\0", 2);
    put_codes_extension(to, EXTENSION_SUPPORTED_GROUPS, hello->groups, hello->group_count);
    put_codes_extension(to, EXTENSION_SIGNATURE_ALGORITHMS, hello->signatures, hello->signature_count);
    put_key_shares(to, hello);
    put_padding(to, hello->pad_to_bytes);
}

static void put_suites(struct codec_writer *to, const struct hello *hello)
{
    size_t list = codec_open(to, 2);
    for (size_t i = 0; i < hello->suite_count; i++)
        codec_put(to, hello->suites[i], 2);
    if (hello->renegotiation_scsv)
        codec_put(to, 0x00ff, 2);
    if (hello->fallback_scsv)
        codec_put(to, 0x5600, 2);
    codec_close(to, list, 2);
}

size_t hello_build(const struct hello *hello, uint8_t *buffer, size_t size)
{
    struct codec_writer to = {.bytes = buffer, .size = size < HELLO_BYTES_MAX ? size : HELLO_BYTES_MAX};
    if (hello->session_id_bytes > HELLO_SESSION_ID_BYTES_MAX)
        return 0;
    codec_put(&to, RECORD_HANDSHAKE, 1);
    codec_put(&to, hello->record_version, 2);
    size_t record = codec_open(&to, 2);
    codec_put(&to, HANDSHAKE_CLIENT_HELLO, 1);
    size_t message = codec_open(&to, 3);
    codec_put(&to, hello->version, 2);
    codec_put_bytes(&to, hello->random, sizeof hello->random);
    size_t session_id = codec_open(&to, 1);
    codec_put_bytes(&to, hello->session_id, hello->session_id_bytes);
    codec_close(&to, session_id, 1);
    put_suites(&to, hello);
    size_t compressions = codec_open(&to, 1);
    if (hello->deflate)
        codec_put(&to, 1, 1);
    codec_put(&to, 0, 1);
    codec_close(&to, compressions, 1);
    size_t extensions = codec_open(&to, 2);
    put_extensions(&to, hello);
    if (to.length == extensions + 2)
        to.length = extensions; /* none: not even their length */
    else
        codec_close(&to, extensions, 2);
    codec_close(&to, message, 3);
    codec_close(&to, record, 2);
    return to.failed ? 0 : to.length;
}

size_t hello_build_ssl2(const uint32_t *cipher_kinds, size_t count,
                        const uint8_t challenge[HELLO_SSL2_CHALLENGE_BYTES], uint8_t *buffer, size_t size)
{
    enum { HEADER_BYTES = 2, FIXED_BYTES = 9, LENGTH_MAX = 0x7fff };
    struct codec_writer to = {.bytes = buffer, .size = size};
    if (count > (LENGTH_MAX - FIXED_BYTES - HELLO_SSL2_CHALLENGE_BYTES) / 3)
        return 0;
    size_t length = FIXED_BYTES + 3 * count + HELLO_SSL2_CHALLENGE_BYTES;
    codec_put(&to, 0x8000 | length, HEADER_BYTES);
    codec_put(&to, SSL2_CLIENT_HELLO, 1);
    codec_put(&to, VERSION_SSL_2, 2);
    codec_put(&to, 3 * count, 2);
    codec_put(&to, 0, 2); /* no session to resume */
    codec_put(&to, HELLO_SSL2_CHALLENGE_BYTES, 2);
    for (size_t i = 0; i < count; i++)
        codec_put(&to, cipher_kinds[i], 3);
    codec_put_bytes(&to, challenge, HELLO_SSL2_CHALLENGE_BYTES);
    return to.failed ? 0 : to.length;
}
