/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records held against a chain that was served. */
#include "tls/dane.h"

#include "infer/name_match.h"
#include "tls/anchor_index.h"
#include "tls/bare_key.h"
#include "tls/certificate.h"
#include "tls/certification_path.h"
#include "tls/chain.h"
#include "tls/path_openssl.h"

#include <ctype.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHAIN_MAX_CERTIFICATES = 32,
    DIGEST_MAX_BYTES = 64,
    NAME_MAX_BYTES = 256,
    NO_CERTIFICATE = -1,
    BARE_KEY_TRIES_MAX = 64
};

enum { SELECTOR_CERTIFICATE = 0, SELECTOR_KEY = 1 };
enum { MATCHING_FULL = 0, MATCHING_SHA256 = 1, MATCHING_SHA512 = 2 };

/* Whether a certificate of the chain vouches for the server, once that was worked out. */
struct known {
    bool is_known;
    struct doubt {
        const char *problem; /* NULL for none */
        bool gave_up;        /* it may be none: not all ways were tried, or senders differ */
    } doubt;
};

/* A chain as served, read once for all records. */
struct served {
    const struct tls *tls;
    const struct text_list *names;
    const struct anchor_index *trusted;
    int64_t now_unix_s;
    gnutls_x509_crt_t certificates[CHAIN_MAX_CERTIFICATES]; /* NULL for one that cannot be parsed */
    gnutls_datum_t ders[CHAIN_MAX_CERTIFICATES];
    struct known known[CHAIN_MAX_CERTIFICATES];
    size_t count;
    struct path_work work; /* for all records */
    int bare_key_tries;    /* so many signatures may still be verified with keys of records */
};

static gnutls_x509_crt_t parse(const gnutls_datum_t *der)
{
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return NULL;
    if (gnutls_x509_crt_import(certificate, der, GNUTLS_X509_FMT_DER) >= 0)
        return certificate;
    gnutls_x509_crt_deinit(certificate);
    return NULL;
}

static void open_chain(struct served *served)
{
    size_t count = served->tls->chain_count;
    served->count = count < CHAIN_MAX_CERTIFICATES ? count : CHAIN_MAX_CERTIFICATES;
    for (size_t i = 0; i < served->count; i++) {
        char *der_base64 = served->tls->chain[i].der_base64;
        if (der_base64 == NULL)
            continue;
        gnutls_datum_t text = {(unsigned char *)der_base64, (unsigned)strlen(der_base64)};
        if (gnutls_base64_decode2(&text, &served->ders[i]) < 0)
            served->ders[i] = (gnutls_datum_t){0};
        else
            served->certificates[i] = parse(&served->ders[i]);
    }
}

static void close_chain(struct served *served)
{
    for (size_t i = 0; i < served->count; i++) {
        if (served->certificates[i] != NULL)
            gnutls_x509_crt_deinit(served->certificates[i]);
        gnutls_free(served->ders[i].data);
    }
}

static bool hex_equals(const char *hex, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    if (strlen(hex) != 2 * length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (tolower((unsigned char)hex[2 * i]) != digits[bytes[i] >> 4]
            || tolower((unsigned char)hex[2 * i + 1]) != digits[bytes[i] & 15])
            return false;
    return true;
}

/* Whether the selected part is what the record holds, whole or by its digest (RFC 6698 2.1.3). */
static bool matches_data(const struct tlsa_record *record, const gnutls_datum_t *selected)
{
    unsigned char digest[DIGEST_MAX_BYTES];
    if (record->matching_type == MATCHING_FULL)
        return hex_equals(record->data_hex, selected->data, selected->size);
    bool short_one = record->matching_type == MATCHING_SHA256;
    gnutls_digest_algorithm_t algorithm = short_one ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512;
    return (short_one || record->matching_type == MATCHING_SHA512)
           && gnutls_hash_fast(algorithm, selected->data, selected->size, digest) >= 0
           && hex_equals(record->data_hex, digest, gnutls_hash_get_len(algorithm));
}

/* The selector picks the certificate or its SubjectPublicKeyInfo (RFC 6698 2.1.2). */
static bool matches_certificate(const struct tlsa_record *record, gnutls_x509_crt_t certificate,
                                const gnutls_datum_t *der)
{
    if (record->selector == SELECTOR_CERTIFICATE)
        return matches_data(record, der);
    gnutls_pubkey_t key;
    gnutls_datum_t spki;
    bool matches = false;
    if (record->selector != SELECTOR_KEY || gnutls_pubkey_init(&key) < 0)
        return false;
    if (gnutls_pubkey_import_x509(key, certificate, 0) >= 0
        && gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &spki) >= 0) {
        matches = matches_data(record, &spki);
        gnutls_free(spki.data);
    }
    gnutls_pubkey_deinit(key);
    return matches;
}

