/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records against chains that are made here. */
#include "base/shape.h"
#include "facts/shapes.h"
#include "tls/anchor_index.h"
#include "tls/chain.h"
#include "tls/dane.h"

#include <criterion/criterion.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>

enum { DAY_S = 86400, CHAIN_MAX = 4 };
static const int64_t now_s = 1800000000;

struct holder {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
};

/* A certificate for `name`, signed by `issuer` or by itself, good from 30 days ago until `days` from now. */
static void certify(struct holder *holder, const char *name, bool is_ca, const struct holder *issuer,
                    int days)
{
    if (holder->key == NULL) {
        cr_assert_geq(gnutls_x509_privkey_init(&holder->key), 0);
        cr_assert_geq(gnutls_x509_privkey_generate(holder->key, GNUTLS_PK_ECDSA,
                                                   GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
                      0);
    }
    gnutls_x509_crt_t fresh;
    unsigned char serial[8];
    unsigned length = (unsigned)strlen(name);
    cr_assert_geq(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial), 0);
    serial[0] = (unsigned char)((serial[0] & 0x7f) | 0x40);
    cr_assert_geq(gnutls_x509_crt_init(&fresh), 0);
    cr_assert_geq(gnutls_x509_crt_set_version(fresh, 3), 0);
    cr_assert_geq(gnutls_x509_crt_set_serial(fresh, serial, sizeof serial), 0);
    cr_assert_geq(gnutls_x509_crt_set_activation_time(fresh, (time_t)(now_s - 30 * DAY_S)), 0);
    cr_assert_geq(gnutls_x509_crt_set_expiration_time(fresh, (time_t)(now_s + (int64_t)days * DAY_S)), 0);
    cr_assert_geq(gnutls_x509_crt_set_dn_by_oid(fresh, GNUTLS_OID_X520_COMMON_NAME, 0, name, length), 0);
    if (!is_ca)
        cr_assert_geq(gnutls_x509_crt_set_subject_alt_name(fresh, GNUTLS_SAN_DNSNAME, name, length, 0), 0);
    cr_assert_geq(gnutls_x509_crt_set_basic_constraints(fresh, is_ca, -1), 0);
    cr_assert_geq(gnutls_x509_crt_set_key(fresh, holder->key), 0);
    holder->certificate = fresh;
    const struct holder *signer = issuer != NULL ? issuer : holder;
    cr_assert_geq(gnutls_x509_crt_sign2(fresh, signer->certificate, signer->key, GNUTLS_DIG_SHA256, 0), 0);
}

static void drop(struct holder *holder)
{
    gnutls_x509_crt_deinit(holder->certificate);
    if (holder->key != NULL)
        gnutls_x509_privkey_deinit(holder->key);
}

/* A root, an intermediate, and a server's certificate for mx.example. */
struct world {
    struct holder root;
    struct holder intermediate;
    struct holder leaf;
};

static void make_world(struct world *world, int intermediate_days, int leaf_days)
{
    memset(world, 0, sizeof *world);
    certify(&world->root, "Root", true, NULL, 365);
    certify(&world->intermediate, "Intermediate", true, &world->root, intermediate_days);
    certify(&world->leaf, "mx.example", false, &world->intermediate, leaf_days);
}

static void drop_world(struct world *world)
{
    drop(&world->root);
    drop(&world->intermediate);
    drop(&world->leaf);
}

