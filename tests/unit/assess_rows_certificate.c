/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates and what the handshake agreed on. */
#include "assess_rows.h"
#include "base/list.h"
#include "base/tls_names.h"
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
    tls->certificates_sent = 1;
}

static void incomplete_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->verification.trusted = ANSWER_NO;
    shape_clear(&certificate_shape, &tls->chain[1]);
    tls->chain_count = 1;
    tls->certificates_sent = 1;
}

static void incomplete_guess(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.40", 465)->tls;
    tls->verification.trusted = ANSWER_NO;
    shape_clear(&certificate_shape, &tls->chain[1]);
    tls->chain_count = 1;
    tls->certificates_sent = 1;
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
    tls->chain[1].path_place = 0;
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

/* A certificate that lives so many hours, of which so many are left. */
static void leaves_hours(struct tls *tls, int64_t lifetime_h, int64_t left_h)
{
    tls->chain[0].not_after_unix_s = FACTS_NOW_S + left_h * 3600;
    tls->chain[0].not_before_unix_s = FACTS_NOW_S - (lifetime_h - left_h) * 3600;
}

static void soon(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 90 * 24, 13 * 24);
}

static void soon_on_mx(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.10", 25)->tls, 90 * 24, 13 * 24);
}

static void in_a_month(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 90 * 24, 14 * 24);
}

static void short_lived_fresh(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 160, 159);
}

/* Renewed at a third left by a job that runs once a day. */
static void short_lived_before_renewal(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 160, 30);
}

static void short_lived_lapsed(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 160, 26);
}

static void half_of_45_days(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 45 * 24, 16 * 24);
}

static void lapsed_of_45_days(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 45 * 24, 7 * 24);
}

static void a_year_by_hand(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 398 * 24, 31 * 24);
}

static void a_year_lapsed(struct report *report)
{
    leaves_hours(facts_session(report, "192.0.2.30", 465)->tls, 398 * 24, 13 * 24);
}

/* --- what no path needs --- */

static struct certificate *add_extra(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    struct certificate *extra = list_append(&tls->chain, &tls->chain_count, sizeof *extra);
    extra->subject = text_copy("CN=Old cross-sign");
    extra->issuer = text_copy("CN=Old Root");
    extra->not_after = text_copy("2021-09-30T14:01:15Z");
    extra->not_before_unix_s = FACTS_NOW_S - 3000 * FACTS_DAY_S;
    extra->not_after_unix_s = FACTS_NOW_S - 2000 * FACTS_DAY_S;
    extra->key_type = KEY_TYPE_RSA;
    extra->key_bits = 1024;
    extra->signature_algorithm = text_copy("RSA-SHA1");
    extra->signature_is_weak = true;
    tls->certificates_sent++;
    return extra;
}

static void extra(struct report *report)
{
    add_extra(report);
}

static void swapped(struct report *report)
{
    struct certificate *further = add_extra(report);
    further->path_place = 2;
    facts_session(report, "192.0.2.30", 465)->tls->chain[1].path_place = 3;
}

static void needs_search(struct report *report)
{
    facts_session(report, "192.0.2.30", 465)->tls->verification.found_simply = ANSWER_NO;
}

static void very_many(struct report *report)
{
    facts_session(report, "192.0.2.30", 465)->tls->certificates_sent = 140;
}

static void very_large(struct report *report)
{
    facts_session(report, "192.0.2.10", 25)->tls->certificate_bytes = 110 * 1024;
}

static void old_anchor(struct report *report)
{
    facts_session(report, "192.0.2.30", 465)->tls->verification.anchor_in_date = ANSWER_NO;
}

static void openssl_objects(struct report *report)
{
    struct verification *verification = &facts_session(report, "192.0.2.30", 465)->tls->verification;
    verification->openssl_takes = ANSWER_NO;
    verification->openssl_objection = text_copy("\"CN=smtp.example.org\": its extended key usage is empty");
}

/* --- a path that is refused --- */

