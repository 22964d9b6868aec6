/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libunbound on a pool of fibers. */
#include "discover/dnssec.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/dns_message.h"
#include "net/fiber_watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unbound.h>

enum {
    IN_FLIGHT_MAX = 20, /* many more at once were seen to stall */
    DETAIL_MAX_BYTES = 400
};

/* One question, waiting for its turn or under way. */
struct question {
    struct dnssec *dnssec;
    char *name;
    uint16_t type;
    int64_t deadline_ms;
    int id; /* libunbound's */
    void (*done)(void *argument, const struct dnssec_answer *answer);
    void *argument;
    struct question *next;
};

struct dnssec {
    struct fiber_pool *pool;
    struct ub_ctx *context;
    struct fiber_watch *watch; /* of libunbound's descriptor */
    int64_t timeout_ms;
    struct question *waiting;
    struct question **waiting_end;
    struct question *asked; /* in the order of their deadlines */
    struct question **asked_end;
    size_t in_flight;
    bool threaded;         /* libunbound has its thread, or is about to */
    bool watching;         /* the fiber is there, or about to be */
    struct fiber *watcher; /* once it runs */
};

static void finish(struct question *question, const struct dnssec_answer *answer)
{
    question->done(question->argument, answer);
    free(question->name);
    free(question);
}

static void end_unknown(struct question *question, const char *why)
{
    struct dnssec_answer answer = {.state = DNSSEC_UNKNOWN, .detail = why};
    finish(question, &answer);
}

/* Takes a question from those under way. */
static void unlink_asked(struct question *question)
{
    struct dnssec *dnssec = question->dnssec;
    struct question **link = &dnssec->asked;
    while (*link != question)
        link = &(*link)->next;
    *link = question->next;
    if (question->next == NULL)
        dnssec->asked_end = link;
    dnssec->in_flight--;
}

/* libunbound keeps the code of its reason (RFC 8914) to itself: its words alone say that it is the dates. */
static bool words_blame_dates(const char *why)
{
    return strstr(why, "expired") != NULL || strstr(why, "inception") != NULL;
}

static void read_result(const struct ub_result *result, struct dnssec_answer *answer, char **detail)
{
    if (result->bogus) {
        const char *why = result->why_bogus != NULL ? result->why_bogus : "no reason given";
        answer->state = DNSSEC_BOGUS;
        answer->dates_blamed = words_blame_dates(why);
        *detail = text_from_wire(why, strlen(why), DETAIL_MAX_BYTES);
    } else if (result->rcode != DNS_RCODE_NOERROR && result->rcode != DNS_RCODE_NXDOMAIN) {
        *detail = text_format("no answer came that could be validated (response code %d)", result->rcode);
    } else {
        answer->state = result->secure ? DNSSEC_SECURE : DNSSEC_INSECURE;
        answer->message = result->answer_packet;
        answer->message_bytes = result->answer_len > 0 ? (size_t)result->answer_len : 0;
    }
    answer->detail = *detail;
}

static void on_result(void *argument, int error, struct ub_result *result)
{
    struct question *question = argument;
    struct dnssec_answer answer = {.state = DNSSEC_UNKNOWN};
    char *detail = NULL;
    unlink_asked(question);
    if (error == UB_NOERROR && result != NULL)
        read_result(result, &answer, &detail);
    else
        answer.detail = ub_strerror(error);
    finish(question, &answer);
    free(detail);
    ub_resolve_free(result);
}

static void *return_at_once(void *nothing)
{
    return nothing;
}

/* libunbound starts its thread with the first question. It does not notice where none can be had, and crashes
 * when it is to end it. So one is started before, of which the next has the stack. */
static bool has_thread(struct dnssec *dnssec)
{
    pthread_t thread;
    if (!dnssec->threaded)
        dnssec->threaded =
            pthread_create(&thread, NULL, return_at_once, NULL) == 0 && pthread_join(thread, NULL) == 0;
    return dnssec->threaded;
}

