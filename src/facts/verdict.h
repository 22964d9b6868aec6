/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict: which attackers can read or redirect mail, what stops them, and what to do next. */
#ifndef MAILSONDE_FACTS_VERDICT_H
#define MAILSONDE_FACTS_VERDICT_H

#include "base/list.h"
#include "facts/finding.h"
#include "facts/host.h"
#include "facts/profile.h"

#include <stddef.h>
#include <stdint.h>

/* What an attacker can read. */
enum exposure {
    EXPOSURE_UNKNOWN,
    EXPOSURE_NOTHING,   /* nothing: there is no mail or no service, or none is sent */
    EXPOSURE_ENCRYPTED, /* sees ciphertext only */
    EXPOSURE_SOME,      /* what goes to some hosts or ports */
    EXPOSURE_READS,     /* reads all of it */
    EXPOSURE_COUNT
};

/* How well inbound mail is protected, in the order of the ranks (assess/verdict/downgrade.h). */
enum inbound_level {
    INBOUND_UNKNOWN,
    INBOUND_NO_MAIL,             /* null MX */
    INBOUND_NOT_ROUTABLE,        /* no domain, no host */
    INBOUND_CLEARTEXT,           /* 0: an address accepts mail only without TLS */
    INBOUND_OPPORTUNISTIC,       /* 1: STARTTLS, but neither DANE nor MTA-STS */
    INBOUND_OBSERVED_ONLY,       /* 1t: MTA-STS in mode testing: failures are reported, not prevented */
    INBOUND_UNAUTHENTICATED,     /* 2e: TLSA records, none of them usable: encrypted, but the server is not
                                    authenticated */
    INBOUND_WEAKLY_PINNED,       /* 2w: MTA-STS enforced, for less than a day or by a wide pattern */
    INBOUND_HALF_DANE,           /* 2h: DANE for the host, but the MX records are not signed */
    INBOUND_PINNED,              /* 2: MTA-STS enforced */
    INBOUND_DOWNGRADE_RESISTANT, /* 3: DANE, the MX records included */
    INBOUND_BOTH,                /* 3+: 2 and 3 */
    INBOUND_LEVEL_COUNT
};

/* What a sender that uses only STARTTLS does. */
enum opportunistic_outcome {
    OPPORTUNISTIC_UNKNOWN,
    OPPORTUNISTIC_CLEAR,      /* sends in clear */
    OPPORTUNISTIC_OPEN,       /* encrypts, but an attacker can remove the offer */
    OPPORTUNISTIC_SOME_CLEAR, /* one or the other, depending on the address and the connection */
    OPPORTUNISTIC_OUTCOME_COUNT
};

/* What a sender that enforces MTA-STS does (RFC 8461 5). */
enum sts_outcome {
    STS_OUTCOME_UNKNOWN,
    STS_OUTCOME_NA,            /* as an opportunistic one: there is no policy in force */
    STS_OUTCOME_FIRST_CONTACT, /* requires TLS, from the second message on */
    STS_OUTCOME_SHORT_CACHE,   /* requires TLS, but max_age is below a day or the pattern too wide */
    STS_OUTCOME_DEFERRED,      /* does not deliver to the host */
    STS_OUTCOME_COUNT
};

/* What a sender that validates DANE does (RFC 7672 2.2). */
enum dane_outcome {
    DANE_OUTCOME_UNKNOWN,
    DANE_OUTCOME_NA,             /* as an opportunistic one: no TLSA record, or an unsigned zone */
    DANE_OUTCOME_ENCRYPTED_ONLY, /* requires TLS, but does not authenticate the server */
    DANE_OUTCOME_HALF,           /* requires this host's key, but forged MX records can name another host */
    DANE_OUTCOME_RESISTANT,      /* requires this host and its key */
    DANE_OUTCOME_DEFERRED,       /* does not deliver to the host */
    DANE_OUTCOME_COUNT
};

struct sender_vector {
    enum opportunistic_outcome opportunistic;
    enum sts_outcome sts;
    enum dane_outcome dane;
};

/* One MX host. */
struct host_verdict {
    char *host;
    enum inbound_level level; /* unknown where a fact that decides is */
    enum inbound_level
        at_least; /* what the known facts allow at the worst and at the best; both are `level` */
    enum inbound_level at_most; /* where it is known */
    int64_t rank;               /* of `level`; -1 for unknown */
    struct sender_vector vector;
    struct text_list reasons; /* what the level rests on, and what is missing, a clause each */
};

/* Who attacks, and from where. */
enum attacker {
    ATTACKER_PASSIVE,                /* an eavesdropper between the servers */
    ATTACKER_ON_PATH,                /* an active attacker on the path */
    ATTACKER_DNS_SPOOFING,           /* forges answers of unsigned zones */
    ATTACKER_FIRST_CONTACT,          /* either of the two, before the sender knows the domain */
    ATTACKER_MIS_ISSUED_CERTIFICATE, /* on the path, with a certificate that a CA should not have issued */
    ATTACKER_COUNT
};

