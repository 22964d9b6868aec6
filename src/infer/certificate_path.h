/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates of a chain that are on its path. */
#ifndef MAILSONDE_INFER_CERTIFICATE_PATH_H
#define MAILSONDE_INFER_CERTIFICATE_PATH_H

#include "facts/tls.h"

/* The number of certificates on the path; 0 if the facts do not have it. */
size_t certificate_path_length(const struct tls *tls);

/* Whether the certificate of that index is on the path. If the facts do not have the path, all are. */
bool certificate_on_path(const struct tls *tls, size_t index);

/* The path's last certificate, or the chain's if the facts do not have the path; NULL for an empty chain. */
const struct certificate *certificate_path_top(const struct tls *tls);

/* The first certificate on the path that is expired, or not yet valid; NULL for none. One that could not be
 * read is neither. */
const struct certificate *certificate_path_expired(const struct tls *tls, int64_t now_unix_s);
const struct certificate *certificate_path_early(const struct tls *tls, int64_t now_unix_s);

#endif
