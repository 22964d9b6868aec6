/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A glance at lines of JSON. */
#include "report/json_finished.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "facts/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { PORT_MAX = 65535 };

/* A part of the line. */
struct span {
    const char *start;
    size_t length;
};

/* What tells of the line. */
struct line_members {
    struct span kind;
    struct span target;
    struct span ended;
};

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Behind the string that begins at `at`; NULL where it has no end. */
static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++) {
        at += strcspn(at, "\"\\");
        if (*at == '"')
            break;
        if (*at == '\0' || *++at == '\0')
            return NULL;
    }
    return at + 1;
}

/* Behind the object or list. What brackets there are is counted, and not which: nothing but this program
 * writes such lines, and what is wrong in the middle of one is found when it is read. */
static const char *skip_brackets(const char *at)
{
    for (size_t depth = 0;;) {
        at += strcspn(at, "\"{}[]");
        if (*at == '\0')
            return NULL;
        if (*at == '"') {
            at = skip_string(at);
            if (at == NULL)
                return NULL;
            continue;
        }
        depth += *at == '{' || *at == '[' ? 1 : (size_t)-1;
        at++;
        if (depth == 0)
            return at;
    }
}

static const char *skip_value(const char *at)
{
    if (*at == '"')
        return skip_string(at);
    if (*at == '{' || *at == '[')
        return skip_brackets(at);
    size_t length = strcspn(at, ",}] \t\r\n");
    return length > 0 && at[length] != '\0' ? at + length : NULL;
}

static bool is_text(struct span span, const char *text)
{
    return span.length == strlen(text) + 2 && span.start[0] == '"'
           && memcmp(span.start + 1, text, strlen(text)) == 0;
}

static void keep(struct line_members *members, struct span name, struct span value)
{
    if (is_text(name, "kind"))
        members->kind = value;
    else if (is_text(name, "target"))
        members->target = value;
    else if (is_text(name, "ended"))
        members->ended = value;
}

/* The members of the line's object; false where it is none, or is not whole. */
static bool read_members(const char *line, struct line_members *members)
{
    const char *at = skip_blanks(line);
    if (*at != '{')
        return false;
    at = skip_blanks(at + 1);
    while (*at == '"') {
        struct span name = {.start = at}, value = {0};
        const char *end = skip_string(at);
        if (end == NULL)
            return false;
        name.length = (size_t)(end - at);
        at = skip_blanks(end);
        if (*at != ':')
            return false;
        value.start = skip_blanks(at + 1);
        end = skip_value(value.start);
        if (end == NULL)
            return false;
        value.length = (size_t)(end - value.start);
        keep(members, name, value);
        at = skip_blanks(end);
        if (*at == ',')
            at = skip_blanks(at + 1);
    }
    return *at == '}' && *skip_blanks(at + 1) == '\0';
}

static bool read_target(struct span span, struct target *target)
{
    json_t *value = json_loadb(span.start, span.length, 0, NULL);
    const char *name = json_string_value(json_object_get(value, "name"));
    const char *kind = json_string_value(json_object_get(value, "kind"));
    int kind_value = kind != NULL ? words_value(&target_kind_words, kind) : -1;
    target->port = (int64_t)json_integer_value(json_object_get(value, "port"));
    target->name = text_copy(name);
    target->kind = kind_value >= 0 ? (enum target_kind)kind_value : TARGET_DOMAIN;
    json_decref(value);
    return name != NULL && kind_value >= 0 && target->port >= 0 && target->port <= PORT_MAX;
}

enum json_line json_finished_read(const char *line, size_t length, struct target *target)
{
    struct line_members members = {0};
    memset(target, 0, sizeof *target);
    if (strlen(line) != length || !read_members(line, &members) || members.kind.start == NULL)
        return JSON_LINE_BAD;
    if (!is_text(members.kind, "domain") && !is_text(members.kind, "report"))
        return JSON_LINE_OTHER;
    if (members.target.start == NULL || !read_target(members.target, target))
        return JSON_LINE_BAD;
    bool finished = members.ended.start == NULL
                    || is_text(members.ended, words_name(&report_end_words, REPORT_COMPLETE))
                    || is_text(members.ended, words_name(&report_end_words, REPORT_TIME_RAN_OUT));
    return finished ? JSON_LINE_FINISHED : JSON_LINE_UNFINISHED;
}
