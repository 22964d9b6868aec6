/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline: the target, the verdict in three lines, and which attacker can read what. */
#include "base/list.h"
#include "report/level_words.h"
#include "report/name_words.h"
#include "report/page_table.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum { LABEL_COLUMN = 4, TEXT_COLUMN = 16 };

/* Of the table of attackers, so that it looks the same from report to report. */
enum { WHO_COLUMNS = 18, INBOUND_COLUMNS = 22, SUBMISSION_COLUMNS = 15 };

/* Of a short report. */
enum { MOST_HOSTS = 6 };

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

static const struct {
    const char *words;
    enum style style;
} exposures[] = {
    [EXPOSURE_UNKNOWN] = {"undecided", STYLE_UNSURE},
    [EXPOSURE_NOTHING] = {"nothing", STYLE_DIM},
    [EXPOSURE_ENCRYPTED] = {"ciphertext only", STYLE_GOOD},
    [EXPOSURE_SOME] = {"reads some", STYLE_WARNING},
    [EXPOSURE_READS] = {"reads all", STYLE_BAD},
};
_Static_assert(sizeof exposures / sizeof exposures[0] == EXPOSURE_COUNT, "words for each exposure");

void text_title(const struct page *page, const struct report *report)
{
    char *line = name_words_target(page->utf8, &report->target);
    page_paragraph(page, STYLE_STRONG, 0, 4, line);
    free(line);
}

static void verdict_line(const struct page *page, enum mark mark, const char *label, const char *summary)
{
    page_blank(page, LABEL_COLUMN - 2);
    page_mark(page, mark);
    page_blank(page, 1);
    page_blank(page, TEXT_COLUMN - LABEL_COLUMN - page_text(page, STYLE_STRONG, label));
    page_paragraph(page, page_mark_style(mark), TEXT_COLUMN, TEXT_COLUMN, summary);
}

static const char *const attackers[] = {
    [ATTACKER_PASSIVE] = "an eavesdropper",
    [ATTACKER_ON_PATH] = "on the path",
    [ATTACKER_DNS_SPOOFING] = "with forged DNS",
    [ATTACKER_FIRST_CONTACT] = "at first contact",
    [ATTACKER_MIS_ISSUED_CERTIFICATE] = "false certificate",
};
_Static_assert(sizeof attackers / sizeof attackers[0] == ATTACKER_COUNT, "words for each attacker");

static void add_exposure(struct page_table *table, size_t column, enum exposure exposure)
{
    page_table_text(table, column, exposures[exposure].style, exposures[exposure].words);
}

static bool keeps_out(enum exposure exposure)
{
    return exposure == EXPOSURE_ENCRYPTED || exposure == EXPOSURE_NOTHING;
}

/* What the attacker can read of inbound mail, and which senders are protected. */
static void add_inbound(struct page_table *table, size_t column, const struct attacker_view *view)
{
    bool dane = keeps_out(view->inbound_dane), sts = keeps_out(view->inbound_sts);
    bool known = view->inbound_dane != EXPOSURE_UNKNOWN && view->inbound_sts != EXPOSURE_UNKNOWN;
    if (view->inbound_opportunistic != EXPOSURE_READS || (!dane && !sts && known))
        add_exposure(table, column, view->inbound);
    else if (!dane && !sts)
        page_table_text(table, column, STYLE_UNSURE, "reads (partly unknown)");
    else
        page_table_text(table, column, STYLE_WARNING,
                        dane && sts ? "all but DANE, MTA-STS"
                        : dane      ? "all but DANE"
                                    : "all but MTA-STS");
}

/* Which halves of the table have content. */
struct halves {
    bool inbound;
    bool submission;
};

static void add_attacker(struct page_table *table, const struct attacker_view *view, struct halves halves)
{
    size_t column = 0;
    page_table_row(table);
    page_table_text(table, column++, STYLE_PLAIN, attackers[view->attacker]);
    if (halves.inbound)
        add_inbound(table, column++, view);
    if (halves.submission) {
        add_exposure(table, column++, view->submission);
        add_exposure(table, column, view->submission_lax_client);
    }
}

/* The first contact matters only for MTA-STS. */
static bool is_worth_a_row(const struct verdict *verdict, const struct attacker_view *view)
{
    if (view->attacker != ATTACKER_FIRST_CONTACT)
        return true;
    for (size_t i = 0; i < verdict->inbound_host_count; i++)
        if (verdict->inbound_hosts[i].vector.sts > STS_OUTCOME_NA)
            return true;
    return false;
}

/* Under "submission" the client that enforces TLS, and the one that does not: set up as recommended, or so
 * that it takes any TLS or none. */
static void add_columns(struct page_table *table, struct halves halves)
{
    static const char submission[] = "submission by a client that";
    page_table_column(table, &(struct page_column){.kind = PAGE_COLUMN_FIXED,
                                                   .heading = "who reads",
                                                   .style = STYLE_DIM,
                                                   .least = WHO_COLUMNS});
    if (halves.inbound)
        page_table_column(
            table,
            &(struct page_column){.heading = "inbound mail", .style = STYLE_DIM, .least = INBOUND_COLUMNS});
    if (halves.submission) {
        page_table_column(
            table, &(struct page_column){.heading = "enforces TLS",
                                         .above = submission,
                                         .style = STYLE_DIM,
                                         .least = halves.inbound ? SUBMISSION_COLUMNS : INBOUND_COLUMNS});
        page_table_column(
            table, &(struct page_column){.heading = "does not", .above = submission, .style = STYLE_DIM});
    }
}

