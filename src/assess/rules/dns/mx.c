/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The domain's mail routing: RFC 5321 5.1, RFC 7505. */
#include "assess/finding/phrase.h"
#include "assess/rules/dns/lookup.h"
#include "assess/rules/rules.h"

#include <inttypes.h>

static void judge_lookup(struct assessment *assessment, const struct about *about,
                         const struct dns_lookup *lookup)
{
    if (dns_lookup_failed(lookup))
        judge_lookup_failure(assessment, about, FINDING_MX_LOOKUP_FAILED, lookup);
    else if (lookup->status != DNS_NOT_ASKED)
        judge(assessment, about, FINDING_MX_LOOKUP_FAILED, OUTCOME_HOLDS, "%s.", phrase_lookup(lookup).text);
    else
        judge(assessment, about, FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN,
              "The MX records were not looked up.");
}

static void judge_alias(struct assessment *assessment, const struct about *about,
                        const struct dns_lookup *lookup)
{
    if (lookup->status == DNS_OK || lookup->status == DNS_NODATA)
        judge(assessment, about, FINDING_DOMAIN_IS_ALIAS, outcome_unless(lookup->cname_chain.count > 0),
              "CNAME records of the domain: %s.", phrase_list(&lookup->cname_chain, "none").text);
}

/* NXDOMAIN is about the last name of a chain of aliases (RFC 6604 3). */
static bool is_dead_alias(const struct domain *domain)
{
    return domain->mx_lookup.cname_chain.count > 0;
}

static void judge_route(struct assessment *assessment, const struct about *about, const struct domain *domain)
{
    enum mail_route route = domain->mail_route;
    size_t count = domain->mx_count;
    if (route == ROUTE_UNKNOWN)
        return;
    if (route == ROUTE_NO_DOMAIN && is_dead_alias(domain)) {
        judge(assessment, about, FINDING_DOMAIN_NOT_FOUND, OUTCOME_HOLDS, "%s exists, as an alias.",
              domain->name);
        diagnose(assessment, about, FINDING_DOMAIN_ALIAS_DEAD, OUTCOME_FAILS, &lookup_denied,
                 "CNAME records of the domain: %s. %s.",
                 phrase_list(&domain->mx_lookup.cname_chain, "none").text,
                 phrase_lookup(&domain->mx_lookup).text);
        return;
    }
    if (route == ROUTE_NO_DOMAIN) {
        diagnose(assessment, about, FINDING_DOMAIN_NOT_FOUND, OUTCOME_FAILS, &lookup_denied, "%s.",
                 phrase_lookup(&domain->mx_lookup).text);
        return;
    }
    judge(assessment, about, FINDING_DOMAIN_NOT_FOUND, OUTCOME_HOLDS, "%s.",
          phrase_lookup(&domain->mx_lookup).text);
    judge(assessment, about, FINDING_DOMAIN_ALIAS_DEAD, OUTCOME_HOLDS, "%s.",
          phrase_lookup(&domain->mx_lookup).text);
    if (route == ROUTE_NONE) {
        const struct text_list *chain = &domain->mx_lookup.cname_chain;
        diagnose(assessment, about, FINDING_NO_MAIL_HOST, OUTCOME_FAILS, &lookup_denied,
                 "%s%s%s has neither MX nor address records.", domain->name,
                 chain->count > 0 ? ", an alias of " : "",
                 chain->count > 0 ? phrase_list(chain, "").text : "");
        return;
    }
    judge(assessment, about, FINDING_NO_MAIL_HOST, OUTCOME_HOLDS, "%s has a mail route.", domain->name);
    judge(assessment, about, FINDING_MX_IMPLICIT, outcome_unless(route == ROUTE_IMPLICIT_MX),
          "%zu MX record%s.", count, count == 1 ? "" : "s");
    judge(assessment, about, FINDING_MX_NULL, outcome_unless(route == ROUTE_NULL_MX),
          route == ROUTE_NULL_MX ? "The only MX record is \"%" PRId64 " .\"." : "No null MX alone.",
          count > 0 ? domain->mx[0].preference : 0);
    judge(assessment, about, FINDING_MX_NULL_MIXED, outcome_unless(route == ROUTE_MIXED_NULL),
          route == ROUTE_MIXED_NULL ? "\".\" is one of %zu MX records." : "%zu MX records, no contradiction.",
          count);
}

/* How many records before this one name the same host. */
static size_t named_before(const struct domain *domain, size_t index)
{
    size_t before = 0;
    for (size_t i = 0; i < index; i++)
        before += text_same_name(domain->mx[i].exchange, domain->mx[index].exchange);
    return before;
}

static void judge_duplicates(struct assessment *assessment, const struct about *about,
                             const struct domain *domain)
{
    bool found = false;
    for (size_t i = 0; i < domain->mx_count; i++) {
        if (named_before(domain, i) != 1)
            continue;
        found = true;
        struct about judged = *about;
        judged.detail = domain->mx[i].exchange;
        judge(assessment, &judged, FINDING_MX_DUPLICATE, OUTCOME_FAILS,
              "%s is named by more than one MX record.", domain->mx[i].exchange);
    }
    if (!found && domain->mx_count > 0)
        judge(assessment, about, FINDING_MX_DUPLICATE, OUTCOME_HOLDS, "%zu MX records name as many hosts.",
              domain->mx_count);
}

static void judge_target(struct assessment *assessment, const struct mx_record *mx)
{
    if (mx->kind == HOST_ROOT)
        return;
    struct about about = {.role = ROLE_MX, .host = mx->exchange};
    struct phrase record = phrase_format("MX %" PRId64 " %s.", mx->preference, mx->exchange);
    judge(assessment, &about, FINDING_MX_IP_LITERAL, outcome_unless(mx->kind == HOST_IP_LITERAL), "%s",
          record.text);
    judge(assessment, &about, FINDING_MX_LOCALHOST, outcome_unless(mx->kind == HOST_LOCALHOST), "%s",
          record.text);
    judge(assessment, &about, FINDING_MX_SINGLE_LABEL, outcome_unless(mx->kind == HOST_SINGLE_LABEL), "%s",
          record.text);
    judge(assessment, &about, FINDING_MX_NOT_A_HOST_NAME, outcome_unless(mx->kind == HOST_NOT_A_NAME), "%s",
          record.text);
}

void mx_rules(struct assessment *assessment)
{
    const struct domain *domain = assessment->report->domain;
    if (domain == NULL)
        return;
    struct about about = {.role = ROLE_MX, .domain = domain->name};
    judge_lookup(assessment, &about, &domain->mx_lookup);
    judge_alias(assessment, &about, &domain->mx_lookup);
    judge_route(assessment, &about, domain);
    judge_duplicates(assessment, &about, domain);
    for (size_t i = 0; i < domain->mx_count; i++)
        if (named_before(domain, i) == 0)
            judge_target(assessment, &domain->mx[i]);
}
