/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making a finding of what a rule says. */
#include "assess/finding/judge.h"

#include "base/list.h"

#include <stdarg.h>
#include <stdlib.h>

static void copy_subject(struct subject *subject, const struct about *about, enum about_level level,
                         const struct report *report)
{
    subject->detail = text_copy(about->detail);
    if (level == ABOUT_DOMAIN) {
        subject->domain = text_copy(about->domain);
        return;
    }
    if (report->domain != NULL)
        subject->domain = text_copy(report->domain->name);
    subject->host = text_copy(about->host);
    if (level == ABOUT_ADDRESS || level == ABOUT_PORT)
        subject->address = text_copy(about->address);
    if (level == ABOUT_PORT)
        subject->port = about->port;
}

static void copy_texts(struct finding *finding, const struct catalogue_entry *entry)
{
    finding->explanation = text_copy(entry->explanation);
    finding->remedy = text_copy(entry->remedy);
}

/* Those of the mail server that the greeting names, or of all where it names none. */
static void add_settings(struct finding *finding, const struct catalogue_entry *entry,
                         const struct report *report)
{
    bool any = false;
    for (int i = 0; i < SOFTWARE_COUNT; i++)
        any = any || entry->settings[i] != NULL;
    if (!any)
        return;
    enum server_software named = software_of_subject(report, &finding->subject);
    for (int i = 0; i < SOFTWARE_COUNT; i++) {
        if (entry->settings[i] == NULL || (named != SOFTWARE_UNKNOWN && (int)named != i))
            continue;
        char *setting = text_format("%s: %s", software_name((enum server_software)i), entry->settings[i]);
        text_list_append(&finding->settings, setting);
        free(setting);
    }
}

static struct finding *begin(struct assessment *assessment, const struct about *about, enum finding_id id,
                             enum outcome outcome)
{
    const struct catalogue_entry *entry = &catalogue_entries[id];
    struct finding *finding = list_append(&assessment->findings, &assessment->finding_count, sizeof *finding);
    finding->id = id;
    finding->outcome = outcome;
    finding->severity = entry->severity[about->role];
    finding->role = entry->about == ABOUT_DOMAIN ? ROLE_DOMAIN : about->role;
    if (about->lenient && finding->severity > SEVERITY_INFO)
        finding->severity--;
    copy_subject(&finding->subject, about, entry->about, assessment->report);
    finding->title = text_copy(entry->title);
    finding->rule = text_copy(entry->requirement);
    finding->reference = text_copy(entry->reference);
    if (outcome == OUTCOME_FAILS) {
        copy_texts(finding, entry);
        add_settings(finding, entry, assessment->report);
        if (about->role == ROLE_MX)
            finding->result_type = text_copy(entry->result_type);
    }
    return finding;
}

void judge(struct assessment *assessment, const struct about *about, enum finding_id id, enum outcome outcome,
           const char *evidence, ...)
{
    struct finding *finding = begin(assessment, about, id, outcome);
    va_list arguments;
    va_start(arguments, evidence);
    finding->evidence = text_format_list(evidence, arguments);
    va_end(arguments);
}

void diagnose(struct assessment *assessment, const struct about *about, enum finding_id id,
              enum outcome outcome, const struct pointing *pointing, const char *evidence, ...)
{
    const struct catalogue_entry *entry = &catalogue_entries[id];
    struct finding *finding = begin(assessment, about, id, outcome);
    va_list arguments;
    va_start(arguments, evidence);
    finding->evidence = text_format_list(evidence, arguments);
    va_end(arguments);
    finding->points_at = pointing->at;
    finding->certainty = pointing->certainty;
    finding->settle = text_copy(pointing->settle != NULL ? pointing->settle : entry->settle);
    if (outcome == OUTCOME_UNKNOWN) {
        copy_texts(finding, entry);
        add_settings(finding, entry, assessment->report);
    }
    if (outcome != OUTCOME_HOLDS && entry->remedy_at[pointing->at] != NULL) {
        text_replace(&finding->remedy, text_copy(entry->remedy_at[pointing->at]));
        text_list_free(&finding->settings);
    }
}

void refer_to(struct assessment *assessment, enum finding_id id)
{
    struct finding *finding = &assessment->findings[assessment->finding_count - 1];
    const char *name = finding_name(id);
    text_replace(&finding->remedy, text_format("See %s.", name));
    text_list_free(&finding->settings);
    bool settled = finding->certainty == CERTAINTY_CERTAIN;
    text_replace(&finding->settle, settled ? NULL : text_format("See %s.", name));
}
