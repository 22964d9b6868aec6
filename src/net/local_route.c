/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By what packets to an address leave: the only file that speaks netlink, and the only one with libmnl. */
#include "net/local_route.h"

#include "base/list.h"
#include "net/socket_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* Requests and answers about one route are some hundred bytes. */
enum { MESSAGE_BYTES = 8192, SEQUENCE = 1 };

static void put_request(void *buffer, const struct socket_address *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&address->storage;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&address->storage;
    bool is_v4 = address->storage.ss_family == AF_INET;
    struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
    header->nlmsg_type = RTM_GETROUTE;
    header->nlmsg_flags = NLM_F_REQUEST;
    header->nlmsg_seq = SEQUENCE;
    struct rtmsg *request = mnl_nlmsg_put_extra_header(header, sizeof *request);
    request->rtm_family = (unsigned char)address->storage.ss_family;
    request->rtm_dst_len = is_v4 ? 32 : 128;
    if (is_v4)
        mnl_attr_put(header, RTA_DST, sizeof v4->sin_addr, &v4->sin_addr);
    else
        mnl_attr_put(header, RTA_DST, sizeof v6->sin6_addr, &v6->sin6_addr);
}

static char *address_text(int family, const void *bytes, size_t length)
{
    char text[INET6_ADDRSTRLEN];
    size_t wanted = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
    if ((family != AF_INET && family != AF_INET6) || length < wanted
        || inet_ntop(family, bytes, text, sizeof text) == NULL)
        return NULL;
    return text_copy(text);
}

/* A gateway of the other family (RFC 9229): its family stands before the address. */
static char *via_text(const struct nlattr *attribute)
{
    const struct rtvia *via = mnl_attr_get_payload(attribute);
    size_t length = mnl_attr_get_payload_len(attribute);
    if (length < sizeof *via)
        return NULL;
    return address_text(via->rtvia_family, via->rtvia_addr, length - sizeof *via);
}

static char *interface_name(const struct nlattr *attribute)
{
    char name[IF_NAMESIZE];
    if (mnl_attr_validate(attribute, MNL_TYPE_U32) < 0
        || if_indextoname(mnl_attr_get_u32(attribute), name) == NULL)
        return NULL;
    return text_copy(name);
}

static void take_attribute(const struct nlattr *attribute, int family, struct local_route *route)
{
    const void *bytes = mnl_attr_get_payload(attribute);
    size_t length = mnl_attr_get_payload_len(attribute);
    switch (mnl_attr_get_type(attribute)) {
    case RTA_PREFSRC:
        text_replace(&route->source_address, address_text(family, bytes, length));
        break;
    case RTA_GATEWAY:
        text_replace(&route->gateway, address_text(family, bytes, length));
        break;
    case RTA_VIA:
        text_replace(&route->gateway, via_text(attribute));
        break;
    case RTA_OIF:
        text_replace(&route->interface, interface_name(attribute));
        break;
    case RTA_CACHEINFO:
        /* Some kernels answer with the route that says "unreachable" in place of an error. */
        if (length >= sizeof(struct rta_cacheinfo))
            route->error = abs((int)((const struct rta_cacheinfo *)bytes)->rta_error);
        break;
    default:
        break;
    }
}

static bool take_answer(const struct nlmsghdr *header, struct local_route *route)
{
    if (header->nlmsg_type == NLMSG_ERROR) {
        const struct nlmsgerr *failure = mnl_nlmsg_get_payload(header);
        route->error = mnl_nlmsg_get_payload_len(header) >= sizeof failure->error ? abs(failure->error) : 0;
        return route->error != 0;
    }
    const struct rtmsg *message = mnl_nlmsg_get_payload(header);
    if (header->nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(header) < sizeof *message)
        return false;
    const struct nlattr *attribute;
    mnl_attr_for_each(attribute, header, sizeof *message)
        take_attribute(attribute, message->rtm_family, route);
    return true;
}

/* The kernel answers within the call that asks it, so nothing here waits. */
static bool ask(struct mnl_socket *netlink, const struct socket_address *address, struct local_route *route)
{
    union {
        struct nlmsghdr aligned;
        char bytes[MESSAGE_BYTES];
    } buffer;
    memset(&buffer, 0, sizeof buffer);
    put_request(&buffer, address);
    if (mnl_socket_sendto(netlink, &buffer, buffer.aligned.nlmsg_len) < 0)
        return false;
    ssize_t received = mnl_socket_recvfrom(netlink, &buffer, sizeof buffer);
    if (received < 0 || !mnl_nlmsg_ok(&buffer.aligned, (int)received)
        || !mnl_nlmsg_seq_ok(&buffer.aligned, SEQUENCE))
        return false;
    return take_answer(&buffer.aligned, route);
}

bool local_route_find(const char *address, struct local_route *route)
{
    struct socket_address made;
    memset(route, 0, sizeof *route);
    if (!socket_address_make(address, 0, &made))
        return false;
    struct mnl_socket *netlink = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (netlink == NULL)
        return false;
    bool answered = mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) == 0 && ask(netlink, &made, route);
    mnl_socket_close(netlink);
    return answered;
}

void local_route_clear(struct local_route *route)
{
    free(route->source_address);
    free(route->interface);
    free(route->gateway);
    memset(route, 0, sizeof *route);
}
