/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hosts in lines. What a host is to one target stands in the target's pointer, and what else belongs to one
 * target alone in its line, so that a provider's host is one line for all its customers. */
#include "report/line_host.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "report/json_lookups.h"
#include "report/json_out.h"
#include "report/json_report.h"
#include "report/line_digest.h"
#include "report/line_endpoint.h"

#include <stdbool.h>

static const struct json_style slim = {.slim = true, .instead = json_lookups_write};

/* What the host is to one target, and its kind, since "kind" is that of the line. */
static bool is_target_s(const struct field *field, const void *object)
{
    (void)object;
    switch (field->offset) {
    case offsetof(struct host, kind):
    case offsetof(struct host, is_mx):
    case offsetof(struct host, mx_preference):
    case offsetof(struct host, submission):
    case offsetof(struct host, services):
        return true;
    default:
        return false;
    }
}

static bool is_its_own(const struct field *field, const void *object)
{
    return !is_target_s(field, object);
}

/* A shallow copy that does not name the domain of the report, as it says the same of others. */
static struct finding without_domain(const struct report *report, const struct finding *finding)
{
    struct finding copy = *finding;
    if (report->domain != NULL && text_same(copy.subject.domain, report->domain->name))
        copy.subject.domain = NULL;
    return copy;
}

/* --- the id ----------------------------------------------------------------------------------------------
 */

static bool feed_own_host(const struct shape_feed *feed, const struct shape *shape, const struct field *field,
                          const void *object)
{
    (void)feed;
    return shape == &host_shape && is_target_s(field, object);
}

static bool feed_own_finding(const struct shape_feed *feed, const struct shape *shape,
                             const struct field *field, const void *object)
{
    (void)feed;
    return shape == &finding_shape && json_report_is_in_catalogue(field, object);
}

static void feed_findings(struct shape_feed *feed, const struct line_layout *layout, size_t index)
{
    const struct report *report = layout->report;
    feed->instead = feed_own_finding;
    for (size_t i = 0; i < report->finding_count; i++) {
        struct finding finding = without_domain(report, &report->findings[i]);
        if (layout->findings[i] == index && finding.outcome != OUTCOME_HOLDS)
            shape_feed(feed, &finding_shape, &finding);
    }
}

/* Each item that the host owns, with something before it that tells the kinds apart. */
static void feed_owned(const struct shape_feed *feed, const struct line_layout *layout, size_t index,
                       char *const *endpoints)
{
    const struct report *report = layout->report;
    for (size_t i = 0; i < report->address_count; i++)
        if (layout->addresses[i] == index)
            shape_feed(feed, &address_shape, &report->addresses[i]);
    shape_feed_text(feed, "endpoints");
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (layout->endpoints[i] == index)
            line_endpoint_feed_pointer(feed, &report->endpoints[i], endpoints[i]);
    shape_feed_text(feed, "paths");
    for (size_t i = 0; i < report->path_count; i++)
        if (layout->paths[i] == index)
            shape_feed(feed, &path_shape, &report->paths[i]);
    shape_feed_text(feed, "caa_sets");
    for (size_t i = 0; i < report->caa_set_count; i++)
        if (layout->caa_sets[i] == index)
            shape_feed(feed, &caa_set_shape, &report->caa_sets[i]);
    shape_feed_text(feed, "profiles");
    for (size_t i = 0; i < report->verdict.profile_count; i++)
        if (layout->profiles[i] == index)
            shape_feed(feed, &profile_verdict_shape, &report->verdict.profiles[i]);
    shape_feed_text(feed, "findings");
}

char *line_host_id(const struct line_layout *layout, size_t index, char *const *endpoints)
{
    const struct host *host = &layout->report->hosts[index];
    struct line_digest digest = line_digest_begin();
    digest.feed.instead = feed_own_host;
    shape_feed(&digest.feed, &host_shape, host);
    digest.feed.instead = NULL;
    feed_owned(&digest.feed, layout, index, endpoints);
    feed_findings(&digest.feed, layout, index);
    return line_digest_end(&digest, host->name);
}