/* The record for `holder`, as its owner would publish it. The caller clears it. */
static struct tlsa_record record_for(const struct holder *holder, int usage, int selector, int matching_type)
{
    gnutls_datum_t selected, hex;
    gnutls_pubkey_t key;
    if (selector == 0) {
        cr_assert_geq(gnutls_x509_crt_export2(holder->certificate, GNUTLS_X509_FMT_DER, &selected), 0);
    } else {
        cr_assert_geq(gnutls_pubkey_init(&key), 0);
        cr_assert_geq(gnutls_pubkey_import_x509(key, holder->certificate, 0), 0);
        cr_assert_geq(gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &selected), 0);
        gnutls_pubkey_deinit(key);
    }
    unsigned char digest[64];
    gnutls_datum_t data = selected;
    if (matching_type > 0) {
        gnutls_digest_algorithm_t algorithm = matching_type == 1 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512;
        cr_assert_geq(gnutls_hash_fast(algorithm, selected.data, selected.size, digest), 0);
        data = (gnutls_datum_t){digest, (unsigned)gnutls_hash_get_len(algorithm)};
    }
    cr_assert_geq(gnutls_hex_encode2(&data, &hex), 0);
    struct tlsa_record record = {.usage = usage,
                                 .selector = selector,
                                 .matching_type = matching_type,
                                 .data_hex = text_copy((const char *)hex.data),
                                 .usable = usage >= 2};
    gnutls_free(hex.data);
    gnutls_free(selected.data);
    return record;
}

/* What one record says about a chain of up to CHAIN_MAX holders, under the base domain mx.example. */
static struct tlsa_match match_trusting(const struct anchor_index *trusted, const struct tlsa_record *record,
                                        const struct holder *const *chain, const char *base_domain,
                                        const char *more)
{
    struct tls tls = {0};
    gnutls_datum_t ders[CHAIN_MAX];
    size_t count = 0;
    while (count < CHAIN_MAX && chain[count] != NULL) {
        cr_assert_geq(gnutls_x509_crt_export2(chain[count]->certificate, GNUTLS_X509_FMT_DER, &ders[count]),
                      0);
        count++;
    }
    chain_read(NULL, &tls, ders, count, "mx.example");
    struct tlsa_set set = {.base_domain = (char *)base_domain,
                           .port = 25,
                           .records = (struct tlsa_record *)record,
                           .record_count = 1};
    struct text_list names = {0};
    if (more != NULL)
        text_list_append(&names, more);
    struct tlsa_match *matches = NULL;
    size_t match_count = 0;
    dane_match(&tls, &set, &names, trusted, now_s, &matches, &match_count);
    cr_assert_eq(match_count, 1);
    struct tlsa_match match = matches[0];
    free(matches);
    text_list_free(&names);
    shape_clear(&tls_shape, &tls);
    for (size_t i = 0; i < count; i++)
        gnutls_free(ders[i].data);
    return match;
}

static struct tlsa_match match_named(const struct tlsa_record *record, const struct holder *const *chain,
                                     const char *base_domain, const char *more)
{
    return match_trusting(NULL, record, chain, base_domain, more);
}

struct expected {
    enum answer matches;
    int certificate;
    const char *problem; /* part of it; NULL for none */
};

/* Checks what `record`, which it clears, says about the chain. */
static void expect(struct tlsa_record record, const struct holder *const *chain, const char *base_domain,
                   const char *more, struct expected expected)
{
    struct tlsa_match match = match_named(&record, chain, base_domain, more);
    const char *problem = match.problem != NULL ? match.problem : "none";
    cr_expect_eq(match.matches, expected.matches, "%d %d %d: %d, %s", (int)record.usage, (int)record.selector,
                 (int)record.matching_type, (int)match.matches, problem);
    cr_expect_eq(match.certificate, expected.certificate, "certificate %d", (int)match.certificate);
    cr_expect((match.problem != NULL) == (expected.problem != NULL), "%s", problem);
    cr_expect(expected.problem == NULL || strstr(problem, expected.problem) != NULL, "%s", problem);
    shape_clear(&tlsa_match_shape, &match);
    shape_clear(&tlsa_record_shape, &record);
}

static const struct expected matches_own = {ANSWER_YES, 0, NULL};

