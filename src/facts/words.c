/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of every enum, in the order of its values; a missing word fails to compile. */
#include "facts/words.h"

#include "facts/key_type.h"
#include "facts/report.h"
#include "facts/tls_survey.h"

static const char *const answer_list[] = {"unknown", "no", "yes"};
_Static_assert(sizeof answer_list / sizeof answer_list[0] == ANSWER_YES + 1, "a word for each answer");
const struct words answer_words = {answer_list, ANSWER_YES + 1};

static const char *const dns_status_list[] = {
    "not_asked",   "ok",         "nodata",    "nxdomain",    "servfail",  "refused",        "timeout",
    "unreachable", "over_limit", "malformed", "interrupted", "truncated", "not_in_records", "time_ran_out"};
_Static_assert(sizeof dns_status_list / sizeof dns_status_list[0] == DNS_STATUS_COUNT,
               "a word for each dns status");
const struct words dns_status_words = {dns_status_list, DNS_STATUS_COUNT};

static const char *const dns_source_list[] = {"resolver", "records"};
_Static_assert(sizeof dns_source_list / sizeof dns_source_list[0] == DNS_SOURCE_COUNT,
               "a word for each dns source");
const struct words dns_source_words = {dns_source_list, DNS_SOURCE_COUNT};

static const char *const host_kind_list[] = {"name",      "root",         "ip_literal",
                                             "localhost", "single_label", "not_a_name"};
_Static_assert(sizeof host_kind_list / sizeof host_kind_list[0] == HOST_KIND_COUNT,
               "a word for each host kind");
const struct words host_kind_words = {host_kind_list, HOST_KIND_COUNT};

static const char *const mail_route_list[] = {"unknown",       "mx",   "implicit_mx", "null_mx",
                                              "mixed_null_mx", "none", "no_domain"};
_Static_assert(sizeof mail_route_list / sizeof mail_route_list[0] == MAIL_ROUTE_COUNT,
               "a word for each mail route");
const struct words mail_route_words = {mail_route_list, MAIL_ROUTE_COUNT};

static const char *const submission_source_list[] = {"none", "srv", "given", "guess"};
_Static_assert(sizeof submission_source_list / sizeof submission_source_list[0] == SUBMISSION_SOURCE_COUNT,
               "a word for each submission source");
const struct words submission_source_words = {submission_source_list, SUBMISSION_SOURCE_COUNT};

static const char *const port_mode_list[] = {"unknown", "starttls", "implicit_tls", "other", "silent"};
_Static_assert(sizeof port_mode_list / sizeof port_mode_list[0] == PORT_MODE_COUNT,
               "a word for each port mode");
const struct words port_mode_words = {port_mode_list, PORT_MODE_COUNT};

static const char *const address_scope_list[] = {"global", "loopback",      "private",   "link_local",
                                                 "shared", "documentation", "multicast", "reserved"};
_Static_assert(sizeof address_scope_list / sizeof address_scope_list[0] == ADDRESS_SCOPE_COUNT,
               "a word for each address scope");
const struct words address_scope_words = {address_scope_list, ADDRESS_SCOPE_COUNT};

static const char *const address_policy_list[] = {"any", "no-local", "public"};
_Static_assert(sizeof address_policy_list / sizeof address_policy_list[0] == ADDRESS_POLICY_COUNT,
               "a word for each address policy");
const struct words address_policy_words = {address_policy_list, ADDRESS_POLICY_COUNT};

static const char *const address_bar_list[] = {"none",      "loopback",  "unspecified", "link_local",
                                               "multicast", "broadcast", "mapped",      "special"};
_Static_assert(sizeof address_bar_list / sizeof address_bar_list[0] == ADDRESS_BAR_COUNT,
               "a word for each address bar");
const struct words address_bar_words = {address_bar_list, ADDRESS_BAR_COUNT};

static const char *const path_flaw_list[] = {
    "other",       "no_anchor",        "signature", "not_a_ca", "issuer_key_usage",
    "path_length", "name_constraints", "purpose",   "weak",     "critical_extension"};
_Static_assert(sizeof path_flaw_list / sizeof path_flaw_list[0] == PATH_FLAW_COUNT, "a word for each flaw");
const struct words path_flaw_words = {path_flaw_list, PATH_FLAW_COUNT};

