/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Endpoints in lines. The certificates of all sessions are mostly good for the same names: these stand in the
 * pointer once ("names"), and what a session has otherwise beside them ("names_otherwise"). */
#include "report/line_endpoint.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "report/json_repeats.h"

#include <stdbool.h>
#include <string.h>

const char line_endpoint_name_sent[] = "*";

/* --- what belongs to the name ---------------------------------------------------------------------------
 */

/* The handshakes of an endpoint, by the index of their session; the last is the one without a name. */
static const struct tls *handshake(const struct endpoint *endpoint, size_t index)
{
    const struct session *session =
        index < endpoint->session_count ? &endpoint->sessions[index] : endpoint->nameless;
    return session != NULL ? session->tls : NULL;
}

/* A file that a person wrote may have what stands for the name as a name. */
static bool has_star(const struct endpoint *endpoint)
{
    for (size_t i = 0; i <= endpoint->session_count; i++) {
        const struct tls *tls = handshake(endpoint, i);
        if (tls != NULL && text_same(tls->server_name_sent, line_endpoint_name_sent))
            return true;
    }
    return false;
}

/* The first, which all have that have one; NULL where none is taken out. */
static const char *name_sent(const struct endpoint *endpoint)
{
    const char *sent = NULL;
    for (size_t i = 0; sent == NULL && i <= endpoint->session_count; i++) {
        const struct tls *tls = handshake(endpoint, i);
        if (tls != NULL)
            sent = tls->server_name_sent;
    }
    return sent != NULL && !has_star(endpoint) ? sent : NULL;
}

/* What the first certificate was held against. */
static const struct verification *names_of(const struct endpoint *endpoint)
{
    static const struct verification none;
    for (size_t i = 0; i <= endpoint->session_count; i++) {
        const struct tls *tls = handshake(endpoint, i);
        if (tls != NULL && tls->chain_count > 0)
            return &tls->verification;
    }
    return &none;
}

static bool same_names(const struct verification *one, const struct verification *other)
{
    bool same = one->name_count == other->name_count;
    for (size_t i = 0; same && i < one->name_count; i++)
        same = shape_equal(&name_check_shape, &one->names[i], &other->names[i]);
    return same;
}

static bool has_usual_names(const struct tls *tls, const struct verification *usual)
{
    return tls->chain_count > 0 ? same_names(&tls->verification, usual) : tls->verification.name_count == 0;
}

/* --- writing ---------------------------------------------------------------------------------------------
 */

struct endpoint_style {
    const struct certificate_set *certificates;
    const char *name_sent;
};

static bool is_name_sent(const struct field *field)
{
    return field_is_of(field, &tls_shape) && field->offset == offsetof(struct tls, server_name_sent);
}

static void write_chain(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object)
{
    const struct endpoint_style *endpoint_style = style->context;
    const struct certificate *chain = field_pointer(field, object);
    json_write_list(json, field->name);
    for (size_t i = 0; i < field_count(field, object); i++)
        json_certificates_write_one(json, style, endpoint_style->certificates, &chain[i]);
    json_write_end(json);
}

static bool write_otherwise(struct json_write *json, const struct json_style *style,
                            const struct field *field, const void *object)
{
    const struct endpoint_style *endpoint_style = style->context;
    if (field->shape == &name_check_shape || field->shape == &tlsa_match_shape)
        return true;
    if (field->shape == &certificate_shape) {
        write_chain(json, style, field, object);
        return true;
    }
    if (is_name_sent(field) && text_same(endpoint_style->name_sent, field_pointer(field, object))) {
        json_write_text(json, field->name, line_endpoint_name_sent);
        return true;
    }
    return json_repeats_write(json, style, field, object);
}

static bool is_server_name(const struct field *field, const void *object)
{
    (void)object;
    return field->offset == offsetof(struct endpoint, server_name);
}

void line_endpoint_write(struct json_write *json, const struct endpoint *endpoint,
                         const struct certificate_set *certificates)
{
    const struct endpoint_style context = {certificates, name_sent(endpoint)};
    const struct json_style style = {.slim = true, .instead = write_otherwise, .context = &context};
    json_out_members(json, &style, &endpoint_shape, endpoint, is_server_name);
}

static void write_names(struct json_write *json, const char *key, const struct verification *verification)
{
    static const struct json_style style = {.slim = true};
    json_write_list(json, key);
    for (size_t i = 0; i < verification->name_count; i++)
        json_out_value(json, NULL, &style, &name_check_shape, &verification->names[i]);
    json_write_end(json);
}

static void write_names_otherwise(struct json_write *json, const struct endpoint *endpoint,
                                  const struct verification *usual)
{
    bool begun = false;
    for (size_t i = 0; i <= endpoint->session_count; i++) {
        const struct tls *tls = handshake(endpoint, i);
        if (tls == NULL || has_usual_names(tls, usual))
            continue;
        if (!begun)
            json_write_list(json, "names_otherwise");
        begun = true;
        json_write_object(json, NULL);
        json_write_integer(json, "session", (int64_t)i);
        write_names(json, "names", &tls->verification);
        json_write_end(json);
    }
    if (begun)
        json_write_end(json);
}

