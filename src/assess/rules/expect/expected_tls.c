/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long certificates should be valid still, and the policy profile that ports should meet. */
#include "assess/rules/expect/expected.h"
#include "assess/rules/policy/profile.h"
#include "assess/view/view.h"
#include "base/list.h"
#include "facts/shapes.h"

#include <inttypes.h>

enum { DAY_S = 86400 };

/* The first day on which too little of the certificate's life is left, in seconds before its end. */
static int64_t needed_s(const struct expect_item *item, const struct certificate *leaf)
{
    if (item->parts == 0)
        return item->days * DAY_S;
    return (leaf->not_after_unix_s - leaf->not_before_unix_s) / item->parts * item->part;
}

static struct phrase needed_phrase(const struct expect_item *item, const struct certificate *leaf)
{
    if (item->parts == 0)
        return phrase_format("%" PRId64 " days", item->days);
    return phrase_format("%" PRId64 "/%" PRId64 " of its lifetime (%" PRId64 " days)", item->part,
                         item->parts, needed_s(item, leaf) / DAY_S);
}

/* The certificate that has least time beyond what is needed, of all that the port showed, for whatever key;
 * one that cannot be parsed goes before all others. NULL: it showed none. */
static const struct certificate *leaf_of(const struct endpoint *endpoint, const struct expect_item *item)
{
    const struct certificate *found = NULL;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct tls *tls = endpoint->sessions[i].tls;
        if (tls == NULL || tls->chain_count == 0)
            continue;
        const struct certificate *leaf = &tls->chain[0];
        if (leaf->unreadable != NULL)
            return leaf;
        if (found == NULL
            || leaf->not_after_unix_s - needed_s(item, leaf)
                   < found->not_after_unix_s - needed_s(item, found))
            found = leaf;
    }
    return found;
}

static void judge_days(struct assessment *assessment, const struct expected *expected,
                       const struct port_view *port_view, const struct about *about)
{
    const struct expect_item *item = expected_for(expected, EXPECT_CERTIFICATE, about->host, 0);
    const struct certificate *leaf = item != NULL ? leaf_of(port_view->endpoint, item) : NULL;
    int64_t now_s = assessment->report->started_at_unix_ms / 1000;
    if (leaf == NULL)
        return;
    if (leaf->unreadable != NULL) {
        expected_judge(assessment, expected, item, about, FINDING_EXPECTATION_CERTIFICATE_DAYS,
                       OUTCOME_UNKNOWN, "The certificate cannot be parsed, so its dates are unknown.");
        return;
    }
    bool good = leaf->not_after_unix_s - now_s >= needed_s(item, leaf);
    expected_judge(assessment, expected, item, about, FINDING_EXPECTATION_CERTIFICATE_DAYS,
                   outcome_unless(!good), "Expected: valid for at least %s from now. Seen: valid until %s.",
                   needed_phrase(item, leaf).text, leaf->not_after != NULL ? leaf->not_after : "?");
}

static void judge_profile(struct assessment *assessment, const struct expected *expected,
                          const struct port_view *port_view, const struct about *about)
{
    const struct expect_item *item = expected_for(expected, EXPECT_PROFILE, about->host, 0);
    const struct tls_offer *offer = &port_view->offer;
    if (item == NULL || item->profile == NULL || !tls_offer_is_there(offer))
        return;
    struct profile_verdict verdict =
        profile_verdict_of(item->profile, offer, profile_is_for_relays(assessment->report, port_view));
    const struct profile_item *worst = verdict.item_count > 0 ? &verdict.items[0] : NULL;
    bool bad = worst != NULL && worst->grade == GRADE_INSUFFICIENT;
    enum outcome outcome = bad                              ? OUTCOME_FAILS
                           : verdict.grade == GRADE_UNKNOWN ? OUTCOME_UNKNOWN
                                                            : OUTCOME_HOLDS;
    struct about at = *about;
    at.detail = item->profile->name;
    expected_judge(assessment, expected, item, &at, FINDING_EXPECTATION_PROFILE, outcome,
                   "Expected: nothing insufficient by %s. Seen: %s%s%s%s.", item->profile->name,
                   bad                          ? worst->value
                   : outcome == OUTCOME_UNKNOWN ? "nothing decided"
                                                : "nothing insufficient",
                   bad && worst->clause != NULL ? " (" : "",
                   bad && worst->clause != NULL ? worst->clause : "",
                   bad && worst->clause != NULL ? ")" : "");
    shape_clear(&profile_verdict_shape, &verdict);
}

/* A port of a host that was only guessed is the user's business where the file names the host. */
static bool is_meant(const struct expected *expected, const struct port_view *port_view)
{
    if (port_view->about.role != ROLE_GUESS)
        return true;
    for (size_t i = 0; i < expected->count; i++)
        if (expected->items[i]->host != NULL
            && text_same_name(expected->items[i]->host, port_view->about.host))
            return true;
    return false;
}

void expected_tls_rules(struct assessment *assessment, const struct expected *expected)
{
    const struct view *view = assessment->view;
    for (size_t i = 0; i < assessment->report->endpoint_count; i++) {
        const struct port_view *port_view = &view->ports[i];
        struct about about = port_view->about;
        if (port_view->intercepted || !is_meant(expected, port_view))
            continue;
        if (about.role == ROLE_GUESS)
            about.role = ROLE_SUBMISSION;
        judge_days(assessment, expected, port_view, &about);
        judge_profile(assessment, expected, port_view, &about);
    }
}
