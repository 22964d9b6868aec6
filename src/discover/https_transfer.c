/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file fetched by curl, which speaks HTTP to a relay. */
#include "discover/https_transfer.h"

#include "config.h"

#include "base/list.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX_BYTES = 1000 };

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct https_transfer *transfer = context;
    struct https_answer *answer = transfer->answer;
    size_t length = size * count;
    if (length > transfer->request->max_bytes - answer->body_bytes) {
        transfer->too_large = true;
        return 0;
    }
    if (answer->body == NULL)
        answer->body = allocate(transfer->request->max_bytes, 1);
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
    const struct https_transfer *transfer = context;
    if (purpose != CURLSOCKTYPE_IPCXN)
        return CURL_SOCKET_BAD;
    address->family = AF_UNIX;
    address->socktype = SOCK_STREAM;
    address->protocol = 0;
    address->addrlen = transfer->relay->length;
    address->addr = transfer->relay->address;
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* What counts of a header line, or trailer. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct https_transfer *transfer = context;
    size_t length = size * count;
    char *line = text_copy_bytes(bytes, length);
    if (strncasecmp(line, "Content-Length:", 15) == 0 || strncasecmp(line, "Transfer-Encoding:", 18) == 0)
        transfer->is_framed = true;
    if (strncasecmp(line, "Location:", 9) == 0)
        transfer->moved_in_clear = strncasecmp(line + 9 + strspn(line + 9, " \t"), "http:", 5) == 0;
    free(line);
    return length;
}

/* Curl resolves nothing itself: any address stands for the host. */
static void set_place(struct https_transfer *transfer)
{
    bool ipv6 = strchr(transfer->address, ':') != NULL;
    add(&transfer->places,
        text_format(ipv6 ? "%s:80:[%s]" : "%s:80:%s", transfer->request->host, transfer->address));
    curl_easy_setopt(transfer->easy, CURLOPT_RESOLVE, transfer->places);
    curl_easy_setopt(transfer->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(transfer->easy, CURLOPT_OPENSOCKETDATA, transfer);
}

static void set_limits(struct https_transfer *transfer)
{
    curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, (long)transfer->time_max_ms);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(transfer->easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_FOLLOWLOCATION, 0L);
}

static void set_manners(struct https_transfer *transfer)
{
    const char *contact = transfer->request->contact;
    char *agent = text_format("%s/%s%s%s%s", PACKAGE_NAME, PACKAGE_VERSION, contact != NULL ? " (" : "",
                              contact != NULL ? contact : "", contact != NULL ? ")" : "");
    curl_easy_setopt(transfer->easy, CURLOPT_USERAGENT, agent); /* which keeps a copy */
    free(agent);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION,
                     (long)CURL_HTTP_VERSION_1_1);                       /* HTTP/2 is not offered */
    curl_easy_setopt(transfer->easy, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* what comes compressed stays so */
    curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");                 /* not even the environment's */
    curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
}

void https_transfer_begin(CURLM *multi, struct https_transfer *transfer)
{
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL)
        out_of_memory();
    char *url = text_format("http://%s%s", transfer->request->host, transfer->request->path);
    curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
    free(url);
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->error);
    set_place(transfer);
    set_limits(transfer);
    set_manners(transfer);
    if (curl_multi_add_handle(multi, transfer->easy) != CURLM_OK)
        out_of_memory();
}

static char *safe(const char *text)
{
    return text != NULL && *text != '\0' ? text_from_wire(text, strlen(text), TEXT_MAX_BYTES) : NULL;
}

static char *info_text(const struct https_transfer *transfer, CURLINFO what)
{
    const char *text = NULL;
    return curl_easy_getinfo(transfer->easy, what, &text) == CURLE_OK ? safe(text) : NULL;
}

/* To curl the host is one of http. A redirect that leaves the scheme open means the one that was asked. */
static char *redirect_of(const struct https_transfer *transfer)
{
    static const char scheme[] = "http://";
    char *to = info_text(transfer, CURLINFO_REDIRECT_URL);
    if (to != NULL && !transfer->moved_in_clear && strncasecmp(to, scheme, strlen(scheme)) == 0)
        text_replace(&to, text_format("https://%s", to + strlen(scheme)));
    return to;
}

static enum https_outcome outcome_of(const struct https_transfer *transfer, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return HTTPS_ANSWERED;
    case CURLE_WRITE_ERROR:
        return transfer->too_large ? HTTPS_TOO_LARGE : HTTPS_NO_CONNECTION;
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE: /* headers, of which it takes so many */
        return HTTPS_TOO_LARGE;
#endif
    case CURLE_ABORTED_BY_CALLBACK: /* by whoever wants it no more */
        return HTTPS_INTERRUPTED;
    case CURLE_OUT_OF_MEMORY:
        return HTTPS_NOT_TRIED;
    case CURLE_OPERATION_TIMEDOUT:
        return HTTPS_TIMED_OUT;
    default:
        return HTTPS_NO_CONNECTION;
    }
}

/* What curl says, without the time that it took: " after 1003 ms", " after 30001 milliseconds with ...". */
static char *problem_of(struct https_transfer *transfer, CURLcode code)
{
    static const char after[] = " after ";
    if (code == CURLE_OPERATION_TIMEDOUT || transfer->error[0] == '\0')
        return safe(curl_easy_strerror(code));
    char *time = strstr(transfer->error, after);
    size_t digits = time != NULL ? strspn(time + strlen(after), "0123456789") : 0;
    if (digits > 0 && strncmp(time + strlen(after) + digits, " ms", 3) == 0) {
        const char *rest = time + strlen(after) + digits + 3;
        memmove(time, rest, strlen(rest) + 1);
    }
    return safe(transfer->error);
}

void https_transfer_end(CURLM *multi, struct https_transfer *transfer, CURLcode code)
{
    struct https_answer *answer = transfer->answer;
    long status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    answer->http_status = status;
    answer->outcome = outcome_of(transfer, code);
    answer->content_type = info_text(transfer, CURLINFO_CONTENT_TYPE);
    answer->redirect_to = redirect_of(transfer);
    if (transfer->too_large)
        answer->detail = text_format("it is larger than %zu KiB", transfer->request->max_bytes / 1024);
    else if (code != CURLE_OK)
        answer->detail = problem_of(transfer, code);
    curl_multi_remove_handle(multi, transfer->easy);
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->places);
}

struct https_transfer *https_transfer_next_ended(CURLM *multi, CURLcode *code)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left)) != NULL;) {
        char *transfer = NULL;
        *code = message->data.result;
        if (message->msg == CURLMSG_DONE
            && curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer) == CURLE_OK)
            return (struct https_transfer *)(void *)transfer;
    }
    return NULL;
}
