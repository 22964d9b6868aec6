/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a policy's TXT record begins: the grammars of RFC 8461 3.1 and RFC 8460 3 allow blanks before the first
 * semicolon, their prose does not (erratum 6285). */
#ifndef MAILSONDE_ASSESS_RULES_POLICY_TXT_VERSION_H
#define MAILSONDE_ASSESS_RULES_POLICY_TXT_VERSION_H

enum version_end {
    VERSION_ENDS_OTHERWISE,  /* it is another version, or none */
    VERSION_ENDS_AT_ONCE,    /* "v=STSv1;" */
    VERSION_ENDS_WITH_BLANK, /* "v=STSv1 ;" */
};

/* Of a record as facts have it, with TABs as \x09; NULL is otherwise. */
enum version_end txt_version_ends(const char *record, const char *version);

#endif
