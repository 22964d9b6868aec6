/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host's TLSA records by themselves: RFC 7671 5, 9, RFC 7672 2.2, 3.1. */
#include "assess/rules/rules.h"
#include "assess/view/dane.h"
#include "assess/view/tlsa_anchors.h"

#include <inttypes.h>

/* Above it one large sender was seen to fail (dnssec-stats, 2024). */
enum { RECORDS_MANY = 12 };

enum { FULL = 0, SHA256 = 1, SHA512 = 2 };

static void judge_lookup(struct assessment *assessment, const struct about *about, const struct host *host,
                         const struct tlsa_set *set, enum dane_state state)
{
    const struct dns_lookup *lookup = &set->lookup;
    struct phrase answer = phrase_lookup(lookup);
    if (state == DANE_FAILED && lookup->dnssec == DNSSEC_BOGUS)
        judge(assessment, about, FINDING_DANE_LOOKUP_FAILED, OUTCOME_FAILS,
              "%s; DNSSEC validation fails (bogus): %s.", answer.text, dane_why_unknown(lookup));
    else if (state == DANE_FAILED)
        judge(assessment, about, FINDING_DANE_LOOKUP_FAILED, OUTCOME_FAILS,
              "%s; the address queries of the host are answered.", answer.text);
    else if (dns_lookup_failed(lookup) && state == DANE_UNKNOWN)
        judge(assessment, about, FINDING_DANE_LOOKUP_FAILED, OUTCOME_UNKNOWN, "%s.%s", answer.text,
              dane_address_state(host) == DNSSEC_UNKNOWN
                  ? " Unknown whether the host's addresses are signed; if they are not, senders do not ask "
                    "for TLSA records."
                  : "");
    else if (!dns_lookup_failed(lookup))
        judge(assessment, about, FINDING_DANE_LOOKUP_FAILED, OUTCOME_HOLDS, "%s.", answer.text);
}

static void judge_signed(struct assessment *assessment, const struct about *about, const struct tlsa_set *set,
                         enum dane_state state)
{
    struct phrase records = dane_records(set);
    if (state == DANE_UNKNOWN)
        judge(assessment, about, FINDING_DANE_INSECURE, OUTCOME_UNKNOWN, "%s; unknown whether signed: %s.",
              records.text, dane_why_unknown(&set->lookup));
    else
        judge(assessment, about, FINDING_DANE_INSECURE, outcome_unless(state == DANE_INSECURE), "%s %s: %s.",
              set->lookup.name != NULL ? set->lookup.name : set->base_domain,
              state != DANE_INSECURE                ? "is signed"
              : set->lookup.dnssec == DNSSEC_SECURE ? "is signed, but the host's addresses are not"
                                                    : "is not signed",
              records.text);
}

static size_t usable_count(const struct tlsa_set *set)
{
    size_t usable = 0;
    for (size_t i = 0; i < set->record_count; i++)
        usable += set->records[i].usable;
    return usable;
}

static void judge_usable(struct assessment *assessment, const struct about *about, const struct tlsa_set *set)
{
    size_t usable = usable_count(set);
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        struct phrase shown =
            dane_record(record->usage, record->selector, record->matching_type, record->data_hex);
        struct about judged = *about;
        judged.detail = shown.text;
        if (!record->usable)
            judge(assessment, &judged, FINDING_DANE_RECORD_UNUSABLE, OUTCOME_FAILS, "%s: %s.", shown.text,
                  record->unusable_because != NULL ? record->unusable_because : "no sender can use it");
    }
    if (usable == set->record_count)
        judge(assessment, about, FINDING_DANE_RECORD_UNUSABLE, OUTCOME_HOLDS, "%s.", dane_records(set).text);
    judge(assessment, about, FINDING_DANE_NO_USABLE_RECORD, outcome_unless(usable == 0),
          "%zu of %zu records are usable.", usable, set->record_count);
}

