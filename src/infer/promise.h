/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a domain promises: whether it takes mail, and the ports on which it has to answer: by MX records, by
 * SRV records, or because the user gave them. */
#ifndef MAILSONDE_INFER_PROMISE_H
#define MAILSONDE_INFER_PROMISE_H

#include "facts/report.h"

#include <stdbool.h>
#include <stdint.h>

/* The domain's SRV service with this label ("_submissions"), NULL when it was not looked for. */
const struct srv_service *promise_service(const struct report *report, const char *label);

/* The standardized SRV service of the domain that promises this host and port (RFC 8314 5.1), NULL for none.
 */
const struct srv_service *promise_of(const struct report *report, const struct host *host, int64_t port);

/* Whether mail for the domain has somewhere to go: not with a null MX (RFC 7505), without any host, or where
 * the domain does not exist. */
bool promise_takes_mail(const struct domain *domain);

/* Whether `host` is probed on `port`. */
bool promise_probes(const struct host *host, int64_t port);

/* Whether `port` of `address` has to answer: port 25 of an MX, a port in an SRV record, or a port that the
 * user gave, also as the only one of a host. */
bool promise_has_to_answer(const struct report *report, const char *address, int64_t port);

#endif
