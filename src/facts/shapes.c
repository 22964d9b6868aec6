/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The description of every struct of the report: its JSON keys, their meaning, and who owns what. */
#include "facts/shapes.h"

#include "facts/report.h"
#include "facts/run.h"
#include "facts/words.h"

#include <stddef.h>

/* Entries of the tables below; `owner` and `member` name the struct's field. */
#define VALUE(owner, kind, member, about)                                                                    \
    {                                                                                                        \
#member, FIELD_##kind, offsetof(struct owner, member), NULL, NULL, about                             \
    }
#define WORD(owner, member, enum_words, about)                                                               \
    {                                                                                                        \
#member, FIELD_WORD, offsetof(struct owner, member), NULL, &enum_words, about                        \
    }
#define PART(owner, kind, member, part, about)                                                               \
    {                                                                                                        \
#member, FIELD_##kind, offsetof(struct owner, member), &part##_shape, NULL, about                    \
    }
#define SHAPE(owner, about)                                                                                  \
    const struct shape owner##_shape = {#owner, about, sizeof(struct owner), owner##_fields,                 \
                                        sizeof owner##_fields / sizeof owner##_fields[0]}

static const struct field dns_lookup_fields[] = {
    VALUE(dns_lookup, TEXT, name, "Name asked for, A-labels, no trailing dot."),
    VALUE(dns_lookup, TEXT, type, "Record type."),
    WORD(dns_lookup, status, dns_status_words, "How it ended."),
    WORD(dns_lookup, source, dns_source_words, "The resolver, or the records given by the user."),
    VALUE(dns_lookup, TEXT, detail, "Why it failed, or what of the answer was left out."),
    VALUE(dns_lookup, TEXT_LIST, cname_chain, "Alias targets followed, in order."),
    WORD(dns_lookup, dnssec, dnssec_state_words, "What DNSSEC says about the answer."),
    VALUE(dns_lookup, TEXT, dnssec_detail, "Why it is bogus or unknown."),
    VALUE(dns_lookup, INTEGER, ttl_s, "Smallest TTL of the answer, in seconds."),
    VALUE(dns_lookup, INTEGER, elapsed_ms, "Time it took."),
};
SHAPE(dns_lookup, "One DNS look-up and how it ended.");

static const struct field mx_record_fields[] = {
    VALUE(mx_record, INTEGER, preference, "Lower is tried first."),
    VALUE(mx_record, TEXT, exchange, "Host name; \".\" in a null MX."),
    WORD(mx_record, kind, host_kind_words, "What kind of name it is."),
};
SHAPE(mx_record, "One MX record.");

static const struct field srv_record_fields[] = {
    VALUE(srv_record, INTEGER, priority, "Lower is tried first."),
    VALUE(srv_record, INTEGER, weight, "Share among equals."),
    VALUE(srv_record, INTEGER, port, "TCP port."),
    VALUE(srv_record, TEXT, target, "Host name; \".\" when the service is not offered."),
    WORD(srv_record, kind, host_kind_words, "What kind of name it is."),
};
SHAPE(srv_record, "One SRV record.");

static const struct field srv_service_fields[] = {
    VALUE(srv_service, TEXT, service, "The label."),
    PART(srv_service, STRUCT, lookup, dns_lookup, "The look-up."),
    WORD(srv_service, offered, answer_words,
         "Whether the domain offers the service; no when its target is \".\"."),
    PART(srv_service, LIST, records, srv_record, "By priority."),
};
SHAPE(srv_service, "One SRV label of the domain.");

static const struct field tlsa_record_fields[] = {
    VALUE(tlsa_record, INTEGER, usage, "0 to 3."),
    VALUE(tlsa_record, INTEGER, selector, "0 the certificate, 1 its public key."),
    VALUE(tlsa_record, INTEGER, matching_type, "0 whole, 1 SHA-256, 2 SHA-512."),
    VALUE(tlsa_record, TEXT, data_hex, "Association data."),
    VALUE(tlsa_record, BOOL, usable, "For SMTP."),
    VALUE(tlsa_record, TEXT, unusable_because, "Why not."),
};
SHAPE(tlsa_record, "One TLSA record.");