Test(dane, usage_3_matches_by_every_selector_and_digest)
{
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, NULL};
    const struct expected own = {ANSWER_NO, -1, "for another certificate"};
    for (int selector = 0; selector <= 1; selector++)
        for (int matching_type = 0; matching_type <= 2; matching_type++) {
            expect(record_for(&world.leaf, 3, selector, matching_type), chain, "mx.example", NULL,
                   matches_own);
            expect(record_for(&world.intermediate, 3, selector, matching_type), chain, "mx.example", NULL,
                   own);
        }
    drop_world(&world);
}

Test(dane, usage_3_asks_for_no_date_and_no_name)
{
    struct world world;
    make_world(&world, 60, -1);
    const struct holder *chain[] = {&world.leaf, NULL};
    expect(record_for(&world.leaf, 3, 1, 1), chain, "elsewhere.example", NULL, matches_own);
    drop_world(&world);
}

Test(dane, hex_in_capitals_is_the_same)
{
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, NULL};
    struct tlsa_record record = record_for(&world.leaf, 3, 1, 1);
    for (char *c = record.data_hex; *c != '\0'; c++)
        if (*c >= 'a' && *c <= 'f')
            *c = (char)(*c - 'a' + 'A');
    expect(record, chain, "mx.example", NULL, matches_own);
    drop_world(&world);
}

Test(dane, usage_2_matches_an_issuer_that_is_sent)
{
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, &world.root, NULL};
    const struct holder *without_root[] = {&world.leaf, &world.intermediate, NULL};
    const struct holder *unsorted[] = {&world.leaf, &world.root, &world.intermediate, NULL};
    for (int selector = 0; selector <= 1; selector++)
        for (int matching_type = 0; matching_type <= 2; matching_type++) {
            expect(record_for(&world.root, 2, selector, matching_type), chain, "mx.example", NULL,
                   (struct expected){ANSWER_YES, 2, NULL});
            expect(record_for(&world.root, 2, selector, matching_type), unsorted, "mx.example", NULL,
                   (struct expected){ANSWER_YES, 1, NULL});
            expect(record_for(&world.intermediate, 2, selector, matching_type), without_root, "mx.example",
                   NULL, (struct expected){ANSWER_YES, 1, NULL});
        }
    drop_world(&world);
}

Test(dane, usage_2_needs_the_anchor_sent_or_whole_in_the_record)
{
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, NULL};
    const struct expected missing = {ANSWER_NO, -1, "no CA certificate that the server sends"};
    expect(record_for(&world.root, 2, 0, 1), chain, "mx.example", NULL, missing);
    expect(record_for(&world.root, 2, 1, 1), chain, "mx.example", NULL, missing);
    expect(record_for(&world.root, 2, 1, 0), chain, "mx.example", NULL,
           (struct expected){ANSWER_UNKNOWN, -1, "senders with OpenSSL"});
    expect(record_for(&world.root, 2, 0, 0), chain, "mx.example", NULL,
           (struct expected){ANSWER_YES, -1, "only in the record"});
    expect(record_for(&world.root, 2, 0, 0), chain, "other.example", NULL,
           (struct expected){ANSWER_NO, -1, "names"});
    drop_world(&world);
}

/* Anybody can send a trust anchor's certificate behind a chain of his own. */
Test(dane, usage_2_does_not_match_a_chain_that_the_anchor_never_issued)
{
    struct world ours, theirs;
    make_world(&ours, 60, 60);
    make_world(&theirs, 60, 60);
    const struct holder *attack[] = {&theirs.leaf, &theirs.intermediate, &ours.root, NULL};
    const struct holder *with_root[] = {&theirs.leaf, &theirs.intermediate, &theirs.root, &ours.root};
    const struct holder *short_one[] = {&theirs.leaf, &ours.intermediate, NULL};
    for (int selector = 0; selector <= 1; selector++)
        for (int matching_type = 0; matching_type <= 2; matching_type++) {
            expect(record_for(&ours.root, 2, selector, matching_type), attack, "mx.example", NULL,
                   (struct expected){ANSWER_NO, 2, "did not issue"});
            expect(record_for(&ours.root, 2, selector, matching_type), with_root, "mx.example", NULL,
                   (struct expected){ANSWER_NO, 3, "did not issue"});
            expect(record_for(&ours.intermediate, 2, selector, matching_type), short_one, "mx.example", NULL,
                   (struct expected){ANSWER_NO, 1, "did not issue"});
        }
    drop_world(&ours);
    drop_world(&theirs);
}

