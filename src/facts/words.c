/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of every enum, each beside its value: one that is missing or stands twice does not compile. */
#include "facts/words.h"

#include "facts/key_type.h"
#include "facts/report.h"
#include "facts/tls_survey.h"

/* Defines `name`_words from `list`, a macro that calls its argument with each value and its word. With as
 * many words as values, and none beyond the last, each value has one: -Woverride-init tells of two for one.
 */
#define WORDS(name, list, value_count) WORDS_WITH(name, list, value_count, false)
/* The same, and the zero value says that nothing is there, or known. */
#define WORDS_OR_NULL(name, list, value_count) WORDS_WITH(name, list, value_count, true)
#define WORDS_WITH(name, list, value_count, null)                                                            \
    static const char *const name##_list[] = {list(WORD_ENTRY)};                                             \
    _Static_assert(sizeof name##_list / sizeof name##_list[0] == (value_count),                              \
                   "a word too many, or too few");                                                           \
    _Static_assert(0 list(WORD_COUNTED) == (value_count), "a word for each value");                          \
    const struct words name##_words = {name##_list, value_count, null}
#define WORD_ENTRY(value, word)   [value] = word,
#define WORD_COUNTED(value, word) +1

#define ANSWER_WORDS(WORD)                                                                                   \
    WORD(ANSWER_UNKNOWN, "unknown")                                                                          \
    WORD(ANSWER_NO, "no")                                                                                    \
    WORD(ANSWER_YES, "yes")
WORDS_OR_NULL(answer, ANSWER_WORDS, ANSWER_YES + 1);

#define DNS_STATUS_WORDS(WORD)                                                                               \
    WORD(DNS_NOT_ASKED, "not_asked")                                                                         \
    WORD(DNS_OK, "ok")                                                                                       \
    WORD(DNS_NODATA, "nodata")                                                                               \
    WORD(DNS_NXDOMAIN, "nxdomain")                                                                           \
    WORD(DNS_SERVFAIL, "servfail")                                                                           \
    WORD(DNS_REFUSED, "refused")                                                                             \
    WORD(DNS_TIMEOUT, "timeout")                                                                             \
    WORD(DNS_UNREACHABLE, "unreachable")                                                                     \
    WORD(DNS_OVER_LIMIT, "over_limit")                                                                       \
    WORD(DNS_MALFORMED, "malformed")                                                                         \
    WORD(DNS_INTERRUPTED, "interrupted")                                                                     \
    WORD(DNS_TRUNCATED, "truncated")                                                                         \
    WORD(DNS_NOT_IN_RECORDS, "not_in_records")                                                               \
    WORD(DNS_TIME_RAN_OUT, "time_ran_out")                                                                   \
    WORD(DNS_EXCLUDED, "excluded")
WORDS_OR_NULL(dns_status, DNS_STATUS_WORDS, DNS_STATUS_COUNT);

#define DNS_SOURCE_WORDS(WORD)                                                                               \
    WORD(DNS_FROM_RESOLVER, "resolver")                                                                      \
    WORD(DNS_FROM_RECORDS, "records")
WORDS(dns_source, DNS_SOURCE_WORDS, DNS_SOURCE_COUNT);

#define HOST_KIND_WORDS(WORD)                                                                                \
    WORD(HOST_NAME, "name")                                                                                  \
    WORD(HOST_ROOT, "root")                                                                                  \
    WORD(HOST_IP_LITERAL, "ip_literal")                                                                      \
    WORD(HOST_LOCALHOST, "localhost")                                                                        \
    WORD(HOST_SINGLE_LABEL, "single_label")                                                                  \
    WORD(HOST_NOT_A_NAME, "not_a_name")
WORDS(host_kind, HOST_KIND_WORDS, HOST_KIND_COUNT);

#define MAIL_ROUTE_WORDS(WORD)                                                                               \
    WORD(ROUTE_UNKNOWN, "unknown")                                                                           \
    WORD(ROUTE_MX, "mx")                                                                                     \
    WORD(ROUTE_IMPLICIT_MX, "implicit_mx")                                                                   \
    WORD(ROUTE_NULL_MX, "null_mx")                                                                           \
    WORD(ROUTE_MIXED_NULL, "mixed_null_mx")                                                                  \
    WORD(ROUTE_NONE, "none")                                                                                 \
    WORD(ROUTE_NO_DOMAIN, "no_domain")
