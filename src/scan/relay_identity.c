/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether every server that the run reaches on port 25 shows one and the same identity. */
#include "scan/relay_identity.h"

#include "base/list.h"
#include "base/network.h"
#include "facts/shapes.h"
#include "infer/reach_blocked.h"
#include "infer/server_identity.h"

#include <stdlib.h>

struct relay_identity {
    bool differ;                /* a server showed its own, or two showed different ones */
    char *identity;             /* that of all so far; NULL for none as yet */
    struct text_list hosts;     /* one of each organization, no more than are enough */
    struct text_list addresses; /* of them, one in each network that is unrelated to the others */
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

/* Whether a host of that organization counts already. */
static bool has_organization(const struct relay_identity *identity, const struct endpoint *endpoint)
{
    for (size_t i = 0; i < identity->hosts.count; i++)
        if (server_identity_same_organization(identity->hosts.items[i], endpoint->server_name))
            return true;
    return false;
}

/* Whether the address has to do with none that counts. */
static bool is_elsewhere(const struct relay_identity *identity, const char *address)
{
    for (size_t i = 0; i < identity->addresses.count; i++)
        if (!network_unrelated(identity->addresses.items[i], address))
            return false;
    return true;
}

/* `shown` is what the endpoint shows that is not its host's. Hosts in one network may be customers of one
 * provider, whose name they bear: they count where another port of theirs shows that they are not. */
static void note_foreign(struct relay_identity *identity, const struct report *report,
                         const struct endpoint *endpoint, const char *shown)
{
    if (identity->identity == NULL)
        identity->identity = text_copy(shown);
    else if (!text_same(identity->identity, shown))
        identity->differ = true;
    bool elsewhere = is_elsewhere(identity, endpoint->address);
    bool counts = elsewhere || server_identity_contrast(report, endpoint) == CONTRAST_ANOTHER;
    if (identity->hosts.count >= REACH_ENOUGH_NETWORKS || has_organization(identity, endpoint) || !counts)
        return;
    text_list_append(&identity->hosts, endpoint->server_name);
    if (elsewhere)
        text_list_append(&identity->addresses, endpoint->address);
}

bool relay_identity_note(struct relay_identity *identity, const struct report *report)
{
    bool doubt = false;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (endpoint->port != PORT_RELAY || !server_identity_tells(endpoint))
            continue;
        char *shown = server_identity_foreign(report, endpoint);
        if (shown == NULL)
            identity->differ = true;
        else
            note_foreign(identity, report, endpoint, shown);
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
    shared->organizations = (int64_t)identity->hosts.count;
    shared->networks = (int64_t)identity->addresses.count;
}
