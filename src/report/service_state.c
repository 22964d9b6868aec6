/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * States, numbers and texts for monitoring systems. */
#include "report/service_state.h"

#include "base/list.h"
#include "report/certificate_rows.h"
#include "report/finding_groups.h"
#include "report/finding_kinds.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_SHOWN = 3, PROBLEM_MAX_BYTES = 300 };

static const char *const state_list[SERVICE_STATE_COUNT] = {[SERVICE_OK] = "OK",
                                                            [SERVICE_WARNING] = "WARNING",
                                                            [SERVICE_CRITICAL] = "CRITICAL",
                                                            [SERVICE_UNKNOWN] = "UNKNOWN"};
const struct words service_state_words = {.words = state_list, .count = SERVICE_STATE_COUNT};

enum service_state service_state_worse(enum service_state one, enum service_state other)
{
    static const int weights[SERVICE_STATE_COUNT] = {
        [SERVICE_OK] = 0, [SERVICE_UNKNOWN] = 1, [SERVICE_WARNING] = 2, [SERVICE_CRITICAL] = 3};
    return weights[one] >= weights[other] ? one : other;
}

static enum service_state state_of_finding(const struct report_options *options,
                                           const struct finding *finding)
{
    bool counts = finding->outcome != OUTCOME_HOLDS && finding_counts(options, finding);
    if (finding->outcome == OUTCOME_UNKNOWN)
        return counts ? SERVICE_UNKNOWN : SERVICE_OK;
    if (counts)
        return finding->severity == SEVERITY_ERROR ? SERVICE_CRITICAL : SERVICE_WARNING;
    bool warns = finding->outcome == OUTCOME_FAILS && finding->severity >= SEVERITY_WARNING
                 && finding->accepted == NULL && !options->counts_alone;
    return warns ? SERVICE_WARNING : SERVICE_OK;
}

enum service_state service_state_of(const struct report_options *options, const struct report *report)
{
    bool looked_at = report->domain != NULL || report->host_count > 0;
    enum service_state state = looked_at ? SERVICE_OK : SERVICE_UNKNOWN;
    for (size_t i = 0; i < report->finding_count; i++)
        state = service_state_worse(state, state_of_finding(options, &report->findings[i]));
    return state;
}

/* --- problems --- */

static bool may_be_problem(const struct finding *finding)
{
    return finding->outcome != OUTCOME_HOLDS && finding->accepted == NULL;
}

static enum service_state state_of_group(const struct report_options *options,
                                         const struct finding_group *group)
{
    enum service_state state = SERVICE_OK;
    for (size_t i = 0; i < group->count; i++)
        state = service_state_worse(state, state_of_finding(options, group->findings[i]));
    return state;
}

/* "STARTTLS is not offered: mx.example.org 192.0.2.1 port 25: EHLO lists ..." */
static char *text_of_group(const struct finding_group *group)
{
    const struct finding *finding = group->findings[0];
    struct text_list places = finding_group_subjects(group);
    char *where = text_list_join_first(&places, PLACES_SHOWN);
    char *whole = text_format("%s%s: %s: %s", finding->outcome == OUTCOME_UNKNOWN ? "undecided: " : "",
                              finding->title != NULL ? finding->title : finding_name(finding->id), where,
                              finding->evidence != NULL ? finding->evidence : "no evidence");
    char *text = service_text(whole, PROBLEM_MAX_BYTES);
    text_list_free(&places);
    free(where);
    free(whole);
    return text;
}

/* Findings come worst first, but by severity, and not every one counts. */
static void sort(struct service_problems *problems)
{
    for (size_t i = 1; i < problems->count; i++)
        for (size_t n = i; n > 0; n--) {
            struct service_problem *one = &problems->items[n - 1], *other = &problems->items[n];
            if (service_state_worse(one->state, other->state) == one->state)
                break;
            struct service_problem swapped = *one;
            *one = *other;
            *other = swapped;
        }
}

