/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold for every report for people, whatever the facts: no control characters, no line too wide, no
 * crash on a hole. */
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_builder.h"
#include "filled.h"
#include "report/finding_groups.h"
#include "report/progress.h"
#include "report/report_writer.h"
#include "report/wrap.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static char *text_of(const struct report *report, struct report_options options)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer = report_writer_new(FORMAT_TEXT, out, &options);
    cr_expect(report_writer_begin(writer, "0", "2026-11-23T20:00:00Z"));
    cr_expect(report_writer_report(writer, report));
    cr_expect(report_writer_end(writer, 1, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

static char *filled_text(const char *text, struct report_options options)
{
    struct report report = {0};
    filled_object(&report_shape, &report, text);
    report.endpoints[0].port = report.endpoints[1].port = report.hosts[0].ports[0].port;
    report.findings[0].outcome = OUTCOME_FAILS;
    report.findings[1].outcome = OUTCOME_UNKNOWN;
    char *out = text_of(&report, options);
    shape_clear(&report_shape, &report);
    return out;
}

Test(report_text, an_empty_report_and_one_without_any_text_are_written)
{
    struct report empty = {0};
    free(text_of(&empty, (struct report_options){0}));
    free(text_of(&empty, (struct report_options){.many = true}));
    free(filled_text(NULL, (struct report_options){0}));
    free(filled_text(NULL, (struct report_options){.verbose = true}));
}

static void add_flag(struct verdict *verdict, enum flag_kind kind, const char *host)
{
    struct verdict_flag *flag = list_append(&verdict->flags, &verdict->flag_count, sizeof *flag);
    flag->kind = kind;
    flag->host = text_copy(host);
}

/* One clause for a kind, with all its hosts; what the first line says of a host is not said again. */
Test(report_text, also_has_one_clause_for_each_kind)
{
    struct report report = {0};
    report.verdict.delivery_summary = text_copy("not from every sender");
    add_flag(&report.verdict, FLAG_DELIVERY, "a.example");
    add_flag(&report.verdict, FLAG_WEAK_TLS, "a.example");
    add_flag(&report.verdict, FLAG_DELIVERY, "b.example");
    add_flag(&report.verdict, FLAG_SPLIT, NULL);
    char *text = text_of(&report, (struct report_options){.columns = 200, .quiet = true});
    cr_expect(strstr(text,
                     "also        some senders do not deliver (a.example, b.example), addresses differ, "
                     "weak TLS (a.example)\n")
                  != NULL,
              "%s", text);
    free(text);
    report.verdict.delivery = DELIVERY_SOME_SENDERS;
    report.verdict.main_finding = allocate(1, sizeof *report.verdict.main_finding);
    text_list_append(&report.verdict.main_finding->hosts, "a.example");
    text = text_of(&report, (struct report_options){.columns = 200, .quiet = true});
    cr_expect(strstr(text, "also        some senders do not deliver (b.example), addresses differ, ") != NULL,
              "%s", text);
    free(text);
    shape_clear(&report_shape, &report);
}

Test(report_text, tlsa_records_and_what_they_match)
{
    static const char *const wanted[] = {
        "TLSA records\n",
        "_25._tcp.mx1.example.org: ok, secure",
        "    3 1 1 c0ffee\n        192.0.2.10, ECDSA key: matches\n        2001:db8::10, ECDSA key: matches",
        "    3 1 1 feed\n        192.0.2.10, ECDSA key: does not match, it does not match",
        "    1 1 1 dead\n        not usable: usages 0 and 1",
    };
    struct report report = {0};
    facts_good_dane(&report);
    facts_record(&report, "mx1.example.org", 3, 1, 1, "feed", ANSWER_NO);
    facts_tlsa(&report, "mx1.example.org", 1, 1, 1, "dead");
    char *text = text_of(&report, (struct report_options){.columns = 100, .verbose = true});
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        cr_expect(strstr(text, wanted[i]) != NULL, "%s is not in\n%s", wanted[i], text);
    free(text);
    text = text_of(&report, (struct report_options){.columns = 100});
    cr_expect(strstr(text, "TLSA records\n") == NULL, "only with -v");
    free(text);
    facts_clear(&report);
}

/* No certificate is out of date by a clock that may be wrong. */
Test(report_text, the_certificates_line_knows_a_clock_in_doubt)
{
    static const struct {
        int64_t now_s;
        enum answer clock;
        const char *wanted;
    } rows[] = {
        {FACTS_NOW_S, ANSWER_YES,
         "+ certificates  first to expire on 2027-03-16, in 60 days (mx1.example.org"},
        {FACTS_NOW_S + 4000 * (int64_t)FACTS_DAY_S, ANSWER_YES, "port 25: expired on 2027-03-16\n"},
        {FACTS_NOW_S + 4000 * (int64_t)FACTS_DAY_S, ANSWER_NO,
         "? certificates  first to expire on 2027-03-16 (mx1.example.org port 25); this machine's clock may "
         "be "
         "wrong\n"},
        {FACTS_NOW_S - 4000 * (int64_t)FACTS_DAY_S, ANSWER_NO,
         "? certificates  first to expire on 2027-03-16 (mx1.example.org port 25); this machine's clock may "
         "be "
         "wrong\n"},
    };
    struct report report = {0};
    facts_good(&report);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        report.started_at_unix_ms = rows[i].now_s * 1000;
        report.vantage.clock = rows[i].clock;
        char *text = text_of(&report, (struct report_options){.columns = 120});
        cr_expect(strstr(text, rows[i].wanted) != NULL, "%s is not in\n%s", rows[i].wanted, text);
        free(text);
    }
    facts_clear(&report);
}

/* A note: it may say 252 to all names. */
Test(report_text, vrfy_that_is_offered_and_was_not_tested)
{
    struct report report = {0};
    facts_good(&report);
    char *text = text_of(&report, (struct report_options){0});
    cr_expect_null(strstr(text, "VRFY"));
    free(text);
    facts_add_keyword(facts_session(&report, "192.0.2.10", 25)->ehlo_tls, "VRFY", "");
    facts_add_keyword(facts_session(&report, "192.0.2.20", 25)->ehlo_tls, "VRFY", "");
    text = text_of(&report, (struct report_options){0});
    cr_expect_not_null(strstr(text, "offered on 2 ports, not tested (--intrusive full)"), "%s", text);
    free(text);
    facts_add_session(&report, "192.0.2.20", 25, PURPOSE_RECIPIENTS);
    text = text_of(&report, (struct report_options){0});
    cr_expect_not_null(strstr(text, "offered on 1 port, not tested"), "%s", text);
    free(text);
    facts_clear(&report);
}

Test(report_text, hostile_text_cannot_reach_the_terminal)
{
    const char *hostile = "\x1b[2J\a\r\n\b\x7f\xc2\x9b"
                          "31m\xff|end";
    for (int look = 0; look < 4; look++) {
        char *out = filled_text(hostile, (struct report_options){.utf8 = look % 2, .verbose = look / 2});
        for (const char *c = out; *c != '\0'; c++)
            cr_assert(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f), "byte %02x",
                      (unsigned char)*c);
        cr_expect(strstr(out, "\xc2\x9b") == NULL);
        cr_expect(strstr(out, "\\x1b[2J\\x07\\x0d\\x0a\\x08\\x7f\\xc2\\x9b31m\\xff|end") != NULL);
        free(out);
    }
}

