/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON, written as one goes; nothing is allocated. What the shapes describe is written by report/json_out.h,
 * which stands on this. */
#ifndef MAILSONDE_REPORT_JSON_WRITE_H
#define MAILSONDE_REPORT_JSON_WRITE_H

#include "report/plain_out.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    JSON_WRITE_DEPTH_MAX = 32,
    JSON_WRITE_LINE_BYTES = 110,
    JSON_WRITE_INDENT = 2,
    JSON_WRITE_GATHERED_BYTES = 512
};

enum json_layout {
    JSON_LAYOUT_LINE,     /* all in one line, without spaces */
    JSON_LAYOUT_INDENTED, /* two spaces a level; what fits into a line stands in one */
};

/* Where one stands in what is being written. */
struct json_write {
    struct plain_out out;
    enum json_layout layout;
    int margin; /* levels that lines begin to the right of where they would */
    int depth;
    bool another;  /* a value came before on this level */
    bool newline;  /* a line break comes before the next value */
    bool one_line; /* of JSON_LAYOUT_INDENTED: for the time being all in one line, with spaces */
    size_t *room;  /* NULL, or nothing is written and this is what is left of so many bytes */
    bool is_list[JSON_WRITE_DEPTH_MAX];
    size_t gathered_bytes; /* what `out` has not got yet; none after an object or a list begins or ends */
    char gathered[JSON_WRITE_GATHERED_BYTES];
};

/* Values are written to `out`, whose errors stay there for ferror(); or where there is no memory. */
struct json_write json_write_to(FILE *out);
struct json_write json_write_plain(const struct plain_out *out);

/* As if these ("{[{") had been begun in an earlier piece of the document, each with something in it. */
void json_write_reenter(struct json_write *json, const char *begun);

/* In each `key` names a member of the object that was begun last, in ASCII that needs no escape; it is NULL
 * in a list, and at the top. */

/* Begins an object or a list, which json_write_end() ends. */
void json_write_object(struct json_write *json, const char *key);
void json_write_list(struct json_write *json, const char *key);
void json_write_end(struct json_write *json);

/* A value. Without a text, nothing is written. */
void json_write_text(struct json_write *json, const char *key, const char *text);
void json_write_integer(struct json_write *json, const char *key, int64_t value);
void json_write_bool(struct json_write *json, const char *key, bool value);
void json_write_null(struct json_write *json, const char *key);

/* A list of texts. Where lines are broken, as many stand in a line as fit. */
void json_write_texts(struct json_write *json, const char *key, const char *const *texts, size_t count);

/* The next value begins on a line of its own, if there is one. */
void json_write_newline(struct json_write *json);

/* Whether the next value has to be tried in one line, and may be broken otherwise. */
bool json_write_may_break(const struct json_write *json);

/* A writer that counts down *room, what is left of the line for the value of `key`; it comes to 0 where the
 * value has no place there. */
struct json_write json_write_measure(const struct json_write *json, const char *key, size_t *room);

#endif
