/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether anything makes senders insist on TLS: RFC 7672 2.2, RFC 8461 5. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/verdict/downgrade.h"
#include "facts/words.h"

/* "mx2.example.org: STARTTLS works ...; no MTA-STS policy ...": the first host at or below the domain's
 * level. */
static struct phrase weakest(const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        const struct host_verdict *host = &verdict->inbound_hosts[i];
        if (downgrade_rank(host->at_most) > downgrade_rank(verdict->inbound_at_most))
            continue;
        char *reasons = text_list_join(&host->reasons, "; ");
        struct phrase phrase = phrase_format("%s: %s", host->host, reasons);
        text_replace(&reasons, NULL);
        return phrase;
    }
    return phrase_format("no host was judged");
}

void downgrade_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    const struct verdict *verdict = &assessment->verdict;
    /* Where there is no TLS to take out, "starttls-not-offered" says so. */
    bool cleartext = verdict->inbound_at_most == INBOUND_CLEARTEXT;
    bool nothing_seen = verdict->inbound == INBOUND_UNKNOWN && verdict->inbound_at_least <= INBOUND_CLEARTEXT;
    if (report->domain == NULL || nothing_seen || cleartext || downgrade_rank(verdict->inbound_at_most) < 0)
        return;
    struct about about = {.role = ROLE_MX, .domain = report->domain->name};
    int enough = downgrade_rank(INBOUND_WEAKLY_PINNED);
    enum outcome outcome = downgrade_rank(verdict->inbound_at_least) >= enough ? OUTCOME_HOLDS
                           : downgrade_rank(verdict->inbound_at_most) < enough ? OUTCOME_FAILS
                                                                               : OUTCOME_UNKNOWN;
    judge(assessment, &about, FINDING_INBOUND_DOWNGRADE, outcome, "Level %s. %s.",
          words_name(&inbound_level_words, verdict->inbound), weakest(verdict).text);
}
