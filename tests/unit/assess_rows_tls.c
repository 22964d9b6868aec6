/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a survey of TLS shows, named weaknesses and policy profiles. */
#include "assess_rows.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "survey_builder.h"

#include <string.h>

static void no_tls13(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    facts_session(report, "192.0.2.10", 25)->tls->version = VERSION_TLS_1_2;
    for (size_t i = 0; i < survey->version_count; i++)
        if (survey->versions[i].version == VERSION_TLS_1_3) {
            survey->versions[i].accepted = ANSWER_NO;
            survey->versions[i].cipher_suites.count = 0;
        }
}

static void old_taken(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.0", "TLS_RSA_WITH_AES_128_CBC_SHA");
}

static void old_taken_mx(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_take(survey, "TLS 1.1", NULL);
}

static void old_unknown(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_forget_version(survey, "TLS 1.0");
    survey_limit(survey, "421 too many");
}

static void standard_nothing_old(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey->depth = DEPTH_STANDARD;
    survey_forget_version(survey, "SSLv2");
    survey_forget_version(survey, "SSLv3");
}

static void standard_old_not_asked(struct report *report)
{
    standard_nothing_old(report);
    survey_forget_version(survey_at(report, "192.0.2.30", 465), "TLS 1.0");
}

static void standard_old_limited(struct report *report)
{
    standard_old_not_asked(report);
    survey_limit(survey_at(report, "192.0.2.30", 465), "421 too many");
}

static void standard_limited_later(struct report *report)
{
    standard_nothing_old(report);
    survey_limit(survey_at(report, "192.0.2.30", 465), "421 too many");
}

static void no_finite_field(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey->dh_bits = 0;
    text_replace(&survey->dh_prime.name, NULL);
    survey->dh_accepted = ANSWER_NO;
    survey_forget_version(survey, "SSLv3");
    facts_session(report, "192.0.2.30", 465)->tls->key_exchange_bits = 0;
}

static void dhe_agreed(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
}

static void dhe_besides(struct report *report)
{
    no_finite_field(report);
    survey_at(report, "192.0.2.30", 465)->dh_accepted = ANSWER_YES;
}

static void dhe_unknown(struct report *report)
{
    no_finite_field(report);
    survey_at(report, "192.0.2.30", 465)->dh_accepted = ANSWER_UNKNOWN;
    survey_limit(survey_at(report, "192.0.2.30", 465), "421 too many");
}

static void dhe_limited(struct report *report)
{
    dhe_unknown(report);
    survey_at(report, "192.0.2.30", 465)->depth = DEPTH_STANDARD;
}

/* What is said of DHE says nothing of these. */
static void dh_anonymous(struct report *report)
{
    no_finite_field(report);
    survey_class(survey_at(report, "192.0.2.30", 465), WEAK_ANONYMOUS, ANSWER_YES,
                 "TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS 1.2");
}

static void nothing_old(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    (void)survey;
}

static void export_taken(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_class(survey, WEAK_EXPORT, ANSWER_YES, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "TLS 1.0");
}

static void rc4_taken(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.2", "TLS_RSA_WITH_RC4_128_SHA");
}

static void rc4_taken_mx(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_take(survey, "TLS 1.2", "TLS_RSA_WITH_RC4_128_SHA");
}

static void classes_unknown(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_class(survey, WEAK_RC4, ANSWER_UNKNOWN, NULL, NULL);
    survey_forget_version(survey, "TLS 1.2");
}

static void cbc_taken(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
}

static void static_taken(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_class(survey, WEAK_STATIC_KEY, ANSWER_YES, NULL, "TLS 1.2");
}

static void dh_small(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey->dh_bits = 1024;
    text_replace(&survey->dh_prime.name, text_copy("1024-bit MODP of RFC 2409"));
}

static void prime_huge(struct report *report)
{
    survey_at(report, "192.0.2.30", 465)->key_exchange_problem = text_copy("a prime of 131072 bits");
}

static void dh_anonymous_small(struct report *report)
{
    survey_at(report, "192.0.2.30", 465)->dh_anonymous_bits = 1024;
}

static void dh_both_small(struct report *report)
{
    dh_small(report);
    dh_anonymous_small(report);
}

