/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which attacker can read what, in words. */
#include "base/list.h"
#include "report/verdict_lines.h"

#include <stdlib.h>

static const struct exposure_words exposures[] = {
    [EXPOSURE_UNKNOWN] = {"undecided", STYLE_UNSURE},
    [EXPOSURE_NOTHING] = {"nothing", STYLE_DIM},
    [EXPOSURE_ENCRYPTED] = {"ciphertext only", STYLE_GOOD},
    [EXPOSURE_SOME] = {"reads some", STYLE_WARNING},
    [EXPOSURE_READS] = {"reads all", STYLE_BAD},
};
_Static_assert(sizeof exposures / sizeof exposures[0] == EXPOSURE_COUNT, "words for each exposure");

static const char *const attackers[] = {
    [ATTACKER_PASSIVE] = "an eavesdropper",
    [ATTACKER_ON_PATH] = "on the path",
    [ATTACKER_DNS_SPOOFING] = "with forged DNS",
    [ATTACKER_FIRST_CONTACT] = "at first contact",
    [ATTACKER_MIS_ISSUED_CERTIFICATE] = "false certificate",
};
_Static_assert(sizeof attackers / sizeof attackers[0] == ATTACKER_COUNT, "words for each attacker");

static bool keeps_out(enum exposure exposure)
{
    return exposure == EXPOSURE_ENCRYPTED || exposure == EXPOSURE_NOTHING;
}

/* What the attacker can read of inbound mail, and which senders are protected. */
static struct exposure_words inbound_words(const struct attacker_view *view)
{
    bool dane = keeps_out(view->inbound_dane), sts = keeps_out(view->inbound_sts);
    bool known = view->inbound_dane != EXPOSURE_UNKNOWN && view->inbound_sts != EXPOSURE_UNKNOWN;
    if (view->inbound_opportunistic != EXPOSURE_READS || (!dane && !sts && known))
        return exposures[view->inbound];
    if (!dane && !sts)
        return (struct exposure_words){"reads (partly unknown)", STYLE_UNSURE};
    return (struct exposure_words){dane && sts ? "all but DANE, MTA-STS"
                                   : dane      ? "all but DANE"
                                               : "all but MTA-STS",
                                   STYLE_WARNING};
}

/* The first contact matters only for MTA-STS. */
static bool is_worth_a_row(const struct verdict *verdict, const struct attacker_view *view)
{
    if (view->attacker != ATTACKER_FIRST_CONTACT)
        return true;
    for (size_t i = 0; i < verdict->inbound_host_count; i++)
        if (verdict->inbound_hosts[i].vector.sts > STS_OUTCOME_NA)
            return true;
    return false;
}

struct attacker_rows attacker_rows_of(const struct verdict *verdict)
{
    struct attacker_rows rows = {.inbound = verdict->inbound >= INBOUND_CLEARTEXT
                                            || verdict->inbound_at_least > INBOUND_CLEARTEXT,
                                 .submission = verdict->submission > SUBMISSION_LEVEL_NONE};
    if (!rows.inbound && !rows.submission)
        return rows;
    for (size_t i = 0; i < verdict->attacker_count; i++) {
        const struct attacker_view *view = &verdict->attackers[i];
        if (!is_worth_a_row(verdict, view))
            continue;
        struct attacker_row *row = list_append(&rows.rows, &rows.count, sizeof *row);
        *row = (struct attacker_row){view, attackers[view->attacker], inbound_words(view),
                                     exposures[view->submission], exposures[view->submission_lax_client]};
    }
    return rows;
}

void attacker_rows_free(struct attacker_rows *rows)
{
    free(rows->rows);
    *rows = (struct attacker_rows){0};
}
