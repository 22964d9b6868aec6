/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a whole run made of the file of --expect. */
#include "command/expectation_use.h"

#include "assess/rules/expect/accept.h"
#include "base/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DOMAINS_NAMED = 5 };

struct expectation_use expectation_use_begin(const struct expectations *expectations)
{
    return (struct expectation_use){
        .expectations = expectations,
        .rules = allocate(expectations->accept_rule_count + 1, sizeof(bool)),
        .domains = allocate(expectations->domain_count + 1, sizeof(bool)),
    };
}

void expectation_use_free(struct expectation_use *use)
{
    free(use->rules);
    free(use->domains);
    *use = (struct expectation_use){0};
}

static bool names_any(const struct accept_rule *rule, const struct report *report)
{
    if (!accept_rule_is_for(rule, report))
        return false;
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].outcome != OUTCOME_HOLDS && accept_rule_names(rule, &report->findings[i]))
            return true;
    return false;
}

/* The domains are in the order of their names. */
static void see_domain(struct expectation_use *use, const char *name)
{
    const struct expectations *all = use->expectations;
    size_t begin = 0, end = all->domain_count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        int order = strcasecmp(all->domains[middle].name, name);
        if (order == 0) {
            use->domains[middle] = true;
            return;
        }
        if (order < 0)
            begin = middle + 1;
        else
            end = middle;
    }
}

void expectation_use_add(struct expectation_use *use, const struct report *report)
{
    const struct expectations *all = use->expectations;
    use->any = true;
    if (report->domain != NULL && report->domain->name != NULL)
        see_domain(use, report->domain->name);
    for (size_t i = 0; i < all->accept_rule_count; i++)
        use->rules[i] = use->rules[i]
                        || (all->accept_rules[i].domain == NULL && names_any(&all->accept_rules[i], report));
}

static void remark_rule(struct text_list *remarks, const struct accept_rule *rule)
{
    const struct acceptance *acceptance = &rule->acceptance;
    char *line = text_format("%" PRId64, acceptance->line);
    char *place =
        acceptance->line > 0 ? text_format("%s:%s", acceptance->source, line) : text_copy(acceptance->source);
    char *remark = text_format("%s: no report has a failed or undecided %s%s%s; remove it if it was mended",
                               place, finding_name(rule->id), rule->host != NULL ? " at " : "",
                               rule->host != NULL ? rule->host : "");
    text_list_append(remarks, remark);
    free(remark);
    free(place);
    free(line);
}

struct text_list expectation_use_remarks(const struct expectation_use *use)
{
    const struct expectations *all = use->expectations;
    struct text_list remarks = {0}, missing = {0};
    for (size_t i = 0; i < all->accept_rule_count && use->any; i++)
        if (all->accept_rules[i].domain == NULL && !use->rules[i])
            remark_rule(&remarks, &all->accept_rules[i]);
    for (size_t i = 0; i < all->domain_count && use->any; i++)
        if (!use->domains[i])
            text_list_append(&missing, all->domains[i].name);
    if (missing.count > 0) {
        char *names = text_list_join_first(&missing, DOMAINS_NAMED);
        char *remark = text_format("%s: there is no report on %s", all->source, names);
        text_list_append(&remarks, remark);
        free(remark);
        free(names);
    }
    text_list_free(&missing);
    return remarks;
}
