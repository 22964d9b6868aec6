/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of the certificate kinds. */
#include "demo/certificate_kind.h"

static const char *const kind_list[] = {
    "good",      "rsa",      "expired",   "not-yet-valid", "self-signed", "wrong-name",
    "no-san",    "wildcard", "untrusted", "incomplete",    "weak-key",    "sha1",
    "both-keys", "extra",    "shuffled",  "for-clients",   "no-signing",  "short-lived"};
_Static_assert(sizeof kind_list / sizeof kind_list[0] == CERTIFICATE_KIND_COUNT,
               "a word for each certificate kind");
const struct words certificate_kind_words = {.words = kind_list, .count = CERTIFICATE_KIND_COUNT};
