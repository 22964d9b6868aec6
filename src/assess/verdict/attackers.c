/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each kind of attacker gets of what each class of senders sends. */
#include "assess/verdict/attackers.h"

#include "base/list.h"

/* Against senders that know STARTTLS alone. All but an eavesdropper can take the offer out, or be the server.
 */
static enum exposure against_opportunistic(enum opportunistic_outcome outcome, enum attacker attacker)
{
    if (attacker != ATTACKER_PASSIVE)
        return EXPOSURE_READS;
    return outcome == OPPORTUNISTIC_CLEAR        ? EXPOSURE_READS
           : outcome == OPPORTUNISTIC_SOME_CLEAR ? EXPOSURE_SOME
           : outcome == OPPORTUNISTIC_OPEN       ? EXPOSURE_ENCRYPTED
                                                 : EXPOSURE_UNKNOWN;
}

/* Against senders that enforce MTA-STS: RFC 8461 10.1 (certificates), 10.2 (the first contact). */
static enum exposure against_sts(const struct sender_vector *vector, enum attacker attacker)
{
    switch (vector->sts) {
    case STS_OUTCOME_NA:
        return against_opportunistic(vector->opportunistic, attacker);
    case STS_OUTCOME_DEFERRED:
        return EXPOSURE_NOTHING;
    case STS_OUTCOME_FIRST_CONTACT:
        return attacker == ATTACKER_FIRST_CONTACT || attacker == ATTACKER_MIS_ISSUED_CERTIFICATE
                   ? EXPOSURE_READS
                   : EXPOSURE_ENCRYPTED;
    case STS_OUTCOME_SHORT_CACHE:
        /* Who stays for a day meets the first contact again and again; how often, the sender decides. */
        return attacker == ATTACKER_FIRST_CONTACT || attacker == ATTACKER_MIS_ISSUED_CERTIFICATE
                   ? EXPOSURE_READS
               : attacker == ATTACKER_PASSIVE ? EXPOSURE_ENCRYPTED
                                              : EXPOSURE_SOME;
    case STS_OUTCOME_UNKNOWN:
    case STS_OUTCOME_COUNT:
        break;
    }
    return attacker == ATTACKER_PASSIVE ? against_opportunistic(vector->opportunistic, attacker)
                                        : EXPOSURE_UNKNOWN;
}

/* Against senders that validate DANE: RFC 7672 1.3, 2.2 and 2.2.1. */
static enum exposure against_dane(const struct sender_vector *vector, enum attacker attacker)
{
    switch (vector->dane) {
    case DANE_OUTCOME_NA:
        return against_opportunistic(vector->opportunistic, attacker);
    case DANE_OUTCOME_DEFERRED:
        return EXPOSURE_NOTHING;
    case DANE_OUTCOME_ENCRYPTED_ONLY:
        return attacker == ATTACKER_PASSIVE ? EXPOSURE_ENCRYPTED : EXPOSURE_READS;
    case DANE_OUTCOME_HALF:
        return attacker == ATTACKER_DNS_SPOOFING || attacker == ATTACKER_FIRST_CONTACT ? EXPOSURE_READS
                                                                                       : EXPOSURE_ENCRYPTED;
    case DANE_OUTCOME_RESISTANT:
        return EXPOSURE_ENCRYPTED;
    case DANE_OUTCOME_UNKNOWN:
    case DANE_OUTCOME_COUNT:
        break;
    }
    return attacker == ATTACKER_PASSIVE ? against_opportunistic(vector->opportunistic, attacker)
                                        : EXPOSURE_UNKNOWN;
}

/* What all hosts together give away. */
struct sum {
    size_t hosts;
    size_t count[EXPOSURE_COUNT];
};

/* An eavesdropper gets what goes to the bad hosts; an active attacker lets mail reach no other host. A host
 * that gets no mail, or none from this class, gives nothing away beside one that does. */
static enum exposure exposure_of(const struct sum *sum, enum attacker attacker)
{
    const size_t *count = sum->count;
    bool all = count[EXPOSURE_READS] == sum->hosts;
    if (count[EXPOSURE_READS] > 0)
        return all || attacker != ATTACKER_PASSIVE ? EXPOSURE_READS : EXPOSURE_SOME;
    if (count[EXPOSURE_SOME] > 0)
        return EXPOSURE_SOME;
    if (count[EXPOSURE_UNKNOWN] > 0)
        return EXPOSURE_UNKNOWN;
    return count[EXPOSURE_ENCRYPTED] > 0 ? EXPOSURE_ENCRYPTED : EXPOSURE_NOTHING;
}

