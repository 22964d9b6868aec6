/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the servers that are responsible for the recipient of the relay test: they may accept it. */
#ifndef MAILSONDE_DISCOVER_RELAYING_H
#define MAILSONDE_DISCOVER_RELAYING_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

/* Fills report->relaying with the two mail addresses and the MX hosts of the recipient's domain (RFC 5321
 * 5.1). One look-up, which the run makes once. */
void relaying_look_up(struct fiber *fiber, struct resolver *resolver, const char *from, const char *to,
                      struct report *report);

#endif
