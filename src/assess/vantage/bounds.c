/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was left out because the target is larger than a scan of it may become: said once. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"

#include <inttypes.h>
#include <stdlib.h>

static void add_part(struct text_list *parts, int64_t left_out, int64_t max, const char *what,
                     const char *option)
{
    if (left_out == 0)
        return;
    char *part = text_format("more than %" PRId64 " %s (--%s): %" PRId64 " were left out", max, what, option,
                             left_out);
    text_list_append(parts, part);
    free(part);
}

static void judge_parts(struct assessment *assessment, enum finding_id id, struct text_list *parts)
{
    struct about about = {.role = ROLE_MX, .domain = assessment->report->target.name};
    char *evidence = text_list_join(parts, "; ");
    if (parts->count > 0)
        judge(assessment, &about, id, OUTCOME_UNKNOWN, "There are %s.", evidence);
    free(evidence);
    text_list_free(parts);
}

void bounds_rules(struct assessment *assessment)
{
    const struct bounds *bounds = &assessment->report->bounds;
    struct text_list probing = {0}, asking = {0};
    add_part(&probing, bounds->endpoints_left_out, bounds->endpoints_max, "endpoints", "max-endpoints");
    add_part(&probing, bounds->connections_left_out, bounds->connections_max, "connections to make",
             "max-connections-per-target");
    judge_parts(assessment, FINDING_TARGET_TOO_LARGE, &probing);
    add_part(&asking, bounds->queries_left_out, bounds->queries_max, "DNS questions to ask", "max-queries");
    judge_parts(assessment, FINDING_DNS_TOO_LARGE, &asking);
}