static void dh_anonymous_alone(struct report *report)
{
    no_finite_field(report);
    dh_anonymous_small(report);
}

/* The handshake of the session had the value that one of the survey has. */
static void key_share_reused(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    facts_session(report, "192.0.2.10", 25)->tls->key_share = text_copy("cafe");
    text_list_append(&survey->key_shares, "beef");
    text_list_append(&survey->key_shares, "cafe");
}

static void key_shares_fresh(struct report *report)
{
    key_share_reused(report);
    survey_at(report, "192.0.2.10", 25)->key_shares.items[3][0] = 'd';
}

static struct tls *nameless(struct report *report)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.10", 25);
    facts_session(report, "192.0.2.10", 25)->tls->server_name_sent = text_copy("mx1.example.org");
    endpoint->nameless = allocate(1, sizeof *endpoint->nameless);
    shape_copy(&session_shape, endpoint->nameless, &endpoint->sessions[0]);
    endpoint->nameless->purpose = PURPOSE_WITHOUT_SNI;
    text_replace(&endpoint->nameless->tls->server_name_sent, NULL);
    return endpoint->nameless->tls;
}

static void nameless_same(struct report *report)
{
    nameless(report);
}

static struct tls *nameless_elsewhere(struct report *report)
{
    struct tls *tls = nameless(report);
    text_replace(&tls->chain[0].sha256, text_copy("00112233"));
    text_replace(&tls->chain[0].spki_sha256, text_copy("44556677"));
    text_list_free(&tls->chain[0].dns_names);
    text_list_append(&tls->chain[0].dns_names, "www.example.net");
    for (size_t i = 0; i < tls->verification.name_count; i++)
        tls->verification.names[i].matches = ANSWER_NO;
    return tls;
}

static void nameless_other(struct report *report)
{
    nameless_elsewhere(report);
}

/* Two certificates for one name, as of two keys. */
static void nameless_as_good(struct report *report)
{
    struct tls *tls = nameless(report);
    text_replace(&tls->chain[0].sha256, text_copy("00112233"));
}

/* Neither is good for the name by itself, but DANE wants the one. */
static void nameless_not_of_tlsa(struct report *report)
{
    struct tls *tls = nameless_elsewhere(report);
    struct tls *named = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.trusted = named->verification.trusted = ANSWER_NO;
    text_replace(&named->chain[0].spki_sha256, text_copy("8899aabb"));
    facts_tlsa(report, "mx1.example.org", 3, 1, 1, "8899aabb");
}

static void nameless_is_of_tlsa(struct report *report)
{
    nameless_elsewhere(report);
    text_replace(&facts_session(report, "192.0.2.10", 25)->tls->chain[0].spki_sha256, text_copy("8899aabb"));
    facts_tlsa(report, "mx1.example.org", 3, 1, 1, "44556677");
}

static void nameless_failed(struct report *report)
{
    nameless(report);
    struct session *session = facts_endpoint(report, "192.0.2.10", 25)->nameless;
    shape_clear(&tls_shape, session->tls);
    session->tls->completed = ANSWER_NO;
    session->stop = (struct stop){.at = STEP_HANDSHAKE, .reason = STOP_TIMED_OUT};
}

static void prime_own(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey->dh_bits = 2048;
    text_replace(&survey->dh_prime.name, text_copy("sha256:0011"));
    survey->dh_prime.published = false;
}

static void anonymous_taken(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.2", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
}

static void anonymous_taken_mx(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_take(survey, "TLS 1.2", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
}

static void compression(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_COMPRESSION, ANSWER_YES, NULL);
}

static void compression_unknown(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_COMPRESSION, ANSWER_UNKNOWN, "no answer");
}

static void renegotiation(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_SECURE_RENEGOTIATION, ANSWER_NO, NULL);
}

static void renegotiation_mx(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_feature(survey, FEATURE_SECURE_RENEGOTIATION, ANSWER_NO, NULL);
}

static void master_secret(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_EXTENDED_MASTER_SECRET, ANSWER_NO, NULL);
}

static void fallback(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_FALLBACK_SCSV, ANSWER_NO, NULL);
    survey_take(survey, "TLS 1.1", NULL);
}

static void fallback_to_nothing(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_FALLBACK_SCSV, ANSWER_NO, NULL);
}

