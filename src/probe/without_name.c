/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When the server name may be to blame. */
#include "probe/without_name.h"

#include "facts/list.h"

/* Alerts by which servers refuse a name without naming it. Others speak of versions, of certificates or of
 * bytes, which a hello without a name has no less. */
static bool may_be_the_name(const char *alert)
{
    static const char *const alerts[] = {"handshake_failure", "internal_error", "access_denied"};
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
        if (text_same(alert, alerts[i]))
            return true;
    return false;
}

bool without_name_is_due(const struct probe_options *options, const struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    if (main == NULL || main->stop.at != STEP_HANDSHAKE || main->tls == NULL
        || main->tls->server_name_sent == NULL)
        return false;
    enum stop_reason reason = main->stop.reason;
    if (reason == STOP_TLS_ALERT && text_same(main->tls->alert, "unrecognized_name"))
        return true;
    return options->intrusive != INTRUSIVE_NONE
           && (reason == STOP_CLOSED || reason == STOP_RESET
               || (reason == STOP_TLS_ALERT && may_be_the_name(main->tls->alert)));
}
