/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a session came. */
#include "assess/view/session_stage.h"

#include <stddef.h>

bool session_stage_connected(const struct session *session)
{
    return session != NULL && (session->stop.at > STEP_CONNECT || session->stop.reason == STOP_NONE);
}

bool session_stage_has_tls(const struct session *session)
{
    return session != NULL && session->tls != NULL && session->tls->completed == ANSWER_YES;
}

bool session_stage_ended_by_certificate(const struct session *session)
{
    return session->stop.at == STEP_HANDSHAKE && session->stop.reason == STOP_TLS && session->tls != NULL
           && session->tls->chain_count > 0 && session->tls->chain[0].unreadable != NULL;
}

bool session_stage_shows_chain(const struct session *session)
{
    return session != NULL && session->tls != NULL && session->tls->chain_count > 0
           && session->tls->completed != ANSWER_NO;
}
