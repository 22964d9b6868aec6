/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps that raise the submission level. */
#include "assess/verdict/clients.h"
#include "assess/verdict/next_step.h"
#include "assess/verdict/step_lines.h"
#include "assess/view/authentication.h"
#include "assess/view/view.h"
#include "infer/promise.h"

#include <stdlib.h>
#include <string.h>

/* What the settings of the host's own ports come to. */
struct outlook {
    const struct candidate *implicit; /* the best port with implicit TLS that a careful client can use */
    const struct candidate *starttls; /* the best with STARTTLS */
    bool lax;                         /* MAIL is taken without TLS at some port */
};

static struct next_step *add(struct assessment *assessment, enum submission_level level, const char *title,
                             const char *why)
{
    struct verdict *verdict = &assessment->verdict;
    struct next_step *step = list_append(&verdict->next_steps, &verdict->next_step_count, sizeof *step);
    step->raises_submission_to = level;
    step->title = text_copy(title);
    step->why = text_copy(why);
    return step;
}

static bool takes_mail_in_clear(const struct report *report, const struct candidate *candidate)
{
    for (size_t i = 0; i < candidate->host->addresses.count; i++) {
        const struct endpoint *endpoint =
            report_endpoint(report, candidate->host, candidate->host->addresses.items[i], candidate->port);
        const struct reply *mail = endpoint != NULL ? endpoint_mail_before_tls(endpoint) : NULL;
        if (mail != NULL && mail->code < 400)
            return true;
    }
    return false;
}

static struct outlook outlook_of(const struct report *report, const struct candidate *candidates,
                                 size_t count)
{
    struct outlook outlook = {0};
    for (size_t i = 0; i < count; i++) {
        const struct candidate *candidate = &candidates[i];
        if (candidate->fitness != FITNESS_GOOD || candidate->guess)
            continue;
        if (candidate->mode == MODE_IMPLICIT_TLS && outlook.implicit == NULL)
            outlook.implicit = candidate;
        if (candidate->mode == MODE_STARTTLS && outlook.starttls == NULL)
            outlook.starttls = candidate;
        outlook.lax = outlook.lax || takes_mail_in_clear(report, candidate);
    }
    return outlook;
}

/* The level without passwords in clear. */
static enum submission_level level_with_auth_hidden(const struct outlook *outlook)
{
    if (outlook->implicit != NULL)
        return SUBMISSION_LEVEL_IMPLICIT_TLS;
    return outlook->starttls != NULL && !outlook->lax ? SUBMISSION_LEVEL_STARTTLS
                                                      : SUBMISSION_LEVEL_STRIPPABLE;
}

static void hide_auth(struct assessment *assessment, const struct outlook *outlook)
{
    const struct report *report = assessment->report;
    struct next_step *step =
        add(assessment, level_with_auth_hidden(outlook), "Accept passwords only inside TLS",
            "Otherwise a client sends its password in clear when an attacker removes STARTTLS (RFC 4954 4).");
    struct text_list done = {0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct port_view *port_view = &assessment->view->ports[i];
        if (port_view->about.role == ROLE_GUESS || port_view->host == NULL
            || !authentication_in_clear(port_view->session) || text_list_has(&done, port_view->host->name))
            continue;
        text_list_append(&done, port_view->host->name);
        step_lines_settings(step, report, port_view->host, port_view->about.port, SETTING_AUTH_IN_TLS);
    }
    text_list_free(&done);
}

static void srv_record(struct next_step *step, const struct report *report, const struct host *host)
{
    const struct srv_service *service = promise_service(report, "_submissions");
    if (report->domain == NULL || host->kind == HOST_NOT_A_NAME
        || (service != NULL && service->record_count > 0 && promise_of(report, host, 465) != NULL))
        return;
    struct step_lines *part = step_lines_add(step, MEDIUM_DNS, "the zone of %s", report->domain->name);
    char *data = text_format("SRV 0 1 465 %s.", host->name);
    step_lines_record(part, "_submissions._tcp", report->domain->name, data,
                      service != NULL ? &service->lookup : NULL);
    free(data);
}

