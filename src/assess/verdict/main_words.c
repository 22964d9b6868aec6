/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main finding in words: see assess/verdict/main_finding.h. */
#include "assess/verdict/main_finding.h"

enum { NAMES_SHOWN = 3 };

/* Whether each of the hosts has an address besides that it is not about. */
static bool is_about_parts(const struct main_answer *answer)
{
    for (size_t i = 0; i < answer->host_count; i++) {
        const struct text_list *all = &answer->hosts[i]->addresses;
        size_t others = 0;
        for (size_t n = 0; n < all->count; n++)
            others += place_index_find(&answer->known, all->items[n], 0) == PLACE_NONE;
        if (others == 0)
            return false;
    }
    return answer->addresses.count > 0;
}

/* " (mx1.example.org, mx2.example.org)", " (port 25 of all 4 hosts)", " (port 25 of 192.0.2.10)"; empty for
 * the domain as a whole. */
static struct phrase where(const struct main_answer *answer, size_t host_count)
{
    struct phrase ports = {{0}};
    if (answer->host_count == 0)
        return ports;
    if (answer->ports.count > 0)
        ports = phrase_format("port%s %s of ", answer->ports.count == 1 ? "" : "s",
                              phrase_list(&answer->ports, "").text);
    bool partly = is_about_parts(answer);
    if (!partly && answer->host_count == host_count && host_count > 1)
        return host_count == 2 ? phrase_format(" (%sboth hosts)", ports.text)
                               : phrase_format(" (%sall %zu hosts)", ports.text, host_count);
    struct text_list names = {0};
    size_t count = partly ? answer->addresses.count : answer->host_count;
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++)
        text_list_append(&names, partly ? answer->addresses.items[i] : answer->hosts[i]->name);
    struct phrase list = phrase_list(&names, "?");
    text_list_free(&names);
    if (count > NAMES_SHOWN)
        return phrase_format(" (%s%s and %zu more)", ports.text, list.text, count - NAMES_SHOWN);
    return phrase_format(" (%s%s)", ports.text, list.text);
}

/* "; likely cause: this machine's gateway". What the server itself did for sure needs no such words. */
static struct phrase cause(const struct main_answer *answer)
{
    static const char *const causes[SUSPECT_COUNT] = {
        [SUSPECT_THIS_MACHINE] = "this machine",
        [SUSPECT_GATEWAY] = "this machine's gateway",
        [SUSPECT_THIS_NETWORK] = "this machine's network",
        [SUSPECT_PROVIDER] = "this network's provider",
        [SUSPECT_PATH] = "a device on the path",
        [SUSPECT_TARGET_NETWORK] = "the server's network",
        [SUSPECT_TARGET] = "the server",
        [SUSPECT_RESOLVER] = "the DNS resolver",
    };
    static const char *const sureness[CERTAINTY_COUNT] = {
        [CERTAINTY_POSSIBLE] = "possible ", [CERTAINTY_LIKELY] = "likely "};
    if (answer->points_at == SUSPECT_UNKNOWN)
        return phrase_format("; the cause is unknown");
    bool plain =
        answer->points_at == SUSPECT_TARGET && (answer->certainty == CERTAINTY_CERTAIN || answer->fails);
    if (causes[answer->points_at] == NULL || plain)
        return (struct phrase){{0}};
    const char *sure = sureness[answer->certainty] == NULL ? "" : sureness[answer->certainty];
    /* Where DNS fails these are name servers. */
    bool several = answer->points_at == SUSPECT_TARGET && answer->first->subject.port == 0;
    return phrase_format("; %scause: %s", sure,
                         several ? "the domain's own servers" : causes[answer->points_at]);
}

struct phrase main_finding_words(const struct main_answer *answer, size_t host_count)
{
    return phrase_format("%s%s%s", catalogue_entries[answer->first->id].title, where(answer, host_count).text,
                         cause(answer).text);
}
