/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports where nobody answers. */
#include "demo/nobody.h"

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
static enum filler add_filler(struct nobody *nobody, const struct sockaddr *address, socklen_t length)
{
    int filler = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (filler < 0)
        return FILLER_FAILED;
    nobody->fillers[nobody->filler_count++] = filler;
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

bool nobody_open(struct nobody *nobody, enum listen_kind kind, int listener, const struct sockaddr *address,
                 socklen_t length, char **error)
{
    *nobody = (struct nobody){.listener = listener};
    if (kind == LISTEN_REFUSE)
        return true;
    enum filler last = listen(listener, 0) == 0 ? FILLER_IN : FILLER_FAILED;
    while (last == FILLER_IN && !is_full(listener))
        last =
            nobody->filler_count < NOBODY_FILLERS_MAX ? add_filler(nobody, address, length) : FILLER_FAILED;
    if (last != FILLER_FAILED)
        return true;
    *error = text_copy("this system cannot make a port that drops");
    nobody_close(nobody);
    return false;
}

void nobody_close(struct nobody *nobody)
{
    for (int i = 0; i < nobody->filler_count; i++)
        close(nobody->fillers[i]);
    nobody->filler_count = 0;
    if (nobody->listener >= 0)
        close(nobody->listener);
    nobody->listener = -1;
}
