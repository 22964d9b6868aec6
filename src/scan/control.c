/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places that the user knows to work.
 *
 * That a connection is accepted is all that a control has to show. Nothing is read and nothing said there: it
 * is no target, it may not even speak SMTP, and waiting for a greeting would only delay every report. */
#include "scan/control.h"

#include "base/address.h"
#include "base/text.h"
#include "discover/dns_name.h"
#include "discover/lookup.h"
#include "discover/target.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "net/group.h"

#include <stdlib.h>
#include <string.h>

enum { ADDRESSES_PER_FAMILY = 2, FAMILIES = 2, SHOWN_BYTES = 80 };

struct controls {
    struct control_options options;
    struct control_job *jobs;
    size_t count;
    struct group trying;
};

/* One place: what became of it, over each family that it has addresses of. */
struct control_job {
    struct controls *controls;
    struct target place;
    struct control *tried;
    size_t tried_count;
};

/* An address may come as that of a mailbox, which is no place. */
static bool is_place(const char *word, const struct target *place)
{
    return strchr(word, '@') == NULL && (place->kind == TARGET_HOST || place->kind == TARGET_ADDRESS);
}

/* The grammar of --control: that of a host as a target; without a port it is 25. As target_parse(). */
static char *read_place(const char *word, struct target *place)
{
    char *problem = target_parse(word, true, place);
    if (problem == NULL && place->port == 0)
        place->port = PORT_RELAY;
    if (problem != NULL || is_place(word, place))
        return problem;
    shape_clear(&target_shape, place);
    char *shown = text_from_wire(word, strlen(word), SHOWN_BYTES);
    problem = text_format("\"%s\" is not HOST or HOST:PORT (an IPv6 address with a port as [2001:db8::1]:25)",
                          shown);
    free(shown);
    return problem;
}

char *control_problem(const char *word)
{
    struct target place;
    char *problem = read_place(word, &place);
    shape_clear(&target_shape, &place);
    return problem;
}

static void look_up(struct fiber *fiber, const struct control_options *options, const char *name,
                    struct text_list *addresses, char **problem)
{
    static const uint16_t types[FAMILIES] = {DNS_TYPE_A, DNS_TYPE_AAAA};
    const bool wanted[FAMILIES] = {options->ipv4, options->ipv6};
    struct dns_query queries[FAMILIES] = {0};
    for (size_t i = 0; i < FAMILIES; i++)
        if (wanted[i])
            resolver_start(options->resolver, &queries[i], fiber, name, types[i]);
        else
            queries[i].ended = true;
    resolver_wait(fiber, queries, FAMILIES);
    for (size_t i = 0; i < FAMILIES; i++) {
        const struct dns_lookup *lookup = &queries[i].lookup;
        if (wanted[i] && lookup->status == DNS_OK)
            lookup_list_addresses(queries[i].answer, ADDRESSES_PER_FAMILY, addresses);
        else if (wanted[i])
            text_replace(problem, text_format("no address was found for the name: %s",
                                              words_name(&dns_status_words, (int)lookup->status)));
        dns_query_free(&queries[i]);
    }
}

static bool same_family(const char *one, const char *other)
{
    return address_family(one) == address_family(other);
}

static bool wants_family(const struct control_options *options, const char *address)
{
    return address_family(address) == 6 ? options->ipv6 : options->ipv4;
}

/* Where it finds none, it may say why in *problem, which the caller frees. */
static void find_addresses(struct fiber *fiber, const struct control_job *job, struct text_list *addresses,
                           char **problem)
{
    static const char *const localhost[] = {"127.0.0.1", "::1"}; /* RFC 6761 6.3 */
    const struct control_options *options = &job->controls->options;
    const struct target *place = &job->place;
    if (place->kind == TARGET_ADDRESS)
        text_list_append(addresses, place->name);
    else if (dns_name_host_kind(place->name) != HOST_LOCALHOST)
        look_up(fiber, options, place->name, addresses, problem);
    else
        for (size_t i = 0; i < FAMILIES; i++)
            if (wants_family(options, localhost[i]))
                text_list_append(addresses, localhost[i]);
}

static struct control *add_control(struct control_job *job)
{
    struct control *control = list_append(&job->tried, &job->tried_count, sizeof *job->tried);
    control->place = text_copy(job->place.word);
    control->port = job->place.port;
    return control;
}

