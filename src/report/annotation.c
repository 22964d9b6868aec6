/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings beside lines of files. */
#include "report/annotation.h"

#include "base/fingerprint.h"
#include "base/list.h"
#include "report/finding_groups.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum annotation_kind annotation_kind_of(const struct finding *finding)
{
    static const enum annotation_kind by_severity[] = {[SEVERITY_INFO] = ANNOTATION_NOTE,
                                                       [SEVERITY_WARNING] = ANNOTATION_WARNING,
                                                       [SEVERITY_ERROR] = ANNOTATION_ERROR};
    _Static_assert(sizeof by_severity / sizeof by_severity[0] == SEVERITY_COUNT, "a kind for each severity");
    if (finding->outcome == OUTCOME_HOLDS)
        return ANNOTATION_HOLDS;
    if (finding->accepted != NULL)
        return ANNOTATION_ACCEPTED;
    return finding->outcome == OUTCOME_UNKNOWN ? ANNOTATION_UNDECIDED : by_severity[finding->severity];
}

/* "mx1.example.org 192.0.2.10 port 25 (AAAA)" */
static char *place_text(const struct finding *finding)
{
    const struct finding *only = finding;
    struct text_list places = finding_group_subjects(&(struct finding_group){.findings = &only, .count = 1});
    const char *detail = finding->subject.detail;
    char *place = text_format("%s%s%s%s", places.count > 0 ? places.items[0] : "", detail != NULL ? " (" : "",
                              detail != NULL ? detail : "", detail != NULL ? ")" : "");
    text_list_free(&places);
    return place;
}

void annotation_print(char print[ANNOTATION_PRINT_BYTES], const char *target, const char *key)
{
    uint64_t fingerprint = fingerprint_add(fingerprint_add(FINGERPRINT_BEGIN, target), key);
    snprintf(print, ANNOTATION_PRINT_BYTES, "%016" PRIx64, fingerprint);
}

char *annotation_target(const struct target *target)
{
    const char *name = target->name != NULL ? target->name : "";
    if (target->port == 0)
        return text_copy(name);
    bool bracketed = strchr(name, ':') != NULL;
    return text_format("%s%s%s:%" PRId64, bracketed ? "[" : "", name, bracketed ? "]" : "", target->port);
}

const char *annotation_file(const char *source)
{
    return source != NULL && strcmp(source, "-") != 0 ? source : NULL;
}

char *annotation_acceptance(const struct acceptance *accepted)
{
    return text_format("%s%s%s%s", accepted->reason != NULL ? accepted->reason : "",
                       accepted->until != NULL ? " (until " : "",
                       accepted->until != NULL ? accepted->until : "", accepted->until != NULL ? ")" : "");
}

struct annotation annotation_of(const struct report *report, const struct finding *finding)
{
    struct annotation annotation = {.kind = annotation_kind_of(finding),
                                    .place = place_text(finding),
                                    .file = annotation_file(report->target.source),
                                    .line = report->target.line > 0 ? report->target.line : 1};
    if (finding->source != NULL && finding->line > 0) {
        annotation.file = finding->source;
        annotation.line = finding->line;
    }
    annotation.heading = text_format("%s%s", finding->outcome == OUTCOME_UNKNOWN ? "Undecided: " : "",
                                     finding->title != NULL ? finding->title : finding_name(finding->id));
    char *target = annotation_target(&report->target);
    annotation_print(annotation.print, target, finding->key);
    free(target);
    return annotation;
}

void annotation_clear(struct annotation *annotation)
{
    free(annotation->place);
    free(annotation->heading);
    *annotation = (struct annotation){0};
}
