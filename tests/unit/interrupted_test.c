/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever is cut off, nobody is accused: a report of which some part was interrupted has no failure that the
 * whole one does not have, and no verdict that is worse. */
#include "assess/assess.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool fails(const struct report *report, const struct finding *wanted)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].outcome == OUTCOME_FAILS && report->findings[i].id == wanted->id)
            return true;
    return false;
}

static enum dns_status out_of_time_status(enum dns_status status)
{
    return status == DNS_INTERRUPTED ? DNS_TIME_RAN_OUT : status;
}

/* What was interrupted is out of time instead. */
static void let_time_run_out(struct report *report)
{
    report->ended = REPORT_TIME_RAN_OUT;
    for (size_t i = 0; i < report->endpoint_count; i++)
        for (size_t n = 0; n < report->endpoints[i].session_count; n++) {
            struct stop *stop = &report->endpoints[i].sessions[n].stop;
            stop->reason = stop->reason == STOP_INTERRUPTED ? STOP_TIME_RAN_OUT : stop->reason;
        }
    for (size_t i = 0; i < report->host_count; i++) {
        struct host *host = &report->hosts[i];
        host->a_lookup.status = out_of_time_status(host->a_lookup.status);
        host->aaaa_lookup.status = out_of_time_status(host->aaaa_lookup.status);
    }
    struct domain *domain = report->domain;
    domain->mx_lookup.status = out_of_time_status(domain->mx_lookup.status);
    for (size_t i = 0; i < domain->service_count; i++)
        domain->services[i].lookup.status = out_of_time_status(domain->services[i].lookup.status);
}

static void judge_cut(struct report *cut, const struct report *whole, const char *what)
{
    assess_report(cut, &policy_default);
    for (size_t i = 0; i < cut->finding_count; i++) {
        const struct finding *finding = &cut->findings[i];
        cr_expect(finding->outcome != OUTCOME_FAILS || fails(whole, finding), "%s: %s fails: %s", what,
                  finding_name(finding->id), finding->evidence);
    }
    cr_expect_eq(assess_exit(cut, SEVERITY_ERROR), 3, "%s", what);
    const struct verdict *verdict = &cut->verdict;
    cr_expect(verdict->inbound == INBOUND_UNKNOWN || verdict->inbound >= INBOUND_OPPORTUNISTIC, "%s: %s",
              what, verdict->inbound_summary);
    cr_expect(verdict->submission == SUBMISSION_LEVEL_UNKNOWN
                  || verdict->submission >= SUBMISSION_LEVEL_STARTTLS,
              "%s: %s", what, verdict->submission_summary);
    cr_expect(strstr(verdict->inbound_summary, "no answer") == NULL
                  && strstr(verdict->inbound_summary, "answers") == NULL
                  && strstr(verdict->submission_summary, "answer") == NULL,
              "%s: %s; %s", what, verdict->inbound_summary, verdict->submission_summary);
    facts_clear(cut);
}

/* Judges the cut report, be it for a signal, for the time or for want of memory, and frees it. */
static void expect_no_accusation(struct report *cut, const struct report *whole, const char *what)
{
    struct report out_of_time = {0};
    shape_copy(&report_shape, &out_of_time, cut);
    let_time_run_out(&out_of_time);
    judge_cut(&out_of_time, whole, what);
    struct report out_of_memory = {0};
    shape_copy(&report_shape, &out_of_memory, cut);
    out_of_memory.ended = REPORT_MEMORY_RAN_OUT;
    judge_cut(&out_of_memory, whole, what);
    cut->ended = REPORT_INTERRUPTED;
    judge_cut(cut, whole, what);
}

/* The steps that the session can be cut off at: one that was refused has but one. */
static int last_step(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    return session->stop.at == STEP_CONNECT ? STEP_CONNECT : STEP_QUIT - 1;
}

static void make_whole(struct report *report)
{
    *report = (struct report){0};
    facts_good(report);
    facts_matched(report, "mx1.example.org", ANSWER_YES);
    facts_policy(report, MTA_STS_MODE_ENFORCE);
}

Test(interrupted, a_port_that_was_cut_off_is_not_accused)
{
    struct report whole;
    make_whole(&whole);
    assess_report(&whole, &policy_default);
    for (size_t i = 0; i < whole.endpoint_count; i++)
        for (int step = STEP_CONNECT; step <= last_step(&whole.endpoints[i]); step++) {
            struct report cut;
            make_whole(&cut);
            const struct endpoint *endpoint = &cut.endpoints[i];
            char *what = text_format("%s port %d at step %d", endpoint->address, (int)endpoint->port, step);
            facts_stop(&cut, endpoint->address, endpoint->port, (enum step)step, STOP_INTERRUPTED);
            expect_no_accusation(&cut, &whole, what);
            free(what);
        }
    facts_clear(&whole);
}

