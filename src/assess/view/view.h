/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known before anything is judged. assess/view/view_build.h works it out once, from facts that are
 * not changed. */
#ifndef MAILSONDE_ASSESS_VIEW_VIEW_H
#define MAILSONDE_ASSESS_VIEW_VIEW_H

#include "assess/view/dane.h"
#include "assess/view/port_view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a host is to the domain. */
struct host_view {
    const struct host *host;
    enum role role; /* port_view_host_role() */
    enum dane_state dane;
    const struct tlsa_set *tlsa_set; /* the one that decides; NULL for none */
};

/* An address family at this end, as far as the whole run tells (assess/vantage/). */
struct family_view {
    int64_t version;                /* 4 or 6 */
    bool works;                     /* known to work from here, somewhere */
    bool missing;                   /* broken here, while the other one works */
    struct pointing pointing;       /* whom it points at where it is missing */
    bool relay_intercepted;         /* something nearer than a host answers on port 25 */
    bool relay_works;               /* port 25 is known to work from here, somewhere */
    bool relay_works_otherwise;     /* nowhere over this family, and over the other one */
    bool relay_blocked;             /* port 25 is blocked from here */
    struct pointing relay_pointing; /* whom it points at where port 25 is blocked */
    struct phrase relay_phrase;     /* how port 25 fared in the whole run; empty when the run says nothing */
    struct phrase relay_settle; /* what one more connection would tell of port 25; empty where it is known */
};

struct inbound_facts;

struct view {
    struct report facts; /* those of the report, but for the sessions of ports that were intercepted; it has
                            no findings and no verdict. What it points to is borrowed */
    struct host_view *hosts; /* one for each of facts.hosts, in their order */
    struct port_view *ports; /* one for each of facts.endpoints, in their order; then those traced alone */
    size_t port_count;
    struct inbound_facts *inbound; /* of each MX host, or of each host when the target is no domain */
    size_t inbound_count;
    struct family_view families[2]; /* IPv4, IPv6; filled by vantage_find() */
};

/* What is known of an endpoint and of a host, one of those in view->facts. */
const struct port_view *view_port(const struct view *view, const struct endpoint *endpoint);
const struct host_view *view_host(const struct view *view, const struct host *host);

/* The family: 4 or 6. */
const struct family_view *view_family(const struct view *view, int64_t version);

#endif
