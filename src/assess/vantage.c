/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about this end. */
#include "assess/vantage.h"

#include "assess/providers.h"
#include "assess/rules.h"
#include "facts/list.h"
#include "facts/words.h"

/* One network that does not answer says little, as its own firewall may be why; a control is a place of which
 * the user knows that it answers. */
enum { NETWORKS_FOR_FAMILY = 2, WEIGHT_OF_CONTROL = 2 };

/* What became of the controls. */
struct controls_seen {
    const struct control *relay_works;
    const struct control *relay_fails;
    const struct control *other_works;
};

/* A refusal is the place's own, and what this machine did not send was not answered for that reason. */
static bool was_blocked(const struct stop *stop)
{
    return stop->reason != STOP_REFUSED && stop->reason != STOP_LOCAL;
}

static struct controls_seen see_controls(const struct vantage *vantage)
{
    struct controls_seen seen = {0};
    for (size_t i = 0; i < vantage->control_count; i++) {
        const struct control *control = &vantage->controls[i];
        bool relay = control->port == PORT_RELAY;
        if (control->connected == ANSWER_YES && relay)
            seen.relay_works = control;
        else if (control->connected == ANSWER_YES)
            seen.other_works = control;
        else if (control->connected == ANSWER_NO && relay && was_blocked(&control->stop))
            seen.relay_fails = control;
    }
    return seen;
}

bool vantage_relay_works(const struct report *report)
{
    return report->vantage.relay.networks_reached > 0 || see_controls(&report->vantage).relay_works != NULL;
}

bool vantage_blocks_relay(const struct report *report)
{
    struct reach relay = report->vantage.relay;
    if (vantage_relay_works(report) || relay.networks_blocked == 0)
        return false;
    if (see_controls(&report->vantage).relay_fails != NULL)
        relay.networks_blocked += WEIGHT_OF_CONTROL;
    return reach_blocked(&relay) == ANSWER_YES;
}

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

/* Whether it is this machine that lets port 25 out nowhere. */
static bool ends_here(const struct reach *relay)
{
    return text_same(relay->how, words_name(&stop_reason_words, STOP_LOCAL));
}

static const char own_firewall[] = "Read the rules of this machine first: \"nft list ruleset\" or \"iptables "
                                   "-S OUTPUT\" (ip6tables). What the "
                                   "provider does cannot be seen before they let port 25 out.";

/* "Port 25 failed in 3 networks (in 3 of them the same addresses answer on other ports) and worked in none."
 */
static struct phrase networks_phrase(const struct reach *relay)
{
    if (relay->networks_reached > 0)
        return phrase_format("In this run port 25 worked in %d network%s.", (int)relay->networks_reached,
                             relay->networks_reached == 1 ? "" : "s");
    if (relay->networks_failed == 0)
        return (struct phrase){{0}};
    if (relay->networks_failed == 1)
        return phrase_format("In this run port 25 was tried in no other network.");
    return phrase_format(
        "In this run port 25 failed in %d networks and worked in none; in %d of them the same "
        "addresses answer on other ports%s%s%s.",
        (int)relay->networks_failed, (int)relay->networks_blocked,
        relay->how != NULL ? "; all failed alike (" : "", relay->how != NULL ? relay->how : "",
        relay->how != NULL ? ")" : "");
}

struct phrase vantage_relay_phrase(const struct report *report)
{
    struct controls_seen seen = see_controls(&report->vantage);
    struct phrase networks = networks_phrase(&report->vantage.relay);
    const char *blank = networks.text[0] != '\0' ? " " : "";
    if (seen.relay_works != NULL)
        return phrase_format("%s%sThe control %s accepts connections, so this network lets port 25 out.",
                             networks.text, blank, seen.relay_works->place);
    if (seen.relay_fails != NULL && seen.other_works != NULL)
        return phrase_format("%s%sThe control %s does not answer, while the control %s does.", networks.text,
                             blank, seen.relay_fails->place, seen.other_works->place);
    if (seen.relay_fails != NULL)
        return phrase_format("%s%sThe control %s does not answer.", networks.text, blank,
                             seen.relay_fails->place);
    return networks;
}

const char *vantage_relay_settle(const struct report *report)
{
    if (vantage_relay_works(report) || vantage_blocks_relay(report))
        return NULL;
    return "One target cannot tell whether this network blocks port 25 or that host does. One more "
           "connection "
           "would: --control HOST:25 with a host that is known to answer there, or the same scan with a "
           "second "
           "domain whose mail hosts stand elsewhere.";
}

struct phrase vantage_cloud_phrase(const struct report *report)
{
    const struct provider *provider = provider_find(report->vantage.cloud);
    if (provider == NULL)
        return (struct phrase){{0}};
    return phrase_format("The user says that this machine stands at %s. %s (%s, seen %s)", provider->title,
                         provider->policy, provider->source, provider->seen_on);
}

static void judge_relay(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    struct phrase seen = vantage_relay_phrase(report);
    if (vantage_relay_works(report)) {
        judge(assessment, &about, "egress-blocked", OUTCOME_HOLDS, "%s", seen.text);
        return;
    }
    if (!vantage_blocks_relay(report))
        return;
    struct controls_seen controls = see_controls(&report->vantage);
    const struct provider *provider = provider_find(report->vantage.cloud);
    struct phrase cloud = vantage_cloud_phrase(report);
    bool certain = provider != NULL || (controls.relay_fails != NULL && controls.other_works != NULL);
    struct pointing pointing = {SUSPECT_THIS_NETWORK, certain ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY,
                                provider != NULL ? provider->remedy : NULL};
    if (ends_here(&report->vantage.relay))
        pointing = (struct pointing){SUSPECT_THIS_MACHINE, CERTAINTY_CERTAIN, own_firewall};
    diagnose(assessment, &about, "egress-blocked", OUTCOME_UNKNOWN, &pointing, "%s%s%s", seen.text,
             cloud.text[0] != '\0' ? " " : "", cloud.text);
}

static void judge_family(struct assessment *assessment, int64_t family)
{
    const struct report *report = assessment->report;
    const struct vantage *vantage = &report->vantage;
    const struct reach *own = family == 6 ? &vantage->over_ipv6 : &vantage->over_ipv4;
    const struct reach *other = family == 6 ? &vantage->over_ipv4 : &vantage->over_ipv6;
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    if (own->networks_reached > 0) {
        judge(assessment, &about, "family-broken-here", OUTCOME_HOLDS,
              "In this run connections over IPv%d were made in %d network%s.", (int)family,
              (int)own->networks_reached, own->networks_reached == 1 ? "" : "s");
        return;
    }
    if (!vantage_lacks_family(report, family))
        return;
    struct pointing pointing = vantage_family_pointing(report, family);
    bool here = pointing.at == SUSPECT_THIS_MACHINE;
    diagnose(assessment, &about, "family-broken-here", OUTCOME_UNKNOWN, &pointing,
             "In this run IPv%d failed in %d network%s and worked in none, while IPv%d worked in %d.%s",
             (int)family, (int)own->networks_failed, own->networks_failed == 1 ? "" : "s",
             family == 6 ? 4 : 6, (int)other->networks_reached,
             here ? " No packet of it leaves this machine." : "");
}

void vantage_rules(struct assessment *assessment)
{
    judge_relay(assessment);
    judge_family(assessment, 4);
    judge_family(assessment, 6);
}
