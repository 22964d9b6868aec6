/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has to be repaired at a server before MTA-STS or DANE are set up for it: a key or certificate that is
 * to be replaced, and TLS that gives no protection. Senders that rely on such a key fail when it is replaced.
 */
#ifndef MAILSONDE_ASSESS_VERDICT_MEND_H
#define MAILSONDE_ASSESS_VERDICT_MEND_H

#include "assess/finding/judge.h"
#include "base/list.h"

struct mend {
    struct text_list certificate; /* why the key or certificate has to be replaced, in words, each once */
    struct text_list tls;         /* what must not be taken any more */
};

struct mend_index;

/* The findings that mend_of() takes into account, by address and port: with many endpoints a search for each
 * would take long. It has to be in assessment->mend_index, and no finding is added before it is freed. */
struct mend_index *mend_index_new(const struct assessment *assessment);
void mend_index_free(struct mend_index *index);

/* Of the host's port; the findings about it have to be there. The caller clears it with mend_clear(). */
struct mend mend_of(const struct assessment *assessment, const struct host *host, int64_t port);

void mend_clear(struct mend *mend);

#endif