static size_t count(const struct tlsa_set *set, int64_t usage, int64_t selector, int64_t matching_type)
{
    size_t found = 0;
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        found += record->usable && record->usage == usage && record->selector == selector
                 && record->matching_type == matching_type;
    }
    return found;
}

/* A sender that knows both digests looks at the stronger alone (RFC 7671 9), so each object must be there
 * under both. */
static void judge_digests(struct assessment *assessment, const struct about *about,
                          const struct tlsa_set *set)
{
    for (int64_t usage = 2; usage <= 3; usage++)
        for (int64_t selector = 0; selector <= 1; selector++) {
            size_t weaker = count(set, usage, selector, SHA256),
                   stronger = count(set, usage, selector, SHA512);
            if (weaker == stronger || weaker == 0 || stronger == 0)
                continue;
            judge(assessment, about, FINDING_DANE_DIGESTS_UNEVEN, OUTCOME_FAILS,
                  "%" PRId64 " %" PRId64 ": %zu records with SHA-256, %zu with SHA-512.", usage, selector,
                  weaker, stronger);
            return;
        }
    judge(assessment, about, FINDING_DANE_DIGESTS_UNEVEN, OUTCOME_HOLDS, "%s.", dane_records(set).text);
}

/* A record that still matches fails with the next renewal. */
static void judge_retired(struct assessment *assessment, const struct about *about,
                          const struct tlsa_set *set)
{
    const struct tlsa_anchor *anchor = NULL;
    const struct tlsa_record *record = tlsa_anchor_retired(set, &anchor);
    if (record != NULL)
        judge(assessment, about, FINDING_DANE_ANCHOR_RETIRED, OUTCOME_FAILS, "%s is for %s of %s (as of %s).",
              dane_record(record->usage, record->selector, record->matching_type, record->data_hex).text,
              anchor->name, anchor->authority, anchor->as_of);
    else if (count(set, 2, 1, SHA256) > 0)
        judge(assessment, about, FINDING_DANE_ANCHOR_RETIRED, OUTCOME_HOLDS, "%s.", dane_records(set).text);
}

static void judge_form(struct assessment *assessment, const struct about *about, const struct tlsa_set *set)
{
    size_t full = 0;
    for (int64_t usage = 2; usage <= 3; usage++)
        full += count(set, usage, 0, FULL) + count(set, usage, 1, FULL);
    judge(assessment, about, FINDING_DANE_FULL_DATA, outcome_unless(full > 0),
          "%zu of %zu records contain the whole certificate or key.", full, set->record_count);
    judge(assessment, about, FINDING_DANE_SET_LARGE, outcome_unless(set->record_count > RECORDS_MANY),
          "%zu records at %s.", set->record_count, set->base_domain);
    judge_retired(assessment, about, set);
    bool recommended = count(set, 3, 1, SHA256) > 0 || count(set, 2, 0, SHA256) > 0;
    judge(assessment, about, FINDING_DANE_PARAMETERS_UNUSUAL, outcome_unless(!recommended), "%s.",
          dane_records(set).text);
}

void dane_host_rules(struct assessment *assessment, const struct host *host)
{
    const struct report *report = assessment->report;
    struct about about = {.role = port_view_role(report, host, PORT_RELAY), .host = host->name};
    const struct host_view *host_view = view_host(assessment->view, host);
    const struct tlsa_set *set = host_view->tlsa_set;
    enum dane_state state = host_view->dane;
    if (set == NULL || state == DANE_NOT_ASKED)
        return;
    judge_lookup(assessment, &about, host, set, state);
    if (state == DANE_FAILED || set->record_count == 0)
        return;
    judge_signed(assessment, &about, set, state);
    if (state == DANE_INSECURE)
        return;
    judge_usable(assessment, &about, set);
    if (usable_count(set) == 0)
        return;
    judge_digests(assessment, &about, set);
    judge_form(assessment, &about, set);
}
