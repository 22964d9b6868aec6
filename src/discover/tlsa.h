/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks up and reads TLSA records, and decides which of them a mail client may use (RFC 7672, RFC 7671, RFC
 * 6698). */
#ifndef MAILSONDE_DISCOVER_TLSA_H
#define MAILSONDE_DISCOVER_TLSA_H

#include "discover/dns_record.h"
#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stdint.h>

/* Fills host->tlsa_sets of all hosts together: port 25 of mail hosts, and of a host that is itself the
 * target; 465 and 587 of submission hosts. Only ports that are probed count. */
void tlsa_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report);

/* Whether the host's addresses are insecure, but reached through an alias that may itself be signed: then
 * its CNAME record is asked for on its own (RFC 7672 2.1.3, 2.2.2). Pure. */
bool tlsa_needs_alias(const struct host *host);

/* Appends the names below which the host's TLSA records may stand, in the order in which a sender tries them
 * (RFC 7672 2.2.3, RFC 7671 7): what a wholly secure chain of aliases ends in, then the host's own name. None
 * where no sender would look: no address, addresses that are insecure, bogus or not to be had. Where DNSSEC
 * is unknown they are given all the same. `alias` is the state of the host's CNAME look-up, DNSSEC_UNKNOWN
 * where there was none. Pure. */
void tlsa_base_domains(const struct host *host, enum dnssec_state alias, struct text_list *bases);

/* Reads the record and says whether a client may use it at `port`: for SMTP on port 25 as in RFC 7672 3.1.3,
 * elsewhere usages 0 and 1 are as good. False when the record is cut short. The caller frees with
 * tlsa_record_shape. Whole certificates and keys are only looked at as far as their outermost DER goes. Pure.
 */
bool tlsa_read(const struct dns_record *record, int64_t port, struct tlsa_record *tlsa);

#endif
