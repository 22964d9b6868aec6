/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts for tests: see facts_builder.h. */
#include "facts_builder.h"

#include "base/tls_names.h"
#include "facts/shapes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PORTS = 4 };
static const int64_t ports[PORTS] = {25, 465, 587, 2525};

void facts_lookup(struct dns_lookup *lookup, const char *type, const char *name, enum dns_status status)
{
    shape_clear(&dns_lookup_shape, lookup);
    lookup->type = text_copy(type);
    lookup->name = text_copy(name);
    lookup->status = status;
}

struct session *facts_add_session(struct report *report, const char *address, int64_t port,
                                  enum session_purpose purpose)
{
    struct endpoint *endpoint = facts_endpoint(report, address, port);
    struct session *session = list_append(&endpoint->sessions, &endpoint->session_count, sizeof *session);
    session->purpose = purpose;
    session->tried = MODE_STARTTLS;
    return session;
}

void facts_refuse_name(struct report *report, const char *address, int64_t port)
{
    struct endpoint *endpoint = facts_endpoint(report, address, port);
    struct session *nameless = facts_add_session(report, address, port, PURPOSE_WITHOUT_SNI);
    struct session *main = &endpoint->sessions[0];
    shape_copy(&session_shape, nameless, main);
    nameless->purpose = PURPOSE_WITHOUT_SNI;
    text_replace(&nameless->tls->server_name_sent, NULL);
    main->stop.at = STEP_HANDSHAKE;
    main->stop.reason = STOP_TLS_ALERT;
    main->stop.detail = text_copy("the server sent the alert unrecognized_name");
    text_replace(&main->tls->server_name_sent, text_copy(endpoint->server_name));
    main->tls->alert = ALERT_CAME + ALERT_UNRECOGNIZED_NAME;
    main->tls->completed = ANSWER_NO;
}

void facts_add_counted(struct report *report, const char *address, int64_t port, enum session_purpose purpose,
                       const char *replies)
{
    struct session *session = facts_add_session(report, address, port, purpose);
    const struct session *main = facts_session(report, address, port);
    session->tls = allocate(1, sizeof *session->tls);
    session->tls->completed = ANSWER_YES;
    session->tls_commands = 2;
    for (const char *at = replies; *at != '\0'; at += strspn(at, " ")) {
        struct reply *reply =
            list_append(&session->tls_replies, &session->tls_reply_count, sizeof *session->tls_replies);
        size_t length = strcspn(at, " ");
        if (strncmp(at, "EHLO", length) == 0) {
            shape_copy(&reply_shape, reply, &main->ehlo_tls->reply);
        } else {
            reply->code = strtol(at, NULL, 10);
            text_list_append(&reply->lines, "whatever");
        }
        at += length;
    }
}

struct path *facts_path(struct report *report, const char *address)
{
    struct path *path = list_append(&report->paths, &report->path_count, sizeof *path);
    path->address = text_copy(address);
    path->family = strchr(address, ':') != NULL ? 6 : 4;
    path->source_address = text_copy("198.51.100.254");
    path->gateway = text_copy("10.0.0.1");
    path->hop_limit = 30;
    path->tells_senders = ANSWER_YES;
    return path;
}

static void add_router(struct path *path, int64_t hop, const char *address)
{
    for (size_t i = 0; i < path->router_count; i++)
        if (strcmp(path->routers[i].address, address) == 0)
            return;
    struct path_router *router = list_append(&path->routers, &path->router_count, sizeof *router);
    router->address = text_copy(address);
    router->name = hop > 1 ? text_format("r%d.example.net", (int)hop) : NULL;
}

