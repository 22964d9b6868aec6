/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is not known yet of a server's suites up to TLS 1.2, and the suites that would tell. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_OPEN_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_OPEN_H

#include "probe/survey/suite_lists.h"
#include "probe/survey/survey_state.h"

/* What taking a suite shows, as bits: its classes, as WEAK_BIT() has them, and beside them */
enum {
    SHOWS_DH = 1 << WEAK_CLASS_COUNT, /* the size of the Diffie-Hellman prime */
    SHOWS_OTHER_KEY = SHOWS_DH << 1,  /* that the server has the other of RSA and ECDSA, with its chain */
    SHOWS_ALL = (SHOWS_OTHER_KEY << 1) - 1,
    /* What no server should have, or few have: a refusal is likely, and tells of all of it at once. */
    SHOWS_RARE = WEAK_BAD | SHOWS_OTHER_KEY
};

unsigned survey_shows(const struct survey *survey, uint16_t suite);

/* Of these bits, those of which it is not known whether the server has them at all, and which are not ruled
 * out with this version. */
unsigned survey_open(struct survey *survey, uint16_t version);

/* The suites of the version, those that would show something open first: what is rare before what is usual,
 * so that a server which follows the client's order shows it; then what shows most at once. Where `wanted` is
 * not 0, those alone that show some of it. */
void survey_open_suites(struct survey *survey, uint16_t version, unsigned wanted, struct code_list *suites);

#endif
