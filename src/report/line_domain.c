/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Targets in lines. Texts that "mailsonde assess" makes again are left out. */
#include "report/line_domain.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "report/json_lookups.h"
#include "report/json_out.h"
#include "report/json_report.h"
#include "report/line_digest.h"
#include "report/line_host.h"

#include <stdbool.h>
#include <string.h>

static const struct json_style slim = {.slim = true};

/* --- where and how the scan ran --------------------------------------------------------------------------
 */

/* What grows while the run goes on, and is another in each report. */
static bool grows(const struct field *field, const void *object)
{
    (void)object;
    return field->shape == &reach_shape || field->shape == &shared_identity_shape;
}

static bool stays(const struct field *field, const void *object)
{
    return !grows(field, object);
}

static bool is_limit(const struct field *field, const void *object)
{
    (void)object;
    switch (field->offset) {
    case offsetof(struct bounds, endpoints_max):
    case offsetof(struct bounds, connections_max):
    case offsetof(struct bounds, queries_max):
    case offsetof(struct bounds, time_max_ms):
        return true;
    default:
        return false;
    }
}

static bool is_no_limit(const struct field *field, const void *object)
{
    return !is_limit(field, object);
}

static bool feed_lasting(const struct shape_feed *feed, const struct shape *shape, const struct field *field,
                         const void *object)
{
    (void)feed;
    return (shape == &vantage_shape && grows(field, object))
           || (shape == &bounds_shape && is_no_limit(field, object));
}

char *line_vantage_id(const struct report *report)
{
    struct line_digest digest = line_digest_begin();
    digest.feed.instead = feed_lasting;
    shape_feed_text(&digest.feed, report->mailsonde_version);
    shape_feed(&digest.feed, &vantage_shape, &report->vantage);
    shape_feed(&digest.feed, &bounds_shape, &report->bounds);
    return line_digest_end(&digest, "vantage");
}

static void write_object(struct json_write *json, const char *key, const struct shape *shape,
                         const void *object, bool (*skip)(const struct field *field, const void *object))
{
    json_write_object(json, key);
    json_out_members(json, &slim, shape, object, skip);
    json_write_end(json);
}

void line_vantage_write(struct json_write *json, const struct report *report)
{
    json_write_text(json, "mailsonde_version", report->mailsonde_version);
    write_object(json, "vantage", &vantage_shape, &report->vantage, grows);
    write_object(json, "bounds", &bounds_shape, &report->bounds, is_no_limit);
}

/* --- zones -----------------------------------------------------------------------------------------------
 */

bool line_zone_has_line(const struct report *report, const struct signed_zone *zone)
{
    const char *domain = report->domain != NULL ? report->domain->name : NULL;
    return zone->name != NULL && !text_same_name(zone->name, domain);
}

char *line_zone_id(const struct signed_zone *zone)
{
    struct line_digest digest = line_digest_begin();
    shape_feed(&digest.feed, &signed_zone_shape, zone);
    return line_digest_end(&digest, zone->name);
}

void line_zone_write(struct json_write *json, const struct signed_zone *zone)
{
    json_out_members(json, &slim, &signed_zone_shape, zone, NULL);
}

static void write_zones(struct json_write *json, const struct report *report, char *const *ids)
{
    if (report->signed_zone_count == 0)
        return;
    json_write_list(json, "signed_zones");
    for (size_t i = 0; i < report->signed_zone_count; i++) {
        json_write_object(json, NULL);
        json_write_text(json, "id", ids[i]);
        if (ids[i] == NULL)
            line_zone_write(json, &report->signed_zones[i]);
        json_write_end(json);
    }
    json_write_end(json);
}

/* --- the verdict -----------------------------------------------------------------------------------------
 */

/* Members of its parts that are written. */
static const struct {
    const struct shape *shape;
    const char *members[4];
} kept_of[] = {
    {&attacker_view_shape, {"attacker", "inbound", "submission", NULL}},
    {&verdict_flag_shape, {"kind", "host", NULL, NULL}},
    {&submission_verdict_shape, {"host", "level", NULL, NULL}},
    {&client_setting_shape, {"host", "port", "mode", NULL}},
    {&main_finding_shape, {"id", NULL, NULL, NULL}},
};

static const char *const left_out[] = {"delivery_summary",   "inbound_summary", "inbound_hosts",
                                       "submission_summary", "client_note",     "next_steps",
                                       "profiles",           "path_summaries"};