struct path_port *facts_path_port(struct path *path, int64_t port, enum path_end end, int64_t end_hop,
                                  int64_t last)
{
    struct path_port *entry = list_append(&path->ports, &path->port_count, sizeof *entry);
    entry->port = port;
    entry->end = end;
    entry->end_hop = end_hop;
    for (int64_t i = 1; i <= last; i++) {
        struct path_hop *hop = list_append(&entry->hops, &entry->hop_count, sizeof *hop);
        hop->hop = i;
        hop->address = i == 1 ? text_copy("10.0.0.1") : text_format("198.51.100.%d", (int)i);
        add_router(path, i, hop->address);
    }
    return entry;
}

struct icmp_error *facts_icmp(int64_t family, int64_t type, int64_t code, const char *sender)
{
    struct icmp_error *icmp = allocate(1, sizeof *icmp);
    icmp->family = family;
    icmp->type = type;
    icmp->code = code;
    icmp->sender = text_copy(sender);
    return icmp;
}

struct reply *facts_reply(int64_t code, const char *text)
{
    struct reply *reply = allocate(1, sizeof *reply);
    reply->code = code;
    reply->elapsed_ms = 20;
    text_list_append(&reply->lines, text);
    return reply;
}

void facts_set_reply(struct reply **reply, int64_t code, const char *text)
{
    if (*reply != NULL)
        shape_clear(&reply_shape, *reply);
    free(*reply);
    *reply = facts_reply(code, text);
}

void facts_add_keyword(struct ehlo *ehlo, const char *keyword, const char *parameters)
{
    struct ehlo_keyword *entry = list_append(&ehlo->keywords, &ehlo->keyword_count, sizeof *entry);
    entry->keyword = text_copy(keyword);
    entry->parameters = text_copy(parameters);
    if (strcasecmp(keyword, "AUTH") != 0)
        return;
    char *words = text_copy(parameters);
    char *rest = words;
    for (char *word; (word = strsep(&rest, " ")) != NULL;)
        text_list_append(&ehlo->auth_mechanisms, word);
    free(words);
}

void facts_drop_keywords(struct ehlo *ehlo)
{
    for (size_t i = 0; i < ehlo->keyword_count; i++)
        shape_clear(&ehlo_keyword_shape, &ehlo->keywords[i]);
    ehlo->keyword_count = 0;
}

void facts_drop_keyword(struct ehlo *ehlo, const char *keyword)
{
    for (size_t i = 0; i < ehlo->keyword_count; i++)
        if (strcasecmp(ehlo->keywords[i].keyword, keyword) == 0) {
            shape_clear(&ehlo_keyword_shape, &ehlo->keywords[i]);
            memmove(&ehlo->keywords[i], &ehlo->keywords[i + 1],
                    (ehlo->keyword_count - i - 1) * sizeof *ehlo->keywords);
            ehlo->keyword_count--;
            break;
        }
    if (strcasecmp(keyword, "AUTH") == 0)
        text_list_free(&ehlo->auth_mechanisms);
}

static struct tlsa_set *tlsa_set_of(struct host *host)
{
    for (size_t i = 0; i < host->tlsa_set_count; i++)
        if (host->tlsa_sets[i].port == 25)
            return &host->tlsa_sets[i];
    struct tlsa_set *set = list_append(&host->tlsa_sets, &host->tlsa_set_count, sizeof *set);
    char *name = text_format("_25._tcp.%s", host->name);
    facts_lookup(&set->lookup, "TLSA", name, DNS_OK);
    free(name);
    set->lookup.dnssec = DNSSEC_SECURE;
    set->base_domain = text_copy(host->name);
    set->port = 25;
    return set;
}

struct tlsa_set *facts_tlsa(struct report *report, const char *host, int usage, int selector,
                            int matching_type, const char *data_hex)
{
    struct tlsa_set *set = tlsa_set_of(facts_host(report, host));
    struct tlsa_record *record = list_append(&set->records, &set->record_count, sizeof *record);
    record->usage = usage;
    record->selector = selector;
    record->matching_type = matching_type;
    record->data_hex = text_copy(data_hex);
    record->usable = usage >= 2;
    if (!record->usable)
        record->unusable_because = text_copy("usages 0 and 1 mean nothing for SMTP");
    return set;
}

