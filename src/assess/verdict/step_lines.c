/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing down records and settings. */
#include "assess/verdict/step_lines.h"

#include "assess/finding/phrase.h"
#include "assess/finding/software.h"
#include "assess/verdict/mend.h"
#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "base/list.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct step_lines *step_lines_add(struct next_step *step, enum step_medium medium, const char *place, ...)
{
    struct step_lines *part = list_append(&step->parts, &step->part_count, sizeof *part);
    va_list arguments;
    va_start(arguments, place);
    part->medium = medium;
    part->place = text_format_list(place, arguments);
    va_end(arguments);
    return part;
}

static void append(struct step_lines *part, const char *prefix, const char *format, va_list arguments)
{
    char *text = text_format_list(format, arguments);
    char *line = text_format("%s%s", prefix, text);
    text_list_append(&part->lines, line);
    free(line);
    free(text);
}

void step_lines_say(struct step_lines *part, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(part, "", format, arguments);
    va_end(arguments);
}

void step_lines_remark(struct step_lines *part, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(part, part->medium == MEDIUM_DNS ? "; " : "# ", format, arguments);
    va_end(arguments);
}

struct text_list step_lines_keys(const struct report *report, const struct host *host)
{
    struct text_list keys = {0};
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        for (size_t n = 0; endpoint != NULL && n < endpoint->session_count; n++) {
            const struct session *session = &endpoint->sessions[n];
            const char *key = session_stage_shows_chain(session) ? session->tls->chain[0].spki_sha256 : NULL;
            if (key != NULL && !text_list_has(&keys, key))
                text_list_append(&keys, key);
        }
    }
    return keys;
}

/* Says of an alias that stands where records are to be published, and under what name they may be. */
static const char *remark_alias(struct step_lines *part, const char *name, const struct dns_lookup *lookup)
{
    const char *target = lookup->cname_chain.items[lookup->cname_chain.count - 1];
    step_lines_remark(part, "%s is an alias (CNAME) of %s, and no other record may", name, target);
    step_lines_remark(part, "stand beside a CNAME (RFC 2181 10.1). Ask the operator of %s to add the record",
                      target);
    step_lines_remark(part, "there, or remove the CNAME record first (one of a wildcard may stay):");
    return target;
}

void step_lines_record(struct step_lines *part, const char *label, const char *domain, const char *data,
                       const struct dns_lookup *lookup)
{
    char *name = text_format("%s.%s", label, domain);
    if (lookup == NULL || lookup->cname_chain.count == 0)
        step_lines_say(part, "%s. IN %s", name, data);
    else
        step_lines_remark(part, "%s. IN %s", remark_alias(part, name, lookup), data);
    free(name);
}

static const struct tlsa_set *set_at(const struct host *host, const char *base_domain)
{
    for (size_t i = 0; i < host->tlsa_set_count; i++)
        if (host->tlsa_sets[i].port == PORT_RELAY
            && text_same_name(host->tlsa_sets[i].base_domain, base_domain))
            return &host->tlsa_sets[i];
    return NULL;
}

static bool is_published(const struct tlsa_set *set, const char *key)
{
    for (size_t i = 0; set != NULL && i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        if (record->usage == 3 && record->selector == 1 && record->matching_type == 1
            && record->data_hex != NULL && strcasecmp(record->data_hex, key) == 0)
            return true;
    }
    return false;
}

/* A key that is to be replaced must not be pinned, nor another one beside it: a sender may be served either.
 */
static bool remark_replaced(struct step_lines *part, const struct assessment *assessment,
                            const struct host *host, const char *name, const struct text_list *keys)
{
    struct mend mend = mend_of(assessment, host, PORT_RELAY);
    bool is_replaced = mend.certificate.count > 0;
    if (is_replaced) {
        step_lines_remark(part, "do not publish records for the current certificate: %s",
                          phrase_list(&mend.certificate, "").text);
        step_lines_remark(part, "after you have replaced it, publish for each key:");
        step_lines_remark(part, "%s. IN TLSA 3 1 1 <SHA-256 of the key's SubjectPublicKeyInfo>", name);
        if (keys->count > 1)
            step_lines_remark(part, "the server uses %zu keys now", keys->count);
    }
    mend_clear(&mend);
    return is_replaced;
}

