/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of what TLS a server accepts, and of what profiles say of it: see base/shape.h. */
#include "base/list.h"
#include "base/shape_table.h"
#include "base/tls_names.h"
#include "facts/profile.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "facts/words.h"

#include <string.h>

static const struct field version_support_fields[] = {
    CODE(version_support, CODE, version, tls_version_names, "Protocol version."),
    WORD(version_support, accepted, answer_words, "Whether the server accepts it."),
    VALUE(version_support, TEXT, refused_with, "Alert, or what else the server did."),
    CODE(version_support, CODE_LIST, cipher_suites, tls_suite_names,
         "Accepted suites, in the order in which the server chose them."),
    VALUE(version_support, BOOL, complete, "No suite beyond these is accepted."),
    WORD(version_support, preference, preference_words,
         "Whether the server's or the client's order decides."),
};
SHAPE(version_support, "One protocol version.");

static const struct field weak_class_answer_fields[] = {
    WORD(weak_class_answer, weak_class, weak_class_words, "The class."),
    WORD(weak_class_answer, accepted, answer_words, "Whether the server accepts one of the class."),
    CODE(weak_class_answer, CODE, cipher_suite, tls_suite_names, "A suite that was accepted."),
    CODE(weak_class_answer, CODE, version, tls_version_names, "The version with which it was accepted."),
};
SHAPE(weak_class_answer, "A class of weak cipher suites.");

static const struct field algorithm_support_fields[] = {
    VALUE(algorithm_support, TEXT, name, "IANA name."),
    WORD(algorithm_support, accepted, answer_words, "Whether the server accepts it."),
    CODE(algorithm_support, CODE, version, tls_version_names, "Lowest version with which it was seen."),
};
SHAPE(algorithm_support, "A group or a signature algorithm.");

static const struct field tls_feature_answer_fields[] = {
    WORD(tls_feature_answer, feature, tls_feature_words, "The feature."),
    WORD(tls_feature_answer, present, answer_words, "Whether it is there."),
    VALUE(tls_feature_answer, TEXT, detail, "What was seen, or why it is unknown."),
};
SHAPE(tls_feature_answer, "One feature of a server's TLS.");

static const struct field dh_prime_fields[] = {
    VALUE(dh_prime, TEXT, name, "Its name or its hash."),
    VALUE(dh_prime, BOOL, published, "Whether it is one that a standard names."),
};
SHAPE(dh_prime, "The prime of a Diffie-Hellman key exchange.");

static char *write_dh_prime(const void *object)
{
    const struct dh_prime *prime = object;
    return text_copy(prime->name);
}

/* The name of a prime that no standard names is its hash. */
static void read_dh_prime(void *object, const char *text)
{
    static const char hash[] = "sha256:";
    struct dh_prime *prime = object;
    prime->name = text_copy(text);
    prime->published = strncmp(text, hash, sizeof hash - 1) != 0;
}

static const struct written dh_prime_written = {write_dh_prime, read_dh_prime};

static const struct field tls_survey_fields[] = {
    WORD(tls_survey, depth, tls_depth_words, "How much was tested."),
    PART(tls_survey, LIST, versions, version_support, "Oldest first."),
    PART(tls_survey, LIST, weak_classes, weak_class_answer, "Worst first."),
    PART(tls_survey, LIST, groups, algorithm_support, "Accepted ones first, in the server's order."),
    WORD(tls_survey, group_preference, preference_words,
         "Whether the server's or the client's order of groups decides."),
    PART(tls_survey, LIST, signature_algorithms, algorithm_support, "Accepted ones first."),
    PART(tls_survey, LIST, features, tls_feature_answer, "One by one."),
    NUMBER(tls_survey, dh_bits, "Size of the smallest Diffie-Hellman prime seen."),
    WORD(tls_survey, dh_accepted, answer_words,
         "Whether the server accepts DHE (signed finite-field Diffie-Hellman)."),
    WRITTEN(tls_survey, dh_prime, dh_prime, dh_prime_written, "The prime's name or its hash."),
    VALUE(tls_survey, TEXT, key_exchange_problem,
          "Set if a key exchange has numbers that are too large to compute with."),
    NUMBER(tls_survey, dh_anonymous_bits, "Least prime of suites without authentication."),
    VOLATILE(tls_survey, TEXT_LIST, key_shares, "Hashes of the server's public values, at most 32."),
    OPEN_WORD(tls_survey, other_key, key_type_words, "The key type that the main handshake did not show."),
    WORD(tls_survey, other_key_accepted, answer_words, "Whether the server also has a key of that type."),
    OPEN_WORD(tls_survey, unseen_key, key_type_words, "A key type that the server has but did not show."),
    CODE(tls_survey, CODE, needs_group, tls_uncommon_group_names,
         "An uncommon group that the server requires."),
    OPEN_WORD(tls_survey, needs_key, key_type_words, "An uncommon key type that the server requires."),
    VALUE(tls_survey, TEXT_LIST, client_certificate_authorities, "Names in the CertificateRequest."),
    VALUE(tls_survey, INTEGER, connections, "Connections made for it, beyond those of the sessions."),
    PART(tls_survey, OPTIONAL, limited, stop, "Why the tests ended early."),
};
SHAPE(tls_survey, "Which TLS a server accepts.");

static const struct field profile_item_fields[] = {
    VALUE(profile_item, TEXT, kind, "What kind of thing."),
    VALUE(profile_item, TEXT, value, "Which."),
    WORD(profile_item, grade, grade_words, "Grade in the profile."),
    VALUE(profile_item, TEXT, clause, "Section of the source."),
    WORD(profile_item, read_in, reading_words, "Whether that section was read in the source itself."),
};
SHAPE(profile_item, "One property that a profile grades.");

static const struct field profile_verdict_fields[] = {
    VALUE(profile_verdict, TEXT, profile, "The profile's name."),
    VALUE(profile_verdict, TEXT, address, "Address."),
    VALUE(profile_verdict, INTEGER, port, "TCP port."),
    WORD(profile_verdict, grade, grade_words, "The worst grade of its items."),
    PART(profile_verdict, LIST, items, profile_item, "Those below good, worst first."),
    COUNT(profile_verdict, items_unknown, "Number of undecided items."),
    VALUE(profile_verdict, INTEGER, items_good, "Number of good items."),
};
SHAPE(profile_verdict, "One profile applied to one endpoint.");
