/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two sorted lists of traits make a list of changes.
 *
 * A trait is looked up on the other side by its key. What is absent there counts as gone only if the other
 * scan saw the whole set that it belongs to (portrait.seen); otherwise it is not seen. What is part of
 * something that came or went itself is not told again, except for findings that fail. */
#include "compare/compare.h"

#include "config.h"

#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

/* What the other side knows of a trait. */
struct other {
    enum trait_state state;
    const struct trait *trait; /* NULL where there is none */
    bool implied;              /* it came or went with what it is part of */
    bool silent;               /* that it is absent says nothing */
};

static struct other look_up(const struct portrait *own, const struct trait *trait,
                            const struct portrait *other);

/* What is absent on the other side: what it is part of may be, too. */
static struct other look_up_within(const struct portrait *own, const struct trait *trait,
                                   const struct portrait *other)
{
    const struct trait *parent = portrait_trait(own, trait->within);
    if (parent != NULL) {
        struct other found = look_up(own, parent, other);
        if (found.state == TRAIT_ABSENT && !found.silent)
            return (struct other){.state = TRAIT_ABSENT, .implied = true};
        if (found.state == TRAIT_NOT_SEEN || (found.trait != NULL && found.trait->hides))
            return (struct other){.state = TRAIT_NOT_SEEN, .implied = true};
    }
    if (trait->scope == NULL)
        return (struct other){.state = TRAIT_ABSENT, .silent = true};
    return (struct other){.state = portrait_saw(other, trait->scope) ? TRAIT_ABSENT : TRAIT_NOT_SEEN};
}

static struct other look_up(const struct portrait *own, const struct trait *trait,
                            const struct portrait *other)
{
    const struct trait *found = portrait_trait(other, trait->key);
    if (found != NULL)
        return (struct other){.state = found->state, .trait = found};
    return look_up_within(own, trait, other);
}

/* --- certificates: where the type of the key changed, too, the key of the trait did --- */

static bool same_port(const struct trait *a, const struct trait *b)
{
    return a->aspect == b->aspect && text_same(a->subject.host, b->subject.host)
           && text_same(a->subject.address, b->subject.address) && a->subject.port == b->subject.port;
}

/* Which of the certificates of its port that the other side has none for by type of key; the others of the
 * port stand beside it. */
static size_t place_among_unmatched(const struct portrait *own, const struct trait *trait,
                                    const struct portrait *other)
{
    size_t place = 0;
    for (const struct trait *at = trait; at > own->traits && same_port(at - 1, trait); at--)
        place += portrait_trait(other, (at - 1)->key) == NULL;
    return place;
}

static const struct trait *find_replacement(const struct portrait *own, const struct trait *trait,
                                            const struct portrait *other)
{
    size_t place = place_among_unmatched(own, trait, other);
    for (size_t i = 0; i < other->trait_count; i++) {
        const struct trait *candidate = &other->traits[i];
        if (same_port(candidate, trait) && portrait_trait(own, candidate->key) == NULL && place-- == 0)
            return candidate;
    }
    return NULL;
}

static struct other find(const struct portrait *own, const struct trait *trait, const struct portrait *other)
{
    const struct trait *found = portrait_trait(other, trait->key);
    if (found == NULL && trait->aspect == ASPECT_CERTIFICATE)
        found = find_replacement(own, trait, other);
    return found != NULL ? (struct other){.state = found->state, .trait = found}
                         : look_up_within(own, trait, other);
}

/* --- one change --- */

struct pair {
    const struct trait *before; /* NULL: there is none */
    const struct trait *after;
    enum trait_state state_before;
    enum trait_state state_after;
    bool implied;
    bool silent;
};

