/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The profiles that come with the program, over a good server spoilt in one way at a time; patterns; files
 * that are no profile. */
#include "assess/rules/policy/profile.h"
#include "assess/rules/policy/profile_match.h"
#include "base/list.h"
#include "base/tls_names.h"
#include "command/profile_data.h"
#include "command/profile_file.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "facts_builder.h"
#include "survey_builder.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct profile_set read_profile(const char *word)
{
    struct text_list words = {0};
    struct profile_set set;
    char *problem = NULL;
    text_list_append(&words, word);
    cr_assert(profile_set_read(&set, &words, &problem), "%s", problem);
    text_list_free(&words);
    return set;
}

static struct profile_verdict verdict_of(const char *profile, struct report *report, const char *address,
                                         int64_t port)
{
    struct profile_set set = read_profile(profile);
    struct tls_offer offer = tls_offer_of(facts_endpoint(report, address, port));
    struct profile_verdict verdict = profile_verdict_of(&set.profiles[0], &offer, port == 25);
    tls_offer_free(&offer);
    profile_set_free(&set);
    return verdict;
}

static const struct profile_item *item_called(const struct profile_verdict *verdict, const char *value)
{
    for (size_t i = 0; i < verdict->item_count; i++)
        if (strcmp(verdict->items[i].value, value) == 0)
            return &verdict->items[i];
    return NULL;
}

Test(profile, each_that_comes_with_the_program_can_be_used)
{
    for (size_t i = 0; i < built_in_profile_count; i++) {
        struct text_list names = profile_file_names();
        struct profile_set set = read_profile(names.items[i]);
        const struct policy_profile *profile = &set.profiles[0];
        cr_expect_str_eq(profile->name, names.items[i]);
        cr_expect(profile->title != NULL && profile->source != NULL && profile->date != NULL);
        cr_expect(profile->note != NULL && profile->mx_note != NULL, "%s says why", profile->name);
        cr_expect(profile->read_in != READING_UNKNOWN && profile->support != NULL, "%s says what was read",
                  profile->name);
        profile_set_free(&set);
        text_list_free(&names);
    }
    struct text_list none = {0};
    struct profile_set set;
    char *problem = NULL;
    cr_assert(profile_set_read(&set, &none, &problem));
    cr_expect(set.count == 1);
    cr_expect_str_eq(set.profiles[0].name, "bcp195");
    profile_set_free(&set);
}

static struct text_list known_suites(void)
{
    enum { CODES_OF_SSLV2 = 0x080000 };
    struct text_list names = {0};
    for (uint32_t code = 0; code < CODES_OF_SSLV2; code++)
        if (tls_names_suite(code) != NULL)
            text_list_append(&names, tls_names_suite(code)->name.name);
    return names;
}

static struct text_list known_groups(void)
{
    struct text_list names = {0};
    for (uint32_t code = 0; code <= UINT16_MAX; code++)
        if (tls_names_group(code) != NULL)
            text_list_append(&names, tls_names_group(code)->name.name);
    return names;
}

static bool suite_fits(const char *pattern, const char *name)
{
    return profile_match_suite(pattern, tls_suite_names.code(name));
}

static void expect_each_name_to_fit(const char *profile, const struct profile_rule *rules, size_t count,
                                    const struct text_list *known, bool (*fits)(const char *, const char *))
{
    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; n < rules[i].names.count; n++) {
            size_t found = 0;
            for (size_t k = 0; k < known->count; k++)
                found += fits(rules[i].names.items[n], known->items[k]);
            cr_expect(found > 0, "%s: nothing is called %s", profile, rules[i].names.items[n]);
        }
}

/* A name that nothing has, by a slip, would be a rule that is never used. */
Test(profile, each_name_of_a_suite_or_group_is_one)
{
    struct text_list suites = known_suites(), groups = known_groups(), names = profile_file_names();
    cr_assert(suites.count > 300 && groups.count > 40);
    for (size_t i = 0; i < names.count; i++) {
        struct profile_set set = read_profile(names.items[i]);
        const struct policy_profile *profile = &set.profiles[0];
        expect_each_name_to_fit(profile->name, profile->cipher_suites, profile->cipher_suite_count, &suites,
                                suite_fits);
        expect_each_name_to_fit(profile->name, profile->groups, profile->group_count, &groups,
                                profile_match_name);
        profile_set_free(&set);
    }
    text_list_free(&suites);
    text_list_free(&groups);
    text_list_free(&names);
}

/* Whether a rule is the first that fits some name and size; where it may be excused, those behind it count as
 * well. */
static void expect_each_rule_to_count(const char *profile, const char *list, const struct profile_rule *rules,
                                      size_t count, const struct text_list *known,
                                      bool (*fits)(const char *, const char *))
{
    static const int64_t sizes[] = {0, 100, 224, 255, 256, 384, 521, 1024, 2048, 2900, 3000, 3072, 4096};
    bool counts[64] = {false};
    cr_assert(count <= sizeof counts / sizeof counts[0]);
    for (size_t k = 0; k < known->count; k++)
        for (size_t n = 0; n < sizeof sizes / sizeof sizes[0]; n++)
            for (size_t i = 0; i < count; i++) {
                bool fit = false;
                for (size_t m = 0; m < rules[i].names.count && sizes[n] >= rules[i].least_bits; m++)
                    fit = fit || fits(rules[i].names.items[m], known->items[k]);
                counts[i] = counts[i] || fit;
                if (fit && rules[i].unless == NULL)
                    break;
            }
    for (size_t i = 0; i < count; i++)
        cr_expect(counts[i], "%s: %s[%zu] comes behind rules that fit all it fits", profile, list, i);
}

