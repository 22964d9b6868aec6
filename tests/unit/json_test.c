/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON out and in. */
#include "base/list.h"
#include "base/tls_names.h"
#include "facts/report.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "filled.h"
#include "report/json_holds.h"
#include "report/json_in.h"
#include "report/json_out.h"
#include "report/json_report.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

Test(json, what_was_written_reads_back_the_same)
{
    static const char *const texts[] = {NULL, "", "plain",
                                        "b\xc3\xbc"
                                        "cher \"quoted\" \\x00 / \xf0\x9f\x93\xa7"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct report report = {0};
        filled_object(&report_shape, &report, texts[i]);
        for (int layout = JSON_LAYOUT_LINE; layout <= JSON_LAYOUT_INDENTED; layout++) {
            char *out = json_out_text(&report_shape, &report, (enum json_layout)layout);
            struct report read;
            char *problem = json_in_object(&report_shape, &read, out, strlen(out));
            cr_assert(problem == NULL, "%s", problem);
            char *again = json_out_text(&report_shape, &read, (enum json_layout)layout);
            cr_expect_str_eq(out, again);
            shape_clear(&report_shape, &read);
            free(again);
            free(out);
        }
        shape_clear(&report_shape, &report);
    }
}

Test(json, keys_stand_in_the_order_of_the_shape)
{
    struct stop stop = {.at = STEP_STARTTLS,
                        .reason = STOP_REJECTED,
                        .reply_code = 502,
                        .detail = text_copy("5.5.1 not implemented")};
    char *out = json_out_text(&stop_shape, &stop, JSON_LAYOUT_LINE);
    cr_expect_str_eq(out, "{\"at\":\"starttls\",\"reason\":\"rejected\",\"reply_code\":502,\"received_"
                          "bytes\":0,\"system_error\":null,"
                          "\"detail\":\"5.5.1 not implemented\",\"icmp\":null}");
    free(out);
    shape_clear(&stop_shape, &stop);
}

