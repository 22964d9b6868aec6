/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What c-ares says in another way since 1.28. The older functions are deprecated there, and the newer ones
 * are not in the c-ares of 2022 that stable distributions have. */
#include "discover/cares.h"

#include "config.h"

#include "discover/dns_record.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FLAG_AUTHENTICATED = 0x20, FLAG_DNSSEC_OK = 0x80 };

#ifdef HAVE_ARES_SEND_DNSREC

/* Takes the interface out of "[fe80::1]:53%eth0", or of "[fe80::1%eth0]:53" as other versions may have it. */
static void take_scope(char *entry, struct nameserver_address *server)
{
    char *percent = strchr(entry, '%');
    if (percent == NULL)
        return;
    size_t length = strcspn(percent + 1, "]");
    if (length < sizeof server->scope)
        memcpy(server->scope, percent + 1, length);
    memmove(percent, percent + 1 + length, strlen(percent + 1 + length) + 1);
}

/* "192.0.2.1:53,[fe80::1]:53%eth0": one entry, whose text is changed. */
static bool read_server(char *entry, struct nameserver_address *server)
{
    bool ipv6 = *entry == '[';
    *server = (struct nameserver_address){.address.family = ipv6 ? 6 : 4};
    take_scope(entry, server);
    char *host = ipv6 ? entry + 1 : entry;
    char *end = host + strcspn(host, ipv6 ? "]" : ":");
    char *port = *end != '\0' ? strchr(end, ':') : NULL;
    *end = '\0';
    server->port = port != NULL ? strtol(port + 1, NULL, 10) : 0;
    return inet_pton(ipv6 ? AF_INET6 : AF_INET, host, server->address.bytes) == 1;
}

size_t cares_list_servers(ares_channel channel, struct nameserver_address *list, size_t max)
{
    size_t count = 0;
    char *servers = ares_get_servers_csv(channel);
    char *rest = NULL;
    for (char *entry = servers != NULL ? strtok_r(servers, ",", &rest) : NULL; entry != NULL && count < max;
         entry = strtok_r(NULL, ",", &rest))
        if (read_server(entry, &list[count]))
            count++;
    ares_free_string(servers);
    return count;
}

/* c-ares leaves out a link-local address without an interface, and takes the interface in the text. */
int cares_bind_to_scope(ares_socket_t descriptor, const char *word)
{
    (void)descriptor;
    (void)word;
    return 0;
}

const char *cares_scope_in_text(const struct nameserver_address *address)
{
    return address->scope;
}

/* Asked again means asked again. */
int cares_without_cache(struct ares_options *options)
{
    options->qcache_max_ttl = 0;
    return ARES_OPT_QUERY_CACHE;
}

static void on_answer(void *argument, ares_status_t status, size_t timeouts, const ares_dns_record_t *record)
{
    (void)timeouts;
    unsigned char *message = NULL;
    size_t length = 0;
    if (status == ARES_SUCCESS)
        status = ares_dns_write(record, &message, &length);
    struct cares_query *query = argument;
    query->done(query, (int)status, message, length);
    ares_free_string(message);
}

static ares_status_t add_edns(ares_dns_record_t *record, enum nameserver_edns edns)
{
    ares_dns_rr_t *option = NULL;
    ares_status_t status = ares_dns_record_rr_add(&option, record, ARES_SECTION_ADDITIONAL, "",
                                                  ARES_REC_TYPE_OPT, ARES_CLASS_IN, 0);
    if (status == ARES_SUCCESS)
        status = ares_dns_rr_set_u16(option, ARES_RR_OPT_UDP_SIZE, CARES_UDP_PAYLOAD_BYTES);
    if (status == ARES_SUCCESS)
        status = ares_dns_rr_set_u16(option, ARES_RR_OPT_FLAGS,
                                     edns == NAMESERVER_DNSSEC ? FLAG_DNSSEC_OK << 8 : 0);
    return status;
}

/* ares_dns_record_destroy() frees the query. */
static ares_status_t make_query(const char *name, uint16_t type, enum nameserver_edns edns, uint16_t id,
                                ares_dns_record_t **query)
{
    unsigned short flags = ARES_FLAG_RD | ARES_FLAG_AD;
    ares_status_t status = ares_dns_record_create(query, id, flags, ARES_OPCODE_QUERY, ARES_RCODE_NOERROR);
    if (status == ARES_SUCCESS)
        status = ares_dns_record_query_add(*query, name, (ares_dns_rec_type_t)type, ARES_CLASS_IN);
    if (status == ARES_SUCCESS && edns != NAMESERVER_PLAIN)
        status = add_edns(*query, edns);
    return status;
}

void cares_send(ares_channel channel, struct cares_query *query)
{
    ares_dns_record_t *record = NULL;
    ares_status_t status = make_query(query->name, query->type, query->edns, query->id, &record);
    if (status == ARES_SUCCESS)
        /* It calls back whatever it returns. */
        ares_send_dnsrec(channel, record, on_answer, query, NULL);
    else
        query->done(query, (int)status, NULL, 0);
    ares_dns_record_destroy(record);
}

#else

size_t cares_list_servers(ares_channel channel, struct nameserver_address *list, size_t max)
{
    struct ares_addr_port_node *servers = NULL;
    size_t count = 0;
    if (ares_get_servers_ports(channel, &servers) != ARES_SUCCESS)
        return 0;
    for (struct ares_addr_port_node *node = servers; node != NULL && count < max; node = node->next) {
        struct nameserver_address *address = &list[count++];
        *address = (struct nameserver_address){.address.family = node->family == AF_INET ? 4 : 6};
        memcpy(address->address.bytes, &node->addr, node->family == AF_INET ? 4 : 16);
        address->port = node->udp_port;
    }
    ares_free_data(servers);
    return count;
}

/* It knows addresses without an interface: its sockets are bound to that instead. */
int cares_bind_to_scope(ares_socket_t descriptor, const char *word)
{
    char name[IF_NAMESIZE];
    if (*word == '\0')
        return 0;
    unsigned index = if_nametoindex(word);
    if (index == 0)
        index = (unsigned)strtoul(word, NULL, 10);
    if (if_indextoname(index, name) == NULL)
        return -1;
    return setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, (socklen_t)strlen(name) + 1);
}

const char *cares_scope_in_text(const struct nameserver_address *address)
{
    (void)address;
    return "";
}

/* It has none. */
int cares_without_cache(struct ares_options *options)
{
    (void)options;
    return 0;
}

static void on_answer(void *argument, int status, int timeouts, unsigned char *message, int length)
{
    (void)timeouts;
    struct cares_query *query = argument;
    query->done(query, status, message, length > 0 ? (size_t)length : 0);
}

void cares_send(ares_channel channel, struct cares_query *query)
{
    unsigned char *bytes = NULL;
    int length = 0;
    int status = ares_create_query(query->name, DNS_CLASS_IN, query->type, query->id, 1, &bytes, &length,
                                   query->edns != NAMESERVER_PLAIN ? CARES_UDP_PAYLOAD_BYTES : 0);
    if (status != ARES_SUCCESS) {
        query->done(query, status, NULL, 0);
        return;
    }
    bytes[3] |= FLAG_AUTHENTICATED;
    if (query->edns == NAMESERVER_DNSSEC)
        /* The OPT record comes last: its flags, then the length of no options. */
        bytes[length - 4] |= FLAG_DNSSEC_OK;
    ares_send(channel, bytes, length, on_answer, query);
    ares_free_string(bytes);
}

#endif
