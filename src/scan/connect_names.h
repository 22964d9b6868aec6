/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resolves names in --connect-to, and adds addresses that only --connect-to gives. */
#ifndef MAILSONDE_SCAN_CONNECT_NAMES_H
#define MAILSONDE_SCAN_CONNECT_NAMES_H

#include "discover/resolver.h"
#include "net/fiber.h"
#include "plan/plan.h"

/* Fills `resolved`, which must be zeroed, with the rules of `given` in which every HOST2 that is a name is
 * replaced by its first address of a family that `families` wants, IPv4 before IPv6. NULL, or one line that
 * names the name that has none, which the caller frees. */
char *connect_names_resolve(struct fiber *fiber, struct resolver *resolver,
                            const struct plan_options *families, const struct connect_to_list *given,
                            struct connect_to_list *resolved);

/* Adds addresses that only --connect-to gives (plan->named) to the report and to its hosts. */
void connect_names_add(struct report *report, const struct plan *plan);

#endif