static const struct field tlsa_set_fields[] = {
    VALUE(tlsa_set, TEXT, base_domain, "The host, or what it is an alias for."),
    VALUE(tlsa_set, INTEGER, port, "TCP port."),
    PART(tlsa_set, STRUCT, lookup, dns_lookup, "The look-up."),
    PART(tlsa_set, LIST, records, tlsa_record, "As published."),
};
SHAPE(tlsa_set, "The TLSA records of one port under one name.");

static const struct field tlsa_match_fields[] = {
    VALUE(tlsa_match, TEXT, base_domain, "Name the record stands under."),
    VALUE(tlsa_match, INTEGER, port, "TCP port it stands under."),
    VALUE(tlsa_match, INTEGER, usage, "Of the record."),
    VALUE(tlsa_match, INTEGER, selector, "Of the record."),
    VALUE(tlsa_match, INTEGER, matching_type, "Of the record."),
    VALUE(tlsa_match, TEXT, data_hex, "Of the record."),
    VALUE(tlsa_match, TEXT, key_type, "Of the chain's own certificate."),
    WORD(tlsa_match, matches, answer_words, "Whether the record matches the chain."),
    VALUE(tlsa_match, INTEGER, certificate, "Which of the chain matched; -1 for none."),
    VALUE(tlsa_match, TEXT, problem, "Why it does not match."),
};
SHAPE(tlsa_match, "One TLSA record against one chain that was served.");

static const struct field mta_sts_policy_fields[] = {
    VALUE(mta_sts_policy, TEXT, version, "STSv1."),
    VALUE(mta_sts_policy, TEXT, mode_word, "Mode as written."),
    WORD(mta_sts_policy, mode, mta_sts_mode_words, "Mode."),
    VALUE(mta_sts_policy, INTEGER, max_age_s, "-1 when missing."),
    VALUE(mta_sts_policy, TEXT_LIST, mx, "Patterns."),
    VALUE(mta_sts_policy, TEXT_LIST, unknown_keys, "Keys that mean nothing."),
    VALUE(mta_sts_policy, TEXT_LIST, problems, "What is wrong or odd."),
};
SHAPE(mta_sts_policy, "An MTA-STS policy as parsed.");

static const struct field mta_sts_fields[] = {
    WORD(mta_sts, status, mta_sts_status_words, "How far a sender gets."),
    PART(mta_sts, STRUCT, txt_lookup, dns_lookup, "Of _mta-sts."),
    VALUE(mta_sts, TEXT_LIST, txt_records, "Those that begin with v=STSv1."),
    VALUE(mta_sts, TEXT, id, "Of the record."),
    VALUE(mta_sts, TEXT, policy_host, "Where the policy is."),
    VALUE(mta_sts, TEXT_LIST, policy_addresses, "Of the policy host."),
    VALUE(mta_sts, TEXT, address, "Fetched from."),
    VALUE(mta_sts, INTEGER, http_status, "0 for no answer."),
    VALUE(mta_sts, TEXT, content_type, "Of the answer."),
    VALUE(mta_sts, TEXT, redirect_to, "Where a redirect leads, not followed."),
    VALUE(mta_sts, TEXT, detail, "Why it failed."),
    VALUE(mta_sts, INTEGER, elapsed_ms, "Time for fetching."),
    VALUE(mta_sts, TEXT, body, "The policy's text."),
    PART(mta_sts, OPTIONAL, policy, mta_sts_policy, "The policy."),
};
SHAPE(mta_sts, "What a domain says about MTA-STS.");

static const struct field tls_rpt_fields[] = {
    PART(tls_rpt, STRUCT, lookup, dns_lookup, "Of _smtp._tls."),
    VALUE(tls_rpt, TEXT_LIST, records, "Those that begin with v=TLSRPTv1."),
    VALUE(tls_rpt, TEXT_LIST, rua, "Where reports go."),
    VALUE(tls_rpt, TEXT_LIST, problems, "What is wrong."),
};
SHAPE(tls_rpt, "What a domain says about TLS-RPT.");

static const struct field domain_fields[] = {
    VALUE(domain, TEXT, name, "A-labels."),
    VALUE(domain, TEXT, name_unicode, "U-labels."),
    WORD(domain, mail_route, mail_route_words, "How mail for the domain is routed."),
    PART(domain, STRUCT, mx_lookup, dns_lookup, "The MX look-up."),
    PART(domain, LIST, mx, mx_record, "By preference, then name."),
    PART(domain, LIST, services, srv_service, "Submission services looked for."),
    PART(domain, OPTIONAL, mta_sts, mta_sts, "MTA-STS."),
    PART(domain, OPTIONAL, tls_rpt, tls_rpt, "TLS-RPT."),
};
SHAPE(domain, "The mail domain as DNS describes it.");

