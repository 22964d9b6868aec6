/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line each for what the levels rest on: DANE, MTA-STS, TLS-RPT, and how long the certificates last. */
#include "report/status_lines.h"

#include "base/list.h"
#include "report/certificate_rows.h"
#include "report/policy_words.h"

#include <inttypes.h>
#include <stdlib.h>

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

static void dane_line(struct marked_lines *lines, const struct report *report)
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
    marked_lines_add(lines, mark, "DANE", text);
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

static void policy_lines(struct marked_lines *lines, const struct domain *domain)
{
    if (domain->mta_sts != NULL) {
        char *text = policy_words_mta_sts(domain->mta_sts);
        marked_lines_add(lines, mta_sts_mark(domain->mta_sts), "MTA-STS", text);
    }
    if (domain->tls_rpt == NULL)
        return;
    char *text = policy_words_tls_rpt(domain->tls_rpt);
    enum mark mark = domain->tls_rpt->rua.count > 0                    ? MARK_GOOD
                     : domain->tls_rpt->records.count > 0              ? MARK_BAD
                     : dns_is_definite(domain->tls_rpt->lookup.status) ? MARK_ABSENT
                                                                       : MARK_UNSURE;
    marked_lines_add(lines, mark, "TLS-RPT", text);
}

static void certificate_line(struct marked_lines *lines, const struct report *report,
                             const struct certificate_row *first)
{
    const struct certificate *leaf = first->certificate;
    const struct endpoint *endpoint = first->endpoints[0];
    int64_t days = certificate_rows_days_left(report, leaf);
    bool over = days < 0;
    bool in_doubt = report->vantage.clock == ANSWER_NO;
    const char *host = endpoint->server_name == NULL ? endpoint->address : endpoint->server_name;
    char *text =
        in_doubt
            ? text_format("first to expire on %.10s (%s port %" PRId64 "); this machine's clock may be wrong",
                          leaf->not_after, host, endpoint->port)
        : over ? text_format("%s port %" PRId64 ": expired on %.10s", host, endpoint->port, leaf->not_after)
               : text_format("first to expire on %.10s, in %" PRId64 " day%s (%s port %" PRId64 ")",
                             leaf->not_after, days, days == 1 ? "" : "s", host, endpoint->port);
    marked_lines_add(lines, certificate_rows_mark(report, leaf), "certificates", text);
}

/* Nobody is to take silence for a server that does not relay. */
static void relaying_line(struct marked_lines *lines, const struct report *report)
{
    if (report->relaying == NULL && report->endpoint_count > 0)
        marked_lines_add(lines, MARK_ABSENT, "relaying", text_copy("not tested (--relay-from, --relay-to)"));
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
static void vrfy_line(struct marked_lines *lines, const struct report *report)
{
    size_t count = count_vrfy_untested(report);
    if (count == 0)
        return;
    char *text =
        text_format("offered on %zu port%s, not tested (--intrusive full)", count, count == 1 ? "" : "s");
    marked_lines_add(lines, MARK_ABSENT, "VRFY", text);
}

struct marked_lines status_lines(const struct report *report)
{
    struct marked_lines lines = {0};
    const struct domain *domain = report->domain;
    bool has_hosts = domain != NULL && report->verdict.inbound_host_count > 0;
    bool has_policies = domain != NULL && (domain->mta_sts != NULL || domain->tls_rpt != NULL);
    struct certificate_rows certificates = certificate_rows_of(report);
    if (has_hosts)
        dane_line(&lines, report);
    if (has_policies)
        policy_lines(&lines, domain);
    if (certificates.count > 0)
        certificate_line(&lines, report, &certificates.rows[0]);
    if (has_hosts || has_policies || certificates.count > 0) {
        relaying_line(&lines, report);
        vrfy_line(&lines, report);
    }
    certificate_rows_free(&certificates);
    return lines;
}
