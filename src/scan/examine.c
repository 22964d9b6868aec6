/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is asked of one endpoint. */
#include "scan/examine.h"

#include "net/group.h"
#include "probe/hello_quota.h"
#include "probe/other_key.h"
#include "probe/survey/survey.h"

struct examination {
    const struct probe_options *options;
    const struct dial_place *place;
    struct endpoint *endpoint;
    bool other_key;
    bool survey;
    struct hello_claim claim;
};

static void ask_about_tls(struct fiber *fiber, void *argument)
{
    struct examination *examination = argument;
    if (examination->other_key)
        other_key_probe_all(fiber, examination->options, examination->place, examination->endpoint);
    if (examination->survey)
        survey_probe(fiber, examination->options, examination->place, &examination->claim,
                     examination->endpoint);
}

static void run_checks(struct fiber *fiber, void *argument)
{
    const struct examination *examination = argument;
    probe_checks(fiber, examination->options, examination->place, examination->endpoint);
}

/* In the order in which connections are made to a server that is not slow. */
static int order_of(enum session_purpose purpose)
{
    static const int order[SESSION_PURPOSE_COUNT] = {
        [PURPOSE_MAIN] = 0,           [PURPOSE_WITHOUT_SNI] = 1,       [PURPOSE_AGAIN] = 2,
        [PURPOSE_INJECTION] = 3,      [PURPOSE_INJECTION_CONTROL] = 4, [PURPOSE_MAIL] = 5,
        [PURPOSE_AUTH] = 6,           [PURPOSE_FAILED_HANDSHAKE] = 7,  [PURPOSE_RECIPIENTS] = 8,
        [PURPOSE_SMALL_SEGMENTS] = 9, [PURPOSE_OTHER_KEY] = 10,        [PURPOSE_RESUMPTION] = 11,
        [PURPOSE_SURVEY] = 12,
    };
    return order[purpose];
}

/* Checks and questions about TLS that went side by side were begun as it happened. Those for one purpose stay
 * in their order. */
static void sort_sessions(struct endpoint *endpoint)
{
    for (size_t i = 1; i < endpoint->session_count; i++) {
        struct session session = endpoint->sessions[i];
        size_t at = i;
        for (; at > 0 && order_of(endpoint->sessions[at - 1].purpose) > order_of(session.purpose); at--)
            endpoint->sessions[at] = endpoint->sessions[at - 1];
        endpoint->sessions[at] = session;
    }
}

void examine_endpoint(struct fiber *fiber, const struct probe_options *options,
                      const struct dial_place *place, bool other_key, bool survey, struct endpoint *endpoint)
{
    struct examination examination = {
        .options = options, .place = place, .endpoint = endpoint, .other_key = other_key, .survey = survey};
    probe_main(fiber, options, place, endpoint);
    hello_quota_claim(options->hello_quota, endpoint->address, endpoint->port,
                      probe_asks_auth(options, endpoint),
                      survey ? survey_hellos_wanted(options, endpoint) : 0, &examination.claim);
    if (probe_is_slow(endpoint)) {
        struct group side_by_side = {0};
        group_spawn(&side_by_side, fiber_pool_of(fiber), run_checks, &examination);
        group_spawn(&side_by_side, fiber_pool_of(fiber), ask_about_tls, &examination);
        group_wait(&side_by_side, fiber);
    } else {
        run_checks(fiber, &examination);
        ask_about_tls(fiber, &examination);
    }
    hello_claim_end(&examination.claim);
    sort_sessions(endpoint);
    endpoint->elapsed_ms = fiber_now_ms(fiber) - endpoint->began_at_ms;
}