/* Starts what waits while there is room. */
static void pump(struct dnssec *dnssec, int64_t now_ms)
{
    while (dnssec->waiting != NULL && dnssec->in_flight < IN_FLIGHT_MAX) {
        struct question *question = dnssec->waiting;
        dnssec->waiting = question->next;
        if (dnssec->waiting == NULL)
            dnssec->waiting_end = &dnssec->waiting;
        question->next = NULL;
        question->deadline_ms = now_ms + dnssec->timeout_ms;
        *dnssec->asked_end = question;
        dnssec->asked_end = &question->next;
        dnssec->in_flight++;
        const char *problem = "this machine cannot start a thread for validation (memory, processes)";
        if (has_thread(dnssec)) {
            int error = ub_resolve_async(dnssec->context, question->name, question->type, DNS_CLASS_IN,
                                         question, on_result, &question->id);
            problem = error != UB_NOERROR ? ub_strerror(error) : NULL;
        }
        if (problem != NULL) {
            unlink_asked(question);
            end_unknown(question, problem);
        }
    }
}

static void expire(struct dnssec *dnssec, int64_t now_ms)
{
    while (dnssec->asked != NULL && dnssec->asked->deadline_ms <= now_ms) {
        struct question *question = dnssec->asked;
        unlink_asked(question);
        ub_cancel(dnssec->context, question->id); /* on_result() is not called any more */
        char *why = text_format("validation did not finish within %lld ms", (long long)dnssec->timeout_ms);
        end_unknown(question, why);
        free(why);
    }
}

/* Waits until libunbound has something to say, or somebody else has. */
static void wait_for_results(struct dnssec *dnssec, struct fiber *fiber)
{
    bool armed = fiber_watch_arm(fiber, dnssec->watch, UV_READABLE);
    fiber_park(fiber, dnssec->asked->deadline_ms);
    if (armed)
        fiber_watch_disarm(dnssec->watch);
    if (fiber_watch_ready(dnssec->watch))
        ub_process(dnssec->context);
}

static void watch_over(struct fiber *fiber, void *argument)
{
    struct dnssec *dnssec = argument;
    dnssec->watcher = fiber;
    /* It serves all targets, not the one that was first to ask. */
    fiber_set_time_limit(fiber, FIBER_NEVER);
    fiber_set_target(fiber, 0);
    for (;;) {
        if (fiber_is_cut(fiber))
            dnssec_give_up(dnssec, "the run was interrupted");
        pump(dnssec, fiber_now_ms(fiber));
        if (dnssec->asked == NULL)
            break;
        wait_for_results(dnssec, fiber);
        expire(dnssec, fiber_now_ms(fiber));
    }
    dnssec->watching = false;
    dnssec->watcher = NULL;
}

void dnssec_give_up(struct dnssec *dnssec, const char *why)
{
    while (dnssec->asked != NULL) {
        struct question *question = dnssec->asked;
        unlink_asked(question);
        ub_cancel(dnssec->context, question->id);
        end_unknown(question, why);
    }
    while (dnssec->waiting != NULL) {
        struct question *question = dnssec->waiting;
        dnssec->waiting = question->next;
        if (dnssec->waiting == NULL)
            dnssec->waiting_end = &dnssec->waiting;
        end_unknown(question, why);
    }
    if (dnssec->watcher != NULL)
        fiber_wake(dnssec->watcher);
}

void dnssec_ask(struct dnssec *dnssec, const char *name, uint16_t type,
                void (*done)(void *argument, const struct dnssec_answer *answer), void *argument)
{
    struct question *question = allocate(1, sizeof *question);
    question->dnssec = dnssec;
    question->name = text_copy(name);
    question->type = type;
    question->done = done;
    question->argument = argument;
    *dnssec->waiting_end = question;
    dnssec->waiting_end = &question->next;
    if (!dnssec->watching) {
        dnssec->watching = true;
        fiber_spawn(dnssec->pool, watch_over, dnssec);
    }
}

/* What libunbound does unasked is switched off: it asks no servers on this machine, tells the root which
 * anchors it has, and logs to standard error. */
static int set_options(struct ub_ctx *context)
{
    static const char *const options[][2] = {
        {"do-not-query-localhost:", "no"},
        {"trust-anchor-signaling:", "no"},
        {"unblock-lan-zones:", "yes"},
    };
    int error = ub_ctx_debugout(context, NULL);
    for (size_t i = 0; i < sizeof options / sizeof *options && error == UB_NOERROR; i++)
        error = ub_ctx_set_option(context, options[i][0], options[i][1]);
    return error;
}

