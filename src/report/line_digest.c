/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Digests as text. */
#include "report/line_digest.h"

#include "base/list.h"

#include <inttypes.h>

struct line_digest line_digest_begin(void)
{
    struct line_digest digest = {.sha256 = sha256_begin()};
    digest.feed = (struct shape_feed){.add = sha256_add, .context = digest.sha256};
    return digest;
}

char *line_digest_end(struct line_digest *digest, const char *name)
{
    unsigned char bytes[SHA256_BYTES];
    uint64_t first = 0;
    sha256_end(digest->sha256, bytes);
    for (size_t i = 0; i < sizeof first; i++)
        first = first << 8 | bytes[i];
    return text_format("%s#%016" PRIx64, name, first);
}
