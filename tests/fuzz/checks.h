/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of whatever a fuzzer made; it aborts where it does not. */
#ifndef MAILSONDE_TESTS_FUZZ_CHECKS_H
#define MAILSONDE_TESTS_FUZZ_CHECKS_H

#include "base/list.h"
#include "base/shape.h"
#include "discover/dns_record.h"

#include <stdbool.h>
#include <stddef.h>

struct report;

void fuzz_expect(bool holds);

/* A text is as base/text.h promises; NULL is. */
void fuzz_expect_safe(const char *text);
void fuzz_expect_safe_list(const struct text_list *list);

/* So are all in the object and below it. */
void fuzz_expect_safe_object(const struct shape *shape, const void *object);

/* Reads a record by its type, and looks at the texts that come of it; whether it could be read. */
bool fuzz_read_record(const struct dns_record *record);

/* Assesses the report, held against all policy profiles that come with the program, and writes it as text, by
 * `choice` narrow or wide, with or without colour and UTF-8, quiet or verbose, and in one other format. All
 * of them for each input would take three times as long. */
void fuzz_assess_and_write(struct report *report, unsigned choice);

#endif
