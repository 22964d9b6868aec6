/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps before all others: they raise no level, and what is built on a server that needs them falls with
 * what they replace. */
#include "assess/finding/phrase.h"
#include "assess/verdict/mend.h"
#include "assess/verdict/next_step.h"
#include "assess/verdict/step_lines.h"
#include "assess/view/dane.h"
#include "assess/view/tlsa_anchors.h"
#include "assess/view/view.h"

#include <inttypes.h>

static const int64_t ports[] = {PORT_RELAY, PORT_SUBMISSIONS, PORT_SUBMISSION, PORT_UNREGISTERED};

enum kind { KIND_CERTIFICATE, KIND_TLS, KIND_RETIRED };

static const struct {
    const char *title;
    const char *why;
    enum step_setting setting;
} kinds[] = {
    [KIND_CERTIFICATE] =
        {"Replace the certificate first",
         "A TLSA record or another pin of its key becomes wrong when you replace it. If there are TLSA "
         "records, publish one for the new key two TTLs before the change (RFC 7671 8.1).",
         SETTING_NEW_CERTIFICATE},
    [KIND_TLS] = {"Disable insecure TLS features first",
                  "An attacker can use them to read or change mail, even if DANE and MTA-STS are in place.",
                  SETTING_SOUND_TLS},
    [KIND_RETIRED] = {"Publish TLSA records that match after the next renewal",
                      "The records name a CA that no longer issues. The next certificate comes from another "
                      "CA, and then no record matches.",
                      STEP_SETTING_COUNT},
};

static struct next_step *add_step(struct verdict *verdict, enum kind kind)
{
    struct next_step *step = list_append(&verdict->next_steps, &verdict->next_step_count, sizeof *step);
    step->title = text_copy(kinds[kind].title);
    step->why = text_copy(kinds[kind].why);
    return step;
}

/* Ports of a host whose name was only guessed promise nothing. */
static bool counts(const struct report *report, const struct host *host, int64_t port)
{
    enum role role = port_view_role(report, host, port);
    return port == PORT_RELAY ? host->is_mx : role == ROLE_SUBMISSION;
}

/* What is wrong with the ports of one host, all of which one server may have; the first that needs it, 0 for
 * none. */
static int64_t wrong_ports(const struct assessment *assessment, const struct host *host, enum kind kind,
                           struct text_list *remarks)
{
    int64_t first = 0;
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (!counts(assessment->report, host, ports[i]))
            continue;
        struct mend mend = mend_of(assessment, host, ports[i]);
        const struct text_list *wrong = kind == KIND_CERTIFICATE ? &mend.certificate : &mend.tls;
        if (wrong->count > 0) {
            first = first != 0 ? first : ports[i];
            text_list_append(
                remarks, phrase_format("port %" PRId64 ": %s", ports[i], phrase_list(wrong, "").text).text);
        }
        mend_clear(&mend);
    }
    return first;
}

static void add_host(struct assessment *assessment, const struct host *host, enum kind kind,
                     struct next_step **step)
{
    struct text_list remarks = {0};
    int64_t port = wrong_ports(assessment, host, kind, &remarks);
    if (port != 0 && *step == NULL)
        *step = add_step(&assessment->verdict, kind);
    size_t first = *step != NULL ? (*step)->part_count : 0;
    if (port != 0)
        step_lines_settings(*step, assessment->report, host, port, kinds[kind].setting);
    for (size_t i = first; *step != NULL && i < (*step)->part_count; i++)
        for (size_t n = 0; n < remarks.count; n++)
            step_lines_remark(&(*step)->parts[i], "%s", remarks.items[n]);
    text_list_free(&remarks);
}

/* "3 1 1" first, which hangs on no authority; then all that stand in for the one that is gone. */
static void add_siblings(struct step_lines *part, const char *base_domain, const struct tlsa_anchor *retired)
{
    step_lines_remark(part, "%s of %s no longer issues (as of %s). Remove its record once the certificate is",
                      retired->name, retired->authority, retired->as_of);
    step_lines_remark(part, "renewed. Instead of the 3 1 1 record, publish all of these together:");
    for (size_t i = 0; i < tlsa_anchor_count; i++)
        if (tlsa_anchors[i].issues && text_same(tlsa_anchors[i].authority, retired->authority))
            step_lines_remark(part, "_25._tcp.%s. IN TLSA 2 1 1 %s (%s)", base_domain,
                              tlsa_anchors[i].spki_sha256, tlsa_anchors[i].name);
}

static void add_retired_anchors(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct next_step *step = NULL;
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        const struct host_view *host_view = view_host(assessment->view, host);
        const struct tlsa_set *set = host_view->tlsa_set;
        const struct tlsa_anchor *anchor;
        if (!host->is_mx || host_view->dane != DANE_USABLE || tlsa_anchor_retired(set, &anchor) == NULL)
            continue;
        step = step != NULL ? step : add_step(&assessment->verdict, KIND_RETIRED);
        struct step_lines *part = step_lines_add(step, MEDIUM_DNS, "the zone of %s", set->base_domain);
        step_lines_tlsa(part, assessment, host, set->base_domain);
        add_siblings(part, set->base_domain, anchor);
    }
}

void next_steps_mend(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    add_retired_anchors(assessment);
    for (int kind = KIND_CERTIFICATE; kind <= KIND_TLS; kind++) {
        struct next_step *step = NULL;
        for (size_t i = 0; i < report->host_count; i++)
            add_host(assessment, &report->hosts[i], (enum kind)kind, &step);
    }
}
