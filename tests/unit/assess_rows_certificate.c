/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates and what the handshake agreed on. */
#include "assess_rows.h"
#include "facts/shapes.h"

static void self_signed_submission(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
    tls->chain[0].self_signed = true;
    text_list_append(&tls->verification.problems, "self-signed");
}

static void self_signed_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.trusted = ANSWER_NO;
    tls->chain[0].self_signed = true;
    text_list_append(&tls->verification.problems, "self-signed");
}

static void self_signed_guess(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.40", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
    tls->chain[0].self_signed = true;
    text_list_append(&tls->verification.problems, "self-signed");
}

static void incomplete_submission(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
    shape_clear(&certificate_shape, &tls->chain[1]);
    tls->chain_count = 1;
}

static void incomplete_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.trusted = ANSWER_NO;
    shape_clear(&certificate_shape, &tls->chain[1]);
    tls->chain_count = 1;
}

static void incomplete_guess(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.40", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
    shape_clear(&certificate_shape, &tls->chain[1]);
    tls->chain_count = 1;
}

static void foreign_submission(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
}

static void foreign_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.trusted = ANSWER_NO;
}

static void foreign_guess(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.40", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
}

static void wrong_name_submission(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.names[0].matches = ANSWER_NO;
}

static void wrong_name_of_an_address(struct report *report)
{
    report->target.kind = TARGET_ADDRESS;
    wrong_name_submission(report);
}

static void wrong_name_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.names[0].matches = ANSWER_NO;
}

static void wrong_name_guess(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.40", 465)->tls;
    tls->verification.names[0].matches = ANSWER_NO;
}

static void expired_submission(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.in_date = ANSWER_NO;
    tls->chain[0].not_after_unix_s = FACTS_NOW_S - FACTS_DAY_S;
    text_replace(&tls->chain[0].not_after, text_copy("2027-01-14T08:00:00Z"));
}

static void expired_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.in_date = ANSWER_NO;
    tls->chain[0].not_after_unix_s = FACTS_NOW_S - FACTS_DAY_S;
    text_replace(&tls->chain[0].not_after, text_copy("2027-01-14T08:00:00Z"));
}

static void expired_guess(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.40", 465)->tls;
    tls->verification.in_date = ANSWER_NO;
    tls->chain[0].not_after_unix_s = FACTS_NOW_S - FACTS_DAY_S;
    text_replace(&tls->chain[0].not_after, text_copy("2027-01-14T08:00:00Z"));
}

static void unverified(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.trusted = ANSWER_UNKNOWN;
}

static void unverified_self_signed(struct report *report)
{
    unverified(report);
    facts_session(report, "192.0.2.30", 465)->tls->chain[0].self_signed = true;
}

static void wrong_order(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
    text_replace(&tls->chain[0].issuer, text_copy("CN=Another"));
}

static void name_unknown(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.names[0].matches = ANSWER_UNKNOWN;
}

static void intermediate_expired(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.in_date = ANSWER_NO;
    tls->chain[1].not_after_unix_s = FACTS_NOW_S - 1;
}

static void anchor_expired(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.in_date = ANSWER_NO;
}

static void useless_expired(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[1].not_after_unix_s = FACTS_NOW_S - 1;
}

static void dates_unknown(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.in_date = ANSWER_UNKNOWN;
}

static void not_yet(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.in_date = ANSWER_NO;
    tls->chain[0].not_before_unix_s = FACTS_NOW_S + FACTS_DAY_S;
}

static void soon(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].not_after_unix_s = FACTS_NOW_S + 13 * FACTS_DAY_S;
}

static void soon_on_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->chain[0].not_after_unix_s = FACTS_NOW_S + 13 * FACTS_DAY_S;
}

static void in_a_month(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].not_after_unix_s = FACTS_NOW_S + 14 * FACTS_DAY_S;
}

static void no_san(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_list_free(&tls->chain[0].dns_names);
}

static void rsa_1024(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->chain[0].key_type, text_copy("RSA"));
    tls->chain[0].key_bits = 1024;
}

static void ec_192(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->chain[0].key_bits = 192;
}

static void sha1(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].signature_is_weak = true;
    text_replace(&tls->chain[0].signature_algorithm, text_copy("RSA-SHA1"));
}

static void sha1_root(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[1].signature_is_weak = true;
    tls->chain[1].self_signed = true;
}

static void revoked(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->ocsp_staple = OCSP_REVOKED;
}

static void unverified_staple(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->ocsp_staple = OCSP_UNVERIFIED;
}

