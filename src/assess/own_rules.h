/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This machine's own packet filter and routes: how to read them, and which rules would let a connection out.
 */
#ifndef MAILSONDE_ASSESS_OWN_RULES_H
#define MAILSONDE_ASSESS_OWN_RULES_H

#include <stdint.h>

/* How to see what forbids connections to `port`, and the rules of nft and iptables that would allow them, for
 * the user to judge: nothing is ever run. The caller frees. */
char *own_rules(int64_t port);

#endif
