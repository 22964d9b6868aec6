/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One server in the place of all, told from what each target's servers show. */
#include "base/list.h"
#include "facts/shapes.h"
#include "scan/relay_identity.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct relay_identity *identity;
static struct report report;

static void setup(void)
{
    identity = relay_identity_new();
}

static void teardown(void)
{
    relay_identity_free(identity);
    shape_clear(&report_shape, &report);
}

TestSuite(relay_identity, .init = setup, .fini = teardown);

static struct session *add(const char *host, const char *address, int64_t port)
{
    struct endpoint *endpoint = list_append(&report.endpoints, &report.endpoint_count, sizeof *endpoint);
    endpoint->server_name = text_copy(host);
    endpoint->address = text_copy(address);
    endpoint->port = port;
    return list_append(&endpoint->sessions, &endpoint->session_count, sizeof(struct session));
}

static void greet_as(struct session *session, const char *name)
{
    session->ehlo = allocate(1, sizeof *session->ehlo);
    session->ehlo->reply.code = 250;
    session->ehlo->domain = text_copy(name);
}

/* A certificate for proxy.isp.example. */
static void show_certificate(struct session *session, const char *sha256)
{
    session->tls = allocate(1, sizeof *session->tls);
    struct certificate *leaf = list_append(&session->tls->chain, &session->tls->chain_count, sizeof *leaf);
    leaf->sha256 = text_copy(sha256);
    text_list_append(&leaf->dns_names, "proxy.isp.example");
}

/* Notes the report and makes place for another. */
static bool note(void)
{
    bool doubt = relay_identity_note(identity, &report);
    shape_clear(&report_shape, &report);
    return doubt;
}

static bool note_greeting(const char *host, const char *address, const char *name)
{
    greet_as(add(host, address, PORT_RELAY), name);
    return note();
}

static bool note_certificate(const char *host, const char *address, const char *sha256)
{
    struct session *session = add(host, address, PORT_RELAY);
    greet_as(session, host);
    show_certificate(session, sha256);
    return note();
}

static const struct shared_identity *tell(void)
{
    relay_identity_tell(identity, &report.vantage.shared_identity);
    return &report.vantage.shared_identity;
}

Test(relay_identity, nothing_seen_tells_nothing)
{
    add("mx.one.example", "192.0.2.1", PORT_RELAY);
    cr_expect_not(note());
    cr_expect_not(relay_identity_decided(identity));
    cr_expect_null(tell()->identity);
    relay_identity_free(NULL);
}

Test(relay_identity, three_unrelated_hosts_that_greet_as_another_are_one_server)
{
    cr_expect(note_greeting("mx.one.example", "192.0.2.1", "proxy.isp.example"));
    cr_expect(note_greeting("mx.two.example", "198.51.100.1", "proxy.isp.example"));
    cr_expect_not(relay_identity_decided(identity), "two may be one provider's");
    cr_expect_null(tell()->identity);
    cr_expect(note_greeting("mx.three.example", "203.0.113.1", "proxy.isp.example"));
    cr_expect(relay_identity_decided(identity));
    cr_expect(relay_identity_shared(identity));
    cr_expect_str_eq(tell()->identity, "name proxy.isp.example");
    cr_expect_eq(report.vantage.shared_identity.networks, 3);
    cr_expect_eq(report.vantage.shared_identity.organizations, 3);
}

/* The proxy on port 25, and the host itself on 587. */
static bool note_both(const char *host, const char *address, const char *own_name)
{
    struct session *submission = add(host, address, PORT_SUBMISSION);
    greet_as(submission, own_name);
    submission->starttls.offered = ANSWER_YES;
    return note_greeting(host, address, "proxy.isp.example");
}

Test(relay_identity, hosts_of_one_network_that_show_themselves_on_other_ports)
{
    cr_expect(note_both("mx.one.example", "192.0.2.1", "mx.one.example"));
    note_both("mx.two.example", "192.0.2.2", "mx.two.example");
    note_both("mx.three.example", "192.0.2.3", "mx.three.example");
    cr_expect(relay_identity_shared(identity));
    cr_expect_str_eq(tell()->identity, "name proxy.isp.example");
    cr_expect_eq(report.vantage.shared_identity.organizations, 3);
    cr_expect_eq(report.vantage.shared_identity.networks, 1);
}

