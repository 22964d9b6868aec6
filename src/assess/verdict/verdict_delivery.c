/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first line of the headline: whether mail gets to the mail hosts, and what decides that. No mail is
 * sent, so a host that answers EHLO counts as one that takes it. */
#include "assess/finding/phrase.h"
#include "assess/verdict/main_finding.h"
#include "assess/verdict/verdict.h"
#include "assess/view/not_asked.h"
#include "assess/view/port_view.h"
#include "base/list.h"
#include "infer/client_certificate.h"

#include <stdlib.h>

/* What the findings say of mail, and the mail hosts of the report by whether they take it. */
struct takers {
    struct mail_effect *effects;
    size_t effect_count;
    const struct mail_effect **by_address; /* the effects, sorted */
    const struct host **hosts;             /* all of them */
    enum answer *take;                     /* of each */
    size_t count;
    size_t by_answer[ANSWER_YES + 1];
    size_t
        kept_by_some; /* of those that do, the ones to which senders that follow the rules do not deliver */
    size_t asked;     /* of all, those asked on port 25 */
};

static enum answer worse(enum answer one, enum answer other)
{
    return one == ANSWER_NO || other == ANSWER_NO ? ANSWER_NO : ANSWER_UNKNOWN;
}

static const char *address_of(const struct mail_effect *effect)
{
    const char *address = effect->finding->subject.address;
    return address != NULL ? address : "";
}

static int compare_by_address(const void *left, const void *right)
{
    const struct mail_effect *a = *(const struct mail_effect *const *)left;
    const struct mail_effect *b = *(const struct mail_effect *const *)right;
    int by_address = text_compare(address_of(a), address_of(b));
    return by_address != 0 ? by_address : (a > b) - (a < b);
}

/* They are looked for by each address of each host. */
static const struct mail_effect **sort_by_address(const struct takers *takers)
{
    const struct mail_effect **sorted = allocate(takers->effect_count, sizeof *sorted);
    for (size_t i = 0; i < takers->effect_count; i++)
        sorted[i] = &takers->effects[i];
    if (takers->effect_count > 1)
        qsort(sorted, takers->effect_count, sizeof *sorted, compare_by_address);
    return sorted;
}

