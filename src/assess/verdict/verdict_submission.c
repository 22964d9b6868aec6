/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline for submission, and how to set a mail client up (RFC 8314 3, 3.3, 5). */
#include "assess/verdict/clients.h"
#include "assess/verdict/main_finding.h"
#include "assess/verdict/verdict.h"
#include "assess/view/authentication.h"
#include "assess/view/not_asked.h"
#include "assess/view/view.h"
#include "infer/promise.h"

#include <inttypes.h>
#include <stdlib.h>

/* What all candidates together say. Guesses count only where there is nothing else. */
struct weighed {
    const struct candidate *candidates;
    size_t count;
    bool by_guess; /* every port that answers belongs to a guessed host */
};

static bool counts(const struct weighed *weighed, const struct candidate *candidate)
{
    return weighed->by_guess || !candidate->guess;
}

static const struct candidate *best(const struct weighed *weighed, enum fitness fitness)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].fitness == fitness && counts(weighed, &weighed->candidates[i]))
            return &weighed->candidates[i];
    return NULL;
}

static bool answers(const struct weighed *weighed)
{
    return best(weighed, FITNESS_GOOD) != NULL || best(weighed, FITNESS_UNCHECKED) != NULL
           || best(weighed, FITNESS_BAD) != NULL;
}

static bool turned_away(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].turned_away && counts(weighed, &weighed->candidates[i]))
            return true;
    return false;
}

static bool too_slow(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].too_slow && counts(weighed, &weighed->candidates[i]))
            return true;
    return false;
}

static bool fell_silent(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].fell_silent && counts(weighed, &weighed->candidates[i]))
            return true;
    return false;
}

/* Whether the server takes a password without TLS, or says that it would (RFC 4954 4 and 6). */
static bool takes_password_in_clear(const struct endpoint *endpoint)
{
    if (authentication_in_clear(endpoint_session(endpoint)))
        return true;
    const struct session *session = endpoint_session_for(endpoint, PURPOSE_AUTH);
    const struct reply *reply = session != NULL ? session->auth_before_tls : NULL;
    return reply != NULL && (reply->code == 334 || reply->code == 235);
}

static bool counts_as_in_clear(const struct view *view, const struct endpoint *endpoint, bool by_guess)
{
    return takes_password_in_clear(endpoint)
           && (by_guess || view_port(view, endpoint)->about.role != ROLE_GUESS);
}

/* A password in clear on any port that the domain answers for, AUTH on port 25 included; with `host`, on any
 * port of that one. */
static bool password_in_clear(const struct view *view, const struct host *host, bool by_guess)
{
    const struct report *report = &view->facts;
    bool in_clear = false;
    for (size_t i = 0; host == NULL && i < report->endpoint_count; i++)
        in_clear = in_clear || counts_as_in_clear(view, &report->endpoints[i], by_guess);
    for (size_t i = 0; host != NULL && i < host->addresses.count; i++) {
        const struct endpoint *endpoint = NULL;
        while ((endpoint = report_endpoint_at(report, host->addresses.items[i], endpoint)) != NULL)
            in_clear = in_clear || counts_as_in_clear(view, endpoint, by_guess);
    }
    return in_clear;
}

/* Whether DNS says that neither service is offered (RFC 6186 3.4). */
static bool declared_absent(const struct report *report)
{
    const struct srv_service *implicit = promise_service(report, "_submissions");
    const struct srv_service *starttls = promise_service(report, "_submission");
    return implicit != NULL && starttls != NULL && implicit->offered == ANSWER_NO
           && starttls->offered == ANSWER_NO && implicit->record_count > 0 && starttls->record_count > 0;
}

/* Whether a look-up failed that may have named a host. */
static bool dns_failed(const struct domain *domain)
{
    for (size_t i = 0; i < domain->service_count; i++)
        if (dns_lookup_failed(&domain->services[i].lookup))
            return true;
    return dns_lookup_failed(&domain->mx_lookup);
}

struct answered {
    enum submission_level level;
    const char *summary;
    bool by_guess; /* the summary has to say so */
};

/* Whether discovery by SRV leads a client to implicit TLS at the host and nowhere else, and cannot be forged
 * (RFC 8314 5.1, RFC 6186 6). */
