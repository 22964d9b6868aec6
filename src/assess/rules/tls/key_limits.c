/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys and parameters so large that nobody works with them. */
#include "assess/rules/rules.h"
#include "base/list.h"
#include "facts/tls_survey.h"

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

static void add_problem(struct text_list *seen, const char *problem)
{
    if (problem != NULL && !text_list_has(seen, problem))
        text_list_append(seen, problem);
}

static void judge_key_exchange(struct assessment *assessment, const struct port_view *port_view)
{
    const struct endpoint *endpoint = port_view->endpoint;
    struct text_list seen = {0};
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (endpoint->sessions[i].tls != NULL)
            add_problem(&seen, endpoint->sessions[i].tls->key_exchange_problem);
    if (endpoint->tls_survey != NULL)
        add_problem(&seen, endpoint->tls_survey->key_exchange_problem);
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