/* Where those about the address begin. */
static size_t first_about(const struct takers *takers, const char *address)
{
    size_t low = 0, high = takers->effect_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(address_of(takers->by_address[middle]), address) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What was found so far, and what the effect says of the host in that scope. */
static enum answer with_effect(enum answer found, const struct report *report,
                               const struct mail_effect *effect, const struct host *host,
                               enum effect_scope scope)
{
    bool unclear =
        effect->effect == EFFECT_TURNS_AWAY || (effect->effect == EFFECT_HIDDEN && scope == SCOPE_ADDRESS);
    if ((effect->effect != EFFECT_STOPS && !unclear)
        || mail_effect_scope(report, effect, host, SERVICE_RELAY) != scope)
        return found;
    enum answer says = !unclear && mail_effect_is_the_servers(effect) ? ANSWER_NO : ANSWER_UNKNOWN;
    return found == ANSWER_YES                    ? says
           : scope == SCOPE_HOST && found != says ? ANSWER_UNKNOWN
                                                  : worse(found, says);
}

/* What the findings say that stop mail to the host as a whole: "no" for certain, "unknown" where it may be
 * another's fault, "yes" for nothing. */
static enum answer host_stopped(const struct report *report, const struct takers *takers,
                                const struct host *host)
{
    enum answer found = ANSWER_YES;
    for (size_t i = 0; i < takers->effect_count; i++)
        found = with_effect(found, report, &takers->effects[i], host, SCOPE_HOST);
    return found;
}

/* The same of one of its addresses. */
static enum answer address_stopped(const struct report *report, const struct takers *takers,
                                   const struct host *host, const char *address)
{
    enum answer found = ANSWER_YES;
    for (size_t i = first_about(takers, address);
         i < takers->effect_count && text_same(address_of(takers->by_address[i]), address); i++)
        found = with_effect(found, report, takers->by_address[i], host, SCOPE_ADDRESS);
    return found;
}

static bool lets_mail_in(const struct session *session)
{
    if (session == NULL || session->ehlo == NULL || session->ehlo->reply.code != 250)
        return false;
    return session->stop.at != STEP_EHLO_TLS || session->stop.reason == STOP_NONE
           || client_certificate_demanded(session) == ANSWER_YES;
}

static enum answer address_takes(const struct report *report, const struct takers *takers,
                                 const struct host *host, const char *address)
{
    const struct endpoint *endpoint = report_endpoint(report, host, address, PORT_RELAY);
    const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
    enum answer stop = address_stopped(report, takers, host, address);
    if (stop != ANSWER_YES || endpoint == NULL)
        return endpoint == NULL ? ANSWER_UNKNOWN : stop;
    return endpoint->found == MODE_STARTTLS && lets_mail_in(session) ? ANSWER_YES : ANSWER_UNKNOWN;
}

static enum answer host_takes(const struct report *report, const struct takers *takers,
                              const struct host *host)
{
    enum answer stop = host_stopped(report, takers, host);
    size_t refused = 0;
    if (stop == ANSWER_NO)
        return ANSWER_NO;
    for (size_t i = 0; i < host->addresses.count; i++) {
        enum answer takes = address_takes(report, takers, host, host->addresses.items[i]);
        if (takes == ANSWER_YES)
            return ANSWER_YES;
        refused += takes == ANSWER_NO;
    }
    bool all = refused > 0 && refused == mail_effect_asked(report, host, SERVICE_RELAY);
    return stop == ANSWER_YES && all ? ANSWER_NO : ANSWER_UNKNOWN;
}

static bool is_kept_by_some(const struct report *report, const struct takers *takers, const struct host *host)
{
    for (size_t i = 0; i < takers->effect_count; i++) {
        const struct mail_effect *effect = &takers->effects[i];
        if (effect->effect == EFFECT_SOME_SENDERS && effect->finding->outcome == OUTCOME_FAILS
            && mail_effect_scope(report, effect, host, SERVICE_RELAY) != SCOPE_NOTHING)
            return true;
    }
    return false;
}

static struct takers see_hosts(const struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct takers takers = {.take = allocate(report->host_count + 1, sizeof *takers.take)};
    takers.effects = mail_effects_of(assessment, &takers.effect_count);
    takers.by_address = sort_by_address(&takers);
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (!mail_effect_goes_to(report, host))
            continue;
        enum answer takes = host_takes(report, &takers, host);
        takers.take[takers.count] = takes;
        *(const struct host **)list_append(&takers.hosts, &takers.count, sizeof host) = host;
        takers.by_answer[takes]++;
        takers.kept_by_some += takes == ANSWER_YES && is_kept_by_some(report, &takers, host);
        takers.asked += mail_effect_asked(report, host, SERVICE_RELAY) > 0;
    }
    return takers;
}

/* What findings about the domain as a whole settle; DELIVERY_COUNT for nothing. */
static enum delivery settled_by_domain(const struct takers *takers)
{
    enum delivery settled = takers->count == 0 ? DELIVERY_UNKNOWN : DELIVERY_COUNT;
    for (size_t i = 0; i < takers->effect_count; i++) {
        const struct mail_effect *effect = &takers->effects[i];
        if (effect->finding->outcome != OUTCOME_FAILS || !effect->of_domain)
            continue;
        if (effect->effect == EFFECT_STOPS)
            return DELIVERY_NO;
        if (effect->effect == EFFECT_SOME_SENDERS && takers->count == 0)
            settled = DELIVERY_SOME_SENDERS;
    }
    return settled;
}

