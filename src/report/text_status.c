/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line each for what the levels rest on: DANE, MTA-STS, TLS-RPT, and how long the certificates last. */
#include "base/list.h"
#include "report/text_sections.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MARK_COLUMN = 2, LABEL_COLUMN = 4, TEXT_COLUMN = 18, DAY_S = 86400, SOON_DAYS = 14 };

static void status(const struct page *page, enum mark mark, const char *label, const char *text)
{
    page_blank(page, MARK_COLUMN);
    page_mark(page, mark);
    page_blank(page, LABEL_COLUMN - MARK_COLUMN - 1);
    page_blank(page, TEXT_COLUMN - LABEL_COLUMN - page_text(page, STYLE_PLAIN, label));
    page_paragraph(page, STYLE_PLAIN, TEXT_COLUMN, TEXT_COLUMN, text);
}

/* How many MX hosts a sender that validates DANE treats in each way. */
struct dane_count {
    size_t hosts[DANE_OUTCOME_COUNT];
    size_t all;
    size_t with_match;
};

static struct dane_count count_dane(const struct verdict *verdict)
{
    struct dane_count count = {.all = verdict->inbound_host_count};
    for (size_t i = 0; i < verdict->inbound_host_count; i++)
        count.hosts[verdict->inbound_hosts[i].vector.dane]++;
    count.with_match = count.hosts[DANE_OUTCOME_HALF] + count.hosts[DANE_OUTCOME_RESISTANT];
    return count;
}

static const char *const zone_phrases[] = {
    [DNSSEC_UNKNOWN] = "DNSSEC undecided",
    [DNSSEC_SECURE] = "MX records signed",
    [DNSSEC_INSECURE] = "MX records not signed",
    [DNSSEC_BOGUS] = "MX records bogus",
};
_Static_assert(sizeof zone_phrases / sizeof zone_phrases[0] == DNSSEC_STATE_COUNT, "a phrase for each state");

static void dane_line(const struct page *page, const struct report *report)
{
    struct dane_count count = count_dane(&report->verdict);
    const char *zone = zone_phrases[report->domain->mx_lookup.dnssec];
    bool deferred = count.hosts[DANE_OUTCOME_DEFERRED] > 0;
    bool open = count.hosts[DANE_OUTCOME_UNKNOWN] > 0;
    enum mark mark = deferred                                           ? MARK_BAD
                     : open                                             ? MARK_UNSURE
                     : count.hosts[DANE_OUTCOME_RESISTANT] == count.all ? MARK_GOOD
                     : count.hosts[DANE_OUTCOME_NA] == count.all        ? MARK_ABSENT
                                                                        : MARK_FAIR;
    char *text =
        deferred ? text_format("%s; TLSA records do not match at %zu of %zu MX hosts", zone,
                               count.hosts[DANE_OUTCOME_DEFERRED], count.all)
        : open && count.with_match == 0 ? text_format("%s; TLSA undecided at %zu of %zu MX hosts", zone,
                                                      count.hosts[DANE_OUTCOME_UNKNOWN], count.all)
        : count.hosts[DANE_OUTCOME_NA] == count.all
            ? text_format("%s; no TLSA records in use", zone)
            : text_format("%s; TLSA records match at %zu of %zu MX hosts", zone, count.with_match, count.all);
    status(page, mark, "DANE", text);
    free(text);
}

static enum mark mta_sts_mark(const struct mta_sts *mta_sts)
{
    switch (mta_sts->status) {
    case MTA_STS_POLICY_VALID:
        return mta_sts->policy != NULL && mta_sts->policy->mode == MTA_STS_MODE_ENFORCE ? MARK_GOOD
                                                                                        : MARK_FAIR;
    case MTA_STS_ABSENT:
        return MARK_ABSENT;
    case MTA_STS_UNKNOWN:
    case MTA_STS_TIMED_OUT:
        return MARK_UNSURE;
    default:
        return MARK_BAD;
    }
}

