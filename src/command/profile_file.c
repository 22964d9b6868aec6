/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding, reading and checking policy profiles. */
#include "command/profile_file.h"

#include "assess/rules/policy/profile_match.h"
#include "base/nearest_word.h"
#include "command/option_value.h"
#include "command/profile_data.h"
#include "command/small_file.h"
#include "facts/shapes.h"
#include "report/json_in.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".json";

static size_t name_length(const struct built_in_profile *profile)
{
    return strlen(profile->name) - strlen(suffix);
}

struct text_list profile_file_names(void)
{
    struct text_list names = {0};
    for (size_t i = 0; i < built_in_profile_count; i++) {
        char *name = text_copy_bytes(built_in_profiles[i].name, name_length(&built_in_profiles[i]));
        text_list_append(&names, name);
        free(name);
    }
    return names;
}

static const char *built_in(const char *word)
{
    for (size_t i = 0; i < built_in_profile_count; i++)
        if (strlen(word) == name_length(&built_in_profiles[i])
            && strncmp(word, built_in_profiles[i].name, strlen(word)) == 0)
            return built_in_profiles[i].text;
    return NULL;
}

static char *not_there(const char *word, int error)
{
    struct text_list names = profile_file_names();
    char *known = text_list_join(&names, ", ");
    char *quoted = option_value_quote(word);
    struct nearest_word search = {.typed = word};
    for (size_t i = 0; i < names.count; i++)
        nearest_word_offer(&search, names.items[i]);
    char *question = nearest_word_question("", search.word);
    char *problem = text_format("%s is neither one of %s nor a readable file: %s%s", quoted, known,
                                strerror(error), question);
    free(question);
    free(quoted);
    free(known);
    text_list_free(&names);
    return problem;
}

static bool add(struct profile_set *set, const char *word, const char *text, size_t length, char **problem)
{
    struct policy_profile *profile = list_append(&set->profiles, &set->count, sizeof *profile);
    char *wrong = json_in_own(&policy_profile_shape, profile, text, length);
    if (wrong == NULL)
        wrong = profile_check(profile);
    if (wrong == NULL)
        return true;
    char *quoted = option_value_quote(word);
    *problem = text_format("%s: %s; doc/profiles.md describes the file", quoted, wrong);
    free(quoted);
    free(wrong);
    return false;
}

bool profile_set_add(struct profile_set *set, const char *word, char **problem)
{
    const char *known = built_in(word);
    if (known != NULL)
        return add(set, word, known, strlen(known), problem);
    size_t length = 0;
    char *text = small_file_read(word, &length);
    if (text == NULL) {
        *problem = not_there(word, errno);
        return false;
    }
    bool good = add(set, word, text, length, problem);
    free(text);
    return good;
}

bool profile_set_read(struct profile_set *set, const struct text_list *words, char **problem)
{
    *set = (struct profile_set){0};
    if (words->count == 0)
        return add(set, built_in_profiles[0].name, built_in_profiles[0].text,
                   strlen(built_in_profiles[0].text), problem);
    for (size_t i = 0; i < words->count; i++)
        if (!profile_set_add(set, words->items[i], problem)) {
            text_replace(problem, text_format("--profile: %s", *problem));
            return false;
        }
    return true;
}

void profile_set_free(struct profile_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        shape_clear(&policy_profile_shape, &set->profiles[i]);
    free(set->profiles);
    *set = (struct profile_set){0};
}
