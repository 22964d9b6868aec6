/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file fetched by HTTPS. The only home of libcurl.
 *
 * curl speaks HTTP in its own thread, with all fetches of a run at the same time; the probes' event loop does
 * not wait for it. TLS is done by tls/session.h, as for every other server. The certificate is not verified
 * here: an answer must not be trusted until the caller has checked with tls/trust.h that its chain leads to a
 * trust anchor of the run and is valid for the host. */
#ifndef MAILSONDE_DISCOVER_HTTPS_H
#define MAILSONDE_DISCOVER_HTTPS_H

#include "base/list.h"
#include "net/fiber.h"
#include "tls/trust.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct https;

struct https_request {
    const char *host;        /* host of the URL, also sent as SNI; A-labels */
    const char *path;        /* "/robots.txt" */
    struct tls_trust *trust; /* for the handshake; borrowed, as all */
    int64_t now_unix_s;      /* the time for which certificates are verified */
    const struct text_list
        *addresses; /* addresses to connect to; the first that answers is used (net/connect_any.h) */
    int64_t port;   /* port to connect to; the URL has none */
    int64_t connect_timeout_ms; /* TCP and TLS */
    int64_t timeout_ms;         /* the whole fetch */
    const char *contact;        /* of the operator, for the User-Agent; NULL: none */
    size_t max_bytes;           /* limit on the body; the whole response may have 192 KiB more */
};

/* Where a fetch ended. */
enum https_outcome {
    HTTPS_NO_CONNECTION, /* neither TCP nor TLS, or it broke off */
    HTTPS_TIMED_OUT,
    HTTPS_TOO_LARGE,   /* the body, or all that came: headers, chunks, trailers and TLS are counted, too */
    HTTPS_NOT_TRIED,   /* this machine had no thread or descriptor for it */
    HTTPS_INTERRUPTED, /* the fiber was cut off */
    HTTPS_ANSWERED     /* whole, whatever the status */
};

/* Texts are safe to show, the body is as it came; not one of them is verified. Zeroed by the caller, freed by
 * https_answer_free(). */
struct https_answer {
    enum https_outcome outcome;
    int64_t http_status; /* 0 when none came; there may be one although the fetch failed later */
    char *address;       /* that was connected to; NULL for none */
    char *content_type;
    char *redirect_to; /* of a 3xx; not followed */
    char *detail;      /* why it failed, in words */
    char *body;        /* of a 200 */
    size_t body_bytes;
    struct text_list chain; /* the server's certificates in PEM, its own first, at most 128; also of a fetch
                               that failed after the handshake */
};

/* What fetches: one a run. Nothing is started before the first fetch. https_free() takes NULL, and no fetch
 * may be under way; the pool's loop turns once more after it. */
struct https *https_new(struct fiber_pool *pool);
void https_free(struct https *https);

/* Fetches https://HOST/PATH, with TLS 1.2 or later, no proxy, no cookies, no redirects; the fiber waits, and
 * is not held up when it is cut off. */
void https_get(struct https *https, struct fiber *fiber, const struct https_request *request,
               struct https_answer *answer);

void https_answer_free(struct https_answer *answer);

#endif
