/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of --format jsonl: what stands in them once, what their ids depend on, and that reading them
 * gives all facts back. */
#include "assess/assess.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_builder.h"
#include "facts_text.h"
#include "filled.h"
#include "report/json_out.h"
#include "report/json_saved.h"
#include "report/report_lines.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct report good(void)
{
    struct report report = {0};
    facts_good(&report);
    report.schema_version = REPORT_SCHEMA_VERSION;
    assess_report(&report, &policy_default);
    return report;
}

/* Reads the lines one by one; the last is that of the target, which is to be read as `report`. */
static void expect_read(struct json_parts *parts, const struct report_lines *lines,
                        const struct report *report)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct json_saved saved;
        bool is_target = i + 1 == lines->count;
        cr_assert(json_saved_read_line(&saved, parts, lines->items[i].text, lines->items[i].length, true),
                  "%.200s: %s", lines->items[i].text, saved.problem);
        cr_assert_eq(saved.run.report_count, is_target ? 1 : 0);
        if (is_target) {
            char *read = facts_text(&saved.run.reports[0]), *expected = facts_text(report);
            cr_expect_str_eq(read, expected);
            free(expected);
            free(read);
        }
        json_saved_clear(&saved);
    }
}

static void expect_comes_back(const struct report *report)
{
    struct report_lines lines = report_lines_of(report, NULL, false);
    struct json_parts *parts = json_parts_new();
    expect_read(parts, &lines, report);
    json_parts_free(parts);
    report_lines_free(&lines);
}

static const struct json_line *line_of(const struct report_lines *lines, const char *kind, const char *begin)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->items[i].kind, kind) == 0 && strncmp(lines->items[i].id, begin, strlen(begin)) == 0)
            return &lines->items[i];
    cr_assert_fail("no %s %s", kind, begin);
    return NULL;
}

static size_t count_of(const struct report_lines *lines, const char *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++)
        count += strcmp(lines->items[i].kind, kind) == 0;
    return count;
}

/* Whether the line of the kind has the same id in both. */
static bool same_id(const struct report *one, const struct report *other, const char *kind, const char *begin)
{
    struct report_lines left = report_lines_of(one, NULL, false), right = report_lines_of(other, NULL, false);
    bool same = strcmp(line_of(&left, kind, begin)->id, line_of(&right, kind, begin)->id) == 0;
    report_lines_free(&left);
    report_lines_free(&right);
    return same;
}

Test(report_lines, all_facts_come_back)
{
    struct report report = good();
    expect_comes_back(&report);
    facts_matched(&report, "mx1.example.org", ANSWER_YES);
    facts_add_session(&report, "192.0.2.10", 25, PURPOSE_OTHER_KEY);
    facts_refuse_name(&report, "192.0.2.20", 25);
    assess_report(&report, &policy_default);
    expect_comes_back(&report);
    facts_clear(&report);
}

/* No scan makes such a report; its lists have no owner, or several, in any order. */
Test(report_lines, facts_that_do_not_fit_together_come_back)
{
    static const char *const texts[] = {"some text", "*", NULL};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct report report = {0};
        filled_object(&report_shape, &report, texts[i]);
        report.schema_version = REPORT_SCHEMA_VERSION;
        text_replace(&report.target.name, text_copy("a.example"));
        expect_comes_back(&report);
        shape_clear(&report_shape, &report);
    }
}

/* What a look-up asks for follows mostly from where it stands. */
Test(report_lines, a_look_up_that_asks_for_something_else_says_so)
{
    static const char *const names[] = {"example.org", "other.example", NULL};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct report report = good();
        struct dns_lookup *lookup = &report.domain->mx_lookup;
        text_replace(&lookup->name, text_copy(names[i]));
        text_replace(&lookup->type, text_copy("MX"));
        struct report_lines lines = report_lines_of(&report, NULL, false);
        const char *begin = strstr(lines.items[lines.count - 1].text, "\"mx_lookup\":{");
        static const char *const written[] = {"\"mx_lookup\":{\"status\"",
                                              "\"mx_lookup\":{\"name\":\"other.example\",\"status\"",
                                              "\"mx_lookup\":{\"name\":null,\"status\""};
        cr_expect(begin != NULL && strncmp(begin, written[i], strlen(written[i])) == 0, "%.200s", begin);
        report_lines_free(&lines);
        expect_comes_back(&report);
        facts_clear(&report);
    }
}