static bool discovery_is_steady(const struct report *report, const struct candidate *good)
{
    const struct srv_service *implicit = promise_service(report, "_submissions");
    const struct srv_service *starttls = promise_service(report, "_submission");
    if (implicit == NULL || starttls == NULL || good->service != implicit)
        return false;
    if (implicit->lookup.dnssec != DNSSEC_SECURE || starttls->lookup.dnssec != DNSSEC_SECURE)
        return false;
    for (size_t i = 0; i < starttls->record_count && starttls->offered != ANSWER_NO; i++)
        for (size_t n = 0; n < implicit->record_count; n++)
            if (starttls->records[i].priority < implicit->records[n].priority)
                return false;
    return true;
}

/* Whether a port of these goes on without TLS. */
static bool any_lax(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].lax && counts(weighed, &weighed->candidates[i]))
            return true;
    return false;
}

/* Whether something other than SMTP speaks on a port of these. */
static bool any_other(const struct report *report, const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++) {
        const struct candidate *candidate = &weighed->candidates[i];
        for (size_t n = 0; n < candidate->host->addresses.count && counts(weighed, candidate); n++) {
            const struct endpoint *endpoint = report_endpoint(
                report, candidate->host, candidate->host->addresses.items[n], candidate->port);
            if (endpoint != NULL && endpoint->found == MODE_OTHER)
                return true;
        }
    }
    return false;
}

static bool any_with_address(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].host->addresses.count > 0)
            return true;
    return false;
}

static bool none_asked(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (!weighed->candidates[i].not_asked)
            return false;
    return true;
}

/* The level of all ports together, worst news first. */
static struct answered level_of(const struct view *view, const struct weighed *weighed,
                                const struct host *host)
{
    const struct report *report = &view->facts;
    const struct candidate *good = best(weighed, FITNESS_GOOD);
    const struct candidate *bad = best(weighed, FITNESS_BAD);
    bool guess = weighed->by_guess;
    if (report->domain != NULL && report->domain->mail_route == ROUTE_NO_DOMAIN)
        return (struct answered){SUBMISSION_LEVEL_NONE, "no such domain", false};
    if (password_in_clear(view, host, guess))
        return (struct answered){SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR, "passwords can be sent in clear",
                                 guess};
    if (good != NULL && good->mode == MODE_IMPLICIT_TLS && discovery_is_steady(report, good)
        && !any_lax(weighed))
        return (struct answered){SUBMISSION_LEVEL_STEADY_DISCOVERY,
                                 "implicit TLS, announced by signed SRV records", guess};
    if (good != NULL && good->mode == MODE_IMPLICIT_TLS)
        return (struct answered){
            SUBMISSION_LEVEL_IMPLICIT_TLS,
            good->wrong_mode ? "implicit TLS, on a port meant for STARTTLS" : "implicit TLS", guess};
    if (good != NULL && good->lax)
        return (struct answered){SUBMISSION_LEVEL_STRIPPABLE, "STARTTLS, which the server does not require",
                                 guess};
    if (good != NULL)
        return (struct answered){SUBMISSION_LEVEL_STARTTLS, "STARTTLS, which the client must require", guess};
    if (best(weighed, FITNESS_UNCHECKED) != NULL)
        return (struct answered){SUBMISSION_LEVEL_UNKNOWN,
                                 report->vantage.clock == ANSWER_NO
                                     ? "unknown, this machine's clock seems to be wrong"
                                 : report->vantage.trust_anchors == ANSWER_NO
                                     ? "unknown, this machine has no trust anchors to check certificates with"
                                     : "unknown, a certificate could not be checked",
                                 guess};
    if (bad != NULL)
        return (struct answered){SUBMISSION_LEVEL_STRIPPABLE, "no port works for a client that enforces TLS",
                                 guess};
    if (declared_absent(report))
        return (struct answered){SUBMISSION_LEVEL_NONE, "not offered, as the SRV records state", false};
    if (best(weighed, FITNESS_UNANSWERED) != NULL)
        return (struct answered){SUBMISSION_LEVEL_UNKNOWN,
                                 turned_away(weighed)   ? "unknown, the server rejects this client"
                                 : too_slow(weighed)    ? "unknown, the server does not finish its reply"
                                 : fell_silent(weighed) ? "unknown, the server stops answering"
                                 : none_asked(weighed)  ? "unknown, no port was probed"
                                                        : "unknown, no port answered from here",
                                 false};
    if (weighed->count > 0)
        return (struct answered){SUBMISSION_LEVEL_NONE,
                                 any_other(report, weighed)  ? "no port speaks SMTP"
                                 : any_with_address(weighed) ? "no port answers"
                                                             : "no host has an address",
                                 false};
    if (report->domain != NULL && report->host_count == 0 && dns_failed(report->domain))
        return (struct answered){SUBMISSION_LEVEL_UNKNOWN,
                                 report->domain->mx_lookup.status == DNS_NOT_IN_RECORDS
                                     ? "unknown, the records file names no host for it"
                                     : "unknown, DNS gave no answer",
                                 false};
    if (report->domain != NULL && report->host_count == 0)
        return (struct answered){SUBMISSION_LEVEL_NONE, "DNS names no host for it", false};
    return (struct answered){SUBMISSION_LEVEL_UNKNOWN, "not checked (no submission port was probed)", false};
}