Test(report_text, ascii_pages_are_ascii)
{
    char *out = filled_text("b\xc3\xbc"
                            "cher",
                            (struct report_options){.verbose = true});
    for (const char *c = out; *c != '\0'; c++)
        cr_assert((unsigned char)*c < 0x80);
    free(out);
}

Test(report_text, lines_keep_to_the_width)
{
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
    static const char *const texts[] = {
        "word", "a sentence of several words that has to be broken somewhere on a page of this width, twice",
        "\xe4\xbe\x8b\xe3\x81\x88 \xe4\xbe\x8b\xe3\x81\x88\xe4\xbe\x8b\xe3\x81\x88\xe4\xbe\x8b\xe3\x81\x88"};
    for (int columns = 80; columns <= 120; columns += 20)
        for (size_t i = 0; i < 2 * (sizeof texts / sizeof texts[0]); i++) {
            char *out = filled_text(
                texts[i / 2], (struct report_options){.columns = columns, .utf8 = true, .verbose = i % 2});
            for (char *line = strtok(out, "\n"); line != NULL; line = strtok(NULL, "\n"))
                cr_expect(wrap_columns(line) <= columns, "%d: %s", wrap_columns(line), line);
            free(out);
        }
}

Test(report_text, colour_only_when_asked_for)
{
    char *plain = filled_text("x", (struct report_options){0});
    char *coloured = filled_text("x", (struct report_options){.colour = true});
    cr_expect(strchr(plain, '\033') == NULL);
    cr_expect(strstr(coloured, "\033[0m") != NULL);
    free(plain);
    free(coloured);
}

