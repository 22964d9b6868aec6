/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From targets to hosts and addresses, over records from a file alone. */
#include "discover/mx.h"
#include "discover/routes.h"
#include "discover/target.h"
#include "facts/shapes.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct report report;
static struct routes_options options;

struct discovery {
    struct resolver *resolver;
};

static void run(struct fiber *fiber, void *argument)
{
    struct discovery *discovery = argument;
    routes_discover(fiber, discovery->resolver, &options, &report);
}

static struct records *load(const char *zone)
{
    char *error = NULL;
    char *name = temporary_file(zone);
    struct records *records = records_load(name, &error);
    temporary_file_remove(name);
    cr_assert_not_null(records, "%s", error);
    return records;
}

/* With `server`, what the records do not have is asked there; without, nobody is. */
static void discover_with(const char *word, const char *zone, const char *server)
{
    char *error = target_parse(word, false, &report.target);
    cr_assert_null(error, "%s", error);
    struct records *records = load(zone);
    struct fiber_pool *pool = fiber_pool_new();
    struct discovery discovery = {
        .resolver = resolver_new(
            pool, &(struct resolver_options){.records = records, .offline = server == NULL, .server = server},
            &error),
    };
    cr_assert_not_null(discovery.resolver, "%s", error);
    fiber_spawn(pool, run, &discovery);
    fiber_pool_run(pool);
    resolver_free(discovery.resolver);
    fiber_pool_free(pool);
    records_free(records);
}

static void discover(const char *word, const char *zone)
{
    discover_with(word, zone, NULL);
}

static void clear(void)
{
    shape_clear(&report_shape, &report);
    text_list_free(&options.submission_hosts);
}

TestSuite(routes, .fini = clear);

static const struct host *host(const char *name)
{
    for (size_t i = 0; i < report.host_count; i++)
        if (strcmp(report.hosts[i].name, name) == 0)
            return &report.hosts[i];
    cr_assert_fail("no host %s", name);
    return NULL;
}

/* The names of the hosts, in order. */
static void expect_hosts(const char *expected)
{
    struct text_list list = {0};
    for (size_t i = 0; i < report.host_count; i++)
        text_list_append(&list, report.hosts[i].name);
    char *joined = text_list_join(&list, " ");
    cr_expect_str_eq(joined, expected);
    free(joined);
    text_list_free(&list);
}

/* The ports of a host, "t" for implicit TLS or "s" for plaintext first, and why. */
static void expect_ports(const char *name, const char *expected)
{
    struct text_list list = {0};
    const struct host *of = host(name);
    for (size_t i = 0; i < of->port_count; i++) {
        const struct host_port *port = &of->ports[i];
        char *text = text_format("%d%s/%s", (int)port->port, port->expected == MODE_IMPLICIT_TLS ? "t" : "s",
                                 port->because);
        text_list_append(&list, text);
        free(text);
    }
    char *joined = text_list_join(&list, " ");
    cr_expect_str_eq(joined, expected);
    free(joined);
    text_list_free(&list);
}

static void expect_addresses(const char *name, const char *expected)
{
    char *joined = text_list_join(&host(name)->addresses, " ");
    cr_expect_str_eq(joined, expected);
    free(joined);
}

