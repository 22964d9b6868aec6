/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding out what a port is to the domain. */
#include "assess/place.h"

#include "assess/other_service.h"
#include "facts/promise.h"

#include <string.h>
#include <strings.h>

bool place_host_has(const struct host *host, const char *address)
{
    return text_list_has(&host->addresses, address);
}

enum port_mode place_promised_mode(const struct srv_service *service)
{
    return strncasecmp(service->service, "_submissions", sizeof "_submissions" - 1) == 0 ? MODE_IMPLICIT_TLS
                                                                                         : MODE_STARTTLS;
}

enum role place_role(const struct report *report, const struct host *host, int64_t port)
{
    if (port == PORT_RELAY && promise_of(report, host, port) == NULL) {
        if (host->is_mx || report->domain == NULL)
            return ROLE_MX;
        return host->submission == SUBMISSION_GUESS ? ROLE_GUESS : ROLE_OTHER;
    }
    if (host->is_mx || host->submission == SUBMISSION_SRV || host->submission == SUBMISSION_GIVEN)
        return ROLE_SUBMISSION;
    return host->submission == SUBMISSION_GUESS ? ROLE_GUESS : ROLE_OTHER;
}

enum role place_host_role(const struct report *report, const struct host *host)
{
    if (host->is_mx)
        return ROLE_MX;
    return place_role(report, host, PORT_SUBMISSION);
}

enum role place_address_role(const struct report *report, const char *address)
{
    enum role best = ROLE_GUESS;
    const struct host *host = NULL;
    while ((host = report_host_at(report, address, host)) != NULL) {
        enum role role = place_host_role(report, host);
        best = role < best ? role : best;
    }
    return best;
}

struct place place_of(const struct report *report, const struct endpoint *endpoint)
{
    struct place place = {.report = report, .endpoint = endpoint, .session = endpoint_session(endpoint)};
    enum role role = ROLE_COUNT;
    const struct host *host = NULL;
    while ((host = report_host_at(report, endpoint->address, host)) != NULL) {
        if (!promise_probes(host, endpoint->port))
            continue;
        enum role as = place_role(report, host, endpoint->port);
        role = as < role ? as : role;
        if (place.host == NULL || text_same_name(host->name, endpoint->server_name))
            place.host = host;
    }
    place.has_to_answer = promise_has_to_answer(report, endpoint->address, endpoint->port);
    place.about = (struct about){
        .role = role == ROLE_COUNT ? ROLE_OTHER : role,
        .host = endpoint->server_name,
        .address = endpoint->address,
        .port = endpoint->port,
    };
    return place;
}

bool place_connected(const struct session *session)
{
    return session != NULL && (session->stop.at > STEP_CONNECT || session->stop.reason == STOP_NONE);
}

bool place_speaks_smtp(const struct endpoint *endpoint)
{
    return endpoint->found == MODE_IMPLICIT_TLS
           || (endpoint->found == MODE_STARTTLS && other_service_of(endpoint) == NULL);
}

bool place_has_tls(const struct session *session)
{
    return session != NULL && session->tls != NULL && session->tls->completed == ANSWER_YES;
}

bool place_shows_chain(const struct session *session)
{
    return session != NULL && session->tls != NULL && session->tls->chain_count > 0
           && session->tls->completed != ANSWER_NO;
}

bool place_code_is_temporary(int64_t code)
{
    return code >= 400 && code < 500;
}

bool place_code_is_not_now(int64_t code)
{
    return place_code_is_temporary(code) && code != 454;
}
