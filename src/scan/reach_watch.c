/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the whole run can reach from here. */
#include "scan/reach_watch.h"

#include "base/address.h"
#include "base/list.h"
#include "base/network.h"
#include "facts/words.h"
#include "infer/icmp.h"
#include "infer/local_error.h"
#include "infer/promise.h"
#include "infer/reach_blocked.h"
#include "scan/network_tally.h"
#include "scan/relay_identity.h"

#include <stdlib.h>
#include <string.h>

enum { TALLY_COUNT = 4 };

struct reach_watch {
    struct network_tally *tallies[TALLY_COUNT]; /* by the number of the question's bit */
    struct relay_identity *identity;
};

/* What became of the connections to an endpoint or an address; the later one wins. */
enum attempt {
    ATTEMPT_NONE,    /* nothing was tried, or this machine was short of something */
    ATTEMPT_FAILED,  /* and nothing shows that a packet got there */
    ATTEMPT_REFUSED, /* by the host, as it seems */
    ATTEMPT_CONNECTED
};

struct reach_watch *reach_watch_new(void)
{
    struct reach_watch *watch = allocate(1, sizeof *watch);
    for (size_t i = 0; i < TALLY_COUNT; i++)
        watch->tallies[i] = network_tally_new();
    watch->identity = relay_identity_new();
    return watch;
}

void reach_watch_free(struct reach_watch *watch)
{
    if (watch == NULL)
        return;
    for (size_t i = 0; i < TALLY_COUNT; i++)
        network_tally_free(watch->tallies[i]);
    relay_identity_free(watch->identity);
    free(watch);
}

static bool is_short_of_something(const struct stop *stop)
{
    return stop->reason == STOP_LOCAL && local_error_of(stop->system_error) == LOCAL_ERROR_SHORTAGE;
}

/* Then the port has nothing to do with it. */
static bool lacks_route(const struct stop *stop)
{
    if (stop->reason != STOP_LOCAL)
        return false;
    enum local_error error = local_error_of(stop->system_error);
    return error == LOCAL_ERROR_NO_ROUTE || error == LOCAL_ERROR_NO_ADDRESS || error == LOCAL_ERROR_NO_FAMILY
           || error == LOCAL_ERROR_BLACKHOLE;
}

static enum attempt attempt_of_session(const struct session *session, const char *address)
{
    const struct stop *stop = &session->stop;
    if (stop->reason == STOP_NONE || stop->at > STEP_CONNECT)
        return ATTEMPT_CONNECTED;
    if (is_short_of_something(stop) || stop_is_untried(stop->reason))
        return ATTEMPT_NONE;
    /* An ICMP error may read as a refusal too (RFC 1122 4.2.3.9); who sent it says whose it is. */
    if (stop->icmp != NULL)
        return text_same(stop->icmp->sender, address) ? ATTEMPT_REFUSED : ATTEMPT_FAILED;
    return stop->reason == STOP_REFUSED ? ATTEMPT_REFUSED : ATTEMPT_FAILED;
}

/* The attempt that got farthest, and in *session its session. */
static enum attempt attempt_of_endpoint(const struct endpoint *endpoint, const struct session **session)
{
    enum attempt best = ATTEMPT_NONE;
    for (size_t i = 0; endpoint->connect_to.address == NULL && i < endpoint->session_count; i++) {
        enum attempt attempt = attempt_of_session(&endpoint->sessions[i], endpoint->address);
        if (attempt <= best)
            continue;
        best = attempt;
        *session = &endpoint->sessions[i];
    }
    return best;
}

/* The best attempt at the address on any port but `except_port` (0 for none). */
static enum attempt attempt_of_address(const struct report *report, const char *address, int64_t except_port)
{
    enum attempt best = ATTEMPT_NONE;
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, address, endpoint)) != NULL) {
        const struct session *session = NULL;
        if (endpoint->port == except_port)
            continue;
        enum attempt attempt = attempt_of_endpoint(endpoint, &session);
        best = attempt > best ? attempt : best;
    }
    return best;
}

/* Whether a filter of this machine said no, by ICMP. */
static bool is_own_filter(const struct session *session)
{
    const struct icmp_error *icmp = session->stop.icmp;
    return icmp != NULL && icmp_is_filter(icmp) && icmp->sender != NULL
           && text_same(icmp->sender, session->local_address);
}

/* The way in which a connection failed; all is borrowed. */
static struct failure failure_of(const struct session *session)
{
    const struct stop *stop = &session->stop;
    if (is_own_filter(session))
        return (struct failure){STOP_LOCAL, NULL};
    return (struct failure){stop->reason, stop->icmp != NULL ? stop->icmp->sender : NULL};
}

static void note_failure(struct network_tally *tally, const char *address, bool blocked,
                         const struct session *session)
{
    struct failure how = failure_of(session);
    network_tally_note(tally, address, blocked ? NETWORK_BLOCKED : NETWORK_FAILED, &how);
}

/* Of one target alone so many blocked networks count, of each family: what all its hosts have in common may
 * be that target. */
