/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What port 25 shows beside the other ports of its address: two programs of one host, or somebody else. */
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_builder.h"
#include "infer/server_identity.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const char mx[] = "192.0.2.20";
static struct report report;

static void calls_itself(int64_t port, const char *name)
{
    struct session *session = facts_session(&report, mx, port);
    if (session->ehlo != NULL)
        text_replace(&session->ehlo->domain, text_copy(name));
    if (session->ehlo_tls != NULL)
        text_replace(&session->ehlo_tls->domain, text_copy(name));
}

static void has_certificate(int64_t port, const char *name)
{
    struct certificate *leaf = &facts_session(&report, mx, port)->tls->chain[0];
    text_list_free(&leaf->dns_names);
    text_list_append(&leaf->dns_names, name);
    text_replace(&leaf->subject, text_format("CN=%s", name));
    text_replace(&leaf->sha256, text_format("ab%d", (int)port));
}

/* Takes the offer and all that came of it. */
static void offers_no_tls(int64_t port)
{
    struct session *session = facts_session(&report, mx, port);
    session->starttls.offered = ANSWER_NO;
    shape_clear(&tls_shape, session->tls);
    free(session->tls);
    session->tls = NULL;
}

static void setup(void)
{
    facts_good(&report);
    facts_open(&report, mx, 465, MODE_IMPLICIT_TLS);
    facts_open(&report, mx, 587, MODE_STARTTLS);
}

static void teardown(void)
{
    facts_clear(&report);
}

TestSuite(server_identity, .init = setup, .fini = teardown);

static enum server_contrast contrast(void)
{
    return server_identity_contrast(&report, facts_endpoint(&report, mx, 25));
}

Test(server_identity, one_server)
{
    cr_expect_eq(contrast(), CONTRAST_NONE);
}

Test(server_identity, a_proxy_without_tls)
{
    calls_itself(25, "smtp-proxy.isp.test");
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
}

Test(server_identity, a_proxy_with_a_certificate_of_its_own)
{
    calls_itself(25, "smtp-proxy.isp.test");
    has_certificate(25, "smtp-proxy.isp.test");
    facts_session(&report, mx, 25)->tls->verification.trusted = ANSWER_NO;
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
}

Test(server_identity, a_proxy_that_only_greets)
{
    facts_stop(&report, mx, 25, STEP_GREETING, STOP_REJECTED);
    facts_set_reply(&facts_session(&report, mx, 25)->greeting, 554, "smtp-proxy.isp.test: not allowed");
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
}

Test(server_identity, a_proxy_for_25_and_587)
{
    static const int64_t ports[] = {25, 587};
    for (size_t i = 0; i < 2; i++) {
        calls_itself(ports[i], "smtp-proxy.isp.test");
        offers_no_tls(ports[i]);
    }
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
}

/* The innocent. */

/* What begins a greeting need not be a name, and what it begins with need not be a letter. */
Test(server_identity, a_server_that_refuses_without_a_name)
{
    static const struct {
        int64_t code;
        const char *text;
        const char *name;
    } rows[] = {
        {421, "4.3.2 All server ports are busy", NULL},
        {554, "5.7.1 <client.example.net[192.0.2.1]>: Client host rejected", NULL},
        {554, "5.7.1 No.", NULL},
        {421, "4.3.2 mx2.example.org busy", "mx2.example.org"},
        {220, "163.example Anti-spam GT for Coremail System", "163.example"},
        {220, "192.0.2.20 ESMTP", NULL},
        {220, "  mx2.example.org. ESMTP", "mx2.example.org"},
        {220, "ESMTP", NULL},
        {220, "", NULL},
    };
    facts_stop(&report, mx, 25, STEP_GREETING, STOP_REJECTED);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts_set_reply(&facts_session(&report, mx, 25)->greeting, rows[i].code, rows[i].text);
        char *name = server_identity_shown_name(facts_endpoint(&report, mx, 25));
        cr_expect(text_same(name, rows[i].name), "%s: %s", rows[i].text, name != NULL ? name : "none");
        if (rows[i].name == NULL)
            cr_expect_neq(contrast(), CONTRAST_ANOTHER, "%s", rows[i].text);
        free(name);
    }
}

