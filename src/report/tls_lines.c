/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A survey of TLS in a few lines, and the verdicts of profiles. */
#include "report/tls_lines.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>

enum { ITEMS_IN_SHORT = 3 };

static void append(struct text_list *parts, char *part)
{
    text_list_append(parts, part);
    free(part);
}

/* Adds the line "LABEL  part; part", if there is a part, and empties the list. */
static void add_parts(struct marked_lines *lines, enum mark mark, const char *label, struct text_list *parts)
{
    if (parts->count > 0)
        marked_lines_add(lines, mark, label, text_list_join(parts, "; "));
    text_list_free(parts);
}

/* Whether all properties were tested; if not, the port may accept more than is known. */
static bool is_all(const struct tls_survey *survey)
{
    return survey->depth == DEPTH_DEEP && survey->limited == NULL;
}

static enum answer version_answer(const struct tls_survey *survey, uint32_t version)
{
    for (size_t i = 0; i < survey->version_count; i++)
        if (survey->versions[i].version == version)
            return survey->versions[i].accepted;
    return ANSWER_UNKNOWN;
}

/* A server without TLS 1.0 has no SSL 3.0: it would have answered the same ClientHello with it. */
static bool versions_are_all(const struct tls_survey *survey)
{
    bool known = version_answer(survey, VERSION_TLS_1_0) == ANSWER_NO;
    for (size_t i = 0; i < survey->version_count; i++)
        known = known && survey->versions[i].accepted != ANSWER_UNKNOWN;
    return is_all(survey) || (known && survey->limited == NULL);
}

/* "TLS 1.2, TLS 1.3; undecided: SSLv3". */
static void versions(struct text_list *parts, const struct tls_survey *survey)
{
    struct text_list taken = {0}, unknown = {0};
    for (size_t i = 0; i < survey->version_count; i++) {
        const struct version_support *version = &survey->versions[i];
        if (version->version != 0 && version->accepted != ANSWER_NO)
            text_list_append(version->accepted == ANSWER_YES ? &taken : &unknown,
                             tls_names_version(version->version));
    }
    char *known = text_list_join(&taken, ", ");
    char *open = text_list_join(&unknown, ", ");
    if (taken.count > 0)
        append(parts, text_format("%s%s", versions_are_all(survey) ? "" : "at least ", known));
    if (unknown.count > 0)
        append(parts, text_format("undecided: %s", open));
    free(known);
    free(open);
    text_list_free(&taken);
    text_list_free(&unknown);
}

static const char *const class_names[WEAK_CLASS_COUNT] = {
    [WEAK_NULL] = "NULL",
    [WEAK_ANONYMOUS] = "anonymous",
    [WEAK_EXPORT] = "EXPORT",
    [WEAK_DES] = "DES",
    [WEAK_RC4] = "RC4",
    [WEAK_3DES] = "3DES",
    [WEAK_STATIC_KEY] = "no forward secrecy",
    [WEAK_CBC_SHA1] = "CBC with SHA-1",
};

static void weak_classes(struct text_list *parts, const struct tls_survey *survey)
{
    struct text_list taken = {0};
    size_t refused = 0;
    for (size_t i = 0; i < survey->weak_class_count; i++) {
        refused += survey->weak_classes[i].accepted == ANSWER_NO;
        if (survey->weak_classes[i].accepted == ANSWER_YES)
            text_list_append(&taken, class_names[survey->weak_classes[i].weak_class]);
    }
    char *joined = text_list_join(&taken, ", ");
    if (taken.count > 0)
        append(parts, text_format("weak suites: %s", joined));
    else if (refused == WEAK_CLASS_COUNT)
        text_list_append(parts, "no weak suites");
    free(joined);
    text_list_free(&taken);
}

static void groups(struct text_list *parts, const struct tls_survey *survey)
{
    struct text_list taken = {0};
    for (size_t i = 0; i < survey->group_count; i++)
        if (survey->groups[i].accepted == ANSWER_YES && survey->groups[i].name != NULL)
            text_list_append(&taken, survey->groups[i].name);
    char *joined = text_list_join(&taken, ", ");
    if (taken.count > 0)
        append(parts, text_format("groups %s%s", is_all(survey) ? "" : "at least ", joined));
    free(joined);
    text_list_free(&taken);
}

static void keys(struct text_list *parts, const struct tls_survey *survey)
{
    if (survey->other_key != KEY_TYPE_NONE && survey->other_key_accepted == ANSWER_YES)
        append(parts, text_format("also an %s key", key_type_name(survey->other_key)));
}

/* What is undecided only because of the depth; if the server ended the tests, another line says so. */
static void not_known(struct marked_lines *lines, const struct tls_survey *survey)
{
    struct text_list parts = {0}, classes = {0};
    if (survey->depth != DEPTH_STANDARD || survey->limited != NULL)
        return;
    for (size_t i = 0; i < survey->weak_class_count; i++)
        if (survey->weak_classes[i].accepted == ANSWER_UNKNOWN)
            text_list_append(&classes, class_names[survey->weak_classes[i].weak_class]);
    char *joined = text_list_join(&classes, ", ");
    if (classes.count > 0)
        append(&parts, text_format("weak suites: %s", joined));
    if (survey->dh_accepted == ANSWER_UNKNOWN)
        text_list_append(&parts, "DHE");
    if (survey->other_key != KEY_TYPE_NONE && survey->other_key_accepted == ANSWER_UNKNOWN)
        append(&parts, text_format("an %s key", key_type_name(survey->other_key)));
    add_parts(lines, MARK_UNSURE, "undecided", &parts);
    free(joined);
    text_list_free(&classes);
}

