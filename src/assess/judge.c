/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making a finding of what a rule says. */
#include "assess/judge.h"

#include "facts/list.h"

#include <assert.h>
#include <stdarg.h>

static void copy_subject(struct subject *subject, const struct about *about, enum about_level level)
{
    if (level == ABOUT_DOMAIN) {
        subject->domain = text_copy(about->domain);
        return;
    }
    subject->host = text_copy(about->host);
    if (level == ABOUT_ADDRESS || level == ABOUT_PORT)
        subject->address = text_copy(about->address);
    if (level == ABOUT_PORT)
        subject->port = about->port;
}

void judge(struct assessment *assessment, const struct about *about, const char *id, enum outcome outcome,
           const char *evidence, ...)
{
    const struct catalogue_entry *entry = catalogue_find(id);
    assert(entry != NULL);
    struct report *report = assessment->report;
    struct finding *finding = list_append(&report->findings, &report->finding_count, sizeof *finding);
    finding->id = text_copy(id);
    finding->outcome = outcome;
    finding->severity = entry->severity[about->role];
    if (about->lenient && finding->severity > SEVERITY_INFO)
        finding->severity--;
    copy_subject(&finding->subject, about, entry->about);
    va_list arguments;
    va_start(arguments, evidence);
    finding->evidence = text_format_list(evidence, arguments);
    va_end(arguments);
    finding->reference = text_copy(entry->reference);
    if (outcome == OUTCOME_FAILS) {
        finding->title = text_copy(entry->title);
        finding->explanation = text_copy(entry->explanation);
        finding->remedy = text_copy(entry->remedy);
        if (about->role == ROLE_MX)
            finding->result_type = text_copy(entry->result_type);
    } else {
        finding->title = text_copy(entry->requirement);
    }
}
