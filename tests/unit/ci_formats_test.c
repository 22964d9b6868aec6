/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The formats for CI systems and code hosts, where their readers' programs (tests/formats) do not look:
 * limits, accepted findings, and documents that break off. */
#include "base/list.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct acceptance accepted = {(char *)"moves in spring", (char *)"2027-03-31", (char *)"mail.expect",
                                     12};
static struct finding findings[] = {
    {.id = FINDING_NOT_SMTP,
     .key = (char *)"not-smtp@mx.a.example/192.0.2.1:25",
     .outcome = OUTCOME_FAILS,
     .severity = SEVERITY_ERROR,
     .subject = {.host = (char *)"mx.a.example", .address = (char *)"192.0.2.1", .port = 25},
     .title = (char *)"Not SMTP",
     .evidence = (char *)"It says %, ::error:: & <b>]]>."},
    {.id = FINDING_MX_NULL,
     .key = (char *)"mx-null@a.example",
     .outcome = OUTCOME_FAILS,
     .severity = SEVERITY_WARNING,
     .subject = {.domain = (char *)"a.example"},
     .title = (char *)"Null MX",
     .accepted = &accepted},
    {.id = FINDING_GREETING_SLOW,
     .key = (char *)"greeting-slow@mx.a.example",
     .outcome = OUTCOME_UNKNOWN,
     .severity = SEVERITY_ERROR,
     .subject = {.host = (char *)"mx.a.example", .detail = (char *)"IPv6"},
     .title = (char *)"The greeting is slow"},
    {.id = FINDING_DNS_BOGUS,
     .key = (char *)"dns-bogus@a.example",
     .outcome = OUTCOME_HOLDS,
     .severity = SEVERITY_ERROR,
     .subject = {.domain = (char *)"a.example"},
     .title = (char *)"DNSSEC is valid"},
};

static struct report report_of(const char *name, const char *source, int64_t line)
{
    return (struct report){
        .schema_version = REPORT_SCHEMA_VERSION,
        .started_at = (char *)"2026-11-23T20:00:00Z",
        .elapsed_ms = 2140,
        .target = {.word = (char *)name, .name = (char *)name, .source = (char *)source, .line = line},
        .findings = findings,
        .finding_count = sizeof findings / sizeof findings[0],
    };
}

/* A writer to memory. */
struct writing {
    struct report_writer *writer;
    FILE *out;
    char *text;
    size_t length;
};

static void begin(struct writing *writing, enum output_format format, bool verbose)
{
    *writing = (struct writing){0};
    writing->out = open_memstream(&writing->text, &writing->length);
    cr_assert_not_null(writing->out);
    writing->writer =
        report_writer_new(format, writing->out, &(struct report_options){.verbose = verbose, .many = true});
    cr_expect(report_writer_begin(writing->writer, "1.2.3", "2026-11-23T20:00:00Z"));
}

static void end(struct writing *writing)
{
    cr_expect(
        report_writer_end(writing->writer, 1234, &(struct run_end){.complete = true, .exit_status = 1}));
    report_writer_free(writing->writer);
    cr_assert_eq(fclose(writing->out), 0);
}

/* What `format` makes of one report. */
static char *one_report(enum output_format format, const struct report *report, bool verbose)
{
    struct writing writing;
    begin(&writing, format, verbose);
    cr_expect(report_writer_report(writing.writer, report));
    end(&writing);
    return writing.text;
}

static json_t *parsed(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(value, "%s in %s", error.text, text);
    return value;
}

static json_t *at(json_t *value, const char *path)
{
    char *copy = text_copy(path);
    for (char *step = strtok(copy, "."); step != NULL && value != NULL; step = strtok(NULL, "."))
        value =
            json_is_array(value) ? json_array_get(value, (size_t)atoi(step)) : json_object_get(value, step);
    free(copy);
    return value;
}

