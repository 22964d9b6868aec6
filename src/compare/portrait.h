/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report taken down to what two reports are compared by: a list of traits, sorted by their keys. What
 * differs between two scans of an unchanged domain is not in it: durations, TTLs, the order of records and of
 * sessions. It is much smaller than the report, which can be freed. */
#ifndef MAILSONDE_COMPARE_PORTRAIT_H
#define MAILSONDE_COMPARE_PORTRAIT_H

#include "compare/trait.h"
#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct portrait {
    char *target; /* its name, with the port if it has one; a mail address counts as its domain */
    char *started_at;
    int64_t started_at_unix_ms;
    bool complete;  /* the scan came to its end, and left nothing out */
    int64_t errors; /* problems, as report/finding_groups.h counts them */
    int64_t warnings;
    int64_t infos;
    int64_t unknown;
    enum delivery delivery;
    enum inbound_level inbound;
    enum submission_level submission;
    struct trait *traits; /* by key */
    size_t trait_count;
    struct text_list seen; /* scopes of which all traits are there */
};

/* Makes the portrait of an assessed report. The caller frees it with portrait_free(). */
struct portrait *portrait_of(const struct report *report);

/* Takes NULL. */
void portrait_free(struct portrait *portrait);

/* The trait with that key, NULL for none. */
const struct trait *portrait_trait(const struct portrait *portrait, const char *key);

/* Whether all traits of the scope are there. */
bool portrait_saw(const struct portrait *portrait, const char *scope);

/* For the files of this folder that make portraits: appends a trait about `subject`, of which it takes
 * copies. It has a value where *value is given, which it takes over. */
struct trait *portrait_add(struct portrait *portrait, enum aspect aspect, const struct subject *subject,
                           const char *name, char *value);

/* portrait_ports.c: ports, TLS versions and certificates. */
void portrait_add_ports(struct portrait *portrait, const struct report *report, const struct host *host,
                        const char *address);

/* portrait_dns.c: records, hosts, addresses and policies. */
void portrait_add_domain(struct portrait *portrait, const struct report *report);
void portrait_add_hosts(struct portrait *portrait, const struct report *report);

/* portrait_verdict.c: levels, profiles and findings. */
void portrait_add_verdict(struct portrait *portrait, const struct report *report);
void portrait_add_findings(struct portrait *portrait, const struct report *report);

#endif
