/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Components and dependencies. */
#include "report/cyclonedx/inventory.h"

#include "base/fingerprint.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What all dependencies may take in memory: those of some 150,000 servers. */
enum { DEPENDENCIES_MAX_BYTES = 64 << 20 };

/* Where it is in the table, or would be. */
static size_t place_of(const uint64_t *seen, size_t room, uint64_t fingerprint)
{
    size_t at = (size_t)fingerprint & (room - 1);
    while (seen[at] != 0 && seen[at] != fingerprint)
        at = (at + 1) & (room - 1);
    return at;
}

static void make_room(struct inventory *inventory)
{
    if (2 * inventory->seen_count < inventory->seen_room)
        return;
    size_t room = inventory->seen_room > 0 ? 2 * inventory->seen_room : 256;
    uint64_t *fresh = allocate(room, sizeof *fresh);
    for (size_t i = 0; i < inventory->seen_room; i++)
        if (inventory->seen[i] != 0)
            fresh[place_of(fresh, room, inventory->seen[i])] = inventory->seen[i];
    free(inventory->seen);
    inventory->seen = fresh;
    inventory->seen_room = room;
}

/* Two sums, so that they make the 128 bits of a serial number. */
static void add_to_sum(struct inventory *inventory, uint64_t fingerprint)
{
    inventory->sum[0] += fingerprint;
    inventory->sum[1] += (fingerprint ^ (fingerprint >> 29)) * UINT64_C(0x9e3779b97f4a7c15);
}

bool cbom_component(struct cbom *cbom, const char *ref, const char *type, const char *name)
{
    struct inventory *inventory = cbom->inventory;
    uint64_t fingerprint = fingerprint_add(FINGERPRINT_BEGIN, ref);
    fingerprint += fingerprint == 0;
    make_room(inventory);
    size_t at = place_of(inventory->seen, inventory->seen_room, fingerprint);
    if (inventory->seen[at] != 0)
        return false;
    inventory->seen[at] = fingerprint;
    inventory->seen_count++;
    add_to_sum(inventory, fingerprint_add(fingerprint, name));
    json_write_newline(&cbom->json);
    json_write_object(&cbom->json, NULL);
    json_write_text(&cbom->json, "type", type);
    json_write_text(&cbom->json, "bom-ref", ref);
    json_write_text(&cbom->json, "name", name != NULL && name[0] != '\0' ? name : ref);
    return true;
}

static void append(struct inventory *inventory, const char *text, size_t length)
{
    if (inventory->dependency_bytes + length > DEPENDENCIES_MAX_BYTES) {
        inventory->dependencies_left_out++;
        return;
    }
    if (inventory->dependency_bytes + length > inventory->dependency_room) {
        size_t room = 2 * (inventory->dependency_bytes + length);
        char *grown = realloc(inventory->dependencies, room);
        if (grown == NULL)
            out_of_memory();
        inventory->dependencies = grown;
        inventory->dependency_room = room;
    }
    memcpy(inventory->dependencies + inventory->dependency_bytes, text, length);
    inventory->dependency_bytes += length;
}

void cbom_depends(struct cbom *cbom, const char *ref, const struct text_list *on)
{
    char *text = NULL;
    size_t length = 0;
    uint64_t fingerprint = fingerprint_add(FINGERPRINT_BEGIN, ref);
    struct text_list written = {0};
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        out_of_memory();
    struct json_write json = json_write_to(out);
    fputs(",\n", out);
    json_write_object(&json, NULL);
    json_write_text(&json, "ref", ref);
    json_write_list(&json, "dependsOn");
    for (size_t i = 0; i < on->count; i++) {
        if (text_list_has(&written, on->items[i]))
            continue;
        json_write_text(&json, NULL, on->items[i]);
        text_list_append(&written, on->items[i]);
        fingerprint = fingerprint_add(fingerprint, on->items[i]);
    }
    json_write_end(&json);
    json_write_end(&json);
    if (fclose(out) != 0)
        out_of_memory();
    add_to_sum(cbom->inventory, fingerprint);
    append(cbom->inventory, text, length);
    text_list_free(&written);
    free(text);
}

void cbom_property(struct json_write *json, const char *name, const char *value)
{
    if (value == NULL)
        return;
    char *whole = text_format("mailsonde:%s", name);
    json_write_object(json, NULL);
    json_write_text(json, "name", whole);
    json_write_text(json, "value", value);
    json_write_end(json);
    free(whole);
}

void inventory_free(struct inventory *inventory)
{
    free(inventory->seen);
    free(inventory->dependencies);
    *inventory = (struct inventory){0};
}
