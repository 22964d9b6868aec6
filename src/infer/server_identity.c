/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server shows of who it is. */
#include "infer/server_identity.h"

#include "base/address.h"
#include "base/list.h"
#include "base/network.h"
#include "infer/name_match.h"

#include <stdlib.h>
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
    return one != NULL && other != NULL && text_same_name(organization(one), organization(other));
}

/* Whether the name is of the organization of a host that the report knows, or of one that its name is an
 * alias of: who takes mail for the domain may do so under any of these names. */
static bool is_of_known_host(const struct report *report, const char *name)
{
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        const struct text_list *aliases[] = {&host->a_lookup.cname_chain, &host->aaaa_lookup.cname_chain};
        if (server_identity_same_organization(name, host->name))
            return true;
        for (size_t n = 0; n < sizeof aliases / sizeof aliases[0]; n++)
            for (size_t k = 0; k < aliases[n]->count; k++)
                if (server_identity_same_organization(name, aliases[n]->items[k]))
                    return true;
    }
    return false;
}

bool server_identity_name_fits(const struct report *report, const struct endpoint *endpoint, const char *name)
{
    const struct address *address = report_address(report, endpoint->address);
    if (server_identity_same_organization(name, endpoint->server_name) || is_of_known_host(report, name)
        || (report->domain != NULL && server_identity_same_organization(name, report->domain->name)))
        return true;
    for (size_t i = 0; address != NULL && i < address->ptr_names.count; i++)
        if (server_identity_same_organization(name, address->ptr_names.items[i]))
            return true;
    return false;
}

bool server_identity_tells(const struct endpoint *endpoint)
{
    struct ip_address address;
    return endpoint->connect_to.address == NULL && !network_is_local(endpoint->address)
           && endpoint->server_name != NULL && !address_parse(endpoint->server_name, &address)
           && (server_identity_certificate(endpoint) != NULL || server_identity_name(endpoint) != NULL);
}

/* Whether a TLSA record for the port matches what it serves: then the host's zone names this certificate,
 * whatever name it bears. */
static bool matches_tlsa(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++)
        if (endpoint->tlsa_matches[i].port == endpoint->port
            && endpoint->tlsa_matches[i].matches == ANSWER_YES)
            return true;
    return false;
}

static bool certificate_fits(const struct report *report, const struct endpoint *endpoint,
                             const struct certificate *certificate)
{
    if (name_match_certificate(certificate, endpoint->server_name) != NULL || matches_tlsa(endpoint))
        return true;
    for (size_t i = 0; i < certificate->dns_names.count; i++)
        if (server_identity_name_fits(report, endpoint, certificate->dns_names.items[i]))
            return true;
    return false;
}

/* Another port, of one at the same address. */
static bool is_sibling(const struct endpoint *endpoint, const struct endpoint *other)
{
    return other->port != endpoint->port && other->connect_to.address == NULL;
}

static bool same_certificate(const struct endpoint *one, const struct endpoint *other)
{
    const struct certificate *first = server_identity_certificate(one);
    const struct certificate *second = server_identity_certificate(other);
    return first != NULL && second != NULL && text_same(first->sha256, second->sha256);
}

/* Whether the host shows that certificate on another port, too: programs have one when they are installed,
 * and images of machines are copied with it. */
static bool shows_certificate_elsewhere(const struct report *report, const struct endpoint *endpoint)
{
    const struct endpoint *other = NULL;
    while ((other = report_endpoint_at(report, endpoint->address, other)) != NULL)
        if (is_sibling(endpoint, other) && same_certificate(endpoint, other))
            return true;
    return false;
}

char *server_identity_foreign(const struct report *report, const struct endpoint *endpoint)
{
    const struct certificate *certificate = server_identity_certificate(endpoint);
    const char *name = server_identity_name(endpoint);
    if (!server_identity_tells(endpoint))
        return NULL;
    if (certificate == NULL)
        return server_identity_name_fits(report, endpoint, name) ? NULL : text_format("name %s", name);
    bool own = certificate_fits(report, endpoint, certificate)
               || (!server_identity_has_foreign_name(report, endpoint)
                   && shows_certificate_elsewhere(report, endpoint));
    return own ? NULL : text_format("certificate SHA-256 %s", certificate->sha256);
}

bool server_identity_vouched(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    const struct certificate *certificate = server_identity_certificate(endpoint);
    char *name = certificate != NULL ? server_identity_shown_name(endpoint) : NULL;
    bool vouched = name != NULL && session->tls->verification.trusted == ANSWER_YES
                   && name_match_certificate(certificate, name) != NULL;
    free(name);
    return vouched;
}

/* Whether these bytes are "4.3.2", an enhanced status code (RFC 2034), or any other number with dots: names
 * end in a label that is none (RFC 3696 2). */
static bool is_number(const char *text, size_t length)
{
    size_t digits = 0;
    while (digits < length && text[length - digits - 1] >= '0' && text[length - digits - 1] <= '9')
        digits++;
    return digits > 0 && (digits == length || text[length - digits - 1] == '.');
}

/* The first word of a greeting, behind an enhanced status code, where it is a name with a dot; NULL for none.
 * The caller frees it. */