enum { BLOCKED_OF_ONE_RELAY = REACH_ENOUGH_NETWORKS - 1, BLOCKED_OF_ONE_FAMILY = 1 };

static bool is_ipv6(const char *address)
{
    return address_family(address) == 6;
}

/* The networks of one report that count as blocked. */
struct blocked_networks {
    size_t max;
    struct text_list v4;
    struct text_list v6;
};

static void free_networks(struct blocked_networks *blocked)
{
    text_list_free(&blocked->v4);
    text_list_free(&blocked->v6);
}

/* Whether the network of `address` is one of them, or becomes one. */
static bool count_blocked(struct blocked_networks *blocked, const char *address)
{
    struct text_list *list = is_ipv6(address) ? &blocked->v6 : &blocked->v4;
    char *network = network_of(address);
    if (network == NULL)
        return false;
    bool counts = text_list_has(list, network);
    if (!counts && list->count < blocked->max) {
        text_list_append(list, network);
        counts = true;
    }
    free(network);
    return counts;
}

/* Whether a host that has reason to serve port 25 has the address. */
static bool serves_relay(const struct report *report, const char *address)
{
    const struct host *host = NULL;
    while ((host = report_host_at(report, address, host)) != NULL)
        if (host->is_mx || report->domain == NULL)
            return true;
    return false;
}

/* What this machine does itself needs no other report to tell. */
static bool leaves_doubt(const struct stop *stop)
{
    return stop->reason != STOP_LOCAL;
}

/* A host that was named for whatever port refuses on 25 because it takes no mail there: most likely. */
static bool is_own_refusal(const struct report *report, const char *address, enum attempt attempt)
{
    return attempt == ATTEMPT_REFUSED && !promise_has_to_answer(report, address, PORT_RELAY);
}

static enum reach_question question_of_relay(const char *address)
{
    return is_ipv6(address) ? REACH_RELAY_OVER_IPV6 : REACH_RELAY_OVER_IPV4;
}

static enum reach_question question_of_family(const char *address)
{
    return is_ipv6(address) ? REACH_OVER_IPV6 : REACH_OVER_IPV4;
}

static struct network_tally *tally_of(const struct reach_watch *watch, enum reach_question question)
{
    size_t index = 0;
    while (question != 1U << index)
        index++;
    return watch->tallies[index];
}

/* What became of the connections of a report, worked out once. */
struct attempts {
    enum attempt *of_addresses; /* the best at each */
    bool *answered[2];          /* for each host: whether it answered over IPv4, and over IPv6 */
};

static bool answered_over(const struct report *report, const struct attempts *attempts,
                          const struct host *host, int64_t family)
{
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct address *address = report_address(report, host->addresses.items[i]);
        if (address != NULL && address->family == family
            && attempts->of_addresses[address - report->addresses] >= ATTEMPT_REFUSED)
            return true;
    }
    return false;
}

static struct attempts see_attempts(const struct report *report)
{
    struct attempts attempts = {
        .of_addresses = allocate(report->address_count, sizeof *attempts.of_addresses),
        .answered = {allocate(report->host_count, sizeof(bool)), allocate(report->host_count, sizeof(bool))}};
    for (size_t i = 0; i < report->address_count; i++)
        attempts.of_addresses[i] = attempt_of_address(report, report->addresses[i].address, 0);
    for (size_t i = 0; i < report->host_count; i++) {
        attempts.answered[0][i] = answered_over(report, &attempts, &report->hosts[i], 4);
        attempts.answered[1][i] = answered_over(report, &attempts, &report->hosts[i], 6);
    }
    return attempts;
}

static void free_attempts(struct attempts *attempts)
{
    free(attempts->of_addresses);
    free(attempts->answered[0]);
    free(attempts->answered[1]);
}

/* Whether a host that has `address` answered at one of its addresses of the other family. */
static bool other_family_answered(const struct report *report, const struct attempts *attempts,
                                  const struct address *address)
{
    const struct host *host = NULL;
    while ((host = report_host_at(report, address->address, host)) != NULL)
        if (attempts->answered[address->family != 6][host - report->hosts])
            return true;
    return false;
}

/* Whether it is the family that is in doubt where port 25 of the address fails, and not the port. */
static bool fails_for_family(const struct report *report, const struct attempts *attempts,
                             const char *address)
{
    const struct address *entry = report_address(report, address);
    return entry != NULL && attempts->of_addresses[entry - report->addresses] == ATTEMPT_FAILED
           && other_family_answered(report, attempts, entry);
}

