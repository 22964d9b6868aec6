/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of levels with blanks. */
#include "report/level_words.h"

#include "base/list.h"

char *level_words(const struct words *words, int value)
{
    char *text = text_copy(words_name(words, value));
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '_' ? ' ' : *at;
    return text;
}
