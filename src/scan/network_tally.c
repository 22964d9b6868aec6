/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What became of one question in each network. */
#include "scan/network_tally.h"

#include "facts/list.h"
#include "facts/network.h"
#include "facts/shapes.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { NETWORKS_MAX = 4096 };

struct network {
    char *name;
    bool is_local; /* network_is_local() */
    enum network_outcome outcome;
    char *how; /* NULL when it failed in different ways */
    struct network *next;
};

struct network_tally {
    void *by_name; /* tsearch(3) tree of struct network */
    struct network *all;
    size_t counts[NETWORK_OUTCOME_COUNT];
    size_t local_counts[NETWORK_OUTCOME_COUNT]; /* of these, those that are local */
    bool reached_beyond;                        /* in a network that is not among them */
};

struct network_tally *network_tally_new(void)
{
    return allocate(1, sizeof(struct network_tally));
}

static void free_network(void *node)
{
    struct network *network = node;
    free(network->name);
    free(network->how);
    free(network);
}

void network_tally_free(struct network_tally *tally)
{
    if (tally == NULL)
        return;
    tdestroy(tally->by_name, free_network);
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

/* Takes `name`. */
static void add(struct network_tally *tally, char *name, bool is_local, enum network_outcome outcome,
                const char *how)
{
    struct network *network = allocate(1, sizeof *network);
    *network = (struct network){
        .name = name, .is_local = is_local, .outcome = outcome, .how = text_copy(how), .next = tally->all};
    if (tsearch(network, &tally->by_name, compare_networks) == NULL)
        out_of_memory();
    tally->all = network;
    tally->counts[outcome]++;
    tally->local_counts[outcome] += is_local;
}

static void merge(struct network_tally *tally, struct network *network, enum network_outcome outcome,
                  const char *how)
{
    if (outcome == network->outcome && !text_same(network->how, how))
        text_replace(&network->how, NULL);
    if (outcome <= network->outcome)
        return;
    tally->counts[network->outcome]--;
    tally->counts[outcome]++;
    tally->local_counts[network->outcome] -= network->is_local;
    tally->local_counts[outcome] += network->is_local;
    network->outcome = outcome;
    text_replace(&network->how, text_copy(how));
}

void network_tally_note(struct network_tally *tally, const char *address, enum network_outcome outcome,
                        const char *how)
{
    char *name = network_of(address);
    if (name == NULL)
        return;
    struct network *network = find(tally, name);
    if (network == NULL && network_count(tally) < NETWORKS_MAX) {
        add(tally, name, network_is_local(address), outcome, how);
        return;
    }
    if (network != NULL)
        merge(tally, network, outcome, how);
    else if (outcome == NETWORK_REACHED && !network_is_local(address))
        tally->reached_beyond = true;
    free(name);
}

/* The one way in which the blocked ones failed, or all where none is; NULL for several. */
static const char *how_they_failed(const struct network_tally *tally)
{
    enum network_outcome counted = tally->counts[NETWORK_BLOCKED] > 0 ? NETWORK_BLOCKED : NETWORK_FAILED;
    const char *how = NULL;
    for (const struct network *network = tally->all; network != NULL; network = network->next) {
        if (network->outcome != counted)
            continue;
        if (network->how == NULL || (how != NULL && strcmp(how, network->how) != 0))
            return NULL;
        how = network->how;
    }
    return how;
}

/* That a local network was reached says nothing of those beyond it: it counts where no other failed. */
static size_t reached(const struct network_tally *tally)
{
    size_t local = tally->local_counts[NETWORK_REACHED];
    bool others_failed = tally->counts[NETWORK_FAILED] > tally->local_counts[NETWORK_FAILED]
                         || tally->counts[NETWORK_BLOCKED] > tally->local_counts[NETWORK_BLOCKED];
    return tally->counts[NETWORK_REACHED] - (others_failed ? local : 0) + tally->reached_beyond;
}

bool network_tally_blocked(const struct network_tally *tally)
{
    struct reach reach = {0};
    if (reached(tally) > 0)
        return false;
    network_tally_tell(tally, &reach);
    bool blocked = reach_blocked(&reach) == ANSWER_YES;
    shape_clear(&reach_shape, &reach);
    return blocked;
}

bool network_tally_decided(const struct network_tally *tally)
{
    return reached(tally) > 0 || network_tally_blocked(tally);
}

void network_tally_tell(const struct network_tally *tally, struct reach *reach)
{
    shape_clear(&reach_shape, reach);
    reach->networks_reached = (int64_t)reached(tally);
    reach->networks_failed = (int64_t)(tally->counts[NETWORK_FAILED] + tally->counts[NETWORK_BLOCKED]);
    reach->networks_blocked = (int64_t)tally->counts[NETWORK_BLOCKED];
    if (reach->networks_reached == 0)
        reach->how = text_copy(how_they_failed(tally));
}
