/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes in words. */
#include "compare/change_words.h"

#include "base/list.h"
#include "facts/words.h"
#include "report/finding_groups.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- words --- */

/* The data of a record are known by their start; the base domain is told where it is not the host. */
static char *tlsa_label(const struct change *change)
{
    enum { DATA_SHOWN = 16 };
    const char *record = change->name;
    size_t host = change->subject.host == NULL ? 0 : strlen(change->subject.host);
    if (host > 0 && strncmp(record, change->subject.host, host) == 0 && record[host] == ' ')
        record += host + 1;
    const char *data = strrchr(record, ' ');
    size_t before = data == NULL ? 0 : (size_t)(data + 1 - record);
    bool is_long = strlen(record + before) > DATA_SHOWN;
    return text_format("TLSA %.*s%.*s%s", (int)before, record,
                       is_long ? DATA_SHOWN : (int)strlen(record + before), record + before,
                       is_long ? "..." : "");
}

/* What has changed, where it is no finding; the caller frees. */
static char *label(const struct change *change)
{
    static const char *const labels[ASPECT_COUNT] = {
        [ASPECT_DELIVERY] = "delivery",
        [ASPECT_INBOUND] = "inbound",
        [ASPECT_SUBMISSION] = "submission",
        [ASPECT_HOST_INBOUND] = "inbound at this host",
        [ASPECT_HOST_SUBMISSION] = "submission at this host",
        [ASPECT_PROFILE] = "profile",
        [ASPECT_ROUTE] = "mail route",
        [ASPECT_MX] = "MX",
        [ASPECT_HOST] = "host",
        [ASPECT_ADDRESS] = "address",
        [ASPECT_DNSSEC] = "DNSSEC of the",
        [ASPECT_TLSA] = "TLSA",
        [ASPECT_MTA_STS] = "MTA-STS",
        [ASPECT_MTA_STS_POLICY] = "MTA-STS",
        [ASPECT_TLS_RPT] = "TLS-RPT",
        [ASPECT_PORT] = "port",
        [ASPECT_CERTIFICATE] = "certificate",
    };
    const char *word = labels[change->aspect];
    if (change->aspect == ASPECT_TLSA && change->name != NULL)
        return tlsa_label(change);
    if (change->name == NULL || change->aspect == ASPECT_CERTIFICATE)
        return text_copy(word == NULL ? "?" : word);
    return word == NULL ? text_copy(change->name) : text_format("%s %s", word, change->name);
}

static const char *value(const char *text)
{
    return text == NULL ? "unknown" : text;
}

static char *finding_words(const struct change *change)
{
    const char *title = change->title == NULL ? "?" : change->title;
    const char *id = finding_name(change->finding);
    bool failed = change->before != NULL && words_value(&severity_words, change->before) >= 0;
    switch (change->kind) {
    case CHANGE_MENDED:
        return text_format("mended: %s [%s]", title, id);
    case CHANGE_GONE:
        return text_format("gone: %s [%s]", title, id);
    case CHANGE_SEVERER:
    case CHANGE_MILDER:
        return text_format("%s now, was %s: %s [%s]", value(change->after), value(change->before), title, id);
    case CHANGE_DECIDED:
        return change->direction == DIRECTION_WORSE
                   ? text_format("fails, was undecided: %s [%s]", title, id)
                   : text_format("no problem, was undecided: %s [%s]", title, id);
    case CHANGE_UNDECIDED:
        return text_format("undecided now, %s before: %s [%s]", failed ? "failed" : "held", title, id);
    case CHANGE_SEEN:
        return text_format("fails, was not looked at: %s [%s]", title, id);
    case CHANGE_NOT_SEEN:
        return text_format("not looked at this time: %s [%s]", title, id);
    default:
        return text_format("new: %s [%s]", title, id);
    }
}

enum { DATE_BYTES = 10 };

static char *until(const struct certificate_view *view)
{
    return text_format("until %.*s", DATE_BYTES, view->not_after == NULL ? "?" : view->not_after);
}

static char *certificate_words(const struct change *change)
{
    const struct certificate_view *before = change->certificate_before;
    const struct certificate_view *after = change->certificate_after;
    bool same_key = text_same(before->spki_sha256, after->spki_sha256);
    const char *key = same_key ? "same key" : "new key";
    char *from = until(before);
    char *to = until(after);
    bool older = before->not_before != NULL && after->not_before != NULL
                 && strcmp(after->not_before, before->not_before) < 0;
    char *what = change->kind == CHANGE_REISSUED
                     ? text_format("certificate by another issuer, %s: %s, was %s", key, value(after->issuer),
                                   value(before->issuer))
                     : text_format("%s, %s", older ? "an older certificate" : "certificate renewed", key);
    const char *type = key_type_name(after->key_type);
    char *size = before->key_type == after->key_type && before->key_bits == after->key_bits
                     ? text_copy("")
                     : text_format(", %s %" PRId64 " bits", type == NULL ? "key" : type, after->key_bits);
    char *words = text_format("%s%s: valid %s, was %s%s", what, size, to, from,
                              after->not_after_unix_s < before->not_after_unix_s ? ", which is later" : "");
    free(size);
    free(what);
    free(to);
    free(from);
    return words;
}

/* Of what has come or gone, with its value if it has one. */
static char *with_value(const char *verb, const char *what, const char *text)
{
    return text == NULL ? text_format("%s: %s", verb, what) : text_format("%s: %s, %s", verb, what, text);
}

