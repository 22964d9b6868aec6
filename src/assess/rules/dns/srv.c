/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submission services in DNS: RFC 6186, RFC 8314 5.1. What their ports do is in submission.c. */
#include "assess/finding/phrase.h"
#include "assess/rules/dns/lookup.h"
#include "assess/rules/rules.h"
#include "base/list.h"
#include "facts/words.h"
#include "infer/address_gate.h"
#include "infer/promise.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void judge_service(struct assessment *assessment, const struct about *about,
                          const struct srv_service *service)
{
    if (dns_lookup_failed(&service->lookup)) {
        judge_lookup_failure(assessment, about, FINDING_SRV_LOOKUP_FAILED, &service->lookup);
        return;
    }
    judge(assessment, about, FINDING_SRV_LOOKUP_FAILED, OUTCOME_HOLDS, "%s.",
          phrase_lookup(&service->lookup).text);
    if (service->record_count > 0)
        judge(assessment, about, FINDING_SRV_NOT_OFFERED, outcome_unless(service->offered == ANSWER_NO),
              "%s: %zu SRV record%s, the first names \"%s\".", service->service, service->record_count,
              service->record_count == 1 ? "" : "s", service->records[0].target);
}

/* Whether DNS says something about the service, be it that it is not offered. */
static bool speaks_of(const struct srv_service *service)
{
    return service != NULL && service->record_count > 0;
}

static bool could_not_tell(const struct srv_service *service)
{
    return service == NULL || dns_lookup_failed(&service->lookup) || service->lookup.status == DNS_NOT_ASKED;
}

static void judge_published(struct assessment *assessment, const struct about *about)
{
    const struct srv_service *implicit = promise_service(assessment->report, "_submissions");
    const struct srv_service *starttls = promise_service(assessment->report, "_submission");
    if (speaks_of(implicit) || speaks_of(starttls))
        judge(assessment, about, FINDING_SRV_NOT_PUBLISHED, OUTCOME_HOLDS, "%s is published.",
              speaks_of(implicit) ? implicit->service : starttls->service);
    else if (could_not_tell(implicit) || could_not_tell(starttls))
        judge(assessment, about, FINDING_SRV_NOT_PUBLISHED, OUTCOME_UNKNOWN,
              "DNS gave no answer about _submissions._tcp and _submission._tcp.");
    else
        judge(assessment, about, FINDING_SRV_NOT_PUBLISHED, OUTCOME_FAILS,
              "_submissions._tcp: %s, _submission._tcp: %s.",
              words_name(&dns_status_words, implicit->lookup.status),
              words_name(&dns_status_words, starttls->lookup.status));
}

static void judge_invented(struct assessment *assessment, const struct about *about)
{
    const struct srv_service *service = promise_service(assessment->report, "_smtps");
    if (service == NULL || service->lookup.status == DNS_NOT_ASKED)
        return;
    if (dns_lookup_failed(&service->lookup))
        judge(assessment, about, FINDING_SRV_INVENTED_SERVICE, OUTCOME_UNKNOWN, "%s.",
              phrase_lookup(&service->lookup).text);
    else
        judge(assessment, about, FINDING_SRV_INVENTED_SERVICE, outcome_unless(service->record_count > 0),
              "%s has %zu record%s.", service->service, service->record_count,
              service->record_count == 1 ? "" : "s");
}

/* Whether `name` is the domain or below it; a name that is missing is not. */
static bool is_within(const char *name, const char *domain)
{
    if (name == NULL || domain == NULL)
        return false;
    size_t name_length = strlen(name), domain_length = strlen(domain);
    if (name_length < domain_length || strcasecmp(name + name_length - domain_length, domain) != 0)
        return false;
    return name_length == domain_length || name[name_length - domain_length - 1] == '.';
}

/* Whether some host of this name has the port after all, because the user gave it. */
static bool is_probed(const struct report *report, const struct srv_record *record)
{
    for (size_t i = 0; i < report->host_count; i++)
        for (size_t n = 0; n < report->hosts[i].port_count; n++)
            if (report->hosts[i].ports[n].port == record->port
                && text_same_name(report->hosts[i].name, record->target))
                return true;
    return false;
}

static void judge_target(struct assessment *assessment, const struct srv_service *service,
                         const struct srv_record *record)
{
    char *detail = text_format("%s %" PRId64, text_or_nothing(service->service), record->port);
    struct about about = {.role = ROLE_SUBMISSION, .host = record->target, .detail = detail};
    struct phrase evidence = phrase_format("%s: %" PRId64 " %" PRId64 " %" PRId64 " %s.", service->service,
                                           record->priority, record->weight, record->port, record->target);
    judge(assessment, &about, FINDING_SRV_TARGET_NOT_A_NAME, outcome_unless(record->kind != HOST_NAME), "%s",
          evidence.text);
    judge(assessment, &about, FINDING_SRV_TARGET_OUTSIDE,
          outcome_unless(!is_within(record->target, assessment->report->domain->name)), "%s", evidence.text);
    judge(assessment, &about, FINDING_SRV_PORT_ZERO, outcome_unless(record->port == 0), "%s", evidence.text);
    if (record->port != 0 && srv_port_is_barred(&service->lookup, record->port)
        && !is_probed(assessment->report, record))
        judge(assessment, &about, FINDING_SRV_PORT_NOT_PROBED, OUTCOME_FAILS, "%s", evidence.text);
    free(detail);
}

/* Records that differ in priority and weight alone lead to the same place. */
static bool is_named_before(const struct srv_service *service, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (service->records[i].port == service->records[index].port
            && text_same_name(service->records[i].target, service->records[index].target))
            return true;
    return false;
}

void srv_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    if (report->domain == NULL || report->domain->mail_route == ROUTE_NO_DOMAIN)
        return;
    struct about about = {.role = ROLE_SUBMISSION, .domain = report->domain->name};
    static const char *const labels[] = {"_submissions", "_submission"};
    for (size_t n = 0; n < sizeof labels / sizeof labels[0]; n++) {
        const struct srv_service *service = promise_service(report, labels[n]);
        if (service == NULL || service->lookup.status == DNS_NOT_ASKED)
            continue;
        struct about judged = about;
        judged.detail = service->service;
        judge_service(assessment, &judged, service);
        for (size_t i = 0; i < service->record_count; i++)
            if (service->records[i].kind != HOST_ROOT && !is_named_before(service, i))
                judge_target(assessment, service, &service->records[i]);
    }
    /* Who takes no mail has no users to tell where to submit it. */
    if (report->domain->mail_route != ROUTE_NULL_MX)
        judge_published(assessment, &about);
    judge_invented(assessment, &about);
}
