/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a port stands: which hosts it belongs to and what it is to the domain. */
#ifndef MAILSONDE_ASSESS_VIEW_PORT_VIEW_H
#define MAILSONDE_ASSESS_VIEW_PORT_VIEW_H

#include "assess/finding/judge.h"
#include "assess/view/attempt.h"
#include "assess/view/siblings.h"
#include "assess/view/tls_offer.h"
#include "facts/report.h"

#include <stdbool.h>

/* Whether something nearer than the host accepted the connection in its place (assess/view/intercepted.h). */
struct interception {
    bool compared;      /* there was something to compare with */
    bool nearer;        /* something nearer than the host answers */
    bool by_time_alone; /* no more than the time it took to connect tells */
    enum suspect at;
    enum certainty certainty;
    struct phrase evidence;
};

/* Why a connection was not made: what was seen, whom that points at, and what would tell for sure
 * (assess/cause/blockage.h). */
struct blockage {
    enum finding_id id; /* of the finding; none: the connection was made, or not begun */
    enum outcome outcome;
    enum suspect at;
    enum certainty certainty;
    struct text_list evidence;    /* sentences */
    char *settle;                 /* NULL: what the catalogue says */
    enum finding_id explained_by; /* the finding that says what to do; none: this one does */
};

/* One port that was probed, or traced alone, with all that is known of it; what is not said to be owned is
 * borrowed from the report and from the view. */
struct port_view {
    const struct view *view;
    const struct report *report;     /* the facts of the view */
    const struct host *host;         /* the one it was probed for; NULL when the report names none */
    const struct endpoint *endpoint; /* NULL: it was traced and not probed */
    const struct session *session; /* the one that tells most; NULL when there is none to rest anything on */
    const struct family_view *family;
    struct about about;
    bool has_to_answer; /* promise_has_to_answer() */
    bool intercepted;   /* what answered there was most likely not the host: its sessions count for nothing */
    struct attempt attempt;
    struct interception interception;  /* where it was connected */
    struct blockage blockage;          /* where it was not; owned */
    const struct path *path;           /* NULL when there was no trace, or --connect-to led elsewhere */
    const struct path_port *path_port; /* of this port; NULL likewise */
    struct siblings siblings;          /* owned */
    struct tls_offer offer;            /* of a port that was probed; owned */
};

/* What `port` of `host` is to the report's domain or target. */
enum role port_view_role(const struct report *report, const struct host *host, int64_t port);

/* The best role among all hosts that have the address. */
enum role port_view_address_role(const struct report *report, const char *address);

/* The role of a host as a whole, for what concerns its name. */
enum role port_view_host_role(const struct report *report, const struct host *host);

/* Whether `host` lists `address`. */
bool port_view_host_has(const struct host *host, const char *address);

/* The mode that the label of a standardized service stands for (RFC 8314 5.1). */
enum port_mode port_view_promised_mode(const struct srv_service *service);

/* Whether the port spoke SMTP, in clear or inside TLS. */
bool port_view_speaks_smtp(const struct endpoint *endpoint);

/* Whether a reply code is of the kind that may be another one later: 4xx (RFC 5321 4.2.1). */
bool port_view_code_is_temporary(int64_t code);

/* Whether a refusal of STARTTLS tells of the moment rather than of TLS: RFC 3207 4 has 454 for TLS itself,
 * the others are about load and policy (RFC 5321 3.8, 4.2.1). */
bool port_view_code_is_not_now(int64_t code);

#endif
