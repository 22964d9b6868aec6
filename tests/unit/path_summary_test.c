/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace in one sentence. */
#include "assess/assess.h"
#include "assess/view/path_summary.h"
#include "facts/shapes.h"
#include "facts_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char address[] = "192.0.2.25";

struct port {
    int64_t port;
    enum path_end end;
    int64_t end_hop;
    int64_t last;
};

static const struct {
    struct port ports[4];
    const char *summary; /* after the address */
} table[] = {
    {{{25, PATH_END_SILENT, 0, 2}, {465, PATH_END_CONNECTED, 4, 3}, {587, PATH_END_CONNECTED, 4, 3}},
     "port 25 gets no answer beyond hop 2 (r2.example.net, 198.51.100.2); ports 465 and 587 reach the host "
     "at hop 4."},
    {{{25, PATH_END_CONNECTED, 4, 3}, {465, PATH_END_CONNECTED, 4, 3}, {587, PATH_END_CONNECTED, 4, 3}},
     "ports 25, 465 and 587 reach the host at hop 4."},
    {{{25, PATH_END_SILENT, 0, 1}, {465, PATH_END_SILENT, 0, 1}},
     "ports 25 and 465 get no answer beyond hop 1 (10.0.0.1)."},
    {{{25, PATH_END_SILENT, 0, 0}, {465, PATH_END_CONNECTED, 1, 0}},
     "port 25 gets no answer from any hop; port 465 reaches the host at hop 1."},
    {{{25, PATH_END_CONNECTED, 2, 1}, {465, PATH_END_CONNECTED, 4, 3}},
     "port 25 is accepted at hop 2, right after hop 1 (10.0.0.1), before the host; port 465 reaches the host "
     "at hop "
     "4."},
    {{{25, PATH_END_REFUSED, 4, 3}, {465, PATH_END_CONNECTED, 4, 3}},
     "port 25 is refused by the host at hop 4; port 465 reaches the host at hop 4."},
    {{{25, PATH_END_REFUSED, 1, 0}, {465, PATH_END_CONNECTED, 4, 3}},
     "port 25 is refused at hop 1 (10.0.0.1), before the host; port 465 reaches the host at hop 4."},
    {{{25, PATH_END_REFUSED, 4, 3}}, "port 25 is refused at hop 4."},
    {{{25, PATH_END_LOCAL, 0, 0}, {587, PATH_END_UNKNOWN, 0, 0}},
     "port 25 does not leave this machine; port 587 was not traced to the end."},
    {{{25, PATH_END_REJECTED, 3, 2}, {465, PATH_END_REJECTED, 3, 2}},
     "ports 25 and 465 are rejected (no system error) by an unknown sender."},
};

static void expect_summary(const struct path *path, const char *expected)
{
    struct report none = {0};
    char *summary = path_summary(&none, path);
    char *wanted = text_format("%s: %s", address, expected);
    cr_expect_str_eq(summary, wanted);
    free(wanted);
    free(summary);
}

Test(path_summary, tells_of_every_end)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct report report = {0};
        struct path *path = facts_path(&report, address);
        for (const struct port *port = table[i].ports; port->port != 0 && port < table[i].ports + 4; port++)
            facts_path_port(path, port->port, port->end, port->end_hop, port->last);
        expect_summary(path, table[i].summary);
        facts_clear(&report);
    }
}

Test(path_summary, names_who_rejects)
{
    static const struct {
        const char *sender;
        const char *summary;
    } senders[] = {
        {"198.51.100.2", "port 25 is rejected by hop 2 (r2.example.net, 198.51.100.2): host unreachable."},
        {"198.51.100.9", "port 25 is rejected by hop 3 (198.51.100.9): host unreachable."},
        {NULL, "port 25 is rejected (host unreachable) by an unknown sender."},
    };
    for (size_t i = 0; i < sizeof senders / sizeof senders[0]; i++) {
        struct report report = {0};
        struct path *path = facts_path(&report, address);
        facts_path_port(path, 25, PATH_END_REJECTED, 3, 2)->icmp = facts_icmp(4, 3, 1, senders[i].sender);
        expect_summary(path, senders[i].summary);
        facts_clear(&report);
    }
}

Test(path_summary, says_what_this_system_does_not_tell)
{
    struct report report = {0};
    struct path *path = facts_path(&report, address);
    path->tells_senders = ANSWER_NO;
    facts_path_port(path, 25, PATH_END_SILENT, 0, 0);
    expect_summary(path, "port 25 gets no answer (this system does not show hops).");
    path->problem = text_copy("no route");
    expect_summary(path, "not traced (no route).");
    facts_clear(&report);
}

