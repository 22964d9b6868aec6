/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first line of the headline: whether mail gets there, and the finding that decides it, for each kind of
 * report that a user can get. */
#include "assess/assess.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "facts_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *const mx1_v4 = "192.0.2.10", *const mx1_v6 = "2001:db8::10", *const mx2_v4 = "192.0.2.20";

static void at_all(struct report *report, enum step step, enum stop_reason reason)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    for (size_t i = 0; i < 3; i++)
        facts_stop(report, addresses[i], 25, step, reason);
}

static void refuse_all(struct report *report, enum step step, int64_t code, const char *text)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    for (size_t i = 0; i < 3; i++)
        facts_refuse(report, addresses[i], 25, step, code, text);
}

static void no_hosts(struct report *report, enum mail_route route, enum dns_status status)
{
    for (; report->host_count > 0; report->host_count--)
        shape_clear(&host_shape, &report->hosts[report->host_count - 1]);
    for (; report->endpoint_count > 0; report->endpoint_count--)
        shape_clear(&endpoint_shape, &report->endpoints[report->endpoint_count - 1]);
    report->domain->mail_route = route;
    report->domain->mx_lookup.status = status;
}

/* --- Nothing wrong --- */

static void nothing(struct report *report)
{
    (void)report;
}

static void not_probed(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        for (; report->endpoints[i].session_count > 0; report->endpoints[i].session_count--)
            shape_clear(&session_shape,
                        &report->endpoints[i].sessions[report->endpoints[i].session_count - 1]);
}

/* --- DNS --- */

static void nxdomain(struct report *report)
{
    no_hosts(report, ROUTE_NO_DOMAIN, DNS_NXDOMAIN);
}

static void no_route(struct report *report)
{
    no_hosts(report, ROUTE_NONE, DNS_NODATA);
}

static void null_mx(struct report *report)
{
    no_hosts(report, ROUTE_NULL_MX, DNS_OK);
}

static void servfail(struct report *report)
{
    no_hosts(report, ROUTE_UNKNOWN, DNS_SERVFAIL);
}

static void no_resolver(struct report *report)
{
    no_hosts(report, ROUTE_UNKNOWN, DNS_UNREACHABLE);
    for (size_t i = 0; i < report->domain->service_count; i++)
        report->domain->services[i].lookup.status = DNS_UNREACHABLE;
}

/* The resolver validates. */
static void bogus(struct report *report)
{
    servfail(report);
    report->domain->mx_lookup.dnssec = DNSSEC_BOGUS;
}

/* The resolver does not, and the hosts are found. */
static void bogus_and_found(struct report *report)
{
    report->domain->mx_lookup.dnssec = DNSSEC_BOGUS;
}

static void bogus_and_refused(struct report *report)
{
    bogus_and_found(report);
    at_all(report, STEP_CONNECT, STOP_REFUSED);
}

static void bogus_srv(struct report *report)
{
    struct dns_lookup *lookup = &report->domain->services[0].lookup;
    text_replace(&lookup->name, text_copy("_submission._tcp.example.org"));
    lookup->dnssec = DNSSEC_BOGUS;
}

static void no_addresses(struct report *report)
{
    for (size_t i = 0; i < 2; i++) {
        text_list_free(&report->hosts[i].addresses);
        report->hosts[i].a_lookup.status = report->hosts[i].aaaa_lookup.status = DNS_NXDOMAIN;
    }
}

static void alias(struct report *report)
{
    text_list_append(&facts_host(report, "mx1.example.org")->a_lookup.cname_chain, "end.example.net");
}

static void addresses_unknown(struct report *report)
{
    for (size_t i = 0; i < 2; i++) {
        text_list_free(&report->hosts[i].addresses);
        report->hosts[i].a_lookup.status = report->hosts[i].aaaa_lookup.status = DNS_TIMEOUT;
    }
}

/* An address that a zone may not lead a scan to. */
static void barred(struct report *report)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    for (size_t i = 0; i < 3; i++) {
        facts_address(report, addresses[i])->barred = BAR_LOOPBACK;
        struct endpoint *endpoint = facts_endpoint(report, addresses[i], 25);
        for (; endpoint->session_count > 0; endpoint->session_count--)
            shape_clear(&session_shape, &endpoint->sessions[endpoint->session_count - 1]);
    }
}

