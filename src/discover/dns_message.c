/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer to one DNS question, read from the bytes of a response. */
#include "discover/dns_message.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER_BYTES = 12,
    FLAG_RESPONSE = 0x8000,
    OPCODE_MASK = 0x7800,
    FLAG_TRUNCATED = 0x0200,
    FLAG_AUTHENTICATED = 0x0020,
    RCODE_MASK = 0x000f,
    CHAIN_MAX = 16,
    OPTION_EXTENDED_ERROR = 15, /* RFC 8914 */
    EXTRA_TEXT_MAX_BYTES = 200
};

/* Where we read in a message; `failed` once something would have been read past its end. */
struct cursor {
    const uint8_t *message;
    size_t bytes;
    size_t at;
    bool failed;
};

/* A record with what stands before its data. */
struct section_record {
    char owner[DNS_NAME_TEXT_BYTES];
    uint16_t class;
    uint32_t raw_ttl;
    struct dns_record record;
};

static uint32_t read_uint(struct cursor *cursor, size_t bytes)
{
    if (cursor->at > cursor->bytes || cursor->bytes - cursor->at < bytes)
        cursor->failed = true;
    if (cursor->failed)
        return 0;
    uint32_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | cursor->message[cursor->at++];
    return value;
}

static bool read_question(struct cursor *cursor, char name[static DNS_NAME_TEXT_BYTES], uint16_t *type,
                          uint16_t *class)
{
    if (!dns_name_read(cursor->message, cursor->bytes, &cursor->at, name))
        cursor->failed = true;
    *type = (uint16_t)read_uint(cursor, 2);
    *class = (uint16_t)read_uint(cursor, 2);
    return !cursor->failed;
}

static bool read_record(struct cursor *cursor, struct section_record *into)
{
    if (!dns_name_read(cursor->message, cursor->bytes, &cursor->at, into->owner))
        cursor->failed = true;
    uint16_t type = (uint16_t)read_uint(cursor, 2);
    into->class = (uint16_t)read_uint(cursor, 2);
    into->raw_ttl = read_uint(cursor, 4);
    size_t rdata_bytes = read_uint(cursor, 2);
    if (cursor->failed || cursor->bytes - cursor->at < rdata_bytes)
        return false;
    into->record = (struct dns_record){
        .type = type,
        .ttl_s = into->raw_ttl <= INT32_MAX ? into->raw_ttl : 0, /* RFC 2181 8 */
        .message = cursor->message,
        .message_bytes = cursor->bytes,
        .rdata_at = cursor->at,
        .rdata_bytes = rdata_bytes,
    };
    cursor->at += rdata_bytes;
    return true;
}

bool dns_message_question(const uint8_t *message, size_t message_bytes, char name[static DNS_NAME_TEXT_BYTES],
                          uint16_t *type)
{
    struct cursor cursor = {.message = message, .bytes = message_bytes, .at = 4};
    if (message_bytes < HEADER_BYTES || read_uint(&cursor, 2) != 1)
        return false;
    uint16_t class;
    cursor.at = HEADER_BYTES;
    return read_question(&cursor, name, type, &class);
}

void dns_answer_free(struct dns_answer *answer)
{
    free(answer->detail);
    text_list_free(&answer->signing_zones);
    text_list_free(&answer->cname_chain);
    free(answer->records);
    free(answer->message);
    memset(answer, 0, sizeof *answer);
}

static void lower_ttl(struct dns_answer *answer, uint32_t ttl_s)
{
    bool first = answer->record_count == 0 && answer->cname_chain.count == 0;
    if (first || ttl_s < answer->ttl_s)
        answer->ttl_s = ttl_s;
}

void dns_answer_add(struct dns_answer *answer, const struct dns_record *record)
{
    lower_ttl(answer, record->ttl_s);
    struct dns_record *place = list_append(&answer->records, &answer->record_count, sizeof *place);
    *place = *record;
}