void step_lines_tlsa(struct step_lines *part, const struct assessment *assessment, const struct host *host,
                     const char *base_domain)
{
    const struct tlsa_set *set = set_at(host, base_domain);
    struct text_list keys = step_lines_keys(assessment->report, host);
    char *name = text_format("_25._tcp.%s", base_domain);
    const char *target = NULL;
    size_t there = 0;
    for (size_t i = 0; i < keys.count; i++)
        there += is_published(set, keys.items[i]);
    if (there < keys.count && set != NULL && set->lookup.cname_chain.count > 0)
        target = remark_alias(part, name, &set->lookup);
    if (set != NULL && set->record_count > there)
        step_lines_remark(part, "these replace the TLSA records that match no key in use");
    if (there > 0)
        step_lines_remark(part, "%zu of the keys in use already have their TLSA 3 1 1 record", there);
    bool is_replaced = remark_replaced(part, assessment, host, target != NULL ? target : name, &keys);
    for (size_t i = 0; i < keys.count && !is_replaced; i++) {
        if (is_published(set, keys.items[i]))
            continue;
        if (target != NULL)
            step_lines_remark(part, "%s. IN TLSA 3 1 1 %s", target, keys.items[i]);
        else
            step_lines_say(part, "%s. IN TLSA 3 1 1 %s", name, keys.items[i]);
    }
    free(name);
    text_list_free(&keys);
}

