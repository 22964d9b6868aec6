/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One packet of a trace. */
#include "trace/hop_probe.h"

#include "net/error_queue.h"
#include "net/fiber_watch.h"
#include "net/syn_info.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

/* Each goes to the same silent host: more often than that it need not be asked. */
enum { SYN_RETRANSMISSIONS = 1 };

static bool set_hop_limit(int descriptor, int family, int64_t hop_limit)
{
    int value = (int)hop_limit;
    if (family == AF_INET)
        return setsockopt(descriptor, IPPROTO_IP, IP_TTL, &value, sizeof value) == 0;
    return setsockopt(descriptor, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &value, sizeof value) == 0;
}

bool hop_probe_open(struct hop_probe *probe, struct fiber *fiber, int family, int64_t hop_limit,
                    bool no_error_queue)
{
    *probe = (struct hop_probe){.sent_us = fiber_now_us()};
    probe->descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (probe->descriptor < 0)
        return false;
    probe->tells_senders = !no_error_queue && error_queue_enable(probe->descriptor, family);
    int retransmissions = SYN_RETRANSMISSIONS;
    setsockopt(probe->descriptor, IPPROTO_TCP, TCP_SYNCNT, &retransmissions, sizeof retransmissions);
    if (set_hop_limit(probe->descriptor, family, hop_limit)) {
        probe->watch = fiber_watch_new(fiber_pool_of(fiber), probe->descriptor);
        if (probe->watch != NULL)
            return true;
        errno = EMFILE;
    }
    int error = errno;
    close(probe->descriptor);
    errno = error;
    return false;
}

void hop_probe_close(struct hop_probe *probe)
{
    fiber_watch_free(probe->watch);
    close(probe->descriptor);
}

bool hop_probe_send(struct hop_probe *probe, struct fiber *fiber, const struct socket_address *to, int *error)
{
    *error = 0;
    if (connect(probe->descriptor, (const struct sockaddr *)&to->storage, to->length) == 0)
        return false;
    if (errno == EINPROGRESS)
        return fiber_watch_arm(fiber, probe->watch, UV_WRITABLE);
    *error = errno;
    return false;
}

static int64_t elapsed_us(const struct hop_probe *probe)
{
    struct syn_info info;
    if (syn_info_read(probe->descriptor, &info) && info.retransmissions > 0)
        return 0;
    return fiber_now_us() - probe->sent_us;
}

static int socket_error(int descriptor)
{
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

static bool is_connected(int descriptor)
{
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    return getpeername(descriptor, (struct sockaddr *)&peer, &length) == 0;
}

static enum hop_answer_kind kind_of(const struct hop_probe *probe, int error)
{
    switch (error) {
    case 0:
        return is_connected(probe->descriptor) ? HOP_ANSWER_CONNECTED : HOP_ANSWER_NONE;
    case ECONNRESET: /* made, and then reset or closed */
    case EPIPE:
        return HOP_ANSWER_CONNECTED;
    case ECONNREFUSED:
        return HOP_ANSWER_REFUSED;
    case ETIMEDOUT: /* this system sends a SYN less often */
        return HOP_ANSWER_GIVEN_UP;
    default:
        return HOP_ANSWER_ERROR;
    }
}

void hop_probe_read(const struct hop_probe *probe, int error, struct hop_answer *answer)
{
    int queued = 0;
    *answer = (struct hop_answer){0};
    /* IPv4 fills the queue unasked, so it is not looked at either where it shall not be. */
    if (probe->tells_senders)
        answer->icmp = error_queue_take(probe->descriptor, &queued);
    if (answer->icmp != NULL) {
        answer->kind = HOP_ANSWER_ICMP;
        answer->error = queued;
    } else {
        int state = error != 0 ? error : socket_error(probe->descriptor);
        answer->error = state != 0 ? state : queued;
        answer->kind = kind_of(probe, answer->error);
    }
    answer->elapsed_us = elapsed_us(probe);
}

bool hop_probe_is_unsent(const struct hop_probe *probe)
{
    struct syn_info info;
    return syn_info_read(probe->descriptor, &info) && info.unsent;
}
