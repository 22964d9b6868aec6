/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Repetitions in slim JSON, left out. */
#include "report/json_repeats.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"

#include <string.h>

/* --- what slim JSON writes the same of -------------------------------------------------------------------
 */

static bool same(const struct shape *shape, const void *left, const void *right);

static bool same_texts(const struct text_list *left, const struct text_list *right)
{
    bool good = left->count == right->count;
    for (size_t i = 0; good && i < left->count; i++)
        good = text_same(left->items[i], right->items[i]);
    return good;
}

static bool same_codes(const struct codes *left, const struct codes *right)
{
    return left->count == right->count
           && (left->count == 0
               || memcmp(left->items, right->items, left->count * sizeof left->items[0]) == 0);
}

static bool same_list(const struct field *field, const void *left, const void *right)
{
    const char *left_items = field_pointer(field, left), *right_items = field_pointer(field, right);
    bool good = field_count(field, left) == field_count(field, right);
    for (size_t i = 0; good && i < field_count(field, left); i++)
        good = same(field->shape, left_items + i * field->shape->size, right_items + i * field->shape->size);
    return good;
}

static bool same_present(const struct field *field, const void *left, const void *right)
{
    const void *left_place = field_place_const(field, left), *right_place = field_place_const(field, right);
    switch (field->type) {
    case FIELD_BOOL:
        return memcmp(left_place, right_place, sizeof(bool)) == 0;
    case FIELD_INTEGER:
        return memcmp(left_place, right_place, sizeof(int64_t)) == 0;
    case FIELD_WORD:
        return memcmp(left_place, right_place, sizeof(int)) == 0;
    case FIELD_CODE:
        return memcmp(left_place, right_place, sizeof(uint32_t)) == 0;
    case FIELD_TEXT:
        return text_same(field_pointer(field, left), field_pointer(field, right));
    case FIELD_TEXT_LIST:
        return same_texts(left_place, right_place);
    case FIELD_CODE_LIST:
        return same_codes(left_place, right_place);
    case FIELD_STRUCT:
        return same(field->shape, left_place, right_place);
    case FIELD_OPTIONAL:
        return same(field->shape, field_pointer(field, left), field_pointer(field, right));
    case FIELD_LIST:
        return same_list(field, left, right);
    }
    return false;
}

static bool same_member(const struct field *field, const void *left, const void *right)
{
    bool left_out = json_out_is_left_out(field, left);
    if (left_out != json_out_is_left_out(field, right))
        return false;
    return left_out || same_present(field, left, right);
}

/* What is volatile does not count: else two runs of one server would differ in what refers to what. What of
 * it differs is written as well (write_differing()). */
static bool same(const struct shape *shape, const void *left, const void *right)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (!shape->fields[i].is_volatile && !same_member(&shape->fields[i], left, right))
            return false;
    return true;
}

/* --- what is as elsewhere --------------------------------------------------------------------------------
 */

/* How an object is written beside another that says much the same. */
struct again {
    const struct json_style *outer; /* for its members */
    const void *other;
    int64_t endpoint; /* the index of the other's endpoint; -1: that of the object */
};

static bool write_by_outer(struct json_write *json, const struct again *again, const struct field *field,
                           const void *object)
{
    const struct json_style *outer = again->outer;
    return outer->instead != NULL && outer->instead(json, outer, field, object);
}

/* A step's time below a second matters to nobody. */
static bool is_quick_step(const struct field *field, const void *object)
{
    enum { QUICK_MS = 1000 };
    int64_t value;
    if (!field_is_of(field, &timing_shape) || field->type != FIELD_INTEGER)
        return false;
    memcpy(&value, field_place_const(field, object), sizeof value);
    return value < QUICK_MS;
}

static bool differs_within(const struct shape *shape, const void *left, const void *right);

static bool lists_differ(const struct field *field, const void *left, const void *right)
{
    const char *left_items = field_pointer(field, left), *right_items = field_pointer(field, right);
    bool found = false;
    for (size_t i = 0; !found && i < field_count(field, left); i++)
        found = differs_within(field->shape, left_items + i * field->shape->size,
                               right_items + i * field->shape->size);
    return found;
}

