/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What became of one question in each network. */
#include "scan/network_tally.h"

#include "base/list.h"
#include "base/network.h"
#include "facts/shapes.h"
#include "infer/reach_blocked.h"
#include "infer/server_identity.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { NETWORKS_MAX = 4096 };

struct network {
    char *name;
    bool is_local; /* network_is_local() */
    enum network_outcome outcome;
    struct failure how; /* none when it failed in different ways */
    struct network *next;
};

struct network_tally {
    void *by_name; /* tsearch(3) tree of struct network */
    struct network *all;
    size_t counts[NETWORK_OUTCOME_COUNT];
    size_t local_counts[NETWORK_OUTCOME_COUNT]; /* of these, those that are local */
    bool reached_beyond;                        /* in a network that is not among them */
    struct text_list organizations;             /* no more than are enough, and a blocked host of each */
    struct text_list hosts;
    const struct failure *how; /* how_they_failed(), of one of them: it is asked for often */
};

struct network_tally *network_tally_new(void)
{
    return allocate(1, sizeof(struct network_tally));
}

static void free_network(void *node)
{
    struct network *network = node;
    free(network->name);
    shape_clear(&failure_shape, &network->how);
    free(network);
}

void network_tally_free(struct network_tally *tally)
{
    if (tally == NULL)
        return;
    tdestroy(tally->by_name, free_network);
    text_list_free(&tally->organizations);
    text_list_free(&tally->hosts);
    free(tally);
}

static int compare_networks(const void *left, const void *right)
{
    return strcmp(((const struct network *)left)->name, ((const struct network *)right)->name);
}

static size_t network_count(const struct network_tally *tally)
{
    return tally->counts[NETWORK_FAILED] + tally->counts[NETWORK_BLOCKED] + tally->counts[NETWORK_REACHED];
}

static struct network *find(const struct network_tally *tally, char *name)
{
    struct network key = {.name = name};
    void *node = tfind(&key, &tally->by_name, compare_networks);
    return node != NULL ? *(struct network **)node : NULL;
}

static void set_how(struct network *network, const struct failure *how)
{
    shape_clear(&failure_shape, &network->how);
    if (how != NULL)
        shape_copy(&failure_shape, &network->how, how);
}

/* Takes `name`. */
static void add(struct network_tally *tally, char *name, bool is_local, enum network_outcome outcome,
                const struct failure *how)
{
    struct network *network = allocate(1, sizeof *network);
    *network = (struct network){.name = name, .is_local = is_local, .outcome = outcome, .next = tally->all};
    set_how(network, how);
    if (tsearch(network, &tally->by_name, compare_networks) == NULL)
        out_of_memory();
    tally->all = network;
    tally->counts[outcome]++;
    tally->local_counts[outcome] += is_local;
}

/* False when that changes nothing. */
static bool merge(struct network_tally *tally, struct network *network, enum network_outcome outcome,
                  const struct failure *how)
{
    bool same_way = !failure_is_some(&network->how) || (how != NULL && failure_same(&network->how, how));
    if (outcome < network->outcome || (outcome == network->outcome && same_way))
        return false;
    if (outcome == network->outcome) {
        set_how(network, NULL);
        return true;
    }
    tally->counts[network->outcome]--;
    tally->counts[outcome]++;
    tally->local_counts[network->outcome] -= network->is_local;
    tally->local_counts[outcome] += network->is_local;
    network->outcome = outcome;
    set_how(network, how);
    return true;
}

/* The one way in which the blocked ones failed, or all where none is; NULL for several. */
static const struct failure *how_they_failed(const struct network_tally *tally)
{
    enum network_outcome counted = tally->counts[NETWORK_BLOCKED] > 0 ? NETWORK_BLOCKED : NETWORK_FAILED;
    const struct failure *how = NULL;
    for (const struct network *network = tally->all; network != NULL; network = network->next) {
        if (network->outcome != counted)
            continue;
        if (!failure_is_some(&network->how) || (how != NULL && !failure_same(how, &network->how)))
            return NULL;
        how = &network->how;
    }
    return how;
}

void network_tally_note(struct network_tally *tally, const char *address, enum network_outcome outcome,
                        const struct failure *how)
{
    char *name = network_of(address);
    if (name == NULL)
        return;
    struct network *network = find(tally, name);
    if (network == NULL && network_count(tally) < NETWORKS_MAX) {
        add(tally, name, network_is_local(address), outcome, how);
        tally->how = how_they_failed(tally);
        return;
    }
    if (network != NULL && merge(tally, network, outcome, how))
        tally->how = how_they_failed(tally);
    if (network == NULL && outcome == NETWORK_REACHED && !network_is_local(address))
        tally->reached_beyond = true;
    free(name);
}

void network_tally_note_organization(struct network_tally *tally, const char *organization,
                                     const char *address)
{
    bool known = text_list_has(&tally->hosts, address);
    for (size_t i = 0; i < tally->organizations.count; i++)
        known = known || server_identity_same_organization(tally->organizations.items[i], organization);
    if (known || tally->organizations.count >= REACH_ENOUGH_ORGANIZATIONS)
        return;
    text_list_append(&tally->organizations, organization);
    text_list_append(&tally->hosts, address);
}

/* That a local network was reached says nothing of those beyond it: it counts where no other failed. */
static size_t reached(const struct network_tally *tally)
{
    size_t local = tally->local_counts[NETWORK_REACHED];
    bool others_failed = tally->counts[NETWORK_FAILED] > tally->local_counts[NETWORK_FAILED]
                         || tally->counts[NETWORK_BLOCKED] > tally->local_counts[NETWORK_BLOCKED];
    return tally->counts[NETWORK_REACHED] - (others_failed ? local : 0) + tally->reached_beyond;
}

/* Its `how` is borrowed. */
static struct reach reach_of(const struct network_tally *tally)
{
    size_t networks_reached = reached(tally);
    static const struct failure none;
    return (struct reach){
        .networks_reached = (int64_t)networks_reached,
        .networks_failed = (int64_t)(tally->counts[NETWORK_FAILED] + tally->counts[NETWORK_BLOCKED]),
        .networks_blocked = (int64_t)tally->counts[NETWORK_BLOCKED],
        .organizations_blocked = (int64_t)tally->organizations.count,
        .how = networks_reached == 0 && tally->how != NULL ? *tally->how : none,
    };
}

bool network_tally_blocked(const struct network_tally *tally)
{
    struct reach reach = reach_of(tally);
    return reach_blocked(&reach) == ANSWER_YES;
}

bool network_tally_decided(const struct network_tally *tally)
{
    struct reach reach = reach_of(tally);
    return reach_blocked(&reach) != ANSWER_UNKNOWN;
}

void network_tally_tell(const struct network_tally *tally, struct reach *reach)
{
    shape_clear(&reach_shape, reach);
    struct reach borrowed = reach_of(tally);
    shape_copy(&reach_shape, reach, &borrowed);
}
