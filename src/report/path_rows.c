/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace as a table. */
#include "report/path_rows.h"

#include "base/list.h"
#include "infer/path_answer.h"
#include "infer/path_distance.h"

#include <stdbool.h>
#include <stdlib.h>

static const char nobody[] = "no answer";
static const char nearer[] = "before the host";
static const char untold[] = "unknown sender";
static const char here[] = "this machine";

int64_t path_rows_last_hop(const struct path_port *port)
{
    return port->hop_count > 0 ? port->hops[port->hop_count - 1].hop : 0;
}

static struct path_row *find(const struct path_rows *rows, int64_t hop, const char *address,
                             const char *remark)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct path_row *row = &rows->rows[i];
        if (row->hop == hop && text_same(row->address, address) && row->remark == remark)
            return row;
    }
    return NULL;
}

static bool stands(const struct path_rows *rows, const char *address)
{
    for (size_t i = 0; i < rows->count; i++)
        if (text_same(rows->rows[i].address, address))
            return true;
    return false;
}

static void add(struct path_rows *rows, int64_t hop, const char *address, const char *remark,
                int64_t elapsed_us)
{
    struct path_row *row = find(rows, hop, address, remark);
    if (row == NULL) {
        row = list_append(&rows->rows, &rows->count, sizeof *rows->rows);
        *row = (struct path_row){hop, hop, address, remark, elapsed_us};
    } else if (elapsed_us > 0 && (row->elapsed_us == 0 || elapsed_us < row->elapsed_us)) {
        row->elapsed_us = elapsed_us;
    }
}

/* Whether this machine itself is the end. */
static bool ends_here(const struct path *path, const struct path_port *port)
{
    bool rejected = port->end == PATH_END_REJECTED && port->icmp != NULL && port->icmp->sender != NULL;
    return port->end == PATH_END_LOCAL || (rejected && text_same(port->icmp->sender, path->source_address));
}

/* The address of the row in which the port's end stands, NULL for one that is not known. */
static const char *end_address(const struct path *path, const struct path_port *port)
{
    if (ends_here(path, port))
        return path->source_address;
    if (port->end == PATH_END_REJECTED)
        return port->icmp != NULL ? port->icmp->sender : NULL;
    return path_answer(path, port) == ANSWER_NO ? NULL : path->address;
}

static const char *end_remark(const struct path *path, const struct path_port *port)
{
    if (end_address(path, port) != NULL)
        return NULL;
    if (ends_here(path, port))
        return here;
    return port->end == PATH_END_REJECTED ? untold : nearer;
}

/* The hop in whose rows the end stands: a host is not farther away for packets that were lost before. */
static int64_t end_hop(const struct path *path, const struct path_port *port)
{
    return ends_here(path, port) ? 0 : port->end_hop - path_lost(path, port);
}

static bool has_row(const struct path_port *port)
{
    return port->end != PATH_END_UNKNOWN && port->end != PATH_END_SILENT;
}

static void add_end(struct path_rows *rows, const struct path_port *port)
{
    const char *address = end_address(rows->path, port);
    bool by_router = port->end == PATH_END_REJECTED && address != NULL && stands(rows, address);
    if (has_row(port) && !by_router)
        add(rows, end_hop(rows->path, port), address, end_remark(rows->path, port), port->end_elapsed_us);
}

static int64_t farthest_row(const struct path_rows *rows)
{
    int64_t farthest = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->rows[i].hop > farthest)
            farthest = rows->rows[i].hop;
    return farthest;
}

/* Silence needs a row to stand in. */
static void add_silence(struct path_rows *rows)
{
    int64_t farthest = farthest_row(rows);
    for (size_t i = 0; i < rows->path->port_count; i++) {
        const struct path_port *port = &rows->path->ports[i];
        if (port->end == PATH_END_SILENT && path_rows_last_hop(port) >= farthest) {
            add(rows, farthest + 1, NULL, nobody, 0);
            rows->rows[rows->count - 1].last_hop =
                rows->path->hop_limit > farthest ? rows->path->hop_limit : farthest + 1;
            return;
        }
    }
}

