/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For -v: every connection with its timings, its TLS and its transcript. */
#include "base/list.h"
#include "base/tls_names.h"
#include "facts/words.h"
#include "infer/icmp.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <stdlib.h>

enum { SESSION_COLUMN = 2 };

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static void detail_list(const struct page *page, const char *label, const struct text_list *list)
{
    if (list->count == 0)
        return;
    char *joined = text_list_join(list, ", ");
    page_detail(page, label, "%s", joined);
    free(joined);
}

/* A certificate is shown in full once; `told` has the fingerprints of those. */
static void certificate(const struct page *page, const struct certificate *certificate, size_t number,
                        struct text_list *told)
{
    const char *fingerprint = or_dash(certificate->sha256);
    bool again = text_list_has(told, fingerprint);
    char *label = text_format("cert %zu", number);
    page_detail(page, label, "%s%s", or_dash(certificate->subject), again ? " (as above)" : "");
    free(label);
    if (again)
        return;
    text_list_append(told, fingerprint);
    page_detail(page, "  issuer", "%s%s%s", or_dash(certificate->issuer),
                certificate->self_signed ? " (self-signed)" : "", certificate->is_ca ? " (a CA)" : "");
    detail_list(page, "  names", &certificate->dns_names);
    detail_list(page, "  addresses", &certificate->ip_names);
    page_detail(page, "  valid", "%s to %s", or_dash(certificate->not_before),
                or_dash(certificate->not_after));
    page_detail(page, "  key", "%s %" PRId64 " bits, signed with %s%s",
                or_dash(key_type_name(certificate->key_type)), certificate->key_bits,
                or_dash(certificate->signature_algorithm), certificate->signature_is_weak ? " (weak)" : "");
    page_detail(page, "  serial", "%s", or_dash(certificate->serial_hex));
    page_detail(page, "  sha256", "%s", fingerprint);
    page_detail(page, "  spki", "%s", or_dash(certificate->spki_sha256));
}

static void verification(const struct page *page, const struct verification *verification)
{
    page_detail(page, "trusted", "%s", words_name(&answer_words, (int)verification->trusted));
    detail_list(page, "  because", &verification->problems);
    page_detail(page, "in date", "%s", words_name(&answer_words, (int)verification->in_date));
    for (size_t i = 0; i < verification->name_count; i++) {
        const struct name_check *check = &verification->names[i];
        page_detail(page, "valid for", "%s: %s%s%s", or_dash(check->name),
                    words_name(&answer_words, (int)check->matches), check->matched == NULL ? "" : ", by ",
                    check->matched == NULL ? "" : check->matched);
    }
}

/* "TLS 1.3, TLS_AES_128_GCM_SHA256, group X25519, signature RSA-PSS-RSAE-SHA256" */
static void parameters(const struct page *page, const struct tls *tls, const char *version, const char *suite)
{
    char *group = tls->group != 0 ? tls_group_names.text(tls->group) : NULL;
    char *signature = tls->signature != 0 ? tls_signature_names.text(tls->signature) : NULL;
    page_detail(page, "TLS", "%s, %s, group %s, signature %s", version, suite, or_dash(group),
                or_dash(signature));
    free(group);
    free(signature);
}

static void not_completed(const struct page *page, const struct tls *tls)
{
    char *alert = tls->alert != 0 ? tls_alert_names.text(tls->alert) : NULL;
    page_detail(page, "TLS", "handshake completed: %s%s%s", words_name(&answer_words, (int)tls->completed),
                alert == NULL ? "" : ", alert ", alert == NULL ? "" : alert);
    free(alert);
}

static void tls(const struct page *page, const struct tls *tls, struct text_list *told)
{
    const char *version = tls->version != 0 ? tls_names_version(tls->version) : "-";
    const struct tls_suite *known = tls_names_suite(tls->cipher_suite);
    const char *suite = tls->cipher_suite != 0 && known != NULL ? known->name.name : "-";
    if (tls->completed == ANSWER_UNKNOWN && tls->chain_count > 0) {
        page_detail(page, "TLS", "%s, %s, from the reply to a ClientHello; no handshake was made", version,
                    suite);
    } else if (tls->completed != ANSWER_YES) {
        not_completed(page, tls);
        if (tls->chain_count == 0)
            return;
    } else {
        parameters(page, tls, version, suite);
    }
    page_detail(page, "SNI", "%s", or_dash(tls->server_name_sent));
    page_detail(page, "extras", "OCSP staple %s, session ticket %s, client certificate requested %s",
                words_name(&ocsp_staple_words, (int)tls->ocsp_staple),
                words_name(&answer_words, (int)tls->session_ticket),
                words_name(&answer_words, (int)tls->client_certificate_requested));
    verification(page, &tls->verification);
    for (size_t i = 0; i < tls->chain_count; i++)
        certificate(page, &tls->chain[i], i + 1, told);
}

static void timings(const struct page *page, const struct session *session)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < session->timing_count; i++) {
        char *part = text_format("%s %" PRId64, words_name(&step_words, (int)session->timings[i].step),
                                 session->timings[i].elapsed_ms);
        text_list_append(&parts, part);
        free(part);
    }
    detail_list(page, "times, ms", &parts);
    text_list_free(&parts);
}