WORDS_OR_NULL(mail_route, MAIL_ROUTE_WORDS, MAIL_ROUTE_COUNT);

#define SUBMISSION_SOURCE_WORDS(WORD)                                                                        \
    WORD(SUBMISSION_NONE, "none")                                                                            \
    WORD(SUBMISSION_SRV, "srv")                                                                              \
    WORD(SUBMISSION_GIVEN, "given")                                                                          \
    WORD(SUBMISSION_GUESS, "guess")
WORDS_OR_NULL(submission_source, SUBMISSION_SOURCE_WORDS, SUBMISSION_SOURCE_COUNT);

#define PORT_MODE_WORDS(WORD)                                                                                \
    WORD(MODE_UNKNOWN, "unknown")                                                                            \
    WORD(MODE_STARTTLS, "starttls")                                                                          \
    WORD(MODE_IMPLICIT_TLS, "implicit_tls")                                                                  \
    WORD(MODE_OTHER, "other")                                                                                \
    WORD(MODE_SILENT, "silent")
WORDS_OR_NULL(port_mode, PORT_MODE_WORDS, PORT_MODE_COUNT);

#define ADDRESS_SCOPE_WORDS(WORD)                                                                            \
    WORD(SCOPE_GLOBAL, "global")                                                                             \
    WORD(SCOPE_LOOPBACK, "loopback")                                                                         \
    WORD(SCOPE_PRIVATE, "private")                                                                           \
    WORD(SCOPE_LINK_LOCAL, "link_local")                                                                     \
    WORD(SCOPE_SHARED, "shared")                                                                             \
    WORD(SCOPE_DOCUMENTATION, "documentation")                                                               \
    WORD(SCOPE_MULTICAST, "multicast")                                                                       \
    WORD(SCOPE_RESERVED, "reserved")
WORDS(address_scope, ADDRESS_SCOPE_WORDS, ADDRESS_SCOPE_COUNT);

#define ADDRESS_POLICY_WORDS(WORD)                                                                           \
    WORD(ADDRESSES_ANY, "any")                                                                               \
    WORD(ADDRESSES_NO_LOCAL, "no-local")                                                                     \
    WORD(ADDRESSES_PUBLIC, "public")
WORDS(address_policy, ADDRESS_POLICY_WORDS, ADDRESS_POLICY_COUNT);

#define ADDRESS_BAR_WORDS(WORD)                                                                              \
    WORD(BAR_NONE, "none")                                                                                   \
    WORD(BAR_LOOPBACK, "loopback")                                                                           \
    WORD(BAR_UNSPECIFIED, "unspecified")                                                                     \
    WORD(BAR_LINK_LOCAL, "link_local")                                                                       \
    WORD(BAR_MULTICAST, "multicast")                                                                         \
    WORD(BAR_BROADCAST, "broadcast")                                                                         \
    WORD(BAR_MAPPED, "mapped")                                                                               \
    WORD(BAR_SPECIAL, "special")
WORDS_OR_NULL(address_bar, ADDRESS_BAR_WORDS, ADDRESS_BAR_COUNT);

#define PATH_FLAW_WORDS(WORD)                                                                                \
    WORD(PATH_FLAW_OTHER, "other")                                                                           \
    WORD(PATH_FLAW_NO_ANCHOR, "no_anchor")                                                                   \
    WORD(PATH_FLAW_SIGNATURE, "signature")                                                                   \
    WORD(PATH_FLAW_NOT_CA, "not_a_ca")                                                                       \
    WORD(PATH_FLAW_ISSUER_KEY_USAGE, "issuer_key_usage")                                                     \
    WORD(PATH_FLAW_LENGTH, "path_length")                                                                    \
    WORD(PATH_FLAW_NAME_CONSTRAINTS, "name_constraints")                                                     \
    WORD(PATH_FLAW_PURPOSE, "purpose")                                                                       \
    WORD(PATH_FLAW_WEAK, "weak")                                                                             \
    WORD(PATH_FLAW_CRITICAL_EXTENSION, "critical_extension")
WORDS(path_flaw, PATH_FLAW_WORDS, PATH_FLAW_COUNT);

