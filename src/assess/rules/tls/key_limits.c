/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys and parameters so large that nobody works with them. */
#include "assess/rules/rules.h"
#include "base/list.h"

#include <stdlib.h>

static void judge_keys(struct assessment *assessment, const struct port_view *port_view)
{
    struct text_list seen = {0};
    for (size_t i = 0; i < port_view->endpoint->session_count; i++) {
        const struct tls *tls = port_view->endpoint->sessions[i].tls;
        for (size_t n = 0; tls != NULL && n < tls->chain_count; n++) {
            const struct certificate *certificate = &tls->chain[n];
            if (certificate->key_problem == NULL)
                continue;
            char *line =
                text_format("%s: %s", n == 0 ? "the server's own certificate" : "a certificate above it",
                            certificate->key_problem);
            if (!text_list_has(&seen, line))
                text_list_append(&seen, line);
            free(line);
        }
    }
    char *evidence = text_list_join(&seen, "; ");
    if (seen.count > 0)
        judge(assessment, &port_view->about, FINDING_CERTIFICATE_KEY_EXCESSIVE, OUTCOME_FAILS, "%s.",
              evidence);
    free(evidence);
    text_list_free(&seen);
}

static void judge_key_exchange(struct assessment *assessment, const struct port_view *port_view)
{
    struct text_list seen = {0};
    for (size_t i = 0; i < port_view->endpoint->session_count; i++) {
        const struct tls *tls = port_view->endpoint->sessions[i].tls;
        const char *problem = tls != NULL ? tls->key_exchange_problem : NULL;
        if (problem != NULL && !text_list_has(&seen, problem))
            text_list_append(&seen, problem);
    }
    char *evidence = text_list_join(&seen, "; ");
    if (seen.count > 0)
        judge(assessment, &port_view->about, FINDING_TLS_DH_PRIME_EXCESSIVE, OUTCOME_FAILS, "%s.", evidence);
    free(evidence);
    text_list_free(&seen);
}

void key_limits_rules(struct assessment *assessment, const struct port_view *port_view)
{
    judge_keys(assessment, port_view);
    judge_key_exchange(assessment, port_view);
}