/* As GnuTLS names them, except for ECDSA, which is "EC/ECDSA" there, and what only a survey tells. */
static const char *const key_type_list[] = {
    [KEY_TYPE_NONE] = "none",
    [KEY_TYPE_RSA] = "RSA",
    [KEY_TYPE_RSA_PSS] = "RSA-PSS",
    [KEY_TYPE_RSA_OAEP] = "RSA-OAEP",
    [KEY_TYPE_ECDSA] = "ECDSA",
    [KEY_TYPE_ED25519] = "EdDSA (Ed25519)",
    [KEY_TYPE_ED448] = "EdDSA (Ed448)",
    [KEY_TYPE_X25519] = "ECDH (X25519)",
    [KEY_TYPE_X448] = "ECDH (X448)",
    [KEY_TYPE_DSA] = "DSA",
    [KEY_TYPE_DH] = "DH",
    [KEY_TYPE_GOST_94] = "GOST R 34.10-94",
    [KEY_TYPE_GOST_2001] = "GOST R 34.10-2001",
    [KEY_TYPE_GOST_2012_256] = "GOST R 34.10-2012-256",
    [KEY_TYPE_GOST_2012_512] = "GOST R 34.10-2012-512",
    [KEY_TYPE_ML_DSA_44] = "ML-DSA-44",
    [KEY_TYPE_ML_DSA_65] = "ML-DSA-65",
    [KEY_TYPE_ML_DSA_87] = "ML-DSA-87",
    [KEY_TYPE_ML_KEM_768] = "ML-KEM-768",
    [KEY_TYPE_ML_KEM_1024] = "ML-KEM-1024",
    [KEY_TYPE_ML_DSA] = "ML-DSA",
    [KEY_TYPE_ECDSA_BRAINPOOL] = "ECDSA with a Brainpool curve",
    [KEY_TYPE_OTHER] = "Unknown",
};
_Static_assert(sizeof key_type_list / sizeof key_type_list[0] == KEY_TYPE_COUNT, "a word for each key type");
const struct words key_type_words = {key_type_list, KEY_TYPE_COUNT};

const char *key_type_name(enum key_type type)
{
    return type == KEY_TYPE_NONE ? NULL : words_name(&key_type_words, (int)type);
}

static const char *const ocsp_staple_list[] = {"none", "good", "revoked", "invalid", "unverified"};
_Static_assert(sizeof ocsp_staple_list / sizeof ocsp_staple_list[0] == OCSP_STAPLE_COUNT,
               "a word for each ocsp staple");
const struct words ocsp_staple_words = {ocsp_staple_list, OCSP_STAPLE_COUNT};

static const char *const step_list[] = {"none",
                                        "connect",
                                        "greeting",
                                        "ehlo",
                                        "mail_before_tls",
                                        "auth_before_tls",
                                        "starttls",
                                        "handshake",
                                        "ehlo_tls",
                                        "mail_before_auth",
                                        "relay",
                                        "vrfy",
                                        "quit"};
_Static_assert(sizeof step_list / sizeof step_list[0] == STEP_COUNT, "a word for each step");
const struct words step_words = {step_list, STEP_COUNT};

static const char *const stop_reason_list[] = {
    "none",     "refused",  "timed_out", "unreachable", "local",     "reset",       "closed",
    "rejected", "protocol", "tls_alert", "tls",         "not_tried", "interrupted", "time_ran_out"};
_Static_assert(sizeof stop_reason_list / sizeof stop_reason_list[0] == STOP_REASON_COUNT,
               "a word for each stop reason");
const struct words stop_reason_words = {stop_reason_list, STOP_REASON_COUNT};

static const char *const direction_list[] = {"server", "client", "connection"};
_Static_assert(sizeof direction_list / sizeof direction_list[0] == DIRECTION_COUNT,
               "a word for each direction");
const struct words direction_words = {direction_list, DIRECTION_COUNT};

const char *finding_name(enum finding_id id)
{
    return words_name(&finding_id_words, (int)id);
}

static const char *const outcome_list[] = {"unknown", "fails", "holds"};
_Static_assert(sizeof outcome_list / sizeof outcome_list[0] == OUTCOME_COUNT, "a word for each outcome");
const struct words outcome_words = {outcome_list, OUTCOME_COUNT};

static const char *const severity_list[] = {"info", "warning", "error"};
_Static_assert(sizeof severity_list / sizeof severity_list[0] == SEVERITY_COUNT, "a word for each severity");
const struct words severity_words = {severity_list, SEVERITY_COUNT};

static const char *const suspect_list[] = {"none",     "unknown", "this_machine",   "gateway", "this_network",
                                           "provider", "path",    "target_network", "target",  "resolver"};
_Static_assert(sizeof suspect_list / sizeof suspect_list[0] == SUSPECT_COUNT, "a word for each suspect");
const struct words suspect_words = {suspect_list, SUSPECT_COUNT};

static const char *const certainty_list[] = {"unstated", "possible", "likely", "certain"};
_Static_assert(sizeof certainty_list / sizeof certainty_list[0] == CERTAINTY_COUNT,
               "a word for each certainty");
const struct words certainty_words = {certainty_list, CERTAINTY_COUNT};

