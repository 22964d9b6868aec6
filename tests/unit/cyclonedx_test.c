/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inventory of cryptography: what tests/formats does not see. */
#include "base/list.h"
#include "base/tls_names.h"
#include "facts/tls_survey.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct certificate chain[] = {
    {.subject = (char *)"CN=mx.example.org",
     .issuer = (char *)"CN=Authority",
     .serial_hex = (char *)"01",
     .not_before = (char *)"2026-11-01T00:00:00Z",
     .not_after = (char *)"2027-01-01T00:00:00Z",
     .not_before_unix_s = 1793491200,
     .not_after_unix_s = 1798761600,
     .key_type = KEY_TYPE_RSA,
     .key_bits = 2048,
     .signature_algorithm = (char *)"ECDSA-SHA384",
     .sha256 = (char *)"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     .spki_sha256 = (char *)"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"},
    {.subject = (char *)"CN=Authority",
     .issuer = (char *)"CN=Root",
     .key_type = KEY_TYPE_ML_DSA_65,
     .signature_algorithm = (char *)"ML-DSA-87",
     .sha256 = (char *)"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
     .spki_sha256 = (char *)"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"},
};
static struct tls tls = {.completed = ANSWER_YES,
                         .version = VERSION_TLS_1_3,
                         .cipher_suite = 0x1301,
                         .group = 0x001d, /* x25519 */
                         .signature = 0x0804,
                         .chain = chain,
                         .chain_count = 2,
                         .ocsp_staple = OCSP_REVOKED};
static struct session session = {.purpose = PURPOSE_MAIN, .tried = MODE_STARTTLS, .tls = &tls};
static uint32_t old_suites[] = {0xc030, 0x009e, 0x000a}; /* ECDHE, DHE, RSA */
static struct version_support versions[] = {
    {.version = VERSION_TLS_1_2, .accepted = ANSWER_YES, .cipher_suites = {old_suites, 3}, .complete = true},
    {.version = VERSION_TLS_1_1, .accepted = ANSWER_NO},
};
static struct algorithm_support groups[] = {
    {(char *)"X25519MLKEM768", ANSWER_YES, VERSION_TLS_1_3},
    {(char *)"secp384r1", ANSWER_YES, VERSION_TLS_1_2},
    {(char *)"ffdhe3072", ANSWER_YES, VERSION_TLS_1_2},
    {(char *)"secp521r1", ANSWER_NO, 0},
};
static struct tls_survey survey = {
    .depth = DEPTH_DEEP, .versions = versions, .version_count = 2, .groups = groups, .group_count = 4};

static struct endpoint endpoint_of(const char *address)
{
    return (struct endpoint){.address = (char *)address,
                             .port = 25,
                             .server_name = (char *)"mx.example.org",
                             .sessions = &session,
                             .session_count = 1,
                             .tls_survey = &survey};
}

static struct report report_of(struct endpoint *endpoint)
{
    return (struct report){.schema_version = REPORT_SCHEMA_VERSION,
                           .started_at_unix_ms = 1795464000000,
                           .target = {.word = (char *)"example.org", .name = (char *)"example.org"},
                           .endpoints = endpoint,
                           .endpoint_count = 1};
}

static void add_to(void *context, const char *bytes, size_t length)
{
    fwrite(bytes, 1, length, context);
}

