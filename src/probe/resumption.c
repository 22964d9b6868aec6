/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two sessions, of which the second goes on from the first. */
#include "probe/resumption.h"

#include "probe/dialogue.h"

/* One session that goes on from `resumption` where there is something in it, and leaves its own there. */
static const struct session *make_session(struct fiber *fiber, const struct probe_options *options,
                                          const struct dial_place *place, struct endpoint *endpoint,
                                          struct ahead *ahead, struct tls_resumption *resumption)
{
    struct dialogue dialogue;
    dialogue_init_further(&dialogue, fiber, options, place, endpoint, PURPOSE_RESUMPTION);
    dialogue.ahead = ahead;
    dialogue.dial_options.minor = probe_is_slow(endpoint);
    dialogue.tls_settings.resumption = resumption;
    dialogue_handshake_and_ehlo(&dialogue);
    dialogue_end(&dialogue);
    return dialogue.session;
}

enum answer resumption_probe(struct fiber *fiber, const struct probe_options *options,
                             const struct dial_place *place, struct endpoint *endpoint, struct ahead *ahead)
{
    struct tls_resumption resumption = {0};
    enum answer resumed = ANSWER_UNKNOWN;
    const struct session *first = make_session(fiber, options, place, endpoint, ahead, &resumption);
    /* One that was cut off, as for a limit, may not have come to its ticket. */
    bool served =
        first->tls != NULL && first->tls->completed == ANSWER_YES && first->stop.reason == STOP_NONE;
    if (resumption.size_bytes == 0 && served)
        resumed = ANSWER_NO;
    if (resumption.size_bytes > 0) {
        const struct session *second = make_session(fiber, options, place, endpoint, ahead, &resumption);
        resumed = second->tls != NULL ? second->tls->resumed : ANSWER_UNKNOWN;
    }
    tls_resumption_clear(&resumption);
    return resumed;
}
