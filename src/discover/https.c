/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file fetched by HTTPS, in a thread of its own.
 *
 * 1. https_get() connects and shakes hands, puts a job on the list `fresh`, wakes the thread, and from then
 * on passes bytes between the host and curl (https_relay.h). For curl it is plain HTTP.
 * 2. The thread hands it to curl, which does all jobs side by side; a job that is done goes on the list
 *    `done`, and the loop is sent a signal.
 * 3. On the loop, the fibers of the jobs on that list are woken.
 *
 * Only the two lists and `halting` are shared, under the lock. */
#include "discover/https.h"

#include "base/shape.h"
#include "base/text.h"
#include "discover/https_relay.h"
#include "discover/https_transfer.h"
#include "facts/shapes.h"
#include "net/connect_any.h"
#include "tls/session.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { POLL_MS = 60 * 1000 };

/* What the host may send besides the body: handshake, certificates, headers, chunks, trailers. And what the
 * system may take of it before we read. */
enum { OVERHEAD_MAX_BYTES = 192 * 1024, RECEIVE_BYTES = 64 * 1024 };

struct job {
    struct https_transfer transfer; /* the thread's, once it is on the list */
    const struct https_request *request;
    struct https_answer *answer;
    struct fiber *fiber;
    int64_t until_ms;       /* of the fiber's clock: the end of it all */
    struct session session; /* the loop's, as the next four */
    struct tls tls;
    struct stream stream;
    struct tls_session *tls_session;
    struct https_relay *relay;
    struct https_relay_name relay_name;
    bool unwanted; /* under the lock: the fiber is cut off */
    bool broken;   /* under the lock: the host's side did not end as it should */
    bool done;     /* the loop's */
    struct job *next;
    struct job *next_begun;
};

struct https {
    struct fiber_pool *pool;
    uv_async_t *done_signal; /* NULL until the first fetch; freed by its own closing */
    uv_thread_t thread;
    uv_mutex_t lock;
    CURLM *multi;
    struct job *begun; /* the thread's */
    struct job *fresh; /* under the lock, as the next two */
    struct job *done;
    bool halting;
};

struct https *https_new(struct fiber_pool *pool)
{
    struct https *https = allocate(1, sizeof *https);
    https->pool = pool;
    return https;
}

static void push(struct job **list, struct job *job)
{
    job->next = *list;
    *list = job;
}

/* Empties a list that both threads use. */
static struct job *take(struct https *https, struct job **list)
{
    uv_mutex_lock(&https->lock);
    struct job *jobs = *list;
    *list = NULL;
    uv_mutex_unlock(&https->lock);
    return jobs;
}

/* --- on the thread --- */

static void take_off(struct https *https, const struct job *job)
{
    struct job **place = &https->begun;
    while (*place != job)
        place = &(*place)->next_begun;
    *place = job->next_begun;
}

static void begin(struct https *https, struct job *job)
{
    https_transfer_begin(https->multi, &job->transfer);
    job->next_begun = https->begun;
    https->begun = job;
}

static void finish(struct https *https, struct job *job, CURLcode code)
{
    take_off(https, job);
    https_transfer_end(https->multi, &job->transfer, code);
    uv_mutex_lock(&https->lock);
    if (code == CURLE_OK && job->broken && !job->transfer.is_framed)
        job->answer->outcome =
            HTTPS_NO_CONNECTION; /* an end of the connection was taken for that of the answer */
    push(&https->done, job);
    uv_mutex_unlock(&https->lock);
    uv_async_send(https->done_signal);
}

static void finish_all(struct https *https)
{
    CURLcode code;
    for (struct https_transfer *transfer;
         (transfer = https_transfer_next_ended(https->multi, &code)) != NULL;)
        finish(https, (struct job *)transfer, code);
}

/* The first that its fiber has no time for any more; NULL for none. */
static struct job *next_unwanted(struct https *https)
{
    uv_mutex_lock(&https->lock);
    struct job *job = https->begun;
    while (job != NULL && !job->unwanted)
        job = job->next_begun;
    uv_mutex_unlock(&https->lock);
    return job;
}

static void drop_unwanted(struct https *https)
{
    for (struct job *job; (job = next_unwanted(https)) != NULL;)
        finish(https, job, CURLE_ABORTED_BY_CALLBACK);
}

static bool is_halting(struct https *https)
{
    uv_mutex_lock(&https->lock);
    bool halting = https->halting;
    uv_mutex_unlock(&https->lock);
    return halting;
}

