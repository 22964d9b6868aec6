/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of hosts and domains for people. */
#ifndef MAILSONDE_REPORT_NAME_WORDS_H
#define MAILSONDE_REPORT_NAME_WORDS_H

#include "facts/report.h"

#include <stdbool.h>

/* A name in both forms where they differ and the medium has the characters (`unicode`): "bücher.example
 * (xn--bcher-kva.example)". "?" for NULL. The caller frees. */
char *name_words(bool unicode, const char *name, const char *name_unicode);

/* The target: "example.org", "mx1.example.org port 25", "example.org, for user@example.org". The caller
 * frees. */
char *name_words_target(bool unicode, const struct target *target);

#endif
