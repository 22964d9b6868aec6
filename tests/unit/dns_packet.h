/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS messages put together byte by byte, good and bad, for tests. */
#ifndef MAILSONDE_TESTS_UNIT_DNS_PACKET_H
#define MAILSONDE_TESTS_UNIT_DNS_PACKET_H

#include <stddef.h>
#include <stdint.h>

struct packet {
    uint8_t bytes[65536];
    size_t length;
};

/* A name that is compressed to the place of the question's. */
#define PACKET_QUESTION "\1"

void packet_u8(struct packet *packet, unsigned value);
void packet_u16(struct packet *packet, unsigned value);
void packet_u32(struct packet *packet, unsigned long value);

/* A name with dots as text; PACKET_QUESTION; "." or "" for the root. */
void packet_name(struct packet *packet, const char *name);

/* Header and question; `flags` and `rcode` as they stand in the header, with the response bit added. The
 * counts of the other sections are 0 until packet_count() sets them. */
void packet_begin(struct packet *packet, unsigned id, unsigned flags, const char *name, unsigned type);
void packet_count(struct packet *packet, unsigned answers, unsigned authorities, unsigned additional);

/* A record up to its data; the data's length is set by packet_record_end() with what this returned. */
size_t packet_record(struct packet *packet, const char *owner, unsigned type, unsigned long ttl);
void packet_record_end(struct packet *packet, size_t mark);

/* Whole records. */
void packet_a(struct packet *packet, const char *owner, unsigned last_byte, unsigned long ttl);
void packet_mx(struct packet *packet, const char *owner, unsigned preference, const char *exchange);
void packet_cname(struct packet *packet, const char *owner, const char *target, unsigned long ttl);

#endif