static void policy_lines(const struct page *page, const struct domain *domain)
{
    if (domain->mta_sts != NULL) {
        char *text = text_mta_sts(domain->mta_sts);
        status(page, mta_sts_mark(domain->mta_sts), "MTA-STS", text);
        free(text);
    }
    if (domain->tls_rpt == NULL)
        return;
    char *text = text_tls_rpt(domain->tls_rpt);
    enum mark mark = domain->tls_rpt->rua.count > 0                    ? MARK_GOOD
                     : domain->tls_rpt->records.count > 0              ? MARK_BAD
                     : dns_is_definite(domain->tls_rpt->lookup.status) ? MARK_ABSENT
                                                                       : MARK_UNSURE;
    status(page, mark, "TLS-RPT", text);
    free(text);
}

/* The server's own certificate of the endpoint, NULL for none that can be read. */
static const struct certificate *leaf_of(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->tls == NULL || session->tls->chain_count == 0)
        return NULL;
    const struct certificate *leaf = &session->tls->chain[0];
    return leaf->unreadable == NULL && leaf->not_after != NULL ? leaf : NULL;
}

static void certificate_line(const struct page *page, const struct report *report)
{
    const struct endpoint *first = NULL;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct certificate *leaf = leaf_of(&report->endpoints[i]);
        if (leaf != NULL && (first == NULL || leaf->not_after_unix_s < leaf_of(first)->not_after_unix_s))
            first = &report->endpoints[i];
    }
    if (first == NULL)
        return;
    const struct certificate *leaf = leaf_of(first);
    int64_t days = (leaf->not_after_unix_s - report->started_at_unix_ms / 1000) / DAY_S;
    bool over = leaf->not_after_unix_s < report->started_at_unix_ms / 1000;
    bool in_doubt = report->vantage.clock == ANSWER_NO;
    const char *host = first->server_name == NULL ? first->address : first->server_name;
    char *text =
        in_doubt
            ? text_format("first to expire on %.10s (%s port %" PRId64 "); this machine's clock may be wrong",
                          leaf->not_after, host, first->port)
        : over ? text_format("%s port %" PRId64 ": expired on %.10s", host, first->port, leaf->not_after)
               : text_format("first to expire on %.10s, in %" PRId64 " day%s (%s port %" PRId64 ")",
                             leaf->not_after, days, days == 1 ? "" : "s", host, first->port);
    enum mark mark = in_doubt ? MARK_UNSURE : over ? MARK_BAD : days < SOON_DAYS ? MARK_WARNING : MARK_GOOD;
    status(page, mark, "certificates", text);
    free(text);
}

/* Nobody is to take silence for a server that does not relay. */
static void relaying_line(const struct page *page, const struct report *report)
{
    if (report->relaying == NULL && report->endpoint_count > 0)
        status(page, MARK_ABSENT, "relaying", "not tested (--relay-from, --relay-to)");
}

/* How many ports list VRFY in their EHLO, and were not asked what they make of it. */
static size_t count_vrfy_untested(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        const struct session *session = endpoint_session(endpoint);
        if (session == NULL || endpoint_session_for(endpoint, PURPOSE_RECIPIENTS) != NULL)
            continue;
        const struct ehlo *ehlo = session->ehlo_tls != NULL ? session->ehlo_tls : session->ehlo;
        count += ehlo_find(ehlo, "VRFY") != NULL;
    }
    return count;
}

/* No fault by itself: to all names it may say 252 (RFC 5321 3.5.3). */
static void vrfy_line(const struct page *page, const struct report *report)
{
    size_t count = count_vrfy_untested(report);
    if (count == 0)
        return;
    char *text =
        text_format("offered on %zu port%s, not tested (--intrusive full)", count, count == 1 ? "" : "s");
    status(page, MARK_ABSENT, "VRFY", text);
    free(text);
}

void text_status(const struct page *page, const struct report *report)
{
    const struct domain *domain = report->domain;
    bool has_hosts = domain != NULL && report->verdict.inbound_host_count > 0;
    bool has_policies = domain != NULL && (domain->mta_sts != NULL || domain->tls_rpt != NULL);
    bool has_certificate = false;
    for (size_t i = 0; i < report->endpoint_count; i++)
        has_certificate = has_certificate || leaf_of(&report->endpoints[i]) != NULL;
    if (!has_hosts && !has_policies && !has_certificate)
        return;
    page_heading(page, "Status");
    if (has_hosts)
        dane_line(page, report);
    if (has_policies)
        policy_lines(page, domain);
    certificate_line(page, report);
    relaying_line(page, report);
    vrfy_line(page, report);
}
