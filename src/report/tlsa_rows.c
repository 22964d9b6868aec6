/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records in rows. */
#include "report/tlsa_rows.h"

#include "base/list.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>

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

/* Takes the text over. */
static void add(struct tlsa_rows *rows, enum tlsa_row_kind kind, enum mark mark, char *text)
{
    struct tlsa_row *row = list_append(&rows->rows, &rows->count, sizeof *row);
    *row = (struct tlsa_row){kind, mark, text};
}

static void add_match(struct tlsa_rows *rows, const struct endpoint *endpoint, const struct tlsa_match *match)
{
    static const struct {
        const char *words;
        enum mark mark;
    } answers[] = {
        [ANSWER_UNKNOWN] = {"unknown", MARK_UNSURE},
        [ANSWER_NO] = {"does not match", MARK_ABSENT},
        [ANSWER_YES] = {"matches", MARK_GOOD},
    };
    add(rows, TLSA_ROW_MATCH, answers[match->matches].mark,
        text_format("%s, %s key: %s%s%s", or_dash(endpoint->address), or_dash(key_type_name(match->key_type)),
                    answers[match->matches].words, match->problem == NULL ? "" : ", ",
                    match->problem == NULL ? "" : match->problem));
}

/* Every address and key of one record. */
static void add_record(struct tlsa_rows *rows, const struct report *report, const struct tlsa_set *set,
                       const struct tlsa_record *record)
{
    add(rows, TLSA_ROW_RECORD, MARK_NONE,
        text_format("%" PRId64 " %" PRId64 " %" PRId64 " %s", record->usage, record->selector,
                    record->matching_type, or_dash(record->data_hex)));
    if (!record->usable) {
        add(rows, TLSA_ROW_MATCH, MARK_BAD, text_format("not usable: %s", or_dash(record->unusable_because)));
        return;
    }
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        for (size_t n = 0; n < endpoint->tlsa_match_count; n++)
            if (is_for(&endpoint->tlsa_matches[n], set, record))
                add_match(rows, endpoint, &endpoint->tlsa_matches[n]);
    }
}

static void add_set(struct tlsa_rows *rows, const struct report *report, const struct tlsa_set *set)
{
    const struct dns_lookup *lookup = &set->lookup;
    add(rows, TLSA_ROW_SET, MARK_NONE,
        text_format("_%" PRId64 "._tcp.%s: %s, %s%s%s", set->port, or_dash(set->base_domain),
                    words_name(&dns_status_words, (int)lookup->status),
                    words_name(&dnssec_state_words, (int)lookup->dnssec),
                    lookup->dnssec_detail == NULL ? "" : ", ",
                    lookup->dnssec_detail == NULL ? "" : lookup->dnssec_detail));
    for (size_t i = 0; i < set->record_count; i++)
        add_record(rows, report, set, &set->records[i]);
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

struct tlsa_rows tlsa_rows_of(const struct report *report)
{
    struct tlsa_rows rows = {0};
    for (size_t i = 0; i < report->host_count; i++)
        for (size_t n = 0; n < report->hosts[i].tlsa_set_count; n++)
            if (!was_told(report, i, &report->hosts[i].tlsa_sets[n]))
                add_set(&rows, report, &report->hosts[i].tlsa_sets[n]);
    return rows;
}

void tlsa_rows_free(struct tlsa_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->rows[i].text);
    free(rows->rows);
    *rows = (struct tlsa_rows){0};
}
