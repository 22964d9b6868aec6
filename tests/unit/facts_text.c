/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts as text. */
#include "facts_text.h"

#include "facts/shapes.h"
#include "report/json_out.h"

#include <stdlib.h>

char *facts_text(const struct report *report)
{
    struct report facts;
    shape_copy(&report_shape, &facts, report);
    for (size_t i = 0; i < facts.finding_count; i++)
        shape_clear(&finding_shape, &facts.findings[i]);
    free(facts.findings);
    facts.findings = NULL;
    facts.finding_count = 0;
    shape_clear(&verdict_shape, &facts.verdict);
    facts.counts = (struct finding_counts){0};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct json_write json = json_write_to(out);
    json_out_value(&json, NULL, &(struct json_style){.slim = true}, &report_shape, &facts);
    fclose(out);
    shape_clear(&report_shape, &facts);
    return text;
}
