/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AMQP URLs, and lists of them. */
#include "broker/broker_url.h"

#include "base/list.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    AMQP_PORT = 5672,
    AMQPS_PORT = 5671,
    HEARTBEAT_S = 30,
    HEARTBEAT_MAX_S = 3600,
    TIMEOUT_MS = 10 * 1000,
    TIMEOUT_MAX_MS = 600 * 1000,
    SHOWN_BYTES = 300
};

static const char plain[] = "amqp://", secure[] = "amqps://";
static const char blanks[] = " \t\r\n";

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* What `length` bytes with %XX in them stand for; NULL for what stands for nothing, or for a NUL. */
static char *decode(const char *text, size_t length)
{
    char *decoded = allocate(length + 1, 1);
    size_t filled = 0;
    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        if (byte == '%') {
            int high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < length ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0) {
                free(decoded);
                return NULL;
            }
            byte = (char)(high * 16 + low);
            i += 2;
        }
        decoded[filled++] = byte;
    }
    return decoded;
}

/* A number within bounds; -1 for anything else. */
static int64_t number(const char *text, int64_t minimum, int64_t maximum)
{
    size_t length = strlen(text);
    if (length == 0 || length > 9 || strspn(text, "0123456789") != length)
        return -1;
    long value = strtol(text, NULL, 10);
    return value >= minimum && value <= maximum ? value : -1;
}

static const char *set_user(struct broker_url *url, const char *text, size_t length)
{
    const char *colon = memchr(text, ':', length);
    size_t user_length = colon != NULL ? (size_t)(colon - text) : length;
    text_replace(&url->user, decode(text, user_length));
    if (colon != NULL) {
        url->has_password = true;
        text_replace(&url->password, decode(colon + 1, length - user_length - 1));
    }
    return url->user == NULL || url->password == NULL ? "its user or password has a % that is no %XX" : NULL;
}

static const char *set_port(struct broker_url *url, const char *text, size_t length)
{
    char *digits = text_copy_bytes(text, length);
    url->port = number(digits, 1, 65535);
    free(digits);
    return url->port < 0 ? "its port is not a number from 1 to 65535" : NULL;
}

/* HOST, HOST:PORT, [ADDRESS] or [ADDRESS]:PORT. */
static const char *set_host(struct broker_url *url, const char *text, size_t length)
{
    const char *rest;
    const char *end = text + length;
    if (length > 0 && text[0] == '[') {
        const char *bracket = memchr(text, ']', length);
        if (bracket == NULL)
            return "its host has no closing bracket";
        text_replace(&url->host, decode(text + 1, (size_t)(bracket - text - 1)));
        rest = bracket + 1;
    } else {
        const char *colon = memchr(text, ':', length);
        rest = colon != NULL ? colon : end;
        text_replace(&url->host, decode(text, (size_t)(rest - text)));
    }
    if (url->host == NULL || url->host[0] == '\0')
        return "it names no host";
    if (rest == end)
        return NULL;
    return *rest == ':' ? set_port(url, rest + 1, (size_t)(end - rest - 1))
                        : "something stands behind the bracket of its host";
}

static const char *set_parameter(struct broker_url *url, const char *name, const char *value)
{
    const struct {
        const char *name;
        char **text;
    } texts[] = {
        {"cacertfile", &url->ca_file}, {"certfile", &url->certificate_file}, {"keyfile", &url->key_file}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0) {
            text_replace(texts[i].text, text_copy(value));
            return value[0] == '\0' ? "one of its files has no name" : NULL;
        }
    if (strcmp(name, "heartbeat") == 0) {
        url->heartbeat_s = number(value, 0, HEARTBEAT_MAX_S);
        return url->heartbeat_s < 0 ? "its heartbeat is not a number of seconds from 0 to 3600" : NULL;
    }
    if (strcmp(name, "connection_timeout") == 0) {
        url->timeout_ms = number(value, 1, TIMEOUT_MAX_MS);
        return url->timeout_ms < 0 ? "its connection_timeout is not a number of milliseconds up to 600000"
                                   : NULL;
    }
    if (strcmp(name, "verify") == 0)
        return strcmp(value, "verify_peer") == 0
                   ? NULL
                   : "only verify=verify_peer is possible: the broker's certificate is always verified";
    return "a parameter of it is none of cacertfile, certfile, keyfile, verify, heartbeat and "
           "connection_timeout";
}

static const char *set_parameters(struct broker_url *url, const char *text)
{
    const char *problem = NULL;
    while (*text != '\0' && problem == NULL) {
        size_t length = strcspn(text, "&");
        const char *mark = memchr(text, '=', length);
        size_t name_length = mark != NULL ? (size_t)(mark - text) : length;
        char *name = decode(text, name_length);
        char *value = mark != NULL ? decode(mark + 1, length - name_length - 1) : text_copy("");
        problem = name == NULL || value == NULL ? "a parameter of it has a % that is no %XX"
                                                : set_parameter(url, name, value);
        free(name);
        free(value);
        text += length;
        text += *text == '&';
    }
    return problem;
}