Test(report_lines, any_order_comes_back)
{
    struct report report = good();
    struct endpoint first = report.endpoints[0];
    report.endpoints[0] = report.endpoints[report.endpoint_count - 1];
    report.endpoints[report.endpoint_count - 1] = first;
    struct address address = report.addresses[0];
    report.addresses[0] = report.addresses[1];
    report.addresses[1] = address;
    expect_comes_back(&report);
    facts_clear(&report);
}

Test(report_lines, parts_come_before_those_that_point_at_them)
{
    struct report report = good();
    struct report_lines lines = report_lines_of(&report, NULL, false);
    cr_expect_eq(count_of(&lines, "vantage"), 1);
    cr_expect_eq(count_of(&lines, "host"), report.host_count);
    cr_expect_eq(count_of(&lines, "endpoint"), report.endpoint_count);
    cr_expect_str_eq(lines.items[lines.count - 1].kind, "domain");
    cr_expect_str_eq(lines.items[lines.count - 1].id, "example.org");
    for (size_t i = 0; i < lines.count; i++) {
        char *begin = text_format("{\"kind\":\"%s\",\"id\":\"%s\",\"schema_version\":3", lines.items[i].kind,
                                  lines.items[i].id);
        cr_expect(strncmp(lines.items[i].text, begin, strlen(begin)) == 0, "%.200s", lines.items[i].text);
        cr_expect_eq(lines.items[i].text[lines.items[i].length], '\n');
        free(begin);
    }
    report_lines_free(&lines);
    facts_clear(&report);
}

Test(report_lines, what_is_volatile_is_in_no_id)
{
    struct report report = good(), other = good();
    struct session *session = facts_session(&other, "192.0.2.10", 25);
    session->connect_us = 7;
    session->greeting->elapsed_ms = 1900;
    text_replace(&session->greeting->lines.items[0], text_copy("another text"));
    other.elapsed_ms = 99;
    other.hosts[0].a_lookup.ttl_s = 17;
    other.vantage.relay_over_ipv4.networks_reached = 3;
    cr_expect(same_id(&report, &other, "endpoint", "192.0.2.10:25#"));
    cr_expect(same_id(&report, &other, "host", "mx1.example.org#"));
    cr_expect(same_id(&report, &other, "vantage", "vantage#"));
    /* A server that is slow is judged otherwise, so it is not the same. */
    session->greeting->elapsed_ms = 20000;
    cr_expect_not(same_id(&report, &other, "endpoint", "192.0.2.10:25#"));
    cr_expect_not(same_id(&report, &other, "host", "mx1.example.org#"));
    facts_clear(&other);
    facts_clear(&report);
}

Test(report_lines, each_fact_is_in_the_id)
{
    struct report report = good(), other = good();
    facts_session(&other, "192.0.2.10", 25)->tls->version = 0x0302;
    cr_expect_not(same_id(&report, &other, "endpoint", "192.0.2.10:25#"));
    cr_expect_not(same_id(&report, &other, "host", "mx1.example.org#"));
    cr_expect(same_id(&report, &other, "endpoint", "192.0.2.20:25#"));
    cr_expect(same_id(&report, &other, "host", "mx2.example.org#"));
    facts_clear(&other);
    facts_clear(&report);
}