/* The hosts of all ports that count, each once. */
static const struct host **hosts_of(const struct weighed *weighed, size_t *count)
{
    const struct host **hosts = NULL;
    *count = 0;
    for (size_t i = 0; i < weighed->count; i++) {
        const struct host *host = weighed->candidates[i].host;
        bool known = false;
        for (size_t n = 0; n < *count; n++)
            known = known || hosts[n] == host;
        if (!known && counts(weighed, &weighed->candidates[i]))
            *(const struct host **)list_append(&hosts, count, sizeof *hosts) = host;
    }
    return hosts;
}

/* Why no port serves a careful client, in the words of the finding: what stops a connection or takes TLS out
 * of it, else the worst error; begins with ". ", and is empty where nothing was found. */
static struct phrase why_not(const struct assessment *assessment, const struct weighed *weighed)
{
    const struct report *report = assessment->report;
    static const struct {
        unsigned effects;
        enum severity least;
        bool failing;
    } asked[] = {
        {1U << EFFECT_STOPS | 1U << EFFECT_TURNS_AWAY | 1U << EFFECT_HIDDEN | 1U << EFFECT_IN_CLEAR,
         SEVERITY_WARNING, false},
        {1U << EFFECT_NONE, SEVERITY_ERROR, true},
        {1U << EFFECT_NONE, SEVERITY_WARNING, false},
    };
    struct main_question question = {.service = SERVICE_SUBMISSION, .least_domain = SEVERITY_COUNT};
    struct mail_effect *effects = mail_effects_of(assessment, &question.among_count);
    const struct host **hosts = hosts_of(weighed, &question.host_count);
    question.among = effects;
    question.hosts = hosts;
    struct main_answer answer = {0};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0] && answer.first == NULL && question.host_count > 0;
         i++) {
        question.effects = asked[i].effects;
        question.least = asked[i].least;
        question.failing = asked[i].failing;
        answer = main_finding_choose(report, &question);
    }
    struct phrase words = {{0}};
    if (answer.first != NULL)
        words = phrase_format(". %s", main_finding_words(&answer, question.host_count).text);
    main_answer_free(&answer);
    free(hosts);
    free(effects);
    return words;
}

/* Why no port was asked, where one port alone was asked about and no other line says it. */
static struct phrase why_not_asked(const struct report *report, const struct weighed *weighed)
{
    struct phrase why = {{0}};
    bool one_port = report->target.port != 0 && report->target.port != PORT_RELAY;
    if (report->domain == NULL && one_port && weighed->count > 0 && none_asked(weighed))
        why = not_asked_host(report, weighed->candidates[0].host);
    return why.text[0] == '\0' ? why : phrase_format(": %s", why.text);
}

