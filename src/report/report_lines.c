/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a report to lines. */
#include "report/report_lines.h"

#include "base/list.h"
#include "facts/finding_texts.h"
#include "facts/shapes.h"
#include "report/json_certificates.h"
#include "report/json_out.h"
#include "report/json_report.h"
#include "report/line_digest.h"
#include "report/line_domain.h"
#include "report/line_endpoint.h"
#include "report/line_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct making {
    struct report_lines lines;
    struct line_ids *written;
    struct json_write json;
    FILE *out;
    size_t *begins; /* of each line */
    size_t begin_count;
};

static const struct json_style slim = {.slim = true};

/* --- lines -----------------------------------------------------------------------------------------------
 */

/* Takes the key over. */
static void begin_object(struct making *making, const char *kind, const char *id, char *key)
{
    struct report_lines *lines = &making->lines;
    if (fflush(making->out) != 0)
        out_of_memory();
    *(size_t *)list_append(&making->begins, &making->begin_count, sizeof(size_t)) = lines->length;
    *(struct json_line *)list_append(&lines->items, &lines->count, sizeof *lines->items) =
        (struct json_line){.kind = kind, .id = text_copy(id), .key = key};
    json_write_object(&making->json, NULL);
    json_write_text(&making->json, "kind", kind);
    json_write_text(&making->json, "id", id);
}

static void begin_line(struct making *making, const char *kind, const char *id, char *key)
{
    begin_object(making, kind, id, key);
    json_write_integer(&making->json, "schema_version", REPORT_SCHEMA_VERSION);
}

static void end_line(struct making *making)
{
    json_write_end(&making->json);
    making->json.another = false;
    putc('\n', making->out);
}

/* Begins the line of a part that is still to be written. */
static bool begin_part_as(struct making *making, const char *kind, const char *id, const char *content)
{
    char *key = text_format("%s %s", kind, content);
    if (making->written != NULL && line_ids_has(making->written, key)) {
        free(key);
        return false;
    }
    begin_line(making, kind, id, key);
    return true;
}

static bool begin_part(struct making *making, const char *kind, const char *id)
{
    return begin_part_as(making, kind, id, id);
}

/* --- parts -----------------------------------------------------------------------------------------------
 */

/* Certificates are known by their hash; should two have one, which no server can bring about, the second is
 * written as well. */
static bool begin_certificate(struct making *making, const struct certificate *certificate)
{
    struct line_digest digest = line_digest_begin();
    shape_feed(&digest.feed, &certificate_shape, certificate);
    char *content = line_digest_end(&digest, certificate->sha256);
    bool fresh = begin_part_as(making, json_kind_certificate, certificate->sha256, content);
    free(content);
    return fresh;
}

static void add_certificates(struct making *making, const struct certificate_set *certificates)
{
    for (size_t i = 0; i < certificates->count; i++) {
        struct certificate bare = *certificates->items[i];
        bare.path_place = 0; /* which belongs to the chain */
        if (!begin_certificate(making, &bare))
            continue;
        json_out_members(&making->json, &slim, &certificate_shape, &bare, NULL);
        end_line(making);
    }
}

static char *endpoint_id(const struct endpoint *endpoint, const struct certificate_set *certificates)
{
    struct line_digest digest = line_digest_begin();
    line_endpoint_feed(&digest.feed, endpoint, certificates);
    char *name = report_port_name(endpoint);
    char *id = line_digest_end(&digest, name);
    free(name);
    return id;
}

static void add_endpoints(struct making *making, const struct report *report, char **ids)
{
    struct certificate_set certificates = certificate_set_of(report);
    add_certificates(making, &certificates);
    for (size_t i = 0; i < report->endpoint_count; i++) {
        ids[i] = endpoint_id(&report->endpoints[i], &certificates);
        if (!begin_part(making, json_kind_endpoint, ids[i]))
            continue;
        line_endpoint_write(&making->json, &report->endpoints[i], &certificates);
        end_line(making);
    }
    certificate_set_free(&certificates);
}

static void add_hosts(struct making *making, const struct line_layout *layout,
                      const struct line_part_ids *ids)
{
    for (size_t i = 0; i < layout->report->host_count; i++) {
        if (!line_layout_has_line(&layout->report->hosts[i]))
            continue;
        ids->hosts[i] = line_host_id(layout, i, ids->endpoints);
        if (!begin_part(making, json_kind_host, ids->hosts[i]))
            continue;
        line_host_write(&making->json, layout, i, ids->endpoints);
        end_line(making);
    }
}