static struct change *add(struct target_changes *target, const struct pair *pair, enum change_kind kind,
                          enum change_direction direction)
{
    const struct trait *trait = pair->after != NULL ? pair->after : pair->before;
    struct change *change = list_append(&target->changes, &target->change_count, sizeof *target->changes);
    change->kind = kind;
    change->direction = direction;
    change->severity = trait->severity;
    if (pair->before != NULL && pair->before->severity > change->severity && kind != CHANGE_MILDER)
        change->severity = pair->before->severity;
    change->role = trait->role;
    change->aspect = trait->aspect;
    shape_copy(&subject_shape, &change->subject, &trait->subject);
    change->name = text_copy(trait->name);
    change->finding = trait->finding;
    change->before = text_copy(pair->before == NULL ? NULL : pair->before->value);
    change->after = text_copy(pair->after == NULL ? NULL : pair->after->value);
    return change;
}

/* The side that tells the fault: where it fails, else where it is undecided. */
static void add_finding(struct target_changes *target, const struct pair *pair, enum change_kind kind,
                        enum change_direction direction)
{
    static const int tells[TRAIT_STATE_COUNT] = {
        [TRAIT_FAILS] = 3, [TRAIT_UNDECIDED] = 2, [TRAIT_NOT_SEEN] = 2, [TRAIT_HOLDS] = 1};
    bool after_tells = pair->before == NULL
                       || (pair->after != NULL && tells[pair->state_after] >= tells[pair->state_before]);
    struct change *change = add(target, pair, kind, direction);
    change->title = text_copy((after_tells ? pair->after : pair->before)->title);
}

/* What becomes of a finding: index before and after. `told` is false for what nobody misses. */
static const struct transition {
    bool told;
    enum change_kind kind;
    enum change_direction direction;
} transitions[TRAIT_STATE_COUNT][TRAIT_STATE_COUNT] = {
    [TRAIT_ABSENT][TRAIT_FAILS] = {true, CHANGE_NEW, DIRECTION_WORSE},
    [TRAIT_HOLDS][TRAIT_FAILS] = {true, CHANGE_BROKEN, DIRECTION_WORSE},
    [TRAIT_UNDECIDED][TRAIT_FAILS] = {true, CHANGE_DECIDED, DIRECTION_WORSE},
    [TRAIT_NOT_SEEN][TRAIT_FAILS] = {true, CHANGE_SEEN, DIRECTION_WORSE},
    [TRAIT_FAILS][TRAIT_ABSENT] = {true, CHANGE_GONE, DIRECTION_BETTER},
    [TRAIT_FAILS][TRAIT_HOLDS] = {true, CHANGE_MENDED, DIRECTION_BETTER},
    [TRAIT_FAILS][TRAIT_UNDECIDED] = {true, CHANGE_UNDECIDED, DIRECTION_OPEN},
    [TRAIT_FAILS][TRAIT_NOT_SEEN] = {true, CHANGE_NOT_SEEN, DIRECTION_OPEN},
    [TRAIT_HOLDS][TRAIT_UNDECIDED] = {true, CHANGE_UNDECIDED, DIRECTION_OPEN},
    [TRAIT_UNDECIDED][TRAIT_HOLDS] = {true, CHANGE_DECIDED, DIRECTION_BETTER},
};

/* How much a finding that fails weighs. */
static int weight_of_finding(const struct trait *trait)
{
    return trait->accepted ? -1 : (int)trait->severity;
}

static void compare_failures(struct target_changes *target, const struct pair *pair)
{
    int before = weight_of_finding(pair->before);
    int after = weight_of_finding(pair->after);
    if (before != after)
        add_finding(target, pair, after > before ? CHANGE_SEVERER : CHANGE_MILDER,
                    after > before ? DIRECTION_WORSE : DIRECTION_BETTER);
}

/* What the user accepts is told, and is neither better nor worse. */
static void compare_findings(struct target_changes *target, const struct pair *pair)
{
    const struct transition *transition = &transitions[pair->state_before][pair->state_after];
    bool accepted =
        (pair->before != NULL && pair->before->accepted) || (pair->after != NULL && pair->after->accepted);
    if (pair->state_before == TRAIT_FAILS && pair->state_after == TRAIT_FAILS)
        compare_failures(target, pair);
    else if (transition->told)
        add_finding(target, pair, transition->kind, accepted ? DIRECTION_NEITHER : transition->direction);
}

