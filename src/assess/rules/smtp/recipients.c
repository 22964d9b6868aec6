/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says of recipients: whether VRFY tells names, and whether strangers may send through it (RFC
 * 5321 3.5, 3.6.2, RFC 2505 2.1). */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"

#include <string.h>

/* What a port says that was not asked is no error of it: one severity milder, as with other checks that have
 * a connection of their own. */
static struct about about_check(const struct port_view *port_view, bool not_asked)
{
    struct about about = port_view->about;
    about.lenient = about.lenient || not_asked;
    return about;
}

/* Whether the server did not get as far as to judge what was asked (RFC 5321 4.2.2). */
static bool is_misunderstood(int64_t code)
{
    return code == 500 || code == 501 || code == 503 || code == 504 || code == 555;
}

/* --- VRFY ------------------------------------------------------------------------------------------------
 */

/* 252 is said to all names by some, and by others, Postfix among them, only to those that exist. 550 5.1.1
 * may be an answer about the name as well as a refusal. */
static enum outcome vrfy_outcome(const struct reply *reply)
{
    bool about_the_name = reply->enhanced_code != NULL && strncmp(reply->enhanced_code, "5.1.", 4) == 0;
    if (reply->code == 250 || reply->code == 251)
        return OUTCOME_FAILS;
    return reply->code >= 500 && !about_the_name ? OUTCOME_HOLDS : OUTCOME_UNKNOWN;
}

static void judge_vrfy(struct assessment *assessment, const struct port_view *port_view,
                       const struct session *session)
{
    const struct reply *reply = session != NULL ? session->vrfy : NULL;
    const struct ehlo *ehlo =
        port_view->session->ehlo_tls != NULL ? port_view->session->ehlo_tls : port_view->session->ehlo;
    if (reply != NULL)
        judge(assessment, &port_view->about, FINDING_VRFY_CONFIRMS_NAMES, vrfy_outcome(reply),
              "VRFY postmaster got %s.%s", phrase_reply(reply).text,
              reply->code == 252 ? " The reply for a name that does not exist would settle it." : "");
    else if (session != NULL && ehlo_find(ehlo, "VRFY") != NULL)
        judge(assessment, &port_view->about, FINDING_VRFY_CONFIRMS_NAMES, OUTCOME_UNKNOWN,
              "EHLO lists VRFY; the check was not completed: %s.", phrase_stop(session).text);
}

/* --- Relaying --------------------------------------------------------------------------------------------
 */

static const char *domain_of(const char *address)
{
    const char *at = address != NULL ? strrchr(address, '@') : NULL;
    return at != NULL ? at + 1 : "";
}

/* The last two labels of a name: whose they are is not known here, but two names that share them may well
 * have one operator. */
static const char *last_labels(const char *name)
{
    const char *from = name;
    for (const char *at = name; (at = strchr(at, '.')) != NULL && at[1] != '\0'; at++)
        if (strchr(at + 1, '.') != NULL && strchr(at + 1, '.')[1] != '\0')
            from = at + 1;
    return from;
}

static bool is_one_operator(const char *a, const char *b)
{
    return a != NULL && b != NULL && text_same_name(last_labels(a), last_labels(b));
}

/* Whether the server may take mail for the recipient as one of its own: the domain is the one scanned, or
 * its MX hosts belong to whom the server belongs to. */
static bool may_be_its_own(const struct port_view *port_view, const struct relaying *relaying)
{
    const char *domain = domain_of(relaying->to);
    const struct report *report = port_view->report;
    const struct host *host = NULL;
    if (report->domain != NULL && is_one_operator(report->domain->name, domain))
        return true;
    while ((host = report_host_at(report, port_view->endpoint->address, host)) != NULL) {
        if (is_one_operator(host->name, domain))
            return true;
        for (size_t i = 0; i < relaying->mx_hosts.count; i++)
            if (is_one_operator(host->name, relaying->mx_hosts.items[i]))
                return true;
    }
    return false;
}

/* A server that wants a login first relays for nobody who has none (RFC 4954 6). */
static bool wants_login(const struct reply *reply)
{
    return reply->code == 530;
}

static void judge_recipient(struct assessment *assessment, const struct port_view *port_view,
                            const struct relaying *relaying, const struct reply *reply)
{
    const struct about *about = &port_view->about;
    const char *to = relaying->to != NULL ? relaying->to : "";
    if (reply->code / 100 != 2)
        judge(assessment, about, FINDING_RELAYS_FOR_STRANGERS,
              reply->code < 500 || is_misunderstood(reply->code) ? OUTCOME_UNKNOWN : OUTCOME_HOLDS,
              "RCPT TO:<%s> got %s.", to, phrase_reply(reply).text);
    else if (may_be_its_own(port_view, relaying) || !dns_is_definite(relaying->mx_lookup.status))
        judge(assessment, about, FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN,
              "RCPT TO:<%s> got %s, but the server may accept mail for that domain. A --relay-to in an "
              "unrelated domain would settle it.",
              to, phrase_reply(reply).text);
    else
        judge(assessment, about, FINDING_RELAYS_FOR_STRANGERS, OUTCOME_FAILS,
              "Without a login, RCPT TO:<%s> after MAIL FROM:<%s> got %s.", to,
              relaying->from != NULL ? relaying->from : "", phrase_reply(reply).text);
}

static void judge_relaying(struct assessment *assessment, const struct port_view *port_view,
                           const struct session *session)
{
    const struct relaying *relaying = port_view->report->relaying;
    const struct reply *mail = session->relay_mail;
    if (relaying == NULL)
        return;
    if (session->relay_rcpt != NULL) {
        judge_recipient(assessment, port_view, relaying, session->relay_rcpt);
    } else if (mail != NULL && mail->code / 100 != 2) {
        judge(assessment, &port_view->about, FINDING_RELAYS_FOR_STRANGERS,
              wants_login(mail) ? OUTCOME_HOLDS : OUTCOME_UNKNOWN, "MAIL FROM:<%s> got %s%s.",
              relaying->from != NULL ? relaying->from : "", phrase_reply(mail).text,
              wants_login(mail) ? "" : "; a --relay-from that the server accepts would settle it");
    } else {
        const struct about about = about_check(port_view, !stop_is_cut_off(session->stop.reason));
        judge(assessment, &about, FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN,
              "The check was not completed: %s.", phrase_stop(session).text);
    }
}

void recipients_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = endpoint_session_for(port_view->endpoint, PURPOSE_RECIPIENTS);
    if (port_view->session == NULL || session == NULL)
        return;
    judge_vrfy(assessment, port_view, session);
    judge_relaying(assessment, port_view, session);
}