static const char ways[] = " From hop 2 (198.51.100.22; or r2.example.net, 198.51.100.2) on, packets take "
                           "different paths, which may differ in length and in firewalls.";

static void expect_of_two_ways(const struct path *path, const char *clauses)
{
    char *expected = text_format("%s.%s", clauses, ways);
    expect_summary(path, expected);
    free(expected);
}

Test(path_summary, several_ways)
{
    struct report report = {0};
    struct path *path = facts_path(&report, address);
    facts_path_port(path, 25, PATH_END_SILENT, 0, 2);
    facts_path_port(path, 465, PATH_END_CONNECTED, 4, 3);
    facts_path_port(path, 587, PATH_END_CONNECTED, 5, 4);
    text_replace(&path->ports[0].hops[1].address, text_copy("198.51.100.22"));
    expect_of_two_ways(path, "port 25 gets no answer beyond hop 2 (198.51.100.22); port 465 reaches the host "
                             "at hop 4; port 587 reaches "
                             "the host at hop 5");
    path->ports[0].end = PATH_END_CONNECTED;
    path->ports[0].end_hop = 7;
    expect_of_two_ways(
        path, "port 25 reaches the host, but some packets get no answer; port 465 reaches the host at "
              "hop 4; port 587 reaches the host at hop 5");
    facts_clear(&report);
}

Test(path_summary, one_port_by_two_ways)
{
    struct report report = {0};
    struct path *path = facts_path(&report, address);
    facts_path_port(path, 25, PATH_END_CONNECTED, 4, 3);
    facts_path_port(path, 465, PATH_END_CONNECTED, 4, 4);
    expect_summary(path,
                   "ports 25 and 465 reach the host at hop 4. Packets with hop limit 4 reached a router and "
                   "the host: they take different paths, which may differ in length and in firewalls.");
    facts_clear(&report);
}

/* The trace is due to another port, say. */
Test(path_summary, a_connection_tells_more_than_a_trace)
{
    struct report report = {0};
    facts_good(&report);
    facts_path_port(facts_path(&report, "192.0.2.20"), 25, PATH_END_SILENT, 0, 2);
    char *summary = path_summary(&report, &report.paths[0]);
    cr_expect_str_eq(summary,
                     "192.0.2.20: port 25 reaches the host, but packets of the trace get no answer.");
    free(summary);
    facts_clear(&report);
}

/* The command "path" makes such reports. */
Test(path_summary, needs_no_endpoints)
{
    struct report report = {0};
    facts_path_port(facts_path(&report, address), 25, PATH_END_CONNECTED, 3, 2);
    assess_report(&report, &policy_default);
    cr_assert_eq(report.verdict.path_summaries.count, 1);
    cr_expect_str_eq(report.verdict.path_summaries.items[0],
                     "192.0.2.25: port 25 reaches the host at hop 3.");
    facts_clear(&report);
}

/* Nothing was probed, and the trace alone tells. */
Test(path_summary, findings_without_endpoints)
{
    struct report report = {0};
    facts_good(&report);
    while (report.endpoint_count > 0)
        shape_clear(&endpoint_shape, &report.endpoints[--report.endpoint_count]);
    struct path *path = facts_path(&report, "192.0.2.20");
    facts_path_port(path, 25, PATH_END_CONNECTED, 2, 1);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
    path = facts_path(&report, "192.0.2.10");
    facts_path_port(path, 25, PATH_END_SILENT, 0, 2);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
    assess_report(&report, &policy_default);
    static const enum finding_id expected[] = {FINDING_PORT_INTERCEPTED, FINDING_CONNECTION_TIMED_OUT};
    static const enum suspect suspects[] = {SUSPECT_THIS_NETWORK, SUSPECT_PROVIDER};
    for (size_t i = 0; i < 2; i++) {
        size_t found = 0;
        for (size_t n = 0; n < report.finding_count; n++) {
            const struct finding *finding = &report.findings[n];
            if (finding->outcome != OUTCOME_UNKNOWN || finding->id != expected[i])
                continue;
            found++;
            cr_expect(finding->points_at == suspects[i]);
        }
        cr_expect_eq(found, 1, "%s", finding_name(expected[i]));
    }
    facts_clear(&report);
}