/* The certificate as it is read from a file. */
static gnutls_x509_crt_t read_again(const struct holder *holder)
{
    gnutls_x509_crt_t read;
    gnutls_datum_t der;
    cr_assert_geq(gnutls_x509_crt_export2(holder->certificate, GNUTLS_X509_FMT_DER, &der), 0);
    cr_assert_geq(gnutls_x509_crt_init(&read), 0);
    cr_assert_geq(gnutls_x509_crt_import(read, &der, GNUTLS_X509_FMT_DER), 0);
    gnutls_free(der.data);
    return read;
}

/* Checks what is said of an anchor that is not sent, and that clients have. */
static void expect_unsent(struct tlsa_record record, const struct anchor_set *trusted,
                          const struct holder *const *chain, const char *name, enum answer issued)
{
    struct anchor_index *index = anchor_index_new(trusted);
    struct tlsa_match match = match_trusting(index, &record, chain, "mx.example", NULL);
    cr_expect_eq(match.matches, ANSWER_NO);
    cr_expect(text_same(match.unsent_anchor, name), "%d %d: %s", (int)record.selector,
              (int)record.matching_type, match.unsent_anchor != NULL ? match.unsent_anchor : "none");
    cr_expect_eq(match.unsent_anchor_issued, issued, "%d", (int)match.unsent_anchor_issued);
    shape_clear(&tlsa_match_shape, &match);
    shape_clear(&tlsa_record_shape, &record);
    anchor_index_free(index);
}

/* `matches` and a part of the problem for the key of `holder`, in full. */
static void expect_bare_key(const struct holder *holder, const struct holder *const *chain,
                            const char *base_domain, enum answer matches, const char *part)
{
    struct tlsa_record record = record_for(holder, 2, 1, 0);
    struct tlsa_match match = match_trusting(NULL, &record, chain, base_domain, NULL);
    cr_expect_eq(match.matches, matches, "%d", (int)match.matches);
    cr_expect(match.problem != NULL && strstr(match.problem, part) != NULL, "%s is in %s", part,
              match.problem);
    shape_clear(&tlsa_match_shape, &match);
    shape_clear(&tlsa_record_shape, &record);
}

Test(dane, a_key_without_a_certificate_is_an_anchor_for_some_senders)
{
    struct world ours, theirs, late;
    make_world(&ours, 60, 60);
    make_world(&theirs, 60, 60);
    make_world(&late, 60, -1);
    const struct holder *chain[] = {&ours.leaf, &ours.intermediate, NULL};
    const struct holder *alone[] = {&ours.leaf, NULL};
    const struct holder *expired[] = {&late.leaf, NULL};
    expect_bare_key(&ours.root, chain, "mx.example", ANSWER_UNKNOWN, "senders with OpenSSL accept");
    expect_bare_key(&ours.intermediate, alone, "mx.example", ANSWER_UNKNOWN, "senders with OpenSSL accept");
    expect_bare_key(&ours.root, alone, "mx.example", ANSWER_NO, "no CA certificate that the server sends");
    expect_bare_key(&theirs.root, chain, "mx.example", ANSWER_NO, "no CA certificate that the server sends");
    expect_bare_key(&ours.root, chain, "other.example", ANSWER_NO, "none of the names");
    expect_bare_key(&ours.intermediate, alone, "other.example", ANSWER_NO, "none of the names");
    expect_bare_key(&late.intermediate, expired, "mx.example", ANSWER_NO, "expired");
    drop_world(&ours);
    drop_world(&theirs);
    drop_world(&late);
}