static bool is_named(const struct served *served, const char *base_domain)
{
    const struct certificate *own = &served->tls->chain[0];
    if (name_match_certificate(own, base_domain) != NULL)
        return true;
    for (size_t i = 0; served->names != NULL && i < served->names->count; i++)
        if (name_match_certificate(own, served->names->items[i]) != NULL)
            return true;
    return false;
}

/* Where there is no DNS name, OpenSSL and GnuTLS look into the subject (RFC 6125 6.4.4, which RFC 9525 takes
 * back). */
static bool subject_is_named(const struct served *served, const char *base_domain)
{
    char name[NAME_MAX_BYTES];
    size_t size = sizeof name;
    const struct certificate *own = &served->tls->chain[0];
    if (own->dns_names.count > 0 || own->names_unread
        || gnutls_x509_crt_get_dn_by_oid(served->certificates[0], GNUTLS_OID_X520_COMMON_NAME, 0, 0, name,
                                         &size)
               < 0)
        return false;
    if (text_same_name(name, base_domain))
        return true;
    for (size_t i = 0; served->names != NULL && i < served->names->count; i++)
        if (text_same_name(name, served->names->items[i]))
            return true;
    return false;
}

/* Why GnuTLS refuses a path that leads to the anchor. */
static const char *refusal(unsigned status)
{
    if ((status & GNUTLS_CERT_PURPOSE_MISMATCH) != 0)
        return "an extended key usage between the trust anchor and the server does not allow TLS servers";
    if ((status & GNUTLS_CERT_SIGNER_NOT_CA) != 0)
        return "an issuer of the chain is not a certificate authority";
    if ((status & GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE) != 0)
        return "an issuer's constraints do not allow a certificate of the chain";
    if ((status & GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS) != 0)
        return "an extension marked critical is unknown";
    return "the path from the trust anchor to the server's certificate is not valid";
}

/* What keeps the trust anchor from vouching for the server. The path is searched for as for any other anchor;
 * a weak signature on it is another rule's business. */
static struct doubt anchor_problem(struct served *served, gnutls_x509_crt_t anchor, const char *base_domain)
{
    struct anchor_set anchors = anchor_set_of_one(anchor);
    struct path_question question = {.sent = served->certificates,
                                     .count = served->count,
                                     .anchors = &anchors,
                                     .now_unix_s = served->now_unix_s,
                                     .allow_weak = true,
                                     .work = &served->work};
    struct certification_path path;
    certification_path_find(&question, &path);
    anchor_set_free(&anchors);
    if (path.gave_up && (path.anchor == NULL || path.status != 0))
        return (struct doubt){"not all paths from the server's certificate to the trust anchor were tried",
                              true};
    if (path.anchor == NULL)
        return (struct doubt){.problem = "the trust anchor did not issue the chain"};
    if (path.status != 0)
        return (struct doubt){.problem = refusal(path.status)};
    if (!path.in_date)
        return (struct doubt){
            .problem = "a certificate between the trust anchor and the server's is expired or not yet valid"};
    bool by_subject = subject_is_named(served, base_domain);
    if (!by_subject && !is_named(served, base_domain))
        return (struct doubt){.problem = "the certificate has none of the names that usage 2 requires"};
    /* OpenSSL does not check the dates of an anchor that another one issued (RFC 5280 6.1.1), and others do.
     */
    if (!path.anchor_in_date && gnutls_x509_crt_check_issuer(anchor, anchor) != 0)
        return (struct doubt){.problem = "the trust anchor is expired or not yet valid"};
    if (!path.anchor_in_date)
        return (struct doubt){"the trust anchor is expired or not yet valid, which not all senders check",
                              true};
    char *objection = path_openssl_objection(served->certificates, &path);
    bool objects = objection != NULL;
    free(objection);
    if (objects)
        return (struct doubt){
            "senders with OpenSSL refuse the path from the trust anchor, and those with GnuTLS accept it",
            true};
    if (by_subject)
        return (struct doubt){"the certificate has the name in its subject alone, where not all senders look",
                              true};
    return (struct doubt){0};
}