static const struct field host_port_fields[] = {
    VALUE(host_port, INTEGER, port, "TCP port."),
    WORD(host_port, expected, port_mode_words, "The mode the port should speak."),
    VALUE(host_port, TEXT, because, "Why it is probed."),
};
SHAPE(host_port, "One port to probe on a host.");

static const struct field host_fields[] = {
    VALUE(host, TEXT, name, "A-labels, or an address."),
    VALUE(host, TEXT, name_unicode, "U-labels."),
    WORD(host, kind, host_kind_words, "What kind of name it is."),
    VALUE(host, BOOL, is_mx, "Whether mail for the domain is routed to it."),
    VALUE(host, INTEGER, mx_preference, "Preference of its MX record."),
    WORD(host, submission, submission_source_words, "How it came to be taken for a submission host."),
    VALUE(host, TEXT_LIST, services, "SRV labels that name it."),
    PART(host, STRUCT, a_lookup, dns_lookup, "IPv4 look-up."),
    PART(host, STRUCT, aaaa_lookup, dns_lookup, "IPv6 look-up."),
    VALUE(host, TEXT_LIST, addresses, "Each is an entry of the report's addresses."),
    PART(host, LIST, ports, host_port, "Ports probed."),
    PART(host, LIST, tlsa_sets, tlsa_set, "TLSA records."),
};
SHAPE(host, "A host that DNS or the user named.");

static const struct field address_fields[] = {
    VALUE(address, TEXT, address, "Presentation form."),
    VALUE(address, INTEGER, family, "4 or 6."),
    WORD(address, scope, address_scope_words, "Special-purpose range it lies in."),
    PART(address, STRUCT, ptr_lookup, dns_lookup, "Reverse look-up."),
    VALUE(address, TEXT_LIST, ptr_names, "Names of the PTR records."),
    WORD(address, forward_confirmed, answer_words, "Whether a PTR name leads back to the address."),
};
SHAPE(address, "One address of a host.");

static const struct field certificate_fields[] = {
    VALUE(certificate, TEXT, subject, "RFC 4514."),
    VALUE(certificate, TEXT, issuer, "RFC 4514."),
    VALUE(certificate, TEXT, serial_hex, "Serial number."),
    VALUE(certificate, TEXT_LIST, dns_names, "subjectAltName dNSName."),
    VALUE(certificate, TEXT_LIST, ip_names, "subjectAltName iPAddress."),
    VALUE(certificate, TEXT, not_before, "RFC 3339."),
    VALUE(certificate, TEXT, not_after, "RFC 3339."),
    VALUE(certificate, INTEGER, not_before_unix_s, "The same as Unix time."),
    VALUE(certificate, INTEGER, not_after_unix_s, "The same as Unix time."),
    VALUE(certificate, TEXT, key_type, "RSA, ECDSA, ..."),
    VALUE(certificate, INTEGER, key_bits, "Key size."),
    VALUE(certificate, TEXT, signature_algorithm, "As GnuTLS names it."),
    VALUE(certificate, BOOL, signature_is_weak, "MD5, SHA-1 and the like."),
    VALUE(certificate, TEXT, der_base64, "The certificate itself."),
    VALUE(certificate, TEXT, sha256, "Of the certificate, hex."),
    VALUE(certificate, TEXT, spki_sha256, "Of the public key, hex."),
    VALUE(certificate, BOOL, self_signed, "It signed itself."),
    VALUE(certificate, BOOL, is_ca, "basicConstraints CA."),
};
SHAPE(certificate, "One certificate of the chain as sent.");

static const struct field name_check_fields[] = {
    VALUE(name_check, TEXT, name, "Name checked."),
    WORD(name_check, matches, answer_words, "RFC 9525."),
    VALUE(name_check, TEXT, matched, "subjectAltName that matched."),
};
SHAPE(name_check, "Whether the certificate is good for a name.");