/* Gives what the summary says of the level alone; the caller frees. */
static char *set_level(struct assessment *assessment, const struct weighed *weighed)
{
    const struct report *report = assessment->report;
    struct answered answered = level_of(assessment->view, weighed, NULL);
    bool usable = best(weighed, FITNESS_GOOD) != NULL;
    bool cut_off = answered.level == SUBMISSION_LEVEL_UNKNOWN && report->ended != REPORT_COMPLETE;
    bool told = usable || cut_off || answered.level == SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR;
    struct phrase end =
        cut_off ? phrase_format("unknown, %s", report_end_phrase(report)) : (struct phrase){{0}};
    if (cut_off)
        answered.summary = end.text;
    struct phrase why = told ? (struct phrase){{0}} : why_not(assessment, weighed);
    if (why.text[0] == '\0' && !told)
        why = why_not_asked(report, weighed);
    assessment->verdict.submission = answered.level;
    char *summary = text_format("%s%s", answered.summary, answered.by_guess ? " (on a guessed host)" : "");
    assessment->verdict.submission_summary = text_format("%s%s", summary, why.text);
    return summary;
}

static const char *what_port_does(const struct candidate *candidate)
{
    if (candidate->fitness == FITNESS_BAD || candidate->fitness == FITNESS_UNCHECKED)
        return candidate->obstacle.text;
    return candidate->mode == MODE_IMPLICIT_TLS ? "implicit TLS"
           : candidate->lax                     ? "STARTTLS, not required by the server"
                                                : "STARTTLS, required by the server";
}

/* The ports of one host by themselves. Hosts of which no port answers are none to speak of, but for those
 * that are meant for it. */
static void add_host(struct assessment *assessment, const struct weighed *weighed, const struct host *host)
{
    struct candidate *own = NULL;
    size_t count = 0;
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].host == host && counts(weighed, &weighed->candidates[i]))
            *(struct candidate *)list_append(&own, &count, sizeof *own) = weighed->candidates[i];
    struct weighed of_host = {.candidates = own, .count = count, .by_guess = weighed->by_guess};
    bool meant = host->submission == SUBMISSION_SRV || host->submission == SUBMISSION_GIVEN;
    if (count > 0 && (meant || answers(&of_host))) {
        struct verdict *verdict = &assessment->verdict;
        struct submission_verdict *entry =
            list_append(&verdict->submission_hosts, &verdict->submission_host_count, sizeof *entry);
        struct answered answered = level_of(assessment->view, &of_host, host);
        entry->host = text_copy(host->name);
        entry->level = answered.level;
        text_list_append(&entry->reasons, answered.summary);
        for (size_t i = 0; i < count; i++)
            if (own[i].fitness >= FITNESS_BAD)
                text_list_append(
                    &entry->reasons,
                    phrase_format("port %" PRId64 ": %s", own[i].port, what_port_does(&own[i])).text);
    }
    free(own);
}

/* What a passive listener gets of a client that takes any TLS it is given. */
static enum exposure overheard(const struct verdict *verdict, const struct weighed *weighed)
{
    if (verdict->submission == SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR)
        return EXPOSURE_READS;
    size_t encrypted = 0, clear = 0;
    for (size_t i = 0; i < weighed->count; i++) {
        const struct candidate *candidate = &weighed->candidates[i];
        if (candidate->fitness < FITNESS_BAD || !counts(weighed, candidate))
            continue;
        encrypted += candidate->has_tls;
        clear += !candidate->has_tls;
    }
    if (encrypted > 0)
        return clear > 0 ? EXPOSURE_SOME : EXPOSURE_ENCRYPTED;
    return EXPOSURE_READS;
}

/* Each attacker against the recommended client, and against one that takes what it gets and finds its server
 * by itself. Checking certificates is what the recommended one lives by, so a false one beats it. */
static void set_exposures(struct verdict *verdict, const struct weighed *weighed)
{
    bool none = verdict->submission == SUBMISSION_LEVEL_NONE;
    bool unknown = verdict->submission == SUBMISSION_LEVEL_UNKNOWN;
    bool recommended = verdict->client_count > 0;
    enum exposure rest = none ? EXPOSURE_NOTHING : unknown ? EXPOSURE_UNKNOWN : EXPOSURE_READS;
    enum exposure passive = none || !answers(weighed) ? rest : overheard(verdict, weighed);
    for (size_t i = 0; i < verdict->attacker_count; i++) {
        struct attacker_view *view = &verdict->attackers[i];
        view->submission_lax_client = view->attacker == ATTACKER_PASSIVE ? passive : rest;
        view->submission = recommended && view->attacker != ATTACKER_MIS_ISSUED_CERTIFICATE
                               ? EXPOSURE_ENCRYPTED
                               : view->submission_lax_client;
    }
}