Test(routes, mx_hosts_by_preference_then_name)
{
    discover("user@Example.org", "example.org MX 20 b.example.org\n"
                                 "example.org MX 10 z.example.org\n"
                                 "example.org MX 20 a.example.org\n"
                                 "example.org MX 30 z.example.org\n"
                                 "z.example.org A 192.0.2.1\n"
                                 "z.example.org A 192.0.2.2\n"
                                 "z.example.org AAAA 2001:db8::1\n"
                                 "a.example.org AAAA 2001:db8::2\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_MX);
    cr_expect_str_eq(report.domain->name, "example.org");
    cr_expect_eq(report.domain->mx_count, 4);
    expect_hosts("z.example.org a.example.org b.example.org");
    cr_expect(host("z.example.org")->is_mx);
    cr_expect_eq(host("z.example.org")->mx_preference, 10);
    cr_expect_eq(host("z.example.org")->submission, SUBMISSION_NONE);
    expect_addresses("z.example.org", "192.0.2.1 192.0.2.2 2001:db8::1");
    expect_addresses("a.example.org", "2001:db8::2");
    expect_addresses("b.example.org", "");
    expect_ports("a.example.org", "25s/default 465t/default 587s/default 2525s/default");
    cr_expect_eq(host("a.example.org")->a_lookup.status, DNS_NODATA);
    cr_expect_eq(host("b.example.org")->a_lookup.status, DNS_NXDOMAIN);
    cr_expect_eq(report.address_count, 4);
    cr_expect_eq(report_address(&report, "2001:db8::2")->scope, SCOPE_DOCUMENTATION);
    cr_expect_eq(report_address(&report, "2001:db8::2")->family, 6);
}

Test(routes, implicit_mx)
{
    discover("example.org", "example.org A 192.0.2.1\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_IMPLICIT_MX);
    expect_hosts("example.org");
    cr_expect(host("example.org")->is_mx);
    cr_expect_eq(host("example.org")->mx_preference, 0);
}

Test(routes, neither_mx_nor_address)
{
    discover("example.org", "example.org TXT hello\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_NONE);
    cr_expect_eq(report.domain->mx_lookup.status, DNS_NODATA);
    expect_hosts("");
}

Test(routes, no_such_domain)
{
    discover("example.org", "org NS ns.org\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_NO_DOMAIN);
    expect_hosts("");
}

Test(routes, an_alias_of_nothing)
{
    discover("example.org", "example.org CNAME gone.example.org\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_NO_DOMAIN);
    cr_assert_eq(report.domain->mx_lookup.cname_chain.count, 1);
    cr_expect_str_eq(report.domain->mx_lookup.cname_chain.items[0], "gone.example.org");
    expect_hosts("");
}

Test(routes, a_file_without_the_zone_denies_nothing)
{
    discover("example.org", "mail.example.net A 192.0.2.1\n");
    cr_expect_eq(report.domain->mx_lookup.status, DNS_NOT_IN_RECORDS);
    cr_expect_eq(report.domain->mail_route, ROUTE_UNKNOWN);
    expect_hosts("");
}

Test(routes, failure_never_falls_back_to_addresses)
{
    /* nobody answers there: only the records are known, and the MX look-up fails */
    discover_with("example.org", "example.org A 192.0.2.1\n", "127.0.0.1:1");
    cr_expect_eq(report.domain->mx_lookup.status, DNS_UNREACHABLE);
    cr_expect_eq(report.domain->mail_route, ROUTE_UNKNOWN);
    expect_hosts("");
}

Test(routes, addresses_that_nobody_tells)
{
    discover_with("example.org", "example.org MX 10 mx.example.org\n", "127.0.0.1:1");
    cr_expect_eq(report.domain->mail_route, ROUTE_MX);
    cr_expect_eq(host("mx.example.org")->a_lookup.status, DNS_UNREACHABLE);
    expect_addresses("mx.example.org", "");
}

/* A domain without MX whose address look-ups end like this. */
static void settle_implicit(enum dns_status a, enum dns_status aaaa)
{
    report.domain = allocate(1, sizeof *report.domain);
    report.domain->name = text_copy("example.org");
    report.domain->mail_route = ROUTE_IMPLICIT_MX;
    mx_add_hosts(report.domain, &(struct port_set){0}, &report);
    report.hosts[0].a_lookup.status = a;
    report.hosts[0].aaaa_lookup.status = aaaa;
    mx_settle_implicit(&report);
}

Test(routes, implicit_mx_whose_addresses_nobody_tells)
{
    settle_implicit(DNS_NODATA, DNS_SERVFAIL);
    cr_expect_eq(report.domain->mail_route, ROUTE_UNKNOWN);
    expect_hosts("example.org");
}

Test(routes, implicit_mx_that_has_no_addresses)
{
    settle_implicit(DNS_NODATA, DNS_NODATA);
    cr_expect_eq(report.domain->mail_route, ROUTE_NONE);
    expect_hosts("");
}

Test(routes, null_mx)
{
    discover("example.org", "example.org MX 0 .\n"
                            "example.org A 192.0.2.1\n"
                            "mail.example.org A 192.0.2.2\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_NULL_MX);
    cr_expect_eq(report.domain->mx_count, 1);
    cr_expect_eq(report.domain->mx[0].kind, HOST_ROOT);
    expect_hosts("");
}

Test(routes, null_mx_with_submission_by_srv)
{
    discover("example.org", "example.org MX 0 .\n"
                            "_submissions._tcp.example.org SRV 0 1 465 mail.example.org\n"
                            "mail.example.org A 192.0.2.2\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_NULL_MX);
    expect_hosts("mail.example.org");
    cr_expect_not(host("mail.example.org")->is_mx);
    expect_addresses("mail.example.org", "192.0.2.2");
}

Test(routes, null_mx_beside_others)
{
    discover("example.org", "example.org MX 0 .\n"
                            "example.org MX 10 mx.example.org\n"
                            "mx.example.org A 192.0.2.2\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_MIXED_NULL);
    expect_hosts(". mx.example.org");
    cr_expect_eq(host(".")->kind, HOST_ROOT);
    expect_ports(".", "");
    expect_addresses("mx.example.org", "192.0.2.2");
}

Test(routes, mx_that_are_no_host_names)
{
    discover("example.org", "example.org MX 1 192.0.2.9.\n"
                            "example.org MX 2 localhost.\n"
                            "example.org MX 3 mail.\n"
                            "example.org MX 4 alias.example.org.\n"
                            "192.0.2.9. A 192.0.2.9\n"
                            "localhost. A 127.0.0.1\n"
                            "mail. A 192.0.2.3\n"
                            "alias.example.org. CNAME mx.example.org.\n"
                            "mx.example.org. A 192.0.2.4\n");
    expect_hosts("192.0.2.9 localhost mail alias.example.org");
    cr_expect_eq(host("192.0.2.9")->kind, HOST_IP_LITERAL);
    cr_expect_eq(host("192.0.2.9")->a_lookup.status, DNS_NOT_ASKED);
    expect_addresses("192.0.2.9", "");
    cr_expect_eq(host("localhost")->kind, HOST_LOCALHOST);
    expect_addresses("localhost", "");
    expect_ports("localhost", "");
    cr_expect_eq(host("mail")->kind, HOST_SINGLE_LABEL);
    expect_addresses("mail", "192.0.2.3");
    expect_addresses("alias.example.org", "192.0.2.4");
    cr_assert_eq(host("alias.example.org")->a_lookup.cname_chain.count, 1);
    cr_expect_str_eq(host("alias.example.org")->a_lookup.cname_chain.items[0], "mx.example.org");
}

Test(routes, alias_at_the_domain)
{
    discover("example.org", "example.org CNAME example.net\n"
                            "example.net MX 10 mx.example.net\n"
                            "mx.example.net A 192.0.2.4\n");
    cr_expect_eq(report.domain->mail_route, ROUTE_MX);
    cr_assert_eq(report.domain->mx_lookup.cname_chain.count, 1);
    cr_expect_str_eq(report.domain->mx_lookup.cname_chain.items[0], "example.net");
    expect_hosts("mx.example.net");
}

Test(routes, submission_by_srv)
{
    discover("example.org", "$ORIGIN example.org.\n"
                            "@ MX 10 mx\n"
                            "_submissions._tcp SRV 10 0 465 backup\n"
                            "_submissions._tcp SRV 0 1 465 light\n"
                            "_submissions._tcp SRV 0 9 10465 heavy\n"
                            "_submission._tcp SRV 0 1 587 mx\n"
                            "_submission._tcp SRV 0 1 465 light\n"
                            "_smtps._tcp SRV 0 1 465 invented\n"
                            "mail A 192.0.2.7\n"
                            "mx A 192.0.2.1\n"
                            "invented A 192.0.2.2\n");
    expect_hosts("mx.example.org heavy.example.org light.example.org backup.example.org");
    expect_ports("mx.example.org", "25s/default 465t/default 587s/_submission._tcp 2525s/default");
    expect_ports("heavy.example.org",
                 "25s/default 465t/default 587s/default 2525s/default 10465t/_submissions._tcp");
    expect_ports("light.example.org", "25s/default 465t/_submissions._tcp 587s/default 2525s/default");
    cr_expect(host("mx.example.org")->is_mx);
    cr_expect_eq(host("mx.example.org")->submission, SUBMISSION_SRV);
    cr_expect_eq(host("light.example.org")->services.count, 2);
    cr_assert_eq(report.domain->service_count, 3);
    cr_expect_str_eq(report.domain->services[0].service, "_submissions._tcp");
    cr_expect_eq(report.domain->services[0].record_count, 3);
    cr_expect_str_eq(report.domain->services[0].records[0].target, "heavy.example.org");
    cr_expect_eq(report.domain->services[0].offered, ANSWER_YES);
    cr_expect_str_eq(report.domain->services[2].service, "_smtps._tcp");
    cr_expect_eq(report.domain->services[2].record_count, 1);
}

Test(routes, ports_given_are_not_added_to)
{
    static const int64_t ports[] = {587, 10025};
    options.ports = ports;
    options.port_count = 2;
    options.only_these_ports = true;
    discover("example.org", "example.org MX 10 mx.example.org\n"
                            "_submissions._tcp.example.org SRV 0 1 465 mx.example.org\n"
                            "_submission._tcp.example.org SRV 0 1 587 mx.example.org\n"
                            "mx.example.org A 192.0.2.1\n");
    expect_ports("mx.example.org", "587s/_submission._tcp 10025s/default");
}

Test(routes, submission_that_is_not_offered)
{
    discover("example.org", "example.org MX 10 mx.example.org\n"
                            "_submissions._tcp.example.org SRV 0 0 0 .\n"
                            "_submission._tcp.example.org SRV 0 0 0 .\n"
                            "mail.example.org A 192.0.2.7\n"
                            "mx.example.org A 192.0.2.1\n");
    expect_hosts("mx.example.org");
    cr_expect_eq(report.domain->services[0].offered, ANSWER_NO);
    cr_expect_eq(report.domain->services[1].offered, ANSWER_NO);
    cr_expect_eq(report.domain->services[2].offered, ANSWER_UNKNOWN);
}

Test(routes, guesses_only_where_they_resolve)
{
    discover("example.org", "example.org MX 10 mail.example.org\n"
                            "mail.example.org A 192.0.2.1\n"
                            "smtp.example.org CNAME mail.example.org\n");
    expect_hosts("mail.example.org smtp.example.org");
    cr_expect_eq(host("mail.example.org")->submission, SUBMISSION_GUESS);
    cr_expect(host("mail.example.org")->is_mx);
    cr_expect_eq(host("smtp.example.org")->submission, SUBMISSION_GUESS);
    cr_expect_not(host("smtp.example.org")->is_mx);
    cr_expect_eq(report.address_count, 1);
}

Test(routes, submission_hosts_given_come_instead_of_guesses)
{
    text_list_append(&options.submission_hosts, "out.example.net");
    text_list_append(&options.submission_hosts, "192.0.2.77");
    discover("example.org", "example.org MX 10 mx.example.org\n"
                            "mail.example.org A 192.0.2.1\n"
                            "out.example.net A 192.0.2.5\n");
    expect_hosts("mx.example.org out.example.net 192.0.2.77");
    cr_expect_eq(host("out.example.net")->submission, SUBMISSION_GIVEN);
    expect_addresses("out.example.net", "192.0.2.5");
    expect_addresses("192.0.2.77", "192.0.2.77");
    expect_ports("192.0.2.77", "25s/default 465t/default 587s/default 2525s/default");
}

Test(routes, a_host_as_the_target)
{
    discover("mx.example.org:465", "mx.example.org A 192.0.2.1\n"
                                   "mx.example.org MX 0 other.example.org\n");
    cr_expect_null(report.domain);
    expect_hosts("mx.example.org");
    cr_expect_eq(host("mx.example.org")->submission, SUBMISSION_GIVEN);
    cr_expect_not(host("mx.example.org")->is_mx);
    expect_ports("mx.example.org", "465t/target");
    expect_addresses("mx.example.org", "192.0.2.1");
}

Test(routes, an_address_as_the_target)
{
    discover("[IPv6:2001:DB8::25]", "mx.example.org A 192.0.2.1\n");
    expect_hosts("2001:db8::25");
    cr_expect_eq(host("2001:db8::25")->kind, HOST_IP_LITERAL);
    expect_addresses("2001:db8::25", "2001:db8::25");
    expect_ports("2001:db8::25", "25s/default 465t/default 587s/default 2525s/default");
    cr_assert_eq(report.address_count, 1);
    cr_expect_eq(report.addresses[0].ptr_lookup.status, DNS_NOT_IN_RECORDS);
    cr_expect_eq(report.addresses[0].forward_confirmed, ANSWER_UNKNOWN);
}

Test(routes, localhost_as_the_target)
{
    discover("localhost:2525", "");
    expect_hosts("localhost");
    expect_addresses("localhost", "127.0.0.1 ::1");
    expect_ports("localhost", "2525s/target");
}

Test(routes, internationalized_domain)
{
    discover("münchen.example", "xn--mnchen-3ya.example MX 10 mx.xn--mnchen-3ya.example\n");
    cr_expect_str_eq(report.domain->name, "xn--mnchen-3ya.example");
    cr_expect_str_eq(report.domain->name_unicode, "münchen.example");
    cr_expect_str_eq(host("mx.xn--mnchen-3ya.example")->name_unicode, "mx.münchen.example");
}

Test(routes, reverse_names_that_lead_back_or_not)
{
    discover("example.org",
             "example.org MX 10 mx.example.org\n"
             "mx.example.org A 192.0.2.1\n"
             "mx.example.org A 192.0.2.2\n"
             "mx.example.org A 192.0.2.3\n"
             "mx.example.org AAAA 2001:db8::1\n"
             "mx.example.org AAAA 2001:db8::2\n"
             "1.2.0.192.in-addr.arpa PTR mx.example.org\n"
             "2.2.0.192.in-addr.arpa PTR other.example.org\n"
             "other.example.org A 192.0.2.99\n"
             "$ORIGIN 0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.\n"
             "1 PTR other.example.org.\n"
             "1 PTR mx.example.org.\n"
             "2 PTR gone.example.org.\n");
    cr_expect_eq(report_address(&report, "192.0.2.1")->forward_confirmed, ANSWER_YES);
    cr_expect_str_eq(report_address(&report, "192.0.2.1")->ptr_names.items[0], "mx.example.org");
    cr_expect_eq(report_address(&report, "192.0.2.2")->forward_confirmed, ANSWER_NO);
    cr_expect_eq(report_address(&report, "192.0.2.3")->forward_confirmed, ANSWER_NO);
    cr_expect_eq(report_address(&report, "192.0.2.3")->ptr_names.count, 0);
    cr_expect_eq(report_address(&report, "2001:db8::1")->forward_confirmed, ANSWER_YES);
    cr_expect_eq(report_address(&report, "2001:db8::2")->forward_confirmed, ANSWER_NO);
}

Test(routes, reverse_names_that_nobody_tells)
{
    discover_with("192.0.2.1", "", "127.0.0.1:1");
    cr_expect_eq(report.addresses[0].ptr_lookup.status, DNS_UNREACHABLE);
    cr_expect_eq(report.addresses[0].forward_confirmed, ANSWER_UNKNOWN);
}

/* Appends `count` lines, each with its number twice. */
static char *lines(const char *format, size_t count)
{
    char *text = text_copy("");
    for (size_t i = 0; i < count; i++) {
        char line[128];
        snprintf(line, sizeof line, format, (int)i, (int)i);
        text_replace(&text, text_format("%s%s", text, line));
    }
    return text;
}

Test(routes, hostile_zones_are_cut)
{
    char *mx = lines("example.org MX %d mx%d.example.org\n", 70);
    char *a = lines("mx0.example.org A 192.0.%d.2 ; %d\n", 60);
    char *srv = lines("_submission._tcp.example.org SRV %d 0 587 out%d.example.org\n", 30);
    char *ptr = lines("2.0.0.192.in-addr.arpa PTR p%d.example.org ; %d\n", 12);
    char *zone = text_format("%s%s%s%s", mx, a, srv, ptr);
    discover("example.org", zone);
    cr_expect_eq(report.domain->mx_count, 50);
    cr_expect_str_eq(report.domain->mx_lookup.detail, "only 50 of 70 MX records are used");
    cr_expect_eq(report.domain->services[1].record_count, 20);
    cr_expect_eq(report.host_count, 70);
    cr_expect_eq(host("mx0.example.org")->addresses.count, 32);
    cr_expect_str_eq(host("mx0.example.org")->a_lookup.detail, "only 32 of 60 addresses are used");
    cr_expect_eq(report_address(&report, "192.0.0.2")->ptr_names.count, 8);
    cr_expect_not_null(report_address(&report, "192.0.0.2")->ptr_lookup.detail);
    free(mx);
    free(a);
    free(srv);
    free(ptr);
    free(zone);
}
