/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo's certificates: each kind has the one fault it is named for, and no other. */
#include "demo/pki.h"

#include <criterion/criterion.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

static const time_t now = 1800000000;
static const char host[] = "mx.demo.example";

/* The chain that an identity sends, taken out of its credentials. */
struct sent {
    gnutls_x509_crt_t *chain;
    unsigned int count;
};

static struct pki *new_pki(void)
{
    char *error = NULL;
    struct pki *pki = pki_new(now, &error);
    cr_assert_not_null(pki, "%s", error);
    return pki;
}

static struct pki_identity *new_identity(const struct pki *pki, enum certificate_kind kind,
                                         enum staple staple)
{
    struct text_list names = {0};
    char *error = NULL;
    text_list_append(&names, host);
    struct pki_identity *identity = pki_identity_new(pki, kind, &names, staple, &error);
    cr_assert_not_null(identity, "%s", error);
    text_list_free(&names);
    return identity;
}

static struct sent sent_by(const struct pki_identity *identity)
{
    struct sent sent = {0};
    cr_assert_geq(
        gnutls_certificate_get_x509_crt(pki_identity_credentials(identity), 0, &sent.chain, &sent.count), 0);
    return sent;
}

static void sent_free(struct sent *sent)
{
    for (unsigned int i = 0; i < sent->count; i++)
        gnutls_x509_crt_deinit(sent->chain[i]);
    gnutls_free(sent->chain);
}

/* What a client that trusts the root, on the day of the demo, has against the chain. */
static unsigned int verify(const struct pki *pki, const struct sent *sent)
{
    gnutls_x509_trust_list_t trust = NULL;
    unsigned int status = 0;
    const gnutls_datum_t pem = {(unsigned char *)pki_ca_pem(pki), (unsigned int)strlen(pki_ca_pem(pki))};
    cr_assert_geq(gnutls_x509_trust_list_init(&trust, 0), 0);
    cr_assert_eq(gnutls_x509_trust_list_add_trust_mem(trust, &pem, NULL, GNUTLS_X509_FMT_PEM, 0, 0), 1);
    /* The dates are checked against the demo's day, not against the day of the test. */
    cr_assert_geq(gnutls_x509_trust_list_verify_crt(trust, sent->chain, sent->count,
                                                    GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status, NULL),
                  0);
    gnutls_x509_trust_list_deinit(trust, 1);
    return status;
}

struct expected {
    enum certificate_kind kind;
    unsigned int chain_count;
    bool trusted;
    bool name_matches;
    bool in_date;
};

static void check(const struct pki *pki, const struct expected *expected)
{
    const char *kind = words_name(&certificate_kind_words, expected->kind);
    struct pki_identity *identity = new_identity(pki, expected->kind, STAPLE_NONE);
    struct sent sent = sent_by(identity);
    gnutls_x509_crt_t leaf = sent.chain[0];
    cr_assert_eq(sent.count, expected->chain_count, "%s: chain of %u", kind, sent.count);
    cr_assert_eq(verify(pki, &sent) == 0, expected->trusted, "%s: trust", kind);
    bool matches = gnutls_x509_crt_check_hostname2(leaf, host, 0) != 0;
    cr_assert_eq(matches, expected->name_matches, "%s: name", kind);
    bool in_date =
        gnutls_x509_crt_get_activation_time(leaf) <= now && now <= gnutls_x509_crt_get_expiration_time(leaf);
    cr_assert_eq(in_date, expected->in_date, "%s: dates", kind);
    sent_free(&sent);
    pki_identity_free(identity);
}

Test(pki, each_kind_has_its_fault_and_no_other)
{
    /* GnuTLS takes the CN for a name where there is no SAN: RFC 9525 does not. */
    static const struct expected table[] = {
        {CERTIFICATE_GOOD, 2, true, true, true},         {CERTIFICATE_RSA, 2, true, true, true},
        {CERTIFICATE_EXPIRED, 2, true, true, false},     {CERTIFICATE_NOT_YET_VALID, 2, true, true, false},
        {CERTIFICATE_SELF_SIGNED, 1, false, true, true}, {CERTIFICATE_WRONG_NAME, 2, true, false, true},
        {CERTIFICATE_NO_SAN, 2, true, true, true},       {CERTIFICATE_WILDCARD, 2, true, true, true},
        {CERTIFICATE_UNTRUSTED, 2, false, true, true},   {CERTIFICATE_INCOMPLETE, 1, false, true, true},
        {CERTIFICATE_WEAK_KEY, 2, true, true, true},     {CERTIFICATE_SHA1, 2, false, true, true},
        {CERTIFICATE_BOTH_KEYS, 2, true, true, true},    {CERTIFICATE_EXTRA, 4, true, true, true},
        {CERTIFICATE_SHUFFLED, 3, true, true, true},     {CERTIFICATE_FOR_CLIENTS, 2, true, true, true},
        {CERTIFICATE_NO_SIGNING, 2, true, true, true},   {CERTIFICATE_SHORT_LIVED, 2, true, true, true},
    };
    cr_assert_eq(sizeof table / sizeof table[0], CERTIFICATE_KIND_COUNT);
    struct pki *pki = new_pki();
    for (size_t i = 0; i < CERTIFICATE_KIND_COUNT; i++)
        check(pki, &table[i]);
    pki_free(pki);
}

static bool has_dns_name(gnutls_x509_crt_t certificate, const char *name)
{
    char found[256];
    size_t length = sizeof found;
    int type = gnutls_x509_crt_get_subject_alt_name(certificate, 0, found, &length, NULL);
    return type == GNUTLS_SAN_DNSNAME && strlen(name) == length && memcmp(found, name, length) == 0;
}

Test(pki, names_keys_and_signatures)
{
    struct pki *pki = new_pki();
    unsigned int bits = 0;
    struct pki_identity *wildcard = new_identity(pki, CERTIFICATE_WILDCARD, STAPLE_NONE);
    struct pki_identity *no_san = new_identity(pki, CERTIFICATE_NO_SAN, STAPLE_NONE);
    struct pki_identity *weak = new_identity(pki, CERTIFICATE_WEAK_KEY, STAPLE_NONE);
    struct pki_identity *sha1 = new_identity(pki, CERTIFICATE_SHA1, STAPLE_NONE);
    struct sent sent = sent_by(wildcard);
    cr_assert(has_dns_name(sent.chain[0], "*.demo.example"));
    sent_free(&sent);
    sent = sent_by(no_san);
    cr_assert_not(has_dns_name(sent.chain[0], host));
    sent_free(&sent);
    sent = sent_by(weak);
    cr_assert_eq(gnutls_x509_crt_get_pk_algorithm(sent.chain[0], &bits), GNUTLS_PK_RSA);
    cr_assert_eq(bits, 1024);
    sent_free(&sent);
    sent = sent_by(sha1);
    cr_assert_eq(gnutls_x509_crt_get_signature_algorithm(sent.chain[0]), GNUTLS_SIGN_ECDSA_SHA1);
    sent_free(&sent);
    pki_identity_free(wildcard);
    pki_identity_free(no_san);
    pki_identity_free(weak);
    pki_identity_free(sha1);
    pki_free(pki);
}