static void expect_text(json_t *value, const char *path, const char *text)
{
    const char *found = json_string_value(at(value, path));
    if (text == NULL)
        cr_expect_null(found, "%s: %s", path, found);
    else
        cr_expect(text_same(found, text), "%s: %s", path, found);
}

static void expect_in(const char *text, const char *part)
{
    cr_expect(strstr(text, part) != NULL, "%s is not in %s", part, text);
}

static void add_to(void *context, const char *bytes, size_t length)
{
    fwrite(bytes, 1, length, context);
}

/* Memory runs out when a.example was written, c.example is ready and b.example is not. */
static char *broken_off(enum output_format format)
{
    struct writing writing;
    begin(&writing, format, false);
    static const char *const words[] = {"a.example", "b.example", "c.example"};
    for (int i = 0; i < 3; i++) {
        report_writer_given(writing.writer, words[i]);
        report_writer_begun(writing.writer, words[i]);
    }
    struct report a = report_of(words[0], NULL, 0), c = report_of(words[2], NULL, 0);
    cr_expect(report_writer_report(writing.writer, &a));
    report_writer_keep(writing.writer, &c);
    struct plain_out plain = {.write = add_to, .context = writing.out};
    cr_expect(report_writer_break_off(writing.writer, 1234, 2, &plain));
    report_writer_free(writing.writer);
    cr_assert_eq(fclose(writing.out), 0);
    return writing.text;
}

Test(sarif, a_result_has_a_kind_a_place_and_a_fingerprint)
{
    struct report report = report_of("a.example", "./lists/my hosts%.txt", 7);
    char *text = one_report(FORMAT_SARIF, &report, true);
    json_t *log = parsed(text), *run = at(log, "runs.0");
    cr_assert_eq(json_array_size(at(run, "results")), 4);
    expect_text(run, "results.0.ruleId", "not-smtp");
    expect_text(run, "results.0.kind", "fail");
    expect_text(run, "results.0.level", "error");
    expect_text(run, "results.0.message.text",
                "Not SMTP: mx.a.example 192.0.2.1 port 25. It says %, ::error:: & <b>]]>.");
    expect_text(run, "results.0.locations.0.physicalLocation.artifactLocation.uri",
                "lists/my%20hosts%25.txt");
    cr_expect_eq(json_integer_value(at(run, "results.0.locations.0.physicalLocation.region.startLine")), 7);
    expect_text(run, "results.0.locations.0.logicalLocations.0.fullyQualifiedName",
                "mx.a.example 192.0.2.1 port 25");
    expect_text(run, "results.0.suppressions.0.kind", NULL);
    expect_text(run, "results.1.suppressions.0.justification", "moves in spring (until 2027-03-31)");
    expect_text(run, "results.1.suppressions.0.location.physicalLocation.artifactLocation.uri",
                "mail.expect");
    expect_text(run, "results.2.kind", "open");
    expect_text(run, "results.2.level", "none");
    expect_text(run, "results.2.message.text", "Undecided: The greeting is slow: mx.a.example (IPv6).");
    expect_text(run, "results.3.kind", "pass");
    expect_text(run, "tool.driver.version", "1.2.3");
    json_t *rule = json_array_get(at(run, "tool.driver.rules"),
                                  (size_t)json_integer_value(at(run, "results.2.ruleIndex")));
    expect_text(rule, "id", "greeting-slow");
    cr_expect_eq(json_integer_value(at(run, "invocations.0.exitCode")), 1);
    cr_expect(json_is_true(at(run, "invocations.0.executionSuccessful")));
    json_decref(log);
    free(text);
}

