/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conversion of internationalized names in both directions (UTS #46, non-transitional). The only user of
 * libidn2. */
#ifndef MAILSONDE_DISCOVER_IDN_H
#define MAILSONDE_DISCOVER_IDN_H

/* The A-labels, in lower case, of a name that a user typed in UTF-8. The caller frees. NULL when it has none;
 * then *problem says why, in words that live as long as the program. ASCII characters that a host name cannot
 * have are left in it (plain, also when they were written in another width): the caller checks for the rules
 * of STD 3. */
char *idn_to_ascii(const char *name, const char **problem);

/* The name with U-labels for people, safe to print; the name itself where there are none or they are bad. The
 * caller frees. */
char *idn_to_unicode(const char *name);

#endif