/* Connects to one address and hangs up. */
static void try_address(struct fiber *fiber, const struct control_options *options, struct control *control,
                        const char *address, int64_t timeout_ms)
{
    struct dial_place place = {.address = address, .port = control->port};
    struct dial_options how = options->dial;
    struct dial dial;
    struct session session = {0};
    int64_t connections = 0;
    how.timeout_ms = timeout_ms;
    bool connected = dial_open(&dial, fiber, options->budget, &session, &place, false, &connections, &how);
    dial_close(&dial);
    text_replace(&control->address, text_copy(address));
    shape_clear(&stop_shape, &control->stop);
    shape_copy(&stop_shape, &control->stop, &session.stop);
    control->connect_us = session.connect_us;
    bool tried = connections > 0 && !stop_is_cut_off(session.stop.reason);
    control->connected = tried ? answer_of(connected) : ANSWER_UNKNOWN;
    shape_clear(&session_shape, &session);
}

/* The last one, where it is of the family of `address`, else another one. */
static struct control *control_for(struct control_job *job, const char *address)
{
    struct control *last = job->tried_count > 0 ? &job->tried[job->tried_count - 1] : NULL;
    return last != NULL && same_family(last->address, address) ? last : add_control(job);
}

/* One address after the other, those of a family in a row, each with its share of what time is left, until
 * one of the family is connected to. */
static void try_addresses(struct fiber *fiber, struct control_job *job, const struct text_list *addresses)
{
    const struct control_options *options = &job->controls->options;
    int64_t left_ms = options->dial.timeout_ms;
    for (size_t i = 0; i < addresses->count; i++) {
        const char *address = addresses->items[i];
        int64_t share_ms = left_ms / (int64_t)(addresses->count - i);
        int64_t began_ms = fiber_now_ms(fiber);
        struct control *control = control_for(job, address);
        if (control->connected == ANSWER_YES)
            continue;
        try_address(fiber, options, control, address, share_ms);
        int64_t used_ms = fiber_now_ms(fiber) - began_ms;
        left_ms -= used_ms < share_ms ? used_ms : share_ms;
    }
}

static void run_job(struct fiber *fiber, void *argument)
{
    struct control_job *job = argument;
    struct controls *controls = job->controls;
    struct text_list addresses = {0};
    char *problem = NULL;
    find_addresses(fiber, job, &addresses, &problem);
    try_addresses(fiber, job, &addresses);
    if (job->tried_count == 0)
        add_control(job)->stop.detail = text_copy(problem);
    free(problem);
    text_list_free(&addresses);
    for (size_t i = 0; controls->options.done != NULL && i < job->tried_count; i++)
        controls->options.done(controls->options.context, &job->tried[i]);
}

struct controls *controls_begin(struct fiber_pool *pool, const struct text_list *places,
                                const struct control_options *options)
{
    struct controls *controls = allocate(1, sizeof *controls);
    controls->options = *options;
    controls->count = places != NULL ? places->count : 0;
    controls->jobs = allocate(controls->count, sizeof *controls->jobs);
    for (size_t i = 0; i < controls->count; i++) {
        struct control_job *job = &controls->jobs[i];
        job->controls = controls;
        free(read_place(places->items[i], &job->place));
        group_spawn(&controls->trying, pool, run_job, job);
    }
    return controls;
}

void controls_free(struct controls *controls)
{
    if (controls == NULL)
        return;
    for (size_t i = 0; i < controls->count; i++) {
        struct control_job *job = &controls->jobs[i];
        for (size_t n = 0; n < job->tried_count; n++)
            shape_clear(&control_shape, &job->tried[n]);
        free(job->tried);
        shape_clear(&target_shape, &job->place);
    }
    free(controls->jobs);
    free(controls);
}

static bool is_cut(const void *controls, const struct fiber *fiber)
{
    (void)controls;
    return fiber_target_is_cut(fiber);
}

void controls_wait(struct controls *controls, struct fiber *fiber)
{
    group_wait_unless(&controls->trying, fiber, is_cut, controls);
}

void controls_tell(const struct controls *controls, struct report *report)
{
    struct vantage *vantage = &report->vantage;
    for (size_t i = 0; i < controls->count; i++)
        for (size_t n = 0; n < controls->jobs[i].tried_count; n++)
            shape_copy(&control_shape,
                       list_append(&vantage->controls, &vantage->control_count, sizeof *vantage->controls),
                       &controls->jobs[i].tried[n]);
}