/* What was expected stands in a file of its own, whatever named the target. */
Test(sarif, a_finding_about_an_expectation_stands_there)
{
    struct finding finding = findings[0];
    finding.source = (char *)"mail.expect";
    finding.line = 12;
    struct report report = report_of("a.example", "hosts", 7);
    report.findings = &finding;
    report.finding_count = 1;
    char *text = one_report(FORMAT_SARIF, &report, false);
    json_t *log = parsed(text), *place = at(log, "runs.0.results.0.locations.0.physicalLocation");
    expect_text(place, "artifactLocation.uri", "mail.expect");
    cr_expect_eq(json_integer_value(at(place, "region.startLine")), 12);
    json_decref(log);
    free(text);
}

/* Of the target and the key, and of nothing that changes. */
Test(sarif, fingerprints_tell_targets_apart)
{
    struct report one = report_of("a.example", NULL, 0), moved = report_of("a.example", "other", 3),
                  other = report_of("b.example", NULL, 0);
    const struct report *reports[] = {&one, &moved, &other};
    char *prints[3];
    for (int i = 0; i < 3; i++) {
        char *text = one_report(FORMAT_SARIF, reports[i], false);
        json_t *log = parsed(text);
        prints[i] = text_copy(
            json_string_value(at(log, "runs.0.results.0.partialFingerprints.primaryLocationLineHash")));
        json_decref(log);
        free(text);
    }
    cr_expect_str_eq(prints[0], prints[1]);
    cr_expect_str_neq(prints[0], prints[2]);
    for (int i = 0; i < 3; i++)
        free(prints[i]);
}

Test(sarif, a_huge_run_keeps_what_matters_and_says_what_it_left_out)
{
    enum { NOTES = 16000, ERRORS = 26000 };
    struct writing writing;
    begin(&writing, FORMAT_SARIF, false);
    struct finding note = findings[0];
    note.severity = SEVERITY_INFO;
    struct report report = report_of("a.example", NULL, 0);
    report.finding_count = 1;
    report.findings = &note;
    for (int i = 0; i < NOTES; i++)
        cr_assert(report_writer_report(writing.writer, &report));
    report.findings = findings;
    for (int i = 0; i < ERRORS; i++)
        cr_assert(report_writer_report(writing.writer, &report));
    end(&writing);
    json_t *log = parsed(writing.text), *results = at(log, "runs.0.results");
    cr_expect_eq(json_array_size(results), 25000);
    expect_text(results, "14999.level", "note");
    expect_text(results, "15000.level", "error");
    json_t *notice = at(log, "runs.0.invocations.0.toolExecutionNotifications.0.message");
    cr_expect_not_null(strstr(json_string_value(at(notice, "text")), "left out"));
    expect_text(notice, "arguments.0", "17000");
    json_decref(log);
    free(writing.text);
}

Test(sarif, what_servers_say_is_bounded)
{
    char *evidence = allocate(1 << 20, 1);
    memset(evidence, 'x', (1 << 20) - 1);
    struct finding finding = findings[0];
    finding.evidence = evidence;
    struct report report = report_of("a.example", NULL, 0);
    report.finding_count = 1;
    report.findings = &finding;
    struct writing writing;
    begin(&writing, FORMAT_SARIF, false);
    for (int i = 0; i < 12; i++)
        cr_assert(report_writer_report(writing.writer, &report));
    end(&writing);
    json_t *log = parsed(writing.text);
    cr_expect_eq(json_array_size(at(log, "runs.0.results")), 8);
    json_decref(log);
    free(writing.text);
    free(evidence);
}

Test(sarif, a_log_that_breaks_off_is_whole)
{
    char *text = broken_off(FORMAT_SARIF);
    json_t *log = parsed(text);
    cr_expect_eq(json_array_size(at(log, "runs.0.results")), 6);
    json_t *invocation = at(log, "runs.0.invocations.0");
    cr_expect(json_is_false(at(invocation, "executionSuccessful")));
    expect_text(invocation, "toolExecutionNotifications.1.message.arguments.0", "b.example");
    json_decref(log);
    free(text);
}