/* Of a member that is the same apart from what is volatile: whether that differs. */
static bool differs(const struct field *field, const void *left, const void *right)
{
    if (field->is_volatile)
        return !same_member(field, left, right)
               && !(is_quick_step(field, left) && is_quick_step(field, right));
    if (json_out_is_left_out(field, left))
        return false;
    switch (field->type) {
    case FIELD_STRUCT:
        return differs_within(field->shape, field_place_const(field, left), field_place_const(field, right));
    case FIELD_OPTIONAL:
        return differs_within(field->shape, field_pointer(field, left), field_pointer(field, right));
    case FIELD_LIST:
        return lists_differ(field, left, right);
    default:
        return false;
    }
}

static bool differs_within(const struct shape *shape, const void *left, const void *right)
{
    bool found = false;
    for (size_t i = 0; !found && i < shape->field_count; i++)
        found = differs(&shape->fields[i], left, right);
    return found;
}

/* What differs of a member, as a merge patch (RFC 7396) of the other's: lists as a whole. */
static void write_differing(struct json_write *json, const struct json_style *outer,
                            const struct field *field, const void *object, const void *other)
{
    static const struct json_style whole = {0};
    bool is_object = !field->is_volatile && (field->type == FIELD_STRUCT || field->type == FIELD_OPTIONAL);
    if (!differs(field, object, other))
        return;
    if (!is_object) {
        json_out_member(json, field->type == FIELD_LIST && field_count(field, object) > 0 ? outer : &whole,
                        field, object);
        return;
    }
    bool is_inside = field->type == FIELD_STRUCT;
    const void *part = is_inside ? field_place_const(field, object) : field_pointer(field, object);
    const void *other_part = is_inside ? field_place_const(field, other) : field_pointer(field, other);
    json_write_object(json, field->name);
    for (size_t i = 0; i < field->shape->field_count; i++)
        write_differing(json, outer, &field->shape->fields[i], part, other_part);
    json_write_end(json);
}

/* Members that the other has and this has not, as nothing. */
static void write_missing(struct json_write *json, const struct shape *shape, const void *object,
                          const void *other)
{
    static const struct json_style whole = {0};
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if (json_out_is_left_out(field, object) && !json_out_is_left_out(field, other))
            json_out_member(json, &whole, field, object);
    }
}

/* Of a handshake or a survey: what the other says, too, is left out. The mark stands where a member is that
 * slim JSON never leaves out. */
static bool write_rest(struct json_write *json, const struct json_style *style, const struct field *field,
                       const void *object)
{
    const struct again *again = style->context;
    bool is_tls = field_is_of(field, &tls_shape), is_survey = field_is_of(field, &tls_survey_shape);
    if (is_tls && field->offset == offsetof(struct tls, certificates_sent)) {
        json_write_bool(json, "rest_as_first", true);
        write_missing(json, &tls_shape, object, again->other);
    } else if (is_survey && field->offset == offsetof(struct tls_survey, depth)) {
        json_write_integer(json, "as_endpoint", again->endpoint);
        write_missing(json, &tls_survey_shape, object, again->other);
    }
    if ((is_tls || is_survey) && same_member(field, object, again->other))
        return true;
    return write_by_outer(json, again, field, object);
}

/* --- sessions --------------------------------------------------------------------------------------------
 */

static bool is_part(const struct field *field)
{
    return !field->is_volatile
           && (field->type == FIELD_OPTIONAL || field->type == FIELD_STRUCT || field->type == FIELD_LIST);
}

/* The handshake of an endpoint stands with it, whatever another one's is. */
static bool is_as_first(const struct field *field, const struct again *again, const struct session *session)
{
    return is_part(field) && !(again->endpoint >= 0 && field->shape == &tls_shape)
           && !json_out_is_left_out(field, session) && same_member(field, session, again->other);
}

static void write_as_first(struct json_write *json, const struct again *again, const struct session *session)
{
    const char *names[64];
    const struct field *fields[sizeof names / sizeof names[0]];
    size_t count = 0;
    bool found = false;
    for (size_t i = 0; i < session_shape.field_count && count < sizeof names / sizeof names[0]; i++) {
        const struct field *field = &session_shape.fields[i];
        if (!is_as_first(field, again, session))
            continue;
        found = found || differs(field, session, again->other);
        fields[count] = field;
        names[count++] = field->name;
    }
    if (count > 0)
        json_write_texts(json, "as_first", names, count);
    if (!found)
        return;
    json_write_object(json, "differs");
    for (size_t i = 0; i < count; i++)
        write_differing(json, again->outer, fields[i], session, again->other);
    json_write_end(json);
}

