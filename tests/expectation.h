/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts looked up by a path, for what dialogue files expect.
 *
 * A path is what the report's JSON calls it: "sessions[0].starttls.reply.code". Further, "NAME.count" is the
 * length of a list, and a list of texts as a whole is its items with " / " between them. */
#ifndef MAILSONDE_TESTS_EXPECTATION_H
#define MAILSONDE_TESTS_EXPECTATION_H

#include "base/shape.h"
#include "demo/script.h"

#include <stdbool.h>

/* The value at `path` of `object` as text, "null" where an optional part on the way is absent; NULL when
 * there is no such path. The caller frees. */
char *fact_at(const struct shape *shape, const void *object, const char *path);

/* Whether `value` is as expected; NULL never is. */
bool expectation_holds(const struct expectation *expectation, const char *value);

#endif
