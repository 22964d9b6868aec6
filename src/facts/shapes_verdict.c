/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of what the facts mean: see base/shape.h. */
#include "base/shape_table.h"
#include "facts/finding.h"
#include "facts/finding_texts.h"
#include "facts/shapes.h"
#include "facts/verdict.h"
#include "facts/words.h"

static const struct field subject_fields[] = {
    VALUE(subject, TEXT, domain, "Domain; of a host and a port, too, if the target is a domain."),
    VALUE(subject, TEXT, host, "Host."),
    VALUE(subject, TEXT, address, "Address."),
    NUMBER(subject, port, "Port."),
    VALUE(subject, TEXT, detail, "Which of several things of these: a service, a record type, IPv4 or IPv6."),
};
SHAPE(subject, "What a finding is about.");

static const struct field acceptance_fields[] = {
    VALUE(acceptance, TEXT, reason, "Why."),
    VALUE(acceptance, TEXT, until, "The last day of it, or null for no end."),
    VALUE(acceptance, TEXT, source, "The file that says so, or --ignore."),
    NUMBER(acceptance, line, "Its line; null for none."),
};
SHAPE(acceptance,
      "That the user accepts a finding, which then counts neither in numbers nor for the exit status.");

static const struct field finding_fields[] = {
    OPEN_WORD(finding, id, finding_id_words, "Stable name."),
    VALUE(finding, TEXT, key, "The id and what it is about: unique in the report, the same in every run."),
    WORD(finding, outcome, outcome_words, "Whether the requirement holds, fails or is unknown."),
    WORD(finding, severity, severity_words, "Severity of a failure."),
    WORD(finding, role, role_words, "What it is about is to the domain."),
    PART(finding, STRUCT, subject, subject, "What it is about."),
    WORD(finding, points_at, suspect_words, "The likely cause, if something cannot be reached."),
    WORD(finding, certainty, certainty_words, "How sure that is."),
    VALUE(finding, TEXT, evidence, "What was seen."),
    VALUE(finding, TEXT, title, "The fault in one line, whether it is there or not."),
    VALUE(finding, TEXT, rule, "What is required."),
    VALUE(finding, TEXT, explanation, "What it means."),
    VALUE(finding, TEXT, remedy, "What to do."),
    VALUE(finding, TEXT_LIST, settings,
          "The setting of the mail server, or of several servers if it is unknown."),
    VALUE(finding, TEXT, settle, "How to settle the cause."),
    VALUE(finding, TEXT, reference, "RFC and section."),
    VALUE(finding, TEXT, result_type, "What senders call it in TLS reports (RFC 8460 4.3), or null."),
    VALUE(finding, TEXT, source, "The file of --expect that says what is expected, or null."),
    NUMBER(finding, line, "Its line; null for none."),
    PART(finding, OPTIONAL, accepted, acceptance, "Why the finding does not count, or null."),
};
SHAPE(finding, "What the facts mean.");

static const struct field finding_texts_fields[] = {
    OPEN_WORD(finding_texts, id, finding_id_words, "Stable name."),
    VALUE(finding_texts, TEXT, title, "The fault in one line."),
    VALUE(finding_texts, TEXT, rule, "What is required."),
    VALUE(finding_texts, TEXT, explanation, "What the fault means."),
    VALUE(finding_texts, TEXT, remedy, "What to do, unless a finding says something else."),
    VALUE(finding_texts, TEXT, postfix, "The setting of Postfix."),
    VALUE(finding_texts, TEXT, exim, "The setting of Exim."),
    VALUE(finding_texts, TEXT, opensmtpd, "The setting of OpenSMTPD."),
    VALUE(finding_texts, TEXT, dovecot, "The setting of Dovecot."),
    VALUE(finding_texts, TEXT, reference, "RFC and section."),
};
SHAPE(finding_texts, "What is said of each finding of a kind.");

static const struct field finding_counts_fields[] = {
    VALUE(finding_counts, INTEGER, errors, "Findings that fail with severity error."),
    VALUE(finding_counts, INTEGER, warnings, "Findings that fail with severity warning."),
    VALUE(finding_counts, INTEGER, infos, "Findings that fail with severity info."),
    VALUE(finding_counts, INTEGER, unknown, "Findings that are undecided."),
    VALUE(finding_counts, INTEGER, holds, "Requirements that hold."),
    VALUE(finding_counts, INTEGER, accepted,
          "Findings that fail or are undecided, and that the user accepts: in none of the above."),
};
SHAPE(finding_counts, "The findings of a report in numbers.");

static const struct field client_setting_fields[] = {
    VALUE(client_setting, TEXT, host, "Server."),
    VALUE(client_setting, INTEGER, port, "Port."),
    WORD(client_setting, mode, port_mode_words, "Mode."),
    VALUE(client_setting, TEXT, because, "Why."),
};
SHAPE(client_setting, "One way to set up a mail client.");

static const struct field sender_vector_fields[] = {
    WORD(sender_vector, opportunistic, opportunistic_outcome_words, "A sender that uses only STARTTLS."),
    WORD(sender_vector, sts, sts_outcome_words, "A sender that enforces MTA-STS."),
    WORD(sender_vector, dane, dane_outcome_words, "A sender that validates DANE."),
};
SHAPE(sender_vector, "What each class of senders does at a host.");