static bool is_no_match(const struct field *field, const void *object)
{
    (void)object;
    return field->shape != &tlsa_match_shape;
}

void line_endpoint_write_pointer(struct json_write *json, const struct endpoint *endpoint, const char *id,
                                 const char *name)
{
    static const struct json_style style = {.slim = true};
    const struct verification *usual = names_of(endpoint);
    const char *sent = name_sent(endpoint);
    json_write_object(json, NULL);
    json_write_text(json, "id", id);
    if (endpoint->server_name == NULL && name != NULL)
        json_write_null(json, "server_name");
    else if (!text_same(endpoint->server_name, name))
        json_write_text(json, "server_name", endpoint->server_name);
    if (sent == NULL && has_star(endpoint))
        json_write_null(json, "server_name_sent");
    else if (sent != NULL && !text_same(sent, endpoint->server_name))
        json_write_text(json, "server_name_sent", sent);
    if (usual->name_count > 0)
        write_names(json, "names", usual);
    write_names_otherwise(json, endpoint, usual);
    json_out_members(json, &style, &endpoint_shape, endpoint, is_no_match);
    json_write_end(json);
}

/* --- digests ---------------------------------------------------------------------------------------------
 */

/* Times from which on something is said of them. */
static int64_t steps_reached(int64_t elapsed_ms)
{
    static const int64_t steps_ms[] = {2000, 5000, 10000, 20000, 30000, 60000, 120000, 300000};
    size_t reached = 0;
    while (reached < sizeof steps_ms / sizeof steps_ms[0] && elapsed_ms >= steps_ms[reached])
        reached++;
    return (int64_t)reached;
}

static void feed_chain(const struct shape_feed *feed, const struct field *field, const void *object)
{
    const struct endpoint_style *style = feed->more;
    const struct shape_feed whole = {.add = feed->add, .context = feed->context};
    const struct certificate *chain = field_pointer(field, object);
    shape_feed_number(feed, (int64_t)field_count(field, object));
    for (size_t i = 0; i < field_count(field, object); i++) {
        if (!json_certificates_has(style->certificates, &chain[i])) {
            shape_feed(&whole, &certificate_shape, &chain[i]);
            continue;
        }
        shape_feed_text(feed, chain[i].sha256);
        shape_feed_number(feed, chain[i].path_place);
    }
}

/* Of what is volatile that decides what is said: whether it was slow, whether there was anything. */
static bool feed_volatile(const struct shape_feed *feed, const struct shape *shape, const struct field *field,
                          const void *object)
{
    int64_t value;
    if (field->type != FIELD_INTEGER)
        return false;
    memcpy(&value, field_place_const(field, object), sizeof value);
    if (shape == &reply_shape || shape == &timing_shape)
        shape_feed_number(feed, steps_reached(value));
    else if (shape == &stop_shape || field->offset == offsetof(struct session, syn_retransmissions))
        shape_feed_number(feed, value > 0);
    return true;
}

static bool feed_otherwise(const struct shape_feed *feed, const struct shape *shape,
                           const struct field *field, const void *object)
{
    const struct endpoint_style *style = feed->more;
    if (field->shape == &name_check_shape || field->shape == &tlsa_match_shape)
        return true;
    if (shape == &endpoint_shape)
        return field->offset == offsetof(struct endpoint, server_name);
    if (field->shape == &certificate_shape) {
        feed_chain(feed, field, object);
        return true;
    }
    if (is_name_sent(field) && text_same(style->name_sent, field_pointer(field, object))) {
        shape_feed_text(feed, line_endpoint_name_sent);
        return true;
    }
    bool judged =
        shape == &reply_shape || shape == &timing_shape || shape == &stop_shape || shape == &session_shape;
    return field->is_volatile && judged && feed_volatile(feed, shape, field, object);
}

void line_endpoint_feed(const struct shape_feed *feed, const struct endpoint *endpoint,
                        const struct certificate_set *certificates)
{
    const struct endpoint_style style = {certificates, name_sent(endpoint)};
    const struct shape_feed own = {
        .add = feed->add, .context = feed->context, .instead = feed_otherwise, .more = &style};
    shape_feed(&own, &endpoint_shape, endpoint);
}

static void feed_names(const struct shape_feed *feed, const struct verification *verification)
{
    shape_feed_number(feed, (int64_t)verification->name_count);
    for (size_t i = 0; i < verification->name_count; i++)
        shape_feed(feed, &name_check_shape, &verification->names[i]);
}

void line_endpoint_feed_pointer(const struct shape_feed *feed, const struct endpoint *endpoint,
                                const char *id)
{
    const struct verification *usual = names_of(endpoint);
    shape_feed_text(feed, id);
    shape_feed_text(feed, endpoint->server_name);
    shape_feed_text(feed, name_sent(endpoint));
    feed_names(feed, usual);
    for (size_t i = 0; i <= endpoint->session_count; i++) {
        const struct tls *tls = handshake(endpoint, i);
        if (tls == NULL || has_usual_names(tls, usual))
            continue;
        shape_feed_number(feed, (int64_t)i);
        feed_names(feed, &tls->verification);
    }
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++)
        shape_feed(feed, &tlsa_match_shape, &endpoint->tlsa_matches[i]);
}
