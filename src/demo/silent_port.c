/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports where nobody answers. */
#include "demo/silent_port.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { FILL_WAIT_MS = 1000 };

/* Whether the next SYN finds the queue full: for a listening socket Linux gives the queue's length and its
 * bound where a connection has its segments. */
static bool is_full(int listener)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    memset(&info, 0, sizeof info);
    return getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &length) == 0
           && info.tcpi_unacked > info.tcpi_sacked;
}

enum filler { FILLER_IN, FILLER_WAITS, FILLER_FAILED };

/* One connection more into the queue. On loopback it is in at once; one that is not has found the queue full,
 * which is how systems show it that do not give the queue's length. */
static enum filler add_filler(struct silent_port *silent_port, const struct sockaddr *address,
                              socklen_t length)
{
    int filler = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (filler < 0)
        return FILLER_FAILED;
    silent_port->fillers[silent_port->filler_count++] = filler;
    if (connect(filler, address, length) == 0)
        return FILLER_IN;
    if (errno != EINPROGRESS)
        return FILLER_FAILED;
    struct pollfd watched = {.fd = filler, .events = POLLOUT};
    int ready = poll(&watched, 1, FILL_WAIT_MS);
    return ready == 0                                      ? FILLER_WAITS
           : ready < 0 || (watched.revents & POLLERR) != 0 ? FILLER_FAILED
                                                           : FILLER_IN;
}

bool silent_port_open(struct silent_port *silent_port, enum listen_kind kind, int listener,
                      const struct sockaddr *address, socklen_t length, char **error)
{
    *silent_port = (struct silent_port){.listener = listener};
    if (kind == LISTEN_REFUSE)
        return true;
    enum filler last = listen(listener, 0) == 0 ? FILLER_IN : FILLER_FAILED;
    while (last == FILLER_IN && !is_full(listener))
        last = silent_port->filler_count < SILENT_PORT_FILLERS_MAX ? add_filler(silent_port, address, length)
                                                                   : FILLER_FAILED;
    if (last != FILLER_FAILED)
        return true;
    *error = text_copy("this system cannot make a port that drops");
    silent_port_close(silent_port);
    return false;
}

void silent_port_close(struct silent_port *silent_port)
{
    for (int i = 0; i < silent_port->filler_count; i++)
        close(silent_port->fillers[i]);
    silent_port->filler_count = 0;
    if (silent_port->listener >= 0)
        close(silent_port->listener);
    silent_port->listener = -1;
}