static void refused(struct report *report, enum path_flaw_kind kind, int64_t certificate, const char *detail)
{
    struct verification *verification = &facts_session(report, "192.0.2.30", 465)->tls->verification;
    struct path_flaw *flaw = list_append(&verification->flaws, &verification->flaw_count, sizeof *flaw);
    flaw->kind = kind;
    flaw->certificate = certificate;
    flaw->detail = text_copy(detail);
    verification->trusted = ANSWER_NO;
    text_list_append(&verification->problems, detail);
}

static void for_clients(struct report *report)
{
    text_list_append(&facts_session(report, "192.0.2.30", 465)->tls->chain[0].purposes, "clientAuth");
    refused(report, PATH_FLAW_PURPOSE, 0, "it leaves TLS servers out");
}

static void by_no_ca(struct report *report)
{
    refused(report, PATH_FLAW_NOT_CA, 1, "it is no authority");
}

static void by_no_signer(struct report *report)
{
    refused(report, PATH_FLAW_ISSUER_KEY_USAGE, 1, "it may not sign");
}

static void below_too_many(struct report *report)
{
    refused(report, PATH_FLAW_LENGTH, -1, "it allows 0 below it");
}

static void outside_constraints(struct report *report)
{
    refused(report, PATH_FLAW_NAME_CONSTRAINTS, 1, "its name constraints");
}

static void with_critical(struct report *report)
{
    refused(report, PATH_FLAW_CRITICAL_EXTENSION, -1, "an extension");
}

static void badly_signed(struct report *report)
{
    refused(report, PATH_FLAW_SIGNATURE, 0, "its signature");
}

static void refused_otherwise(struct report *report)
{
    refused(report, PATH_FLAW_OTHER, -1, "not verified");
}

static void refused_as_weak(struct report *report)
{
    refused(report, PATH_FLAW_WEAK, -1, "too weak");
}

static void unreadable_on(struct tls *tls)
{
    shape_clear(&certificate_shape, &tls->chain[0]);
    tls->chain[0].unreadable = text_copy("Duplicate extension in X.509 certificate.");
    tls->chain[0].names_unread = true;
    tls->verification.trusted = tls->verification.in_date = ANSWER_UNKNOWN;
    tls->verification.names[0].matches = ANSWER_UNKNOWN;
}

static void unreadable(struct report *report)
{
    unreadable_on(facts_session(report, "192.0.2.30", 465)->tls);
}

static void unreadable_in_handshake(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    unreadable_on(session->tls);
    session->tls->completed = ANSWER_NO;
    session->stop.at = STEP_HANDSHAKE;
    session->stop.reason = STOP_TLS;
}

static void san_unreadable(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_list_free(&tls->chain[0].dns_names);
    tls->chain[0].names_unread = true;
}

static void early_by_a_minute(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->verification.in_date = ANSWER_UNKNOWN;
    tls->chain[0].not_before_unix_s = FACTS_NOW_S + 60;
}

static void enciphers_only(struct report *report)
{
    text_list_append(&facts_session(report, "192.0.2.30", 465)->tls->chain[0].key_usage, "keyEncipherment");
}

static void enciphers_only_mx_1_3(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->version = VERSION_TLS_1_3;
    tls->cipher_suite = tls_suite_names.code("TLS_AES_128_GCM_SHA256");
    text_list_append(&tls->chain[0].key_usage, "keyEncipherment");
}

static void enciphers_and_does(struct report *report)
{
    enciphers_only(report);
    facts_session(report, "192.0.2.30", 465)->tls->cipher_suite =
        tls_suite_names.code("TLS_RSA_WITH_AES_128_GCM_SHA256");
}

static void no_san(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    text_list_free(&tls->chain[0].dns_names);
}

static void rsa_1024(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].key_type = KEY_TYPE_RSA;
    tls->chain[0].key_bits = 1024;
}

/* A key on a curve, whose size GnuTLS counts as that of a curve. */
static void gost_256(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].key_type = KEY_TYPE_GOST_2012_256;
    tls->chain[0].key_bits = 256;
}

