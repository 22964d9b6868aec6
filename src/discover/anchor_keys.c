/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys by their tags: see discover/anchor_keys.h. */
#include "discover/anchor_keys.h"

#include "base/list.h"

#include <stdlib.h>

static void add(struct key_tags *tags, uint16_t tag)
{
    for (size_t i = 0; i < tags->count; i++)
        if (tags->tags[i] == tag)
            return;
    if (tags->count < ANCHOR_KEYS_MAX)
        tags->tags[tags->count++] = tag;
}

/* RFC 4034 appendix B; algorithm 1, which has another rule, is no longer validated by anybody. */
static uint16_t tag_of_key(const uint8_t *rdata, size_t bytes)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < bytes; i++)
        sum += (i & 1) != 0 ? rdata[i] : (uint32_t)rdata[i] << 8;
    sum += sum >> 16 & 0xffff;
    return (uint16_t)sum;
}

static void add_records(const struct records *anchors, const char *name, uint16_t type, struct key_tags *tags)
{
    struct dns_answer answer;
    records_answer(anchors, name, type, &answer);
    for (size_t i = 0; i < answer.record_count; i++) {
        const struct dns_record *record = &answer.records[i];
        const uint8_t *rdata = record->message + record->rdata_at;
        if (type == DNS_TYPE_DS && record->rdata_bytes >= 2)
            add(tags, (uint16_t)(rdata[0] << 8 | rdata[1]));
        else if (type == DNS_TYPE_DNSKEY)
            add(tags, tag_of_key(rdata, record->rdata_bytes));
    }
    dns_answer_free(&answer);
}

void anchor_keys_of_file(const struct records *anchors, const char *name, struct key_tags *tags)
{
    add_records(anchors, name, DNS_TYPE_DS, tags);
    add_records(anchors, name, DNS_TYPE_DNSKEY, tags);
}

void anchor_keys_of_signatures(const struct dns_answer *answer, struct key_tags *tags)
{
    for (size_t i = 0; i < answer->signer_count; i++)
        add(tags, answer->signers[i]);
}

bool anchor_keys_meet(const struct key_tags *a, const struct key_tags *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t n = 0; n < b->count; n++)
            if (a->tags[i] == b->tags[n])
                return true;
    return false;
}

char *anchor_keys_words(const struct key_tags *tags)
{
    struct text_list list = {0};
    for (size_t i = 0; i < tags->count; i++) {
        char *tag = text_format("%d", (int)tags->tags[i]);
        text_list_append(&list, tag);
        free(tag);
    }
    char *joined = text_list_join(&list, ", ");
    char *words =
        tags->count == 0 ? text_copy("no key") : text_format("key%s %s", tags->count == 1 ? "" : "s", joined);
    free(joined);
    text_list_free(&list);
    return words;
}
