/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells of the matrix. */
#include "report/cell.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "infer/certificate_path.h"
#include "infer/icmp.h"
#include "infer/local_error.h"
#include "report/finding_kinds.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static struct cell cell(const char *word, enum mark mark)
{
    struct cell made = {.mark = mark};
    snprintf(made.word, sizeof made.word, "%s", word);
    return made;
}

static struct cell code_cell(int64_t code, const char *before, const char *after, enum mark mark)
{
    struct cell made = {.mark = mark};
    snprintf(made.word, sizeof made.word, "%s%d%s", before, (int)(code % 1000), after);
    return made;
}

static struct cell icmp_cell(const struct icmp_error *icmp, const char *own_address)
{
    if (icmp_is_time_exceeded(icmp))
        return cell("routing loop", MARK_UNSURE);
    if (icmp_is_filter(icmp) && icmp->sender != NULL && text_same(icmp->sender, own_address))
        return cell("forbidden", MARK_UNSURE);
    return cell(icmp_is_filter(icmp) ? "rejected" : "unreachable", MARK_UNSURE);
}

/* What this machine said instead of sending a packet. */
static const char *local_word(const char *system_error)
{
    switch (local_error_of(system_error)) {
    case LOCAL_ERROR_FORBIDDEN:
        return "forbidden";
    case LOCAL_ERROR_NO_ROUTE:
        return "no route";
    case LOCAL_ERROR_NO_ADDRESS:
        return "no address";
    default:
        return "not from here";
    }
}

/* Where a session stopped before it could show what the port is for. */
static struct cell stopped_cell(const struct session *session)
{
    const struct stop *stop = &session->stop;
    if (stop->at == STEP_CONNECT && stop->icmp != NULL)
        return icmp_cell(stop->icmp, session->local_address);
    switch (stop->reason) {
    case STOP_NONE:
    case STOP_REASON_COUNT:
        break;
    case STOP_REFUSED:
        return cell("refused", MARK_ABSENT);
    case STOP_TIMED_OUT:
        return cell(stop->at == STEP_CONNECT ? "no answer" : "timed out", MARK_UNSURE);
    case STOP_UNREACHABLE:
        return cell("unreachable", MARK_UNSURE);
    case STOP_LOCAL:
        return cell(local_word(stop->system_error), MARK_UNSURE);
    case STOP_RESET:
        return cell("reset", MARK_UNSURE);
    case STOP_CLOSED:
        return cell("closed", MARK_UNSURE);
    case STOP_REJECTED:
        return code_cell(stop->reply_code, "", stop->reply_code / 100 == 4 ? " later" : " refused",
                         MARK_UNSURE);
    case STOP_PROTOCOL:
        return cell("not SMTP", MARK_ABSENT);
    case STOP_TLS_ALERT:
    case STOP_TLS:
        return cell("TLS failed", MARK_ABSENT);
    case STOP_NOT_TRIED:
        return cell("not tried", MARK_UNSURE);
    case STOP_INTERRUPTED:
        return cell("interrupted", MARK_UNSURE);
    case STOP_TIME_RAN_OUT:
        return cell("no time", MARK_UNSURE);
    case STOP_EXCLUDED:
        return cell("excluded", MARK_UNSURE);
    }
    return cell("unclear", MARK_UNSURE);
}

static const char *date_word(const struct tls *tls, int64_t now_unix_ms)
{
    if (certificate_path_expired(tls, now_unix_ms / 1000) != NULL)
        return "expired";
    if (certificate_path_early(tls, now_unix_ms / 1000) != NULL)
        return "not yet valid";
    return "out of date";
}

/* What is wrong with the certificate; NULL for nothing. */
static const char *certificate_word(const struct tls *tls, int64_t now_unix_ms)
{
    const struct verification *verification = &tls->verification;
    if (verification->in_date == ANSWER_NO)
        return date_word(tls, now_unix_ms);
    if (verification->name_count > 0 && verification->names[0].matches == ANSWER_NO)
        return "wrong name";
    if (verification->trusted == ANSWER_NO)
        return tls->chain_count == 1 && tls->chain[0].self_signed ? "self-signed" : "untrusted";
    return NULL;
}

/* An address literal has no name to be checked. */
static bool certificate_is_proven(const struct tls *tls)
{
    const struct verification *verification = &tls->verification;
    bool name_fits = verification->name_count == 0 || verification->names[0].matches == ANSWER_YES;
    return verification->trusted == ANSWER_YES && verification->in_date == ANSWER_YES && name_fits;
}

