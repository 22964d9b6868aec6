/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to JSON without an allocation, for when there is no memory: what report/json_out.h writes, without
 * its layout. Code points, whose names are made, are null. */
#ifndef MAILSONDE_REPORT_JSON_PLAIN_H
#define MAILSONDE_REPORT_JSON_PLAIN_H

#include "base/shape.h"
#include "report/plain_out.h"

/* Writes a text, which is UTF-8; null for NULL. */
void json_plain_text(const struct plain_out *out, const char *text);

/* Writes `object`. */
void json_plain_object(const struct plain_out *out, const struct shape *shape, const void *object);

/* Writes the value of one field of `object`. */
void json_plain_field(const struct plain_out *out, const struct field *field, const void *object);

#endif
