/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What hellos offer: the suites, groups and signature algorithms that a mail server may take. */
#ifndef MAILSONDE_PROBE_SURVEY_SUITE_LISTS_H
#define MAILSONDE_PROBE_SURVEY_SUITE_LISTS_H

#include "facts/tls_survey.h"
#include "probe/survey/code_list.h"

#include <stdint.h>

/* A set of enum weak_class. */
#define WEAK_BIT(weak_class) (1u << (weak_class))

enum {
    WEAK_ALL = (1 << WEAK_CLASS_COUNT) - 1,
    WEAK_LEGACY = (1 << WEAK_STATIC_KEY) | (1 << WEAK_CBC_SHA1), /* which many servers still have */
    WEAK_BAD = WEAK_ALL & ~WEAK_LEGACY                           /* which none should */
};

/* The classes that a suite, or an SSL 2.0 cipher kind, is in. */
unsigned suite_lists_weak_classes(uint32_t suite);

/* All that a server may pick with this version, SSL 3.0 to TLS 1.3, if it has neither pre-shared keys nor
 * passwords nor Kerberos: worst first, an order that no server has. Those of `classes` alone, unless that is
 * 0. */
void suite_lists_suites(uint16_t version, unsigned classes, struct code_list *list);

/* Whether the suite, of TLS 1.2 or older, needs a group of the hello (RFC 8422), and whether the server signs
 * its key exchange. */
bool suite_lists_uses_curve(uint16_t suite);
bool suite_lists_is_signed(uint16_t suite);

/* All groups that go with the version, in an order that no server has. Without those of finite fields before
 * TLS 1.3: there a server should show its own prime. */
void suite_lists_groups(uint16_t version, struct code_list *list);

/* The groups with a post-quantum half, or nothing else. */
void suite_lists_post_quantum(struct code_list *list);

/* The signature algorithms that a TLS 1.2 server may sign with. */
void suite_lists_signatures(struct code_list *list);

#endif
