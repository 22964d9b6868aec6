/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a DNS response to the question that they hold themselves: the reader must stay inside them,
 * and what it makes of them must be whole and safe to print. */
#include "discover/dns_message.h"
#include "facts/shapes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            abort();
}

static void check_mx(const struct dns_record *record)
{
    struct mx_record mx = {0};
    if (!dns_record_mx(record, &mx))
        abort();
    check_text(mx.exchange);
    shape_clear(&mx_record_shape, &mx);
}

static void check_srv(const struct dns_record *record)
{
    struct srv_record srv = {0};
    if (!dns_record_srv(record, &srv))
        abort();
    check_text(srv.target);
    shape_clear(&srv_record_shape, &srv);
}

/* A record that an answer has is one that can be read. */
static void check_record(const struct dns_record *record)
{
    char name[DNS_NAME_TEXT_BYTES];
    struct ip_address address;
    char *text;
    switch (record->type) {
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA:
        if (!dns_record_address(record, &address))
            abort();
        break;
    case DNS_TYPE_CNAME:
    case DNS_TYPE_PTR:
        if (!dns_record_name(record, name))
            abort();
        check_text(name);
        break;
    case DNS_TYPE_MX:
        check_mx(record);
        break;
    case DNS_TYPE_SRV:
        check_srv(record);
        break;
    case DNS_TYPE_TXT:
        text = dns_record_text(record);
        if (text == NULL)
            abort();
        check_text(text);
        free(text);
        text = dns_record_text_with_tabs(record);
        for (char *tab = text; (tab = strchr(tab, '\t')) != NULL;)
            *tab = ' ';
        check_text(text);
        free(text);
        break;
    default:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[DNS_NAME_TEXT_BYTES] = "example.org";
    uint16_t type = DNS_TYPE_MX;
    if (!dns_message_question(data, size, name, &type)) {
        strcpy(name, "example.org");
        type = DNS_TYPE_MX;
    }
    struct dns_answer answer;
    dns_message_read(data, size, name, type, &answer);
    if ((answer.status == DNS_OK) != (answer.record_count > 0))
        abort();
    if (answer.detail != NULL)
        check_text(answer.detail);
    for (size_t i = 0; i < answer.cname_chain.count; i++)
        check_text(answer.cname_chain.items[i]);
    for (size_t i = 0; i < answer.record_count; i++)
        check_record(&answer.records[i]);
    dns_answer_free(&answer);
    struct text_list signers = {0};
    dns_message_signers(data, size, &signers);
    for (size_t i = 0; i < signers.count; i++)
        check_text(signers.items[i]);
    text_list_free(&signers);
    return 0;
}