struct service_problems service_problems_of(const struct report_options *options, const struct report *report)
{
    struct service_problems problems = {0};
    struct finding_groups groups = finding_groups_of(report->findings, report->finding_count, may_be_problem);
    for (size_t i = 0; i < groups.count; i++) {
        enum service_state state = state_of_group(options, &groups.groups[i]);
        if (state == SERVICE_OK)
            continue;
        struct service_problem *problem =
            list_append(&problems.items, &problems.count, sizeof *problems.items);
        *problem = (struct service_problem){.state = state, .text = text_of_group(&groups.groups[i])};
    }
    finding_groups_free(&groups);
    sort(&problems);
    return problems;
}

void service_problems_free(struct service_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        free(problems->items[i].text);
    free(problems->items);
    *problems = (struct service_problems){0};
}

/* --- numbers --- */

static void count(struct service_numbers *numbers, const struct finding *finding)
{
    if (finding->outcome == OUTCOME_HOLDS)
        return;
    if (finding->accepted != NULL)
        numbers->accepted++;
    else if (finding->outcome == OUTCOME_UNKNOWN)
        numbers->unknown++;
    else if (finding->severity == SEVERITY_ERROR)
        numbers->errors++;
    else if (finding->severity == SEVERITY_WARNING)
        numbers->warnings++;
}

void service_numbers_add(struct service_numbers *numbers, const struct report *report)
{
    struct certificate_rows certificates = certificate_rows_of(report);
    int64_t days_left =
        certificates.count > 0 ? certificate_rows_days_left(report, certificates.rows[0].certificate) : 0;
    if (certificates.count > 0 && (!numbers->has_certificate || days_left < numbers->days_left))
        numbers->days_left = days_left;
    numbers->has_certificate = numbers->has_certificate || certificates.count > 0;
    certificate_rows_free(&certificates);
    numbers->connections += report->bounds.connections;
    for (size_t i = 0; i < report->finding_count; i++)
        count(numbers, &report->findings[i]);
}

char *service_numbers_words(const struct service_numbers *numbers)
{
    const struct {
        int64_t count;
        const char *word;
    } parts[] = {{numbers->errors, "error"}, {numbers->warnings, "warning"}, {numbers->unknown, "unknown"}};
    struct text_list list = {0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count == 0)
            continue;
        bool plural = parts[i].count != 1 && i < 2;
        char *part = text_format("%" PRId64 " %s%s", parts[i].count, parts[i].word, plural ? "s" : "");
        text_list_append(&list, part);
        free(part);
    }
    char *joined = list.count > 0 ? text_list_join(&list, ", ") : text_copy("no problem");
    text_list_free(&list);
    return joined;
}

/* --- texts --- */

/* In place of one byte; "" leaves it out. */
static const char *replacement(const char *at)
{
    static const struct {
        char sign;
        const char *harmless;
    } table[] = {{'|', "/"}, {'\\', "/"}, {'<', "["}, {'>', "]"},       {'&', "+"},
                 {'$', ""},  {'`', ""},   {'"', ""},  {'\'', "\u2019"}, {'~', "-"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (*at == table[i].sign)
            return table[i].harmless;
    return *at == '(' && at[1] != '\0' && strchr("!?.", at[1]) != NULL ? "( " : NULL;
}

/* Where `text` ends when it has so many bytes at most and its last character is whole. */
static size_t cut(const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

char *service_text(const char *text, size_t limit)
{
    char *harmless = allocate(3 * strlen(text) + sizeof "...", 1);
    char *out = harmless;
    for (const char *at = text; *at != '\0'; at++) {
        const char *other = replacement(at);
        if (other != NULL)
            out = stpcpy(out, other);
        else
            *out++ = *at;
    }
    size_t length = cut(harmless, limit);
    if (harmless[length] != '\0')
        strcpy(harmless + length, "...");
    return harmless;
}
