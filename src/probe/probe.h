/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Probes one endpoint: finds the mode of its port, and collects in one dialogue all that one connection can
 * show. */
#ifndef MAILSONDE_PROBE_PROBE_H
#define MAILSONDE_PROBE_PROBE_H

#include "facts/endpoint.h"
#include "facts/tls_survey.h"
#include "net/budget.h"
#include "net/dial.h"
#include "net/fiber.h"
#include "probe/intrusiveness.h"
#include "smtp/verbs.h"
#include "tls/session.h"

#include <stdint.h>

/* How to probe; shared by all probes of a run. */
struct probe_options {
    const char *helo_name; /* NULL: the address literal of this end */
    struct dial_options dial;
    int64_t silence_ms;     /* after this time without a greeting, TLS is tried on a second connection */
    int64_t retry_after_ms; /* pause before the single retry after a 421; negative: no retry */
    enum intrusiveness intrusive;
    const char
        *relay_from;      /* with INTRUSIVE_FULL, MAIL and RCPT with these addresses are tried, never DATA; */
    const char *relay_to; /* NULL: relaying is not asked about. Borrowed */
    enum tls_depth depth; /* of survey_probe() */
    int64_t drip_ms;      /* so long after a port's first session a server that sends byte by byte is given up
                             (struct stream_patience); 0: never */
    struct smtp_timeouts smtp;
    struct tls_settings tls;
    struct budget *budget;
    struct hello_quota *hello_quota;   /* of survey_probe() at the usual depth; NULL: none */
    struct check_claims *check_claims; /* which port of an address gets a check; NULL: each gets it */
};

/* A server is slow if its main session needs PROBE_SLOW_MS up to the end of the handshake. At the usual depth
 * a slow server gets no check and no question about TLS that would end more than PROBE_ENOUGH_MS after
 * endpoint->began_at_ms. */
enum { PROBE_SLOW_MS = 2000, PROBE_ENOUGH_MS = 44500 };

/* Whether the server of a probed endpoint is slow. If so, the sessions and checks of all ports of the address
 * come before the questions about TLS. */
bool probe_is_slow(const struct endpoint *endpoint);

/* Whether the checks of a probed endpoint ask for AUTH without credentials, if those of no other port of the
 * address do. */
bool probe_asks_auth(const struct probe_options *options, const struct endpoint *endpoint);

/* When the last question about TLS may be begun there; 0 for no limit. */
int64_t probe_begin_by_ms(const struct probe_options *options, const struct endpoint *endpoint);

/* The two parts of probe_endpoint(): what the port speaks and the dialogue that collects most; and the checks
 * that have connections of their own. */
void probe_main(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                struct endpoint *endpoint);
void probe_checks(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                  struct endpoint *endpoint);

/* Probes `endpoint`, whose address, port, server_name and expected mode are filled in, at `place` (its own
 * address and port, or where --connect-to leads). Fills the rest: found, sessions, connections, elapsed_ms.
 * What the network does is in there; nothing is returned. Opens one connection; one more when the port speaks
 * another mode than expected; as many again when the server said 421 and a retry is wanted; one after a
 * handshake that hung; and those of the checks. No mail is sent, and no recipient is given but that of
 * `relay_to`. */
void probe_endpoint(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                    struct endpoint *endpoint);

#endif
