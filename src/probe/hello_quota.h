/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits the ClientHellos without a handshake that an address gets at the usual depth.
 *
 * A server logs each of them as a lost connection, whatever its port. fail2ban's filter for Postfix counts
 * these, and refused AUTH, in its modes "ddos" and "aggressive", and bans a client after five in ten minutes.
 * All ports of an address therefore share four, and none is sent before it is known which ports have TLS. */
#ifndef MAILSONDE_PROBE_HELLO_QUOTA_H
#define MAILSONDE_PROBE_HELLO_QUOTA_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All addresses of a run, which probes IPv4 and IPv6 or one alone. hello_quota_free() takes NULL. */
struct hello_quota;

struct hello_quota *hello_quota_new(bool both_families);
void hello_quota_free(struct hello_quota *quota);

/* The share of one endpoint; kept by the caller, and opaque to it. */
struct hello_claim {
    struct fiber *fiber; /* the fiber that waits for the share; NULL: none */
    int64_t port;
    size_t wanted;
    size_t share;
    bool dealt;
    struct hello_place *place; /* NULL: there is no quota */
    struct hello_claim *next;
};

/* Announces an endpoint of the address that will call hello_quota_claim(). A quota of NULL has no limit. */
void hello_quota_expect(struct hello_quota *quota, const char *address);

/* Says how many hellos the endpoint wants, 0 for none; `auth` is whether AUTH will be tried there. Once all
 * expected endpoints of the address have done so, each gets its share: on IPv4 port 25 comes first, on IPv6
 * the other ports do, so that most questions are answered for a host with both. The claim, zeroed, must not
 * move until hello_claim_end(). */
void hello_quota_claim(struct hello_quota *quota, const char *address, int64_t port, bool auth, size_t wanted,
                       struct hello_claim *claim);

/* Waits until the shares are known, and returns this one; 0 if the fiber is cut off first. No struct group,
 * since nothing waits for fibers to end. */
size_t hello_claim_wait(struct hello_claim *claim, struct fiber *fiber);

void hello_claim_end(struct hello_claim *claim);

#endif