struct attacker_view {
    enum attacker attacker;
    enum exposure inbound;               /* of all inbound mail */
    enum exposure inbound_opportunistic; /* of what senders of each class send */
    enum exposure inbound_sts;
    enum exposure inbound_dane;
    enum exposure submission; /* against a client set up as recommended */
    enum exposure
        submission_lax_client; /* against one that accepts any TLS or none, and finds its server itself */
    char *how;                 /* what the attacker does to inbound mail */
    char *stopped_by;          /* what stops it there */
};

/* Problems that do not change the level. */
enum flag_kind {
    FLAG_DELIVERY, /* senders that follow the rules stop delivering */
    FLAG_SPLIT,    /* addresses or families of one host differ */
    FLAG_EXPIRING, /* a certificate is about to expire */
    FLAG_TAMPER,   /* a device on the path changes the server's replies */
    FLAG_INJECT,   /* commands sent before TLS are executed inside it */
    FLAG_WEAK_TLS, /* old versions, broken ciphers, weak keys */
    FLAG_KIND_COUNT
};

struct verdict_flag {
    enum flag_kind kind;
    char *host;
    char *evidence;
};

enum submission_level {
    SUBMISSION_LEVEL_UNKNOWN,
    SUBMISSION_LEVEL_NONE,                 /* no port answers */
    SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR, /* S0 */
    SUBMISSION_LEVEL_STRIPPABLE,           /* S1: only STARTTLS, which the server does not require */
    SUBMISSION_LEVEL_STARTTLS,             /* S2: only STARTTLS, which the server requires */
    SUBMISSION_LEVEL_IMPLICIT_TLS,         /* S3: 465 (or an SRV port), implicit TLS, good certificate */
    SUBMISSION_LEVEL_STEADY_DISCOVERY,     /* S4: and DNS cannot lead clients elsewhere */
    SUBMISSION_LEVEL_COUNT
};

struct submission_verdict {
    char *host;
    enum submission_level level;
    struct text_list reasons;
};

/* One way to set up a mail client. */
struct client_setting {
    char *host;
    int64_t port;
    enum port_mode mode;
    char *because; /* one sentence with its RFC */
};

/* Where the lines of a next step belong. */
enum step_medium {
    MEDIUM_DNS, /* a zone file */
    MEDIUM_FILE,
    MEDIUM_POSTFIX,
    MEDIUM_EXIM,
    MEDIUM_OPENSMTPD,
    MEDIUM_DOVECOT,
    MEDIUM_COUNT
};

struct step_lines {
    enum step_medium medium;
    char *place;            /* "main.cf on mx1.example.org" */
    struct text_list lines; /* ready to paste */
};

/* Something to do that raises the inbound or the submission level, or is to be done before that. */
struct next_step {
    enum inbound_level raises_inbound_to; /* unknown where it is about submission */
    enum submission_level raises_submission_to;
    char *title;
    char *why;
    struct step_lines *parts;
    size_t part_count;
};

/* Whether mail gets to the domain's mail hosts, as far as can be seen without sending any. */
enum delivery {
    DELIVERY_UNKNOWN,
    DELIVERY_NO,
    DELIVERY_SOME_HOSTS,   /* some hosts accept it, others do not */
    DELIVERY_SOME_SENDERS, /* senders that follow the rules do not deliver it, others do */
    DELIVERY_YES,
    DELIVERY_COUNT
};

/* The finding that decides delivery, or several with one id. */
struct main_finding {
    enum finding_id id;
    char *title;
    enum suspect points_at; /* what all of them point at, as in a finding */
    enum certainty certainty;
    struct text_list hosts; /* mail hosts that it is about; empty for the domain as a whole */
};

/* The headline of a report. */
struct verdict {
    enum delivery delivery;
    char *delivery_summary;            /* in a few words, the main finding with them; NULL where not asked */
    struct main_finding *main_finding; /* NULL for none */
    enum inbound_level inbound; /* the least of all MX hosts; unknown hosts count with the best they may be */
    enum inbound_level inbound_at_least;
    enum inbound_level inbound_at_most;
    int64_t inbound_rank;
    int64_t inbound_hosts_unknown;
    struct text_list intercepted; /* "192.0.2.10:25", "[2001:db8::10]:25": what answered there was most likely
                                     not the host, and nothing was judged by it */
    char *inbound_summary;        /* a few words for the headline: who reads it, and what stops them */
    struct host_verdict *inbound_hosts;
    size_t inbound_host_count;
    struct attacker_view *attackers;
    size_t attacker_count;
    struct verdict_flag *flags;
    size_t flag_count;
    enum submission_level submission;
    char *submission_summary;
    struct submission_verdict *submission_hosts;
    size_t submission_host_count;
    struct client_setting *clients; /* best first */
    size_t client_count;
    char *client_note;            /* why this order; what guides get wrong */
    struct next_step *next_steps; /* what must be fixed, then the easiest first */
    size_t next_step_count;
    struct profile_verdict *profiles; /* each profile over each endpoint that has TLS */
    size_t profile_count;
    struct text_list path_summaries; /* one for each path: which port gets how far */
};

#endif
