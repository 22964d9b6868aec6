/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decides whether a DNS answer can be trusted, in the way that the user chose: validated in this process, by
 * the resolver's AD flag, or not at all.
 *
 * A resolver that removes signatures must not make a domain look unsigned or broken. Each resolver is
 * therefore asked once for the keys of the trust anchor. If one of them does not return the keys with their
 * signatures, answers that would be bogus are unknown; if none does, nothing is validated.
 *
 * A trust anchor that is out of date must not do so either. If the root keys from a sound resolver do not
 * validate with it, no answer is called bogus or insecure: all that is not secure is unknown. */
#ifndef MAILSONDE_DISCOVER_VALIDATOR_H
#define MAILSONDE_DISCOVER_VALIDATOR_H

#include "discover/nameserver.h"
#include "facts/dns.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct validator;

struct validator_options {
    enum dnssec_mode mode;
    const char *anchor_file; /* NULL: the first file found in the usual places of the root's anchor */
    struct nameserver *const *servers; /* both borrowed for the validator's life */
    const struct nameserver_address *addresses;
    size_t server_count;
    const struct exclusions *exclusions; /* domains that nothing is asked about; borrowed until
                                            validator_new() returns; NULL: none */
    int64_t timeout_ms;                  /* limit for the whole validation of one question */
};

/* The texts and bytes last until the callback returns. */
struct validation {
    enum dnssec_state state;
    const char *detail;     /* why it is bogus or unknown; NULL otherwise */
    const uint8_t *message; /* the response that was validated, or NULL */
    size_t message_bytes;
    bool by_flag; /* an answer with the AD flag is secure; `state` is for an answer without it */
};

/* NULL when `anchor_file` cannot be read; *error is then one line, safe for a terminal, which the caller
 * frees. A system without trust anchor is no error, but every state is then unknown. */
struct validator *validator_new(struct fiber_pool *pool, const struct validator_options *options,
                                char **error);

/* Whether answers can be validated with the trust anchors of this machine: unknown if validation was not
 * chosen, or a resolver does not return the keys or signatures needed. With "no", *why_not is a line about
 * it, safe for a terminal, which lasts as long as the validator. */
enum answer validator_root_key(const struct validator *validator, const char **why_not);

/* Whether this machine's time is within the validity of the root key's own signatures: no if they validate
 * except for their dates. */
enum answer validator_clock(const struct validator *validator);

/* Ends the questions under way as unknown; takes NULL. The name servers must have been cancelled. */
void validator_cancel(struct validator *validator);

/* Takes NULL. No question may be under way. */
void validator_free(struct validator *validator);

/* Validates the answer to (name, type, class IN). `done` is called once, maybe before this returns. */
void validator_ask(struct validator *validator, const char *name, uint16_t type,
                   void (*done)(void *argument, const struct validation *validation), void *argument);

#endif