/* As GnuTLS names them, except for ECDSA, which is "EC/ECDSA" there, and what only a survey tells. */
#define KEY_TYPE_WORDS(WORD)                                                                                 \
    WORD(KEY_TYPE_NONE, "none")                                                                              \
    WORD(KEY_TYPE_RSA, "RSA")                                                                                \
    WORD(KEY_TYPE_RSA_PSS, "RSA-PSS")                                                                        \
    WORD(KEY_TYPE_RSA_OAEP, "RSA-OAEP")                                                                      \
    WORD(KEY_TYPE_ECDSA, "ECDSA")                                                                            \
    WORD(KEY_TYPE_ED25519, "EdDSA (Ed25519)")                                                                \
    WORD(KEY_TYPE_ED448, "EdDSA (Ed448)")                                                                    \
    WORD(KEY_TYPE_X25519, "ECDH (X25519)")                                                                   \
    WORD(KEY_TYPE_X448, "ECDH (X448)")                                                                       \
    WORD(KEY_TYPE_DSA, "DSA")                                                                                \
    WORD(KEY_TYPE_DH, "DH")                                                                                  \
    WORD(KEY_TYPE_GOST_94, "GOST R 34.10-94")                                                                \
    WORD(KEY_TYPE_GOST_2001, "GOST R 34.10-2001")                                                            \
    WORD(KEY_TYPE_GOST_2012_256, "GOST R 34.10-2012-256")                                                    \
    WORD(KEY_TYPE_GOST_2012_512, "GOST R 34.10-2012-512")                                                    \
    WORD(KEY_TYPE_ML_DSA_44, "ML-DSA-44")                                                                    \
    WORD(KEY_TYPE_ML_DSA_65, "ML-DSA-65")                                                                    \
    WORD(KEY_TYPE_ML_DSA_87, "ML-DSA-87")                                                                    \
    WORD(KEY_TYPE_ML_KEM_768, "ML-KEM-768")                                                                  \
    WORD(KEY_TYPE_ML_KEM_1024, "ML-KEM-1024")                                                                \
    WORD(KEY_TYPE_ML_DSA, "ML-DSA")                                                                          \
    WORD(KEY_TYPE_ECDSA_SECP192R1, "ECDSA with the curve secp192r1")                                         \
    WORD(KEY_TYPE_ECDSA_SECP224R1, "ECDSA with the curve secp224r1")                                         \
    WORD(KEY_TYPE_ECDSA_SECP256K1, "ECDSA with the curve secp256k1")                                         \
    WORD(KEY_TYPE_ECDSA_BRAINPOOL, "ECDSA with a Brainpool curve")                                           \
    WORD(KEY_TYPE_OTHER, "Unknown")
WORDS(key_type, KEY_TYPE_WORDS, KEY_TYPE_COUNT);

const char *key_type_name(enum key_type type)
{
    return type == KEY_TYPE_NONE ? NULL : words_name(&key_type_words, (int)type);
}

#define OCSP_STAPLE_WORDS(WORD)                                                                              \
    WORD(OCSP_NONE, "none")                                                                                  \
    WORD(OCSP_GOOD, "good")                                                                                  \
    WORD(OCSP_REVOKED, "revoked")                                                                            \
    WORD(OCSP_INVALID, "invalid")                                                                            \
    WORD(OCSP_UNVERIFIED, "unverified")
WORDS_OR_NULL(ocsp_staple, OCSP_STAPLE_WORDS, OCSP_STAPLE_COUNT);

#define STEP_WORDS(WORD)                                                                                     \
    WORD(STEP_NONE, "none")                                                                                  \
    WORD(STEP_CONNECT, "connect")                                                                            \
    WORD(STEP_GREETING, "greeting")                                                                          \
    WORD(STEP_EHLO, "ehlo")                                                                                  \
    WORD(STEP_MAIL_BEFORE_TLS, "mail_before_tls")                                                            \
    WORD(STEP_AUTH_BEFORE_TLS, "auth_before_tls")                                                            \
    WORD(STEP_STARTTLS, "starttls")                                                                          \
    WORD(STEP_HANDSHAKE, "handshake")                                                                        \
    WORD(STEP_EHLO_TLS, "ehlo_tls")                                                                          \
    WORD(STEP_MAIL_BEFORE_AUTH, "mail_before_auth")                                                          \
    WORD(STEP_RELAY, "relay")                                                                                \
    WORD(STEP_VRFY, "vrfy")                                                                                  \
    WORD(STEP_QUIT, "quit")