Test(junit, a_case_fails_is_skipped_or_passes)
{
    struct report report = report_of("a.example", "hosts", 7);
    char *text = one_report(FORMAT_JUNIT, &report, false);
    expect_in(text, "<testsuite name=\"a.example\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\" "
                    "time=\"2.140\" timestamp=\"2026-11-23T20:00:00Z\" file=\"hosts\">");
    expect_in(text, "<testcase classname=\"a.example\" name=\"not-smtp@mx.a.example/192.0.2.1:25\">"
                    "<failure type=\"error\" message=\"Not SMTP\">At: mx.a.example 192.0.2.1 port 25\n"
                    "Seen: It says %, ::error:: &amp; &lt;b&gt;]]&gt;.\n");
    expect_in(
        text,
        "<skipped type=\"accepted\" message=\"Null MX; accepted: moves in spring (until 2027-03-31)\">");
    expect_in(text, "<skipped type=\"undecided\" message=\"Undecided: The greeting is slow\">");
    expect_in(text, "<testcase classname=\"a.example\" name=\"dns-bogus@a.example\"/>");
    free(text);
}

static bool everything_counts(const void *context, const struct finding *finding)
{
    (void)context;
    return finding->accepted == NULL;
}

/* --fail-on info: a run that fails has a failure. */
Test(junit, a_note_fails_only_where_it_counts)
{
    struct finding note = findings[0];
    note.severity = SEVERITY_INFO;
    struct report report = report_of("a.example", NULL, 0);
    report.findings = &note;
    report.finding_count = 1;
    for (int counts = 0; counts < 2; counts++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        struct report_writer *writer = report_writer_new(
            FORMAT_JUNIT, out, &(struct report_options){.counts = counts == 1 ? everything_counts : NULL});
        cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-23T20:00:00Z"));
        cr_expect(report_writer_report(writer, &report));
        cr_expect(report_writer_end(writer, 1, &(struct run_end){.complete = true}));
        report_writer_free(writer);
        cr_assert_eq(fclose(out), 0);
        expect_in(text, counts == 1 ? "<failure type=\"info\"" : "<skipped type=\"note\"");
        free(text);
    }
}

Test(junit, what_is_no_target_and_what_was_not_completed_are_errors)
{
    struct writing writing;
    struct input_error error = {(char *)"hosts", 3, (char *)"exa<mple", (char *)"has a \"<\""};
    begin(&writing, FORMAT_JUNIT, false);
    report_writer_input_error(writing.writer, &error);
    end(&writing);
    expect_in(writing.text, "<testcase classname=\"mailsonde\" name=\"hosts:3: exa&lt;mple\"><error "
                            "type=\"incomplete\" message=\"has a &quot;&lt;&quot;\"/>");
    free(writing.text);
    char *text = broken_off(FORMAT_JUNIT);
    expect_in(text,
              "name=\"b.example\"><error type=\"incomplete\" message=\"The scan was not completed: this "
              "machine ran out of memory\"/></testcase>\n  </testsuite>\n</testsuites>\n");
    expect_in(text, "<testsuite name=\"c.example\" tests=\"4\"");
    free(text);
}

Test(github, texts_end_no_command)
{
    struct report report = report_of("a.example", "./lists/a,b:c%.txt", 7);
    struct finding finding = findings[0];
    finding.title = (char *)"One, two: 100 %";
    finding.remedy = (char *)"Mend it";
    report.findings = &finding;
    report.finding_count = 1;
    char *text = one_report(FORMAT_GITHUB, &report, false);
    cr_expect_str_eq(text, "::error file=lists/a%2Cb%3Ac%25.txt,line=7,title=One%2C two%3A 100 %25::"
                           "mx.a.example 192.0.2.1 port 25: It says %25, ::error:: & <b>]]>. Fix: Mend it\n");
    free(text);
}

