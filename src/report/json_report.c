/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report as JSON. */
#include "report/json_report.h"

#include "base/list.h"
#include "facts/finding_texts.h"
#include "facts/shapes.h"
#include "report/json_certificates.h"
#include "report/json_holds.h"
#include "report/json_out.h"
#include "report/json_repeats.h"

#include <stddef.h>

/* Of the report that is written. */
struct slim {
    const struct report *report;
    const struct certificate_set *certificates;
};

/* Chains are lists of references. */
static void write_chain(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object)
{
    const struct slim *slim = style->context;
    const struct certificate *chain = field_pointer(field, object);
    json_write_list(json, field->name);
    for (size_t i = 0; i < field_count(field, object); i++)
        json_certificates_write_one(json, style, slim->certificates, &chain[i]);
    json_write_end(json);
}

static size_t index_of(const struct slim *slim, const struct endpoint *endpoint)
{
    return (size_t)(endpoint - slim->report->endpoints);
}

static bool write_survey(struct json_write *json, const struct json_style *style, const void *object)
{
    const struct slim *slim = style->context;
    size_t index = index_of(slim, object);
    int64_t other = json_repeats_survey(slim->report, index);
    if (other >= 0)
        json_repeats_write_survey(json, style, slim->report, index, other);
    return other >= 0;
}

/* What stands once in the report. */
static bool write_once(struct json_write *json, const struct json_style *style, const struct field *field,
                       const void *object)
{
    if (field->type == FIELD_LIST && field->shape == &certificate_shape) {
        write_chain(json, style, field, object);
        return true;
    }
    if (field->type == FIELD_OPTIONAL && field->shape == &tls_survey_shape)
        return write_survey(json, style, object);
    if (field->type == FIELD_LIST && field->shape == &profile_verdict_shape) {
        json_repeats_write_profiles(json, style, field_pointer(field, object), field_count(field, object));
        return true;
    }
    if (field->type == FIELD_LIST && field->shape == &session_shape) {
        const struct slim *slim = style->context;
        json_repeats_write_sessions(json, style, slim->report, index_of(slim, object));
        return true;
    }
    return json_repeats_write(json, style, field, object);
}

static bool is_finding_list(const struct field *field, const void *object)
{
    (void)object;
    return field->shape == &finding_shape;
}

/* Of a server that is not known the settings of all are in the catalogue. */
bool json_report_is_in_catalogue(const struct field *field, const void *object)
{
    const struct finding *finding = object;
    switch (field->offset) {
    case offsetof(struct finding, title):
    case offsetof(struct finding, rule):
    case offsetof(struct finding, explanation):
    case offsetof(struct finding, reference):
        return true;
    case offsetof(struct finding, remedy):
        return text_same(finding->remedy, finding_texts[finding->id].remedy);
    case offsetof(struct finding, settings):
        return finding->settings.count > 1;
    default:
        return false;
    }
}

static void write_findings(struct json_write *json, const struct json_style *style,
                           const struct report *report)
{
    json_write_list(json, "findings");
    for (size_t i = 0; i < report->finding_count; i++) {
        if (report->findings[i].outcome == OUTCOME_HOLDS)
            continue;
        json_write_object(json, NULL);
        json_out_members(json, style, &finding_shape, &report->findings[i], json_report_is_in_catalogue);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_slim(struct json_write *json, const struct report *report)
{
    struct certificate_set certificates = certificate_set_of(report);
    const struct slim slim = {report, &certificates};
    const struct json_style whole = {.slim = true};
    const struct json_style style = {.slim = true, .instead = write_once, .context = &slim};
    json_out_members(json, &style, &report_shape, report, is_finding_list);
    json_certificates_write_set(json, "certificates", &whole, &certificates);
    write_findings(json, &style, report);
    json_holds_write(json, "holds", report->findings, report->finding_count);
    certificate_set_free(&certificates);
}

void json_report_write(struct json_write *json, const struct report *report, bool full)
{
    if (full)
        json_out_members(json, &(struct json_style){0}, &report_shape, report, NULL);
    else
        write_slim(json, report);
}

void json_report_add_to(struct json_catalogue *catalogue, const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].outcome != OUTCOME_HOLDS)
            catalogue->has[report->findings[i].id] = true;
}

void json_report_write_catalogue(struct json_write *json, const char *key,
                                 const struct json_catalogue *catalogue)
{
    const struct json_style style = {.slim = true, .plain = true};
    json_write_list(json, key);
    for (int id = 0; id < FINDING_COUNT; id++)
        if (catalogue->has[id] && finding_texts[id].title != NULL)
            json_out_value(json, NULL, &style, &finding_texts_shape, &finding_texts[id]);
    json_write_end(json);
}
