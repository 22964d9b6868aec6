/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS: routing, hosts, addresses, SRV. */
#include "assess_rows.h"
#include "facts/shapes.h"

static void no_domain(struct report *report)
{
    report->domain->mail_route = ROUTE_NO_DOMAIN;
    report->domain->mx_lookup.status = DNS_NXDOMAIN;
}

static void dead_alias(struct report *report)
{
    no_domain(report);
    text_list_append(&report->domain->mx_lookup.cname_chain, "gone.example.net");
}

static void alias_without_mail(struct report *report)
{
    report->domain->mail_route = ROUTE_NONE;
    report->domain->mx_lookup.status = DNS_NODATA;
    text_list_append(&report->domain->mx_lookup.cname_chain, "web.example.net");
}

static void mx_servfail(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_SERVFAIL;
}

static void mx_timeout(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_TIMEOUT;
}

static void mx_malformed(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_MALFORMED;
}

static void mx_not_asked(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_NOT_ASKED;
}

static void alias(struct report *report)
{
    text_list_append(&report->domain->mx_lookup.cname_chain, "example.net");
}

static void no_mail_host(struct report *report)
{
    report->domain->mail_route = ROUTE_NONE;
    report->domain->mx_lookup.status = DNS_NODATA;
}

static void implicit_mx(struct report *report)
{
    report->domain->mail_route = ROUTE_IMPLICIT_MX;
    while (report->domain->mx_count > 0)
        shape_clear(&mx_record_shape, &report->domain->mx[--report->domain->mx_count]);
}

static void null_mx(struct report *report)
{
    report->domain->mail_route = ROUTE_NULL_MX;
    report->domain->mx[0].preference = 0;
}

static void mixed_null(struct report *report)
{
    report->domain->mail_route = ROUTE_MIXED_NULL;
    report->domain->mx[1].kind = HOST_ROOT;
}

static void duplicate(struct report *report)
{
    text_replace(&report->domain->mx[1].exchange, text_copy("MX1.example.org"));
}

static void ip_literal(struct report *report)
{
    text_replace(&report->domain->mx[0].exchange, text_copy("192.0.2.10"));
    report->domain->mx[0].kind = HOST_IP_LITERAL;
}

static void localhost(struct report *report)
{
    text_replace(&report->domain->mx[0].exchange, text_copy("localhost"));
    report->domain->mx[0].kind = HOST_LOCALHOST;
}

static void single_label(struct report *report)
{
    text_replace(&report->domain->mx[0].exchange, text_copy("mx1"));
    report->domain->mx[0].kind = HOST_SINGLE_LABEL;
}

static void underscore(struct report *report)
{
    text_replace(&report->domain->mx[0].exchange, text_copy("my_mail.example.org"));
    report->domain->mx[0].kind = HOST_NOT_A_NAME;
}

static void mx_cname(struct report *report)
{
    text_list_append(&facts_host(report, "mx1.example.org")->a_lookup.cname_chain, "box.example.net");
}

static void aaaa_servfail(struct report *report)
{
    facts_host(report, "mx2.example.org")->aaaa_lookup.status = DNS_SERVFAIL;
}

static void guess_servfail(struct report *report)
{
    facts_host(report, "smtp.example.org")->aaaa_lookup.status = DNS_SERVFAIL;
}

static void no_address(struct report *report)
{
    struct host *host = facts_host(report, "mx2.example.org");
    text_list_free(&host->addresses);
    host->a_lookup.status = DNS_NXDOMAIN;
    host->aaaa_lookup.status = DNS_NXDOMAIN;
}

static void without_family(struct dns_lookup *lookup)
{
    lookup->status = DNS_NODATA;
}

static void mx1_without_ipv6(struct report *report)
{
    without_family(&facts_host(report, "mx1.example.org")->aaaa_lookup);
}

static void mx1_without_ipv4(struct report *report)
{
    without_family(&facts_host(report, "mx1.example.org")->a_lookup);
}

static void no_ipv4_anywhere(struct report *report)
{
    mx1_without_ipv4(report);
    without_family(&facts_host(report, "mx2.example.org")->a_lookup);
}

