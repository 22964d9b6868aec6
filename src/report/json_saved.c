/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saved reports to facts. The file may come from anybody: it is hostile until it has been checked here. */
#include "report/json_saved.h"

#include "base/list.h"
#include "base/text.h"
#include "facts/shapes.h"
#include "report/json_certificates.h"
#include "report/json_expand.h"
#include "report/json_out.h"
#include "report/json_restore.h"
#include "report/json_value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The oldest version that is read, which is the first. */
enum { SCHEMA_VERSION_MIN = 1 };

enum { KIND_SHOWN_BYTES = 40 };

/* Where the value is from. */
struct json_source {
    struct json_parts *parts; /* that came before it, and to which it may be added; NULL for none */
    const char *text;
    size_t length;
};

static const char not_ours[] = "give a file that --format json or jsonl wrote";

static bool fail(struct json_saved *saved, char *problem)
{
    text_replace(&saved->problem, problem);
    return false;
}

/* `where` is the JSON path before it: "reports[2]: ", or "". */
static bool check_version(struct json_saved *saved, const json_t *value, const char *where)
{
    const json_t *version = json_object_get(value, "schema_version");
    if (!json_is_integer(version))
        return fail(saved, text_format("%sno schema_version, so this is not a mailsonde report; %s", where,
                                       not_ours));
    int64_t number = json_integer_value(version);
    if (number >= SCHEMA_VERSION_MIN && number <= REPORT_SCHEMA_VERSION)
        return true;
    bool newer = number > REPORT_SCHEMA_VERSION;
    return fail(saved, text_format("%sschema_version %" PRId64 " is %s than %d, which this program reads; %s",
                                   where, number, newer ? "newer" : "older",
                                   newer ? REPORT_SCHEMA_VERSION : SCHEMA_VERSION_MIN,
                                   newer ? "use a newer mailsonde" : "scan again"));
}

static bool restore(struct json_saved *saved, const json_t *report)
{
    return json_restore((json_t *)(uintptr_t)report)
           || fail(saved,
                   text_format("so many references to so much are in no report of a scan; %s", not_ours));
}

static bool read_part(struct json_saved *saved, const json_t *value, const struct shape *shape, void *object)
{
    char *problem = json_value_read(value, shape, object, JSON_READ_FACTS);
    if (problem == NULL)
        return true;
    fail(saved, text_format("%s; was the file changed after mailsonde wrote it?", problem));
    free(problem);
    return false;
}

/* A report without a target's name cannot be judged. Whatever version it was read from, it is now as this one
 * writes it. */
static bool check_target(struct json_saved *saved, struct report *report, const char *where)
{
    report->schema_version = REPORT_SCHEMA_VERSION;
    if (report->target.name != NULL)
        return true;
    return fail(saved,
                text_format("%sno target.name, so this is not a report of a scan; %s", where, not_ours));
}

/* Puts the certificates of a slim report where they belong. `value` is the report's, and `where` the JSON
 * path before it. */
static bool resolve(struct json_saved *saved, const json_t *value, struct report *report, const char *where)
{
    const json_t *list = json_object_get(value, "certificates");
    struct certificate *certificates = NULL;
    size_t count = 0;
    bool good = true;
    bool dangling = false;
    for (size_t i = 0; good && i < json_array_size(list); i++)
        good = read_part(saved, json_array_get(list, i), &certificate_shape,
                         list_append(&certificates, &count, sizeof *certificates));
    if (!good)
        text_replace(&saved->problem, text_format("%scertificates: %s", where, saved->problem));
    else if (!json_certificates_resolve(report, certificates, count, &dangling))
        good = fail(saved, text_format("%scertificates: so many references to so large ones are in no report "
                                       "of a scan; %s",
                                       where, not_ours));
    else if (dangling && json_object_get(value, "holds") != NULL)
        /* Judged as it is, a certificate of which nothing is known would be a bad one. */
        good = fail(
            saved, text_format("%scertificates: one that a chain refers to is missing; %s", where, not_ours));
    for (size_t i = 0; i < count; i++)
        shape_clear(&certificate_shape, &certificates[i]);
    free(certificates);
    return good;
}

static bool read_run(struct json_saved *saved, const json_t *value)
{
    const json_t *reports = json_object_get(value, "reports");
    if (!check_version(saved, value, ""))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < json_array_size(reports); i++) {
        char *where = text_format("reports[%zu]: ", i);
        good = check_version(saved, json_array_get(reports, i), where)
               && restore(saved, json_array_get(reports, i));
        free(where);
    }
    good = good && read_part(saved, value, &run_shape, &saved->run);
    for (size_t i = 0; good && i < saved->run.report_count; i++) {
        char *where = text_format("reports[%zu]: ", i);
        good = check_target(saved, &saved->run.reports[i], where)
               && resolve(saved, json_array_get(reports, i), &saved->run.reports[i], where);
        free(where);
    }
    saved->has_summary = json_object_get(value, "summary") != NULL;
    return good;
}