/* The same for the certificate `place` of the chain, worked out once however many records name it. All
 * records of a set have one base domain. */
static struct doubt sent_anchor_problem(struct served *served, size_t place, const char *base_domain)
{
    struct known *known = &served->known[place];
    if (!known->is_known)
        *known = (struct known){
            .is_known = true,
            .doubt = anchor_problem(served, served->certificates[place], base_domain),
        };
    return known->doubt;
}

static void settle(struct tlsa_match *match, enum answer matches, int64_t certificate, const char *problem)
{
    match->matches = matches;
    match->certificate = certificate;
    text_replace(&match->problem, text_copy(problem));
}

static void settle_by(struct tlsa_match *match, struct doubt doubt, int64_t certificate, const char *problem)
{
    enum answer matches = doubt.problem == NULL ? ANSWER_YES : doubt.gave_up ? ANSWER_UNKNOWN : ANSWER_NO;
    settle(match, matches, certificate, problem);
}

/* The trust anchor that a record 2 0 0 holds itself; NULL when that is no certificate. */
static gnutls_x509_crt_t anchor_in_record(const struct tlsa_record *record)
{
    gnutls_datum_t hex = {(unsigned char *)record->data_hex, (unsigned)strlen(record->data_hex)};
    gnutls_datum_t der;
    gnutls_x509_crt_t anchor;
    if (record->selector != SELECTOR_CERTIFICATE || record->matching_type != MATCHING_FULL
        || gnutls_hex_decode2(&hex, &der) < 0)
        return NULL;
    if (gnutls_x509_crt_init(&anchor) < 0) {
        gnutls_free(der.data);
        return NULL;
    }
    int code = gnutls_x509_crt_import(anchor, &der, GNUTLS_X509_FMT_DER);
    gnutls_free(der.data);
    if (code >= 0)
        return anchor;
    gnutls_x509_crt_deinit(anchor);
    return NULL;
}

/* An anchor that is neither sent nor in the record is none for senders (RFC 7671 5.2.2). Where this machine
 * trusts it, its name is known, and whether sending it is all that is missing. */
static void name_unsent_anchor(struct served *served, const struct tlsa_record *record,
                               struct tlsa_match *match)
{
    gnutls_x509_crt_t anchor = served->trusted != NULL ? anchor_index_find(served->trusted, record) : NULL;
    if (anchor == NULL)
        return;
    struct doubt doubt = anchor_problem(served, anchor, match->base_domain);
    match->unsent_anchor = certificate_subject(anchor);
    match->unsent_anchor_issued = doubt.gave_up           ? ANSWER_UNKNOWN
                                  : doubt.problem == NULL ? ANSWER_YES
                                                          : ANSWER_NO;
    if (doubt.problem != NULL)
        text_replace(&match->problem, text_format("the server does not send it, and %s", doubt.problem));
}

static const char bare_key_differs[] =
    "the record has the trust anchor's key without a certificate, and the server does not send one: senders "
    "with OpenSSL accept that, and others need not";

/* Of the highest certificate, whose issuer is a key alone: whether the path below it is good. */
static struct doubt bare_key_problem(struct served *served, size_t place, const char *base_domain)
{
    if (place > 0)
        return sent_anchor_problem(served, place, base_domain);
    if (!path_certificate_in_date(served->certificates[0], served->now_unix_s))
        return (struct doubt){.problem = "the server's certificate is expired or not yet valid"};
    if (!subject_is_named(served, base_domain) && !is_named(served, base_domain))
        return (struct doubt){.problem = "the certificate has none of the names that usage 2 requires"};
    return (struct doubt){0};
}

/* RFC 7671 5.2.2 excuses from sending the anchor who publishes it whole, 2 0 0. Of 2 1 0 OpenSSL makes an
 * anchor too. False where the key signed nothing that is sent. */
