/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether port 25 gets out from here. */
#include "assess/vantage/egress.h"

#include "assess/rules/rules.h"
#include "assess/vantage/own_filter.h"
#include "assess/vantage/providers.h"
#include "assess/view/origin.h"
#include "base/address.h"
#include "base/list.h"
#include "infer/reach_blocked.h"

#include <stdlib.h>

/* So many networks a control stands for that the user knows to answer and that does not, and so many the
 * other family where it is blocked: one network alone may have a firewall of its own. */
enum { WEIGHT_OF_CONTROL = 2, WEIGHT_OF_OTHER_FAMILY = 2 };

/* What became of the controls over one family. */
struct controls_seen {
    const struct control *relay_works;
    const struct control *relay_fails;
    const struct control *other_works;
};

static int64_t other_family(int64_t family)
{
    return family == 6 ? 4 : 6;
}

static const struct reach *relay_over(const struct report *report, int64_t family)
{
    return family == 6 ? &report->vantage.relay_over_ipv6 : &report->vantage.relay_over_ipv4;
}

/* A refusal is the place's own, whichever way it says so, and what this machine did not send was not answered
 * for that reason. */
static bool was_blocked(const struct control *control)
{
    const struct stop *stop = &control->stop;
    bool by_itself = stop->icmp != NULL && text_same(stop->icmp->sender, control->address);
    return !by_itself && stop->reason != STOP_REFUSED && stop->reason != STOP_LOCAL;
}

static struct controls_seen see_controls(const struct report *report, int64_t family)
{
    const struct vantage *vantage = &report->vantage;
    struct controls_seen seen = {0};
    for (size_t i = 0; i < vantage->control_count; i++) {
        const struct control *control = &vantage->controls[i];
        bool relay = control->port == PORT_RELAY;
        if (control->address == NULL || address_family(control->address) != family)
            continue;
        if (control->connected == ANSWER_YES && relay)
            seen.relay_works = control;
        else if (control->connected == ANSWER_YES)
            seen.other_works = control;
        else if (control->connected == ANSWER_NO && relay && was_blocked(control))
            seen.relay_fails = control;
    }
    return seen;
}

/* What is accepted on the way gets no farther. */
static bool works(const struct report *report, const struct family_view *family)
{
    return !family->relay_intercepted
           && (relay_over(report, family->version)->networks_reached > 0
               || see_controls(report, family->version).relay_works != NULL);
}

/* Whether enough networks are blocked, of which signs stand for `more`. */
static bool enough_blocked(const struct view *view, int64_t family, int64_t more)
{
    struct reach relay = *relay_over(&view->facts, family);
    if (view_family(view, family)->relay_works || relay.networks_blocked == 0)
        return false;
    if (see_controls(&view->facts, family).relay_fails != NULL)
        more += WEIGHT_OF_CONTROL;
    relay.networks_blocked += more;
    relay.organizations_blocked += more;
    return reach_blocked(&relay) == ANSWER_YES;
}

/* Whether both families fail in the same way, whoever says so in each. */
static bool fail_alike(const struct report *report)
{
    const struct failure *v4 = &relay_over(report, 4)->how, *v6 = &relay_over(report, 6)->how;
    return failure_is_some(v4) && failure_is_some(v6) && v4->reason == v6->reason;
}

/* Whether it is the other family that gives this one away. */
static bool blocked_like_other(const struct view *view, int64_t family)
{
    return !enough_blocked(view, family, 0) && enough_blocked(view, other_family(family), 0)
           && fail_alike(&view->facts) && enough_blocked(view, family, WEIGHT_OF_OTHER_FAMILY);
}

/* On which part of this side it is stopped, by what is known of each way: the one that is surest counts. */
static enum suspect this_side(const struct view *view, int64_t family)
{
    enum suspect at = SUSPECT_THIS_NETWORK;
    for (size_t i = 0; i < view->facts.endpoint_count && at != SUSPECT_GATEWAY; i++) {
        const struct port_view *port_view = &view->ports[i];
        if (port_view->about.port != PORT_RELAY || port_view->family->version != family
            || !port_view->attempt.begun || port_view->attempt.connected)
            continue;
        enum suspect stopped_at = origin_on_this_side(port_view);
        if (stopped_at != SUSPECT_THIS_NETWORK)
            at = stopped_at;
    }
    return at;
}