static struct ehlo *make_ehlo(const char *name)
{
    struct ehlo *ehlo = allocate(1, sizeof *ehlo);
    ehlo->verb = text_copy("EHLO");
    ehlo->domain = text_copy(name);
    ehlo->reply.code = 250;
    text_list_append(&ehlo->reply.lines, name);
    facts_add_keyword(ehlo, "PIPELINING", "");
    facts_add_keyword(ehlo, "SIZE", "10240000");
    facts_add_keyword(ehlo, "8BITMIME", "");
    return ehlo;
}

static void make_chain(struct tls *tls, const char *name)
{
    static const char *const issuers[] = {"CN=Intermediate", "CN=Root"};
    for (size_t i = 0; i < 2; i++) {
        struct certificate *certificate = list_append(&tls->chain, &tls->chain_count, sizeof *certificate);
        certificate->subject = i == 0 ? text_format("CN=%s", name) : text_copy(issuers[0]);
        certificate->issuer = text_copy(issuers[i]);
        certificate->not_before = text_copy("2026-12-01T00:00:00Z");
        certificate->not_after = text_copy("2027-03-16T08:00:00Z");
        certificate->not_before_unix_s = FACTS_NOW_S - 30 * FACTS_DAY_S;
        certificate->not_after_unix_s = FACTS_NOW_S + 60 * FACTS_DAY_S;
        certificate->key_type = i == 0 ? KEY_TYPE_ECDSA : KEY_TYPE_RSA;
        certificate->key_bits = i == 0 ? 256 : 2048;
        certificate->signature_algorithm = text_copy("RSA-SHA256");
        certificate->sha256 = text_format("fingerprint %s %zu", name, i);
        certificate->spki_sha256 = text_format("key of %s %zu", name, i);
        certificate->is_ca = i > 0;
        certificate->path_place = (int64_t)i + 1;
    }
    text_list_append(&tls->chain[0].dns_names, name);
}

static struct tls *make_tls(const char *name)
{
    struct tls *tls = allocate(1, sizeof *tls);
    tls->server_name_sent = text_copy(name);
    tls->completed = ANSWER_YES;
    tls->version = VERSION_TLS_1_2;
    tls->cipher_suite = tls_suite_names.code("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    tls->key_exchange_bits = 3072;
    tls->ocsp_staple = OCSP_GOOD;
    tls->client_certificate_requested = ANSWER_NO;
    make_chain(tls, name);
    tls->certificates_sent = 2;
    tls->certificate_bytes = 2000;
    tls->verification.anchor = text_copy("CN=Root");
    tls->verification.anchor_in_date = ANSWER_YES;
    tls->verification.found_simply = ANSWER_YES;
    tls->verification.openssl_takes = ANSWER_YES;
    tls->verification.trusted = ANSWER_YES;
    tls->verification.in_date = ANSWER_YES;
    struct name_check *check =
        list_append(&tls->verification.names, &tls->verification.name_count, sizeof *check);
    check->name = text_copy(name);
    check->matches = ANSWER_YES;
    check->matched = text_copy(name);
    return tls;
}

static struct session *fresh_session(struct endpoint *endpoint, enum port_mode mode)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        shape_clear(&session_shape, &endpoint->sessions[i]);
    free(endpoint->sessions);
    endpoint->sessions = NULL;
    endpoint->session_count = 0;
    struct session *session = list_append(&endpoint->sessions, &endpoint->session_count, sizeof *session);
    session->tried = mode;
    return session;
}

