/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TXT records of the form "v=STSv1; id=1;", which MTA-STS and TLS-RPT share (RFC 8461 3.1, RFC 8460 3). Pure.
 */
#ifndef MAILSONDE_DISCOVER_TXT_FIELDS_H
#define MAILSONDE_DISCOVER_TXT_FIELDS_H

#include "base/list.h"
#include "discover/dns_message.h"

#include <stdbool.h>
#include <stddef.h>

/* TXT records, sorted by their beginning. TABs are kept, since the grammar treats them as blanks; all else is
 * safe to show. */
struct txt_records {
    struct text_list exact;   /* "v=STSv1" *WSP ";": the ones that count */
    struct text_list inexact; /* records that are meant for it but begin otherwise: senders ignore them */
    struct text_list others;
};

/* Sorts the answer's TXT records by how they begin with `version` ("v=STSv1"); at most 20 are kept. The
 * caller frees with txt_records_free(). */
void txt_records_read(const struct dns_answer *answer, const char *version, struct txt_records *records);

void txt_records_free(struct txt_records *records);

/* Appends the records, safe to show: a TAB as \x09. */
void txt_records_show(const struct text_list *records, struct text_list *shown);

/* Why the beginning of an inexact record is wrong, as a sentence; NULL if no reason is known. */
const char *txt_beginning_problem(const char *record);

/* Cuts the blanks off both ends, in place. */
char *txt_trim(char *text);

/* Finds the first field `name` of a record that begins with its version and a semicolon, and appends a
 * sentence to `problems` for whatever is not NAME=VALUE. A copy of its value, without blanks around it, which
 * the caller frees; NULL when there is none. */
char *txt_field(const char *record, const char *name, struct text_list *problems);

#endif
