/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ways in which connections fail. */
#include "facts/reach.h"

#include "base/list.h"
#include "facts/words.h"

bool failure_is_some(const struct failure *failure)
{
    return failure->reason != STOP_NONE || failure->sender != NULL;
}

bool failure_same(const struct failure *one, const struct failure *other)
{
    return one->reason == other->reason
           && (one->sender == NULL ? other->sender == NULL : text_same(one->sender, other->sender));
}

char *failure_text(const struct failure *failure)
{
    const char *reason = words_name(&stop_reason_words, (int)failure->reason);
    if (!failure_is_some(failure))
        return NULL;
    return failure->sender != NULL ? text_format("%s %s", reason, failure->sender) : text_copy(reason);
}
