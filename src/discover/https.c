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

#include "config.h"

#include "base/shape.h"
#include "base/text.h"
#include "discover/https_relay.h"
#include "facts/shapes.h"
#include "net/connect_any.h"
#include "tls/session.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { TEXT_MAX_BYTES = 1000, POLL_MS = 60 * 1000 };

/* What the host may send besides the body: handshake, certificates, headers, chunks, trailers. And what the
 * system may take of it before we read. */
enum { OVERHEAD_MAX_BYTES = 192 * 1024, RECEIVE_BYTES = 64 * 1024 };

struct job {
    const struct https_request *request;
    struct https_answer *answer;
    struct fiber *fiber;
    const char *address;    /* that is connected */
    int64_t until_ms;       /* of the fiber's clock: the end of it all */
    int64_t left_ms;        /* until then, when curl begins */
    struct session session; /* the loop's, as the next four */
    struct tls tls;
    struct stream stream;
    struct tls_session *tls_session;
    struct https_relay *relay;
    struct https_relay_name relay_name;
    CURL *easy;
    struct curl_slist *places;   /* "host:80:address" */
    char error[CURL_ERROR_SIZE]; /* curl's words */
    bool too_large;
    bool is_framed;      /* a header says where the answer ends */
    bool moved_in_clear; /* a redirect names http itself */
    bool unwanted;       /* under the lock: the fiber is cut off */
    bool broken;         /* under the lock: the host's side did not end as it should */
    bool done;           /* the loop's */
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

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct job *job = context;
    struct https_answer *answer = job->answer;
    size_t length = size * count;
    if (length > job->request->max_bytes - answer->body_bytes) {
        job->too_large = true;
        return 0;
    }
    if (answer->body == NULL)
        answer->body = allocate(job->request->max_bytes, 1);
    memcpy(answer->body + answer->body_bytes, bytes, length);
    answer->body_bytes += length;
    return length;
}

static void add(struct curl_slist **list, char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);
    if (longer == NULL)
        out_of_memory();
    *list = longer;
    free(text);
}

/* Whomever curl wants to connect to, it is led to the relay. It may be told so here; to take a socket that is
 * connected already it has unlearned in version 7.88 (https://github.com/curl/curl/issues/10626). */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    const struct job *job = context;
    if (purpose != CURLSOCKTYPE_IPCXN)
        return CURL_SOCKET_BAD;
    address->family = AF_UNIX;
    address->socktype = SOCK_STREAM;
    address->protocol = 0;
    address->addrlen = job->relay_name.length;
    address->addr = job->relay_name.address;
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* What counts of a header line, or trailer. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct job *job = context;
    size_t length = size * count;
    char *line = text_copy_bytes(bytes, length);
    if (strncasecmp(line, "Content-Length:", 15) == 0 || strncasecmp(line, "Transfer-Encoding:", 18) == 0)
        job->is_framed = true;
    if (strncasecmp(line, "Location:", 9) == 0)
        job->moved_in_clear = strncasecmp(line + 9 + strspn(line + 9, " \t"), "http:", 5) == 0;
    free(line);
    return length;
}

