/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Protocols. A session shows one suite, group and scheme; a survey shows more, and at --depth deep all. */
#include "report/cyclonedx/protocols.h"

#include "base/fingerprint.h"
#include "base/tls_names.h"
#include "facts/tls_survey.h"
#include "report/cyclonedx/algorithms.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a port accepts with one version. */
struct protocol {
    uint32_t version;
    bool complete; /* there are no suites beyond these */
    struct codes suites;
    struct text_list groups;
    struct text_list schemes;
    int64_t prime_bits; /* of Diffie-Hellman in no named group; 0 for none */
};

enum { VERSIONS_MAX = 6 };

struct protocols {
    struct protocol items[VERSIONS_MAX]; /* oldest first */
    size_t count;
};

static struct protocol *protocol_of(struct protocols *protocols, uint32_t version)
{
    size_t at = 0;
    while (at < protocols->count && protocols->items[at].version < version)
        at++;
    if (at < protocols->count && protocols->items[at].version == version)
        return &protocols->items[at];
    if (version == 0 || protocols->count == VERSIONS_MAX)
        return NULL;
    memmove(&protocols->items[at + 1], &protocols->items[at],
            (protocols->count - at) * sizeof protocols->items[0]);
    protocols->items[at] = (struct protocol){.version = version};
    protocols->count++;
    return &protocols->items[at];
}

static void add_suite(struct protocol *protocol, uint32_t suite)
{
    if (protocol == NULL || suite == 0)
        return;
    for (size_t i = 0; i < protocol->suites.count; i++)
        if (protocol->suites.items[i] == suite)
            return;
    codes_append(&protocol->suites, suite);
}

static void add_name(struct text_list *list, const char *name)
{
    if (name != NULL && !text_list_has(list, name))
        text_list_append(list, name);
}

static void add_session(struct protocols *protocols, const struct session *session)
{
    const struct tls *tls = session->tls;
    if (tls == NULL || tls->completed != ANSWER_YES || tls->version == 0)
        return;
    struct protocol *protocol = protocol_of(protocols, tls->version);
    if (protocol == NULL)
        return;
    const struct tls_group *group = tls_names_group(tls->group);
    const struct tls_name *scheme = tls_names_signature(tls->signature & ~(uint32_t)SIGNATURE_ANY_CURVE);
    add_suite(protocol, tls->cipher_suite);
    if (group != NULL)
        add_name(&protocol->groups, group->name.name);
    else if (tls->key_exchange_bits > 0)
        protocol->prime_bits = tls->key_exchange_bits;
    if (scheme != NULL)
        add_name(&protocol->schemes, scheme->name);
}

/* A post-quantum group belongs to TLS 1.3. */
static bool group_fits(const char *name, uint32_t version)
{
    const struct tls_group *group = name == NULL ? NULL : tls_names_find_group(name);
    return group != NULL
           && ((group->family != GROUP_KEM && group->family != GROUP_HYBRID) || version >= VERSION_TLS_1_3);
}

static bool scheme_fits(const char *name, uint32_t version)
{
    if (name == NULL)
        return false;
    return version >= VERSION_TLS_1_3 ? strncmp(name, "rsa_pkcs1", 9) != 0 && strstr(name, "sha1") == NULL
                                      : version == VERSION_TLS_1_2;
}

static void add_algorithms(struct protocols *protocols, const struct tls_survey *survey)
{
    for (size_t at = 0; at < protocols->count; at++) {
        struct protocol *protocol = &protocols->items[at];
        for (size_t i = 0; i < survey->group_count; i++) {
            const struct algorithm_support *group = &survey->groups[i];
            if (group->accepted == ANSWER_YES && group->version <= protocol->version
                && group_fits(group->name, protocol->version))
                add_name(&protocol->groups, group->name);
        }
        for (size_t i = 0; i < survey->signature_algorithm_count; i++) {
            const struct algorithm_support *scheme = &survey->signature_algorithms[i];
            if (scheme->accepted == ANSWER_YES && scheme->version <= protocol->version
                && scheme_fits(scheme->name, protocol->version))
                add_name(&protocol->schemes, scheme->name);
        }
        if (protocol->prime_bits == 0 && protocol->version < VERSION_TLS_1_3)
            protocol->prime_bits = survey->dh_bits;
    }
}

