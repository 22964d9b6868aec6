/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report as a row, and its findings as others. */
#include "base/list.h"
#include "facts/words.h"
#include "history/history.h"
#include "report/json_out.h"
#include "report/json_report.h"

#include <stdio.h>
#include <stdlib.h>

static char *word(const struct words *words, int value)
{
    return text_copy(words_name(words, value));
}

static void count(struct history_entry *entry, const struct finding *finding)
{
    bool fails = finding->outcome == OUTCOME_FAILS && finding->accepted == NULL;
    entry->errors += fails && finding->severity == SEVERITY_ERROR;
    entry->warnings += fails && finding->severity == SEVERITY_WARNING;
    entry->infos += fails && finding->severity == SEVERITY_INFO;
    entry->unknown += finding->outcome == OUTCOME_UNKNOWN;
    entry->holds += finding->outcome == OUTCOME_HOLDS;
}

static void add_finding(struct history_entry *entry, const struct finding *finding)
{
    count(entry, finding);
    if (finding->outcome == OUTCOME_HOLDS)
        return;
    struct history_finding *row =
        list_append(&entry->findings, &entry->finding_count, sizeof *entry->findings);
    row->key = text_copy(finding->key);
    row->id = text_copy(finding_name(finding->id));
    row->outcome = word(&outcome_words, (int)finding->outcome);
    row->accepted = finding->accepted != NULL;
    row->severity = word(&severity_words, (int)finding->severity);
    row->host = text_copy(finding->subject.host);
    row->address = text_copy(finding->subject.address);
    row->port = finding->subject.port;
}

/* As --format json has it, in one line. */
static char *record(const struct report *report)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        out_of_memory();
    struct json_write json = json_write_to(out);
    json_write_object(&json, NULL);
    json_write_text(&json, "kind", json_kind_report);
    json_report_write(&json, report, false);
    json_write_end(&json);
    if (fclose(out) != 0)
        out_of_memory();
    return text;
}

struct history_entry *history_entry_of(const struct report *report, int64_t exit_status)
{
    struct history_entry *entry = allocate(1, sizeof *entry);
    *entry =
        (struct history_entry){.target = target_text(&report->target),
                               .word = text_copy(report->target.word),
                               .started_at = text_copy(report->started_at),
                               .started_at_unix_ms = report->started_at_unix_ms,
                               .ended = word(&report_end_words, (int)report->ended),
                               .delivery = word(&delivery_words, (int)report->verdict.delivery),
                               .inbound = word(&inbound_level_words, (int)report->verdict.inbound),
                               .submission = word(&submission_level_words, (int)report->verdict.submission),
                               .exit_status = exit_status,
                               .json = record(report)};
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(entry, &report->findings[i]);
    return entry;
}

static void clear(struct history_entry *entry)
{
    char *texts[] = {entry->target, entry->word,    entry->started_at, entry->ended,
                     entry->json,   entry->inbound, entry->submission, entry->delivery};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    for (size_t i = 0; i < entry->finding_count; i++) {
        struct history_finding *row = &entry->findings[i];
        free(row->key);
        free(row->id);
        free(row->outcome);
        free(row->severity);
        free(row->host);
        free(row->address);
    }
    free(entry->findings);
}

void history_entry_free(struct history_entry *entry)
{
    if (entry == NULL)
        return;
    clear(entry);
    free(entry);
}

void history_runs_free(struct history_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++)
        clear(&runs->entries[i]);
    free(runs->entries);
    *runs = (struct history_runs){0};
}
