/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates made into facts: what no honest server sends among them. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "temporary_file.h"
#include "tls/chain.h"
#include "tls/trust.h"

#include <criterion/criterion.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400, CHAIN_MAX = 20 };

static const int64_t now_s = 1800000000;

/* What goes into a certificate; what is left out is sensible. */
struct order {
    const char *common_name;
    const char *dns_names[4];
    const unsigned char *ip_name;
    size_t ip_bytes;
    int dns_name_count; /* n0.example, ... instead */
    time_t not_after;
    bool is_ca;
};

struct made {
    gnutls_x509_crt_t certificate;
    gnutls_x509_privkey_t key;
    gnutls_datum_t der;
};

static void add_dns_name(gnutls_x509_crt_t certificate, const char *name)
{
    cr_assert_eq(gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, name,
                                                      (unsigned)strlen(name), GNUTLS_FSAN_APPEND),
                 0);
}

/* The whole extension at once: adding them one by one takes seconds. */
static void add_many_dns_names(gnutls_x509_crt_t certificate, int count)
{
    unsigned char *extension = allocate((size_t)count + 1, 16);
    unsigned char *end = extension + 4;
    for (int i = 0; i < count; i++) {
        int length = sprintf((char *)end + 2, "n%d.example", i);
        end[0] = 0x82; /* [2] dNSName */
        end[1] = (unsigned char)length;
        end += 2 + length;
    }
    size_t bytes = (size_t)(end - extension);
    cr_assert_lt(bytes, 0x10000);
    memcpy(extension,
           (unsigned char[]){0x30, 0x82, (unsigned char)((bytes - 4) >> 8), (unsigned char)(bytes - 4)}, 4);
    cr_assert_eq(gnutls_x509_crt_set_extension_by_oid(certificate, "2.5.29.17", extension, bytes, 0), 0);
    free(extension);
}

static void add_names(gnutls_x509_crt_t certificate, const struct order *order)
{
    for (size_t i = 0; i < 4 && order->dns_names[i] != NULL; i++)
        add_dns_name(certificate, order->dns_names[i]);
    if (order->dns_name_count > 0)
        add_many_dns_names(certificate, order->dns_name_count);
    if (order->ip_name != NULL)
        cr_assert_eq(gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, order->ip_name,
                                                          (unsigned)order->ip_bytes, GNUTLS_FSAN_APPEND),
                     0);
}