/* Lines by setting and medium, one string each with newlines between; "%HOST" is the host. */
static const struct {
    enum step_setting setting;
    enum step_medium medium;
    const char *file;
    const char *lines;
} settings[] = {
    {SETTING_STARTTLS, MEDIUM_POSTFIX, "main.cf",
     "smtpd_tls_security_level = may\n"
     "smtpd_tls_chain_files =\n"
     "  /etc/ssl/private/%HOST.key\n"
     "  /etc/ssl/certs/%HOST.pem"},
    {SETTING_STARTTLS, MEDIUM_EXIM, "the main section of exim.conf",
     "tls_advertise_hosts = *\n"
     "tls_certificate = /etc/ssl/certs/%HOST.pem\n"
     "tls_privatekey = /etc/ssl/private/%HOST.key"},
    {SETTING_STARTTLS, MEDIUM_OPENSMTPD, "smtpd.conf",
     "pki %HOST cert \"/etc/ssl/certs/%HOST.pem\"\n"
     "pki %HOST key \"/etc/ssl/private/%HOST.key\"\n"
     "listen on 0.0.0.0 port 25 tls pki %HOST\n"
     "listen on :: port 25 tls pki %HOST"},
    {SETTING_AUTH_IN_TLS, MEDIUM_POSTFIX, "main.cf", "smtpd_tls_auth_only = yes"},
    {SETTING_AUTH_IN_TLS, MEDIUM_EXIM, "the main section of exim.conf",
     "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}"},
    {SETTING_AUTH_IN_TLS, MEDIUM_OPENSMTPD, "smtpd.conf",
     "listen on 0.0.0.0 port 587 tls-require pki %HOST auth\n"
     "listen on :: port 587 tls-require pki %HOST auth"},
    {SETTING_AUTH_IN_TLS, MEDIUM_DOVECOT, "dovecot.conf",
     "ssl = required\n"
     "disable_plaintext_auth = yes"},
    {SETTING_TLS_REQUIRED, MEDIUM_POSTFIX, "master.cf",
     "587 inet n - y - - smtpd\n"
     "  -o syslog_name=postfix/submission\n"
     "  -o smtpd_tls_security_level=encrypt\n"
     "  -o smtpd_sasl_auth_enable=yes\n"
     "  -o smtpd_client_restrictions=permit_sasl_authenticated,reject"},
    {SETTING_TLS_REQUIRED, MEDIUM_EXIM, "the MAIL ACL (acl_smtp_mail) of exim.conf",
     "deny message = 5.7.0 Must issue a STARTTLS command first\n"
     "     condition = ${if eq{$received_port}{587}}\n"
     "     !encrypted = *"},
    {SETTING_TLS_REQUIRED, MEDIUM_OPENSMTPD, "smtpd.conf",
     "listen on 0.0.0.0 port 587 tls-require pki %HOST auth\n"
     "listen on :: port 587 tls-require pki %HOST auth"},
    {SETTING_TLS_REQUIRED, MEDIUM_DOVECOT, "dovecot.conf", "ssl = required"},
    {SETTING_IMPLICIT_TLS, MEDIUM_POSTFIX, "master.cf",
     "465 inet n - y - - smtpd\n"
     "  -o syslog_name=postfix/submissions\n"
     "  -o smtpd_tls_wrappermode=yes\n"
     "  -o smtpd_sasl_auth_enable=yes\n"
     "  -o smtpd_client_restrictions=permit_sasl_authenticated,reject"},
    {SETTING_IMPLICIT_TLS, MEDIUM_EXIM, "the main section of exim.conf",
     "daemon_smtp_ports = 25 : 465 : 587\n"
     "tls_on_connect_ports = 465"},
    {SETTING_IMPLICIT_TLS, MEDIUM_OPENSMTPD, "smtpd.conf",
     "listen on 0.0.0.0 port 465 smtps pki %HOST auth\n"
     "listen on :: port 465 smtps pki %HOST auth"},
    {SETTING_IMPLICIT_TLS, MEDIUM_DOVECOT, "dovecot.conf",
     "service submission-login {\n"
     "  inet_listener submissions {\n"
     "    port = 465\n"
     "    ssl = yes\n"
     "  }\n"
     "}"},
    {SETTING_NEW_CERTIFICATE, MEDIUM_POSTFIX, "main.cf",
     "# openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /etc/ssl/private/%HOST.key\n"
     "# and a certificate for that key\n"
     "smtpd_tls_chain_files =\n"
     "  /etc/ssl/private/%HOST.key\n"
     "  /etc/ssl/certs/%HOST.pem"},
    {SETTING_NEW_CERTIFICATE, MEDIUM_EXIM, "the main section of exim.conf",
     "# openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /etc/ssl/private/%HOST.key\n"
     "# and a certificate for that key\n"
     "tls_certificate = /etc/ssl/certs/%HOST.pem\n"
     "tls_privatekey = /etc/ssl/private/%HOST.key"},
    {SETTING_NEW_CERTIFICATE, MEDIUM_OPENSMTPD, "smtpd.conf",
     "# openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /etc/ssl/private/%HOST.key\n"
     "# and a certificate for that key\n"
     "pki %HOST cert \"/etc/ssl/certs/%HOST.pem\"\n"
     "pki %HOST key \"/etc/ssl/private/%HOST.key\""},
    {SETTING_NEW_CERTIFICATE, MEDIUM_DOVECOT, "dovecot.conf",
     "# openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /etc/ssl/private/%HOST.key\n"
     "# and a certificate for that key; then reload Dovecot, whose ssl_cert and ssl_key name them"},
    {SETTING_USUAL_GROUPS, MEDIUM_POSTFIX, "main.cf",
     "tls_eecdh_auto_curves = X25519MLKEM768, X25519, prime256v1, secp384r1"},
    {SETTING_USUAL_GROUPS, MEDIUM_EXIM, "the main section of exim.conf",
     "# without X25519MLKEM768 where OpenSSL is older than 3.5\n"
     "tls_eccurve = X25519MLKEM768:X25519:prime256v1:secp384r1"},
    {SETTING_USUAL_GROUPS, MEDIUM_DOVECOT, "dovecot.conf",
     "# without X25519MLKEM768 where OpenSSL is older than 3.5\n"
     "ssl_curve_list = X25519MLKEM768:X25519:prime256v1:secp384r1"},
    {SETTING_SOUND_TLS, MEDIUM_POSTFIX, "main.cf",
     "smtpd_tls_protocols = !SSLv2, !SSLv3\n"
     "smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n"
     "smtpd_tls_ciphers = medium\n"
     "smtpd_tls_mandatory_ciphers = medium\n"
     "smtpd_tls_exclude_ciphers = eNULL, EXPORT, DES, 3DES, RC4, MD5"},
    {SETTING_SOUND_TLS, MEDIUM_EXIM, "the main section of exim.conf",
     "# with GnuTLS: tls_require_ciphers = NORMAL\n"
     "tls_require_ciphers = DEFAULT:!eNULL:!EXPORT:!DES:!3DES:!RC4\n"
     "openssl_options = +no_sslv2 +no_sslv3"},
    {SETTING_SOUND_TLS, MEDIUM_OPENSMTPD, "smtpd.conf",
     "smtp ciphers \"DEFAULT:!eNULL:!EXPORT:!DES:!3DES:!RC4\""},
    {SETTING_SOUND_TLS, MEDIUM_DOVECOT, "dovecot.conf",
     "ssl_min_protocol = TLSv1.2\n"
     "ssl_cipher_list = DEFAULT:!eNULL:!EXPORT:!DES:!3DES:!RC4"},
};

