/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From findings to mail: see assess/verdict/mail_effect.h. */
#include "assess/verdict/mail_effect.h"

#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "base/list.h"
#include "infer/promise.h"

bool mail_effect_goes_to(const struct report *report, const struct host *host)
{
    return report->domain != NULL ? host->is_mx : promise_probes(host, PORT_RELAY);
}

static bool is_port_of(enum mail_service service, int64_t port)
{
    return (port == PORT_RELAY) == (service == SERVICE_RELAY);
}

size_t mail_effect_asked(const struct report *report, const struct host *host, enum mail_service service)
{
    size_t asked = 0;
    for (size_t n = 0; n < host->port_count; n++) {
        if (!is_port_of(service, host->ports[n].port))
            continue;
        for (size_t i = 0; i < host->addresses.count; i++) {
            const struct endpoint *endpoint =
                report_endpoint(report, host, host->addresses.items[i], host->ports[n].port);
            asked += endpoint != NULL && endpoint_session(endpoint) != NULL;
        }
    }
    return asked;
}

/* An unknown outcome has the catalogue's explanation only where it was diagnosed. */
static bool is_stated(const struct finding *finding)
{
    return finding->outcome != OUTCOME_HOLDS && finding->explanation != NULL;
}

enum delivery_effect mail_effect_of(const struct finding *finding)
{
    if (!is_stated(finding))
        return EFFECT_NONE;
    const struct catalogue_entry *entry = &catalogue_entries[finding->id];
    bool mild = finding->severity < entry->severity[ROLE_MX];
    return mild && entry->delivery == EFFECT_SOME_SENDERS ? EFFECT_NONE : entry->delivery;
}

static bool names_a_mail_host(const struct report *report, const char *name)
{
    for (size_t i = 0; i < report->host_count && name != NULL; i++)
        if (mail_effect_goes_to(report, &report->hosts[i]) && text_same_name(report->hosts[i].name, name))
            return true;
    return false;
}

struct mail_effect *mail_effects_of(const struct assessment *assessment, size_t *count)
{
    const struct report *report = assessment->report;
    struct mail_effect *effects = NULL;
    const char *domain = report->domain != NULL ? report->domain->name : NULL;
    *count = 0;
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct finding *finding = &assessment->findings[i];
        const struct subject *subject = &finding->subject;
        if (!is_stated(finding))
            continue;
        struct mail_effect *effect = list_append(&effects, count, sizeof *effect);
        effect->finding = finding;
        effect->effect = mail_effect_of(finding);
        effect->of_domain = subject->host == NULL ? subject->address == NULL && subject->domain != NULL
                                                  : text_same_name(subject->host, domain);
        effect->names_mail_host = names_a_mail_host(report, subject->host);
    }
    return effects;
}

bool mail_effect_is_the_servers(const struct mail_effect *effect)
{
    enum suspect at = effect->finding->points_at;
    return effect->finding->outcome == OUTCOME_FAILS
           && (at == SUSPECT_NONE || at == SUSPECT_TARGET || at == SUSPECT_TARGET_NETWORK);
}

static bool any_connected(const struct report *report, const struct host *host)
{
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        if (endpoint != NULL && session_stage_connected(endpoint_session(endpoint)))
            return true;
    }
    return false;
}

/* An address that several hosts share is probed under the name of one, and what it does is done to all; what
 * senders make of a name and its certificate is each host's own. */
static bool is_about_another_host(const struct mail_effect *effect, const struct host *host)
{
    return effect->effect == EFFECT_SOME_SENDERS && effect->names_mail_host
           && !text_same_name(effect->finding->subject.host, host->name);
}

enum effect_scope mail_effect_scope(const struct report *report, const struct mail_effect *effect,
                                    const struct host *host, enum mail_service service)
{
    const struct subject *subject = &effect->finding->subject;
    if (service == SERVICE_SUBMISSION && (effect->of_domain || subject->address == NULL))
        return SCOPE_NOTHING;
    if (effect->of_domain)
        return effect->effect == EFFECT_HIDDEN && any_connected(report, host) ? SCOPE_NOTHING : SCOPE_DOMAIN;
    if (subject->address == NULL)
        return text_same_name(subject->host, host->name) ? SCOPE_HOST : SCOPE_NOTHING;
    bool own = subject->port == 0 ? service == SERVICE_RELAY : is_port_of(service, subject->port);
    return own && port_view_host_has(host, subject->address) && !is_about_another_host(effect, host)
               ? SCOPE_ADDRESS
               : SCOPE_NOTHING;
}
