/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenSSL's objections to a path: see tls/path_openssl.h. */
#include "tls/path_openssl.h"

#include "base/list.h"
#include "base/text.h"
#include "tls/name_load.h"

#include <gnutls/x509-ext.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* No honest authority has more subtrees, and GnuTLS keeps them in a list that is walked for each. */
enum { SUBTREES_MAX = 256 };

enum { OID_BYTES = 128, EXTENSIONS_MAX = 64, PURPOSES_MAX = 32, SERIAL_BYTES = 64, NAME_MAX_BYTES = 256 };

static const char oid_key_purpose[] = "2.5.29.37";

/* The critical extensions that OpenSSL 3 processes, and so does not refuse. */
static const char *const processed[] = {
    "2.5.29.15",             /* keyUsage */
    "2.5.29.17",             /* subjectAltName */
    "2.5.29.19",             /* basicConstraints */
    "2.5.29.30",             /* nameConstraints */
    "2.5.29.31",             /* cRLDistributionPoints */
    "2.5.29.32",             /* certificatePolicies */
    "2.5.29.33",             /* policyMappings */
    "2.5.29.36",             /* policyConstraints */
    oid_key_purpose,         /* extKeyUsage */
    "2.5.29.54",             /* inhibitAnyPolicy */
    "2.16.840.1.113730.1.1", /* netscape-cert-type */
    "1.3.6.1.5.5.7.1.7",     /* IP address blocks (RFC 3779) */
    "1.3.6.1.5.5.7.1.8",     /* autonomous systems */
    "1.3.6.1.5.5.7.1.14",    /* proxyCertInfo */
};

/* serverAuth, and two of former times for the same; not anyExtendedKeyUsage. */
static const char *const server_purposes[] = {GNUTLS_KP_TLS_WWW_SERVER, "2.16.840.1.113730.4.1",
                                              "1.3.6.1.4.1.311.10.3.3"};

static bool is_one_of(const char *oid, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(oid, list[i]) == 0)
            return true;
    return false;
}

#define IS_ONE_OF(oid, list) is_one_of(oid, list, sizeof(list) / sizeof((list)[0]))

/* The certificate of the path with that many below it; the anchor is above the last. NULL for none. */
static gnutls_x509_crt_t at(const gnutls_x509_crt_t *sent, const struct certification_path *path,
                            size_t index)
{
    return index < path->length ? sent[path->places[index]] : index == path->length ? path->anchor : NULL;
}

static char *critical_extension(gnutls_x509_crt_t certificate)
{
    for (unsigned i = 0; i < EXTENSIONS_MAX; i++) {
        char oid[OID_BYTES];
        size_t size = sizeof oid;
        unsigned critical = 0;
        if (gnutls_x509_crt_get_extension_info(certificate, i, oid, &size, &critical) < 0)
            return NULL;
        if (critical != 0 && !IS_ONE_OF(oid, processed))
            return text_format("its extension %s is marked critical", oid);
    }
    return NULL;
}

static bool has_extension(gnutls_x509_crt_t certificate, const char *wanted)
{
    for (unsigned i = 0; i < EXTENSIONS_MAX; i++) {
        char oid[OID_BYTES];
        size_t size = sizeof oid;
        unsigned critical;
        if (gnutls_x509_crt_get_extension_info(certificate, i, oid, &size, &critical) < 0)
            return false;
        if (strcmp(oid, wanted) == 0)
            return true;
    }
    return false;
}

static char *purpose(gnutls_x509_crt_t certificate)
{
    if (!has_extension(certificate, oid_key_purpose))
        return NULL;
    for (unsigned i = 0; i < PURPOSES_MAX; i++) {
        char oid[OID_BYTES];
        size_t size = sizeof oid;
        unsigned critical;
        if (gnutls_x509_crt_get_key_purpose_oid(certificate, i, oid, &size, &critical) < 0)
            return text_copy(i == 0 ? "its extended key usage is empty"
                                    : "its extended key usage has no serverAuth");
        if (IS_ONE_OF(oid, server_purposes))
            return NULL;
    }
    return NULL;
}

