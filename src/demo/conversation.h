/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A script played on one connection. */
#ifndef MAILSONDE_DEMO_CONVERSATION_H
#define MAILSONDE_DEMO_CONVERSATION_H

#include "demo/journal.h"
#include "demo/script.h"
#include "demo/server_tls.h"
#include "demo/wire.h"

/* All of it is borrowed but the wire. */
struct conversation {
    const struct script *script;
    const struct server_tls *server_tls;
    const char *name; /* {name} in what is said */
    struct journal *journal;
    long connection; /* counted from 1 */
    struct wire wire;
    char *pending;    /* a line that was read and did not match `C:`; the conversation's own */
    bool heard_hello; /* a ClientHello came where commands belong: its client is in the wrong mode, not early
                       */
    bool leaves_rule;
    bool closes;
    bool resets;
};

/* Plays the script to its end and closes the connection. The caller has set all down to the wire. */
void conversation_play(struct conversation *conversation);

#endif
