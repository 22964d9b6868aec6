/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS as the reason why nothing can be reached: the resolver, or the zone's own servers. */
#include "assess/rules/dns/lookup.h"

#include "assess/rules/rules.h"
#include "assess/view/port_view.h"

const struct pointing lookup_denied = {SUSPECT_TARGET, CERTAINTY_CERTAIN, NULL};

/* Calls `see` for each look-up that mail is routed by. */
static void each_lookup(const struct report *report,
                        void (*see)(const struct dns_lookup *lookup, enum role role, void *context),
                        void *context)
{
    if (report->domain != NULL) {
        see(&report->domain->mx_lookup, ROLE_MX, context);
        for (size_t i = 0; i < report->domain->service_count; i++)
            see(&report->domain->services[i].lookup, ROLE_SUBMISSION, context);
    }
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        enum role role = port_view_host_role(report, host);
        see(&host->a_lookup, role, context);
        see(&host->aaaa_lookup, role, context);
    }
}

struct lookups_seen {
    size_t answered;
    size_t unreachable;
    size_t truncated;
    const struct dns_lookup *example;     /* of those unreachable */
    const struct dns_lookup *cut_example; /* of those truncated */
};

static void count_lookup(const struct dns_lookup *lookup, enum role role, void *context)
{
    (void)role;
    struct lookups_seen *seen = context;
    if (lookup->status == DNS_NOT_ASKED || lookup->status == DNS_OVER_LIMIT
        || lookup->status == DNS_INTERRUPTED || lookup->status == DNS_TIME_RAN_OUT
        || lookup->status == DNS_EXCLUDED || lookup->source == DNS_FROM_RECORDS)
        return;
    seen->answered += lookup->status != DNS_UNREACHABLE && lookup->status != DNS_TIMEOUT;
    seen->unreachable += lookup->status == DNS_UNREACHABLE;
    if (lookup->status == DNS_UNREACHABLE)
        seen->example = lookup;
    seen->truncated += lookup->status == DNS_TRUNCATED;
    if (lookup->status == DNS_TRUNCATED)
        seen->cut_example = lookup;
}

static struct lookups_seen see_lookups(const struct report *report)
{
    struct lookups_seen seen = {0};
    each_lookup(report, count_lookup, &seen);
    return seen;
}

/* Whom a look-up without an answer points at. */
static struct pointing pointing_of(const struct report *report, const struct dns_lookup *lookup)
{
    bool resolver_answers = see_lookups(report).answered > 0;
    switch (lookup->status) {
    case DNS_SERVFAIL:
        return (struct pointing){SUSPECT_TARGET, CERTAINTY_LIKELY, NULL};
    case DNS_TIMEOUT:
        return (struct pointing){resolver_answers ? SUSPECT_TARGET : SUSPECT_RESOLVER,
                                 resolver_answers ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE, NULL};
    case DNS_REFUSED:
        return (struct pointing){SUSPECT_RESOLVER, CERTAINTY_LIKELY, NULL};
    case DNS_UNREACHABLE:
        return (struct pointing){SUSPECT_RESOLVER, resolver_answers ? CERTAINTY_LIKELY : CERTAINTY_CERTAIN,
                                 NULL};
    case DNS_TRUNCATED:
        return (struct pointing){SUSPECT_RESOLVER, CERTAINTY_LIKELY, NULL};
    case DNS_MALFORMED:
        return (struct pointing){SUSPECT_RESOLVER, CERTAINTY_POSSIBLE, NULL};
    default:
        return (struct pointing){SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE, NULL};
    }
}

/* What each way to get no answer means. */
static const char *meaning(const struct dns_lookup *lookup)
{
    static const char *const meanings[DNS_STATUS_COUNT] = {
        [DNS_SERVFAIL] =
            "The resolver got no usable answer: the zone's name servers fail, or DNSSEC validation fails",
        [DNS_REFUSED] = "The resolver refuses queries from this machine",
        [DNS_TIMEOUT] = "The resolver, or a name server that it asked, did not answer in time",
        [DNS_UNREACHABLE] = "The resolver could not be reached",
        [DNS_TRUNCATED] =
            "The answer is too large for UDP, and DNS over TCP to the resolver does not work from here",
        [DNS_OVER_LIMIT] = "The target used up its DNS queries (--max-queries)",
        [DNS_NOT_IN_RECORDS] =
            "The records file has no records of this name or its zone, and --offline asks no server",
        [DNS_TIME_RAN_OUT] = "--max-time was reached before an answer came",
        [DNS_INTERRUPTED] = "The scan was interrupted before an answer came",
        [DNS_EXCLUDED] = "The name, or the one that it is an alias of, is on the list of --exclude",
        [DNS_MALFORMED] = "The reply does not answer the query",
    };
    return lookup->dnssec == DNSSEC_BOGUS ? "The answer fails DNSSEC validation (bogus)"
                                          : meanings[lookup->status];
}

