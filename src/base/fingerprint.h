/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Short names for texts: the same text has the same one in every run and on every machine. No protection
 * against those who look for two texts with the same. */
#ifndef MAILSONDE_BASE_FINGERPRINT_H
#define MAILSONDE_BASE_FINGERPRINT_H

#include <stdint.h>

/* Of nothing yet. */
#define FINGERPRINT_BEGIN UINT64_C(0xcbf29ce484222325)

/* Adds a text and its end (FNV-1a, 64 bits); NULL counts as an empty one. */
uint64_t fingerprint_add(uint64_t fingerprint, const char *text);

#endif
