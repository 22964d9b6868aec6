/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS: what each port takes, and what the policy profiles say of it. Ports that are alike are told once. */
#include "base/list.h"
#include "report/finding_groups.h"
#include "report/text_sections.h"
#include "report/tls_lines.h"
#include "report/wrap.h"

#include <stdlib.h>
#include <string.h>

enum {
    SUBJECT_COLUMN = 2,
    MARK_COLUMN = 4,
    LABEL_COLUMN = 6,
    TEXT_COLUMN = 18,
    GAP = 2,
    LEAST_TEXT_COLUMNS = 10,
};

/* One or more ports of which the same is to be said. */
struct port_group {
    struct tls_lines lines;
    struct finding *subjects; /* which ports, in the form that finding_group_subjects() takes; their texts are
                                 borrowed */
    size_t subject_count;
};

struct port_groups {
    struct port_group *groups;
    size_t count;
};

/* Without a survey the default profile knows no more than the matrix shows. */
static bool is_worth_telling(const struct endpoint *endpoint, const struct profile_verdict *verdict)
{
    return endpoint->tls_survey != NULL || !text_same(verdict->profile, "bcp195");
}

static struct tls_lines lines_of(const struct report *report, const struct endpoint *endpoint, bool verbose)
{
    struct tls_lines lines = {0};
    if (endpoint->tls_survey != NULL) {
        tls_lines_survey(&lines, endpoint->tls_survey);
        if (verbose)
            tls_lines_details(&lines, endpoint->tls_survey);
    }
    for (size_t i = 0; i < report->verdict.profile_count; i++) {
        const struct profile_verdict *verdict = &report->verdict.profiles[i];
        if (verdict->port == endpoint->port && text_same(verdict->address, endpoint->address)
            && is_worth_telling(endpoint, verdict))
            tls_lines_profile(&lines, verdict, verbose);
    }
    return lines;
}

/* Takes the lines over. */
static void add_port(struct port_groups *groups, const struct endpoint *endpoint, struct tls_lines lines)
{
    struct port_group *group = NULL;
    for (size_t i = 0; group == NULL && i < groups->count; i++)
        if (tls_lines_same(&groups->groups[i].lines, &lines))
            group = &groups->groups[i];
    if (group != NULL) {
        tls_lines_free(&lines);
    } else {
        group = list_append(&groups->groups, &groups->count, sizeof *group);
        group->lines = lines;
    }
    struct finding *subject = list_append(&group->subjects, &group->subject_count, sizeof *subject);
    subject->subject =
        (struct subject){.host = endpoint->server_name, .address = endpoint->address, .port = endpoint->port};
}

static void free_groups(struct port_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        tls_lines_free(&groups->groups[i].lines);
        free(groups->groups[i].subjects);
    }
    free(groups->groups);
}

static void write_subjects(const struct page *page, const struct port_group *group)
{
    struct finding_group subjects = {allocate(group->subject_count, sizeof(struct finding *)),
                                     group->subject_count};
    for (size_t i = 0; i < group->subject_count; i++)
        subjects.findings[i] = &group->subjects[i];
    struct text_list texts = finding_group_subjects(&subjects);
    for (size_t i = 0; i < texts.count; i++) {
        page_blank(page, SUBJECT_COLUMN);
        page_paragraph(page, STYLE_STRONG, SUBJECT_COLUMN, SUBJECT_COLUMN, texts.items[i]);
    }
    text_list_free(&texts);
    free(subjects.findings);
}

/* A label that leaves its text no room has a line of its own. */
static void write_line(const struct page *page, const struct tls_line *line)
{
    int end = LABEL_COLUMN + wrap_columns(line->label);
    int text = end + GAP > TEXT_COLUMN ? end + GAP : TEXT_COLUMN;
    page_blank(page, MARK_COLUMN);
    page_mark(page, line->mark);
    page_blank(page, LABEL_COLUMN - MARK_COLUMN - 1);
    if (text + LEAST_TEXT_COLUMNS <= page->columns) {
        page_blank(page, text - LABEL_COLUMN - page_text(page, STYLE_DIM, line->label));
    } else {
        page_paragraph(page, STYLE_DIM, LABEL_COLUMN, LABEL_COLUMN, line->label);
        text = TEXT_COLUMN;
        page_blank(page, text);
    }
    page_paragraph(page, STYLE_PLAIN, text, TEXT_COLUMN, line->text);
}

/* What is open is not hidden, and how to close it is said. */
static void write_depth(const struct page *page, const struct report *report)
{
    bool standard = false;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct tls_survey *survey = report->endpoints[i].tls_survey;
        standard = standard || (survey != NULL && survey->depth == DEPTH_STANDARD);
    }
    if (!standard)
        return;
    page_blank(page, MARK_COLUMN);
    page_paragraph(page, STYLE_DIM, MARK_COLUMN, MARK_COLUMN,
                   "--depth standard tests only some properties; --depth deep tests all of them.");
}

bool text_tls_was_asked(const struct report *report)
{
    for (size_t i = 0; i < report->verdict.profile_count; i++)
        if (!text_same(report->verdict.profiles[i].profile, "bcp195"))
            return true;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct tls_survey *survey = report->endpoints[i].tls_survey;
        if (survey != NULL && survey->depth == DEPTH_DEEP)
            return true;
    }
    return false;
}

void text_tls(const struct page *page, const struct report *report, bool verbose)
{
    struct port_groups groups = {0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        struct tls_lines lines = lines_of(report, &report->endpoints[i], verbose);
        if (lines.count > 0)
            add_port(&groups, &report->endpoints[i], lines);
    }
    if (groups.count > 0) {
        page_heading(page, "TLS in depth");
    }
    for (size_t i = 0; i < groups.count; i++) {
        write_subjects(page, &groups.groups[i]);
        for (size_t n = 0; n < groups.groups[i].lines.count; n++)
            write_line(page, &groups.groups[i].lines.lines[n]);
    }
    if (groups.count > 0)
        write_depth(page, report);
    free_groups(&groups);
}