void facts_open(struct report *report, const char *address, int64_t port, enum port_mode mode)
{
    struct endpoint *endpoint = facts_endpoint(report, address, port);
    const char *name = endpoint->server_name;
    bool submission = port != 25;
    struct session *session = fresh_session(endpoint, mode);
    endpoint->found = mode;
    session->local_address = text_copy("198.51.100.254");
    session->connect_us = 12000;
    session->greeting = facts_reply(220, "mail ESMTP");
    session->tls = make_tls(name);
    session->ehlo_tls = make_ehlo(name);
    if (submission) {
        facts_add_keyword(session->ehlo_tls, "AUTH", "PLAIN SCRAM-SHA-256");
        session->mail_before_auth = facts_reply(530, "5.7.0 Authentication required");
    }
    if (mode == MODE_IMPLICIT_TLS)
        return;
    session->ehlo = make_ehlo(name);
    facts_add_keyword(session->ehlo, "STARTTLS", "");
    session->starttls.offered = ANSWER_YES;
    session->starttls.reply = facts_reply(220, "2.0.0 go ahead");
    if (submission)
        session->mail_before_tls = facts_reply(530, "5.7.0 Must issue a STARTTLS command first");
}

/* Clears an optional part of a session. */
static void forget(const struct shape *shape, void *place)
{
    void *part;
    memcpy(&part, place, sizeof part);
    if (part != NULL)
        shape_clear(shape, part);
    free(part);
    memset(place, 0, sizeof part);
}

void facts_stop(struct report *report, const char *address, int64_t port, enum step step,
                enum stop_reason reason)
{
    struct endpoint *endpoint = facts_endpoint(report, address, port);
    if (endpoint->session_count == 0)
        fresh_session(endpoint, endpoint->expected);
    struct session *session = &endpoint->sessions[0];
    shape_clear(&stop_shape, &session->stop);
    session->stop.at = step;
    session->stop.reason = reason;
    if (reason == STOP_REFUSED)
        session->stop.system_error = text_copy("ECONNREFUSED");
    struct timing *timing = list_append(&session->timings, &session->timing_count, sizeof *timing);
    timing->step = step;
    timing->elapsed_ms = 10000;
    if (step <= STEP_GREETING)
        endpoint->found = MODE_UNKNOWN;
    if (step <= STEP_GREETING)
        forget(&reply_shape, &session->greeting);
    if (step <= STEP_EHLO)
        forget(&ehlo_shape, &session->ehlo);
    if (step <= STEP_MAIL_BEFORE_TLS)
        forget(&reply_shape, &session->mail_before_tls);
    if (step <= STEP_STARTTLS) {
        enum answer offered = step == STEP_STARTTLS ? session->starttls.offered : ANSWER_UNKNOWN;
        shape_clear(&starttls_shape, &session->starttls);
        session->starttls.offered = offered;
    }
    if (step <= STEP_STARTTLS)
        forget(&tls_shape, &session->tls);
    else if (step == STEP_HANDSHAKE && session->tls != NULL)
        session->tls->completed = ANSWER_NO;
    if (step <= STEP_EHLO_TLS)
        forget(&ehlo_shape, &session->ehlo_tls);
    if (step <= STEP_MAIL_BEFORE_AUTH)
        forget(&reply_shape, &session->mail_before_auth);
}

void facts_refuse(struct report *report, const char *address, int64_t port, enum step step, int64_t code,
                  const char *text)
{
    facts_stop(report, address, port, step, STOP_REJECTED);
    facts_endpoint(report, address, port)->found = MODE_STARTTLS;
    struct session *session = facts_session(report, address, port);
    session->stop.reply_code = code;
    session->stop.detail = text_format("%d %s", (int)code, text);
    if (step == STEP_GREETING) {
        facts_set_reply(&session->greeting, code, text);
        return;
    }
    session->ehlo = allocate(1, sizeof *session->ehlo);
    session->ehlo->verb = text_copy("EHLO");
    session->ehlo->reply.code = code;
    text_list_append(&session->ehlo->reply.lines, text);
}

struct host *facts_host(struct report *report, const char *name)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (strcmp(report->hosts[i].name, name) == 0)
            return &report->hosts[i];
    assert(!"no such host");
    return NULL;
}

