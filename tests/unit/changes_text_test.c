/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes in words: what tests/golden/changes has of them, and hostile names in each format. With
 * MAILSONDE_REGENERATE set the files are written instead: see tests/golden/regenerate. */
#include "assess/assess.h"
#include "base/list.h"
#include "base/tls_names.h"
#include "compare/changes_format.h"
#include "compare/compare.h"
#include "compare/portrait_set.h"
#include "compare/timeline.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "facts_builder.h"
#include "report/json_schema.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- two runs: one domain has changed in many ways, one has not, one is new and one is not there --- */

static void name(struct report *report, const char *target, const char *started_at, int64_t days)
{
    text_replace(&report->target.name, text_copy(target));
    text_replace(&report->started_at, text_copy(started_at));
    report->started_at_unix_ms += days * FACTS_DAY_S * 1000;
}

static struct portrait *finish(struct report *report)
{
    assess_report(report, &policy_default);
    struct portrait *portrait = portrait_of(report);
    facts_clear(report);
    return portrait;
}

static struct portrait *good(const char *target, const char *started_at, int64_t days)
{
    struct report report = {0};
    facts_good(&report);
    name(&report, target, started_at, days);
    return finish(&report);
}

static void survey(struct report *report, enum answer old)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.30", 465);
    endpoint->tls_survey = allocate(1, sizeof *endpoint->tls_survey);
    struct version_support *support =
        list_append(&endpoint->tls_survey->versions, &endpoint->tls_survey->version_count, sizeof *support);
    *support = (struct version_support){.version = VERSION_TLS_1_0, .accepted = old};
}

static void set_certificate(struct certificate *certificate, const char *sha256, const char *not_after)
{
    text_replace(&certificate->sha256, text_copy(sha256));
    text_replace(&certificate->not_after, text_copy(not_after));
    certificate->not_after_unix_s += FACTS_DAY_S;
}

static struct portrait *before(void)
{
    struct report report = {0};
    facts_good_dane(&report);
    survey(&report, ANSWER_NO);
    name(&report, "example.org", "2027-01-15T08:00:00Z", 0);
    return finish(&report);
}

static struct portrait *after(void)
{
    struct report report = {0};
    facts_good_dane(&report);
    survey(&report, ANSWER_YES);
    name(&report, "example.org", "2027-01-16T08:00:00Z", 1);
    const char *const renewed[] = {"192.0.2.10", "2001:db8::10"};
    for (size_t i = 0; i < 2; i++)
        set_certificate(&facts_session(&report, renewed[i], 25)->tls->chain[0], renewed[i],
                        "2027-06-01T00:00:00Z");
    struct certificate *rolled = &facts_session(&report, "192.0.2.30", 587)->tls->chain[0];
    set_certificate(rolled, "rolled", "2027-06-01T00:00:00Z");
    text_replace(&rolled->spki_sha256, text_copy("rolled"));
    text_replace(&rolled->issuer, text_copy("CN=Another CA"));
    struct session *expired = facts_session(&report, "192.0.2.30", 465);
    expired->tls->chain[0].not_after_unix_s = FACTS_NOW_S - FACTS_DAY_S;
    expired->tls->verification.in_date = ANSWER_NO;
    facts_tlsa(&report, "mx1.example.org", 3, 1, 1,
               "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    report.domain->mx[1].preference = 30;
    report.domain->mta_sts->policy->max_age_s = 86400;
    facts_stop(&report, "192.0.2.20", 25, STEP_CONNECT, STOP_TIMED_OUT);
    facts_open(&report, "192.0.2.30", 25, MODE_STARTTLS);
    facts_host(&report, "mail.example.org")->aaaa_lookup.status = DNS_SERVFAIL;
    return finish(&report);
}

static bool counts(const void *context, const struct change *change)
{
    (void)context;
    return change->severity == SEVERITY_ERROR;
}

static void compare_all(struct changes *changes)
{
    struct portrait_set old = {0}, new = {0};
    portrait_set_add(&old, before());
    portrait_set_add(&new, after());
    portrait_set_add(&old, good("same.example", "2027-01-15T08:01:00Z", 0));
    portrait_set_add(&new, good("same.example", "2027-01-16T08:01:00Z", 0));
    portrait_set_add(&old, good("went.example", "2027-01-15T08:02:00Z", 0));
    portrait_set_add(&new, good("came.example", "2027-01-16T08:02:00Z", 0));
    cr_expect_eq(portrait_set_settle(&old), 0);
    cr_expect_eq(portrait_set_settle(&new), 0);
    portrait_set_compare(&old, &new, changes);
    compare_finish(changes, counts, NULL);
    text_replace(&changes->mailsonde_version, text_copy("0.1.0"));
    portrait_set_free(&old);
    portrait_set_free(&new);
}

/* --- their texts --- */

enum form { FORM_TEXT, FORM_MARKDOWN, FORM_JSON };

static char *text_of(const struct changes *changes, enum form form, const struct report_options *options)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    if (form == FORM_TEXT)
        changes_text(out, options, changes);
    else if (form == FORM_MARKDOWN)
        changes_markdown(out, changes);
    else
        changes_json(out, changes);
    cr_assert(fclose(out) == 0);
    return text;
}

