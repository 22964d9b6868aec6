/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one port of a host shows: whether it is open, which TLS it accepts, and its certificates. */
#include "base/list.h"
#include "base/tls_names.h"
#include "compare/portrait.h"
#include "facts/tls_survey.h"
#include "facts/words.h"
#include "infer/promise.h"
#include "infer/reach_blocked.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What of a port is not open. */
enum { RANK_SHUT, RANK_OPEN };

static const char scope_ports[] = "ports"; /* which nobody sees all of */

/* In the words of a report; NULL where this end did not come to it. */
static const char *shut_word(enum stop_reason reason)
{
    switch (reason) {
    case STOP_REFUSED:
        return "refused";
    case STOP_TIMED_OUT:
        return "no answer";
    case STOP_UNREACHABLE:
        return "unreachable";
    case STOP_RESET:
    case STOP_CLOSED:
        return "closed at once";
    default:
        return NULL;
    }
}

static const char *open_word(const struct endpoint *endpoint, const struct session *session)
{
    switch (endpoint->found) {
    case MODE_STARTTLS:
        return session->stop.reason == STOP_REJECTED && session->stop.at <= STEP_EHLO ? "SMTP, rejects us"
               : session->starttls.offered == ANSWER_NO ? "SMTP without STARTTLS"
                                                        : "STARTTLS";
    case MODE_IMPLICIT_TLS:
        return "implicit TLS";
    case MODE_OTHER:
        return "another protocol";
    case MODE_SILENT:
        return "silent";
    default:
        return NULL;
    }
}

/* Whether a port that does not answer says nothing of the host: port 25 is blocked at this end. */
static bool blocked_here(const struct report *report, const struct endpoint *endpoint)
{
    const struct vantage *vantage = &report->vantage;
    bool is_ipv6 = strchr(endpoint->address, ':') != NULL;
    return endpoint->port == PORT_RELAY
           && reach_blocked(is_ipv6 ? &vantage->relay_over_ipv6 : &vantage->relay_over_ipv4) == ANSWER_YES;
}

/* What cut the session short hides what comes later, the certificate for one. A port that refuses has none.
 */
static bool hides(const struct session *session)
{
    return session->stop.reason != STOP_NONE && session->stop.reason != STOP_REFUSED;
}

static struct trait *add_port(struct portrait *portrait, const struct report *report,
                              const struct subject *subject, const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    const char *open = session == NULL ? NULL : open_word(endpoint, session);
    const char *shut = session == NULL ? NULL : shut_word(session->stop.reason);
    const char *word = open != NULL ? open : shut;
    bool unseen = word == NULL || report_was_intercepted(report, endpoint)
                  || (open == NULL && blocked_here(report, endpoint));
    struct trait *trait = portrait_add(portrait, ASPECT_PORT, subject, NULL, unseen ? NULL : text_copy(word));
    trait->state = unseen ? TRAIT_NOT_SEEN : TRAIT_SET;
    trait->rank = open != NULL ? RANK_OPEN : RANK_SHUT;
    trait->hides = !unseen && hides(session);
    trait->scope = open != NULL ? text_copy(scope_ports) : NULL;
    trait->severity =
        promise_has_to_answer(report, subject->address, subject->port) ? SEVERITY_WARNING : SEVERITY_INFO;
    return trait;
}

static void add_versions(struct portrait *portrait, const struct subject *subject,
                         const struct tls_survey *survey, const char *within)
{
    for (size_t i = 0; i < survey->version_count; i++) {
        const struct version_support *support = &survey->versions[i];
        if (support->accepted == ANSWER_UNKNOWN)
            continue;
        bool accepted = support->accepted == ANSWER_YES;
        char *name = tls_names_version_text(support->version);
        struct trait *trait = portrait_add(portrait, ASPECT_TLS_VERSION, subject, name,
                                           text_copy(accepted ? "accepted" : "refused"));
        trait->rank = accepted != tls_names_version_is_old(support->version);
        trait->severity = SEVERITY_WARNING;
        trait->within = text_copy(within);
        free(name);
    }
}

static void add_certificate(struct portrait *portrait, const struct subject *subject,
                            const struct session *session, const char *within)
{
    if (session == NULL || session->tls == NULL || session->tls->chain_count == 0)
        return;
    const struct certificate *shown = &session->tls->chain[0];
    const char *type = key_type_name(shown->key_type);
    char *value = text_format("%s %" PRId64 ", until %s", type == NULL ? "key" : type, shown->key_bits,
                              shown->not_after == NULL ? "?" : shown->not_after);
    struct trait *trait = portrait_add(portrait, ASPECT_CERTIFICATE, subject,
                                       words_name(&key_type_words, (int)shown->key_type), value);
    trait->within = text_copy(within);
    trait->severity = SEVERITY_WARNING;
    trait->certificate = allocate(1, sizeof *trait->certificate);
    *trait->certificate = (struct certificate_view){.issuer = text_copy(shown->issuer),
                                                    .sha256 = text_copy(shown->sha256),
                                                    .spki_sha256 = text_copy(shown->spki_sha256),
                                                    .key_type = shown->key_type,
                                                    .key_bits = shown->key_bits,
                                                    .not_before = text_copy(shown->not_before),
                                                    .not_after = text_copy(shown->not_after),
                                                    .not_after_unix_s = shown->not_after_unix_s};
}

static void add_endpoint(struct portrait *portrait, const struct report *report,
                         const struct subject *subject, const struct endpoint *endpoint)
{
    struct trait *trait = add_port(portrait, report, subject, endpoint);
    char *key = text_copy(trait->key);
    trait->within = trait_key(ASPECT_ADDRESS,
                              &(struct subject){.host = subject->host, .address = subject->address}, NULL);
    if (trait->state == TRAIT_SET) {
        if (endpoint->tls_survey != NULL)
            add_versions(portrait, subject, endpoint->tls_survey, key);
        add_certificate(portrait, subject, endpoint_session(endpoint), key);
        add_certificate(portrait, subject, endpoint_session_for(endpoint, PURPOSE_OTHER_KEY), key);
    }
    free(key);
}

void portrait_add_ports(struct portrait *portrait, const struct report *report, const struct host *host,
                        const char *address)
{
    for (size_t i = 0; i < host->port_count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, address, host->ports[i].port);
        const struct subject subject = {
            .host = host->name, .address = (char *)address, .port = host->ports[i].port};
        if (endpoint != NULL)
            add_endpoint(portrait, report, &subject, endpoint);
    }
}
