/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objects of any shape with something in every place, for tests of what must hold for all facts. */
#ifndef MAILSONDE_TESTS_FILLED_H
#define MAILSONDE_TESTS_FILLED_H

#include "base/shape.h"

/* Fills a zeroed object: every text is a copy of `text` (or stays NULL), every list has two items, every
 * optional part is there, numbers differ from one another, words are the last of their enum. */
void filled_object(const struct shape *shape, void *object, const char *text);

#endif