static char *value_words(const struct change *change, const char *what)
{
    switch (change->kind) {
    case CHANGE_NEW:
        return with_value("new", what, change->after);
    case CHANGE_GONE:
        return with_value("gone", what, change->before);
    case CHANGE_DECIDED:
        return text_format("%s %s, was unknown", what, value(change->after));
    case CHANGE_UNDECIDED:
        return text_format("%s unknown now, was %s", what, value(change->before));
    case CHANGE_SEEN:
        return with_value("not looked at before", what, change->after);
    case CHANGE_NOT_SEEN:
        return with_value("not looked at this time", what, change->before);
    case CHANGE_ROSE:
        return text_format("%s rose from %s to %s", what, value(change->before), value(change->after));
    case CHANGE_FELL:
        return text_format("%s fell from %s to %s", what, value(change->before), value(change->after));
    case CHANGE_OPENED:
        return text_format("port opened: %s, was %s", value(change->after), value(change->before));
    case CHANGE_CLOSED:
        return text_format("port closed: %s, was %s", value(change->after), value(change->before));
    default:
        return text_format("%s %s, was %s", what, value(change->after), value(change->before));
    }
}

char *change_words(const struct change *change)
{
    if (change->aspect == ASPECT_FINDING)
        return finding_words(change);
    if (change->certificate_before != NULL && change->certificate_after != NULL)
        return certificate_words(change);
    char *what = label(change);
    char *words = value_words(change, what);
    free(what);
    return words;
}

/* --- groups --- */

/* The words are the same, and what they are marked with. */
static bool same_but_place(const struct change *a, const char *a_words, const struct change *b,
                           const char *b_words)
{
    return a->direction == b->direction && a->severity == b->severity && a->aspect == b->aspect
           && strcmp(a_words, b_words) == 0;
}

struct change_groups change_groups_of(const struct target_changes *target)
{
    struct change_groups groups = {0};
    char **words = allocate(target->change_count, sizeof *words); /* of the first of each group */
    for (size_t i = 0; i < target->change_count; i++) {
        const struct change *change = &target->changes[i];
        struct change_group *group = NULL;
        char *own = change_words(change);
        for (size_t n = 0; n < groups.count && group == NULL; n++)
            if (same_but_place(groups.groups[n].changes[0], words[n], change, own))
                group = &groups.groups[n];
        if (group == NULL) {
            group = list_append(&groups.groups, &groups.count, sizeof *groups.groups);
            words[groups.count - 1] = own;
        } else {
            free(own);
        }
        const struct change **member = list_append(&group->changes, &group->count, sizeof *group->changes);
        *member = change;
    }
    for (size_t i = 0; i < groups.count; i++)
        free(words[i]);
    free(words);
    return groups;
}

void change_groups_free(struct change_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        free(groups->groups[i].changes);
    free(groups->groups);
    *groups = (struct change_groups){0};
}

/* As places of findings are told. */
struct text_list change_places(const struct change_group *group, const char *target)
{
    struct finding *findings = allocate(group->count, sizeof *findings);
    const struct finding **members = allocate(group->count, sizeof *members);
    for (size_t i = 0; i < group->count; i++) {
        findings[i].subject = group->changes[i]->subject; /* borrowed */
        if (findings[i].subject.host != NULL || findings[i].subject.address != NULL)
            findings[i].subject.domain = NULL;
        members[i] = &findings[i];
    }
    struct text_list places = finding_group_subjects(&(struct finding_group){members, group->count});
    free(members);
    free(findings);
    if (places.count == 1 && (places.items[0][0] == '\0' || text_same_name(places.items[0], target)))
        text_list_free(&places);
    return places;
}

enum mark change_mark(const struct change *change)
{
    switch (change->direction) {
    case DIRECTION_WORSE:
        return change->severity == SEVERITY_ERROR     ? MARK_BAD
               : change->severity == SEVERITY_WARNING ? MARK_WARNING
                                                      : MARK_FAIR;
    case DIRECTION_BETTER:
        return MARK_GOOD;
    case DIRECTION_OPEN:
        return MARK_UNSURE;
    default:
        return MARK_FAIR;
    }
}

bool change_is_minor(const struct change *change)
{
    bool unseen =
        change->direction == DIRECTION_OPEN || change->kind == CHANGE_SEEN || change->kind == CHANGE_DECIDED;
    return unseen && change->severity == SEVERITY_INFO;
}

static void append_count(struct text_list *parts, int64_t count, const char *word)
{
    if (count == 0)
        return;
    char *part = text_format("%" PRId64 " %s", count, word);
    text_list_append(parts, part);
    free(part);
}

char *change_counts(int64_t worse, int64_t open, int64_t better, int64_t neither)
{
    struct text_list parts = {0};
    append_count(&parts, worse, "worse");
    append_count(&parts, open, "undecided or not seen");
    append_count(&parts, better, "better");
    append_count(&parts, neither, "other");
    char *text = text_list_join(&parts, ", ");
    text_list_free(&parts);
    return text;
}

char *change_minute(const char *time)
{
    if (time == NULL || strlen(time) < sizeof "2026-11-29T10:00" - 1)
        return text_copy(time == NULL ? "?" : time);
    return text_format("%.10s %.5s", time, time + DATE_BYTES + 1);
}

char *change_times(const struct target_changes *target)
{
    char *before = change_minute(target->before_at);
    char *after = change_minute(target->after_at);
    char *text = target->presence == PRESENCE_CAME   ? text_format("%s", after)
                 : target->presence == PRESENCE_WENT ? text_format("%s", before)
                                                     : text_format("%s to %s", before, after);
    free(before);
    free(after);
    return text;
}
