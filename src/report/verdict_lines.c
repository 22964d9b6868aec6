/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict of a report in words: delivery, the levels and what else is of note; and who reads what. */
#include "report/verdict_lines.h"

#include "base/list.h"
#include "report/level_words.h"

#include <stdlib.h>

static const enum mark delivery_marks[] = {
    [DELIVERY_UNKNOWN] = MARK_UNSURE,       [DELIVERY_NO] = MARK_BAD,   [DELIVERY_SOME_HOSTS] = MARK_WARNING,
    [DELIVERY_SOME_SENDERS] = MARK_WARNING, [DELIVERY_YES] = MARK_GOOD,
};
_Static_assert(sizeof delivery_marks / sizeof delivery_marks[0] == DELIVERY_COUNT,
               "a mark for each delivery");

static const enum mark inbound_marks[] = {
    [INBOUND_UNKNOWN] = MARK_UNSURE,           [INBOUND_NO_MAIL] = MARK_ABSENT,
    [INBOUND_NOT_ROUTABLE] = MARK_BAD,         [INBOUND_CLEARTEXT] = MARK_BAD,
    [INBOUND_OPPORTUNISTIC] = MARK_FAIR,       [INBOUND_OBSERVED_ONLY] = MARK_FAIR,
    [INBOUND_UNAUTHENTICATED] = MARK_FAIR,     [INBOUND_WEAKLY_PINNED] = MARK_FAIR,
    [INBOUND_HALF_DANE] = MARK_FAIR,           [INBOUND_PINNED] = MARK_GOOD,
    [INBOUND_DOWNGRADE_RESISTANT] = MARK_GOOD, [INBOUND_BOTH] = MARK_GOOD,
};
_Static_assert(sizeof inbound_marks / sizeof inbound_marks[0] == INBOUND_LEVEL_COUNT,
               "a mark for each level");

static const enum mark submission_marks[] = {
    [SUBMISSION_LEVEL_UNKNOWN] = MARK_UNSURE,
    [SUBMISSION_LEVEL_NONE] = MARK_ABSENT,
    [SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR] = MARK_BAD,
    [SUBMISSION_LEVEL_STRIPPABLE] = MARK_WARNING,
    [SUBMISSION_LEVEL_STARTTLS] = MARK_FAIR,
    [SUBMISSION_LEVEL_IMPLICIT_TLS] = MARK_GOOD,
    [SUBMISSION_LEVEL_STEADY_DISCOVERY] = MARK_GOOD,
};
_Static_assert(sizeof submission_marks / sizeof submission_marks[0] == SUBMISSION_LEVEL_COUNT,
               "a mark for each level");

/* So many hosts of a flag are named; the findings name the others. */
enum { FLAG_HOSTS = 3 };

static const char *const flag_phrases[] = {
    [FLAG_DELIVERY] = "some senders do not deliver", [FLAG_SPLIT] = "addresses differ",
    [FLAG_EXPIRING] = "a certificate expires soon",  [FLAG_TAMPER] = "tampering on the path",
    [FLAG_INJECT] = "commands can be injected",      [FLAG_WEAK_TLS] = "weak TLS",
};
_Static_assert(sizeof flag_phrases / sizeof flag_phrases[0] == FLAG_KIND_COUNT, "a phrase for each flag");

/* Whether the first line already says it for that host: if no sender delivers, "some senders do not deliver"
 * adds nothing. */
static bool is_said(const struct verdict *verdict, const struct verdict_flag *flag)
{
    if (flag->kind == FLAG_DELIVERY && verdict->delivery == DELIVERY_NO)
        return true;
    return flag->kind == FLAG_DELIVERY && verdict->delivery == DELIVERY_SOME_SENDERS
           && verdict->main_finding != NULL
           && (flag->host == NULL || verdict->main_finding->hosts.count == 0
               || text_list_has(&verdict->main_finding->hosts, flag->host));
}

/* "weak TLS (mx1.example.org, mx2.example.org, mx3.example.org and 4 more)"; empty where nothing of the kind
 * is left to be said. */
