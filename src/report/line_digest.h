/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ids of parts of --format jsonl: NAME#DIGEST, where the digest is the first 64 bits of the SHA-256 of the
 * content. Who serves a host or a zone can choose what is said of it; to have it taken for the part of
 * another host with that name he would have to find a second preimage. */
#ifndef MAILSONDE_REPORT_LINE_DIGEST_H
#define MAILSONDE_REPORT_LINE_DIGEST_H

#include "base/shape_feed.h"
#include "tls/sha256.h"

struct line_digest {
    struct shape_feed feed; /* into it */
    struct sha256 *sha256;
};

struct line_digest line_digest_begin(void);

/* The id; the caller frees. */
char *line_digest_end(struct line_digest *digest, const char *name);

#endif