/* What is shown without -v: unexpected answers. */
static const struct {
    enum tls_feature feature;
    enum answer answer;
    const char *text;
} of_note[] = {
    {FEATURE_LARGE_HELLO, ANSWER_NO, "no answer to a large ClientHello"},
    {FEATURE_NO_SNI, ANSWER_NO, "rejects a ClientHello without server name"},
    {FEATURE_UNKNOWN_SNI, ANSWER_NO, "rejects an unknown server name"},
    {FEATURE_UNKNOWN_EXTENSION, ANSWER_NO, "rejects unknown extensions"},
    {FEATURE_SECURE_RENEGOTIATION, ANSWER_NO, "no secure renegotiation"},
    {FEATURE_EXTENDED_MASTER_SECRET, ANSWER_NO, "no extended master secret"},
    {FEATURE_COMPRESSION, ANSWER_YES, "compression"},
    {FEATURE_HEARTBEAT, ANSWER_YES, "heartbeat"},
};

static void features_of_note(struct text_list *parts, const struct tls_survey *survey)
{
    for (size_t i = 0; i < sizeof of_note / sizeof of_note[0]; i++)
        for (size_t n = 0; n < survey->feature_count; n++)
            if (survey->features[n].feature == of_note[i].feature
                && survey->features[n].present == of_note[i].answer)
                text_list_append(parts, of_note[i].text);
}

void tls_lines_survey(struct marked_lines *lines, const struct tls_survey *survey)
{
    struct text_list parts = {0};
    versions(&parts, survey);
    weak_classes(&parts, survey);
    groups(&parts, survey);
    keys(&parts, survey);
    add_parts(lines, MARK_NONE, "accepts", &parts);
    if (survey->dh_bits > 0)
        append(&parts, text_format("Diffie-Hellman with %" PRId64 " bits%s%s%s", survey->dh_bits,
                                   survey->dh_prime.name != NULL ? " (" : "",
                                   survey->dh_prime.name != NULL ? survey->dh_prime.name : "",
                                   survey->dh_prime.name != NULL ? ")" : ""));
    features_of_note(&parts, survey);
    add_parts(lines, MARK_NONE, "notes", &parts);
    not_known(lines, survey);
    if (survey->limited != NULL)
        marked_lines_add(lines, MARK_UNSURE, "limited",
                         text_format("incomplete: the tests ended after %" PRId64 " connections%s%s",
                                     survey->connections, survey->limited->detail != NULL ? ": " : "",
                                     survey->limited->detail != NULL ? survey->limited->detail : ""));
}

static const char *const grade_phrases[GRADE_COUNT] = {
    [GRADE_UNKNOWN] = "no rule applies to what was seen",
    [GRADE_INSUFFICIENT] = "insufficient",
    [GRADE_PHASE_OUT] = "to be phased out",
    [GRADE_SUFFICIENT] = "sufficient",
    [GRADE_GOOD] = "good",
};

static const enum mark grade_marks[GRADE_COUNT] = {
    [GRADE_UNKNOWN] = MARK_UNSURE,  [GRADE_INSUFFICIENT] = MARK_BAD, [GRADE_PHASE_OUT] = MARK_WARNING,
    [GRADE_SUFFICIENT] = MARK_GOOD, [GRADE_GOOD] = MARK_GOOD,
};

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

/* "TLS 1.0, TLS_RSA_... and 3 more": the items of the verdict's own grade, what is merely sufficient aside.
 */
static char *worst_items(const struct profile_verdict *verdict)
{
    struct text_list worst = {0};
    for (size_t i = 0; i < verdict->item_count && verdict->grade < GRADE_SUFFICIENT; i++)
        if (verdict->items[i].grade == verdict->grade)
            text_list_append(&worst, or_dash(verdict->items[i].value));
    char *text = text_list_join_first(&worst, ITEMS_IN_SHORT);
    text_list_free(&worst);
    return text;
}

void tls_lines_profile(struct marked_lines *lines, const struct profile_verdict *verdict, bool all)
{
    char *items = all ? text_copy("") : worst_items(verdict);
    char *unknown = verdict->items_unknown > 0
                        ? text_format("; %" PRId64 " check%s undecided", verdict->items_unknown,
                                      verdict->items_unknown == 1 ? "" : "s")
                        : text_copy("");
    const char *known =
        verdict->items_unknown > 0 && verdict->grade >= GRADE_SUFFICIENT ? " as far as known" : "";
    /* A grade that is good as far as known may still change. */
    enum mark mark = known[0] != '\0' ? MARK_UNSURE : grade_marks[verdict->grade];
    marked_lines_add(lines, mark, or_dash(verdict->profile),
                     text_format("%s%s%s%s%s", grade_phrases[verdict->grade], known,
                                 items[0] != '\0' ? ": " : "", items, unknown));
    free(unknown);
    free(items);
    for (size_t i = 0; all && i < verdict->item_count; i++) {
        const struct profile_item *item = &verdict->items[i];
        marked_lines_add(lines, grade_marks[item->grade], "",
                         text_format("%s: %s (%s%s)", or_dash(item->value), grade_phrases[item->grade],
                                     or_dash(item->clause),
                                     item->read_in == READING_SECONDARY ? ", from a secondary source" : ""));
    }
}
