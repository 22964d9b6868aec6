/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The name that this machine uses in EHLO. */
#ifndef MAILSONDE_SCAN_HELO_NAME_H
#define MAILSONDE_SCAN_HELO_NAME_H

/* This host's fully qualified name: its host name if that has a dot, else the canonical name that the hosts
 * file gives for it (asking DNS could take long, and DNS may be what is broken). NULL when there is none, or
 * it is a local one: the client then gives its address literal (RFC 5321 4.1.4). The caller frees. */
char *helo_name_of_this_host(void);

#endif
