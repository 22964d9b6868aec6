/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tries TLS without a server name, if the server may have refused the name that was sent. */
#ifndef MAILSONDE_PROBE_WITHOUT_NAME_H
#define MAILSONDE_PROBE_WITHOUT_NAME_H

#include "probe/probe.h"

/* Whether the main session's handshake failed in a way that may be caused by the server name (RFC 6066 3):
 * the alert unrecognized_name or, unless --intrusive is "none", one of the other ways in which servers refuse
 * a name. */
bool without_name_is_due(const struct probe_options *options, const struct endpoint *endpoint);

/* Whether the handshake without a name, which succeeded, does not prove that the name was the cause, since
 * the server may end some handshakes at random. */
bool without_name_is_unproven(const struct endpoint *endpoint);
/* If a handshake with a server name succeeded, makes one more without a name and stores it as
 * endpoint->nameless: the certificate shown to clients that send none. Opens one connection, or none if no
 * name was sent. */
void without_name_probe(struct fiber *fiber, const struct probe_options *options,
                        const struct dial_place *place, struct endpoint *endpoint);

#endif
