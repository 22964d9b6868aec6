/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a certification path is not good: see tls/path_flaws.h. */
#include "tls/path_flaws.h"

#include "base/list.h"
#include "base/text.h"

#include <gnutls/x509-ext.h>
#include <stdlib.h>
#include <string.h>

enum { ANY = -1, OID_BYTES = 128, PURPOSES_MAX = 32, NAME_MAX_BYTES = 256, NO_LIMIT = -1 };

struct search {
    const gnutls_x509_crt_t *sent;
    const struct certification_path *path;
    struct path_flaw **flaws;
    size_t *count;
};

static void add(const struct search *search, enum path_flaw_kind kind, int64_t place, const char *detail)
{
    struct path_flaw *flaw = list_append(search->flaws, search->count, sizeof *flaw);
    flaw->kind = kind;
    flaw->certificate = place;
    flaw->detail = text_copy(detail);
}

/* The certificate of the path with that many below it; the anchor is above the last. NULL for none. */
static gnutls_x509_crt_t at(const struct search *search, size_t index)
{
    if (index < search->path->length)
        return search->sent[search->path->places[index]];
    return index == search->path->length ? search->path->anchor : NULL;
}

static int64_t place_at(const struct search *search, size_t index)
{
    return index < search->path->length ? (int64_t)search->path->places[index] : -1;
}

static bool is_self_issued(gnutls_x509_crt_t certificate)
{
    return gnutls_x509_crt_check_issuer(certificate, certificate) != 0;
}

/* No extended key usage, anyExtendedKeyUsage or the one for servers (RFC 5280 4.2.1.12). */
static bool may_be_server(gnutls_x509_crt_t certificate)
{
    for (unsigned i = 0; i < PURPOSES_MAX; i++) {
        char oid[OID_BYTES];
        size_t size = sizeof oid;
        unsigned critical;
        int code = gnutls_x509_crt_get_key_purpose_oid(certificate, i, oid, &size, &critical);
        if (code < 0)
            return i == 0;
        if (strcmp(oid, GNUTLS_KP_TLS_WWW_SERVER) == 0 || strcmp(oid, GNUTLS_KP_ANY) == 0)
            return true;
    }
    return true;
}

/* Its own is the clear case. What intermediates say restricts what is below them only by custom (CA/B
 * Baseline Requirements 7.1.2.10.6), which libraries keep, so there GnuTLS's verdict decides. */
static bool find_purpose(const struct search *search, bool refused)
{
    bool found = false;
    for (size_t i = 0; i < search->path->length && (i == 0 || refused); i++) {
        if (may_be_server(at(search, i)))
            continue;
        add(search, PATH_FLAW_PURPOSE, place_at(search, i), "its extended key usage excludes TLS servers");
        found = true;
    }
    return found;
}

static bool find_not_ca(const struct search *search)
{
    for (size_t i = 1; i <= search->path->length; i++) {
        unsigned critical, is_ca = 0;
        int limit;
        gnutls_x509_crt_t issuer = at(search, i);
        if (issuer == NULL || gnutls_x509_crt_get_version(issuer) < 3)
            continue;
        if (gnutls_x509_crt_get_basic_constraints(issuer, &critical, &is_ca, &limit) >= 0 && is_ca != 0)
            continue;
        add(search, PATH_FLAW_NOT_CA, place_at(search, i), "it issued another certificate but is not a CA");
        return true;
    }
    return false;
}

static bool find_key_usage(const struct search *search)
{
    for (size_t i = 1; i <= search->path->length; i++) {
        unsigned usage = 0, critical;
        gnutls_x509_crt_t issuer = at(search, i);
        if (issuer == NULL || gnutls_x509_crt_get_key_usage(issuer, &usage, &critical) < 0
            || (usage & GNUTLS_KEY_KEY_CERT_SIGN) != 0)
            continue;
        add(search, PATH_FLAW_ISSUER_KEY_USAGE, place_at(search, i),
            "its key usage does not allow it to sign certificates");
        return true;
    }
    return false;
}

/* Of the certificates below an authority all count but the last and those issued by themselves (RFC 5280
 * 4.2.1.9). */
static bool find_length(const struct search *search)
{
    int below = 0;
    for (size_t i = 1; i <= search->path->length; i++) {
        unsigned critical, is_ca;
        int limit = NO_LIMIT;
        gnutls_x509_crt_t issuer = at(search, i);
        if (issuer == NULL)
            break;
        if (gnutls_x509_crt_get_basic_constraints(issuer, &critical, &is_ca, &limit) >= 0 && limit != NO_LIMIT
            && below > limit) {
            char *detail = text_format("it allows %d CA certificate%s below it but has %d", limit,
                                       limit == 1 ? "" : "s", below);
            add(search, PATH_FLAW_LENGTH, place_at(search, i), detail);
            free(detail);
            return true;
        }
        below += !is_self_issued(issuer);
    }
    return false;
}

