/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as TLSA records, and a chain to hold them against: first how many records there are, then each
 * with its length, and then the DER certificates. Data of no bytes stands for what matches the chain. */
#include "checks.h"
#include "discover/tlsa.h"
#include "facts/shapes.h"
#include "input.h"
#include "tls/chain.h"
#include "tls/dane.h"
#include "tls/der.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 10, CERTIFICATES_MAX = 6, TLSA_HEADER_BYTES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_record(struct fuzz_input *input, struct tlsa_set *set)
{
    size_t length = fuzz_number16(input);
    const uint8_t *bytes = fuzz_bytes(input, &length);
    struct dns_record record = {
        .type = DNS_TYPE_TLSA, .message = bytes, .message_bytes = length, .rdata_bytes = length};
    struct tlsa_record tlsa = {0};
    if (tlsa_read(&record, set->port, &tlsa))
        *(struct tlsa_record *)list_append(&set->records, &set->record_count, sizeof tlsa) = tlsa;
}

/* A hash cannot be guessed: a record that has none gets that of a certificate. */
static void complete(struct tlsa_set *set, const gnutls_datum_t *chain, size_t count)
{
    for (size_t i = 0; i < set->record_count; i++) {
        struct tlsa_record *record = &set->records[i];
        if (record->selector == 0 && record->matching_type == 1 && count > 0 && record->data_hex[0] == '0') {
            const gnutls_datum_t *certificate = &chain[i % count];
            text_replace(&record->data_hex, der_sha256(certificate->data, certificate->size));
            record->usable = true;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct tlsa_set set = {.base_domain = text_copy("mx.example.org"), .port = 25};
    gnutls_datum_t chain[CERTIFICATES_MAX];
    size_t count = 0;
    for (size_t left = fuzz_byte(&input) % RECORDS_MAX; left > 0 && input.left > 0; left--)
        read_record(&input, &set);
    while (count < CERTIFICATES_MAX && input.left > 0)
        chain[count++] = fuzz_der(&input);
    complete(&set, chain, count);
    struct tls tls = {0};
    chain_read(NULL, &tls, chain, count, "mx.example.org");
    struct text_list names = {0};
    text_list_append(&names, "example.org");
    struct tlsa_match *matches = NULL;
    size_t match_count = 0;
    dane_match(&tls, &set, &names, NULL, 1800000000, &matches, &match_count);
    fuzz_expect(match_count == set.record_count);
    for (size_t i = 0; i < match_count; i++) {
        fuzz_expect_safe_object(&tlsa_match_shape, &matches[i]);
        fuzz_expect(matches[i].certificate < (int64_t)count);
        fuzz_expect(matches[i].matches != ANSWER_YES || set.records[i].usable);
        shape_clear(&tlsa_match_shape, &matches[i]);
    }
    free(matches);
    text_list_free(&names);
    shape_clear(&tls_shape, &tls);
    shape_clear(&tlsa_set_shape, &set);
    return 0;
}
