/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pace of connections to one address, and how refusals of the server slow it down. Nothing waits here;
 * the caller gives the time. */
#ifndef MAILSONDE_NET_PACE_H
#define MAILSONDE_NET_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rules, the same for all addresses. Zeroed: no spacing and no limits. */
struct pace {
    int64_t begun_max;  /* at most so many in the run; 0: no limit */
    int64_t spacing_ms; /* minimum time between the starts of two connections */
    int64_t
        first_pause_ms; /* pause after the first refusal, in which open connections can end; 0: pause_ms */
    int64_t pause_ms;   /* after the next in a row; twice as long after the next again, and so on */
    int64_t pause_max_ms;
    int64_t pauses_max_ms; /* in all, first ones apart: then there are but first ones; 0: no end */
    int64_t refusals_max;  /* so many in a row end it: no more connections to the address; 0: no end */
    int64_t slow_ms; /* the spacing from the first refusal on, twice as long after each other, and slowly less
                        while there is none; 0: the same */
    int64_t slow_max_ms;
    int64_t patience_ms; /* so long after the first refusal all ends; 0: no end */
};

/* The state of one address. Zeroed: never connected to. */
struct pace_state {
    int64_t begun;
    int64_t begun_since;             /* the last refusal */
    int64_t not_before_ms;           /* nothing is begun earlier ... */
    int64_t essential_not_before_ms; /* ... but what is essential */
    int64_t spacing_ms;              /* learnt from refusals */
    int64_t served;                  /* since the last, or since the spacing was last cut */
    int64_t refusals;                /* in a row */
    int64_t paused_ms;               /* in all, first pauses apart */
    int64_t first_refused_at_ms;
    int64_t last_refused_at_ms;
    char *reply; /* to the last that was refused; NULL: none ever was */
    bool worn_out;
};

void pace_state_free(struct pace_state *state);

/* Why no more connections are to be begun: the reply to the last, or that the run allows no more; NULL where
 * more are. What is essential ends with the latter alone. The text is the state's. */
const char *pace_end(const struct pace *pace, const struct pace_state *state, bool essential);

/* Whether one may begin now; it is then taken as begun. Else *until_ms is when to ask again, at once where
 * this is the end. */
bool pace_begin(const struct pace *pace, struct pace_state *state, bool essential, int64_t now_ms,
                int64_t *until_ms);

/* The server refused a connection that was begun then, with a reply. False if another one that was open at
 * the same time was refused before, so that this adds nothing. */
bool pace_refused(const struct pace *pace, struct pace_state *state, int64_t begun_at_ms, int64_t now_ms,
                  const char *reply);

/* The server accepted a connection that was begun then. */
void pace_served(const struct pace *pace, struct pace_state *state, int64_t begun_at_ms);

#endif
