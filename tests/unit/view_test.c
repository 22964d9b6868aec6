/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The view: what is known of ports, hosts and families before anything is judged. */
#include "assess/cause/blockage.h"
#include "assess/vantage/vantage.h"
#include "assess/view/inbound_facts.h"
#include "assess/view/view_build.h"
#include "base/list.h"
#include "facts_builder.h"

#include <criterion/criterion.h>

static const char mx[] = "192.0.2.20";

static struct view *view_of(const struct report *report)
{
    struct view *view = view_build(report);
    vantage_find(view);
    causes_find(view);
    return view;
}

static const struct port_view *port_of(const struct view *view, const char *address, int64_t port)
{
    for (size_t i = 0; i < view->port_count; i++)
        if (text_same(view->ports[i].about.address, address) && view->ports[i].about.port == port)
            return &view->ports[i];
    cr_assert_fail("no port %s %d", address, (int)port);
    return NULL;
}

Test(view, has_each_port_with_its_role_and_its_cause)
{
    struct report report = {0};
    facts_good(&report);
    struct view *view = view_of(&report);
    cr_assert(view->port_count == report.endpoint_count);
    for (size_t i = 0; i < report.endpoint_count; i++)
        cr_expect(view_port(view, &view->facts.endpoints[i]) == &view->ports[i]);
    const struct port_view *relay = port_of(view, mx, 25), *closed = port_of(view, mx, 465);
    cr_expect(relay->about.role == ROLE_MX && relay->attempt.connected && relay->has_to_answer);
    cr_expect(tls_offer_is_there(&relay->offer));
    cr_expect(relay->blockage.id == FINDING_NONE);
    cr_expect(closed->attempt.begun && !closed->attempt.connected);
    cr_expect(closed->blockage.id == FINDING_CONNECTION_REFUSED && closed->blockage.at == SUSPECT_TARGET);
    cr_expect(closed->siblings.connected.count == 1, "port 25");
    view_build_free(view);
    facts_clear(&report);
}

/* Nearer than the other port of the address by four hops. */
Test(view, leaves_out_what_another_said_in_the_hosts_place)
{
    struct report report = {0};
    facts_good(&report);
    facts_open(&report, mx, 465, MODE_IMPLICIT_TLS);
    struct path *path = facts_path(&report, mx);
    facts_path_port(path, 25, PATH_END_CONNECTED, 2, 1);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
    struct view *view = view_of(&report);
    const struct port_view *relay = port_of(view, mx, 25);
    cr_expect(relay->interception.nearer && relay->intercepted && relay->attempt.connected);
    cr_expect(relay->session == NULL && relay->endpoint->session_count == 0);
    cr_expect(facts_endpoint(&report, mx, 25)->session_count > 0, "the report keeps it");
    cr_expect(port_of(view, mx, 465)->siblings.connected.count == 0);
    cr_expect(view_family(view, 4)->relay_intercepted && !view_family(view, 6)->relay_intercepted);
    view_build_free(view);
    facts_clear(&report);
}

Test(view, has_ports_that_were_traced_alone)
{
    struct report report = {0};
    facts_good(&report);
    struct path *path = facts_path(&report, mx);
    facts_path_port(path, 25, PATH_END_CONNECTED, 6, 5);
    facts_path_port(path, 24, PATH_END_SILENT, 0, 2);
    facts_path_port(path, 26, PATH_END_CONNECTED, 6, 5);
    struct view *view = view_of(&report);
    cr_assert(view->port_count == report.endpoint_count + 2);
    const struct port_view *silent = port_of(view, mx, 24), *open = port_of(view, mx, 26);
    cr_expect(silent->endpoint == NULL && silent->session == NULL);
    cr_expect_str_eq(silent->about.host, "mx2.example.org");
    cr_expect(silent->attempt.begun && !silent->attempt.connected);
    cr_expect(silent->blockage.id == FINDING_CONNECTION_TIMED_OUT);
    cr_expect(open->attempt.connected && open->interception.compared && !open->interception.nearer);
    view_build_free(view);
    facts_clear(&report);
}

Test(view, has_what_dane_and_the_downgrade_model_look_at)
{
    struct report report = {0};
    facts_good(&report);
    facts_matched(&report, "mx1.example.org", ANSWER_YES);
    struct view *view = view_of(&report);
    const struct host_view *host = view_host(view, facts_host(&report, "mx1.example.org"));
    cr_expect(host->role == ROLE_MX && host->dane == DANE_USABLE && host->tlsa_set != NULL);
    cr_assert(view->inbound_count == 2);
    cr_expect(view->inbound[0].host == host->host && view->inbound[0].tlsa == TLSA_STANDING_USABLE);
    cr_expect(view->inbound[0].starttls == ANSWER_YES);
    view_build_free(view);
    facts_clear(&report);
}