static void expect_file(const char *file, const char *content)
{
    char *path = text_format("%s%s", GOLDEN, file);
    if (getenv("MAILSONDE_REGENERATE") != NULL) {
        FILE *out = fopen(path, "wb");
        cr_assert(out != NULL, "%s", path);
        fputs(content, out);
        cr_assert(fclose(out) == 0, "%s", path);
    }
    FILE *in = fopen(path, "rb");
    char *expected = NULL;
    size_t room = 0;
    cr_assert(in != NULL && getdelim(&expected, &room, '\0', in) > 0, "%s", path);
    fclose(in);
    cr_expect_str_eq(content, expected, "%s is another; see tests/golden/regenerate", path);
    free(expected);
    free(path);
}

Test(changes_text, words)
{
    static const struct {
        const char *file;
        enum form form;
        struct report_options options;
    } files[] = {{"words.txt", FORM_TEXT, {.columns = 80, .utf8 = true}},
                 {"words.ascii.txt", FORM_TEXT, {.columns = 80, .verbose = true}},
                 {"words.quiet.txt", FORM_TEXT, {.columns = 80, .utf8 = true, .quiet = true}},
                 {"words.md", FORM_MARKDOWN, {0}},
                 {"words.json", FORM_JSON, {0}}};
    struct changes changes = {0};
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
    compare_all(&changes);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *text = text_of(&changes, files[i].form, &files[i].options);
        expect_file(files[i].file, text);
        free(text);
    }
    shape_clear(&changes_shape, &changes);
}

Test(changes_text, schemas)
{
    char *changes = json_schema_of(&changes_shape, "mailsonde diff --format json");
    char *runs = json_schema_of(&timeline_shape, "mailsonde history --format json");
    expect_file("../../../data/changes.schema.json", changes);
    expect_file("../../../data/history.schema.json", runs);
    free(changes);
    free(runs);
}

Test(changes_text, runs)
{
    struct timeline timeline = {0};
    struct portrait *old = before();
    struct portrait *new = after();
    char *text = NULL;
    size_t length = 0;
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
    timeline_add(&timeline, new, old);
    timeline_add(&timeline, old, old);
    timeline_add(&timeline, old, NULL);
    timeline_add(&timeline, new, old)->runs = 3;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    timeline_text(out, &(struct report_options){.columns = 80, .utf8 = true}, &timeline);
    cr_assert(fclose(out) == 0);
    expect_file("runs.txt", text);
    free(text);
    portrait_free(old);
    portrait_free(new);
    shape_clear(&timeline_shape, &timeline);
}

/* --- hostile names --- */

static const char hostile[] = "<b>`|*_[x](http://x)@x&\\";

static void add_hostile(struct changes *changes)
{
    struct target_changes *target =
        list_append(&changes->targets, &changes->target_count, sizeof *changes->targets);
    target->target = text_copy(hostile);
    for (int aspect = 0; aspect < ASPECT_COUNT; aspect++)
        for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++) {
            struct change *change = list_append(&target->changes, &target->change_count, sizeof *change);
            *change = (struct change){.kind = (enum change_kind)kind,
                                      .aspect = (enum aspect)aspect,
                                      .direction = (enum change_direction)(kind % DIRECTION_OF_CHANGE_COUNT),
                                      .finding = (enum finding_id)(kind % 2)};
            if (kind % 3 == 0)
                continue; /* nothing at all */
            change->subject.host = text_copy(hostile);
            change->name = text_copy(hostile);
            change->title = text_copy(hostile);
            change->before = text_copy(hostile);
            change->after = text_copy(hostile);
            if (aspect != ASPECT_CERTIFICATE)
                continue;
            change->certificate_before = allocate(1, sizeof *change->certificate_before);
            change->certificate_after = allocate(1, sizeof *change->certificate_after);
            change->certificate_after->issuer = text_copy(hostile);
        }
}

Test(changes_text, hostile_names_are_quoted_and_holes_are_no_fault)
{
    struct changes changes = {0};
    add_hostile(&changes);
    compare_finish(&changes, counts, NULL);
    char *markdown = text_of(&changes, FORM_MARKDOWN, NULL);
    static const char *const never[] = {"<b>", "`", "*", "[x", "](", "@", "\\", "&\\", "_["};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        cr_expect(strstr(markdown, never[i]) == NULL, "\"%s\" in %s", never[i], markdown);
    for (const char *line = strstr(markdown, "|---"); line != NULL && *line != '\0';) {
        size_t length = strcspn(line, "\n");
        size_t bars = 0;
        for (size_t i = 0; i < length; i++)
            bars += line[i] == '|';
        cr_expect(length == 0 || bars == 4, "%zu bars: %.*s", bars, (int)length, line);
        line += length + (line[length] != '\0');
    }
    free(markdown);
    free(text_of(&changes, FORM_TEXT, &(struct report_options){.verbose = true}));
    free(text_of(&changes, FORM_JSON, NULL));
    shape_clear(&changes_shape, &changes);
}
