/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which addresses that DNS leads to may be connected to. */
#include "infer/address_gate.h"

#include <string.h>

enum { FIRST_UNPRIVILEGED_PORT = 1024 };

struct barred_range {
    uint8_t prefix[16];
    unsigned prefix_bits;
    enum address_bar bar;
};

/* This machine, its own link, and everybody. Linux takes 0.0.0.0 for this machine. */
static const struct barred_range ipv4_local[] = {
    {{0}, 8, BAR_UNSPECIFIED},
    {{127}, 8, BAR_LOOPBACK},
    {{169, 254}, 16, BAR_LINK_LOCAL},
    {{224}, 4, BAR_MULTICAST},
    {{255, 255, 255, 255}, 32, BAR_BROADCAST},
};

/* IPv4-compatible and IPv4-mapped addresses are of no use in DNS; a system takes the latter for IPv4 (RFC
 * 4291 2.5.5). */
static const struct barred_range ipv6_local[] = {
    {{0}, 128, BAR_UNSPECIFIED},
    {{[15] = 1}, 128, BAR_LOOPBACK},
    {{0}, 96, BAR_MAPPED},
    {{[10] = 0xff, [11] = 0xff}, 96, BAR_MAPPED},
    {{[8] = 0xff, [9] = 0xff}, 96, BAR_MAPPED}, /* IPv4-translated, RFC 2765 2.1 */
    {{0xfe, 0x80}, 10, BAR_LINK_LOCAL},
    {{0xff}, 8, BAR_MULTICAST},
};

/* The rest of https://www.iana.org/assignments/iana-ipv4-special-registry. */
static const struct barred_range ipv4_special[] = {
    {{10}, 8, BAR_SPECIAL},
    {{100, 64}, 10, BAR_SPECIAL},
    {{172, 16}, 12, BAR_SPECIAL},
    {{192, 0, 0}, 24, BAR_SPECIAL},
    {{192, 0, 2}, 24, BAR_SPECIAL},
    {{192, 31, 196}, 24, BAR_SPECIAL},
    {{192, 52, 193}, 24, BAR_SPECIAL},
    {{192, 88, 99}, 24, BAR_SPECIAL},
    {{192, 168}, 16, BAR_SPECIAL},
    {{192, 175, 48}, 24, BAR_SPECIAL},
    {{198, 18}, 15, BAR_SPECIAL},
    {{198, 51, 100}, 24, BAR_SPECIAL},
    {{203, 0, 113}, 24, BAR_SPECIAL},
    {{240}, 4, BAR_SPECIAL},
};

/* The rest of https://www.iana.org/assignments/iana-ipv6-special-registry inside 2000::/3; nothing outside of
 * it was ever given to anybody. */
static const struct barred_range ipv6_special[] = {
    {{0x20, 0x01}, 23, BAR_SPECIAL}, {{0x20, 0x01, 0x0d, 0xb8}, 32, BAR_SPECIAL},
    {{0x20, 0x02}, 16, BAR_SPECIAL}, {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48, BAR_SPECIAL},
    {{0x3f, 0xff}, 20, BAR_SPECIAL},
};

static const uint8_t nat64_prefix[12] = {0x00, 0x64, 0xff, 0x9b};                  /* RFC 6052 2.1 */
static const uint8_t nat64_local_prefix[6] = {0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}; /* RFC 8215 */

static bool in_range(const uint8_t *address, const struct barred_range *range)
{
    unsigned whole_bytes = range->prefix_bits / 8;
    unsigned rest_bits = range->prefix_bits % 8;
    if (memcmp(address, range->prefix, whole_bytes) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00U >> rest_bits);
    return rest_bits == 0 || ((address[whole_bytes] ^ range->prefix[whole_bytes]) & mask) == 0;
}

static enum address_bar find_bar(const uint8_t *address, const struct barred_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (in_range(address, &ranges[i]))
            return ranges[i].bar;
    return BAR_NONE;
}

#define FIND_BAR(address, ranges) find_bar(address, ranges, sizeof(ranges) / sizeof(ranges)[0])

static enum address_bar local_ipv4(const uint8_t *bytes)
{
    return FIND_BAR(bytes, ipv4_local);
}

/* Where RFC 6052 2.2 puts the IPv4 address behind a prefix of 48, 56 or 64 bits: around byte 8. The last
 * bytes of such an address are zero, those of one with a prefix of 96 bits are the IPv4 address. */
