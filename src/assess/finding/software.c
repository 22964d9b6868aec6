/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What greetings call the mail server. */
#include "assess/finding/software.h"

#include "base/list.h"

#include <string.h>

/* Words of greetings, as the servers have them by default. */
static const struct {
    enum server_software software;
    const char *word;
} words[] = {
    {SOFTWARE_POSTFIX, "Postfix"},   {SOFTWARE_EXIM, "Exim"},         {SOFTWARE_OPENSMTPD, "OpenSMTPD"},
    {SOFTWARE_DOVECOT, "Dovecot"},   {SOFTWARE_OTHER, "Sendmail"},    {SOFTWARE_OTHER, "Microsoft ESMTP"},
    {SOFTWARE_OTHER, "Haraka"},      {SOFTWARE_OTHER, "MDaemon"},     {SOFTWARE_OTHER, "Stalwart"},
    {SOFTWARE_OTHER, "Courier"},     {SOFTWARE_OTHER, "qmail"},       {SOFTWARE_OTHER, "Kerio"},
    {SOFTWARE_OTHER, "MailEnable"},  {SOFTWARE_OTHER, "gsmtp"},       {SOFTWARE_OTHER, "IceWarp"},
    {SOFTWARE_OTHER, "CommuniGate"}, {SOFTWARE_OTHER, "hMailServer"},
};

const char *software_name(enum server_software software)
{
    static const char *const names[SOFTWARE_COUNT] = {
        [SOFTWARE_POSTFIX] = "Postfix",
        [SOFTWARE_EXIM] = "Exim",
        [SOFTWARE_OPENSMTPD] = "OpenSMTPD",
        [SOFTWARE_DOVECOT] = "Dovecot",
    };
    return names[software];
}

/* What one greeting names. Its first word is the host's name, which may be anything (RFC 5321 4.2). */
static enum server_software of_greeting(const struct reply *greeting)
{
    for (size_t line = 0; line < greeting->lines.count; line++) {
        const char *text = greeting->lines.items[line];
        const char *after_name = line == 0 ? strchr(text, ' ') : text;
        for (size_t i = 0; after_name != NULL && i < sizeof words / sizeof words[0]; i++)
            if (strcasestr(after_name, words[i].word) != NULL)
                return words[i].software;
    }
    return SOFTWARE_UNKNOWN;
}

bool software_is_named(const struct report *report, const struct host *host, int64_t port,
                       enum server_software software)
{
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], port);
        const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
        if (session != NULL && session->greeting != NULL && of_greeting(session->greeting) == software)
            return true;
    }
    return false;
}

static bool is_about(const struct subject *subject, const struct endpoint *endpoint)
{
    if (subject->address != NULL && !text_same(subject->address, endpoint->address))
        return false;
    if (subject->port != 0 && subject->port != endpoint->port)
        return false;
    return subject->host == NULL || text_same_name(subject->host, endpoint->server_name);
}

enum server_software software_of_subject(const struct report *report, const struct subject *subject)
{
    enum server_software named = SOFTWARE_UNKNOWN;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        const struct session *session = endpoint_session(endpoint);
        if (session == NULL || session->greeting == NULL || !is_about(subject, endpoint))
            continue;
        enum server_software here = of_greeting(session->greeting);
        if (here != SOFTWARE_UNKNOWN && named != SOFTWARE_UNKNOWN && here != named)
            return SOFTWARE_UNKNOWN;
        named = here != SOFTWARE_UNKNOWN ? here : named;
    }
    return named;
}
