/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One resource record's data, read by its type; the same for records from a response and from a zone file.
 * Pure. */
#ifndef MAILSONDE_DISCOVER_DNS_RECORD_H
#define MAILSONDE_DISCOVER_DNS_RECORD_H

#include "base/address.h"
#include "discover/dns_name.h"
#include "facts/dane.h"
#include "facts/dns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The record types known by name (IANA, DNS parameters). */
enum dns_type {
    DNS_TYPE_A = 1,
    DNS_TYPE_NS = 2,
    DNS_TYPE_CNAME = 5,
    DNS_TYPE_SOA = 6,
    DNS_TYPE_PTR = 12,
    DNS_TYPE_MX = 15,
    DNS_TYPE_TXT = 16,
    DNS_TYPE_KEY = 25,
    DNS_TYPE_AAAA = 28,
    DNS_TYPE_SRV = 33,
    DNS_TYPE_DNAME = 39,
    DNS_TYPE_OPT = 41,
    DNS_TYPE_DS = 43,
    DNS_TYPE_RRSIG = 46,
    DNS_TYPE_NSEC = 47,
    DNS_TYPE_DNSKEY = 48,
    DNS_TYPE_TLSA = 52,
    DNS_TYPE_CAA = 257
};

enum { DNS_CLASS_IN = 1 };

/* A record's type and data. The data is message[rdata_at], rdata_bytes long; names in it may point into all
 * of the message. A record from a zone file is a message of its own: its data alone. All is borrowed. */
struct dns_record {
    uint16_t type;
    uint32_t ttl_s;
    const uint8_t *message;
    size_t message_bytes;
    size_t rdata_at;
    size_t rdata_bytes;
};

/* "MX", or "TYPE257" for one that has no name here (RFC 3597 5); the caller frees. */
char *dns_type_text(uint16_t type);

/* Each reads a record of its type and is false when the data is not what the type demands, its length
 * included; nothing is then filled in. */

/* A (RFC 1035 3.4.1) and AAAA (RFC 3596 2.2). */
bool dns_record_address(const struct dns_record *record, struct ip_address *address);

/* CNAME and PTR (RFC 1035 3.3.1, 3.3.12). */
bool dns_record_name(const struct dns_record *record, char name[static DNS_NAME_TEXT_BYTES]);

/* MX (RFC 1035 3.3.9); the caller frees with mx_record_shape. */
bool dns_record_mx(const struct dns_record *record, struct mx_record *mx);

/* SRV (RFC 2782); the caller frees with srv_record_shape. */
bool dns_record_srv(const struct dns_record *record, struct srv_record *srv);

/* TLSA (RFC 6698 2.1); whether it is usable is left to discover/tlsa.h. The caller frees with
 * tlsa_record_shape. */
bool dns_record_tlsa(const struct dns_record *record, struct tlsa_record *tlsa);

/* DS (RFC 4034 5.1), the digest left out. */
bool dns_record_ds(const struct dns_record *record, struct ds_record *ds);

/* CAA (RFC 8659 4.1), tag and value made safe by text_from_wire(); the caller frees with caa_record_shape. */
bool dns_record_caa(const struct dns_record *record, struct caa_record *caa);

/* TXT (RFC 1035 3.3.14): its strings put together, made safe by text_from_wire(); the caller frees. NULL when
 * the data is bad. */
char *dns_record_text(const struct dns_record *record);

/* The same with its TABs, which are blanks in a grammar; otherwise as safe. */
char *dns_record_text_with_tabs(const struct dns_record *record);

/* Which of two records of one type comes first: by name, else by data as it was sent, so that servers which
 * rotate their records make no difference. Data with a name in it may be compressed otherwise in each
 * response; who reads MX and SRV records sorts them. */
int dns_record_compare(const struct dns_record *left, const struct dns_record *right);

/* Whether the data is well formed, for the types above; true for all others. */
bool dns_record_is_valid(const struct dns_record *record);

#endif
