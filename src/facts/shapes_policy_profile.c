/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of policy profiles: see base/shape.h. */
#include "base/shape_table.h"
#include "facts/policy_profile.h"
#include "facts/shapes.h"
#include "facts/words.h"

static const struct field profile_rule_fields[] = {
    VALUE(profile_rule, TEXT_LIST, names, "Names of what the rule is about."),
    VALUE(profile_rule, TEXT, unless, "The feature that excludes this rule."),
    VALUE(profile_rule, INTEGER, least_bits, "Least size in bits for which the rule applies."),
    WORD(profile_rule, grade, grade_words, "Grade if the server has it."),
    WORD(profile_rule, grade_mx, grade_words, "The same on port 25."),
    WORD(profile_rule, absent, grade_words, "Grade if the server does not have it."),
    VALUE(profile_rule, TEXT, clause, "Section of the source."),
    WORD(profile_rule, read_in, reading_words, "Whether the clause was read in the source itself."),
};
SHAPE(profile_rule, "One rule of a profile.");

static const struct field policy_profile_fields[] = {
    VALUE(policy_profile, TEXT, name, "Its name."),
    VALUE(policy_profile, TEXT, title, "What it is."),
    VALUE(policy_profile, TEXT, source, "Where its rules come from."),
    VALUE(policy_profile, TEXT, date, "Of the source."),
    WORD(policy_profile, read_in, reading_words, "Whether its clauses were read in the source itself."),
    VALUE(policy_profile, TEXT, support, "What was read, and what could not be found."),
    VALUE(policy_profile, TEXT, note, "What was left out, and why."),
    VALUE(policy_profile, TEXT, mx_note, "Why port 25 has grades of its own."),
    WORD(policy_profile, mx_at_worst, grade_words, "Nothing on port 25 is graded lower."),
    PART(policy_profile, LIST, versions, profile_rule, "Protocol versions."),
    PART(policy_profile, LIST, cipher_suites, profile_rule, "Cipher suites."),
    PART(policy_profile, LIST, groups, profile_rule, "Groups of the key exchange."),
    PART(policy_profile, LIST, dh_primes, profile_rule, "Diffie-Hellman primes before TLS 1.3."),
    PART(policy_profile, LIST, keys, profile_rule, "Keys of the certificates."),
    PART(policy_profile, LIST, signatures, profile_rule, "Signatures of the handshake."),
    PART(policy_profile, LIST, certificate_signatures, profile_rule, "Signatures of the certificates."),
    PART(policy_profile, LIST, features, profile_rule, "Features."),
};
SHAPE(policy_profile, "A policy profile: what an authority recommends for TLS.");
