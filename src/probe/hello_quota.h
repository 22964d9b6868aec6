/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many hellos an address gets at the usual depth that no handshake follows.
 *
 * A server logs each as a lost connection, whatever its port. fail2ban's filter for Postfix counts these in
 * its modes "ddos" and "aggressive", as well as a refused AUTH, and bans who has five in ten minutes. So all
 * ports of an address share four, and none begins before it is known which of them have TLS. */
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

/* What one endpoint may have of it; the caller's, who does not look inside. */
struct hello_claim {
    struct fiber *fiber; /* waits for it; NULL: nobody does */
    int64_t port;
    size_t wanted;
    size_t share;
    bool dealt;
    struct hello_place *place; /* NULL: there is no quota */
    struct hello_claim *next;
};

/* An endpoint of the address is going to be probed: hello_quota_claim() follows. A quota of NULL is none. */
void hello_quota_expect(struct hello_quota *quota, const char *address);

/* It is known now how many hellos it wants, 0 for none; `auth` is whether AUTH is going to be asked there.
 * Once the same is known of all that are expected at the address, each gets its share: on IPv4 port 25 comes
 * first, on IPv6 the others do, so that a host with both is asked most of it. The claim, zeroed, stays where
 * it is until hello_claim_end(). */
void hello_quota_claim(struct hello_quota *quota, const char *address, int64_t port, bool auth, size_t wanted,
                       struct hello_claim *claim);

/* Waits until then, which is no end of fibers and so no group's, and returns the share; 0 where the fiber is
 * cut off first. */
size_t hello_claim_wait(struct hello_claim *claim, struct fiber *fiber);

void hello_claim_end(struct hello_claim *claim);

#endif
