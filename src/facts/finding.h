/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the facts mean. */
#ifndef MAILSONDE_FACTS_FINDING_H
#define MAILSONDE_FACTS_FINDING_H

#include "facts/answer.h"
#include "facts/list.h"

#include <stddef.h>
#include <stdint.h>

/* Whether a requirement of the catalogue holds for a subject. */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_FAILS, OUTCOME_HOLDS, OUTCOME_COUNT };

/* Worst last, so that severities compare. */
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };

/* What a finding is about: as many of these as apply. */
struct subject {
    char *domain;
    char *host;
    char *address;
    int64_t port; /* 0 when it is not about a port */
};

struct finding {
    char *id; /* stable, kebab-case; names the catalogue's entry */
    enum outcome outcome;
    enum severity severity; /* by the subject's role */
    struct subject subject;
    char *evidence; /* the very reply or field; for "unknown", why it is */
    char *title;    /* from the catalogue: this and what follows */
    char *explanation;
    char *remedy;
    char *reference;   /* "RFC 3207 4" */
    char *result_type; /* what senders report of an MX that fails so (RFC 8460 4.3); NULL for nothing */
};

#endif