static bool names_are_allowed(gnutls_x509_name_constraints_t constraints, gnutls_x509_crt_t certificate)
{
    return gnutls_x509_name_constraints_check_crt(constraints, GNUTLS_SAN_DNSNAME, certificate) != 0
           && gnutls_x509_name_constraints_check_crt(constraints, GNUTLS_SAN_IPADDRESS, certificate) != 0
           && gnutls_x509_name_constraints_check_crt(constraints, GNUTLS_SAN_RFC822NAME, certificate) != 0
           && gnutls_x509_name_constraints_check_crt(constraints, GNUTLS_SAN_DN, certificate) != 0;
}

static bool find_name_constraints(const struct search *search)
{
    bool found = false;
    for (size_t i = 1; i <= search->path->length && !found; i++) {
        gnutls_x509_name_constraints_t constraints;
        unsigned critical;
        gnutls_x509_crt_t issuer = at(search, i);
        if (issuer == NULL || gnutls_x509_name_constraints_init(&constraints) < 0)
            break;
        if (gnutls_x509_crt_get_name_constraints(issuer, constraints, 0, &critical) >= 0) {
            for (size_t n = 0; n < i && !found; n++)
                found = !names_are_allowed(constraints, at(search, n));
            if (found)
                add(search, PATH_FLAW_NAME_CONSTRAINTS, place_at(search, i),
                    "its name constraints do not allow a name below it");
        }
        gnutls_x509_name_constraints_deinit(constraints);
    }
    return found;
}

static void find_constraints(const struct search *search)
{
    bool found = find_key_usage(search);
    found = find_length(search) || found;
    found = find_name_constraints(search) || found;
    if (!found)
        add(search, PATH_FLAW_OTHER, ANY, "an issuer's constraints do not allow the certificate");
}

static void explain_verdict(const struct search *search)
{
    unsigned status = search->path->status;
    size_t before = *search->count;
    if (status == 0)
        return;
    if ((status & GNUTLS_CERT_PURPOSE_MISMATCH) != 0 && !find_purpose(search, true))
        add(search, PATH_FLAW_PURPOSE, ANY, "an extended key usage excludes TLS servers");
    if ((status & GNUTLS_CERT_SIGNER_NOT_CA) != 0 && !find_not_ca(search))
        add(search, PATH_FLAW_NOT_CA, ANY, "an issuer is not a CA");
    if ((status & GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE) != 0)
        find_constraints(search);
    if ((status & GNUTLS_CERT_INSECURE_ALGORITHM) != 0)
        add(search, PATH_FLAW_WEAK, ANY, "a signature or key in the chain is too weak to be trusted");
    if ((status & GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS) != 0)
        add(search, PATH_FLAW_CRITICAL_EXTENSION, ANY, "an extension marked critical is unknown");
    if ((status & GNUTLS_CERT_SIGNATURE_FAILURE) != 0)
        add(search, PATH_FLAW_SIGNATURE, ANY, "a signature is wrong");
    if (*search->count == before)
        add(search, PATH_FLAW_OTHER, ANY, "the path could not be verified");
}

static char *issuer_of(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t name;
    if (gnutls_x509_crt_get_issuer_dn3(certificate, &name, 0) < 0)
        return text_copy("an issuer without a name");
    char *text = text_from_wire(name.data, name.size, NAME_MAX_BYTES);
    gnutls_free(name.data);
    return text;
}

/* What is wrong further down is wrong whoever is above. */
static void explain_partial(const struct search *search)
{
    const struct certification_path *path = search->path;
    gnutls_x509_crt_t last = at(search, path->length - 1);
    char *issuer = issuer_of(last);
    char *detail =
        path->signature_differs ? text_format("its signature is not that of its issuer \"%s\"", issuer)
        : is_self_issued(last)  ? text_copy("it is its own issuer, and is not trusted")
                                : text_format("its issuer \"%s\" is neither sent nor trusted", issuer);
    add(search, path->signature_differs ? PATH_FLAW_SIGNATURE : PATH_FLAW_NO_ANCHOR,
        place_at(search, path->length - 1), detail);
    free(detail);
    free(issuer);
    find_purpose(search, false);
    find_not_ca(search);
    find_key_usage(search);
    find_length(search);
}

void path_flaws(const gnutls_x509_crt_t *sent, const struct certification_path *path,
                struct path_flaw **flaws, size_t *count)
{
    struct search search = {.sent = sent, .path = path, .flaws = flaws, .count = count};
    if (path->anchor != NULL)
        explain_verdict(&search);
    else
        explain_partial(&search);
}
