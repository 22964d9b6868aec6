/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Striking out. */
#include "probe/survey/elimination.h"

void elimination_begin(struct elimination *elimination, const struct code_list *offered)
{
    *elimination = (struct elimination){.offered = *offered, .left = *offered, .done = offered->count == 0};
}

bool elimination_take(struct elimination *elimination, uint16_t code)
{
    if (!code_list_remove(&elimination->left, code))
        return false;
    code_list_add(&elimination->taken, code);
    if (elimination->left.count == 0)
        elimination->done = true;
    return true;
}

static bool follows_the_offer(const struct elimination *elimination)
{
    size_t before = 0;
    for (size_t i = 0; i < elimination->taken.count; i++) {
        size_t at = code_list_find(&elimination->offered, elimination->taken.codes[i]);
        if (i > 0 && at < before)
            return false;
        before = at;
    }
    return true;
}

enum preference elimination_preference(const struct elimination *elimination)
{
    return follows_the_offer(elimination) ? PREFERENCE_UNKNOWN : PREFERENCE_SERVER;
}

bool elimination_is_unsure(const struct elimination *elimination)
{
    return elimination->taken.count > 1 && follows_the_offer(elimination);
}

void elimination_pair_begin(struct elimination_pair *pair, const struct code_list *first,
                            const struct code_list *second)
{
    elimination_begin(&pair->first, first);
    elimination_begin(&pair->second, second);
    pair->asks_which = false;
}

bool elimination_pair_is_done(const struct elimination_pair *pair)
{
    return pair->first.done && pair->second.done;
}

/* Of a list whose end is not looked for, all that is known to be taken. */
const struct code_list *elimination_pair_first(const struct elimination_pair *pair)
{
    return pair->first.done || pair->asks_which ? &pair->first.taken : &pair->first.left;
}

const struct code_list *elimination_pair_second(const struct elimination_pair *pair)
{
    return pair->second.done ? &pair->second.taken : &pair->second.left;
}

bool elimination_pair_take(struct elimination_pair *pair, uint16_t first, uint16_t second)
{
    if (!code_list_has(elimination_pair_first(pair), first)
        || !code_list_has(elimination_pair_second(pair), second))
        return false;
    /* The same rest of the second list was refused together with the rest of the first. */
    if (pair->asks_which)
        pair->first.done = true;
    pair->asks_which = false;
    elimination_take(&pair->first, first);
    elimination_take(&pair->second, second);
    return true;
}

void elimination_pair_refuse(struct elimination_pair *pair)
{
    if (pair->first.taken.count == 0) {
        pair->first.done = pair->second.done = true;
    } else if (pair->first.done || pair->asks_which) {
        pair->second.done = true;
        pair->asks_which = false;
    } else if (pair->second.done) {
        pair->first.done = true;
    } else {
        pair->asks_which = true;
    }
}
