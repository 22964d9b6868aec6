/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways that were traced: the table of each, how it ends for each port, what that comes to, and what a
 * trace cannot show. */
#include "base/list.h"
#include "facts/words.h"
#include "infer/icmp.h"
#include "infer/path_answer.h"
#include "infer/path_distance.h"
#include "report/name_words.h"
#include "report/path_rows.h"
#include "report/text_sections.h"

#include <inttypes.h>
#include <stdlib.h>

enum { BODY_COLUMN = 4, PORT_COLUMN = 11, MARK_COLUMN = 2 };

/* "mx1.example.org, mail.example.org": the hosts at the address, but for the address itself. */
static char *hosts_at(const struct page *page, const struct report *report, const char *address)
{
    struct text_list names = {0};
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (address == NULL || !text_list_has(&host->addresses, address) || text_same(host->name, address))
            continue;
        char *name = name_words(page->utf8, host->name, host->name_unicode);
        text_list_append(&names, name);
        free(name);
    }
    char *joined = text_list_join(&names, ", ");
    text_list_free(&names);
    return joined;
}

static const char *or_unknown(const char *text)
{
    return text == NULL ? "?" : text;
}

static void heading(const struct page *page, const struct report *report, const struct path *path)
{
    char *hosts = hosts_at(page, report, path->address);
    char *line = text_format("Path to %s%s%s%s", or_unknown(path->address), hosts[0] != '\0' ? " (" : "",
                             hosts, hosts[0] != '\0' ? ")" : "");
    page_paragraph(page, STYLE_STRONG, 0, BODY_COLUMN, line);
    free(line);
    free(hosts);
    if (path->source_address == NULL)
        return;
    line = text_format("from %s%s%s%s%s, in %" PRId64 " ms", path->source_address,
                       path->interface == NULL ? "" : " by ", path->interface == NULL ? "" : path->interface,
                       path->gateway == NULL ? "" : ", first router ",
                       path->gateway == NULL ? "" : path->gateway, path->elapsed_ms);
    page_blank(page, BODY_COLUMN);
    page_paragraph(page, STYLE_DIM, BODY_COLUMN, BODY_COLUMN, line);
    free(line);
}

/* How the way ends, in words; the caller frees. */
static char *ending(const struct path *path, const struct path_port *port)
{
    const struct icmp_error *icmp = port->icmp;
    int64_t last = path_rows_last_hop(port);
    bool nearer = path_answer(path, port) == ANSWER_NO;
    switch (port->end) {
    case PATH_END_CONNECTED:
        if (path_lost(path, port) > 0)
            return text_format("connected, after %" PRId64 " packet%s that got no answer",
                               path_lost(path, port), path_lost(path, port) == 1 ? "" : "s");
        return text_format("connected at hop %" PRId64 "%s", port->end_hop,
                           nearer ? ", before the host" : "");
    case PATH_END_REFUSED:
        return text_format("refused (RST) at hop %" PRId64 "%s", port->end_hop,
                           nearer ? ", before the host" : "");
    case PATH_END_REJECTED:
        if (icmp == NULL)
            return text_format("rejected at hop %" PRId64 " (%s)", port->end_hop,
                               or_unknown(port->system_error));
        return text_format("rejected with hop limit %" PRId64 " by %s: %s (%s type %" PRId64 " code %" PRId64
                           ")",
                           port->end_hop, icmp->sender == NULL ? "an unknown address" : icmp->sender,
                           icmp_meaning(icmp), icmp->family == 6 ? "ICMPv6" : "ICMP", icmp->type, icmp->code);
    case PATH_END_SILENT:
        if (last == 0)
            return text_format("no answer from any of %" PRId64 " hops", path->hop_limit);
        return text_format("no answer beyond hop %" PRId64 "%s", last,
                           nearer ? ", but the host answers on another port" : "");
    case PATH_END_LOCAL:
        return text_format("not sent: this machine refused (%s)", or_unknown(port->system_error));
    case PATH_END_UNKNOWN:
    case PATH_END_COUNT:
        break;
    }
    return port->problem != NULL ? text_format("not traced: %s", port->problem) : text_copy("not known");
}

static void port_lines(const struct page *page, const struct path *path)
{
    static const enum style styles[] = {
        [ANSWER_UNKNOWN] = STYLE_UNSURE, [ANSWER_NO] = STYLE_BAD, [ANSWER_YES] = STYLE_GOOD};
    page_newline(page);
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        char *number = text_format("%" PRId64, port->port);
        char *end = ending(path, port);
        page_blank(page, BODY_COLUMN);
        page_blank(page, PORT_COLUMN - BODY_COLUMN - page_text(page, STYLE_STRONG, number));
        page_paragraph(page, styles[path_answer(path, port)], PORT_COLUMN, PORT_COLUMN, end);
        free(end);
        free(number);
    }
}