/* --- Connections --- */

static void refused(struct report *report)
{
    at_all(report, STEP_CONNECT, STOP_REFUSED);
}

static void one_refused(struct report *report)
{
    facts_stop(report, mx2_v4, 25, STEP_CONNECT, STOP_REFUSED);
}

static void dropped(struct report *report)
{
    at_all(report, STEP_CONNECT, STOP_TIMED_OUT);
}

static void one_dropped(struct report *report)
{
    facts_stop(report, mx2_v4, 25, STEP_CONNECT, STOP_TIMED_OUT);
}

/* Neither cause explains a whole host, so the host is told of. */
static void refused_and_dropped(struct report *report)
{
    dropped(report);
    facts_stop(report, mx1_v4, 25, STEP_CONNECT, STOP_REFUSED);
    facts_stop(report, mx2_v4, 25, STEP_CONNECT, STOP_REFUSED);
}

static void local(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        facts_stop(report, report->endpoints[i].address, report->endpoints[i].port, STEP_CONNECT, STOP_LOCAL);
}

static void egress(struct report *report)
{
    dropped(report);
    report->vantage.relay_over_ipv4 =
        (struct reach){.networks_failed = 3, .networks_blocked = 3, .how = {STOP_TIMED_OUT, NULL}};
    report->vantage.relay_over_ipv6 =
        (struct reach){.networks_failed = 3, .networks_blocked = 3, .how = {STOP_TIMED_OUT, NULL}};
}

/* Blocked over the one family, and over the other the server is what fails. */
static void egress_over_ipv6_and_silent(struct report *report)
{
    facts_stop(report, mx1_v6, 25, STEP_CONNECT, STOP_TIMED_OUT);
    facts_stop(report, mx1_v4, 25, STEP_GREETING, STOP_TIMED_OUT);
    facts_stop(report, mx2_v4, 25, STEP_GREETING, STOP_TIMED_OUT);
    report->vantage.relay_over_ipv4.networks_reached = 2;
    report->vantage.relay_over_ipv6 =
        (struct reach){.networks_failed = 3, .networks_blocked = 3, .how = {STOP_TIMED_OUT, NULL}};
}

static void intercepted(struct report *report)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    for (size_t i = 0; i < 3; i++) {
        struct session *session = facts_session(report, addresses[i], 25);
        session->starttls.offered = ANSWER_NO;
        facts_drop_keyword(session->ehlo, "STARTTLS");
        struct path *path = facts_path(report, addresses[i]);
        facts_path_port(path, 25, PATH_END_CONNECTED, 2, 1);
        facts_path_port(path, 587, PATH_END_CONNECTED, 6, 5);
    }
}

/* --- What answers --- */

static void ssh(struct report *report)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    at_all(report, STEP_GREETING, STOP_PROTOCOL);
    for (size_t i = 0; i < 3; i++) {
        facts_endpoint(report, addresses[i], 25)->found = MODE_OTHER;
        facts_session(report, addresses[i], 25)->first_bytes = text_copy("SSH-2.0-OpenSSH_9.2");
    }
}

static void one_ssh(struct report *report)
{
    ssh(report);
    facts_open(report, mx1_v4, 25, MODE_STARTTLS);
    facts_open(report, mx1_v6, 25, MODE_STARTTLS);
}

static void silent(struct report *report)
{
    at_all(report, STEP_GREETING, STOP_TIMED_OUT);
}

static void closed(struct report *report)
{
    at_all(report, STEP_GREETING, STOP_CLOSED);
}

static void busy(struct report *report)
{
    refuse_all(report, STEP_GREETING, 421, "4.3.2 all server ports are busy");
}

static void not_served(struct report *report)
{
    refuse_all(report, STEP_GREETING, 554, "5.7.1 no service here");
}

static void blocklisted(struct report *report)
{
    refuse_all(report, STEP_GREETING, 554, "5.7.1 your address is listed by zen.spamhaus.org");
}

static void ehlo_rejected(struct report *report)
{
    refuse_all(report, STEP_EHLO, 550, "5.7.1 bad name");
}