static void srv_no_address(struct report *report)
{
    struct host *host = facts_host(report, "mail.example.org");
    text_list_free(&host->addresses);
    host->a_lookup.status = DNS_NODATA;
}

static void mx2_refuses(struct report *report)
{
    facts_stop(report, "192.0.2.20", 25, STEP_CONNECT, STOP_REFUSED);
}

static void mx2_silent(struct report *report)
{
    facts_stop(report, "192.0.2.20", 25, STEP_CONNECT, STOP_TIMED_OUT);
}

static void mx2_unresolved(struct report *report)
{
    struct host *host = facts_host(report, "mx2.example.org");
    text_list_free(&host->addresses);
    host->a_lookup.status = DNS_TIMEOUT;
}

static void mx1_ipv4_refuses(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_REFUSED);
}

static void nothing(struct report *report)
{
    (void)report;
}

static void policy_unknown(struct report *report)
{
    report->domain->mta_sts->status = MTA_STS_UNKNOWN;
}

static void policy_enforced(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_ENFORCE);
}

static void private_address(struct report *report)
{
    facts_address(report, "192.0.2.10")->scope = SCOPE_PRIVATE;
}

static void loopback_address(struct report *report)
{
    facts_address(report, "192.0.2.10")->scope = SCOPE_LOOPBACK;
}

static void loopback_barred(struct report *report)
{
    facts_address(report, "192.0.2.10")->barred = BAR_LOOPBACK;
}

static void too_many_endpoints(struct report *report)
{
    report->bounds = (struct bounds){.endpoints_max = 200, .endpoints_left_out = 12};
}

static void too_many_connections(struct report *report)
{
    report->bounds = (struct bounds){.connections_max = 5000, .connections_left_out = 1};
}

static void too_many_questions(struct report *report)
{
    report->bounds = (struct bounds){.queries_max = 1000, .queries_left_out = 3};
}

static void srv_of_ssh(struct report *report)
{
    report->domain->services[1].records[0].port = 22;
}

static void example_published(struct report *report)
{
    facts_address(report, "192.0.2.10")->scope = SCOPE_DOCUMENTATION;
}

static void example_given(struct report *report)
{
    facts_address(report, "192.0.2.10")->scope = SCOPE_DOCUMENTATION;
    facts_host(report, "mx1.example.org")->a_lookup.source = DNS_FROM_RECORDS;
}

static void guess_private(struct report *report)
{
    facts_address(report, "192.0.2.40")->scope = SCOPE_PRIVATE;
}

static void no_ptr(struct report *report)
{
    struct address *address = facts_address(report, "192.0.2.10");
    address->ptr_lookup.status = DNS_NXDOMAIN;
    text_list_free(&address->ptr_names);
}

static void ptr_timeout(struct report *report)
{
    facts_address(report, "192.0.2.10")->ptr_lookup.status = DNS_TIMEOUT;
}

static void ptr_mismatch(struct report *report)
{
    facts_address(report, "192.0.2.10")->forward_confirmed = ANSWER_NO;
}

static void ptr_unknown(struct report *report)
{
    facts_address(report, "192.0.2.10")->forward_confirmed = ANSWER_UNKNOWN;
}

static void ipv6_refused(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_REFUSED);
}

static void ipv4_refused(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_REFUSED);
}

static void ipv6_drops_port_25(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_TIMED_OUT);
}

static void ipv6_all_silent(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        facts_stop(report, "2001:db8::10", ports[i], STEP_CONNECT, STOP_TIMED_OUT);
    report->vantage.over_ipv6.networks_reached = 0;
}

static void no_ipv6_here(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        facts_stop(report, "2001:db8::10", ports[i], STEP_CONNECT, STOP_LOCAL);
    report->vantage.over_ipv6.networks_reached = 0;
}