static bool write_session_again(struct json_write *json, const struct json_style *style,
                                const struct field *field, const void *object)
{
    const struct again *again = style->context;
    const struct session *session = object, *first = again->other;
    if (!field_is_of(field, &session_shape))
        return write_by_outer(json, again, field, object);
    if (field->offset == offsetof(struct session, purpose)) {
        if (again->endpoint >= 0)
            json_write_integer(json, "as_endpoint", again->endpoint);
        write_as_first(json, again, session);
    }
    if (is_as_first(field, again, session))
        return true;
    if (field->shape != &tls_shape || first->tls == NULL || again->endpoint >= 0)
        return write_by_outer(json, again, field, object);
    const struct again tls = {.outer = again->outer, .other = first->tls, .endpoint = -1};
    const struct json_style rest = {.slim = true, .instead = write_rest, .context = &tls};
    json_out_value(json, field->name, &rest, &tls_shape, session->tls);
    return true;
}

/* `earlier` has the first session of which that of the endpoint is written, NULL for none; `index` is its
 * own. */
static void write_sessions(struct json_write *json, const struct json_style *style,
                           const struct endpoint *endpoint, const struct endpoint *earlier, int64_t index)
{
    const struct session *sessions = endpoint->sessions;
    const struct again again = {.outer = style, .other = sessions, .endpoint = -1};
    const struct again there = {
        .outer = style, .other = earlier != NULL ? earlier->sessions : NULL, .endpoint = index};
    const struct json_style others = {.slim = true, .instead = write_session_again, .context = &again};
    const struct json_style first = {.slim = true, .instead = write_session_again, .context = &there};
    json_write_list(json, "sessions");
    for (size_t i = 0; i < endpoint->session_count; i++) {
        bool is_first = i == 0 && earlier != NULL, is_other = i > 0 && sessions[i].purpose != PURPOSE_MAIN;
        json_out_value(json, NULL,
                       is_first   ? &first
                       : is_other ? &others
                                  : style,
                       &session_shape, &sessions[i]);
    }
    json_write_end(json);
}

/* So many endpoints are looked at, from the first on: the first of those that say the same is no reference
 * itself. */
enum { EARLIER_MAX = 256 };

/* An earlier endpoint that introduces itself in the same way; -1 for none. */
static int64_t earlier_with_ehlo(const struct report *report, size_t endpoint)
{
    const struct session *session = report->endpoints[endpoint].sessions;
    if (session == NULL || session->ehlo == NULL)
        return -1;
    for (size_t i = 0; i < endpoint && i < EARLIER_MAX; i++) {
        const struct endpoint *other = &report->endpoints[i];
        if (other->session_count > 0 && other->sessions[0].ehlo != NULL
            && same(&ehlo_shape, session->ehlo, other->sessions[0].ehlo))
            return (int64_t)i;
    }
    return -1;
}

void json_repeats_write_sessions(struct json_write *json, const struct json_style *style,
                                 const struct report *report, size_t endpoint)
{
    int64_t earlier = earlier_with_ehlo(report, endpoint);
    write_sessions(json, style, &report->endpoints[endpoint],
                   earlier >= 0 ? &report->endpoints[earlier] : NULL, earlier);
}

/* --- replies to EHLO -------------------------------------------------------------------------------------
 */

static bool is_keyword_line(const char *line, const struct ehlo_keyword *keyword)
{
    size_t length = keyword->keyword != NULL ? strlen(keyword->keyword) : 0;
    if (length == 0 || strncmp(line, keyword->keyword, length) != 0)
        return false;
    return keyword->parameters == NULL
               ? line[length] == '\0'
               : line[length] == ' ' && strcmp(line + length + 1, keyword->parameters) == 0;
}