/* Its size says nothing of its strength. */
static void unnamed_key(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].key_type = KEY_TYPE_OTHER;
    tls->chain[0].key_bits = 192;
}

static void rsa_131072(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->chain[0].key_problem = text_copy("RSA key with a modulus of 131072 bits");
}

static void dh_131072(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->key_exchange_problem = text_copy("Diffie-Hellman with a prime of 131072 bits");
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
    tls->version = VERSION_TLS_1_0;
}

static void tls_1_1_on_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->version = VERSION_TLS_1_1;
}

static void tls_1_3(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->version = VERSION_TLS_1_3;
}

static void version_unknown(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->version = 0;
}

static void rc4(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_ECDHE_RSA_WITH_RC4_128_SHA");
}

static void triple_des(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_RSA_WITH_3DES_EDE_CBC_SHA");
}

static void anonymous(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
}

static void suite_unknown(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = 0;
}

static void cbc(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
}

static void cbc_sha256(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
}

static void static_rsa(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.30", 465)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_RSA_WITH_AES_128_GCM_SHA256");
}

static void static_rsa_on_mx(struct report *report)
{
    struct tls *tls = facts_session(report, "192.0.2.10", 25)->tls;
    tls->cipher_suite = tls_suite_names.code("TLS_RSA_WITH_AES_128_GCM_SHA256");
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

static void demand(struct report *report, const char *alert, enum step at)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->tls->client_certificate_requested = ANSWER_YES;
    session->tls->completed = answer_of(at != STEP_HANDSHAKE);
    session->tls->alert = alert != NULL ? tls_alert_names.code(alert) : 0;
    facts_stop(report, "192.0.2.10", 25, at, alert != NULL ? STOP_TLS_ALERT : STOP_CLOSED);
}

static void demands_in_tls13(struct report *report)
{
    demand(report, "certificate_required", STEP_EHLO_TLS);
}

static void demands_in_tls12(struct report *report)
{
    demand(report, "handshake_failure", STEP_HANDSHAKE);
}

static void hangs_up_without_one(struct report *report)
{
    demand(report, NULL, STEP_EHLO_TLS);
}

static void demands_by_reply(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_EHLO_TLS, STOP_REJECTED);
    struct stop *stop = &facts_session(report, "192.0.2.10", 25)->stop;
    stop->reply_code = 421;
    stop->detail = text_copy("421 4.7.1 mx Error: No client certificate presented");
}