/* GnuTLS goes by the key identifier alone. */
static char *issuer_serial(gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
    unsigned char wanted[SERIAL_BYTES], serial[SERIAL_BYTES], name[NAME_MAX_BYTES];
    size_t wanted_size = sizeof wanted, serial_size = sizeof serial, name_size = sizeof name;
    unsigned kind, critical;
    if (issuer == NULL
        || gnutls_x509_crt_get_authority_key_gn_serial(certificate, 0, name, &name_size, &kind, wanted,
                                                       &wanted_size, &critical)
               < 0
        || gnutls_x509_crt_get_serial(issuer, serial, &serial_size) < 0)
        return NULL;
    if (wanted_size == 0 || (wanted_size == serial_size && memcmp(wanted, serial, serial_size) == 0))
        return NULL;
    return text_copy("its authority key identifier has another serial number than its issuer");
}

/* In the form of RFC 4514, which has the names of a subtree's base last. */
static bool is_within(const char *name, const char *base)
{
    size_t length = strlen(name), end = strlen(base);
    if (end == 0)
        return true;
    return length >= end && strcasecmp(name + length - end, base) == 0
           && (length == end || name[length - end - 1] == ',');
}

/* Of directory names, which GnuTLS does not compare. */
static bool is_allowed(gnutls_x509_name_constraints_t constraints, const char *name)
{
    gnutls_datum_t base;
    unsigned kind;
    bool restricted = false, permitted = false;
    for (unsigned i = 0; gnutls_x509_name_constraints_get_excluded(constraints, i, &kind, &base) >= 0; i++)
        if (kind == GNUTLS_SAN_DN && base.data != NULL && is_within(name, (const char *)base.data))
            return false;
    for (unsigned i = 0; gnutls_x509_name_constraints_get_permitted(constraints, i, &kind, &base) >= 0; i++) {
        if (kind != GNUTLS_SAN_DN || base.data == NULL)
            continue;
        restricted = true;
        permitted = permitted || is_within(name, (const char *)base.data);
    }
    return permitted || !restricted;
}

static char *subject_of(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t name;
    if (gnutls_x509_crt_get_dn3(certificate, &name, 0) < 0)
        return NULL;
    char *text = text_copy_bytes((const char *)name.data, name.size);
    gnutls_free(name.data);
    return text;
}

/* A certificate that issued itself is let through, but for the server's own. */
static bool is_exempt(gnutls_x509_crt_t certificate, size_t index)
{
    return index > 0 && gnutls_x509_crt_check_issuer(certificate, certificate) != 0;
}

static char *name_constraints(const gnutls_x509_crt_t *sent, const struct certification_path *path,
                              size_t index)
{
    gnutls_x509_name_constraints_t constraints;
    unsigned critical;
    char *objection = NULL;
    if (name_load_of(at(sent, path, index)).subtrees > SUBTREES_MAX
        || gnutls_x509_name_constraints_init(&constraints) < 0)
        return NULL;
    if (gnutls_x509_crt_get_name_constraints(at(sent, path, index), constraints, 0, &critical) >= 0)
        for (size_t below = 0; below < index && objection == NULL; below++) {
            char *name = subject_of(at(sent, path, below));
            if (name != NULL && *name != '\0' && !is_exempt(at(sent, path, below), below)
                && !is_allowed(constraints, name)) {
                char *shown = text_from_wire(name, strlen(name), NAME_MAX_BYTES);
                objection = text_format("its name constraints do not allow the subject \"%s\"", shown);
                free(shown);
            }
            free(name);
        }
    gnutls_x509_name_constraints_deinit(constraints);
    return objection;
}

static char *name_of(gnutls_x509_crt_t certificate)
{
    char *name = subject_of(certificate);
    char *shown = name != NULL && *name != '\0' ? text_from_wire(name, strlen(name), NAME_MAX_BYTES)
                                                : text_copy("(unnamed)");
    free(name);
    return shown;
}

char *path_openssl_objection(const gnutls_x509_crt_t *sent, const struct certification_path *path)
{
    for (size_t i = 0; i <= path->length && at(sent, path, i) != NULL; i++) {
        gnutls_x509_crt_t certificate = at(sent, path, i);
        char *objection = critical_extension(certificate);
        if (objection == NULL)
            objection = purpose(certificate);
        if (objection == NULL && i < path->length)
            objection = issuer_serial(certificate, at(sent, path, i + 1));
        if (objection == NULL)
            objection = name_constraints(sent, path, i);
        if (objection == NULL)
            continue;
        char *name = name_of(certificate);
        char *words = text_format("\"%s\": %s", name, objection);
        free(name);
        free(objection);
        return words;
    }
    return NULL;
}
