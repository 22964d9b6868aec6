/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signatures that hold here and that others no longer count: RFC 9905. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"

#include <inttypes.h>

enum {
    ALGORITHM_DSA = 3,
    ALGORITHM_RSASHA1 = 5,
    ALGORITHM_DSA_NSEC3_SHA1 = 6,
    ALGORITHM_RSASHA1_NSEC3_SHA1 = 7,
    DIGEST_SHA1 = 1
};

static bool is_sha1_algorithm(int64_t algorithm)
{
    return algorithm == ALGORITHM_DSA || algorithm == ALGORITHM_RSASHA1
           || algorithm == ALGORITHM_DSA_NSEC3_SHA1 || algorithm == ALGORITHM_RSASHA1_NSEC3_SHA1;
}

/* One key that neither signs nor is vouched for with SHA-1 is enough. */
static bool rests_on_sha1(const struct signed_zone *zone)
{
    for (size_t i = 0; i < zone->record_count; i++)
        if (!is_sha1_algorithm(zone->records[i].algorithm) && zone->records[i].digest_type != DIGEST_SHA1)
            return false;
    return true;
}

/* "algorithm 7 with digest type 1, ..." */
static struct phrase describe(const struct signed_zone *zone)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < zone->record_count; i++) {
        struct phrase part = phrase_format(
            "algorithm %" PRId64 "%s with digest type %" PRId64 "%s", zone->records[i].algorithm,
            is_sha1_algorithm(zone->records[i].algorithm) ? " (SHA-1)" : "", zone->records[i].digest_type,
            zone->records[i].digest_type == DIGEST_SHA1 ? " (SHA-1)" : "");
        if (!text_list_has(&parts, part.text))
            text_list_append(&parts, part.text);
    }
    struct phrase all = phrase_list(&parts, "none");
    text_list_free(&parts);
    return all;
}

/* Whether senders that find the zone unsigned do without DANE for it. */
static bool has_dane(const struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++)
        for (size_t n = 0; n < report->hosts[i].tlsa_set_count; n++)
            if (report->hosts[i].tlsa_sets[n].record_count > 0 && !report->hosts[i].tlsa_sets[n].unasked)
                return true;
    return false;
}

void signed_zone_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    bool lenient = !has_dane(report);
    for (size_t i = 0; i < report->signed_zone_count; i++) {
        const struct signed_zone *zone = &report->signed_zones[i];
        struct about about = {.role = ROLE_MX, .host = zone->name, .lenient = lenient};
        if (zone->record_count > 0)
            judge(assessment, &about, FINDING_DNSSEC_SHA1, outcome_unless(rests_on_sha1(zone)),
                  "DS records of %s: %s.", zone->name, describe(zone).text);
        if (zone->record_count > 0 || !dns_lookup_failed(&zone->lookup))
            continue;
        about.lenient = true;
        judge(assessment, &about, FINDING_DNSSEC_SHA1, OUTCOME_UNKNOWN, "%s.",
              phrase_lookup(&zone->lookup).text);
    }
}
