/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an answer can be trusted, and whether the resolver lets that be found out. */
#include "discover/validator.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/anchor_file.h"
#include "discover/anchor_keys.h"
#include "discover/dns_message.h"
#include "discover/dnssec.h"
#include "discover/unknown_algorithm.h"
#include "facts/words.h"

#include <stdlib.h>
#include <string.h>

enum { PROBE_TRIES = 2 };

/* A question whose state is not settled before the resolvers have been looked at. */
struct doubt {
    struct validator *validator;
    enum dnssec_state state;
    char *detail;
    uint8_t *message; /* of an answer that is insecure */
    size_t message_bytes;
    void (*done)(void *argument, const struct validation *validation);
    void *argument;
    struct doubt *next;
};

/* One resolver being asked for the anchor's keys. */
struct probe {
    struct validator *validator;
    size_t server;
    int tries_left;
};

struct validator {
    enum dnssec_mode mode;
    struct dnssec *dnssec;
    struct anchor_file anchors;
    char *problem; /* why nothing can be validated; NULL when it can */
    struct nameserver *const *servers;
    const struct nameserver_address *addresses;
    size_t server_count;
    bool probed;
    size_t probes_pending;
    char *probed_name;
    size_t sound_count;         /* resolvers that have passed */
    char *resolver_problem;     /* what a resolver does that keeps us from DNSSEC; NULL for nothing */
    char *silence_problem;      /* that one does not answer at all: another may do its work */
    struct key_tags signers;    /* of the anchor's zone, as the resolvers say */
    bool clock_in_doubt;        /* a signature by one of our keys is not in date */
    enum dnssec_state own_keys; /* of the anchor's zone, validated with our anchors */
    char *own_keys_detail;
    bool own_keys_dates_blamed; /* dnssec_answer.dates_blamed, of the same answer */
    char *anchor_problem; /* why our anchors are of no use; NULL for nothing, or nothing that is known */
    bool works;           /* something has been validated */
    struct doubt *doubts;
};

static void free_doubt(struct doubt *doubt)
{
    free(doubt->detail);
    free(doubt->message);
    free(doubt);
}

/* Whether no resolver hands on what validation needs. */
static bool is_hopeless(const struct validator *validator)
{
    return validator->mode == DNSSEC_MODE_VALIDATE && validator->probed && validator->probes_pending == 0
           && validator->sound_count == 0 && !validator->works;
}

/* What keeps us from believing an answer that is not secure; NULL for nothing. */
static const char *problem_of(const struct validator *validator, const struct doubt *doubt)
{
    bool insecure = validator->mode == DNSSEC_MODE_VALIDATE && doubt->state == DNSSEC_INSECURE;
    if (validator->resolver_problem != NULL && !insecure)
        return validator->resolver_problem;
    return validator->anchor_problem;
}

static void settle(struct doubt *doubt)
{
    const struct validator *validator = doubt->validator;
    struct validation validation = {.state = doubt->state,
                                    .detail = doubt->detail,
                                    .message = doubt->message,
                                    .message_bytes = doubt->message_bytes};
    const char *problem = problem_of(validator, doubt);
    if (problem != NULL)
        validation = (struct validation){.state = DNSSEC_UNKNOWN, .detail = problem};
    validation.by_flag = validator->mode == DNSSEC_MODE_TRUST_AD;
    doubt->done(doubt->argument, &validation);
    free_doubt(doubt);
}

static void settle_doubts(struct validator *validator)
{
    while (validator->doubts != NULL) {
        struct doubt *doubt = validator->doubts;
        validator->doubts = doubt->next;
        settle(doubt);
    }
}

/* Those that wait for nothing but to know that our anchors work. */
static void settle_insecure(struct validator *validator)
{
    struct doubt *all = validator->doubts;
    validator->doubts = NULL;
    for (struct doubt *doubt = all, *next; doubt != NULL; doubt = next) {
        next = doubt->next;
        if (doubt->state == DNSSEC_INSECURE) {
            settle(doubt);
        } else {
            doubt->next = validator->doubts;
            validator->doubts = doubt;
        }
    }
}

/* What is wrong with a resolver that gave this answer to the question for the anchor's keys; NULL for
 * nothing. The caller frees. */