/* This machine for sure where no packet leaves it. */
static struct pointing pointing_of(const struct view *view, int64_t family)
{
    if (relay_over(&view->facts, family)->how.reason == STOP_LOCAL)
        return (struct pointing){SUSPECT_THIS_MACHINE, CERTAINTY_CERTAIN, NULL};
    return (struct pointing){this_side(view, family), CERTAINTY_LIKELY, NULL};
}

/* Empty where they did not fail in one way. */
static struct phrase how_phrase(const struct reach *reach)
{
    char *how = failure_text(&reach->how);
    struct phrase phrase = phrase_format("%s", how != NULL ? how : "");
    free(how);
    return phrase;
}

/* "In this run port 25 over IPv4 failed in several networks and worked in none; in some of them, which failed
 * alike (timed_out), the same addresses answer on other ports." How many they are depends on which targets
 * were done before; the vantage has the numbers. */
static struct phrase networks_phrase(const struct report *report, int64_t family)
{
    const struct reach *relay = relay_over(report, family);
    struct phrase how = how_phrase(relay);
    if (relay->networks_reached > 0)
        return phrase_format("In this run port 25 worked over IPv%d.", (int)family);
    if (relay->networks_failed == 0)
        return (struct phrase){{0}};
    if (relay->networks_failed == 1 && relay->organizations_blocked > 1)
        return phrase_format("In this run port 25 over IPv%d failed at hosts of several unrelated domains, "
                             "which share a network, and worked nowhere; the same addresses answer on other "
                             "ports%s%s%s.",
                             (int)family, how.text[0] != '\0' ? ", and all failed in the same way (" : "",
                             how.text, how.text[0] != '\0' ? ")" : "");
    if (relay->networks_failed == 1)
        return phrase_format("In this run port 25 was tried over IPv%d in no other network.", (int)family);
    bool all = relay->networks_blocked == 0 || relay->networks_blocked == relay->networks_failed;
    struct phrase alike = {{0}};
    if (how.text[0] != '\0')
        alike = phrase_format(
            all ? "; all failed in the same way (%s)" : ", which failed in the same way (%s),", how.text);
    return phrase_format(
        "In this run port 25 over IPv%d failed in several networks and worked in none; in %s%s "
        "the same addresses answer on other ports%s.",
        (int)family,
        relay->networks_blocked == 0                        ? "none of them"
        : relay->networks_blocked == relay->networks_failed ? "all of them"
                                                            : "some of them",
        all ? "" : alike.text, all ? alike.text : "");
}

static struct phrase controls_phrase(const struct report *report, int64_t family)
{
    struct controls_seen seen = see_controls(report, family);
    if (seen.relay_works != NULL)
        return phrase_format(
            "The control %s accepts connections, so this network allows outgoing port 25 over IPv%d.",
            seen.relay_works->place, (int)family);
    if (seen.relay_fails != NULL && seen.other_works != NULL)
        return phrase_format("The control %s does not answer over IPv%d, while the control %s does.",
                             seen.relay_fails->place, (int)family, seen.other_works->place);
    if (seen.relay_fails != NULL)
        return phrase_format("The control %s does not answer over IPv%d.", seen.relay_fails->place,
                             (int)family);
    return (struct phrase){{0}};
}

/* What the other family says of this one, which is not known to work. */
static struct phrase other_family_phrase(const struct view *view, int64_t family)
{
    const struct report *report = &view->facts;
    int other = (int)other_family(family);
    int64_t reached = relay_over(report, other)->networks_reached;
    if (relay_over(report, family)->networks_failed == 0)
        return (struct phrase){{0}};
    if (reached > 0)
        return phrase_format("Over IPv%d it worked.", other);
    if (blocked_like_other(view, family))
        return phrase_format("Over IPv%d it is blocked from here, and over IPv%d it fails in the same way.",
                             other, (int)family);
    return (struct phrase){{0}};
}

static struct phrase phrase_of(const struct view *view, const struct family_view *family)
{
    const struct report *report = &view->facts;
    const struct phrase phrases[] = {
        networks_phrase(report, family->version), controls_phrase(report, family->version),
        family->relay_works ? (struct phrase){{0}} : other_family_phrase(view, family->version)};
    struct text_list sentences = {0};
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (phrases[i].text[0] != '\0')
            text_list_append(&sentences, phrases[i].text);
    char *joined = text_list_join(&sentences, " ");
    struct phrase phrase = phrase_format("%s", joined);
    free(joined);
    text_list_free(&sentences);
    return phrase;
}