static void add_zones(struct making *making, const struct report *report, char **ids)
{
    for (size_t i = 0; i < report->signed_zone_count; i++) {
        if (!line_zone_has_line(report, &report->signed_zones[i]))
            continue;
        ids[i] = line_zone_id(&report->signed_zones[i]);
        if (!begin_part(making, json_kind_zone, ids[i]))
            continue;
        line_zone_write(&making->json, &report->signed_zones[i]);
        end_line(making);
    }
}

static void add_vantage(struct making *making, const struct report *report, char **id)
{
    *id = line_vantage_id(report);
    if (!begin_part(making, json_kind_vantage, *id))
        return;
    line_vantage_write(&making->json, report);
    end_line(making);
}

static bool is_id(const struct field *field, const void *object)
{
    (void)object;
    return field->offset == offsetof(struct finding_texts, id);
}

static void add_catalogue(struct making *making, const struct report *report)
{
    struct json_catalogue catalogue = {0};
    json_report_add_to(&catalogue, report);
    for (int id = 0; id < FINDING_COUNT; id++) {
        if (!catalogue.has[id] || finding_texts[id].title == NULL
            || !begin_part(making, json_kind_catalogue, finding_name((enum finding_id)id)))
            continue;
        json_out_members(&making->json, &slim, &finding_texts_shape, &finding_texts[id], is_id);
        end_line(making);
    }
}

/* --- all of it -------------------------------------------------------------------------------------------
 */

static void ids_free(struct line_part_ids *ids, const struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        free(ids->endpoints[i]);
    for (size_t i = 0; i < report->host_count; i++)
        free(ids->hosts[i]);
    for (size_t i = 0; i < report->signed_zone_count; i++)
        free(ids->zones[i]);
    free(ids->endpoints);
    free(ids->hosts);
    free(ids->zones);
    free(ids->vantage);
}

static void make_lines(struct making *making, const struct report *report, const char *target)
{
    struct line_layout layout = line_layout_of(report);
    struct line_part_ids ids = {.endpoints = allocate(report->endpoint_count, sizeof(char *)),
                                .hosts = allocate(report->host_count, sizeof(char *)),
                                .zones = allocate(report->signed_zone_count, sizeof(char *))};
    add_vantage(making, report, &ids.vantage);
    add_zones(making, report, ids.zones);
    add_endpoints(making, report, ids.endpoints);
    add_hosts(making, &layout, &ids);
    add_catalogue(making, report);
    begin_line(making, json_kind_domain, target, NULL);
    line_domain_write(&making->json, &layout, &ids);
    end_line(making);
    ids_free(&ids, report);
    line_layout_free(&layout);
}

/* With all in place. */
static void make_full(struct making *making, const struct report *report, const char *target)
{
    begin_object(making, json_kind_report, target, NULL);
    json_report_write(&making->json, report, true);
    end_line(making);
}

static void finish(struct making *making)
{
    struct report_lines *lines = &making->lines;
    if (fclose(making->out) != 0)
        out_of_memory();
    for (size_t i = 0; i < lines->count; i++) {
        size_t end = i + 1 < lines->count ? making->begins[i + 1] : lines->length;
        lines->items[i].text = lines->text + making->begins[i];
        lines->items[i].length = end - 1 - making->begins[i];
    }
    free(making->begins);
}

struct report_lines report_lines_of(const struct report *report, struct line_ids *written, bool full)
{
    struct making making = {.written = written};
    making.out = open_memstream(&making.lines.text, &making.lines.length);
    if (making.out == NULL)
        out_of_memory();
    making.json = json_write_to(making.out);
    char *target = report->target.name != NULL ? target_text(&report->target) : text_copy("");
    (full ? make_full : make_lines)(&making, report, target);
    free(target);
    finish(&making);
    return making.lines;
}

void report_lines_settle(struct report_lines *lines, struct line_ids *written)
{
    size_t count = 0, length = 0;
    for (size_t i = 0; i < lines->count; i++) {
        struct json_line line = lines->items[i];
        if (line.key != NULL && !line_ids_add(written, line.key)) {
            free(line.id);
            free(line.key);
            continue;
        }
        memmove(lines->text + length, line.text, line.length + 1); /* with its newline */
        line.text = lines->text + length;
        length += line.length + 1;
        lines->items[count++] = line;
    }
    lines->count = count;
    lines->length = length;
}

void report_lines_free(struct report_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->items[i].id);
        free(lines->items[i].key);
    }
    free(lines->items);
    free(lines->text);
    *lines = (struct report_lines){0};
}