static bool read_report(struct json_saved *saved, const json_t *value)
{
    struct run *run = &saved->run;
    if (!check_version(saved, value, "") || !restore(saved, value))
        return false;
    struct report *report = list_append(&run->reports, &run->report_count, sizeof *report);
    return read_part(saved, value, &report_shape, report) && check_target(saved, report, "")
           && resolve(saved, value, report, "");
}

static bool read_input_error(struct json_saved *saved, const json_t *value)
{
    struct run *run = &saved->run;
    return read_part(saved, value, &input_error_shape,
                     list_append(&run->input_errors, &run->input_error_count, sizeof *run->input_errors));
}

static bool read_summary(struct json_saved *saved, const json_t *value)
{
    saved->has_summary = true;
    return read_part(saved, value, &run_summary_shape, &saved->run.summary);
}

/* The line of a target, put together with its parts. */
static bool read_domain(struct json_saved *saved, const json_t *value, struct json_parts *parts)
{
    char *problem = NULL;
    if (!check_version(saved, value, ""))
        return false;
    json_t *report = json_expand(value, parts, &problem);
    if (report == NULL)
        return fail(saved, problem);
    bool good = read_report(saved, report);
    if (good && !json_expand_names(report, &saved->run.reports[saved->run.report_count - 1], &problem))
        good = fail(saved, problem);
    json_decref(report);
    return good;
}

/* `text` is that of the line. */
static bool read_line_part(struct json_saved *saved, const json_t *value, const char *kind,
                           const struct json_source *source)
{
    const char *id = json_string_value(json_object_get(value, "id"));
    if (!check_version(saved, value, ""))
        return false;
    if (id == NULL)
        return fail(saved, text_format("a line of the kind %s without an id; %s", kind, not_ours));
    if (source->parts != NULL)
        json_parts_add(source->parts, kind, id, source->text, source->length);
    return true;
}

/* What a later version adds to the kinds is left out. */
static bool read_unknown(struct json_saved *saved, const json_t *value, const char *kind)
{
    if (kind != NULL && json_object_get(value, "schema_version") != NULL)
        return check_version(saved, value, "");
    char *shown = text_from_wire(kind != NULL ? kind : "", kind != NULL ? strlen(kind) : 0, KIND_SHOWN_BYTES);
    fail(saved, text_format("kind: \"%s\" is none that mailsonde writes; %s", shown, not_ours));
    free(shown);
    return false;
}

static bool is(const char *kind, const char *other)
{
    return strcmp(kind, other) == 0;
}

/* A line of --format jsonl. */
static bool read_line(struct json_saved *saved, const json_t *value, const char *kind,
                      const struct json_source *source)
{
    saved->is_line = true;
    if (kind == NULL)
        return read_unknown(saved, value, kind);
    if (is(kind, json_kind_domain))
        return read_domain(saved, value, source->parts);
    if (is(kind, json_kind_report))
        return read_report(saved, value);
    if (is(kind, json_kind_input_error))
        return read_input_error(saved, value);
    if (is(kind, json_kind_summary))
        return read_summary(saved, value);
    if (is(kind, json_kind_catalogue))
        return true; /* nothing there is a fact */
    return json_parts_is_kind(kind) ? read_line_part(saved, value, kind, source)
                                    : read_unknown(saved, value, kind);
}

static bool read_value(struct json_saved *saved, const json_t *value, const struct json_source *source)
{
    const json_t *kind = json_object_get(value, "kind");
    if (!json_is_object(value))
        return fail(saved, text_format("not a JSON object, so this is not a mailsonde report; %s", not_ours));
    if (kind != NULL)
        return read_line(saved, value, json_string_value(kind), source);
    return json_object_get(value, "reports") != NULL ? read_run(saved, value) : read_report(saved, value);
}

static bool read_no_json(struct json_saved *saved, const json_error_t *error)
{
    char *what = text_from_wire(error->text, strlen(error->text), sizeof error->text);
    saved->line = error->line > 0 ? error->line : 1;
    fail(saved, text_format("not JSON from column %d on: %s; %s", error->column, what, not_ours));
    free(what);
    return false;
}

bool json_saved_read(struct json_saved *saved, const char *text, size_t length, bool whole)
{
    return json_saved_read_line(saved, NULL, text, length, whole);
}

bool json_saved_read_line(struct json_saved *saved, struct json_parts *parts, const char *text, size_t length,
                          bool whole)
{
    json_error_t error;
    *saved = (struct json_saved){0};
    json_t *value =
        json_loadb(text, length, JSON_REJECT_DUPLICATES | (whole ? 0 : JSON_DISABLE_EOF_CHECK), &error);
    if (value == NULL)
        return read_no_json(saved, &error);
    saved->is_json = true;
    saved->used_bytes = whole ? length : (size_t)error.position;
    const struct json_source source = {parts, text, saved->used_bytes};
    bool good = read_value(saved, value, &source);
    json_decref(value);
    return good;
}

void json_saved_clear(struct json_saved *saved)
{
    shape_clear(&run_shape, &saved->run);
    free(saved->problem);
    *saved = (struct json_saved){0};
}