struct phrase egress_blocked_families(const struct view *view)
{
    bool v4 = view_family(view, 4)->relay_blocked, v6 = view_family(view, 6)->relay_blocked;
    return phrase_format("%s%s%s", v4 ? "IPv4" : "", v4 && v6 ? " and " : "", v6 ? "IPv6" : "");
}

struct phrase egress_cloud_phrase(const struct report *report)
{
    const struct provider *provider = &providers[report->vantage.cloud];
    if (report->vantage.cloud == PROVIDER_NONE)
        return (struct phrase){{0}};
    return phrase_format("According to --cloud this machine is hosted by %s. %s (%s, seen %s)",
                         provider->title, provider->policy, provider->source, provider->seen_on);
}

static struct phrase settle_of(const struct report *report, const struct family_view *family_view)
{
    int64_t family = family_view->version;
    if (family_view->relay_works || family_view->relay_blocked)
        return (struct phrase){{0}};
    bool several = relay_over(report, family)->networks_failed > 1;
    const struct control *fails = see_controls(report, family).relay_fails;
    if (fails != NULL)
        return phrase_format("The control %s does not answer over IPv%d either, so the cause is probably on "
                             "this side. Run the same scan from another network to settle it.",
                             fails->place, (int)family);
    bool given = report->vantage.control_count > 0;
    return phrase_format("%s cannot show whether this network blocks port 25 over IPv%d or that host does. "
                         "%s can: --control HOST:25 with a host that is known to answer there over IPv%d, or "
                         "the same scan with a second domain whose mail hosts are in another network.",
                         several ? "So few networks" : "One target", (int)family,
                         given ? "The given controls do not settle it; another one" : "One more connection",
                         (int)family);
}

void egress_find(struct view *view)
{
    for (size_t i = 0; i < 2; i++)
        view->families[i].relay_works = works(&view->facts, &view->families[i]);
    for (size_t i = 0; i < 2; i++) {
        struct family_view *family = &view->families[i];
        family->relay_works_otherwise = !family->relay_works && view->families[1 - i].relay_works;
        family->relay_blocked =
            enough_blocked(view, family->version, 0) || blocked_like_other(view, family->version);
        family->relay_pointing = pointing_of(view, family->version);
        family->relay_phrase = phrase_of(view, family);
        family->relay_settle = settle_of(&view->facts, family);
    }
}

static void diagnose_blocked(struct assessment *assessment, const struct about *about,
                             const struct family_view *family)
{
    const struct report *report = assessment->report;
    enum provider_id cloud_id = report->vantage.cloud;
    struct pointing pointing = family->relay_pointing;
    struct phrase cloud = egress_cloud_phrase(report);
    char *rules = NULL;
    if (pointing.at == SUSPECT_THIS_MACHINE)
        pointing.settle = rules = own_filter(PORT_RELAY);
    else if (cloud_id != PROVIDER_NONE)
        pointing.settle = providers[cloud_id].remedy;
    else if (see_controls(report, family->version).relay_fails != NULL)
        pointing.settle = "Run the same scan from a network that allows outgoing port 25. From here even the "
                          "control, which is known to answer, fails.";
    diagnose(assessment, about, FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, &pointing, "%s%s%s",
             phrase_format("%s%s", family->relay_phrase.text,
                           pointing.at == SUSPECT_THIS_MACHINE
                               ? ""
                               : " Less likely, each of these servers is behind a firewall that blocks it.")
                 .text,
             cloud.text[0] != '\0' ? " " : "", cloud.text);
    free(rules);
}

/* What the run saw elsewhere by then says nothing of a target without a mail server over the family. */
static bool is_of_concern(const struct view *view, const struct family_view *family)
{
    for (size_t i = 0; i < view->port_count; i++)
        if (view->ports[i].about.port == PORT_RELAY && view->ports[i].family == family)
            return true;
    return false;
}

void egress_rules(struct assessment *assessment)
{
    struct about about = {.role = ROLE_MX, .domain = assessment->report->target.name};
    for (size_t i = 0; i < 2; i++) {
        const struct family_view *family = &assessment->view->families[i];
        about.detail = family->version == 6 ? "IPv6" : "IPv4";
        if (!is_of_concern(assessment->view, family))
            continue;
        if (family->relay_works)
            judge(assessment, &about, FINDING_EGRESS_BLOCKED, OUTCOME_HOLDS, "%s", family->relay_phrase.text);
        else if (family->relay_blocked)
            diagnose_blocked(assessment, &about, family);
    }
}
