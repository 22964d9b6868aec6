/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of the enums of the facts in JSON and in text. */
#ifndef MAILSONDE_FACTS_WORDS_H
#define MAILSONDE_FACTS_WORDS_H

#include "base/shape.h"

extern const struct words answer_words;
extern const struct words dns_status_words;
extern const struct words dns_source_words;
extern const struct words dnssec_mode_words;
extern const struct words dnssec_state_words;
extern const struct words host_kind_words;
extern const struct words mail_route_words;
extern const struct words submission_source_words;
extern const struct words port_mode_words;
extern const struct words address_scope_words;
extern const struct words address_policy_words;
extern const struct words address_bar_words;
extern const struct words mta_sts_mode_words;
extern const struct words mta_sts_status_words;
extern const struct words ocsp_staple_words;
extern const struct words key_type_words;
extern const struct words path_flaw_words;
extern const struct words session_purpose_words;
extern const struct words reply_fault_kind_words;
extern const struct words step_words;
extern const struct words stop_reason_words;
extern const struct words direction_words;
extern const struct words finding_id_words;
extern const struct words provider_id_words;
extern const struct words outcome_words;
extern const struct words role_words;
extern const struct words severity_words;
extern const struct words suspect_words;
extern const struct words certainty_words;
extern const struct words path_end_words;
extern const struct words tls_depth_words;
extern const struct words preference_words;
extern const struct words weak_class_words;
extern const struct words tls_feature_words;
extern const struct words grade_words;
extern const struct words reading_words;
extern const struct words exposure_words;
extern const struct words inbound_level_words;
extern const struct words opportunistic_outcome_words;
extern const struct words sts_outcome_words;
extern const struct words dane_outcome_words;
extern const struct words attacker_words;
extern const struct words delivery_words;
extern const struct words flag_kind_words;
extern const struct words submission_level_words;
extern const struct words step_medium_words;
extern const struct words target_kind_words;
extern const struct words report_end_words;

#endif
