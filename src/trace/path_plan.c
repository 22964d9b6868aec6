/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which ways are worth a trace. */
#include "trace/path_plan.h"

#include "base/address.h"
#include "base/list.h"
#include "base/place_index.h"
#include "infer/promise.h"
#include "infer/server_identity.h"

#include <stdlib.h>
#include <string.h>

/* What jitter and a busy server make of answers from one place. */
enum { NEARER_FACTOR = 3, NEARER_US = 5000 };

static struct path_plan_entry *find_entry(const struct path_plan *plan, const char *address)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->entries[i].address, address) == 0)
            return &plan->entries[i];
    return NULL;
}

/* Takes `dial_address` over. */
static struct path_plan_entry *add_entry(struct path_plan *plan, const char *address, char *dial_address)
{
    struct path_plan_entry *entry = list_append(&plan->entries, &plan->count, sizeof *plan->entries);
    entry->address = text_copy(address);
    entry->dial_address = dial_address;
    return entry;
}

/* A port that is there already, or goes elsewhere, is left out. */
static void add_port(struct path_plan_entry *entry, int64_t port, const char *dial_address, int64_t dial_port)
{
    if (strcmp(entry->dial_address, dial_address) != 0)
        return;
    for (size_t i = 0; i < entry->port_count; i++)
        if (entry->ports[i].port == port)
            return;
    struct path_plan_port *place = list_append(&entry->ports, &entry->port_count, sizeof *entry->ports);
    *place = (struct path_plan_port){.port = port, .dial_port = dial_port};
}

/* Where the endpoint's connections went; the caller frees the address. */
static char *dialled_address(const struct endpoint *endpoint, int64_t *port)
{
    bool elsewhere = endpoint->connect_to.address != NULL;
    *port = elsewhere ? endpoint->connect_to.port : endpoint->port;
    return text_copy(elsewhere ? endpoint->connect_to.address : endpoint->address);
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static bool was_connected(const struct session *session)
{
    return session->stop.reason == STOP_NONE || session->stop.at > STEP_CONNECT;
}

static bool met_an_obstacle(const struct stop *stop)
{
    if (stop->at == STEP_CONNECT)
        return stop->reason == STOP_REFUSED || stop->reason == STOP_TIMED_OUT
               || stop->reason == STOP_UNREACHABLE;
    return stop->at == STEP_GREETING && (stop->reason == STOP_RESET || stop->reason == STOP_CLOSED);
}

static bool was_dropped_or_rejected(const struct stop *stop)
{
    return stop->at == STEP_CONNECT && (stop->reason == STOP_TIMED_OUT || stop->reason == STOP_UNREACHABLE);
}

static bool is_for_mail(int64_t port)
{
    return port == PORT_RELAY || port == PORT_SUBMISSIONS || port == PORT_SUBMISSION
           || port == PORT_UNREGISTERED;
}

/* How long the answer to the first SYN took; 0 where there was none, or another SYN was answered. */
static int64_t answered_after_us(const struct session *session)
{
    return session != NULL && session->syn_retransmissions == 0 ? session->connect_us : 0;
}

/* Whether somebody nearer than the others of the address seems to answer. */
static bool seems_nearer(const struct report *report, const struct endpoint *endpoint)
{
    int64_t own_us = answered_after_us(endpoint_session(endpoint));
    int64_t least_us = 0;
    const struct endpoint *other = NULL;
    while ((other = report_endpoint_at(report, endpoint->address, other)) != NULL) {
        int64_t us = answered_after_us(endpoint_session(other));
        if (other->port != endpoint->port && us > 0 && (least_us == 0 || us < least_us))
            least_us = us;
    }
    return own_us > 0 && own_us < least_us / NEARER_FACTOR && least_us - own_us >= NEARER_US;
}

/* Somebody else in the host's place on port 25. Servers whose ports differ in name or certificate alone are
 * usual, and are spared the connections of a trace; so is one that says "not now" (RFC 5321 4.2.1). */
static bool may_be_another(const struct report *report, const struct endpoint *endpoint,
                           const struct session *session)
{
    if (session->stop.reason == STOP_REJECTED && session->stop.reply_code / 100 == 4)
        return false;
    enum server_contrast contrast = server_identity_contrast(report, endpoint);
    return contrast >= CONTRAST_SERVICE
           || (contrast == CONTRAST_DOUBTFUL && session->starttls.offered == ANSWER_NO);
}

static bool is_worth_it(const struct report *report, const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL)
        return false;
    bool has_to_answer = promise_has_to_answer(report, endpoint->address, endpoint->port);
    if (has_to_answer && met_an_obstacle(&session->stop))
        return true;
    if (report->domain == NULL && is_for_mail(endpoint->port) && was_dropped_or_rejected(&session->stop))
        return true;
    if (endpoint->port == PORT_RELAY && was_connected(session) && may_be_another(report, endpoint, session))
        return true;
    return (has_to_answer || was_connected(session)) && seems_nearer(report, endpoint);
}

/* Adds the ports of the address that met with an obstacle, or the others. */
static void add_ports(const struct report *report, bool blocked, struct path_plan_entry *entry)
{
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, entry->address, endpoint)) != NULL) {
        const struct session *session = endpoint_session(endpoint);
        if (session == NULL || met_an_obstacle(&session->stop) != blocked)
            continue;
        int64_t dial_port;
        char *place = dialled_address(endpoint, &dial_port);
        add_port(entry, endpoint->port, place, dial_port);
        free(place);
    }
}

static void plan_address(const struct report *report, const struct endpoint *because, struct path_plan *plan)
{
    int64_t dial_port;
    char *dial_address = dialled_address(because, &dial_port);
    if (is_loopback(dial_address)) {
        free(dial_address);
        return;
    }
    struct path_plan_entry *entry = add_entry(plan, because->address, dial_address);
    add_ports(report, true, entry);
    add_ports(report, false, entry);
}

void path_plan_blocked(const struct report *report, struct path_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    for (size_t i = 0; i < report->endpoint_count && plan->count < PATH_PLAN_ADDRESSES_MAX; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (find_entry(plan, endpoint->address) == NULL && is_worth_it(report, endpoint))
            plan_address(report, endpoint, plan);
    }
}

void path_plan_all(const struct plan *probes, struct path_plan *plan)
{
    struct place_index index = {0};
    memset(plan, 0, sizeof *plan);
    for (size_t i = 0; i < probes->count; i++) {
        const struct plan_entry *probe = &probes->entries[i];
        ptrdiff_t known = place_index_find(&index, probe->address, 0);
        struct path_plan_entry *entry = known != PLACE_NONE
                                            ? &plan->entries[known]
                                            : add_entry(plan, probe->address, text_copy(probe->dial_address));
        if (known == PLACE_NONE)
            place_index_put(&index, entry->address, 0, plan->count - 1);
        add_port(entry, probe->port, probe->dial_address, probe->dial_port);
    }
    place_index_free(&index);
}

void path_plan_free(struct path_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->entries[i].address);
        free(plan->entries[i].dial_address);
        free(plan->entries[i].ports);
    }
    free(plan->entries);
    memset(plan, 0, sizeof *plan);
}
