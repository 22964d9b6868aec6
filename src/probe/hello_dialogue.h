/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sends one hand-made ClientHello over one connection, and reads the server's reply. */
#ifndef MAILSONDE_PROBE_HELLO_DIALOGUE_H
#define MAILSONDE_PROBE_HELLO_DIALOGUE_H

#include "probe/ahead.h"
#include "probe/probe.h"
#include "tls/hello.h"
#include "tls/hello_reply.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hello to send. All pointers are borrowed. */
struct hello_question {
    const struct hello *hello;    /* NULL: a CLIENT-HELLO of SSL 2.0 */
    const uint32_t *cipher_kinds; /* of SSL 2.0 */
    size_t cipher_kind_count;
    enum hello_reply_extent extent;
    bool known; /* the server accepted this hello before: if it closes now, it is refusing connections */
    size_t
        more;   /* connections that are wanted after this one, whatever comes of it: they may be made ahead */
    bool alone; /* no other connection of this run is open to the address */
};

enum hello_outcome {
    HELLO_NOT_SENT, /* the connection did not come so far, or was refused in clear where TLS should begin:
                       `stop` says where and why */
    HELLO_TAKEN,    /* a ServerHello, a HelloRetryRequest, SSL 2.0's SERVER-HELLO */
    HELLO_REFUSED,  /* an alert, or an error of SSL 2.0 */
    HELLO_CLOSED,   /* the connection was closed without a reply */
    HELLO_SILENT,   /* no reply in time */
    HELLO_STRANGE   /* a reply that is not TLS */
};

struct hello_answer {
    enum hello_outcome outcome;
    struct hello_reader reader; /* the server's reply */
    struct stop stop;
    bool reset;      /* HELLO_CLOSED: with a RST */
    int64_t took_ms; /* time since its first packet; waiting for the budget does not count */
};

/* Connects to `place`; greeting, EHLO and STARTTLS where the endpoint was found to want it; the hello; its
 * reply; and closes at once, since nothing can follow. Fills the zeroed `answer`, which
 * hello_answer_free() frees. Nothing of it but the count of connections goes to the endpoint, and the first
 * session in which STARTTLS is not offered or is refused (PURPOSE_SURVEY). The budget of
 * the address is told whether it was served: where a connection is refused, or ends before TLS begins, after
 * others were served, that is taken for a limit. `ahead` has the connection, if one was made, and makes the
 * next. */
void hello_dialogue(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                    struct endpoint *endpoint, struct ahead *ahead, const struct hello_question *question,
                    struct hello_answer *answer);

void hello_answer_free(struct hello_answer *answer);

#endif
