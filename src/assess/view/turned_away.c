/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server means that turns a client down. No standard has words for it, so this goes by those that
 * common servers and their administrators use. */
#include "assess/view/turned_away.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* In lower case; each begins where a word does, so that "listed" is not found in "greylisted". A list comes
 * before a limit: "too many messages from an address listed in ..." is about the list. */
static const struct {
    enum turned_away meaning;
    const char *words;
} patterns[] = {
    {TURNED_AWAY_BLOCKLISTED, "blocked using"},
    {TURNED_AWAY_BLOCKLISTED, "blocked by"},
    {TURNED_AWAY_BLOCKLISTED, "dnsbl"},
    {TURNED_AWAY_BLOCKLISTED, "rbl"},
    {TURNED_AWAY_BLOCKLISTED, "blacklist"},
    {TURNED_AWAY_BLOCKLISTED, "black list"},
    {TURNED_AWAY_BLOCKLISTED, "blocklist"},
    {TURNED_AWAY_BLOCKLISTED, "block list"},
    {TURNED_AWAY_BLOCKLISTED, "listed"},
    {TURNED_AWAY_BLOCKLISTED, "spamhaus"},
    {TURNED_AWAY_BLOCKLISTED, "spamcop"},
    {TURNED_AWAY_BLOCKLISTED, "barracuda"},
    {TURNED_AWAY_BLOCKLISTED, "sorbs"},
    {TURNED_AWAY_BLOCKLISTED, "uceprotect"},
    {TURNED_AWAY_BLOCKLISTED, "reputation"},
    {TURNED_AWAY_BLOCKLISTED, "banned"},
    {TURNED_AWAY_BLOCKLISTED, "dynamic"},
    {TURNED_AWAY_BLOCKLISTED, "dialup"},
    {TURNED_AWAY_BLOCKLISTED, "dial-up"},
    {TURNED_AWAY_BLOCKLISTED, "residential"},
    {TURNED_AWAY_BLOCKLISTED, "ptr"},
    {TURNED_AWAY_BLOCKLISTED, "rdns"},
    {TURNED_AWAY_BLOCKLISTED, "fcrdns"},
    {TURNED_AWAY_BLOCKLISTED, "reverse dns"},
    {TURNED_AWAY_BLOCKLISTED, "reverse host"},
    {TURNED_AWAY_RATE_LIMITED, "too many"},
    {TURNED_AWAY_RATE_LIMITED, "too much"},
    {TURNED_AWAY_RATE_LIMITED, "too fast"},
    {TURNED_AWAY_RATE_LIMITED, "too frequent"},
    {TURNED_AWAY_RATE_LIMITED, "rate limit"},
    {TURNED_AWAY_RATE_LIMITED, "rate-limit"},
    {TURNED_AWAY_RATE_LIMITED, "ratelimit"},
    {TURNED_AWAY_RATE_LIMITED, "unusual rate"},
    {TURNED_AWAY_RATE_LIMITED, "connection rate"},
    {TURNED_AWAY_RATE_LIMITED, "connection limit"},
    {TURNED_AWAY_RATE_LIMITED, "concurren"},
    {TURNED_AWAY_RATE_LIMITED, "throttl"},
    {TURNED_AWAY_RATE_LIMITED, "slow down"},
};

static bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

static bool has_words(const char *text, const char *words)
{
    size_t length = strlen(words);
    for (const char *at = text; *at != '\0'; at++)
        if ((at == text || !is_letter(at[-1])) && strncasecmp(at, words, length) == 0)
            return true;
    return false;
}

enum turned_away turned_away_by(int64_t code, const char *text)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (has_words(text, patterns[i].words))
            return patterns[i].meaning;
    return code >= 500 ? TURNED_AWAY_REFUSED : TURNED_AWAY_NOT_NOW;
}