Test(dane, usage_2_of_a_root_that_is_trusted_here_and_not_sent)
{
    struct world ours, theirs;
    make_world(&ours, 60, 60);
    make_world(&theirs, 60, 60);
    gnutls_x509_crt_t both[] = {read_again(&theirs.root), read_again(&ours.root)};
    struct anchor_set trusted = {.certificates = both, .count = 2},
                      other = {.certificates = both, .count = 1};
    const struct holder *chain[] = {&ours.leaf, &ours.intermediate, NULL};
    const struct holder *whole[] = {&ours.leaf, &ours.intermediate, &ours.root, NULL};
    for (int matching_type = 1; matching_type <= 2; matching_type++) {
        expect_unsent(record_for(&ours.root, 2, 1, matching_type), &trusted, chain, "CN=Root", ANSWER_YES);
        expect_unsent(record_for(&theirs.root, 2, 1, matching_type), &trusted, chain, "CN=Root", ANSWER_NO);
        expect_unsent(record_for(&ours.root, 2, 1, matching_type), &other, chain, NULL, ANSWER_UNKNOWN);
    }
    expect_unsent(record_for(&ours.root, 2, 0, 1), &trusted, chain, "CN=Root", ANSWER_YES);
    expect_unsent(record_for(&ours.root, 3, 1, 1), &trusted, whole, NULL, ANSWER_UNKNOWN);
    for (size_t i = 0; i < 2; i++)
        gnutls_x509_crt_deinit(both[i]);
    drop_world(&ours);
    drop_world(&theirs);
}

Test(dane, usage_2_on_the_own_certificate_does_not_count)
{
    struct holder alone = {0};
    struct world world;
    certify(&alone, "mx.example", false, NULL, 60);
    make_world(&world, 60, 60);
    const struct holder *self_signed[] = {&alone, NULL};
    const struct holder *twice[] = {&alone, &alone, NULL};
    const struct holder *chain[] = {&world.leaf, &world.intermediate, NULL};
    const struct expected own = {ANSWER_NO, -1, "which needs usage 3"};
    expect(record_for(&alone, 2, 1, 1), self_signed, "mx.example", NULL, own);
    expect(record_for(&world.leaf, 2, 0, 1), chain, "mx.example", NULL, own);
    expect(record_for(&alone, 2, 0, 0), self_signed, "mx.example", NULL, own);
    expect(record_for(&alone, 2, 1, 1), twice, "mx.example", NULL, own);
    drop(&alone);
    drop_world(&world);
}

Test(dane, usage_2_asks_for_dates)
{
    struct world late_leaf, late_intermediate;
    struct holder anchor = {0}, leaf = {0};
    make_world(&late_leaf, 60, -1);
    make_world(&late_intermediate, -1, 60);
    certify(&anchor, "Old root", true, NULL, -1);
    certify(&leaf, "mx.example", false, &anchor, 60);
    const struct holder *first[] = {&late_leaf.leaf, &late_leaf.intermediate, &late_leaf.root, NULL};
    const struct holder *second[] = {&late_intermediate.leaf, &late_intermediate.intermediate,
                                     &late_intermediate.root, NULL};
    const struct holder *third[] = {&leaf, &anchor, NULL};
    const struct expected between = {ANSWER_NO, 2, "between the trust anchor and the server's is expired"};
    expect(record_for(&late_leaf.root, 2, 0, 1), first, "mx.example", NULL, between);
    expect(record_for(&late_intermediate.root, 2, 0, 1), second, "mx.example", NULL, between);
    expect(record_for(&late_intermediate.intermediate, 2, 1, 1), second, "mx.example", NULL,
           (struct expected){ANSWER_UNKNOWN, 1, "which not all senders check"});
    expect(record_for(&anchor, 2, 1, 1), third, "mx.example", NULL,
           (struct expected){ANSWER_NO, 1, "the trust anchor is expired or not yet valid"});
    drop_world(&late_leaf);
    drop_world(&late_intermediate);
    drop(&anchor);
    drop(&leaf);
}