static void silent_after_ehlo(struct report *report)
{
    at_all(report, STEP_EHLO, STOP_TIMED_OUT);
}

/* --- TLS --- */

static void stalled(struct report *report)
{
    at_all(report, STEP_HANDSHAKE, STOP_TIMED_OUT);
}

static void black_hole(struct report *report)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    stalled(report);
    for (size_t i = 0; i < 3; i++) {
        struct session *small = facts_add_session(report, addresses[i], 25, PURPOSE_SMALL_SEGMENTS);
        small->tls = allocate(1, sizeof *small->tls);
        small->tls->completed = ANSWER_YES;
    }
}

static void take_starttls_away(struct report *report, const char *address)
{
    struct session *session = facts_session(report, address, 25);
    facts_stop(report, address, 25, STEP_STARTTLS, STOP_REJECTED);
    facts_drop_keyword(session->ehlo, "STARTTLS");
    session->starttls.offered = ANSWER_NO;
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void one_in_clear(struct report *report)
{
    take_starttls_away(report, mx2_v4);
}

static void handshake_fails(struct report *report)
{
    const char *const addresses[] = {mx1_v4, mx1_v6, mx2_v4};
    at_all(report, STEP_HANDSHAKE, STOP_TLS_ALERT);
    for (size_t i = 0; i < 3; i++)
        facts_session(report, addresses[i], 25)->starttls.offered = ANSWER_YES;
}

static void tlsa_mismatch(struct report *report)
{
    facts_matched(report, "mx1.example.org", ANSWER_NO);
    facts_matched(report, "mx2.example.org", ANSWER_NO);
}

static void one_tlsa_mismatch(struct report *report)
{
    facts_matched(report, "mx2.example.org", ANSWER_NO);
}

/* The worse of the two: no sender that follows the rules has a host left. */
static void one_tlsa_mismatch_and_one_refused(struct report *report)
{
    facts_matched(report, "mx1.example.org", ANSWER_NO);
    one_refused(report);
}

static void in_mode(struct report *report, enum mta_sts_mode mode)
{
    facts_policy(report, mode);
    text_list_free(&report->domain->mta_sts->policy->mx);
    text_list_append(&report->domain->mta_sts->policy->mx, "elsewhere.example.org");
}

static void not_in_policy(struct report *report)
{
    in_mode(report, MTA_STS_MODE_ENFORCE);
}

static void not_in_policy_that_tests(struct report *report)
{
    in_mode(report, MTA_STS_MODE_TESTING);
}

static const struct {
    void (*prepare)(struct report *report);
    enum delivery delivery;
    enum finding_id id; /* of the main finding */
    const char
        *summary; /* how it begins: whom it points at is for the rules of assess/cause/blockage.h to say */
} rows[] = {
    {nothing, DELIVERY_YES, FINDING_NONE, "yes, to both hosts"},
    {not_probed, DELIVERY_UNKNOWN, FINDING_NONE, "unknown, port 25 was not probed"},
    {nxdomain, DELIVERY_NO, FINDING_DOMAIN_NOT_FOUND, "no. The domain does not exist"},
    {no_route, DELIVERY_NO, FINDING_NO_MAIL_HOST, "no. The domain has no mail host"},
    {null_mx, DELIVERY_NO, FINDING_MX_NULL, "no. The domain declares that it receives no mail (null MX)"},
    {servfail, DELIVERY_UNKNOWN, FINDING_MX_LOOKUP_FAILED,
     "unknown. DNS did not answer the query for the domain's MX records; likely cause: the domain's own "
     "servers"},
    {no_resolver, DELIVERY_UNKNOWN, FINDING_RESOLVER_UNREACHABLE,
     "unknown. No DNS resolver could be reached; cause: the DNS resolver"},
    {bogus, DELIVERY_SOME_SENDERS, FINDING_DNS_BOGUS,
     "not from every sender. The DNSSEC signatures are not valid (bogus)"},
    {bogus_and_found, DELIVERY_SOME_SENDERS, FINDING_DNS_BOGUS,
     "not from every sender. The DNSSEC signatures are not valid (bogus)"},
    {bogus_and_refused, DELIVERY_NO, FINDING_CONNECTION_REFUSED,
     "no. The connection is refused (port 25 of both hosts)"},
    {bogus_srv, DELIVERY_YES, FINDING_NONE, "yes, to both hosts"},
    {no_addresses, DELIVERY_NO, FINDING_HOST_WITHOUT_ADDRESS, "no. The host has no address (both hosts)"},
    {addresses_unknown, DELIVERY_UNKNOWN, FINDING_HOST_LOOKUP_FAILED,
     "unknown. DNS did not answer a query for the host's addresses (both hosts)"},
    {alias, DELIVERY_SOME_SENDERS, FINDING_MX_CNAME,
     "not from every sender. The MX host is an alias (CNAME) (mx1.example.org)"},
    {barred, DELIVERY_UNKNOWN, FINDING_ADDRESS_NOT_PROBED,
     "unknown. DNS leads to an address that mailsonde does not connect to (both hosts)"},
    {refused, DELIVERY_NO, FINDING_CONNECTION_REFUSED,
     "no. The connection is refused (port 25 of both hosts)"},
    {one_refused, DELIVERY_SOME_HOSTS, FINDING_CONNECTION_REFUSED,
     "only to 1 of 2 hosts. The connection is refused (port 25 of mx2.example.org)"},
    {dropped, DELIVERY_UNKNOWN, FINDING_CONNECTION_TIMED_OUT,
     "unknown. The connection times out (port 25 of both hosts)"},
    {one_dropped, DELIVERY_YES, FINDING_CONNECTION_TIMED_OUT,
     "yes, to at least 1 of 2 hosts. The connection times out (port 25 of mx2.example.org)"},
    {refused_and_dropped, DELIVERY_UNKNOWN, FINDING_MX_HOST_UNREACHABLE,
     "unknown. No address of the MX host accepts connections (both hosts)"},
    {local, DELIVERY_UNKNOWN, FINDING_CONNECTION_IMPOSSIBLE_HERE,
     "unknown. This machine has no route to the address (port 25 of both hosts); cause: this machine"},
    {egress, DELIVERY_UNKNOWN, FINDING_EGRESS_BLOCKED,
     "unknown. Outgoing port 25 is blocked from here; likely cause: this machine's network"},
    {egress_over_ipv6_and_silent, DELIVERY_UNKNOWN, FINDING_GREETING_MISSING,
     "unknown. The port accepts connections but sends nothing (port 25 of both hosts); possible cause: the "
     "server"},
    {intercepted, DELIVERY_UNKNOWN, FINDING_PORT_INTERCEPTED,
     "unknown. A device in front of the host answers on the port (port 25 of both hosts)"},
    {ssh, DELIVERY_NO, FINDING_NOT_SMTP, "no. The port does not speak SMTP (port 25 of both hosts)"},
    {one_ssh, DELIVERY_SOME_HOSTS, FINDING_NOT_SMTP,
     "only to 1 of 2 hosts. The port does not speak SMTP (port 25 of mx2.example.org)"},
    {silent, DELIVERY_UNKNOWN, FINDING_GREETING_MISSING,
     "unknown. The port accepts connections but sends nothing (port 25 of both hosts); possible cause: the "
     "server"},
    {closed, DELIVERY_UNKNOWN, FINDING_CONNECTION_CLOSED,
     "unknown. The server accepts the connection and closes it without a greeting (port 25 of both hosts)"},
    {busy, DELIVERY_UNKNOWN, FINDING_SERVICE_UNAVAILABLE,
     "unknown. The server refuses service temporarily (port 25 of both hosts); likely cause: the server"},
    {not_served, DELIVERY_UNKNOWN, FINDING_SERVICE_REFUSED,
     "unknown. The server refuses service (port 25 of both hosts); possible cause: the server"},
    {blocklisted, DELIVERY_UNKNOWN, FINDING_SERVICE_BLOCKLISTED,
     "unknown. The server blocks this client's address (port 25 of both hosts); likely cause: this machine's "
     "network"},
    {ehlo_rejected, DELIVERY_UNKNOWN, FINDING_EHLO_REJECTED,
     "unknown. The server rejects EHLO (port 25 of both hosts)"},
    {silent_after_ehlo, DELIVERY_UNKNOWN, FINDING_NONE,
     "unknown, port 25 of mx1.example.org: nothing arrived within 10 s after EHLO"},
    {stalled, DELIVERY_UNKNOWN, FINDING_HANDSHAKE_STALLED,
     "unknown. The server accepts STARTTLS but does not answer the handshake (port 25 of both hosts); the "
     "cause is unknown"},
    {black_hole, DELIVERY_UNKNOWN, FINDING_HANDSHAKE_BLACK_HOLE,
     "unknown. The TLS handshake works only with small packets (port 25 of both hosts); likely cause: a "
     "device on the path"},
    {one_in_clear, DELIVERY_YES, FINDING_STARTTLS_NOT_OFFERED,
     "yes, to both hosts. STARTTLS is not offered (port 25 of mx2.example.org)"},
    {handshake_fails, DELIVERY_YES, FINDING_TLS_HANDSHAKE_FAILED,
     "yes, to both hosts. The TLS handshake fails (port 25 of both hosts)"},
    {tlsa_mismatch, DELIVERY_SOME_SENDERS, FINDING_DANE_MISMATCH,
     "not from every sender. No TLSA record matches the server's certificate (port 25 of both hosts)"},
    {one_tlsa_mismatch, DELIVERY_SOME_SENDERS, FINDING_DANE_MISMATCH,
     "not from every sender. No TLSA record matches the server's certificate (port 25 of mx2.example.org)"},
    {one_tlsa_mismatch_and_one_refused, DELIVERY_SOME_SENDERS, FINDING_DANE_MISMATCH,
     "not from every sender. No TLSA record matches the server's certificate (port 25 of mx1.example.org)"},
    {not_in_policy, DELIVERY_SOME_SENDERS, FINDING_MTA_STS_MX_NOT_LISTED,
     "not from every sender. The MTA-STS policy does not list an MX host (both hosts)"},
    {not_in_policy_that_tests, DELIVERY_YES, FINDING_NONE, "yes, to both hosts"},
};

/* Each kind of report has a first line that says what decides. */
Test(verdict_delivery, main_fact)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report report = {0};
        facts_opportunistic(&report);
        rows[i].prepare(&report);
        assess_report(&report, &policy_default);
        const struct verdict *verdict = &report.verdict;
        cr_expect(verdict->delivery == rows[i].delivery, "%s: delivery is %s", rows[i].summary,
                  words_name(&delivery_words, (int)verdict->delivery));
        cr_assert_not_null(verdict->delivery_summary);
        cr_expect(strncmp(verdict->delivery_summary, rows[i].summary, strlen(rows[i].summary)) == 0, "%s",
                  verdict->delivery_summary);
        enum finding_id id = verdict->main_finding != NULL ? verdict->main_finding->id : FINDING_NONE;
        cr_expect(id == rows[i].id, "%s: the main finding is %s", rows[i].summary, finding_name(id));
        facts_clear(&report);
    }
}

/* The finding's own order in the report decides nothing. */
Test(verdict_delivery, same_when_judged_again)
{
    struct report report = {0};
    facts_opportunistic(&report);
    refused_and_dropped(&report);
    assess_report(&report, &policy_default);
    char *first = text_copy(report.verdict.delivery_summary);
    assess_report(&report, &policy_default);
    cr_expect_str_eq(report.verdict.delivery_summary, first);
    free(first);
    facts_clear(&report);
}

/* A host that was asked on no mail port has no delivery to speak of. */
Test(verdict_delivery, a_host_that_takes_no_mail)
{
    struct report report = {0};
    facts_opportunistic(&report);
    shape_clear(&domain_shape, report.domain);
    free(report.domain);
    report.domain = NULL;
    for (size_t i = 0; i < report.host_count; i++)
        for (size_t n = 0; n < report.hosts[i].port_count; n++)
            if (report.hosts[i].ports[n].port == 25)
                report.hosts[i].ports[n].port = 2525;
    assess_report(&report, &policy_default);
    cr_expect(report.verdict.delivery == DELIVERY_UNKNOWN);
    cr_expect_null(report.verdict.delivery_summary);
    facts_clear(&report);
}