bool dns_answer_add_alias(struct dns_answer *answer, const char *name, const char *target, uint32_t ttl_s)
{
    if (strcmp(target, name) == 0 || text_list_has(&answer->cname_chain, target)
        || answer->cname_chain.count == CHAIN_MAX)
        return false;
    lower_ttl(answer, ttl_s);
    text_list_append(&answer->cname_chain, target);
    return true;
}

static void malformed(struct dns_answer *answer, const char *why)
{
    answer->status = DNS_MALFORMED;
    text_replace(&answer->detail, text_copy(why));
    answer->record_count = 0;
}

/* The names of RFC 8914 5.2's codes that say more than the number. */
static const char *extended_error_name(uint32_t code)
{
    static const char *const names[] = {
        [1] = "unsupported DNSKEY algorithm",
        [2] = "unsupported DS digest type",
        [3] = "stale answer",
        [5] = "DNSSEC indeterminate",
        [6] = "DNSSEC bogus",
        [7] = "signature expired",
        [8] = "signature not yet valid",
        [9] = "DNSKEY missing",
        [10] = "RRSIGs missing",
        [11] = "no zone key bit set",
        [12] = "NSEC missing",
        [15] = "blocked",
        [16] = "censored",
        [17] = "filtered",
        [18] = "prohibited",
        [20] = "not authoritative",
        [22] = "no reachable authority",
        [23] = "network error",
        [24] = "invalid data",
    };
    bool known = code < sizeof names / sizeof *names && names[code] != NULL;
    return known ? names[code] : "other";
}

/* The OPT pseudo-record's options; only the first extended error is kept. */
static void read_options(const struct dns_record *opt, struct dns_answer *answer)
{
    struct cursor cursor = {.message = opt->message, .bytes = opt->rdata_at + opt->rdata_bytes};
    cursor.at = opt->rdata_at;
    while (cursor.at < cursor.bytes) {
        uint32_t code = read_uint(&cursor, 2);
        size_t length = read_uint(&cursor, 2);
        if (cursor.failed || cursor.bytes - cursor.at < length)
            return;
        size_t next = cursor.at + length;
        if (code == OPTION_EXTENDED_ERROR && length >= 2 && answer->detail == NULL) {
            uint32_t error = read_uint(&cursor, 2);
            char *extra = text_from_wire(cursor.message + cursor.at, length - 2, EXTRA_TEXT_MAX_BYTES);
            answer->detail = text_format("extended error %u (%s)%s%s", (unsigned)error,
                                         extended_error_name(error), extra[0] != '\0' ? ": " : "", extra);
            free(extra);
        }
        cursor.at = next;
    }
}

/* Goes through the records of a section; `each` sees those that are whole. */
static bool read_section(struct cursor *cursor, size_t count, struct dns_answer *answer,
                         void (*each)(const struct section_record *record, struct dns_answer *answer))
{
    struct section_record record;
    for (size_t i = 0; i < count; i++) {
        if (!read_record(cursor, &record))
            return false;
        if (each != NULL)
            each(&record, answer);
    }
    return true;
}

/* The key tag stands behind 16 bytes of other fields (RFC 4034 3.1). */
static void note_signature(const struct section_record *record, struct dns_answer *answer)
{
    enum { KEY_TAG_AT = 16 };
    const struct dns_record *signature = &record->record;
    if (signature->type != DNS_TYPE_RRSIG || record->class != DNS_CLASS_IN)
        return;
    answer->has_signatures = true;
    if (signature->rdata_bytes < KEY_TAG_AT + 2 || answer->signer_count == DNS_SIGNERS_MAX)
        return;
    const uint8_t *tag = signature->message + signature->rdata_at + KEY_TAG_AT;
    answer->signers[answer->signer_count++] = (uint16_t)(tag[0] << 8 | tag[1]);
}