static const struct field verification_fields[] = {
    WORD(verification, trusted, answer_words, "A path to a trust anchor, dates left out."),
    VALUE(verification, TEXT_LIST, problems, "Why not."),
    WORD(verification, in_date, answer_words, "All certificates at the time of the scan."),
    PART(verification, LIST, names, name_check, "The host's name first."),
};
SHAPE(verification, "Separate answers about the chain.");

static const struct field tls_fields[] = {
    VALUE(tls, TEXT, server_name_sent, "SNI."),
    WORD(tls, completed, answer_words, "Whether the handshake did."),
    VALUE(tls, TEXT, alert, "Alert received."),
    VALUE(tls, TEXT, version, "Protocol version."),
    VALUE(tls, TEXT, cipher_suite, "IANA name."),
    VALUE(tls, TEXT, group, "Key exchange group."),
    VALUE(tls, TEXT, signature, "Handshake signature."),
    VALUE(tls, INTEGER, key_exchange_bits, "Size of a finite-field Diffie-Hellman prime; 0 for others."),
    PART(tls, LIST, chain, certificate, "As sent, the server's own first."),
    PART(tls, STRUCT, verification, verification, "Answers about the chain."),
    WORD(tls, ocsp_staple, ocsp_staple_words, "Stapled OCSP response."),
    WORD(tls, session_ticket, answer_words, "Whether a ticket was issued."),
    WORD(tls, client_certificate_requested, answer_words, "Whether the server asked for one."),
};
SHAPE(tls, "What one handshake showed.");

static const struct field stop_fields[] = {
    WORD(stop, at, step_words, "The step."),
    WORD(stop, reason, stop_reason_words, "The reason."),
    VALUE(stop, INTEGER, reply_code, "SMTP reply code of a rejection."),
    VALUE(stop, TEXT, system_error, "errno name."),
    VALUE(stop, TEXT, detail, "What was seen."),
};
SHAPE(stop, "Where and why a session ended early.");

static const struct field timing_fields[] = {
    WORD(timing, step, step_words, "The step."),
    VALUE(timing, INTEGER, elapsed_ms, "Milliseconds."),
};
SHAPE(timing, "How long a step took.");

static const struct field reply_fields[] = {
    VALUE(reply, INTEGER, code, "Three digits."),
    VALUE(reply, TEXT, enhanced_code, "RFC 2034."),
    VALUE(reply, TEXT_LIST, lines, "Text of each line."),
    VALUE(reply, BOOL, truncated, "More was sent than is kept."),
    VALUE(reply, INTEGER, first_line_ms, "Until the first line."),
    VALUE(reply, INTEGER, elapsed_ms, "Until the last."),
};
SHAPE(reply, "One SMTP reply.");

static const struct field ehlo_keyword_fields[] = {
    VALUE(ehlo_keyword, TEXT, keyword, "Upper case."),
    VALUE(ehlo_keyword, TEXT, parameters, "What follows it."),
};
SHAPE(ehlo_keyword, "One keyword of an EHLO reply.");

static const struct field ehlo_fields[] = {
    VALUE(ehlo, TEXT, verb, "EHLO or HELO."),
    PART(ehlo, STRUCT, reply, reply, "As it came."),
    VALUE(ehlo, TEXT, domain, "Name the server gives itself."),
    PART(ehlo, LIST, keywords, ehlo_keyword, "From the second line on."),
    VALUE(ehlo, TEXT_LIST, auth_mechanisms, "Of the AUTH keyword."),
};
SHAPE(ehlo, "The reply to EHLO.");

static const struct field starttls_fields[] = {
    WORD(starttls, offered, answer_words, "Whether EHLO lists it."),
    VALUE(starttls, TEXT, masked_as, "Keyword that stands in its place."),
    PART(starttls, OPTIONAL, reply, reply, "To the command."),
    VALUE(starttls, TEXT, bytes_after_reply, "Bytes glued to the reply, never used."),
};
SHAPE(starttls, "STARTTLS: the offer and the command.");

static const struct field transcript_line_fields[] = {
    VALUE(transcript_line, INTEGER, at_ms, "Since the connection began."),
    WORD(transcript_line, direction, direction_words, "Who said it."),
    VALUE(transcript_line, BOOL, encrypted, "Inside TLS."),
    VALUE(transcript_line, TEXT, text, "What was said."),
};
SHAPE(transcript_line, "One line of the dialogue.");