/* Which settings belong to which mail server. */
static const struct {
    enum step_medium medium;
    enum server_software software;
    bool by_default; /* among those to show when no greeting says */
} servers[] = {
    {MEDIUM_POSTFIX, SOFTWARE_POSTFIX, true},
    {MEDIUM_EXIM, SOFTWARE_EXIM, true},
    {MEDIUM_OPENSMTPD, SOFTWARE_OPENSMTPD, true},
    {MEDIUM_DOVECOT, SOFTWARE_DOVECOT, false},
};

enum { SERVERS = sizeof servers / sizeof servers[0] };

/* The template with the host's name in it. */
static char *filled(const char *template, const char *host)
{
    struct text_list pieces = {0};
    const char *mark;
    for (; (mark = strstr(template, "%HOST")) != NULL; template = mark + strlen("%HOST")) {
        char *piece = text_copy_bytes(template, (size_t)(mark - template));
        text_list_append(&pieces, piece);
        free(piece);
    }
    text_list_append(&pieces, template);
    char *text = text_list_join(&pieces, host != NULL ? host : "");
    text_list_free(&pieces);
    return text;
}

static void add_setting(struct next_step *step, const struct host *host, enum step_medium medium,
                        enum step_setting setting)
{
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (settings[i].medium != medium || settings[i].setting != setting)
            continue;
        struct step_lines *part = step_lines_add(step, medium, "%s on %s", settings[i].file, host->name);
        char *text = filled(settings[i].lines, host->name);
        char *rest = text;
        for (char *line; (line = strsep(&rest, "\n")) != NULL;)
            text_list_append(&part->lines, line);
        free(text);
    }
}

void step_lines_settings(struct next_step *step, const struct report *report, const struct host *host,
                         int64_t port, enum step_setting setting)
{
    bool known = false;
    if (host->kind == HOST_NOT_A_NAME) /* such a name may have any characters, and does not belong there */
        return;
    for (size_t i = 0; i < SERVERS; i++) {
        if (!software_is_named(report, host, port, servers[i].software))
            continue;
        known = true;
        add_setting(step, host, servers[i].medium, setting);
    }
    for (size_t i = 0; !known && i < SERVERS; i++)
        if (servers[i].by_default)
            add_setting(step, host, servers[i].medium, setting);
}
