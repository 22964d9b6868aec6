/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as TXT records of MTA-STS and TLS-RPT, each a length of one byte and as many bytes of data. */
#include "checks.h"
#include "discover/mta_sts.h"
#include "discover/tls_rpt.h"
#include "discover/txt_fields.h"
#include "facts/shapes.h"
#include "input.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_fields(const char *record)
{
    static const char *const names[] = {"v", "id", "rua", ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct text_list problems = {0};
        char *value = txt_field(record, names[i], &problems);
        for (char *tab = value; tab != NULL && (tab = strchr(tab, '\t')) != NULL;)
            *tab = ' '; /* records keep theirs: what is made of them does not */
        fuzz_expect_safe(value);
        fuzz_expect_safe_list(&problems);
        text_list_free(&problems);
        free(value);
    }
}

static void read_id(const char *record)
{
    struct text_list problems = {0};
    char *id = mta_sts_record_id(record, &problems);
    fuzz_expect((id != NULL && strlen(id) >= 1 && strlen(id) <= 32) || problems.count > 0);
    fuzz_expect_safe_list(&problems);
    text_list_free(&problems);
    free(id);
}

static void read_reports(const char *record)
{
    struct tls_rpt tls_rpt = {0};
    tls_rpt_parse(record, &tls_rpt);
    fuzz_expect(tls_rpt.rua.count > 0 || tls_rpt.problems.count > 0);
    fuzz_expect_safe_object(&tls_rpt_shape, &tls_rpt);
    shape_clear(&tls_rpt_shape, &tls_rpt);
}

static void read_records(const struct dns_answer *answer, const char *version,
                         void (*read_record)(const char *record))
{
    struct txt_records records = {0};
    txt_records_read(answer, version, &records);
    struct text_list shown = {0};
    fuzz_expect(records.exact.count + records.inexact.count + records.others.count <= answer->record_count);
    txt_records_show(&records.exact, &shown);
    txt_records_show(&records.inexact, &shown);
    txt_records_show(&records.others, &shown);
    fuzz_expect_safe_list(&shown);
    text_list_free(&shown);
    for (size_t i = 0; i < records.exact.count; i++) {
        fuzz_expect(strncmp(records.exact.items[i], version, strlen(version)) == 0);
        read_fields(records.exact.items[i]);
        read_record(records.exact.items[i]);
    }
    txt_records_free(&records);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct dns_answer answer = {.status = DNS_OK};
    while (input.left > 0) {
        size_t length = fuzz_byte(&input);
        const uint8_t *bytes = fuzz_bytes(&input, &length);
        struct dns_record record = {
            .type = DNS_TYPE_TXT, .message = bytes, .message_bytes = length, .rdata_bytes = length};
        if (dns_record_is_valid(&record)) /* others make the message malformed before */
            dns_answer_add(&answer, &record);
    }
    read_records(&answer, "v=STSv1", read_id);
    read_records(&answer, "v=TLSRPTv1", read_reports);
    dns_answer_free(&answer);
    return 0;
}
