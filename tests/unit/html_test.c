/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The HTML document around the reports. What it looks like, and whether it is valid, is tested by browsers
 * and validators (tests/formats). */
#include "base/list.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* One fault at two places. */
static struct finding faults[] = {
    {.id = FINDING_NOT_SMTP, .outcome = OUTCOME_FAILS, .severity = SEVERITY_ERROR, .rule = (char *)"SMTP"},
    {.id = FINDING_NOT_SMTP, .outcome = OUTCOME_FAILS, .severity = SEVERITY_ERROR, .rule = (char *)"SMTP"},
};

static void add_to(void *context, const char *bytes, size_t length)
{
    fwrite(bytes, 1, length, context);
}

struct document {
    char *text;
    size_t length;
    FILE *out;
    struct report_writer *writer;
};

static void begin(struct document *document, bool many)
{
    *document = (struct document){0};
    document->out = open_memstream(&document->text, &document->length);
    document->writer = report_writer_new(FORMAT_HTML, document->out, &(struct report_options){.many = many});
    cr_assert(report_writer_begin(document->writer, "1.2.3", "2026-11-23T20:00:00Z"));
}

static void add(struct document *document, const char *name, bool has_fault)
{
    struct report report = {.schema_version = REPORT_SCHEMA_VERSION,
                            .target = {.word = (char *)name, .name = (char *)name},
                            .findings = faults,
                            .finding_count = has_fault ? sizeof faults / sizeof faults[0] : 0};
    cr_assert(report_writer_report(document->writer, &report));
}

static void end(struct document *document)
{
    cr_assert(report_writer_end(document->writer, 0, &(struct run_end){.complete = true}));
    cr_assert(fclose(document->out) == 0);
    report_writer_free(document->writer);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

Test(html, one_target_is_in_the_title)
{
    struct document document;
    begin(&document, false);
    add(&document, "a.example<", false);
    end(&document);
    cr_expect(strstr(document.text, "<title>a.example&lt;: SMTP and TLS report</title>") != NULL);
    cr_expect_eq(count_of(document.text, "</html>"), 1);
    cr_expect_eq(count_of(document.text, "id=\"overview\""), 0);
    free(document.text);
}

Test(html, a_run_without_a_report_is_a_document)
{
    for (int many = 0; many < 2; many++) {
        struct document document;
        begin(&document, many == 1);
        cr_assert(
            report_writer_input_error(document.writer, &(struct input_error){(char *)"list", 3, (char *)"<b>",
                                                                             (char *)"is no target"}));
        end(&document);
        cr_expect_eq(count_of(document.text, "<title>"), 1);
        cr_expect_eq(count_of(document.text, "<main "), 1);
        cr_expect(strstr(document.text, "<bdi>&lt;b&gt;</bdi> (<bdi>list</bdi> line 3): is no target")
                  != NULL);
        free(document.text);
    }
}

Test(html, the_overview_has_the_worst_first_and_leads_to_the_reports)
{
    struct document document;
    begin(&document, true);
    add(&document, "good.example", false);
    add(&document, "bad.example", true);
    end(&document);
    const char *good = strstr(document.text, "<a href=\"#r1\"><bdi>good.example</bdi>");
    const char *bad = strstr(document.text, "<a href=\"#r2\"><bdi>bad.example</bdi>");
    cr_assert(good != NULL && bad != NULL);
    cr_expect(bad < good);
    cr_expect(strstr(document.text, "id=\"r1\">\n<h2><bdi>good.example</bdi>") > good,
              "reports come after it");
    cr_expect(strstr(document.text, "id=\"r2\">\n<h2><bdi>bad.example</bdi>") != NULL);
    free(document.text);
}

Test(html, a_fault_names_each_target_that_has_it_once)
{
    struct document document;
    begin(&document, true);
    add(&document, "bad.example", true);
    add(&document, "good.example", false);
    add(&document, "worse.example", true);
    end(&document);
    cr_expect(strstr(document.text, "<td class=\"count\" data-label=\"targets\">2</td><td "
                                    "data-label=\"which\"><a href=\"#r1\"><bdi>bad.example</bdi></a>, "
                                    "<a href=\"#r3\"><bdi>worse.example</bdi></a></td>")
              != NULL);
    free(document.text);
}

Test(html, where_memory_runs_out_is_said)
{
    for (int many = 0; many < 2; many++) {
        struct document document;
        begin(&document, many == 1);
        report_writer_given(document.writer, "<i>&.example");
        cr_expect(report_writer_break_off(document.writer, 1, 2,
                                          &(struct plain_out){.write = add_to, .context = document.out}));
        cr_assert(fclose(document.out) == 0);
        report_writer_free(document.writer);
        cr_expect(strstr(document.text, "not looked at to the end: &lt;i>&amp;.example</p>") != NULL);
        cr_expect_str_eq(document.text + strlen(document.text) - strlen("</html>\n"), "</html>\n");
        free(document.text);
    }
}