static bool match_bare_key(struct served *served, const struct tlsa_record *record, struct tlsa_match *match)
{
    gnutls_pubkey_t key = bare_key_import(record);
    bool signs = false;
    for (size_t i = 0; key != NULL && i < served->count; i++) {
        if (served->certificates[i] == NULL || served->bare_key_tries == 0)
            continue;
        served->bare_key_tries--;
        if (!bare_key_signed(key, served->certificates[i], &served->ders[i]))
            continue;
        struct doubt doubt = bare_key_problem(served, i, match->base_domain);
        if (doubt.problem == NULL || doubt.gave_up)
            doubt = (struct doubt){bare_key_differs, true};
        if (!signs || doubt.gave_up)
            settle_by(match, doubt, NO_CERTIFICATE, doubt.problem);
        signs = true;
    }
    if (key != NULL)
        gnutls_pubkey_deinit(key);
    return signs;
}

static void match_unsent_anchor(struct served *served, const struct tlsa_record *record,
                                struct tlsa_match *match)
{
    if (match_bare_key(served, record, match))
        return;
    gnutls_x509_crt_t anchor = anchor_in_record(record);
    if (anchor == NULL) {
        name_unsent_anchor(served, record, match);
        return;
    }
    struct doubt doubt = anchor_problem(served, anchor, match->base_domain);
    settle_by(match, doubt, NO_CERTIFICATE,
              doubt.problem != NULL ? doubt.problem
                                    : "the trust anchor is only in the record; the server does not send it");
    gnutls_x509_crt_deinit(anchor);
}

/* The server's own certificate is no trust anchor for itself, however often it is sent (RFC 7671 5.2). */
static void match_anchor(struct served *served, const struct tlsa_record *record, struct tlsa_match *match)
{
    const gnutls_x509_crt_t own = served->certificates[0];
    bool is_own = matches_certificate(record, own, &served->ders[0]);
    settle(match, ANSWER_NO, NO_CERTIFICATE,
           is_own ? "it is for the server's own certificate, which needs usage 3"
                  : "no CA certificate that the server sends matches");
    bool sent = is_own;
    for (size_t i = 1; i < served->count && match->matches != ANSWER_YES; i++) {
        if (served->certificates[i] == NULL || gnutls_x509_crt_equals(served->certificates[i], own) != 0
            || !matches_certificate(record, served->certificates[i], &served->ders[i]))
            continue;
        struct doubt doubt = sent_anchor_problem(served, i, match->base_domain);
        if (match->matches != ANSWER_UNKNOWN || doubt.problem == NULL)
            settle_by(match, doubt, (int64_t)i, doubt.problem);
        sent = true;
    }
    if (!sent)
        match_unsent_anchor(served, record, match);
}

static void match_record(struct served *served, const struct tlsa_record *record, struct tlsa_match *match)
{
    if (!record->usable)
        settle(match, ANSWER_UNKNOWN, NO_CERTIFICATE,
               record->unusable_because != NULL ? record->unusable_because : "the record is not usable");
    else if (served->count == 0 || served->certificates[0] == NULL)
        settle(match, ANSWER_UNKNOWN, NO_CERTIFICATE, "the server's certificate cannot be parsed");
    else if (record->usage == USAGE_DANE_TA)
        match_anchor(served, record, match);
    else if (record->usage == USAGE_DANE_EE
             && matches_certificate(record, served->certificates[0], &served->ders[0]))
        settle(match, ANSWER_YES, 0, NULL);
    else
        settle(match, ANSWER_NO, NO_CERTIFICATE, "it is for another certificate than the server's own");
}

void dane_match(const struct tls *tls, const struct tlsa_set *set, const struct text_list *names,
                const struct anchor_index *trusted, int64_t now_unix_s, struct tlsa_match **matches,
                size_t *match_count)
{
    struct served served = {.tls = tls,
                            .names = names,
                            .trusted = trusted,
                            .now_unix_s = now_unix_s,
                            .work = path_work_max,
                            .bare_key_tries = BARE_KEY_TRIES_MAX};
    open_chain(&served);
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        struct tlsa_match *match = list_append(matches, match_count, sizeof *match);
        match->base_domain = text_copy(set->base_domain);
        match->port = set->port;
        match->usage = record->usage;
        match->selector = record->selector;
        match->matching_type = record->matching_type;
        match->data_hex = text_copy(record->data_hex);
        match->key_type = tls->chain_count > 0 ? tls->chain[0].key_type : KEY_TYPE_NONE;
        match_record(&served, record, match);
    }
    close_chain(&served);
}