/* What is to be said of the port itself; begins with a blank. */
static struct phrase about_port(const struct candidate *candidate)
{
    if (candidate->wrong_mode)
        return phrase_format(" The port number is for the other mode: when the server is corrected, this "
                             "setting stops working.");
    if (candidate->service != NULL)
        return phrase_format(" The domain's SRV record %s names it (RFC 8314 5.1).",
                             candidate->service->service);
    if (candidate->port == PORT_UNREGISTERED)
        return phrase_format(" The port is not registered; it helps on networks that block 465 and 587.");
    return (struct phrase){{0}};
}

static char *because(const struct candidate *candidate)
{
    const char *mode =
        candidate->mode == MODE_IMPLICIT_TLS
            ? "The connection begins with TLS, so an attacker cannot strip STARTTLS (RFC 8314 3.3)."
            : "STARTTLS works; set the client to require it (RFC 8314 3.3, 5.2).";
    const char *lax =
        candidate->lax ? " The server does not require TLS, so only this setting protects the password." : "";
    const char *guess =
        candidate->guess ? " The host name is a guess: no record of the domain names it." : "";
    return text_format("%s%s%s%s", mode, lax, about_port(candidate).text, guess);
}

static void recommend(struct verdict *verdict, const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++) {
        const struct candidate *candidate = &weighed->candidates[i];
        if (candidate->fitness != FITNESS_GOOD || !counts(weighed, candidate))
            continue;
        struct client_setting *setting =
            list_append(&verdict->clients, &verdict->client_count, sizeof *setting);
        setting->host = text_copy(candidate->host->name);
        setting->port = candidate->port;
        setting->mode = candidate->mode;
        setting->because = because(candidate);
    }
}

/* "mail.example.org port 465 is left out: its certificate is self-signed. ..." */
static char *left_out(const struct weighed *weighed)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < weighed->count; i++) {
        const struct candidate *candidate = &weighed->candidates[i];
        bool out = candidate->fitness == FITNESS_BAD || candidate->fitness == FITNESS_UNCHECKED;
        if (!out || !counts(weighed, candidate))
            continue;
        struct phrase part = phrase_format(" %s port %" PRId64 " is left out: %s.", candidate->host->name,
                                           candidate->port, candidate->obstacle.text);
        text_list_append(&parts, part.text);
    }
    char *text = text_list_join(&parts, "");
    text_list_free(&parts);
    return text;
}

static bool any_wrong_mode(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].wrong_mode && counts(weighed, &weighed->candidates[i]))
            return true;
    return false;
}

static void note(struct verdict *verdict, const struct weighed *weighed, const char *summary)
{
    static const char order[] = "Prefer implicit TLS on port 465 to STARTTLS on 587; guides that say \"587 "
                                "first, 465 is deprecated\" are outdated (RFC 8314 3, 3.3, 7.3).";
    static const char mode[] = "A port whose mode does not fit its number comes last: when the server is "
                               "corrected, the setting stops working (RFC 8314 3.3, 7.3).";
    char *without = left_out(weighed);
    if (verdict->client_count > 0)
        verdict->client_note = text_format("%s%s", any_wrong_mode(weighed) ? mode : order, without);
    else
        verdict->client_note = text_format("No setting can be recommended: %s.%s", summary, without);
    free(without);
}

void verdict_submission(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct verdict *verdict = &assessment->verdict;
    struct weighed weighed = {0};
    struct candidate *candidates = clients_find(report, &weighed.count);
    weighed.candidates = candidates;
    weighed.by_guess = !answers(&weighed);
    weighed.by_guess = weighed.by_guess && answers(&weighed);
    char *summary = set_level(assessment, &weighed);
    for (size_t i = 0; i < report->host_count; i++)
        add_host(assessment, &weighed, &report->hosts[i]);
    recommend(verdict, &weighed);
    set_exposures(verdict, &weighed);
    note(verdict, &weighed, summary);
    free(summary);
    free(candidates);
}