static struct certificate_view *copy_view(const struct trait *trait)
{
    if (trait == NULL)
        return NULL;
    struct certificate_view *copy = allocate(1, sizeof *copy);
    shape_copy(&certificate_view_shape, copy, trait->certificate);
    return copy;
}

static void add_certificates(struct target_changes *target, const struct pair *pair, enum change_kind kind,
                             enum change_direction direction)
{
    struct change *change = add(target, pair, kind, direction);
    change->certificate_before = copy_view(pair->before);
    change->certificate_after = copy_view(pair->after);
}

/* A renewal is information, except with a weaker key. */
static void compare_certificates(struct target_changes *target, const struct pair *pair)
{
    const struct certificate_view *before = pair->before->certificate;
    const struct certificate_view *after = pair->after->certificate;
    if (text_same(before->sha256, after->sha256))
        return;
    bool weaker = before->key_type == after->key_type && after->key_bits < before->key_bits;
    bool stronger = before->key_type == after->key_type && after->key_bits > before->key_bits;
    enum change_kind kind = !text_same(before->issuer, after->issuer)            ? CHANGE_REISSUED
                            : text_same(before->spki_sha256, after->spki_sha256) ? CHANGE_RENEWED
                                                                                 : CHANGE_ROLLED;
    add_certificates(target, pair, kind,
                     weaker     ? DIRECTION_WORSE
                     : stronger ? DIRECTION_BETTER
                                : DIRECTION_NEITHER);
}

static bool is_ladder(enum aspect aspect)
{
    return aspect == ASPECT_DELIVERY || aspect == ASPECT_INBOUND || aspect == ASPECT_SUBMISSION
           || aspect == ASPECT_HOST_INBOUND || aspect == ASPECT_HOST_SUBMISSION || aspect == ASPECT_PROFILE
           || aspect == ASPECT_MTA_STS || aspect == ASPECT_DNSSEC;
}

static enum change_kind kind_of_step(enum aspect aspect, bool up)
{
    if (aspect == ASPECT_PORT)
        return up ? CHANGE_OPENED : CHANGE_CLOSED;
    if (is_ladder(aspect))
        return up ? CHANGE_ROSE : CHANGE_FELL;
    return CHANGE_VALUE;
}

/* That another port is open is neither; that one is shut which has to answer is worse. */
static enum change_direction direction_of_step(const struct pair *pair, bool up)
{
    if (pair->after->aspect == ASPECT_PORT && (up || pair->before->severity == SEVERITY_INFO))
        return DIRECTION_NEITHER;
    return up ? DIRECTION_BETTER : DIRECTION_WORSE;
}

static void compare_values(struct target_changes *target, const struct pair *pair)
{
    const struct trait *before = pair->before;
    const struct trait *after = pair->after;
    if (before->aspect == ASPECT_CERTIFICATE)
        compare_certificates(target, pair);
    else if (text_same(before->value, after->value))
        return;
    else if (before->rank >= 0 && after->rank >= 0 && before->rank != after->rank)
        add(target, pair, kind_of_step(before->aspect, after->rank > before->rank),
            direction_of_step(pair, after->rank > before->rank));
    else
        add(target, pair, CHANGE_VALUE, DIRECTION_NEITHER);
}

/* What there is on one side alone. Levels are set as well, so what is not known there is open. */
static void compare_one_sided(struct target_changes *target, const struct pair *pair)
{
    bool came = pair->state_after == TRAIT_SET;
    enum trait_state other = came ? pair->state_before : pair->state_after;
    bool is_certificate = (came ? pair->after : pair->before)->aspect == ASPECT_CERTIFICATE;
    enum change_kind kind = other == TRAIT_UNDECIDED  ? (came ? CHANGE_DECIDED : CHANGE_UNDECIDED)
                            : other == TRAIT_NOT_SEEN ? (came ? CHANGE_SEEN : CHANGE_NOT_SEEN)
                                                      : (came ? CHANGE_NEW : CHANGE_GONE);
    enum change_direction direction =
        !came && (other == TRAIT_UNDECIDED || other == TRAIT_NOT_SEEN) ? DIRECTION_OPEN : DIRECTION_NEITHER;
    if (is_certificate)
        add_certificates(target, pair, kind, direction);
    else
        add(target, pair, kind, direction);
}

