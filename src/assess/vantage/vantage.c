/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about address families at this end. */
#include "assess/vantage/vantage.h"

#include "assess/rules/rules.h"
#include "assess/vantage/egress.h"

/* One network that does not answer says little, as its own firewall may be why. */
enum { NETWORKS_FOR_FAMILY = 2 };

static const struct reach *reach_over(const struct report *report, int64_t family)
{
    return family == 6 ? &report->vantage.over_ipv6 : &report->vantage.over_ipv4;
}

/* Whether every connection of that family ended in this machine. */
static bool all_ended_here(const struct report *report, int64_t family)
{
    size_t here = 0;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct address *address = report_address(report, report->endpoints[i].address);
        const struct session *session = endpoint_session(&report->endpoints[i]);
        if (address == NULL || address->family != family || session == NULL)
            continue;
        if (session->stop.reason != STOP_LOCAL)
            return false;
        here++;
    }
    return here > 0;
}

/* The other one works, and this one worked nowhere, and failed in several networks whose hosts answer over
 * the other, or none of its packets leaves this machine. */
static bool is_missing(const struct view *view, const struct family_view *family)
{
    const struct reach *reach = reach_over(&view->facts, family->version);
    if (family->works || !view_family(view, family->version == 6 ? 4 : 6)->works)
        return false;
    return reach->networks_blocked >= NETWORKS_FOR_FAMILY || all_ended_here(&view->facts, family->version);
}

static struct pointing pointing_of(const struct report *report, int64_t family)
{
    if (all_ended_here(report, family))
        return (struct pointing){SUSPECT_THIS_MACHINE, CERTAINTY_CERTAIN, NULL};
    return (struct pointing){SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY, NULL};
}

void vantage_find(struct view *view)
{
    for (size_t i = 0; i < 2; i++) {
        struct family_view *family = &view->families[i];
        family->works = reach_over(&view->facts, family->version)->networks_reached > 0;
    }
    for (size_t i = 0; i < 2; i++) {
        struct family_view *family = &view->families[i];
        family->missing = is_missing(view, family);
        family->pointing = pointing_of(&view->facts, family->version);
    }
    egress_find(view);
}

/* What the run saw elsewhere by then says nothing of a target without an address of the family. */
static bool is_of_concern(const struct view *view, const struct family_view *family)
{
    for (size_t i = 0; i < view->port_count; i++)
        if (view->ports[i].family == family)
            return true;
    return false;
}

static void judge_family(struct assessment *assessment, const struct family_view *family_view)
{
    const struct report *report = assessment->report;
    int64_t family = family_view->version;
    struct about about = {
        .role = ROLE_MX, .domain = report->target.name, .detail = family == 6 ? "IPv6" : "IPv4"};
    if (!is_of_concern(assessment->view, family_view))
        return;
    if (family_view->works) {
        judge(assessment, &about, FINDING_FAMILY_BROKEN_HERE, OUTCOME_HOLDS,
              "In this run connections over IPv%d were made.", (int)family);
        return;
    }
    if (!family_view->missing)
        return;
    struct pointing pointing = family_view->pointing;
    bool here = pointing.at == SUSPECT_THIS_MACHINE;
    diagnose(assessment, &about, FINDING_FAMILY_BROKEN_HERE, OUTCOME_UNKNOWN, &pointing,
             "In this run IPv%d worked nowhere, while IPv%d worked.%s", (int)family, family == 6 ? 4 : 6,
             here ? " No packet over it leaves this machine." : "");
}

void vantage_rules(struct assessment *assessment)
{
    for (size_t i = 0; i < 2; i++)
        judge_family(assessment, &assessment->view->families[i]);
}
