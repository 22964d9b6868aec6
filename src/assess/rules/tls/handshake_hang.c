/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server that talks, agrees to STARTTLS, and then is silent in the handshake, which is the first thing that
 * takes large packets. Small segments get through where the path loses large ones (RFC 4821, RFC 8201 1); a
 * server that hangs does so with any. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/session_stage.h"

static bool hung_in_handshake(const struct session *session)
{
    return session != NULL && session->stop.at == STEP_HANDSHAKE && session->stop.reason == STOP_TIMED_OUT;
}

static bool talked_before(const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    return session->ehlo != NULL && session->ehlo->reply.code == 250 && session->starttls.reply != NULL
           && session->starttls.reply->code == 220;
}

static void judge_hang(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *small = endpoint_session_for(port_view->endpoint, PURPOSE_SMALL_SEGMENTS);
    struct phrase hang = phrase_stop(port_view->session);
    if (session_stage_has_tls(small)) {
        struct pointing pointing = {SUSPECT_PATH, CERTAINTY_LIKELY, NULL};
        diagnose(
            assessment, &port_view->about, FINDING_HANDSHAKE_BLACK_HOLE, OUTCOME_UNKNOWN, &pointing,
            "EHLO and STARTTLS were answered, but then %s. With small TCP segments the handshake succeeds.",
            hang.text);
        return;
    }
    if (port_view->session->stop.received_bytes > 0)
        return; /* it is slow, and does not hang */
    bool both = hung_in_handshake(small);
    struct pointing pointing = {both ? SUSPECT_TARGET : SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE, NULL};
    diagnose(assessment, &port_view->about, FINDING_HANDSHAKE_STALLED, OUTCOME_UNKNOWN, &pointing,
             "EHLO and STARTTLS were answered, but then %s. With small TCP segments: %s.", hang.text,
             small != NULL ? phrase_stop(small).text : "not tried");
}

void handshake_hang_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (session == NULL || session->tried != MODE_STARTTLS || !talked_before(port_view))
        return;
    if (hung_in_handshake(session)) {
        judge_hang(assessment, port_view);
    } else if (session_stage_has_tls(session)) {
        judge(assessment, &port_view->about, FINDING_HANDSHAKE_BLACK_HOLE, OUTCOME_HOLDS,
              "The handshake succeeds with TCP segments of the usual size.");
        judge(assessment, &port_view->about, FINDING_HANDSHAKE_STALLED, OUTCOME_HOLDS,
              "The handshake succeeds.");
    }
}