static struct text_list known_versions(void)
{
    struct text_list list = {0};
    for (size_t i = 0; i < TLS_OFFER_VERSIONS; i++)
        text_list_append(&list, tls_names_version(tls_offer_versions[i]));
    return list;
}

static struct text_list texts(const char *const *items, size_t count)
{
    struct text_list list = {0};
    for (size_t i = 0; i < count; i++)
        text_list_append(&list, items[i]);
    return list;
}

Test(profile, each_rule_counts_for_something)
{
    static const char *const keys[] = {"RSA", "RSA-PSS", "DSA", "ECDSA", "EdDSA (Ed25519)"};
    static const char *const primes[] = {"ffdhe2048", "ffdhe3072", "sha256:00", ""};
    static const char *const hashes[] = {"RSA-MD2",        "RSA-MD5",      "RSA-SHA1",
                                         "RSA-SHA224",     "RSA-SHA256",   "RSA-SHA512",
                                         "RSA-PSS-SHA256", "ECDSA-SHA256", "EdDSA-Ed25519"};
    struct text_list names = profile_file_names(), suites = known_suites(), groups = known_groups(),
                     versions = known_versions(), key_types = texts(keys, sizeof keys / sizeof keys[0]),
                     dh_primes = texts(primes, sizeof primes / sizeof primes[0]),
                     signatures = texts(hashes, sizeof hashes / sizeof hashes[0]);
    for (size_t i = 0; i < names.count; i++) {
        struct profile_set set = read_profile(names.items[i]);
        const struct policy_profile *one = &set.profiles[0];
        const struct {
            const char *list;
            const struct profile_rule *rules;
            size_t count;
            const struct text_list *known;
            bool (*fits)(const char *, const char *);
        } lists[] = {
            {"versions", one->versions, one->version_count, &versions, profile_match_name},
            {"cipher_suites", one->cipher_suites, one->cipher_suite_count, &suites, suite_fits},
            {"groups", one->groups, one->group_count, &groups, profile_match_name},
            {"dh_primes", one->dh_primes, one->dh_prime_count, &dh_primes, profile_match_name},
            {"keys", one->keys, one->key_count, &key_types, profile_match_name},
            {"certificate_signatures", one->certificate_signatures, one->certificate_signature_count,
             &signatures, profile_match_name},
        };
        for (size_t n = 0; n < sizeof lists / sizeof lists[0]; n++)
            expect_each_rule_to_count(one->name, lists[n].list, lists[n].rules, lists[n].count,
                                      lists[n].known, lists[n].fits);
        profile_set_free(&set);
    }
    struct text_list *const all[] = {&names,     &suites,    &groups,    &versions,
                                     &key_types, &dh_primes, &signatures};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        text_list_free(all[i]);
}

/* The good server takes TLS 1.2 with ECDHE and AES-256-GCM, TLS 1.3 with AES-256-GCM, x25519 and
 * X25519MLKEM768, a prime of 3072 bits, and has a chain of ECDSA with 256 and RSA with 2048 bits. */