static const struct field session_fields[] = {
    WORD(session, purpose, session_purpose_words, "What the connection was made for."),
    WORD(session, tried, port_mode_words, "Mode the client used."),
    PART(session, STRUCT, stop, stop, "Where it ended early."),
    PART(session, LIST, timings, timing, "Steps begun."),
    VALUE(session, TEXT, first_bytes, "What the server sent when it was not what the mode expects."),
    PART(session, OPTIONAL, greeting, reply, "The greeting."),
    PART(session, OPTIONAL, ehlo, ehlo, "Before TLS."),
    PART(session, OPTIONAL, mail_before_tls, reply, "To MAIL before TLS, on submission ports."),
    PART(session, OPTIONAL, auth_before_tls, reply, "To AUTH before TLS, without credentials."),
    PART(session, STRUCT, starttls, starttls, "STARTTLS."),
    PART(session, OPTIONAL, injected, reply, "To a command glued to STARTTLS, read inside TLS."),
    PART(session, OPTIONAL, mail_after_tls, reply, "To MAIL inside TLS without a new EHLO."),
    PART(session, OPTIONAL, after_failed_handshake, reply, "To NOOP in clear after a handshake that failed."),
    PART(session, OPTIONAL, tls, tls, "The handshake."),
    PART(session, OPTIONAL, ehlo_tls, ehlo, "Inside TLS."),
    PART(session, OPTIONAL, mail_before_auth, reply, "To MAIL inside TLS without AUTH, on submission ports."),
    PART(session, OPTIONAL, quit, reply, "To QUIT."),
    PART(session, LIST, transcript, transcript_line, "The dialogue."),
};
SHAPE(session, "One connection.");

static const struct field endpoint_fields[] = {
    VALUE(endpoint, TEXT, address, "Address."),
    VALUE(endpoint, INTEGER, port, "TCP port."),
    VALUE(endpoint, TEXT, server_name, "Host name it was probed for."),
    VALUE(endpoint, TEXT, connect_to, "Where --connect-to led instead."),
    WORD(endpoint, expected, port_mode_words, "Mode the port should speak."),
    WORD(endpoint, found, port_mode_words, "Mode it speaks."),
    VALUE(endpoint, INTEGER, connections, "TCP connections begun."),
    VALUE(endpoint, INTEGER, elapsed_ms, "Time for all of them."),
    PART(endpoint, LIST, sessions, session, "In order."),
    PART(endpoint, LIST, tlsa_matches, tlsa_match, "TLSA records against the chains served."),
};
SHAPE(endpoint, "What one address and port did.");

static const struct field subject_fields[] = {
    VALUE(subject, TEXT, domain, "Domain."),
    VALUE(subject, TEXT, host, "Host."),
    VALUE(subject, TEXT, address, "Address."),
    VALUE(subject, INTEGER, port, "Port; 0 for none."),
};
SHAPE(subject, "What a finding is about.");

static const struct field finding_fields[] = {
    VALUE(finding, TEXT, id, "Stable name."),
    WORD(finding, outcome, outcome_words, "Whether the requirement holds."),
    WORD(finding, severity, severity_words, "How bad it is where it fails."),
    PART(finding, STRUCT, subject, subject, "What it is about."),
    VALUE(finding, TEXT, evidence, "What was seen."),
    VALUE(finding, TEXT, title, "In one line."),
    VALUE(finding, TEXT, explanation, "What it means."),
    VALUE(finding, TEXT, remedy, "What to do."),
    VALUE(finding, TEXT, reference, "RFC and section."),
    VALUE(finding, TEXT, result_type, "What senders call it in TLS reports (RFC 8460 4.3), or null."),
};
SHAPE(finding, "What the facts mean.");

static const struct field client_setting_fields[] = {
    VALUE(client_setting, TEXT, host, "Server."),
    VALUE(client_setting, INTEGER, port, "Port."),
    WORD(client_setting, mode, port_mode_words, "Mode."),
    VALUE(client_setting, TEXT, because, "Why."),
};
SHAPE(client_setting, "One way to set up a mail client.");

static const struct field sender_vector_fields[] = {
    WORD(sender_vector, opportunistic, opportunistic_outcome_words, "A sender that knows STARTTLS alone."),
    WORD(sender_vector, sts, sts_outcome_words, "A sender that enforces MTA-STS."),
    WORD(sender_vector, dane, dane_outcome_words, "A sender that validates DANE."),
};
SHAPE(sender_vector, "What each class of senders does at a host.");

