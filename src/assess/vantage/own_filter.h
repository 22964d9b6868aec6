/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine's own packet filter and routes: how to read them, and which rules would let a connection out.
 */
#ifndef MAILSONDE_ASSESS_VANTAGE_OWN_FILTER_H
#define MAILSONDE_ASSESS_VANTAGE_OWN_FILTER_H

#include <stdint.h>

/* How to see what forbids connections to the port, and the rules of nft and iptables that would allow them,
 * for the user to judge: nothing is ever run. It is the same for every address and family, so that a report
 * says it once. The caller frees. */
char *own_filter(int64_t port);

#endif