static char *name_in_greeting(const struct session *session)
{
    const struct reply *greeting = session != NULL ? session->greeting : NULL;
    if (greeting == NULL || greeting->lines.count == 0 || greeting->lines.items[0] == NULL)
        return NULL;
    static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    const char *text = greeting->lines.items[0];
    text += strspn(text, " ");
    size_t length = strspn(text, name_bytes);
    if (is_number(text, length)) {
        text += length + strspn(text + length, " ");
        length = strspn(text, name_bytes);
    }
    while (length > 0 && text[length - 1] == '.')
        length--;
    bool whole_word = text[length] == '\0' || strchr(" .:,;", text[length]) != NULL;
    bool named = memchr(text, '.', length) != NULL && !is_number(text, length);
    return whole_word && named ? text_copy_bytes(text, length) : NULL;
}

char *server_identity_shown_name(const struct endpoint *endpoint)
{
    const char *name = server_identity_name(endpoint);
    return name != NULL ? text_copy(name) : name_in_greeting(endpoint_session(endpoint));
}

/* Whether the name could be looked up by others: neither an address nor what hosts are called that were never
 * given a name, or have one for their own network alone (RFC 6761, RFC 6762 appendix G). */
static bool is_public_name(const char *name)
{
    static const char *const private_ends[] = {".local", ".localdomain", ".localhost", ".lan",  ".internal",
                                               ".home",  ".intranet",    ".private",   ".corp", ".invalid"};
    struct ip_address address;
    const char *end = name != NULL ? strrchr(name, '.') : NULL;
    if (end == NULL || end == name || name[0] == '[' || address_parse(name, &address))
        return false;
    for (size_t i = 0; i < sizeof private_ends / sizeof private_ends[0]; i++)
        if (text_same_name(end, private_ends[i]))
            return false;
    return true;
}

bool server_identity_has_foreign_name(const struct report *report, const struct endpoint *endpoint)
{
    char *name = endpoint->server_name != NULL ? server_identity_shown_name(endpoint) : NULL;
    bool foreign = is_public_name(name) && !server_identity_name_fits(report, endpoint, name);
    free(name);
    return foreign;
}

/* Whether the port offers TLS, in whichever way; unknown where it did not get so far. */
static enum answer offers_tls(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL)
        return ANSWER_UNKNOWN;
    if (endpoint->found == MODE_IMPLICIT_TLS
        || (session->tls != NULL && session->tls->completed == ANSWER_YES))
        return ANSWER_YES;
    return session->starttls.offered;
}

/* Whether the port shows that it is the host: by its certificate, or by its name where it has none. */
static bool shows_host(const struct report *report, const struct endpoint *endpoint)
{
    const struct certificate *certificate = server_identity_certificate(endpoint);
    const char *name = server_identity_name(endpoint);
    if (certificate != NULL)
        return certificate_fits(report, endpoint, certificate);
    return name != NULL && server_identity_name_fits(report, endpoint, name);
}

/* How one other port of the address compares: whether it is the host, and by the same name. */
struct sibling_seen {
    bool compared;
    bool alike;          /* bears the name of the port in question */
    bool host_alike;     /* the host, by the name of the port in question */
    bool host_otherwise; /* the host, by another name */
    bool with_tls;       /* one of them offers TLS */
};

static void see_sibling(const struct report *report, const struct endpoint *sibling, const char *name,
                        struct sibling_seen *seen)
{
    const char *other = server_identity_name(sibling);
    if (other == NULL && server_identity_certificate(sibling) == NULL)
        return;
    seen->compared = true;
    seen->with_tls = seen->with_tls || offers_tls(sibling) == ANSWER_YES;
    if (other == NULL || name == NULL)
        return;
    bool alike = server_identity_same_organization(other, name);
    bool is_host = shows_host(report, sibling);
    seen->alike = seen->alike || alike;
    seen->host_alike = seen->host_alike || (is_host && alike);
    seen->host_otherwise = seen->host_otherwise || (is_host && !alike);
}

static struct sibling_seen see_siblings(const struct report *report, const struct endpoint *endpoint)
{
    struct sibling_seen seen = {0};
    char *name = server_identity_shown_name(endpoint);
    const struct endpoint *sibling = NULL;
    while ((sibling = report_endpoint_at(report, endpoint->address, sibling)) != NULL)
        if (is_sibling(endpoint, sibling))
            see_sibling(report, sibling, name, &seen);
    free(name);
    return seen;
}

enum server_contrast server_identity_contrast(const struct report *report, const struct endpoint *endpoint)
{
    const struct certificate *certificate = server_identity_certificate(endpoint);
    if (endpoint->connect_to.address != NULL || endpoint->server_name == NULL)
        return CONTRAST_NONE;
    struct sibling_seen seen = see_siblings(report, endpoint);
    bool foreign_name = server_identity_has_foreign_name(report, endpoint);
    bool foreign_certificate = certificate != NULL && !certificate_fits(report, endpoint, certificate);
    bool offers_less = seen.with_tls && offers_tls(endpoint) != ANSWER_YES;
    if (!seen.compared)
        return CONTRAST_NONE;
    bool marks = foreign_name && (foreign_certificate || (certificate == NULL && offers_less));
    if (marks && seen.host_otherwise && !seen.host_alike)
        return server_identity_vouched(endpoint) ? CONTRAST_SERVICE : CONTRAST_ANOTHER;
    return foreign_name || foreign_certificate || offers_less ? CONTRAST_DOUBTFUL : CONTRAST_NONE;
}

bool server_identity_stands_alone(const struct report *report, const struct endpoint *endpoint)
{
    return !see_siblings(report, endpoint).alike;
}