/* Whether the lines are what its other members say. */
static bool is_said(const struct ehlo *ehlo)
{
    const struct text_list *lines = &ehlo->reply.lines;
    if (ehlo->domain == NULL || lines->count != ehlo->keyword_count + 1
        || strcmp(lines->items[0], ehlo->domain) != 0)
        return false;
    for (size_t i = 0; i < ehlo->keyword_count; i++)
        if (!is_keyword_line(lines->items[i + 1], &ehlo->keywords[i]))
            return false;
    return true;
}

static bool is_lines(const struct field *field, const void *object)
{
    (void)object;
    return field->offset == offsetof(struct reply, lines);
}

static void write_ehlo_reply(struct json_write *json, const struct json_style *style,
                             const struct field *field, const struct ehlo *ehlo)
{
    json_write_object(json, field->name);
    json_out_members(json, style, &reply_shape, &ehlo->reply, is_said(ehlo) ? is_lines : NULL);
    if (ehlo->domain != NULL && ehlo->reply.lines.count == 0) {
        json_write_list(json, "lines");
        json_write_end(json);
    }
    json_write_end(json);
}

bool json_repeats_write(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object)
{
    if (field->type == FIELD_LIST && field->shape == &session_shape) {
        write_sessions(json, style, object, NULL, -1);
        return true;
    }
    if (field_is_of(field, &ehlo_shape) && field->shape == &reply_shape) {
        write_ehlo_reply(json, style, field, object);
        return true;
    }
    return false;
}

/* --- surveys ---------------------------------------------------------------------------------------------
 */

int64_t json_repeats_survey(const struct report *report, size_t endpoint)
{
    const struct tls_survey *survey = report->endpoints[endpoint].tls_survey;
    for (size_t i = 0; survey != NULL && i < endpoint && i < EARLIER_MAX; i++) {
        const struct tls_survey *other = report->endpoints[i].tls_survey;
        if (other != NULL && shape_equal(&tls_survey_shape, survey, other))
            return (int64_t)i;
    }
    return -1;
}

void json_repeats_write_survey(struct json_write *json, const struct json_style *style,
                               const struct report *report, size_t endpoint, int64_t other)
{
    const struct again again = {
        .outer = style, .other = report->endpoints[other].tls_survey, .endpoint = other};
    const struct json_style rest = {.slim = true, .instead = write_rest, .context = &again};
    json_out_value(json, "tls_survey", &rest, &tls_survey_shape, report->endpoints[endpoint].tls_survey);
}

/* --- profiles --------------------------------------------------------------------------------------------
 */

/* Apart from where. */
static bool is_place(const struct field *field)
{
    return field->offset == offsetof(struct profile_verdict, address)
           || field->offset == offsetof(struct profile_verdict, port);
}

static bool judges_the_same(const struct profile_verdict *one, const struct profile_verdict *other)
{
    bool good = true;
    for (size_t i = 0; good && i < profile_verdict_shape.field_count; i++) {
        const struct field *field = &profile_verdict_shape.fields[i];
        good = is_place(field) || same_member(field, one, other);
    }
    return good;
}

static bool is_detail(const struct field *field, const void *object)
{
    (void)object;
    switch (field->offset) {
    case offsetof(struct profile_verdict, items):
    case offsetof(struct profile_verdict, items_unknown):
    case offsetof(struct profile_verdict, items_good):
        return true;
    default:
        return false;
    }
}

static bool write_profile(struct json_write *json, const struct json_style *style,
                          const struct profile_verdict *profiles, size_t index)
{
    size_t earlier = 0;
    while (earlier < index && earlier < EARLIER_MAX && !judges_the_same(&profiles[index], &profiles[earlier]))
        earlier++;
    if (earlier == index || earlier == EARLIER_MAX)
        return false;
    bool before = json->one_line;
    json_write_object(json, NULL);
    json->one_line = true;
    json_out_members(json, style, &profile_verdict_shape, &profiles[index], is_detail);
    json_write_integer(json, "as_profile", (int64_t)earlier);
    json_write_end(json);
    json->one_line = before;
    return true;
}

void json_repeats_write_profiles(struct json_write *json, const struct json_style *style,
                                 const struct profile_verdict *profiles, size_t count)
{
    json_write_list(json, "profiles");
    for (size_t i = 0; i < count; i++)
        if (!write_profile(json, style, profiles, i))
            json_out_value(json, NULL, style, &profile_verdict_shape, &profiles[i]);
    json_write_end(json);
}
