/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer to one DNS question, read from the bytes of a response (RFC 1035 4) with every bound checked.
 * Pure. */
#ifndef MAILSONDE_DISCOVER_DNS_MESSAGE_H
#define MAILSONDE_DISCOVER_DNS_MESSAGE_H

#include "base/list.h"
#include "discover/dns_record.h"
#include "facts/dns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Response codes that matter here (RFC 1035 4.1.1). */
enum dns_rcode {
    DNS_RCODE_NOERROR = 0,
    DNS_RCODE_FORMERR = 1,
    DNS_RCODE_SERVFAIL = 2,
    DNS_RCODE_NXDOMAIN = 3,
    DNS_RCODE_REFUSED = 5
};

enum { DNS_SIGNERS_MAX = 8 };

/* The answer of a response, or of a zone file, to a question. Zeroed is empty. */
struct dns_answer {
    enum dns_status status;
    char *detail;        /* why, when the status is a failure; safe to print */
    int rcode;           /* with the extended bits of RFC 6891 6.1.3 */
    bool authenticated;  /* the AD flag (RFC 4035 3.2.3): to be trusted as far as the path to the resolver */
    bool has_signatures; /* the answer section has an RRSIG record (RFC 4034 3) */
    uint16_t signers[DNS_SIGNERS_MAX]; /* the key tags of the first of them */
    size_t signer_count;
    struct text_list signing_zones; /* those of dns_message_signers() */
    struct text_list cname_chain;   /* each alias target, from the question's name on */
    int64_t ttl_s;                  /* the smallest of the records and aliases that count; 0 without any */
    struct dns_record *records; /* of the type asked for, at the end of the chain; those of a response in the
                                   order of dns_record_compare() */
    size_t record_count;
    uint8_t *message; /* the records point into it; NULL if the records are not owned by the answer */
};

/* Reads the response `message` to the question (name, type, class IN), `name` as dns_name.h writes it. The
 * answer, which holds nothing before, owns a copy of the message; dns_answer_free() frees. Anything that is
 * cut short, loops, answers another question, or has data that its type cannot have gives DNS_MALFORMED and
 * says in `detail` what it was. */
void dns_message_read(const uint8_t *message, size_t message_bytes, const char *name, uint16_t type,
                      struct dns_answer *answer);

/* Frees what the answer owns and zeroes it. */
void dns_answer_free(struct dns_answer *answer);

/* Adds a record to the answer and its TTL to the smallest. */
void dns_answer_add(struct dns_answer *answer, const struct dns_record *record);

/* Adds an alias to the chain; false when it was there before or the chain is too long. */
bool dns_answer_add_alias(struct dns_answer *answer, const char *name, const char *target, uint32_t ttl_s);

/* The question of a message: its name and type. False when it has none, or more than one. */
bool dns_message_question(const uint8_t *message, size_t message_bytes, char name[static DNS_NAME_TEXT_BYTES],
                          uint16_t *type);

/* Appends the signer names of the signatures in the message's answer and authority sections, each once, at
 * most 8 (RFC 4034 3.1.7). */
void dns_message_signers(const uint8_t *message, size_t message_bytes, struct text_list *signers);

#endif