static void compare_pair(struct target_changes *target, const struct pair *pair)
{
    const struct trait *trait = pair->after != NULL ? pair->after : pair->before;
    if (pair->silent)
        return;
    if (trait->aspect == ASPECT_FINDING)
        compare_findings(target, pair);
    else if (pair->state_before == TRAIT_SET && pair->state_after == TRAIT_SET)
        compare_values(target, pair);
    else if ((pair->state_before == TRAIT_SET || pair->state_after == TRAIT_SET) && !pair->implied)
        compare_one_sided(target, pair);
}

/* --- a target --- */

/* A certificate, or a TLS version, of a port that is there on both sides is new if the other side saw others
 * there; then it is told although nobody misses it elsewhere. */
static bool is_told_alone(const struct portrait *other, const struct trait *trait)
{
    if (trait->aspect != ASPECT_CERTIFICATE)
        return false;
    for (size_t i = 0; i < other->trait_count; i++)
        if (same_port(&other->traits[i], trait))
            return true;
    return false;
}

static void compare_traits(struct target_changes *target, const struct portrait *before,
                           const struct portrait *after)
{
    for (size_t i = 0; i < before->trait_count; i++) {
        const struct trait *trait = &before->traits[i];
        struct other other = find(before, trait, after);
        compare_pair(target, &(struct pair){.before = trait,
                                            .after = other.trait,
                                            .state_before = trait->state,
                                            .state_after = other.state,
                                            .implied = other.implied,
                                            .silent = other.silent && !is_told_alone(after, trait)});
    }
    for (size_t i = 0; i < after->trait_count; i++) {
        const struct trait *trait = &after->traits[i];
        struct other other = find(after, trait, before);
        if (other.trait != NULL)
            continue; /* it had its turn */
        compare_pair(target, &(struct pair){.after = trait,
                                            .state_before = other.state,
                                            .state_after = trait->state,
                                            .implied = other.implied,
                                            .silent = other.silent && !is_told_alone(before, trait)});
    }
}

/* Of a target that came, its problems are told, and nothing else. */
static void tell_problems(struct target_changes *target, const struct portrait *after)
{
    for (size_t i = 0; i < after->trait_count; i++)
        if (after->traits[i].aspect == ASPECT_FINDING)
            compare_pair(target, &(struct pair){.after = &after->traits[i],
                                                .state_before = TRAIT_ABSENT,
                                                .state_after = after->traits[i].state});
}

/* Worst first: by direction, severity, aspect; then by what and where. */
static int by_weight(const void *a, const void *b)
{
    const struct change *one = a;
    const struct change *other = b;
    if (one->direction != other->direction)
        return one->direction < other->direction ? -1 : 1;
    if (one->severity != other->severity)
        return one->severity > other->severity ? -1 : 1;
    if (one->aspect != other->aspect)
        return one->aspect < other->aspect ? -1 : 1;
    if (one->finding != other->finding)
        return one->finding < other->finding ? -1 : 1;
    int order = text_compare(one->name, other->name);
    if (order == 0)
        order = text_compare(one->subject.domain, other->subject.domain);
    if (order == 0)
        order = text_compare(one->subject.host, other->subject.host);
    if (order == 0)
        order = text_compare(one->subject.address, other->subject.address);
    if (order == 0 && one->subject.port != other->subject.port)
        order = one->subject.port < other->subject.port ? -1 : 1;
    if (order == 0)
        order = (int)one->kind - (int)other->kind;
    return order != 0 ? order : text_compare(one->before, other->before);
}

