/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server means that turns a client down: the code says whether it is for now, the words often say why.
 */
#ifndef MAILSONDE_ASSESS_VIEW_TURNED_AWAY_H
#define MAILSONDE_ASSESS_VIEW_TURNED_AWAY_H

#include <stdint.h>

enum turned_away {
    TURNED_AWAY_NOT_NOW,      /* 4xx */
    TURNED_AWAY_REFUSED,      /* 5xx */
    TURNED_AWAY_RATE_LIMITED, /* too many connections of this client */
    TURNED_AWAY_BLOCKLISTED,  /* the client's address is on a list, or is of a kind that is not let in */
};

/* By the reply's code and its text (of any case, enhanced codes and all). */
enum turned_away turned_away_by(int64_t code, const char *text);

#endif
