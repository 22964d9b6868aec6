/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificate that a server shows to clients which send no server name. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/certificate.h"
#include "assess/view/session_stage.h"

#include <string.h>

enum {
    USAGE_DANE_TA = 2,
    USAGE_DANE_EE = 3,
    SELECTOR_CERTIFICATE = 0,
    SELECTOR_SPKI = 1,
    MATCHING_SHA256 = 1
};

static bool names_certificate(const struct tlsa_record *record, const struct certificate *certificate)
{
    const char *hash = record->selector == SELECTOR_SPKI ? certificate->spki_sha256 : certificate->sha256;
    return hash != NULL && text_same(hash, record->data_hex);
}

/* Whether one of the port's TLSA records has the hash of a certificate of the chain where its usage looks for
 * it (RFC 7671 5). Unknown without usable records of that kind. */
static enum answer named_by_tlsa(const struct host *host, int64_t port, const struct tls *tls)
{
    enum answer named = ANSWER_UNKNOWN;
    for (size_t i = 0; host != NULL && i < host->tlsa_set_count; i++) {
        const struct tlsa_set *set = &host->tlsa_sets[i];
        for (size_t n = 0; set->port == port && n < set->record_count; n++) {
            const struct tlsa_record *record = &set->records[n];
            if (!record->usable || record->matching_type != MATCHING_SHA256)
                continue;
            size_t end = record->usage == USAGE_DANE_EE ? 1 : tls->chain_count;
            for (size_t c = record->usage == USAGE_DANE_TA ? 1 : 0; c < end; c++)
                if (names_certificate(record, &tls->chain[c]))
                    return ANSWER_YES;
            named = ANSWER_NO;
        }
    }
    return named;
}

static struct phrase names_of(const struct certificate *certificate)
{
    struct phrase names = phrase_list(&certificate->dns_names, "");
    return names.text[0] != '\0' ? phrase_at_most(100, names.text) : phrase_format("no DNS name");
}

/* "; a TLSA record names ...", where there are records. */
static struct phrase tlsa_phrase(enum answer with_name, enum answer without)
{
    if (with_name == ANSWER_UNKNOWN && without == ANSWER_UNKNOWN)
        return (struct phrase){{0}};
    if (with_name != ANSWER_YES && without != ANSWER_YES)
        return phrase_format("; TLSA records name neither");
    return phrase_format("; a TLSA record names %s", with_name == without      ? "both"
                                                     : with_name == ANSWER_YES ? "the one with it"
                                                                               : "the one without");
}

static void compare(struct assessment *assessment, const struct port_view *port_view, const struct tls *named,
                    const struct tls *nameless)
{
    const struct endpoint *endpoint = port_view->endpoint;
    const char *host = endpoint->server_name;
    if (text_same(named->chain[0].sha256, nameless->chain[0].sha256)) {
        judge(assessment, &port_view->about, FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_HOLDS,
              "The same certificate is shown with and without a name.");
        return;
    }
    enum answer right = certificate_is_good(named, host), other = certificate_is_good(nameless, host);
    enum answer right_tlsa = named_by_tlsa(port_view->host, endpoint->port, named);
    enum answer other_tlsa = named_by_tlsa(port_view->host, endpoint->port, nameless);
    bool as_good = (other == ANSWER_YES || other == right) && other_tlsa == right_tlsa;
    struct phrase obstacle = certificate_obstacle(nameless, host);
    judge(assessment, &port_view->about, FINDING_CERTIFICATE_NEEDS_SNI, outcome_unless(!as_good),
          "With the name %s the certificate is for %s, without one for %s%s%s%s%s.", host,
          names_of(&named->chain[0]).text, names_of(&nameless->chain[0]).text,
          obstacle.text[0] != '\0' ? " (" : "", obstacle.text, obstacle.text[0] != '\0' ? ")" : "",
          tlsa_phrase(right_tlsa, other_tlsa).text);
}

void nameless_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *nameless = port_view->endpoint->nameless;
    const struct session *main = port_view->session;
    if (nameless == NULL || !session_stage_shows_chain(main) || main->tls->server_name_sent == NULL)
        return;
    if (session_stage_shows_chain(nameless))
        compare(assessment, port_view, main->tls, nameless->tls);
    else
        judge(assessment, &port_view->about, FINDING_CERTIFICATE_NEEDS_SNI, OUTCOME_UNKNOWN,
              "A handshake without a name showed no certificate: %s.", phrase_stop(nameless).text);
}
