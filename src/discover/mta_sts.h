/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A domain's MTA-STS (RFC 8461): the TXT record, the policy host, the policy. */
#ifndef MAILSONDE_DISCOVER_MTA_STS_H
#define MAILSONDE_DISCOVER_MTA_STS_H

#include "discover/https.h"
#include "discover/resolver.h"
#include "facts/host.h"
#include "facts/mta_sts.h"
#include "net/budget.h"
#include "net/connect_to.h"
#include "net/fiber.h"
#include "tls/trust.h"

#include <stdbool.h>
#include <stdint.h>

/* Options shared by all domains of a run; all is borrowed. */
struct mta_sts_options {
    struct resolver *resolver;
    struct https *https;
    struct tls_trust *trust; /* for the policy host's certificate */
    struct budget *budget;
    const struct connect_to_list *connect_to; /* with addresses in place of names; matched with port 443 */
    enum address_policy addresses;            /* which addresses from DNS may be connected to */
    bool ipv4;
    bool ipv6;
    const char *contact; /* of the operator; NULL: none */
    int64_t now_unix_s;  /* to check a certificate's dates */
    int64_t connect_timeout_ms;
    int64_t timeout_ms; /* for the whole policy; RFC 8461 3.3 suggests senders a minute */
};

/* Fills the zeroed `mta_sts`. A failure is recorded in its status and detail; there is no other error. */
void mta_sts_discover(struct fiber *fiber, const struct mta_sts_options *options, const char *domain,
                      struct mta_sts *mta_sts);

/* Fills status, detail, policy and headers from the policy host's answer; true for a valid policy. If the
 * host's certificate is not known to be valid, nothing of its answer is kept. Of the options, trust and time
 * are used. With NULL for the fiber, nothing waits. */
bool mta_sts_judge_answer(struct fiber *fiber, const struct mta_sts_options *options, struct mta_sts *mta_sts,
                          const struct https_answer *answer);

/* Reads the one record that begins with "v=STSv1;": its id, 1 to 32 letters and digits, which the caller
 * frees (RFC 8461 3.1). NULL, and sentences in `problems`, for a record that is not valid. Pure. */
char *mta_sts_record_id(const char *record, struct text_list *problems);

#endif
