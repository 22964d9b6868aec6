/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Raising flags: delivery from the verdict's vectors and from what the catalogue says of findings, the rest
 * from what fails. */
#include "assess/verdict/flags.h"

#include "assess/verdict/mail_effect.h"
#include "base/list.h"

/* Which failing findings raise which flag. Old TLS that is only taken besides is what RFC 9325 5.2 lets an MX
 * do: that is no more than information. */
static const struct {
    enum finding_id id;
    enum flag_kind kind;
    bool unless_info;
} raised_by[] = {
    {FINDING_MX_IP_LITERAL, FLAG_DELIVERY, false},
    {FINDING_ADDRESSES_DIFFER_STARTTLS, FLAG_SPLIT, false},
    {FINDING_ADDRESSES_DIFFER_CERTIFICATE, FLAG_SPLIT, false},
    {FINDING_ADDRESS_FAMILY_DEAD, FLAG_SPLIT, false},
    {FINDING_CERTIFICATE_EXPIRES_SOON, FLAG_EXPIRING, false},
    {FINDING_STARTTLS_MASKED, FLAG_TAMPER, false},
    {FINDING_STARTTLS_NOT_ANNOUNCED, FLAG_TAMPER, false},
    {FINDING_STARTTLS_BYTES_AFTER_REPLY, FLAG_TAMPER, false},
    {FINDING_GREETING_MASKED, FLAG_TAMPER, false},
    {FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, FLAG_TAMPER, false},
    {FINDING_STARTTLS_INJECTION, FLAG_INJECT, false},
    {FINDING_TLS_VERSION_OLD, FLAG_WEAK_TLS, true},
    {FINDING_TLS_CIPHER_BROKEN, FLAG_WEAK_TLS, true},
    {FINDING_TLS_DH_SMALL, FLAG_WEAK_TLS, true},
    {FINDING_CERTIFICATE_WEAK_KEY, FLAG_WEAK_TLS, false},
    {FINDING_CERTIFICATE_WEAK_SIGNATURE, FLAG_WEAK_TLS, false},
};

static void raise_flag(struct verdict *verdict, enum flag_kind kind, const char *host, const char *evidence)
{
    for (size_t i = 0; i < verdict->flag_count; i++)
        if (verdict->flags[i].kind == kind && text_same_name(verdict->flags[i].host, host))
            return;
    struct verdict_flag *flag = list_append(&verdict->flags, &verdict->flag_count, sizeof *flag);
    flag->kind = kind;
    flag->host = text_copy(host);
    flag->evidence = text_copy(evidence);
}

/* Compliant senders stop delivering: the last clauses of the reasons say why. */
static void raise_delivery(struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->inbound_host_count; i++) {
        const struct host_verdict *host = &verdict->inbound_hosts[i];
        if (host->vector.dane != DANE_OUTCOME_DEFERRED && host->vector.sts != STS_OUTCOME_DEFERRED)
            continue;
        char *reasons = text_list_join(&host->reasons, "; ");
        raise_flag(verdict, FLAG_DELIVERY, host->host, reasons);
        text_replace(&reasons, NULL);
    }
}

void flags_raise(struct assessment *assessment)
{
    raise_delivery(&assessment->verdict);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct finding *finding = &assessment->findings[i];
        if (finding->outcome == OUTCOME_FAILS && mail_effect_of(finding) == EFFECT_SOME_SENDERS)
            raise_flag(&assessment->verdict, FLAG_DELIVERY, finding->subject.host, finding->evidence);
        for (size_t n = 0; n < sizeof raised_by / sizeof raised_by[0]; n++)
            if (finding->outcome == OUTCOME_FAILS && finding->id == raised_by[n].id
                && !(raised_by[n].unless_info && finding->severity == SEVERITY_INFO))
                raise_flag(&assessment->verdict, raised_by[n].kind, finding->subject.host, finding->evidence);
    }
}
