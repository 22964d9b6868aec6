/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON to facts by their description: what report/json_out.h wrote, this or another version of the program.
 * Saved reports are read by report/json_saved.h.
 *
 * Keys nobody knows are passed over and keys that are missing leave their field zero, so a file of another
 * version reads as far as the two agree. A value of the wrong type, a word that the enum does not have, a
 * text that breaks the promise of base/text.h and an integer beyond those that all readers of JSON have (RFC
 * 7493 2.2) are errors (a finding's id is FINDING_NONE where this version does not know it): half a fact is
 * none. Within that, times can be added and made milliseconds without a look at how large they are. */
#ifndef MAILSONDE_REPORT_JSON_IN_H
#define MAILSONDE_REPORT_JSON_IN_H

#include "base/shape.h"

#include <stddef.h>
#include <stdint.h>

#define JSON_INTEGER_MOST INT64_C(9007199254740991) /* and its negative */

/* Reads one JSON object of `length` bytes into `object`, whose old content is ignored. Returns NULL, or the
 * error in one line with its JSON path ("hosts[2].is_mx: expected a boolean, not a string"), which the caller
 * frees; `object` is then zeroed. */
char *json_in_object(const struct shape *shape, void *object, const char *text, size_t length);

/* The same for a file that a person wrote: an unknown key is an error, too. */
char *json_in_own(const struct shape *shape, void *object, const char *text, size_t length);

#endif
