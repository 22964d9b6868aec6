/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records and what they say about the chains that were served (RFC 6698, RFC 7671, RFC 7672). */
#ifndef MAILSONDE_FACTS_DANE_H
#define MAILSONDE_FACTS_DANE_H

#include "base/answer.h"
#include "facts/dns.h"
#include "facts/key_type.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One TLSA record. */
struct tlsa_record {
    int64_t usage;
    int64_t selector;
    int64_t matching_type;
    char *data_hex;         /* lower case; the whole association data */
    bool usable;            /* for SMTP (RFC 7672 3.1.3) */
    char *unusable_because; /* NULL for a usable one */
};

/* The TLSA records of one port under one base domain (RFC 7672 2.2.3). */
struct tlsa_set {
    char *base_domain; /* the host's name, or what it is an alias for */
    int64_t port;
    struct dns_lookup lookup; /* of _PORT._tcp.BASE */
    struct tlsa_record *records;
    size_t record_count;
    bool unasked; /* no sender asks: the addresses are unsigned (RFC 7672 2.2.2); for the report's sake */
};

/* Whether one record matches one chain that was served. */
struct tlsa_match {
    char *base_domain;
    int64_t port;
    int64_t usage; /* of the record */
    int64_t selector;
    int64_t matching_type;
    char *data_hex;
    enum key_type key_type; /* of the chain's own certificate */
    enum answer matches;
    int64_t certificate; /* which of the chain matched, 0 the server's own; -1 for none */
    char *problem;       /* why it does not match, or was not tried */
    char *unsent_anchor; /* the subject of the anchor that it is for, of usage 2, where this machine trusts it
                            and the server does not send it; NULL for none */
    enum answer unsent_anchor_issued; /* whether all would be well if the server sent it */
};

#endif
