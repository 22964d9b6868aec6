/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline for submission, and how to set a mail client up (RFC 8314 3, 3.3, 5). */
#include "assess/authentication.h"
#include "assess/clients.h"
#include "assess/place.h"
#include "assess/verdict.h"

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
    return best(weighed, FITNESS_GOOD) != NULL || best(weighed, FITNESS_BAD) != NULL;
}

static bool turned_away(const struct weighed *weighed)
{
    for (size_t i = 0; i < weighed->count; i++)
        if (weighed->candidates[i].turned_away && counts(weighed, &weighed->candidates[i]))
            return true;
    return false;
}

/* A password in clear on any port that the domain answers for, AUTH on port 25 included. */
static bool password_in_clear(const struct report *report, bool by_guess)
{
    for (size_t i = 0; i < report->endpoint_count; i++) {
        struct place place = place_of(report, &report->endpoints[i]);
        if ((by_guess || place.about.role != ROLE_GUESS) && authentication_in_clear(place.session))
            return true;
    }
    return false;
}

/* Whether DNS says that neither service is offered (RFC 6186 3.4). */
static bool declared_absent(const struct report *report)
{
    const struct srv_service *implicit = place_service(report, "_submissions");
    const struct srv_service *starttls = place_service(report, "_submission");
    return implicit != NULL && starttls != NULL && implicit->offered == ANSWER_NO
           && starttls->offered == ANSWER_NO && implicit->record_count > 0 && starttls->record_count > 0;
}

/* Whether a look-up failed that may have named a host. */
static bool dns_failed(const struct domain *domain)
{
    for (size_t i = 0; i < domain->service_count; i++)
        if (place_lookup_failed(&domain->services[i].lookup))
            return true;
    return place_lookup_failed(&domain->mx_lookup);
}

static void set(struct verdict *verdict, enum submission_level level, bool by_guess, const char *summary)
{
    verdict->submission = level;
    verdict->submission_summary = text_format("%s%s", summary, by_guess ? " (on a guessed host)" : "");
}

static void set_level(struct report *report, const struct weighed *weighed)
{
    struct verdict *verdict = &report->verdict;
    const struct candidate *good = best(weighed, FITNESS_GOOD);
    const struct candidate *bad = best(weighed, FITNESS_BAD);
    bool guess = weighed->by_guess;
    if (report->domain != NULL && report->domain->mail_route == ROUTE_NO_DOMAIN)
        set(verdict, SUBMISSION_LEVEL_NONE, false, "no such domain");
    else if (password_in_clear(report, guess))
        set(verdict, SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR, guess, "passwords can be sent in clear");
    else if (good != NULL && good->mode == MODE_IMPLICIT_TLS)
        set(verdict, SUBMISSION_LEVEL_IMPLICIT_TLS, guess,
            good->wrong_mode ? "implicit TLS, on a port meant for STARTTLS" : "implicit TLS");
    else if (good != NULL && good->lax)
        set(verdict, SUBMISSION_LEVEL_STRIPPABLE, guess, "STARTTLS, and the server goes on without it");
    else if (good != NULL)
        set(verdict, SUBMISSION_LEVEL_STARTTLS, guess, "STARTTLS, the client has to insist on it");
    else if (bad != NULL)
        set(verdict, SUBMISSION_LEVEL_STRIPPABLE, guess, "no port that a careful client could use");
    else if (declared_absent(report))
        set(verdict, SUBMISSION_LEVEL_NONE, false, "not offered, and DNS says so");
    else if (best(weighed, FITNESS_UNANSWERED) != NULL)
        set(verdict, SUBMISSION_LEVEL_UNKNOWN, false,
            turned_away(weighed) ? "unknown, the server turns this client away"
                                 : "unknown, no port answered from here");
    else if (weighed->count > 0)
        set(verdict, SUBMISSION_LEVEL_NONE, false, "no port answers");
    else if (report->domain != NULL && report->host_count == 0 && dns_failed(report->domain))
        set(verdict, SUBMISSION_LEVEL_UNKNOWN, false, "unknown, DNS gave no answer");
    else if (report->domain != NULL && report->host_count == 0)
        set(verdict, SUBMISSION_LEVEL_NONE, false, "no host is named for it");
    else
        set(verdict, SUBMISSION_LEVEL_UNKNOWN, false, "not looked at (no submission port was probed)");
}