static bool is_in(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count && names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool is_left_out(const struct field *field, const void *object)
{
    (void)object;
    return is_in(left_out, sizeof left_out / sizeof left_out[0], field->name);
}

/* Of the parts of the verdict; true for what is left out of them. */
static bool leave_out(struct json_write *json, const struct json_style *style, const struct field *field,
                      const void *object)
{
    (void)json;
    (void)style;
    (void)object;
    for (size_t i = 0; i < sizeof kept_of / sizeof kept_of[0]; i++) {
        const struct shape *shape = kept_of[i].shape;
        if (field_is_of(field, shape))
            return !is_in(kept_of[i].members, sizeof kept_of[i].members / sizeof(char *), field->name);
    }
    return false;
}

static void write_verdict(struct json_write *json, const struct verdict *verdict)
{
    const struct json_style style = {.slim = true, .instead = leave_out};
    json_write_object(json, "verdict");
    json_out_members(json, &style, &verdict_shape, verdict, is_left_out);
    json_write_end(json);
}

/* --- findings --------------------------------------------------------------------------------------------
 */

/* A finding's subject stands there where it is more than the domain. */
static bool has_subject(const struct report *report, const struct finding *finding)
{
    const struct subject *subject = &finding->subject;
    const char *domain = report->domain != NULL ? report->domain->name : NULL;
    return subject->host != NULL || subject->address != NULL || subject->port != 0 || subject->detail != NULL
           || !text_same(subject->domain, domain);
}

static bool is_no_filter(const struct field *field, const void *object)
{
    const struct finding *finding = object;
    switch (field->offset) {
    case offsetof(struct finding, id):
    case offsetof(struct finding, outcome):
    case offsetof(struct finding, subject):
    case offsetof(struct finding, accepted):
        return false;
    case offsetof(struct finding, severity):
        return finding->outcome != OUTCOME_FAILS;
    default:
        return true;
    }
}

static void write_findings(struct json_write *json, const struct line_layout *layout)
{
    const struct report *report = layout->report;
    json_write_list(json, "findings");
    for (size_t i = 0; i < report->finding_count; i++) {
        struct finding finding = report->findings[i]; /* a shallow copy */
        if (layout->findings[i] != report->host_count || finding.outcome == OUTCOME_HOLDS)
            continue;
        if (!has_subject(report, &finding))
            finding.subject = (struct subject){0};
        write_object(json, NULL, &finding_shape, &finding, is_no_filter);
    }
    json_write_end(json);
}

/* --- the target ------------------------------------------------------------------------------------------
 */

/* What a report and its line begin with. */
static bool is_elsewhere(const struct field *field, const void *object)
{
    (void)object;
    switch (field->offset) {
    case offsetof(struct report, started_at):
    case offsetof(struct report, started_at_unix_ms):
    case offsetof(struct report, elapsed_ms):
    case offsetof(struct report, ended):
    case offsetof(struct report, target):
    case offsetof(struct report, relaying):
    case offsetof(struct report, domain):
    case offsetof(struct report, counts):
        return false;
    default:
        return true;
    }
}

static void write_hosts(struct json_write *json, const struct line_layout *layout, char *const *ids)
{
    if (layout->report->host_count == 0)
        return;
    json_write_list(json, "hosts");
    for (size_t i = 0; i < layout->report->host_count; i++)
        line_host_write_pointer(json, layout, i, ids[i]);
    json_write_end(json);
}

/* Where items are in the report, in the order of the hosts; nothing where it is that order. */
static void write_order(struct json_write *json, const char *key, const struct line_layout *layout,
                        const size_t *owners, size_t count)
{
    if (line_layout_is_in_order(owners, count))
        return;
    json_write_list(json, key);
    for (size_t owner = 0; owner <= layout->report->host_count; owner++)
        for (size_t i = 0; i < count; i++)
            if (owners[i] == owner)
                json_write_integer(json, NULL, (int64_t)i);
    json_write_end(json);
}

static void write_orders(struct json_write *json, const struct line_layout *layout)
{
    const struct report *report = layout->report;
    write_order(json, "endpoint_order", layout, layout->endpoints, report->endpoint_count);
    write_order(json, "address_order", layout, layout->addresses, report->address_count);
    write_order(json, "path_order", layout, layout->paths, report->path_count);
    write_order(json, "caa_set_order", layout, layout->caa_sets, report->caa_set_count);
}

void line_domain_write(struct json_write *json, const struct line_layout *layout,
                       const struct line_part_ids *ids)
{
    const struct report *report = layout->report;
    const struct json_style own = {.slim = true,
                                   .instead = json_lookups_write,
                                   .context = report->domain != NULL ? report->domain->name : NULL};
    json_out_members(json, &own, &report_shape, report, is_elsewhere);
    json_write_text(json, "vantage", ids->vantage);
    write_object(json, "reach", &vantage_shape, &report->vantage, stays);
    write_object(json, "bounds", &bounds_shape, &report->bounds, is_limit);
    write_hosts(json, layout, ids->hosts);
    write_zones(json, report, ids->zones);
    line_host_write_owned(json, layout, report->host_count, NULL, ids->endpoints);
    write_orders(json, layout);
    write_verdict(json, &report->verdict);
    write_findings(json, layout);
}