WORDS_OR_NULL(step, STEP_WORDS, STEP_COUNT);

#define STOP_REASON_WORDS(WORD)                                                                              \
    WORD(STOP_NONE, "none")                                                                                  \
    WORD(STOP_REFUSED, "refused")                                                                            \
    WORD(STOP_TIMED_OUT, "timed_out")                                                                        \
    WORD(STOP_UNREACHABLE, "unreachable")                                                                    \
    WORD(STOP_LOCAL, "local")                                                                                \
    WORD(STOP_RESET, "reset")                                                                                \
    WORD(STOP_CLOSED, "closed")                                                                              \
    WORD(STOP_REJECTED, "rejected")                                                                          \
    WORD(STOP_PROTOCOL, "protocol")                                                                          \
    WORD(STOP_TLS_ALERT, "tls_alert")                                                                        \
    WORD(STOP_TLS, "tls")                                                                                    \
    WORD(STOP_NOT_TRIED, "not_tried")                                                                        \
    WORD(STOP_INTERRUPTED, "interrupted")                                                                    \
    WORD(STOP_TIME_RAN_OUT, "time_ran_out")                                                                  \
    WORD(STOP_EXCLUDED, "excluded")
WORDS_OR_NULL(stop_reason, STOP_REASON_WORDS, STOP_REASON_COUNT);

#define DIRECTION_WORDS(WORD)                                                                                \
    WORD(FROM_SERVER, "server")                                                                              \
    WORD(FROM_CLIENT, "client")                                                                              \
    WORD(ABOUT_CONNECTION, "connection")
WORDS(direction, DIRECTION_WORDS, DIRECTION_COUNT);

const char *finding_name(enum finding_id id)
{
    return words_name(&finding_id_words, (int)id);
}

#define OUTCOME_WORDS(WORD)                                                                                  \
    WORD(OUTCOME_UNKNOWN, "unknown")                                                                         \
    WORD(OUTCOME_FAILS, "fails")                                                                             \
    WORD(OUTCOME_HOLDS, "holds")
WORDS(outcome, OUTCOME_WORDS, OUTCOME_COUNT);

#define SEVERITY_WORDS(WORD)                                                                                 \
    WORD(SEVERITY_INFO, "info")                                                                              \
    WORD(SEVERITY_WARNING, "warning")                                                                        \
    WORD(SEVERITY_ERROR, "error")
WORDS(severity, SEVERITY_WORDS, SEVERITY_COUNT);

#define ROLE_WORDS(WORD)                                                                                     \
    WORD(ROLE_MX, "mx")                                                                                      \
    WORD(ROLE_SUBMISSION, "submission")                                                                      \
    WORD(ROLE_OTHER, "other")                                                                                \
    WORD(ROLE_GUESS, "guess")                                                                                \
    WORD(ROLE_DOMAIN, "domain")
WORDS(role, ROLE_WORDS, ROLE_COUNT);

#define SUSPECT_WORDS(WORD)                                                                                  \
    WORD(SUSPECT_NONE, "none")                                                                               \
    WORD(SUSPECT_UNKNOWN, "unknown")                                                                         \
    WORD(SUSPECT_THIS_MACHINE, "this_machine")                                                               \
    WORD(SUSPECT_GATEWAY, "gateway")                                                                         \
    WORD(SUSPECT_THIS_NETWORK, "this_network")                                                               \
    WORD(SUSPECT_PROVIDER, "provider")                                                                       \
    WORD(SUSPECT_PATH, "path")                                                                               \
    WORD(SUSPECT_TARGET_NETWORK, "target_network")                                                           \
    WORD(SUSPECT_TARGET, "target")                                                                           \
    WORD(SUSPECT_RESOLVER, "resolver")
WORDS_OR_NULL(suspect, SUSPECT_WORDS, SUSPECT_COUNT);

#define CERTAINTY_WORDS(WORD)                                                                                \
    WORD(CERTAINTY_UNSTATED, "unstated")                                                                     \
    WORD(CERTAINTY_POSSIBLE, "possible")                                                                     \
    WORD(CERTAINTY_LIKELY, "likely")                                                                         \
    WORD(CERTAINTY_CERTAIN, "certain")
