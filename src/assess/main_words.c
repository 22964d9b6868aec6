/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main finding in words: see assess/main_finding.h. */
#include "assess/main_finding.h"

enum { NAMES_SHOWN = 3 };

/* " (mx1.example.org, mx2.example.org)", " (port 25 of all 4 hosts)"; empty for the domain as a whole. */
static struct phrase where(const struct main_answer *answer, size_t host_count)
{
    struct phrase ports = {{0}};
    if (answer->host_count == 0)
        return ports;
    if (answer->ports.count > 0)
        ports = phrase_format("port%s %s of ", answer->ports.count == 1 ? "" : "s",
                              phrase_list(&answer->ports, "").text);
    if (answer->host_count == host_count && host_count > 1)
        return phrase_format(" (%sall %zu hosts)", ports.text, host_count);
    struct text_list names = {0};
    for (size_t i = 0; i < answer->host_count && i < NAMES_SHOWN; i++)
        text_list_append(&names, answer->hosts[i]->name);
    struct phrase list = phrase_list(&names, "?");
    text_list_free(&names);
    if (answer->host_count > NAMES_SHOWN)
        return phrase_format(" (%s%s and %zu more)", ports.text, list.text, answer->host_count - NAMES_SHOWN);
    return phrase_format(" (%s%s)", ports.text, list.text);
}

/* "; the trouble is likely in this network". What the server itself did for sure needs no such words. */
static struct phrase whose_trouble(const struct main_answer *answer)
{
    static const char *const places[SUSPECT_COUNT] = {
        [SUSPECT_THIS_MACHINE] = "in this machine",
        [SUSPECT_GATEWAY] = "in this machine's gateway",
        [SUSPECT_THIS_NETWORK] = "in this network",
        [SUSPECT_PROVIDER] = "at this network's provider",
        [SUSPECT_PATH] = "on the way",
        [SUSPECT_TARGET_NETWORK] = "in the server's network",
        [SUSPECT_TARGET] = "at the server",
        [SUSPECT_RESOLVER] = "at the DNS resolver that was asked",
    };
    static const char *const sureness[CERTAINTY_COUNT] = {
        [CERTAINTY_POSSIBLE] = "possibly ", [CERTAINTY_LIKELY] = "likely "};
    if (answer->points_at == SUSPECT_UNKNOWN)
        return phrase_format("; where the trouble is cannot be told from here");
    bool plain =
        answer->points_at == SUSPECT_TARGET && (answer->certainty == CERTAINTY_CERTAIN || answer->fails);
    if (places[answer->points_at] == NULL || plain)
        return (struct phrase){{0}};
    const char *sure = sureness[answer->certainty] == NULL ? "" : sureness[answer->certainty];
    /* Of DNS it is not the mail server. */
    bool name_servers = answer->points_at == SUSPECT_TARGET && answer->first->subject.port == 0;
    return phrase_format("; the trouble is %s%s", sure,
                         name_servers ? "at the other end" : places[answer->points_at]);
}

struct phrase main_finding_words(const struct main_answer *answer, size_t host_count)
{
    return phrase_format("%s%s%s", catalogue_find(answer->first->id)->title, where(answer, host_count).text,
                         whose_trouble(answer).text);
}