static void add_survey(struct protocols *protocols, const struct tls_survey *survey)
{
    for (size_t i = 0; i < survey->version_count; i++) {
        const struct version_support *version = &survey->versions[i];
        if (version->accepted != ANSWER_YES)
            continue;
        struct protocol *protocol = protocol_of(protocols, version->version);
        if (protocol == NULL)
            continue;
        protocol->complete = version->complete;
        for (size_t n = 0; n < version->cipher_suites.count; n++)
            add_suite(protocol, version->cipher_suites.items[n]);
    }
    for (size_t i = 0; i < survey->weak_class_count; i++)
        if (survey->weak_classes[i].accepted == ANSWER_YES && survey->weak_classes[i].version != 0)
            add_suite(protocol_of(protocols, survey->weak_classes[i].version),
                      survey->weak_classes[i].cipher_suite);
    add_algorithms(protocols, survey);
}

/* Of all that is written of it. */
static char *ref_of(const struct protocol *protocol, const char *version)
{
    uint64_t fingerprint = fingerprint_add(FINGERPRINT_BEGIN, protocol->complete ? "complete" : "");
    char number[24];
    for (size_t i = 0; i < protocol->suites.count; i++) {
        snprintf(number, sizeof number, "%" PRIx32, protocol->suites.items[i]);
        fingerprint = fingerprint_add(fingerprint, number);
    }
    fingerprint = fingerprint_add(fingerprint, "groups");
    for (size_t i = 0; i < protocol->groups.count; i++)
        fingerprint = fingerprint_add(fingerprint, protocol->groups.items[i]);
    fingerprint = fingerprint_add(fingerprint, "schemes");
    for (size_t i = 0; i < protocol->schemes.count; i++)
        fingerprint = fingerprint_add(fingerprint, protocol->schemes.items[i]);
    snprintf(number, sizeof number, "%" PRId64, protocol->prime_bits);
    fingerprint = fingerprint_add(fingerprint, number);
    return text_format("protocol:%s:%016" PRIx64, version, fingerprint);
}

/* Whether the suite's key exchange takes place in a group of this family; TLS 1.3's in any. */
static bool uses_group(const struct tls_suite *suite, const char *name)
{
    const struct tls_group *group = tls_names_find_group(name);
    if (suite == NULL || group == NULL)
        return false;
    switch (suite->key_exchange) {
    case KEY_EXCHANGE_ANY:
        return true;
    case KEY_EXCHANGE_ECDHE:
    case KEY_EXCHANGE_ECDH_ANON:
    case KEY_EXCHANGE_ECDHE_PSK:
        return group->family == GROUP_EC_PRIME || group->family == GROUP_EC_BINARY
               || group->family == GROUP_MONTGOMERY;
    case KEY_EXCHANGE_DHE:
    case KEY_EXCHANGE_DH_ANON:
    case KEY_EXCHANGE_DHE_PSK:
        return group->family == GROUP_FFDHE;
    default:
        return false;
    }
}

/* Whether the server signs the key exchange with a scheme of this kind. */
static bool uses_scheme(const struct tls_suite *suite, const char *name)
{
    if (suite == NULL)
        return false;
    bool is_rsa = strncmp(name, "rsa_", 4) == 0, is_dsa = strncmp(name, "dsa_", 4) == 0;
    switch (suite->authentication) {
    case AUTHENTICATION_ANY:
        return true;
    case AUTHENTICATION_RSA:
        return is_rsa && (suite->classes & SUITE_FORWARD_SECRET) != 0;
    case AUTHENTICATION_ECDSA:
        return !is_rsa && !is_dsa;
    case AUTHENTICATION_DSS:
        return is_dsa;
    default:
        return false;
    }
}

static void write_names(struct json_write *json, const char *key, const struct text_list *names,
                        uint32_t suite, bool (*uses)(const struct tls_suite *suite, const char *name))
{
    json_write_list(json, key);
    for (size_t i = 0; i < names->count; i++)
        if (uses(tls_names_suite(suite), names->items[i]))
            json_write_text(json, NULL, names->items[i]);
    json_write_end(json);
}