static char *flag_clause(const struct verdict *verdict, enum flag_kind kind)
{
    struct text_list hosts = {0};
    bool raised = false;
    for (size_t i = 0; i < verdict->flag_count; i++) {
        const struct verdict_flag *flag = &verdict->flags[i];
        if (flag->kind != kind || is_said(verdict, flag))
            continue;
        raised = true;
        if (flag->host != NULL)
            text_list_append(&hosts, flag->host);
    }
    char *names = text_list_join_first(&hosts, FLAG_HOSTS);
    char *clause = !raised            ? text_copy("")
                   : hosts.count == 0 ? text_copy(flag_phrases[kind])
                                      : text_format("%s (%s)", flag_phrases[kind], names);
    free(names);
    text_list_free(&hosts);
    return clause;
}

/* A domain that declares that it accepts no mail has no fault. */
enum mark verdict_lines_delivery_mark(const struct verdict *verdict)
{
    if (verdict->delivery == DELIVERY_NO && verdict->inbound == INBOUND_NO_MAIL)
        return MARK_ABSENT;
    if (verdict->delivery == DELIVERY_YES && verdict->main_finding != NULL)
        return MARK_FAIR;
    return delivery_marks[verdict->delivery];
}

enum mark verdict_lines_inbound_mark(enum inbound_level level)
{
    return inbound_marks[level];
}

enum mark verdict_lines_submission_mark(enum submission_level level)
{
    return submission_marks[level];
}

bool verdict_lines_is_about_mail(const struct report *report)
{
    return report->domain != NULL || report->verdict.delivery_summary != NULL
           || report->verdict.inbound != INBOUND_UNKNOWN || report->target.port == 0;
}

/* "some senders do not deliver (mx1.example.org), weak TLS (...)"; NULL for none. */
static char *all_flags(const struct verdict *verdict)
{
    struct text_list parts = {0};
    for (int kind = 0; kind < FLAG_KIND_COUNT; kind++) {
        char *part = flag_clause(verdict, kind);
        if (part[0] != '\0')
            text_list_append(&parts, part);
        free(part);
    }
    char *line = parts.count > 0 ? text_list_join(&parts, ", ") : NULL;
    text_list_free(&parts);
    return line;
}

struct marked_lines verdict_lines(const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    struct marked_lines lines = {0};
    if (verdict->delivery_summary != NULL)
        marked_lines_add(&lines, verdict_lines_delivery_mark(verdict), "delivery",
                         text_copy(verdict->delivery_summary));
    if (verdict->inbound_summary != NULL && verdict_lines_is_about_mail(report))
        marked_lines_add(&lines, inbound_marks[verdict->inbound], "inbound",
                         text_copy(verdict->inbound_summary));
    if (verdict->submission_summary != NULL)
        marked_lines_add(&lines, submission_marks[verdict->submission], "submission",
                         text_copy(verdict->submission_summary));
    char *also = all_flags(verdict);
    if (also != NULL)
        marked_lines_add(&lines, MARK_WARNING, "also", also);
    return lines;
}

char *verdict_lines_host(const struct host_verdict *host, bool in_full)
{
    const char *level = level_words_inbound(host->level);
    const char *least = level_words_inbound(host->at_least);
    const char *most = level_words_inbound(host->at_most);
    char *reasons = text_list_join(&host->reasons, "; ");
    const char *name = host->host == NULL ? "?" : host->host;
    char *line = !in_full ? text_format("%s: %s", name, level)
                 : host->level != INBOUND_UNKNOWN
                     ? text_format("%s: %s. %s.", name, level, reasons)
                     : text_format("%s: unknown, from %s to %s. %s.", name, least, most, reasons);
    free(reasons);
    return line;
}

bool verdict_lines_hosts_differ(const struct verdict *verdict)
{
    for (size_t i = 1; i < verdict->inbound_host_count; i++)
        if (verdict->inbound_hosts[i].at_most != verdict->inbound_hosts[0].at_most
            || verdict->inbound_hosts[i].at_least != verdict->inbound_hosts[0].at_least)
            return true;
    return false;
}