static char *problem_of_answer(const struct validator *validator, const struct dns_answer *answer,
                               const char *server)
{
    const char *name = validator->probed_name;
    if (!dns_is_definite(answer->status))
        return text_format("your resolver %s does not return the DNSKEY records of \"%s\": %s", server, name,
                           words_name(&dns_status_words, (int)answer->status));
    if (validator->mode == DNSSEC_MODE_TRUST_AD)
        return answer->authenticated
                   ? NULL
                   : text_format("your resolver %s does not validate: it sets no AD flag for \"%s\"", server,
                                 name);
    if (answer->status != DNS_OK)
        return text_format("your resolver %s removes DNSSEC: it has no DNSKEY records of \"%s\"", server,
                           name);
    if (!answer->has_signatures)
        return text_format(
            "your resolver %s removes DNSSEC: it returns the DNSKEY records of \"%s\" without signatures",
            server, name);
    return NULL;
}

static void ask_for_keys(struct probe *probe);

/* Whether a key of ours made the signatures and their dates are why they do not validate. */
static bool blames_dates(const struct validator *validator)
{
    struct key_tags own = {0};
    anchor_keys_of_file(validator->anchors.records, validator->probed_name, &own);
    return validator->own_keys_dates_blamed && anchor_keys_meet(&own, &validator->signers);
}

/* In words, that the zone's own keys do not validate with our anchors. */
static char *describe_anchor_problem(const struct validator *validator)
{
    struct key_tags own = {0};
    anchor_keys_of_file(validator->anchors.records, validator->probed_name, &own);
    const char *name = validator->probed_name, *file = validator->anchors.shown;
    const char *why = validator->own_keys_detail != NULL ? validator->own_keys_detail : "no reason given";
    char *ours = anchor_keys_words(&own), *theirs = anchor_keys_words(&validator->signers);
    char *problem;
    if (validator->own_keys == DNSSEC_INSECURE)
        problem = text_format("%s has %s for \"%s\", with no algorithm that can be validated here", file,
                              ours, name);
    else if (anchor_keys_meet(&own, &validator->signers))
        problem =
            text_format("%s has what \"%s\" is signed with (%s), yet the signatures do not validate; is this "
                        "machine's clock right? (%s)",
                        file, name, theirs, why);
    else
        problem = text_format("%s is out of date: it has %s, and \"%s\" is signed with %s", file, ours, name,
                              theirs);
    free(theirs);
    free(ours);
    return problem;
}

/* A resolver that strips makes signed answers bogus, but proves nothing to be unsigned. */
static void judge_anchors(struct validator *validator)
{
    bool bogus = validator->own_keys == DNSSEC_BOGUS && validator->resolver_problem == NULL;
    validator->clock_in_doubt = bogus && blames_dates(validator);
    if (bogus || validator->own_keys == DNSSEC_INSECURE)
        text_replace(&validator->anchor_problem, describe_anchor_problem(validator));
}

/* The last probe's end is the end of all doubts, and where no resolver is sound, of waiting for libunbound.
 */
static void end_probe(struct validator *validator)
{
    if (--validator->probes_pending > 0)
        return;
    if (validator->sound_count == 0 && validator->resolver_problem == NULL) {
        validator->resolver_problem = validator->silence_problem;
        validator->silence_problem = NULL;
    }
    judge_anchors(validator);
    settle_doubts(validator);
    if (is_hopeless(validator))
        dnssec_give_up(validator->dnssec, validator->resolver_problem);
}

static void on_keys(void *argument, const struct nameserver_result *result)
{
    struct probe *probe = argument;
    struct validator *validator = probe->validator;
    struct dns_answer answer = {.status = result->status};
    if (result->status == DNS_OK)
        dns_message_read(result->message, result->message_bytes, validator->probed_name, DNS_TYPE_DNSKEY,
                         &answer);
    if (!dns_is_definite(answer.status) && answer.status != DNS_INTERRUPTED && --probe->tries_left > 0) {
        dns_answer_free(&answer);
        ask_for_keys(probe);
        return;
    }
    char *server = nameserver_address_text(&validator->addresses[probe->server]);
    char *problem = problem_of_answer(validator, &answer, server);
    anchor_keys_of_signatures(&answer, &validator->signers);
    bool silent =
        answer.status == DNS_TIMEOUT || answer.status == DNS_UNREACHABLE || answer.status == DNS_INTERRUPTED;
    if (problem == NULL)
        validator->sound_count++;
    else
        text_replace(silent ? &validator->silence_problem : &validator->resolver_problem, problem);
    free(server);
    dns_answer_free(&answer);
    free(probe);
    end_probe(validator);
}

