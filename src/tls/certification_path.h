/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certification paths: from the server's certificate through others that were sent to a trust anchor (RFC
 * 5280 6, RFC 4158).
 *
 * A server may send more certificates than a path needs, and in any order (RFC 9846 4.5.1). So a path is
 * searched for, all branches of it within bounds, and GnuTLS judges each candidate by itself. GnuTLS's own
 * search takes the first issuer that fits, and fails where only another one leads on. */
#ifndef MAILSONDE_TLS_CERTIFICATION_PATH_H
#define MAILSONDE_TLS_CERTIFICATION_PATH_H

#include <gnutls/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PATH_SENT_MAX = 128,  /* certificates of one chain that are looked at */
    PATH_LENGTH_MAX = 12, /* certificates of one path, its anchor left out */
};

/* Trust anchors, with their names at hand. */
struct anchor_set {
    gnutls_x509_crt_t *certificates;
    gnutls_datum_t *names; /* the DER of their subjects */
    size_t count;
    bool owns; /* the certificates */
};

/* The anchors of a trust list, copied out of it. */
struct anchor_set anchor_set_of_list(gnutls_x509_trust_list_t list);

/* One anchor; `certificate` stays the caller's and must outlive the set. */
struct anchor_set anchor_set_of_one(gnutls_x509_crt_t certificate);

void anchor_set_free(struct anchor_set *anchors);

/* The best path that was found. */
struct certification_path {
    size_t places[PATH_LENGTH_MAX]; /* of its certificates among those sent, the server's own first */
    size_t length;
    gnutls_x509_crt_t anchor; /* where it ends, of the anchor set; NULL where it leads to none */
    unsigned status; /* GnuTLS's verdict on exactly this path, GNUTLS_CERT_*: 0 is good, dates aside */
    bool in_date;    /* all its certificates, the anchor left out */
    bool anchor_in_date;
    bool signature_differs; /* without an anchor: a certificate of the issuer's name and key identifier is
                               there, whose key does not verify the last signature */
    bool gave_up;           /* the bounds of the search were met before all was tried */
};

/* What signatures and names may cost (key_limits_cost_us(), name_load_cost_us()), since what else has to be
 * computed waits meanwhile. */
struct path_work {
    int64_t tries_us;    /* who issued what */
    int64_t verdicts_us; /* whole paths */
};

extern const struct path_work path_work_max;

struct path_question {
    const gnutls_x509_crt_t *sent; /* NULL for one that cannot be parsed; the first can */
    size_t count;                  /* at most PATH_SENT_MAX are looked at */
    const struct anchor_set *anchors;
    int64_t now_unix_s;
    bool allow_weak;        /* broken hashes are no reason to refuse */
    struct path_work *work; /* what is left to be spent, where several searches share it; NULL: path_work_max
                               for this one */
};

/* Searches. A path that leads to an anchor and is good goes before all others, one that is in date before one
 * that is not, a strong one before a weak one; where none leads to an anchor, one that is in date, and the
 * longest of those. What is sent besides a good path never changes what is said of it. */
void certification_path_find(const struct path_question *question, struct certification_path *path);

/* Whether the certificate is issued by itself, and signed with its own key. */
bool path_signs_itself(gnutls_x509_crt_t certificate);

bool path_certificate_in_date(gnutls_x509_crt_t certificate, int64_t now_unix_s);

#endif
