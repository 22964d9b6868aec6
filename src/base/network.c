/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks, as far as an address alone tells of them. */
#include "base/network.h"

#include "base/address.h"
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

enum { RELATED_BITS_V4 = 16, RELATED_BITS_V6 = 32, NEAR_BITS_V4 = 24, NEAR_BITS_V6 = 48 };

/* Of family 0 for what is no address. */
static struct ip_address parsed(const char *text)
{
    struct ip_address address = {0};
    address_parse(text, &address);
    return address;
}

static bool share_bits(const struct ip_address *one, const struct ip_address *other, int bits_v4, int bits_v6)
{
    int bits = one->family == 4 ? bits_v4 : bits_v6;
    return one->family == other->family && memcmp(one->bytes, other->bytes, (size_t)bits / 8) == 0;
}

bool network_unrelated(const char *one, const char *other)
{
    struct ip_address first = parsed(one);
    struct ip_address second = parsed(other);
    return first.family != 0 && first.family == second.family
           && !share_bits(&first, &second, RELATED_BITS_V4, RELATED_BITS_V6);
}

bool network_near(const char *one, const char *other)
{
    struct ip_address first = parsed(one);
    struct ip_address second = parsed(other);
    return first.family != 0 && share_bits(&first, &second, NEAR_BITS_V4, NEAR_BITS_V6);
}

bool network_is_local(const char *text)
{
    struct ip_address address;
    if (!address_parse(text, &address))
        return false;
    switch (address_scope(&address)) {
    case SCOPE_PRIVATE:
    case SCOPE_SHARED:
    case SCOPE_LINK_LOCAL:
    case SCOPE_LOOPBACK:
        return true;
    default:
        return false;
    }
}

char *network_of(const char *text)
{
    struct ip_address address = parsed(text);
    if (address.family == 0)
        return NULL;
    int bits = address.family == 4 ? RELATED_BITS_V4 : RELATED_BITS_V6;
    memset(address.bytes + bits / 8, 0, sizeof address.bytes - (size_t)bits / 8);
    char *first = address_text(&address);
    char *network = text_format("%s/%d", first, bits);
    free(first);
    return network;
}