WORDS_OR_NULL(certainty, CERTAINTY_WORDS, CERTAINTY_COUNT);

#define PATH_END_WORDS(WORD)                                                                                 \
    WORD(PATH_END_UNKNOWN, "unknown")                                                                        \
    WORD(PATH_END_CONNECTED, "connected")                                                                    \
    WORD(PATH_END_REFUSED, "refused")                                                                        \
    WORD(PATH_END_REJECTED, "rejected")                                                                      \
    WORD(PATH_END_SILENT, "silent")                                                                          \
    WORD(PATH_END_LOCAL, "local")
WORDS_OR_NULL(path_end, PATH_END_WORDS, PATH_END_COUNT);

#define EXPOSURE_WORDS(WORD)                                                                                 \
    WORD(EXPOSURE_UNKNOWN, "unknown")                                                                        \
    WORD(EXPOSURE_NOTHING, "nothing")                                                                        \
    WORD(EXPOSURE_ENCRYPTED, "encrypted")                                                                    \
    WORD(EXPOSURE_SOME, "some")                                                                              \
    WORD(EXPOSURE_READS, "reads")
WORDS(exposure, EXPOSURE_WORDS, EXPOSURE_COUNT);

#define INBOUND_LEVEL_WORDS(WORD)                                                                            \
    WORD(INBOUND_UNKNOWN, "unknown")                                                                         \
    WORD(INBOUND_NO_MAIL, "no_mail")                                                                         \
    WORD(INBOUND_NOT_ROUTABLE, "not_routable")                                                               \
    WORD(INBOUND_CLEARTEXT, "cleartext")                                                                     \
    WORD(INBOUND_OPPORTUNISTIC, "opportunistic")                                                             \
    WORD(INBOUND_OBSERVED_ONLY, "observed_only")                                                             \
    WORD(INBOUND_UNAUTHENTICATED, "unauthenticated")                                                         \
    WORD(INBOUND_WEAKLY_PINNED, "weakly_pinned")                                                             \
    WORD(INBOUND_HALF_DANE, "half_dane")                                                                     \
    WORD(INBOUND_PINNED, "pinned")                                                                           \
    WORD(INBOUND_DOWNGRADE_RESISTANT, "downgrade_resistant")                                                 \
    WORD(INBOUND_BOTH, "both")
WORDS(inbound_level, INBOUND_LEVEL_WORDS, INBOUND_LEVEL_COUNT);

#define OPPORTUNISTIC_OUTCOME_WORDS(WORD)                                                                    \
    WORD(OPPORTUNISTIC_UNKNOWN, "unknown")                                                                   \
    WORD(OPPORTUNISTIC_CLEAR, "clear")                                                                       \
    WORD(OPPORTUNISTIC_OPEN, "open")                                                                         \
    WORD(OPPORTUNISTIC_SOME_CLEAR, "some_clear")
WORDS(opportunistic_outcome, OPPORTUNISTIC_OUTCOME_WORDS, OPPORTUNISTIC_OUTCOME_COUNT);

#define STS_OUTCOME_WORDS(WORD)                                                                              \
    WORD(STS_OUTCOME_UNKNOWN, "unknown")                                                                     \
    WORD(STS_OUTCOME_NA, "na")                                                                               \
    WORD(STS_OUTCOME_FIRST_CONTACT, "first_contact")                                                         \
    WORD(STS_OUTCOME_SHORT_CACHE, "short_cache")                                                             \
    WORD(STS_OUTCOME_DEFERRED, "deferred")
WORDS(sts_outcome, STS_OUTCOME_WORDS, STS_OUTCOME_COUNT);

#define DANE_OUTCOME_WORDS(WORD)                                                                             \
    WORD(DANE_OUTCOME_UNKNOWN, "unknown")                                                                    \
    WORD(DANE_OUTCOME_NA, "na")                                                                              \
    WORD(DANE_OUTCOME_ENCRYPTED_ONLY, "encrypted_only")                                                      \
    WORD(DANE_OUTCOME_HALF, "half")                                                                          \
    WORD(DANE_OUTCOME_RESISTANT, "resistant")                                                                \
    WORD(DANE_OUTCOME_DEFERRED, "deferred")
