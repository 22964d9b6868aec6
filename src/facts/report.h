/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The root of the tree of facts and findings for one target. */
#ifndef MAILSONDE_FACTS_REPORT_H
#define MAILSONDE_FACTS_REPORT_H

#include "base/answer.h"
#include "base/list.h"
#include "facts/dns.h"
#include "facts/endpoint.h"
#include "facts/finding.h"
#include "facts/host.h"
#include "facts/mta_sts.h"
#include "facts/path.h"
#include "facts/provider_id.h"
#include "facts/reach.h"
#include "facts/relaying.h"
#include "facts/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REPORT_SCHEMA_VERSION = 3 };

enum target_kind { TARGET_DOMAIN, TARGET_EMAIL, TARGET_HOST, TARGET_ADDRESS, TARGET_KIND_COUNT };

/* What the user asked about. */
struct target {
    char *word; /* as typed */
    enum target_kind kind;
    char *name; /* domain or host name in A-labels, or the address */
    char *name_unicode;
    int64_t port; /* of host:port; 0 for all */
    char *source; /* the list: a file's name, "-" for standard input; NULL for the command line */
    int64_t line; /* in the source, from 1; 0 for the command line */
};

/* Where and how the scan ran. */
struct vantage {
    char *helo_name;
    char *resolver;             /* as given, or "system" */
    struct text_list resolvers; /* the name servers that it means, in the order in which they are tried */
    bool offline;               /* --offline: only the file of --records was used */
    bool ipv4;
    bool ipv6;
    enum answer trust_anchors;  /* whether this machine has any; unknown where none were looked for */
    char *trust_anchors_detail; /* where they are from, or why there is none */
    enum answer root_key;       /* whether answers can be validated with its key of the DNS root (RFC 9718) */
    char *root_key_detail;      /* why not */
    enum answer clock;          /* whether its time fits the signatures of the DNS root */
    enum address_policy addresses; /* that DNS may lead a connection to */
    enum provider_id cloud;        /* where the user says that this machine stands */
    struct reach
        relay_over_ipv4; /* port 25, over the whole run: providers block it in one family alone, too */
    struct reach relay_over_ipv6;
    struct reach over_ipv4; /* any port */
    struct reach over_ipv6;
    struct shared_identity shared_identity;
    struct control *controls;
    size_t control_count;
};

/* What the target may cost, and what there was beyond that: then it is unknown. A limit of 0 is none. */
struct bounds {
    int64_t endpoints_max;
    int64_t endpoints_left_out;
    int64_t connections_max;
    int64_t connections;
    int64_t connections_left_out;
    int64_t queries_max;
    int64_t queries; /* to the resolver: not those that the run had asked before */
    int64_t queries_left_out;
    int64_t time_max_ms;
};

/* The target in short: its name, with the port if it has one: "example.org", "[2001:db8::25]:587". A mail
 * address is its domain. The caller frees. */
char *target_text(const struct target *target);

struct report_index;

/* How the scan of a target ended. */
enum report_end {
    REPORT_COMPLETE,
    REPORT_INTERRUPTED,  /* the run was interrupted while the target was scanned */
    REPORT_TIME_RAN_OUT, /* --max-time was over before all was looked at, or the time for a server that drips
                          */
    REPORT_MEMORY_RAN_OUT, /* this machine had no more memory for the target; what was cut off is interrupted
                            */
    REPORT_END_COUNT
};

struct report {
    int64_t schema_version;
    char *mailsonde_version;
    char *started_at; /* RFC 3339, UTC */
    int64_t started_at_unix_ms;
    int64_t elapsed_ms;
    enum report_end ended;
    struct target target;
    struct vantage vantage;
    struct bounds bounds;
    struct relaying *relaying; /* sender and recipient of the relaying test; NULL: not tested */
    struct domain *domain;     /* NULL when the target is a host or an address */
    struct host *hosts;        /* MX hosts by preference, then submission hosts */
    size_t host_count;
    struct address *addresses;
    size_t address_count;
    struct signed_zone *signed_zones; /* of secure answers about the domain and its hosts */
    size_t signed_zone_count;
    struct caa_set *caa_sets; /* of hosts that show certificates, at depth deep */
    size_t caa_set_count;
    struct endpoint *endpoints; /* by host, address, port */
    size_t endpoint_count;
    struct path *paths; /* to addresses with a port that could not be reached */
    size_t path_count;
    struct verdict verdict;
    struct finding_counts counts;
    struct finding *findings; /* worst first */
    size_t finding_count;
    struct report_index *index; /* of report_index_make(); NULL for none */
};

/* Makes the look-ups below take log n steps. To be called again when endpoints, addresses or hosts have been
 * added; until then they are found all the same. Addresses of a host that is there already are not noticed.
 */
void report_index_make(struct report *report);

/* "interrupted", "time ran out", "memory ran out"; NULL for a complete look. */
const char *report_end_phrase(const struct report *report);

/* Whether the scan used up its time. */
bool report_reached_max_time(const struct report *report);

/* The address entry of `address`, NULL for none. */
const struct address *report_address(const struct report *report, const char *address);

/* The endpoint of `host` (its name was sent as SNI, or the address was probed once for all its names) at
 * `address` and `port`; NULL for none. */
const struct endpoint *report_endpoint(const struct report *report, const struct host *host,
                                       const char *address, int64_t port);

/* For loops over the endpoints at `address`, in the order of the report: the first for NULL, else the next
 * after `after`; NULL behind the last. */
const struct endpoint *report_endpoint_at(const struct report *report, const char *address,
                                          const struct endpoint *after);

/* The same for the hosts that have the address. */
const struct host *report_host_at(const struct report *report, const char *address, const struct host *after);

/* Whether the host's address was not probed at `port` though it could have been: DNS may not lead there, or
 * the target has too many endpoints. */
bool report_left_out(const struct report *report, const struct host *host, const char *address, int64_t port);

/* "192.0.2.10:25", "[2001:db8::10]:25"; the caller frees it. */
char *report_port_name(const struct endpoint *endpoint);

/* Whether another device likely answered there in place of the host (verdict.intercepted). */
bool report_was_intercepted(const struct report *report, const struct endpoint *endpoint);

/* The path to `address`, NULL for none. */
const struct path *report_path(const struct report *report, const char *address);

/* How the path to `port` ends; NULL when it was not traced, or `path` is NULL. */
const struct path_port *path_port_of(const struct path *path, int64_t port);

#endif
