/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text as the URLs of a broker's nodes, up to a NUL. */
#include "base/list.h"
#include "broker/broker_url.h"
#include "checks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_url(const struct broker_url *url)
{
    fuzz_expect(url->host != NULL && url->host[0] != '\0');
    fuzz_expect(url->user != NULL && url->password != NULL && url->vhost != NULL);
    fuzz_expect(url->port >= 1 && url->port <= 65535);
    fuzz_expect(url->heartbeat_s >= 0 && url->heartbeat_s <= 3600);
    fuzz_expect(url->timeout_ms >= 1 && url->timeout_ms <= 600000);
    fuzz_expect((url->certificate_file == NULL) == (url->key_file == NULL));
    fuzz_expect(url->tls || (url->ca_file == NULL && url->certificate_file == NULL));
    char *shown = broker_url_shown(url);
    fuzz_expect_safe(shown);
    free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = text_copy_bytes((const char *)data, size);
    struct broker_urls urls;
    char *problem = broker_urls_parse(text, &urls);
    fuzz_expect_safe(problem);
    fuzz_expect(urls.count > 0);
    for (size_t i = 0; i < urls.count && problem == NULL; i++) {
        check_url(&urls.items[i]);
        fuzz_expect(strcmp(urls.items[i].vhost, urls.items[0].vhost) == 0);
    }
    /* A password is found wherever it is, so that none gets by on a command line. */
    for (size_t i = 0; i < urls.count; i++)
        fuzz_expect(!urls.items[i].has_password || broker_urls_have_password(&urls));
    free(problem);
    broker_urls_free(&urls);
    free(text);
    return 0;
}