WORDS(dane_outcome, DANE_OUTCOME_WORDS, DANE_OUTCOME_COUNT);

#define ATTACKER_WORDS(WORD)                                                                                 \
    WORD(ATTACKER_PASSIVE, "passive")                                                                        \
    WORD(ATTACKER_ON_PATH, "on_path")                                                                        \
    WORD(ATTACKER_DNS_SPOOFING, "dns_spoofing")                                                              \
    WORD(ATTACKER_FIRST_CONTACT, "first_contact")                                                            \
    WORD(ATTACKER_MIS_ISSUED_CERTIFICATE, "mis_issued_certificate")
WORDS(attacker, ATTACKER_WORDS, ATTACKER_COUNT);

#define DELIVERY_WORDS(WORD)                                                                                 \
    WORD(DELIVERY_UNKNOWN, "unknown")                                                                        \
    WORD(DELIVERY_NO, "no")                                                                                  \
    WORD(DELIVERY_SOME_HOSTS, "some_hosts")                                                                  \
    WORD(DELIVERY_SOME_SENDERS, "some_senders")                                                              \
    WORD(DELIVERY_YES, "yes")
WORDS(delivery, DELIVERY_WORDS, DELIVERY_COUNT);

#define FLAG_KIND_WORDS(WORD)                                                                                \
    WORD(FLAG_DELIVERY, "delivery")                                                                          \
    WORD(FLAG_SPLIT, "split")                                                                                \
    WORD(FLAG_EXPIRING, "expiring")                                                                          \
    WORD(FLAG_TAMPER, "tamper")                                                                              \
    WORD(FLAG_INJECT, "inject")                                                                              \
    WORD(FLAG_WEAK_TLS, "weak_tls")
WORDS(flag_kind, FLAG_KIND_WORDS, FLAG_KIND_COUNT);

#define SUBMISSION_LEVEL_WORDS(WORD)                                                                         \
    WORD(SUBMISSION_LEVEL_UNKNOWN, "unknown")                                                                \
    WORD(SUBMISSION_LEVEL_NONE, "none")                                                                      \
    WORD(SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR, "credentials_in_clear")                                      \
    WORD(SUBMISSION_LEVEL_STRIPPABLE, "strippable")                                                          \
    WORD(SUBMISSION_LEVEL_STARTTLS, "starttls")                                                              \
    WORD(SUBMISSION_LEVEL_IMPLICIT_TLS, "implicit_tls")                                                      \
    WORD(SUBMISSION_LEVEL_STEADY_DISCOVERY, "steady_discovery")
WORDS(submission_level, SUBMISSION_LEVEL_WORDS, SUBMISSION_LEVEL_COUNT);

#define STEP_MEDIUM_WORDS(WORD)                                                                              \
    WORD(MEDIUM_DNS, "dns")                                                                                  \
    WORD(MEDIUM_FILE, "file")                                                                                \
    WORD(MEDIUM_POSTFIX, "postfix")                                                                          \
    WORD(MEDIUM_EXIM, "exim")                                                                                \
    WORD(MEDIUM_OPENSMTPD, "opensmtpd")                                                                      \
    WORD(MEDIUM_DOVECOT, "dovecot")
WORDS(step_medium, STEP_MEDIUM_WORDS, MEDIUM_COUNT);

#define TARGET_KIND_WORDS(WORD)                                                                              \
    WORD(TARGET_DOMAIN, "domain")                                                                            \
    WORD(TARGET_EMAIL, "email")                                                                              \
    WORD(TARGET_HOST, "host")                                                                                \
    WORD(TARGET_ADDRESS, "address")
WORDS(target_kind, TARGET_KIND_WORDS, TARGET_KIND_COUNT);

#define REPORT_END_WORDS(WORD)                                                                               \
    WORD(REPORT_COMPLETE, "complete")                                                                        \
    WORD(REPORT_INTERRUPTED, "interrupted")                                                                  \
    WORD(REPORT_TIME_RAN_OUT, "time_ran_out")                                                                \
    WORD(REPORT_MEMORY_RAN_OUT, "memory_ran_out")
WORDS(report_end, REPORT_END_WORDS, REPORT_END_COUNT);

