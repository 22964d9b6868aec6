/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding one's way in a report. */
#include "facts/report.h"

#include "base/address.h"
#include "base/list.h"
#include "facts/tls_survey.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct session *main_session(const struct endpoint *endpoint)
{
    for (size_t i = endpoint->session_count; i-- > 0;)
        if (endpoint->sessions[i].purpose == PURPOSE_MAIN && endpoint->sessions[i].tried == endpoint->found)
            return &endpoint->sessions[i];
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].purpose == PURPOSE_MAIN)
            return &endpoint->sessions[i];
    return NULL;
}

/* The session without a server name, where TLS came about; else NULL. */
static const struct session *nameless_session(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session_for(endpoint, PURPOSE_WITHOUT_SNI);
    return session != NULL && session->tls != NULL && session->tls->completed == ANSWER_YES ? session : NULL;
}

/* The main dialogue with the name once more: then it was not the name. */
static bool name_was_taken(const struct endpoint *endpoint)
{
    const struct session *again = endpoint_session_for(endpoint, PURPOSE_AGAIN);
    return again != NULL && again->tls != NULL && again->tls->server_name_sent != NULL
           && again->tls->completed == ANSWER_YES;
}

const struct session *endpoint_name_refused(const struct endpoint *endpoint)
{
    const struct session *main = main_session(endpoint);
    bool refused = main != NULL && main->stop.at == STEP_HANDSHAKE && main->tls != NULL
                   && main->tls->server_name_sent != NULL && !name_was_taken(endpoint);
    return refused && nameless_session(endpoint) != NULL ? main : NULL;
}

const struct session *endpoint_session(const struct endpoint *endpoint)
{
    return endpoint_name_refused(endpoint) != NULL ? nameless_session(endpoint) : main_session(endpoint);
}

const char *report_end_phrase(const struct report *report)
{
    static const char *const phrases[REPORT_END_COUNT] = {
        [REPORT_INTERRUPTED] = "interrupted",
        [REPORT_TIME_RAN_OUT] = "time ran out",
        [REPORT_MEMORY_RAN_OUT] = "memory ran out",
    };
    return phrases[report->ended];
}

bool report_reached_max_time(const struct report *report)
{
    return report->bounds.time_max_ms > 0 && report->elapsed_ms >= report->bounds.time_max_ms;
}

bool stop_is_cut_off(enum stop_reason reason)
{
    return reason == STOP_INTERRUPTED || reason == STOP_TIME_RAN_OUT;
}

bool stop_is_untried(enum stop_reason reason)
{
    return reason == STOP_NOT_TRIED || reason == STOP_EXCLUDED || stop_is_cut_off(reason);
}

bool endpoint_is_out_of_time(const struct endpoint *endpoint)
{
    const struct tls_survey *survey = endpoint->tls_survey;
    bool out_of_time =
        survey != NULL && survey->limited != NULL && survey->limited->reason == STOP_TIME_RAN_OUT;
    for (size_t i = 0; i < endpoint->session_count; i++)
        out_of_time = out_of_time || endpoint->sessions[i].stop.reason == STOP_TIME_RAN_OUT;
    return out_of_time;
}

const struct session *endpoint_session_for(const struct endpoint *endpoint, enum session_purpose purpose)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].purpose == purpose)
            return &endpoint->sessions[i];
    return NULL;
}

const struct reply *endpoint_mail_before_tls(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].mail_before_tls != NULL)
            return endpoint->sessions[i].mail_before_tls;
    return NULL;
}

const struct ehlo_keyword *ehlo_find(const struct ehlo *ehlo, const char *keyword)
{
    for (size_t i = 0; ehlo != NULL && i < ehlo->keyword_count; i++)
        if (text_same_name(ehlo->keywords[i].keyword, keyword))
            return &ehlo->keywords[i];
    return NULL;
}

/* --- the index --- */

/* What an entry leads to, and by what. */
enum indexed_by {
    ENDPOINT_BY_PLACE, /* by address and port */
    ENDPOINT_BY_ADDRESS,
    ADDRESS_BY_ADDRESS,
    HOST_BY_ADDRESS
};

