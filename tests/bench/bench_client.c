/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scan is measured against: the same dialogue by GnuTLS and blocking sockets, with nothing remembered
 * and nothing said about it.
 *
 *     bench_client each|once THREADS CA_FILE ENDPOINTS_FILE
 *
 * ENDPOINTS_FILE is that of bench_server. With THREADS 0 one endpoint comes after the other; otherwise so
 * many at once. `each` verifies the chain of every endpoint, `once` no chain a second time. */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    ENDPOINTS_MAX = 10000,
    THREADS_MAX = 10000,
    STACK_BYTES = 128 * 1024,
    TIMEOUT_S = 60,
    CHAIN_MAX_BYTES = 8192
};

struct endpoint {
    struct sockaddr_in address;
    char name[64];
};

/* What all threads share; read-only but for the atomic counters and the verified chain. */
struct run {
    struct endpoint *endpoints;
    long count;
    bool verify_once;
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priority;
    atomic_long next;
    atomic_long failed;
    pthread_mutex_t chain_lock;
    unsigned char chain[CHAIN_MAX_BYTES]; /* the one that was verified, certificate after certificate */
    size_t chain_length;
};

struct connection {
    const struct endpoint *endpoint;
    int descriptor;
    gnutls_session_t tls;
};

static bool connect_to(struct connection *connection)
{
    connection->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->descriptor < 0)
        return false;
    int on = 1;
    struct timeval timeout = {.tv_sec = TIMEOUT_S};
    const struct sockaddr_in *address = &connection->endpoint->address;
    return setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0
           && setsockopt(connection->descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) == 0
           && setsockopt(connection->descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) == 0
           && connect(connection->descriptor, (const struct sockaddr *)address, sizeof *address) == 0;
}

static ssize_t receive(struct connection *connection, char *buffer, size_t size)
{
    return connection->tls != NULL ? gnutls_record_recv(connection->tls, buffer, size)
                                   : recv(connection->descriptor, buffer, size, 0);
}

static bool is_whole_reply(const char *reply, size_t length)
{
    if (length < 2 || reply[length - 1] != '\n')
        return false;
    const char *before = memrchr(reply, '\n', length - 1);
    const char *last = before != NULL ? before + 1 : reply;
    return reply + length - last > 4 && last[3] == ' ';
}

/* Says the command, if any, and whether the reply begins with `code`. */
static bool exchange(struct connection *connection, const char *command, const char *code)
{
    if (command != NULL) {
        size_t length = strlen(command);
        ssize_t sent = connection->tls != NULL ? gnutls_record_send(connection->tls, command, length)
                                               : send(connection->descriptor, command, length, MSG_NOSIGNAL);
        if (sent != (ssize_t)length)
            return false;
    }
    char reply[4096];
    size_t length = 0;
    do {
        ssize_t now = receive(connection, reply + length, sizeof reply - length);
        if (now <= 0)
            return false;
        length += (size_t)now;
    } while (!is_whole_reply(reply, length));
    return strncmp(reply, code, strlen(code)) == 0;
}

static bool is_verified_chain(struct run *run, const gnutls_datum_t *chain, unsigned count)
{
    size_t at = 0;
    bool same = true;
    pthread_mutex_lock(&run->chain_lock);
    for (unsigned i = 0; i < count && same; i++) {
        same = chain[i].size <= run->chain_length - at
               && memcmp(run->chain + at, chain[i].data, chain[i].size) == 0;
        at += chain[i].size;
    }
    same = same && run->chain_length > 0 && at == run->chain_length;
    pthread_mutex_unlock(&run->chain_lock);
    return same;
}

static void remember_chain(struct run *run, const gnutls_datum_t *chain, unsigned count)
{
    size_t at = 0;
    pthread_mutex_lock(&run->chain_lock);
    for (unsigned i = 0; i < count && chain[i].size <= sizeof run->chain - at; i++) {
        memcpy(run->chain + at, chain[i].data, chain[i].size);
        at += chain[i].size;
    }
    run->chain_length = at;
    pthread_mutex_unlock(&run->chain_lock);
}

static bool is_named(const gnutls_datum_t *leaf, const char *name)
{
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return false;
    bool named = gnutls_x509_crt_import(certificate, leaf, GNUTLS_X509_FMT_DER) >= 0
                 && gnutls_x509_crt_check_hostname(certificate, name) != 0;
    gnutls_x509_crt_deinit(certificate);
    return named;
}

static bool verify(struct run *run, struct connection *connection)
{
    const char *name = connection->endpoint->name;
    unsigned count = 0, status = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(connection->tls, &count);
    if (chain == NULL || count == 0)
        return false;
    if (run->verify_once && is_verified_chain(run, chain, count))
        return is_named(&chain[0], name);
    if (gnutls_certificate_verify_peers3(connection->tls, name, &status) < 0 || status != 0)
        return false;
    if (run->verify_once)
        remember_chain(run, chain, count);
    return true;
}

