/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports grouped by what is to be said of their TLS. */
#include "report/tls_ports.h"

#include "base/list.h"
#include "facts/tls_survey.h"
#include "report/finding_groups.h"
#include "report/tls_lines.h"

#include <stdlib.h>

const char tls_ports_depth_remark[] =
    "--depth standard tests only some properties; --depth deep tests all of them.";

/* Without a survey the default profile knows no more than the matrix shows. */
static bool is_worth_telling(const struct endpoint *endpoint, const struct profile_verdict *verdict)
{
    return endpoint->tls_survey != NULL || !text_same(verdict->profile, "bcp195");
}

static struct marked_lines lines_of(const struct report *report, const struct endpoint *endpoint,
                                    bool in_full)
{
    struct marked_lines lines = {0};
    if (endpoint->tls_survey != NULL) {
        tls_lines_survey(&lines, endpoint->tls_survey);
        if (in_full)
            tls_lines_details(&lines, endpoint->tls_survey);
    }
    for (size_t i = 0; i < report->verdict.profile_count; i++) {
        const struct profile_verdict *verdict = &report->verdict.profiles[i];
        if (verdict->port == endpoint->port && text_same(verdict->address, endpoint->address)
            && is_worth_telling(endpoint, verdict))
            tls_lines_profile(&lines, verdict, in_full);
    }
    return lines;
}

/* Takes the lines over. */
static void add_port(struct tls_ports *groups, const struct endpoint *endpoint, struct marked_lines lines)
{
    struct tls_port_group *group = NULL;
    for (size_t i = 0; group == NULL && i < groups->count; i++)
        if (marked_lines_same(&groups->groups[i].lines, &lines))
            group = &groups->groups[i];
    if (group != NULL) {
        marked_lines_free(&lines);
    } else {
        group = list_append(&groups->groups, &groups->count, sizeof *group);
        group->lines = lines;
    }
    struct finding *subject = list_append(&group->subjects, &group->subject_count, sizeof *subject);
    subject->subject =
        (struct subject){.host = endpoint->server_name, .address = endpoint->address, .port = endpoint->port};
}

static void name_places(struct tls_port_group *group)
{
    struct finding_group subjects = {allocate(group->subject_count, sizeof(struct finding *)),
                                     group->subject_count};
    for (size_t i = 0; i < group->subject_count; i++)
        subjects.findings[i] = &group->subjects[i];
    group->places = finding_group_subjects(&subjects);
    free(subjects.findings);
}

struct tls_ports tls_ports_of(const struct report *report, bool in_full)
{
    struct tls_ports ports = {0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        struct marked_lines lines = lines_of(report, endpoint, in_full);
        if (lines.count > 0)
            add_port(&ports, endpoint, lines);
        ports.only_standard =
            ports.only_standard
            || (endpoint->tls_survey != NULL && endpoint->tls_survey->depth == DEPTH_STANDARD);
    }
    for (size_t i = 0; i < ports.count; i++)
        name_places(&ports.groups[i]);
    return ports;
}

void tls_ports_free(struct tls_ports *ports)
{
    for (size_t i = 0; i < ports->count; i++) {
        marked_lines_free(&ports->groups[i].lines);
        text_list_free(&ports->groups[i].places);
        free(ports->groups[i].subjects);
    }
    free(ports->groups);
    *ports = (struct tls_ports){0};
}

bool tls_ports_were_asked(const struct report *report)
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
