/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel knows about the SYN of a connection: TCP_INFO. */
#include "net/syn_info.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

bool syn_info_read(int descriptor, struct syn_info *info)
{
    memset(info, 0, sizeof *info);
    struct tcp_info tcp = {0};
    socklen_t length = sizeof tcp;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &tcp, &length) != 0)
        return false;
    info->retransmissions = tcp.tcpi_total_retrans;
    info->rtt_us = tcp.tcpi_rtt;
    /* The total counts what was to be sent again; the other count, what is on its way after that. A packet
     * that the local firewall drops is in the first alone. */
    info->unsent = tcp.tcpi_state == TCP_SYN_SENT && tcp.tcpi_total_retrans > 0 && tcp.tcpi_retrans == 0;
    return true;
}
