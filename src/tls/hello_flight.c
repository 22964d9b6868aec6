/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading what follows ServerHello in clear, from SSL 3.0 to TLS 1.2. */
#include "base/list.h"
#include "base/tls_names.h"
#include "tls/hello_messages.h"

static const char *read_certificate(struct codec_cursor body, struct hello_reply *reply)
{
    if (reply->chain_count > 0)
        return "Certificate came twice";
    struct codec_cursor list = codec_take_vector(&body, 3);
    while (list.left > 0) {
        struct codec_cursor certificate = codec_take_vector(&list, 3);
        if (list.failed)
            break;
        if (reply->chain_count == HELLO_REPLY_CERTIFICATES_MAX)
            return "Certificate has too many certificates";
        struct hello_blob *kept = list_append(&reply->chain, &reply->chain_count, sizeof reply->chain[0]);
        hello_messages_keep(kept, certificate);
    }
    return body.failed || body.left > 0 || list.failed ? "Certificate is malformed" : NULL;
}

/* Takes leading zero bytes off, and returns the number's length in bits. */
static int bits_of(struct codec_cursor *number)
{
    while (number->left > 0 && number->bytes[0] == 0)
        codec_take(number, 1);
    if (number->left == 0)
        return 0;
    int bits = (int)(number->left - 1) * 8;
    for (unsigned first = number->bytes[0]; first > 0; first >>= 1)
        bits++;
    return bits;
}

/* The next number of finite-field Diffie-Hellman or SRP, without leading zero bytes, and its bits. */
static struct codec_cursor take_number(struct codec_cursor *body, int *bits)
{
    struct codec_cursor number = codec_take_vector(body, 2);
    *bits = bits_of(&number);
    return number;
}

static void take_prime(struct codec_cursor *body, struct hello_key_exchange *exchange)
{
    int prime_bits, generator_bits;
    struct codec_cursor prime = take_number(body, &prime_bits);
    take_number(body, &generator_bits);
    if (body->failed)
        return;
    exchange->prime_bits = prime_bits;
    exchange->generator_bits = generator_bits;
    hello_messages_keep(&exchange->prime, prime);
}

/* ECParameters and the public point (RFC 8422 5.4). Curves that are spelt out are no longer allowed, and
 * their length is not told: what follows them cannot be read. */
static void take_curve(struct codec_cursor *body, struct hello_key_exchange *exchange)
{
    enum { EXPLICIT_PRIME = 1, EXPLICIT_CHAR2 = 2, NAMED_CURVE = 3 };
    unsigned type = codec_take(body, 1);
    if (type == EXPLICIT_PRIME || type == EXPLICIT_CHAR2) {
        exchange->group = type == EXPLICIT_PRIME ? 0xff01 : 0xff02;
        codec_take_bytes(body, body->left);
        return;
    }
    exchange->group = (uint16_t)codec_take(body, 2);
    hello_messages_keep(&exchange->public_value, codec_take_vector(body, 1));
    if (type != NAMED_CURVE)
        body->failed = true;
}

/* The parameters of the method; false: nothing is known of how they look. */
static bool take_parameters(enum key_exchange method, struct codec_cursor *body,
                            struct hello_key_exchange *exchange)
{
    struct codec_cursor modulus;
    switch (method) {
    case KEY_EXCHANGE_DHE_PSK:
        codec_take_vector(body, 2); /* identity hint */
        /* fall through */
    case KEY_EXCHANGE_DHE:
    case KEY_EXCHANGE_DH_ANON:
        take_prime(body, exchange);
        hello_messages_keep(&exchange->public_value, take_number(body, &exchange->public_bits));
        return true;
    case KEY_EXCHANGE_ECDHE_PSK:
        codec_take_vector(body, 2);
        /* fall through */
    case KEY_EXCHANGE_ECDHE:
    case KEY_EXCHANGE_ECDH_ANON:
        take_curve(body, exchange);
        return true;
    case KEY_EXCHANGE_PSK:
    case KEY_EXCHANGE_RSA_PSK:
        codec_take_vector(body, 2);
        return true;
    case KEY_EXCHANGE_SRP: /* RFC 5054 2.8.2 */
        take_prime(body, exchange);
        codec_take_vector(body, 1); /* salt */
        codec_take_vector(body, 2); /* public value */
        return true;
    case KEY_EXCHANGE_RSA: /* of export suites (RFC 2246 7.4.3) */
        modulus = codec_take_vector(body, 2);
        codec_take_vector(body, 2); /* exponent */
        if (!body->failed)
            exchange->temporary_rsa_bits = bits_of(&modulus);
        return true;
    default:
        return false;
    }
}

