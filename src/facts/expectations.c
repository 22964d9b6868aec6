/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the user says of the infrastructure. */
#include "facts/expectations.h"

#include "base/shape.h"
#include "facts/shapes.h"

#include <stdlib.h>

void expectations_free(struct expectations *expectations)
{
    for (size_t i = 0; i < expectations->domain_count; i++)
        free(expectations->domains[i].name);
    for (size_t i = 0; i < expectations->count; i++) {
        free(expectations->items[i].domain);
        free(expectations->items[i].host);
        free(expectations->items[i].profile_name);
    }
    for (size_t i = 0; i < expectations->accept_rule_count; i++) {
        struct accept_rule *rule = &expectations->accept_rules[i];
        free(rule->domain);
        free(rule->host);
        shape_clear(&acceptance_shape, &rule->acceptance);
    }
    free(expectations->source);
    free(expectations->domains);
    free(expectations->items);
    free(expectations->accept_rules);
    *expectations = (struct expectations){0};
}