static bool shake_hands(struct run *run, struct connection *connection)
{
    const char *name = connection->endpoint->name;
    gnutls_session_t tls;
    if (gnutls_init(&tls, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL) < 0)
        return false;
    connection->tls = tls;
    if (gnutls_priority_set(tls, run->priority) < 0
        || gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, run->credentials) < 0
        || gnutls_server_name_set(tls, GNUTLS_NAME_DNS, name, strlen(name)) < 0)
        return false;
    gnutls_transport_set_int(tls, connection->descriptor);
    int code;
    do
        code = gnutls_handshake(tls);
    while (code < 0 && !gnutls_error_is_fatal(code));
    return code >= 0 && verify(run, connection);
}

static bool talk(struct run *run, struct connection *connection)
{
    static const char ehlo[] = "EHLO client.bench.example\r\n", mail[] = "MAIL FROM:<>\r\n";
    return connect_to(connection) && exchange(connection, NULL, "220") && exchange(connection, ehlo, "250")
           && exchange(connection, mail, "530") && exchange(connection, "STARTTLS\r\n", "220")
           && shake_hands(run, connection) && exchange(connection, ehlo, "250")
           && exchange(connection, mail, "530") && exchange(connection, "QUIT\r\n", "221");
}

static void hang_up(struct connection *connection)
{
    if (connection->tls != NULL) {
        gnutls_bye(connection->tls, GNUTLS_SHUT_WR);
        gnutls_deinit(connection->tls);
    }
    if (connection->descriptor >= 0)
        close(connection->descriptor);
}

/* Takes the next endpoint until there is none. */
static void *work(void *argument)
{
    struct run *run = argument;
    long i;
    while ((i = atomic_fetch_add(&run->next, 1)) < run->count) {
        struct connection connection = {.endpoint = &run->endpoints[i], .descriptor = -1};
        if (!talk(run, &connection))
            atomic_fetch_add(&run->failed, 1);
        hang_up(&connection);
    }
    return NULL;
}

static bool work_in_threads(struct run *run, long count)
{
    pthread_t *threads = calloc((size_t)count, sizeof *threads);
    pthread_attr_t attributes;
    if (threads == NULL || pthread_attr_init(&attributes) != 0)
        return false;
    bool started = pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0;
    long running = 0;
    while (started && running < count) {
        started = pthread_create(&threads[running], &attributes, work, run) == 0;
        running += started;
    }
    while (running > 0)
        pthread_join(threads[--running], NULL);
    pthread_attr_destroy(&attributes);
    free(threads);
    return started;
}

static bool read_endpoints(struct run *run, const char *path)
{
    run->endpoints = calloc(ENDPOINTS_MAX, sizeof *run->endpoints);
    FILE *file = run->endpoints != NULL ? fopen(path, "r") : NULL;
    if (file == NULL)
        return false;
    char address[INET_ADDRSTRLEN], name[64];
    int port;
    while (run->count < ENDPOINTS_MAX && fscanf(file, "%15s %d %63s", address, &port, name) == 3) {
        struct endpoint *endpoint = &run->endpoints[run->count++];
        endpoint->address.sin_family = AF_INET;
        endpoint->address.sin_port = htons((uint16_t)port);
        inet_pton(AF_INET, address, &endpoint->address.sin_addr);
        memcpy(endpoint->name, name, sizeof name);
    }
    fclose(file);
    return run->count > 0;
}

static bool prepare_tls(struct run *run, const char *ca_file)
{
    return gnutls_certificate_allocate_credentials(&run->credentials) >= 0
           && gnutls_certificate_set_x509_trust_file(run->credentials, ca_file, GNUTLS_X509_FMT_PEM) > 0
           && gnutls_priority_init(&run->priority, "NORMAL", NULL) >= 0;
}

int main(int argc, char **argv)
{
    struct run run = {.chain_lock = PTHREAD_MUTEX_INITIALIZER};
    long threads = argc == 5 ? strtol(argv[2], NULL, 10) : -1;
    if (threads < 0 || threads > THREADS_MAX) {
        fputs("usage: bench_client each|once THREADS CA_FILE ENDPOINTS_FILE\n", stderr);
        return 2;
    }
    run.verify_once = strcmp(argv[1], "once") == 0;
    bool prepared = prepare_tls(&run, argv[3]) && read_endpoints(&run, argv[4]);
    bool worked = prepared && (threads == 0 ? work(&run) == NULL : work_in_threads(&run, threads));
    long failed = atomic_load(&run.failed);
    if (!worked || failed > 0)
        fprintf(stderr, "bench_client: %s; %ld of %ld endpoints failed\n",
                worked ? "not all went well" : "it could not start", failed, run.count);
    if (run.priority != NULL)
        gnutls_priority_deinit(run.priority);
    if (run.credentials != NULL)
        gnutls_certificate_free_credentials(run.credentials);
    free(run.endpoints);
    return worked && failed == 0 ? 0 : 1;
}