/* True when the endpoint leaves doubt. */
static bool note_relay(struct network_tally *tally, const struct report *report,
                       const struct endpoint *endpoint, struct blocked_networks *networks)
{
    const struct session *session = NULL;
    enum attempt attempt = attempt_of_endpoint(endpoint, &session);
    if (attempt == ATTEMPT_CONNECTED)
        network_tally_note(tally, endpoint->address, NETWORK_REACHED, NULL);
    if (attempt == ATTEMPT_CONNECTED || attempt == ATTEMPT_NONE || lacks_route(&session->stop)
        || !serves_relay(report, endpoint->address) || is_own_refusal(report, endpoint->address, attempt))
        return false;
    /* A refusal elsewhere shows that packets get there, which a refusal here shows as well. */
    bool answers = attempt_of_address(report, endpoint->address, PORT_RELAY) > attempt;
    bool blocked = answers && count_blocked(networks, endpoint->address);
    if (answers && report->domain != NULL)
        network_tally_note_organization(tally, report->domain->name, endpoint->address);
    note_failure(tally, endpoint->address, blocked, session);
    return leaves_doubt(&session->stop);
}

/* Adds the ways in which all ports of the address failed; true when one leaves doubt. */
static bool note_dead_address(struct network_tally *tally, const struct report *report, const char *address,
                              bool other_answered, struct blocked_networks *networks)
{
    bool doubt = false;
    bool blocked = other_answered && count_blocked(networks, address);
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, address, endpoint)) != NULL) {
        const struct session *session = NULL;
        if (attempt_of_endpoint(endpoint, &session) != ATTEMPT_FAILED)
            continue;
        note_failure(tally, address, blocked, session);
        doubt = doubt || (other_answered && leaves_doubt(&session->stop));
    }
    return doubt;
}

/* The families that leave doubt. */
static unsigned note_families(struct reach_watch *watch, const struct report *report,
                              const struct attempts *attempts)
{
    unsigned doubt = 0;
    struct blocked_networks networks = {.max = BLOCKED_OF_ONE_FAMILY};
    for (size_t i = 0; i < report->address_count; i++) {
        const struct address *address = &report->addresses[i];
        enum reach_question question = question_of_family(address->address);
        struct network_tally *tally = tally_of(watch, question);
        if (attempts->of_addresses[i] >= ATTEMPT_REFUSED)
            network_tally_note(tally, address->address, NETWORK_REACHED, NULL);
        else if (attempts->of_addresses[i] == ATTEMPT_FAILED
                 && note_dead_address(tally, report, address->address,
                                      other_family_answered(report, attempts, address), &networks))
            doubt |= question;
    }
    free_networks(&networks);
    return doubt;
}

/* The families in which port 25 leaves doubt. */
static unsigned note_relays(struct reach_watch *watch, const struct report *report,
                            const struct attempts *attempts)
{
    unsigned doubt = 0;
    struct blocked_networks networks = {.max = BLOCKED_OF_ONE_RELAY};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        enum reach_question question = question_of_relay(endpoint->address);
        if (endpoint->port == PORT_RELAY && note_relay(tally_of(watch, question), report, endpoint, &networks)
            && !fails_for_family(report, attempts, endpoint->address))
            doubt |= question;
    }
    free_networks(&networks);
    return doubt;
}

unsigned reach_watch_note(struct reach_watch *watch, const struct report *report)
{
    struct attempts attempts = see_attempts(report);
    unsigned doubt = note_relays(watch, report, &attempts) | note_families(watch, report, &attempts);
    free_attempts(&attempts);
    return relay_identity_note(watch->identity, report) ? doubt | REACH_RELAY_IDENTITY : doubt;
}

void reach_watch_note_control(struct reach_watch *watch, const struct control *control)
{
    if (control->connected != ANSWER_YES)
        return;
    const char *address = control->address;
    network_tally_note(tally_of(watch, question_of_family(address)), address, NETWORK_REACHED, NULL);
    if (control->port == PORT_RELAY)
        network_tally_note(tally_of(watch, question_of_relay(address)), address, NETWORK_REACHED, NULL);
}

bool reach_watch_decided(const struct reach_watch *watch, unsigned doubt)
{
    for (size_t i = 0; i < TALLY_COUNT; i++)
        if ((doubt & 1U << i) != 0 && !network_tally_decided(watch->tallies[i]))
            return false;
    return (doubt & REACH_RELAY_IDENTITY) == 0 || relay_identity_decided(watch->identity);
}

unsigned reach_watch_amiss(const struct reach_watch *watch)
{
    unsigned amiss = relay_identity_shared(watch->identity) ? REACH_RELAY_IDENTITY : 0;
    for (size_t i = 0; i < TALLY_COUNT; i++)
        if (network_tally_blocked(watch->tallies[i]))
            amiss |= 1U << i;
    return amiss;
}

void reach_watch_tell(const struct reach_watch *watch, struct report *report)
{
    struct vantage *vantage = &report->vantage;
    network_tally_tell(tally_of(watch, REACH_RELAY_OVER_IPV4), &vantage->relay_over_ipv4);
    network_tally_tell(tally_of(watch, REACH_RELAY_OVER_IPV6), &vantage->relay_over_ipv6);
    network_tally_tell(tally_of(watch, REACH_OVER_IPV4), &vantage->over_ipv4);
    network_tally_tell(tally_of(watch, REACH_OVER_IPV6), &vantage->over_ipv6);
    relay_identity_tell(watch->identity, &vantage->shared_identity);
}