static struct finding finding_at(const char *host, const char *address, int64_t port, const char *evidence)
{
    return (struct finding){.id = FINDING_TLS_HANDSHAKE_FAILED,
                            .outcome = OUTCOME_FAILS,
                            .severity = SEVERITY_ERROR,
                            .subject = {.host = (char *)host, .address = (char *)address, .port = port},
                            .evidence = (char *)evidence};
}

/* Whether `first` stands in the text, and `second` after it. */
static bool in_order(const char *text, const char *first, const char *second)
{
    const char *at = strstr(text, first);
    return at != NULL && strstr(at, second) != NULL;
}

Test(report_text, what_is_unknown_of_a_host_follows_from_its_ports)
{
    struct finding findings[2] = {finding_at("mx1.example", "192.0.2.1", 25, "no answer"),
                                  finding_at("mx1.example", NULL, 0, "no address answers")};
    for (size_t i = 0; i < 2; i++) {
        findings[i].outcome = OUTCOME_UNKNOWN;
        findings[i].points_at = SUSPECT_THIS_NETWORK;
    }
    struct report report = {.findings = findings, .finding_count = 2};
    char *text = text_of(&report, (struct report_options){0});
    cr_expect(in_order(text, "Connection problems", "no answer"), "%s", text);
    cr_expect(in_order(text, "Undecided", "no address answers"), "%s", text);
    free(text);
    findings[1].outcome = OUTCOME_FAILS;
    text = text_of(&report, (struct report_options){0});
    cr_expect(in_order(text, "Connection problems", "no address answers"), "%s", text);
    cr_expect(strstr(text, "Undecided") == NULL, "%s", text);
    free(text);
}

static bool fails(const struct finding *finding)
{
    return finding->outcome == OUTCOME_FAILS;
}

static bool holds(const struct finding *finding)
{
    return finding->outcome == OUTCOME_HOLDS;
}

Test(report_text, findings_that_say_the_same_are_one_entry)
{
    struct finding findings[6] = {finding_at("mx1.example", "192.0.2.1", 587, "same"),
                                  finding_at("mx1.example", "192.0.2.1", 25, "same"),
                                  finding_at("mx1.example", "2001:db8::1", 25, "other"),
                                  finding_at(NULL, "192.0.2.9", 0, "same"),
                                  finding_at("mx1.example", NULL, 0, "same"),
                                  finding_at("mx1.example", "192.0.2.1", 465, "same")};
    findings[4].severity = SEVERITY_INFO;
    findings[5].points_at = SUSPECT_PATH;
    struct finding_groups groups = finding_groups_of(findings, 6, fails);
    cr_assert_eq(groups.count, 3);
    cr_expect_eq(groups.groups[2].findings[0]->points_at, SUSPECT_PATH);
    cr_assert_eq(groups.groups[0].count, 4);
    struct text_list subjects = finding_group_subjects(&groups.groups[0]);
    char *joined = text_list_join(&subjects, "; ");
    cr_expect_str_eq(joined,
                     "mx1.example 192.0.2.1 ports 587, 25; mx1.example 2001:db8::1 port 25; 192.0.2.9");
    struct finding_groups parts = finding_groups_by_evidence(&groups.groups[0]);
    cr_expect_eq(parts.count, 2);
    cr_expect_eq(parts.groups[0].count, 3);
    finding_groups_free(&parts);
    free(joined);
    text_list_free(&subjects);
    finding_groups_free(&groups);
    struct finding_groups none = finding_groups_of(findings, 6, holds);
    cr_expect_eq(none.count, 0);
    finding_groups_free(&none);
}