Test(relay_identity, customers_of_one_provider_in_its_network)
{
    note_both("mx.one.example", "192.0.2.1", "proxy.isp.example");
    note_both("mx.two.example", "192.0.2.2", "proxy.isp.example");
    note_both("mx.three.example", "192.0.2.3", "proxy.isp.example");
    cr_expect_not(relay_identity_decided(identity));
}

Test(relay_identity, a_certificate_weighs_more_than_a_name)
{
    note_certificate("mx.one.example", "192.0.2.1", "ab01");
    note_certificate("mx.two.example", "198.51.100.1", "ab01");
    note_certificate("mx.three.example", "203.0.113.1", "ab01");
    cr_expect_str_eq(tell()->identity, "certificate SHA-256 ab01");
}

Test(relay_identity, a_server_that_shows_itself_settles_it)
{
    cr_expect(note_greeting("mx.one.example", "192.0.2.1", "proxy.isp.example"));
    cr_expect_not(note_greeting("mx.two.example", "198.51.100.1", "smtp.two.example"));
    cr_expect(relay_identity_decided(identity));
    note_greeting("mx.three.example", "203.0.113.1", "proxy.isp.example");
    note_greeting("mx.four.example", "233.252.0.1", "proxy.isp.example");
    cr_expect_not(relay_identity_shared(identity));
    cr_expect_null(tell()->identity);
}

Test(relay_identity, servers_with_certificates_of_their_own_making_differ)
{
    note_certificate("mx.one.example", "192.0.2.1", "ab01");
    note_certificate("mx.two.example", "198.51.100.1", "ab02");
    cr_expect(relay_identity_decided(identity));
    cr_expect_not(relay_identity_shared(identity));
}

Test(relay_identity, one_providers_hosts_count_once)
{
    note_greeting("mx1.hoster.example", "192.0.2.1", "node.cloud.example");
    note_greeting("mx2.hoster.example", "198.51.100.1", "node.cloud.example");
    note_greeting("mx3.hoster.example", "203.0.113.1", "node.cloud.example");
    note_greeting("mx.one.example", "192.0.2.9", "node.cloud.example");
    cr_expect_not(relay_identity_decided(identity));
}

Test(relay_identity, other_ports_local_addresses_and_detours_do_not_count)
{
    greet_as(add("mx.one.example", "192.0.2.1", PORT_SUBMISSION), "proxy.isp.example");
    greet_as(add("mx.two.example", "10.0.0.1", PORT_RELAY), "proxy.isp.example");
    greet_as(add("mx.three.example", "198.51.100.1", PORT_RELAY), "proxy.isp.example");
    report.endpoints[2].connect_to = (struct dialled){text_copy("203.0.113.1"), 25};
    cr_expect_not(note());
}

Test(relay_identity, addresses_without_names_tell_nothing)
{
    cr_expect_not(note_certificate("192.0.2.1", "192.0.2.1", "ab01"));
    cr_expect_not(note_certificate("198.51.100.1", "198.51.100.1", "ab01"));
    cr_expect_not(note_certificate("203.0.113.1", "203.0.113.1", "ab01"));
    cr_expect_not(relay_identity_decided(identity), "one provider has addresses in many networks");
}

Test(relay_identity, a_certificate_that_fits_the_reverse_name_is_the_providers)
{
    struct address *address = list_append(&report.addresses, &report.address_count, sizeof *address);
    address->address = text_copy("192.0.2.1");
    text_list_append(&address->ptr_names, "node1.isp.example");
    cr_expect_not(note_certificate("mx.one.example", "192.0.2.1", "ab01"));
    cr_expect(relay_identity_decided(identity));
}

Test(relay_identity, a_certificate_for_another_name_of_the_organization_is_its_own)
{
    cr_expect_not(note_certificate("mx.isp.example", "192.0.2.1", "ab01"));
    cr_expect(relay_identity_decided(identity));
}
