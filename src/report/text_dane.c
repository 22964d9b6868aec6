/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For -v: TLSA records, and which of them match what each port shows. */
#include "base/list.h"
#include "facts/words.h"
#include "report/text_sections.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

enum { SET_COLUMN = 2, RECORD_COLUMN = 4, MATCH_COLUMN = 8, HANG = 2 };

static void line(const struct page *page, int column, enum style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void line(const struct page *page, int column, enum style style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = text_format_list(format, arguments);
    va_end(arguments);
    page_blank(page, column);
    page_paragraph(page, style, column, column + HANG, text);
    free(text);
}

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static bool is_for(const struct tlsa_match *match, const struct tlsa_set *set,
                   const struct tlsa_record *record)
{
    return match->port == set->port && text_same_name(match->base_domain, set->base_domain)
           && match->usage == record->usage && match->selector == record->selector
           && match->matching_type == record->matching_type && text_same(match->data_hex, record->data_hex);
}

static void match_line(const struct page *page, const struct endpoint *endpoint,
                       const struct tlsa_match *match)
{
    line(page, MATCH_COLUMN, STYLE_PLAIN, "%s, %s key: %s%s%s", or_dash(endpoint->address),
         or_dash(key_type_name(match->key_type)),
         match->matches == ANSWER_YES  ? "matches"
         : match->matches == ANSWER_NO ? "does not match"
                                       : "unknown",
         match->problem == NULL ? "" : ", ", match->problem == NULL ? "" : match->problem);
}

/* Every address and key of one record. */
static void record(const struct page *page, const struct report *report, const struct tlsa_set *set,
                   const struct tlsa_record *record)
{
    line(page, RECORD_COLUMN, STYLE_PLAIN, "%" PRId64 " %" PRId64 " %" PRId64 " %s", record->usage,
         record->selector, record->matching_type, or_dash(record->data_hex));
    if (!record->usable) {
        line(page, MATCH_COLUMN, STYLE_PLAIN, "not usable: %s", or_dash(record->unusable_because));
        return;
    }
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        for (size_t n = 0; n < endpoint->tlsa_match_count; n++)
            if (is_for(&endpoint->tlsa_matches[n], set, record))
                match_line(page, endpoint, &endpoint->tlsa_matches[n]);
    }
}

static void set(const struct page *page, const struct report *report, const struct tlsa_set *set)
{
    const struct dns_lookup *lookup = &set->lookup;
    line(page, SET_COLUMN, STYLE_STRONG, "_%" PRId64 "._tcp.%s: %s, %s%s%s", set->port,
         or_dash(set->base_domain), words_name(&dns_status_words, (int)lookup->status),
         words_name(&dnssec_state_words, (int)lookup->dnssec), lookup->dnssec_detail == NULL ? "" : ", ",
         lookup->dnssec_detail == NULL ? "" : lookup->dnssec_detail);
    for (size_t i = 0; i < set->record_count; i++)
        record(page, report, set, &set->records[i]);
}

/* Hosts that are aliases of one name share its records. */
static bool was_told(const struct report *report, size_t host, const struct tlsa_set *set)
{
    for (size_t i = 0; i < host; i++)
        for (size_t n = 0; n < report->hosts[i].tlsa_set_count; n++)
            if (report->hosts[i].tlsa_sets[n].port == set->port
                && text_same_name(report->hosts[i].tlsa_sets[n].base_domain, set->base_domain))
                return true;
    return false;
}

void text_dane(const struct page *page, const struct report *report)
{
    bool begun = false;
    for (size_t i = 0; i < report->host_count; i++)
        for (size_t n = 0; n < report->hosts[i].tlsa_set_count; n++) {
            const struct tlsa_set *here = &report->hosts[i].tlsa_sets[n];
            if (was_told(report, i, here))
                continue;
            if (!begun) {
                page_heading(page, "TLSA records");
            }
            begun = true;
            set(page, report, here);
        }
}