static void split_starttls(struct report *report)
{
    struct session *session = facts_session(report, "2001:db8::10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
}

static void split_certificate(struct report *report)
{
    text_replace(&facts_session(report, "2001:db8::10", 25)->tls->chain[0].sha256, text_copy("other"));
}

static void srv_unknown(struct report *report)
{
    report->domain->services[1].lookup.status = DNS_TIMEOUT;
}

static void one_srv_unknown(struct report *report)
{
    struct srv_service *service = &report->domain->services[1];
    service->lookup.status = DNS_TIMEOUT;
    while (service->record_count > 0)
        shape_clear(&srv_record_shape, &service->records[--service->record_count]);
}

static void srv_root(struct report *report)
{
    struct srv_service *service = &report->domain->services[1];
    service->offered = ANSWER_NO;
    service->records[0].kind = HOST_ROOT;
    text_replace(&service->records[0].target, text_copy("."));
}

static void smtps(struct report *report)
{
    struct srv_service *service = &report->domain->services[2];
    service->lookup.status = DNS_OK;
    struct srv_record *record = list_append(&service->records, &service->record_count, sizeof *record);
    record->port = 465;
    record->target = text_copy("mail.example.org");
}

static void smtps_unknown(struct report *report)
{
    report->domain->services[2].lookup.status = DNS_REFUSED;
}

static void srv_literal(struct report *report)
{
    struct srv_record *record = &report->domain->services[0].records[0];
    text_replace(&record->target, text_copy("192.0.2.30"));
    record->kind = HOST_IP_LITERAL;
}

static void srv_alias(struct report *report)
{
    text_list_append(&facts_host(report, "mail.example.org")->a_lookup.cname_chain, "box.example.net");
}

static void srv_port_zero(struct report *report)
{
    report->domain->services[1].records[0].port = 0;
}

static void srv_outside(struct report *report)
{
    text_replace(&report->domain->services[0].records[0].target, text_copy("mail.notexample.org"));
}

static void interrupted(struct report *report)
{
    report->ended = REPORT_INTERRUPTED;
}

static void out_of_time(struct report *report)
{
    report->ended = REPORT_TIME_RAN_OUT;
    report->elapsed_ms = 90123;
    report->bounds.time_max_ms = 90000;
    facts_stop(report, "192.0.2.10", 25, STEP_EHLO, STOP_TIME_RAN_OUT);
}

static void out_of_memory_for_it(struct report *report)
{
    report->ended = REPORT_MEMORY_RAN_OUT;
}

static void of_the_other_family(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (text_same(report->endpoints[i].address, "192.0.2.20"))
            report->endpoints[i].port = 1; /* which the host is not asked on */
    report->vantage.ipv4 = false;
    report->vantage.ipv6 = true;
}

static void refused_everywhere(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        facts_stop(report, report->endpoints[i].address, report->endpoints[i].port, STEP_CONNECT,
                   STOP_REFUSED);
}

static struct signed_zone *zone(struct report *report)
{
    struct signed_zone *added =
        list_append(&report->signed_zones, &report->signed_zone_count, sizeof *report->signed_zones);
    added->name = text_copy("example.org");
    facts_lookup(&added->lookup, "DS", "example.org", DNS_OK);
    return added;
}

static void add_ds(struct signed_zone *zone, int64_t algorithm, int64_t digest_type)
{
    struct ds_record *ds = list_append(&zone->records, &zone->record_count, sizeof *zone->records);
    *ds = (struct ds_record){.key_tag = 1, .algorithm = algorithm, .digest_type = digest_type};
}

static void sha1_algorithm(struct report *report)
{
    struct signed_zone *example = zone(report);
    add_ds(example, 7, 2);
    add_ds(example, 7, 1);
}

static void sha1_algorithm_with_dane(struct report *report)
{
    sha1_algorithm(report);
    facts_tlsa(report, "mx1.example.org", 3, 1, 1, "00ff");
}

static void sha1_digest(struct report *report)
{
    add_ds(zone(report), 13, 1);
}

/* RFC 4509 3: the better digest counts. */
static void sha1_besides(struct report *report)
{
    struct signed_zone *example = zone(report);
    add_ds(example, 13, 1);
    add_ds(example, 13, 2);
}

static void ds_fails(struct report *report)
{
    zone(report)->lookup.status = DNS_SERVFAIL;
}

static struct caa_set *caa(struct report *report, const char *host, const char *tag, const char *value)
{
    struct caa_set *set = list_append(&report->caa_sets, &report->caa_set_count, sizeof *report->caa_sets);
    set->host = text_copy(host);
    facts_lookup(&set->lookup, "CAA", "example.org", tag != NULL ? DNS_OK : DNS_NODATA);
    if (tag == NULL)
        return set;
    struct caa_record *record = list_append(&set->records, &set->record_count, sizeof *set->records);
    *record = (struct caa_record){.tag = text_copy(tag), .value = text_copy(value)};
    return set;
}

static void caa_none(struct report *report)
{
    caa(report, "mx1.example.org", NULL, NULL);
}

static void caa_bogus(struct report *report)
{
    struct caa_set *set = caa(report, "mx1.example.org", NULL, NULL);
    set->lookup.status = DNS_SERVFAIL;
    set->lookup.dnssec = DNSSEC_BOGUS;
}

static void caa_servfail(struct report *report)
{
    caa(report, "mx1.example.org", NULL, NULL)->lookup.status = DNS_SERVFAIL;
}

static void caa_timeout(struct report *report)
{
    caa(report, "mx1.example.org", NULL, NULL)->lookup.status = DNS_TIMEOUT;
}

static void issued_by(struct report *report, const char *issuer)
{
    struct certificate *leaf = &facts_session(report, "192.0.2.10", 25)->tls->chain[0];
    text_replace(&leaf->issuer, text_copy(issuer));
}

static void caa_same(struct report *report)
{
    issued_by(report, "CN=YE1,O=Let's Encrypt,C=US");
    caa(report, "mx1.example.org", "issue", "letsencrypt.org; accounturi=https://a.example/1");
}

static void caa_other(struct report *report)
{
    issued_by(report, "CN=YE1,O=Let's Encrypt,C=US");
    caa(report, "mx1.example.org", "issue", "pki.goog");
}

static void caa_nobody(struct report *report)
{
    issued_by(report, "CN=YE1,O=Let's Encrypt,C=US");
    caa(report, "mx1.example.org", "issue", ";");
}

/* No restriction of who may issue. */
static void caa_only_tells_whom(struct report *report)
{
    issued_by(report, "CN=YE1,O=Let's Encrypt,C=US");
    caa(report, "mx1.example.org", "iodef", "mailto:security@example.org");
}

static void caa_critical(struct report *report)
{
    caa_same(report);
    struct caa_set *set = &report->caa_sets[0];
    struct caa_record *record = list_append(&set->records, &set->record_count, sizeof *set->records);
    *record = (struct caa_record){.flags = 128, .tag = text_copy("tbs"), .value = text_copy("x")};
}

static const struct row rows[] = {
    {FINDING_HOST_NOT_ASKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, of_the_other_family,
     "the scan was limited to IPv6", NULL},
    {FINDING_NOTHING_ANSWERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, refused_everywhere, "No probed port accepts",
     NULL},
    {FINDING_SCAN_INTERRUPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, interrupted, "was interrupted", NULL},
    {FINDING_TIME_RAN_OUT, OUTCOME_UNKNOWN, SEVERITY_ERROR, out_of_time,
     "at its time limit (--max-time 90). Incomplete: 192.0.2.10:25.", NULL},
    {FINDING_MEMORY_RAN_OUT, OUTCOME_UNKNOWN, SEVERITY_ERROR, out_of_memory_for_it,
     "This machine ran out of memory", NULL},
    {FINDING_DOMAIN_NOT_FOUND, OUTCOME_FAILS, SEVERITY_ERROR, no_domain, "nxdomain", NULL},
    {FINDING_DOMAIN_ALIAS_DEAD, OUTCOME_FAILS, SEVERITY_ERROR, dead_alias,
     "CNAME records of the domain: gone.example.net", NULL},
    {FINDING_DOMAIN_NOT_FOUND, OUTCOME_HOLDS, SEVERITY_ERROR, dead_alias, "as an alias", NULL},
    {FINDING_DOMAIN_ALIAS_DEAD, OUTCOME_HOLDS, SEVERITY_ERROR, alias, "alias of example.net", NULL},
    {FINDING_NO_MAIL_HOST, OUTCOME_FAILS, SEVERITY_ERROR, alias_without_mail, "an alias of web.example.net",
     NULL},
    {FINDING_SRV_PORT_ZERO, OUTCOME_FAILS, SEVERITY_ERROR, srv_port_zero, " 0 mail.example.org", NULL},
    {FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_servfail, "servfail", NULL},
    {FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_timeout, "timeout", NULL},
    {FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_malformed, "malformed", NULL},
    {FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_not_asked, "not looked up", NULL},
    {FINDING_MX_LOOKUP_FAILED, OUTCOME_HOLDS, SEVERITY_ERROR, no_domain, "nxdomain", NULL},
    {FINDING_DOMAIN_IS_ALIAS, OUTCOME_FAILS, SEVERITY_INFO, alias, "example.net", NULL},
    {FINDING_NO_MAIL_HOST, OUTCOME_FAILS, SEVERITY_ERROR, no_mail_host, "neither MX nor address", NULL},
    {FINDING_MX_IMPLICIT, OUTCOME_FAILS, SEVERITY_WARNING, implicit_mx, "0 MX records", NULL},
    {FINDING_MX_NULL, OUTCOME_FAILS, SEVERITY_INFO, null_mx, "\"0 .\"", NULL},
    {FINDING_MX_NULL_MIXED, OUTCOME_FAILS, SEVERITY_ERROR, mixed_null, "one of 2", NULL},
    {FINDING_MX_DUPLICATE, OUTCOME_FAILS, SEVERITY_INFO, duplicate, "more than one", NULL},
    {FINDING_MX_IP_LITERAL, OUTCOME_FAILS, SEVERITY_ERROR, ip_literal, "MX 10 192.0.2.10", NULL},
    {FINDING_MX_LOCALHOST, OUTCOME_FAILS, SEVERITY_ERROR, localhost, "MX 10 localhost", NULL},
    {FINDING_MX_SINGLE_LABEL, OUTCOME_FAILS, SEVERITY_ERROR, single_label, "MX 10 mx1", NULL},
    {FINDING_MX_NOT_A_HOST_NAME, OUTCOME_FAILS, SEVERITY_ERROR, underscore, "MX 10 my_mail.example.org",
     NULL},
    {FINDING_MX_NOT_A_HOST_NAME, OUTCOME_HOLDS, SEVERITY_ERROR, single_label, "MX 10 mx1", NULL},
    {FINDING_MX_CNAME, OUTCOME_FAILS, SEVERITY_WARNING, mx_cname, "box.example.net", NULL},
    {FINDING_HOST_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_WARNING, aaaa_servfail,
     "AAAA mx2.example.org: servfail", NULL},
    {FINDING_HOST_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_INFO, guess_servfail, "servfail", facts_guess},
    {FINDING_HOST_WITHOUT_ADDRESS, OUTCOME_FAILS, SEVERITY_ERROR, no_address, "nxdomain", NULL},
    {FINDING_HOST_WITHOUT_ADDRESS, OUTCOME_FAILS, SEVERITY_ERROR, srv_no_address,
     "A mail.example.org: nodata", NULL},
    {FINDING_MX_WITHOUT_IPV6, OUTCOME_FAILS, SEVERITY_INFO, mx1_without_ipv6, "AAAA mx1.example.org: nodata",
     NULL},
    {FINDING_MX_WITHOUT_IPV4, OUTCOME_FAILS, SEVERITY_INFO, mx1_without_ipv4, "A mx1.example.org: nodata",
     NULL},
    {FINDING_MX_WITHOUT_IPV4, OUTCOME_FAILS, SEVERITY_WARNING, no_ipv4_anywhere, "A mx1.example.org: nodata",
     NULL},
    {FINDING_MX_HOST_UNREACHABLE, OUTCOME_FAILS, SEVERITY_ERROR, mx2_refuses,
     "192.0.2.20: the connection was refused (ECONNREFUSED)", NULL},
    {FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx2_silent,
     "no answer to the connection within 10 s", NULL},
    {FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx2_unresolved, "DNS gave no answer",
     NULL},
    {FINDING_MX_HOST_UNREACHABLE, OUTCOME_HOLDS, SEVERITY_ERROR, mx1_ipv4_refuses, "1 of 2 addresses", NULL},
    {FINDING_INBOUND_DOWNGRADE, OUTCOME_FAILS, SEVERITY_INFO, nothing, "Level opportunistic. mx1.example.org",
     facts_opportunistic},
    {FINDING_INBOUND_DOWNGRADE, OUTCOME_UNKNOWN, SEVERITY_INFO, policy_unknown, "MTA-STS applies is unknown",
     facts_opportunistic},
    {FINDING_INBOUND_DOWNGRADE, OUTCOME_HOLDS, SEVERITY_INFO, policy_enforced, "Level pinned",
     facts_opportunistic},
    {FINDING_ADDRESS_SPECIAL, OUTCOME_FAILS, SEVERITY_WARNING, private_address, "private", NULL},
    {FINDING_ADDRESS_SPECIAL, OUTCOME_FAILS, SEVERITY_WARNING, loopback_address, "loopback", NULL},
    {FINDING_ADDRESS_SPECIAL, OUTCOME_FAILS, SEVERITY_WARNING, example_published, "documentation", NULL},
    {FINDING_ADDRESS_SPECIAL, OUTCOME_FAILS, SEVERITY_INFO, example_given, "documentation", NULL},
    {FINDING_ADDRESS_SPECIAL, OUTCOME_FAILS, SEVERITY_INFO, guess_private, "private", facts_guess},
    {FINDING_ADDRESS_NOT_PROBED, OUTCOME_FAILS, SEVERITY_WARNING, loopback_barred, "is a loopback address",
     NULL},
    {FINDING_TARGET_TOO_LARGE, OUTCOME_UNKNOWN, SEVERITY_ERROR, too_many_endpoints,
     "more than 200 endpoints (--max-endpoints): 12 were left out", NULL},
    {FINDING_TARGET_TOO_LARGE, OUTCOME_UNKNOWN, SEVERITY_ERROR, too_many_connections,
     "more than 5000 connections to make (--max-connections-per-target)", NULL},
    {FINDING_DNS_TOO_LARGE, OUTCOME_UNKNOWN, SEVERITY_INFO, too_many_questions,
     "more than 1000 DNS questions to ask (--max-queries)", NULL},
    {FINDING_SRV_PORT_NOT_PROBED, OUTCOME_FAILS, SEVERITY_WARNING, srv_of_ssh, " 22 ", NULL},
    {FINDING_PTR_MISSING, OUTCOME_FAILS, SEVERITY_INFO, no_ptr, "none", NULL},
    {FINDING_PTR_MISSING, OUTCOME_UNKNOWN, SEVERITY_INFO, ptr_timeout, "timeout", NULL},
    {FINDING_PTR_NOT_CONFIRMED, OUTCOME_FAILS, SEVERITY_INFO, ptr_mismatch, "mx1.example.org", NULL},
    {FINDING_PTR_NOT_CONFIRMED, OUTCOME_UNKNOWN, SEVERITY_INFO, ptr_unknown, "no answer", NULL},
    {FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_FAILS, SEVERITY_WARNING, ipv6_refused, "IPv6 0 of 1", NULL},
    {FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_FAILS, SEVERITY_WARNING, ipv4_refused, "IPv4 0 of 1", NULL},
    {FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_FAILS, SEVERITY_WARNING, ipv6_drops_port_25, "IPv6 0 of 1", NULL},
    {FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_all_silent,
     "Nothing answered over IPv6", NULL},
    {FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, no_ipv6_here,
     "IPv6 does not work from here", NULL},
    {FINDING_ADDRESSES_DIFFER_STARTTLS, OUTCOME_FAILS, SEVERITY_WARNING, split_starttls,
     "offered at 192.0.2.10, but not at 2001:db8::10", NULL},
    {FINDING_ADDRESSES_DIFFER_CERTIFICATE, OUTCOME_FAILS, SEVERITY_INFO, split_certificate, "2 different",
     NULL},
    {FINDING_SRV_NOT_PUBLISHED, OUTCOME_FAILS, SEVERITY_INFO, nothing, "nxdomain", facts_guess},
    {FINDING_SRV_NOT_PUBLISHED, OUTCOME_UNKNOWN, SEVERITY_INFO, srv_unknown, "no answer", facts_guess},
    {FINDING_SRV_NOT_PUBLISHED, OUTCOME_HOLDS, SEVERITY_INFO, one_srv_unknown,
     "_submissions._tcp is published", NULL},
    {FINDING_SRV_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_srv_unknown, "timeout", NULL},
    {FINDING_SRV_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_INFO, srv_root,
     "_submission._tcp: 1 SRV record, the first names \".\"", NULL},
    {FINDING_SRV_INVENTED_SERVICE, OUTCOME_FAILS, SEVERITY_INFO, smtps, "_smtps._tcp has 1 record", NULL},
    {FINDING_SRV_INVENTED_SERVICE, OUTCOME_UNKNOWN, SEVERITY_INFO, smtps_unknown, "refused", NULL},
    {FINDING_SRV_TARGET_NOT_A_NAME, OUTCOME_FAILS, SEVERITY_ERROR, srv_literal, "465 192.0.2.30", NULL},
    {FINDING_SRV_TARGET_ALIAS, OUTCOME_FAILS, SEVERITY_WARNING, srv_alias, "box.example.net", NULL},
    {FINDING_SRV_TARGET_OUTSIDE, OUTCOME_FAILS, SEVERITY_INFO, srv_outside, "mail.notexample.org", NULL},
    {FINDING_DNSSEC_SHA1, OUTCOME_FAILS, SEVERITY_INFO, sha1_algorithm,
     "algorithm 7 (SHA-1) with digest type 2, algorithm 7 (SHA-1) with digest type 1 (SHA-1)", NULL},
    {FINDING_DNSSEC_SHA1, OUTCOME_FAILS, SEVERITY_WARNING, sha1_algorithm_with_dane, "algorithm 7 (SHA-1)",
     NULL},
    {FINDING_DNSSEC_SHA1, OUTCOME_FAILS, SEVERITY_INFO, sha1_digest,
     "algorithm 13 with digest type 1 (SHA-1)", NULL},
    {FINDING_DNSSEC_SHA1, OUTCOME_HOLDS, SEVERITY_INFO, sha1_besides, "digest type 2", NULL},
    {FINDING_DNSSEC_SHA1, OUTCOME_UNKNOWN, SEVERITY_INFO, ds_fails, "DS example.org: servfail", NULL},
    {FINDING_CAA_LOOKUP_FAILED, OUTCOME_HOLDS, SEVERITY_WARNING, caa_none, "any authority may issue", NULL},
    {FINDING_CAA_LOOKUP_FAILED, OUTCOME_HOLDS, SEVERITY_WARNING, caa_same,
     "issue \"letsencrypt.org; accounturi=https://a.example/1\"", NULL},
    {FINDING_CAA_LOOKUP_FAILED, OUTCOME_FAILS, SEVERITY_WARNING, caa_bogus, "signed wrongly (bogus)", NULL},
    {FINDING_CAA_LOOKUP_FAILED, OUTCOME_FAILS, SEVERITY_WARNING, caa_servfail, "servfail", NULL},
    {FINDING_CAA_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_INFO, caa_timeout, "timeout", NULL},
    {FINDING_CAA_ISSUER_EXCLUDED, OUTCOME_HOLDS, SEVERITY_INFO, caa_same, "from \"Let's Encrypt\"", NULL},
    {FINDING_CAA_ISSUER_EXCLUDED, OUTCOME_FAILS, SEVERITY_INFO, caa_other, "issue \"pki.goog\"", NULL},
    {FINDING_CAA_ISSUER_EXCLUDED, OUTCOME_FAILS, SEVERITY_INFO, caa_nobody, "issue \";\"", NULL},
    {FINDING_CAA_ISSUER_EXCLUDED, OUTCOME_HOLDS, SEVERITY_INFO, caa_only_tells_whom, "iodef", NULL},
    {FINDING_CAA_ISSUER_EXCLUDED, OUTCOME_FAILS, SEVERITY_INFO, caa_critical, "tbs (critical)", NULL},
};

const struct rows dns_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
