/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a DNS response to the question that they hold themselves: the reader must stay inside them,
 * and what it makes of them must be whole and safe to print. */
#include "checks.h"
#include "discover/dns_message.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[DNS_NAME_TEXT_BYTES] = "example.org";
    uint16_t type = DNS_TYPE_MX;
    if (!dns_message_question(data, size, name, &type)) {
        strcpy(name, "example.org");
        type = DNS_TYPE_MX;
    }
    struct dns_answer answer;
    dns_message_read(data, size, name, type, &answer);
    fuzz_expect((answer.status == DNS_OK) == (answer.record_count > 0));
    fuzz_expect_safe(answer.detail);
    fuzz_expect_safe_list(&answer.cname_chain);
    for (size_t i = 0; i < answer.record_count; i++)
        fuzz_expect(fuzz_read_record(&answer.records[i])); /* a record that an answer has can be read */
    dns_answer_free(&answer);
    struct text_list signers = {0};
    dns_message_signers(data, size, &signers);
    fuzz_expect_safe_list(&signers);
    text_list_free(&signers);
    return 0;
}