/* One sentinel outside, whatever it is inside. */
Test(json, what_is_not_there_or_not_known_is_null)
{
    static const struct {
        const struct shape *shape;
        const char *json;
    } rows[] = {
        {&subject_shape, "{\"domain\":null,\"host\":null,\"address\":null,\"port\":null,\"detail\":null}"},
        {&stop_shape, "{\"at\":null,\"reason\":null,\"reply_code\":null,\"received_bytes\":0,"
                      "\"system_error\":null,\"detail\":null,\"icmp\":null}"},
        {&path_flaw_shape, "{\"kind\":\"other\",\"certificate\":null,\"detail\":null}"},
        {&algorithm_support_shape, "{\"name\":null,\"accepted\":null,\"version\":null}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *object = allocate(1, rows[i].shape->size);
        char *problem = json_in_object(rows[i].shape, object, "{}", 2);
        cr_assert(problem == NULL, "%s", problem);
        char *json = json_out_text(rows[i].shape, object, JSON_LAYOUT_LINE);
        cr_expect_str_eq(json, rows[i].json);
        problem = json_in_object(rows[i].shape, object, json, strlen(json));
        cr_assert(problem == NULL, "%s", problem);
        char *again = json_out_text(rows[i].shape, object, JSON_LAYOUT_LINE);
        cr_expect_str_eq(again, json);
        free(again);
        free(json);
        free(object);
    }
}

/* Files of version 1 have words and numbers for it. */
Test(json, sentinels_of_version_1_are_read)
{
    static const char text[] = "{\"kind\": \"other\", \"certificate\": -1, \"detail\": null}";
    static const char stop_text[] = "{\"at\": \"none\", \"reason\": \"none\", \"reply_code\": 0}";
    struct path_flaw flaw;
    struct stop stop;
    cr_assert(json_in_object(&path_flaw_shape, &flaw, text, strlen(text)) == NULL);
    cr_expect_eq(flaw.certificate, -1);
    cr_assert(json_in_object(&stop_shape, &stop, stop_text, strlen(stop_text)) == NULL);
    cr_expect(stop.at == STEP_NONE && stop.reason == STOP_NONE && stop.reply_code == 0);
    shape_clear(&stop_shape, &stop);
}

/* 0 is a preference, where there is an MX record. */
Test(json, a_preference_is_null_only_without_an_mx_record)
{
    struct host host = {.is_mx = true};
    char *json = json_out_text(&host_shape, &host, JSON_LAYOUT_LINE);
    cr_expect(strstr(json, "\"mx_preference\":0,") != NULL, "%s", json);
    free(json);
    host.is_mx = false;
    json = json_out_text(&host_shape, &host, JSON_LAYOUT_LINE);
    cr_expect(strstr(json, "\"mx_preference\":null,") != NULL, "%s", json);
    free(json);
}

Test(json, text_that_is_no_utf8_still_makes_a_document)
{
    struct stop stop = {.detail = text_copy("\xff\xfe")};
    char *out = json_out_text(&stop_shape, &stop, JSON_LAYOUT_LINE);
    cr_expect(strstr(out, "\"detail\":\"\\\\xff\\\\xfe\"") != NULL, "%s", out);
    free(out);
    shape_clear(&stop_shape, &stop);
}

Test(json, unknown_keys_are_passed_over_and_missing_ones_stay_zero)
{
    static const char text[] = "{\"target\": {\"word\": \"example.org\", \"colour\": 3}, \"later\": [1, {}]}";
    struct report report;
    char *problem = json_in_object(&report_shape, &report, text, strlen(text));
    cr_assert(problem == NULL, "%s", problem);
    cr_expect_str_eq(report.target.word, "example.org");
    cr_expect(report.target.name == NULL);
    cr_expect(report.host_count == 0);
    shape_clear(&report_shape, &report);
}

/* Codes without a name, and names without a code. */
Test(json, code_points_are_read_by_name_or_number)
{
    static const char text[] = "{\"version\": \"TLS 1.2\", \"cipher_suites\": [\"TLS_AES_128_GCM_SHA256\", "
                               "\"0xF123\", \"TLS_WITH_THE_FORCE\"]}";
    struct version_support support;
    char *problem = json_in_object(&version_support_shape, &support, text, strlen(text));
    cr_assert(problem == NULL, "%s", problem);
    cr_expect_eq(support.version, VERSION_TLS_1_2);
    cr_assert_eq(support.cipher_suites.count, 2, "a name of another version of the program is left out");
    char *json = json_out_text(&version_support_shape, &support, JSON_LAYOUT_LINE);
    cr_expect(strstr(json, "\"version\":\"TLS 1.2\"") != NULL, "%s", json);
    cr_expect(strstr(json, "[\"TLS_AES_128_GCM_SHA256\",\"0xF123\"]") != NULL, "%s", json);
    free(json);
    shape_clear(&version_support_shape, &support);
}

struct wrong {
    char text[120];
    char problem[120];
};

ParameterizedTestParameters(json, wrong_documents_are_told_by_their_path)
{
    static struct wrong wrongs[] = {
        {"", "line 1 column 0: not JSON: '[' or '{' expected near end of file"},
        {"[]", "expected an object, not an array"},
        {"{\"hosts\": 3}", "hosts: expected an array, not an integer"},
        {"{\"hosts\": [{}, {\"is_mx\": \"yes\"}]}", "hosts[1].is_mx: expected a boolean, not a string"},
        {"{\"hosts\": [{\"addresses\": [\"192.0.2.1\", null]}]}",
         "hosts[0].addresses[1]: expected a string, not null"},
        {"{\"elapsed_ms\": 1.5}", "elapsed_ms: expected an integer, not a fraction"},
        {"{\"target\": null}", "target: expected an object, not null"},
        {"{\"target\": {\"kind\": \"planet\"}}", "target.kind: \"planet\" is not a value of this key"},
        {"{\"target\": {\"kind\": \"\\u001b[2J\"}}", "target.kind: \"\\x1b[2J\" is not a value of this key"},
        {"{\"target\": {\"word\": \"a\\u001b[31m\"}}",
         "target.word: the text holds control or hidden characters"},
        {"{\"target\": {\"word\": \"a\\u202eb\"}}",
         "target.word: the text holds control or hidden characters"},
        {"{\"endpoints\": [{\"sessions\": [{\"tls\": []}]}]}",
         "endpoints[0].sessions[0].tls: expected an object, not an array"},
        {"{\"endpoints\": [{\"sessions\": [{\"tls\": {\"version\": 3}}]}]}",
         "endpoints[0].sessions[0].tls.version: expected a string, not an integer"},
    };
    return cr_make_param_array(struct wrong, wrongs, sizeof wrongs / sizeof wrongs[0]);
}

ParameterizedTest(struct wrong *wrong, json, wrong_documents_are_told_by_their_path)
{
    struct report report;
    char *problem = json_in_object(&report_shape, &report, wrong->text, strlen(wrong->text));
    cr_assert(problem != NULL);
    cr_expect_str_eq(problem, wrong->problem);
    struct report zero = {0};
    cr_expect(memcmp(&report, &zero, sizeof zero) == 0, "the report must come back empty");
    free(problem);
}

Test(json, duplicate_keys_and_what_follows_the_end_are_refused)
{
    static const char *const texts[] = {"{\"elapsed_ms\": 1, \"elapsed_ms\": 2}", "{} {}", "{",
                                        "{\"a\": \"\\u0000\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct report report;
        char *problem = json_in_object(&report_shape, &report, texts[i], strlen(texts[i]));
        cr_expect(problem != NULL, "%s", texts[i]);
        free(problem);
    }
}

/* What fits into a line stands in one; lists of texts fill lines. */
Test(json, a_document_for_people_has_lines_of_a_good_length)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    const char *words[40];
    for (size_t i = 0; i < 40; i++)
        words[i] = "word";
    struct json_write json = json_write_to(out);
    json.layout = JSON_LAYOUT_INDENTED;
    struct stop stop = {.at = STEP_EHLO};
    json_write_object(&json, NULL);
    json_out_value(&json, "short", &(struct json_style){.slim = true}, &stop_shape, &stop);
    json_out_value(&json, "long", &(struct json_style){0}, &stop_shape, &stop);
    json_write_texts(&json, "two", words, 2);
    json_write_texts(&json, "none", words, 0);
    json_write_texts(&json, "many", words, 40);
    json_write_end(&json);
    cr_assert(fclose(out) == 0);
    cr_expect(strstr(text, "{\n  \"short\": {\"at\": \"ehlo\"},\n  \"long\": {\n    \"at\": \"ehlo\",\n")
                  == text,
              "%s", text);
    cr_expect(
        strstr(text,
               "\n  },\n  \"two\": [\"word\", \"word\"],\n  \"none\": [],\n  \"many\": [\n    \"word\",")
            != NULL,
        "%s", text);
    cr_expect(strstr(text, "\"word\"\n  ]\n}") != NULL, "%s", text);
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
        cr_expect_leq(strcspn(line, "\n"), 110);
    free(text);
}

