/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For -v: all that was found of MTA-STS and TLS-RPT. */
#include "base/list.h"
#include "facts/words.h"
#include "report/text_sections.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SECTION_COLUMN = 2 };

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static void detail_list(const struct page *page, const char *label, const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        page_detail(page, i == 0 ? label : "", "%s", list->items[i]);
}

static void detail_lookup(const struct page *page, const struct dns_lookup *lookup,
                          const struct text_list *records)
{
    page_detail(page, "TXT", "%s: %s%s%s", or_dash(lookup->name),
                words_name(&dns_status_words, (int)lookup->status), lookup->detail != NULL ? ", " : "",
                lookup->detail != NULL ? lookup->detail : "");
    detail_list(page, "  alias of", &lookup->cname_chain);
    detail_list(page, "  record", records);
}

static void heading(const struct page *page, const char *text)
{
    page_blank(page, SECTION_COLUMN);
    page_text(page, STYLE_PLAIN, text);
    page_newline(page);
}

static void fetch_details(const struct page *page, const struct mta_sts *mta_sts)
{
    detail_list(page, "addresses", &mta_sts->policy_addresses);
    if (mta_sts->address == NULL)
        return;
    page_detail(page, "fetched", "from %s at %s, %" PRId64 " ms", or_dash(mta_sts->policy_host),
                mta_sts->address, mta_sts->elapsed_ms);
    if (mta_sts->http_status != 0)
        page_detail(page, "answer", "status %" PRId64 ", %s", mta_sts->http_status,
                    or_dash(mta_sts->content_type));
    if (mta_sts->redirect_to != NULL)
        page_detail(page, "redirect", "%s", mta_sts->redirect_to);
}

/* Where the line that `text` begins with ends, its LF and CR having become \x0a and \x0d (base/text.h); what
 * follows begins at *next, NULL for nothing. */
static size_t escaped_line(const char *text, const char **next)
{
    const char *at = text;
    while (*at != '\0' && strncmp(at, "\\x0a", 4) != 0)
        at += at[0] == '\\' && at[1] == '\\' ? 2 : 1;
    size_t length = (size_t)(at - text);
    *next = *at != '\0' && at[4] != '\0' ? at + 4 : NULL;
    return length >= 4 && strncmp(at - 4, "\\x0d", 4) == 0 ? length - 4 : length;
}

static void body(const struct page *page, const char *text)
{
    const char *label = "text";
    for (const char *line = text, *next; line != NULL; line = next) {
        size_t length = escaped_line(line, &next);
        page_detail(page, label, "%.*s", (int)length, line);
        label = "";
    }
}

static void mta_sts_details(const struct page *page, const struct mta_sts *mta_sts)
{
    heading(page, "MTA-STS");
    page_detail(page, "status", "%s%s%s", words_name(&mta_sts_status_words, (int)mta_sts->status),
                mta_sts->detail != NULL ? ", " : "", mta_sts->detail != NULL ? mta_sts->detail : "");
    detail_lookup(page, &mta_sts->txt_lookup, &mta_sts->txt_records);
    fetch_details(page, mta_sts);
    const struct mta_sts_policy *policy = mta_sts->policy;
    if (policy == NULL)
        return;
    page_detail(page, "policy", "version %s, mode %s, max_age %" PRId64, or_dash(policy->version),
                or_dash(policy->mode_word), policy->max_age_s);
    detail_list(page, "  mx", &policy->mx);
    detail_list(page, "other keys", &policy->unknown_keys);
    detail_list(page, "remarks", &policy->problems);
    if (mta_sts->body != NULL)
        body(page, mta_sts->body);
}

void text_policies(const struct page *page, const struct report *report)
{
    const struct domain *domain = report->domain;
    if (domain == NULL || (domain->mta_sts == NULL && domain->tls_rpt == NULL))
        return;
    page_heading(page, "Policies");
    if (domain->mta_sts != NULL)
        mta_sts_details(page, domain->mta_sts);
    if (domain->tls_rpt == NULL)
        return;
    heading(page, "TLS-RPT");
    detail_lookup(page, &domain->tls_rpt->lookup, &domain->tls_rpt->records);
    detail_list(page, "reports to", &domain->tls_rpt->rua);
    detail_list(page, "remarks", &domain->tls_rpt->problems);
}
