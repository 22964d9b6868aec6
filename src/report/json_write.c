/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON, value by value. */
#include "report/json_write.h"

#include "report/json_plain.h"

#include <stdlib.h>

struct json_write json_write_to(FILE *out)
{
    return (struct json_write){.out = plain_out_to(out)};
}

struct json_write json_write_plain(const struct plain_out *out)
{
    return (struct json_write){.out = *out};
}

static void descend(struct json_write *json, bool is_list)
{
    if (json->depth == JSON_WRITE_DEPTH_MAX)
        abort();
    json->is_list[json->depth++] = is_list;
}

void json_write_reenter(struct json_write *json, const char *begun)
{
    for (; *begun != '\0'; begun++)
        descend(json, *begun == '[');
    json->another = true;
}

/* What stands before a value. */
static void begin_value(struct json_write *json, const char *key)
{
    if (json->another)
        plain_out_text(&json->out, ",");
    if (json->newline)
        plain_out_text(&json->out, "\n");
    json->another = true;
    json->newline = false;
    if (key == NULL)
        return;
    json_plain_text(&json->out, key);
    plain_out_text(&json->out, ":");
}

static void begin(struct json_write *json, const char *key, bool is_list)
{
    begin_value(json, key);
    descend(json, is_list);
    json->another = false;
    plain_out_text(&json->out, is_list ? "[" : "{");
}

void json_write_object(struct json_write *json, const char *key)
{
    begin(json, key, false);
}

void json_write_list(struct json_write *json, const char *key)
{
    begin(json, key, true);
}

void json_write_end(struct json_write *json)
{
    if (json->depth == 0)
        abort();
    plain_out_text(&json->out, json->is_list[--json->depth] ? "]" : "}");
    json->another = true;
}

void json_write_text(struct json_write *json, const char *key, const char *text)
{
    if (text == NULL)
        return;
    begin_value(json, key);
    json_plain_text(&json->out, text);
}

void json_write_integer(struct json_write *json, const char *key, int64_t value)
{
    begin_value(json, key);
    plain_out_integer(&json->out, value);
}

void json_write_bool(struct json_write *json, const char *key, bool value)
{
    begin_value(json, key);
    plain_out_text(&json->out, value ? "true" : "false");
}

void json_write_newline(struct json_write *json)
{
    json->newline = true;
}
