/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of --exclude: one address, network or domain a line.
 *
 *     192.0.2.1
 *     192.0.2.0/24       # after white space, a comment
 *     2001:db8::/32
 *     example.org        the domain and all names below it; "*.example.org" and ".example.org" are the same
 *     bücher.example     or xn--bcher-kva.example */
#ifndef MAILSONDE_DISCOVER_EXCLUSION_FILE_H
#define MAILSONDE_DISCOVER_EXCLUSION_FILE_H

#include "base/exclusions.h"
#include "base/list.h"

/* Reads the files. NULL when one cannot be read or has a line that is none of the above: *error is then one
 * line, safe for a terminal, with the file and the line, which the caller frees. */
struct exclusions *exclusion_files_load(const struct text_list *names, char **error);

#endif
