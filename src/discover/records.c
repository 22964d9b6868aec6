/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS records from a file. */
#include "discover/records.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/input_file.h"

#include <libzscanner/scanner.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_TTL_S = 3600, FILE_NAME_SHOWN_BYTES = 200 };

/* A record takes some hundred bytes of memory. */
enum { FILE_MAX_BYTES = 64 * 1024 * 1024, RECORDS_MAX = 1000 * 1000 };

/* A record, or with type 0 the mere existence of a name, which every record gives to the names above its own
 * (empty non-terminals, RFC 8020 2). */
struct entry {
    char *name;
    uint16_t type;
    uint32_t ttl_s;
    uint8_t *rdata;
    size_t rdata_bytes;
    size_t order; /* in the file, so that sorting keeps it */
    unsigned long long line;
};

struct records {
    struct entry *entries; /* by name, type, order */
    size_t count;
};

/* A file that is being read. */
struct loading {
    struct records *records;
    char *shown; /* the file's name, safe for a terminal */
    char *error;
};

static int compare_keys(const struct entry *entry, const char *name, uint16_t type)
{
    int names = strcmp(entry->name, name);
    return names != 0 ? names : (int)entry->type - (int)type;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int keys = compare_keys(left, right->name, right->type);
    return keys != 0 ? keys : (left->order > right->order) - (left->order < right->order);
}

/* The first entry that is not before (name, type); records->count when there is none. */
static size_t find(const struct records *records, const char *name, uint16_t type)
{
    size_t low = 0, high = records->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&records->entries[middle], name, type) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool matches(const struct records *records, size_t at, const char *name, uint16_t type)
{
    return at < records->count && compare_keys(&records->entries[at], name, type) == 0;
}

static struct entry *add_entry(struct records *records, const char *name, uint16_t type)
{
    size_t order = records->count;
    struct entry *entry = list_append(&records->entries, &records->count, sizeof *entry);
    entry->name = text_copy(name);
    entry->type = type;
    entry->order = order;
    return entry;
}

static void stop(zs_scanner_t *scanner, const char *what)
{
    struct loading *loading = scanner->process.data;
    if (loading->error == NULL)
        loading->error =
            text_format("%s:%llu: %s", loading->shown, (unsigned long long)scanner->line_counter, what);
}

static void on_record(zs_scanner_t *scanner)
{
    struct loading *loading = scanner->process.data;
    char owner[DNS_NAME_TEXT_BYTES];
    size_t at = 0;
    if (scanner->r_class != DNS_CLASS_IN) {
        stop(scanner, "only records of class IN can be used");
        return;
    }
    if (!dns_name_read(scanner->r_owner, scanner->r_owner_length, &at, owner)) {
        stop(scanner, "the owner is not a domain name");
        return;
    }
    if (loading->records->count == RECORDS_MAX) {
        stop(scanner, "there are too many records");
        return;
    }
    if (scanner->r_type == DNS_TYPE_DNAME) {
        stop(scanner, "DNAME records are not supported; write CNAME records for the names below them");
        return;
    }
    struct entry *entry = add_entry(loading->records, owner, scanner->r_type);
    entry->line = scanner->line_counter;
    entry->ttl_s = scanner->r_ttl;
    entry->rdata_bytes = scanner->r_data_length;
    entry->rdata = allocate(entry->rdata_bytes, 1);
    memcpy(entry->rdata, scanner->r_data, entry->rdata_bytes);
}

/* Gives existence to each record's name and to those above it. The names are sorted, so what the name before
 * has given already is not given again. */
static void add_existing_names(struct records *records)
{
    size_t count = records->count;
    for (size_t i = 0; i < count; i++) {
        const char *name = records->entries[i].name;
        if (i > 0 && strcmp(name, records->entries[i - 1].name) == 0)
            continue;
        /* The entry may move as the list grows; its name does not. */
        for (; name != NULL; name = strchr(name, '.')) {
            name += name[0] == '.' ? 1 : 0;
            if (name[0] != '\0')
                add_entry(records, name, 0);
        }
    }
}

static void sort(struct records *records)
{
    if (records->count > 0)
        qsort(records->entries, records->count, sizeof *records->entries, compare_entries);
}

