/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as addresses: four and sixteen of them as they are in a record, and lines as people type them. */
#include "base/address.h"
#include "checks.h"
#include "infer/address_gate.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is barred is barred by a narrower policy, too, and in text as in bytes. */
static void check_gate(const struct ip_address *address, const char *text)
{
    bool barred = false;
    for (int policy = 0; policy < ADDRESS_POLICY_COUNT; policy++) {
        enum address_bar bar = address_barred(address, (enum address_policy)policy);
        fuzz_expect(address_text_barred(text, (enum address_policy)policy) == bar);
        fuzz_expect(bar != BAR_NONE || !barred);
        fuzz_expect_safe(address_bar_phrase(bar));
        barred = bar != BAR_NONE;
    }
}

static void check(const struct ip_address *address)
{
    struct ip_address again;
    char *text = address_text(address);
    fuzz_expect(address_parse(text, &again) && again.family == address->family);
    fuzz_expect(memcmp(again.bytes, address->bytes, address->family == 4 ? 4 : 16) == 0);
    fuzz_expect(address_family(text) == address->family);
    fuzz_expect(address_scope(address) < ADDRESS_SCOPE_COUNT);
    check_gate(address, text);
    free(text);
    char *name = address_reverse_name(address);
    fuzz_expect_safe(name);
    free(name);
}

/* An IPv4 address within one of IPv6 is no way around the gate. */
static void check_mapped(const struct ip_address *inner)
{
    struct ip_address mapped = {.family = 6, .bytes = {[10] = 0xff, [11] = 0xff}};
    memcpy(mapped.bytes + 12, inner->bytes, 4);
    for (int policy = 0; policy < ADDRESS_POLICY_COUNT; policy++)
        fuzz_expect(address_barred(inner, (enum address_policy)policy) == BAR_NONE
                    || address_barred(&mapped, (enum address_policy)policy) != BAR_NONE);
}

static void read_line(const char *line)
{
    struct ip_address address;
    int64_t port;
    if (address_parse(line, &address))
        check(&address);
    if (address_parse_with_port(line, &address, &port)) {
        fuzz_expect(port >= 0 && port <= 65535);
        check(&address);
    }
    address_text_barred(line, ADDRESSES_PUBLIC);
    port = port_parse(line);
    fuzz_expect(port >= 0 && port <= 65535);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct ip_address ipv4 = {.family = 4};
    struct ip_address ipv6 = {.family = 6};
    if (size >= 16) {
        memcpy(ipv6.bytes, data, 16);
        memcpy(ipv4.bytes, data + 12, 4);
        check(&ipv6);
        check(&ipv4);
        check_mapped(&ipv4);
    }
    for (char *line; (line = fuzz_line(&input)) != NULL; free(line))
        read_line(line);
    return 0;
}
