/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS without a server name, where the server may have refused the one it was asked for. */
#ifndef MAILSONDE_PROBE_WITHOUT_NAME_H
#define MAILSONDE_PROBE_WITHOUT_NAME_H

#include "probe/probe.h"

/* Whether the main session's handshake was ended in a way that may be about the server name (RFC 6066 3):
 * unrecognized_name; and, unless few connections are wanted, what servers do instead of saying so. */
bool without_name_is_due(const struct probe_options *options, const struct endpoint *endpoint);

/* Whether the handshake without a name, which worked, leaves open that it was not the name: that the server
 * ends some handshakes, whatever they ask for. */
bool without_name_is_unproven(const struct endpoint *endpoint);
/* Shakes hands once more without a server name where one was taken, and keeps that as endpoint->nameless:
 * whose certificate is shown to clients that send none. One connection; none where there was no name. */
void without_name_probe(struct fiber *fiber, const struct probe_options *options,
                        const struct dial_place *place, struct endpoint *endpoint);

#endif