/* Gives the host of the report another name, wherever it stands. */
static void rename_host(struct report *report, const char *name, const char *vanity)
{
    text_replace(&facts_host(report, name)->name, text_copy(vanity));
    for (size_t i = 0; i < report->endpoint_count; i++) {
        struct endpoint *endpoint = &report->endpoints[i];
        if (!text_same(endpoint->server_name, name))
            continue;
        text_replace(&endpoint->server_name, text_copy(vanity));
        for (size_t n = 0; n < endpoint->session_count; n++) {
            struct tls *tls = endpoint->sessions[n].tls;
            if (tls == NULL)
                continue;
            text_replace(&tls->server_name_sent, text_copy(vanity));
            for (size_t v = 0; v < tls->verification.name_count; v++)
                text_replace(&tls->verification.names[v].name, text_copy(vanity));
        }
    }
    assess_report(report, &policy_default);
}

Test(report_lines, a_vanity_name_needs_no_other_endpoint)
{
    struct report report = good(), other = good();
    rename_host(&other, "mx1.example.org", "mail.customer.example");
    cr_expect(same_id(&report, &other, "endpoint", "192.0.2.10:25#"));
    expect_comes_back(&other);
    facts_clear(&other);
    facts_clear(&report);
}

/* Another domain with the same hosts. */
static void rename_domain(struct report *report, const char *name)
{
    text_replace(&report->target.name, text_copy(name));
    text_replace(&report->target.word, text_copy(name));
    text_replace(&report->domain->name, text_copy(name));
    text_replace(&report->domain->mx_lookup.name, text_copy(name));
    assess_report(report, &policy_default);
}

Test(report_lines, what_targets_share_comes_once)
{
    struct report report = good(), other = good();
    struct line_ids *written = line_ids_new();
    struct json_parts *parts = json_parts_new();
    rename_domain(&report, "customer.example");
    rename_domain(&other, "another.example");
    struct report_lines first = report_lines_of(&report, written, false);
    report_lines_settle(&first, written);
    struct report_lines second = report_lines_of(&other, written, false);
    cr_expect_eq(second.count, 1, "%zu lines, %.300s", second.count, second.text);
    cr_expect_lt(second.length, 3200, "%zu bytes: %s", second.length, second.text);
    expect_read(parts, &first, &report);
    expect_read(parts, &second, &other);
    report_lines_free(&second);
    report_lines_free(&first);
    json_parts_free(parts);
    line_ids_free(written);
    facts_clear(&other);
    facts_clear(&report);
}

/* Of two parts with one id the later one counts for what comes behind it. */
Test(report_lines, files_can_be_put_one_behind_the_other)
{
    struct report report = good(), other = good();
    struct json_parts *parts = json_parts_new();
    text_replace(&facts_session(&other, "192.0.2.10", 25)->greeting->lines.items[0], text_copy("later"));
    struct report_lines first = report_lines_of(&report, NULL, false);
    struct report_lines second = report_lines_of(&other, NULL, false);
    expect_read(parts, &first, &report);
    expect_read(parts, &second, &other);
    expect_read(parts, &first, &report);
    report_lines_free(&second);
    report_lines_free(&first);
    json_parts_free(parts);
    facts_clear(&other);
    facts_clear(&report);
}

/* Certificates are called by their hash, and one that says something else comes again. */
Test(report_lines, a_certificate_of_another_version_comes_again)
{
    struct report report = good(), other = good();
    struct line_ids *written = line_ids_new();
    struct json_parts *parts = json_parts_new();
    for (size_t i = 0; i < other.endpoint_count; i++) {
        struct session *session = other.endpoints[i].session_count > 0 ? other.endpoints[i].sessions : NULL;
        for (size_t n = 0; session != NULL && session->tls != NULL && n < session->tls->chain_count; n++)
            text_replace(&session->tls->chain[n].issuer, text_copy("CN=as a later version reads it"));
    }
    struct report_lines first = report_lines_of(&report, written, false);
    report_lines_settle(&first, written);
    struct report_lines second = report_lines_of(&other, written, false);
    cr_expect_geq(count_of(&second, "certificate"), 1);
    expect_read(parts, &first, &report);
    expect_read(parts, &second, &other);
    report_lines_free(&second);
    report_lines_free(&first);
    json_parts_free(parts);
    line_ids_free(written);
    facts_clear(&other);
    facts_clear(&report);
}