static const struct field host_verdict_fields[] = {
    VALUE(host_verdict, TEXT, host, "MX host."),
    WORD(host_verdict, level, inbound_level_words, "Level; unknown where a fact that decides is."),
    WORD(host_verdict, at_least, inbound_level_words, "The worst level that the known facts allow."),
    WORD(host_verdict, at_most, inbound_level_words, "The best level that the known facts allow."),
    INDEX(host_verdict, rank, "Of the level, for comparing; null where it is unknown."),
    PART(host_verdict, STRUCT, vector, sender_vector, "By class of sender."),
    VALUE(host_verdict, TEXT_LIST, reasons, "What the level rests on, and what is missing."),
};
SHAPE(host_verdict, "How well mail to one MX host is protected.");

static const struct field attacker_view_fields[] = {
    WORD(attacker_view, attacker, attacker_words, "Who, and from where."),
    WORD(attacker_view, inbound, exposure_words, "What they can read of all inbound mail."),
    WORD(attacker_view, inbound_opportunistic, exposure_words,
         "The same for mail from senders that use only STARTTLS."),
    WORD(attacker_view, inbound_sts, exposure_words, "The same for mail from senders that enforce MTA-STS."),
    WORD(attacker_view, inbound_dane, exposure_words, "The same for mail from senders that validate DANE."),
    WORD(attacker_view, submission, exposure_words,
         "What they can read of mail from a client set up as recommended."),
    WORD(attacker_view, submission_lax_client, exposure_words,
         "The same for a client that does not enforce TLS."),
    VALUE(attacker_view, TEXT, how, "What they do to inbound mail."),
    VALUE(attacker_view, TEXT, stopped_by, "What stops it."),
};
SHAPE(attacker_view, "What one kind of attacker can read.");

static const struct field verdict_flag_fields[] = {
    WORD(verdict_flag, kind, flag_kind_words, "What is flagged."),
    VALUE(verdict_flag, TEXT, host, "Where."),
    VALUE(verdict_flag, TEXT, evidence, "What was seen."),
};
SHAPE(verdict_flag, "A problem that does not change the level.");

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
    WORD_OR_NULL(next_step, raises_inbound_to, inbound_level_words, "Inbound level afterwards."),
    WORD_OR_NULL(next_step, raises_submission_to, submission_level_words, "Submission level afterwards."),
    VALUE(next_step, TEXT, title, "In one line."),
    VALUE(next_step, TEXT, why, "Why it helps."),
    PART(next_step, LIST, parts, step_lines, "The very records and settings."),
};
SHAPE(next_step, "Something to do that raises a level.");

static const struct field main_finding_fields[] = {
    OPEN_WORD(main_finding, id, finding_id_words, "Stable name of the finding."),
    VALUE(main_finding, TEXT, title, "In one line."),
    WORD(main_finding, points_at, suspect_words, "The likely cause, if something cannot be reached."),
    WORD(main_finding, certainty, certainty_words, "How sure that is."),
    VALUE(main_finding, TEXT_LIST, hosts, "Mail hosts that it is about; empty for the domain as a whole."),
};
SHAPE(main_finding, "The finding that decides the answer.");

static const struct field verdict_fields[] = {
    WORD(verdict, delivery, delivery_words,
         "Whether mail gets to the mail hosts, as far as can be seen without sending any."),
    VALUE(verdict, TEXT, delivery_summary, "In a few words."),
    PART(verdict, OPTIONAL, main_finding, main_finding, "What decides it, or null."),
    WORD(verdict, inbound, inbound_level_words,
         "Level of inbound mail: the least of all MX hosts, unknown ones at the best they may be."),
    WORD(verdict, inbound_at_least, inbound_level_words, "The same with unknown ones at their worst."),
    WORD(verdict, inbound_at_most, inbound_level_words, "The same with unknown ones at their best."),
    INDEX(verdict, inbound_rank, "Of the level, for comparing; null where it is unknown."),
    VALUE(verdict, INTEGER, inbound_hosts_unknown, "MX hosts whose level is unknown."),
    VALUE(verdict, TEXT_LIST, intercepted,
          "Intercepted ports (ADDRESS:PORT), where a device before the host answered; they are not judged."),
    VALUE(verdict, TEXT, inbound_summary, "In a few words."),
    PART(verdict, LIST, inbound_hosts, host_verdict, "Each MX host."),
    PART(verdict, LIST, attackers, attacker_view, "What each kind of attacker can read."),
    PART(verdict, LIST, flags, verdict_flag, "Problems that do not change the level."),
    WORD(verdict, submission, submission_level_words, "Level of submission."),
    VALUE(verdict, TEXT, submission_summary, "In a few words."),
    PART(verdict, LIST, submission_hosts, submission_verdict, "Each submission host."),
    PART(verdict, LIST, clients, client_setting, "Best first."),
    VALUE(verdict, TEXT, client_note, "Why this order."),
    PART(verdict, LIST, next_steps, next_step, "What raises a level, the cheapest first."),
    PART(verdict, LIST, profiles, profile_verdict, "Each profile over each endpoint that has TLS."),
    VALUE(verdict, TEXT_LIST, path_summaries, "How far each port gets, one text for each path."),
};
SHAPE(verdict, "The headline.");
