/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which addresses that DNS leads to may be connected to. */
#include "infer/address_gate.h"

#include <string.h>

enum { FIRST_UNPRIVILEGED_PORT = 1024 };

static const uint8_t nat64_prefix[12] = {0x00, 0x64, 0xff, 0x9b};                  /* RFC 6052 2.1 */
static const uint8_t nat64_local_prefix[6] = {0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}; /* RFC 8215 */

/* What bars this machine, its own link, and everybody. */
static enum address_bar local_range(const struct ip_address *address)
{
    enum address_bar bar = address_bar(address);
    return bar != BAR_SPECIAL ? bar : BAR_NONE;
}

static enum address_bar local_ipv4(const uint8_t *bytes)
{
    struct ip_address address = {.family = 4};
    memcpy(address.bytes, bytes, 4);
    return local_range(&address);
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
    enum address_bar bar = local_range(address);
    return bar == BAR_NONE && address->family == 6 ? local_embedded(address->bytes) : bar;
}

enum address_bar address_barred(const struct ip_address *address, enum address_policy policy)
{
    if (policy == ADDRESSES_ANY)
        return BAR_NONE;
    enum address_bar bar = local(address);
    return bar == BAR_NONE && policy == ADDRESSES_PUBLIC ? address_bar(address) : bar;
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
        [BAR_NONE] = "an ordinary address",
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