#define DNSSEC_MODE_WORDS(WORD)                                                                              \
    WORD(DNSSEC_MODE_OFF, "off")                                                                             \
    WORD(DNSSEC_MODE_VALIDATE, "validate")                                                                   \
    WORD(DNSSEC_MODE_TRUST_AD, "trust-ad")
WORDS(dnssec_mode, DNSSEC_MODE_WORDS, DNSSEC_MODE_COUNT);

#define DNSSEC_STATE_WORDS(WORD)                                                                             \
    WORD(DNSSEC_UNKNOWN, "unknown")                                                                          \
    WORD(DNSSEC_SECURE, "secure")                                                                            \
    WORD(DNSSEC_INSECURE, "insecure")                                                                        \
    WORD(DNSSEC_BOGUS, "bogus")
WORDS_OR_NULL(dnssec_state, DNSSEC_STATE_WORDS, DNSSEC_STATE_COUNT);

#define SESSION_PURPOSE_WORDS(WORD)                                                                          \
    WORD(PURPOSE_MAIN, "main")                                                                               \
    WORD(PURPOSE_OTHER_KEY, "other_key")                                                                     \
    WORD(PURPOSE_INJECTION, "injection")                                                                     \
    WORD(PURPOSE_INJECTION_CONTROL, "injection_control")                                                     \
    WORD(PURPOSE_MAIL, "mail")                                                                               \
    WORD(PURPOSE_AUTH, "auth")                                                                               \
    WORD(PURPOSE_FAILED_HANDSHAKE, "failed_handshake")                                                       \
    WORD(PURPOSE_RESUMPTION, "resumption")                                                                   \
    WORD(PURPOSE_WITHOUT_SNI, "without_sni")                                                                 \
    WORD(PURPOSE_SMALL_SEGMENTS, "small_segments")                                                           \
    WORD(PURPOSE_SURVEY, "survey")                                                                           \
    WORD(PURPOSE_AGAIN, "again")                                                                             \
    WORD(PURPOSE_RECIPIENTS, "recipients")
WORDS(session_purpose, SESSION_PURPOSE_WORDS, SESSION_PURPOSE_COUNT);

#define REPLY_FAULT_KIND_WORDS(WORD)                                                                         \
    WORD(REPLY_FAULT_NO_REPLY, "no_reply")                                                                   \
    WORD(REPLY_FAULT_AFTER_END, "after_end")                                                                 \
    WORD(REPLY_FAULT_CODE_DIFFERS, "code_differs")                                                           \
    WORD(REPLY_FAULT_BARE_LF, "bare_lf")                                                                     \
    WORD(REPLY_FAULT_CONTROL, "control")                                                                     \
    WORD(REPLY_FAULT_OTHER_CODE, "other_code")                                                               \
    WORD(REPLY_FAULT_GREETING, "greeting")
WORDS(reply_fault_kind, REPLY_FAULT_KIND_WORDS, REPLY_FAULT_KIND_COUNT);

#define MTA_STS_MODE_WORDS(WORD)                                                                             \
    WORD(MTA_STS_MODE_NONE, "none")                                                                          \
    WORD(MTA_STS_MODE_TESTING, "testing")                                                                    \
    WORD(MTA_STS_MODE_ENFORCE, "enforce")
WORDS(mta_sts_mode, MTA_STS_MODE_WORDS, MTA_STS_MODE_COUNT);

#define MTA_STS_STATUS_WORDS(WORD)                                                                           \
    WORD(MTA_STS_UNKNOWN, "unknown")                                                                         \
    WORD(MTA_STS_ABSENT, "absent")                                                                           \
    WORD(MTA_STS_RECORD_INVALID, "record_invalid")                                                           \
    WORD(MTA_STS_HOST_UNRESOLVED, "host_unresolved")                                                         \
    WORD(MTA_STS_FETCH_FAILED, "fetch_failed")                                                               \
    WORD(MTA_STS_WEBPKI_INVALID, "webpki_invalid")                                                           \
    WORD(MTA_STS_HTTP_STATUS, "http_status")                                                                 \
    WORD(MTA_STS_TOO_LARGE, "too_large")                                                                     \
    WORD(MTA_STS_TIMED_OUT, "timed_out")                                                                     \
    WORD(MTA_STS_POLICY_INVALID, "policy_invalid")                                                           \
    WORD(MTA_STS_POLICY_VALID, "policy_valid")
