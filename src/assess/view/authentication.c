/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AUTH mechanisms by what they give away: RFC 4954 4. */
#include "assess/view/authentication.h"

#include <string.h>
#include <strings.h>

/* Prefixes of mechanism names; NULL ends a list. */
static const char *const reveals_password[] = {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", NULL};
static const char *const proves_password[] = {"CRAM-", "DIGEST-", "SCRAM-", "NTLM", NULL};
static const char *const obsolete[] = {"CRAM-MD5", "DIGEST-MD5", "NTLM", NULL};

static struct phrase mechanisms_of(const struct ehlo *ehlo, const char *const *prefixes)
{
    struct text_list list = {0};
    for (size_t i = 0; i < ehlo->auth_mechanisms.count; i++)
        for (size_t n = 0; prefixes[n] != NULL; n++)
            if (strncasecmp(ehlo->auth_mechanisms.items[i], prefixes[n], strlen(prefixes[n])) == 0)
                text_list_append(&list, ehlo->auth_mechanisms.items[i]);
    struct phrase phrase = phrase_list(&list, "");
    text_list_free(&list);
    return phrase;
}

struct phrase authentication_revealing(const struct ehlo *ehlo)
{
    return mechanisms_of(ehlo, reveals_password);
}

struct phrase authentication_proving(const struct ehlo *ehlo)
{
    return mechanisms_of(ehlo, proves_password);
}

struct phrase authentication_obsolete(const struct ehlo *ehlo)
{
    return mechanisms_of(ehlo, obsolete);
}

bool authentication_is_listed(const struct ehlo *ehlo)
{
    return ehlo != NULL && ehlo->reply.code == 250;
}

bool authentication_in_clear(const struct session *session)
{
    return session != NULL && authentication_is_listed(session->ehlo)
           && authentication_revealing(session->ehlo).text[0] != '\0';
}