static const char *const path_end_list[] = {"unknown", "connected", "refused", "rejected", "silent", "local"};
_Static_assert(sizeof path_end_list / sizeof path_end_list[0] == PATH_END_COUNT, "a word for each path end");
const struct words path_end_words = {path_end_list, PATH_END_COUNT};

static const char *const exposure_list[] = {"unknown", "nothing", "encrypted", "some", "reads"};
_Static_assert(sizeof exposure_list / sizeof exposure_list[0] == EXPOSURE_COUNT, "a word for each exposure");
const struct words exposure_words = {exposure_list, EXPOSURE_COUNT};

static const char *const inbound_level_list[] = {
    "unknown",         "no_mail",       "not_routable", "cleartext", "opportunistic",       "observed_only",
    "unauthenticated", "weakly_pinned", "half_dane",    "pinned",    "downgrade_resistant", "both"};
_Static_assert(sizeof inbound_level_list / sizeof inbound_level_list[0] == INBOUND_LEVEL_COUNT,
               "a word for each inbound level");
const struct words inbound_level_words = {inbound_level_list, INBOUND_LEVEL_COUNT};

static const char *const opportunistic_outcome_list[] = {"unknown", "clear", "open", "some_clear"};
_Static_assert(sizeof opportunistic_outcome_list / sizeof opportunistic_outcome_list[0]
                   == OPPORTUNISTIC_OUTCOME_COUNT,
               "a word for each opportunistic outcome");
const struct words opportunistic_outcome_words = {opportunistic_outcome_list, OPPORTUNISTIC_OUTCOME_COUNT};

static const char *const sts_outcome_list[] = {"unknown", "na", "first_contact", "short_cache", "deferred"};
_Static_assert(sizeof sts_outcome_list / sizeof sts_outcome_list[0] == STS_OUTCOME_COUNT,
               "a word for each sts outcome");
const struct words sts_outcome_words = {sts_outcome_list, STS_OUTCOME_COUNT};

static const char *const dane_outcome_list[] = {"unknown", "na",        "encrypted_only",
                                                "half",    "resistant", "deferred"};
_Static_assert(sizeof dane_outcome_list / sizeof dane_outcome_list[0] == DANE_OUTCOME_COUNT,
               "a word for each dane outcome");
const struct words dane_outcome_words = {dane_outcome_list, DANE_OUTCOME_COUNT};

static const char *const attacker_list[] = {"passive", "on_path", "dns_spoofing", "first_contact",
                                            "mis_issued_certificate"};
_Static_assert(sizeof attacker_list / sizeof attacker_list[0] == ATTACKER_COUNT, "a word for each attacker");
const struct words attacker_words = {attacker_list, ATTACKER_COUNT};

static const char *const delivery_list[] = {"unknown", "no", "some_hosts", "some_senders", "yes"};
_Static_assert(sizeof delivery_list / sizeof delivery_list[0] == DELIVERY_COUNT, "a word for each delivery");
const struct words delivery_words = {delivery_list, DELIVERY_COUNT};

static const char *const flag_kind_list[] = {"delivery", "split", "expiring", "tamper", "inject", "weak_tls"};
_Static_assert(sizeof flag_kind_list / sizeof flag_kind_list[0] == FLAG_KIND_COUNT,
               "a word for each flag kind");
const struct words flag_kind_words = {flag_kind_list, FLAG_KIND_COUNT};

static const char *const submission_level_list[] = {
    "unknown", "none", "credentials_in_clear", "strippable", "starttls", "implicit_tls", "steady_discovery"};
_Static_assert(sizeof submission_level_list / sizeof submission_level_list[0] == SUBMISSION_LEVEL_COUNT,
               "a word for each submission level");
const struct words submission_level_words = {submission_level_list, SUBMISSION_LEVEL_COUNT};

static const char *const step_medium_list[] = {"dns", "file", "postfix", "exim", "opensmtpd", "dovecot"};
_Static_assert(sizeof step_medium_list / sizeof step_medium_list[0] == MEDIUM_COUNT,
               "a word for each step medium");
const struct words step_medium_words = {step_medium_list, MEDIUM_COUNT};

static const char *const target_kind_list[] = {"domain", "email", "host", "address"};
_Static_assert(sizeof target_kind_list / sizeof target_kind_list[0] == TARGET_KIND_COUNT,
               "a word for each target kind");
const struct words target_kind_words = {target_kind_list, TARGET_KIND_COUNT};

static const char *const report_end_list[] = {"complete", "interrupted", "time_ran_out", "memory_ran_out"};
_Static_assert(sizeof report_end_list / sizeof report_end_list[0] == REPORT_END_COUNT,
               "a word for each report end");
const struct words report_end_words = {report_end_list, REPORT_END_COUNT};

