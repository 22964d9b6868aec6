/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One profile over one port. */
#ifndef MAILSONDE_ASSESS_RULES_POLICY_PROFILE_H
#define MAILSONDE_ASSESS_RULES_POLICY_PROFILE_H

#include "assess/view/port_view.h"
#include "assess/view/tls_offer.h"
#include "facts/policy_profile.h"

#include <stdbool.h>

/* What the profile says of all that is known of the port's TLS; `mx`: as of one that takes mail from other
 * servers. What the profile has no word on is in no count. The verdict's name, address and port are left to
 * the caller, as is freeing it by its shape. */
struct profile_verdict profile_verdict_of(const struct policy_profile *profile, const struct tls_offer *offer,
                                          bool mx);

/* Whether senders come to the port that would go on in cleartext. Clients whom an SRV record sent to port 25
 * would not, unless the host is an MX besides. */
bool profile_is_for_relays(const struct report *report, const struct port_view *port_view);

#endif