/* --- the line --------------------------------------------------------------------------------------------
 */

/* A list of items of the report that have the owner; nothing where there are none. */
struct owned {
    const char *key;
    const struct shape *shape;
    const void *items;
    size_t count;
    const size_t *owners;
};

static void write_list(struct json_write *json, const struct owned *owned, size_t owner)
{
    bool begun = false;
    for (size_t i = 0; i < owned->count; i++) {
        if (owned->owners[i] != owner)
            continue;
        if (!begun)
            json_write_list(json, owned->key);
        begun = true;
        json_out_value(json, NULL, &slim, owned->shape, (const char *)owned->items + i * owned->shape->size);
    }
    if (begun)
        json_write_end(json);
}

static void write_endpoints(struct json_write *json, const struct line_layout *layout, size_t owner,
                            const char *name, char *const *endpoints)
{
    bool begun = false;
    for (size_t i = 0; i < layout->report->endpoint_count; i++) {
        if (layout->endpoints[i] != owner)
            continue;
        if (!begun)
            json_write_list(json, "endpoints");
        begun = true;
        line_endpoint_write_pointer(json, &layout->report->endpoints[i], endpoints[i], name);
    }
    if (begun)
        json_write_end(json);
}

void line_host_write_owned(struct json_write *json, const struct line_layout *layout, size_t owner,
                           const char *name, char *const *endpoints)
{
    const struct report *report = layout->report;
    const struct owned lists[] = {
        {"address_facts", &address_shape, report->addresses, report->address_count, layout->addresses},
        {"paths", &path_shape, report->paths, report->path_count, layout->paths},
        {"caa_sets", &caa_set_shape, report->caa_sets, report->caa_set_count, layout->caa_sets},
        {"profiles", &profile_verdict_shape, report->verdict.profiles, report->verdict.profile_count,
         layout->profiles},
    };
    write_endpoints(json, layout, owner, name, endpoints);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        write_list(json, &lists[i], owner);
}

static void write_findings(struct json_write *json, const struct line_layout *layout, size_t index)
{
    const struct report *report = layout->report;
    json_write_list(json, "findings");
    for (size_t i = 0; i < report->finding_count; i++) {
        struct finding finding = without_domain(report, &report->findings[i]);
        if (layout->findings[i] != index || finding.outcome == OUTCOME_HOLDS)
            continue;
        json_write_object(json, NULL);
        json_out_members(json, &slim, &finding_shape, &finding, json_report_is_in_catalogue);
        json_write_end(json);
    }
    json_write_end(json);
}

void line_host_write(struct json_write *json, const struct line_layout *layout, size_t index,
                     char *const *endpoints)
{
    const struct host *host = &layout->report->hosts[index];
    json_out_members(json, &slim, &host_shape, host, is_target_s);
    line_host_write_owned(json, layout, index, host->name, endpoints);
    write_findings(json, layout, index);
}

static void write_level(struct json_write *json, const struct verdict *verdict, const struct host *host)
{
    for (size_t i = 0; i < verdict->inbound_host_count; i++)
        if (text_same(verdict->inbound_hosts[i].host, host->name)) {
            json_write_text(json, "level",
                            words_name(&inbound_level_words, (int)verdict->inbound_hosts[i].level));
            return;
        }
}

void line_host_write_pointer(struct json_write *json, const struct line_layout *layout, size_t index,
                             const char *id)
{
    const struct host *host = &layout->report->hosts[index];
    json_write_object(json, NULL);
    json_write_text(json, "id", id);
    json_out_members(json, &slim, &host_shape, host, id != NULL ? is_its_own : NULL);
    write_level(json, &layout->report->verdict, host);
    json_write_end(json);
}