/* Whether the type may stand beside an alias: what DNSSEC adds to it (RFC 4034 2.5, 3, 4). */
static bool goes_with_alias(uint16_t type)
{
    return type == DNS_TYPE_RRSIG || type == DNS_TYPE_NSEC || type == DNS_TYPE_KEY;
}

/* An alias stands alone (RFC 1034 3.6.2, RFC 2181 10.1): of which record a server would answer with, such a
 * file says nothing. The entries are sorted by name. */
static void refuse_mixed_aliases(struct loading *loading)
{
    const struct records *records = loading->records;
    for (size_t at = 0, end; at < records->count && loading->error == NULL; at = end) {
        const struct entry *alias = NULL, *other = NULL;
        for (end = at;
             end < records->count && strcmp(records->entries[end].name, records->entries[at].name) == 0;
             end++) {
            const struct entry *entry = &records->entries[end];
            bool same = entry->type == DNS_TYPE_CNAME && alias != NULL
                        && entry->rdata_bytes == alias->rdata_bytes
                        && memcmp(entry->rdata, alias->rdata, entry->rdata_bytes) == 0;
            if (entry->type == DNS_TYPE_CNAME && alias == NULL)
                alias = entry;
            else if (!same && !goes_with_alias(entry->type))
                other = entry;
        }
        if (alias == NULL || other == NULL)
            continue;
        loading->error = text_format("%s:%llu: beside a CNAME record there may be no other of its name",
                                     loading->shown, alias->line > other->line ? alias->line : other->line);
    }
}

/* Reads one record after the other. The scanner's own way through a file would open what $INCLUDE names,
 * whatever that is, and as often as it says so. */
static bool scan_records(zs_scanner_t *scanner, struct loading *loading)
{
    scanner->process.data = loading;
    while (loading->error == NULL && zs_parse_record(scanner) == 0) {
        switch (scanner->state) {
        case ZS_STATE_DATA:
            on_record(scanner);
            break;
        case ZS_STATE_ERROR:
            stop(scanner, zs_strerror(scanner->error.code));
            break;
        case ZS_STATE_INCLUDE:
            stop(scanner, "$INCLUDE is not supported; put the records into one file");
            break;
        default:
            return scanner->state == ZS_STATE_EOF;
        }
    }
    return false;
}

static void load(const char *text, size_t length, struct loading *loading)
{
    zs_scanner_t *scanner = allocate(1, sizeof *scanner);
    bool read = zs_init(scanner, ".", DNS_CLASS_IN, DEFAULT_TTL_S) == 0
                && zs_set_input_string(scanner, text, length) == 0 && scan_records(scanner, loading);
    if (loading->error == NULL && !read)
        loading->error = text_format("%s: %s", loading->shown, zs_strerror(scanner->error.code));
    zs_deinit(scanner);
    free(scanner);
}

struct records *records_load(const char *file_name, char **error)
{
    size_t length;
    char *text = input_file_read(file_name, FILE_MAX_BYTES, &length, error);
    if (text == NULL)
        return NULL;
    struct loading loading = {.records = allocate(1, sizeof *loading.records),
                              .shown = text_from_wire(file_name, strlen(file_name), FILE_NAME_SHOWN_BYTES)};
    load(text, length, &loading);
    free(text);
    sort(loading.records);
    refuse_mixed_aliases(&loading);
    free(loading.shown);
    *error = loading.error;
    if (loading.error != NULL) {
        records_free(loading.records);
        return NULL;
    }
    add_existing_names(loading.records);
    sort(loading.records);
    return loading.records;
}

bool records_have(const struct records *records, uint16_t type)
{
    for (size_t i = 0; i < records->count; i++)
        if (records->entries[i].type == type)
            return true;
    return false;
}

void records_free(struct records *records)
{
    if (records == NULL)
        return;
    for (size_t i = 0; i < records->count; i++) {
        free(records->entries[i].name);
        free(records->entries[i].rdata);
    }
    free(records->entries);
    free(records);
}

static struct dns_record record_of(const struct entry *entry)
{
    return (struct dns_record){
        .type = entry->type,
        .ttl_s = entry->ttl_s,
        .message = entry->rdata,
        .message_bytes = entry->rdata_bytes,
        .rdata_bytes = entry->rdata_bytes,
    };
}

/* By records of its own, which the root alone may have without an entry of type 0, or of names below it. */
static bool exists(const struct records *records, const char *name)
{
    size_t at = find(records, name, 0);
    return at < records->count && strcmp(records->entries[at].name, name) == 0;
}

