/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS records from a file, looked at before the resolver or instead of it. The only file that knows
 * libzscanner.
 *
 * The file is a zone file (RFC 1035 5, with $ORIGIN, $TTL and $INCLUDE); TTL and class may be left out. Names
 * are complete as they stand, with or without a final dot, since the origin is the root until $ORIGIN sets
 * another:
 *
 *     example.org.      MX   10 mx.example.org.
 *     $ORIGIN example.org.
 *     mx           300  A    192.0.2.25
 *     _submissions._tcp SRV  0 1 465 mail
 *
 * Wildcards answer for names that do not exist (RFC 4592). No DNSSEC is done. What cannot be answered from is
 * refused: DNAME, $INCLUDE, and other records beside an alias. */
#ifndef MAILSONDE_DISCOVER_RECORDS_H
#define MAILSONDE_DISCOVER_RECORDS_H

#include "discover/dns_message.h"

#include <stdbool.h>
#include <stdint.h>

struct records;

/* Reads the file at once. NULL when it cannot be read or has an error; *error is then one line, safe for a
 * terminal, with the file's name, the line and what is wrong, which the caller frees. */
struct records *records_load(const char *file_name, char **error);

/* Whether there is a record of that type at any name. */
bool records_have(const struct records *records, uint16_t type);

/* Takes NULL. */
void records_free(struct records *records);

/* Whether they can deny `name`: something stands at it, or has records above it, or of a reverse name other
 * addresses of its network are there. A file that has nothing of a name's zone says nothing about it, nor
 * about what its zone delegates away. */
bool records_cover(const struct records *records, const char *name);

/* What the records say to the question (name, type), aliases followed among them. `name` is as dns_name.h
 * writes it. The answer, which holds nothing before, borrows from `records`; dns_answer_free() frees the
 * rest.
 *
 * True when they have the answer: DNS_OK, or DNS_MALFORMED for aliases in a circle. Otherwise false, and the
 * answer is what it would be if there were no other records in the world (DNS_NODATA or DNS_NXDOMAIN);
 * cname_chain then ends with the name that the records do not know enough about. */
bool records_answer(const struct records *records, const char *name, uint16_t type,
                    struct dns_answer *answer);

#endif