static void serve(void *argument)
{
    struct https *https = argument;
    int running;
    while (!is_halting(https)) {
        for (struct job *job = take(https, &https->fresh), *next; job != NULL; job = next) {
            next = job->next;
            begin(https, job);
        }
        curl_multi_perform(https->multi, &running);
        finish_all(https);
        drop_unwanted(https);
        curl_multi_poll(https->multi, NULL, 0, POLL_MS, NULL); /* ended by curl_multi_wakeup() as well */
    }
}

/* --- on the loop --- */

static void wake_done(uv_async_t *signal)
{
    struct https *https = signal->data;
    for (struct job *job = take(https, &https->done), *next; job != NULL; job = next) {
        next = job->next;
        job->done = true;
        fiber_wake(job->fiber);
    }
}

static void free_signal(uv_handle_t *handle)
{
    free(handle);
}

static bool start(struct https *https)
{
    if (https->done_signal != NULL)
        return true;
    uv_async_t *signal = allocate(1, sizeof *signal);
    signal->data = https;
    if (uv_async_init(fiber_pool_loop(https->pool), signal, wake_done) != 0) {
        free(signal);
        return false;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (https->multi = curl_multi_init()) == NULL
        || uv_mutex_init(&https->lock) != 0)
        out_of_memory();
    https->done_signal = signal;
    if (uv_thread_create(&https->thread, serve, https) == 0)
        return true;
    https->halting = true;
    return false;
}

/* Has the thread give up the fetch, which is done soon after. */
static void drop(struct https *https, struct job *job)
{
    uv_mutex_lock(&https->lock);
    job->unwanted = true;
    uv_mutex_unlock(&https->lock);
    curl_multi_wakeup(https->multi);
}

/* Why no connection came about. */
static void keep_connect_error(struct job *job, int error)
{
    const struct https_request *request = job->request;
    struct https_answer *answer = job->answer;
    const char *address = request->addresses->count > 0 ? request->addresses->items[0] : request->host;
    bool local = error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
    answer->outcome = error == EINTR       ? HTTPS_INTERRUPTED
                      : error == ETIMEDOUT ? HTTPS_TIMED_OUT
                      : local              ? HTTPS_NOT_TRIED
                                           : HTTPS_NO_CONNECTION;
    answer->detail =
        text_format("connecting to %s, port %lld: %s", address, (long long)request->port, strerror(error));
}

/* Connects to the host. */
static bool connect_job(struct job *job)
{
    const struct https_request *request = job->request;
    int64_t began_ms = fiber_now_ms(job->fiber);
    int64_t connect_ms =
        request->connect_timeout_ms < request->timeout_ms ? request->connect_timeout_ms : request->timeout_ms;
    const struct connect_any options = {.addresses = request->addresses,
                                        .port = request->port,
                                        .deadline_ms = began_ms + connect_ms,
                                        .receive_bytes = RECEIVE_BYTES};
    size_t index = 0;
    int host = connect_any(job->fiber, &options, &index);
    int error = host < 0 ? errno : EMFILE;
    job->until_ms = began_ms + request->timeout_ms;
    stream_init(&job->stream, job->fiber, &job->session);
    job->stream.received_max_bytes = request->max_bytes + OVERHEAD_MAX_BYTES;
    if (host < 0 || !stream_adopt(&job->stream, host)) {
        keep_connect_error(job, error);
        return false;
    }
    job->transfer.address = request->addresses->items[index];
    job->answer->address = text_copy(job->transfer.address);
    int64_t left_ms = options.deadline_ms - fiber_now_ms(job->fiber);
    const struct tls_settings settings = {.trust = request->trust,
                                          .now_unix_s = request->now_unix_s,
                                          .timeout_ms = left_ms > 0 ? left_ms : 0,
                                          .only_current = true};
    job->tls_session = tls_start(&job->stream, &settings, request->host, &job->tls);
    return true;
}

/* Why the stream stopped is why the fetch failed, however curl took it. */
static void keep_stop(struct job *job)
{
    struct https_answer *answer = job->answer;
    const struct stop *stop = &job->session.stop;
    bool too_much = job->stream.received_bytes > job->stream.received_max_bytes;
    answer->outcome = stop_is_cut_off(stop->reason)    ? HTTPS_INTERRUPTED
                      : stop->reason == STOP_TIMED_OUT ? HTTPS_TIMED_OUT
                      : too_much                       ? HTTPS_TOO_LARGE
                                                       : HTTPS_NO_CONNECTION;
    if (stop->detail != NULL)
        text_replace(&answer->detail, text_copy(stop->detail));
    else if (stop->reason == STOP_TIMED_OUT)
        text_replace(&answer->detail, text_copy("the host did not answer in time"));
}