static void one_path(const struct page *page, const struct report *report, size_t index, bool verbose)
{
    const struct path *path = &report->paths[index];
    const struct text_list *summaries = &report->verdict.path_summaries;
    page_newline(page);
    heading(page, report, path);
    if (path->problem != NULL) {
        char *line = text_format("Not traced: %s.", path->problem);
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_UNSURE, BODY_COLUMN, BODY_COLUMN, line);
        free(line);
        return;
    }
    text_path_table(page, report, path);
    if (verbose)
        port_lines(page, path);
    if (index < summaries->count) {
        page_newline(page);
        page_blank(page, BODY_COLUMN);
        page_paragraph(page, STYLE_STRONG, BODY_COLUMN, BODY_COLUMN, summaries->items[index]);
    }
}

/* Whether a trace among them has hops to be misread. */
static bool any_traced(const struct report *report, enum answer tells_senders)
{
    for (size_t i = 0; i < report->path_count; i++)
        if (report->paths[i].problem == NULL && report->paths[i].tells_senders == tells_senders)
            return true;
    return false;
}

static const char senders_hidden[] =
    "This system does not show who sent an ICMP error, so no routers are seen.";

static void caveats_in_short(const struct page *page, const struct report *report)
{
    char *line = text_format(
        "A trace does not show routers that send no ICMP errors, or which of several paths a packet took. "
        "Where the answers end, packets are lost at that hop or the next one.%s%s",
        any_traced(report, ANSWER_NO) ? " " : "", any_traced(report, ANSWER_NO) ? senders_hidden : "");
    page_newline(page);
    page_blank(page, BODY_COLUMN);
    page_paragraph(page, STYLE_DIM, BODY_COLUMN, BODY_COLUMN, line);
    free(line);
}

static void caveats_in_full(const struct page *page, const struct report *report)
{
    static const char *const shown[] = {
        "A router may send no ICMP errors, or limit their rate: its hop is missing, but packets pass it.",
        "With load balancing over several paths, consecutive hops need not be neighbours.",
        "Where the answers end, packets are lost at the last hop that answered or at the next one.",
    };
    page_newline(page);
    page_blank(page, BODY_COLUMN);
    page_text(page, STYLE_DIM, "What a trace cannot show");
    page_newline(page);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        page_blank(page, BODY_COLUMN);
        page_text(page, STYLE_DIM, "- ");
        page_paragraph(page, STYLE_DIM, BODY_COLUMN + 2, BODY_COLUMN + 2, shown[i]);
    }
    if (any_traced(report, ANSWER_NO)) {
        page_blank(page, BODY_COLUMN);
        page_text(page, STYLE_DIM, "- ");
        page_paragraph(page, STYLE_DIM, BODY_COLUMN + 2, BODY_COLUMN + 2, senders_hidden);
    }
}

void text_path_missing(const struct page *page, const struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (host->addresses.count > 0)
            continue;
        char *name = name_words(page->utf8, host->name, host->name_unicode);
        char *line = text_format("No path to %s was traced: it has no address (A %s, AAAA %s).", name,
                                 words_name(&dns_status_words, (int)host->a_lookup.status),
                                 words_name(&dns_status_words, (int)host->aaaa_lookup.status));
        page_newline(page);
        page_paragraph(page, STYLE_UNSURE, 0, BODY_COLUMN, line);
        free(line);
        free(name);
    }
}

void text_paths(const struct page *page, const struct report *report, bool verbose, bool in_full)
{
    for (size_t i = 0; i < report->path_count; i++)
        one_path(page, report, i, verbose);
    if (!any_traced(report, ANSWER_YES) && !any_traced(report, ANSWER_NO))
        return;
    if (in_full)
        caveats_in_full(page, report);
    else
        caveats_in_short(page, report);
}

static enum mark mark_of(const struct path *path)
{
    enum mark mark = path->port_count == 0 ? MARK_UNSURE : MARK_GOOD;
    for (size_t i = 0; i < path->port_count; i++) {
        enum answer answer = path_answer(path, &path->ports[i]);
        if (answer == ANSWER_NO)
            return MARK_BAD;
        mark = answer == ANSWER_UNKNOWN ? MARK_UNSURE : mark;
    }
    return mark;
}

void text_path_headline(const struct page *page, const struct report *report)
{
    const struct text_list *summaries = &report->verdict.path_summaries;
    page_newline(page);
    for (size_t i = 0; i < report->path_count; i++) {
        const struct path *path = &report->paths[i];
        enum mark mark = mark_of(path);
        page_blank(page, MARK_COLUMN);
        page_mark(page, mark);
        page_blank(page, 1);
        page_paragraph(page, page_mark_style(mark), BODY_COLUMN, BODY_COLUMN,
                       i < summaries->count ? summaries->items[i] : or_unknown(path->address));
    }
}
