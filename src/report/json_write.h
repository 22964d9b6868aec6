/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON for formats with documents of their own, written as one goes; nothing is allocated. What the shapes
 * describe is written by report/json_out.h. */
#ifndef MAILSONDE_REPORT_JSON_WRITE_H
#define MAILSONDE_REPORT_JSON_WRITE_H

#include "report/plain_out.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_WRITE_DEPTH_MAX = 32 };

/* Where one stands in what is being written. */
struct json_write {
    struct plain_out out;
    int depth;
    bool another; /* a value came before on this level */
    bool newline; /* a line break comes before the next value */
    bool is_list[JSON_WRITE_DEPTH_MAX];
};

/* Values are written to `out`, whose errors stay there for ferror(); or where there is no memory. */
struct json_write json_write_to(FILE *out);
struct json_write json_write_plain(const struct plain_out *out);

/* As if these ("{[{") had been begun in an earlier piece of the document, each with something in it. */
void json_write_reenter(struct json_write *json, const char *begun);

/* In each `key` names a member of the object that was begun last; it is NULL in a list, and at the top. */

/* Begins an object or a list, which json_write_end() ends. */
void json_write_object(struct json_write *json, const char *key);
void json_write_list(struct json_write *json, const char *key);
void json_write_end(struct json_write *json);

/* A value. Without a text, nothing is written. */
void json_write_text(struct json_write *json, const char *key, const char *text);
void json_write_integer(struct json_write *json, const char *key, int64_t value);
void json_write_bool(struct json_write *json, const char *key, bool value);

/* The next value begins on a line of its own, if there is one. */
void json_write_newline(struct json_write *json);

#endif
