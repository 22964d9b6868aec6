/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IP addresses as values: read, written, and what range they lie in. */
#include "base/address.h"

#include "base/list.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct address_range {
    uint8_t prefix[16];
    unsigned prefix_bits;
    enum address_scope scope;
    enum address_bar bar;
};

/* https://www.iana.org/assignments/iana-ipv4-special-registry; the first match counts. */
static const struct address_range ipv4_ranges[] = {
    {{0}, 8, SCOPE_RESERVED, BAR_UNSPECIFIED}, /* Linux takes 0.0.0.0 for this machine */
    {{10}, 8, SCOPE_PRIVATE, BAR_SPECIAL},
    {{100, 64}, 10, SCOPE_SHARED, BAR_SPECIAL},
    {{127}, 8, SCOPE_LOOPBACK, BAR_LOOPBACK},
    {{169, 254}, 16, SCOPE_LINK_LOCAL, BAR_LINK_LOCAL},
    {{172, 16}, 12, SCOPE_PRIVATE, BAR_SPECIAL},
    {{192, 0, 0}, 24, SCOPE_RESERVED, BAR_SPECIAL},
    {{192, 0, 2}, 24, SCOPE_DOCUMENTATION, BAR_SPECIAL},
    {{192, 31, 196}, 24, SCOPE_GLOBAL, BAR_SPECIAL},
    {{192, 52, 193}, 24, SCOPE_GLOBAL, BAR_SPECIAL},
    {{192, 88, 99}, 24, SCOPE_RESERVED, BAR_SPECIAL}, /* 6to4 relays, withdrawn by RFC 7526 */
    {{192, 168}, 16, SCOPE_PRIVATE, BAR_SPECIAL},
    {{192, 175, 48}, 24, SCOPE_GLOBAL, BAR_SPECIAL},
    {{198, 18}, 15, SCOPE_RESERVED, BAR_SPECIAL}, /* benchmarking, RFC 2544 */
    {{198, 51, 100}, 24, SCOPE_DOCUMENTATION, BAR_SPECIAL},
    {{203, 0, 113}, 24, SCOPE_DOCUMENTATION, BAR_SPECIAL},
    {{224}, 4, SCOPE_MULTICAST, BAR_MULTICAST},
    {{255, 255, 255, 255}, 32, SCOPE_RESERVED, BAR_BROADCAST},
    {{240}, 4, SCOPE_RESERVED, BAR_SPECIAL},
    {{0}, 0, SCOPE_GLOBAL, BAR_NONE},
};

/* https://www.iana.org/assignments/iana-ipv6-special-registry; the first match counts. What no line names
 * and lies outside 2000::/3 was never assigned to anybody. IPv4-compatible and IPv4-mapped addresses are of
 * no use in DNS; a system takes the latter for IPv4 (RFC 4291 2.5.5). */
static const struct address_range ipv6_ranges[] = {
    {{0}, 128, SCOPE_RESERVED, BAR_UNSPECIFIED},
    {{[15] = 1}, 128, SCOPE_LOOPBACK, BAR_LOOPBACK},
    {{0}, 96, SCOPE_RESERVED, BAR_MAPPED},
    {{[10] = 0xff, [11] = 0xff}, 96, SCOPE_RESERVED, BAR_MAPPED},
    {{[8] = 0xff, [9] = 0xff}, 96, SCOPE_RESERVED, BAR_MAPPED},             /* RFC 2765 2.1 */
    {{0x00, 0x64, 0xff, 0x9b}, 96, SCOPE_GLOBAL, BAR_SPECIAL},              /* to IPv4, RFC 6052 */
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, SCOPE_PRIVATE, BAR_SPECIAL}, /* for local use, RFC 8215 */
    {{0xfc}, 7, SCOPE_PRIVATE, BAR_SPECIAL},
    {{0xfe, 0x80}, 10, SCOPE_LINK_LOCAL, BAR_LINK_LOCAL},
    {{0xfe, 0xc0}, 10, SCOPE_PRIVATE, BAR_SPECIAL}, /* site-local, withdrawn by RFC 3879 */
    {{0xff}, 8, SCOPE_MULTICAST, BAR_MULTICAST},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, SCOPE_DOCUMENTATION, BAR_SPECIAL},
    {{0x3f, 0xff}, 20, SCOPE_DOCUMENTATION, BAR_SPECIAL},
    {{0x20, 0x01, 0x00, 0x02}, 48, SCOPE_RESERVED, BAR_SPECIAL}, /* benchmarking, RFC 5180 */
    {{0x20, 0x01, 0x00, 0x10}, 28, SCOPE_RESERVED, BAR_SPECIAL}, /* ORCHID, RFC 4843 */
    {{0x20, 0x01, 0x00, 0x20}, 28, SCOPE_RESERVED, BAR_SPECIAL}, /* ORCHIDv2, RFC 7343 */
    {{0x20, 0x01}, 23, SCOPE_GLOBAL, BAR_SPECIAL},
    {{0x20, 0x02}, 16, SCOPE_GLOBAL, BAR_SPECIAL},
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48, SCOPE_GLOBAL, BAR_SPECIAL},
    {{0x20}, 3, SCOPE_GLOBAL, BAR_NONE},
    {{0}, 0, SCOPE_RESERVED, BAR_SPECIAL},
};