static void large_hello(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_feature(survey, FEATURE_LARGE_HELLO, ANSWER_NO, "timed out");
}

static void intolerant(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_UNKNOWN_EXTENSION, ANSWER_NO, "decode_error");
}

static void heartbeat(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_HEARTBEAT, ANSWER_YES, NULL);
}

static void name_refused(struct report *report)
{
    facts_refuse_name(report, "192.0.2.10", 25);
}

static void no_sni(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_feature(survey, FEATURE_NO_SNI, ANSWER_NO, "unrecognized_name");
}

static void unknown_sni(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_feature(survey, FEATURE_UNKNOWN_SNI, ANSWER_NO, NULL);
}

static void staple_missing(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_MUST_STAPLE, ANSWER_YES, NULL);
    survey_feature(survey, FEATURE_OCSP_STAPLE, ANSWER_NO, NULL);
    facts_session(report, "192.0.2.30", 465)->tls->ocsp_staple = OCSP_NONE;
}

static void staple_there(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_MUST_STAPLE, ANSWER_YES, NULL);
}

static void no_post_quantum(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey->groups[0].accepted = ANSWER_NO;
}

static void limited(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_limit(survey, "421 4.7.0 too many connections");
}

static void drown(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_take(survey, "SSLv2", "SSL_CK_RC4_128_WITH_MD5");
}

static void poodle(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "SSLv3", "TLS_RSA_WITH_AES_128_CBC_SHA");
}

static void sslv3_with_rc4(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "SSLv3", "TLS_RSA_WITH_RC4_128_SHA");
}

static void sslv3_unknown(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_forget_version(survey, "SSLv3");
}

static void freak(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.0", "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
}

static void export_without_rsa(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.0", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA");
}

static void logjam_export(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.0", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA");
}

static void export_anonymous(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (report->endpoints[i].tls_survey != NULL)
            survey_take(report->endpoints[i].tls_survey, "TLS 1.0", "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5");
}

