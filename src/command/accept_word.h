/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Naming findings: ID[@HOST[:PORT]], in --ignore and in the file of --expect. */
#ifndef MAILSONDE_COMMAND_ACCEPT_WORD_H
#define MAILSONDE_COMMAND_ACCEPT_WORD_H

#include "facts/expectations.h"

#include <stdbool.h>

/* Reads id, host and port into a zeroed *rule, which expectations_free() frees with others. HOST may also be
 * an address, with a port in brackets if it is of IPv6, or a domain. False with a complaint in *problem,
 * which the caller frees. */
bool accept_word_parse(const char *text, struct accept_rule *rule, char **problem);

/* The finding that `word` names; FINDING_NONE, with a complaint in *problem that asks whether another was
 * meant, for no finding. */
enum finding_id finding_word_parse(const char *word, char **problem);

/* Whether `name` may be that of a host or a domain, in ASCII, or is an address; NULL is none. */
bool host_word_is_valid(const char *name);

#endif
