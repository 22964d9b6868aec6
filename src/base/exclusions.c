/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sorted ranges of addresses and sorted names. */
#include "base/exclusions.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_BYTES = 16, IPV4_BYTES = 4, IPV4_BITS = 32, ADDRESS_BITS = 128 };

const char exclusions_words[] = "excluded: on the list of --exclude";

/* IPv4 addresses stand where they are mapped. */
static const uint8_t mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};
static const uint8_t translated_prefix[12] = {0x00, 0x64, 0xff, 0x9b};
static const uint8_t tunnelled_prefix[2] = {0x20, 0x02};

struct range {
    uint8_t first[ADDRESS_BYTES];
    uint8_t last[ADDRESS_BYTES];
};

struct exclusions {
    struct range *ranges; /* sorted, and none touches another */
    size_t range_count;
    struct text_list domains; /* sorted */
};

struct exclusions *exclusions_new(void)
{
    return allocate(1, sizeof(struct exclusions));
}

void exclusions_free(struct exclusions *exclusions)
{
    if (exclusions == NULL)
        return;
    free(exclusions->ranges);
    text_list_free(&exclusions->domains);
    free(exclusions);
}

/* --- ranges --- */

static void map_ipv4(uint8_t bytes[static ADDRESS_BYTES], const uint8_t *ipv4)
{
    memcpy(bytes, mapped_prefix, sizeof mapped_prefix);
    memcpy(bytes + sizeof mapped_prefix, ipv4, IPV4_BYTES);
}

/* The address in the form of the ranges. */
static void normalize(uint8_t bytes[static ADDRESS_BYTES], const struct ip_address *address)
{
    const uint8_t *b = address->bytes;
    if (address->family == 4)
        map_ipv4(bytes, b);
    else if (memcmp(b, translated_prefix, sizeof translated_prefix) == 0)
        map_ipv4(bytes, b + sizeof translated_prefix);
    else if (memcmp(b, tunnelled_prefix, sizeof tunnelled_prefix) == 0)
        map_ipv4(bytes, b + sizeof tunnelled_prefix);
    else
        memcpy(bytes, b, ADDRESS_BYTES);
}

/* From a byte string and the number of its first bits that all have in common. */
static struct range range_of(const uint8_t bytes[static ADDRESS_BYTES], unsigned bits)
{
    struct range range;
    for (unsigned i = 0; i < ADDRESS_BYTES; i++) {
        unsigned inside = bits > 8 * i ? bits - 8 * i : 0;
        uint8_t rest = inside >= 8 ? 0 : (uint8_t)(0xffU >> inside);
        range.first[i] = (uint8_t)(bytes[i] & ~rest);
        range.last[i] = bytes[i] | rest;
    }
    return range;
}

static void add_range(struct exclusions *exclusions, const uint8_t *bytes, unsigned bits)
{
    struct range *range =
        list_append(&exclusions->ranges, &exclusions->range_count, sizeof *exclusions->ranges);
    *range = range_of(bytes, bits);
}

/* Of an IPv6 network in which others are contained, both forms are kept. */
void exclusions_add_network(struct exclusions *exclusions, const struct ip_address *address, unsigned bits)
{
    enum { TRANSLATED_BITS = 96, TUNNELLED_BITS = 16 };
    const uint8_t *b = address->bytes;
    uint8_t bytes[ADDRESS_BYTES];
    if (address->family == 4) {
        map_ipv4(bytes, b);
        add_range(exclusions, bytes, ADDRESS_BITS - IPV4_BITS + bits);
        return;
    }
    add_range(exclusions, b, bits);
    normalize(bytes, address);
    if (memcmp(b, translated_prefix, sizeof translated_prefix) == 0 && bits >= TRANSLATED_BITS)
        add_range(exclusions, bytes, bits);
    else if (memcmp(b, tunnelled_prefix, sizeof tunnelled_prefix) == 0 && bits >= TUNNELLED_BITS) {
        unsigned inside = bits - TUNNELLED_BITS;
        add_range(exclusions, bytes, ADDRESS_BITS - IPV4_BITS + (inside < IPV4_BITS ? inside : IPV4_BITS));
    }
}

static int compare_ranges(const void *left, const void *right)
{
    const struct range *one = left, *other = right;
    int by_first = memcmp(one->first, other->first, ADDRESS_BYTES);
    return by_first != 0 ? by_first : memcmp(other->last, one->last, ADDRESS_BYTES);
}

/* Whether the second begins where the first ends, or before. */
static bool touch(const struct range *one, const struct range *other)
{
    uint8_t next[ADDRESS_BYTES];
    memcpy(next, one->last, sizeof next);
    for (size_t i = ADDRESS_BYTES; i-- > 0 && ++next[i] == 0;)
        if (i == 0)
            return true;
    return memcmp(other->first, next, sizeof next) <= 0;
}

static void merge_ranges(struct exclusions *exclusions)
{
    size_t kept = 0;
    if (exclusions->range_count == 0)
        return;
    qsort(exclusions->ranges, exclusions->range_count, sizeof *exclusions->ranges, compare_ranges);
    for (size_t i = 1; i < exclusions->range_count; i++) {
        struct range *last = &exclusions->ranges[kept];
        const struct range *next = &exclusions->ranges[i];
        if (!touch(last, next))
            exclusions->ranges[++kept] = *next;
        else if (memcmp(next->last, last->last, ADDRESS_BYTES) > 0)
            memcpy(last->last, next->last, ADDRESS_BYTES);
    }
    exclusions->range_count = kept + 1;
}

