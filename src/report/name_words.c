/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for people. */
#include "report/name_words.h"

#include "base/list.h"

#include <stdlib.h>

char *name_words(bool unicode, const char *name, const char *name_unicode)
{
    if (name == NULL)
        return text_copy("?");
    if (!unicode || name_unicode == NULL || text_same_name(name, name_unicode))
        return text_copy(name);
    return text_format("%s (%s)", name_unicode, name);
}

char *name_words_target(bool unicode, const struct target *target)
{
    char *name = name_words(unicode, target->name, target->name_unicode);
    char *port = target->port == 0 ? text_copy("") : text_format(" port %d", (int)target->port);
    bool as_email = target->kind == TARGET_EMAIL && target->word != NULL;
    char *words = text_format("%s%s%s%s", name, port, as_email ? ", for " : "", as_email ? target->word : "");
    free(port);
    free(name);
    return words;
}