static void write_suite(struct json_write *json, const struct protocol *protocol, uint32_t suite,
                        const struct text_list *algorithms)
{
    char byte[8];
    char *name = tls_names_suite_text(suite);
    json_write_object(json, NULL);
    json_write_text(json, "name", name);
    json_write_list(json, "algorithms");
    for (size_t i = 0; i < algorithms->count; i++)
        json_write_text(json, NULL, algorithms->items[i]);
    json_write_end(json);
    json_write_list(json, "identifiers");
    for (int shift = suite > 0xffff ? 16 : 8; shift >= 0; shift -= 8) {
        snprintf(byte, sizeof byte, "0x%02X", (unsigned)(suite >> shift) & 0xffU);
        json_write_text(json, NULL, byte);
    }
    json_write_end(json);
    write_names(json, "tlsGroups", &protocol->groups, suite, uses_group);
    write_names(json, "tlsSignatureSchemes", &protocol->schemes, suite, uses_scheme);
    json_write_end(json);
    free(name);
}

/* The algorithms of the suites, of each apart, and of the rest behind them; all must have been written before
 * the protocol is begun. */
static struct text_list *write_algorithms(struct cbom *cbom, const struct protocol *protocol)
{
    struct text_list *lists = allocate(protocol->suites.count + 1, sizeof *lists);
    struct text_list *rest = &lists[protocol->suites.count];
    for (size_t i = 0; i < protocol->suites.count; i++)
        algorithms_of_suite(cbom, protocol->suites.items[i], &lists[i]);
    for (size_t i = 0; i < protocol->groups.count; i++)
        algorithms_of_group(cbom, protocol->groups.items[i], rest);
    for (size_t i = 0; i < protocol->schemes.count; i++)
        algorithms_of_signature(cbom, protocol->schemes.items[i], rest);
    if (protocol->prime_bits > 0)
        algorithms_of_prime(cbom, protocol->prime_bits, rest);
    return lists;
}

static void write_properties(struct json_write *json, const struct protocol *protocol)
{
    json_write_list(json, "properties");
    cbom_property(json, "cipher-suites",
                  protocol->complete ? "all that are accepted" : "those that were seen");
    json_write_end(json);
}

static void write_protocol(struct cbom *cbom, const struct protocol *protocol, struct text_list *refs)
{
    struct json_write *json = &cbom->json;
    const char *version = tls_names_version(protocol->version);
    char *ref = ref_of(protocol, version);
    struct text_list *lists = write_algorithms(cbom, protocol);
    struct text_list all = {0};
    text_list_append(refs, ref);
    for (size_t i = 0; i <= protocol->suites.count; i++)
        for (size_t n = 0; n < lists[i].count; n++)
            text_list_append(&all, lists[i].items[n]);
    if (cbom_component(cbom, ref, "cryptographic-asset", version)) {
        json_write_object(json, "cryptoProperties");
        json_write_text(json, "assetType", "protocol");
        json_write_object(json, "protocolProperties");
        json_write_text(json, "type", "tls");
        json_write_text(json, "version", strncmp(version, "TLS ", 4) == 0 ? version + 4 : version);
        json_write_list(json, "cipherSuites");
        for (size_t i = 0; i < protocol->suites.count; i++)
            write_suite(json, protocol, protocol->suites.items[i], &lists[i]);
        json_write_end(json);
        json_write_end(json);
        json_write_end(json);
        write_properties(json, protocol);
        json_write_end(json);
        cbom_depends(cbom, ref, &all);
    }
    for (size_t i = 0; i <= protocol->suites.count; i++)
        text_list_free(&lists[i]);
    free(lists);
    text_list_free(&all);
    free(ref);
}

void protocols_of_endpoint(struct cbom *cbom, const struct endpoint *endpoint, struct text_list *refs)
{
    struct protocols protocols = {0};
    for (size_t i = 0; i < endpoint->session_count; i++)
        add_session(&protocols, &endpoint->sessions[i]);
    if (endpoint->tls_survey != NULL)
        add_survey(&protocols, endpoint->tls_survey);
    for (size_t i = 0; i < protocols.count; i++) {
        struct protocol *protocol = &protocols.items[i];
        write_protocol(cbom, protocol, refs);
        codes_free(&protocol->suites);
        text_list_free(&protocol->groups);
        text_list_free(&protocol->schemes);
    }
}
