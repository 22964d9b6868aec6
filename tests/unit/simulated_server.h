/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TLS server that is only a table: what it says to a hello, worked out as the RFCs have it. */
#ifndef MAILSONDE_TESTS_SIMULATED_SERVER_H
#define MAILSONDE_TESTS_SIMULATED_SERVER_H

#include "facts/key_type.h"
#include "probe/hello_dialogue.h"
#include "probe/survey/code_list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a connection is turned away. */
enum simulated_turn { TURN_REJECT, TURN_REFUSE, TURN_CLOSE, TURN_RESET, TURN_HANG, SIMULATED_TURNS };

/* A limit to connections. Zeroed: there is none. */
struct simulated_throttle {
    enum simulated_turn turn;
    size_t serves;     /* so many, then turns some away, then serves again; 0: all */
    size_t turns_away; /* 0 with `serves`: for good */
    unsigned seed;     /* not 0: a third of those is turned away that are not alone at the address */
};

struct simulated_server {
    /* In the server's order. */
    struct code_list suites;
    struct code_list groups;
    struct code_list signatures;
    unsigned versions; /* bits, 1 << (version - SSL 3.0) */
    bool ssl2;
    bool server_order;
    bool fallback_scsv;
    bool sentinel;
    enum key_type main_key; /* that the main handshake shows; NONE: not looked for */
    bool has_other_key;
    bool showed_other_chain; /* a hello or a handshake brought it */
    /* Oddities. */
    bool closes;             /* instead of sending alerts */
    bool lies_about_key;     /* the suites for the other key come with the chain for the main one */
    bool needs_name;         /* no SNI, no handshake */
    bool refuses_strangers;  /* an SNI that it does not know gets an alert */
    size_t deaf_above_bytes; /* 0: never */
    size_t suites_max;       /* a longer list is refused; 0: none is */
    size_t limit;            /* connections that it takes; 0: any number */
    bool implicit_tls;
    size_t busy_every;     /* each so many-th connection is turned away; 0: none is */
    int64_t answers_in_ms; /* each connection takes so long */
    struct simulated_throttle throttle;
    size_t connections; /* made */
    size_t handshakes;  /* made for the other key */
};

/* Seeded, without oddities. */
void simulated_server_random(struct simulated_server *server, unsigned seed);

/* The suites that it takes with a version, those that lack a group or a signature left out. */
void simulated_server_suites(const struct simulated_server *server, uint16_t version,
                             struct code_list *suites);

/* The version that a hello of up to `newest` is answered with; 0 for none. */
uint16_t simulated_server_version(const struct simulated_server *server, uint16_t newest);

/* survey_wire.ask with the server as context. */
void simulated_server_ask(void *server, const struct hello_question *question, struct hello_answer *answer);

/* survey_wire.other_key and survey_wire.keep_other_chain, the same. */
bool simulated_server_shake_hands(void *server);
bool simulated_server_keep_chain(void *server, const struct hello_reply *reply);

#endif
