/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates. */
#include "report/cyclonedx/certificates.h"

#include "report/cyclonedx/algorithms.h"

#include <stdlib.h>
#include <string.h>

/* "certificate:" and the hash of it; NULL where that is not known. */
static char *ref_of(const struct certificate *certificate)
{
    return certificate->sha256 != NULL ? text_format("certificate:%s", certificate->sha256) : NULL;
}

/* A saved report may have anything in its place. */
static void write_hash(struct json_write *json, const char *sha256)
{
    enum { DIGITS = 64 };
    if (strlen(sha256) != DIGITS || strspn(sha256, "0123456789abcdef") != DIGITS)
        return;
    json_write_object(json, "fingerprint");
    json_write_text(json, "alg", "SHA-256");
    json_write_text(json, "content", sha256);
    json_write_end(json);
}

static void write_related(struct json_write *json, const char *type, const char *ref)
{
    json_write_object(json, NULL);
    json_write_text(json, "type", type);
    json_write_text(json, "ref", ref);
    json_write_end(json);
}

/* At the time of the scan. */
static const char *state_of(const struct certificate *certificate, const struct report *report, bool revoked)
{
    int64_t now_s = report->started_at_unix_ms / 1000;
    return revoked                                  ? "revoked"
           : now_s < certificate->not_before_unix_s ? "pre-activation"
           : now_s > certificate->not_after_unix_s  ? "deactivated"
                                                    : "active";
}

static void write_extension(struct json_write *json, const char *name, const struct text_list *values)
{
    if (values->count == 0)
        return;
    char *value = text_list_join(values, ", ");
    json_write_object(json, NULL);
    json_write_text(json, "commonExtensionName", name);
    json_write_text(json, "commonExtensionValue", value);
    json_write_end(json);
    free(value);
}

static void write_extensions(struct json_write *json, const struct certificate *certificate)
{
    struct text_list names = {0};
    for (size_t i = 0; i < certificate->dns_names.count; i++) {
        char *name = text_format("DNS:%s", certificate->dns_names.items[i]);
        text_list_append(&names, name);
        free(name);
    }
    for (size_t i = 0; i < certificate->ip_names.count; i++) {
        char *name = text_format("IP:%s", certificate->ip_names.items[i]);
        text_list_append(&names, name);
        free(name);
    }
    json_write_list(json, "certificateExtensions");
    json_write_object(json, NULL);
    json_write_text(json, "commonExtensionName", "basicConstraints");
    json_write_text(json, "commonExtensionValue", certificate->is_ca ? "CA:TRUE" : "CA:FALSE");
    json_write_end(json);
    write_extension(json, "subjectAlternativeName", &names);
    write_extension(json, "keyUsage", &certificate->key_usage);
    write_extension(json, "extendedKeyUsage", &certificate->purposes);
    json_write_end(json);
    text_list_free(&names);
}

/* The public key, which several certificates may have; its bom-ref, which the caller frees, or NULL. */
static char *write_key(struct cbom *cbom, const struct certificate *certificate)
{
    struct json_write *json = &cbom->json;
    if (certificate->spki_sha256 == NULL)
        return NULL;
    struct text_list algorithms = {0};
    char *ref = text_format("key:%s", certificate->spki_sha256);
    algorithms_of_key(cbom, certificate->key_type, certificate->key_bits, &algorithms);
    if (cbom_component(cbom, ref, "cryptographic-asset", key_type_name(certificate->key_type))) {
        json_write_object(json, "cryptoProperties");
        json_write_text(json, "assetType", "related-crypto-material");
        json_write_object(json, "relatedCryptoMaterialProperties");
        json_write_text(json, "type", "public-key");
        json_write_text(json, "id", certificate->spki_sha256);
        if (certificate->key_bits > 0)
            json_write_integer(json, "size", certificate->key_bits);
        write_hash(json, certificate->spki_sha256);
        json_write_list(json, "relatedCryptographicAssets");
        for (size_t i = 0; i < algorithms.count; i++)
            write_related(json, "algorithm", algorithms.items[i]);
        json_write_end(json);
        json_write_end(json);
        json_write_end(json);
        json_write_end(json);
        cbom_depends(cbom, ref, &algorithms);
    }
    text_list_free(&algorithms);
    return ref;
}