WORDS_OR_NULL(mta_sts_status, MTA_STS_STATUS_WORDS, MTA_STS_STATUS_COUNT);

#define TLS_DEPTH_WORDS(WORD)                                                                                \
    WORD(DEPTH_QUICK, "quick")                                                                               \
    WORD(DEPTH_STANDARD, "standard")                                                                         \
    WORD(DEPTH_DEEP, "deep")
WORDS(tls_depth, TLS_DEPTH_WORDS, TLS_DEPTH_COUNT);

#define PREFERENCE_WORDS(WORD)                                                                               \
    WORD(PREFERENCE_UNKNOWN, "unknown")                                                                      \
    WORD(PREFERENCE_SERVER, "server")                                                                        \
    WORD(PREFERENCE_CLIENT, "client")
WORDS_OR_NULL(preference, PREFERENCE_WORDS, PREFERENCE_COUNT);

#define WEAK_CLASS_WORDS(WORD)                                                                               \
    WORD(WEAK_NULL, "null")                                                                                  \
    WORD(WEAK_ANONYMOUS, "anonymous")                                                                        \
    WORD(WEAK_EXPORT, "export")                                                                              \
    WORD(WEAK_DES, "des")                                                                                    \
    WORD(WEAK_RC4, "rc4")                                                                                    \
    WORD(WEAK_3DES, "3des")                                                                                  \
    WORD(WEAK_STATIC_KEY, "static_key")                                                                      \
    WORD(WEAK_CBC_SHA1, "cbc_sha1")
WORDS(weak_class, WEAK_CLASS_WORDS, WEAK_CLASS_COUNT);

#define TLS_FEATURE_WORDS(WORD)                                                                              \
    WORD(FEATURE_FALLBACK_SCSV, "fallback_scsv")                                                             \
    WORD(FEATURE_SECURE_RENEGOTIATION, "secure_renegotiation")                                               \
    WORD(FEATURE_EXTENDED_MASTER_SECRET, "extended_master_secret")                                           \
    WORD(FEATURE_ENCRYPT_THEN_MAC, "encrypt_then_mac")                                                       \
    WORD(FEATURE_COMPRESSION, "compression")                                                                 \
    WORD(FEATURE_SESSION_ID, "session_id")                                                                   \
    WORD(FEATURE_SESSION_TICKET, "session_ticket")                                                           \
    WORD(FEATURE_RESUMPTION, "resumption")                                                                   \
    WORD(FEATURE_DOWNGRADE_SENTINEL, "downgrade_sentinel")                                                   \
    WORD(FEATURE_OCSP_STAPLE, "ocsp_staple")                                                                 \
    WORD(FEATURE_MUST_STAPLE, "must_staple")                                                                 \
    WORD(FEATURE_SCT, "sct")                                                                                 \
    WORD(FEATURE_HEARTBEAT, "heartbeat")                                                                     \
    WORD(FEATURE_LARGE_HELLO, "large_hello")                                                                 \
    WORD(FEATURE_NO_SNI, "no_sni")                                                                           \
    WORD(FEATURE_UNKNOWN_SNI, "unknown_sni")                                                                 \
    WORD(FEATURE_UNKNOWN_EXTENSION, "unknown_extension")
WORDS(tls_feature, TLS_FEATURE_WORDS, TLS_FEATURE_COUNT);

#define GRADE_WORDS(WORD)                                                                                    \
    WORD(GRADE_UNKNOWN, "unknown")                                                                           \
    WORD(GRADE_INSUFFICIENT, "insufficient")                                                                 \
    WORD(GRADE_PHASE_OUT, "phase_out")                                                                       \
    WORD(GRADE_SUFFICIENT, "sufficient")                                                                     \
    WORD(GRADE_GOOD, "good")
WORDS(grade, GRADE_WORDS, GRADE_COUNT);

#define READING_WORDS(WORD)                                                                                  \
    WORD(READING_UNKNOWN, "unknown")                                                                         \
    WORD(READING_SECONDARY, "secondary")                                                                     \
    WORD(READING_COPY, "copy")                                                                               \
    WORD(READING_ORIGINAL, "original")
WORDS_OR_NULL(reading, READING_WORDS, READING_COUNT);
