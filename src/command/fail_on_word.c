/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parsing the argument of --fail-on. */
#include "command/fail_on_word.h"

#include "base/list.h"
#include "base/nearest_word.h"
#include "command/option_value.h"
#include "facts/words.h"

#include <stdlib.h>
#include <string.h>

static const char never[] = "never";

static bool complain(char **problem, const char *word, char *complaint)
{
    char *quoted = option_value_quote(word);
    *problem = text_format("%s %s", quoted, complaint);
    free(quoted);
    free(complaint);
    return false;
}

/* FAIL_ON_NEVER for "never"; -1 with a complaint for no severity. */
static int severity_of(const char *word, char **problem)
{
    int severity = strcmp(word, never) == 0 ? FAIL_ON_NEVER : words_value(&severity_words, word);
    struct nearest_word search = {.typed = word};
    if (severity >= 0)
        return severity;
    for (size_t i = 0; i < severity_words.count; i++)
        nearest_word_offer(&search, severity_words.words[i]);
    nearest_word_offer(&search, never);
    char *question = nearest_word_question("", search.word);
    complain(problem, word, text_format("is none of info, warning, error, never%s", question));
    free(question);
    return -1;
}

static struct fail_on_finding *entry_of(struct fail_on *fail_on, enum finding_id id)
{
    for (size_t i = 0; i < fail_on->finding_count; i++)
        if (fail_on->findings[i].id == id)
            return &fail_on->findings[i];
    struct fail_on_finding *entry =
        list_append(&fail_on->findings, &fail_on->finding_count, sizeof *fail_on->findings);
    entry->id = id;
    return entry;
}

static bool set_one(struct fail_on *fail_on, const char *what, int severity, char **problem)
{
    int role = words_value(&role_words, what);
    int id = words_value(&finding_id_words, what);
    if (role >= 0) {
        fail_on->by_role[role] = severity;
        return true;
    }
    if (id > FINDING_NONE) {
        entry_of(fail_on, (enum finding_id)id)->severity = severity;
        return true;
    }
    struct nearest_word search = {.typed = what};
    for (size_t i = 0; i < role_words.count; i++)
        nearest_word_offer(&search, role_words.words[i]);
    for (size_t i = FINDING_NONE + 1; i < finding_id_words.count; i++)
        nearest_word_offer(&search, finding_id_words.words[i]);
    char *question = nearest_word_question("", search.word);
    complain(
        problem, what,
        text_format("is none of mx, submission, other, guess, domain, nor the id of a finding%s", question));
    free(question);
    return false;
}

/* Reads one part of the list; with `all`, only what is said of all roles, else only the rest. */
static bool read_part(struct fail_on *fail_on, const char *part, bool all, char **problem)
{
    const char *mark = strchr(part, '=');
    if ((mark == NULL) != all)
        return true;
    int severity = severity_of(mark != NULL ? mark + 1 : part, problem);
    if (severity < 0)
        return false;
    for (int role = 0; role < ROLE_COUNT && all; role++)
        fail_on->by_role[role] = severity;
    if (all)
        return true;
    char *what = text_copy_bytes(part, (size_t)(mark - part));
    bool good = set_one(fail_on, what, severity, problem);
    free(what);
    return good;
}

static bool read_parts(struct fail_on *fail_on, const char *text, bool all, char **problem)
{
    for (;;) {
        size_t length = strcspn(text, ",");
        char *part = text_copy_bytes(text, length);
        bool good = read_part(fail_on, part, all, problem);
        free(part);
        if (!good || text[length] == '\0')
            return good;
        text += length + 1;
    }
}

/* "warning,error" does not say which of the two counts. */
static bool has_one_for_all(const char *text, char **problem)
{
    size_t for_all = 0;
    for (const char *part = text; part != NULL; part = strchr(part, ',')) {
        part += part != text;
        size_t length = strcspn(part, ",");
        for_all += memchr(part, '=', length) == NULL;
    }
    return for_all < 2
           || complain(problem, text,
                       text_copy("names more than one severity for all; the lowest that counts is enough"));
}

bool fail_on_word_parse(const char *text, struct fail_on *fail_on, char **problem)
{
    return has_one_for_all(text, problem) && read_parts(fail_on, text, true, problem)
           && read_parts(fail_on, text, false, problem);
}