struct address *facts_address(struct report *report, const char *address)
{
    for (size_t i = 0; i < report->address_count; i++)
        if (strcmp(report->addresses[i].address, address) == 0)
            return &report->addresses[i];
    assert(!"no such address");
    return NULL;
}

struct endpoint *facts_endpoint(struct report *report, const char *address, int64_t port)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (report->endpoints[i].port == port && strcmp(report->endpoints[i].address, address) == 0)
            return &report->endpoints[i];
    assert(!"no such endpoint");
    return NULL;
}

struct session *facts_session(struct report *report, const char *address, int64_t port)
{
    return &facts_endpoint(report, address, port)->sessions[0];
}

static struct host *add_host(struct report *report, const char *name)
{
    struct host *host = list_append(&report->hosts, &report->host_count, sizeof *host);
    host->name = text_copy(name);
    host->name_unicode = text_copy(name);
    facts_lookup(&host->a_lookup, "A", name, DNS_OK);
    facts_lookup(&host->aaaa_lookup, "AAAA", name, DNS_NODATA);
    host->a_lookup.dnssec = DNSSEC_INSECURE;
    host->aaaa_lookup.dnssec = DNSSEC_INSECURE;
    for (size_t i = 0; i < PORTS; i++) {
        struct host_port *port = list_append(&host->ports, &host->port_count, sizeof *port);
        port->port = ports[i];
        port->expected = ports[i] == 465 ? MODE_IMPLICIT_TLS : MODE_STARTTLS;
    }
    return host;
}

static void add_address(struct report *report, struct host *host, const char *text)
{
    text_list_append(&host->addresses, text);
    struct address *address = list_append(&report->addresses, &report->address_count, sizeof *address);
    address->address = text_copy(text);
    address->family = strchr(text, ':') != NULL ? 6 : 4;
    facts_lookup(&address->ptr_lookup, "PTR", text, DNS_OK);
    text_list_append(&address->ptr_names, host->name);
    address->forward_confirmed = ANSWER_YES;
    if (address->family == 6)
        host->aaaa_lookup.status = DNS_OK;
    for (size_t i = 0; i < PORTS; i++) {
        struct endpoint *endpoint =
            list_append(&report->endpoints, &report->endpoint_count, sizeof *endpoint);
        endpoint->address = text_copy(text);
        endpoint->port = ports[i];
        endpoint->server_name = text_copy(host->name);
        endpoint->expected = host->ports[i].expected;
        facts_stop(report, text, ports[i], STEP_CONNECT, STOP_REFUSED);
    }
}

static void add_mx(struct report *report, const char *name, int64_t preference, const char *address)
{
    struct mx_record *mx = list_append(&report->domain->mx, &report->domain->mx_count, sizeof *mx);
    mx->preference = preference;
    mx->exchange = text_copy(name);
    struct host *host = add_host(report, name);
    host->is_mx = true;
    host->mx_preference = preference;
    add_address(report, host, address);
    facts_open(report, address, 25, MODE_STARTTLS);
}

static void add_service(struct domain *domain, const char *service, int64_t port)
{
    struct srv_service *entry = list_append(&domain->services, &domain->service_count, sizeof *entry);
    entry->service = text_copy(service);
    facts_lookup(&entry->lookup, "SRV", service, port != 0 ? DNS_OK : DNS_NXDOMAIN);
    if (port == 0)
        return;
    entry->offered = ANSWER_YES;
    struct srv_record *record = list_append(&entry->records, &entry->record_count, sizeof *record);
    record->port = port;
    record->target = text_copy("mail.example.org");
}

