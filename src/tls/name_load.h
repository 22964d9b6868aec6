/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many names and name constraints certificates have, and what it takes to hold them against each other
 * (RFC 5280 4.2.1.10). A server chooses both, by thousands. */
#ifndef MAILSONDE_TLS_NAME_LOAD_H
#define MAILSONDE_TLS_NAME_LOAD_H

#include <gnutls/x509.h>
#include <stddef.h>
#include <stdint.h>

struct name_load {
    size_t names;     /* of subjectAltName */
    size_t subtrees;  /* of nameConstraints, permitted and excluded */
    size_t permitted; /* of these */
};

/* Counts the names without reading them. */
struct name_load name_load_of(gnutls_x509_crt_t certificate);

/* Longer than anybody has, and more can be added to it. */
#define NAME_LOAD_ENDLESS_US (INT64_MAX / 4)

/* About how long GnuTLS takes for the names of a path, each certificate above the one that it issued, in
 * microseconds of a machine of 2020. NAME_LOAD_ENDLESS_US where the permitted names of one authority after
 * another may be intersected into so many that memory is at stake: releases of GnuTLS before 2026 keep each
 * pair (CVE-2025-14831). */
int64_t name_load_cost_us(const struct name_load *path, size_t length);

#endif