static const char *check(const struct broker_url *url)
{
    if (!url->tls && (url->ca_file != NULL || url->certificate_file != NULL || url->key_file != NULL))
        return "it names files for TLS, but amqp: has no TLS; amqps: has";
    if ((url->certificate_file == NULL) != (url->key_file == NULL))
        return "certfile and keyfile need each other";
    return NULL;
}

static const char *parse(const char *text, struct broker_url *url)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if (*c <= 0x20 || *c == 0x7f)
            return "it has blanks or control characters";
    url->tls = strncmp(text, secure, sizeof secure - 1) == 0;
    if (!url->tls && strncmp(text, plain, sizeof plain - 1) != 0)
        return "it does not begin with amqp:// or amqps://";
    text += url->tls ? sizeof secure - 1 : sizeof plain - 1;
    url->port = url->tls ? AMQPS_PORT : AMQP_PORT;
    size_t authority = strcspn(text, "/?#");
    const char *at = memchr(text, '@', authority);
    const char *problem = at != NULL ? set_user(url, text, (size_t)(at - text)) : NULL;
    const char *host = at != NULL ? at + 1 : text;
    if (problem == NULL)
        problem = set_host(url, host, authority - (size_t)(host - text));
    text += authority;
    if (problem == NULL && *text == '/') {
        size_t length = strcspn(++text, "?#");
        if (length > 0)
            text_replace(&url->vhost, decode(text, length));
        if (url->vhost == NULL || memchr(text, '/', length) != NULL)
            return "its vhost has a slash or a % that is no %XX; %2F stands for a slash";
        text += length;
    }
    if (problem == NULL && *text == '?')
        problem = set_parameters(url, text + 1);
    else if (problem == NULL && *text == '#')
        problem = "it has a fragment";
    return problem != NULL ? problem : check(url);
}

char *broker_url_parse(const char *text, struct broker_url *url)
{
    *url = (struct broker_url){.user = text_copy("guest"),
                               .password = text_copy("guest"),
                               .vhost = text_copy("/"),
                               .heartbeat_s = HEARTBEAT_S,
                               .timeout_ms = TIMEOUT_MS};
    const char *problem = parse(text, url);
    return problem != NULL ? text_format("the URL of the broker is wrong: %s", problem) : NULL;
}

static void forget(char **secret)
{
    if (*secret != NULL)
        explicit_bzero(*secret, strlen(*secret));
    text_replace(secret, NULL);
}

void broker_url_free(struct broker_url *url)
{
    free(url->user);
    forget(&url->password);
    free(url->host);
    free(url->vhost);
    free(url->ca_file);
    free(url->certificate_file);
    free(url->key_file);
    *url = (struct broker_url){0};
}

/* Where the URL ends: at a blank, or at a comma before another one. A comma may be part of a URL, "amqp://"
 * behind it may not. */
static size_t length_of_first(const char *text)
{
    size_t length = strcspn(text, blanks);
    for (size_t i = 0; i < length; i++)
        if (text[i] == ','
            && (i + 1 == length || strncmp(text + i + 1, plain, sizeof plain - 1) == 0
                || strncmp(text + i + 1, secure, sizeof secure - 1) == 0))
            return i;
    return length;
}

static bool have_one_vhost(const struct broker_urls *urls)
{
    for (size_t i = 1; i < urls->count; i++)
        if (strcmp(urls->items[i].vhost, urls->items[0].vhost) != 0)
            return false;
    return true;
}

char *broker_urls_parse(const char *text, struct broker_urls *urls)
{
    char *problem = NULL;
    *urls = (struct broker_urls){0};
    text += strspn(text, blanks);
    do {
        size_t length = length_of_first(text);
        struct broker_url *url = list_append(&urls->items, &urls->count, sizeof *urls->items);
        char *one = text_copy_bytes(text, length);
        problem = broker_url_parse(one, url);
        explicit_bzero(one, length);
        free(one);
        text += length;
        text += strspn(text, blanks);
        text += *text == ',';
        text += strspn(text, blanks);
    } while (*text != '\0' && problem == NULL);
    if (problem == NULL && !have_one_vhost(urls))
        problem =
            text_copy("the URLs of the broker name several vhosts; all nodes of a broker have the same");
    return problem;
}

void broker_urls_free(struct broker_urls *urls)
{
    for (size_t i = 0; i < urls->count; i++)
        broker_url_free(&urls->items[i]);
    free(urls->items);
    *urls = (struct broker_urls){0};
}

bool broker_urls_have_password(const struct broker_urls *urls)
{
    for (size_t i = 0; i < urls->count; i++)
        if (urls->items[i].has_password)
            return true;
    return false;
}

char *broker_url_shown(const struct broker_url *url)
{
    bool v6 = strchr(url->host, ':') != NULL;
    char *text = text_format("%s://%s%s%s:%d/%s", url->tls ? "amqps" : "amqp", v6 ? "[" : "", url->host,
                             v6 ? "]" : "", (int)url->port, strcmp(url->vhost, "/") == 0 ? "" : url->vhost);
    char *shown = text_from_wire(text, strlen(text), SHOWN_BYTES);
    free(text);
    return shown;
}