Test(profile, what_each_says_of_a_good_server)
{
    static const struct {
        const char *profile;
        enum grade grade;
        enum grade grade_mx;
        const char *item; /* that decides; NULL for none */
    } rows[] = {
        {"bcp195", GRADE_GOOD, GRADE_GOOD, NULL},
        {"ncsc-nl-2025", GRADE_PHASE_OUT, GRADE_PHASE_OUT, "RSA 2048"},
        {"bsi-tr-02102-2", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "RSA 2048"},
        {"nist-800-52r2", GRADE_GOOD, GRADE_GOOD, NULL},
        {"mozilla-6.0-intermediate", GRADE_SUFFICIENT, GRADE_SUFFICIENT, "DH 3072 (ffdhe3072)"},
        {"mozilla-6.0-modern", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "TLS 1.2"},
        {"pci-dss", GRADE_SUFFICIENT, GRADE_SUFFICIENT, "RSA 2048"},
        {"bod-18-01", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int mx = 0; mx < 2; mx++) {
            struct report report = {0};
            survey_good(&report);
            struct profile_verdict verdict =
                verdict_of(rows[i].profile, &report, mx ? "192.0.2.10" : "192.0.2.30", mx ? 25 : 465);
            enum grade expected = mx ? rows[i].grade_mx : rows[i].grade;
            cr_expect(verdict.grade == expected, "%s mx %d: %s", rows[i].profile, mx,
                      words_name(&grade_words, (int)verdict.grade));
            cr_expect(verdict.items_unknown == 0, "%s: %d unknown", rows[i].profile,
                      (int)verdict.items_unknown);
            const struct profile_item *item =
                rows[i].item != NULL ? item_called(&verdict, rows[i].item) : NULL;
            cr_expect(rows[i].item == NULL || (item != NULL && item->grade == expected), "%s",
                      rows[i].profile);
            shape_clear(&profile_verdict_shape, &verdict);
            facts_clear(&report);
        }
}

static void sslv2(struct tls_survey *survey)
{
    survey_take(survey, "SSLv2", NULL);
}

static void sslv3(struct tls_survey *survey)
{
    survey_take(survey, "SSLv3", NULL);
}

static void tls_1_0(struct tls_survey *survey)
{
    survey_take(survey, "TLS 1.0", NULL);
}

static void tls_1_1(struct tls_survey *survey)
{
    survey_take(survey, "TLS 1.1", NULL);
}

static void null_suite(struct tls_survey *survey)
{
    survey_take(survey, "TLS 1.2", "TLS_RSA_WITH_NULL_SHA256");
}

static void triple_des(struct tls_survey *survey)
{
    survey_class(survey, WEAK_3DES, ANSWER_YES, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS 1.2");
}

static void chacha20(struct tls_survey *survey)
{
    survey_take(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
}

static void cbc_with_etm(struct tls_survey *survey)
{
    survey_take(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
}

static void cbc_without_etm(struct tls_survey *survey)
{
    cbc_with_etm(survey);
    survey_feature(survey, FEATURE_ENCRYPT_THEN_MAC, ANSWER_NO, NULL);
}

static void anonymous(struct tls_survey *survey)
{
    survey_take(survey, "TLS 1.2", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
}

#define TAKES(name, suite)                                                                                   \
    static void name(struct tls_survey *survey)                                                              \
    {                                                                                                        \
        survey_take(survey, "TLS 1.2", (suite));                                                             \
    }

TAKES(anonymous_dh, "TLS_DH_anon_WITH_AES_128_GCM_SHA256")
TAKES(static_rsa, "TLS_RSA_WITH_AES_128_GCM_SHA256")
TAKES(static_ecdh, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256")
TAKES(dhe, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")
TAKES(ccm, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM")
TAKES(idea, "TLS_RSA_WITH_IDEA_CBC_SHA")
TAKES(single_des, "TLS_RSA_WITH_DES_CBC_SHA")
TAKES(triple_des_ecdhe, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA")
TAKES(rc4, "TLS_ECDHE_RSA_WITH_RC4_128_SHA")
TAKES(psk, "TLS_PSK_WITH_AES_128_GCM_SHA256")
TAKES(psk_rsa, "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256")
TAKES(psk_dhe, "TLS_DHE_PSK_WITH_AES_128_CCM")
TAKES(psk_dhe_8, "TLS_PSK_DHE_WITH_AES_128_CCM_8")
TAKES(camellia, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256")
TAKES(cbc_sha1, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")

static void sslv2_suite(struct tls_survey *survey)
{
    survey_take(survey, "SSLv2", "SSL_CK_IDEA_128_CBC_WITH_MD5");
}

static void takes_group(struct tls_survey *survey, const char *group)
{
    text_replace(&survey->groups[0].name, text_copy(group));
}

static void small_curve(struct tls_survey *survey)
{
    takes_group(survey, "secp192r1");
}

static void koblitz(struct tls_survey *survey)
{
    takes_group(survey, "secp256k1");
}

static void ffdhe2048(struct tls_survey *survey)
{
    takes_group(survey, "ffdhe2048");
}

static void hybrid_of_p256(struct tls_survey *survey)
{
    takes_group(survey, "SecP256r1MLKEM768");
}

static void pkcs1_signature(struct tls_survey *survey)
{
    text_replace(&survey->signature_algorithms[0].name, text_copy("rsa_pkcs1_sha256"));
}

static void eddsa_signature(struct tls_survey *survey)
{
    text_replace(&survey->signature_algorithms[0].name, text_copy("ed25519"));
}

static void sha224_signature(struct tls_survey *survey)
{
    text_replace(&survey->signature_algorithms[0].name, text_copy("ecdsa_sha224"));
}

static void insecure_renegotiation(struct tls_survey *survey)
{
    survey_feature(survey, FEATURE_SECURE_RENEGOTIATION, ANSWER_NO, NULL);
}

static void compression(struct tls_survey *survey)
{
    survey_feature(survey, FEATURE_COMPRESSION, ANSWER_YES, NULL);
}

static void heartbeat(struct tls_survey *survey)
{
    survey_feature(survey, FEATURE_HEARTBEAT, ANSWER_YES, NULL);
}

static void small_dh(struct tls_survey *survey)
{
    survey->dh_bits = 2048;
    text_replace(&survey->dh_prime.name, text_copy("ffdhe2048"));
}

static void no_master_secret(struct tls_survey *survey)
{
    survey_feature(survey, FEATURE_EXTENDED_MASTER_SECRET, ANSWER_NO, NULL);
}

static void sha1_signature(struct tls_survey *survey)
{
    text_replace(&survey->signature_algorithms[0].name, text_copy("rsa_pkcs1_sha1"));
}

static void no_tls_1_3(struct tls_survey *survey)
{
    struct version_support *newest = &survey->versions[survey->version_count - 1];
    newest->accepted = ANSWER_NO;
    codes_free(&newest->cipher_suites);
}

/* What a standard or a broken off survey happened to see is not all that there is. */
Test(profile, signatures_and_groups_that_were_not_asked_about_are_unknown)
{
    static const char profile[] = "{\"name\": \"own\", \"%s\": [{\"names\": [\"*\"], \"grade\": \"good\","
                                  " \"clause\": \"1\"}]}";
    for (int i = 0; i < 4; i++) {
        struct report report = {0};
        survey_good(&report);
        struct tls_survey *survey = facts_endpoint(&report, "192.0.2.10", 25)->tls_survey;
        if (i % 2 == 0)
            survey->depth = DEPTH_STANDARD;
        else
            survey_limit(survey, "421 too many");
        char *text = text_format(profile, i < 2 ? "signatures" : "groups");
        char *path = temporary_file(text);
        struct profile_verdict verdict = verdict_of(path, &report, "192.0.2.10", 25);
        cr_expect(verdict.items_unknown == 1, "%d", i);
        temporary_file_remove(path);
        free(text);
        shape_clear(&profile_verdict_shape, &verdict);
        facts_clear(&report);
    }
}

Test(profile, what_each_says_of_one_fault)
{
    static const struct {
        const char *profile;
        void (*spoil)(struct tls_survey *survey);
        const char *item;
        enum grade grade; /* unknown: good, or no word on it */
        enum grade grade_mx;
        const char *clause; /* part of it */
    } rows[] = {
        {"bcp195", sslv2, "SSLv2", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "RFC 9325 3.1.1"},
        {"bcp195", sslv2_suite, "SSL_CK_IDEA_128_CBC_WITH_MD5", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "RFC 6176 3"},
        {"bcp195", tls_1_0, "TLS 1.0", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "RFC 8996 4"},
        {"bcp195", tls_1_1, "TLS 1.1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "RFC 8996 5"},
        {"bcp195", null_suite, "TLS_RSA_WITH_NULL_SHA256", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "RFC 9325 4.1"},
        {"bcp195", rc4, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 9325 4.1"},
        {"bcp195", single_des, "TLS_RSA_WITH_DES_CBC_SHA", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 9325 4.1"},
        {"bcp195", idea, "TLS_RSA_WITH_IDEA_CBC_SHA", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "RFC 10015 4"},
        {"bcp195", triple_des, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 4"},
        {"bcp195", triple_des_ecdhe, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "RFC 9325 4.1"},
        {"bcp195", static_rsa, "TLS_RSA_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 4"},
        {"bcp195", static_ecdh, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "RFC 10015 2"},
        {"bcp195", dhe, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 3"},
        {"bcp195", anonymous_dh, "TLS_DH_anon_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 2"},
        {"bcp195", anonymous, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", GRADE_PHASE_OUT, GRADE_SUFFICIENT,
         "RFC 7672 8.2"},
        {"bcp195", ccm, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", GRADE_SUFFICIENT, GRADE_SUFFICIENT,
         "RFC 9325 4.1"},
        {"bcp195", cbc_with_etm, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", GRADE_SUFFICIENT, GRADE_SUFFICIENT,
         "RFC 9325 4.2"},
        {"bcp195", cbc_without_etm, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "RFC 9325 4.2"},
        {"bcp195", small_curve, "secp192r1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "RFC 9325 4.5"},
        {"bcp195", koblitz, "secp256k1", GRADE_SUFFICIENT, GRADE_SUFFICIENT, "RFC 9325 4.5"},
        {"bcp195", hybrid_of_p256, "SecP256r1MLKEM768", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"bcp195", psk, "TLS_PSK_WITH_AES_128_GCM_SHA256", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"bcp195", psk_rsa, "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 4"},
        {"bcp195", psk_dhe, "TLS_DHE_PSK_WITH_AES_128_CCM", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 3"},
        {"bcp195", psk_dhe_8, "TLS_PSK_DHE_WITH_AES_128_CCM_8", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 10015 3"},
        {"bcp195", no_master_secret, "no extended_master_secret", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 9325 3.5"},
        {"bcp195", insecure_renegotiation, "no secure_renegotiation", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "RFC 9325 3.5"},
        {"bcp195", compression, "compression", GRADE_PHASE_OUT, GRADE_PHASE_OUT, "RFC 9325 3.3"},
        {"bcp195", sha1_signature, "rsa_pkcs1_sha1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "RFC 9325 4.5"},
        {"bcp195", eddsa_signature, "ed25519", GRADE_SUFFICIENT, GRADE_SUFFICIENT, "RFC 9325 4.5"},
        {"bcp195", no_tls_1_3, "no TLS 1.3", GRADE_SUFFICIENT, GRADE_SUFFICIENT, "RFC 9325 3.1.1"},
        {"ncsc-nl-2025", tls_1_1, "TLS 1.1", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "3.3.1"},
        {"ncsc-nl-2025", chacha20, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", GRADE_SUFFICIENT,
         GRADE_SUFFICIENT, "appendix B"},
        {"ncsc-nl-2025", camellia, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", GRADE_PHASE_OUT,
         GRADE_PHASE_OUT, "appendix B"},
        {"ncsc-nl-2025", dhe, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "appendix B"},
        {"ncsc-nl-2025", triple_des, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "3.3.3, 3.3.4"},
        {"ncsc-nl-2025", static_rsa, "TLS_RSA_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT,
         GRADE_INSUFFICIENT, "3.3.3, 3.3.4"},
        {"ncsc-nl-2025", small_dh, "DH 2048 (ffdhe2048)", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "3.3.3.1"},
        {"ncsc-nl-2025", koblitz, "secp256k1", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "3.3.2.1"},
        {"ncsc-nl-2025", hybrid_of_p256, "SecP256r1MLKEM768", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"ncsc-nl-2025", sha1_signature, "rsa_pkcs1_sha1", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "3.3.5"},
        {"ncsc-nl-2025", sha224_signature, "ecdsa_sha224", GRADE_PHASE_OUT, GRADE_PHASE_OUT, "3.3.5"},
        {"ncsc-nl-2025", compression, "compression", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "3.4.1"},
        {"ncsc-nl-2025", insecure_renegotiation, "no secure_renegotiation", GRADE_INSUFFICIENT,
         GRADE_INSUFFICIENT, "3.4.2"},
        {"ncsc-nl-2025", no_master_secret, "no extended_master_secret", GRADE_INSUFFICIENT,
         GRADE_INSUFFICIENT, "Internet.nl"},
        {"bsi-tr-02102-2", tls_1_1, "TLS 1.1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.2"},
        {"bsi-tr-02102-2", triple_des_ecdhe, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "3.3.1"},
        {"bsi-tr-02102-2", cbc_without_etm, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", GRADE_PHASE_OUT,
         GRADE_PHASE_OUT, "3.3.4.5"},
        {"bsi-tr-02102-2", static_rsa, "TLS_RSA_WITH_AES_128_GCM_SHA256", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "3.3.1 (no forward secrecy)"},
        {"bsi-tr-02102-2", static_ecdh, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", GRADE_PHASE_OUT,
         GRADE_PHASE_OUT, "3.3.1.2"},
        {"bsi-tr-02102-2", chacha20, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", GRADE_UNKNOWN,
         GRADE_UNKNOWN, NULL},
        {"bsi-tr-02102-2", cbc_sha1, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", GRADE_UNKNOWN, GRADE_UNKNOWN,
         NULL},
        {"bsi-tr-02102-2", anonymous, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", GRADE_UNKNOWN, GRADE_UNKNOWN,
         NULL},
        {"bsi-tr-02102-2", psk, "TLS_PSK_WITH_AES_128_GCM_SHA256", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"bsi-tr-02102-2", hybrid_of_p256, "SecP256r1MLKEM768", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"bsi-tr-02102-2", ffdhe2048, "ffdhe2048", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.6.1"},
        {"bsi-tr-02102-2", small_dh, "DH 2048 (ffdhe2048)", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.6.1"},
        {"bsi-tr-02102-2", pkcs1_signature, "rsa_pkcs1_sha256", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "3.3.3 (until 2025)"},
        {"bsi-tr-02102-2", sha1_signature, "rsa_pkcs1_sha1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.3.3"},
        {"bsi-tr-02102-2", compression, "compression", GRADE_PHASE_OUT, GRADE_PHASE_OUT, "3.3.4.3"},
        {"bsi-tr-02102-2", heartbeat, "heartbeat", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.3.4.6"},
        {"bsi-tr-02102-2", no_master_secret, "no extended_master_secret", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "3.3.4.7"},
        {"bsi-tr-02102-2", insecure_renegotiation, "no secure_renegotiation", GRADE_PHASE_OUT,
         GRADE_PHASE_OUT, "3.3.4.1"},
        {"nist-800-52r2", tls_1_0, "TLS 1.0", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.1"},
        {"nist-800-52r2", tls_1_1, "TLS 1.1", GRADE_PHASE_OUT, GRADE_PHASE_OUT, "3.1"},
        {"nist-800-52r2", no_tls_1_3, "no TLS 1.3", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.1"},
        {"nist-800-52r2", chacha20, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "3.3.1"},
        {"nist-800-52r2", triple_des, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "3.3.1.1"},
        {"nist-800-52r2", rc4, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "3.3.1"},
        {"nist-800-52r2", camellia, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "3.3.1"},
        {"nist-800-52r2", anonymous_dh, "TLS_DH_anon_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "3.3.1"},
        {"nist-800-52r2", psk, "TLS_PSK_WITH_AES_128_GCM_SHA256", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "appendix C"},
        {"nist-800-52r2", cbc_without_etm, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "3.4.2.7"},
        {"nist-800-52r2", cbc_with_etm, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", GRADE_UNKNOWN, GRADE_UNKNOWN,
         NULL},
        {"nist-800-52r2", static_rsa, "TLS_RSA_WITH_AES_128_GCM_SHA256", GRADE_PHASE_OUT, GRADE_PHASE_OUT,
         "appendix D"},
        {"nist-800-52r2", static_ecdh, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", GRADE_SUFFICIENT,
         GRADE_SUFFICIENT, "3.3.1.1"},
        {"nist-800-52r2", small_curve, "secp192r1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.3.1"},
        {"nist-800-52r2", compression, "compression", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "3.7"},
        {"nist-800-52r2", insecure_renegotiation, "no secure_renegotiation", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "3.4.1.1"},
        {"nist-800-52r2", no_master_secret, "no extended_master_secret", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "3.4.1.3"},
        {"mozilla-6.0-intermediate", triple_des, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_INSUFFICIENT,
         GRADE_PHASE_OUT, "ciphers"},
        {"mozilla-6.0-intermediate", tls_1_1, "TLS 1.1", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "tls_versions"},
        {"mozilla-6.0-intermediate", ffdhe2048, "ffdhe2048", GRADE_INSUFFICIENT, GRADE_PHASE_OUT,
         "tls_curves"},
        {"mozilla-6.0-modern", no_tls_1_3, "no TLS 1.3", GRADE_INSUFFICIENT, GRADE_PHASE_OUT, "tls_versions"},
        {"pci-dss", tls_1_0, "TLS 1.0", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "appendix A2"},
        {"pci-dss", tls_1_1, "TLS 1.1", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"pci-dss", single_des, "TLS_RSA_WITH_DES_CBC_SHA", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "appendix G"},
        {"pci-dss", null_suite, "TLS_RSA_WITH_NULL_SHA256", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "appendix G"},
        {"pci-dss", triple_des, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
        {"pci-dss", small_dh, "DH 2048 (ffdhe2048)", GRADE_SUFFICIENT, GRADE_SUFFICIENT, "appendix G"},
        {"bod-18-01", sslv3, "SSLv3", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT, "BOD 18-01 II.1.a.ii"},
        {"bod-18-01", rc4, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "BOD 18-01 II.1.a.ii"},
        {"bod-18-01", triple_des, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", GRADE_INSUFFICIENT, GRADE_INSUFFICIENT,
         "exception of 2018-09-20"},
        {"bod-18-01", tls_1_0, "TLS 1.0", GRADE_UNKNOWN, GRADE_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int mx = 0; mx < 2; mx++) {
            struct report report = {0};
            const char *address = mx ? "192.0.2.10" : "192.0.2.30";
            survey_good(&report);
            if (rows[i].spoil == no_tls_1_3) /* what a session saw would count */
                facts_session(&report, address, mx ? 25 : 465)->tls->version = VERSION_TLS_1_2;
            rows[i].spoil(survey_at(&report, address, mx ? 25 : 465));
            struct profile_verdict verdict = verdict_of(rows[i].profile, &report, address, mx ? 25 : 465);
            const struct profile_item *item = item_called(&verdict, rows[i].item);
            enum grade expected = mx ? rows[i].grade_mx : rows[i].grade;
            cr_assert((item != NULL) == (expected != GRADE_UNKNOWN), "%s and %s, mx %d: %s", rows[i].profile,
                      rows[i].item, mx, item != NULL ? item->clause : "no word on it");
            if (item != NULL) {
                cr_expect(item->grade == expected, "%s %s mx %d: %s", rows[i].profile, rows[i].item, mx,
                          words_name(&grade_words, (int)item->grade));
                cr_expect(strstr(item->clause, rows[i].clause) != NULL, "%s %s: %s", rows[i].profile,
                          rows[i].item, item->clause);
                cr_expect(item->read_in != READING_UNKNOWN);
                cr_expect(verdict.grade <= expected, "the least counts");
                cr_expect(verdict.items[0].grade == verdict.grade, "the worst comes first");
            }
            shape_clear(&profile_verdict_shape, &verdict);
            facts_clear(&report);
        }
}

/* Keys and signatures of certificates. */
Test(profile, what_each_says_of_a_certificate)
{
    static const struct {
        const char *profile;
        enum key_type key_type;
        int64_t key_bits;
        const char *signature;
        const char *item; /* one of the two, as the verdict has it */
        enum grade grade; /* unknown: good, or no word on it */
        const char *clause;
    } rows[] = {
        {"bcp195", KEY_TYPE_RSA, 2048, "RSA-SHA256", "RSA 2048", GRADE_UNKNOWN, NULL},
        {"bcp195", KEY_TYPE_RSA, 1024, "RSA-SHA256", "RSA 1024", GRADE_INSUFFICIENT, "4.5"},
        {"bcp195", KEY_TYPE_ECDSA, 256, "ECDSA-SHA256", "ECDSA 256", GRADE_UNKNOWN, NULL},
        {"bcp195", KEY_TYPE_ECDSA, 224, "ECDSA-SHA256", "ECDSA 224", GRADE_SUFFICIENT, "4.5"},
        {"bcp195", KEY_TYPE_ECDSA, 192, "ECDSA-SHA256", "ECDSA 192", GRADE_INSUFFICIENT, "4.5"},
        {"bcp195", KEY_TYPE_DSA, 1024, "DSA-SHA256", "DSA 1024", GRADE_UNKNOWN, NULL},
        {"bcp195", KEY_TYPE_RSA, 2048, "RSA-SHA1", "RSA-SHA1", GRADE_INSUFFICIENT, "4.5"},
        {"bcp195", KEY_TYPE_RSA, 2048, "EdDSA-Ed25519", "EdDSA-Ed25519", GRADE_SUFFICIENT, "4.5"},
        {"ncsc-nl-2025", KEY_TYPE_RSA, 3072, "RSA-SHA256", "RSA 3072", GRADE_UNKNOWN, NULL},
        {"ncsc-nl-2025", KEY_TYPE_RSA, 1024, "RSA-SHA256", "RSA 1024", GRADE_INSUFFICIENT, "3.3.2.1"},
        {"ncsc-nl-2025", KEY_TYPE_ECDSA, 224, "RSA-SHA256", "ECDSA 224", GRADE_PHASE_OUT, "3.3.2.1"},
        {"ncsc-nl-2025", KEY_TYPE_ECDSA, 256, "ECDSA-SHA384", "ECDSA-SHA384", GRADE_SUFFICIENT, "3.3.5"},
        {"ncsc-nl-2025", KEY_TYPE_ECDSA, 256, "RSA-PSS-SHA256", "RSA-PSS-SHA256", GRADE_UNKNOWN, NULL},
        {"ncsc-nl-2025", KEY_TYPE_ECDSA, 256, "RSA-SHA1", "RSA-SHA1", GRADE_INSUFFICIENT, "3.3.5"},
        {"bsi-tr-02102-2", KEY_TYPE_RSA, 3072, "RSA-PSS-SHA256", "RSA 3072", GRADE_UNKNOWN, NULL},
        {"bsi-tr-02102-2", KEY_TYPE_ECDSA, 224, "ECDSA-SHA256", "ECDSA 224", GRADE_INSUFFICIENT, "3.6.1"},
        {"bsi-tr-02102-2", KEY_TYPE_RSA, 4096, "RSA-SHA256", "RSA-SHA256", GRADE_PHASE_OUT,
         "3.4.3 (until 2025)"},
        {"bsi-tr-02102-2", KEY_TYPE_RSA, 4096, "RSA-PSS-SHA256", "RSA-PSS-SHA256", GRADE_UNKNOWN, NULL},
        {"bsi-tr-02102-2", KEY_TYPE_RSA, 4096, "RSA-SHA1", "RSA-SHA1", GRADE_INSUFFICIENT, "3.3.3"},
        {"nist-800-52r2", KEY_TYPE_RSA, 2048, "RSA-SHA256", "RSA 2048", GRADE_UNKNOWN, NULL},
        {"nist-800-52r2", KEY_TYPE_RSA, 1024, "RSA-SHA256", "RSA 1024", GRADE_INSUFFICIENT, "3.2.1, 3.3.3"},
        {"nist-800-52r2", KEY_TYPE_ECDSA, 224, "ECDSA-SHA224", "ECDSA 224", GRADE_SUFFICIENT, "3.2.1"},
        {"nist-800-52r2", KEY_TYPE_ECDSA, 256, "ECDSA-SHA224", "ECDSA-SHA224", GRADE_UNKNOWN, NULL},
        {"nist-800-52r2", KEY_TYPE_RSA, 2048, "RSA-SHA1", "RSA-SHA1", GRADE_INSUFFICIENT, "3.3.3"},
        {"mozilla-6.0-intermediate", KEY_TYPE_RSA, 1024, "RSA-SHA256", "RSA 1024", GRADE_INSUFFICIENT,
         "rsa_key_size"},
        {"mozilla-6.0-intermediate", KEY_TYPE_ECDSA, 384, "RSA-SHA256", "ECDSA 384", GRADE_UNKNOWN, NULL},
        {"mozilla-6.0-intermediate", KEY_TYPE_ECDSA, 521, "RSA-SHA256", "ECDSA 521", GRADE_INSUFFICIENT,
         "certificate_curves"},
        {"mozilla-6.0-intermediate", KEY_TYPE_ECDSA, 224, "RSA-SHA256", "ECDSA 224", GRADE_INSUFFICIENT,
         "certificate_curves"},
        {"mozilla-6.0-intermediate", KEY_TYPE_DSA, 3072, "RSA-SHA256", "DSA 3072", GRADE_INSUFFICIENT,
         "certificate_types"},
        {"mozilla-6.0-intermediate", KEY_TYPE_RSA, 2048, "RSA-SHA384", "RSA-SHA384", GRADE_UNKNOWN, NULL},
        {"mozilla-6.0-intermediate", KEY_TYPE_RSA, 2048, "RSA-SHA1", "RSA-SHA1", GRADE_INSUFFICIENT,
         "certificate_signatures"},
        {"mozilla-6.0-modern", KEY_TYPE_RSA, 4096, "ECDSA-SHA256", "RSA 4096", GRADE_INSUFFICIENT,
         "certificate_types"},
        {"mozilla-6.0-modern", KEY_TYPE_ECDSA, 521, "ECDSA-SHA256", "ECDSA 521", GRADE_INSUFFICIENT,
         "certificate_curves"},
        {"pci-dss", KEY_TYPE_RSA, 3072, "RSA-SHA1", "RSA 3072", GRADE_UNKNOWN, NULL},
        {"pci-dss", KEY_TYPE_RSA, 1024, "RSA-SHA256", "RSA 1024", GRADE_INSUFFICIENT, "appendix G"},
        {"pci-dss", KEY_TYPE_ECDSA, 192, "RSA-SHA256", "ECDSA 192", GRADE_INSUFFICIENT, "appendix G"},
        {"bod-18-01", KEY_TYPE_RSA, 1024, "RSA-SHA1", "RSA 1024", GRADE_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report report = {0};
        survey_good(&report);
        struct tls *tls = facts_session(&report, "192.0.2.30", 465)->tls;
        while (tls->chain_count > 1)
            shape_clear(&certificate_shape, &tls->chain[--tls->chain_count]);
        tls->chain[0].key_type = rows[i].key_type;
        tls->chain[0].key_bits = rows[i].key_bits;
        text_replace(&tls->chain[0].signature_algorithm, text_copy(rows[i].signature));
        struct profile_verdict verdict = verdict_of(rows[i].profile, &report, "192.0.2.30", 465);
        const struct profile_item *item = item_called(&verdict, rows[i].item);
        cr_expect((item != NULL ? item->grade : GRADE_UNKNOWN) == rows[i].grade, "%s %s: %s", rows[i].profile,
                  rows[i].item, words_name(&grade_words, item != NULL ? (int)item->grade : 0));
        cr_expect(item == NULL || rows[i].clause == NULL || strstr(item->clause, rows[i].clause) != NULL,
                  "%s %s: %s", rows[i].profile, rows[i].item, item != NULL ? item->clause : "");
        shape_clear(&profile_verdict_shape, &verdict);
        facts_clear(&report);
    }
}

Test(profile, what_was_not_asked_is_unknown)
{
    struct report report = {0};
    facts_good(&report);
    struct profile_verdict verdict = verdict_of("bcp195", &report, "192.0.2.30", 465);
    cr_expect(verdict.grade == GRADE_GOOD, "of what is known");
    cr_expect(verdict.items_unknown > 0);
    cr_expect(verdict.items_good > 0);
    shape_clear(&profile_verdict_shape, &verdict);
    facts_clear(&report);
    survey_good(&report);
    struct tls_survey *survey = survey_at(&report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_ENCRYPT_THEN_MAC, ANSWER_UNKNOWN, NULL);
    cbc_with_etm(survey);
    verdict = verdict_of("bcp195", &report, "192.0.2.30", 465);
    cr_expect(verdict.grade == GRADE_GOOD);
    cr_expect(verdict.items_unknown == 1, "the suite depends on what is unknown");
    shape_clear(&profile_verdict_shape, &verdict);
    facts_clear(&report);
}

Test(profile, a_resumed_session_leaves_no_key_unknown)
{
    struct report report = {0};
    survey_good(&report);
    struct session *resumed = facts_add_session(&report, "192.0.2.30", 465, PURPOSE_RESUMPTION);
    resumed->tls = allocate(1, sizeof *resumed->tls);
    resumed->tls->completed = resumed->tls->resumed = ANSWER_YES;
    struct profile_verdict verdict = verdict_of("bcp195", &report, "192.0.2.30", 465);
    cr_expect_eq(verdict.items_unknown, 0);
    shape_clear(&profile_verdict_shape, &verdict);
    facts_clear(&report);
}

Test(profile, what_tls_1_3_did_away_with_is_not_asked_of_it)
{
    struct report report = {0};
    survey_good(&report);
    struct tls_survey *survey = survey_at(&report, "192.0.2.30", 465);
    struct tls *tls = facts_session(&report, "192.0.2.30", 465)->tls;
    tls->version = VERSION_TLS_1_3;
    tls->cipher_suite = tls_suite_names.code("TLS_AES_256_GCM_SHA384");
    survey->versions[4].accepted = ANSWER_NO;
    codes_free(&survey->versions[4].cipher_suites);
    survey_feature(survey, FEATURE_EXTENDED_MASTER_SECRET, ANSWER_NO, NULL);
    struct profile_verdict verdict = verdict_of("bcp195", &report, "192.0.2.30", 465);
    cr_expect(item_called(&verdict, "no extended_master_secret") == NULL);
    cr_expect(verdict.items_unknown == 0);
    shape_clear(&profile_verdict_shape, &verdict);
    facts_clear(&report);
}

Test(profile_match, names)
{
    cr_expect(profile_match_name("secp256r1", "SECP256R1"));
    cr_expect(profile_match_name("*", ""));
    cr_expect(profile_match_name("*sha1*", "RSA-SHA1"));
    cr_expect(profile_match_name("TLS_*_GCM_*", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
    cr_expect(profile_match_name("a*b*c", "a--b-b-c"));
    cr_expect(!profile_match_name("a*b*c", "a--b-b-d"));
    cr_expect(!profile_match_name("secp256", "secp256r1"));
    cr_expect(!profile_match_name("secp256r1", "secp256"));
    cr_expect(!profile_match_name("", "x"));
    cr_expect_not(profile_match_name("*", NULL), "what has no name");
}

Test(profile_match, suites)
{
    static const char gcm[] = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    cr_expect(suite_fits("ecdhe aead", gcm));
    cr_expect(suite_fits(" ecdhe  TLS_*_SHA256 ", gcm));
    cr_expect(!suite_fits("ecdhe cbc", gcm));
    cr_expect(!suite_fits("dhe", gcm));
    cr_expect(suite_fits("cbc static_key cbc_sha1", "TLS_RSA_WITH_AES_128_CBC_SHA"));
    cr_expect(suite_fits("des", "SSL_CK_RC2_128_CBC_WITH_MD5"));
    cr_expect(!suite_fits("aead", "0xF123"));
    cr_expect(suite_fits("0xF1*", "0xF123"));
}

/* A file with this text. */
static char *problem_with(const char *text)
{
    char *path = temporary_file(text);
    struct text_list words = {0};
    struct profile_set set;
    char *problem = NULL;
    text_list_append(&words, path);
    bool good = profile_set_read(&set, &words, &problem);
    cr_expect(good == (problem == NULL));
    profile_set_free(&set);
    text_list_free(&words);
    temporary_file_remove(path);
    return problem;
}

#define RULE "{\"names\": [\"TLS 1.2\"], \"grade\": \"good\", \"clause\": \"1\"}"

Test(profile_file, a_bad_one_is_told_by_its_place)
{
    static const struct {
        const char *text;
        const char *expected; /* part of it; NULL where nothing is wrong */
    } rows[] = {
        {"{\"name\": \"ours\", \"versions\": [" RULE "]}", NULL},
        {"nonsense", "not JSON"},
        {"{\"versions\": [" RULE "]}", "name: "},
        {"{\"name\": \"ours\"}", "has no rule"},
        {"{\"name\": \"ours\", \"version\": [" RULE "]}", "\"version\" is not a key"},
        {"{\"name\": \"ours\", \"versions\": [" RULE ", {\"name\": []}]}",
         "versions[1]: \"name\" is not a key"},
        {"{\"name\": \"ours\", \"versions\": [{\"grade\": \"good\", \"clause\": \"1\"}]}",
         "versions[0].names: "},
        {"{\"name\": \"ours\", \"versions\": [{\"names\": [\"x\"], \"clause\": \"1\"}]}",
         "versions[0].grade: "},
        {"{\"name\": \"ours\", \"versions\": [{\"names\": [\"x\"], \"grade\": \"fine\", \"clause\": \"1\"}]}",
         "versions[0].grade: \"fine\""},
        {"{\"name\": \"ours\", \"versions\": [{\"names\": [\"x\"], \"grade\": \"good\"}]}",
         "versions[0].clause: "},
        {"{\"name\": \"ours\", \"keys\": [{\"names\": [\"\"], \"grade\": \"good\", \"clause\": \"1\"}]}",
         "keys[0].names[0]: "},
        {"{\"name\": \"ours\", \"cipher_suites\": [{\"names\": [\"NULL\", \"aed\"], \"grade\": \"good\", "
         "\"clause\": \"1\"}]}",
         "cipher_suites[0].names[1]: \"aed\""},
        {"{\"name\": \"ours\", \"cipher_suites\": [{\"names\": [\"aead\"], \"unless\": \"etm\", \"grade\": "
         "\"good\", \"clause\": \"1\"}]}",
         "cipher_suites[0].unless: \"etm\""},
        {"{\"name\": \"ours\", \"features\": [{\"names\": [\"ems\"], \"grade\": \"good\", \"clause\": "
         "\"1\"}]}",
         "features[0].names[0]: \"ems\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *problem = problem_with(rows[i].text);
        if (rows[i].expected == NULL)
            cr_expect(problem == NULL, "%s", problem);
        else
            cr_expect(problem != NULL && strstr(problem, rows[i].expected) != NULL
                          && strstr(problem, "--profile: \"/tmp/") != NULL && strchr(problem, '\n') == NULL,
                      "row %zu: %s", i, problem != NULL ? problem : "taken");
        free(problem);
    }
}

Test(profile_file, one_that_is_not_there)
{
    struct text_list words = {0};
    struct profile_set set;
    char *problem = NULL;
    text_list_append(&words, "ncsc-nl-2025");
    text_list_append(&words, "ncsc-nl-2024");
    cr_expect(!profile_set_read(&set, &words, &problem));
    cr_expect(strstr(problem, "\"ncsc-nl-2024\" is neither one of bcp195, ncsc-nl-2025,") != NULL, "%s",
              problem);
    free(problem);
    profile_set_free(&set);
    text_list_free(&words);
}
