/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the broker is, as an AMQP URL says it (https://www.rabbitmq.com/docs/uri-spec and
 * uri-query-parameters):
 *
 *     amqps://USER:PASSWORD@HOST:PORT/VHOST?cacertfile=FILE&certfile=FILE&keyfile=FILE&heartbeat=SECONDS
 *             &connection_timeout=MILLISECONDS */
#ifndef MAILSONDE_BROKER_BROKER_URL_H
#define MAILSONDE_BROKER_BROKER_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Owns its texts. Files are NULL where the URL names none. */
struct broker_url {
    bool tls; /* amqps */
    char *user;
    char *password;
    char *host; /* a name, or an address without brackets */
    int64_t port;
    char *vhost;
    char *ca_file;
    char *certificate_file;
    char *key_file;
    int64_t heartbeat_s; /* 0: none */
    int64_t timeout_ms;  /* of one connection, until the broker has let us in */
    bool has_password;   /* the URL holds one */
};

/* Reads the URL. NULL, or what is wrong with it: one line that does not repeat the URL, which may hold a
 * password. Both are the caller's to free, *url in either case. */
char *broker_url_parse(const char *text, struct broker_url *url);
void broker_url_free(struct broker_url *url);

/* The nodes of one broker: any of them will do. Zeroed is none. */
struct broker_urls {
    struct broker_url *items;
    size_t count;
};

/* Reads URLs that blanks or commas stand between, as broker_url_parse() does one; all have the same vhost,
 * since queues of another one are other queues. What is wrong is the caller's to free, *urls in either case.
 */
char *broker_urls_parse(const char *text, struct broker_urls *urls);
void broker_urls_free(struct broker_urls *urls);

/* Whether one of them holds a password. */
bool broker_urls_have_password(const struct broker_urls *urls);

/* "amqps://HOST:PORT/VHOST", without user and password, safe for a terminal; the caller frees. */
char *broker_url_shown(const struct broker_url *url);

#endif
