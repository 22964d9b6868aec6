/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format sarif: one log with one run, SARIF 2.1.0 (OASIS), as GitHub's code scanning and others read it. A
 * result stands beside the line of the list that names its target; what is about no file has a logical
 * location alone. Results are written as the reports come; the rules stand before them. */
#include "base/list.h"
#include "report/annotation.h"
#include "report/format.h"
#include "report/json_write.h"
#include "report/sarif_rules.h"

#include <stdlib.h>
#include <string.h>

/* GitHub refuses a run with more results, and shows 5,000 of them, and a file of more than 10 MB once it is
 * compressed: most of a result is the same in all of them, but not what servers said. What matters less makes
 * room for what matters. */
enum { RESULTS_MAX = 25000, LESSER_RESULTS_MAX = 15000, EVIDENCE_MAX_BYTES = 8 << 20 };

/* Where the results are. */
static const char in_results[] = "{[{[";

struct gathered {
    size_t results;
    size_t evidence_bytes;
    size_t left_out;
};

static void sarif_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    struct json_write json = json_write_to(out);
    json_write_object(&json, NULL);
    json_write_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_write_text(&json, "version", "2.1.0");
    json_write_list(&json, "runs");
    json_write_object(&json, NULL);
    json_write_object(&json, "tool");
    json_write_object(&json, "driver");
    json_write_text(&json, "name", "mailsonde");
    json_write_text(&json, "version", run->mailsonde_version);
    sarif_rules_write(&json);
    json_write_end(&json);
    json_write_end(&json);
    json_write_newline(&json);
    json_write_list(&json, "results");
}

static void sarif_before(FILE *out, const struct report_options *options, bool first)
{
    (void)options;
    fputs(first ? "" : ",", out); /* each entry begins a line */
}

static void write_message(struct json_write *json, const char *text)
{
    json_write_object(json, "message");
    json_write_text(json, "text", text);
    json_write_end(json);
}

/* "lists/my domains" as "lists/my%20domains" (RFC 3986). */
static void write_uri(struct json_write *json, const char *file)
{
    static const char hex[] = "0123456789ABCDEF";
    bool absolute = file[0] == '/';
    while (strncmp(file, "./", 2) == 0)
        file += 2;
    char *uri = allocate(3 * strlen(file) + sizeof "file://", 1);
    char *end = uri;
    for (const char *at = absolute ? "file://" : ""; *at != '\0'; at++)
        *end++ = *at;
    for (; *file != '\0'; file++) {
        unsigned char c = (unsigned char)*file;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                     || strchr("-._~/", c) != NULL;
        if (plain) {
            *end++ = *file;
            continue;
        }
        *end++ = '%';
        *end++ = hex[c >> 4];
        *end++ = hex[c & 15];
    }
    json_write_object(json, "artifactLocation");
    json_write_text(json, "uri", uri);
    if (!absolute)
        json_write_text(json, "uriBaseId", "%SRCROOT%");
    json_write_end(json);
    free(uri);
}

static void write_physical(struct json_write *json, const char *file, int64_t line)
{
    json_write_object(json, "physicalLocation");
    write_uri(json, file);
    json_write_object(json, "region");
    json_write_integer(json, "startLine", line > 0 ? line : 1);
    json_write_end(json);
    json_write_end(json);
}

static void write_locations(struct json_write *json, const struct annotation *annotation)
{
    json_write_list(json, "locations");
    json_write_object(json, NULL);
    if (annotation->file != NULL)
        write_physical(json, annotation->file, annotation->line);
    if (annotation->place[0] != '\0') {
        json_write_list(json, "logicalLocations");
        json_write_object(json, NULL);
        json_write_text(json, "fullyQualifiedName", annotation->place);
        json_write_text(json, "kind", "resource");
        json_write_end(json);
        json_write_end(json);
    }
    json_write_end(json);
    json_write_end(json);
}

static void write_suppressions(struct json_write *json, const struct acceptance *accepted)
{
    const char *file = accepted->line > 0 ? accepted->source : NULL;
    char *why = annotation_acceptance(accepted);
    json_write_list(json, "suppressions");
    json_write_object(json, NULL);
    json_write_text(json, "kind", "external");
    json_write_text(json, "status", "accepted");
    json_write_text(json, "justification", why);
    if (file != NULL) {
        json_write_object(json, "location");
        write_physical(json, file, accepted->line);
        json_write_end(json);
    }
    json_write_end(json);
    json_write_end(json);
    free(why);
}