/* Names that libunbound would answer for by itself (RFC 6761, RFC 7686, RFC 8375, RFC 9462, RFC 9665); the
 * option that should stop it, "nodefault", was seen to do nothing. */
static int forget_local_zones(struct ub_ctx *context)
{
    static const char *const zones[] = {"test.",      "invalid.",       "localhost.",   "onion.",
                                        "home.arpa.", "resolver.arpa.", "service.arpa."};
    int error = UB_NOERROR;
    for (size_t i = 0; i < sizeof zones / sizeof *zones && error == UB_NOERROR; i++)
        error = ub_ctx_zone_remove(context, zones[i]);
    return error;
}

static int set_servers(struct ub_ctx *context, const struct dnssec_options *options)
{
    int error = UB_NOERROR;
    for (size_t i = 0; i < options->server_count && error == UB_NOERROR; i++) {
        const struct nameserver_address *server = &options->servers[i];
        char *address = address_text(&server->address);
        char *word = text_format("%s%s%s@%d", address, server->scope[0] != '\0' ? "%" : "", server->scope,
                                 (int)server->port);
        error = ub_ctx_set_fwd(context, word);
        free(word);
        free(address);
    }
    return error;
}

/* An alias makes libunbound ask about where it leads. For an excluded domain it is given a name server that
 * it is forbidden to ask, the first address of those for documentation (RFC 5737), so it gives up at once. */
static int shut_off(struct ub_ctx *context, const struct text_list *domains)
{
    static const char nobody[] = "192.0.2.0";
    int error = UB_NOERROR;
    if (domains->count > 0)
        error = ub_ctx_set_option(context, "do-not-query-address:", nobody);
    for (size_t i = 0; i < domains->count && error == UB_NOERROR; i++)
        error = ub_ctx_set_stub(context, domains->items[i], nobody, 0);
    return error;
}

/* The first zone to be removed makes libunbound read the anchors now: later it would happen on a fiber's
 * small stack, and in the middle of a run. */
static int settle(struct ub_ctx *context, const char *anchor_file)
{
    int error = ub_ctx_add_ta_file(context, anchor_file);
    if (error == UB_NOERROR)
        error = ub_ctx_async(context, 1);
    if (error == UB_NOERROR)
        error = forget_local_zones(context);
    return error;
}

struct dnssec *dnssec_new(struct fiber_pool *pool, const struct dnssec_options *options, char **error)
{
    *error = NULL;
    struct dnssec *dnssec = allocate(1, sizeof *dnssec);
    dnssec->pool = pool;
    dnssec->timeout_ms = options->timeout_ms;
    dnssec->waiting_end = &dnssec->waiting;
    dnssec->asked_end = &dnssec->asked;
    /* Where libunbound uses OpenSSL, this machine's settings for it may leave out what zones sign with. */
    if (setenv("OPENSSL_CONF", "/dev/null", 1) != 0)
        out_of_memory();
    dnssec->context = ub_ctx_create();
    if (dnssec->context == NULL)
        out_of_memory();
    int code = set_options(dnssec->context);
    if (code == UB_NOERROR)
        code = set_servers(dnssec->context, options);
    if (code == UB_NOERROR)
        code = shut_off(dnssec->context, exclusions_domains(options->exclusions));
    if (code == UB_NOERROR)
        code = settle(dnssec->context, options->anchor_file);
    if (code == UB_NOERROR)
        dnssec->watch = fiber_watch_new(pool, ub_fd(dnssec->context));
    if (dnssec->watch != NULL)
        return dnssec;
    *error = text_format("the DNSSEC validator cannot be set up: %s",
                         code != UB_NOERROR ? ub_strerror(code) : "its descriptor cannot be watched");
    dnssec_free(dnssec);
    return NULL;
}

void dnssec_free(struct dnssec *dnssec)
{
    if (dnssec == NULL)
        return;
    if (dnssec->watch != NULL)
        fiber_watch_free(dnssec->watch);
    ub_ctx_delete(dnssec->context);
    free(dnssec);
}