/* Has the thread fetch, and passes on bytes until it has. */
static void fetch(struct https *https, struct job *job)
{
    int64_t left_ms = job->until_ms - fiber_now_ms(job->fiber);
    left_ms = left_ms > 0 ? left_ms : 1; /* 0 would mean no limit */
    job->transfer.request = job->request;
    job->transfer.answer = job->answer;
    job->transfer.relay = &job->relay_name;
    job->transfer.time_max_ms = left_ms;
    stream_next_exchange(&job->stream, left_ms);
    uv_mutex_lock(&https->lock);
    push(&https->fresh, job);
    uv_mutex_unlock(&https->lock);
    curl_multi_wakeup(https->multi);
    enum https_relay_end end = https_relay_run(job->relay, job->fiber, &job->stream, &job->done);
    if (!fiber_is_cut(job->fiber)) {
        uv_mutex_lock(&https->lock);
        job->broken =
            end == RELAY_HOST_FAILED || (end == RELAY_HOST_ENDED && tls_was_cut_short(job->tls_session));
        uv_mutex_unlock(&https->lock);
        https_relay_free(job->relay);
        job->relay = NULL;
    }
    while (!job->done) { /* by the thread, which no group can have */
        if (fiber_is_cut(job->fiber))
            drop(https, job);
        fiber_park(job->fiber, FIBER_NEVER);
    }
    bool failed = job->answer->outcome == HTTPS_NO_CONNECTION || job->answer->outcome == HTTPS_TIMED_OUT;
    if (end == RELAY_HOST_FAILED && failed)
        keep_stop(job);
    else if (job->broken && job->answer->outcome == HTTPS_NO_CONNECTION)
        text_replace(&job->answer->detail,
                     text_copy("the host closed the connection without a TLS close_notify"));
}

static void keep_chain(const struct job *job)
{
    for (size_t i = 0; i < job->tls.chain_count; i++) {
        if (job->tls.chain[i].der_base64 == NULL)
            continue;
        char *pem = text_format("-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n",
                                job->tls.chain[i].der_base64);
        text_list_append(&job->answer->chain, pem);
        free(pem);
    }
}

static void close_job(struct job *job)
{
    stream_leave(&job->stream);
    keep_chain(job);
    tls_end(job->tls_session);
    stream_close(&job->stream);
    https_relay_free(job->relay);
    shape_clear(&session_shape, &job->session);
    shape_clear(&tls_shape, &job->tls);
}

void https_get(struct https *https, struct fiber *fiber, const struct https_request *request,
               struct https_answer *answer)
{
    if (fiber_is_cut(fiber)) {
        answer->outcome = HTTPS_INTERRUPTED;
        return;
    }
    if (!start(https) || https->halting) {
        answer->outcome = HTTPS_NOT_TRIED;
        answer->detail = text_copy("this machine cannot start a thread for fetching");
        return;
    }
    struct job *job = allocate(1, sizeof *job);
    *job = (struct job){.request = request, .answer = answer, .fiber = fiber};
    if (connect_job(job)) {
        if (job->tls_session == NULL)
            keep_stop(job);
        else if ((job->relay = https_relay_new(https->pool, &job->relay_name)) == NULL)
            keep_connect_error(job, errno);
        else
            fetch(https, job);
    }
    close_job(job);
    free(job);
}

static void halt(struct https *https)
{
    uv_mutex_lock(&https->lock);
    bool halted = https->halting;
    https->halting = true;
    uv_mutex_unlock(&https->lock);
    if (halted)
        return;
    curl_multi_wakeup(https->multi);
    uv_thread_join(&https->thread);
}

void https_free(struct https *https)
{
    if (https == NULL)
        return;
    if (https->done_signal != NULL) {
        halt(https);
        uv_close((uv_handle_t *)https->done_signal, free_signal);
        uv_mutex_destroy(&https->lock);
        curl_multi_cleanup(https->multi);
        curl_global_cleanup();
    }
    free(https);
}

void https_answer_free(struct https_answer *answer)
{
    free(answer->address);
    free(answer->content_type);
    free(answer->redirect_to);
    free(answer->detail);
    free(answer->body);
    text_list_free(&answer->chain);
    memset(answer, 0, sizeof *answer);
}
