/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two sessions, of which the second goes on from the first. */
#include "probe/resumption.h"

#include "probe/dialogue.h"

/* One session that goes on from `resumption` where there is something in it, and leaves its own there. */
static enum answer make_session(struct fiber *fiber, const struct probe_options *options,
                                const struct dial_place *place, struct endpoint *endpoint,
                                struct tls_resumption *resumption)
{
    struct dialogue dialogue;
    dialogue_init_further(&dialogue, fiber, options, place, endpoint, PURPOSE_RESUMPTION);
    dialogue.tls_settings.resumption = resumption;
    dialogue_handshake_and_ehlo(&dialogue);
    dialogue_end(&dialogue);
    const struct tls *tls = dialogue.session->tls;
    return tls != NULL ? tls->resumed : ANSWER_UNKNOWN;
}

enum answer resumption_probe(struct fiber *fiber, const struct probe_options *options,
                             const struct dial_place *place, struct endpoint *endpoint)
{
    struct tls_resumption resumption = {0};
    enum answer resumed = ANSWER_UNKNOWN;
    make_session(fiber, options, place, endpoint, &resumption);
    /* One that was cut off, as for a limit, may not have come to its ticket. */
    const struct session *first = &endpoint->sessions[endpoint->session_count - 1];
    bool served =
        first->tls != NULL && first->tls->completed == ANSWER_YES && first->stop.reason == STOP_NONE;
    if (resumption.size_bytes == 0 && served)
        resumed = ANSWER_NO;
    if (resumption.size_bytes > 0)
        resumed = make_session(fiber, options, place, endpoint, &resumption);
    tls_resumption_clear(&resumption);
    return resumed;
}
