/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A survey on its way: whom it asks, how often it may, and what it has learnt so far. The files survey_*.c
 * put the questions. Who asks them is a function, so that a survey runs as well on a server that is only a
 * table. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_STATE_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_STATE_H

#include "base/tls_names.h"
#include "facts/tls_survey.h"
#include "probe/hello_dialogue.h"
#include "probe/survey/code_list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How questions reach the server. */
struct survey_wire {
    void *context;
    /* One connection with one hello; fills the zeroed answer. */
    void (*ask)(void *context, const struct hello_question *question, struct hello_answer *answer);
    /* One connection for the handshake with the other type of key, RSA or ECDSA. False if it was not made.
     * NULL: such a handshake cannot be made. */
    bool (*other_key)(void *context);
    /* Takes the chain from a reply up to TLS 1.2 whose suite is for that type of key; makes no connection.
     * False if the chain has another type of key. NULL: the chain is not needed. */
    bool (*keep_other_chain)(void *context, const struct hello_reply *reply);
    /* Two connections: whether the second resumes the first's session. NULL: that cannot be tested. */
    enum answer (*resume)(void *context);
};

enum { SURVEY_VERSIONS = 6, SURVEY_ALGORITHMS_MAX = 96 };

/* One version. Zeroed: nothing is known. */
struct survey_version {
    bool asked;
    enum answer accepted;
    char *refused_with;
    struct code_list suites; /* in the order in which they were seen */
    bool complete;
    enum preference preference;
    unsigned excluded; /* what none of the suites taken is, in the bits of survey_open.h */
};

/* A group or a signature algorithm. */
struct survey_algorithm {
    uint16_t code;
    enum answer accepted;
    uint16_t version; /* the lowest seen; 0 for none */
};

struct survey_algorithms {
    struct survey_algorithm items[SURVEY_ALGORITHMS_MAX];
    size_t count;
};

struct survey_feature {
    enum answer present;
    char *detail;
};

struct survey {
    struct survey_wire wire;
    enum tls_depth depth;
    const char *server_name;       /* NULL: none is sent */
    uint16_t best;                 /* what the main handshake ended with; 0: it failed */
    enum authentication other_key; /* RSA or ECDSA, which the main handshake did not show; else NONE */
    enum answer other_key_accepted;
    bool implicit_tls;
    bool wants_every_key; /* something hangs on which keys clients are served */
    bool has_ml_dsa_key;
    bool main_was_refused; /* the main handshake, by an alert or a closed connection */
    uint32_t needs_group;  /* survey_uncommon() */
    enum key_type needs_key;

    struct code_list all_groups[2]; /* up to TLS 1.2, and of TLS 1.3 */
    struct code_list all_signatures;

    size_t connections; /* made */
    size_t left;        /* that may still be made; those turned away before the hello do not count */
    size_t more;        /* connections that come after this one, whatever is asked now */
    bool over;          /* nothing more can be asked */
    struct stop *limited;
    int silences;     /* hellos without an answer, in all */
    int64_t spent_ms; /* with the server, in all */

    struct survey_version versions[SURVEY_VERSIONS]; /* survey_version() */
    struct codes ssl2_cipher_kinds;
    struct survey_algorithms groups;
    struct survey_algorithms signatures;
    enum preference group_preference;
    struct survey_feature features[TLS_FEATURE_COUNT];
    unsigned riders_thrown;      /* features, as bits, whose hello was refused for another reason */
    struct hello_blob leaves[2]; /* certificates seen with the server's own name: survey_leaf() */
    int64_t dh_bits;
    struct dh_prime dh_prime;
    char *key_exchange_problem; /* of the first answer whose numbers are too large to be worked with */
    int64_t dh_anonymous_bits;
    struct text_list key_shares; /* hashes */
    struct text_list authorities;
};

/* The zeroed survey of an endpoint that has been probed, whose texts it borrows. Begins with what its main
 * handshake showed. */
void survey_state_begin(struct survey *survey, enum tls_depth depth, const struct endpoint *endpoint);
void survey_state_free(struct survey *survey);

/* NULL for what is no version. */
struct survey_version *survey_version(struct survey *survey, uint16_t version);

/* The newest version up to `newest` that is known to be taken; 0 for none. */
uint16_t survey_newest_taken(struct survey *survey, uint16_t newest);

/* Where the certificate for suites authenticated like this one is kept: one with an ECDSA key, one with
 * another. */
struct hello_blob *survey_leaf(struct survey *survey, uint16_t suite);

/* An offer of one version with every group and signature algorithm, and with all that rides along and only
 * shows; it borrows from the survey. */
struct hello survey_hello(const struct survey *survey, uint16_t version, const struct code_list *suites);

/* Puts a question to the server: yes, it takes the hello; no, it refuses; unknown, it remains silent twice,
 * or ends the connection and may do so for another reason, or nothing more can be asked, be it only because
 * the server has taken minutes for little: then survey->over, or no connection is left. `answer`, zeroed, is
 * the caller's to free in any case. Nothing is noted but the connections. */
enum answer survey_put(struct survey *survey, const struct hello_question *question,
                       struct hello_answer *answer);

/* Whether a hello that remained without an answer, while another after it was answered, remains so once more:
 * then it is no matter of the time. One connection. */
bool survey_hangs(struct survey *survey, const struct hello *hello);

/* As survey_put(), for a hello of TLS or SSL 3.0, and what the ServerHello shows is noted. */
enum answer survey_ask(struct survey *survey, const struct hello *hello, struct hello_answer *answer);

/* What a ServerHello shows, whatever was asked. */
void survey_note(struct survey *survey, const struct hello *hello, const struct hello_reply *reply);

/* The server's refusal in a word: "handshake_failure", "closed"; the caller frees. */
char *survey_refusal(const struct hello_answer *answer);

/* The versions from `oldest` to `newest` are not taken, unless they are known to be. */
void survey_refuse_versions(struct survey *survey, uint16_t oldest, uint16_t newest, const char *with);

void survey_note_algorithm(struct survey_algorithms *algorithms, uint16_t code, enum answer accepted,
                           uint16_t version);
enum answer survey_algorithm(const struct survey_algorithms *algorithms, uint16_t code);

/* Puts the accepted ones into the order of `order`, those that it has not behind. */
void survey_order_algorithms(struct survey_algorithms *algorithms, const struct code_list *order);

/* Yes is kept; no stays unless yes comes, but for the sentinel, where one lapse counts. */
void survey_note_feature(struct survey *survey, enum tls_feature feature, enum answer present,
                         const char *detail);

#endif