static void ask_for_keys(struct probe *probe)
{
    struct validator *validator = probe->validator;
    nameserver_ask(validator->servers[probe->server], validator->probed_name, DNS_TYPE_DNSKEY,
                   NAMESERVER_DNSSEC, on_keys, probe);
}

static void on_anchor(void *argument, const struct dnssec_answer *answer)
{
    struct validator *validator = argument;
    validator->own_keys = answer->state;
    validator->own_keys_detail = text_copy(answer->detail);
    validator->own_keys_dates_blamed = answer->dates_blamed;
    if (answer->state == DNSSEC_SECURE)
        settle_insecure(validator);
    end_probe(validator);
}

/* Looks at each resolver, and at our own anchors, once a run. */
static void probe_resolvers(struct validator *validator, const char *anchor)
{
    validator->probed = true;
    validator->probed_name = text_copy(anchor);
    validator->probes_pending = validator->server_count + 1; /* none ends the last before all are begun */
    for (size_t i = 0; i < validator->server_count; i++) {
        struct probe *probe = allocate(1, sizeof *probe);
        *probe = (struct probe){.validator = validator, .server = i, .tries_left = PROBE_TRIES};
        ask_for_keys(probe);
    }
    if (validator->mode == DNSSEC_MODE_VALIDATE) {
        validator->probes_pending++;
        dnssec_ask(validator->dnssec, anchor, DNS_TYPE_DNSKEY, on_anchor, validator);
    }
    end_probe(validator);
}

/* Ends the question with its state, unless the resolver turns out to keep the truth from us. */
static void settle_with_resolver(struct doubt *doubt)
{
    struct validator *validator = doubt->validator;
    doubt->next = validator->doubts;
    validator->doubts = doubt;
    if (validator->probes_pending == 0)
        settle_doubts(validator);
}

static void settle_where_certain(struct doubt *doubt)
{
    const struct validator *validator = doubt->validator;
    /* With anchors of unknown algorithms all the world looks unsigned. */
    if (doubt->state == DNSSEC_SECURE
        || (doubt->state == DNSSEC_INSECURE && validator->own_keys == DNSSEC_SECURE)) {
        struct validation validation = {
            .state = doubt->state, .message = doubt->message, .message_bytes = doubt->message_bytes};
        doubt->done(doubt->argument, &validation);
        free_doubt(doubt);
        return;
    }
    settle_with_resolver(doubt);
}

/* What looks unsigned because this machine does not know how it is signed is not known. */
static void on_algorithms(void *argument, const char *problem)
{
    struct doubt *doubt = argument;
    if (problem != NULL) {
        doubt->state = DNSSEC_UNKNOWN;
        text_replace(&doubt->detail, text_copy(problem));
        free(doubt->message);
        doubt->message = NULL;
        doubt->message_bytes = 0;
    }
    settle_where_certain(doubt);
}

static void on_answer(void *argument, const struct dnssec_answer *answer)
{
    struct doubt *doubt = argument;
    struct validator *validator = doubt->validator;
    bool validated = answer->state == DNSSEC_SECURE || answer->state == DNSSEC_INSECURE;
    validator->works = validator->works || validated;
    doubt->state = answer->state;
    doubt->detail = text_copy(answer->detail);
    if (answer->message_bytes > 0) {
        doubt->message = allocate(answer->message_bytes, 1);
        memcpy(doubt->message, answer->message, answer->message_bytes);
        doubt->message_bytes = answer->message_bytes;
    }
    if (doubt->state == DNSSEC_INSECURE && doubt->message != NULL)
        unknown_algorithm_find(validator->dnssec, doubt->message, doubt->message_bytes, on_algorithms, doubt);
    else
        settle_where_certain(doubt);
}

