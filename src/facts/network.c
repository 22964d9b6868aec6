/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks, as far as an address alone tells of them. */
#include "facts/network.h"

#include "facts/list.h"

#include <arpa/inet.h>
#include <string.h>

enum { RELATED_BITS_V4 = 16, RELATED_BITS_V6 = 32, NEAR_BITS_V4 = 24, NEAR_BITS_V6 = 48 };

struct octets {
    int family; /* AF_INET, AF_INET6; 0 for no address */
    unsigned char octets[sizeof(struct in6_addr)];
};

static struct octets octets_of(const char *address)
{
    struct octets parsed = {0};
    if (inet_pton(AF_INET, address, parsed.octets) == 1)
        parsed.family = AF_INET;
    else if (inet_pton(AF_INET6, address, parsed.octets) == 1)
        parsed.family = AF_INET6;
    return parsed;
}

static bool share_bits(const struct octets *one, const struct octets *other, int bits_v4, int bits_v6)
{
    int bits = one->family == AF_INET ? bits_v4 : bits_v6;
    return one->family == other->family && memcmp(one->octets, other->octets, (size_t)bits / 8) == 0;
}

bool network_unrelated(const char *one, const char *other)
{
    struct octets first = octets_of(one);
    struct octets second = octets_of(other);
    return first.family != 0 && first.family == second.family
           && !share_bits(&first, &second, RELATED_BITS_V4, RELATED_BITS_V6);
}

bool network_near(const char *one, const char *other)
{
    struct octets first = octets_of(one);
    struct octets second = octets_of(other);
    return first.family != 0 && share_bits(&first, &second, NEAR_BITS_V4, NEAR_BITS_V6);
}

bool network_is_local(const char *address)
{
    struct octets parsed = octets_of(address);
    const unsigned char *octets = parsed.octets;
    if (parsed.family == AF_INET)
        return octets[0] == 10 || octets[0] == 127 || (octets[0] == 172 && (octets[1] & 0xf0) == 16)
               || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 169 && octets[1] == 254)
               || (octets[0] == 100 && (octets[1] & 0xc0) == 64);
    static const unsigned char loopback[sizeof(struct in6_addr)] = {[15] = 1};
    return parsed.family == AF_INET6
           && ((octets[0] & 0xfe) == 0xfc || (octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80)
               || memcmp(octets, loopback, sizeof loopback) == 0);
}

char *network_of(const char *address)
{
    struct octets parsed = octets_of(address);
    if (parsed.family == 0)
        return NULL;
    int bits = parsed.family == AF_INET ? RELATED_BITS_V4 : RELATED_BITS_V6;
    memset(parsed.octets + bits / 8, 0, sizeof parsed.octets - (size_t)bits / 8);
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(parsed.family, parsed.octets, text, sizeof text);
    return text_format("%s/%d", text, bits);
}
