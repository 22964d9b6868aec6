/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TXT records of the form "v=STSv1; id=1;", which MTA-STS and TLS-RPT share (RFC 8461 3.1, RFC 8460 3). Pure.
 */
#ifndef MAILSONDE_DISCOVER_TXT_FIELDS_H
#define MAILSONDE_DISCOVER_TXT_FIELDS_H

#include "discover/dns_message.h"
#include "facts/list.h"

#include <stdbool.h>
#include <stddef.h>

/* The two forms in which a record can begin with its version. */
struct txt_records {
    struct text_list exact;   /* "v=STSv1;": the ones that count */
    struct text_list inexact; /* "v=STSv1" and then the end or a blank: nobody reads them */
};

/* Sorts the answer's TXT records by how they begin with `version` ("v=STSv1"); others are left out, and at
 * most 20 are kept. The caller frees both lists. */
void txt_records_read(const struct dns_answer *answer, const char *version, struct txt_records *records);

/* Cuts the spaces off both ends, in place. */
char *txt_trim(char *text);

/* Finds the first field `name` of a record that begins with its version and a semicolon, and appends a
 * sentence to `problems` for whatever is not NAME=VALUE. A copy of its value, without blanks around it, which
 * the caller frees; NULL when there is none. */
char *txt_field(const char *record, const char *name, struct text_list *problems);

#endif
