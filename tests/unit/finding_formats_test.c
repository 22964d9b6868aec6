/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The formats that other programs read finding by finding, byte for byte: what they make of hostile texts, of
 * accepted findings, and of a run that ends early. */
#include "base/list.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct acceptance accepted = {.reason = (char *)"replaced # soon", .until = (char *)"2027-01-31"};
static char *settings[] = {(char *)"Postfix: a = \"b\"", (char *)"=c"};

/* What servers can send of what means something in one of the formats. */
#define HOSTILE "=1+1;-2 \"q\" # SKIP \\ | <b> \xe2\x82\xac"

static struct finding findings[] = {
    {.id = FINDING_NOT_SMTP,
     .key = (char *)"not-smtp@mx.a.example/192.0.2.1:25",
     .outcome = OUTCOME_FAILS,
     .severity = SEVERITY_ERROR,
     .role = ROLE_MX,
     .subject = {(char *)"a.example", (char *)"mx.a.example", (char *)"192.0.2.1", 25, NULL},
     .title = (char *)"The port is not SMTP",
     .rule = (char *)"It speaks SMTP.",
     .evidence = (char *)HOSTILE,
     .remedy = (char *)"Mend it, now.",
     .settings = {settings, 2},
     .reference = (char *)"RFC 5321 4.2"},
    {.id = FINDING_MX_NULL,
     .key = (char *)"mx-null@a.example",
     .outcome = OUTCOME_FAILS,
     .severity = SEVERITY_WARNING,
     .role = ROLE_DOMAIN,
     .subject = {.domain = (char *)"a.example"},
     .title = (char *)"It takes no mail",
     .accepted = &accepted},
    {.id = FINDING_GREETING_SLOW,
     .key = (char *)"greeting-slow@mx.a.example/2001:db8::1:25",
     .outcome = OUTCOME_UNKNOWN,
     .severity = SEVERITY_WARNING,
     .evidence = (char *)"+nothing"},
    {.id = FINDING_DNS_BOGUS,
     .key = (char *)"dns-bogus@a.example#MX",
     .outcome = OUTCOME_HOLDS,
     .severity = SEVERITY_ERROR,
     .title = (char *)"It is signed"},
};
static const struct report sample = {.schema_version = REPORT_SCHEMA_VERSION,
                                     .started_at = (char *)"2026-11-30T10:00:00Z",
                                     .target = {.word = (char *)"A.example", .name = (char *)"a.example"},
                                     .findings = findings,
                                     .finding_count = sizeof findings / sizeof findings[0]};
static const struct input_error wrong_word = {(char *)"hosts.txt", 3, (char *)"@exa \"mple",
                                              (char *)"has a blank"};

struct end {
    bool complete;
    bool out_of_memory;
};

static void add_to(void *context, const char *bytes, size_t length)
{
    fwrite(bytes, 1, length, context);
}

/* What `format` makes of a run of the sample, one input error, and of a target that was not completed. */
static char *written(enum output_format format, const struct report_options *options, struct end end)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(format, out, options);
    struct text_list unfinished = {0};
    text_list_append(&unfinished, "-b.example");
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-30T10:00:00Z"));
    cr_expect(report_writer_input_error(writer, &wrong_word));
    cr_expect(report_writer_report(writer, &sample));
    if (end.out_of_memory) {
        report_writer_given(writer, "-b.example");
        report_writer_break_off(writer, 1234, 3, &(struct plain_out){.write = add_to, .context = out});
    } else {
        const struct text_list none = {0};
        cr_expect(report_writer_end(writer, 1234,
                                    &(struct run_end){.complete = end.complete,
                                                      .unfinished = end.complete ? &none : &unfinished,
                                                      .exit_status = end.complete ? 2 : 3}));
    }
    report_writer_free(writer);
    text_list_free(&unfinished);
    cr_assert(fclose(out) == 0);
    return text;
}

static void expect_written(enum output_format format, struct report_options options, struct end end,
                           const char *expected)
{
    char *text = written(format, &options, end);
    cr_expect_str_eq(text, expected);
    free(text);
}

#define CSV_HEADER                                                                                           \
    "target,finding,key,outcome,severity,role,domain,host,address,port,detail,points_at,certainty,title,"    \
    "rule,"                                                                                                  \
    "evidence,remedy,settings,settle,reference,accepted,accepted_until,started_at\r\n"
#define CSV_INPUT_ERROR                                                                                      \
    "\"'@exa \"\"mple\",,,unknown,,,,,,,,,,\"The entry is not a target\",,\"has a blank\",,,,,,,\r\n"
