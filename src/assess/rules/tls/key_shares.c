/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Public values that a server brings to more than one handshake. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "base/tls_names.h"
#include "facts/tls_survey.h"

/* Where a value was seen. */
struct place {
    const char *hash;
    uint32_t version; /* 0: the survey's, which may be any */
    size_t number;    /* of the session; 0 for the survey */
};

/* At most: those of a survey and of sessions. */
enum { PLACES_MAX = 64 };

static size_t find_places(const struct endpoint *endpoint, struct place *places)
{
    const struct tls_survey *survey = endpoint->tls_survey;
    size_t count = 0;
    for (size_t i = 0; i < endpoint->session_count && count < PLACES_MAX; i++) {
        const struct tls *tls = endpoint->sessions[i].tls;
        if (tls != NULL && tls->key_share != NULL)
            places[count++] = (struct place){tls->key_share, tls->version, i + 1};
    }
    const struct session *nameless = endpoint->nameless;
    if (nameless != NULL && nameless->tls != NULL && nameless->tls->key_share != NULL && count < PLACES_MAX)
        places[count++] =
            (struct place){nameless->tls->key_share, nameless->tls->version, endpoint->session_count + 1};
    for (size_t i = 0; survey != NULL && i < survey->key_shares.count && count < PLACES_MAX; i++)
        places[count++] = (struct place){survey->key_shares.items[i], 0, 0};
    return count;
}

static struct phrase name_place(const struct place *place)
{
    if (place->number == 0)
        return phrase_format("a connection of the survey");
    return phrase_format("session %zu%s%s%s", place->number, place->version != 0 ? " (" : "",
                         place->version != 0 ? tls_names_version(place->version) : "",
                         place->version != 0 ? ")" : "");
}

static struct phrase name_both(const struct place *first, const struct place *again)
{
    if (first->number == 0 && again->number == 0)
        return phrase_format("two connections of the survey");
    return phrase_format("%s and %s", name_place(first).text, name_place(again).text);
}

void key_share_rules(struct assessment *assessment, const struct port_view *port_view)
{
    struct place places[PLACES_MAX];
    if (port_view->session == NULL)
        return;
    size_t count = find_places(port_view->endpoint, places);
    const struct place *first = NULL, *again = NULL;
    size_t repeated = 0;
    for (size_t i = 1; i < count; i++) {
        size_t n = 0;
        while (n < i && !text_same(places[n].hash, places[i].hash))
            n++;
        if (n == i)
            continue;
        if (first == NULL) {
            first = &places[n];
            again = &places[i];
        }
        repeated++;
    }
    if (repeated > 0)
        judge(assessment, &port_view->about, FINDING_TLS_KEY_SHARE_REUSED, OUTCOME_FAILS,
              "In %zu of %zu handshakes the server's public value had come before: %s have the same.",
              repeated, count, name_both(first, again).text);
    else if (count > 1)
        judge(assessment, &port_view->about, FINDING_TLS_KEY_SHARE_REUSED, OUTCOME_HOLDS,
              "The server's public values in %zu handshakes are all different.", count);
}