static void add_policies(struct domain *domain)
{
    struct mta_sts *mta_sts = domain->mta_sts = allocate(1, sizeof *mta_sts);
    mta_sts->status = MTA_STS_POLICY_VALID;
    facts_lookup(&mta_sts->txt_lookup, "TXT", "_mta-sts.example.org", DNS_OK);
    text_list_append(&mta_sts->txt_records, "v=STSv1; id=1;");
    mta_sts->id = text_copy("1");
    mta_sts->policy_host = text_copy("mta-sts.example.org");
    text_list_append(&mta_sts->policy_addresses, "192.0.2.80");
    mta_sts->address = text_copy("192.0.2.80");
    mta_sts->http_status = 200;
    mta_sts->content_type = text_copy("text/plain; charset=utf-8");
    struct mta_sts_policy *policy = mta_sts->policy = allocate(1, sizeof *policy);
    policy->version = text_copy("STSv1");
    policy->mode_word = text_copy("enforce");
    policy->mode = MTA_STS_MODE_ENFORCE;
    policy->max_age_s = 14 * FACTS_DAY_S;
    text_list_append(&policy->mx, "mx1.example.org");
    text_list_append(&policy->mx, "mx2.example.org");
    struct tls_rpt *tls_rpt = domain->tls_rpt = allocate(1, sizeof *tls_rpt);
    facts_lookup(&tls_rpt->lookup, "TXT", "_smtp._tls.example.org", DNS_OK);
    text_list_append(&tls_rpt->records, "v=TLSRPTv1; rua=mailto:tls@example.org");
    text_list_append(&tls_rpt->rua, "mailto:tls@example.org");
}

static void add_domain(struct report *report)
{
    report->started_at_unix_ms = FACTS_NOW_S * 1000;
    report->started_at = text_copy("2027-01-15T08:00:00Z");
    report->target.name = text_copy("example.org");
    report->vantage.relay_over_ipv4.networks_reached = 1;
    report->vantage.relay_over_ipv6.networks_reached = 1;
    report->vantage.over_ipv4.networks_reached = 1;
    report->vantage.over_ipv6.networks_reached = 1;
    report->domain = allocate(1, sizeof *report->domain);
    report->domain->name = text_copy("example.org");
    report->domain->name_unicode = text_copy("example.org");
    report->domain->mail_route = ROUTE_MX;
    add_policies(report->domain);
    facts_lookup(&report->domain->mx_lookup, "MX", "example.org", DNS_OK);
    report->domain->mx_lookup.dnssec = DNSSEC_INSECURE;
    add_mx(report, "mx1.example.org", 10, "192.0.2.10");
    add_address(report, &report->hosts[0], "2001:db8::10");
    facts_open(report, "2001:db8::10", 25, MODE_STARTTLS);
    add_mx(report, "mx2.example.org", 20, "192.0.2.20");
    /* One address is enough for what is probed; DNS has both families. */
    report->hosts[1].aaaa_lookup.status = DNS_OK;
}

static void add_submission(struct report *report, const char *name, const char *address,
                           enum submission_source source)
{
    struct host *host = add_host(report, name);
    host->submission = source;
    add_address(report, host, address);
    facts_open(report, address, 465, MODE_IMPLICIT_TLS);
    facts_open(report, address, 587, MODE_STARTTLS);
}

void facts_policy(struct report *report, enum mta_sts_mode mode)
{
    struct mta_sts *sts = report->domain->mta_sts;
    shape_clear(&mta_sts_shape, sts);
    sts->status = MTA_STS_POLICY_VALID;
    text_list_append(&sts->txt_records, "v=STSv1; id=1;");
    text_list_append(&sts->policy_addresses, "192.0.2.80");
    sts->policy = allocate(1, sizeof *sts->policy);
    sts->policy->mode = mode;
    sts->policy->max_age_s = 28 * FACTS_DAY_S;
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].is_mx)
            text_list_append(&sts->policy->mx, report->hosts[i].name);
}

static void add_match(struct endpoint *endpoint, const char *base_domain, enum answer matches)
{
    struct tlsa_match *match =
        list_append(&endpoint->tlsa_matches, &endpoint->tlsa_match_count, sizeof *match);
    match->base_domain = text_copy(base_domain);
    match->port = 25;
    match->usage = 3;
    match->selector = 1;
    match->matching_type = 1;
    match->key_type = KEY_TYPE_ECDSA;
    match->matches = matches;
    match->certificate = matches == ANSWER_YES ? 0 : -1;
}

