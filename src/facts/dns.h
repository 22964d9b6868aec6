/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What DNS said: one look-up, and the records that mail routing is made of. */
#ifndef MAILSONDE_FACTS_DNS_H
#define MAILSONDE_FACTS_DNS_H

#include "base/answer.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How one look-up ended; each kind of failure apart from the others (RFC 1035 4.1.1, RFC 2308 2). */
enum dns_status {
    DNS_NOT_ASKED,
    DNS_OK,             /* at least one record of the type asked for */
    DNS_NODATA,         /* the name exists, the type does not */
    DNS_NXDOMAIN,       /* the name does not exist */
    DNS_SERVFAIL,       /* the resolver could not get an answer */
    DNS_REFUSED,        /* the resolver does not want to answer */
    DNS_TIMEOUT,        /* no resolver answered in time */
    DNS_UNREACHABLE,    /* no resolver could be reached at all */
    DNS_OVER_LIMIT,     /* not asked: the target has had as many questions as it gets */
    DNS_MALFORMED,      /* an answer came that is no DNS message, or contradicts itself */
    DNS_INTERRUPTED,    /* the run was cut off from this end before there was an answer */
    DNS_TRUNCATED,      /* an answer came that was too long for UDP, and none by TCP (RFC 7766 5) */
    DNS_NOT_IN_RECORDS, /* --offline: the file has nothing of the name's zone, and nobody was asked */
    DNS_TIME_RAN_OUT,   /* the time for the target was over before there was an answer */
    DNS_EXCLUDED,       /* not asked, or not used: the name, or what it is an alias of, is on the list of
                           --exclude */
    DNS_STATUS_COUNT
};

/* Where the answer came from. */
enum dns_source { DNS_FROM_RESOLVER, DNS_FROM_RECORDS, DNS_SOURCE_COUNT };

/* What DNSSEC says about an answer, a denial included (RFC 4033 5). */
enum dnssec_state {
    DNSSEC_UNKNOWN,  /* not validated, or the resolver strips what validation needs */
    DNSSEC_SECURE,   /* every link of the aliases, too */
    DNSSEC_INSECURE, /* proven to be unsigned */
    DNSSEC_BOGUS,    /* signed, and wrong */
    DNSSEC_STATE_COUNT
};

/* How DNSSEC is looked at. */
enum dnssec_mode {
    DNSSEC_MODE_OFF,
    DNSSEC_MODE_VALIDATE, /* in process, from a trust anchor down */
    DNSSEC_MODE_TRUST_AD, /* the resolver's AD flag is believed (RFC 4035 3.2.3) */
    DNSSEC_MODE_COUNT
};

struct dns_lookup {
    char *name; /* A-labels, without a trailing dot */
    char *type; /* "MX", "A", ... */
    enum dns_status status;
    enum dns_source source;
    char *detail;                 /* why it failed, or what of the answer was left out; NULL for neither */
    struct text_list cname_chain; /* each alias target in turn; empty when `name` itself has the records */
    enum dnssec_state dnssec;
    char
        *dnssec_detail; /* why it is bogus or unknown; NULL also for look-ups where nobody asked for DNSSEC */
    struct text_list signers; /* of a secure answer that was validated here: the zones that signed it */
    int64_t ttl_s;            /* the smallest of the answer's; 0 when there is none */
    int64_t elapsed_ms;
};

/* Whether it is an answer that can be relied on: the records, or that there are none. */
bool dns_is_definite(enum dns_status status);

/* Whether a look-up ended without an answer that can be relied on; one that was not made did not fail. */
bool dns_lookup_failed(const struct dns_lookup *lookup);

/* One DS record (RFC 4034 5.1): which key of the zone below the zone above vouches for, and how. */
struct ds_record {
    int64_t key_tag;
    int64_t algorithm;
    int64_t digest_type;
};

/* A zone that signed what the report rests on. */
struct signed_zone {
    char *name;
    struct dns_lookup lookup; /* of its DS records */
    struct ds_record *records;
    size_t record_count;
};

/* A CAA record (RFC 8659 4). */
struct caa_record {
    int64_t flags; /* 128: critical */
    char *tag;     /* lower case: "issue", "issuewild", "iodef", ... */
    char *value;   /* as it is: "ca.example; accounturi=..." (RFC 8657) */
};

/* Which authorities may issue certificates for a host, or may not (RFC 8659 3). */
struct caa_set {
    char *host;
    struct dns_lookup lookup; /* of the name where the search upwards ended: that has records, or failed, or
                                 was the last */
    struct caa_record *records;
    size_t record_count;
};

/* What kind of thing a route names as its host (RFC 5321 5.1, RFC 7505). */
enum host_kind {
    HOST_NAME,         /* an ordinary host name */
    HOST_ROOT,         /* ".": null MX, or an SRV service that is not offered */
    HOST_IP_LITERAL,   /* an address where a name belongs */
    HOST_LOCALHOST,    /* localhost or a name below it */
    HOST_SINGLE_LABEL, /* a name without a dot */
    HOST_NOT_A_NAME,   /* a name in DNS that no host can have: base/host_name.h */
    HOST_KIND_COUNT
};

/* Whether DNS is asked for addresses of such a host. Mail servers ask for names with an underscore, too. */
bool host_kind_has_addresses(enum host_kind kind);

struct mx_record {
    int64_t preference;
    char *exchange; /* A-labels, without a trailing dot; "." for the root */
    enum host_kind kind;
};

struct srv_record {
    int64_t priority;
    int64_t weight;
    int64_t port;
    char *target; /* as mx_record.exchange */
    enum host_kind kind;
};

/* One SRV label of the domain: _submissions._tcp, _submission._tcp, or the invented _smtps._tcp. */
struct srv_service {
    char *service;
    struct dns_lookup lookup;
    enum answer offered; /* "no" when the only target is "." (RFC 6186 3.4) */
    struct srv_record *records;
    size_t record_count;
};

/* How mail for the domain is routed (RFC 5321 5.1, RFC 7505). */
enum mail_route {
    ROUTE_UNKNOWN,     /* DNS failed, or the target is no domain */
    ROUTE_MX,          /* MX records name the hosts */
    ROUTE_IMPLICIT_MX, /* no MX record: the domain's own addresses */
    ROUTE_NULL_MX,     /* exactly one record, ".": the domain takes no mail */
    ROUTE_MIXED_NULL,  /* "." beside other MX records: a contradiction */
    ROUTE_NONE,        /* the domain exists and has neither MX nor address */
    ROUTE_NO_DOMAIN,   /* NXDOMAIN */
    MAIL_ROUTE_COUNT
};

struct mta_sts;
struct tls_rpt;

struct domain {
    char *name;         /* A-labels */
    char *name_unicode; /* U-labels; the same as `name` for plain ASCII */
    enum mail_route mail_route;
    struct dns_lookup mx_lookup;
    struct mx_record *mx; /* by preference, then name */
    size_t mx_count;
    struct srv_service *services;
    size_t service_count;
    struct mta_sts *mta_sts; /* NULL when it was not looked at */
    struct tls_rpt *tls_rpt;
};

#endif
