/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The key of a finding: what other programs know it by, from one run to the next. */
#ifndef MAILSONDE_ASSESS_FINDING_FINDING_KEY_H
#define MAILSONDE_ASSESS_FINDING_FINDING_KEY_H

#include "facts/finding.h"

/* What the key is by the id and the subject: "certificate-expired@mx1.example.org/192.0.2.1:25",
 * "srv-not-offered@example.org#_submissions._tcp". Names are in lower case, and an IPv6 address before a port
 * is in brackets. The caller frees it. */
char *finding_key_text(const struct finding *finding);

/* Gives each finding its key, in place of one that it has. Rules give everything that they judge a subject of
 * its own (struct about: detail), but facts from a file may say something twice. Then "~2" and so on stands
 * behind the key of the second, by outcome, severity and evidence and not by the order of the findings. */
void finding_keys_make(struct finding *findings, size_t count);

#endif
