/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about address families at this end. */
#include "assess/vantage/vantage.h"

#include "assess/rules/rules.h"

/* One network that does not answer says little, as its own firewall may be why. */
enum { NETWORKS_FOR_FAMILY = 2 };

bool vantage_family_works(const struct report *report, int64_t family)
{
    const struct vantage *vantage = &report->vantage;
    return (family == 6 ? &vantage->over_ipv6 : &vantage->over_ipv4)->networks_reached > 0;
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

bool vantage_lacks_family(const struct report *report, int64_t family)
{
    const struct vantage *vantage = &report->vantage;
    const struct reach *reach = family == 6 ? &vantage->over_ipv6 : &vantage->over_ipv4;
    if (reach->networks_reached > 0 || !vantage_family_works(report, family == 6 ? 4 : 6))
        return false;
    return reach->networks_blocked >= NETWORKS_FOR_FAMILY || all_ended_here(report, family);
}

struct pointing vantage_family_pointing(const struct report *report, int64_t family)
{
    if (all_ended_here(report, family))
        return (struct pointing){SUSPECT_THIS_MACHINE, CERTAINTY_CERTAIN, NULL};
    return (struct pointing){SUSPECT_THIS_NETWORK, CERTAINTY_LIKELY, NULL};
}

static void judge_family(struct assessment *assessment, int64_t family)
{
    const struct report *report = assessment->report;
    const struct vantage *vantage = &report->vantage;
    const struct reach *own = family == 6 ? &vantage->over_ipv6 : &vantage->over_ipv4;
    const struct reach *other = family == 6 ? &vantage->over_ipv4 : &vantage->over_ipv6;
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    if (own->networks_reached > 0) {
        judge(assessment, &about, FINDING_FAMILY_BROKEN_HERE, OUTCOME_HOLDS,
              "In this run connections over IPv%d were made in %d network%s.", (int)family,
              (int)own->networks_reached, own->networks_reached == 1 ? "" : "s");
        return;
    }
    if (!vantage_lacks_family(report, family))
        return;
    struct pointing pointing = vantage_family_pointing(report, family);
    bool here = pointing.at == SUSPECT_THIS_MACHINE;
    diagnose(assessment, &about, FINDING_FAMILY_BROKEN_HERE, OUTCOME_UNKNOWN, &pointing,
             "In this run IPv%d failed in %d network%s and worked in none, while IPv%d worked in %d.%s",
             (int)family, (int)own->networks_failed, own->networks_failed == 1 ? "" : "s",
             family == 6 ? 4 : 6, (int)other->networks_reached,
             here ? " No packet of it leaves this machine." : "");
}

void vantage_rules(struct assessment *assessment)
{
    judge_family(assessment, 4);
    judge_family(assessment, 6);
}