/* An intermediate that ran out is no harm where another one for the same key is sent with it. */
Test(dane, usage_2_takes_the_path_that_is_in_date)
{
    struct world world;
    make_world(&world, -1, 60);
    struct holder renewed = {.key = world.intermediate.key};
    certify(&renewed, "Intermediate", true, &world.root, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, &renewed, &world.root};
    expect(record_for(&world.root, 2, 0, 1), chain, "mx.example", NULL,
           (struct expected){ANSWER_YES, 3, NULL});
    gnutls_x509_crt_deinit(renewed.certificate);
    drop_world(&world);
}

Test(dane, usage_2_takes_the_names_of_the_base_and_of_the_next_hop)
{
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, NULL};
    const struct expected yes = {ANSWER_YES, 1, NULL}, no = {ANSWER_NO, 1, "none of the names"};
    expect(record_for(&world.intermediate, 2, 1, 1), chain, "alias.example", "mx.example", yes);
    expect(record_for(&world.intermediate, 2, 1, 1), chain, "alias.example", "example", no);
    expect(record_for(&world.intermediate, 2, 1, 1), chain, "alias.example", NULL, no);
    expect(record_for(&world.intermediate, 2, 1, 1), chain, "MX.example", NULL, yes);
    drop_world(&world);
}

Test(dane, usages_0_and_1_are_not_tried)
{
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, NULL};
    for (int usage = 0; usage <= 1; usage++) {
        struct tlsa_record record = record_for(&world.leaf, usage, 1, 1);
        record.unusable_because = text_copy("usages 0 and 1 have no meaning for SMTP");
        expect(record, chain, "mx.example", NULL, (struct expected){ANSWER_UNKNOWN, -1, "usages 0 and 1"});
        /* Not even where nobody noticed that it is unusable. */
        record = record_for(&world.leaf, usage, 1, 1);
        record.usable = true;
        expect(record, chain, "mx.example", NULL,
               (struct expected){ANSWER_NO, -1, "for another certificate"});
    }
    drop_world(&world);
}

Test(dane, a_chain_that_cannot_be_read_gives_no_answer)
{
    struct world world;
    make_world(&world, 60, 60);
    struct tlsa_record record = record_for(&world.leaf, 3, 1, 1);
    struct tlsa_set set = {.base_domain = "mx.example", .port = 25, .records = &record, .record_count = 1};
    static const char *const ders[] = {NULL, "", "not base64!", "AAAA"};
    for (size_t i = 0; i < sizeof ders / sizeof ders[0]; i++) {
        struct certificate certificate = {.der_base64 = (char *)ders[i]};
        struct tls tls = {.chain = &certificate, .chain_count = 1};
        struct tlsa_match *matches = NULL;
        size_t count = 0;
        dane_match(&tls, &set, NULL, NULL, now_s, &matches, &count);
        cr_expect_eq(count, 1);
        cr_expect_eq(matches[0].matches, ANSWER_UNKNOWN);
        cr_expect(strstr(matches[0].problem, "cannot be parsed") != NULL);
        shape_clear(&tlsa_match_shape, &matches[0]);
        free(matches);
    }
    shape_clear(&tlsa_record_shape, &record);
    drop_world(&world);
}

/* A record may say that it is a certificate and be anything. */
Test(dane, a_broken_anchor_in_the_record_matches_nothing)
{
    static const char *const datas[] = {"", "00", "3082", "zz", "308201"};
    struct world world;
    make_world(&world, 60, 60);
    const struct holder *chain[] = {&world.leaf, &world.intermediate, NULL};
    for (size_t i = 0; i < sizeof datas / sizeof datas[0]; i++) {
        struct tlsa_record record = {.usage = 2, .data_hex = text_copy(datas[i]), .usable = true};
        expect(record, chain, "mx.example", NULL, (struct expected){ANSWER_NO, -1, "no CA certificate"});
    }
    drop_world(&world);
}
