/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By whom the mail of domains is received, without a scan: which of them probably share hosts. */
#ifndef MAILSONDE_SCAN_MAIL_KEYS_H
#define MAILSONDE_SCAN_MAIL_KEYS_H

#include "scan/scan.h"

#include <stddef.h>

struct mail_keys;

/* Reads what is needed to ask DNS as a scan with these options would, which are borrowed; NULL when that is
 * not possible: *error is one line, which the caller frees. */
struct mail_keys *mail_keys_new(const struct scan_options *options, char **error);
void mail_keys_free(struct mail_keys *keys); /* takes NULL */

/* Looks up the MX records of all domains side by side; results[i] is what their hosts have in common with
 * those of other customers of the same provider, the domain that the first host's name is below, or NULL
 * where there is none. The caller frees them. */
void mail_keys_look_up(const struct mail_keys *keys, const char *const *domains, size_t count,
                       char **results);

#endif