static bool was_asked(const struct dns_lookup *lookup)
{
    return lookup->status != DNS_OVER_LIMIT && lookup->status != DNS_NOT_IN_RECORDS
           && lookup->status != DNS_INTERRUPTED && lookup->status != DNS_EXCLUDED;
}

void judge_lookup_failure(struct assessment *assessment, const struct about *about, enum finding_id id,
                          const struct dns_lookup *lookup)
{
    struct pointing pointing = pointing_of(assessment->report, lookup);
    const char *means = meaning(lookup);
    struct phrase evidence = phrase_format("%s.%s%s%s", phrase_lookup(lookup).text, means != NULL ? " " : "",
                                           means != NULL ? means : "", means != NULL ? "." : "");
    if (was_asked(lookup))
        diagnose(assessment, about, id, OUTCOME_UNKNOWN, &pointing, "%s", evidence.text);
    else
        judge(assessment, about, id, OUTCOME_UNKNOWN, "%s", evidence.text);
}

static void judge_resolver(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct lookups_seen seen = see_lookups(report);
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    struct pointing pointing = {SUSPECT_RESOLVER, CERTAINTY_CERTAIN, NULL};
    if (seen.truncated > 0)
        diagnose(assessment, &about, FINDING_RESOLVER_WITHOUT_TCP, OUTCOME_UNKNOWN,
                 &(struct pointing){SUSPECT_RESOLVER, CERTAINTY_LIKELY, NULL}, "%s; %zu look-ups in all.",
                 phrase_lookup(seen.cut_example).text, seen.truncated);
    else if (seen.answered > 0)
        judge(assessment, &about, FINDING_RESOLVER_WITHOUT_TCP, OUTCOME_HOLDS, "No answer was truncated.");
    if (seen.unreachable > 0 && seen.answered == 0)
        diagnose(assessment, &about, FINDING_RESOLVER_UNREACHABLE, OUTCOME_UNKNOWN, &pointing,
                 "%s; %zu look-ups in all.", phrase_lookup(seen.example).text, seen.unreachable);
    else if (seen.answered > 0)
        judge(assessment, &about, FINDING_RESOLVER_UNREACHABLE, OUTCOME_HOLDS,
              seen.unreachable > 0 ? "%zu look-ups were answered; for %zu the resolver could not be reached."
                                   : "%zu look-ups were answered.",
              seen.answered, seen.unreachable);
}

/* "MX example.org" */
static struct phrase question(const struct dns_lookup *lookup)
{
    return phrase_format("%s %s", lookup->type != NULL ? lookup->type : "?",
                         lookup->name != NULL ? lookup->name : "?");
}

static void judge_signature(const struct dns_lookup *lookup, enum role role, void *context)
{
    struct assessment *assessment = context;
    struct about about = {.role = role, .host = lookup->name, .detail = lookup->type};
    struct pointing pointing = {SUSPECT_TARGET, CERTAINTY_LIKELY, NULL};
    if (lookup->dnssec == DNSSEC_BOGUS)
        diagnose(assessment, &about, FINDING_DNS_BOGUS, OUTCOME_FAILS, &pointing, "%s: %s.",
                 question(lookup).text,
                 lookup->dnssec_detail != NULL ? lookup->dnssec_detail : "its signatures are wrong");
    else if (lookup->dnssec != DNSSEC_UNKNOWN)
        judge(assessment, &about, FINDING_DNS_BOGUS, OUTCOME_HOLDS, "%s: no wrong signature.",
              question(lookup).text);
}

void lookup_rules(struct assessment *assessment)
{
    judge_resolver(assessment);
    each_lookup(assessment->report, judge_signature, assessment);
}
