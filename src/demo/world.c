/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo's world, made from the files that the build puts into the program. */
#include "demo/world.h"

#include "demo/data.h"
#include "demo/peer.h"
#include "demo/pki.h"
#include "demo/script.h"

#include <stdlib.h>
#include <string.h>

/* One server. What it borrows lives beside it, at an address of its own. */
struct resident {
    struct script script;
    struct text_list names;
    struct peer *peer;
};

/* A host of the zone and its addresses there. */
struct place {
    char *host;
    struct text_list addresses;
};

struct world {
    struct pki *pki;
    char *records;
    struct text_list targets;
    struct text_list connect_to;
    struct place *places;
    size_t place_count;
    struct text_list taken; /* "HOST:PORT" of the ports that are mapped */
    struct resident **residents;
    size_t resident_count;
};

static const char *file_text(const char *name)
{
    for (size_t i = 0; i < demo_file_count; i++)
        if (strcmp(demo_files[i].name, name) == 0)
            return demo_files[i].text;
    return NULL;
}

/* The peer that plays a file where nobody listens: all its ports can be one. NULL for none yet. */
static struct peer *shared_peer(const struct world *world, const char *file)
{
    for (size_t i = 0; i < world->resident_count; i++) {
        const struct resident *resident = world->residents[i];
        if (resident->script.listen != LISTEN_OPEN && strcmp(resident->script.name, file) == 0)
            return resident->peer;
    }
    return NULL;
}

static struct peer *start_resident(struct world *world, const char *host, const char *file,
                                   const char *certificate, char **error)
{
    const char *text = file_text(file);
    if (text == NULL) {
        *error = text_format("demo: no file %s", file);
        return NULL;
    }
    struct resident *resident = allocate(1, sizeof *resident);
    struct resident **slot = list_append(&world->residents, &world->resident_count, sizeof *slot);
    *slot = resident;
    text_list_append(&resident->names, host);
    if (!script_parse(file, text, &resident->script, error))
        return NULL;
    if (certificate != NULL) {
        int kind = words_value(&certificate_kind_words, certificate);
        if (kind < 0) {
            *error = text_format("demo: '%s' is no kind of certificate", certificate);
            return NULL;
        }
        resident->script.certificate = (enum certificate_kind)kind;
    }
    const struct peer_settings settings = {
        .script = &resident->script, .pki = world->pki, .names = &resident->names};
    resident->peer = peer_start(&settings, error);
    return resident->peer;
}

static const struct place *find_place(const struct world *world, const char *host)
{
    for (size_t i = 0; i < world->place_count; i++)
        if (strcmp(world->places[i].host, host) == 0)
            return &world->places[i];
    return NULL;
}

static void add_place(struct world *world, char *const *words, size_t count)
{
    struct place *place = list_append(&world->places, &world->place_count, sizeof *place);
    place->host = text_copy(words[0]);
    for (size_t i = 1; i < count; i++)
        text_list_append(&place->addresses, words[i]);
}

/* Maps that port of each of the host's addresses to the peer: by address, so that a report shows the
 * addresses of the zone. */
static void map_port(struct world *world, const struct place *place, const char *port,
                     const struct peer *peer)
{
    /* A policy is fetched from a name. */
    if (strcmp(port, "443") == 0) {
        char *by_name = text_format("%s:%s:%s:%d", place->host, port, peer_address(peer), peer_port(peer));
        text_list_append(&world->connect_to, by_name);
        free(by_name);
    }
    for (size_t i = 0; i < place->addresses.count; i++) {
        const char *address = place->addresses.items[i];
        char *mapping = text_format(strchr(address, ':') != NULL ? "[%s]:%s:%s:%d" : "%s:%s:%s:%d", address,
                                    port, peer_address(peer), peer_port(peer));
        text_list_append(&world->connect_to, mapping);
        free(mapping);
    }
}

/* Lets `file` play that port of the host. */
static bool add_port(struct world *world, const char *host, const char *port, const char *file,
                     const char *certificate, char **error)
{
    const struct place *place = find_place(world, host);
    if (place == NULL) {
        *error = text_format("demo: no line says where the host %s is", host);
        return false;
    }
    char *name = text_format("%s.smtp", file);
    struct peer *peer = shared_peer(world, name);
    if (peer == NULL)
        peer = start_resident(world, host, name, certificate, error);
    free(name);
    if (peer == NULL)
        return false;
    map_port(world, place, port, peer);
    char *taken = text_format("%s:%s", host, port);
    text_list_append(&world->taken, taken);
    free(taken);
    return true;
}