static void bad_staple(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->ocsp_staple = OCSP_INVALID;
}

static void tls_1_0(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->version, text_copy("TLS 1.0"));
}

static void tls_1_1_on_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    text_replace(&tls->version, text_copy("TLS 1.1"));
}

static void tls_1_3(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->version, text_copy("TLS 1.3"));
}

static void version_unknown(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->version, NULL);
}

static void rc4(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_ECDHE_RSA_WITH_RC4_128_SHA"));
}

static void triple_des(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_RSA_WITH_3DES_EDE_CBC_SHA"));
}

static void anonymous(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_ECDH_anon_WITH_AES_128_CBC_SHA"));
}

static void suite_unknown(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->cipher_suite, NULL);
}

static void cbc(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
}

static void cbc_sha256(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"));
}

static void static_rsa(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_RSA_WITH_AES_128_GCM_SHA256"));
}

static void static_rsa_on_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    text_replace(&tls->cipher_suite, text_copy("TLS_RSA_WITH_AES_128_GCM_SHA256"));
}

static void dh_1024(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->key_exchange_bits = 1024;
}

static void asks_certificate(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->client_certificate_requested = ANSWER_YES;
}

static const struct row rows[] = {
    {"certificate-self-signed", OUTCOME_FAILS, SEVERITY_ERROR, self_signed_submission,
     "verification says: self-signed", NULL},
    {"certificate-self-signed", OUTCOME_FAILS, SEVERITY_INFO, self_signed_mx,
     "verification says: self-signed", NULL},
    {"certificate-self-signed", OUTCOME_FAILS, SEVERITY_INFO, self_signed_guess,
     "verification says: self-signed", facts_guess},
    {"certificate-chain-incomplete", OUTCOME_FAILS, SEVERITY_ERROR, incomplete_submission,
     "1 certificate sent", NULL},
    {"certificate-chain-incomplete", OUTCOME_FAILS, SEVERITY_INFO, incomplete_mx, "1 certificate sent", NULL},
    {"certificate-chain-incomplete", OUTCOME_FAILS, SEVERITY_INFO, incomplete_guess, "1 certificate sent",
     facts_guess},
    {"certificate-issuer-unknown", OUTCOME_FAILS, SEVERITY_ERROR, foreign_submission, "issued by \"CN=Root\"",
     NULL},
    {"certificate-issuer-unknown", OUTCOME_FAILS, SEVERITY_INFO, foreign_mx, "issued by \"CN=Root\"", NULL},
    {"certificate-issuer-unknown", OUTCOME_FAILS, SEVERITY_INFO, foreign_guess, "issued by \"CN=Root\"",
     facts_guess},
    {"certificate-wrong-name", OUTCOME_FAILS, SEVERITY_ERROR, wrong_name_submission, "the certificate names",
     NULL},
    {"certificate-wrong-name", OUTCOME_FAILS, SEVERITY_INFO, wrong_name_of_an_address,
     "the certificate names", NULL},
    {"certificate-wrong-name", OUTCOME_FAILS, SEVERITY_INFO, wrong_name_mx, "the certificate names", NULL},
    {"certificate-wrong-name", OUTCOME_FAILS, SEVERITY_INFO, wrong_name_guess, "the certificate names",
     facts_guess},
    {"certificate-expired", OUTCOME_FAILS, SEVERITY_ERROR, expired_submission,
     "ended 2027-01-14T08:00:00Z, 1 days", NULL},
    {"certificate-expired", OUTCOME_FAILS, SEVERITY_INFO, expired_mx, "ended 2027-01-14T08:00:00Z, 1 days",
     NULL},
    {"certificate-expired", OUTCOME_FAILS, SEVERITY_INFO, expired_guess, "ended 2027-01-14T08:00:00Z, 1 days",
     facts_guess},
    {"certificate-self-signed", OUTCOME_HOLDS, SEVERITY_ERROR, unverified, "issued by", NULL},
    {"certificate-self-signed", OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified_self_signed, "not verified",
     NULL},
    {"certificate-issuer-unknown", OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified, "not verified", NULL},
    {"certificate-chain-incomplete", OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified, "not verified", NULL},
    {"certificate-chain-incomplete", OUTCOME_FAILS, SEVERITY_ERROR, wrong_order, "2 certificates", NULL},
    {"certificate-wrong-name", OUTCOME_UNKNOWN, SEVERITY_ERROR, name_unknown, "mail.example.org", NULL},
    {"certificate-expired", OUTCOME_FAILS, SEVERITY_ERROR, intermediate_expired, "CN=Intermediate", NULL},
    {"certificate-expired", OUTCOME_FAILS, SEVERITY_ERROR, anchor_expired, "one that was not sent", NULL},
    {"certificate-expired", OUTCOME_HOLDS, SEVERITY_ERROR, useless_expired, "good until", NULL},
    {"certificate-expired", OUTCOME_UNKNOWN, SEVERITY_ERROR, dates_unknown, "not verified", NULL},
    {"certificate-not-yet-valid", OUTCOME_FAILS, SEVERITY_ERROR, not_yet, "begins", NULL},
    {"certificate-expires-soon", OUTCOME_FAILS, SEVERITY_WARNING, soon, "13 days", NULL},
    {"certificate-expires-soon", OUTCOME_FAILS, SEVERITY_INFO, soon_on_mx, "13 days", NULL},
    {"certificate-expires-soon", OUTCOME_HOLDS, SEVERITY_WARNING, in_a_month, "14 days", NULL},
    {"certificate-renewal-due", OUTCOME_FAILS, SEVERITY_INFO, in_a_month, "14 days", NULL},
    {"certificate-without-san", OUTCOME_FAILS, SEVERITY_ERROR, no_san,
     "no DNS name; subject: \"CN=mail.example.org\"", NULL},
    {"certificate-weak-key", OUTCOME_FAILS, SEVERITY_ERROR, rsa_1024, "RSA with 1024 bits", NULL},
    {"certificate-weak-key", OUTCOME_FAILS, SEVERITY_WARNING, ec_192, "192 bits", NULL},
    {"certificate-weak-signature", OUTCOME_FAILS, SEVERITY_ERROR, sha1, "RSA-SHA1", NULL},
    {"certificate-weak-signature", OUTCOME_HOLDS, SEVERITY_ERROR, sha1_root, "RSA-SHA256", NULL},
    {"certificate-root-sent", OUTCOME_FAILS, SEVERITY_INFO, sha1_root, "CN=Intermediate", NULL},
    {"certificate-revoked", OUTCOME_FAILS, SEVERITY_ERROR, revoked, "revoked", NULL},
    {"certificate-revoked", OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified_staple, "could not be verified",
     NULL},
    {"ocsp-staple-invalid", OUTCOME_FAILS, SEVERITY_WARNING, bad_staple, "not valid", NULL},
    {"tls-version-old", OUTCOME_FAILS, SEVERITY_ERROR, tls_1_0, "TLS 1.0", NULL},
    {"tls-version-old", OUTCOME_FAILS, SEVERITY_WARNING, tls_1_1_on_mx, "TLS 1.1", NULL},
    {"tls-version-old", OUTCOME_HOLDS, SEVERITY_ERROR, tls_1_3, "TLS 1.3", NULL},
    {"tls-version-old", OUTCOME_UNKNOWN, SEVERITY_ERROR, version_unknown, "not known", NULL},
    {"tls-cipher-broken", OUTCOME_FAILS, SEVERITY_ERROR, rc4, "RC4", NULL},
    {"tls-cipher-broken", OUTCOME_FAILS, SEVERITY_WARNING, triple_des, "3DES", NULL},
    {"tls-cipher-broken", OUTCOME_FAILS, SEVERITY_ERROR, anonymous, "anon", NULL},
    {"tls-cipher-broken", OUTCOME_UNKNOWN, SEVERITY_ERROR, suite_unknown, "not known", NULL},
    {"tls-cipher-cbc-sha1", OUTCOME_FAILS, SEVERITY_WARNING, cbc, "CBC_SHA", NULL},
    {"tls-cipher-cbc-sha1", OUTCOME_HOLDS, SEVERITY_WARNING, cbc_sha256, "CBC_SHA256", NULL},
    {"tls-no-forward-secrecy", OUTCOME_FAILS, SEVERITY_WARNING, static_rsa, "TLS_RSA", NULL},
    {"tls-no-forward-secrecy", OUTCOME_FAILS, SEVERITY_INFO, static_rsa_on_mx, "TLS_RSA", NULL},
    {"tls-dh-small", OUTCOME_FAILS, SEVERITY_WARNING, dh_1024, "1024 bits", NULL},
    {"client-certificate-requested", OUTCOME_FAILS, SEVERITY_INFO, asks_certificate, "CertificateRequest",
     NULL},
};

const struct rows certificate_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
