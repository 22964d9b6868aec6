/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The zones whose signatures the report rests on, and what the zones above say of their keys. */
#ifndef MAILSONDE_DISCOVER_SIGNED_ZONES_H
#define MAILSONDE_DISCOVER_SIGNED_ZONES_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

/* Fills report->signed_zones from the look-ups of MX, addresses and TLSA records that were found secure, and
 * asks for the DS records of each zone: one question a zone, at most 8, and none where nothing is signed. The
 * root has none. */
void signed_zones_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report);

#endif
