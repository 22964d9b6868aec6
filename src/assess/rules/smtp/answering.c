/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether anything was seen of the target at all. A port that nobody promised may refuse; when all that were
 * asked do, nothing is known, and no fault found is no proof of health. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "base/list.h"
#include "infer/promise.h"

#include <inttypes.h>

void answering_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    struct text_list ports = {0};
    size_t connected = 0;
    if (about.domain == NULL)
        return;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        struct phrase port = phrase_format("%" PRId64, endpoint->port);
        connected += session_stage_connected(endpoint_session(endpoint));
        if (!text_list_has(&ports, port.text))
            text_list_append(&ports, port.text);
    }
    if (connected > 0)
        judge(assessment, &about, FINDING_NOTHING_ANSWERS, OUTCOME_HOLDS,
              "%zu of %zu ports accept connections.", connected, report->endpoint_count);
    else if (report->endpoint_count > 0 && report->ended == REPORT_COMPLETE
             && (report->domain == NULL || promise_takes_mail(report->domain)))
        judge(assessment, &about, FINDING_NOTHING_ANSWERS, OUTCOME_UNKNOWN,
              "No probed port accepts a connection (%s).", phrase_list(&ports, "").text);
    text_list_free(&ports);
}