static struct finding tls_finding(enum finding_id id, enum severity severity, char *explanation)
{
    return (struct finding){.id = id,
                            .outcome = OUTCOME_FAILS,
                            .severity = severity,
                            .subject = {.host = "mx.example.org", .address = "192.0.2.1", .port = 25},
                            .title = "A title",
                            .evidence = "What was seen.",
                            .explanation = explanation,
                            .remedy = "A remedy."};
}

/* Nearly every server has some of them. */
Test(report_text, notes_about_ports_are_counted_and_told_when_asked)
{
    struct finding findings[] = {tls_finding(FINDING_TLS_ANONYMOUS, SEVERITY_INFO, "Long reasons."),
                                 tls_finding(FINDING_TLS_VERSION_OLD, SEVERITY_WARNING, "Good reasons."),
                                 tls_finding(FINDING_WEAKNESS_BEAST, SEVERITY_INFO, "Old reasons.")};
    struct report report = {.findings = findings, .finding_count = 3};
    char *brief = text_of(&report, (struct report_options){.columns = 80});
    char *verbose = text_of(&report, (struct report_options){.columns = 80, .verbose = true});
    cr_expect(strstr(brief, "Good reasons.") != NULL);
    cr_expect(strstr(brief, "tls-anonymous") == NULL && strstr(brief, "weakness-beast") == NULL);
    cr_expect(strstr(brief, "Long reasons.") == NULL && strstr(brief, "Old reasons.") == NULL, "%s", brief);
    cr_expect(strstr(brief, "Not shown: 2 notes about ports (-v)") != NULL, "%s", brief);
    cr_expect(strstr(verbose, "Long reasons.") != NULL && strstr(verbose, "Old reasons.") != NULL);
    free(brief);
    free(verbose);
}

