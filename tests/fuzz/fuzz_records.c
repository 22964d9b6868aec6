/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as the zone file of --records or of --trust-anchor: each record reads or is refused, and names
 * that it may have are asked for. */
#include "checks.h"
#include "discover/anchor_keys.h"
#include "discover/records.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct records *records, const char *name)
{
    static const uint16_t types[] = {DNS_TYPE_A,  DNS_TYPE_AAAA,  DNS_TYPE_CNAME, DNS_TYPE_PTR,
                                     DNS_TYPE_MX, DNS_TYPE_TXT,   DNS_TYPE_SRV,   DNS_TYPE_TLSA,
                                     DNS_TYPE_DS, DNS_TYPE_DNSKEY};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct dns_answer answer;
        bool answered = records_answer(records, name, types[i], &answer);
        fuzz_expect(answered || answer.record_count == 0);
        fuzz_expect_safe(answer.detail);
        fuzz_expect_safe_list(&answer.cname_chain);
        for (size_t n = 0; n < answer.record_count; n++)
            fuzz_read_record(&answer.records[n]);
        dns_answer_free(&answer);
    }
    records_cover(records, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"example.org",           "mx.example.org", "a.example.org", "a", "",
                                        "1.2.0.192.in-addr.arpa"};
    char *path = fuzz_file(data, size);
    char *error = NULL;
    struct records *records = records_load(path, &error);
    fuzz_expect((records == NULL) == (error != NULL));
    fuzz_expect_safe(error);
    for (size_t i = 0; records != NULL && i < sizeof names / sizeof names[0]; i++) {
        struct key_tags tags = {0};
        ask(records, names[i]);
        anchor_keys_of_file(records, names[i], &tags);
        fuzz_expect(tags.count <= ANCHOR_KEYS_MAX);
    }
    records_free(records);
    free(error);
    fuzz_file_free(path);
    return 0;
}
