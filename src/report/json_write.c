/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON, value by value. */
#include "report/json_write.h"

#include "base/decimal.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct json_write json_write_to(FILE *out)
{
    return (struct json_write){.out = plain_out_to(out)};
}

struct json_write json_write_plain(const struct plain_out *out)
{
    return (struct json_write){.out = *out};
}

static void hand_on(struct json_write *json)
{
    if (json->gathered_bytes > 0)
        json->out.write(json->out.context, json->gathered, json->gathered_bytes);
    json->gathered_bytes = 0;
}

static void put(struct json_write *json, const char *bytes, size_t length)
{
    if (json->room != NULL) {
        *json->room -= length < *json->room ? length : *json->room;
        return;
    }
    if (length > sizeof json->gathered - json->gathered_bytes)
        hand_on(json);
    if (length > sizeof json->gathered) {
        json->out.write(json->out.context, bytes, length);
        return;
    }
    memcpy(json->gathered + json->gathered_bytes, bytes, length);
    json->gathered_bytes += length;
}

static void put_text(struct json_write *json, const char *text)
{
    put(json, text, strlen(text));
}

static void break_line(struct json_write *json)
{
    static const char blanks[] = "                                                                ";
    size_t width = (size_t)(json->margin + json->depth) * JSON_WRITE_INDENT;
    put(json, "\n", 1);
    for (size_t now; width > 0; width -= now) {
        now = width < sizeof blanks - 1 ? width : sizeof blanks - 1;
        put(json, blanks, now);
    }
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

/* Of a text that breaks the promise of base/text.h what is not ASCII is no character either. */
static bool is_special(char c, bool safe)
{
    unsigned char byte = (unsigned char)c;
    return c == '"' || c == '\\' || (!safe && (byte < ' ' || byte > '~'));
}

/* The bytes at the beginning that need no second look: printable ASCII that JSON does not escape. */
static size_t plain_bytes(const char *text)
{
    size_t count = 0;
    while (text[count] >= ' ' && text[count] <= '~' && text[count] != '"' && text[count] != '\\')
        count++;
    return count;
}

static void put_escaped(struct json_write *json, char c)
{
    char escape[8];
    if (c == '"' || c == '\\')
        snprintf(escape, sizeof escape, "\\%c", c);
    else
        snprintf(escape, sizeof escape, "\\\\x%02x", (unsigned)(unsigned char)c);
    put_text(json, escape);
}

/* What follows the plain bytes. */
static void put_rest(struct json_write *json, const char *text)
{
    bool safe = text_is_safe(text);
    while (*text != '\0') {
        size_t length = 0;
        while (text[length] != '\0' && !is_special(text[length], safe))
            length++;
        put(json, text, length);
        text += length;
        if (*text != '\0')
            put_escaped(json, *text++);
    }
}

static void put_quoted(struct json_write *json, const char *text)
{
    size_t plain = plain_bytes(text);
    put(json, "\"", 1);
    put(json, text, plain);
    if (text[plain] != '\0')
        put_rest(json, text + plain);
    put(json, "\"", 1);
}

/* What stands before a value. */
static void begin_value(struct json_write *json, const char *key)
{
    bool breaks = json_write_may_break(json) && json->depth > 0;
    if (json->another)
        put(json, ",", 1);
    if (json->newline)
        put(json, "\n", 1);
    else if (breaks)
        break_line(json);
    else if (json->another && json->layout == JSON_LAYOUT_INDENTED)
        put(json, " ", 1);
    json->another = true;
    json->newline = false;
    if (key == NULL)
        return;
    put(json, "\"", 1);
    put_text(json, key);
    put_text(json, json->layout == JSON_LAYOUT_INDENTED ? "\": " : "\":");
}

/* Scalars in an object or a list wait for its end, or for the beginning of another in it. */
static void end_value(struct json_write *json)
{
    if (json->depth == 0)
        hand_on(json);
}

static void begin(struct json_write *json, const char *key, bool is_list)
{
    begin_value(json, key);
    descend(json, is_list);
    json->another = false;
    put(json, is_list ? "[" : "{", 1);
    hand_on(json);
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
    bool is_list = json->is_list[--json->depth];
    if (json->another && json_write_may_break(json))
        break_line(json);
    put(json, is_list ? "]" : "}", 1);
    hand_on(json);
    json->another = true;
}

void json_write_text(struct json_write *json, const char *key, const char *text)
{
    if (text == NULL)
        return;
    begin_value(json, key);
    put_quoted(json, text);
    end_value(json);
}

void json_write_integer(struct json_write *json, const char *key, int64_t value)
{
    char digits[DECIMAL_BYTES];
    begin_value(json, key);
    put(json, digits, (size_t)(decimal_append(digits, value) - digits));
    end_value(json);
}

void json_write_bool(struct json_write *json, const char *key, bool value)
{
    begin_value(json, key);
    put_text(json, value ? "true" : "false");
    end_value(json);
}

void json_write_null(struct json_write *json, const char *key)
{
    begin_value(json, key);
    put_text(json, "null");
    end_value(json);
}

static void write_in_line(struct json_write *json, const char *key, const char *const *texts, size_t count)
{
    bool before = json->one_line;
    json_write_list(json, key);
    json->one_line = true;
    for (size_t i = 0; i < count && (json->room == NULL || *json->room > 0); i++)
        json_write_text(json, NULL, texts[i] != NULL ? texts[i] : "");
    json_write_end(json);
    json->one_line = before;
}

static size_t bytes_of(const char *text)
{
    return strlen(text) + sizeof "\"\"" - 1;
}

/* Lines of as many as fit. */
static void write_filled(struct json_write *json, const char *key, const char *const *texts, size_t count)
{
    json_write_list(json, key);
    size_t margin = (size_t)(json->margin + json->depth) * JSON_WRITE_INDENT, at = JSON_WRITE_LINE_BYTES;
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i] != NULL ? texts[i] : "";
        bool fits = at + sizeof ", " - 1 + bytes_of(text) < JSON_WRITE_LINE_BYTES;
        json->one_line = fits;
        json_write_text(json, NULL, text);
        json->one_line = false;
        at = fits ? at + sizeof ", " - 1 + bytes_of(text) : margin + bytes_of(text);
    }
    json_write_end(json);
}

void json_write_texts(struct json_write *json, const char *key, const char *const *texts, size_t count)
{
    if (json_write_may_break(json)) {
        size_t room;
        struct json_write measure = json_write_measure(json, key, &room);
        write_in_line(&measure, NULL, texts, count);
        if (room == 0) {
            write_filled(json, key, texts, count);
            return;
        }
    }
    write_in_line(json, key, texts, count);
}

void json_write_newline(struct json_write *json)
{
    json->newline = true;
}

bool json_write_may_break(const struct json_write *json)
{
    return json->layout == JSON_LAYOUT_INDENTED && !json->one_line;
}

struct json_write json_write_measure(const struct json_write *json, const char *key, size_t *room)
{
    struct json_write measure = *json;
    size_t used = (size_t)(json->margin + json->depth) * JSON_WRITE_INDENT + sizeof ","
                  + (key != NULL ? bytes_of(key) + sizeof ": " - 1 : 0);
    *room = used < JSON_WRITE_LINE_BYTES ? JSON_WRITE_LINE_BYTES - used : 0;
    measure.room = room;
    measure.one_line = true;
    measure.another = false;
    measure.newline = false;
    measure.gathered_bytes = 0;
    return measure;
}
