/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers about a server's certificate: see assess/view/certificate.h. */
#include "assess/view/certificate.h"

#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "base/address.h"
#include "facts/tls_survey.h"
#include "infer/certificate_path.h"

#include <string.h>

static bool has_flaw(const struct tls *tls, enum path_flaw_kind kind)
{
    for (size_t i = 0; i < tls->verification.flaw_count; i++)
        if (tls->verification.flaws[i].kind == kind)
            return true;
    return false;
}

/* Whether each certificate of the chain is issued by the next, by name: for facts that tell no path. */
static bool connects(const struct tls *tls)
{
    for (size_t i = 0; i + 1 < tls->chain_count; i++) {
        const char *issuer = tls->chain[i].issuer, *next = tls->chain[i + 1].subject;
        if (issuer == NULL || next == NULL || strcmp(issuer, next) != 0)
            return false;
    }
    return true;
}

enum certificate_trust certificate_trust(const struct tls *tls)
{
    if (tls->verification.trusted == ANSWER_YES)
        return TRUST_GOOD;
    if (tls->verification.trusted == ANSWER_UNKNOWN || tls->chain_count == 0)
        return TRUST_UNKNOWN;
    if (tls->verification.flaw_count > 0 && !has_flaw(tls, PATH_FLAW_NO_ANCHOR))
        return TRUST_REFUSED;
    if (tls->chain[0].self_signed)
        return TRUST_SELF_SIGNED;
    size_t length = certificate_path_length(tls);
    if (length == 0)
        return tls->chain_count == 1 || !connects(tls) ? TRUST_INCOMPLETE : TRUST_FOREIGN;
    return length == 1 ? TRUST_INCOMPLETE : TRUST_FOREIGN;
}

enum answer certificate_matches(const struct tls *tls, const char *name)
{
    for (size_t i = 0; i < tls->verification.name_count; i++)
        if (text_same_name(tls->verification.names[i].name, name))
            return tls->verification.names[i].matches;
    return ANSWER_UNKNOWN;
}

/* The same for a client, which has a name: what it is, is not known where the target is an address. */
static enum answer matches_for_client(const struct tls *tls, const char *name)
{
    struct ip_address address;
    enum answer matches = certificate_matches(tls, name);
    return matches == ANSWER_NO && address_parse(name, &address) ? ANSWER_UNKNOWN : matches;
}

enum answer certificate_is_good(const struct tls *tls, const char *name)
{
    enum certificate_trust trust = certificate_trust(tls);
    enum answer matches = matches_for_client(tls, name);
    if ((trust != TRUST_GOOD && trust != TRUST_UNKNOWN) || tls->ocsp_staple == OCSP_REVOKED
        || tls->verification.in_date == ANSWER_NO || matches == ANSWER_NO)
        return ANSWER_NO;
    bool known = trust == TRUST_GOOD && tls->verification.in_date == ANSWER_YES && matches == ANSWER_YES;
    return known ? ANSWER_YES : ANSWER_UNKNOWN;
}

struct phrase certificate_obstacle(const struct tls *tls, const char *name)
{
    static const char *const by_trust[] = {
        [TRUST_UNKNOWN] = "",
        [TRUST_GOOD] = "",
        [TRUST_SELF_SIGNED] = "its certificate is self-signed",
        [TRUST_INCOMPLETE] = "its certificate chain is incomplete",
        [TRUST_FOREIGN] = "its certificate has an untrusted issuer",
        [TRUST_REFUSED] = "its certificate chain is not valid",
    };
    if (certificate_trust(tls) == TRUST_REFUSED)
        return phrase_format("its certificate chain is not valid: %s",
                             phrase_list(&tls->verification.problems, "no details").text);
    const char *trust = by_trust[certificate_trust(tls)];
    if (*trust != '\0')
        return phrase_format("%s", trust);
    if (tls->ocsp_staple == OCSP_REVOKED)
        return phrase_format("its certificate is revoked");
    if (tls->verification.in_date == ANSWER_NO)
        return phrase_format("its certificate is expired or not yet valid");
    if (certificate_matches(tls, name) == ANSWER_NO)
        return matches_for_client(tls, name) == ANSWER_NO
                   ? phrase_format("its certificate is for another name")
                   : phrase_format(
                       "the name that clients use is unknown, so its certificate cannot be checked");
    if (certificate_is_good(tls, name) == ANSWER_YES)
        return (struct phrase){{0}};
    struct phrase why = phrase_list(&tls->verification.problems, "");
    return phrase_format("its certificate could not be checked%s%s", *why.text != '\0' ? ": " : "", why.text);
}

/* The last handshake for other keys is refused where there is none left. */
static bool has_open_end(const struct endpoint *endpoint)
{
    const struct session *last = NULL;
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].purpose == PURPOSE_OTHER_KEY)
            last = &endpoint->sessions[i];
    return last != NULL && !session_stage_shows_chain(last)
           && (last->stop.at < STEP_HANDSHAKE || last->stop.reason == STOP_TIMED_OUT
               || stop_is_cut_off(last->stop.reason));
}

struct phrase certificate_unseen_key(const struct endpoint *endpoint)
{
    const struct tls_survey *survey = endpoint->tls_survey;
    if (survey != NULL && survey->unseen_key != KEY_TYPE_NONE)
        return phrase_format("the server also has a key of type %s, whose certificate was not seen",
                             key_type_name(survey->unseen_key));
    if (has_open_end(endpoint))
        return phrase_format("whether the server has another key is unknown");
    return phrase_format("%s", "");
}

const struct tls *certificate_bad_beside(const struct endpoint *endpoint, const char *name)
{
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        if (session->purpose == PURPOSE_OTHER_KEY && session_stage_shows_chain(session)
            && certificate_is_good(session->tls, name) == ANSWER_NO)
            return session->tls;
    }
    return NULL;
}
