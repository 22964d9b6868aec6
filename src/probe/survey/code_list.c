/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Short lists of TLS code points. */
#include "probe/survey/code_list.h"

#include <string.h>

size_t code_list_find(const struct code_list *list, uint16_t code)
{
    size_t at = 0;
    while (at < list->count && list->codes[at] != code)
        at++;
    return at;
}

bool code_list_has(const struct code_list *list, uint16_t code)
{
    return code_list_find(list, code) < list->count;
}

void code_list_add(struct code_list *list, uint16_t code)
{
    if (list->count < CODE_LIST_MAX && !code_list_has(list, code))
        list->codes[list->count++] = code;
}

void code_list_add_all(struct code_list *list, const struct code_list *more)
{
    for (size_t i = 0; i < more->count; i++)
        code_list_add(list, more->codes[i]);
}

bool code_list_remove(struct code_list *list, uint16_t code)
{
    size_t at = code_list_find(list, code);
    if (at == list->count)
        return false;
    list->count--;
    memmove(&list->codes[at], &list->codes[at + 1], (list->count - at) * sizeof list->codes[0]);
    return true;
}

void code_list_reverse(struct code_list *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        uint16_t code = list->codes[i];
        list->codes[i] = list->codes[list->count - 1 - i];
        list->codes[list->count - 1 - i] = code;
    }
}
