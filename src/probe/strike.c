/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Striking out. */
#include "probe/strike.h"

void strike_begin(struct strike *strike, const struct code_list *offered)
{
    *strike = (struct strike){.offered = *offered, .left = *offered, .done = offered->count == 0};
}

bool strike_take(struct strike *strike, uint16_t code)
{
    if (!code_list_remove(&strike->left, code))
        return false;
    code_list_add(&strike->taken, code);
    if (strike->left.count == 0)
        strike->done = true;
    return true;
}

static bool follows_the_offer(const struct strike *strike)
{
    size_t before = 0;
    for (size_t i = 0; i < strike->taken.count; i++) {
        size_t at = code_list_find(&strike->offered, strike->taken.codes[i]);
        if (i > 0 && at < before)
            return false;
        before = at;
    }
    return true;
}

enum preference strike_preference(const struct strike *strike)
{
    return follows_the_offer(strike) ? PREFERENCE_UNKNOWN : PREFERENCE_SERVER;
}

bool strike_is_unsure(const struct strike *strike)
{
    return strike->taken.count > 1 && follows_the_offer(strike);
}

void strike_pair_begin(struct strike_pair *pair, const struct code_list *first,
                       const struct code_list *second)
{
    strike_begin(&pair->first, first);
    strike_begin(&pair->second, second);
    pair->asks_which = false;
}

bool strike_pair_is_done(const struct strike_pair *pair)
{
    return pair->first.done && pair->second.done;
}

/* Of a list whose end is not looked for, all that is known to be taken. */
const struct code_list *strike_pair_first(const struct strike_pair *pair)
{
    return pair->first.done || pair->asks_which ? &pair->first.taken : &pair->first.left;
}

const struct code_list *strike_pair_second(const struct strike_pair *pair)
{
    return pair->second.done ? &pair->second.taken : &pair->second.left;
}

bool strike_pair_take(struct strike_pair *pair, uint16_t first, uint16_t second)
{
    if (!code_list_has(strike_pair_first(pair), first) || !code_list_has(strike_pair_second(pair), second))
        return false;
    /* The same rest of the second list was refused together with the rest of the first. */
    if (pair->asks_which)
        pair->first.done = true;
    pair->asks_which = false;
    strike_take(&pair->first, first);
    strike_take(&pair->second, second);
    return true;
}

void strike_pair_refuse(struct strike_pair *pair)
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