static const struct row rows[] = {
    {FINDING_CERTIFICATE_SELF_SIGNED, OUTCOME_FAILS, SEVERITY_ERROR, self_signed_submission,
     "verification says: self-signed", NULL},
    {FINDING_CERTIFICATE_SELF_SIGNED, OUTCOME_FAILS, SEVERITY_INFO, self_signed_mx,
     "verification says: self-signed", NULL},
    {FINDING_CERTIFICATE_SELF_SIGNED, OUTCOME_FAILS, SEVERITY_INFO, self_signed_guess,
     "verification says: self-signed", facts_guess},
    {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, OUTCOME_FAILS, SEVERITY_ERROR, incomplete_submission,
     "1 certificate sent", NULL},
    {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, OUTCOME_FAILS, SEVERITY_INFO, incomplete_mx, "1 certificate sent",
     NULL},
    {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, OUTCOME_FAILS, SEVERITY_INFO, incomplete_guess,
     "1 certificate sent", facts_guess},
    {FINDING_CERTIFICATE_ISSUER_UNKNOWN, OUTCOME_FAILS, SEVERITY_ERROR, foreign_submission,
     "issued by \"CN=Root\"", NULL},
    {FINDING_CERTIFICATE_ISSUER_UNKNOWN, OUTCOME_FAILS, SEVERITY_INFO, foreign_mx, "issued by \"CN=Root\"",
     NULL},
    {FINDING_CERTIFICATE_ISSUER_UNKNOWN, OUTCOME_FAILS, SEVERITY_INFO, foreign_guess, "issued by \"CN=Root\"",
     facts_guess},
    {FINDING_CERTIFICATE_WRONG_NAME, OUTCOME_FAILS, SEVERITY_ERROR, wrong_name_submission,
     "the certificate names", NULL},
    {FINDING_CERTIFICATE_WRONG_NAME, OUTCOME_FAILS, SEVERITY_INFO, wrong_name_of_an_address,
     "the certificate names", NULL},
    {FINDING_CERTIFICATE_WRONG_NAME, OUTCOME_FAILS, SEVERITY_INFO, wrong_name_mx, "the certificate names",
     NULL},
    {FINDING_CERTIFICATE_WRONG_NAME, OUTCOME_FAILS, SEVERITY_INFO, wrong_name_guess, "the certificate names",
     facts_guess},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS, SEVERITY_ERROR, expired_submission,
     "expired 2027-01-14T08:00:00Z.", NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS, SEVERITY_INFO, expired_mx, "expired 2027-01-14T08:00:00Z.",
     NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS, SEVERITY_INFO, expired_guess,
     "expired 2027-01-14T08:00:00Z.", facts_guess},
    {FINDING_CERTIFICATE_SELF_SIGNED, OUTCOME_HOLDS, SEVERITY_ERROR, unverified, "issued by", NULL},
    {FINDING_CERTIFICATE_SELF_SIGNED, OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified_self_signed, "not verified",
     NULL},
    {FINDING_CERTIFICATE_ISSUER_UNKNOWN, OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified, "not verified", NULL},
    {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified, "not verified", NULL},
    {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, OUTCOME_FAILS, SEVERITY_ERROR, wrong_order, "2 certificates",
     NULL},
    {FINDING_CERTIFICATE_WRONG_NAME, OUTCOME_UNKNOWN, SEVERITY_ERROR, name_unknown, "mail.example.org", NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS, SEVERITY_ERROR, intermediate_expired, "CN=Intermediate",
     NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS, SEVERITY_ERROR, anchor_expired,
     "one on the path that was not sent", NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_HOLDS, SEVERITY_ERROR, useless_expired, "valid until", NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_UNKNOWN, SEVERITY_ERROR, dates_unknown, "not verified", NULL},
    {FINDING_CERTIFICATE_NOT_YET_VALID, OUTCOME_FAILS, SEVERITY_ERROR, not_yet, "is valid from", NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_FAILS, SEVERITY_WARNING, soon, "for 90 days in all", NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_FAILS, SEVERITY_INFO, soon_on_mx, "for 90 days in all", NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_HOLDS, SEVERITY_WARNING, in_a_month, "for 90 days in all",
     NULL},
    {FINDING_CERTIFICATE_RENEWAL_DUE, OUTCOME_FAILS, SEVERITY_INFO, in_a_month, "for 90 days in all", NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_HOLDS, SEVERITY_WARNING, short_lived_fresh,
     "for 160 hours in all", NULL},
    {FINDING_CERTIFICATE_RENEWAL_DUE, OUTCOME_HOLDS, SEVERITY_INFO, short_lived_fresh, "for 160 hours in all",
     NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_HOLDS, SEVERITY_WARNING, short_lived_before_renewal,
     "for 160 hours in all", NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_FAILS, SEVERITY_WARNING, short_lived_lapsed,
     "for 160 hours in all", NULL},
    {FINDING_CERTIFICATE_RENEWAL_DUE, OUTCOME_HOLDS, SEVERITY_INFO, half_of_45_days, "for 45 days in all",
     NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_FAILS, SEVERITY_WARNING, lapsed_of_45_days,
     "for 45 days in all", NULL},
    {FINDING_CERTIFICATE_RENEWAL_DUE, OUTCOME_HOLDS, SEVERITY_INFO, a_year_by_hand, "for 398 days in all",
     NULL},
    {FINDING_CERTIFICATE_EXPIRES_SOON, OUTCOME_FAILS, SEVERITY_WARNING, a_year_lapsed, "for 398 days in all",
     NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_HOLDS, SEVERITY_ERROR, extra, "valid until", NULL},
    {FINDING_CERTIFICATE_WEAK_KEY, OUTCOME_HOLDS, SEVERITY_ERROR, extra, "ECDSA", NULL},
    {FINDING_CERTIFICATE_WEAK_SIGNATURE, OUTCOME_HOLDS, SEVERITY_ERROR, extra, "RSA-SHA256", NULL},
    {FINDING_CERTIFICATE_ISSUER_UNKNOWN, OUTCOME_HOLDS, SEVERITY_ERROR, extra, "trust anchor", NULL},
    {FINDING_CERTIFICATE_CHAIN_EXTRANEOUS, OUTCOME_FAILS, SEVERITY_INFO, extra, "1 of 3 certificates", NULL},
    {FINDING_CERTIFICATE_CHAIN_ORDER, OUTCOME_HOLDS, SEVERITY_INFO, extra, "2 certificates of 3", NULL},
    {FINDING_CERTIFICATE_CHAIN_ORDER, OUTCOME_FAILS, SEVERITY_INFO, swapped, "3 certificates of 3", NULL},
    {FINDING_CERTIFICATE_PATH_NEEDS_SEARCH, OUTCOME_FAILS, SEVERITY_WARNING, needs_search,
     "was found by a search that clients with GnuTLS do not make", NULL},
    {FINDING_CERTIFICATE_CHAIN_LONG, OUTCOME_FAILS, SEVERITY_WARNING, very_many, "140 certificates", NULL},
    {FINDING_CERTIFICATE_CHAIN_LONG, OUTCOME_FAILS, SEVERITY_WARNING, very_large, "112640 bytes", NULL},
    {FINDING_CERTIFICATE_ANCHOR_EXPIRED, OUTCOME_FAILS, SEVERITY_WARNING, old_anchor, "CN=Root", NULL},
    {FINDING_CERTIFICATE_REFUSED_BY_OPENSSL, OUTCOME_FAILS, SEVERITY_WARNING, openssl_objects,
     "usage is empty", NULL},
    {FINDING_CERTIFICATE_WRONG_PURPOSE, OUTCOME_FAILS, SEVERITY_ERROR, for_clients, "it says clientAuth",
     NULL},
    {FINDING_CERTIFICATE_ISSUER_NOT_CA, OUTCOME_FAILS, SEVERITY_ERROR, by_no_ca, "CN=Intermediate", NULL},
    {FINDING_CERTIFICATE_ISSUER_KEY_USAGE, OUTCOME_FAILS, SEVERITY_ERROR, by_no_signer, "CN=Intermediate",
     NULL},
    {FINDING_CERTIFICATE_PATH_TOO_LONG, OUTCOME_FAILS, SEVERITY_ERROR, below_too_many, "CN=Root", NULL},
    {FINDING_CERTIFICATE_NAME_CONSTRAINTS, OUTCOME_FAILS, SEVERITY_ERROR, outside_constraints,
     "CN=Intermediate", NULL},
    {FINDING_CERTIFICATE_CRITICAL_EXTENSION, OUTCOME_FAILS, SEVERITY_ERROR, with_critical, "an extension",
     NULL},
    {FINDING_CERTIFICATE_SIGNATURE_WRONG, OUTCOME_FAILS, SEVERITY_ERROR, badly_signed, "its signature", NULL},
    {FINDING_CERTIFICATE_PATH_REFUSED, OUTCOME_FAILS, SEVERITY_ERROR, refused_otherwise, "not verified",
     NULL},
    {FINDING_CERTIFICATE_WEAK_SIGNATURE, OUTCOME_FAILS, SEVERITY_ERROR, refused_as_weak, "RSA-SHA256", NULL},
    {FINDING_CERTIFICATE_UNREADABLE, OUTCOME_FAILS, SEVERITY_WARNING, unreadable, "Duplicate extension",
     NULL},
    {FINDING_CERTIFICATE_EXPIRED, OUTCOME_UNKNOWN, SEVERITY_ERROR, unreadable, "unknown", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, unreadable_in_handshake,
     "GnuTLS cannot parse", NULL},
    {FINDING_CERTIFICATE_WITHOUT_SAN, OUTCOME_UNKNOWN, SEVERITY_ERROR, unreadable, "no DNS name", NULL},
    {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, OUTCOME_UNKNOWN, SEVERITY_ERROR, unreadable, "not verified", NULL},
    {FINDING_CERTIFICATE_WITHOUT_SAN, OUTCOME_UNKNOWN, SEVERITY_ERROR, san_unreadable, "no DNS name", NULL},
    {FINDING_CERTIFICATE_NOT_YET_VALID, OUTCOME_UNKNOWN, SEVERITY_ERROR, early_by_a_minute,
     "this machine's clock", NULL},
    {FINDING_CERTIFICATE_KEY_USAGE, OUTCOME_FAILS, SEVERITY_ERROR, enciphers_only, "needs digitalSignature",
     NULL},
    {FINDING_CERTIFICATE_KEY_USAGE, OUTCOME_FAILS, SEVERITY_WARNING, enciphers_only_mx_1_3, "TLS 1.3", NULL},
    {FINDING_CERTIFICATE_KEY_USAGE, OUTCOME_HOLDS, SEVERITY_ERROR, enciphers_and_does,
     "needs keyEncipherment", NULL},
    {FINDING_CERTIFICATE_WITHOUT_SAN, OUTCOME_FAILS, SEVERITY_ERROR, no_san,
     "no DNS name; subject: \"CN=mail.example.org\"", NULL},
    {FINDING_CERTIFICATE_KEY_EXCESSIVE, OUTCOME_FAILS, SEVERITY_ERROR, rsa_131072,
     "the server's own certificate: RSA key with a modulus of 131072 bits", NULL},
    {FINDING_TLS_DH_PRIME_EXCESSIVE, OUTCOME_FAILS, SEVERITY_ERROR, dh_131072,
     "Diffie-Hellman with a prime of 131072 bits", NULL},
    {FINDING_CERTIFICATE_WEAK_KEY, OUTCOME_FAILS, SEVERITY_ERROR, rsa_1024, "RSA with 1024 bits", NULL},
    {FINDING_CERTIFICATE_WEAK_KEY, OUTCOME_HOLDS, SEVERITY_ERROR, gost_256,
     "GOST R 34.10-2012-256 with 256 bits", NULL},
    {FINDING_CERTIFICATE_WEAK_KEY, OUTCOME_HOLDS, SEVERITY_ERROR, unnamed_key, "Unknown with 192 bits", NULL},
    {FINDING_CERTIFICATE_WEAK_KEY, OUTCOME_FAILS, SEVERITY_WARNING, ec_192, "192 bits", NULL},
    {FINDING_CERTIFICATE_WEAK_SIGNATURE, OUTCOME_FAILS, SEVERITY_ERROR, sha1, "RSA-SHA1", NULL},
    {FINDING_CERTIFICATE_WEAK_SIGNATURE, OUTCOME_HOLDS, SEVERITY_ERROR, sha1_root, "RSA-SHA256", NULL},
    {FINDING_CERTIFICATE_ROOT_SENT, OUTCOME_FAILS, SEVERITY_INFO, sha1_root, "CN=Intermediate", NULL},
    {FINDING_CERTIFICATE_REVOKED, OUTCOME_FAILS, SEVERITY_ERROR, revoked, "revoked", NULL},
    {FINDING_CERTIFICATE_REVOKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, unverified_staple, "could not be verified",
     NULL},
    {FINDING_OCSP_STAPLE_INVALID, OUTCOME_FAILS, SEVERITY_WARNING, bad_staple, "not valid", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_FAILS, SEVERITY_ERROR, tls_1_0, "TLS 1.0", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_FAILS, SEVERITY_WARNING, tls_1_1_on_mx, "TLS 1.1", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, SEVERITY_ERROR, tls_1_3, "TLS 1.3", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_UNKNOWN, SEVERITY_ERROR, version_unknown, "unknown", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_ERROR, rc4, "RC4", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_WARNING, triple_des, "3DES", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_ERROR, anonymous, "anon", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_UNKNOWN, SEVERITY_ERROR, suite_unknown, "unknown", NULL},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_FAILS, SEVERITY_WARNING, cbc, "CBC_SHA", NULL},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_HOLDS, SEVERITY_WARNING, cbc_sha256, "CBC_SHA256", NULL},
    {FINDING_TLS_NO_FORWARD_SECRECY, OUTCOME_FAILS, SEVERITY_WARNING, static_rsa, "TLS_RSA", NULL},
    {FINDING_TLS_NO_FORWARD_SECRECY, OUTCOME_FAILS, SEVERITY_INFO, static_rsa_on_mx, "TLS_RSA", NULL},
    {FINDING_TLS_DH_SMALL, OUTCOME_FAILS, SEVERITY_WARNING, dh_1024, "1024 bits", NULL},
    {FINDING_CLIENT_CERTIFICATE_REQUIRED, OUTCOME_FAILS, SEVERITY_ERROR, demands_in_tls13,
     "got no certificate. Then the server sent the TLS alert certificate_required", NULL},
    {FINDING_CLIENT_CERTIFICATE_REQUIRED, OUTCOME_FAILS, SEVERITY_ERROR, demands_in_tls12,
     "handshake_failure", NULL},
    {FINDING_CLIENT_CERTIFICATE_REQUIRED, OUTCOME_UNKNOWN, SEVERITY_ERROR, hangs_up_without_one, "closed",
     NULL},
    {FINDING_CLIENT_CERTIFICATE_REQUIRED, OUTCOME_FAILS, SEVERITY_ERROR, demands_by_reply,
     "No client certificate presented", NULL},
    {FINDING_CLIENT_CERTIFICATE_REQUESTED, OUTCOME_FAILS, SEVERITY_INFO, asks_certificate,
     "CertificateRequest", NULL},
    {FINDING_OCSP_STAPLE_INVALID, OUTCOME_FAILS, SEVERITY_WARNING, bad_staple, "not valid", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_FAILS, SEVERITY_ERROR, tls_1_0, "TLS 1.0", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_FAILS, SEVERITY_WARNING, tls_1_1_on_mx, "TLS 1.1", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, SEVERITY_ERROR, tls_1_3, "TLS 1.3", NULL},
    {FINDING_TLS_VERSION_OLD, OUTCOME_UNKNOWN, SEVERITY_ERROR, version_unknown, "unknown", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_ERROR, rc4, "RC4", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_WARNING, triple_des, "3DES", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_FAILS, SEVERITY_ERROR, anonymous, "anon", NULL},
    {FINDING_TLS_CIPHER_BROKEN, OUTCOME_UNKNOWN, SEVERITY_ERROR, suite_unknown, "unknown", NULL},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_FAILS, SEVERITY_WARNING, cbc, "CBC_SHA", NULL},
    {FINDING_TLS_CIPHER_CBC_SHA1, OUTCOME_HOLDS, SEVERITY_WARNING, cbc_sha256, "CBC_SHA256", NULL},
    {FINDING_TLS_NO_FORWARD_SECRECY, OUTCOME_FAILS, SEVERITY_WARNING, static_rsa, "TLS_RSA", NULL},
    {FINDING_TLS_NO_FORWARD_SECRECY, OUTCOME_FAILS, SEVERITY_INFO, static_rsa_on_mx, "TLS_RSA", NULL},
    {FINDING_TLS_DH_SMALL, OUTCOME_FAILS, SEVERITY_WARNING, dh_1024, "1024 bits", NULL},
    {FINDING_CLIENT_CERTIFICATE_REQUESTED, OUTCOME_FAILS, SEVERITY_INFO, asks_certificate,
     "CertificateRequest", NULL},
};

const struct rows certificate_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
