/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One certificate, checked for every host that leads to it: see scan/name_checks.h. */
#include "scan/name_checks.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "infer/name_match.h"

#include <stdlib.h>
#include <strings.h>

bool name_checks_cover(const struct endpoint *endpoint, const char *name)
{
    if (endpoint->server_name == NULL || strcasecmp(endpoint->server_name, name) == 0)
        return true;
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->tls == NULL || session->tls->chain_count == 0)
        return true;
    return name_match_certificate(&session->tls->chain[0], name) != NULL;
}

static void check(struct tls *tls, const char *name)
{
    struct verification *verification = &tls->verification;
    struct name_check *made =
        list_append(&verification->names, &verification->name_count, sizeof *verification->names);
    made->name = text_copy(name);
    made->matched = text_copy(name_match_certificate(&tls->chain[0], name));
    if (made->matched != NULL || !tls->chain[0].names_unread)
        made->matches = answer_of(made->matched != NULL);
}

static void forget(struct verification *verification)
{
    for (size_t i = 0; i < verification->name_count; i++)
        shape_clear(&name_check_shape, &verification->names[i]);
    free(verification->names);
    verification->names = NULL;
    verification->name_count = 0;
}

static bool leads_to(const struct report *report, const struct host *host, const struct endpoint *endpoint)
{
    return report_endpoint(report, host, endpoint->address, endpoint->port) == endpoint;
}

/* The hosts that lead to the endpoint, besides the one that it was probed for; the caller frees the list. */
static const struct host **other_hosts(const struct report *report, const struct endpoint *endpoint,
                                       size_t *count)
{
    const struct host **hosts = NULL;
    *count = 0;
    const struct host *host = NULL;
    while ((host = report_host_at(report, endpoint->address, host)) != NULL) {
        bool checked = endpoint->server_name != NULL && strcasecmp(host->name, endpoint->server_name) == 0;
        if (!checked && leads_to(report, host, endpoint))
            *(const struct host **)list_append(&hosts, count, sizeof(struct host *)) = host;
    }
    return hosts;
}

static void check_all(const struct endpoint *endpoint, const struct host *const *hosts, size_t host_count,
                      struct tls *tls)
{
    forget(&tls->verification);
    if (endpoint->server_name != NULL)
        check(tls, endpoint->server_name);
    for (size_t i = 0; i < host_count; i++)
        check(tls, hosts[i]->name);
}

void name_checks_complete(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        size_t host_count;
        const struct host **hosts = other_hosts(report, endpoint, &host_count);
        for (size_t n = 0; n < endpoint->session_count; n++) {
            struct tls *tls = endpoint->sessions[n].tls;
            if (tls != NULL && tls->chain_count > 0)
                check_all(endpoint, hosts, host_count, tls);
        }
        free(hosts);
    }
}
