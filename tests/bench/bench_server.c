/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A synthetic mail server that can serve thousands of sessions at once, to measure clients against.
 *
 *     bench_server ENDPOINTS DELAY_MS DIRECTORY
 *
 * Listens on one port, $BENCH_PORT or one that the kernel picks, of ENDPOINTS loopback addresses, and waits
 * DELAY_MS before each reply. Writes to DIRECTORY what clients need to know: ca.pem, the trusted root;
 * targets, one NAME:PORT a line; records, the zone with their addresses; endpoints, one ADDRESS PORT NAME a
 * line. Then it says "ready", and to each line on standard input the connections and the finished dialogues
 * so far. It ends with its standard input. */
#include "base/list.h"
#include "bench_cpus.h"
#include "demo/pki.h"
#include "server_worker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    ENDPOINTS_MAX = 10000,
    DELAY_MAX_MS = 10000,
    HOSTS_OF_A_NET = 250,
    PORT_TRIES = 20, /* a port that is free on one address may be taken on another */
    WORKERS_MIN = 2, /* of 10,000 endpoints one could not hold the descriptors, with a limit of 20,000 */
    WORKERS_MAX = 64
};

struct server {
    long endpoints;
    const char *directory;
    in_port_t port; /* network byte order */
    int *listeners;
    struct pki *pki;
    struct pki_identity *identity;
    struct server_site site;
};

static bool complain(const char *what)
{
    fprintf(stderr, "bench_server: %s: %s\n", what, strerror(errno));
    return false;
}

static bool complain_about_tls(char *error)
{
    fprintf(stderr, "bench_server: %s\n", error);
    free(error);
    return false;
}

static struct sockaddr_in address_of(const struct server *server, long endpoint)
{
    uint32_t host =
        (uint32_t)(127 << 24 | (1 + endpoint / HOSTS_OF_A_NET) << 8 | (1 + endpoint % HOSTS_OF_A_NET));
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = server->port, .sin_addr.s_addr = htonl(host)};
}

/* A listening socket, or -1. */
static int listen_at(struct sockaddr_in address)
{
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    if (descriptor >= 0
        && (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
            || bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0
            || listen(descriptor, SOMAXCONN) != 0)) {
        close(descriptor);
        descriptor = -1;
    }
    return descriptor;
}

/* Listens on the port of the first address on all others; how many of them it could. */
static long listen_on_one_port(struct server *server)
{
    long count = 0;
    const char *wanted = getenv("BENCH_PORT");
    server->port = wanted != NULL ? htons((uint16_t)strtol(wanted, NULL, 10)) : 0;
    while (count < server->endpoints
           && (server->listeners[count] = listen_at(address_of(server, count))) >= 0) {
        struct sockaddr_in first;
        socklen_t length = sizeof first;
        if (count++ == 0 && getsockname(server->listeners[0], (struct sockaddr *)&first, &length) == 0)
            server->port = first.sin_port;
    }
    return count;
}

static bool listen_everywhere(struct server *server)
{
    server->listeners = allocate((size_t)server->endpoints, sizeof *server->listeners);
    for (int i = 0; i < PORT_TRIES; i++) {
        long count = listen_on_one_port(server);
        if (count == server->endpoints)
            return true;
        int error = errno;
        while (count > 0)
            close(server->listeners[--count]);
        errno = error;
        if (error != EADDRINUSE)
            break;
    }
    return complain("listen");
}

static bool prepare_tls(struct server *server)
{
    char *error = NULL;
    struct text_list names = {0};
    text_list_append(&names, "mx.bench.example");
    server->pki = pki_new(time(NULL), &error);
    if (server->pki != NULL)
        server->identity = pki_identity_new(server->pki, CERTIFICATE_WILDCARD, &names, STAPLE_NONE, &error);
    text_list_free(&names);
    if (server->identity == NULL)
        return complain_about_tls(error);
    server->site.credentials = pki_identity_credentials(server->identity);
    int code = gnutls_priority_init(&server->site.priority, "NORMAL", NULL);
    return code >= 0 || complain_about_tls(text_copy(gnutls_strerror(code)));
}