static bool read_line(struct world *world, char *line, char **error)
{
    enum { WORDS_MAX = 6 };
    char *words[WORDS_MAX] = {NULL};
    char *state = NULL;
    size_t count = 0;
    for (char *word = strtok_r(line, " \t", &state); word != NULL && count < WORDS_MAX;
         word = strtok_r(NULL, " \t", &state))
        words[count++] = word;
    if (count == 0 || words[0][0] == '#')
        return true;
    if (strcmp(words[0], "target") == 0 && count == 2) {
        text_list_append(&world->targets, words[1]);
        return true;
    }
    if (strcmp(words[0], "host") == 0 && count > 2) {
        add_place(world, words + 1, count - 1);
        return true;
    }
    if (strcmp(words[0], "port") == 0 && (count == 4 || count == 5))
        return add_port(world, words[1], words[2], words[3], words[4], error);
    *error = text_format("demo: cannot read a line that begins with '%s'", words[0]);
    return false;
}

static bool read_lines(struct world *world, const char *text, char **error)
{
    char *lines = text_copy(text);
    char *state = NULL;
    bool good = true;
    for (char *line = strtok_r(lines, "\n", &state); good && line != NULL;
         line = strtok_r(NULL, "\n", &state))
        good = read_line(world, line, error);
    free(lines);
    return good;
}

/* Nothing of the demo may reach for a real address, so every port that a scan tries by default is mapped. */
static bool refuse_the_rest(struct world *world, char **error)
{
    static const char *const ports[] = {"25", "465", "587", "2525"};
    bool good = true;
    for (size_t h = 0; h < world->place_count; h++) {
        for (size_t p = 0; good && p < sizeof ports / sizeof ports[0]; p++) {
            char *wanted = text_format("%s:%s", world->places[h].host, ports[p]);
            if (!text_list_has(&world->taken, wanted))
                good = add_port(world, world->places[h].host, ports[p], "refuse", NULL, error);
            free(wanted);
        }
    }
    return good;
}

/* The zone with the servers' key in its TLSA records. */
static bool fill_zone(struct world *world, char **error)
{
    static const char placeholder[] = "{server-key}";
    char *key = pki_server_key_sha256(world->pki);
    if (key == NULL) {
        *error = text_copy("demo: the servers' key has no hash");
        return false;
    }
    world->records = text_copy(file_text("zone"));
    for (char *at = strstr(world->records, placeholder); at != NULL;
         at = strstr(world->records, placeholder)) {
        *at = '\0';
        text_replace(&world->records, text_format("%s%s%s", world->records, key, at + strlen(placeholder)));
    }
    free(key);
    return true;
}

struct world *world_start(time_t now, char **error)
{
    struct world *world = allocate(1, sizeof *world);
    world->pki = pki_new(now, error);
    if (world->pki != NULL && fill_zone(world, error) && read_lines(world, file_text("world"), error)
        && refuse_the_rest(world, error))
        return world;
    world_free(world);
    return NULL;
}

void world_free(struct world *world)
{
    if (world == NULL)
        return;
    for (size_t i = 0; i < world->resident_count; i++) {
        struct resident *resident = world->residents[i];
        peer_free(resident->peer);
        script_free(&resident->script);
        text_list_free(&resident->names);
        free(resident);
    }
    free(world->residents);
    free(world->records);
    text_list_free(&world->targets);
    text_list_free(&world->connect_to);
    for (size_t i = 0; i < world->place_count; i++) {
        free(world->places[i].host);
        text_list_free(&world->places[i].addresses);
    }
    free(world->places);
    text_list_free(&world->taken);
    pki_free(world->pki);
    free(world);
}

const struct text_list *world_targets(const struct world *world)
{
    return &world->targets;
}

const char *world_records(const struct world *world)
{
    return world->records;
}

const struct text_list *world_connect_to(const struct world *world)
{
    return &world->connect_to;
}

const char *world_ca_pem(const struct world *world)
{
    return pki_ca_pem(world->pki);
}