Test(server_identity, a_name_alone_is_thin)
{
    calls_itself(25, "smtp-proxy.isp.test");
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

Test(server_identity, a_certificate_alone_is_thin)
{
    has_certificate(25, "ubuntu");
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

Test(server_identity, tls_on_submission_alone)
{
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

Test(server_identity, a_filter_of_the_same_organization_in_front)
{
    calls_itself(25, "filter7.example.org");
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

Test(server_identity, a_name_by_the_reverse_zone)
{
    struct address *address = facts_address(&report, mx);
    text_list_free(&address->ptr_names);
    text_list_append(&address->ptr_names, "server42.hoster.test");
    calls_itself(25, "mail.hoster.test");
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

Test(server_identity, a_host_that_never_got_a_name)
{
    static const char *const names[] = {
        "localhost", "localhost.localdomain", "mx.corp.local", "[192.0.2.20]", "192.0.2.20", "filter.lan"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        calls_itself(25, names[i]);
        cr_expect_not(server_identity_has_foreign_name(&report, facts_endpoint(&report, mx, 25)), "%s",
                      names[i]);
    }
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

/* A filter that others run, before the host's own port 25. */
Test(server_identity, a_service_that_a_trust_anchor_vouches_for)
{
    calls_itself(25, "mx1.mailfilter.test");
    has_certificate(25, "*.mailfilter.test");
    cr_expect(server_identity_vouched(facts_endpoint(&report, mx, 25)));
    cr_expect_eq(contrast(), CONTRAST_SERVICE);
    has_certificate(25, "mx1.other.test");
    cr_expect_not(server_identity_vouched(facts_endpoint(&report, mx, 25)), "for another name");
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
}

Test(server_identity, a_certificate_that_a_tlsa_record_names)
{
    struct endpoint *endpoint = facts_endpoint(&report, mx, 25);
    calls_itself(25, "mx1.mailfilter.test");
    has_certificate(25, "mx1.mailfilter.test");
    facts_session(&report, mx, 25)->tls->verification.trusted = ANSWER_NO;
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
    facts_record(&report, endpoint->server_name, 3, 1, 1, "c0ffee", ANSWER_YES);
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
    char *foreign = server_identity_foreign(&report, endpoint);
    cr_expect_null(foreign, "%s", foreign);
}

Test(server_identity, a_name_of_another_host_of_the_domain)
{
    calls_itself(25, "mx7.mailfilter.test");
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_ANOTHER);
    struct host *host = facts_host(&report, "mx1.example.org");
    text_list_append(&host->a_lookup.cname_chain, "customer.mailfilter.test");
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
    text_list_free(&host->a_lookup.cname_chain);
    text_replace(&host->name, text_copy("backup.mailfilter.test"));
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
}

/* What a program or an image of a machine came with. */
Test(server_identity, a_certificate_that_other_ports_show_too)
{
    static const int64_t ports[] = {25, 465, 587};
    const struct endpoint *endpoint = facts_endpoint(&report, mx, 25);
    for (size_t i = 0; i < 3; i++) {
        has_certificate(ports[i], "localhost");
        text_replace(&facts_session(&report, mx, ports[i])->tls->chain[0].sha256, text_copy("ab01"));
    }
    char *foreign = server_identity_foreign(&report, endpoint);
    cr_expect_null(foreign, "%s", foreign);
    calls_itself(25, "smtp-proxy.isp.test");
    foreign = server_identity_foreign(&report, endpoint);
    cr_expect_not_null(foreign, "somebody else's name");
    free(foreign);
    calls_itself(25, "localhost");
    has_certificate(25, "localhost");
    foreign = server_identity_foreign(&report, endpoint);
    cr_expect_not_null(foreign, "another certificate than the other ports");
    free(foreign);
}

/* Postfix with its default certificate on 25, Dovecot with one for each customer on the others. */
Test(server_identity, a_server_of_many_customers)
{
    static const int64_t ports[] = {25, 465, 587};
    for (size_t i = 0; i < 3; i++)
        calls_itself(ports[i], "mail.hoster.test");
    has_certificate(25, "mail.hoster.test");
    cr_expect_eq(contrast(), CONTRAST_DOUBTFUL);
    cr_expect_not(server_identity_stands_alone(&report, facts_endpoint(&report, mx, 25)));
}

Test(server_identity, nothing_to_compare_with)
{
    facts_stop(&report, mx, 465, STEP_CONNECT, STOP_REFUSED);
    facts_stop(&report, mx, 587, STEP_CONNECT, STOP_REFUSED);
    calls_itself(25, "smtp-proxy.isp.test");
    offers_no_tls(25);
    cr_expect_eq(contrast(), CONTRAST_NONE);
    cr_expect(server_identity_stands_alone(&report, facts_endpoint(&report, mx, 25)));
}

Test(server_identity, where_connect_to_leads)
{
    calls_itself(25, "smtp-proxy.isp.test");
    offers_no_tls(25);
    facts_endpoint(&report, mx, 25)->connect_to = (struct dialled){text_copy("127.0.0.1"), 25};
    cr_expect_eq(contrast(), CONTRAST_NONE);
}
