/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding out what a port is to the domain. */
#include "assess/view/port_view.h"

#include "assess/view/other_service.h"
#include "infer/promise.h"

#include <string.h>
#include <strings.h>

bool port_view_host_has(const struct host *host, const char *address)
{
    return text_list_has(&host->addresses, address);
}

enum port_mode port_view_promised_mode(const struct srv_service *service)
{
    return strncasecmp(service->service, "_submissions", sizeof "_submissions" - 1) == 0 ? MODE_IMPLICIT_TLS
                                                                                         : MODE_STARTTLS;
}

enum role port_view_role(const struct report *report, const struct host *host, int64_t port)
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

enum role port_view_host_role(const struct report *report, const struct host *host)
{
    if (host->is_mx)
        return ROLE_MX;
    return port_view_role(report, host, PORT_SUBMISSION);
}

enum role port_view_address_role(const struct report *report, const char *address)
{
    enum role best = ROLE_GUESS;
    const struct host *host = NULL;
    while ((host = report_host_at(report, address, host)) != NULL) {
        enum role role = port_view_host_role(report, host);
        best = role < best ? role : best;
    }
    return best;
}

bool port_view_speaks_smtp(const struct endpoint *endpoint)
{
    return endpoint->found == MODE_IMPLICIT_TLS
           || (endpoint->found == MODE_STARTTLS && other_service_of(endpoint) == NULL);
}

bool port_view_code_is_temporary(int64_t code)
{
    return code >= 400 && code < 500;
}

bool port_view_code_is_not_now(int64_t code)
{
    return port_view_code_is_temporary(code) && code != 454;
}
