/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the facts mean. */
#ifndef MAILSONDE_FACTS_FINDING_H
#define MAILSONDE_FACTS_FINDING_H

#include "facts/answer.h"
#include "facts/host.h"
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

/* What an attacker gets, or a plain eavesdropper. */
enum exposure {
    EXPOSURE_UNKNOWN,
    EXPOSURE_NOTHING,   /* there is no mail or no service to see */
    EXPOSURE_ENCRYPTED, /* sees ciphertext only */
    EXPOSURE_SOME,      /* reads what goes to some hosts or ports, not to all */
    EXPOSURE_READS,     /* reads all of it */
    EXPOSURE_COUNT
};

/* The levels of the headline; the worst host decides. */
enum inbound_level {
    INBOUND_UNKNOWN,
    INBOUND_NO_MAIL,       /* null MX */
    INBOUND_NOT_ROUTABLE,  /* no domain, no host */
    INBOUND_CLEARTEXT,     /* some host takes mail without TLS only */
    INBOUND_OPPORTUNISTIC, /* every host answers STARTTLS; an active attacker can strip it */
    INBOUND_LEVEL_COUNT
};

enum submission_level {
    SUBMISSION_LEVEL_UNKNOWN,
    SUBMISSION_LEVEL_NONE, /* no port answers */
    SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR,
    SUBMISSION_LEVEL_STRIPPABLE,   /* STARTTLS only, and the server goes on without it */
    SUBMISSION_LEVEL_STARTTLS,     /* STARTTLS only, and the server insists */
    SUBMISSION_LEVEL_IMPLICIT_TLS, /* 465 (or an SRV port) with implicit TLS and a good certificate */
    SUBMISSION_LEVEL_COUNT
};

/* One way to set up a mail client. */
struct client_setting {
    char *host;
    int64_t port;
    enum port_mode mode;
    char *because; /* one sentence with its RFC */
};

/* The headline of a report. */
struct verdict {
    enum inbound_level inbound;
    char *inbound_summary; /* a few words for the headline, "opportunistic, an active attacker can read it" */
    enum exposure inbound_eavesdropper;
    enum exposure inbound_active_attacker;
    enum submission_level submission;
    char *submission_summary;
    enum exposure submission_eavesdropper;    /* against a client set up as recommended */
    enum exposure submission_active_attacker; /* against a client set up as recommended */
    enum exposure submission_lax_client; /* an active attacker against a client that takes any TLS or none */
    struct client_setting *clients;      /* best first */
    size_t client_count;
    char *client_note; /* why this order; what guides get wrong */
};

#endif
