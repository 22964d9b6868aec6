/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting certificates. */
#include "report/certificate_rows.h"

#include "base/list.h"
#include "report/finding_groups.h"

#include <stdlib.h>

enum { DAY_S = 86400, SOON_DAYS = 14 };

/* The server's own certificate of the endpoint, NULL for none that can be read. */
static const struct certificate *leaf_of(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->tls == NULL || session->tls->chain_count == 0)
        return NULL;
    const struct certificate *leaf = &session->tls->chain[0];
    return leaf->unreadable == NULL && leaf->not_after != NULL ? leaf : NULL;
}

static bool is_same(const struct certificate *a, const struct certificate *b)
{
    return a->sha256 != NULL && text_same(a->sha256, b->sha256) && a->not_after_unix_s == b->not_after_unix_s;
}

static struct certificate_row *row_of(struct certificate_rows *rows, const struct certificate *leaf)
{
    for (size_t i = 0; i < rows->count; i++)
        if (is_same(rows->rows[i].certificate, leaf))
            return &rows->rows[i];
    struct certificate_row *row = list_append(&rows->rows, &rows->count, sizeof *row);
    row->certificate = leaf;
    return row;
}

/* Insertion keeps the report's order among those that expire together. */
static void sort(struct certificate_rows *rows)
{
    for (size_t i = 1; i < rows->count; i++) {
        struct certificate_row row = rows->rows[i];
        size_t at = i;
        for (; at > 0 && rows->rows[at - 1].certificate->not_after_unix_s > row.certificate->not_after_unix_s;
             at--)
            rows->rows[at] = rows->rows[at - 1];
        rows->rows[at] = row;
    }
}

static void name_places(struct certificate_row *row)
{
    struct finding *subjects = allocate(row->endpoint_count, sizeof *subjects);
    struct finding_group group = {allocate(row->endpoint_count, sizeof(struct finding *)),
                                  row->endpoint_count};
    for (size_t i = 0; i < row->endpoint_count; i++) {
        const struct endpoint *endpoint = row->endpoints[i];
        subjects[i].subject = (struct subject){
            .host = endpoint->server_name, .address = endpoint->address, .port = endpoint->port};
        group.findings[i] = &subjects[i];
    }
    row->places = finding_group_subjects(&group);
    free(group.findings);
    free(subjects);
}

struct certificate_rows certificate_rows_of(const struct report *report)
{
    struct certificate_rows rows = {0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct certificate *leaf = leaf_of(&report->endpoints[i]);
        if (leaf == NULL)
            continue;
        struct certificate_row *row = row_of(&rows, leaf);
        const struct endpoint **endpoint =
            list_append(&row->endpoints, &row->endpoint_count, sizeof *row->endpoints);
        *endpoint = &report->endpoints[i];
    }
    sort(&rows);
    for (size_t i = 0; i < rows.count; i++)
        name_places(&rows.rows[i]);
    return rows;
}

void certificate_rows_free(struct certificate_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].endpoints);
        text_list_free(&rows->rows[i].places);
    }
    free(rows->rows);
    *rows = (struct certificate_rows){0};
}

int64_t certificate_rows_days_left(const struct report *report, const struct certificate *certificate)
{
    int64_t left_s = certificate->not_after_unix_s - report->started_at_unix_ms / 1000;
    return left_s >= 0 ? left_s / DAY_S : -((-left_s + DAY_S - 1) / DAY_S);
}

enum mark certificate_rows_mark(const struct report *report, const struct certificate *certificate)
{
    int64_t days = certificate_rows_days_left(report, certificate);
    return report->vantage.clock == ANSWER_NO ? MARK_UNSURE
           : days < 0                         ? MARK_BAD
           : days < SOON_DAYS                 ? MARK_WARNING
                                              : MARK_GOOD;
}