/* The name whose records answer for `name`: its own where it exists, else those of the wildcard below the
 * closest name above it that exists (RFC 4592 3.3.1), written to `source`; NULL for none. */
static const char *owner_of(const struct records *records, const char *name,
                            char source[static DNS_NAME_TEXT_BYTES])
{
    if (exists(records, name))
        return name;
    for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
        if (!exists(records, dot + 1))
            continue;
        snprintf(source, DNS_NAME_TEXT_BYTES, "*%s", dot);
        return exists(records, source) ? source : NULL;
    }
    snprintf(source, DNS_NAME_TEXT_BYTES, "*"); /* the root's */
    return exists(records, source) ? source : NULL;
}

/* The alias of `name`, read into `target`; NULL when it is none. */
static const struct entry *find_alias(const struct records *records, const char *name,
                                      char target[static DNS_NAME_TEXT_BYTES])
{
    size_t at = find(records, name, DNS_TYPE_CNAME);
    if (!matches(records, at, name, DNS_TYPE_CNAME))
        return NULL;
    struct dns_record record = record_of(&records->entries[at]);
    return dns_record_name(&record, target) ? &records->entries[at] : NULL;
}

bool records_answer(const struct records *records, const char *name, uint16_t type, struct dns_answer *answer)
{
    memset(answer, 0, sizeof *answer);
    char end[DNS_NAME_TEXT_BYTES] = "";
    char target[DNS_NAME_TEXT_BYTES];
    char source[DNS_NAME_TEXT_BYTES];
    const struct entry *alias = NULL;
    strncat(end, name, sizeof end - 1);
    const char *owner = owner_of(records, end, source);
    while (type != DNS_TYPE_CNAME && owner != NULL && (alias = find_alias(records, owner, target)) != NULL) {
        if (!dns_answer_add_alias(answer, name, target, alias->ttl_s)) {
            answer->status = DNS_MALFORMED;
            answer->detail = text_copy("the CNAME records form a loop or are too many");
            return true;
        }
        strcpy(end, target);
        owner = owner_of(records, end, source);
    }
    for (size_t at = owner != NULL ? find(records, owner, type) : records->count;
         owner != NULL && matches(records, at, owner, type); at++) {
        struct dns_record record = record_of(&records->entries[at]);
        dns_answer_add(answer, &record);
    }
    answer->status = answer->record_count > 0 ? DNS_OK : owner != NULL ? DNS_NODATA : DNS_NXDOMAIN;
    return answer->status == DNS_OK;
}

/* Names that only have others below them have an entry of type 0 alone. */
static bool has_records(const struct records *records, const char *name)
{
    size_t at = find(records, name, 1);
    return at < records->count && strcmp(records->entries[at].name, name) == 0;
}

/* Of an address's network; the reverse zones have no records to speak of but those of addresses. */
static bool is_reverse_network(const char *name)
{
    static const char *const trees[] = {".in-addr.arpa", ".ip6.arpa"};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++)
        if (length > strlen(trees[i]) && strcmp(name + length - strlen(trees[i]), trees[i]) == 0)
            return true;
    return false;
}

static bool has_type(const struct records *records, const char *name, uint16_t type)
{
    return matches(records, find(records, name, type), name, type);
}

/* Whether the name, or one above it, is delegated away from a zone of the file: what is there is for another
 * zone to say (RFC 1034 4.2.1). */
static bool is_delegated(const struct records *records, const char *name)
{
    bool cut = false;
    for (const char *at = name; at != NULL; at = strchr(at, '.')) {
        at += at[0] == '.' ? 1 : 0;
        bool apex = has_type(records, at, DNS_TYPE_SOA);
        if (apex)
            return cut;
        cut = cut || has_type(records, at, DNS_TYPE_NS);
    }
    return false;
}

bool records_cover(const struct records *records, const char *name)
{
    if (is_delegated(records, name))
        return false;
    char source[DNS_NAME_TEXT_BYTES];
    if (owner_of(records, name, source) != NULL)
        return true;
    for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
        if (has_records(records, dot + 1)
            || (is_reverse_network(dot + 1) && matches(records, find(records, dot + 1, 0), dot + 1, 0)))
            return true;
    return false;
}