#define CSV_LINES                                                                                            \
    "\"a.example\",not-smtp,\"not-smtp@mx.a.example/192.0.2.1:25\",fails,error,mx,\"a.example\","            \
    "\"mx.a.example\",\"192.0.2.1\",25,,none,unstated,\"The port is not SMTP\",\"It speaks SMTP.\","         \
    "\"'=1+1;'-2 \"\"q\"\" # SKIP \\ | <b> \xe2\x82\xac\",\"Mend it, now.\","                                \
    "\"Postfix: a = \"\"b\"\"; =c\",,\"RFC 5321 4.2\",,,\"2026-11-30T10:00:00Z\"\r\n"                        \
    "\"a.example\",mx-null,\"mx-null@a.example\",fails,warning,domain,\"a.example\",,,,,none,unstated,"      \
    "\"It takes no mail\",,,,,,,\"replaced # soon\",\"2027-01-31\",\"2026-11-30T10:00:00Z\"\r\n"             \
    "\"a.example\",greeting-slow,\"greeting-slow@mx.a.example/2001:db8::1:25\",unknown,warning,mx,,,,,,"     \
    "none,unstated,,,\"'+nothing\",,,,,,,\"2026-11-30T10:00:00Z\"\r\n"
#define CSV_HOLDS                                                                                            \
    "\"a.example\",dns-bogus,\"dns-bogus@a.example#MX\",holds,error,mx,,,,,,none,unstated,"                  \
    "\"It is signed\",,,,,,,,,\"2026-11-30T10:00:00Z\"\r\n"
#define CSV_UNFINISHED                                                                                       \
    "\"'-b.example\",,,unknown,,,,,,,,,,\"The target was not looked at to the end\",,,,,,,,,\r\n"

Test(finding_formats, csv)
{
    struct report_options plain = {0}, verbose = {.verbose = true};
    expect_written(FORMAT_CSV, plain, (struct end){true, false}, CSV_HEADER CSV_INPUT_ERROR CSV_LINES);
    expect_written(FORMAT_CSV, verbose, (struct end){true, false},
                   CSV_HEADER CSV_INPUT_ERROR CSV_LINES CSV_HOLDS);
    expect_written(FORMAT_CSV, plain, (struct end){false, false},
                   CSV_HEADER CSV_INPUT_ERROR CSV_LINES CSV_UNFINISHED);
    expect_written(FORMAT_CSV, plain, (struct end){false, true},
                   CSV_HEADER CSV_INPUT_ERROR CSV_LINES CSV_UNFINISHED);
}

#define TAP_BEGIN                                                                                            \
    "TAP version 14\n"                                                                                       \
    "not ok - @exa \"mple\n"                                                                                 \
    "  ---\n"                                                                                                \
    "  message: \"has a blank\"\n"                                                                           \
    "  file: \"hosts.txt\"\n"                                                                                \
    "  line: 3\n"                                                                                            \
    "  ...\n"
#define TAP_SUBTEST                                                                                          \
    "# Subtest: a.example\n"                                                                                 \
    "    not ok 1 - not-smtp@mx.a.example/192.0.2.1:25\n"                                                    \
    "      ---\n"                                                                                            \
    "      message: \"The port is not SMTP\"\n"                                                              \
    "      severity: \"error\"\n"                                                                            \
    "      evidence: \"=1+1;-2 \\\"q\\\" # SKIP \\\\ | <b> \xe2\x82\xac\"\n"                                 \
    "      remedy: \"Mend it, now.\"\n"                                                                      \
    "      settings:\n"                                                                                      \
    "        - \"Postfix: a = \\\"b\\\"\"\n"                                                                 \
    "        - \"=c\"\n"                                                                                     \
    "      reference: \"RFC 5321 4.2\"\n"                                                                    \
    "      ...\n"                                                                                            \
    "    not ok 2 - mx-null@a.example # TODO accepted until 2027-01-31: replaced \\# soon\n"                 \
    "      ---\n"                                                                                            \
    "      message: \"It takes no mail\"\n"                                                                  \
    "      severity: \"warning\"\n"                                                                          \
    "      ...\n"                                                                                            \
    "    ok 3 - greeting-slow@mx.a.example/2001:db8::1:25 # SKIP unknown: +nothing\n"                        \
    "      ---\n"                                                                                            \
    "      severity: \"warning\"\n"                                                                          \
    "      evidence: \"+nothing\"\n"                                                                         \
    "      ...\n"                                                                                            \
    "    ok 4 - dns-bogus@a.example\\#MX\n"                                                                  \
    "    1..4\n"
#define TAP_TARGET(result)                                                                                   \
    result " - a.example\n"                                                                                  \
           "  ---\n"                                                                                         \
           "  findings: \"1 error, 1 undecided, 1 accepted\"\n"                                              \
           "  delivery: \"unknown\"\n"                                                                       \
           "  inbound: \"unknown\"\n"                                                                        \
           "  submission: \"unknown\"\n"                                                                     \
           "  ended: \"complete\"\n"                                                                         \
           "  ...\n"

