/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any text as a dialogue file: what its server answers, and what its tests expect of an empty endpoint. */
#include "../expectation.h"
#include "checks.h"
#include "demo/script.h"
#include "facts/endpoint.h"
#include "facts/shapes.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct script *script)
{
    static const char *const lines[] = {"EHLO mx.example.org", "STARTTLS", "QUIT", ""};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        for (long connection = 1; connection <= 2; connection++)
            script_rule(script, ON_COMMAND, lines[i], connection == 2, connection);
    script_rule(script, ON_CONNECT, NULL, false, 1);
    script_rule(script, ON_GREETING, NULL, false, 1);
}

static void compare(const struct script *script)
{
    struct session session = {0};
    struct endpoint endpoint = {.sessions = &session, .session_count = 1};
    for (size_t i = 0; i < script->expectation_count; i++) {
        char *value = fact_at(&endpoint_shape, &endpoint, script->expectations[i].path);
        expectation_holds(&script->expectations[i], value);
        free(value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct script script = {0};
    char *text = text_copy_bytes((const char *)data, size);
    char *error = NULL;
    bool good = script_parse("fuzz.smtp", text, &script, &error);
    fuzz_expect(good == (error == NULL));
    if (good) {
        fuzz_expect(script.names.count > 0 && script.rule_count > 0);
        ask(&script);
        compare(&script);
    }
    script_free(&script);
    free(error);
    free(text);
    return 0;
}
