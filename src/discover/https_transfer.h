/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file fetched by curl, which speaks HTTP to a relay. All runs in the thread of https.c. */
#ifndef MAILSONDE_DISCOVER_HTTPS_TRANSFER_H
#define MAILSONDE_DISCOVER_HTTPS_TRANSFER_H

#include "discover/https.h"
#include "discover/https_relay.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

/* The caller's, borrowed, are the first five. */
struct https_transfer {
    const struct https_request *request;
    struct https_answer *answer;
    const struct https_relay_name *relay;
    const char *address; /* the relay is connected to */
    int64_t time_max_ms; /* from its begin on */
    CURL *easy;
    struct curl_slist *places;   /* "host:80:address" */
    char error[CURL_ERROR_SIZE]; /* curl's words */
    bool too_large;
    bool is_framed;      /* a header says where the answer ends */
    bool moved_in_clear; /* a redirect names http itself */
};

/* Begins the transfer, beside others. */
void https_transfer_begin(CURLM *multi, struct https_transfer *transfer);

/* One that has ended, and how; NULL when there is none any more. https_transfer_end() follows. */
struct https_transfer *https_transfer_next_ended(CURLM *multi, CURLcode *code);

/* Fills in the answer and frees what is curl's; CURLE_ABORTED_BY_CALLBACK for one that nobody wants any more.
 */
void https_transfer_end(CURLM *multi, struct https_transfer *transfer, CURLcode code);

#endif
