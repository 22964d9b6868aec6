/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether every server that the run reaches on port 25 shows one and the same identity. */
#include "scan/relay_identity.h"

#include "facts/list.h"
#include "facts/network.h"
#include "facts/server_identity.h"
#include "facts/shapes.h"

#include <stdlib.h>

struct relay_identity {
    bool differ;            /* a server showed its own, or two showed different ones */
    char *identity;         /* that of all so far; NULL for none as yet */
    struct text_list hosts; /* one of each organization, no more than are enough ... */
    struct text_list
        addresses; /* ... and its address, in a network that is unrelated to those of the others */
};

struct relay_identity *relay_identity_new(void)
{
    return allocate(1, sizeof(struct relay_identity));
}

void relay_identity_free(struct relay_identity *identity)
{
    if (identity == NULL)
        return;
    free(identity->identity);
    text_list_free(&identity->hosts);
    text_list_free(&identity->addresses);
    free(identity);
}

static bool is_another(const struct relay_identity *identity, const struct endpoint *endpoint)
{
    for (size_t i = 0; i < identity->hosts.count; i++)
        if (server_identity_same_organization(identity->hosts.items[i], endpoint->server_name)
            || !network_unrelated(identity->addresses.items[i], endpoint->address))
            return false;
    return true;
}

/* `shown` is what the endpoint shows that is not its host's. */
static void note_foreign(struct relay_identity *identity, const struct endpoint *endpoint, const char *shown)
{
    if (identity->identity == NULL)
        identity->identity = text_copy(shown);
    else if (!text_same(identity->identity, shown))
        identity->differ = true;
    if (identity->hosts.count >= REACH_ENOUGH_NETWORKS || !is_another(identity, endpoint))
        return;
    text_list_append(&identity->hosts, endpoint->server_name);
    text_list_append(&identity->addresses, endpoint->address);
}

static bool shows_something(const struct endpoint *endpoint)
{
    return server_identity_certificate(endpoint) != NULL || server_identity_name(endpoint) != NULL;
}

bool relay_identity_note(struct relay_identity *identity, const struct report *report)
{
    bool doubt = false;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (endpoint->port != PORT_RELAY || endpoint->connect_to != NULL || endpoint->server_name == NULL
            || network_is_local(endpoint->address) || !shows_something(endpoint))
            continue;
        char *shown = server_identity_foreign(report, endpoint);
        if (shown == NULL)
            identity->differ = true;
        else
            note_foreign(identity, endpoint, shown);
        doubt = doubt || shown != NULL;
        free(shown);
    }
    return doubt;
}

bool relay_identity_shared(const struct relay_identity *identity)
{
    return !identity->differ && identity->hosts.count >= REACH_ENOUGH_NETWORKS;
}

bool relay_identity_decided(const struct relay_identity *identity)
{
    return identity->differ || relay_identity_shared(identity);
}

void relay_identity_tell(const struct relay_identity *identity, struct shared_identity *shared)
{
    shape_clear(&shared_identity_shape, shared);
    if (!relay_identity_shared(identity))
        return;
    shared->identity = text_copy(identity->identity);
    shared->networks = (int64_t)identity->hosts.count;
}
