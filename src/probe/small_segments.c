/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a handshake that hung gets through in small segments. */
#include "probe/small_segments.h"

#include "probe/dialogue.h"

/* With headers less than 576 bytes, which every host takes (RFC 791 3.1), and less than IPv6's 1280. */
enum { SEGMENT_BYTES = 512 };

static bool hung_in_handshake(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    return session != NULL && session->stop.at == STEP_HANDSHAKE && session->stop.reason == STOP_TIMED_OUT
           && (session->tried == MODE_STARTTLS || endpoint->expected == MODE_IMPLICIT_TLS);
}

void small_segments_probe(struct fiber *fiber, const struct probe_options *options,
                          const struct dial_place *place, struct endpoint *endpoint)
{
    struct dialogue dialogue;
    if (!hung_in_handshake(endpoint))
        return;
    enum port_mode mode = endpoint_session(endpoint)->tried;
    dialogue_init_further(&dialogue, fiber, options, place, endpoint, PURPOSE_SMALL_SEGMENTS);
    dialogue.session->tried = mode;
    dialogue.dial_options.begin_by_ms = probe_begin_by_ms(options, endpoint);
    dialogue.dial_options.segment_bytes = SEGMENT_BYTES;
    if (mode == MODE_IMPLICIT_TLS)
        dialogue_implicit_tls(&dialogue);
    else
        dialogue_handshake(&dialogue);
    const struct tls *tls = dialogue.session->tls;
    if (tls != NULL && tls->completed == ANSWER_YES)
        endpoint->found = mode;
    dialogue_end(&dialogue);
}