/* Who reads what of inbound mail, and of what users send. */
static void attacker_table(const struct page *page, const struct verdict *verdict)
{
    struct halves halves = {.inbound = verdict->inbound >= INBOUND_CLEARTEXT
                                       || verdict->inbound_at_least > INBOUND_CLEARTEXT,
                            .submission = verdict->submission > SUBMISSION_LEVEL_NONE};
    if (verdict->attacker_count == 0 || (!halves.inbound && !halves.submission))
        return;
    struct page_table *table = page_table_new(page, LABEL_COLUMN, LABEL_COLUMN);
    add_columns(table, halves);
    for (size_t i = 0; i < verdict->attacker_count; i++)
        if (is_worth_a_row(verdict, &verdict->attackers[i]))
            add_attacker(table, &verdict->attackers[i], halves);
    page_newline(page);
    page_table_write(table);
    page_table_free(table);
}

/* "mx1.example.org: half DANE"; what it rests on where `in_full`. The caller frees. */
static char *host_words(const struct host_verdict *host, bool in_full)
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

static void write_hosts(const struct page *page, const char *line)
{
    page_blank(page, LABEL_COLUMN);
    page_paragraph(page, STYLE_PLAIN, LABEL_COLUMN, LABEL_COLUMN + 2, line);
}

static void hosts_in_full(const struct page *page, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        char *line = host_words(&verdict->inbound_hosts[i], true);
        write_hosts(page, line);
        free(line);
    }
}

/* The first few of them, in one line. */
static void hosts_in_short(const struct page *page, const struct verdict *verdict)
{
    struct text_list hosts = {0};
    for (size_t i = 0; i < verdict->inbound_host_count && i < MOST_HOSTS; i++) {
        char *words = host_words(&verdict->inbound_hosts[i], false);
        text_list_append(&hosts, words);
        free(words);
    }
    size_t more = verdict->inbound_host_count - hosts.count;
    char *joined = text_list_join(&hosts, "; ");
    char *line = more == 0 ? text_copy(joined) : text_format("%s; and %zu more (-v)", joined, more);
    write_hosts(page, line);
    free(line);
    free(joined);
    text_list_free(&hosts);
}

/* The hosts one by one where they differ. */
static void host_lines(const struct page *page, const struct verdict *verdict, bool in_full)
{
    bool differ = false;
    for (size_t i = 1; i < verdict->inbound_host_count; i++)
        differ = differ || verdict->inbound_hosts[i].at_most != verdict->inbound_hosts[0].at_most
                 || verdict->inbound_hosts[i].at_least != verdict->inbound_hosts[0].at_least;
    if (!differ)
        return;
    page_newline(page);
    if (in_full)
        hosts_in_full(page, verdict);
    else
        hosts_in_short(page, verdict);
}

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

/* "also  some senders do not deliver (mx1.example.org), weak TLS (...)". */
static void flag_line(const struct page *page, const struct verdict *verdict)
{
    struct text_list parts = {0};
    for (int kind = 0; kind < FLAG_KIND_COUNT; kind++) {
        char *part = flag_clause(verdict, kind);
        if (part[0] != '\0')
            text_list_append(&parts, part);
        free(part);
    }
    char *line = text_list_join(&parts, ", ");
    if (parts.count > 0)
        verdict_line(page, MARK_WARNING, "also", line);
    free(line);
    text_list_free(&parts);
}

/* A domain that declares that it accepts no mail has no fault. */
static enum mark delivery_mark(const struct verdict *verdict)
{
    if (verdict->delivery == DELIVERY_NO && verdict->inbound == INBOUND_NO_MAIL)
        return MARK_ABSENT;
    if (verdict->delivery == DELIVERY_YES && verdict->main_finding != NULL)
        return MARK_FAIR;
    return delivery_marks[verdict->delivery];
}

/* Where one port is asked for and it is not 25, mail to the host is not what was asked about. */
static bool is_about_mail(const struct report *report)
{
    return report->domain != NULL || report->verdict.delivery_summary != NULL
           || report->verdict.inbound != INBOUND_UNKNOWN || report->target.port == 0;
}

void text_headline(const struct page *page, const struct report *report, const struct report_options *options)
{
    const struct verdict *verdict = &report->verdict;
    if (verdict->delivery_summary != NULL || verdict->inbound_summary != NULL
        || verdict->submission_summary != NULL)
        page_newline(page);
    if (verdict->delivery_summary != NULL)
        verdict_line(page, delivery_mark(verdict), "delivery", verdict->delivery_summary);
    if (verdict->inbound_summary != NULL && is_about_mail(report))
        verdict_line(page, inbound_marks[verdict->inbound], "inbound", verdict->inbound_summary);
    if (verdict->submission_summary != NULL)
        verdict_line(page, submission_marks[verdict->submission], "submission", verdict->submission_summary);
    flag_line(page, verdict);
    if (options->quiet)
        return;
    attacker_table(page, verdict);
    host_lines(page, verdict, options->verbose);
}
