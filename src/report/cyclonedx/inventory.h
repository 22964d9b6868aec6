/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The components of a CycloneDX document, each written once however many targets have it, and who depends on
 * whom, which is written at the end. */
#ifndef MAILSONDE_REPORT_CYCLONEDX_INVENTORY_H
#define MAILSONDE_REPORT_CYCLONEDX_INVENTORY_H

#include "base/list.h"
#include "report/json_write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of all reports. Zeroed is empty. */
struct inventory {
    uint64_t *seen; /* fingerprints of what was written, by themselves; 0: free */
    size_t seen_count;
    size_t seen_room;
    uint64_t sum[2];    /* of all that was written, in whatever order */
    char *dependencies; /* JSON, each behind a comma */
    size_t dependency_bytes;
    size_t dependency_room;
    size_t dependencies_left_out; /* there were too many */
};

/* What is being written, and where to. */
struct cbom {
    struct inventory *inventory;
    struct json_write json;
};

/* Begins the component `ref` of this type ("cryptographic-asset", "application") and name, whose members the
 * caller goes on with and ends; false where it was written before. */
bool cbom_component(struct cbom *cbom, const char *ref, const char *type, const char *name);

/* `ref` needs what `on` names. To be called once, for a component that was begun. */
void cbom_depends(struct cbom *cbom, const char *ref, const struct text_list *on);

/* A property of the component or of the document: "mailsonde:NAME". */
void cbom_property(struct json_write *json, const char *name, const char *value);

void inventory_free(struct inventory *inventory);

#endif
