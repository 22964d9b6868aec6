/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The socket's error queue: the only place that knows IP_RECVERR and its control messages. */
#include "net/error_queue.h"

#include "config.h"

#include <stddef.h>

/* The tests have a program without it (Makefile.am). */
#if defined HAVE_LINUX_ERRQUEUE_H && !defined WITHOUT_ERROR_QUEUE

#include "base/list.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>

/* after <time.h>, which it needs */
#include <linux/errqueue.h>

/* The queue gets as many entries as the network cares to send. */
enum { ENTRIES_MAX = 32 };

enum { CONTROL_BYTES = 512 };

/* Linux took the option for TCP long before it put ICMP errors of a connection being made into the queue: an
 * empty queue would then be taken for "no ICMP error". */
static bool kernel_fills_queue(void)
{
    struct utsname system;
    int major = 0;
    int minor = 0;
    return uname(&system) == 0 && sscanf(system.release, "%d.%d", &major, &minor) == 2
           && (major > 5 || (major == 5 && minor >= 8));
}

static bool set_option(int descriptor, int family, int value)
{
    int level = family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    int option = family == AF_INET6 ? IPV6_RECVERR : IP_RECVERR;
    return setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

bool error_queue_enable(int descriptor, int family)
{
    return kernel_fills_queue() && set_option(descriptor, family, 1);
}

void error_queue_disable(int descriptor, int family)
{
    set_option(descriptor, family, 0);
}

/* An address as text; NULL for one that says nothing. */
static char *address_text(const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        if (v4->sin_addr.s_addr != INADDR_ANY)
            inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(v6))
            inet_ntop(AF_INET, v6->s6_addr + sizeof *v6 - sizeof(struct in_addr), text, sizeof text);
        else if (!IN6_IS_ADDR_UNSPECIFIED(v6))
            inet_ntop(AF_INET6, v6, text, sizeof text);
    }
    return text[0] != '\0' ? text_copy(text) : NULL;
}

static bool is_error_message(const struct cmsghdr *control)
{
    return control->cmsg_len >= CMSG_LEN(sizeof(struct sock_extended_err))
           && ((control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR)
               || (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR));
}

/* The control message that describes an entry; the sender's address follows the description. */
static struct sock_extended_err *description_of(struct msghdr *message)
{
    for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control != NULL;
         control = CMSG_NXTHDR(message, control))
        if (is_error_message(control))
            return (struct sock_extended_err *)CMSG_DATA(control);
    return NULL;
}

static struct icmp_error *icmp_error_of(struct sock_extended_err *description)
{
    struct icmp_error *icmp = allocate(1, sizeof *icmp);
    icmp->family = description->ee_origin == SO_EE_ORIGIN_ICMP ? 4 : 6;
    icmp->type = description->ee_type;
    icmp->code = description->ee_code;
    icmp->sender = address_text(SO_EE_OFFENDER(description));
    return icmp;
}

struct icmp_error *error_queue_take(int descriptor, int *error)
{
    *error = 0;
    for (int i = 0; i < ENTRIES_MAX; i++) {
        union {
            struct cmsghdr aligned;
            char bytes[CONTROL_BYTES];
        } control;
        memset(&control, 0, sizeof control);
        struct msghdr message = {.msg_control = &control, .msg_controllen = sizeof control};
        if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            return NULL;
        struct sock_extended_err *description = description_of(&message);
        if (description == NULL)
            continue;
        *error = (int)description->ee_errno;
        if (description->ee_origin == SO_EE_ORIGIN_ICMP || description->ee_origin == SO_EE_ORIGIN_ICMP6)
            return icmp_error_of(description);
    }
    return NULL;
}

#else

bool error_queue_enable(int descriptor, int family)
{
    (void)descriptor;
    (void)family;
    return false;
}

void error_queue_disable(int descriptor, int family)
{
    (void)descriptor;
    (void)family;
}

struct icmp_error *error_queue_take(int descriptor, int *error)
{
    (void)descriptor;
    *error = 0;
    return NULL;
}

#endif
