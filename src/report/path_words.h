/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace in words. */
#ifndef MAILSONDE_REPORT_PATH_WORDS_H
#define MAILSONDE_REPORT_PATH_WORDS_H

#include "facts/report.h"
#include "report/page.h"
#include "report/path_rows.h"

#include <stdbool.h>

/* "Path to 192.0.2.10 (mx1.example.org)"; names in both forms if `unicode`. The caller frees. */
char *path_words_title(bool unicode, const struct report *report, const struct path *path);

/* "from 192.0.2.1 by eth0, first router 192.0.2.254, in 120 ms", for a path with a source. The caller frees.
 */
char *path_words_source(const struct path *path);

/* How the path of a port ends: "no answer beyond hop 4". The caller frees. */
char *path_words_end(const struct path *path, const struct path_port *port);

/* "4", "5-7". The caller frees. */
char *path_words_hop(const struct path_row *row);

/* The address of the row, or what stands in its place. */
const char *path_words_row(const struct path_row *row);

/* The name of who answered in the row; NULL for none that says more than the address. */
const char *path_words_row_name(const struct report *report, const struct path *path,
                                const struct path_row *row);

/* "0.42 ms", "11.2 ms", "312 ms"; "" for none. The caller frees. */
char *path_words_time(int64_t elapsed_us);

/* The signs of a row for a port, and their meanings. */
extern const struct page_sign path_signs[PATH_SIGN_COUNT];

/* The worst of its ports: bad where the host is not reached, unsure where that is not known. */
enum mark path_words_mark(const struct path *path);

/* What a trace cannot show, a sentence each; none where nothing was traced. Behind the first
 * PATH_CAVEATS_FIXED, which hold for all, there may be one about this system. The caller frees. */
enum { PATH_CAVEATS_FIXED = 3 };
extern const char path_caveats_title[];
struct text_list path_words_caveats(const struct report *report);

/* Why no path to the host was traced, for one without an address. The caller frees. */
char *path_words_missing(bool unicode, const struct host *host);

#endif