Test(interrupted, nor_are_all_of_them_together)
{
    struct report whole;
    make_whole(&whole);
    assess_report(&whole, &policy_default);
    for (int step = STEP_CONNECT; step < STEP_QUIT; step++) {
        struct report cut;
        make_whole(&cut);
        char *what = text_format("all at step %d", step);
        for (size_t i = 0; i < cut.endpoint_count; i++)
            facts_stop(&cut, cut.endpoints[i].address, cut.endpoints[i].port,
                       (enum step)(step < last_step(&cut.endpoints[i]) ? step : last_step(&cut.endpoints[i])),
                       STOP_INTERRUPTED);
        expect_no_accusation(&cut, &whole, what);
        free(what);
    }
    facts_clear(&whole);
}

Test(interrupted, a_check_that_was_cut_off_says_nothing)
{
    static const enum session_purpose purposes[] = {
        PURPOSE_OTHER_KEY,  PURPOSE_INJECTION,      PURPOSE_AUTH,   PURPOSE_FAILED_HANDSHAKE,
        PURPOSE_RESUMPTION, PURPOSE_SMALL_SEGMENTS, PURPOSE_SURVEY, PURPOSE_RECIPIENTS};
    struct report whole;
    make_whole(&whole);
    assess_report(&whole, &policy_default);
    for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
        for (int step = STEP_CONNECT; step < STEP_QUIT; step++) {
            struct report cut;
            make_whole(&cut);
            char *what = text_format("check %d at step %d", (int)purposes[i], step);
            struct session *session = facts_add_session(&cut, "192.0.2.10", 25, purposes[i]);
            session->tried = MODE_STARTTLS;
            session->stop.at = (enum step)step;
            session->stop.reason = STOP_INTERRUPTED;
            expect_no_accusation(&cut, &whole, what);
            free(what);
        }
    facts_clear(&whole);
}

static void cut_lookup(struct dns_lookup *lookup)
{
    lookup->status = DNS_INTERRUPTED;
    lookup->dnssec = DNSSEC_UNKNOWN;
    text_list_free(&lookup->cname_chain);
}

static void drop_endpoints(struct report *report, const struct host *host)
{
    for (size_t i = 0; i < host->addresses.count; i++)
        for (size_t n = 0; n < report->endpoint_count; n++)
            if (strcmp(report->endpoints[n].address, host->addresses.items[i]) == 0) {
                shape_clear(&endpoint_shape, &report->endpoints[n]);
                report->endpoints[n] = report->endpoints[--report->endpoint_count];
                n--;
            }
}

/* What is not known of a host was not probed either, and nothing else was: discovery comes first. */
Test(interrupted, a_look_up_that_was_cut_off_is_no_denial)
{
    struct report whole;
    make_whole(&whole);
    assess_report(&whole, &policy_default);
    for (size_t i = 0; i < whole.host_count; i++) {
        struct report cut;
        make_whole(&cut);
        struct host *host = &cut.hosts[i];
        for (size_t n = 0; n < cut.endpoint_count; n++)
            facts_stop(&cut, cut.endpoints[n].address, cut.endpoints[n].port, STEP_CONNECT, STOP_INTERRUPTED);
        drop_endpoints(&cut, host);
        cut_lookup(&host->a_lookup);
        cut_lookup(&host->aaaa_lookup);
        text_list_free(&host->addresses);
        expect_no_accusation(&cut, &whole, host->name);
    }
    facts_clear(&whole);
}

Test(interrupted, nor_is_one_of_the_domain)
{
    struct report whole;
    make_whole(&whole);
    assess_report(&whole, &policy_default);
    struct report cut = {0};
    facts_good(&cut);
    cut_lookup(&cut.domain->mx_lookup);
    cut.domain->mail_route = ROUTE_UNKNOWN;
    for (size_t i = 0; i < cut.domain->service_count; i++) {
        cut_lookup(&cut.domain->services[i].lookup);
        cut.domain->services[i].offered = ANSWER_UNKNOWN;
    }
    for (size_t i = 0; i < cut.host_count; i++)
        shape_clear(&host_shape, &cut.hosts[i]);
    cut.host_count = 0;
    for (size_t i = 0; i < cut.endpoint_count; i++)
        shape_clear(&endpoint_shape, &cut.endpoints[i]);
    cut.endpoint_count = 0;
    expect_no_accusation(&cut, &whole, "no host is known");
    facts_clear(&whole);
}
