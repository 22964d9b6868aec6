/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an answer can be trusted, in the way that the user chose: validated in process, by the resolver's
 * AD flag, or not at all.
 *
 * Whatever stands between us and the signatures must not look like a domain without DNSSEC, nor like a broken
 * one: each resolver is asked once for the keys of the trust anchor. Where one does not hand them out with
 * their signatures, what would be bogus is unknown; where none does, nothing is validated any more.
 *
 * Nor must a trust anchor that is out of date: where the keys that a sound resolver hands out do not validate
 * with it, nothing is bogus or proven to be unsigned, and all that is not secure is unknown. */
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
    const char *anchor_file;           /* NULL: the first that is found where systems keep the root's */
    struct nameserver *const *servers; /* both borrowed for the validator's life */
    const struct nameserver_address *addresses;
    size_t server_count;
    int64_t timeout_ms; /* for one question's whole validation */
};

/* The texts and bytes last until the callback returns. */
struct validation {
    enum dnssec_state state;
    const char *detail;     /* why it is bogus or unknown; NULL otherwise */
    const uint8_t *message; /* the response that was validated, or NULL */
    size_t message_bytes;
    bool by_flag; /* an answer that has the AD flag is secure; `state` is for one that has not */
};

/* NULL when `anchor_file` cannot be read; *error is then one line, safe for a terminal, which the caller
 * frees. A system without trust anchor is no error, but every state is then unknown. */
struct validator *validator_new(struct fiber_pool *pool, const struct validator_options *options,
                                char **error);

/* Whether answers can be validated with the trust anchors of this machine: unknown when validation was not
 * asked for, or a resolver keeps from us what it takes to tell. With "no", *why_not is a line about it, safe
 * for a terminal, which lasts as long as the validator. */
enum answer validator_root_key(const struct validator *validator, const char **why_not);

/* Whether this machine's time lies within that of the signatures that its own key made: no where they
 * validate but for their dates. */
enum answer validator_clock(const struct validator *validator);

/* Takes NULL. No question may be under way. */
/* Gives up what is being asked, as unknown; takes NULL. The name servers must have been cancelled. */
void validator_cancel(struct validator *validator);

void validator_free(struct validator *validator);

/* Validates what (name, type, class IN) is answered with. `done` is called once, maybe before this returns.
 */
void validator_ask(struct validator *validator, const char *name, uint16_t type,
                   void (*done)(void *argument, const struct validation *validation), void *argument);

#endif