static void take_opt(const struct section_record *record, struct dns_answer *answer)
{
    if (record->record.type != DNS_TYPE_OPT)
        return;
    answer->rcode |= (int)(record->raw_ttl >> 24) << 4; /* RFC 6891 6.1.3 */
    read_options(&record->record, answer);
}

/* The first alias of `name` in the answer section. Each step of a chain reads the section anew: chains are
 * short, and so nothing is kept of records that do not count. */
static bool find_alias(struct cursor section, size_t count, const char *name, struct section_record *alias)
{
    for (size_t i = 0; i < count && read_record(&section, alias); i++)
        if (alias->record.type == DNS_TYPE_CNAME && alias->class == DNS_CLASS_IN
            && strcmp(alias->owner, name) == 0)
            return true;
    return false;
}

/* Follows the aliases of the section from `name`; *end is the last of them. Says what is wrong, or NULL. */
static const char *follow_chain(struct cursor section, size_t count, const char *name,
                                struct dns_answer *answer, char end[static DNS_NAME_TEXT_BYTES])
{
    struct section_record alias;
    char target[DNS_NAME_TEXT_BYTES];
    strcpy(end, name);
    while (find_alias(section, count, end, &alias)) {
        if (!dns_record_name(&alias.record, target))
            return "the data of a CNAME record is not a name";
        if (!dns_answer_add_alias(answer, name, target, alias.record.ttl_s))
            return "the CNAME records form a loop or are too many";
        strcpy(end, target);
    }
    return NULL;
}

static const char *take_records(struct cursor section, size_t count, const char *name, uint16_t type,
                                struct dns_answer *answer)
{
    struct section_record record;
    for (size_t i = 0; i < count && read_record(&section, &record); i++) {
        if (record.record.type != type || record.class != DNS_CLASS_IN || strcmp(record.owner, name) != 0)
            continue;
        if (!dns_record_is_valid(&record.record))
            return "the data of a record does not fit its type";
        dns_answer_add(answer, &record.record);
    }
    return NULL;
}

static const char *read_answers(struct cursor section, size_t count, const char *name, uint16_t type,
                                struct dns_answer *answer)
{
    char end[DNS_NAME_TEXT_BYTES];
    const char *problem = NULL;
    strcpy(end, name);
    if (type != DNS_TYPE_CNAME)
        problem = follow_chain(section, count, name, answer, end);
    if (problem == NULL)
        problem = take_records(section, count, end, type, answer);
    return problem;
}

/* The status that the response code and the records amount to. */
static void set_status(struct dns_answer *answer)
{
    bool has_records = answer->record_count > 0;
    switch (answer->rcode) {
    case DNS_RCODE_NOERROR:
        answer->status = has_records ? DNS_OK : DNS_NODATA;
        break;
    case DNS_RCODE_NXDOMAIN:
        answer->status = DNS_NXDOMAIN;
        if (has_records)
            malformed(answer, "NXDOMAIN came with the records asked for");
        break;
    case DNS_RCODE_REFUSED:
        answer->status = DNS_REFUSED;
        break;
    default:
        answer->status = DNS_SERVFAIL;
        if (answer->rcode != DNS_RCODE_SERVFAIL && answer->detail == NULL)
            answer->detail = text_format("the resolver answered with response code %d", answer->rcode);
        break;
    }
    if (answer->status != DNS_OK && answer->status != DNS_MALFORMED)
        answer->record_count = 0;
    if (answer->status == DNS_OK)
        text_replace(&answer->detail, NULL);
}

/* All that follows the header and the question. Says what is wrong, or NULL. */
static const char *read_sections(struct cursor *cursor, const uint16_t counts[3], const char *name,
                                 uint16_t type, struct dns_answer *answer)
{
    struct cursor answers = *cursor;
    if (!read_section(cursor, counts[0], answer, note_signature)
        || !read_section(cursor, counts[1], answer, NULL)
        || !read_section(cursor, counts[2], answer, take_opt))
        return "the message ends within a record";
    return read_answers(answers, counts[0], name, type, answer);
}

