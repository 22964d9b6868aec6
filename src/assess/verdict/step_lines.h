/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a next step: records, files and settings, ready to paste. Keys and certificates are named by
 * the paths /etc/ssl/private/HOST.key and /etc/ssl/certs/HOST.pem, for lack of the real ones. */
#ifndef MAILSONDE_ASSESS_VERDICT_STEP_LINES_H
#define MAILSONDE_ASSESS_VERDICT_STEP_LINES_H

#include "assess/finding/judge.h"

/* What a mail server has to be told. */
enum step_setting {
    SETTING_STARTTLS,        /* offer STARTTLS on port 25 (RFC 3207) */
    SETTING_AUTH_IN_TLS,     /* no AUTH before TLS (RFC 4954 4) */
    SETTING_TLS_REQUIRED,    /* nothing before STARTTLS on port 587 (RFC 3207 4, RFC 6409 4.3) */
    SETTING_IMPLICIT_TLS,    /* port 465 (RFC 8314 3.3) */
    SETTING_NEW_CERTIFICATE, /* another key, with a certificate for it */
    SETTING_SOUND_TLS,    /* no SSL, and no suites that do not encrypt or are broken (RFC 9325 3.1.1, 4.1) */
    SETTING_USUAL_GROUPS, /* groups of the key exchange that clients have (RFC 9325 4.2) */
    STEP_SETTING_COUNT
};

/* Appends a part to the step; `place` says where its lines belong. */
struct step_lines *step_lines_add(struct next_step *step, enum step_medium medium, const char *place, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends a line, or a comment in the medium's own syntax. */
void step_lines_say(struct step_lines *part, const char *format, ...) __attribute__((format(printf, 2, 3)));
void step_lines_remark(struct step_lines *part, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* TLSA 3 1 1 records for each distinct key that the host served on port 25 (RFC 7671 5.1) and that no record
 * there stands for yet; a remark where one of them is to be replaced first. Where the name is an alias the
 * lines are remarks: see step_lines_record(). */
void step_lines_tlsa(struct step_lines *part, const struct assessment *assessment, const struct host *host,
                     const char *base_domain);

/* The record `data` ("TXT ...", "SRV ...") at LABEL.DOMAIN, of which `lookup` is; NULL for none. Beside an
 * alias nothing else may stand (RFC 2181 10.1), so there the lines are remarks: where the record belongs, or
 * what to remove first. */
void step_lines_record(struct step_lines *part, const char *label, const char *domain, const char *data,
                       const struct dns_lookup *lookup);

/* The distinct keys, as SHA-256 of the SubjectPublicKeyInfo in hex; the caller frees. */
struct text_list step_lines_keys(const struct report *report, const struct host *host);

/* The settings of each mail server that the host's greeting on `port` may be: the one that it names, or all.
 */
void step_lines_settings(struct next_step *step, const struct report *report, const struct host *host,
                         int64_t port, enum step_setting setting);

#endif