static bool nothing_counts(const void *context, const struct finding *finding)
{
    (void)context;
    (void)finding;
    return false;
}

Test(finding_formats, tap)
{
    struct report_options plain = {0}, quiet = {.quiet = true, .counts = nothing_counts};
    expect_written(FORMAT_TAP, plain, (struct end){true, false},
                   TAP_BEGIN TAP_SUBTEST TAP_TARGET("not ok") "1..2\n");
    expect_written(FORMAT_TAP, quiet, (struct end){true, false}, TAP_BEGIN TAP_TARGET("ok") "1..2\n");
    expect_written(FORMAT_TAP, quiet, (struct end){false, false},
                   TAP_BEGIN TAP_TARGET("ok") "Bail out! interrupted: not completed: -b.example\n");
    expect_written(FORMAT_TAP, quiet, (struct end){false, true},
                   TAP_BEGIN TAP_TARGET("ok") "Bail out! out of memory: not completed: -b.example\n");
}

#define PROBLEM "The port is not SMTP: mx.a.example 192.0.2.1 port 25: =1+1;-2 q # SKIP / / [b] \xe2\x82\xac"
#define NUMBERS                                                                                              \
    " | errors=1 warnings=0 unknown=1 accepted=1 targets=1 connections=0 time=1234ms certificate_days=U\n"

Test(finding_formats, nagios)
{
    struct report_options plain = {0}, quiet = {.counts = nothing_counts, .counts_alone = true};
    static const char details[] = "CRITICAL: a.example: " PROBLEM "\n"
                                  "UNKNOWN: a.example: undecided: greeting-slow: : +nothing\n";
    char *whole = text_format(
        "MAILSONDE CRITICAL - a.example, 1 error, 1 unknown, an entry could not be used: " PROBLEM NUMBERS
        "%s",
        details);
    expect_written(FORMAT_NAGIOS, plain, (struct end){true, false}, whole);
    free(whole);
    char *cut = text_format(
        "MAILSONDE UNKNOWN - a.example, 1 error, 1 unknown, interrupted: " PROBLEM NUMBERS "%s", details);
    expect_written(FORMAT_NAGIOS, plain, (struct end){false, false}, cut);
    free(cut);
    char *short_of = text_format(
        "MAILSONDE UNKNOWN - a.example, 1 error, 1 unknown, out of memory: " PROBLEM NUMBERS "%s", details);
    expect_written(FORMAT_NAGIOS, plain, (struct end){false, true}, short_of);
    free(short_of);
    expect_written(
        FORMAT_NAGIOS, quiet, (struct end){false, false},
        "MAILSONDE UNKNOWN - a.example, 1 error, 1 unknown, interrupted, delivery: unknown, inbound: "
        "unknown, submission: unknown" NUMBERS);
}

#define CHECKMK_NUMBERS "errors=1|warnings=0|unknown=1|accepted=1|connections=0 1 error, 1 unknown, "
#define CHECKMK_LEVELS  "delivery: unknown, inbound: unknown, submission: unknown"

Test(finding_formats, checkmk)
{
    struct report_options plain = {0}, quiet = {.counts = nothing_counts, .counts_alone = true};
    expect_written(FORMAT_CHECKMK, plain, (struct end){true, false},
                   "2 \"mailsonde a.example\" " CHECKMK_NUMBERS CHECKMK_LEVELS "\\nCRITICAL: " PROBLEM
                   "\\nUNKNOWN: undecided: greeting-slow: : +nothing\n"
                   "3 \"mailsonde\" targets=1|input_errors=1 an entry could not be used\n");
    expect_written(
        FORMAT_CHECKMK, quiet, (struct end){false, true},
        "3 \"mailsonde a.example\" " CHECKMK_NUMBERS CHECKMK_LEVELS "\n"
        "3 \"mailsonde\" targets=1|input_errors=1 out of memory: not every target was looked at\n");
}

