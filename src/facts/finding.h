/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the facts mean. */
#ifndef MAILSONDE_FACTS_FINDING_H
#define MAILSONDE_FACTS_FINDING_H

#include "base/answer.h"
#include "base/list.h"
#include "facts/finding_id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a requirement of the catalogue holds for a subject. */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_FAILS, OUTCOME_HOLDS, OUTCOME_COUNT };

/* Worst last, so that severities compare. */
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };

/* The cause of a finding that says why something cannot be reached. */
enum suspect {
    SUSPECT_NONE, /* the finding is not of that kind */
    SUSPECT_UNKNOWN,
    SUSPECT_THIS_MACHINE,
    SUSPECT_GATEWAY,      /* this machine's gateway, which sent the error itself */
    SUSPECT_THIS_NETWORK, /* this side: the gateway, the network behind it, or the provider; which one is
                             unknown */
    SUSPECT_PROVIDER,     /* the first routers beyond all with private addresses */
    SUSPECT_PATH,         /* a router between */
    SUSPECT_TARGET_NETWORK,
    SUSPECT_TARGET,
    SUSPECT_RESOLVER, /* the DNS server that was asked */
    SUSPECT_COUNT
};

/* How certain the cause is. */
enum certainty {
    CERTAINTY_UNSTATED,
    CERTAINTY_POSSIBLE,
    CERTAINTY_LIKELY,
    CERTAINTY_CERTAIN,
    CERTAINTY_COUNT
};

/* What hosts and ports are to the domain. Where several apply to one address the first one counts. */
enum role {
    ROLE_MX,         /* takes the domain's mail: port 25 of an MX, or of a host that is the target itself */
    ROLE_SUBMISSION, /* takes its users' mail: any other port, or 25 where an SRV record says so */
    ROLE_OTHER,      /* port 25 of a submission host, and what has no role */
    ROLE_GUESS,      /* a host name that we made up: never more than information */
    ROLE_DOMAIN,     /* no host or port: the domain as a whole, and the run */
    ROLE_COUNT
};

/* What a finding is about: as many of these as apply. */
struct subject {
    char *domain;
    char *host;
    char *address;
    int64_t port; /* 0 when it is not about a port */
    char *
        detail; /* which of several things of the above: "_submissions._tcp", "AAAA", "IPv6"; NULL for none */
};

/* That the user accepts a finding: it is shown as accepted and counts neither in numbers nor for the exit
 * status. */
struct acceptance {
    char *reason;
    char *until;  /* the last day on which it is accepted, "2027-01-31"; NULL: always */
    char *source; /* the file that says so, as typed, or "--ignore" */
    int64_t line; /* of that file; 0 for none */
};

struct finding {
    enum finding_id id; /* the catalogue's entry */
    char *key; /* "certificate-expired@mx1.example.org/192.0.2.1:25": the id and the subject. No other finding
                  of the report has it, and the same fault has it in every run */
    enum outcome outcome;
    enum severity severity; /* by the subject's role */
    enum role role;         /* of the subject */
    struct subject subject;
    enum suspect points_at;
    enum certainty certainty;
    char *evidence; /* the very reply or field; for "unknown", why it is */
    char *title;    /* from the catalogue, as what follows: the fault, whether it is there or not */
    char *rule;     /* what is required */
    char *explanation;
    char *remedy;
    struct text_list settings; /* of the mail server that runs there, or of several where it is not known:
                                  "Postfix: smtpd_tls_auth_only = yes" */
    char *settle;              /* how to settle the cause; NULL if nothing is open */
    char *reference;           /* "RFC 3207 4" */
    char *result_type; /* what senders report of an MX that fails so (RFC 8460 4.3); NULL for nothing */
    char *source;      /* the file of --expect that it is about; NULL for none */
    int64_t line;      /* of that file; 0 for none */
    struct acceptance *accepted; /* NULL: it is not */
};

/* The findings of a report in numbers. */
struct finding_counts {
    int64_t errors; /* that fail, by severity */
    int64_t warnings;
    int64_t infos;
    int64_t unknown;
    int64_t holds;
    int64_t accepted; /* in none of the above */
};

/* The name of an entry, as people and JSON know it; "?" for none. */
const char *finding_name(enum finding_id id);

#endif
