/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A target as a line of --format jsonl: what one filters by, and pointers to the rest. */
#ifndef MAILSONDE_REPORT_LINE_DOMAIN_H
#define MAILSONDE_REPORT_LINE_DOMAIN_H

#include "report/json_write.h"
#include "report/line_layout.h"

#include <stddef.h>

/* The ids of the parts of a report; NULL for what stands in the domain's line. Each is owned. */
struct line_part_ids {
    char *vantage;
    char **endpoints; /* of each endpoint, likewise the others */
    char **hosts;
    char **zones;
};

/* Ids of the parts that belong to no host; the caller frees. */
char *line_vantage_id(const struct report *report);
char *line_zone_id(const struct signed_zone *zone);

/* Whether the zone has a line of its own: it is not the domain's. */
bool line_zone_has_line(const struct report *report, const struct signed_zone *zone);

/* Write the members behind the id. */
void line_vantage_write(struct json_write *json, const struct report *report);
void line_zone_write(struct json_write *json, const struct signed_zone *zone);
void line_domain_write(struct json_write *json, const struct line_layout *layout,
                       const struct line_part_ids *ids);

#endif
