/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saved reports: documents, lines, versions, and what is none of them. */
#include "base/list.h"
#include "facts/shapes.h"
#include "report/json_in.h"
#include "report/json_out.h"
#include "report/json_saved.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

#define REPORT "{\"schema_version\": 1, \"target\": {\"name\": \"a.example\"}}"

struct row {
    char text[200];
    char problem[200]; /* "" for none */
    size_t reports;
    size_t input_errors;
    bool has_summary;
};

ParameterizedTestParameters(json_saved, each_kind_of_value)
{
    static struct row rows[] = {
        {REPORT, "", 1, 0, false},
        {"{\"kind\": \"report\", \"schema_version\": 1, \"target\": {\"name\": \"a\"}}", "", 1, 0, false},
        {"{\"kind\": \"input_error\", \"word\": \"a b\"}", "", 0, 1, false},
        {"{\"kind\": \"summary\", \"complete\": true}", "", 0, 0, true},
        {"{\"kind\": \"catalogue\", \"catalogue\": []}", "", 0, 0, false},
        {"{\"schema_version\": 1, \"reports\": [" REPORT ", " REPORT "]}", "", 2, 0, false},
        {"{\"schema_version\": 1, \"reports\": [], \"input_errors\": [{}], \"summary\": {}}", "", 0, 1, true},
        {"{}",
         "no schema_version, so this is not a mailsonde report; give a file that --format json or jsonl "
         "wrote",
         0, 0, false},
        {"[]",
         "not a JSON object, so this is not a mailsonde report; give a file that --format json or jsonl "
         "wrote",
         0, 0, false},
        {"{\"schema_version\": 4, \"hosts\": 3}",
         "schema_version 4 is newer than 3, which this program reads; use a newer mailsonde", 0, 0, false},
        {"{\"schema_version\": 0}", "schema_version 0 is older than 1, which this program reads; scan again",
         0, 0, false},
        {"{\"schema_version\": 1, \"reports\": [" REPORT ", {\"schema_version\": 4}]}",
         "reports[1]: schema_version 4 is newer than 3, which this program reads; use a newer mailsonde", 0,
         0, false},
        {"{\"schema_version\": 1}",
         "no target.name, so this is not a report of a scan; give a file that --format json or jsonl wrote",
         1, 0, false},
        {"{\"schema_version\": 1, \"reports\": {}}",
         "reports: expected an array, not an object; was the file changed after mailsonde wrote it?", 0, 0,
         false},
        {"{\"kind\": \"\\u001b[2J\"}",
         "kind: \"\\x1b[2J\" is none that mailsonde writes; give a file that --format json or jsonl wrote", 0,
         0, false},
        {"{\"kind\": 3}",
         "kind: \"\" is none that mailsonde writes; give a file that --format json or jsonl wrote", 0, 0,
         false},
        {"{\"kind\": \"of a later version\", \"schema_version\": 3}", "", 0, 0, false},
        {"{\"kind\": \"host\", \"id\": \"a\", \"schema_version\": 3}", "", 0, 0, false},
        {"{\"kind\": \"host\", \"id\": \"a\", \"schema_version\": 4}",
         "schema_version 4 is newer than 3, which this program reads; use a newer mailsonde", 0, 0, false},
        {"{\"kind\": \"host\", \"schema_version\": 3}",
         "a line of the kind host without an id; give a file that --format json or jsonl wrote", 0, 0, false},
        {"{\"kind\": \"domain\", \"id\": \"a\", \"schema_version\": 3, \"vantage\": \"v\"}",
         "the line of the vantage v is not there before this one; give the whole file that --format jsonl "
         "wrote",
         0, 0, false},
        {"{\"schema_version\": 1, \"target\": {\"kind\": \"planet\"}}",
         "target.kind: \"planet\" is not a value of this key; was the file changed after mailsonde wrote it?",
         1, 0, false},
    };
    return cr_make_param_array(struct row, rows, sizeof rows / sizeof rows[0]);
}

ParameterizedTest(struct row *row, json_saved, each_kind_of_value)
{
    struct json_saved saved;
    bool good = json_saved_read(&saved, row->text, strlen(row->text), true);
    cr_expect_eq(good, row->problem[0] == '\0');
    cr_expect_str_eq(saved.problem != NULL ? saved.problem : "", row->problem);
    cr_expect(saved.is_json);
    cr_expect_eq(saved.line, 0);
    cr_expect_eq(saved.used_bytes, strlen(row->text));
    cr_expect_eq(saved.run.report_count, row->reports);
    cr_expect_eq(saved.run.input_error_count, row->input_errors);
    cr_expect_eq(saved.has_summary, row->has_summary);
    json_saved_clear(&saved);
}

