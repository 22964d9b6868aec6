/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Implicit TLS or STARTTLS, and which of them the port is registered for: RFC 8314 3.3, 7.3. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"

#include <inttypes.h>

void tls_mode_rules(struct assessment *assessment, const struct port_view *port_view)
{
    enum port_mode found = port_view->endpoint->found;
    if (!port_view_speaks_smtp(port_view->endpoint))
        return;
    enum finding_id id = FINDING_IMPLICIT_TLS_ON_STARTTLS_PORT;
    enum port_mode expected = MODE_STARTTLS;
    switch (port_view->about.port) {
    case PORT_RELAY:
    case PORT_SUBMISSION:
        break;
    case PORT_SUBMISSIONS:
        id = FINDING_PLAINTEXT_ON_IMPLICIT_TLS_PORT;
        expected = MODE_IMPLICIT_TLS;
        break;
    case PORT_UNREGISTERED:
        id = FINDING_IMPLICIT_TLS_ON_2525;
        break;
    default:
        return;
    }
    struct phrase evidence = phrase_format("Port %" PRId64 " is for %s but speaks %s.", port_view->about.port,
                                           phrase_mode(expected), phrase_mode(found));
    const struct pointing pointing = {SUSPECT_TARGET, CERTAINTY_CERTAIN, NULL};
    if (found == expected)
        judge(assessment, &port_view->about, id, OUTCOME_HOLDS, "%s", evidence.text);
    else
        diagnose(assessment, &port_view->about, id, OUTCOME_FAILS, &pointing, "%s", evidence.text);
}
