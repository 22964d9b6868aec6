/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A survey over the network. */
#include "probe/survey/survey.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "probe/other_key.h"
#include "probe/resumption.h"
#include "probe/survey/survey_deep.h"
#include "probe/survey/survey_facts.h"
#include "probe/survey/survey_standard.h"
#include "probe/without_name.h"
#include "tls/hello_facts.h"

#include <stdlib.h>

struct place {
    struct fiber *fiber;
    const struct probe_options *options;
    const struct dial_place *dial;
    struct endpoint *endpoint;
    struct ahead *ahead;
};

static void ask(void *context, const struct hello_question *question, struct hello_answer *answer)
{
    const struct place *place = context;
    hello_dialogue(place->fiber, place->options, place->dial, place->endpoint, place->ahead, question,
                   answer);
}

static bool has_other_key(const struct endpoint *endpoint)
{
    return endpoint_session_for(endpoint, PURPOSE_OTHER_KEY) != NULL;
}

static bool other_key(void *context)
{
    const struct place *place = context;
    if (has_other_key(place->endpoint))
        return false;
    other_key_probe(place->fiber, place->options, place->dial, place->endpoint);
    return has_other_key(place->endpoint);
}

/* Its handshake goes no further, and need not be made. */
static bool keep_other_chain(void *context, const struct hello_reply *reply)
{
    const struct place *place = context;
    struct endpoint *endpoint = place->endpoint;
    if (has_other_key(endpoint))
        return true;
    struct tls *tls = allocate(1, sizeof *tls);
    tls->server_name_sent = text_copy(endpoint_session(endpoint)->tls->server_name_sent);
    hello_facts(place->fiber, reply, &place->options->tls, endpoint->server_name, tls);
    if (!other_key_is_shown(endpoint, tls)) {
        shape_clear(&tls_shape, tls);
        free(tls);
        return false;
    }
    struct session *session = dialogue_add_session(endpoint);
    session->purpose = PURPOSE_OTHER_KEY;
    session->tried = endpoint->found;
    session->tls = tls;
    return true;
}

static enum answer resume(void *context)
{
    const struct place *place = context;
    return resumption_probe(place->fiber, place->options, place->dial, place->endpoint, place->ahead);
}

/* A handshake that the server refused is a reason to ask what it would take; one that hung says that nothing
 * gets through. */
static bool has_tls(const struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    if (main == NULL || main->tls == NULL
        || (endpoint->found != MODE_STARTTLS && endpoint->found != MODE_IMPLICIT_TLS))
        return false;
    return main->tls->completed == ANSWER_YES
           || (main->stop.at == STEP_HANDSHAKE && main->stop.reason != STOP_TIMED_OUT
               && !stop_is_cut_off(main->stop.reason));
}

static bool main_was_refused(const struct session *main)
{
    return main->stop.at == STEP_HANDSHAKE
           && (main->stop.reason == STOP_TLS_ALERT || main->stop.reason == STOP_CLOSED
               || main->stop.reason == STOP_RESET);
}

size_t survey_hellos_wanted(const struct probe_options *options, const struct endpoint *endpoint)
{
    if (options->depth != DEPTH_STANDARD || !has_tls(endpoint)
        || endpoint_session(endpoint)->tls->completed != ANSWER_YES)
        return 0;
    return SURVEY_STANDARD_CONNECTIONS;
}

void survey_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *dial,
                  struct hello_claim *claim, struct endpoint *endpoint)
{
    if (options->depth == DEPTH_QUICK || !has_tls(endpoint))
        return;
    bool shared = claim != NULL && survey_hellos_wanted(options, endpoint) > 0;
    size_t hellos = shared ? hello_claim_wait(claim, fiber) : SURVEY_STANDARD_CONNECTIONS;
    struct ahead *ahead = allocate(1, sizeof *ahead);
    struct place place = {
        .fiber = fiber, .options = options, .dial = dial, .endpoint = endpoint, .ahead = ahead};
    ahead->enabled = probe_is_slow(endpoint);
    int64_t before_ms = endpoint->elapsed_ms; /* what is asked on the way adds to it, too */
    int64_t began_ms = fiber_now_ms(fiber);
    struct survey *survey = allocate(1, sizeof *survey);
    survey->wire = (struct survey_wire){.context = &place,
                                        .ask = ask,
                                        .other_key = other_key,
                                        .keep_other_chain = keep_other_chain,
                                        .resume = resume};
    survey_state_begin(survey, options->depth, endpoint);
    survey->main_was_refused = main_was_refused(endpoint_session(endpoint));
    survey->wants_every_key = has_other_key(endpoint);
    if (options->depth == DEPTH_DEEP) {
        without_name_probe(fiber, options, dial, endpoint);
        survey->left = SIZE_MAX;
        survey_deep(survey);
    } else {
        survey->left = hellos;
        survey_standard(survey);
    }
    ahead_drop(ahead, fiber);
    free(ahead);
    if (other_key_found(endpoint) != ANSWER_UNKNOWN)
        survey->other_key_accepted = other_key_found(endpoint);
    endpoint->tls_survey = survey_facts(survey);
    survey_state_free(survey);
    free(survey);
    endpoint->elapsed_ms = before_ms + fiber_now_ms(fiber) - began_ms;
}
