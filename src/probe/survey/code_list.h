/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Short lists of TLS code points, in order and none twice. */
#ifndef MAILSONDE_PROBE_SURVEY_CODE_LIST_H
#define MAILSONDE_PROBE_SURVEY_CODE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every suite that can be asked for has room. */
enum { CODE_LIST_MAX = 320 };

/* Zeroed is empty. Owns nothing. */
struct code_list {
    uint16_t codes[CODE_LIST_MAX];
    size_t count;
};

/* Where the code stands; the list's count when it is not there. */
size_t code_list_find(const struct code_list *list, uint16_t code);
bool code_list_has(const struct code_list *list, uint16_t code);

/* Adds it at the end, unless it is there or the list is full. */
void code_list_add(struct code_list *list, uint16_t code);
void code_list_add_all(struct code_list *list, const struct code_list *more);

/* False when it was not there. */
bool code_list_remove(struct code_list *list, uint16_t code);

void code_list_reverse(struct code_list *list);

#endif