struct indexed {
    enum indexed_by by;
    const char *address;
    int64_t port; /* 0 where it is not by that */
    size_t position;
};

/* In one block, sorted. It is good as long as nothing was added since. */
struct report_index {
    size_t endpoint_count;
    size_t address_count;
    size_t host_count;
    size_t count;
    struct indexed entries[];
};

static int compare_keys(const struct indexed *a, const struct indexed *b)
{
    if (a->by != b->by)
        return a->by < b->by ? -1 : 1;
    if (a->port != b->port)
        return a->port < b->port ? -1 : 1;
    return text_compare(a->address, b->address);
}

static int compare_indexed(const void *left, const void *right)
{
    const struct indexed *a = left;
    const struct indexed *b = right;
    int keys = compare_keys(a, b);
    return keys != 0 ? keys : (a->position > b->position) - (a->position < b->position);
}

static void add_indexed(struct report_index *index, enum indexed_by by, const char *address, int64_t port,
                        size_t position)
{
    index->entries[index->count++] = (struct indexed){by, address != NULL ? address : "", port, position};
}

void report_index_make(struct report *report)
{
    size_t count = 2 * report->endpoint_count + report->address_count;
    for (size_t i = 0; i < report->host_count; i++)
        count += report->hosts[i].addresses.count;
    free(report->index);
    struct report_index *index = allocate(1, sizeof *index + count * sizeof index->entries[0]);
    *index = (struct report_index){report->endpoint_count, report->address_count, report->host_count, 0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        add_indexed(index, ENDPOINT_BY_PLACE, endpoint->address, endpoint->port, i);
        add_indexed(index, ENDPOINT_BY_ADDRESS, endpoint->address, 0, i);
    }
    for (size_t i = 0; i < report->address_count; i++)
        add_indexed(index, ADDRESS_BY_ADDRESS, report->addresses[i].address, 0, i);
    for (size_t i = 0; i < report->host_count; i++)
        for (size_t n = 0; n < report->hosts[i].addresses.count; n++)
            add_indexed(index, HOST_BY_ADDRESS, report->hosts[i].addresses.items[n], 0, i);
    qsort(index->entries, index->count, sizeof index->entries[0], compare_indexed);
    report->index = index;
}

static bool has_index(const struct report *report)
{
    const struct report_index *index = report->index;
    return index != NULL && index->endpoint_count == report->endpoint_count
           && index->address_count == report->address_count && index->host_count == report->host_count;
}

/* The first entry with the key's place at its position or behind it, NULL for none; those that have the same
 * place follow, up to *end. */