/* Of all mail, whoever sends it. The opportunistic class gives most away; what another one keeps, or may
 * keep, makes it less than all. */
static enum exposure overall(const struct attacker_view *view)
{
    bool all = view->inbound_sts == EXPOSURE_READS && view->inbound_dane == EXPOSURE_READS;
    return view->inbound_opportunistic == EXPOSURE_READS && !all ? EXPOSURE_SOME
                                                                 : view->inbound_opportunistic;
}

static void see_hosts(const struct verdict *verdict, struct attacker_view *view)
{
    struct sum opportunistic = {0}, sts = {0}, dane = {0};
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        const struct sender_vector *vector = &verdict->inbound_hosts[i].vector;
        opportunistic.hosts++, sts.hosts++, dane.hosts++;
        opportunistic.count[against_opportunistic(vector->opportunistic, view->attacker)]++;
        sts.count[against_sts(vector, view->attacker)]++;
        dane.count[against_dane(vector, view->attacker)]++;
    }
    view->inbound_opportunistic = exposure_of(&opportunistic, view->attacker);
    view->inbound_sts = exposure_of(&sts, view->attacker);
    view->inbound_dane = exposure_of(&dane, view->attacker);
    view->inbound = overall(view);
}

static const char *const hows[ATTACKER_COUNT] = {
    [ATTACKER_PASSIVE] = "listens on the connection between the mail servers",
    [ATTACKER_ON_PATH] = "removes STARTTLS from the server's reply, or impersonates the server",
    [ATTACKER_DNS_SPOOFING] =
        "forges the DNS answers of an unsigned zone and names a host of its own as the MX",
    [ATTACKER_FIRST_CONTACT] = "hides the MTA-STS policy from a sender that has not cached it yet",
    [ATTACKER_MIS_ISSUED_CERTIFICATE] =
        "impersonates the server with a certificate for its name that a public CA issued",
};

/* What keeps the attacker from all or some of the mail. */
static const char *stopped_by(const struct attacker_view *view)
{
    bool dane = view->inbound_dane == EXPOSURE_ENCRYPTED;
    bool sts = view->inbound_sts == EXPOSURE_ENCRYPTED;
    if (view->inbound_opportunistic == EXPOSURE_NOTHING)
        return "the domain receives no mail";
    if (view->inbound_opportunistic == EXPOSURE_ENCRYPTED)
        return "STARTTLS, which every host offers";
    if (dane && sts)
        return "senders that validate DANE or have cached the MTA-STS policy do not deliver";
    if (dane)
        return "senders that validate DANE do not deliver";
    if (sts)
        return "senders that have cached the MTA-STS policy do not deliver";
    if (view->attacker == ATTACKER_PASSIVE && view->inbound_opportunistic == EXPOSURE_SOME)
        return "STARTTLS, where it works";
    if (view->inbound_dane == EXPOSURE_UNKNOWN || view->inbound_sts == EXPOSURE_UNKNOWN)
        return "unknown";
    return "nothing";
}

void attackers_inbound(struct verdict *verdict)
{
    bool no_mail = verdict->inbound == INBOUND_NO_MAIL || verdict->inbound == INBOUND_NOT_ROUTABLE;
    bool seen = verdict->inbound_host_count > 0
                && (verdict->inbound != INBOUND_UNKNOWN || verdict->inbound_at_least > INBOUND_CLEARTEXT);
    for (int i = 0; i < ATTACKER_COUNT; i++) {
        struct attacker_view *view = list_append(&verdict->attackers, &verdict->attacker_count, sizeof *view);
        enum exposure same = no_mail ? EXPOSURE_NOTHING : EXPOSURE_UNKNOWN;
        view->attacker = (enum attacker)i;
        view->inbound = view->inbound_opportunistic = view->inbound_sts = view->inbound_dane = same;
        if (!no_mail && seen)
            see_hosts(verdict, view);
        view->how = text_copy(hows[i]);
        view->stopped_by = text_copy(seen || no_mail ? stopped_by(view) : "unknown");
    }
}