static void write_facts(struct json_write *json, const struct certificate *certificate, const char *state)
{
    json_write_text(json, "serialNumber", certificate->serial_hex);
    json_write_text(json, "subjectName", certificate->subject);
    json_write_text(json, "issuerName", certificate->issuer);
    json_write_text(json, "notValidBefore", certificate->not_before);
    json_write_text(json, "notValidAfter", certificate->not_after);
    json_write_text(json, "certificateFormat", "X.509");
    write_hash(json, certificate->sha256);
    json_write_list(json, "certificateState");
    json_write_object(json, NULL);
    json_write_text(json, "state", state);
    json_write_end(json);
    json_write_end(json);
    write_extensions(json, certificate);
}

/* `issuer` is the bom-ref of the next in the chain, if that is its issuer. */
static void write_certificate(struct cbom *cbom, const struct certificate *certificate, const char *ref,
                              const char *state, const char *issuer)
{
    struct json_write *json = &cbom->json;
    struct text_list signatures = {0}, on = {0};
    char *key = write_key(cbom, certificate);
    algorithms_of_signature(cbom, certificate->signature_algorithm, &signatures);
    if (cbom_component(cbom, ref, "cryptographic-asset", certificate->subject)) {
        json_write_object(json, "cryptoProperties");
        json_write_text(json, "assetType", "certificate");
        json_write_object(json, "certificateProperties");
        write_facts(json, certificate, state);
        json_write_list(json, "relatedCryptographicAssets");
        if (key != NULL)
            write_related(json, "publicKey", key);
        for (size_t i = 0; i < signatures.count; i++)
            write_related(json, "algorithm", signatures.items[i]);
        if (issuer != NULL)
            write_related(json, "certificate", issuer);
        json_write_end(json);
        json_write_end(json);
        json_write_end(json);
        json_write_end(json);
        if (key != NULL)
            text_list_append(&on, key);
        for (size_t i = 0; i < signatures.count; i++)
            text_list_append(&on, signatures.items[i]);
        if (issuer != NULL)
            text_list_append(&on, issuer);
        cbom_depends(cbom, ref, &on);
    }
    text_list_free(&on);
    text_list_free(&signatures);
    free(key);
}

/* Only what could be read has names, dates and a key. */
static void write_chain(struct cbom *cbom, const struct report *report, const struct tls *tls,
                        struct text_list *refs)
{
    for (size_t i = 0; i < tls->chain_count; i++) {
        const struct certificate *certificate = &tls->chain[i];
        const struct certificate *next = i + 1 < tls->chain_count ? &tls->chain[i + 1] : NULL;
        char *ref = ref_of(certificate);
        if (ref == NULL || certificate->unreadable != NULL) {
            free(ref);
            continue;
        }
        bool is_issuer =
            next != NULL && next->unreadable == NULL && text_same(certificate->issuer, next->subject);
        char *issuer = is_issuer ? ref_of(next) : NULL;
        bool revoked = i == 0 && tls->ocsp_staple == OCSP_REVOKED;
        write_certificate(cbom, certificate, ref, state_of(certificate, report, revoked), issuer);
        if (i == 0)
            text_list_append(refs, ref);
        free(issuer);
        free(ref);
    }
}

void certificates_of_endpoint(struct cbom *cbom, const struct report *report, const struct endpoint *endpoint,
                              struct text_list *refs)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].tls != NULL)
            write_chain(cbom, report, endpoint->sessions[i].tls, refs);
    if (endpoint->nameless != NULL && endpoint->nameless->tls != NULL)
        write_chain(cbom, report, endpoint->nameless->tls, refs);
}
