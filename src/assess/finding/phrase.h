/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces of evidence in words. A phrase is a value, so it can stand in an argument list:
 *
 *     judge(..., "STARTTLS got %s.", phrase_reply(reply).text);
 *
 * What is too long is cut between characters and ends with "...". All text in the facts is safe to show
 * already (base/text.h).
 */
#ifndef MAILSONDE_ASSESS_FINDING_PHRASE_H
#define MAILSONDE_ASSESS_FINDING_PHRASE_H

#include "base/tls_names.h"
#include "facts/report.h"

struct phrase {
    char text[480];
};

/* The text, or its beginning and "..." in so many bytes. */
struct phrase phrase_at_most(size_t bytes, const char *text);

struct phrase phrase_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a greeting that took so long is like; empty for one that did not take long. */
struct phrase phrase_greeting_habit(const struct reply *greeting);

/* "502 5.5.1 not implemented", quotes included, all lines of it; "no reply" for NULL. */
struct phrase phrase_reply(const struct reply *reply);

/* The items with commas, and how many more there are than fit; `none` when there are none. */
struct phrase phrase_list(const struct text_list *list, const char *none);

/* The keywords with commas; "nothing" when there are none. */
struct phrase phrase_keywords(const struct ehlo *ehlo);

/* How long a server took, by steps, so that evidence is the same in the next run: "less than 5 s", "5 s or
 * more". The facts have the figure. */
struct phrase phrase_duration(int64_t elapsed_ms);

/* How long this end waited in vain, by its own limits: "within 10 s"; "in time" for -1, which is not known.
 */
struct phrase phrase_waited(int64_t elapsed_ms);

/* Why and where the session ended: "the connection was refused (ECONNREFUSED)", "nothing came within 10.0 s
 * after EHLO", "the server closed the connection instead of a greeting", ... */
struct phrase phrase_stop(const struct session *session);

/* The same of a stop alone, of whose step is known how long it took; -1: not known. */
struct phrase phrase_stop_after(const struct stop *stop, int64_t elapsed_ms);

/* The name of a code point. */
struct phrase phrase_code(const struct code_names *names, uint32_t code);

/* The name of a cipher suite. */
struct phrase phrase_suite(uint32_t suite);

/* How a look-up failed: "timeout: ...". */
struct phrase phrase_lookup(const struct dns_lookup *lookup);

/* "implicit TLS", "plaintext SMTP with STARTTLS", ... */
const char *phrase_mode(enum port_mode mode);

/* How long the step took, -1 when it was not begun. */
int64_t phrase_step_ms(const struct session *session, enum step step);

#endif
