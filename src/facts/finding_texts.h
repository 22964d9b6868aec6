/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the catalogue of findings says of each, for those who write it once and refer to it. */
#ifndef MAILSONDE_FACTS_FINDING_TEXTS_H
#define MAILSONDE_FACTS_FINDING_TEXTS_H

#include "facts/finding_id.h"

/* As the members of struct finding of the same names, where nothing is known of the cause or the server. */
struct finding_texts {
    enum finding_id id;
    const char *title;
    const char *rule;
    const char *explanation;
    const char *remedy;
    const char *postfix; /* settings; NULL for none, as for the next three */
    const char *exim;
    const char *opensmtpd;
    const char *dovecot;
    const char *reference;
};

/* Indexed by enum finding_id; nothing is said of FINDING_NONE. */
extern const struct finding_texts finding_texts[FINDING_COUNT];

#endif