/* "ICMP type 3 code 13 from 198.51.100.1". */
static void icmp(const struct page *page, const struct icmp_error *icmp)
{
    if (icmp != NULL)
        page_detail(page, "ICMP", "%s, %s type %" PRId64 " code %" PRId64 " from %s", icmp_meaning(icmp),
                    icmp->family == 6 ? "ICMPv6" : "ICMP", icmp->type, icmp->code,
                    icmp->sender == NULL ? "an unknown address" : icmp->sender);
}

/* How long the first answer to the SYN took, and how often it was sent again. */
static void connecting(const struct page *page, const struct session *session)
{
    if (session->local_address != NULL)
        page_detail(page, "from", "%s", session->local_address);
    char *answer = session->connect_us > 0
                       ? text_format("answered after %" PRId64 ".%02" PRId64 " ms",
                                     session->connect_us / 1000, session->connect_us / 10 % 100)
                       : text_copy("not answered");
    if (session->connect_us > 0 || session->syn_retransmissions > 0)
        page_detail(page, "SYN", "%s, sent again %" PRId64 " times", answer, session->syn_retransmissions);
    free(answer);
}

static void stop(const struct page *page, const struct stop *stop)
{
    if (stop->reason == STOP_NONE)
        return;
    page_detail(page, "stopped", "at %s: %s%s%s%s%s", words_name(&step_words, (int)stop->at),
                words_name(&stop_reason_words, (int)stop->reason), stop->system_error == NULL ? "" : ", ",
                stop->system_error == NULL ? "" : stop->system_error, stop->detail == NULL ? "" : ", ",
                stop->detail == NULL ? "" : stop->detail);
    icmp(page, stop->icmp);
}

/* "    12 S: 220 mx1.example.org ESMTP": S and C are the two sides, in lower case inside TLS a star stands
 * by. */
static void transcript(const struct page *page, const struct session *session)
{
    static const char *const speakers[] = {
        [FROM_SERVER] = "S:", [FROM_CLIENT] = "C:", [ABOUT_CONNECTION] = "--"};
    for (size_t i = 0; i < session->transcript_count; i++) {
        const struct transcript_line *line = &session->transcript[i];
        char *at = text_format("%8" PRId64 " %s %s ", line->at_ms, line->encrypted ? "*" : " ",
                               speakers[line->direction]);
        enum style style = line->direction == FROM_SERVER   ? STYLE_PLAIN
                           : line->direction == FROM_CLIENT ? STYLE_STRONG
                                                            : STYLE_DIM;
        page_blank(page, PAGE_LABEL_COLUMN);
        int column = PAGE_LABEL_COLUMN + page_text(page, STYLE_DIM, at);
        page_paragraph(page, style, column, column + 2, or_dash(line->text));
        free(at);
    }
}

static void session(const struct page *page, const struct session *session, size_t number,
                    struct text_list *told)
{
    char *line = text_format(
        "connection %zu, tried as %s%s%s", number, words_name(&port_mode_words, (int)session->tried),
        session->purpose == PURPOSE_MAIN ? "" : ", for ",
        session->purpose == PURPOSE_MAIN ? "" : words_name(&session_purpose_words, (int)session->purpose));
    page_blank(page, SESSION_COLUMN);
    page_text(page, STYLE_PLAIN, line);
    page_newline(page);
    free(line);
    timings(page, session);
    connecting(page, session);
    stop(page, &session->stop);
    if (session->first_bytes != NULL)
        page_detail(page, "first bytes", "%s", session->first_bytes);
    if (session->starttls.bytes_after_reply != NULL)
        page_detail(page, "after 220", "%s", session->starttls.bytes_after_reply);
    if (session->tls != NULL)
        tls(page, session->tls, told);
    transcript(page, session);
}

void text_details(const struct page *page, const struct report *report)
{
    if (report->endpoint_count == 0)
        return;
    page_newline(page);
    int at = page_text(page, STYLE_STRONG, "Connections  ");
    page_paragraph(page, STYLE_DIM, at, SESSION_COLUMN, "(times from the first packet in ms, * inside TLS)");
    struct text_list told = {0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        char *line = text_format("%s %s port %" PRId64 ": expected %s, found %s, %" PRId64 " ms",
                                 or_dash(endpoint->server_name), or_dash(endpoint->address), endpoint->port,
                                 words_name(&port_mode_words, (int)endpoint->expected),
                                 words_name(&port_mode_words, (int)endpoint->found), endpoint->elapsed_ms);
        page_newline(page);
        page_paragraph(page, STYLE_STRONG, 0, SESSION_COLUMN, line);
        free(line);
        for (size_t n = 0; n < endpoint->session_count; n++)
            session(page, &endpoint->sessions[n], n + 1, &told);
        if (endpoint->nameless != NULL)
            session(page, endpoint->nameless, endpoint->session_count + 1, &told);
    }
    text_list_free(&told);
}