void facts_matched(struct report *report, const char *name, enum answer matches)
{
    struct host *host = facts_host(report, name);
    host->a_lookup.dnssec = DNSSEC_SECURE;
    host->aaaa_lookup.dnssec = DNSSEC_SECURE;
    struct tlsa_set *set = list_append(&host->tlsa_sets, &host->tlsa_set_count, sizeof *set);
    set->base_domain = text_copy(name);
    set->port = 25;
    facts_lookup(&set->lookup, "TLSA", name, DNS_OK);
    set->lookup.dnssec = DNSSEC_SECURE;
    struct tlsa_record *record = list_append(&set->records, &set->record_count, sizeof *record);
    record->usage = 3;
    record->selector = 1;
    record->matching_type = 1;
    record->usable = true;
    for (size_t i = 0; i < host->addresses.count; i++)
        add_match(facts_endpoint(report, host->addresses.items[i], 25), name, matches);
}

void facts_opportunistic(struct report *report)
{
    facts_good(report);
    shape_clear(&mta_sts_shape, report->domain->mta_sts);
    report->domain->mta_sts->status = MTA_STS_ABSENT;
    shape_clear(&tls_rpt_shape, report->domain->tls_rpt);
}

void facts_good(struct report *report)
{
    report->vantage.trust_anchors = ANSWER_YES;
    report->vantage.root_key = ANSWER_YES;
    report->vantage.clock = ANSWER_YES;
    add_domain(report);
    add_service(report->domain, "_submissions._tcp", 465);
    add_service(report->domain, "_submission._tcp", 587);
    add_service(report->domain, "_smtps._tcp", 0);
    add_submission(report, "mail.example.org", "192.0.2.30", SUBMISSION_SRV);
}

void facts_guess(struct report *report)
{
    add_domain(report);
    add_service(report->domain, "_submissions._tcp", 0);
    add_service(report->domain, "_submission._tcp", 0);
    add_service(report->domain, "_smtps._tcp", 0);
    add_submission(report, "smtp.example.org", "192.0.2.40", SUBMISSION_GUESS);
}

void facts_clear(struct report *report)
{
    shape_clear(&report_shape, report);
}

void facts_record(struct report *report, const char *name, int usage, int selector, int matching_type,
                  const char *data_hex, enum answer matches)
{
    const struct host *host = facts_host(report, name);
    facts_tlsa(report, name, usage, selector, matching_type, data_hex);
    for (size_t i = 0; i < host->addresses.count; i++) {
        struct endpoint *endpoint = facts_endpoint(report, host->addresses.items[i], 25);
        struct tlsa_match *match =
            list_append(&endpoint->tlsa_matches, &endpoint->tlsa_match_count, sizeof *match);
        match->base_domain = text_copy(name);
        match->port = 25;
        match->usage = usage;
        match->selector = selector;
        match->matching_type = matching_type;
        match->data_hex = text_copy(data_hex);
        match->key_type = KEY_TYPE_ECDSA;
        match->matches = matches;
        match->certificate = matches == ANSWER_YES ? 3 - usage : -1;
        match->problem = matches == ANSWER_YES ? NULL : text_copy("it does not match");
    }
}

void facts_good_dane(struct report *report)
{
    static const char *const names[] = {"mx1.example.org", "mx2.example.org"};
    facts_good(report);
    report->domain->mx_lookup.dnssec = DNSSEC_SECURE;
    for (size_t i = 0; i < 2; i++) {
        struct host *host = facts_host(report, names[i]);
        host->a_lookup.dnssec = host->aaaa_lookup.dnssec = DNSSEC_SECURE;
        facts_record(report, names[i], 3, 1, 1, "c0ffee", ANSWER_YES);
    }
}