static size_t lines_in(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

/* A domain with many hosts is as short as one with few, and what is wrong is among what is shown. */
Test(report_text, of_many_rows_those_with_a_fault_are_shown)
{
    enum { HOSTS = 60 };
    struct report report = {0};
    for (int i = 0; i < HOSTS; i++) {
        struct host *host = list_append(&report.hosts, &report.host_count, sizeof *host);
        host->name = text_format("mx%d.example", i);
        char *address = text_format("192.0.2.%d", i);
        text_list_append(&host->addresses, address);
        struct host_port *port = list_append(&host->ports, &host->port_count, sizeof *port);
        port->port = 25;
        struct endpoint *endpoint = list_append(&report.endpoints, &report.endpoint_count, sizeof *endpoint);
        endpoint->address = address;
        endpoint->port = 25;
        endpoint->server_name = text_copy(host->name);
        endpoint->expected = endpoint->found = MODE_STARTTLS;
    }
    struct finding *bad = list_append(&report.findings, &report.finding_count, sizeof *bad);
    bad->id = FINDING_TLS_VERSION_OLD;
    bad->outcome = OUTCOME_FAILS;
    bad->severity = SEVERITY_ERROR;
    bad->subject.host = text_copy("mx57.example");
    bad->subject.address = text_copy("192.0.2.57");
    bad->subject.port = 25;
    char *text = text_of(&report, (struct report_options){.columns = 80});
    cr_expect(strstr(text, "\n  mx57.example") != NULL, "%s", text);
    cr_expect(strstr(text, "and 48 more addresses, 48 more hosts, none of them with a warning or an error")
                  != NULL,
              "%s", text);
    cr_expect_lt(lines_in(text), 60, "%s", text);
    free(text);
    text = text_of(&report, (struct report_options){.columns = 80, .verbose = true});
    cr_expect(strstr(text, "\n  mx59.example") != NULL && strstr(text, "more addresses") == NULL, "%s", text);
    free(text);
    shape_clear(&report_shape, &report);
}

Test(report_text, an_overview_comes_before_several_reports)
{
    struct report report = {.target = {.name = (char *)"a.example"}, .verdict.delivery = DELIVERY_YES};
    struct report other = {.target = {.name = (char *)"b.example"}};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert(out != NULL);
    struct report_writer *writer =
        report_writer_new(FORMAT_TEXT, out, &(struct report_options){.many = true});
    report_writer_begin(writer, "0", "2026-11-23T20:00:00Z");
    report_writer_report(writer, &report);
    report_writer_report(writer, &other);
    report_writer_end(writer, 1, &(struct run_end){.complete = true});
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    const char *table = strstr(text, "target"), *first = strstr(text, "\na.example\n");
    cr_assert(table != NULL && first != NULL, "%s", text);
    cr_expect(table < first, "%s", text);
    cr_expect(in_order(text, "a.example", "yes") && in_order(text, "b.example", "unknown"), "%s", text);
    free(text);
}

Test(progress, the_line_fits_and_is_quoted)
{
    char *line = progress_line(7, 120, "example.org", 80, true);
    cr_expect_str_eq(line, "[  7/120] example.org");
    free(line);
    line = progress_line(7, 120, "example.org", 15, true);
    cr_expect_str_eq(line, "[  7/120] exam");
    free(line);
    line = progress_line(1, 1, "\033[2J\xc3\xbc", 80, false);
    cr_expect_str_eq(line, "[1/1] \\x1b[2J\\xc3\\xbc");
    free(line);
}

static void expect_count(struct progress_count count, const char *wanted)
{
    char *line = progress_count_line(&count);
    cr_expect_str_eq(line, wanted);
    free(line);
}

Test(progress, of_many_targets)
{
    expect_count((struct progress_count){.done = 0, .total = 500},
                 "0 of 500 targets, 0.0/s; 0 endpoints, 0 undecided");
    expect_count((struct progress_count){1234, 10000, 100 * 1000, 4321, 17},
                 "1234 of 10000 targets, 12.3/s, 12 min left; 4321 endpoints, 17 undecided");
    expect_count((struct progress_count){1000, 1000000, 100 * 1000, 50, 0},
                 "1000 of 1000000 targets, 10.0/s, 28 h left; 50 endpoints, 0 undecided");
    expect_count((struct progress_count){1000, 100000000, 100 * 1000, 50, 0},
                 "1000 of 100000000 targets, 10.0/s, 115.7 days left; 50 endpoints, 0 undecided");
    expect_count((struct progress_count){99, 100, 10 * 1000, 5, 1},
                 "99 of 100 targets, 9.9/s, 0 s left; 5 endpoints, 1 undecided");
    expect_count((struct progress_count){101, 100, 10 * 1000, 5, 1},
                 "101 of 100 targets, 10.1/s, 0 s left; 5 endpoints, 1 undecided");
    expect_count((struct progress_count){10, -1, 10 * 1000, 5, 1},
                 "10 targets, 1.0/s; 5 endpoints, 1 undecided");
}

Test(progress, of_many_targets_on_80_columns)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct progress progress = {.out = out};
    struct progress_count count = {1234, 10000, 100 * 1000, 4321, 17};
    progress_update_count(&progress, 1000, &count, "a-long-name.example.org");
    progress_update_count(&progress, 1050, &count, "unseen");
    progress_update_count(&progress, 2000, &count, NULL);
    cr_assert(fclose(out) == 0);
    cr_expect_str_eq(text,
                     "\r1234 of 10000 targets, 12.3/s, 12 min left; 4321 endpoints, 17 undecided  a-lon\033[K"
                     "\r1234 of 10000 targets, 12.3/s, 12 min left; 4321 endpoints, 17 undecided\033[K");
    free(text);
}

Test(progress, is_written_ten_times_a_second_at_most_and_goes_away)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct progress progress = {.out = out};
    progress_clear(&progress);
    progress_update(&progress, 1000, 1, 3, "a");
    progress_update(&progress, 1099, 2, 3, "b");
    progress_update(&progress, 1100, 3, 3, "c");
    progress_clear(&progress);
    progress_clear(&progress);
    cr_assert(fclose(out) == 0);
    cr_expect_str_eq(text, "\r[1/3] a\033[K\r[3/3] c\033[K\r\033[K");
    free(text);
}
