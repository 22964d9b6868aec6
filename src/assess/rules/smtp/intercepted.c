/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports in whose place something nearer answers, as the view found (assess/view/intercepted.h). */
#include "assess/rules/rules.h"

void intercepted_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct interception *interception = &port_view->interception;
    struct about about = port_view->about;
    about.lenient = !port_view->intercepted || !port_view->has_to_answer;
    struct pointing pointing = {interception->at, interception->certainty, NULL};
    if (interception->nearer)
        diagnose(assessment, &about, FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, &pointing, "%s",
                 interception->evidence.text);
    else if (interception->compared)
        judge(assessment, &about, FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, "%s", interception->evidence.text);
}
