/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of policy profiles: see base/shape.h. */
#include "base/shape_table.h"
#include "facts/policy_profile.h"
#include "facts/shapes.h"
#include "facts/words.h"

static const struct field profile_rule_fields[] = {
    VALUE(profile_rule, TEXT_LIST, names, "What it is about."),
    VALUE(profile_rule, TEXT, unless, "The feature with which it does not fit."),
    VALUE(profile_rule, INTEGER, least_bits, "It fits from this size on."),
    WORD(profile_rule, grade, grade_words, "Where the server has it."),
    WORD(profile_rule, grade_mx, grade_words, "The same for port 25."),
    WORD(profile_rule, absent, grade_words, "Where the server has it not."),
    VALUE(profile_rule, TEXT, clause, "Where the source says so."),
    WORD(profile_rule, read_in, reading_words, "Where the clause was read."),
};
SHAPE(profile_rule, "What a profile says of a few things.");

static const struct field policy_profile_fields[] = {
    VALUE(policy_profile, TEXT, name, "Its name."),
    VALUE(policy_profile, TEXT, title, "What it is."),
    VALUE(policy_profile, TEXT, source, "Where its rules come from."),
    VALUE(policy_profile, TEXT, date, "Of the source."),
    WORD(policy_profile, read_in, reading_words, "Where its clauses were read."),
    VALUE(policy_profile, TEXT, support, "What was read, and what could not be found."),
    VALUE(policy_profile, TEXT, note, "What was left out, and why."),
    VALUE(policy_profile, TEXT, mx_note, "Why port 25 is judged as it is."),
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
SHAPE(policy_profile, "What an authority says of TLS.");