static const struct field host_verdict_fields[] = {
    VALUE(host_verdict, TEXT, host, "MX host."),
    WORD(host_verdict, level, inbound_level_words, "Level; unknown where a fact that decides is."),
    WORD(host_verdict, at_least, inbound_level_words, "What the known facts allow at the worst."),
    WORD(host_verdict, at_most, inbound_level_words, "What the known facts allow at the best."),
    VALUE(host_verdict, INTEGER, rank, "Of the level, for comparing; -1 for unknown."),
    PART(host_verdict, STRUCT, vector, sender_vector, "By class of sender."),
    VALUE(host_verdict, TEXT_LIST, reasons, "What the level rests on, and what is missing."),
};
SHAPE(host_verdict, "How well mail to one MX host is protected.");

static const struct field attacker_view_fields[] = {
    WORD(attacker_view, attacker, attacker_words, "Who, and from where."),
    WORD(attacker_view, inbound, exposure_words, "What they get of all inbound mail."),
    WORD(attacker_view, inbound_opportunistic, exposure_words, "Of that from senders with STARTTLS alone."),
    WORD(attacker_view, inbound_sts, exposure_words, "Of that from senders that enforce MTA-STS."),
    WORD(attacker_view, inbound_dane, exposure_words, "Of that from senders that validate DANE."),
    WORD(attacker_view, submission, exposure_words, "Against a mail client set up as recommended."),
    WORD(attacker_view, submission_lax_client, exposure_words,
         "Against a mail client that does without TLS."),
    VALUE(attacker_view, TEXT, how, "What they do to inbound mail."),
    VALUE(attacker_view, TEXT, stopped_by, "What stops it."),
};
SHAPE(attacker_view, "What one kind of attacker gets.");

static const struct field verdict_flag_fields[] = {
    WORD(verdict_flag, kind, flag_kind_words, "What is flagged."),
    VALUE(verdict_flag, TEXT, host, "Where."),
    VALUE(verdict_flag, TEXT, evidence, "What was seen."),
};
SHAPE(verdict_flag, "Something that does not change the level.");

static const struct field submission_verdict_fields[] = {
    VALUE(submission_verdict, TEXT, host, "Submission host."),
    WORD(submission_verdict, level, submission_level_words, "Level."),
    VALUE(submission_verdict, TEXT_LIST, reasons, "What the level rests on."),
};
SHAPE(submission_verdict, "How well submission to one host is protected.");

static const struct field step_lines_fields[] = {
    WORD(step_lines, medium, step_medium_words, "What the lines are for."),
    VALUE(step_lines, TEXT, place, "Where they belong."),
    VALUE(step_lines, TEXT_LIST, lines, "Ready to paste."),
};
SHAPE(step_lines, "Lines of a next step.");

static const struct field next_step_fields[] = {
    WORD(next_step, raises_inbound_to, inbound_level_words, "Inbound level afterwards."),
    WORD(next_step, raises_submission_to, submission_level_words, "Submission level afterwards."),
    VALUE(next_step, TEXT, title, "In one line."),
    VALUE(next_step, TEXT, why, "What it is good for."),
    PART(next_step, LIST, parts, step_lines, "The very records and settings."),
};
SHAPE(next_step, "Something to do that raises a level.");

static const struct field verdict_fields[] = {
    WORD(verdict, inbound, inbound_level_words,
         "Level of inbound mail: the least of all MX hosts, unknown ones at the best they may be."),
    WORD(verdict, inbound_at_least, inbound_level_words, "The same with unknown ones at their worst."),
    WORD(verdict, inbound_at_most, inbound_level_words, "The same with unknown ones at their best."),
    VALUE(verdict, INTEGER, inbound_rank, "Of the level, for comparing; -1 for none."),
    VALUE(verdict, INTEGER, inbound_hosts_unknown, "MX hosts whose level is unknown."),
    VALUE(verdict, TEXT, inbound_summary, "In a few words."),
    PART(verdict, LIST, inbound_hosts, host_verdict, "Each MX host."),
    PART(verdict, LIST, attackers, attacker_view, "Who gets what."),
    PART(verdict, LIST, flags, verdict_flag, "What does not change the level."),
    WORD(verdict, submission, submission_level_words, "Level of submission."),
    VALUE(verdict, TEXT, submission_summary, "In a few words."),
    PART(verdict, LIST, submission_hosts, submission_verdict, "Each submission host."),
    PART(verdict, LIST, clients, client_setting, "Best first."),
    VALUE(verdict, TEXT, client_note, "Why this order."),
    PART(verdict, LIST, next_steps, next_step, "What raises a level, the cheapest first."),
};
SHAPE(verdict, "The headline.");

