/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How mail for the domain is routed, and who takes submissions, in words. */
#include "report/route_lines.h"

#include "base/list.h"
#include "report/name_words.h"
#include "report/policy_words.h"

#include <stdlib.h>

static const char *const status_phrases[] = {
    [DNS_NOT_ASKED] = "not asked",
    [DNS_OK] = "found",
    [DNS_NODATA] = "none",
    [DNS_NXDOMAIN] = "no such name",
    [DNS_SERVFAIL] = "the resolver failed (SERVFAIL)",
    [DNS_REFUSED] = "the resolver refused",
    [DNS_TIMEOUT] = "the resolver did not answer in time",
    [DNS_UNREACHABLE] = "the resolver could not be reached",
    [DNS_OVER_LIMIT] = "not asked: --max-queries was reached",
    [DNS_MALFORMED] = "the answer was malformed",
    [DNS_INTERRUPTED] = "interrupted",
    [DNS_TIME_RAN_OUT] = "not asked: --max-time was reached",
    [DNS_TRUNCATED] = "the answer was truncated and DNS over TCP failed",
    [DNS_NOT_IN_RECORDS] = "not in the records file",
    [DNS_EXCLUDED] = "not asked: on the list of --exclude",
};
_Static_assert(sizeof status_phrases / sizeof status_phrases[0] == DNS_STATUS_COUNT,
               "a phrase for each status");

static const char *const kind_remarks[] = {
    [HOST_NAME] = "",
    [HOST_ROOT] = " (the root)",
    [HOST_IP_LITERAL] = " (an address where a name belongs)",
    [HOST_LOCALHOST] = " (localhost)",
    [HOST_SINGLE_LABEL] = " (a name without a dot)",
    [HOST_NOT_A_NAME] = " (no host name)",
};
_Static_assert(sizeof kind_remarks / sizeof kind_remarks[0] == HOST_KIND_COUNT, "a remark for each kind");

static const char *or_unnamed(const char *name)
{
    return name == NULL ? "?" : name;
}

static char *mx_list(const struct domain *domain)
{
    struct text_list records = {0};
    for (size_t i = 0; i < domain->mx_count; i++) {
        const struct mx_record *mx = &domain->mx[i];
        char *record =
            text_format("%d %s%s", (int)mx->preference, or_unnamed(mx->exchange), kind_remarks[mx->kind]);
        text_list_append(&records, record);
        free(record);
    }
    char *joined = text_list_join(&records, ", ");
    text_list_free(&records);
    return joined;
}

static char *failed_lookup(const struct dns_lookup *lookup)
{
    bool has_detail = lookup->detail != NULL && lookup->detail[0] != '\0';
    return text_format("undecided: %s%s%s", status_phrases[lookup->status], has_detail ? ": " : "",
                       has_detail ? lookup->detail : "");
}

static char *no_domain(const struct dns_lookup *lookup)
{
    const struct text_list *chain = &lookup->cname_chain;
    return chain->count == 0
               ? text_copy("the domain does not exist (NXDOMAIN)")
               : text_format("the domain is an alias (CNAME) of %s, which does not exist (NXDOMAIN)",
                             or_unnamed(chain->items[chain->count - 1]));
}

static char *mail_route(const struct domain *domain)
{
    switch (domain->mail_route) {
    case ROUTE_MX:
        return mx_list(domain);
    case ROUTE_IMPLICIT_MX:
        return text_copy("none; mail goes to the domain's own addresses (RFC 5321 5.1)");
    case ROUTE_NULL_MX:
        return text_copy("the null MX: the domain accepts no mail (RFC 7505)");
    case ROUTE_MIXED_NULL: {
        char *records = mx_list(domain);
        char *text = text_format("%s; a null MX must stand alone (RFC 7505 3)", records);
        free(records);
        return text;
    }
    case ROUTE_NONE:
        return text_copy("none, and the domain has no address either");
    case ROUTE_NO_DOMAIN:
        return no_domain(&domain->mx_lookup);
    case ROUTE_UNKNOWN:
    case MAIL_ROUTE_COUNT:
        break;
    }
    return failed_lookup(&domain->mx_lookup);
}

static void append_names(struct text_list *names, bool unicode, const struct report *report,
                         enum submission_source source)
{
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (host->submission != source)
            continue;
        char *name = name_words(unicode, host->name, host->name_unicode);
        text_list_append(names, name);
        free(name);
    }
}

static char *srv_line(const struct srv_service *service)
{
    struct text_list records = {0};
    for (size_t i = 0; i < service->record_count; i++) {
        const struct srv_record *srv = &service->records[i];
        char *record =
            text_format("%s port %d%s", or_unnamed(srv->target), (int)srv->port, kind_remarks[srv->kind]);
        text_list_append(&records, record);
        free(record);
    }
    char *joined = text_list_join(&records, ", ");
    char *line = text_format("%s: %s", or_unnamed(or_unnamed(service->service)), joined);
    free(joined);
    text_list_free(&records);
    return line;
}

/* The SRV labels that say something; that there is none goes without saying. */
static void srv_lines(struct marked_lines *lines, const struct domain *domain)
{
    for (size_t i = 0; i < domain->service_count; i++) {
        const struct srv_service *service = &domain->services[i];
        switch (service->lookup.status) {
        case DNS_OK:
            marked_lines_add(lines, MARK_NONE, "SRV",
                             service->offered == ANSWER_NO ? text_format(
                                 "%s: not offered, target \".\" (RFC 6186 3.4)", or_unnamed(service->service))
                                                           : srv_line(service));
            break;
        case DNS_NOT_ASKED:
        case DNS_NODATA:
        case DNS_NXDOMAIN:
            break;
        default: {
            char *why = failed_lookup(&service->lookup);
            marked_lines_add(lines, MARK_NONE, "SRV",
                             text_format("%s: %s", or_unnamed(or_unnamed(service->service)), why));
            free(why);
        }
        }
    }
}

static void submission_lines(struct marked_lines *lines, bool unicode, const struct report *report)
{
    static const struct {
        enum submission_source source;
        const char *remark;
    } sources[] = {
        {SUBMISSION_GIVEN, "as given"},
        {SUBMISSION_GUESS, "guessed: no SRV record names a submission host"},
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        struct text_list names = {0};
        append_names(&names, unicode, report, sources[i].source);
        char *joined = text_list_join(&names, ", ");
        if (names.count > 0)
            marked_lines_add(lines, MARK_NONE, "submission",
                             text_format("%s (%s)", joined, sources[i].remark));
        free(joined);
        text_list_free(&names);
    }
}

struct marked_lines route_lines(const struct report *report, bool unicode)
{
    struct marked_lines lines = {0};
    const struct domain *domain = report->domain;
    if (domain == NULL)
        return lines;
    if (domain->mx_lookup.cname_chain.count > 0) {
        char *chain = text_list_join(&domain->mx_lookup.cname_chain, ", then ");
        marked_lines_add(&lines, MARK_NONE, "alias",
                         text_format("%s is an alias of %s", or_unnamed(domain->name), chain));
        free(chain);
    }
    marked_lines_add(&lines, MARK_NONE, "MX", mail_route(domain));
    srv_lines(&lines, domain);
    submission_lines(&lines, unicode, report);
    if (domain->mta_sts != NULL)
        marked_lines_add(&lines, MARK_NONE, "MTA-STS", policy_words_mta_sts(domain->mta_sts));
    if (domain->tls_rpt != NULL)
        marked_lines_add(&lines, MARK_NONE, "TLS-RPT", policy_words_tls_rpt(domain->tls_rpt));
    return lines;
}
