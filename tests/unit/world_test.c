/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo's world: its files agree with one another, and its ports are what they are named. */
#include "demo/world.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct world *start(void)
{
    char *error = NULL;
    struct world *world = world_start(time(NULL), &error);
    cr_assert_not_null(world, "%s", error);
    return world;
}

/* The loopback port that a mapping leads to; the mapping must be there. */
static int mapped_port(const struct world *world, const char *address_and_port)
{
    const struct text_list *mappings = world_connect_to(world);
    char *start_of = text_format("%s:127.0.0.1:", address_and_port);
    int port = 0;
    for (size_t i = 0; i < mappings->count; i++)
        if (strncmp(mappings->items[i], start_of, strlen(start_of)) == 0)
            port = atoi(mappings->items[i] + strlen(start_of));
    cr_assert_gt(port, 0, "%s is not mapped", address_and_port);
    free(start_of);
    return port;
}

/* What a connection to the port gives: the first line, or errno's text. The caller frees. */
static char *first_line(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval never = {.tv_sec = 20};
    char line[512] = "";
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never), 0);
    if (connect(client, (struct sockaddr *)&address, sizeof address) < 0)
        strcpy(line, strerror(errno));
    else
        cr_assert_gt(recv(client, line, sizeof line - 1, 0), 0);
    close(client);
    line[strcspn(line, "\r\n")] = '\0';
    return text_copy(line);
}

static void says(const struct world *world, const char *address_and_port, const char *expected)
{
    char *line = first_line(mapped_port(world, address_and_port));
    cr_assert_str_eq(line, expected);
    free(line);
}

Test(world, every_address_of_the_zone_has_its_four_ports_mapped)
{
    struct world *world = start();
    char *zone = text_copy(world_records(world));
    char *state = NULL;
    size_t addresses = 0;
    for (char *line = strtok_r(zone, "\n", &state); line != NULL; line = strtok_r(NULL, "\n", &state)) {
        char type[16];
        char address[64];
        if (line[0] == ';' || sscanf(line, "%*s IN %15s %63s", type, address) != 2
            || (strcmp(type, "A") != 0 && strcmp(type, "AAAA") != 0))
            continue;
        addresses++;
        static const char *const ports[] = {"25", "465", "587", "2525"};
        for (size_t i = 0; i < 4; i++) {
            char *wanted = text_format(strchr(address, ':') != NULL ? "[%s]:%s" : "%s:%s", address, ports[i]);
            mapped_port(world, wanted);
            free(wanted);
        }
    }
    cr_assert_geq(addresses, 8);
    free(zone);
    world_free(world);
}

Test(world, targets_are_in_the_zone)
{
    struct world *world = start();
    const struct text_list *targets = world_targets(world);
    cr_assert_eq(targets->count, 7);
    for (size_t i = 0; i < targets->count; i++) {
        char *owner = text_format("\n%s. ", targets->items[i]);
        cr_assert_not_null(strstr(world_records(world), owner), "%s", owner);
        free(owner);
    }
    world_free(world);
}

Test(world, ports_are_what_they_are_named)
{
    struct world *world = start();
    says(world, "192.0.2.10:25", "220 mail.good.example ESMTP");
    says(world, "192.0.2.11:25", "220 backup.good.example ESMTP");
    says(world, "192.0.2.11:465", "Connection refused");
    says(world, "[2001:db8::10]:2525", "Connection refused");
    says(world, "192.0.2.60:465", "220 mail.implicit-on-587.example ESMTP");
    cr_assert_not_null(strstr(world_ca_pem(world), "-----BEGIN CERTIFICATE-----"));
    world_free(world);
}

Test(world, the_dropped_port_drops)
{
    struct world *world = start();
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)mapped_port(world, "192.0.2.50:587")),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    cr_assert_eq(connect(client, (struct sockaddr *)&address, sizeof address), -1);
    cr_assert_eq(errno, EINPROGRESS);
    struct pollfd watched = {.fd = client, .events = POLLOUT};
    cr_assert_eq(poll(&watched, 1, 100), 0);
    close(client);
    world_free(world);
}