static bool in_range(const uint8_t *address, const struct address_range *range)
{
    unsigned whole_bytes = range->prefix_bits / 8;
    unsigned rest_bits = range->prefix_bits % 8;
    if (memcmp(address, range->prefix, whole_bytes) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00U >> rest_bits);
    return rest_bits == 0 || ((address[whole_bytes] ^ range->prefix[whole_bytes]) & mask) == 0;
}

/* The last of each table has all addresses. */
static const struct address_range *range_of(const struct ip_address *address)
{
    const struct address_range *range = address->family == 4 ? ipv4_ranges : ipv6_ranges;
    while (!in_range(address->bytes, range))
        range++;
    return range;
}

enum address_scope address_scope(const struct ip_address *address)
{
    return range_of(address)->scope;
}

enum address_bar address_bar(const struct ip_address *address)
{
    return range_of(address)->bar;
}

bool address_parse(const char *text, struct ip_address *address)
{
    struct ip_address read = {0};
    if (text == NULL)
        return false;
    if (inet_pton(AF_INET, text, read.bytes) == 1)
        read.family = 4;
    else if (inet_pton(AF_INET6, text, read.bytes) == 1)
        read.family = 6;
    else
        return false;
    *address = read;
    return true;
}

int64_t address_family(const char *text)
{
    return text != NULL && strchr(text, ':') != NULL ? 6 : 4;
}

char *address_text_with_port(const char *address, int64_t port)
{
    return text_format(address_family(address) == 6 ? "[%s]:%" PRId64 : "%s:%" PRId64, address, port);
}

int64_t port_parse(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return 0;
    long port = strtol(text, NULL, 10);
    return port <= 65535 ? port : 0;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]", then nothing or ":PORT". */
static bool parse_bracketed(const char *word, struct ip_address *address, int64_t *port)
{
    char inside[INET6_ADDRSTRLEN] = "";
    const char *start = word + 1;
    const char *end = strchr(start, ']');
    bool tagged = strncasecmp(start, "IPv6:", 5) == 0;
    start += tagged ? 5 : 0;
    if (end == NULL || end < start || (size_t)(end - start) >= sizeof inside)
        return false;
    memcpy(inside, start, (size_t)(end - start));
    if (!address_parse(inside, address) || (tagged && address->family != 6))
        return false;
    *port = end[1] == ':' ? port_parse(end + 2) : 0;
    return end[1] == '\0' || *port != 0;
}

bool address_parse_with_port(const char *word, struct ip_address *address, int64_t *port)
{
    *port = 0;
    if (word[0] == '[')
        return parse_bracketed(word, address, port);
    if (address_parse(word, address))
        return true;
    const char *colon = strrchr(word, ':');
    char host[INET_ADDRSTRLEN] = "";
    if (colon == NULL || (size_t)(colon - word) >= sizeof host)
        return false;
    memcpy(host, word, (size_t)(colon - word));
    *port = port_parse(colon + 1);
    return *port != 0 && address_parse(host, address) && address->family == 4;
}

char *address_text(const struct ip_address *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(address->family == 4 ? AF_INET : AF_INET6, address->bytes, text, sizeof text);
    return text_copy(text);
}

char *address_reverse_name(const struct ip_address *address)
{
    const uint8_t *b = address->bytes;
    if (address->family == 4)
        return text_format("%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
    char nibbles[16 * 4 + 1] = "";
    for (size_t i = 0; i < 16; i++)
        snprintf(nibbles + i * 4, 5, "%x.%x.", b[15 - i] & 15, b[15 - i] >> 4);
    return text_format("%sip6.arpa", nibbles);
}