/* Makes a certificate that `issuer` signs, or itself where that is NULL. */
static struct made make(const struct order *order, const struct made *issuer)
{
    struct made made;
    const char *name = order->common_name != NULL ? order->common_name : "test";
    cr_assert_eq(gnutls_x509_privkey_init(&made.key), 0);
    cr_assert_eq(gnutls_x509_privkey_generate(made.key, GNUTLS_PK_ECDSA,
                                              GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
                 0);
    cr_assert_eq(gnutls_x509_crt_init(&made.certificate), 0);
    gnutls_x509_crt_set_version(made.certificate, 3);
    gnutls_x509_crt_set_serial(made.certificate, "\x01\x02", 2);
    gnutls_x509_crt_set_activation_time(made.certificate, (time_t)now_s - DAY_S);
    gnutls_x509_crt_set_expiration_time(made.certificate,
                                        order->not_after != 0 ? order->not_after : (time_t)now_s + DAY_S);
    gnutls_x509_crt_set_dn_by_oid(made.certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                  (unsigned)strlen(name));
    gnutls_x509_crt_set_basic_constraints(made.certificate, order->is_ca, -1);
    gnutls_x509_crt_set_key(made.certificate, made.key);
    add_names(made.certificate, order);
    cr_assert_eq(gnutls_x509_crt_sign2(made.certificate,
                                       issuer != NULL ? issuer->certificate : made.certificate,
                                       issuer != NULL ? issuer->key : made.key, GNUTLS_DIG_SHA256, 0),
                 0);
    cr_assert_eq(gnutls_x509_crt_export2(made.certificate, GNUTLS_X509_FMT_DER, &made.der), 0);
    return made;
}

static void unmake(struct made *made)
{
    gnutls_free(made->der.data);
    gnutls_x509_crt_deinit(made->certificate);
    gnutls_x509_privkey_deinit(made->key);
}

static struct tls read_one(const struct order *order, const char *server_name)
{
    struct tls tls = {0};
    struct made made = make(order, NULL);
    chain_read(NULL, &tls, &made.der, 1, server_name);
    unmake(&made);
    return tls;
}

static void expect_match(const struct order *order, const char *name, enum answer matches)
{
    struct tls tls = read_one(order, name);
    cr_expect_eq(tls.verification.names[0].matches, matches, "%s", name);
    cr_expect_eq(tls.verification.names[0].matched != NULL, matches == ANSWER_YES, "%s", name);
    shape_clear(&tls_shape, &tls);
}

Test(chain, the_fields_of_a_certificate)
{
    struct order order = {.common_name = "mx.example.org", .dns_names = {"mx.example.org", "*.example.org"}};
    struct tls tls = read_one(&order, "mx.example.org");
    const struct certificate *certificate = &tls.chain[0];
    cr_expect_eq(tls.chain_count, 1);
    cr_expect_str_eq(certificate->subject, "CN=mx.example.org");
    cr_expect_str_eq(certificate->issuer, "CN=mx.example.org");
    cr_expect_str_eq(certificate->serial_hex, "0102");
    cr_expect_eq(certificate->dns_names.count, 2);
    cr_expect_str_eq(certificate->not_before, "2027-01-14T08:00:00Z");
    cr_expect_str_eq(certificate->not_after, "2027-01-16T08:00:00Z");
    cr_expect_eq(certificate->not_after_unix_s, now_s + DAY_S);
    cr_expect_eq(certificate->key_type, KEY_TYPE_ECDSA);
    cr_expect_eq(certificate->key_bits, 256);
    cr_expect_str_eq(certificate->signature_algorithm, "ECDSA-SHA256");
    cr_expect(certificate->self_signed);
    cr_expect_not(certificate->is_ca);
    cr_expect_eq(tls.verification.names[0].matches, ANSWER_YES);
    shape_clear(&tls_shape, &tls);
}

Test(chain, names_and_addresses)
{
    static const unsigned char v4[] = {192, 0, 2, 1};
    static const unsigned char v6[] = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    struct order by_v4 = {.ip_name = v4, .ip_bytes = sizeof v4};
    struct order by_v6 = {.ip_name = v6, .ip_bytes = sizeof v6};
    struct order odd = {.ip_name = v6, .ip_bytes = 5};
    struct order cn_only = {.common_name = "mx.example.org"};
    expect_match(&by_v4, "192.0.2.1", ANSWER_YES);
    expect_match(&by_v4, "192.0.2.2", ANSWER_NO);
    expect_match(&by_v6, "2001:db8::1", ANSWER_YES);
    expect_match(&by_v6, "2001:DB8:0:0::1", ANSWER_YES);
    expect_match(&odd, "2001:db8::1", ANSWER_NO);
    expect_match(&cn_only, "mx.example.org", ANSWER_NO);
}

Test(chain, more_names_than_are_kept_leave_the_answer_open)
{
    struct order many = {.dns_name_count = 600};
    struct tls tls = read_one(&many, "n599.example");
    cr_expect_eq(tls.chain[0].dns_names.count, 500);
    cr_expect_eq(tls.verification.names[0].matches, ANSWER_UNKNOWN);
    shape_clear(&tls_shape, &tls);
    expect_match(&many, "n499.example", ANSWER_YES);
    many.dns_name_count = 500;
    expect_match(&many, "n500.example", ANSWER_NO);
}

Test(chain, a_certificate_without_end)
{
    struct order order = {.not_after = (time_t)-1}; /* GnuTLS writes 99991231235959Z (RFC 5280 4.1.2.5) */
    struct tls tls = read_one(&order, NULL);
    cr_expect_str_eq(tls.chain[0].not_after, "9999-12-31T23:59:59Z");
    cr_expect_eq(tls.verification.name_count, 0);
    shape_clear(&tls_shape, &tls);
}

Test(chain, what_cannot_be_parsed_is_kept_as_its_hash)
{
    struct tls tls = {0};
    gnutls_datum_t garbage[] = {{(unsigned char *)"garbage", 7}, {NULL, 0}};
    chain_read(NULL, &tls, garbage, 2, "mx.example.org");
    cr_assert_eq(tls.chain_count, 2);
    cr_expect_eq(strlen(tls.chain[0].sha256), 64);
    cr_expect_null(tls.chain[0].subject);
    cr_expect_not_null(tls.chain[0].unreadable);
    cr_expect(tls.chain[0].names_unread);
    cr_expect_str_eq(tls.chain[1].sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cr_expect_eq(tls.verification.names[0].matches, ANSWER_UNKNOWN, "nobody knows which names are in it");
    cr_expect_eq(chain_staple(garbage, 2, &garbage[0], now_s), OCSP_INVALID);
    cr_expect_eq(chain_staple(garbage, 0, &garbage[0], now_s), OCSP_UNVERIFIED);
    shape_clear(&tls_shape, &tls);
}

Test(chain, what_is_remembered_is_what_was_parsed)
{
    struct order order = {.common_name = "leaf", .dns_names = {"mx.example.org", "b.example"}};
    struct order large = {.dns_name_count = 500};
    struct made made = make(&order, NULL), many = make(&large, NULL);
    const gnutls_datum_t ders[] = {
        made.der, many.der, {(unsigned char *)"garbage", 7}, {NULL, 0}, {made.der.data, made.der.size - 1}};
    struct certificate_store *store = certificate_store_new();
    for (size_t i = 0; i < 2 * sizeof ders / sizeof ders[0]; i++) { /* the second time from memory */
        const gnutls_datum_t *der = &ders[i % (sizeof ders / sizeof ders[0])];
        struct certificate parsed = {0}, remembered = {0};
        certificate_store_read(NULL, der, &parsed);
        certificate_store_read(store, der, &remembered);
        char *difference = shape_difference(&certificate_shape, &parsed, &remembered);
        cr_expect_null(difference, "%zu: %s", i, difference);
        cr_expect_null(certificate_store_key_problem(store, der));
        free(difference);
        shape_clear(&certificate_shape, &parsed);
        shape_clear(&certificate_shape, &remembered);
    }
    certificate_store_free(store);
    unmake(&made);
    unmake(&many);
}

static struct tls_trust *trust_in(const struct made *authority)
{
    char *error = NULL;
    gnutls_datum_t pem;
    cr_assert_eq(gnutls_x509_crt_export2(authority->certificate, GNUTLS_X509_FMT_PEM, &pem), 0);
    char *name = temporary_file_of(pem.data, pem.size);
    struct tls_trust *trust = tls_trust_new(name, &error);
    temporary_file_remove(name);
    gnutls_free(pem.data);
    cr_assert_not_null(trust, "%s", error);
    cr_expect_eq(tls_trust_count(trust), 1);
    return trust;
}

static struct tls verified(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count)
{
    struct tls tls = {0};
    chain_read(tls_trust_certificates(trust), &tls, chain, count, "mx.example.org");
    tls_trust_verify(trust, chain, count, now_s, &tls);
    return tls;
}

static enum answer trusted(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count)
{
    struct tls tls = verified(trust, chain, count);
    enum answer answer = tls.verification.trusted;
    cr_expect_eq(tls.verification.problems.count == 0, answer == ANSWER_YES);
    shape_clear(&tls_shape, &tls);
    return answer;
}

static enum answer date_of(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count)
{
    struct tls tls = verified(trust, chain, count);
    enum answer in_date = tls.verification.in_date;
    shape_clear(&tls_shape, &tls);
    return in_date;
}

Test(chain, trust_in_chains_of_every_kind)
{
    struct order ca = {.common_name = "root", .is_ca = true}, old = {.not_after = (time_t)now_s - 1};
    struct order not_ca = {.common_name = "leaf"};
    struct made root = make(&ca, NULL), leaf = make(&not_ca, &root), below_leaf = make(&old, &leaf);
    struct made expired = make(&old, &root);
    struct tls_trust *trust = trust_in(&root);
    gnutls_datum_t garbage = {(unsigned char *)"garbage", 7};
    const gnutls_datum_t chains[][3] = {{leaf.der, root.der},
                                        {expired.der},
                                        {below_leaf.der, leaf.der, root.der},
                                        {garbage, root.der},
                                        {leaf.der, garbage}};
    for (int round = 0; round < 2; round++) { /* the second from memory */
        cr_expect_eq(trusted(trust, chains[0], 1), ANSWER_YES);
        cr_expect_eq(trusted(trust, chains[0], 2), ANSWER_YES);
        cr_expect_eq(trusted(trust, chains[1], 1), ANSWER_YES, "dates are another question");
        cr_expect_eq(trusted(trust, chains[2], 3), ANSWER_NO, "a leaf is no authority");
        cr_expect_eq(trusted(trust, chains[3], 2), ANSWER_UNKNOWN, "nobody knows whose it is");
        cr_expect_eq(trusted(trust, chains[4], 2), ANSWER_YES, "the path does not need what is unreadable");
        cr_expect_eq(trusted(trust, chains[2], 1), ANSWER_NO);
        cr_expect_eq(trusted(trust, &garbage, 1), ANSWER_UNKNOWN);
        cr_expect_eq(trusted(trust, NULL, 0), ANSWER_UNKNOWN);
        cr_expect_eq(date_of(trust, chains[0], 2), ANSWER_YES);
        cr_expect_eq(date_of(trust, chains[1], 1), ANSWER_NO);
        cr_expect_eq(date_of(trust, chains[3], 2), ANSWER_UNKNOWN);
        cr_expect_eq(date_of(trust, NULL, 0), ANSWER_UNKNOWN);
    }
    tls_trust_free(trust);
    unmake(&root);
    unmake(&leaf);
    unmake(&below_leaf);
    unmake(&expired);
}

Test(chain, long_chains_are_bounded)
{
    struct order ca = {.common_name = "root", .is_ca = true}, order = {.common_name = "leaf"};
    struct made root = make(&ca, NULL), leaf = make(&order, &root), stranger = make(&ca, NULL);
    struct tls_trust *trust = trust_in(&root);
    struct tls tls = {0};
    gnutls_datum_t chain[CHAIN_MAX];
    for (size_t i = 0; i < CHAIN_MAX; i++)
        chain[i] = i == 0 ? leaf.der : i % 2 == 0 ? stranger.der : root.der;
    chain_read(NULL, &tls, chain, CHAIN_MAX, "mx.example.org");
    cr_expect_eq(tls.chain_count, 16);
    cr_expect_eq(tls.certificates_sent, CHAIN_MAX);
    cr_expect_eq(trusted(trust, chain, CHAIN_MAX), ANSWER_YES);
    cr_expect_eq(trusted(trust, chain, 2), ANSWER_YES);
    shape_clear(&tls_shape, &tls);
    tls_trust_free(trust);
    unmake(&root);
    unmake(&leaf);
    unmake(&stranger);
}

/* A release of GnuTLS with a new type of key is noticed here. */
Test(chain, every_key_type_of_gnutls_has_a_word)
{
    for (const gnutls_pk_algorithm_t *type = gnutls_pk_list(); *type != GNUTLS_PK_UNKNOWN; type++)
        if (*type != GNUTLS_PK_ECDSA)
            cr_expect_gt(words_value(&key_type_words, gnutls_pk_get_name(*type)), KEY_TYPE_NONE, "%s",
                         gnutls_pk_get_name(*type));
}