static void expect_holds(struct finding *findings, size_t count, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct json_write json = json_write_to(out);
    json_holds_write(&json, NULL, findings, count);
    cr_assert(fclose(out) == 0);
    cr_expect_str_eq(text, expected);
    free(text);
}

static struct finding holding(enum finding_id id, const char *key)
{
    return (struct finding){.id = id, .outcome = OUTCOME_HOLDS, .key = (char *)key};
}

/* Whatever the order of the findings is, and by what is shorter. */
/* Values are gathered into pieces: none is cut where a piece ends, whatever it has to escape. */
Test(json, values_of_every_length_are_whole)
{
    enum { LENGTHS = 300 };
    static const int64_t numbers[] = {INT64_MIN, -10, 0, 9, INT64_MAX};
    static const char escaped[] = "\"\\\xc3\xa9";
    char *texts[LENGTHS], *document = NULL;
    size_t length;
    FILE *out = open_memstream(&document, &length);
    struct json_write json = json_write_to(out);
    json_write_list(&json, NULL);
    for (size_t i = 0; i < LENGTHS; i++) {
        texts[i] = allocate(LENGTHS + sizeof escaped, 1);
        memset(texts[i], 'a', i);
        strcpy(texts[i] + i, i % 2 == 0 ? "" : escaped);
        json_write_text(&json, NULL, texts[i]);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        json_write_integer(&json, NULL, numbers[i]);
    json_write_end(&json);
    fclose(out);
    json_t *read = json_loads(document, 0, NULL);
    cr_assert_not_null(read);
    for (size_t i = 0; i < LENGTHS; i++) {
        cr_expect_str_eq(json_string_value(json_array_get(read, i)), texts[i], "%zu", i);
        free(texts[i]);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        cr_expect_eq(json_integer_value(json_array_get(read, LENGTHS + i)), numbers[i]);
    json_decref(read);
    free(document);
}

Test(json, what_holds_is_written_by_places_or_by_ids)
{
    struct finding few[] = {
        holding(FINDING_MX_NULL, "mx-null@b"),
        holding(FINDING_NOT_SMTP, "not-smtp@a"),
        holding(FINDING_MX_NULL, "mx-null@a"),
        holding(FINDING_NOT_SMTP, "not-smtp@b"),
        {.id = FINDING_MX_IMPLICIT, .outcome = OUTCOME_FAILS, .key = (char *)"mx-implicit@a"}};
    expect_holds(few, 5, "[{\"at\":[\"a\",\"b\"],\"ids\":[\"mx-null\",\"not-smtp\"]}]");
    struct finding turned[] = {few[3], few[2], few[4], few[1], few[0]};
    expect_holds(turned, 5, "[{\"at\":[\"a\",\"b\"],\"ids\":[\"mx-null\",\"not-smtp\"]}]");
    expect_holds(few, 0, "[]");
    struct finding more[] = {
        holding(FINDING_MX_NULL, "mx-null@a"),        holding(FINDING_NOT_SMTP, "not-smtp@a"),
        holding(FINDING_MX_NULL, "mx-null@b"),        holding(FINDING_NOT_SMTP, "not-smtp@b"),
        holding(FINDING_MX_NULL, "mx-null@c"),        holding(FINDING_NOT_SMTP, "not-smtp@c"),
        holding(FINDING_MX_IMPLICIT, "mx-implicit@c")};
    expect_holds(more, 7,
                 "[{\"at\":[\"a\",\"b\",\"c\"],\"ids\":[\"mx-null\",\"not-smtp\"]},"
                 "{\"at\":[\"c\"],\"ids\":[\"mx-implicit\"]}]");
}

/* The caller frees. */
static char *write_slim(const struct report *report)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct json_write json = json_write_to(out);
    json_write_object(&json, NULL);
    json_report_write(&json, report, false);
    json_write_end(&json);
    cr_assert(fclose(out) == 0);
    return text;
}

/* Texts stand in the catalogue, certificates once. */
Test(json, a_slim_report_says_each_thing_once)
{
    char sha256[] = "aa", subject[] = "CN=a", der[] = "MII", key[] = "mx-null@a", title[] = "T",
         remedy[] = "Other.";
    struct certificate chain[2] = {{.sha256 = sha256, .subject = subject, .der_base64 = der, .path_place = 1},
                                   {.sha256 = sha256, .subject = subject, .der_base64 = der}};
    struct tls tls = {.chain = chain, .chain_count = 2};
    struct transcript_line said = {.text = title};
    struct session session = {.tls = &tls, .transcript = &said, .transcript_count = 1};
    struct endpoint endpoint = {.sessions = &session, .session_count = 1};
    struct finding finding = {
        .id = FINDING_MX_NULL, .key = key, .title = title, .rule = title, .remedy = remedy};
    struct report report = {
        .endpoints = &endpoint, .endpoint_count = 1, .findings = &finding, .finding_count = 1};
    char *text = write_slim(&report);
    static const char *const parts[] = {
        "\"chain\":[{\"sha256\":\"aa\",\"path_place\":1},{\"sha256\":\"aa\"}]",
        "\"certificates\":[{\"subject\":\"CN=a\",\"sha256\":\"aa\"}]",
        "\"findings\":[{\"id\":\"mx-null\",\"key\":\"mx-null@a\",\"outcome\":\"unknown\"",
        "\"remedy\":\"Other.\"",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect(strstr(text, parts[i]) != NULL, "no %s in %s", parts[i], text);
    cr_expect(strstr(text, "\"title\"") == NULL && strstr(text, "transcript") == NULL, "%s", text);
    struct json_catalogue catalogue = {{false}};
    json_report_add_to(&catalogue, &report);
    cr_expect(catalogue.has[FINDING_MX_NULL] && !catalogue.has[FINDING_NOT_SMTP]);
    free(text);
}

/* Who asks lines what a port speaks need not look at another session (contrib/sql). */
Test(json, a_main_session_is_written_whole)
{
    char *line = "mx.example ESMTP";
    struct reply greeting = {.code = 220, .lines = {.items = &line, .count = 1}};
    struct session sessions[] = {
        {.greeting = &greeting}, {.greeting = &greeting}, {.greeting = &greeting, .purpose = PURPOSE_AGAIN}};
    struct endpoint endpoint = {.sessions = sessions, .session_count = 3};
    struct report report = {.endpoints = &endpoint, .endpoint_count = 1};
    char *text = write_slim(&report);
    const char *reference = strstr(text, "as_first");
    cr_expect(reference != NULL && strstr(reference + 1, "as_first") == NULL, "%s", text);
    free(text);
}