Test(json_saved, findings_and_verdict_are_passed_over_whatever_they_are)
{
    static const char *const judgements[] = {
        "\"findings\": [{\"id\": \"long-gone\", \"outcome\": \"fails\"}], \"verdict\": {\"delivery\": {}}",
        "\"findings\": [{\"outcome\": \"a word of later days\"}], \"verdict\": null",
        "\"findings\": 3, \"verdict\": [\"\\u001b\"]",
    };
    for (size_t i = 0; i < sizeof judgements / sizeof judgements[0]; i++) {
        char *text = text_format("{\"schema_version\": 1, \"target\": {\"name\": \"a\"}, %s}", judgements[i]);
        struct json_saved saved;
        cr_expect(json_saved_read(&saved, text, strlen(text), true), "%s: %s", text, saved.problem);
        cr_expect_eq(saved.run.report_count, 1);
        cr_expect_eq(saved.run.reports[0].finding_count, 0);
        json_saved_clear(&saved);
        free(text);
    }
}

/* A chain refers to the certificates of its report. */
Test(json_saved, certificates_are_put_where_they_belong)
{
    static const char text[] =
        "{\"schema_version\": 2, \"target\": {\"name\": \"a\"}, \"endpoints\": [{\"sessions\": [{\"tls\": "
        "{\"chain\": [{\"sha256\": \"aa\", \"path_place\": 2}, {\"sha256\": \"cc\"}, "
        "{\"sha256\": \"bb\", \"subject\": \"CN=own\"}]}}]}], "
        "\"certificates\": [{\"sha256\": \"bb\", \"subject\": \"CN=b\"}, "
        "{\"sha256\": \"aa\", \"subject\": \"CN=a\", \"key_bits\": 256}]}";
    struct json_saved saved;
    cr_assert(json_saved_read(&saved, text, strlen(text), true), "%s", saved.problem);
    const struct tls *tls = saved.run.reports[0].endpoints[0].sessions[0].tls;
    cr_assert_eq(tls->chain_count, 3);
    cr_expect_str_eq(tls->chain[0].subject, "CN=a");
    cr_expect(tls->chain[0].key_bits == 256 && tls->chain[0].path_place == 2);
    cr_expect(tls->chain[1].subject == NULL, "nobody knows it");
    cr_expect_str_eq(tls->chain[2].subject, "CN=own");
    json_saved_clear(&saved);
}

/* A file of a few megabytes must not become many gigabytes. */
Test(json_saved, references_have_a_bound)
{
    enum { NAME_BYTES = 1 << 20, REFERENCES = 400 };
    char *name = allocate(NAME_BYTES + 1, 1), *chain = text_copy("");
    memset(name, 'a', NAME_BYTES);
    for (int i = 0; i < REFERENCES; i++)
        text_replace(&chain, text_format("%s%s{\"sha256\": \"aa\"}", chain, i > 0 ? ", " : ""));
    char *text = text_format("{\"schema_version\": 2, \"target\": {\"name\": \"a\"}, \"endpoints\": "
                             "[{\"sessions\": [{\"tls\": {\"chain\": [%s]}}]}], \"certificates\": "
                             "[{\"sha256\": \"aa\", \"subject\": \"%s\"}]}",
                             chain, name);
    struct json_saved saved;
    cr_expect_not(json_saved_read(&saved, text, strlen(text), true));
    cr_assert(saved.problem != NULL && strstr(saved.problem, "certificates: so many references") != NULL,
              "%s", saved.problem);
    json_saved_clear(&saved);
    free(text);
    free(chain);
    free(name);
}

Test(json_saved, what_is_no_json_is_told_by_its_line)
{
    struct json_saved saved;
    static const char cut[] = "{\"schema_version\": 1,\n \"target\": {\n";
    cr_expect(!json_saved_read(&saved, cut, strlen(cut), true));
    cr_expect(!saved.is_json);
    cr_expect_eq(saved.line, 3);
    cr_expect(strstr(saved.problem, "not JSON from column 0 on: ") == saved.problem, "%s", saved.problem);
    json_saved_clear(&saved);
    cr_expect(!json_saved_read(&saved, "", 0, true) && !saved.is_json && saved.line == 1);
    json_saved_clear(&saved);
}

Test(json_saved, values_may_follow_one_another)
{
    static const char two[] = "  " REPORT "\n{\"kind\": \"summary\"}\n";
    struct json_saved saved;
    cr_expect(!json_saved_read(&saved, two, strlen(two), true));
    json_saved_clear(&saved);
    cr_expect(json_saved_read(&saved, two, strlen(two), false));
    cr_expect_eq(saved.run.report_count, 1);
    size_t used = saved.used_bytes;
    cr_expect_eq(used, strlen("  " REPORT));
    json_saved_clear(&saved);
    cr_expect(json_saved_read(&saved, two + used, strlen(two) - used, false));
    cr_expect(saved.has_summary);
    json_saved_clear(&saved);
}
