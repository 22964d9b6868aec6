/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What DNS and the policy host say: records, hosts and their addresses. */
#include "base/list.h"
#include "compare/portrait.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char scope_mx[] = "mx";
static const char scope_hosts[] = "hosts";
static const char scope_policy[] = "policy";

static char *scope_of_addresses(const struct host *host, int64_t family)
{
    return text_format("addresses %s %d", host->name, (int)family);
}

static char *scope_of_tlsa(const struct host *host, const struct tlsa_set *set)
{
    return text_format("tlsa %s %s %" PRId64, host->name, set->base_domain, set->port);
}

static void see(struct portrait *portrait, bool seen, const char *scope)
{
    if (seen)
        text_list_append(&portrait->seen, scope);
}

static int by_text(const void *a, const void *b)
{
    return text_compare(*(char *const *)a, *(char *const *)b);
}

/* The items in the order of the alphabet; the caller frees. */
static char *sorted_text(const struct text_list *list)
{
    struct text_list sorted = {0};
    for (size_t i = 0; i < list->count; i++)
        text_list_append(&sorted, list->items[i]);
    if (sorted.count > 0)
        qsort(sorted.items, sorted.count, sizeof *sorted.items, by_text);
    char *text = text_list_join(&sorted, ", ");
    text_list_free(&sorted);
    return text;
}

/* What was not validated is left out: a scan without DNSSEC is no change of the zone. */
static void add_dnssec(struct portrait *portrait, const struct subject *subject, const char *name,
                       const struct dns_lookup *lookup)
{
    static const int64_t ranks[DNSSEC_STATE_COUNT] = {
        [DNSSEC_UNKNOWN] = -1, [DNSSEC_SECURE] = 2, [DNSSEC_INSECURE] = 1, [DNSSEC_BOGUS] = 0};
    if (lookup->dnssec == DNSSEC_UNKNOWN)
        return;
    struct trait *trait = portrait_add(portrait, ASPECT_DNSSEC, subject, name,
                                       text_copy(words_name(&dnssec_state_words, (int)lookup->dnssec)));
    trait->rank = ranks[lookup->dnssec];
    trait->severity = SEVERITY_WARNING;
}

/* --- the domain --- */

static void add_mx(struct portrait *portrait, const struct subject *subject, const struct domain *domain)
{
    for (size_t i = 0; i < domain->mx_count; i++) {
        char *value = text_format("preference %" PRId64, domain->mx[i].preference);
        struct trait *trait = portrait_add(portrait, ASPECT_MX, subject, domain->mx[i].exchange, value);
        trait->scope = text_copy(scope_mx);
    }
    see(portrait, dns_is_definite(domain->mx_lookup.status), scope_mx);
}

static void add_line(struct portrait *portrait, const struct subject *subject, const char *name, char *value)
{
    portrait_add(portrait, ASPECT_MTA_STS_POLICY, subject, name, value);
}

/* What a sender takes from the policy; nobody can tell where the policy host gave no answer. */
static void add_mta_sts(struct portrait *portrait, const struct subject *subject, const struct mta_sts *sts)
{
    bool valid = sts->status == MTA_STS_POLICY_VALID && sts->policy != NULL;
    const char *word = valid ? words_name(&mta_sts_mode_words, (int)sts->policy->mode)
                             : words_name(&mta_sts_status_words, (int)sts->status);
    struct trait *trait = portrait_add(portrait, ASPECT_MTA_STS, subject, NULL, text_copy(word));
    trait->scope = text_copy(scope_policy);
    trait->rank = valid ? (int64_t)sts->policy->mode : 0;
    trait->severity = SEVERITY_WARNING;
    if (sts->status == MTA_STS_UNKNOWN || sts->status == MTA_STS_TIMED_OUT)
        trait->state = TRAIT_UNDECIDED;
    if (!valid)
        return;
    char *patterns = sorted_text(&sts->policy->mx);
    add_line(portrait, subject, "mx", patterns);
    add_line(portrait, subject, "max_age", text_format("%" PRId64 " s", sts->policy->max_age_s));
    if (sts->id != NULL)
        add_line(portrait, subject, "id", text_copy(sts->id));
}

static void add_tls_rpt(struct portrait *portrait, const struct subject *subject,
                        const struct tls_rpt *tls_rpt)
{
    if (dns_is_definite(tls_rpt->lookup.status))
        portrait_add(portrait, ASPECT_TLS_RPT, subject, NULL,
                     tls_rpt->rua.count == 0 ? text_copy("none") : sorted_text(&tls_rpt->rua));
}

