/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One resource record's data, read by its type. */
#include "discover/dns_record.h"

#include "base/list.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX_BYTES = 4096, TLSA_HEAD_BYTES = 3 };

static const struct {
    uint16_t type;
    const char *name;
} type_names[] = {
    {DNS_TYPE_A, "A"},         {DNS_TYPE_CNAME, "CNAME"},   {DNS_TYPE_PTR, "PTR"},   {DNS_TYPE_MX, "MX"},
    {DNS_TYPE_TXT, "TXT"},     {DNS_TYPE_AAAA, "AAAA"},     {DNS_TYPE_SRV, "SRV"},   {DNS_TYPE_DS, "DS"},
    {DNS_TYPE_RRSIG, "RRSIG"}, {DNS_TYPE_DNSKEY, "DNSKEY"}, {DNS_TYPE_TLSA, "TLSA"}, {DNS_TYPE_CAA, "CAA"},
};

char *dns_type_text(uint16_t type)
{
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
        if (type_names[i].type == type)
            return text_copy(type_names[i].name);
    return text_format("TYPE%u", type);
}

static const uint8_t *rdata(const struct dns_record *record)
{
    return record->message + record->rdata_at;
}

static int64_t read_u16(const uint8_t *bytes)
{
    return bytes[0] << 8 | bytes[1];
}

/* The name that takes up the rest of the data, from `offset` to its very end. */
static bool read_last_name(const struct dns_record *record, size_t offset, char name[DNS_NAME_TEXT_BYTES])
{
    size_t end = record->rdata_at + record->rdata_bytes;
    size_t at = record->rdata_at + offset;
    return record->rdata_bytes > offset && dns_name_read(record->message, end, &at, name) && at == end;
}

bool dns_record_address(const struct dns_record *record, struct ip_address *address)
{
    size_t bytes = record->type == DNS_TYPE_A ? 4 : record->type == DNS_TYPE_AAAA ? 16 : 0;
    if (bytes == 0 || record->rdata_bytes != bytes)
        return false;
    *address = (struct ip_address){.family = bytes == 4 ? 4 : 6};
    memcpy(address->bytes, rdata(record), bytes);
    return true;
}

bool dns_record_name(const struct dns_record *record, char name[static DNS_NAME_TEXT_BYTES])
{
    return (record->type == DNS_TYPE_CNAME || record->type == DNS_TYPE_PTR)
           && read_last_name(record, 0, name);
}

bool dns_record_mx(const struct dns_record *record, struct mx_record *mx)
{
    char exchange[DNS_NAME_TEXT_BYTES];
    if (record->type != DNS_TYPE_MX || !read_last_name(record, 2, exchange))
        return false;
    *mx = (struct mx_record){
        .preference = read_u16(rdata(record)),
        .exchange = text_copy(exchange),
        .kind = dns_name_host_kind(exchange),
    };
    return true;
}

bool dns_record_srv(const struct dns_record *record, struct srv_record *srv)
{
    char target[DNS_NAME_TEXT_BYTES];
    if (record->type != DNS_TYPE_SRV || !read_last_name(record, 6, target))
        return false;
    *srv = (struct srv_record){
        .priority = read_u16(rdata(record)),
        .weight = read_u16(rdata(record) + 2),
        .port = read_u16(rdata(record) + 4),
        .target = text_copy(target),
        .kind = dns_name_host_kind(target),
    };
    return true;
}

bool dns_record_tlsa(const struct dns_record *record, struct tlsa_record *tlsa)
{
    static const char digits[] = "0123456789abcdef";
    if (record->type != DNS_TYPE_TLSA || record->rdata_bytes < TLSA_HEAD_BYTES)
        return false;
    const uint8_t *data = rdata(record) + TLSA_HEAD_BYTES;
    size_t data_bytes = record->rdata_bytes - TLSA_HEAD_BYTES;
    *tlsa = (struct tlsa_record){
        .usage = rdata(record)[0],
        .selector = rdata(record)[1],
        .matching_type = rdata(record)[2],
        .data_hex = allocate(2 * data_bytes + 1, 1),
    };
    for (size_t i = 0; i < data_bytes; i++) {
        tlsa->data_hex[2 * i] = digits[data[i] >> 4];
        tlsa->data_hex[2 * i + 1] = digits[data[i] & 0xf];
    }
    return true;
}

