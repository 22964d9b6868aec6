/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A survey in a few lines: what is known and what is not are told apart. */
#include "base/list.h"
#include "base/shape.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "report/tls_lines.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A survey of standard depth that knows all; TLS 1.2 and 1.3 are taken, and nothing weak. */
static void begin(struct tls_survey *survey)
{
    static const uint32_t versions[] = {VERSION_TLS_1_0, VERSION_TLS_1_1, VERSION_TLS_1_2, VERSION_TLS_1_3};
    *survey = (struct tls_survey){.depth = DEPTH_STANDARD, .dh_accepted = ANSWER_NO};
    survey->other_key = KEY_TYPE_ECDSA;
    survey->other_key_accepted = ANSWER_NO;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct version_support *version =
            list_append(&survey->versions, &survey->version_count, sizeof *survey->versions);
        version->version = versions[i];
        version->accepted = i < 2 ? ANSWER_NO : ANSWER_YES;
    }
    for (int i = 0; i < WEAK_CLASS_COUNT; i++) {
        struct weak_class_answer *answer =
            list_append(&survey->weak_classes, &survey->weak_class_count, sizeof *survey->weak_classes);
        answer->weak_class = (enum weak_class)i;
        answer->accepted = ANSWER_NO;
    }
}

/* The text of the line with this label, "" for none; the caller frees. Takes the survey. */
static char *line(struct tls_survey *survey, const char *label)
{
    struct marked_lines lines = {0};
    char *text = text_copy("");
    tls_lines_survey(&lines, survey);
    for (size_t i = 0; i < lines.count; i++)
        if (strcmp(lines.lines[i].label, label) == 0)
            text_replace(&text, text_copy(lines.lines[i].text));
    marked_lines_free(&lines);
    shape_clear(&tls_survey_shape, survey);
    return text;
}

static void expect_line(struct tls_survey *survey, const char *label, const char *expected)
{
    char *text = line(survey, label);
    cr_expect_str_eq(text, expected);
    free(text);
}

Test(tls_lines, what_is_known_is_said_without_reserve)
{
    struct tls_survey survey;
    begin(&survey);
    expect_line(&survey, "accepts", "TLS 1.2, TLS 1.3; no weak suites");
    begin(&survey);
    expect_line(&survey, "undecided", "");
}

Test(tls_lines, what_is_open_is_named)
{
    for (int pass = 0; pass < 2; pass++) {
        struct tls_survey survey;
        begin(&survey);
        survey.versions[2].accepted = ANSWER_UNKNOWN;
        survey.weak_classes[WEAK_STATIC_KEY].accepted = ANSWER_UNKNOWN;
        survey.weak_classes[WEAK_CBC_SHA1].accepted = ANSWER_YES;
        survey.dh_accepted = ANSWER_UNKNOWN;
        survey.other_key_accepted = ANSWER_UNKNOWN;
        if (pass == 0)
            expect_line(&survey, "accepts",
                        "at least TLS 1.3; undecided: TLS 1.2; weak suites: CBC with SHA-1");
        else
            expect_line(&survey, "undecided", "weak suites: no forward secrecy; DHE; an ECDSA key");
    }
}

/* SSL 3.0 was not asked about, and is not ruled out by a refusal of TLS 1.0. */
Test(tls_lines, there_may_be_more_than_the_oldest_that_was_asked_about)
{
    struct tls_survey survey;
    begin(&survey);
    survey.versions[0].accepted = survey.versions[1].accepted = ANSWER_YES;
    expect_line(&survey, "accepts", "at least TLS 1.0, TLS 1.1, TLS 1.2, TLS 1.3; no weak suites");
}

Test(tls_lines, a_limit_has_a_line_of_its_own)
{
    struct tls_survey survey;
    begin(&survey);
    survey.weak_classes[WEAK_RC4].accepted = ANSWER_UNKNOWN;
    survey.limited = allocate(1, sizeof *survey.limited);
    expect_line(&survey, "undecided", "");
}

Test(tls_lines, a_second_key_is_told)
{
    struct tls_survey survey;
    begin(&survey);
    survey.other_key_accepted = ANSWER_YES;
    expect_line(&survey, "accepts", "TLS 1.2, TLS 1.3; no weak suites; also an ECDSA key");
}