static void count(struct target_changes *target)
{
    int64_t *counts[DIRECTION_OF_CHANGE_COUNT] = {[DIRECTION_WORSE] = &target->worse,
                                                  [DIRECTION_OPEN] = &target->open,
                                                  [DIRECTION_BETTER] = &target->better,
                                                  [DIRECTION_NEITHER] = &target->neither};
    for (size_t i = 0; i < target->change_count; i++)
        ++*counts[target->changes[i].direction];
}

void compare_target(struct changes *changes, const struct portrait *before, const struct portrait *after)
{
    const struct portrait *known = after != NULL ? after : before;
    struct target_changes *target =
        list_append(&changes->targets, &changes->target_count, sizeof *changes->targets);
    target->target = text_copy(known->target);
    target->presence = before == NULL ? PRESENCE_CAME : after == NULL ? PRESENCE_WENT : PRESENCE_BOTH;
    target->errors = known->errors;
    target->warnings = known->warnings;
    if (before != NULL) {
        target->before_at = text_copy(before->started_at);
        target->before_complete = before->complete;
    }
    if (after != NULL) {
        target->after_at = text_copy(after->started_at);
        target->after_complete = after->complete;
    }
    if (target->presence == PRESENCE_BOTH)
        compare_traits(target, before, after);
    else if (target->presence == PRESENCE_CAME)
        tell_problems(target, after);
    if (target->change_count > 0)
        qsort(target->changes, target->change_count, sizeof *target->changes, by_weight);
    count(target);
}

/* --- all targets --- */

bool compare_target_changed(const struct target_changes *target)
{
    return target->presence != PRESENCE_BOTH || target->change_count > 0;
}

/* By the worst change; then one that went or came, then the rest, each by name. */
static int weight(const struct target_changes *target)
{
    if (target->change_count > 0)
        return (int)target->changes[0].direction * (int)SEVERITY_COUNT
               + ((int)SEVERITY_COUNT - 1 - (int)target->changes[0].severity);
    return ((int)DIRECTION_OF_CHANGE_COUNT + (target->presence == PRESENCE_BOTH)) * (int)SEVERITY_COUNT;
}

static int by_worst(const void *a, const void *b)
{
    int order = weight(a) - weight(b);
    return order != 0 ? order
                      : text_compare(((const struct target_changes *)a)->target,
                                     ((const struct target_changes *)b)->target);
}

static bool has(const struct target_changes *target, enum change_direction direction,
                change_counts_test *counts, const void *context)
{
    for (size_t i = 0; i < target->change_count; i++)
        if (target->changes[i].direction == direction && counts(context, &target->changes[i]))
            return true;
    return false;
}

void compare_finish(struct changes *changes, change_counts_test *counts, const void *context)
{
    struct changes_summary *summary = &changes->summary;
    bool worse = false;
    bool open = false;
    changes->schema_version = CHANGES_SCHEMA_VERSION;
    text_replace(&changes->mailsonde_version, text_copy(PACKAGE_VERSION));
    *summary = (struct changes_summary){.targets = (int64_t)changes->target_count};
    for (size_t i = 0; i < changes->target_count; i++) {
        const struct target_changes *target = &changes->targets[i];
        summary->targets_changed += target->presence == PRESENCE_BOTH && target->change_count > 0;
        summary->targets_came += target->presence == PRESENCE_CAME;
        summary->targets_went += target->presence == PRESENCE_WENT;
        summary->worse += target->worse;
        summary->better += target->better;
        summary->open += target->open;
        summary->neither += target->neither;
        worse = worse || has(target, DIRECTION_WORSE, counts, context);
        open = open || has(target, DIRECTION_OPEN, counts, context) || target->presence == PRESENCE_WENT
               || (target->before_complete && !target->after_complete);
    }
    summary->exit_status = worse ? 1 : open ? 3 : 0;
    if (changes->target_count > 0)
        qsort(changes->targets, changes->target_count, sizeof *changes->targets, by_worst);
}