bool dns_record_ds(const struct dns_record *record, struct ds_record *ds)
{
    enum { DS_HEAD_BYTES = 4 };
    if (record->type != DNS_TYPE_DS || record->rdata_bytes <= DS_HEAD_BYTES)
        return false;
    const uint8_t *data = rdata(record);
    *ds = (struct ds_record){.key_tag = data[0] << 8 | data[1], .algorithm = data[2], .digest_type = data[3]};
    return true;
}

/* A tag is letters and digits (RFC 8659 4.1), and compares without case. */
bool dns_record_caa(const struct dns_record *record, struct caa_record *caa)
{
    enum { CAA_HEAD_BYTES = 2, CAA_VALUE_MAX_BYTES = 500 };
    if (record->type != DNS_TYPE_CAA || record->rdata_bytes < CAA_HEAD_BYTES)
        return false;
    const uint8_t *data = rdata(record);
    size_t tag_bytes = data[1], left = record->rdata_bytes - CAA_HEAD_BYTES;
    if (tag_bytes == 0 || tag_bytes > left)
        return false;
    *caa = (struct caa_record){
        .flags = data[0],
        .tag = text_from_wire(data + CAA_HEAD_BYTES, tag_bytes, tag_bytes),
        .value = text_from_wire(data + CAA_HEAD_BYTES + tag_bytes, left - tag_bytes, CAA_VALUE_MAX_BYTES)};
    for (char *c = caa->tag; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return true;
}

/* The strings of a TXT record, one after the other; NULL when it is none. The caller frees. */
static char *join_strings(const struct dns_record *record, size_t *length)
{
    if (record->type != DNS_TYPE_TXT || record->rdata_bytes == 0)
        return NULL;
    char *joined = allocate(record->rdata_bytes, 1);
    *length = 0;
    for (size_t at = 0; at < record->rdata_bytes;) {
        const uint8_t *string = rdata(record) + at;
        size_t string_bytes = string[0];
        if (string_bytes >= record->rdata_bytes - at) {
            free(joined);
            return NULL;
        }
        memcpy(joined + *length, string + 1, string_bytes);
        *length += string_bytes;
        at += 1 + string_bytes;
    }
    return joined;
}

char *dns_record_text(const struct dns_record *record)
{
    size_t length;
    char *joined = join_strings(record, &length);
    char *text = joined != NULL ? text_from_wire(joined, length, TEXT_MAX_BYTES) : NULL;
    free(joined);
    return text;
}

char *dns_record_text_with_tabs(const struct dns_record *record)
{
    size_t length;
    char *joined = join_strings(record, &length);
    if (joined == NULL)
        return NULL;
    struct text_list pieces = {0};
    const char *end = joined + (length < TEXT_MAX_BYTES ? length : TEXT_MAX_BYTES);
    for (const char *at = joined; at <= end;) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *stop = tab != NULL ? tab : end;
        char *piece = text_from_wire(at, (size_t)(stop - at), TEXT_MAX_BYTES);
        text_list_append(&pieces, piece);
        free(piece);
        at = stop + 1;
    }
    char *text = text_list_join(&pieces, "\t");
    text_list_free(&pieces);
    free(joined);
    return text;
}

bool dns_record_is_valid(const struct dns_record *record)
{
    char name[DNS_NAME_TEXT_BYTES];
    struct ip_address address;
    char *text;
    switch (record->type) {
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA:
        return dns_record_address(record, &address);
    case DNS_TYPE_CNAME:
    case DNS_TYPE_PTR:
        return dns_record_name(record, name);
    case DNS_TYPE_MX:
        return read_last_name(record, 2, name);
    case DNS_TYPE_SRV:
        return read_last_name(record, 6, name);
    case DNS_TYPE_TLSA:
        return record->rdata_bytes >= TLSA_HEAD_BYTES;
    case DNS_TYPE_TXT:
        text = dns_record_text(record);
        free(text);
        return text != NULL;
    default:
        return true;
    }
}

int dns_record_compare(const struct dns_record *left, const struct dns_record *right)
{
    char left_name[DNS_NAME_TEXT_BYTES], right_name[DNS_NAME_TEXT_BYTES];
    if (dns_record_name(left, left_name) && dns_record_name(right, right_name))
        return strcmp(left_name, right_name);
    size_t common = left->rdata_bytes < right->rdata_bytes ? left->rdata_bytes : right->rdata_bytes;
    int order = common > 0 ? memcmp(rdata(left), rdata(right), common) : 0;
    return order != 0 ? order
                      : (left->rdata_bytes > right->rdata_bytes) - (left->rdata_bytes < right->rdata_bytes);
}