static bool is_signed(const struct tls_suite *suite)
{
    return suite->key_exchange != KEY_EXCHANGE_RSA_PSK
           && (suite->authentication == AUTHENTICATION_RSA || suite->authentication == AUTHENTICATION_DSS
               || suite->authentication == AUTHENTICATION_ECDSA);
}

static const char *read_key_exchange(struct codec_cursor body, struct hello_reply *reply)
{
    static const char malformed[] = "ServerKeyExchange is malformed";
    struct hello_key_exchange *exchange = &reply->key_exchange;
    if (exchange->present)
        return "ServerKeyExchange came twice";
    exchange->present = true;
    const struct tls_suite *suite = tls_names_suite(reply->suite);
    if (suite == NULL || !take_parameters(suite->key_exchange, &body, exchange))
        return NULL;
    if (body.failed)
        return malformed;
    if (exchange->group >= 0xff01)
        return NULL;
    if (is_signed(suite)) {
        if (reply->version == VERSION_TLS_1_2)
            exchange->signature_algorithm = (uint16_t)codec_take(&body, 2);
        codec_take_vector(&body, 2);
    }
    return body.failed || body.left > 0 ? malformed : NULL;
}

static const char *read_certificate_request(struct codec_cursor body, struct hello_reply *reply)
{
    struct hello_certificate_request *request = &reply->certificate_request;
    if (request->present)
        return "CertificateRequest came twice";
    request->present = true;
    hello_messages_keep(&request->types, codec_take_vector(&body, 1));
    if (reply->version == VERSION_TLS_1_2)
        hello_messages_keep(&request->algorithms, codec_take_vector(&body, 2));
    struct codec_cursor names = codec_take_vector(&body, 2);
    while (names.left > 0) {
        struct codec_cursor name = codec_take_vector(&names, 2);
        if (names.failed)
            break;
        if (request->name_count == HELLO_REPLY_NAMES_MAX) {
            request->names_left_out++;
            continue;
        }
        struct hello_blob *kept =
            list_append(&request->names, &request->name_count, sizeof request->names[0]);
        hello_messages_keep(kept, name);
    }
    return body.failed || body.left > 0 || names.failed ? "CertificateRequest is malformed" : NULL;
}

static const char *read_certificate_status(struct codec_cursor body, struct hello_reply *reply)
{
    reply->certificate_status = true;
    codec_take(&body, 1); /* OCSP is the only type */
    struct codec_cursor response = codec_take_vector(&body, 3);
    if (body.failed || body.left > 0)
        return "CertificateStatus is malformed";
    hello_messages_keep(&reply->ocsp_response, response);
    return NULL;
}

const char *hello_messages_flight(unsigned type, struct codec_cursor body, struct hello_reply *reply)
{
    switch (type) {
    case HANDSHAKE_CERTIFICATE:
        return read_certificate(body, reply);
    case HANDSHAKE_SERVER_KEY_EXCHANGE:
        return read_key_exchange(body, reply);
    case HANDSHAKE_CERTIFICATE_REQUEST:
        return read_certificate_request(body, reply);
    case HANDSHAKE_CERTIFICATE_STATUS:
        return read_certificate_status(body, reply);
    case HANDSHAKE_SERVER_HELLO_DONE:
        reply->flight_complete = true;
        return body.left > 0 ? "ServerHelloDone is not empty" : NULL;
    default:
        return NULL;
    }
}
