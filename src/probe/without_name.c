/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When the server name may be to blame. */
#include "probe/without_name.h"

#include "base/tls_names.h"
#include "infer/client_certificate.h"
#include "probe/dialogue.h"

/* Servers refuse a name by whatever alert their author thought of: GnuTLS says illegal_parameter to a name
 * with an underscore. Those alone do not count that speak of something which a hello without a name has no
 * less. */
static bool may_be_the_name(uint32_t alert)
{
    static const uint32_t others[] = {ALERT_PROTOCOL_VERSION, ALERT_INSUFFICIENT_SECURITY,
                                      ALERT_CERTIFICATE_REQUIRED, ALERT_UNKNOWN_PSK_IDENTITY,
                                      ALERT_NO_APPLICATION_PROTOCOL};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (alert == ALERT_CAME + others[i])
            return false;
    return true;
}

bool without_name_is_due(const struct probe_options *options, const struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    if (main == NULL || main->stop.at != STEP_HANDSHAKE || main->tls == NULL
        || main->tls->server_name_sent == NULL || client_certificate_demanded(main) != ANSWER_NO)
        return false;
    enum stop_reason reason = main->stop.reason;
    if (reason == STOP_TLS_ALERT && main->tls->alert == ALERT_CAME + ALERT_UNRECOGNIZED_NAME)
        return true;
    return options->intrusive != INTRUSIVE_NONE
           && (reason == STOP_CLOSED || reason == STOP_RESET
               || (reason == STOP_TLS_ALERT && may_be_the_name(main->tls->alert)));
}

bool without_name_is_unproven(const struct endpoint *endpoint)
{
    const struct session *refused = endpoint_name_refused(endpoint);
    return refused != NULL && refused->tls->alert != ALERT_CAME + ALERT_UNRECOGNIZED_NAME;
}

void without_name_probe(struct fiber *fiber, const struct probe_options *options,
                        const struct dial_place *place, struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    if (main == NULL || main->tls == NULL || main->tls->completed != ANSWER_YES
        || main->tls->server_name_sent == NULL)
        return;
    struct dialogue dialogue;
    endpoint->nameless = allocate(1, sizeof *endpoint->nameless);
    endpoint->nameless->purpose = PURPOSE_WITHOUT_SNI;
    endpoint->nameless->tried = endpoint->found;
    dialogue_init(&dialogue, fiber, options, place, endpoint, endpoint->nameless);
    dialogue.tls_settings.without_server_name = true;
    dialogue.dial_options.minor = probe_is_slow(endpoint);
    dialogue_handshake(&dialogue);
    dialogue_end(&dialogue);
}