/* What a passive listener gets of a client that takes any TLS it is given, where no setting is recommended.
 */
static enum exposure overheard(const struct verdict *verdict, const struct weighed *weighed)
{
    if (verdict->submission == SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR)
        return EXPOSURE_READS;
    size_t encrypted = 0, clear = 0;
    for (size_t i = 0; i < weighed->count; i++) {
        const struct candidate *candidate = &weighed->candidates[i];
        if (candidate->fitness != FITNESS_BAD || !counts(weighed, candidate))
            continue;
        encrypted += candidate->has_tls;
        clear += !candidate->has_tls;
    }
    if (encrypted > 0)
        return clear > 0 ? EXPOSURE_SOME : EXPOSURE_ENCRYPTED;
    return EXPOSURE_READS;
}

/* Somebody on the way against the recommended client, and against one that takes what it gets. */
static void set_exposures(struct verdict *verdict, const struct weighed *weighed)
{
    bool none = verdict->submission == SUBMISSION_LEVEL_NONE;
    bool unknown = verdict->submission == SUBMISSION_LEVEL_UNKNOWN;
    enum exposure rest = none ? EXPOSURE_NOTHING : unknown ? EXPOSURE_UNKNOWN : EXPOSURE_READS;
    bool recommended = verdict->client_count > 0;
    enum exposure passive = none || unknown ? rest : overheard(verdict, weighed);
    verdict->submission_eavesdropper = recommended ? EXPOSURE_ENCRYPTED : passive;
    verdict->submission_active_attacker = recommended ? EXPOSURE_ENCRYPTED : rest;
    verdict->submission_lax_client = rest;
}

/* What is to be said of the port itself; begins with a blank. */
static struct phrase about_port(const struct candidate *candidate)
{
    if (candidate->wrong_mode)
        return phrase_format(" The port is meant for the other mode: once the server is put right this "
                             "setting will not work.");
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
            ? "TLS begins with the first byte, so there is nothing to strip (RFC 8314 3.3)."
            : "STARTTLS works, and the client has to be set to require it (RFC 8314 3.3, 5.2).";
    const char *lax =
        candidate->lax
            ? " The server would go on without TLS, so nothing but this setting protects the password."
            : "";
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
        if (candidate->fitness != FITNESS_BAD || !counts(weighed, candidate))
            continue;
        struct phrase part = phrase_format(" %s port %" PRId64 " is left out: %s.", candidate->host->name,
                                           candidate->port, candidate->obstacle.text);
        text_list_append(&parts, part.text);
    }
    char *text = text_list_join(&parts, "");
    text_list_free(&parts);
    return text;
}

static void note(struct verdict *verdict, const struct weighed *weighed)
{
    char *without = left_out(weighed);
    if (verdict->client_count > 0)
        verdict->client_note = text_format(
            "Implicit TLS on port 465 comes before STARTTLS on 587; guides that say \"587 first, 465 "
            "is deprecated\" are superseded (RFC 8314 3, 3.3, 7.3).%s",
            without);
    else
        verdict->client_note =
            text_format("No setting can be recommended: %s.%s", verdict->submission_summary, without);
    free(without);
}

void verdict_submission(struct report *report)
{
    struct verdict *verdict = &report->verdict;
    struct weighed weighed = {0};
    struct candidate *candidates = clients_find(report, &weighed.count);
    weighed.candidates = candidates;
    weighed.by_guess = !answers(&weighed);
    weighed.by_guess = weighed.by_guess && answers(&weighed);
    set_level(report, &weighed);
    recommend(verdict, &weighed);
    set_exposures(verdict, &weighed);
    note(verdict, &weighed);
    free(candidates);
}
