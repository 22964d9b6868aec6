/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of the facts: see base/shape.h. */
#ifndef MAILSONDE_FACTS_SHAPES_H
#define MAILSONDE_FACTS_SHAPES_H

#include "base/shape.h"

extern const struct shape dns_lookup_shape;
extern const struct shape ds_record_shape;
extern const struct shape signed_zone_shape;
extern const struct shape caa_record_shape;
extern const struct shape caa_set_shape;
extern const struct shape mx_record_shape;
extern const struct shape srv_record_shape;
extern const struct shape srv_service_shape;
extern const struct shape tlsa_record_shape;
extern const struct shape tlsa_set_shape;
extern const struct shape tlsa_match_shape;
extern const struct shape mta_sts_policy_shape;
extern const struct shape mta_sts_shape;
extern const struct shape tls_rpt_shape;
extern const struct shape domain_shape;
extern const struct shape host_port_shape;
extern const struct shape host_shape;
extern const struct shape address_shape;
extern const struct shape certificate_shape;
extern const struct shape name_check_shape;
extern const struct shape path_flaw_shape;
extern const struct shape verification_shape;
extern const struct shape tls_shape;
extern const struct shape icmp_error_shape;
extern const struct shape stop_shape;
extern const struct shape timing_shape;
extern const struct shape reply_shape;
extern const struct shape reply_fault_shape;
extern const struct shape ehlo_keyword_shape;
extern const struct shape ehlo_shape;
extern const struct shape starttls_shape;
extern const struct shape transcript_line_shape;
extern const struct shape session_shape;
extern const struct shape dialled_shape;
extern const struct shape endpoint_shape;
extern const struct shape path_hop_shape;
extern const struct shape path_port_shape;
extern const struct shape path_router_shape;
extern const struct shape path_shape;
extern const struct shape failure_shape;
extern const struct shape reach_shape;
extern const struct shape shared_identity_shape;
extern const struct shape control_shape;
extern const struct shape version_support_shape;
extern const struct shape weak_class_answer_shape;
extern const struct shape algorithm_support_shape;
extern const struct shape tls_feature_answer_shape;
extern const struct shape dh_prime_shape;
extern const struct shape tls_survey_shape;
extern const struct shape policy_profile_shape;
extern const struct shape profile_rule_shape;
extern const struct shape profile_item_shape;
extern const struct shape profile_verdict_shape;
extern const struct shape subject_shape;
extern const struct shape acceptance_shape;
extern const struct shape finding_counts_shape;
extern const struct shape finding_texts_shape;
extern const struct shape finding_shape;
extern const struct shape client_setting_shape;
extern const struct shape sender_vector_shape;
extern const struct shape host_verdict_shape;
extern const struct shape attacker_view_shape;
extern const struct shape verdict_flag_shape;
extern const struct shape submission_verdict_shape;
extern const struct shape step_lines_shape;
extern const struct shape next_step_shape;
extern const struct shape main_finding_shape;
extern const struct shape verdict_shape;
extern const struct shape target_shape;
extern const struct shape vantage_shape;
extern const struct shape bounds_shape;
extern const struct shape relaying_shape;
extern const struct shape report_shape;
extern const struct shape input_error_shape;
extern const struct shape run_settings_shape;
extern const struct shape run_summary_shape;
extern const struct shape run_shape;

#endif