static enum address_bar local_nat64(const uint8_t *b)
{
    const uint8_t places[][4] = {
        {b[6], b[7], b[9], b[10]}, {b[7], b[9], b[10], b[11]}, {b[9], b[10], b[11], b[12]}};
    static const uint8_t none[4] = {0};
    if (b[13] != 0 || b[14] != 0 || b[15] != 0)
        return local_ipv4(b + 12);
    enum address_bar bar = BAR_UNSPECIFIED;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (memcmp(places[i], none, sizeof none) == 0)
            continue;
        bar = local_ipv4(places[i]);
        if (bar != BAR_NONE && bar != BAR_UNSPECIFIED)
            return bar;
        bar = BAR_NONE;
    }
    return bar;
}

/* What the IPv4 address in an IPv6 address of a translator or a tunnel is. */
static enum address_bar local_embedded(const uint8_t *b)
{
    if (memcmp(b, nat64_prefix, sizeof nat64_prefix) == 0)
        return local_ipv4(b + 12);
    if (memcmp(b, nat64_local_prefix, sizeof nat64_local_prefix) == 0)
        return local_nat64(b);
    if (b[0] == 0x20 && b[1] == 0x02)
        return local_ipv4(b + 2);
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0) {
        const uint8_t client[4] = {(uint8_t)~b[12], (uint8_t)~b[13], (uint8_t)~b[14], (uint8_t)~b[15]};
        return local_ipv4(client);
    }
    return BAR_NONE;
}

static enum address_bar local(const struct ip_address *address)
{
    if (address->family == 4)
        return local_ipv4(address->bytes);
    enum address_bar bar = FIND_BAR(address->bytes, ipv6_local);
    return bar != BAR_NONE ? bar : local_embedded(address->bytes);
}

static enum address_bar special(const struct ip_address *address)
{
    if (address->family == 4)
        return FIND_BAR(address->bytes, ipv4_special);
    bool unicast = (address->bytes[0] & 0xe0) == 0x20; /* 2000::/3 */
    return unicast ? FIND_BAR(address->bytes, ipv6_special) : BAR_SPECIAL;
}

enum address_bar address_barred(const struct ip_address *address, enum address_policy policy)
{
    if (policy == ADDRESSES_ANY)
        return BAR_NONE;
    enum address_bar bar = local(address);
    return bar == BAR_NONE && policy == ADDRESSES_PUBLIC ? special(address) : bar;
}

enum address_bar address_text_barred(const char *address, enum address_policy policy)
{
    struct ip_address value;
    return address_parse(address, &value) ? address_barred(&value, policy) : BAR_NONE;
}

bool address_typed_for(const struct host *host, int64_t family)
{
    if (host->kind == HOST_IP_LITERAL || host->kind == HOST_LOCALHOST)
        return true;
    const struct dns_lookup *lookup = family == 6 ? &host->aaaa_lookup : &host->a_lookup;
    return lookup->source == DNS_FROM_RECORDS;
}

enum address_bar address_barred_for(const struct host *host, const char *address, enum address_policy policy)
{
    return address_typed_for(host, address_family(address)) ? BAR_NONE : address_text_barred(address, policy);
}

bool srv_port_is_barred(const struct dns_lookup *lookup, int64_t port)
{
    bool for_mail = port == PORT_RELAY || port == PORT_SUBMISSIONS || port == PORT_SUBMISSION;
    return port < FIRST_UNPRIVILEGED_PORT && !for_mail && lookup->source != DNS_FROM_RECORDS;
}

const char *address_bar_phrase(enum address_bar bar)
{
    static const char *const phrases[ADDRESS_BAR_COUNT] = {
        [BAR_NONE] = "an address like others",
        [BAR_LOOPBACK] = "a loopback address, which is the scanning machine itself",
        [BAR_UNSPECIFIED] = "the unspecified address, which is the scanning machine itself",
        [BAR_LINK_LOCAL] = "a link-local address, which is on the scanning machine's own network",
        [BAR_MULTICAST] = "a multicast address",
        [BAR_BROADCAST] = "the broadcast address",
        [BAR_MAPPED] = "an IPv4 address written as an IPv6 address",
        [BAR_SPECIAL] = "in a range for special purposes",
    };
    return phrases[bar];
}
