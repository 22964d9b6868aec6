/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zones that are signed in a way that this machine cannot validate. */
#include "discover/unknown_algorithm.h"

#include "base/list.h"
#include "discover/dns_message.h"

#include <stdlib.h>
#include <string.h>

enum { ZONES_MAX = 8, DS_HEAD_BYTES = 4 };

/* The zones that signed, looked at one after the other. */
struct search {
    struct dnssec *dnssec;
    struct text_list zones;
    size_t at;
    char *algorithms; /* of the DS records of the zone at hand */
    void (*done)(void *argument, const char *problem);
    void *argument;
};

static void add_signers(struct search *search, const uint8_t *message, size_t message_bytes)
{
    struct text_list signers = {0};
    dns_message_signers(message, message_bytes, &signers);
    for (size_t i = 0; i < signers.count && search->zones.count < ZONES_MAX; i++)
        if (strcmp(signers.items[i], ".") != 0 && !text_list_has(&search->zones, signers.items[i]))
            text_list_append(&search->zones, signers.items[i]);
    text_list_free(&signers);
}

static void finish(struct search *search, const char *problem)
{
    search->done(search->argument, problem);
    text_list_free(&search->zones);
    free(search->algorithms);
    free(search);
}

/* As the registry of DNS security algorithm numbers has them. */
static const char *algorithm_name(unsigned number)
{
    static const char *const names[] = {
        [1] = "RSAMD5",
        [3] = "DSA",
        [5] = "RSASHA1",
        [6] = "DSA-NSEC3-SHA1",
        [7] = "RSASHA1-NSEC3-SHA1",
        [8] = "RSASHA256",
        [10] = "RSASHA512",
        [12] = "ECC-GOST",
        [13] = "ECDSAP256SHA256",
        [14] = "ECDSAP384SHA384",
        [15] = "ED25519",
        [16] = "ED448",
        [17] = "SM2SM3",
        [23] = "ECC-GOST12",
        [252] = "INDIRECT",
        [253] = "PRIVATEDNS",
        [254] = "PRIVATEOID",
    };
    return number < sizeof names / sizeof *names && names[number] != NULL ? names[number] : "unnamed";
}

/* "algorithm 16 (ED448) with DS digest type 2"; NULL for no DS record. */
static char *describe_algorithms(const struct search *search, const struct dnssec_answer *ds)
{
    struct dns_answer answer;
    struct text_list parts = {0};
    dns_message_read(ds->message, ds->message_bytes, search->zones.items[search->at], DNS_TYPE_DS, &answer);
    for (size_t i = 0; i < answer.record_count; i++) {
        const struct dns_record *record = &answer.records[i];
        const uint8_t *rdata = record->message + record->rdata_at;
        if (record->rdata_bytes < DS_HEAD_BYTES)
            continue;
        char *part = text_format("algorithm %u (%s) with DS digest type %u", (unsigned)rdata[2],
                                 algorithm_name(rdata[2]), (unsigned)rdata[3]);
        if (!text_list_has(&parts, part))
            text_list_append(&parts, part);
        free(part);
    }
    char *text = parts.count > 0 ? text_list_join(&parts, ", ") : NULL;
    text_list_free(&parts);
    dns_answer_free(&answer);
    return text;
}

static void look_at_next(struct search *search);

/* The zone has a secure DS record: with a key that is insecure it cannot be validated here. */
static void on_keys(void *argument, const struct dnssec_answer *keys)
{
    struct search *search = argument;
    if (keys->state != DNSSEC_INSECURE) {
        search->at++;
        look_at_next(search);
        return;
    }
    char *problem = text_format("this machine cannot validate the signatures of %s: %s",
                                search->zones.items[search->at], search->algorithms);
    finish(search, problem);
    free(problem);
}

static void on_ds(void *argument, const struct dnssec_answer *ds)
{
    struct search *search = argument;
    if (ds->state == DNSSEC_SECURE && ds->message != NULL) {
        free(search->algorithms);
        search->algorithms = describe_algorithms(search, ds);
        if (search->algorithms != NULL) {
            dnssec_ask(search->dnssec, search->zones.items[search->at], DNS_TYPE_DNSKEY, on_keys, search);
            return;
        }
    } else if (ds->state == DNSSEC_INSECURE && ds->message != NULL) {
        add_signers(search, ds->message, ds->message_bytes); /* the zone above may be the one */
    }
    search->at++;
    look_at_next(search);
}

static void look_at_next(struct search *search)
{
    if (search->at < search->zones.count)
        dnssec_ask(search->dnssec, search->zones.items[search->at], DNS_TYPE_DS, on_ds, search);
    else
        finish(search, NULL);
}

void unknown_algorithm_find(struct dnssec *dnssec, const uint8_t *message, size_t message_bytes,
                            void (*done)(void *argument, const char *problem), void *argument)
{
    struct search *search = allocate(1, sizeof *search);
    *search = (struct search){.dnssec = dnssec, .done = done, .argument = argument};
    add_signers(search, message, message_bytes);
    look_at_next(search);
}
