/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a trace. */
#include "assess/view/path_hops.h"

#include "base/list.h"

#include <inttypes.h>

bool path_hops_traced(const struct path *path)
{
    return path != NULL && path->problem == NULL && path->port_count > 0;
}

bool path_hops_seen(const struct path *path)
{
    return path_hops_traced(path) && path->tells_senders == ANSWER_YES;
}

int64_t path_hops_of(const struct path *path, const char *address)
{
    for (size_t i = 0; path_hops_traced(path) && i < path->port_count; i++)
        for (size_t n = 0; n < path->ports[i].hop_count; n++)
            if (text_same(path->ports[i].hops[n].address, address))
                return path->ports[i].hops[n].hop;
    /* A filter may reject what would have died at its hop anyway. */
    for (size_t i = 0; path_hops_traced(path) && i < path->port_count; i++)
        if (path->ports[i].icmp != NULL && text_same(path->ports[i].icmp->sender, address))
            return path->ports[i].end_hop;
    return 0;
}

const char *path_hops_port_address(const struct path_port *port, int64_t hop)
{
    for (size_t i = 0; port != NULL && i < port->hop_count; i++)
        if (port->hops[i].hop == hop)
            return port->hops[i].address;
    return NULL;
}

const char *path_hops_address(const struct path *path, int64_t hop)
{
    for (size_t i = 0; path_hops_traced(path) && i < path->port_count; i++)
        if (path_hops_port_address(&path->ports[i], hop) != NULL)
            return path_hops_port_address(&path->ports[i], hop);
    for (size_t i = 0; path_hops_traced(path) && i < path->port_count; i++)
        if (path->ports[i].icmp != NULL && path->ports[i].icmp->sender != NULL
            && path_hops_of(path, path->ports[i].icmp->sender) == hop)
            return path->ports[i].icmp->sender;
    return NULL;
}

struct phrase path_hops_router(const struct path *path, const char *address)
{
    for (size_t i = 0; path != NULL && i < path->router_count; i++)
        if (path->routers[i].name != NULL && text_same(path->routers[i].address, address))
            return phrase_format("%s, %s", path->routers[i].name, address);
    return phrase_format("%s", address);
}

/* The routers that answered from the hop, for whichever port; each once. */
static void routers_at(const struct path *path, int64_t hop, struct text_list *addresses)
{
    for (size_t i = 0; path_hops_traced(path) && i < path->port_count; i++)
        for (size_t n = 0; n < path->ports[i].hop_count; n++) {
            const struct path_hop *answer = &path->ports[i].hops[n];
            if (answer->hop == hop && !text_list_has(addresses, answer->address))
                text_list_append(addresses, answer->address);
        }
}

bool path_hops_several(const struct path *path, int64_t hop)
{
    struct text_list addresses = {0};
    routers_at(path, hop, &addresses);
    bool several = addresses.count > 1;
    text_list_free(&addresses);
    return several;
}

struct phrase path_hops_phrase(const struct path *path, int64_t hop)
{
    struct text_list addresses = {0};
    routers_at(path, hop, &addresses);
    if (addresses.count == 0 && path_hops_address(path, hop) != NULL)
        text_list_append(&addresses, path_hops_address(path, hop));
    struct phrase phrase = phrase_format("hop %" PRId64, hop);
    if (addresses.count > 0)
        phrase = phrase_format("hop %" PRId64 " (%s", hop, path_hops_router(path, addresses.items[0]).text);
    for (size_t i = 1; i < addresses.count; i++)
        phrase = phrase_format("%s; or %s", phrase.text, path_hops_router(path, addresses.items[i]).text);
    if (addresses.count > 0)
        phrase = phrase_format("%s)", phrase.text);
    text_list_free(&addresses);
    return phrase;
}

struct phrase path_hops_port_phrase(const struct path *path, const struct path_port *port, int64_t hop)
{
    const char *address = path_hops_port_address(port, hop);
    if (address == NULL)
        return path_hops_phrase(path, hop);
    return phrase_format("hop %" PRId64 " (%s)", hop, path_hops_router(path, address).text);
}

struct phrase path_hops_end_phrase(const struct path *path, const struct path_port *port)
{
    if (port->end_hop <= 1)
        return path_hops_phrase(path, port->end_hop);
    return phrase_format("hop %" PRId64 ", right after %s", port->end_hop,
                         path_hops_phrase(path, port->end_hop - 1).text);
}
