/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run in words. */
#include "report/run_words.h"

#include "base/address.h"
#include "base/list.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>

char *run_words_counts(const struct block_counts *counts)
{
    const struct {
        size_t count;
        const char *one;
        const char *many;
    } parts[] = {
        {counts->errors, "error", "errors"},        {counts->warnings, "warning", "warnings"},
        {counts->notes, "note", "notes"},           {counts->undecided, "undecided", "undecided"},
        {counts->accepted, "accepted", "accepted"},
    };
    struct text_list list = {0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count == 0 && i > 0)
            continue;
        char *part =
            text_format("%zu %s", parts[i].count, parts[i].count == 1 ? parts[i].one : parts[i].many);
        text_list_append(&list, part);
        free(part);
    }
    char *joined = text_list_join(&list, ", ");
    text_list_free(&list);
    return joined;
}

/* Which name servers were queried; the addresses behind "the system's resolver" are part of the result. */
static char *resolver_words(const struct vantage *vantage)
{
    if (vantage->offline)
        return text_copy("only from the records file");
    if (vantage->resolver != NULL && !text_same(vantage->resolver, "system"))
        return text_format("by %s", vantage->resolver);
    char *servers = text_list_join(&vantage->resolvers, ", ");
    const char *plural = vantage->resolvers.count > 1 ? "s" : "";
    char *words = text_format("by the system's resolver%s%s%s", plural, *servers != '\0' ? " " : "", servers);
    free(servers);
    return words;
}

char *run_words_here(const struct vantage *vantage)
{
    const char *families = vantage->ipv4 && vantage->ipv6 ? "IPv4 and IPv6"
                           : vantage->ipv6                ? "IPv6 only"
                                                          : "IPv4 only";
    char *resolver = resolver_words(vantage);
    bool cloud = vantage->cloud != PROVIDER_NONE;
    char *words = text_format("EHLO name: %s; %s; DNS %s%s%s",
                              vantage->helo_name == NULL ? "own address" : vantage->helo_name, families,
                              resolver, cloud ? "; hosted by " : "",
                              cloud ? words_name(&provider_id_words, (int)vantage->cloud) : "");
    free(resolver);
    return words;
}

char *run_words_vantage(const struct report *report)
{
    char *here = run_words_here(&report->vantage);
    char *words = text_format("mailsonde %s at %s, %" PRId64 ".%" PRId64 " s; %s",
                              report->mailsonde_version == NULL ? "?" : report->mailsonde_version,
                              report->started_at == NULL ? "?" : report->started_at,
                              report->elapsed_ms / 1000, report->elapsed_ms / 100 % 10, here);
    free(here);
    return words;
}

char *run_words_control(const struct control *control)
{
    const char *over = control->address == NULL                ? ""
                       : address_family(control->address) == 6 ? " over IPv6"
                                                               : " over IPv4";
    char *place = text_format("%s%s", control->place == NULL ? "?" : control->place, over);
    char *line = control->connected == ANSWER_YES
                     ? text_format("control %s: connected in %" PRId64 ".%" PRId64 " ms", place,
                                   control->connect_us / 1000, control->connect_us / 100 % 10)
                 : control->address == NULL ? text_format("control %s: could not be resolved", place)
                 : control->connected == ANSWER_NO
                     ? text_format("control %s: no connection (%s)", place,
                                   words_name(&stop_reason_words, (int)control->stop.reason))
                     : text_format("control %s: unknown", place);
    free(place);
    return line;
}

const char *run_words_incomplete(const struct report *report)
{
    switch (report->ended) {
    case REPORT_INTERRUPTED:
        return "interrupted: the report is incomplete, what was not finished is unknown";
    case REPORT_MEMORY_RAN_OUT:
        return "memory ran out on this machine: the report is incomplete, what was not finished is unknown";
    case REPORT_TIME_RAN_OUT:
        return report_reached_max_time(report)
                   ? "time ran out (--max-time): the report is incomplete, what was not finished is unknown"
                   : "time ran out: the report is incomplete, what was not finished is unknown";
    case REPORT_COMPLETE:
    case REPORT_END_COUNT:
        break;
    }
    return NULL;
}
