/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names, patterns and classes of profiles, and whether a profile can be used. */
#include "assess/rules/policy/profile_match.h"

#include "assess/view/cipher.h"
#include "base/tls_names.h"
#include "facts/words.h"

#include <stdlib.h>
#include <string.h>

/* The classes of suites that a profile may speak of. */
static const struct {
    const char *word;
    bool (*fits)(uint32_t suite);
} classes[] = {
    {"null", cipher_is_null},         {"anonymous", cipher_is_anonymous},
    {"export", cipher_is_export},     {"des", cipher_is_des},
    {"rc4", cipher_is_rc4},           {"3des", cipher_is_3des},
    {"static_key", cipher_is_static}, {"cbc_sha1", cipher_is_cbc_sha1},
    {"cbc", cipher_is_cbc},           {"aead", cipher_is_aead},
    {"ecdhe", cipher_is_ecdhe},       {"dhe", cipher_is_dhe},
};

enum { CLASSES = sizeof classes / sizeof classes[0], NO_CLASS = CLASSES };

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool profile_match_name(const char *pattern, const char *name)
{
    const char *star = NULL, *retry = NULL;
    if (name == NULL)
        return false;
    while (*name != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            retry = name;
        } else if (lower(*pattern) == lower(*name)) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++retry;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static int class_called(const char *word, size_t length)
{
    for (int i = 0; i < CLASSES; i++)
        if (strlen(classes[i].word) == length && strncmp(classes[i].word, word, length) == 0)
            return i;
    return NO_CLASS;
}

/* Names of suites have capital letters, classes have none. */
static bool is_name(const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (word[i] == '*' || (word[i] >= 'A' && word[i] <= 'Z'))
            return true;
    return false;
}

static bool word_fits(const char *word, size_t length, uint32_t suite)
{
    if (!is_name(word, length)) {
        int number = class_called(word, length);
        return number != NO_CLASS && classes[number].fits(suite);
    }
    char *pattern = text_copy_bytes(word, length);
    char *name = tls_names_suite_text(suite);
    bool fits = profile_match_name(pattern, name);
    free(name);
    free(pattern);
    return fits;
}

bool profile_match_suite(const char *pattern, uint32_t suite)
{
    for (const char *word = pattern + strspn(pattern, " "); *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (!word_fits(word, length, suite))
            return false;
        word += length;
        word += strspn(word, " ");
    }
    return true;
}

char *profile_match_unknown_class(const char *pattern)
{
    for (const char *word = pattern + strspn(pattern, " "); *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (!is_name(word, length) && class_called(word, length) == NO_CLASS)
            return text_copy_bytes(word, length);
        word += length;
        word += strspn(word, " ");
    }
    return NULL;
}

/* What is wrong with one name of a rule; `what` is the list that the rule stands in. */
static char *check_name(const char *what, const char *name)
{
    if (name[0] == '\0')
        return text_copy("an empty name names nothing");
    if (strcmp(what, "features") == 0 && words_value(&tls_feature_words, name) < 0)
        return text_format("\"%s\" is no feature; the schema's tls_feature_answer has their names", name);
    char *unknown = strcmp(what, "cipher_suites") == 0 ? profile_match_unknown_class(name) : NULL;
    if (unknown == NULL)
        return NULL;
    char *problem =
        text_format("\"%s\" is no class of suites, and names of suites have capital letters", unknown);
    free(unknown);
    return problem;
}

/* The same for the rule; the text begins with the key in question. */
static char *check_rule(const char *what, const struct profile_rule *rule)
{
    if (rule->names.count == 0)
        return text_copy("names: say in a list what the rule is about");
    if (rule->grade == GRADE_UNKNOWN && rule->absent == GRADE_UNKNOWN)
        return text_copy("grade: good, sufficient, phase_out or insufficient is missing");
    if (rule->clause == NULL)
        return text_copy("clause: say where the source says so");
    if (rule->unless != NULL && words_value(&tls_feature_words, rule->unless) < 0)
        return text_format("unless: \"%s\" is no feature", rule->unless);
    for (size_t i = 0; i < rule->names.count; i++) {
        char *wrong = check_name(what, rule->names.items[i]);
        if (wrong == NULL)
            continue;
        char *problem = text_format("names[%zu]: %s", i, wrong);
        free(wrong);
        return problem;
    }
    return NULL;
}

char *profile_check(const struct policy_profile *profile)
{
    const struct {
        const char *name;
        const struct profile_rule *rules;
        size_t count;
    } lists[] = {
        {"versions", profile->versions, profile->version_count},
        {"cipher_suites", profile->cipher_suites, profile->cipher_suite_count},
        {"groups", profile->groups, profile->group_count},
        {"dh_primes", profile->dh_primes, profile->dh_prime_count},
        {"keys", profile->keys, profile->key_count},
        {"signatures", profile->signatures, profile->signature_count},
        {"certificate_signatures", profile->certificate_signatures, profile->certificate_signature_count},
        {"features", profile->features, profile->feature_count},
    };
    if (profile->name == NULL || profile->name[0] == '\0')
        return text_copy("name: give the profile a name");
    size_t rules = 0;
    for (size_t n = 0; n < sizeof lists / sizeof lists[0]; n++) {
        rules += lists[n].count;
        for (size_t i = 0; i < lists[n].count; i++) {
            char *wrong = check_rule(lists[n].name, &lists[n].rules[i]);
            if (wrong == NULL)
                continue;
            char *problem = text_format("%s[%zu].%s", lists[n].name, i, wrong);
            free(wrong);
            return problem;
        }
    }
    return rules == 0 ? text_copy("the profile has no rule") : NULL;
}
