/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weighing findings against one another: see assess/main_finding.h. */
#include "assess/main_finding.h"

#include "assess/origin.h"
#include "facts/list.h"

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
    bool of_address_alone = finding->subject.address != NULL && finding->subject.port == 0;
    return !of_address_alone && (question->effects & (1U << effect->effect)) != 0
           && finding->severity >= (effect->of_domain ? question->least_domain : question->least)
           && (!question->failing || finding->outcome == OUTCOME_FAILS);
}

static bool is_alike(const struct mail_effect *one, const struct mail_effect *other)
{
    return text_same(one->finding->id, other->finding->id);
}

/* The widest scope in which those like `first` are about the host, and how many there are. */
static enum effect_scope scope_of_all(const struct report *report, const struct main_question *question,
                                      const struct mail_effect *first, const struct host *host, size_t *count)
{
    enum effect_scope widest = SCOPE_NOTHING;
    *count = 0;
    for (size_t i = 0; i < question->among_count; i++) {
        const struct mail_effect *effect = &question->among[i];
        if (!is_alike(first, effect) || !is_wanted(question, effect))
            continue;
        enum effect_scope scope = mail_effect_scope(report, effect, host);
        *count += scope != SCOPE_NOTHING;
        widest = scope < widest ? scope : widest;
    }
    return widest;
}

static void weigh_host(const struct report *report, const struct main_question *question,
                       const struct host *host, struct main_answer *answer, struct weight *weight)
{
    size_t count;
    enum effect_scope scope = scope_of_all(report, question, answer->first, host, &count);
    if (scope == SCOPE_NOTHING)
        return;
    size_t addresses = mail_effect_asked(report, host);
    bool whole = scope < SCOPE_ADDRESS || count >= addresses;
    weight->merits[MERIT_WHOLE] += whole;
    weight->merits[MERIT_PARTS] += whole ? (addresses > 0 ? addresses : 1) : count;
    weight->merits[MERIT_NARROW] = scope;
    if (scope != SCOPE_DOMAIN)
        *(const struct host **)list_append(&answer->hosts, &answer->host_count, sizeof(struct host *)) = host;
}

/* Whom all of them point at, how surely the least sure, and whether all fail. */
static void join_suspects(const struct main_question *question, struct main_answer *answer)
{
    answer->points_at = answer->first->finding->points_at;
    answer->certainty = answer->first->finding->certainty;
    answer->fails = true;
    for (size_t i = 0; i < question->among_count; i++) {
        const struct finding *finding = question->among[i].finding;
        if (!is_alike(answer->first, &question->among[i]) || !is_wanted(question, &question->among[i]))
            continue;
        answer->fails = answer->fails && finding->outcome == OUTCOME_FAILS;
        answer->points_at = origin_of_both(answer->points_at, finding->points_at);
        if (finding->certainty < answer->certainty)
            answer->certainty = finding->certainty;
    }
}

/* Whether it answers the question at all. */
static bool weigh(const struct report *report, const struct main_question *question,
                  struct main_answer *answer, struct weight *weight)
{
    const struct mail_effect *first = answer->first;
    for (size_t i = 0; i < question->host_count; i++)
        weigh_host(report, question, question->hosts[i], answer, weight);
    if (weight->merits[MERIT_WHOLE] + weight->merits[MERIT_PARTS] == 0
        && (question->host_count > 0 || !first->of_domain))
        return false;
    join_suspects(question, answer);
    if (weight->merits[MERIT_WHOLE] > 0 || question->host_count == 0)
        weight->merits[MERIT_THIS_SIDE] = first->effect == EFFECT_HIDDEN           ? 2
                                          : origin_is_this_side(answer->points_at) ? 1
                                                                                   : 0;
    weight->merits[MERIT_FAILS] = answer->fails;
    weight->merits[MERIT_CERTAIN] =
        answer->certainty == CERTAINTY_UNSTATED ? CERTAINTY_CERTAIN : answer->certainty;
    weight->merits[MERIT_SEVERE] = first->finding->severity;
    return true;
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
        struct main_answer answer = {.first = &question->among[i]};
        struct weight weight = {{0}};
        if (!weigh(report, question, &answer, &weight)
            || (best.first != NULL && !outweighs(&weight, &best_weight))) {
            free(answer.hosts);
            continue;
        }
        free(best.hosts);
        best = answer;
        best_weight = weight;
    }
    return best;
}