static const struct field target_fields[] = {
    VALUE(target, TEXT, word, "As typed."),
    WORD(target, kind, target_kind_words, "What it is."),
    VALUE(target, TEXT, name, "A-labels, or an address."),
    VALUE(target, TEXT, name_unicode, "U-labels."),
    VALUE(target, INTEGER, port, "Port asked for; 0 for all."),
};
SHAPE(target, "What the user asked about.");

static const struct field vantage_fields[] = {
    VALUE(vantage, TEXT, helo_name, "Name given in EHLO."),
    VALUE(vantage, TEXT, resolver, "Resolver asked."),
    VALUE(vantage, BOOL, offline, "Only the given records were asked."),
    VALUE(vantage, BOOL, ipv4, "IPv4 probed."),
    VALUE(vantage, BOOL, ipv6, "IPv6 probed."),
};
SHAPE(vantage, "From where and how it was looked at.");

static const struct field report_fields[] = {
    VALUE(report, INTEGER, schema_version, "Version of this format."),
    VALUE(report, TEXT, mailsonde_version, "Version of the program."),
    VALUE(report, TEXT, started_at, "RFC 3339, UTC."),
    VALUE(report, INTEGER, started_at_unix_ms, "The same as Unix time."),
    VALUE(report, INTEGER, elapsed_ms, "Time the scan took."),
    PART(report, STRUCT, target, target, "What was asked."),
    PART(report, STRUCT, vantage, vantage, "From where."),
    PART(report, OPTIONAL, domain, domain, "Absent for hosts and addresses."),
    PART(report, LIST, hosts, host, "MX hosts by preference, then submission hosts."),
    PART(report, LIST, addresses, address, "Of the hosts."),
    PART(report, LIST, endpoints, endpoint, "Address and port."),
    PART(report, STRUCT, verdict, verdict, "The headline."),
    PART(report, LIST, findings, finding, "Worst first."),
};
SHAPE(report, "Everything about one target.");

static const struct field input_error_fields[] = {
    VALUE(input_error, TEXT, source,
          "Where the word stood: a file's name, - for standard input, null for the command line."),
    VALUE(input_error, INTEGER, line, "Line in the source; 0 for the command line."),
    VALUE(input_error, TEXT, word, "As typed."),
    VALUE(input_error, TEXT, problem, "What is wrong with it."),
};
SHAPE(input_error, "A word that is no target.");

static const struct field run_summary_fields[] = {
    VALUE(run_summary, BOOL, complete, "Whether the run came to its end; false when it was cut short."),
    VALUE(run_summary, INTEGER, elapsed_ms, "Time the run took."),
    VALUE(run_summary, INTEGER, reports, "Targets reported on."),
    VALUE(run_summary, INTEGER, errors, "Findings that fail with severity error."),
    VALUE(run_summary, INTEGER, warnings, "Findings that fail with severity warning."),
    VALUE(run_summary, INTEGER, infos, "Findings that fail with severity info."),
    VALUE(run_summary, INTEGER, unknown, "Requirements that could not be told."),
    VALUE(run_summary, INTEGER, holds, "Requirements that hold."),
    VALUE(run_summary, INTEGER, input_errors, "Words that are no target."),
};
SHAPE(run_summary, "The run in numbers.");

static const struct field run_fields[] = {
    VALUE(run, INTEGER, schema_version, "Version of this format."),
    VALUE(run, TEXT, mailsonde_version, "Version of the program."),
    VALUE(run, TEXT, started_at, "RFC 3339, UTC."),
    PART(run, LIST, reports, report, "One a target, in the order in which they were done."),
    PART(run, LIST, input_errors, input_error, "Words that are no target."),
    PART(run, STRUCT, summary, run_summary, "The run in numbers."),
};
SHAPE(run, "Everything about one run of the program.");
