/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings in words. */
#include "report/finding_words.h"

#include "base/list.h"
#include "facts/words.h"

#include <string.h>

static const char *const suspects[] = {
    [SUSPECT_NONE] = "nobody",
    [SUSPECT_UNKNOWN] = "unknown from here",
    [SUSPECT_THIS_MACHINE] = "this machine",
    [SUSPECT_GATEWAY] = "your gateway",
    [SUSPECT_THIS_NETWORK] = "your network: the gateway, a firewall or the provider",
    [SUSPECT_PROVIDER] = "your network's provider",
    [SUSPECT_PATH] = "a router on the path",
    [SUSPECT_TARGET_NETWORK] = "the server's network",
    [SUSPECT_TARGET] = "the server",
    [SUSPECT_RESOLVER] = "the DNS resolver",
};
_Static_assert(sizeof suspects / sizeof suspects[0] == SUSPECT_COUNT, "words for each suspect");

char *finding_words_cause(const struct finding *finding)
{
    bool sure = finding->certainty != CERTAINTY_UNSTATED && finding->points_at != SUSPECT_UNKNOWN;
    return sure ? text_format("%s (%s)", suspects[finding->points_at],
                              words_name(&certainty_words, (int)finding->certainty))
                : text_copy(suspects[finding->points_at]);
}

/* Where the first sentence of `text` ends: a full stop before a blank and a capital letter, or its end. */
static size_t first_sentence(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (at > text && at[-1] == '.' && at[0] == ' ' && at[1] >= 'A' && at[1] <= 'Z')
            return (size_t)(at - text);
    return strlen(text);
}

char *finding_words_why(const struct finding *finding, bool in_full)
{
    const char *explanation = finding->explanation == NULL ? "" : finding->explanation;
    bool has_reference = finding->reference != NULL && finding->reference[0] != '\0';
    size_t length = in_full ? strlen(explanation) : first_sentence(explanation);
    return text_format("%.*s%s%s%s", (int)length, explanation, has_reference ? " (" : "",
                       has_reference ? finding->reference : "", has_reference ? ")" : "");
}
