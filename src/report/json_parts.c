/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts by kind and id, packed: they are alike, and there may be millions. Those that were asked for last are
 * kept parsed: many targets share a few. */
#include "report/json_parts.h"

#include "base/compression.h"
#include "base/list.h"
#include "base/lru.h"
#include "report/json_expand.h"
#include "report/json_out.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PARSED_MAX = 256 };

struct parsed {
    struct lru_entry entry;
    json_t *value;
    size_t bytes;
};

struct json_parts {
    json_t *texts; /* by kind and id, packed */
    struct packer *packer;
    struct lru parsed;
};

static void clear_parsed(struct lru_entry *entry)
{
    json_decref(((struct parsed *)entry)->value);
}

struct json_parts *json_parts_new(void)
{
    struct json_parts *parts = allocate(1, sizeof *parts);
    parts->texts = json_object();
    parts->packer = packer_new();
    if (parts->texts == NULL)
        out_of_memory();
    parts->parsed =
        (struct lru){.entry_bytes = sizeof(struct parsed), .unused_max = PARSED_MAX, .clear = clear_parsed};
    return parts;
}

void json_parts_free(struct json_parts *parts)
{
    if (parts == NULL)
        return;
    lru_free(&parts->parsed);
    json_decref(parts->texts);
    packer_free(parts->packer);
    free(parts);
}

bool json_parts_is_kind(const char *kind)
{
    static const char *const kinds[] = {json_kind_vantage, json_kind_certificate, json_kind_endpoint,
                                        json_kind_zone, json_kind_host};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

static char *key_of(const char *kind, const char *id)
{
    return text_format("%s %s", kind, id);
}

void json_parts_add(struct json_parts *parts, const char *kind, const char *id, const char *text,
                    size_t length)
{
    char *key = key_of(kind, id);
    struct lru_entry *old = lru_find(&parts->parsed, key);
    if (old != NULL) {
        lru_hold(&parts->parsed, old);
        lru_forget(&parts->parsed, old);
        lru_release(&parts->parsed, old);
    }
    const char *packed = packer_pack(parts->packer, text, &length);
    if (json_object_set_new(parts->texts, key, json_stringn_nocheck(packed, length)) != 0)
        out_of_memory();
    free(key);
}

json_t *json_parts_get(struct json_parts *parts, const char *kind, const char *id, size_t *bytes)
{
    char *key = key_of(kind, id);
    struct parsed *parsed = (struct parsed *)lru_find(&parts->parsed, key);
    const json_t *text = json_object_get(parts->texts, key);
    if (parsed == NULL && text != NULL) {
        size_t length = json_string_length(text);
        const char *unpacked = packer_unpack(parts->packer, json_string_value(text), &length);
        json_t *value = unpacked != NULL ? json_loadb(unpacked, length, 0, NULL) : NULL;
        if (value == NULL)
            out_of_memory(); /* it was read before */
        parsed = (struct parsed *)lru_take(&parts->parsed, key);
        parsed->value = value;
        parsed->bytes = length;
    } else if (parsed != NULL) {
        lru_hold(&parts->parsed, &parsed->entry);
    }
    free(key);
    if (parsed == NULL)
        return NULL;
    json_t *value = json_incref(parsed->value);
    *bytes = parsed->bytes;
    lru_release(&parts->parsed, &parsed->entry);
    return value;
}
