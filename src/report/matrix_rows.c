/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choosing rows. */
#include "report/matrix_rows.h"

#include "base/list.h"
#include "report/cell.h"

#include <stdlib.h>

bool matrix_has_port(const struct host *host, int64_t port)
{
    for (size_t i = 0; i < host->port_count; i++)
        if (host->ports[i].port == port)
            return true;
    return false;
}

static bool has_fault(const struct report *report, const struct host *host, const char *address)
{
    for (size_t i = 0; i < host->port_count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, address, host->ports[i].port);
        if (endpoint == NULL)
            continue;
        enum mark mark = cell_judged(report, host, endpoint).mark;
        if (mark == MARK_WARNING || mark == MARK_BAD)
            return true;
    }
    return false;
}

static void add(struct matrix_rows *rows, const struct report *report, const struct host *host,
                const char *address)
{
    struct matrix_row *row = list_append(&rows->rows, &rows->count, sizeof *row);
    *row = (struct matrix_row){host, address, address != NULL && has_fault(report, host, address), false};
}

/* Shows rows, those with a fault or the others, until `room` is used up. */
static size_t show(struct matrix_rows *rows, bool faults, size_t room)
{
    for (size_t i = 0; i < rows->count && room > 0; i++) {
        if (rows->rows[i].has_fault != faults)
            continue;
        rows->rows[i].shown = true;
        room--;
    }
    return room;
}

static void count_hidden(struct matrix_rows *rows)
{
    bool host_shown = false;
    for (size_t i = 0; i < rows->count; i++) {
        const struct matrix_row *row = &rows->rows[i];
        bool first = i == 0 || rows->rows[i - 1].host != row->host;
        bool last = i + 1 == rows->count || rows->rows[i + 1].host != row->host;
        host_shown = row->shown || (host_shown && !first);
        rows->hidden += !row->shown;
        rows->hidden_faults += !row->shown && row->has_fault;
        rows->hidden_hosts += last && !host_shown;
    }
}

struct matrix_rows matrix_rows_of(const struct report *report, size_t most)
{
    struct matrix_rows rows = {0};
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (host->addresses.count == 0)
            add(&rows, report, host, NULL);
        for (size_t n = 0; n < host->addresses.count; n++)
            add(&rows, report, host, host->addresses.items[n]);
    }
    size_t room = most == 0 ? rows.count : most;
    show(&rows, false, show(&rows, true, room));
    count_hidden(&rows);
    return rows;
}

void matrix_rows_free(struct matrix_rows *rows)
{
    free(rows->rows);
    *rows = (struct matrix_rows){0};
}