/* What the JSON says is in tests/formats; here, what would have the whole file rejected. */
Test(finding_formats, prometheus_has_no_sample_twice)
{
    struct endpoint endpoints[] = {
        {.address = (char *)"192.0.2.1",
         .port = 25,
         .server_name = (char *)"mx \"\\.a.example",
         .found = MODE_STARTTLS},
        {.address = (char *)"192.0.2.1", .port = 25, .server_name = (char *)"mx \"\\.a.example"},
        {.address = (char *)"192.0.2.1", .port = 465, .server_name = (char *)"mx \"\\.a.example"},
    };
    struct report old = sample, latest = sample, other = sample;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    old.started_at_unix_ms = 1796034000000;
    latest.started_at_unix_ms = 1796034097824;
    latest.elapsed_ms = 1050;
    latest.endpoints = endpoints;
    latest.endpoint_count = 3;
    other.target.name = (char *)"A.example";
    struct report_writer *writer = report_writer_new(FORMAT_PROMETHEUS, out, &(struct report_options){0});
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-30T10:00:00Z"));
    cr_expect(report_writer_report(writer, &latest));
    cr_expect(report_writer_report(writer, &other));
    cr_expect(report_writer_report(writer, &old));
    cr_expect(report_writer_end(writer, 1234, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    static const char *const parts[] = {
        "mailsonde_build_info{version=\"1.2.3\"} 1\n",
        "# TYPE mailsonde_scan_timestamp_seconds "
        "gauge\nmailsonde_scan_timestamp_seconds{target=\"A.example\"} 0\n"
        "mailsonde_scan_timestamp_seconds{target=\"a.example\"} 1796034097\n#",
        "{target=\"a.example\"} 1.050\n",
        "mailsonde_findings{target=\"a.example\",severity=\"warning\",outcome=\"accepted\"} 1\n",
        "# TYPE mailsonde_endpoint_up gauge\n"
        "mailsonde_endpoint_up{target=\"a.example\",host=\"mx "
        "\\\"\\\\.a.example\",address=\"192.0.2.1\",port=\"25\"} 1\n"
        "mailsonde_endpoint_up{target=\"a.example\",host=\"mx "
        "\\\"\\\\.a.example\",address=\"192.0.2.1\",port=\"465\"} 0\n#",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect(strstr(text, parts[i]) != NULL, "no %s in %s", parts[i], text);
    free(text);
}

/* The texts of servers stand in code, with references for what Markdown takes for its own. */
Test(finding_formats, markdown)
{
    static const char *const parts[] = {
        "## mailsonde: 1 target\n\n| | target | delivery |",
        "| \xe2\x9d\x8c | <code>a.example</code> | unknown | unknown | unknown | 1 |  | 1 |  |\n",
        "\n\xe2\x9a\xa0\xef\xb8\x8f interrupted: not completed: <code>-b.example</code>\n",
        "\n- not a target: <code>&#64;exa \"mple</code>: <code>has a blank</code>\n",
        "\n### \xe2\x9d\x8c <code>a.example</code>\n\n1 error, 1 undecided, 1 accepted\n\n",
        "<details><summary>\xe2\x9d\x8c <b>The port is not SMTP</b>: <code>mx.a.example 192.0.2.1 port "
        "25</code></summary>\n\n"
        "- <code>=1+1;-2 \"q\" &#35; SKIP &#92; &#124; &#60;b&#62; \xe2\x82\xac</code>\n",
        "- **Fix**: Mend it, now.\n  - <code>Postfix: a = \"b\"</code>\n  - <code>=c</code>\n"
        "- <code>mailsonde explain not-smtp</code>\n\n</details>\n",
        "- Accepted: <b>It takes no mail</b>: <code>a.example</code>: <code>replaced &#35; soon</code>, "
        "until "
        "2027-01-31\n",
    };
    char *text = written(FORMAT_MARKDOWN, &(struct report_options){0}, (struct end){false, false});
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect(strstr(text, parts[i]) != NULL, "no %s in %s", parts[i], text);
    free(text);
}

enum { MANY = 2000 };

/* Reports of so many targets, of which every fourth has less to mend. */
static char *written_many(bool backwards)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(FORMAT_MARKDOWN, out, &(struct report_options){0});
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-30T10:00:00Z"));
    for (size_t i = 0; i < MANY; i++) {
        size_t number = backwards ? MANY - 1 - i : i;
        struct report report = sample;
        report.target.name = text_format("target%zu.example", number);
        report.finding_count = number % 4 == 0 ? 1 : 3;
        cr_expect(report_writer_report(writer, &report));
        free(report.target.name);
    }
    cr_expect(report_writer_end(writer, 1234, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

Test(finding_formats, markdown_is_bounded_whatever_the_order)
{
    enum { GITHUB_MAX_BYTES = 1024 * 1024 };
    char *one = written_many(false), *other = written_many(true);
    cr_expect(strcmp(one, other) == 0);
    cr_expect_gt(strlen(one), (size_t)GITHUB_MAX_BYTES * 3 / 4);
    cr_expect_lt(strlen(one), (size_t)GITHUB_MAX_BYTES);
    cr_expect(strstr(one, "## mailsonde: 2000 targets\n") != NULL);
    cr_expect(strstr(one, " targets with fewer problems are left out") != NULL);
    cr_expect(strstr(one, "target1.example") != NULL && strstr(one, "target0.example") == NULL);
    free(one);
    free(other);
}
