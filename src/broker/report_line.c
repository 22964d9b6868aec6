/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A walk over one JSON object, which looks only at the members that are asked for: a line may be megabytes.
 */
#include "broker/report_line.h"

#include "base/list.h"

#include <string.h>

/* What is not nested deeper is read. */
enum { DEPTH_MAX = 200 };

struct walk {
    const char *at;
    const char *end;
};

static void skip_blanks(struct walk *walk)
{
    while (walk->at < walk->end && strchr(" \t\r", *walk->at) != NULL && *walk->at != '\0')
        walk->at++;
}

static bool take(struct walk *walk, char byte)
{
    skip_blanks(walk);
    if (walk->at == walk->end || *walk->at != byte)
        return false;
    walk->at++;
    return true;
}

/* A string; its part is what stands between the quotation marks. */
static bool take_string(struct walk *walk, struct line_part *part)
{
    if (!take(walk, '"'))
        return false;
    part->text = walk->at;
    while (walk->at < walk->end && *walk->at != '"')
        walk->at += *walk->at == '\\' && walk->at + 1 < walk->end ? 2 : 1;
    if (walk->at >= walk->end)
        return false;
    part->length = (size_t)(walk->at++ - part->text);
    return true;
}

/* Any value. Brackets are counted; whether they match in kind is for those who read it all. */
static bool skip_value(struct walk *walk)
{
    int depth = 0;
    struct line_part string;
    const char *began;
    skip_blanks(walk);
    began = walk->at;
    while (walk->at < walk->end) {
        char byte = *walk->at;
        if (byte == '"') {
            if (!take_string(walk, &string))
                return false;
        } else if (byte == '{' || byte == '[') {
            if (++depth > DEPTH_MAX)
                return false;
            walk->at++;
        } else if (depth > 0 && (byte == '}' || byte == ']')) {
            depth--;
            walk->at++;
        } else if (depth == 0 && (byte == ',' || byte == '}' || byte == ']')) {
            break;
        } else {
            walk->at++;
        }
    }
    return depth == 0 && walk->at > began && walk->at < walk->end;
}

/* The value of a member where it is a string. */
static bool take_text(struct walk *walk, struct line_part *part)
{
    skip_blanks(walk);
    return walk->at < walk->end && *walk->at == '"' ? take_string(walk, part) : skip_value(walk);
}

static bool walk_object(struct walk *walk,
                        bool (*member)(struct walk *walk, struct line_part key, struct report_line *read),
                        struct report_line *read)
{
    if (!take(walk, '{'))
        return false;
    if (take(walk, '}'))
        return true;
    do {
        struct line_part key;
        if (!take_string(walk, &key) || !take(walk, ':') || !member(walk, key, read))
            return false;
    } while (take(walk, ','));
    return take(walk, '}');
}

static bool take_target_member(struct walk *walk, struct line_part key, struct report_line *read)
{
    return line_part_is(key, "word")   ? take_text(walk, &read->word)
           : line_part_is(key, "kind") ? take_text(walk, &read->target_kind)
                                       : skip_value(walk);
}

static bool take_member(struct walk *walk, struct line_part key, struct report_line *read)
{
    if (line_part_is(key, "target")) {
        skip_blanks(walk);
        return walk->at < walk->end && *walk->at == '{' ? walk_object(walk, take_target_member, read)
                                                        : take_text(walk, &read->word);
    }
    return line_part_is(key, "kind")    ? take_text(walk, &read->kind)
           : line_part_is(key, "id")    ? take_text(walk, &read->id)
           : line_part_is(key, "run")   ? take_text(walk, &read->run)
           : line_part_is(key, "ended") ? take_text(walk, &read->ended)
           : line_part_is(key, "word")  ? take_text(walk, &read->word)
                                        : skip_value(walk);
}

bool report_line_read(const char *line, size_t length, struct report_line *read)
{
    struct walk walk = {.at = line, .end = line + length};
    *read = (struct report_line){0};
    if (!walk_object(&walk, take_member, read))
        return false;
    skip_blanks(&walk);
    return walk.at == walk.end;
}

bool line_part_is(struct line_part part, const char *text)
{
    return part.text != NULL && part.length == strlen(text) && memcmp(part.text, text, part.length) == 0;
}

bool report_line_is_target(const struct report_line *read)
{
    return line_part_is(read->kind, "domain") || line_part_is(read->kind, "report")
           || line_part_is(read->kind, "input_error");
}

char *report_line_with_run(const char *line, size_t length, const char *run, size_t *new_length)
{
    static const char before[] = "{\"run\":\"", after[] = "\",";
    size_t run_length = strlen(run);
    char *copy = allocate(length + sizeof before + sizeof after + run_length, 1);
    char *at = copy;
    const char *rest = memchr(line, '{', length);
    rest = rest != NULL ? rest + 1 : line + length;
    size_t rest_length = (size_t)(line + length - rest);
    memcpy(at, before, sizeof before - 1);
    at += sizeof before - 1;
    memcpy(at, run, run_length);
    at += run_length;
    memcpy(at, after, sizeof after - 1);
    at += sizeof after - 1;
    memcpy(at, rest, rest_length);
    *new_length = (size_t)(at - copy) + rest_length;
    return copy;
}