/* By hop; those of one hop stay in their order. */
static void sort(struct path_rows *rows)
{
    for (size_t i = 1; i < rows->count; i++) {
        struct path_row row = rows->rows[i];
        size_t place = i;
        for (; place > 0 && rows->rows[place - 1].hop > row.hop; place--)
            rows->rows[place] = rows->rows[place - 1];
        rows->rows[place] = row;
    }
}

/* A row for each stretch of hops that nobody answered at; the rows are in order. */
static void fill_gaps(struct path_rows *rows)
{
    struct path_rows filled = {.path = rows->path};
    int64_t told = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct path_row *row = &rows->rows[i];
        if (row->hop - 1 > told)
            *(struct path_row *)list_append(&filled.rows, &filled.count, sizeof *filled.rows) =
                (struct path_row){.hop = told + 1, .last_hop = row->hop - 1, .remark = nobody};
        *(struct path_row *)list_append(&filled.rows, &filled.count, sizeof *filled.rows) = *row;
        told = row->hop;
    }
    free(rows->rows);
    *rows = filled;
}

struct path_rows path_rows_of(const struct path *path)
{
    struct path_rows rows = {.path = path};
    for (size_t i = 0; i < path->port_count; i++)
        for (size_t n = 0; n < path->ports[i].hop_count; n++) {
            const struct path_hop *hop = &path->ports[i].hops[n];
            add(&rows, hop->hop, hop->address, NULL, hop->elapsed_us);
        }
    for (size_t i = 0; i < path->port_count; i++)
        add_end(&rows, &path->ports[i]);
    add_silence(&rows);
    sort(&rows);
    fill_gaps(&rows);
    return rows;
}

void path_rows_free(struct path_rows *rows)
{
    free(rows->rows);
    *rows = (struct path_rows){0};
}

static bool is_router(const struct path_row *row, const struct path_port *port)
{
    for (size_t i = 0; i < port->hop_count; i++)
        if (port->hops[i].hop == row->hop && text_same(port->hops[i].address, row->address))
            return true;
    return false;
}

static bool answered_at(const struct path_port *port, int64_t hop)
{
    for (size_t i = 0; i < port->hop_count; i++)
        if (port->hops[i].hop == hop)
            return true;
    return false;
}

/* A rejection by a router that answered before stands in its row, whichever hop limit it was met with. */
static bool is_end(const struct path_rows *rows, size_t index, const struct path_port *port)
{
    const struct path_row *row = &rows->rows[index];
    const char *address = end_address(rows->path, port);
    if (!has_row(port) || !text_same(row->address, address) || row->remark != end_remark(rows->path, port))
        return false;
    if (row->hop == end_hop(rows->path, port))
        return true;
    if (port->end != PATH_END_REJECTED || address == NULL || find(rows, port->end_hop, address, NULL) != NULL)
        return false;
    for (size_t i = 0; i < index; i++)
        if (text_same(rows->rows[i].address, address))
            return false;
    return true;
}

static bool is_silence(const struct path_rows *rows, size_t index, const struct path_port *port)
{
    int64_t last = path_rows_last_hop(port);
    return port->end == PATH_END_SILENT && rows->rows[index].hop > last
           && (index == 0 || rows->rows[index - 1].hop <= last);
}

enum path_sign path_rows_sign(const struct path_rows *rows, size_t row, const struct path_port *port)
{
    static const enum path_sign of_end[PATH_END_COUNT] = {[PATH_END_CONNECTED] = PATH_SIGN_CONNECTED,
                                                          [PATH_END_REFUSED] = PATH_SIGN_REFUSED,
                                                          [PATH_END_REJECTED] = PATH_SIGN_REJECTED,
                                                          [PATH_END_LOCAL] = PATH_SIGN_LOCAL};
    int64_t hop = rows->rows[row].hop;
    if (is_end(rows, row, port) && path_lost(rows->path, port) > 0)
        return PATH_SIGN_SOMETIMES;
    if (is_end(rows, row, port))
        return of_end[port->end];
    if (hop == 0 ? !ends_here(rows->path, port) : is_router(&rows->rows[row], port))
        return PATH_SIGN_PASSED;
    if (is_silence(rows, row, port))
        return PATH_SIGN_SILENT;
    bool goes_on = path_rows_last_hop(port) > hop || (has_row(port) && end_hop(rows->path, port) > hop);
    return goes_on && !answered_at(port, hop) ? PATH_SIGN_GAP : PATH_SIGN_NONE;
}