/* Whether one of the ranges has all of `wanted`. */
static bool have_range(const struct exclusions *exclusions, const struct range *wanted)
{
    size_t low = 0, high = exclusions->range_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(exclusions->ranges[middle].first, wanted->first, ADDRESS_BYTES) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && memcmp(wanted->last, exclusions->ranges[low - 1].last, ADDRESS_BYTES) <= 0;
}

bool exclusions_have(const struct exclusions *exclusions, const struct ip_address *address)
{
    uint8_t bytes[ADDRESS_BYTES];
    if (exclusions == NULL || exclusions->range_count == 0)
        return false;
    struct range one;
    normalize(bytes, address);
    one = range_of(bytes, ADDRESS_BITS);
    if (have_range(exclusions, &one))
        return true;
    if (address->family == 4)
        return false;
    one = range_of(address->bytes, ADDRESS_BITS);
    return have_range(exclusions, &one);
}

bool exclusions_have_address(const struct exclusions *exclusions, const char *address)
{
    struct ip_address value;
    return exclusions != NULL && address_parse(address, &value) && exclusions_have(exclusions, &value);
}

/* --- names --- */

void exclusions_add_domain(struct exclusions *exclusions, const char *name)
{
    text_list_append(&exclusions->domains, name);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool have_domain(const struct exclusions *exclusions, const char *name)
{
    const struct text_list *domains = &exclusions->domains;
    return domains->count > 0
           && bsearch(&name, domains->items, domains->count, sizeof *domains->items, compare_names) != NULL;
}

/* The part behind the next dot; NULL for none. */
static const char *parent_of(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot != NULL && dot[1] != '\0' ? dot + 1 : NULL;
}

static bool have_above(const struct exclusions *exclusions, const char *name)
{
    const char *above = parent_of(name);
    while (above != NULL && !have_domain(exclusions, above))
        above = parent_of(above);
    return above != NULL;
}

/* Leaves one of each, and none below another. */
static void merge_domains(struct exclusions *exclusions)
{
    struct text_list *domains = &exclusions->domains;
    struct text_list kept = {0};
    if (domains->count == 0)
        return;
    qsort(domains->items, domains->count, sizeof *domains->items, compare_names);
    for (size_t i = 0; i < domains->count; i++)
        if ((i == 0 || strcmp(domains->items[i], domains->items[i - 1]) != 0)
            && !have_above(exclusions, domains->items[i]))
            text_list_append(&kept, domains->items[i]);
    text_list_free(domains);
    *domains = kept;
}

void exclusions_settle(struct exclusions *exclusions)
{
    merge_ranges(exclusions);
    merge_domains(exclusions);
}

/* The value of the last label before `*end`, and `*end` moved to the dot before it; false when it is no
 * number of so many bits. */
static bool read_label(const char *name, const char **end, int base, unsigned bits, unsigned *value)
{
    const char *label = *end;
    char *stop;
    while (label > name && label[-1] != '.')
        label--;
    unsigned long number = strtoul(label, &stop, base);
    *value = (unsigned)number;
    bool good = stop == *end && stop != label && number < 1UL << bits;
    *end = label > name ? label - 1 : name;
    return good;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

/* The address whose reverse name this is, or the network with that name or one above it: its first `bits`
 * (RFC 1035 3.5, RFC 3596 2.5). */
static bool read_reverse_name(const char *name, struct ip_address *address, unsigned *bits)
{
    static const char ipv4_tree[] = ".in-addr.arpa", ipv6_tree[] = ".ip6.arpa";
    bool ipv4 = ends_with(name, ipv4_tree);
    if (!ipv4 && !ends_with(name, ipv6_tree))
        return false;
    unsigned label_bits = ipv4 ? 8 : 4, labels_max = ipv4 ? 4 : 32, count = 0, value = 0;
    const char *end = name + strlen(name) - strlen(ipv4 ? ipv4_tree : ipv6_tree);
    *address = (struct ip_address){.family = ipv4 ? 4 : 6};
    while (count < labels_max && end > name && read_label(name, &end, ipv4 ? 10 : 16, label_bits, &value)) {
        unsigned shift = ipv4 || count % 2 == 1 ? 0 : 4;
        address->bytes[count * label_bits / 8] |= (uint8_t)(value << shift);
        count++;
    }
    *bits = count * label_bits;
    return count > 0;
}

static bool have_reverse(const struct exclusions *exclusions, const char *name)
{
    struct ip_address address;
    unsigned bits;
    uint8_t bytes[ADDRESS_BYTES];
    if (exclusions->range_count == 0 || !read_reverse_name(name, &address, &bits))
        return false;
    unsigned offset = address.family == 4 ? ADDRESS_BITS - IPV4_BITS : 0;
    if (offset + bits == ADDRESS_BITS)
        return exclusions_have(exclusions, &address);
    /* A network: its whole range. */
    if (address.family == 4)
        map_ipv4(bytes, address.bytes);
    else
        memcpy(bytes, address.bytes, sizeof bytes);
    struct range range = range_of(bytes, offset + bits);
    return have_range(exclusions, &range);
}

bool exclusions_have_name(const struct exclusions *exclusions, const char *name)
{
    if (exclusions == NULL)
        return false;
    return have_domain(exclusions, name) || have_above(exclusions, name) || have_reverse(exclusions, name);
}

const struct text_list *exclusions_domains(const struct exclusions *exclusions)
{
    static const struct text_list none = {0};
    return exclusions != NULL ? &exclusions->domains : &none;
}
