/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was left out since it stands elsewhere, put in place. Copies are references to one value, and become
 * copies when they are read; how much they may come to is bounded. */
#include "report/json_restore.h"

#include "base/list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The first version that leaves these out. */
enum { SINCE_VERSION = 3 };

/* Of values, each counted as so many bytes besides its text. */
enum { RESTORED_MAX_BYTES = 256 << 20, VALUE_BYTES = 64 };

struct restoring {
    size_t room;
};

static void set(json_t *object, const char *key, json_t *value)
{
    if (value == NULL || json_object_set_new(object, key, value) != 0)
        out_of_memory();
}

static size_t bytes_of(json_t *value)
{
    size_t bytes = VALUE_BYTES;
    if (json_is_string(value))
        bytes += json_string_length(value);
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        bytes += bytes_of(json_array_get(value, i));
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at))
        bytes += bytes_of(json_object_iter_value(at));
    return bytes;
}

static bool take(struct restoring *restoring, json_t *value)
{
    size_t bytes = bytes_of(value);
    if (bytes > restoring->room)
        return false;
    restoring->room -= bytes;
    return true;
}

/* Gives the object the other's members that it does not have; null says that there is none. */
static bool complete(struct restoring *restoring, json_t *object, json_t *other)
{
    if (!json_is_object(object) || !json_is_object(other))
        return true;
    if (!take(restoring, other))
        return false;
    if (json_object_update_missing(object, other) != 0)
        out_of_memory();
    return true;
}

/* `object`, of which a reference is taken over, with the members of the patch (RFC 7396) in a copy. */
static json_t *merged(json_t *object, json_t *patch)
{
    if (!json_is_object(patch)) {
        json_decref(object);
        return json_incref(patch);
    }
    json_t *copy = json_is_object(object) ? json_copy(object) : json_object();
    json_decref(object);
    for (void *at = json_object_iter(patch); copy != NULL && at != NULL;
         at = json_object_iter_next(patch, at)) {
        const char *key = json_object_iter_key(at);
        set(copy, key, merged(json_incref(json_object_get(copy, key)), json_object_iter_value(at)));
    }
    return copy;
}

/* --- sessions --------------------------------------------------------------------------------------------
 */

static bool restore_members(struct restoring *restoring, json_t *session, json_t *first)
{
    json_t *names = json_object_get(session, "as_first"), *patch = json_object_get(session, "differs");
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        json_t *member = name != NULL ? json_object_get(first, name) : NULL;
        if (member == NULL)
            continue;
        if (!take(restoring, member))
            return false;
        json_t *differing = json_object_get(patch, name);
        json_incref(member);
        set(session, name,
            json_is_object(differing) || json_is_array(differing) ? merged(member, differing) : member);
    }
    json_object_del(session, "as_first");
    json_object_del(session, "differs");
    return true;
}

static bool restore_session(struct restoring *restoring, json_t *session, json_t *first)
{
    json_t *tls = json_object_get(session, "tls");
    if (!restore_members(restoring, session, first))
        return false;
    if (json_object_get(tls, "rest_as_first") == NULL)
        return true;
    json_object_del(tls, "rest_as_first");
    return complete(restoring, tls, json_object_get(first, "tls"));
}

/* --- replies to EHLO -------------------------------------------------------------------------------------
 */

static void append(json_t *list, json_t *value)
{
    if (value == NULL || json_array_append_new(list, value) != 0)
        out_of_memory();
}

static void append_line(json_t *lines, const json_t *keyword)
{
    const char *word = json_string_value(json_object_get(keyword, "keyword"));
    const char *parameters = json_string_value(json_object_get(keyword, "parameters"));
    if (word == NULL)
        return;
    char *line = text_format("%s%s%s", word, parameters != NULL ? " " : "", text_or_nothing(parameters));
    append(lines, json_string(line));
    free(line);
}

static void restore_ehlo(json_t *ehlo)
{
    json_t *reply = json_object_get(ehlo, "reply");
    const char *domain = json_string_value(json_object_get(ehlo, "domain"));
    if (!json_is_object(reply) || domain == NULL || json_object_get(reply, "lines") != NULL)
        return;
    const json_t *keywords = json_object_get(ehlo, "keywords");
    json_t *lines = json_array();
    append(lines, json_string(domain));
    for (size_t i = 0; i < json_array_size(keywords); i++)
        append_line(lines, json_array_get(keywords, i));
    set(reply, "lines", lines);
}

static void restore_ehlos(json_t *session)
{
    restore_ehlo(json_object_get(session, "ehlo"));
    restore_ehlo(json_object_get(session, "ehlo_tls"));
}

/* --- endpoints -------------------------------------------------------------------------------------------
 */

/* The earlier endpoint, which is whole by then, that the object refers to; NULL for none. */
static json_t *earlier(json_t *object, json_t *endpoints, size_t index)
{
    json_t *number = json_object_get(object, "as_endpoint");
    json_int_t at = json_integer_value(number);
    bool good = json_is_integer(number) && at >= 0 && (size_t)at < index;
    json_object_del(object, "as_endpoint");
    return good ? json_array_get(endpoints, (size_t)at) : NULL;
}

static bool restore_sessions(struct restoring *restoring, json_t *endpoints, size_t index)
{
    json_t *endpoint = json_array_get(endpoints, index);
    json_t *sessions = json_object_get(endpoint, "sessions");
    json_t *first = json_array_get(sessions, 0);
    json_t *other = earlier(first, endpoints, index);
    if (other != NULL
        && !restore_members(restoring, first, json_array_get(json_object_get(other, "sessions"), 0)))
        return false;
    restore_ehlos(first);
    for (size_t i = 1; i < json_array_size(sessions); i++) {
        json_t *session = json_array_get(sessions, i);
        if (!restore_session(restoring, session, first))
            return false;
        restore_ehlos(session);
    }
    restore_ehlos(json_object_get(endpoint, "nameless"));
    return true;
}

static bool restore_survey(struct restoring *restoring, json_t *endpoints, size_t index)
{
    json_t *survey = json_object_get(json_array_get(endpoints, index), "tls_survey");
    json_t *other = earlier(survey, endpoints, index);
    return other == NULL || complete(restoring, survey, json_object_get(other, "tls_survey"));
}

bool json_restore(json_t *report)
{
    struct restoring restoring = {.room = RESTORED_MAX_BYTES};
    json_t *endpoints = json_object_get(report, "endpoints");
    if (json_integer_value(json_object_get(report, "schema_version")) < SINCE_VERSION)
        return true;
    for (size_t i = 0; i < json_array_size(endpoints); i++)
        if (!restore_sessions(&restoring, endpoints, i) || !restore_survey(&restoring, endpoints, i))
            return false;
    return true;
}