/* The handshake succeeded in the expected mode. The next step is EHLO, with implicit TLS the greeting. */
static struct cell secured_cell(const struct session *session, const char *mode, int64_t now_unix_ms)
{
    bool cut_off = session->stop.at == STEP_GREETING || session->stop.at == STEP_EHLO_TLS;
    if (cut_off && session->stop.reason != STOP_NONE)
        return stopped_cell(session);
    const char *amiss = certificate_word(session->tls, now_unix_ms);
    if (amiss != NULL)
        return cell(amiss, MARK_FAIR);
    if (session->ehlo != NULL && session->ehlo->auth_mechanisms.count > 0)
        return cell("AUTH clear", MARK_FAIR);
    if (session->tried == MODE_STARTTLS && session->starttls.offered == ANSWER_NO)
        return cell("unlisted", MARK_FAIR);
    if (tls_names_version_is_old(session->tls->version))
        return cell(tls_names_version(session->tls->version), MARK_FAIR);
    return cell(mode, certificate_is_proven(session->tls) ? MARK_GOOD : MARK_UNSURE);
}

static struct cell starttls_cell(const struct session *session, int64_t now_unix_ms)
{
    const struct starttls *starttls = &session->starttls;
    if (session->tls != NULL && session->tls->completed == ANSWER_YES)
        return secured_cell(session, "STARTTLS", now_unix_ms);
    if (stop_is_cut_off(session->stop.reason))
        return stopped_cell(session);
    if (session->tls != NULL)
        return cell("TLS failed", MARK_ABSENT);
    if (starttls->masked_as != NULL)
        return cell("masked", MARK_ABSENT);
    if (starttls->offered == ANSWER_NO)
        return cell("no STARTTLS", MARK_ABSENT);
    if (starttls->reply != NULL && starttls->reply->code != 220)
        return code_cell(starttls->reply->code, "STARTTLS ", "",
                         starttls->reply->code < 500 ? MARK_UNSURE : MARK_ABSENT);
    return stopped_cell(session);
}

static struct cell implicit_cell(const struct session *session, int64_t now_unix_ms)
{
    if (session->tls != NULL && session->tls->completed == ANSWER_YES)
        return secured_cell(session, "implicit", now_unix_ms);
    return session->tls != NULL && !stop_is_cut_off(session->stop.reason) ? cell("TLS failed", MARK_ABSENT)
                                                                          : stopped_cell(session);
}

struct cell cell_of(const struct endpoint *endpoint, int64_t now_unix_ms)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL)
        return cell("not probed", MARK_NONE);
    bool as_expected = endpoint->expected == endpoint->found || endpoint->expected == MODE_UNKNOWN;
    switch (endpoint->found) {
    case MODE_STARTTLS:
        return as_expected ? starttls_cell(session, now_unix_ms) : cell("plaintext", MARK_FAIR);
    case MODE_IMPLICIT_TLS:
        return as_expected ? implicit_cell(session, now_unix_ms) : cell("implicit TLS", MARK_FAIR);
    case MODE_OTHER:
        return cell("not SMTP", MARK_ABSENT);
    case MODE_SILENT:
        return cell("silent", MARK_UNSURE);
    case MODE_UNKNOWN:
    case PORT_MODE_COUNT:
        break;
    }
    return stopped_cell(session);
}

/* An address that several hosts share is probed once, under the name of one of them. */
static bool is_about(const struct subject *subject, const struct host *host, const struct endpoint *endpoint)
{
    return subject->port == endpoint->port && text_same(subject->address, endpoint->address)
           && (subject->host == NULL || text_same_name(subject->host, host->name)
               || text_same_name(subject->host, endpoint->server_name));
}

static enum mark worse_mark(enum mark mark, const struct finding *finding)
{
    if (finding->accepted != NULL)
        return mark;
    switch (finding->outcome) {
    case OUTCOME_UNKNOWN:
        return mark == MARK_ABSENT ? MARK_UNSURE : mark;
    case OUTCOME_FAILS:
        if (finding->severity == SEVERITY_ERROR)
            return MARK_BAD;
        return finding->severity == SEVERITY_WARNING && mark != MARK_BAD ? MARK_WARNING : mark;
    case OUTCOME_HOLDS:
    case OUTCOME_COUNT:
        break;
    }
    return mark;
}

struct cell cell_judged(const struct report *report, const struct host *host, const struct endpoint *endpoint)
{
    if (report_was_intercepted(report, endpoint))
        return cell("intercepted", MARK_UNSURE);
    struct cell made = cell_of(endpoint, report->started_at_unix_ms);
    for (size_t i = 0; i < report->finding_count; i++)
        if (is_about(&report->findings[i].subject, host, endpoint))
            made.mark = worse_mark(made.mark, &report->findings[i]);
    if (made.mark == MARK_GOOD)
        strcat(made.word, " ok");
    return made;
}

const struct finding *cell_finding(const struct report *report, const struct host *host,
                                   const struct endpoint *endpoint)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if ((finding_is_fault(finding) || finding_is_diagnosis(finding))
            && is_about(&finding->subject, host, endpoint))
            return finding;
    }
    return NULL;
}
