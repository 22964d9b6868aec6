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

/* One connection more into the queue. It may not be there yet when this returns, which does no harm: one too
 * many is not let in. */
static bool add_filler(struct nobody *nobody, const struct sockaddr *address, socklen_t length)
{
    int filler = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (filler < 0)
        return false;
    nobody->fillers[nobody->filler_count++] = filler;
    if (connect(filler, address, length) == 0)
        return true;
    struct pollfd watched = {.fd = filler, .events = POLLOUT};
    return errno == EINPROGRESS && poll(&watched, 1, FILL_WAIT_MS) >= 0;
}

bool nobody_open(struct nobody *nobody, enum listen_kind kind, int listener, const struct sockaddr *address,
                 socklen_t length, char **error)
{
    *nobody = (struct nobody){.listener = listener};
    if (kind == LISTEN_REFUSE)
        return true;
    bool good = listen(listener, 0) == 0;
    while (good && !is_full(listener))
        good = nobody->filler_count < NOBODY_FILLERS_MAX && add_filler(nobody, address, length);
    if (good)
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