void portrait_add_domain(struct portrait *portrait, const struct report *report)
{
    const struct domain *domain = report->domain;
    bool seen = true;
    if (domain != NULL) {
        const struct subject subject = {.domain = domain->name};
        if (domain->mail_route != ROUTE_UNKNOWN)
            portrait_add(portrait, ASPECT_ROUTE, &subject, NULL,
                         text_copy(words_name(&mail_route_words, (int)domain->mail_route)));
        add_mx(portrait, &subject, domain);
        add_dnssec(portrait, &subject, "MX records", &domain->mx_lookup);
        if (domain->mta_sts != NULL)
            add_mta_sts(portrait, &subject, domain->mta_sts);
        if (domain->tls_rpt != NULL)
            add_tls_rpt(portrait, &subject, domain->tls_rpt);
        seen = dns_is_definite(domain->mx_lookup.status);
        for (size_t i = 0; i < domain->service_count; i++)
            seen = seen && dns_is_definite(domain->services[i].lookup.status);
    }
    see(portrait, seen, scope_hosts);
}

/* --- hosts --- */

static void add_tlsa(struct portrait *portrait, const struct host *host, const struct tlsa_set *set,
                     const char *within)
{
    const struct subject subject = {.host = host->name, .port = set->port};
    char *scope = scope_of_tlsa(host, set);
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        char *name = text_format("%s %" PRId64 " %" PRId64 " %" PRId64 " %s", set->base_domain, record->usage,
                                 record->selector, record->matching_type, record->data_hex);
        struct trait *trait = portrait_add(portrait, ASPECT_TLSA, &subject, name, NULL);
        trait->scope = text_copy(scope);
        trait->within = text_copy(within);
        free(name);
    }
    see(portrait, dns_is_definite(set->lookup.status), scope);
    free(scope);
}

static void add_address(struct portrait *portrait, const struct report *report, const struct host *host,
                        const char *address, const char *within)
{
    const struct address *entry = report_address(report, address);
    const struct subject subject = {.host = host->name, .address = (char *)address};
    struct trait *trait = portrait_add(portrait, ASPECT_ADDRESS, &subject, NULL, NULL);
    int64_t family = entry != NULL ? entry->family : strchr(address, ':') != NULL ? 6 : 4;
    trait->scope = scope_of_addresses(host, family);
    trait->within = text_copy(within);
    portrait_add_ports(portrait, report, host, address);
}

/* An MX host comes and goes with its record. */
static char *host_within(const struct report *report, const struct host *host)
{
    if (!host->is_mx || report->domain == NULL || report->domain->mail_route != ROUTE_MX)
        return NULL;
    return trait_key(ASPECT_MX, &(struct subject){.domain = report->domain->name}, host->name);
}

static void add_host(struct portrait *portrait, const struct report *report, const struct host *host)
{
    const struct subject subject = {.host = host->name};
    bool submits = host->submission != SUBMISSION_NONE;
    const char *role = host->is_mx && submits ? "MX and submission" : host->is_mx ? "MX" : "submission";
    struct trait *trait = portrait_add(portrait, ASPECT_HOST, &subject, NULL, text_copy(role));
    char *key = text_copy(trait->key);
    trait->scope = text_copy(scope_hosts);
    trait->within = host_within(report, host);
    add_dnssec(portrait, &subject, "addresses",
               host->a_lookup.status == DNS_OK ? &host->a_lookup : &host->aaaa_lookup);
    for (size_t i = 0; i < host->addresses.count; i++)
        add_address(portrait, report, host, host->addresses.items[i], key);
    for (size_t i = 0; i < host->tlsa_set_count; i++)
        add_tlsa(portrait, host, &host->tlsa_sets[i], key);
    for (int family = 4; family <= 6; family += 2) {
        const struct dns_lookup *lookup = family == 4 ? &host->a_lookup : &host->aaaa_lookup;
        char *scope = scope_of_addresses(host, family);
        see(portrait, dns_is_definite(lookup->status), scope);
        free(scope);
    }
    free(key);
}

void portrait_add_hosts(struct portrait *portrait, const struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].name != NULL)
            add_host(portrait, report, &report->hosts[i]);
}
