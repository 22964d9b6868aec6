/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An address's range and its reverse DNS. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "base/list.h"
#include "facts/words.h"
#include "infer/address_gate.h"

/* The first host that has the address, for the subject; NULL for none. */
static const char *host_of(const struct report *report, const char *address)
{
    const struct host *host = report_host_at(report, address, NULL);
    return host != NULL ? host->name : NULL;
}

/* Whether an address of the example ranges (RFC 5737, RFC 3849) comes from records that the user wrote for
 * this scan: then nobody has published it. */
static bool is_example(const struct report *report, const struct address *address)
{
    bool given = false;
    const struct host *host = NULL;
    while ((host = report_host_at(report, address->address, host)) != NULL) {
        const struct dns_lookup *lookup = address->family == 6 ? &host->aaaa_lookup : &host->a_lookup;
        given = given || lookup->source == DNS_FROM_RECORDS;
    }
    return given && address->scope == SCOPE_DOCUMENTATION;
}

/* Whether --connect-to led every connection for the address elsewhere: then nothing was learnt about it. */
static bool is_led_elsewhere(const struct report *report, const char *address)
{
    bool elsewhere = false;
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, address, endpoint)) != NULL) {
        if (endpoint->connect_to.address == NULL)
            return false;
        elsewhere = true;
    }
    return elsewhere;
}

static void judge_scope(struct assessment *assessment, const struct about *about,
                        const struct address *address)
{
    if (is_led_elsewhere(assessment->report, address->address))
        return;
    struct about judged = *about;
    if (about->role != ROLE_GUESS && is_example(assessment->report, address))
        judged.role = ROLE_OTHER;
    judge(assessment, &judged, FINDING_ADDRESS_SPECIAL, outcome_unless(address->scope != SCOPE_GLOBAL),
          "%s lies in a range for: %s.", address->address, words_name(&address_scope_words, address->scope));
}

static void judge_barred(struct assessment *assessment, const struct about *about,
                         const struct address *address)
{
    if (address->barred != BAR_NONE)
        judge(assessment, about, FINDING_ADDRESS_NOT_PROBED, OUTCOME_FAILS,
              "%s is %s: no connection was made to it.", address->address,
              address_bar_phrase(address->barred));
}

static void judge_reverse(struct assessment *assessment, const struct about *about,
                          const struct address *address)
{
    const struct dns_lookup *lookup = &address->ptr_lookup;
    if (lookup->status == DNS_NOT_ASKED || lookup->status == DNS_OVER_LIMIT
        || lookup->status == DNS_TIME_RAN_OUT || lookup->status == DNS_EXCLUDED)
        return;
    if (dns_lookup_failed(lookup)) {
        judge(assessment, about, FINDING_PTR_MISSING, OUTCOME_UNKNOWN, "%s.", phrase_lookup(lookup).text);
        return;
    }
    struct phrase names = phrase_list(&address->ptr_names, "none");
    judge(assessment, about, FINDING_PTR_MISSING, outcome_unless(address->ptr_names.count == 0),
          "PTR names: %s.", names.text);
    if (address->ptr_names.count == 0)
        return;
    enum outcome outcome = address->forward_confirmed == ANSWER_UNKNOWN
                               ? OUTCOME_UNKNOWN
                               : outcome_unless(address->forward_confirmed == ANSWER_NO);
    static const char *const evidence[OUTCOME_COUNT] = {
        [OUTCOME_UNKNOWN] = "DNS gave no answer about the addresses of the PTR names: %s.",
        [OUTCOME_FAILS] = "No PTR name has this address among its own: %s.",
        [OUTCOME_HOLDS] = "PTR names: %s.",
    };
    judge(assessment, about, FINDING_PTR_NOT_CONFIRMED, outcome, evidence[outcome], names.text);
}

void address_rules(struct assessment *assessment, const struct address *address)
{
    struct about about = {
        .role = port_view_address_role(assessment->report, address->address),
        .host = host_of(assessment->report, address->address),
        .address = address->address,
    };
    /* Who names a host knows where it stands; what a domain publishes is for everybody. */
    if (assessment->report->domain != NULL)
        judge_scope(assessment, &about, address);
    judge_barred(assessment, &about, address);
    judge_reverse(assessment, &about, address);
}