static void end_unknown(void (*done)(void *argument, const struct validation *validation), void *argument,
                        const char *detail)
{
    struct validation validation = {.state = DNSSEC_UNKNOWN, .detail = detail};
    done(argument, &validation);
}

void validator_ask(struct validator *validator, const char *name, uint16_t type,
                   void (*done)(void *argument, const struct validation *validation), void *argument)
{
    if (validator->problem != NULL) {
        end_unknown(done, argument, validator->problem);
        return;
    }
    bool by_flag = validator->mode == DNSSEC_MODE_TRUST_AD;
    const char *anchor = by_flag ? "." : anchor_file_name_above(&validator->anchors, name);
    if (anchor == NULL) {
        char *detail = text_format("%s has no trust anchor above this name", validator->anchors.shown);
        end_unknown(done, argument, detail);
        free(detail);
        return;
    }
    if (!validator->probed)
        probe_resolvers(validator, anchor);
    if (is_hopeless(validator) || validator->anchor_problem != NULL) {
        end_unknown(done, argument,
                    is_hopeless(validator) ? validator->resolver_problem : validator->anchor_problem);
        return;
    }
    struct doubt *doubt = allocate(1, sizeof *doubt);
    *doubt = (struct doubt){.validator = validator, .done = done, .argument = argument};
    if (by_flag) {
        doubt->state = DNSSEC_INSECURE;
        settle_with_resolver(doubt);
        return;
    }
    dnssec_ask(validator->dnssec, name, type, on_answer, doubt);
}

/* Sets up validation. What is wrong, or NULL; the caller frees. */
static char *begin_validating(struct validator *validator, struct fiber_pool *pool,
                              const struct validator_options *options)
{
    char *error = anchor_file_read(&validator->anchors, options->anchor_file);
    if (error != NULL)
        return error;
    struct dnssec_options dnssec = {.anchor_file = validator->anchors.path,
                                    .servers = options->addresses,
                                    .server_count = options->server_count,
                                    .exclusions = options->exclusions,
                                    .timeout_ms = options->timeout_ms};
    validator->dnssec = dnssec_new(pool, &dnssec, &error);
    return error;
}

enum answer validator_root_key(const struct validator *validator, const char **why_not)
{
    *why_not = NULL;
    if (validator->mode != DNSSEC_MODE_VALIDATE)
        return ANSWER_UNKNOWN;
    *why_not = validator->problem != NULL ? validator->problem : validator->anchor_problem;
    if (*why_not != NULL)
        return ANSWER_NO;
    return validator->own_keys == DNSSEC_SECURE ? ANSWER_YES : ANSWER_UNKNOWN;
}

enum answer validator_clock(const struct validator *validator)
{
    return validator->clock_in_doubt                                     ? ANSWER_NO
           : validator->own_keys == DNSSEC_SECURE && !validator->problem ? ANSWER_YES
                                                                         : ANSWER_UNKNOWN;
}

struct validator *validator_new(struct fiber_pool *pool, const struct validator_options *options,
                                char **error)
{
    struct validator *validator = allocate(1, sizeof *validator);
    *error = NULL;
    validator->mode = options->mode;
    validator->servers = options->servers;
    validator->addresses = options->addresses;
    validator->server_count = options->server_count;
    if (options->mode == DNSSEC_MODE_OFF)
        validator->problem = text_copy("not asked (--dnssec=off)");
    else if (options->mode == DNSSEC_MODE_VALIDATE)
        validator->problem = begin_validating(validator, pool, options);
    if (options->anchor_file == NULL || validator->problem == NULL || options->mode == DNSSEC_MODE_OFF)
        return validator;
    *error = validator->problem;
    validator->problem = NULL;
    validator_free(validator);
    return NULL;
}

void validator_cancel(struct validator *validator)
{
    if (validator != NULL && validator->dnssec != NULL)
        dnssec_give_up(validator->dnssec, "the run was interrupted");
}

void validator_free(struct validator *validator)
{
    if (validator == NULL)
        return;
    dnssec_free(validator->dnssec);
    anchor_file_free(&validator->anchors);
    free(validator->problem);
    free(validator->probed_name);
    free(validator->resolver_problem);
    free(validator->silence_problem);
    free(validator->own_keys_detail);
    free(validator->anchor_problem);
    free(validator);
}