/* Curl resolves nothing itself: any address stands for the host. */
static void set_place(struct job *job)
{
    bool ipv6 = strchr(job->address, ':') != NULL;
    add(&job->places, text_format(ipv6 ? "%s:80:[%s]" : "%s:80:%s", job->request->host, job->address));
    curl_easy_setopt(job->easy, CURLOPT_RESOLVE, job->places);
    curl_easy_setopt(job->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(job->easy, CURLOPT_OPENSOCKETDATA, job);
}

static void set_limits(struct job *job)
{
    curl_easy_setopt(job->easy, CURLOPT_TIMEOUT_MS, (long)job->left_ms);
    curl_easy_setopt(job->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(job->easy, CURLOPT_WRITEDATA, job);
    curl_easy_setopt(job->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(job->easy, CURLOPT_HEADERDATA, job);
    curl_easy_setopt(job->easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static void set_manners(struct job *job)
{
    curl_easy_setopt(job->easy, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
    curl_easy_setopt(job->easy, CURLOPT_HTTP_VERSION,
                     (long)CURL_HTTP_VERSION_1_1);                  /* HTTP/2 is not offered */
    curl_easy_setopt(job->easy, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* what comes compressed stays so */
    curl_easy_setopt(job->easy, CURLOPT_PROXY, "");                 /* not even the environment's */
    curl_easy_setopt(job->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(job->easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(job->easy, CURLOPT_NOSIGNAL, 1L);
}

static void begin(struct https *https, struct job *job)
{
    job->easy = curl_easy_init();
    if (job->easy == NULL)
        out_of_memory();
    char *url = text_format("http://%s%s", job->request->host, job->request->path);
    curl_easy_setopt(job->easy, CURLOPT_URL, url);
    free(url);
    curl_easy_setopt(job->easy, CURLOPT_PRIVATE, job);
    curl_easy_setopt(job->easy, CURLOPT_ERRORBUFFER, job->error);
    set_place(job);
    set_limits(job);
    set_manners(job);
    if (curl_multi_add_handle(https->multi, job->easy) != CURLM_OK)
        out_of_memory();
    job->next_begun = https->begun;
    https->begun = job;
}

static char *safe(const char *text)
{
    return text != NULL && *text != '\0' ? text_from_wire(text, strlen(text), TEXT_MAX_BYTES) : NULL;
}

static char *info_text(const struct job *job, CURLINFO what)
{
    const char *text = NULL;
    return curl_easy_getinfo(job->easy, what, &text) == CURLE_OK ? safe(text) : NULL;
}

/* To curl the host is one of http. A redirect that leaves the scheme open means the one that was asked. */
static char *redirect_of(const struct job *job)
{
    static const char scheme[] = "http://";
    char *to = info_text(job, CURLINFO_REDIRECT_URL);
    if (to != NULL && !job->moved_in_clear && strncasecmp(to, scheme, strlen(scheme)) == 0)
        text_replace(&to, text_format("https://%s", to + strlen(scheme)));
    return to;
}

static enum https_outcome outcome_of(const struct job *job, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return HTTPS_ANSWERED;
    case CURLE_WRITE_ERROR:
        return job->too_large ? HTTPS_TOO_LARGE : HTTPS_NO_CONNECTION;
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE: /* headers, of which it takes so many */
        return HTTPS_TOO_LARGE;
#endif
    case CURLE_ABORTED_BY_CALLBACK: /* by drop_unwanted() */
        return HTTPS_INTERRUPTED;
    case CURLE_OUT_OF_MEMORY:
        return HTTPS_NOT_TRIED;
    case CURLE_OPERATION_TIMEDOUT:
        return HTTPS_TIMED_OUT;
    default:
        return HTTPS_NO_CONNECTION;
    }
}

static void take_off(struct https *https, const struct job *job)
{
    struct job **place = &https->begun;
    while (*place != job)
        place = &(*place)->next_begun;
    *place = job->next_begun;
}

static void finish(struct https *https, struct job *job, CURLcode code)
{
    take_off(https, job);
    struct https_answer *answer = job->answer;
    long status = 0;
    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    answer->http_status = status;
    answer->outcome = outcome_of(job, code);
    answer->content_type = info_text(job, CURLINFO_CONTENT_TYPE);
    answer->redirect_to = redirect_of(job);
    if (job->too_large)
        answer->detail = text_format("it is larger than %zu KiB", job->request->max_bytes / 1024);
    else if (code != CURLE_OK)
        answer->detail = safe(job->error[0] != '\0' ? job->error : curl_easy_strerror(code));
    uv_mutex_lock(&https->lock);
    if (code == CURLE_OK && job->broken && !job->is_framed)
        answer->outcome = HTTPS_NO_CONNECTION; /* an end of the connection was taken for that of the answer */
    uv_mutex_unlock(&https->lock);
    curl_multi_remove_handle(https->multi, job->easy);
    curl_easy_cleanup(job->easy);
    curl_slist_free_all(job->places);
    uv_mutex_lock(&https->lock);
    push(&https->done, job);
    uv_mutex_unlock(&https->lock);
    uv_async_send(https->done_signal);
}

static void finish_all(struct https *https)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(https->multi, &left)) != NULL;) {
        char *job = NULL;
        CURLcode code = message->data.result;
        if (message->msg == CURLMSG_DONE
            && curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job) == CURLE_OK)
            finish(https, (struct job *)(void *)job, code);
    }
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
    job->address = request->addresses->items[index];
    job->answer->address = text_copy(job->address);
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
    job->left_ms = job->until_ms - fiber_now_ms(job->fiber);
    job->left_ms = job->left_ms > 0 ? job->left_ms : 1; /* 0 would mean no limit */
    stream_next_exchange(&job->stream, job->left_ms);
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
