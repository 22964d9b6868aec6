/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server shows of who it is. */
#include "facts/server_identity.h"

#include "facts/list.h"
#include "facts/name_match.h"

#include <string.h>

const struct certificate *server_identity_certificate(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    bool whole = session != NULL && session->tls != NULL && session->tls->chain_count > 0;
    return whole && session->tls->chain[0].sha256 != NULL ? &session->tls->chain[0] : NULL;
}

const char *server_identity_name(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    const struct ehlo *ehlo = session == NULL         ? NULL
                              : session->ehlo != NULL ? session->ehlo
                                                      : session->ehlo_tls;
    return ehlo != NULL && ehlo->reply.code == 250 ? ehlo->domain : NULL;
}

/* The last two labels of a name. */
static const char *organization(const char *name)
{
    const char *last = strrchr(name, '.');
    const char *at = last;
    while (at != NULL && at > name && at[-1] != '.')
        at--;
    return at != NULL ? at : name;
}

bool server_identity_same_organization(const char *one, const char *other)
{
    return text_same_name(organization(one), organization(other));
}

bool server_identity_name_fits(const struct report *report, const struct endpoint *endpoint, const char *name)
{
    const struct address *address = report_address(report, endpoint->address);
    if (server_identity_same_organization(name, endpoint->server_name))
        return true;
    for (size_t i = 0; address != NULL && i < address->ptr_names.count; i++)
        if (server_identity_same_organization(name, address->ptr_names.items[i]))
            return true;
    return false;
}

char *server_identity_foreign(const struct report *report, const struct endpoint *endpoint)
{
    const struct certificate *certificate = server_identity_certificate(endpoint);
    const char *name = server_identity_name(endpoint);
    if (certificate != NULL)
        return name_match_certificate(certificate, endpoint->server_name) == NULL
                   ? text_format("certificate SHA-256 %s", certificate->sha256)
                   : NULL;
    return name != NULL && !server_identity_name_fits(report, endpoint, name) ? text_format("name %s", name)
                                                                              : NULL;
}