/* Without a part the target is not judged. */
Test(report_lines, a_part_that_is_missing_is_told)
{
    struct report report = good();
    struct report_lines lines = report_lines_of(&report, NULL, false);
    const struct json_line *target = &lines.items[lines.count - 1];
    for (size_t without = 0; without + 1 < lines.count; without++) {
        struct json_parts *parts = json_parts_new();
        struct json_saved saved;
        for (size_t i = 0; i + 1 < lines.count; i++) {
            if (i == without)
                continue;
            cr_expect(json_saved_read_line(&saved, parts, lines.items[i].text, lines.items[i].length, true));
            json_saved_clear(&saved);
        }
        bool needed = strcmp(lines.items[without].kind, "catalogue") != 0;
        bool read = json_saved_read_line(&saved, parts, target->text, target->length, true);
        cr_expect_eq(read, !needed);
        cr_expect_eq(saved.run.report_count, needed ? 0 : 1);
        if (needed) {
            char *problem = text_format("the line of the %s %s is not there before this one; give the whole "
                                        "file that --format jsonl wrote",
                                        lines.items[without].kind, lines.items[without].id);
            cr_expect_str_eq(saved.problem, problem);
            free(problem);
        }
        json_saved_clear(&saved);
        json_parts_free(parts);
    }
    report_lines_free(&lines);
    facts_clear(&report);
}

Test(report_lines, full_is_one_line)
{
    struct report report = good();
    struct report_lines lines = report_lines_of(&report, NULL, true);
    cr_assert_eq(lines.count, 1);
    cr_expect_str_eq(lines.items[0].kind, "report");
    cr_expect_str_eq(lines.items[0].id, "example.org");
    expect_read(NULL, &lines, &report);
    report_lines_free(&lines);
    facts_clear(&report);
}

/* Made side by side, written one after the other: what came first is not written again. */
Test(report_lines, lines_are_settled_when_they_are_written)
{
    struct report report = good(), other = good();
    struct line_ids *written = line_ids_new();
    struct json_parts *parts = json_parts_new();
    rename_domain(&report, "customer.example");
    rename_domain(&other, "another.example");
    struct report_lines first = report_lines_of(&report, written, false);
    struct report_lines second = report_lines_of(&other, written, false);
    cr_expect_eq(first.count, second.count);
    report_lines_settle(&second, written);
    report_lines_settle(&first, written);
    cr_assert_eq(first.count, 1);
    cr_expect_eq(first.length, first.items[0].length + 1);
    cr_expect_eq(first.text[first.length - 1], '\n');
    cr_expect_str_eq(first.items[0].kind, "domain");
    expect_read(parts, &second, &other);
    expect_read(parts, &first, &report);
    report_lines_free(&second);
    report_lines_free(&first);
    json_parts_free(parts);
    line_ids_free(written);
    facts_clear(&other);
    facts_clear(&report);
}

Test(line_ids, the_last_ones_are_remembered)
{
    struct line_ids *ids = line_ids_new();
    cr_expect_not(line_ids_has(ids, "a"));
    cr_expect(line_ids_add(ids, "a"));
    cr_expect_not(line_ids_add(ids, "a"));
    cr_expect(line_ids_add(ids, "b"));
    for (int i = 0; i < LINE_IDS_MAX; i++) {
        char *id = text_format("%d", i);
        cr_expect(line_ids_add(ids, id));
        free(id);
        if (i % 1000 == 0)
            cr_expect(line_ids_has(ids, "a"), "asked for again and again");
    }
    cr_expect_not(line_ids_has(ids, "b"), "not asked for in all that time");
    cr_expect(line_ids_has(ids, "a"));
    line_ids_free(ids);
}
