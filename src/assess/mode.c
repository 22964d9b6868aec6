/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Implicit TLS or STARTTLS, and which of them the port is registered for: RFC 8314 3.3, 7.3. */
#include "assess/phrase.h"
#include "assess/rules.h"

#include <inttypes.h>

void mode_rules(struct assessment *assessment, const struct place *place)
{
    enum port_mode found = place->endpoint->found;
    if (!place_speaks_smtp(place->endpoint))
        return;
    enum finding_id id = FINDING_IMPLICIT_TLS_ON_STARTTLS_PORT;
    enum port_mode expected = MODE_STARTTLS;
    switch (place->about.port) {
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
    struct phrase evidence = phrase_format("Port %" PRId64 " is for %s and speaks %s.", place->about.port,
                                           phrase_mode(expected), phrase_mode(found));
    const struct pointing pointing = {SUSPECT_TARGET, CERTAINTY_CERTAIN, NULL};
    if (found == expected)
        judge(assessment, &place->about, id, OUTCOME_HOLDS, "%s", evidence.text);
    else
        diagnose(assessment, &place->about, id, OUTCOME_FAILS, &pointing, "%s", evidence.text);
}
