/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a probe may go beyond the behaviour of an ordinary mail client: --intrusive. */
#ifndef MAILSONDE_PROBE_INTRUSIVENESS_H
#define MAILSONDE_PROBE_INTRUSIVENESS_H

#include "base/shape.h"

/* Which checks may open further connections. */
enum intrusiveness {
    INTRUSIVE_NONE,   /* none: each port gets the connections that its mode takes */
    INTRUSIVE_NORMAL, /* one more per address for a command sent in one packet with STARTTLS, and another
                         where its answers leave that open; one more per submission port for MAIL before TLS,
                         on which an address is asked for AUTH without credentials once, or on another; one
                         more per port whose handshake hung, and two where it may have ended for the server
                         name; one more per address whose port 25 lacks STARTTLS */
    INTRUSIVE_FULL,   /* these for every port, one more for a handshake that fails, and one more for VRFY and
                         relaying */
    INTRUSIVENESS_COUNT
};

extern const struct words intrusiveness_words;

#endif
