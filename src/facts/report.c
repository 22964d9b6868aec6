/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding one's way in a report. */
#include "facts/report.h"

const struct session *endpoint_session(const struct endpoint *endpoint)
{
    for (size_t i = endpoint->session_count; i-- > 0;)
        if (endpoint->sessions[i].purpose == PURPOSE_MAIN && endpoint->sessions[i].tried == endpoint->found)
            return &endpoint->sessions[i];
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].purpose == PURPOSE_MAIN)
            return &endpoint->sessions[i];
    return NULL;
}

const struct session *endpoint_session_for(const struct endpoint *endpoint, enum session_purpose purpose)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].purpose == purpose)
            return &endpoint->sessions[i];
    return NULL;
}

const struct reply *endpoint_mail_before_tls(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].mail_before_tls != NULL)
            return endpoint->sessions[i].mail_before_tls;
    return NULL;
}

const struct ehlo_keyword *ehlo_find(const struct ehlo *ehlo, const char *keyword)
{
    for (size_t i = 0; ehlo != NULL && i < ehlo->keyword_count; i++)
        if (text_same_name(ehlo->keywords[i].keyword, keyword))
            return &ehlo->keywords[i];
    return NULL;
}

const struct address *report_address(const struct report *report, const char *address)
{
    for (size_t i = 0; i < report->address_count; i++)
        if (text_same(report->addresses[i].address, address))
            return &report->addresses[i];
    return NULL;
}

const struct endpoint *report_endpoint(const struct report *report, const struct host *host,
                                       const char *address, int64_t port)
{
    const struct endpoint *found = NULL;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (endpoint->port != port || !text_same(endpoint->address, address))
            continue;
        if (text_same_name(endpoint->server_name, host->name))
            return endpoint;
        if (found == NULL)
            found = endpoint;
    }
    return found;
}

const struct path *report_path(const struct report *report, const char *address)
{
    for (size_t i = 0; i < report->path_count; i++)
        if (text_same(report->paths[i].address, address))
            return &report->paths[i];
    return NULL;
}

const struct path_port *path_port_of(const struct path *path, int64_t port)
{
    for (size_t i = 0; path != NULL && i < path->port_count; i++)
        if (path->ports[i].port == port)
            return &path->ports[i];
    return NULL;
}
