/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates in slim JSON: each stands once in a report, and the chains of its sessions refer to it by its
 * fingerprint ({"sha256": "...", "path_place": 1}). */
#ifndef MAILSONDE_REPORT_JSON_CERTIFICATES_H
#define MAILSONDE_REPORT_JSON_CERTIFICATES_H

#include "facts/report.h"
#include "report/json_out.h"

#include <stdbool.h>
#include <stddef.h>

/* The certificates of a report, by fingerprint; they stay the report's. */
struct certificate_set {
    const struct certificate **items;
    size_t count;
};

struct certificate_set certificate_set_of(const struct report *report);
void certificate_set_free(struct certificate_set *set);

/* Whether one of the set says the same, so that a reference does. */
bool json_certificates_has(const struct certificate_set *set, const struct certificate *certificate);

/* Writes the certificate as one of a chain: a reference to one of the set that says the same, else all of it.
 */
void json_certificates_write_one(struct json_write *json, const struct json_style *style,
                                 const struct certificate_set *set, const struct certificate *certificate);

/* Writes the set as a list, without their places on a path, which belong to the chains. */
void json_certificates_write_set(struct json_write *json, const char *key, const struct json_style *style,
                                 const struct certificate_set *set);

/* Puts copies of these in place of the references in the chains of the report; those of others stay as they
 * are. False where that would be more text than any report has: the file means harm. *dangling: a reference
 * has no certificate. */
bool json_certificates_resolve(struct report *report, const struct certificate *certificates, size_t count,
                               bool *dangling);

#endif
