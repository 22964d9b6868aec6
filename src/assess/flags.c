/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Raising flags: delivery from the verdict's vectors and from what the catalogue says of findings, the rest
 * from findings by id. */
#include "assess/flags.h"

#include "assess/mail_effect.h"
#include "facts/list.h"

#include <string.h>

/* Which failing findings raise which flag; names that end in "-" stand for all that begin so. */
static const struct {
    const char *id;
    enum flag_kind kind;
} raised_by[] = {
    {"mx-ip-literal", FLAG_DELIVERY},
    {"addresses-differ-", FLAG_SPLIT},
    {"address-family-dead", FLAG_SPLIT},
    {"certificate-expires-soon", FLAG_EXPIRING},
    {"starttls-masked", FLAG_TAMPER},
    {"starttls-not-announced", FLAG_TAMPER},
    {"starttls-bytes-after-reply", FLAG_TAMPER},
    {"greeting-masked", FLAG_TAMPER},
    {"one-server-for-unrelated-hosts", FLAG_TAMPER},
    {"starttls-injection", FLAG_INJECT},
    {"tls-version-old", FLAG_WEAK_TLS},
    {"tls-cipher-broken", FLAG_WEAK_TLS},
    {"tls-dh-small", FLAG_WEAK_TLS},
    {"certificate-weak-", FLAG_WEAK_TLS},
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

static bool is_named(const char *pattern, const char *id)
{
    size_t length = strlen(pattern);
    return pattern[length - 1] == '-' ? strncmp(pattern, id, length) == 0 : strcmp(pattern, id) == 0;
}

/* Old TLS that is only taken besides is what RFC 9325 5.2 lets an MX do. */
static bool is_besides(const struct finding *finding)
{
    return finding->severity == SEVERITY_INFO && strncmp(finding->id, "tls-", sizeof "tls-" - 1) == 0;
}

void flags_raise(struct report *report)
{
    raise_delivery(&report->verdict);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->outcome == OUTCOME_FAILS && mail_effect_of(finding) == EFFECT_SOME_SENDERS)
            raise_flag(&report->verdict, FLAG_DELIVERY, finding->subject.host, finding->evidence);
        for (size_t n = 0; n < sizeof raised_by / sizeof raised_by[0]; n++)
            if (finding->outcome == OUTCOME_FAILS && is_named(raised_by[n].id, finding->id)
                && !is_besides(finding))
                raise_flag(&report->verdict, raised_by[n].kind, finding->subject.host, finding->evidence);
    }
}