static void anonymous_and_not(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey_take(survey, "TLS 1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA");
    survey_take(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
}

static void no_hybrid_group(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    text_replace(&survey->groups[0].name, text_copy("SecP256r1Kyber768Draft00"));
    survey->groups[0].accepted = ANSWER_NO;
    text_replace(&survey->groups[1].name, text_copy("X25519MLKEM768"));
    survey->groups[1].accepted = ANSWER_NO;
}

static void standard_depth(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey->depth = DEPTH_STANDARD;
    survey->versions[4].complete = false;
    survey_class(survey, WEAK_CBC_SHA1, ANSWER_UNKNOWN, NULL, NULL);
}

static void standard_limited(struct report *report)
{
    standard_depth(report);
    survey_limit(survey_at(report, "192.0.2.10", 25), "421 too many");
}

static void logjam_1024(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    survey->dh_bits = 1024;
}

static void rc4_named(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_RC4_128_SHA");
}

static void sweet32(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.2", "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
}

static void beast(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_take(survey, "TLS 1.0", "TLS_RSA_WITH_AES_128_CBC_SHA");
}

static void crime(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    survey_feature(survey, FEATURE_COMPRESSION, ANSWER_YES, NULL);
}

static void profile_rsa(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    (void)survey;
    facts_session(report, "192.0.2.30", 465)->tls->chain[0].key_type = KEY_TYPE_RSA;
    facts_session(report, "192.0.2.30", 465)->tls->chain[0].key_bits = 1024;
}

static void profile_rsa_mx(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.10", 25);
    (void)survey;
    facts_session(report, "192.0.2.10", 25)->tls->chain[0].key_type = KEY_TYPE_RSA;
    facts_session(report, "192.0.2.10", 25)->tls->chain[0].key_bits = 1024;
}

static void profile_ec(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    (void)survey;
    facts_session(report, "192.0.2.30", 465)->tls->chain[0].key_bits = 192;
}

static void profile_unknown(struct report *report)
{
    struct tls_survey *survey = survey_at(report, "192.0.2.30", 465);
    (void)survey;
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    shape_clear(&certificate_shape, &tls->chain[0]);
    shape_clear(&certificate_shape, &tls->chain[1]);
    tls->chain_count = 0;
}

static const struct row rows[] = {
    {FINDING_WEAKNESS_LOGJAM, OUTCOME_HOLDS, SEVERITY_ERROR, export_anonymous, "nothing of this kind",
     survey_good},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_FAILS, SEVERITY_INFO, anonymous_and_not,
     "the server also accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA (TLS 1.2)", survey_good},
    {FINDING_TLS_NO_POST_QUANTUM, OUTCOME_FAILS, SEVERITY_INFO, no_hybrid_group,
     "The server does not accept X25519MLKEM768 or any other", survey_good},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_HOLDS, SEVERITY_INFO, standard_depth,
     "whether the server accepts others is undecided (--depth deep tests more)", survey_good},
    {FINDING_TLS_NO_1_3, OUTCOME_FAILS, SEVERITY_INFO, no_tls13, "the server does not accept TLS 1.3",
     survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_FAILS, SEVERITY_WARNING, old_taken, "the server also accepts TLS 1.0",
     survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_FAILS, SEVERITY_INFO, old_taken_mx, "the server also accepts TLS 1.1",
     survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_UNKNOWN, SEVERITY_WARNING, old_unknown,
     "the tests ended early: 421 too many", survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, SEVERITY_ERROR, nothing_old,
     "the server accepts no older version", survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, SEVERITY_ERROR, standard_nothing_old,
     "the server accepts neither TLS 1.1 nor TLS 1.0", survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, SEVERITY_ERROR, standard_old_not_asked,
     "whether the server accepts older ones is undecided (--depth deep tests more)", survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_UNKNOWN, SEVERITY_WARNING, standard_old_limited,
     "undecided for TLS 1.0: the tests ended early: 421 too many", survey_good},
    {FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, SEVERITY_ERROR, standard_limited_later,
     "the server accepts neither TLS 1.1 nor TLS 1.0", survey_good},
    {FINDING_TLS_DH_SMALL, OUTCOME_HOLDS, SEVERITY_WARNING, no_finite_field, "The server does not accept DHE",
     survey_good},
    {FINDING_TLS_DH_DEPRECATED, OUTCOME_HOLDS, SEVERITY_WARNING, no_finite_field,
     "the server does not accept DHE", survey_good},
    {FINDING_TLS_DH_DEPRECATED, OUTCOME_FAILS, SEVERITY_WARNING, dhe_agreed, "negotiated TLS_DHE_RSA", NULL},
    {FINDING_TLS_DH_DEPRECATED, OUTCOME_FAILS, SEVERITY_INFO, dhe_besides, "also accepts DHE", survey_good},
    {FINDING_TLS_DH_DEPRECATED, OUTCOME_UNKNOWN, SEVERITY_INFO, dhe_unknown, "421 too many", survey_good},
    {FINDING_TLS_DH_DEPRECATED, OUTCOME_UNKNOWN, SEVERITY_INFO, dhe_limited, "421 too many", survey_good},
    {FINDING_TLS_DH_DEPRECATED, OUTCOME_HOLDS, SEVERITY_WARNING, dh_anonymous,
     "the server does not accept DHE", survey_good},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_UNKNOWN, SEVERITY_INFO, standard_limited, "421 too many",
     survey_good},
    {FINDING_WEAKNESS_LOGJAM, OUTCOME_HOLDS, SEVERITY_ERROR, no_finite_field, "nothing of this kind",
     survey_good},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_ERROR, export_taken,
     "TLS_RSA_EXPORT_WITH_RC4_40_MD5 (TLS 1.0)", survey_good},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_WARNING, rc4_taken,
     "the server also accepts TLS_RSA_WITH_RC4_128_SHA (TLS 1.2)", survey_good},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_INFO, rc4_taken_mx, "TLS_RSA_WITH_RC4_128_SHA",
     survey_good},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_UNKNOWN, SEVERITY_WARNING, classes_unknown, "is undecided",
     survey_good},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_FAILS, SEVERITY_INFO, cbc_taken,
     "the server also accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", survey_good},
    {FINDING_TLS_NO_FORWARD_SECRECY, OUTCOME_FAILS, SEVERITY_INFO, static_taken,
     "the server also accepts a suite of TLS 1.2", survey_good},
    {FINDING_TLS_DH_SMALL, OUTCOME_FAILS, SEVERITY_WARNING, dh_small, "1024 bits, 1024-bit MODP",
     survey_good},
    {FINDING_TLS_DH_PRIME_EXCESSIVE, OUTCOME_FAILS, SEVERITY_ERROR, prime_huge, "a prime of 131072 bits",
     survey_good},
    {FINDING_TLS_DH_SMALL, OUTCOME_FAILS, SEVERITY_INFO, dh_anonymous_small,
     "Suites without authentication have a prime of 1024 bits; other suites have one of 3072", survey_good},
    {FINDING_TLS_DH_SMALL, OUTCOME_FAILS, SEVERITY_WARNING, dh_both_small, "1024 bits, 1024-bit MODP",
     survey_good},
    {FINDING_TLS_DH_SMALL, OUTCOME_FAILS, SEVERITY_INFO, dh_anonymous_alone, "prime of 1024 bits.",
     survey_good},
    {FINDING_TLS_KEY_SHARE_REUSED, OUTCOME_FAILS, SEVERITY_INFO, key_share_reused,
     "In 1 of 5 handshakes the server's public value had come before: session 1 (TLS 1.2) and a connection "
     "of",
     survey_good},
    {FINDING_TLS_KEY_SHARE_REUSED, OUTCOME_HOLDS, SEVERITY_INFO, key_shares_fresh,
     "5 handshakes are all different", survey_good},
    {FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_HOLDS, SEVERITY_INFO, nameless_same, "The same certificate",
     NULL},
    {FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_HOLDS, SEVERITY_INFO, nameless_as_good, "mx1.example.org", NULL},
    {FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_FAILS, SEVERITY_INFO, nameless_other,
     "without one for www.example.net", NULL},
    {FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_FAILS, SEVERITY_INFO, nameless_not_of_tlsa,
     "a TLSA record names the one with it", NULL},
    {FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_FAILS, SEVERITY_INFO, nameless_is_of_tlsa,
     "a TLSA record names the one without", NULL},
    {FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_UNKNOWN, SEVERITY_INFO, nameless_failed, "showed no certificate",
     NULL},
    {FINDING_TLS_DH_PRIME_UNPUBLISHED, OUTCOME_FAILS, SEVERITY_INFO, prime_own, "sha256:0011", survey_good},
    {FINDING_TLS_ANONYMOUS, OUTCOME_FAILS, SEVERITY_INFO, anonymous_taken,
     "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", survey_good},
    {FINDING_TLS_ANONYMOUS, OUTCOME_FAILS, SEVERITY_INFO, anonymous_taken_mx, "TLS_ECDH_anon", survey_good},
    {FINDING_TLS_COMPRESSION, OUTCOME_FAILS, SEVERITY_WARNING, compression, "DEFLATE", survey_good},
    {FINDING_TLS_COMPRESSION, OUTCOME_UNKNOWN, SEVERITY_WARNING, compression_unknown, "no answer",
     survey_good},
    {FINDING_TLS_RENEGOTIATION_INSECURE, OUTCOME_FAILS, SEVERITY_ERROR, renegotiation,
     "no renegotiation_info", survey_good},
    {FINDING_TLS_RENEGOTIATION_INSECURE, OUTCOME_FAILS, SEVERITY_WARNING, renegotiation_mx,
     "no renegotiation_info", survey_good},
    {FINDING_TLS_NO_EXTENDED_MASTER_SECRET, OUTCOME_FAILS, SEVERITY_INFO, master_secret,
     "no extended_master_secret", survey_good},
    {FINDING_TLS_NO_FALLBACK_SCSV, OUTCOME_FAILS, SEVERITY_INFO, fallback, "TLS 1.1 is enabled", survey_good},
    {FINDING_TLS_NO_FALLBACK_SCSV, OUTCOME_HOLDS, SEVERITY_INFO, fallback_to_nothing, "no old version",
     survey_good},
    {FINDING_TLS_LARGE_HELLO, OUTCOME_FAILS, SEVERITY_ERROR, large_hello,
     "1.4 kB gets no answer, a small one does: timed out", survey_good},
    {FINDING_TLS_EXTENSION_INTOLERANT, OUTCOME_FAILS, SEVERITY_WARNING, intolerant, "decode_error",
     survey_good},
    {FINDING_TLS_HEARTBEAT, OUTCOME_FAILS, SEVERITY_INFO, heartbeat, "heartbeat", survey_good},
    {FINDING_TLS_SERVER_NAME_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, name_refused,
     "Without a server name the handshake succeeds with TLS 1.2", NULL},
    {FINDING_TLS_SERVER_NAME_REFUSED, OUTCOME_HOLDS, SEVERITY_WARNING, name_refused,
     "accepts the server name mx2.example.org", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_HOLDS, SEVERITY_ERROR, name_refused, "TLS 1.2", NULL},
    {FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS, SEVERITY_WARNING, no_sni,
     "rejects a ClientHello with no server name (unrecognized_name)", survey_good},
    {FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS, SEVERITY_WARNING, unknown_sni, "an unknown server name",
     survey_good},
    {FINDING_CERTIFICATE_STAPLE_MISSING, OUTCOME_FAILS, SEVERITY_WARNING, staple_missing,
     "the server sends none", survey_good},
    {FINDING_CERTIFICATE_STAPLE_MISSING, OUTCOME_HOLDS, SEVERITY_WARNING, staple_there,
     "the server sends one", survey_good},
    {FINDING_TLS_NO_POST_QUANTUM, OUTCOME_FAILS, SEVERITY_INFO, no_post_quantum,
     "The server does not accept X25519MLKEM768", survey_good},
    {FINDING_TLS_SURVEY_LIMITED, OUTCOME_FAILS, SEVERITY_INFO, limited, "421 4.7.0 too many", survey_good},
    {FINDING_WEAKNESS_DROWN, OUTCOME_FAILS, SEVERITY_ERROR, drown, "SSLv2", survey_good},
    {FINDING_WEAKNESS_POODLE, OUTCOME_FAILS, SEVERITY_WARNING, poodle, "SSLv3", survey_good},
    {FINDING_WEAKNESS_POODLE, OUTCOME_HOLDS, SEVERITY_WARNING, sslv3_with_rc4, "nothing of this kind",
     survey_good},
    {FINDING_WEAKNESS_POODLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, sslv3_unknown, "neither", survey_good},
    {FINDING_WEAKNESS_FREAK, OUTCOME_FAILS, SEVERITY_ERROR, freak, "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
     survey_good},
    {FINDING_WEAKNESS_FREAK, OUTCOME_HOLDS, SEVERITY_ERROR, export_without_rsa, "nothing of this kind",
     survey_good},
    {FINDING_WEAKNESS_LOGJAM, OUTCOME_FAILS, SEVERITY_ERROR, logjam_export,
     "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", survey_good},
    {FINDING_WEAKNESS_LOGJAM, OUTCOME_FAILS, SEVERITY_WARNING, logjam_1024, "prime of 1024 bits",
     survey_good},
    {FINDING_WEAKNESS_RC4, OUTCOME_FAILS, SEVERITY_WARNING, rc4_named, "RC4_128", survey_good},
    {FINDING_WEAKNESS_SWEET32, OUTCOME_FAILS, SEVERITY_INFO, sweet32, "3DES", survey_good},
    {FINDING_WEAKNESS_BEAST, OUTCOME_FAILS, SEVERITY_INFO, beast, "(TLS 1.0)", survey_good},
    {FINDING_WEAKNESS_CRIME, OUTCOME_FAILS, SEVERITY_INFO, crime, "TLS compression", survey_good},
    {FINDING_PROFILE_NOT_MET, OUTCOME_FAILS, SEVERITY_ERROR, profile_rsa,
     "test: insufficient: RSA 1024 (clause 2)", survey_good},
    {FINDING_PROFILE_NOT_MET, OUTCOME_FAILS, SEVERITY_WARNING, profile_rsa_mx,
     "test: insufficient: RSA 1024 (clause 2)", survey_good},
    {FINDING_PROFILE_PHASE_OUT, OUTCOME_FAILS, SEVERITY_INFO, profile_ec,
     "test: to be phased out: ECDSA 192 (clause 4, from a secondary source)", survey_good},
    {FINDING_PROFILE_NOT_MET, OUTCOME_UNKNOWN, SEVERITY_ERROR, profile_unknown,
     "no insufficient setting was seen", survey_good},
};

const struct rows tls_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