/* Twelve targets of two errors each: the first of ten of them, and the others in the log. */
Test(github, ten_of_a_kind_the_worst_of_each_target_first)
{
    struct finding two[] = {findings[0], findings[0]};
    two[1].key = (char *)"z";
    two[1].title = (char *)"The second ##[group]";
    struct writing writing;
    begin(&writing, FORMAT_GITHUB, false);
    for (int i = 0; i < 12; i++) {
        char *name = text_format("%c.example", 'l' - i); /* whatever the order */
        struct report report = report_of(name, NULL, 0);
        report.findings = two;
        report.finding_count = 2;
        cr_expect(report_writer_report(writing.writer, &report));
        free(name);
    }
    end(&writing);
    int commands = 0, lines = 0;
    for (const char *at = writing.text; (at = strstr(at, "::error title=Not SMTP")) != NULL; at++)
        commands++;
    for (const char *at = writing.text; (at = strstr(at, "\nerror: ")) != NULL; at++)
        lines++;
    cr_expect_eq(commands, 10);
    cr_expect_eq(lines + (strncmp(writing.text, "error: ", 7) == 0), 14);
    cr_expect_null(strstr(writing.text, "##["));
    expect_in(writing.text, "::notice title=mailsonde::14 more errors, 0 more warnings and 0 more undecided");
    free(writing.text);
}

/* GitHub shows so many; the log has the others, and the last notice counts them. */
Test(github, words_that_are_no_target_are_counted_beyond_what_is_shown)
{
    struct writing writing;
    struct input_error error = {(char *)"hosts", 3, (char *)"a b", (char *)"has a blank"};
    begin(&writing, FORMAT_GITHUB, false);
    for (int i = 0; i < 20; i++)
        report_writer_input_error(writing.writer, &error);
    end(&writing);
    expect_in(writing.text, "::error file=hosts,line=3,title=Not a target::has a blank\n");
    expect_in(writing.text, "::notice title=mailsonde::17 more errors, 0 more warnings");
    free(writing.text);
}

Test(github, what_was_found_is_there_when_memory_runs_out)
{
    char *text = broken_off(FORMAT_GITHUB);
    expect_in(text, "::error title=Not SMTP::mx.a.example");
    expect_in(text, "::notice title=Undecided%3A The greeting is slow::");
    expect_in(text,
              "::error title=mailsonde::This machine ran out of memory.\nerror: not completed: b.example\n");
    free(text);
}

Test(gitlab, an_issue_has_what_gitlab_reads)
{
    struct report report = report_of("a.example", "hosts", 7);
    char *text = one_report(FORMAT_GITLAB, &report, true);
    json_t *issues = parsed(text);
    cr_assert_eq(json_array_size(issues), 2, "neither what holds nor what is accepted");
    expect_text(issues, "0.check_name", "not-smtp");
    expect_text(issues, "0.severity", "critical");
    expect_text(issues, "0.location.path", "hosts");
    cr_expect_eq(json_integer_value(at(issues, "0.location.lines.begin")), 7);
    expect_text(issues, "1.severity", "minor");
    cr_expect_str_neq(json_string_value(at(issues, "0.fingerprint")),
                      json_string_value(at(issues, "1.fingerprint")));
    json_decref(issues);
    free(text);
    report = report_of("a.example", NULL, 0);
    text = one_report(FORMAT_GITLAB, &report, true);
    issues = parsed(text);
    expect_text(issues, "0.location.path", "a.example");
    json_decref(issues);
    free(text);
}

Test(gitlab, a_list_that_breaks_off_is_whole_and_so_is_an_empty_one)
{
    char *text = broken_off(FORMAT_GITLAB);
    json_t *issues = parsed(text);
    cr_expect_eq(json_array_size(issues), 5);
    expect_text(issues, "4.location.path", "b.example");
    json_decref(issues);
    free(text);
    struct report report = report_of("a.example", NULL, 0);
    report.finding_count = 0;
    text = one_report(FORMAT_GITLAB, &report, false);
    issues = parsed(text);
    cr_expect_eq(json_array_size(issues), 0);
    json_decref(issues);
    free(text);
}
