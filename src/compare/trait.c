/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words, keys and the end of traits. */
#include "compare/trait.h"

#include "base/list.h"
#include "base/shape_table.h"
#include "facts/shapes.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const aspect_list[ASPECT_COUNT] = {
    [ASPECT_DELIVERY] = "delivery",
    [ASPECT_INBOUND] = "inbound",
    [ASPECT_SUBMISSION] = "submission",
    [ASPECT_FINDING] = "finding",
    [ASPECT_HOST_INBOUND] = "host_inbound",
    [ASPECT_HOST_SUBMISSION] = "host_submission",
    [ASPECT_PROFILE] = "profile",
    [ASPECT_ROUTE] = "mail_route",
    [ASPECT_MX] = "mx",
    [ASPECT_HOST] = "host",
    [ASPECT_ADDRESS] = "address",
    [ASPECT_DNSSEC] = "dnssec",
    [ASPECT_TLSA] = "tlsa",
    [ASPECT_MTA_STS] = "mta_sts",
    [ASPECT_MTA_STS_POLICY] = "mta_sts_policy",
    [ASPECT_TLS_RPT] = "tls_rpt",
    [ASPECT_PORT] = "port",
    [ASPECT_TLS_VERSION] = "tls_version",
    [ASPECT_CERTIFICATE] = "certificate",
};
const struct words aspect_words = {.words = aspect_list, .count = ASPECT_COUNT};

static const struct field certificate_view_fields[] = {
    VALUE(certificate_view, TEXT, issuer, "Issuer (RFC 4514)."),
    VALUE(certificate_view, TEXT, sha256, "SHA-256 of the certificate."),
    VALUE(certificate_view, TEXT, spki_sha256, "SHA-256 of its public key, as in TLSA 3 1 1."),
    WORD(certificate_view, key_type, key_type_words, "Type of the key."),
    VALUE(certificate_view, INTEGER, key_bits, "Size of the key."),
    VALUE(certificate_view, TEXT, not_before, "Valid from (RFC 3339, UTC)."),
    VALUE(certificate_view, TEXT, not_after, "Valid until."),
    VALUE(certificate_view, INTEGER, not_after_unix_s, "The same in seconds since 1970."),
};
SHAPE(certificate_view, "The certificate of a server.");

void trait_clear(struct trait *trait)
{
    shape_clear(&subject_shape, &trait->subject);
    if (trait->certificate != NULL)
        shape_clear(&certificate_view_shape, trait->certificate);
    free(trait->certificate);
    free(trait->name);
    free(trait->key);
    free(trait->within);
    free(trait->scope);
    free(trait->value);
    free(trait->title);
    *trait = (struct trait){0};
}

/* NULL is none of the texts that there can be. */
static const char *part(const char *text)
{
    return text == NULL ? "" : text;
}

char *trait_key(enum aspect aspect, const struct subject *subject, const char *name)
{
    return text_format("%02d|%s|%s|%s|%05" PRId64 "|%s|%s", (int)aspect, part(subject->domain),
                       part(subject->host), part(subject->address), subject->port, part(name),
                       part(subject->detail));
}
