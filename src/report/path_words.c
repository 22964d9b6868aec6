/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces in words. */
#include "report/path_words.h"

#include "base/list.h"
#include "facts/words.h"
#include "infer/icmp.h"
#include "infer/path_answer.h"
#include "infer/path_distance.h"
#include "report/name_words.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *or_unknown(const char *text)
{
    return text == NULL ? "?" : text;
}

/* "mx1.example.org, mail.example.org": the hosts at the address, but for the address itself. */
static char *hosts_at(bool unicode, const struct report *report, const char *address)
{
    struct text_list names = {0};
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (address == NULL || !text_list_has(&host->addresses, address) || text_same(host->name, address))
            continue;
        char *name = name_words(unicode, host->name, host->name_unicode);
        text_list_append(&names, name);
        free(name);
    }
    char *joined = text_list_join(&names, ", ");
    text_list_free(&names);
    return joined;
}

const struct page_sign path_signs[PATH_SIGN_COUNT] = {
    [PATH_SIGN_NONE] = {" ", " ", STYLE_PLAIN, NULL},
    [PATH_SIGN_PASSED] = {"│", "|", STYLE_PLAIN, "reaches this hop"},
    [PATH_SIGN_GAP] = {"·", ".", STYLE_DIM, "no answer here, but from later hops"},
    [PATH_SIGN_CONNECTED] = {"✓", "+", STYLE_GOOD, "connected"},
    [PATH_SIGN_SOMETIMES] = {"±", "~", STYLE_UNSURE, "connected, but not always"},
    [PATH_SIGN_REFUSED] = {"–", "-", STYLE_PLAIN, "refused"},
    [PATH_SIGN_REJECTED] = {"✗", "x", STYLE_BAD, "rejected"},
    [PATH_SIGN_LOCAL] = {"!", "!", STYLE_BAD, "not sent"},
    [PATH_SIGN_SILENT] = {"?", "?", STYLE_UNSURE, "no answer from here on"},
};

char *path_words_title(bool unicode, const struct report *report, const struct path *path)
{
    char *hosts = hosts_at(unicode, report, path->address);
    char *line = text_format("Path to %s%s%s%s", or_unknown(path->address), hosts[0] != '\0' ? " (" : "",
                             hosts, hosts[0] != '\0' ? ")" : "");
    free(hosts);
    return line;
}

char *path_words_source(const struct path *path)
{
    return text_format("from %s%s%s%s%s, in %" PRId64 " ms", or_unknown(path->source_address),
                       path->interface == NULL ? "" : " by ", path->interface == NULL ? "" : path->interface,
                       path->gateway == NULL ? "" : ", first router ",
                       path->gateway == NULL ? "" : path->gateway, path->elapsed_ms);
}

char *path_words_end(const struct path *path, const struct path_port *port)
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

char *path_words_hop(const struct path_row *row)
{
    return row->last_hop > row->hop ? text_format("%" PRId64 "-%" PRId64, row->hop, row->last_hop)
                                    : text_format("%" PRId64, row->hop);
}

static const char *host_name(const struct report *report, const char *address)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (address != NULL && text_list_has(&report->hosts[i].addresses, address))
            return report->hosts[i].name;
    return NULL;
}

const char *path_words_row_name(const struct report *report, const struct path *path,
                                const struct path_row *row)
{
    const char *name = NULL;
    if (row->address == NULL)
        return NULL;
    if (row->hop == 0)
        return "this machine";
    if (text_same(row->address, path->address))
        name = host_name(report, path->address);
    for (size_t i = 0; name == NULL && i < path->router_count; i++)
        if (text_same(path->routers[i].address, row->address))
            name = path->routers[i].name;
    return text_same(name, row->address) ? NULL : name;
}

const char *path_words_row(const struct path_row *row)
{
    return row->address != NULL ? row->address : row->remark != NULL ? row->remark : "?";
}

char *path_words_time(int64_t elapsed_us)
{
    if (elapsed_us <= 0)
        return text_copy("");
    double milliseconds = (double)elapsed_us / 1000;
    return text_format("%.*f ms", milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0, milliseconds);
}

enum mark path_words_mark(const struct path *path)
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

const char path_caveats_title[] = "What a trace cannot show";

/* Whether a trace among them has hops to be misread. */
static bool any_traced(const struct report *report, enum answer tells_senders)
{
    for (size_t i = 0; i < report->path_count; i++)
        if (report->paths[i].problem == NULL && report->paths[i].tells_senders == tells_senders)
            return true;
    return false;
}

struct text_list path_words_caveats(const struct report *report)
{
    static const char *const fixed[PATH_CAVEATS_FIXED] = {
        "A router may send no ICMP errors, or limit their rate: its hop is missing, but packets pass it.",
        "With load balancing over several paths, consecutive hops need not be neighbours.",
        "Where the answers end, packets are lost at the last hop that answered or at the next one.",
    };
    bool hidden = any_traced(report, ANSWER_NO);
    struct text_list caveats = {0};
    for (size_t i = 0; i < PATH_CAVEATS_FIXED && (hidden || any_traced(report, ANSWER_YES)); i++)
        text_list_append(&caveats, fixed[i]);
    if (hidden)
        text_list_append(&caveats,
                         "This system does not show who sent an ICMP error, so no routers are seen.");
    return caveats;
}

char *path_words_missing(bool unicode, const struct host *host)
{
    char *name = name_words(unicode, host->name, host->name_unicode);
    char *line = text_format("No path to %s was traced: it has no address (A %s, AAAA %s).", name,
                             words_name(&dns_status_words, (int)host->a_lookup.status),
                             words_name(&dns_status_words, (int)host->aaaa_lookup.status));
    free(name);
    return line;
}
