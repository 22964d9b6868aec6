/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes for programs. */
#include "compare/changes_format.h"
#include "report/json_out.h"

void changes_json(FILE *out, const struct changes *changes)
{
    json_out_object(out, &changes_shape, changes, JSON_LAYOUT_INDENTED, 0);
    putc('\n', out);
}
