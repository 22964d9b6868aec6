/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attempts of sessions and of traces. */
#include "assess/view/attempt.h"

#include "assess/view/session_stage.h"

struct attempt attempt_of_session(const struct session *session)
{
    if (session == NULL)
        return (struct attempt){0};
    struct attempt attempt = {
        .begun = true,
        .connected = session_stage_connected(session),
        .local_address = session->local_address,
        .tells_senders = session->tells_senders,
        .connect_us = session->connect_us,
        .syn_retransmissions = session->syn_retransmissions,
    };
    if (attempt.connected)
        return attempt;
    attempt.reason = session->stop.reason;
    attempt.icmp = session->stop.icmp;
    attempt.system_error = session->stop.system_error;
    attempt.end = phrase_stop(session);
    return attempt;
}

struct attempt attempt_of_trace(const struct path *path, const struct path_port *port)
{
    static const enum stop_reason reasons[PATH_END_COUNT] = {
        [PATH_END_REFUSED] = STOP_REFUSED,  [PATH_END_REJECTED] = STOP_UNREACHABLE,
        [PATH_END_SILENT] = STOP_TIMED_OUT, [PATH_END_LOCAL] = STOP_LOCAL,
        [PATH_END_CONNECTED] = STOP_NONE,   [PATH_END_UNKNOWN] = STOP_NONE,
    };
    const struct stop stop = {.at = STEP_CONNECT,
                              .reason = reasons[port->end],
                              .system_error = port->system_error,
                              .icmp = port->icmp};
    return (struct attempt){
        .begun = port->end != PATH_END_UNKNOWN,
        .connected = port->end == PATH_END_CONNECTED,
        .reason = stop.reason,
        .icmp = port->icmp,
        .system_error = port->system_error,
        .local_address = path->source_address,
        .end = stop.reason != STOP_NONE ? phrase_stop_after(&stop, -1) : (struct phrase){{0}},
    };
}
