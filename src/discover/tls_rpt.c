/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The TLS-RPT record of a domain. */
#include "discover/tls_rpt.h"

#include "discover/lookup.h"
#include "discover/txt_fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RUA_MAX = 50 };

static const char version[] = "v=TLSRPTv1";

/* `what` may have TABs. */
static void note(struct tls_rpt *tls_rpt, const char *problem, const char *what)
{
    struct text_list one = {0}, shown = {0};
    text_list_append(&one, what);
    txt_records_show(&one, &shown);
    char *text = text_format("%s: \"%s\".", problem, shown.items[0]);
    text_list_append(&tls_rpt->problems, text);
    free(text);
    text_list_free(&one);
    text_list_free(&shown);
}

/* All characters that a URI can have (RFC 3986 2), the ones aside that RFC 8460 3 wants encoded. */
static bool has_uri_characters(const char *uri)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-._~:/?#[]@$&'()*+=%";
    for (const char *at = uri; *at != '\0'; at++) {
        if (strchr(allowed, *at) == NULL)
            return false;
        if (*at == '%' && strspn(at + 1, "0123456789abcdefABCDEF") < 2)
            return false;
    }
    return true;
}

/* NULL for a good one. */
static const char *problem_of(const char *uri)
{
    if (!has_uri_characters(uri))
        return "A URI in rua has characters that must be encoded";
    if (strncasecmp(uri, "mailto:", 7) == 0) {
        const char *at = strchr(uri, '@');
        return at != NULL && at > uri + 7 && at[1] != '\0' && at[1] != '?'
                   ? NULL
                   : "A mailto: URI in rua has no mail address";
    }
    if (strncasecmp(uri, "https://", 8) == 0)
        return uri[8] != '\0' && strchr("/?#:", uri[8]) == NULL ? NULL : "An https: URI in rua names no host";
    return "A URI in rua is neither mailto: nor https:";
}

static void read_rua(char *list, struct tls_rpt *tls_rpt)
{
    for (char *part; (part = strsep(&list, ",")) != NULL && tls_rpt->rua.count < RUA_MAX;) {
        const char *uri = txt_trim(part);
        const char *problem = problem_of(uri);
        if (problem != NULL)
            note(tls_rpt, problem, uri);
        else
            text_list_append(&tls_rpt->rua, uri);
    }
}

void tls_rpt_parse(const char *record, struct tls_rpt *tls_rpt)
{
    char *rua = txt_field(record, "rua", &tls_rpt->problems);
    if (rua != NULL)
        read_rua(rua, tls_rpt);
    else
        note(tls_rpt, "There is no rua, so no reports are sent", record);
    free(rua);
}

void tls_rpt_discover(struct fiber *fiber, struct resolver *resolver, const char *domain,
                      struct tls_rpt *tls_rpt)
{
    char *name = text_format("_smtp._tls.%s", domain);
    struct dns_query query = {0};
    struct txt_records records = {0};
    resolver_start_validated(resolver, &query, fiber, name, DNS_TYPE_TXT);
    resolver_wait(fiber, &query, 1);
    lookup_take(&query, &tls_rpt->lookup);
    txt_records_read(query.answer, version, &records);
    if (records.exact.count == 1)
        tls_rpt_parse(records.exact.items[0], tls_rpt);
    txt_records_show(records.exact.count > 0 ? &records.exact : &records.inexact, &tls_rpt->records);
    if (records.exact.count == 0 && records.inexact.count > 0) {
        const char *why = txt_beginning_problem(records.inexact.items[0]);
        note(tls_rpt, "The record does not begin with \"v=TLSRPTv1;\"", tls_rpt->records.items[0]);
        if (why != NULL)
            text_list_append(&tls_rpt->problems, why);
    }
    txt_records_free(&records);
    dns_query_free(&query);
    free(name);
}