static FILE *create(const struct server *server, const char *name)
{
    char *path = text_format("%s/%s", server->directory, name);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        complain(path);
    free(path);
    return file;
}

static void describe(const struct server *server, FILE *targets, FILE *records, FILE *endpoints)
{
    for (long i = 0; i < server->endpoints; i++) {
        char address[INET_ADDRSTRLEN];
        struct sockaddr_in place = address_of(server, i);
        inet_ntop(AF_INET, &place.sin_addr, address, sizeof address);
        int port = ntohs(server->port);
        fprintf(targets, "mx%ld.bench.example:%d\n", i + 1, port);
        fprintf(records, "mx%ld.bench.example. 60 IN A %s\n", i + 1, address);
        fprintf(endpoints, "%s %d mx%ld.bench.example\n", address, port, i + 1);
    }
}

/* Closes the file; false when any write to it failed. Takes NULL, which is no success. */
static bool finish(FILE *file)
{
    if (file == NULL)
        return false;
    bool failed = ferror(file) != 0;
    return fclose(file) == 0 && !failed;
}

static bool write_files(const struct server *server)
{
    FILE *ca = create(server, "ca.pem");
    FILE *targets = create(server, "targets");
    FILE *records = create(server, "records");
    FILE *endpoints = create(server, "endpoints");
    if (ca != NULL && targets != NULL && records != NULL && endpoints != NULL) {
        fputs(pki_ca_pem(server->pki), ca);
        describe(server, targets, records, endpoints);
    }
    bool written = finish(ca);
    written = finish(targets) && written;
    written = finish(records) && written;
    return (finish(endpoints) && written) || complain(server->directory);
}

/* Starts the workers, each with its share of the addresses; they end when `stop`'s other end is closed. */
static bool fork_workers(const struct server *server, int workers, const int stop[2])
{
    for (int worker = 0; worker < workers; worker++) {
        pid_t pid = fork();
        if (pid < 0)
            return complain("fork");
        if (pid > 0)
            continue;
        close(stop[1]);
        size_t count = 0;
        for (long i = 0; i < server->endpoints; i++)
            if (i % workers == worker)
                server->listeners[count++] = server->listeners[i];
            else
                close(server->listeners[i]);
        _exit(server_worker_run(&server->site, server->listeners, count, stop[0]) ? 0 : 1);
    }
    return true;
}

static void answer_questions(const struct server_counts *counts)
{
    puts("ready");
    fflush(stdout);
    int byte;
    while ((byte = getchar()) != EOF)
        if (byte == '\n') {
            printf("%ld %ld\n", atomic_load(&counts->connections), atomic_load(&counts->dialogues));
            fflush(stdout);
        }
}

static bool serve(struct server *server)
{
    struct server_counts *counts =
        mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED)
        return complain("mmap");
    server->site.counts = counts;
    int stop[2];
    if (pipe(stop) != 0)
        return complain("pipe");
    int workers = bench_cpus_take(BENCH_SERVER);
    workers = workers > WORKERS_MIN ? workers : WORKERS_MIN;
    bool started = fork_workers(server, workers < WORKERS_MAX ? workers : WORKERS_MAX, stop);
    if (started)
        answer_questions(counts);
    close(stop[1]);
    int status;
    while (wait(&status) > 0)
        started = started && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return started;
}

int main(int argc, char **argv)
{
    struct server server = {0};
    if (argc == 4) {
        server.endpoints = strtol(argv[1], NULL, 10);
        server.site.delay_ms = (int)strtol(argv[2], NULL, 10);
        server.directory = argv[3];
    }
    if (server.endpoints < 1 || server.endpoints > ENDPOINTS_MAX || server.site.delay_ms < 0
        || server.site.delay_ms > DELAY_MAX_MS) {
        fputs("usage: bench_server ENDPOINTS DELAY_MS DIRECTORY\n", stderr);
        return 2;
    }
    bool served =
        prepare_tls(&server) && listen_everywhere(&server) && write_files(&server) && serve(&server);
    if (server.site.priority != NULL)
        gnutls_priority_deinit(server.site.priority);
    pki_identity_free(server.identity);
    pki_free(server.pki);
    free(server.listeners);
    return served ? 0 : 1;
}