/* A result whose kind is not "fail" has no level (SARIF 3.27.10). */
static void write_kind(struct json_write *json, const struct finding *finding)
{
    static const char *const levels[] = {
        [SEVERITY_INFO] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    static const char *const kinds[] = {
        [OUTCOME_UNKNOWN] = "open", [OUTCOME_FAILS] = "fail", [OUTCOME_HOLDS] = "pass"};
    _Static_assert(sizeof levels / sizeof levels[0] == SEVERITY_COUNT, "a level for each severity");
    _Static_assert(sizeof kinds / sizeof kinds[0] == OUTCOME_COUNT, "a kind for each outcome");
    json_write_text(json, "kind", kinds[finding->outcome]);
    json_write_text(json, "level", finding->outcome == OUTCOME_FAILS ? levels[finding->severity] : "none");
}

/* "The certificate has expired: mx1.example.org 192.0.2.10 port 25. It says ..." The caller frees. */
static char *message_text(const struct finding *finding, const struct annotation *annotation)
{
    bool has_place = annotation->place[0] != '\0';
    bool has_evidence = finding->evidence != NULL && finding->evidence[0] != '\0';
    return text_format("%s%s%s.%s%s", annotation->heading, has_place ? ": " : "", annotation->place,
                       has_evidence ? " " : "", has_evidence ? finding->evidence : "");
}

static void write_result(struct json_write *json, const struct report *report, const struct finding *finding)
{
    struct annotation annotation = annotation_of(report, finding);
    char *message = message_text(finding, &annotation);
    char *target = annotation_target(&report->target);
    json_write_newline(json);
    json_write_object(json, NULL);
    json_write_text(json, "ruleId", finding_name(finding->id));
    json_write_integer(json, "ruleIndex", sarif_rules_index(finding->id));
    write_kind(json, finding);
    write_message(json, message);
    write_locations(json, &annotation);
    json_write_object(json, "partialFingerprints");
    json_write_text(json, "primaryLocationLineHash", annotation.print);
    json_write_end(json);
    if (finding->accepted != NULL)
        write_suppressions(json, finding->accepted);
    json_write_object(json, "properties");
    json_write_text(json, "target", target);
    json_write_text(json, "key", finding->key);
    json_write_end(json);
    json_write_end(json);
    free(target);
    free(message);
    annotation_clear(&annotation);
}

static bool has_room(struct gathered *gathered, const struct finding *finding, enum annotation_kind kind)
{
    size_t max = kind <= ANNOTATION_WARNING ? RESULTS_MAX : LESSER_RESULTS_MAX;
    size_t bytes = finding->evidence != NULL ? strlen(finding->evidence) : 0;
    if (gathered->results >= max || gathered->evidence_bytes + bytes > EVIDENCE_MAX_BYTES) {
        gathered->left_out++;
        return false;
    }
    gathered->results++;
    gathered->evidence_bytes += bytes;
    return true;
}

static void sarif_report(FILE *out, const struct report_options *options, const struct report *report,
                         void *context)
{
    struct gathered *gathered = context;
    struct json_write json = json_write_to(out);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        enum annotation_kind kind = annotation_kind_of(finding);
        bool wanted = finding->id != FINDING_NONE && (kind != ANNOTATION_HOLDS || options->verbose);
        if (wanted && has_room(gathered, finding, kind))
            write_result(&json, report, finding);
    }
}

/* A message with a word in place of "{0}" (SARIF 3.11.5); NULL: without. */
static void write_notification(struct json_write *json, const char *level, const char *text, const char *word)
{
    json_write_object(json, NULL);
    json_write_text(json, "level", level);
    json_write_object(json, "message");
    json_write_text(json, "text", text);
    if (word != NULL) {
        json_write_list(json, "arguments");
        json_write_text(json, NULL, word);
        json_write_end(json);
    }
    json_write_end(json);
    json_write_end(json);
}

/* What kept the run from being whole; allocates nothing. */
static void write_execution(struct json_write *json, const struct run *run, size_t left_out,
                            bool memory_ran_out)
{
    char number[24];
    json_write_list(json, "toolExecutionNotifications");
    if (memory_ran_out)
        write_notification(json, "error", "This machine ran out of memory.", NULL);
    else if (!run->summary.complete)
        write_notification(json, "error", "The run was interrupted.", NULL);
    for (size_t i = 0; i < run->summary.unfinished.count; i++)
        write_notification(json, "error", "Not completed: {0}.", run->summary.unfinished.items[i]);
    if (left_out > 0) {
        snprintf(number, sizeof number, "%zu", left_out);
        write_notification(json, "warning",
                           "{0} results are left out, since code scanning takes 25,000 in a run, and 10 MB. "
                           "Split the list of targets.",
                           number);
    }
    json_write_end(json);
}

static void write_input_error(struct json_write *json, const struct input_error *error)
{
    const char *file = annotation_file(error->source);
    json_write_object(json, NULL);
    json_write_text(json, "level", "error");
    write_message(json, error->problem != NULL ? error->problem : "");
    if (file != NULL) {
        json_write_list(json, "locations");
        json_write_object(json, NULL);
        write_physical(json, file, error->line);
        json_write_end(json);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_invocation(struct json_write *json, const struct run *run, size_t left_out,
                             bool memory_ran_out)
{
    json_write_list(json, "invocations");
    json_write_object(json, NULL);
    json_write_bool(json, "executionSuccessful", run->summary.complete && !memory_ran_out);
    json_write_integer(json, "exitCode", run->summary.exit_status);
    json_write_text(json, "startTimeUtc", run->started_at);
    write_execution(json, run, left_out, memory_ran_out);
    json_write_list(json, "toolConfigurationNotifications");
    for (size_t i = 0; i < run->input_error_count && !memory_ran_out; i++)
        write_input_error(json, &run->input_errors[i]);
    json_write_end(json);
    json_write_end(json);
    json_write_end(json);
}

static void finish(struct json_write *json, const struct run *run, size_t left_out, bool memory_ran_out)
{
    json_write_reenter(json, in_results);
    plain_out_text(&json->out, "\n");
    json_write_end(json);
    json_write_newline(json);
    write_invocation(json, run, left_out, memory_ran_out);
    json_write_end(json);
    json_write_end(json);
    json_write_end(json);
    plain_out_text(&json->out, "\n");
}

static void sarif_end(FILE *out, const struct report_options *options, const struct run *run, void *gathered)
{
    (void)options;
    struct json_write json = json_write_to(out);
    finish(&json, run, ((const struct gathered *)gathered)->left_out, false);
}

static void sarif_break_off(const struct plain_out *out, const struct run *run, const void *gathered)
{
    struct json_write json = json_write_plain(out);
    finish(&json, run, ((const struct gathered *)gathered)->left_out, true);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct gathered),
    .report = sarif_report,
    .end = sarif_end,
    .break_off = sarif_break_off,
};

const struct report_format report_format_sarif = {
    .gathering = &gathering,
    .begin = sarif_begin,
    .before = sarif_before,
};