static void open_465(struct assessment *assessment, const struct outlook *outlook)
{
    const struct report *report = assessment->report;
    const struct host *host = outlook->starttls->host;
    struct next_step *step =
        add(assessment, SUBMISSION_LEVEL_IMPLICIT_TLS, "Open port 465 with implicit TLS",
            "The connection begins with TLS, so an attacker cannot remove STARTTLS (RFC 8314 3.3).");
    step_lines_settings(step, report, host, outlook->starttls->port, SETTING_IMPLICIT_TLS);
    srv_record(step, report, host);
}

static void require_tls(struct assessment *assessment, const struct outlook *outlook)
{
    const struct report *report = assessment->report;
    struct next_step *step =
        add(assessment, SUBMISSION_LEVEL_STARTTLS, "Require STARTTLS on port 587",
            "A client then cannot send in clear when an attacker removes STARTTLS (RFC 8314 4.1).");
    step_lines_settings(step, report, outlook->starttls->host, outlook->starttls->port, SETTING_TLS_REQUIRED);
}

/* Signed SRV records that lead to 465 before all else. */
static void steady_discovery(struct assessment *assessment, const struct outlook *outlook)
{
    const struct report *report = assessment->report;
    const struct srv_service *implicit = promise_service(report, "_submissions");
    const struct srv_service *starttls = promise_service(report, "_submission");
    if (outlook->lax || outlook->implicit->host->kind == HOST_NOT_A_NAME
        || outlook->implicit->port != PORT_SUBMISSIONS || implicit == NULL || starttls == NULL
        || implicit->lookup.dnssec != DNSSEC_SECURE || starttls->lookup.dnssec != DNSSEC_SECURE)
        return;
    const char *domain = report->domain->name;
    struct next_step *step =
        add(assessment, SUBMISSION_LEVEL_STEADY_DISCOVERY, "Publish signed SRV records for port 465",
            "A client that looks up its server then finds implicit TLS, even when an attacker forges DNS "
            "answers (RFC 8314 5.1).");
    struct step_lines *part = step_lines_add(step, MEDIUM_DNS, "the zone of %s", domain);
    step_lines_remark(part, "these replace the SRV records of the two names");
    char *data = text_format("SRV 0 1 465 %s.", outlook->implicit->host->name);
    step_lines_record(part, "_submissions._tcp", domain, data, &implicit->lookup);
    free(data);
    bool offered = outlook->starttls != NULL && outlook->starttls->host->kind != HOST_NOT_A_NAME;
    data = offered
               ? text_format("SRV 10 1 %d %s.", (int)outlook->starttls->port, outlook->starttls->host->name)
               : text_copy("SRV 0 0 0 .");
    step_lines_record(part, "_submission._tcp", domain, data, &starttls->lookup);
    free(data);
}

void next_steps_submission(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    size_t count;
    struct candidate *candidates = clients_find(report, &count);
    struct outlook outlook = outlook_of(report, candidates, count);
    switch (assessment->verdict.submission) {
    case SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR:
        hide_auth(assessment, &outlook);
        break;
    case SUBMISSION_LEVEL_STRIPPABLE:
        if (outlook.starttls != NULL)
            require_tls(assessment, &outlook);
        if (outlook.starttls != NULL)
            open_465(assessment, &outlook);
        break;
    case SUBMISSION_LEVEL_STARTTLS:
        if (outlook.starttls != NULL)
            open_465(assessment, &outlook);
        break;
    case SUBMISSION_LEVEL_IMPLICIT_TLS:
        if (outlook.implicit != NULL)
            steady_discovery(assessment, &outlook);
        break;
    default:
        break;
    }
    free(candidates);
}