/* The document of a run with these servers, each a target; one that breaks off, if it is to. */
static json_t *document(const char *const *addresses, size_t count, bool breaks_off)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct report_writer *writer = report_writer_new(FORMAT_CYCLONEDX, out, &(struct report_options){0});
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-23T20:00:00Z"));
    for (size_t i = 0; i < count; i++) {
        struct endpoint endpoint = endpoint_of(addresses[i]);
        struct report report = report_of(&endpoint);
        cr_expect(report_writer_report(writer, &report));
    }
    if (breaks_off)
        cr_expect(
            report_writer_break_off(writer, 1, 2, &(struct plain_out){.write = add_to, .context = out}));
    else
        cr_expect(report_writer_end(writer, 1, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert_eq(fclose(out), 0);
    json_error_t error;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(value, "%s in %s", error.text, text);
    free(text);
    return value;
}

/* The one whose bom-ref begins so; NULL for none. */
static json_t *component(json_t *bom, const char *begin)
{
    json_t *components = json_object_get(bom, "components");
    for (size_t i = 0; i < json_array_size(components); i++) {
        json_t *each = json_array_get(components, i);
        if (strncmp(json_string_value(json_object_get(each, "bom-ref")), begin, strlen(begin)) == 0)
            return each;
    }
    return NULL;
}

static json_t *properties(json_t *bom, const char *begin, const char *kind)
{
    json_t *found = component(bom, begin);
    cr_assert_not_null(found, "%s", begin);
    return json_object_get(json_object_get(found, "cryptoProperties"), kind);
}

/* "a b c" of a list of texts; the caller frees. */
static char *joined(json_t *object, const char *key)
{
    struct text_list list = {0};
    json_t *values = json_object_get(object, key);
    for (size_t i = 0; i < json_array_size(values); i++)
        text_list_append(&list, json_string_value(json_array_get(values, i)));
    char *text = text_list_join(&list, " ");
    text_list_free(&list);
    return text;
}

static void expect_list(json_t *object, const char *key, const char *expected)
{
    char *text = joined(object, key);
    cr_expect_str_eq(text, expected);
    free(text);
}

static const char *const one[] = {"192.0.2.1"};

Test(cyclonedx, a_suite_has_the_groups_that_it_can_use)
{
    json_t *bom = document(one, 1, false);
    json_t *suites =
        json_object_get(properties(bom, "protocol:TLS 1.2:", "protocolProperties"), "cipherSuites");
    cr_assert_eq(json_array_size(suites), 3);
    expect_list(json_array_get(suites, 0), "tlsGroups", "secp384r1");
    expect_list(json_array_get(suites, 1), "tlsGroups", "ffdhe3072");
    expect_list(json_array_get(suites, 2), "tlsGroups", "");
    expect_list(json_array_get(suites, 0), "identifiers", "0xC0 0x30");
    expect_list(json_array_get(suites, 2), "algorithms",
                "algorithm:RSAES-PKCS1 algorithm:3DES-CBC algorithm:HMAC-SHA-1");
    suites = json_object_get(properties(bom, "protocol:TLS 1.3:", "protocolProperties"), "cipherSuites");
    cr_assert_eq(json_array_size(suites), 1);
    expect_list(json_array_get(suites, 0), "tlsGroups", "x25519 X25519MLKEM768 secp384r1 ffdhe3072");
    expect_list(json_array_get(suites, 0), "tlsSignatureSchemes", "rsa_pss_rsae_sha256");
    cr_expect_null(component(bom, "protocol:TLS 1.1"));
    json_decref(bom);
}

Test(cyclonedx, categories_of_nist)
{
    static const struct {
        const char *ref;
        int category;
    } rows[] = {{"algorithm:AES-128-GCM", 1},    {"algorithm:AES-256-GCM", 5}, {"algorithm:3DES-CBC", 0},
                {"algorithm:X25519MLKEM768", 3}, {"algorithm:x25519", 0},      {"algorithm:RSA-2048", 0},
                {"algorithm:ML-DSA-65", 3},      {"algorithm:ML-DSA-87", 5},   {"algorithm:SHA-384", 4}};
    json_t *bom = document(one, 1, false);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(json_integer_value(json_object_get(properties(bom, rows[i].ref, "algorithmProperties"),
                                                        "nistQuantumSecurityLevel")),
                     rows[i].category, "%s", rows[i].ref);
    json_decref(bom);
}

Test(cyclonedx, a_certificate_knows_its_key_its_issuer_and_its_state)
{
    json_t *bom = document(one, 1, false);
    json_t *leaf = properties(bom, "certificate:aaaa", "certificateProperties");
    json_t *state = json_array_get(json_object_get(leaf, "certificateState"), 0);
    cr_expect_str_eq(json_string_value(json_object_get(state, "state")), "revoked");
    json_t *related = json_object_get(leaf, "relatedCryptographicAssets");
    cr_assert_eq(json_array_size(related), 3);
    cr_expect_str_eq(json_string_value(json_object_get(json_array_get(related, 0), "type")), "publicKey");
    cr_expect_str_eq(json_string_value(json_object_get(json_array_get(related, 1), "ref")),
                     "algorithm:ECDSA-SHA384");
    cr_expect_not_null(
        strstr(json_string_value(json_object_get(json_array_get(related, 2), "ref")), "certificate:bbbb"));
    json_decref(bom);
}

/* Two servers that accept the same and show the same. */
Test(cyclonedx, what_servers_share_is_there_once)
{
    static const char *const two[] = {"192.0.2.1", "192.0.2.2", "192.0.2.1"}, *const turned[] = {"192.0.2.2",
                                                                                                 "192.0.2.1"};
    json_t *single = document(one, 1, false), *both = document(two, 3, false),
           *other = document(turned, 2, false);
    size_t shared = json_array_size(json_object_get(single, "components"));
    cr_expect_eq(json_array_size(json_object_get(both, "components")), shared + 1);
    cr_expect_eq(json_array_size(json_object_get(both, "dependencies")),
                 json_array_size(json_object_get(single, "dependencies")) + 1);
    cr_expect_str_neq(json_string_value(json_object_get(single, "serialNumber")),
                      json_string_value(json_object_get(both, "serialNumber")));
    cr_expect_str_eq(json_string_value(json_object_get(other, "serialNumber")),
                     json_string_value(json_object_get(both, "serialNumber")), "in whatever order");
    json_decref(single);
    json_decref(both);
    json_decref(other);
}

Test(cyclonedx, a_document_that_breaks_off_is_whole_and_says_so)
{
    json_t *whole = document(one, 1, false), *broken = document(one, 1, true);
    const char *aggregates[2];
    json_t *documents[] = {whole, broken};
    for (int i = 0; i < 2; i++)
        aggregates[i] = json_string_value(
            json_object_get(json_array_get(json_object_get(documents[i], "compositions"), 0), "aggregate"));
    cr_expect_str_eq(aggregates[0], "unknown");
    cr_expect_str_eq(aggregates[1], "incomplete");
    cr_expect(json_equal(json_object_get(whole, "dependencies"), json_object_get(broken, "dependencies")));
    json_decref(whole);
    json_decref(broken);
}

/* Of very many servers not all dependencies are kept, and that is said. */
Test(cyclonedx, memory_is_bounded)
{
    enum { SERVERS = 400, NAME_BYTES = 200000 };
    char *name = allocate(NAME_BYTES, 1);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct report_writer *writer = report_writer_new(FORMAT_CYCLONEDX, out, &(struct report_options){0});
    cr_expect(report_writer_begin(writer, "1.2.3", "2026-11-23T20:00:00Z"));
    memset(name, 'a', NAME_BYTES - 1);
    for (int i = 0; i < SERVERS; i++) {
        struct endpoint endpoint = endpoint_of("192.0.2.1");
        snprintf(name + NAME_BYTES - 8, 8, "%07d", i);
        endpoint.server_name = name;
        struct report report = report_of(&endpoint);
        cr_expect(report_writer_report(writer, &report));
    }
    cr_expect(report_writer_end(writer, 1, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert_eq(fclose(out), 0);
    cr_expect_not_null(strstr(text, "\"aggregate\":\"incomplete\""));
    free(text);
    free(name);
}
