/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choosing rows. */
#include "report/matrix_rows.h"

#include "base/list.h"
#include "facts/words.h"
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

bool matrix_cell(const struct report *report, const struct host *host, const char *address, int64_t port,
                 struct cell *cell)
{
    const struct endpoint *endpoint =
        matrix_has_port(host, port) ? report_endpoint(report, host, address, port) : NULL;
    if (endpoint != NULL)
        *cell = cell_judged(report, host, endpoint);
    return endpoint != NULL;
}

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static void add_port(struct matrix_ports *ports, int64_t port)
{
    for (size_t i = 0; i < ports->count; i++)
        if (ports->items[i] == port)
            return;
    *(int64_t *)list_append(&ports->items, &ports->count, sizeof *ports->items) = port;
}

struct matrix_ports matrix_ports_of(const struct report *report, const struct matrix_rows *rows)
{
    struct matrix_ports ports = {0};
    for (size_t i = 0; i < rows->count; i++) {
        const struct matrix_row *row = &rows->rows[i];
        for (size_t n = 0; row->shown && row->address != NULL && n < row->host->port_count; n++)
            if (report_endpoint(report, row->host, row->address, row->host->ports[n].port) != NULL)
                add_port(&ports, row->host->ports[n].port);
    }
    if (ports.count > 1)
        qsort(ports.items, ports.count, sizeof *ports.items, by_number);
    return ports;
}

static void append_tag(struct text_list *tags, char *tag)
{
    text_list_append(tags, tag);
    free(tag);
}

const struct finding *matrix_finding(const struct report *report, const struct host *host,
                                     const char *address, int64_t port)
{
    const struct endpoint *endpoint =
        matrix_has_port(host, port) ? report_endpoint(report, host, address, port) : NULL;
    return endpoint != NULL ? cell_finding(report, host, endpoint) : NULL;
}

char *matrix_host_tags(const struct report *report, const struct host *host)
{
    struct text_list tags = {0};
    bool implicit = report->domain != NULL && report->domain->mail_route == ROUTE_IMPLICIT_MX;
    if (host->is_mx)
        append_tag(&tags,
                   implicit ? text_copy("implicit MX") : text_format("MX %d", (int)host->mx_preference));
    if (host->submission == SUBMISSION_SRV)
        append_tag(&tags, text_copy("submission by SRV"));
    if (host->submission == SUBMISSION_GIVEN && report->domain != NULL)
        append_tag(&tags, text_copy("submission by option"));
    if (host->submission == SUBMISSION_GUESS)
        append_tag(&tags, text_copy("submission by guess"));
    const struct dns_lookup *lookup =
        host->a_lookup.cname_chain.count > 0 ? &host->a_lookup : &host->aaaa_lookup;
    if (lookup->cname_chain.count > 0)
        append_tag(&tags,
                   text_format("alias of %s", lookup->cname_chain.items[lookup->cname_chain.count - 1]));
    char *joined = text_list_join(&tags, ", ");
    text_list_free(&tags);
    return joined;
}

void matrix_ports_free(struct matrix_ports *ports)
{
    free(ports->items);
    *ports = (struct matrix_ports){0};
}

char *matrix_no_address(const struct host *host)
{
    bool asked = host->a_lookup.status != DNS_NOT_ASKED || host->aaaa_lookup.status != DNS_NOT_ASKED;
    return asked ? text_format("no address: A %s, AAAA %s",
                               words_name(&dns_status_words, (int)host->a_lookup.status),
                               words_name(&dns_status_words, (int)host->aaaa_lookup.status))
                 : text_copy("not looked up: not a public host name");
}
