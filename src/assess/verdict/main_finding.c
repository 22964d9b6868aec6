/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weighing findings against one another: see assess/verdict/main_finding.h. */
#include "assess/verdict/main_finding.h"

#include "assess/view/origin.h"

#include <inttypes.h>
#include <stdlib.h>

/* What counts, in this order; more is better. */
enum merit {
    MERIT_THIS_SIDE, /* the cause is on this side, and explains a host: one that is nothing else comes first
                      */
    MERIT_WHOLE,     /* hosts explained, all addresses of each */
    MERIT_FAILS,
    MERIT_PARTS, /* addresses explained */
    MERIT_CERTAIN,
    MERIT_NARROW,
    MERIT_SEVERE,
    MERIT_COUNT
};

struct weight {
    size_t merits[MERIT_COUNT];
};

static bool outweighs(const struct weight *one, const struct weight *other)
{
    for (size_t i = 0; i < MERIT_COUNT; i++)
        if (one->merits[i] != other->merits[i])
            return one->merits[i] > other->merits[i];
    return false;
}

static bool is_wanted(const struct main_question *question, const struct mail_effect *effect)
{
    const struct finding *finding = effect->finding;
    /* What is wrong with an address alone, such as its name, is not why a port fails. */
    bool of_address_alone =
        effect->effect == EFFECT_NONE && finding->subject.address != NULL && finding->subject.port == 0;
    return !of_address_alone && (question->effects & (1U << effect->effect)) != 0
           && finding->severity >= (effect->of_domain ? question->least_domain : question->least)
           && (!question->failing || finding->outcome == OUTCOME_FAILS);
}

static bool is_alike(const struct mail_effect *one, const struct mail_effect *other)
{
    return one->finding->id == other->finding->id;
}

/* Takes one more into the answer: whom all of them point at, how surely the least sure, whether all fail. */
static void join(struct main_answer *answer, const struct finding *finding)
{
    bool first = answer->first == NULL;
    bool fails = finding->outcome == OUTCOME_FAILS;
    answer->points_at = first ? finding->points_at : origin_of_both(answer->points_at, finding->points_at);
    if (first || finding->certainty < answer->certainty)
        answer->certainty = finding->certainty;
    answer->fails = first ? fails : answer->fails && fails;
    answer->first = first ? finding : answer->first;
    struct phrase port = phrase_format("%" PRId64, finding->subject.port);
    if (finding->subject.port != 0 && !text_list_has(&answer->ports, port.text))
        text_list_append(&answer->ports, port.text);
    const char *address = finding->subject.address;
    if (address == NULL || place_index_find(&answer->known, address, 0) != PLACE_NONE)
        return;
    place_index_put(&answer->known, address, 0, answer->addresses.count);
    text_list_append(&answer->addresses, address);
}

/* Joins those of the kind of `like` that are about the host. */
static void weigh_host(const struct report *report, const struct main_question *question,
                       const struct mail_effect *like, const struct host *host, struct main_answer *answer,
                       struct weight *weight)
{
    size_t count = 0, asked = mail_effect_asked(report, host, question->service);
    enum effect_scope widest = SCOPE_NOTHING;
    for (size_t i = 0; i < question->among_count; i++) {
        const struct mail_effect *effect = &question->among[i];
        if (!is_alike(like, effect) || !is_wanted(question, effect))
            continue;
        enum effect_scope scope = mail_effect_scope(report, effect, host, question->service);
        if (scope == SCOPE_NOTHING)
            continue;
        join(answer, effect->finding);
        widest = scope < widest ? scope : widest;
        count++;
    }
    if (widest == SCOPE_NOTHING)
        return;
    bool whole = widest < SCOPE_ADDRESS || count >= asked;
    weight->merits[MERIT_WHOLE] += whole;
    weight->merits[MERIT_PARTS] += whole ? (asked > 0 ? asked : 1) : count;
    weight->merits[MERIT_NARROW] = widest;
    if (widest != SCOPE_DOMAIN)
        *(const struct host **)list_append(&answer->hosts, &answer->host_count, sizeof(struct host *)) = host;
}

/* The answer that those of the kind of `like` give, and what it weighs; none where they are about no host of
 * the question. */
static struct main_answer weigh(const struct report *report, const struct main_question *question,
                                const struct mail_effect *like, struct weight *weight)
{
    struct main_answer answer = {0};
    for (size_t i = 0; i < question->host_count; i++)
        weigh_host(report, question, like, question->hosts[i], &answer, weight);
    if (question->host_count == 0 && like->of_domain)
        join(&answer, like->finding);
    if (answer.first == NULL)
        return answer;
    if (weight->merits[MERIT_WHOLE] > 0 || question->host_count == 0)
        weight->merits[MERIT_THIS_SIDE] = like->effect == EFFECT_HIDDEN           ? 2
                                          : origin_is_this_side(answer.points_at) ? 1
                                                                                  : 0;
    weight->merits[MERIT_FAILS] = answer.fails;
    weight->merits[MERIT_CERTAIN] =
        answer.certainty == CERTAINTY_UNSTATED ? CERTAINTY_CERTAIN : answer.certainty;
    weight->merits[MERIT_SEVERE] = answer.first->severity;
    return answer;
}

static bool came_before(const struct main_question *question, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_alike(&question->among[i], &question->among[index])
            && is_wanted(question, &question->among[i]))
            return true;
    return false;
}

struct main_answer main_finding_choose(const struct report *report, const struct main_question *question)
{
    struct main_answer best = {0};
    struct weight best_weight = {{0}};
    for (size_t i = 0; i < question->among_count; i++) {
        if (!is_wanted(question, &question->among[i]) || came_before(question, i))
            continue;
        struct weight weight = {{0}};
        struct main_answer answer = weigh(report, question, &question->among[i], &weight);
        if (answer.first == NULL || (best.first != NULL && !outweighs(&weight, &best_weight))) {
            main_answer_free(&answer);
            continue;
        }
        main_answer_free(&best);
        best = answer;
        best_weight = weight;
    }
    return best;
}

void main_answer_free(struct main_answer *answer)
{
    free(answer->hosts);
    text_list_free(&answer->ports);
    text_list_free(&answer->addresses);
    place_index_free(&answer->known);
    *answer = (struct main_answer){0};
}