static const struct indexed *find_indexed(const struct report *report, const struct indexed *key,
                                          const struct indexed **end)
{
    const struct report_index *index = report->index;
    size_t low = 0, high = index->count;
    *end = index->entries + high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_indexed(&index->entries[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct indexed *found = index->entries + low;
    return found < *end && compare_keys(found, key) == 0 ? found : NULL;
}

/* --- what is found by it --- */

const struct address *report_address(const struct report *report, const char *address)
{
    const struct indexed *end;
    if (has_index(report) && address != NULL) {
        const struct indexed *found =
            find_indexed(report, &(struct indexed){ADDRESS_BY_ADDRESS, address, 0, 0}, &end);
        return found != NULL ? &report->addresses[found->position] : NULL;
    }
    for (size_t i = 0; i < report->address_count; i++)
        if (text_same(report->addresses[i].address, address))
            return &report->addresses[i];
    return NULL;
}

/* The endpoint of the host's name comes before another at its address. */
static const struct endpoint *better(const struct endpoint *found, const struct endpoint *endpoint,
                                     const struct host *host)
{
    return found == NULL || text_same_name(endpoint->server_name, host->name) ? endpoint : found;
}

static const struct endpoint *find_endpoint(const struct report *report, const struct host *host,
                                            const char *address, int64_t port)
{
    const struct endpoint *found = NULL;
    const struct indexed *end;
    const struct indexed key = {ENDPOINT_BY_PLACE, address, port, 0};
    for (const struct indexed *entry = find_indexed(report, &key, &end);
         entry != NULL && entry < end && compare_keys(entry, &key) == 0; entry++) {
        found = better(found, &report->endpoints[entry->position], host);
        if (text_same_name(found->server_name, host->name))
            break;
    }
    return found;
}

const struct endpoint *report_endpoint(const struct report *report, const struct host *host,
                                       const char *address, int64_t port)
{
    const struct endpoint *found = NULL;
    if (has_index(report) && address != NULL && port != 0)
        return find_endpoint(report, host, address, port);
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (endpoint->port != port || !text_same(endpoint->address, address))
            continue;
        found = better(found, endpoint, host);
        if (text_same_name(found->server_name, host->name))
            break;
    }
    return found;
}

/* The position of the first entry by that address from `position` on; SIZE_MAX for none. */
static size_t next_by_address(const struct report *report, enum indexed_by by, const char *address,
                              size_t position)
{
    const struct indexed *end;
    const struct indexed *found = find_indexed(report, &(struct indexed){by, address, 0, position}, &end);
    return found != NULL ? found->position : SIZE_MAX;
}

const struct endpoint *report_endpoint_at(const struct report *report, const char *address,
                                          const struct endpoint *after)
{
    size_t from = after != NULL ? (size_t)(after - report->endpoints) + 1 : 0;
    if (address == NULL)
        return NULL;
    if (has_index(report)) {
        size_t position = next_by_address(report, ENDPOINT_BY_ADDRESS, address, from);
        return position != SIZE_MAX ? &report->endpoints[position] : NULL;
    }
    for (size_t i = from; i < report->endpoint_count; i++)
        if (text_same(report->endpoints[i].address, address))
            return &report->endpoints[i];
    return NULL;
}

const struct host *report_host_at(const struct report *report, const char *address, const struct host *after)
{
    size_t from = after != NULL ? (size_t)(after - report->hosts) + 1 : 0;
    if (address == NULL)
        return NULL;
    if (has_index(report)) {
        size_t position = next_by_address(report, HOST_BY_ADDRESS, address, from);
        return position != SIZE_MAX ? &report->hosts[position] : NULL;
    }
    for (size_t i = from; i < report->host_count; i++)
        if (text_list_has(&report->hosts[i].addresses, address))
            return &report->hosts[i];
    return NULL;
}

bool report_left_out(const struct report *report, const struct host *host, const char *address, int64_t port)
{
    if (report_endpoint(report, host, address, port) != NULL)
        return false;
    const struct address *entry = report_address(report, address);
    bool probed = entry == NULL || (entry->family == 6 ? report->vantage.ipv6 : report->vantage.ipv4);
    return probed && ((entry != NULL && entry->barred != BAR_NONE) || report->bounds.endpoints_left_out > 0);
}

char *target_text(const struct target *target)
{
    return target->port == 0 ? text_copy(target->name) : address_text_with_port(target->name, target->port);
}

char *report_port_name(const struct endpoint *endpoint)
{
    return address_text_with_port(endpoint->address, endpoint->port);
}

bool report_was_intercepted(const struct report *report, const struct endpoint *endpoint)
{
    if (report->verdict.intercepted.count == 0)
        return false;
    char *name = report_port_name(endpoint);
    bool listed = text_list_has(&report->verdict.intercepted, name);
    free(name);
    return listed;
}

const struct path *report_path(const struct report *report, const char *address)
{
    for (size_t i = 0; i < report->path_count; i++)
        if (text_same(report->paths[i].address, address))
            return &report->paths[i];
    return NULL;
}

const struct path_port *path_port_of(const struct path *path, int64_t port)
{
    for (size_t i = 0; path != NULL && i < path->port_count; i++)
        if (path->ports[i].port == port)
            return &path->ports[i];
    return NULL;
}
