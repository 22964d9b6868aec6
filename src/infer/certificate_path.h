/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which certificates of a chain count. */
#ifndef MAILSONDE_INFER_CERTIFICATE_PATH_H
#define MAILSONDE_INFER_CERTIFICATE_PATH_H

#include "facts/tls.h"

/* How many certificates are on the path that was judged; 0 where the facts do not tell. */
size_t certificate_path_length(const struct tls *tls);

/* Whether the certificate of that index is on it. Where the facts do not tell, all are. */
bool certificate_on_path(const struct tls *tls, size_t index);

/* The path's last certificate, or the chain's where the facts do not tell; NULL for an empty chain. */
const struct certificate *certificate_path_top(const struct tls *tls);

/* The first certificate on the path that is past its time, or before it; NULL for none. One that could not be
 * read is neither. */
const struct certificate *certificate_path_expired(const struct tls *tls, int64_t now_unix_s);
const struct certificate *certificate_path_early(const struct tls *tls, int64_t now_unix_s);

#endif