static const char *const dnssec_mode_list[] = {"off", "validate", "trust-ad"};
_Static_assert(sizeof dnssec_mode_list / sizeof dnssec_mode_list[0] == DNSSEC_MODE_COUNT,
               "a word for each dnssec mode");
const struct words dnssec_mode_words = {dnssec_mode_list, DNSSEC_MODE_COUNT};

static const char *const dnssec_state_list[] = {"unknown", "secure", "insecure", "bogus"};
_Static_assert(sizeof dnssec_state_list / sizeof dnssec_state_list[0] == DNSSEC_STATE_COUNT,
               "a word for each dnssec state");
const struct words dnssec_state_words = {dnssec_state_list, DNSSEC_STATE_COUNT};

static const char *const session_purpose_list[] = {
    "main",        "other_key",      "injection",        "injection_control",
    "mail",        "auth",           "failed_handshake", "resumption",
    "without_sni", "small_segments", "survey",           "again",
    "recipients"};
_Static_assert(sizeof session_purpose_list / sizeof session_purpose_list[0] == SESSION_PURPOSE_COUNT,
               "a word for each session purpose");
const struct words session_purpose_words = {session_purpose_list, SESSION_PURPOSE_COUNT};

static const char *const reply_fault_kind_list[] = {"no_reply", "after_end",  "code_differs", "bare_lf",
                                                    "control",  "other_code", "greeting"};
_Static_assert(sizeof reply_fault_kind_list / sizeof reply_fault_kind_list[0] == REPLY_FAULT_KIND_COUNT,
               "a word for each reply fault");
const struct words reply_fault_kind_words = {reply_fault_kind_list, REPLY_FAULT_KIND_COUNT};

static const char *const mta_sts_mode_list[] = {"none", "testing", "enforce"};
_Static_assert(sizeof mta_sts_mode_list / sizeof mta_sts_mode_list[0] == MTA_STS_MODE_COUNT,
               "a word for each mta sts mode");
const struct words mta_sts_mode_words = {mta_sts_mode_list, MTA_STS_MODE_COUNT};

static const char *const mta_sts_status_list[] = {
    "unknown",     "absent",    "record_invalid", "host_unresolved", "fetch_failed", "webpki_invalid",
    "http_status", "too_large", "timed_out",      "policy_invalid",  "policy_valid"};
_Static_assert(sizeof mta_sts_status_list / sizeof mta_sts_status_list[0] == MTA_STS_STATUS_COUNT,
               "a word for each mta sts status");
const struct words mta_sts_status_words = {mta_sts_status_list, MTA_STS_STATUS_COUNT};

static const char *const tls_depth_list[] = {"quick", "standard", "deep"};
_Static_assert(sizeof tls_depth_list / sizeof tls_depth_list[0] == TLS_DEPTH_COUNT,
               "a word for each tls depth");
const struct words tls_depth_words = {tls_depth_list, TLS_DEPTH_COUNT};

static const char *const preference_list[] = {"unknown", "server", "client"};
_Static_assert(sizeof preference_list / sizeof preference_list[0] == PREFERENCE_COUNT,
               "a word for each preference");
const struct words preference_words = {preference_list, PREFERENCE_COUNT};

static const char *const weak_class_list[] = {"null", "anonymous", "export",     "des",
                                              "rc4",  "3des",      "static_key", "cbc_sha1"};
_Static_assert(sizeof weak_class_list / sizeof weak_class_list[0] == WEAK_CLASS_COUNT,
               "a word for each weak class");
const struct words weak_class_words = {weak_class_list, WEAK_CLASS_COUNT};

static const char *const tls_feature_list[] = {
    "fallback_scsv",    "secure_renegotiation", "extended_master_secret",
    "encrypt_then_mac", "compression",          "session_id",
    "session_ticket",   "resumption",           "downgrade_sentinel",
    "ocsp_staple",      "must_staple",          "sct",
    "heartbeat",        "large_hello",          "no_sni",
    "unknown_sni",      "unknown_extension"};
_Static_assert(sizeof tls_feature_list / sizeof tls_feature_list[0] == TLS_FEATURE_COUNT,
               "a word for each tls feature");
const struct words tls_feature_words = {tls_feature_list, TLS_FEATURE_COUNT};

static const char *const grade_list[] = {"unknown", "insufficient", "phase_out", "sufficient", "good"};
_Static_assert(sizeof grade_list / sizeof grade_list[0] == GRADE_COUNT, "a word for each grade");
const struct words grade_words = {grade_list, GRADE_COUNT};

static const char *const reading_list[] = {"unknown", "secondary", "copy", "original"};
_Static_assert(sizeof reading_list / sizeof reading_list[0] == READING_COUNT, "a word for each reading");
const struct words reading_words = {reading_list, READING_COUNT};
