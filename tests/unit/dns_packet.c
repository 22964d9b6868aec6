/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS messages put together byte by byte, for tests. */
#include "dns_packet.h"

#include <assert.h>
#include <string.h>

void packet_u8(struct packet *packet, unsigned value)
{
    assert(packet->length < sizeof packet->bytes);
    packet->bytes[packet->length++] = (uint8_t)value;
}

void packet_u16(struct packet *packet, unsigned value)
{
    packet_u8(packet, value >> 8);
    packet_u8(packet, value & 0xff);
}

void packet_u32(struct packet *packet, unsigned long value)
{
    packet_u16(packet, (unsigned)(value >> 16 & 0xffff));
    packet_u16(packet, (unsigned)(value & 0xffff));
}

void packet_name(struct packet *packet, const char *name)
{
    if (strcmp(name, PACKET_QUESTION) == 0) {
        packet_u16(packet, 0xc00c);
        return;
    }
    while (*name != '\0' && strcmp(name, ".") != 0) {
        size_t length = strcspn(name, ".");
        packet_u8(packet, (unsigned)length);
        for (size_t i = 0; i < length; i++)
            packet_u8(packet, (unsigned char)name[i]);
        name += length;
        name += *name == '.' ? 1 : 0;
    }
    packet_u8(packet, 0);
}

void packet_begin(struct packet *packet, unsigned id, unsigned flags, const char *name, unsigned type)
{
    packet->length = 0;
    packet_u16(packet, id);
    packet_u16(packet, 0x8000 | flags);
    packet_u16(packet, 1);
    packet_u16(packet, 0);
    packet_u32(packet, 0);
    packet_name(packet, name);
    packet_u16(packet, type);
    packet_u16(packet, 1);
}

static void put_u16_at(struct packet *packet, size_t at, unsigned value)
{
    packet->bytes[at] = (uint8_t)(value >> 8);
    packet->bytes[at + 1] = (uint8_t)value;
}

void packet_count(struct packet *packet, unsigned answers, unsigned authorities, unsigned additional)
{
    put_u16_at(packet, 6, answers);
    put_u16_at(packet, 8, authorities);
    put_u16_at(packet, 10, additional);
}

size_t packet_record(struct packet *packet, const char *owner, unsigned type, unsigned long ttl)
{
    packet_name(packet, owner);
    packet_u16(packet, type);
    packet_u16(packet, 1);
    packet_u32(packet, ttl);
    packet_u16(packet, 0);
    return packet->length;
}

void packet_record_end(struct packet *packet, size_t mark)
{
    put_u16_at(packet, mark - 2, (unsigned)(packet->length - mark));
}

void packet_a(struct packet *packet, const char *owner, unsigned last_byte, unsigned long ttl)
{
    size_t mark = packet_record(packet, owner, 1, ttl);
    packet_u32(packet, 0xc0000200UL | last_byte);
    packet_record_end(packet, mark);
}

void packet_mx(struct packet *packet, const char *owner, unsigned preference, const char *exchange)
{
    size_t mark = packet_record(packet, owner, 15, 300);
    packet_u16(packet, preference);
    packet_name(packet, exchange);
    packet_record_end(packet, mark);
}

void packet_cname(struct packet *packet, const char *owner, const char *target, unsigned long ttl)
{
    size_t mark = packet_record(packet, owner, 5, ttl);
    packet_name(packet, target);
    packet_record_end(packet, mark);
}
