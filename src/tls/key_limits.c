/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys that are not worked with. */
#include "tls/key_limits.h"

#include "base/list.h"

#include <stdint.h>
#include <stdlib.h>

/* The bits of a number in network order, leading zeros left out. */
static unsigned bits_of(const gnutls_datum_t *number)
{
    unsigned at = 0, bits = 0;
    while (at < number->size && number->data[at] == 0)
        at++;
    if (at == number->size)
        return 0;
    for (unsigned first = number->data[at]; first != 0; first >>= 1)
        bits++;
    return bits + 8 * (number->size - at - 1);
}

static char *rsa_problem(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t modulus = {0}, exponent = {0};
    if (gnutls_x509_crt_get_pk_rsa_raw(certificate, &modulus, &exponent) < 0)
        return NULL;
    unsigned modulus_bits = bits_of(&modulus);
    unsigned exponent_bits = bits_of(&exponent);
    gnutls_free(modulus.data);
    gnutls_free(exponent.data);
    if (modulus_bits <= KEY_MODULUS_MAX_BITS && exponent_bits <= KEY_EXPONENT_MAX_BITS)
        return NULL;
    return text_format("RSA key with a modulus of %u bits and an exponent of %u bits", modulus_bits,
                       exponent_bits);
}

static char *dsa_problem(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t p = {0}, q = {0}, g = {0}, y = {0};
    if (gnutls_x509_crt_get_pk_dsa_raw(certificate, &p, &q, &g, &y) < 0)
        return NULL;
    unsigned modulus_bits = bits_of(&p);
    unsigned subgroup_bits = bits_of(&q);
    bool large = modulus_bits > KEY_DSA_MODULUS_MAX_BITS || subgroup_bits > KEY_DSA_SUBGROUP_MAX_BITS
                 || bits_of(&g) > KEY_DSA_MODULUS_MAX_BITS || bits_of(&y) > KEY_DSA_MODULUS_MAX_BITS;
    gnutls_free(p.data);
    gnutls_free(q.data);
    gnutls_free(g.data);
    gnutls_free(y.data);
    return large ? text_format("DSA key with a modulus of %u bits and a subgroup of %u bits", modulus_bits,
                               subgroup_bits)
                 : NULL;
}

char *key_limits_problem(gnutls_x509_crt_t certificate)
{
    switch (gnutls_x509_crt_get_pk_algorithm(certificate, NULL)) {
    case GNUTLS_PK_RSA:
    case GNUTLS_PK_RSA_PSS:
        return rsa_problem(certificate);
    case GNUTLS_PK_DSA:
        return dsa_problem(certificate);
    default:
        return NULL; /* the curves are fixed */
    }
}

bool key_limits_allow(const gnutls_x509_crt_t *certificates, size_t count)
{
    bool allowed = true;
    for (size_t i = 0; i < count && allowed; i++) {
        char *problem = certificates[i] != NULL ? key_limits_problem(certificates[i]) : NULL;
        allowed = problem == NULL;
        free(problem);
    }
    return allowed;
}

int64_t key_limits_cost_us(gnutls_x509_crt_t certificate)
{
    enum { BASE_US = 20, CURVE_US = 100, CURVE_BITS = 256, UNITS_PER_US = 7000000 };
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(certificate, &bits);
    gnutls_datum_t modulus = {0}, exponent = {0};
    if (algorithm == GNUTLS_PK_DSA)
        return BASE_US + (int64_t)bits * bits * KEY_DSA_SUBGROUP_MAX_BITS * 2 / UNITS_PER_US;
    if (gnutls_x509_crt_get_pk_rsa_raw(certificate, &modulus, &exponent) < 0)
        return BASE_US + (int64_t)bits * bits * CURVE_US / (CURVE_BITS * CURVE_BITS);
    int64_t modulus_bits = bits_of(&modulus);
    int64_t exponent_bits = bits_of(&exponent);
    gnutls_free(modulus.data);
    gnutls_free(exponent.data);
    return BASE_US + modulus_bits * modulus_bits * exponent_bits / UNITS_PER_US;
}

bool key_limits_allow_response(gnutls_ocsp_resp_t response)
{
    gnutls_x509_crt_t *certificates = NULL;
    size_t count = 0;
    if (gnutls_ocsp_resp_get_certs(response, &certificates, &count) < 0)
        return true; /* it has none */
    bool allowed = key_limits_allow(certificates, count);
    for (size_t i = 0; i < count; i++)
        gnutls_x509_crt_deinit(certificates[i]);
    gnutls_free(certificates);
    return allowed;
}

/* A length of `bytes` bytes, and that many behind it; false when there are not so many. */
static bool take(const gnutls_datum_t *message, size_t *at, unsigned bytes, gnutls_datum_t *part)
{
    size_t length = 0;
    if (message->size - *at < bytes)
        return false;
    for (unsigned i = 0; i < bytes; i++)
        length = length << 8 | message->data[(*at)++];
    if (message->size - *at < length)
        return false;
    *part = (gnutls_datum_t){.data = message->data + *at, .size = (unsigned)length};
    *at += length;
    return true;
}

char *key_limits_dh_bits_problem(unsigned prime_bits, unsigned generator_bits, unsigned public_bits)
{
    if (prime_bits <= KEY_DH_PRIME_MAX_BITS && generator_bits <= KEY_DH_PRIME_MAX_BITS
        && public_bits <= KEY_DH_PRIME_MAX_BITS)
        return NULL;
    return text_format("Diffie-Hellman with a prime of %u bits, a generator of %u bits and a public value of "
                       "%u bits",
                       prime_bits, generator_bits, public_bits);
}

char *key_limits_dh_problem(const gnutls_datum_t *message)
{
    gnutls_datum_t prime, generator, public_value;
    size_t at = 0;
    if (!take(message, &at, 2, &prime) || !take(message, &at, 2, &generator)
        || !take(message, &at, 2, &public_value))
        return NULL;
    return key_limits_dh_bits_problem(bits_of(&prime), bits_of(&generator), bits_of(&public_value));
}

size_t key_limits_message_chain(const gnutls_datum_t *message, bool is_tls13,
                                gnutls_datum_t chain[static KEY_LIMITS_CHAIN_MAX])
{
    gnutls_datum_t part, list;
    size_t at = 0, count = 0;
    if (is_tls13 && !take(message, &at, 1, &part))
        return 0;
    if (!take(message, &at, 3, &list))
        return 0;
    at = 0;
    while (count < KEY_LIMITS_CHAIN_MAX && at < list.size && take(&list, &at, 3, &chain[count])) {
        count++;
        if (is_tls13 && !take(&list, &at, 2, &part))
            break;
    }
    return count;
}