static enum delivery delivery_of(const struct takers *takers)
{
    enum delivery by_domain = settled_by_domain(takers);
    size_t yes = takers->by_answer[ANSWER_YES], no = takers->by_answer[ANSWER_NO];
    if (by_domain != DELIVERY_COUNT)
        return by_domain;
    if (yes == 0)
        return no == takers->count ? DELIVERY_NO : DELIVERY_UNKNOWN;
    if (takers->kept_by_some == yes)
        return DELIVERY_SOME_SENDERS;
    if (no > 0)
        return DELIVERY_SOME_HOSTS;
    return takers->kept_by_some > 0 ? DELIVERY_SOME_SENDERS : DELIVERY_YES;
}

#define EFFECT(name) (1U << EFFECT_##name)
#define MAY_STOP     (EFFECT(STOPS) | EFFECT(TURNS_AWAY) | EFFECT(HIDDEN))

/* The hosts that the answer for `delivery` has to be about. */
static const struct host **hosts_asked_about(const struct takers *takers, enum delivery delivery,
                                             size_t *count)
{
    const struct host **hosts = NULL;
    *count = 0;
    for (size_t i = 0; i < takers->count; i++) {
        enum answer takes = takers->take[i];
        bool asked = delivery == DELIVERY_UNKNOWN      ? takes != ANSWER_YES
                     : delivery == DELIVERY_SOME_HOSTS ? takes == ANSWER_NO
                                                       : true;
        if (asked)
            *(const struct host **)list_append(&hosts, count, sizeof *hosts) = takers->hosts[i];
    }
    return hosts;
}

/* What decides the answer; else what decides how well mail is protected; else what is wrong at all. */
static struct main_answer main_of(const struct report *report, const struct takers *takers,
                                  enum delivery delivery)
{
    static const struct {
        unsigned effects;
        enum severity least;
        enum severity least_domain;
        bool failing;
    } questions[DELIVERY_COUNT][3] = {
        [DELIVERY_UNKNOWN] = {{MAY_STOP, SEVERITY_INFO, SEVERITY_INFO, false},
                              {EFFECT(NONE), SEVERITY_WARNING, SEVERITY_ERROR, false}},
        [DELIVERY_NO] = {{EFFECT(STOPS), SEVERITY_INFO, SEVERITY_INFO, true}},
        [DELIVERY_SOME_HOSTS] = {{EFFECT(STOPS), SEVERITY_INFO, SEVERITY_INFO, true}},
        [DELIVERY_SOME_SENDERS] = {{EFFECT(SOME_SENDERS), SEVERITY_INFO, SEVERITY_INFO, true}},
        [DELIVERY_YES] = {{EFFECT(IN_CLEAR), SEVERITY_INFO, SEVERITY_INFO, true},
                          {MAY_STOP, SEVERITY_WARNING, SEVERITY_WARNING, false},
                          {EFFECT(NONE), SEVERITY_ERROR, SEVERITY_ERROR, true}},
    };
    struct main_question question = {.among = takers->effects, .among_count = takers->effect_count};
    const struct host **hosts = hosts_asked_about(takers, delivery, &question.host_count);
    question.hosts = hosts;
    struct main_answer answer = {0};
    for (size_t i = 0; i < 3 && answer.first == NULL; i++) {
        question.effects = questions[delivery][i].effects;
        question.least = questions[delivery][i].least;
        question.least_domain = questions[delivery][i].least_domain;
        question.failing = questions[delivery][i].failing;
        answer = main_finding_choose(report, &question);
    }
    free(hosts);
    return answer;
}