static const char *read_message(struct cursor *cursor, const char *name, uint16_t type,
                                struct dns_answer *answer)
{
    if (cursor->bytes < HEADER_BYTES)
        return "the message is shorter than a DNS header";
    read_uint(cursor, 2);
    uint32_t flags = read_uint(cursor, 2);
    uint32_t questions = read_uint(cursor, 2);
    uint16_t counts[3];
    for (size_t i = 0; i < 3; i++)
        counts[i] = (uint16_t)read_uint(cursor, 2);
    answer->rcode = flags & RCODE_MASK;
    answer->authenticated = (flags & FLAG_AUTHENTICATED) != 0;
    if ((flags & FLAG_RESPONSE) == 0 || (flags & OPCODE_MASK) != 0)
        return "the message is not a response to a query";
    if ((flags & FLAG_TRUNCATED) != 0)
        return "the message is truncated (TC)";
    char asked[DNS_NAME_TEXT_BYTES];
    uint16_t asked_type, asked_class;
    if (questions != 1 || !read_question(cursor, asked, &asked_type, &asked_class))
        return "the message does not repeat the question";
    if (strcmp(asked, name) != 0 || asked_type != type || asked_class != DNS_CLASS_IN)
        return "the message answers another question";
    return read_sections(cursor, counts, name, type, answer);
}

static int compare_records(const void *left, const void *right)
{
    return dns_record_compare(left, right);
}

void dns_message_read(const uint8_t *message, size_t message_bytes, const char *name, uint16_t type,
                      struct dns_answer *answer)
{
    memset(answer, 0, sizeof *answer);
    answer->message = allocate(message_bytes, 1);
    if (message_bytes > 0)
        memcpy(answer->message, message, message_bytes);
    struct cursor cursor = {.message = answer->message, .bytes = message_bytes};
    const char *problem = read_message(&cursor, name, type, answer);
    if (problem != NULL) {
        malformed(answer, problem);
        return;
    }
    set_status(answer);
    if (answer->record_count > 0)
        qsort(answer->records, answer->record_count, sizeof *answer->records, compare_records);
    dns_message_signers(message, message_bytes, &answer->signing_zones);
    text_list_sort(&answer->signing_zones);
}

/* The signer's name stands behind 18 bytes of other fields (RFC 4034 3.1). */
static void append_signer(const struct section_record *record, struct text_list *signers)
{
    enum { SIGNER_AT = 18, SIGNERS_MAX = 8 };
    const struct dns_record *signature = &record->record;
    char name[DNS_NAME_TEXT_BYTES];
    size_t at = signature->rdata_at + SIGNER_AT;
    if (signature->type != DNS_TYPE_RRSIG || record->class != DNS_CLASS_IN
        || signature->rdata_bytes <= SIGNER_AT || signers->count == SIGNERS_MAX
        || !dns_name_read(signature->message, signature->rdata_at + signature->rdata_bytes, &at, name))
        return;
    if (!text_list_has(signers, name))
        text_list_append(signers, name);
}

void dns_message_signers(const uint8_t *message, size_t message_bytes, struct text_list *signers)
{
    struct cursor cursor = {.message = message, .bytes = message_bytes, .at = 4};
    struct section_record record;
    char name[DNS_NAME_TEXT_BYTES];
    uint16_t type, class;
    if (message_bytes < HEADER_BYTES)
        return;
    uint32_t questions = read_uint(&cursor, 2);
    size_t count = read_uint(&cursor, 2);
    count += read_uint(&cursor, 2);
    cursor.at = HEADER_BYTES;
    if (questions != 1 || !read_question(&cursor, name, &type, &class))
        return;
    for (size_t i = 0; i < count && read_record(&cursor, &record); i++)
        append_signer(&record, signers);
}