static struct phrase answer_words(enum delivery delivery, const struct takers *takers)
{
    size_t yes = takers->by_answer[ANSWER_YES];
    switch (delivery) {
    case DELIVERY_NO:
        return phrase_format("no");
    case DELIVERY_SOME_HOSTS:
        return phrase_format("only to %zu of %zu hosts", yes, takers->count);
    case DELIVERY_SOME_SENDERS:
        return phrase_format("not from every sender");
    case DELIVERY_YES:
        if (yes < takers->count)
            return phrase_format("yes, to at least %zu of %zu hosts", yes, takers->count);
        return takers->count == 1   ? phrase_format("yes")
               : takers->count == 2 ? phrase_format("yes, to both hosts")
                                    : phrase_format("yes, to all %zu hosts", takers->count);
    case DELIVERY_UNKNOWN:
    case DELIVERY_COUNT:
        break;
    }
    return phrase_format("unknown");
}

static struct main_finding *main_finding_of(const struct main_answer *answer)
{
    struct main_finding *found = allocate(1, sizeof *found);
    found->id = answer->first->id;
    found->title = text_copy(catalogue_entries[answer->first->id].title);
    found->points_at = answer->points_at;
    found->certainty = answer->certainty;
    for (size_t i = 0; i < answer->host_count; i++)
        text_list_append(&found->hosts, answer->hosts[i]->name);
    return found;
}

/* Where no finding says why: how the first session ended after which it is not known. */
static struct phrase what_was_seen(const struct report *report, const struct takers *takers)
{
    for (size_t i = 0; i < takers->count; i++) {
        const struct host *host = takers->hosts[i];
        for (size_t n = 0; n < host->addresses.count && takers->take[i] != ANSWER_YES; n++) {
            const struct endpoint *endpoint =
                report_endpoint(report, host, host->addresses.items[n], PORT_RELAY);
            const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
            if (session != NULL)
                return phrase_format("port 25 of %s: %s", host->name, phrase_stop(session).text);
        }
    }
    return (struct phrase){{0}};
}

/* Why nobody was asked about mail to the target; empty where somebody was. */
static struct phrase why_not_asked(const struct report *report, const struct takers *takers)
{
    struct phrase why = not_asked_domain(report);
    for (size_t i = 0; i < takers->count && takers->asked == 0 && why.text[0] == '\0'; i++)
        why = not_asked_host(report, takers->hosts[i]);
    return why;
}

/* Where no finding decides. NULL where mail was not what was asked about. */
static char *unknown_words(const struct report *report, const struct takers *takers)
{
    struct phrase why = why_not_asked(report, takers);
    if (why.text[0] == '\0')
        why = what_was_seen(report, takers);
    bool cut_off = report->ended == REPORT_INTERRUPTED || report->ended == REPORT_MEMORY_RAN_OUT;
    if (cut_off && takers->count + (report->domain != NULL) > 0)
        return text_format("unknown, %s", report_end_phrase(report));
    if (why.text[0] != '\0')
        return text_format("unknown, %s", why.text);
    return report->domain != NULL ? text_copy("unknown, port 25 was not probed") : NULL;
}

void verdict_delivery(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct verdict *verdict = &assessment->verdict;
    struct takers takers = see_hosts(assessment);
    verdict->delivery = delivery_of(&takers);
    struct main_answer answer = main_of(report, &takers, verdict->delivery);
    /* What is wrong besides is not why. */
    if (answer.first != NULL && verdict->delivery == DELIVERY_UNKNOWN
        && mail_effect_of(answer.first) == EFFECT_NONE && why_not_asked(report, &takers).text[0] != '\0')
        main_answer_free(&answer);
    struct phrase words = answer_words(verdict->delivery, &takers);
    if (answer.first != NULL) {
        verdict->main_finding = main_finding_of(&answer);
        verdict->delivery_summary =
            text_format("%s. %s", words.text, main_finding_words(&answer, takers.count).text);
    } else if (verdict->delivery != DELIVERY_UNKNOWN) {
        verdict->delivery_summary = text_copy(words.text);
    } else {
        verdict->delivery_summary = unknown_words(report, &takers);
    }
    main_answer_free(&answer);
    free(takers.effects);
    free(takers.by_address);
    free(takers.hosts);
    free(takers.take);
}
