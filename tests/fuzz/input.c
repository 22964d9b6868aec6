/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fuzzer's bytes taken apart. */
#include "input.h"

#include "base/text.h"
#include "checks.h"
#include "report/json_in.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINES_MAX = 200, TEXT_MAX_BYTES = 300 };

static const char file_form[] = "/proc/self/fd/%d";

uint8_t fuzz_byte(struct fuzz_input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->bytes++;
}

uint16_t fuzz_number16(struct fuzz_input *input)
{
    unsigned high = fuzz_byte(input);
    return (uint16_t)(high << 8 | fuzz_byte(input));
}

const uint8_t *fuzz_bytes(struct fuzz_input *input, size_t *length)
{
    const uint8_t *bytes = input->bytes;
    if (*length > input->left)
        *length = input->left;
    input->bytes += *length;
    input->left -= *length;
    return bytes;
}

char *fuzz_line(struct fuzz_input *input)
{
    if (input->left == 0)
        return NULL;
    char *line = allocate(input->left + 1, 1);
    size_t length = 0;
    for (char c; input->left > 0 && (c = (char)fuzz_byte(input)) != '\n';)
        if (c != '\0')
            line[length++] = c;
    return line;
}

struct text_list fuzz_lines(struct fuzz_input *input)
{
    struct text_list lines = {0};
    for (char *line; lines.count < LINES_MAX && (line = fuzz_line(input)) != NULL; free(line))
        text_list_append(&lines, line);
    return lines;
}

gnutls_datum_t fuzz_der(struct fuzz_input *input)
{
    size_t length = input->left;
    if (length >= 4 && input->bytes[0] == 0x30 && input->bytes[1] == 0x82)
        length = ((size_t)input->bytes[2] << 8 | input->bytes[3]) + 4;
    const uint8_t *bytes = fuzz_bytes(input, &length);
    return (gnutls_datum_t){.data = (unsigned char *)bytes, .size = (unsigned)length};
}

/* --- facts --- */

/* Texts that rules look for, or that tie one fact to another. */
static const char *const texts[] = {
    "example.org",
    "mx.example.org",
    "mx2.example.org",
    "mail.example.org",
    "192.0.2.1",
    "192.0.2.2",
    "2001:db8::1",
    "10.0.0.1",
    "127.0.0.1",
    "",
    "STARTTLS",
    "starttls",
    "AUTH",
    "PLAIN LOGIN",
    "SIZE",
    "TLS1.0",
    "TLS1.2",
    "TLS1.3",
    "SSL3.0",
    "TLS_RSA_WITH_RC4_128_SHA",
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "X25519",
    "SECP256R1",
    "FFDHE2048",
    "RSA",
    "ECDSA",
    "RSA-SHA1",
    "220 mx.example.org ESMTP",
    "554 5.7.1 no",
    "5.7.1",
    "handshake_failure",
    "*.example.org",
    "_25._tcp",
    "starttls-not-offered",
    "mx-unreachable",
    "aa11",
    "mailto:a@example.org",
    "v=TLSRPTv1; rua=",
    "v=STSv1; id=1;",
    "2026-11-23T20:00:00Z",
    "m\xc3\xbcller.example",
    "\xe4\xbe\x8b.example",
    "a text that is longer than one line of a narrow page, with wide \xe4\xbe\x8b\xe4\xbe\x8b and so on",
};

/* As safe as facts promise, whatever the bytes are. */
static char *make_text(struct fuzz_input *input)
{
    size_t choice = fuzz_byte(input);
    if (choice == 0)
        return NULL;
    if (choice <= sizeof texts / sizeof texts[0])
        return text_copy(texts[choice - 1]);
    size_t length = choice == 255 ? fuzz_number16(input) : choice & 31;
    const uint8_t *bytes = fuzz_bytes(input, &length);
    return text_from_wire(bytes, length, TEXT_MAX_BYTES);
}

static int64_t make_number(struct fuzz_input *input)
{
    static const int64_t numbers[] = {25,
                                      465,
                                      587,
                                      2525,
                                      443,
                                      1024,
                                      2048,
                                      4096,
                                      65535,
                                      65536,
                                      1800000000,
                                      1800000000000,
                                      -1,
                                      -1000000,
                                      INT32_MAX,
                                      INT32_MIN,
                                      JSON_INTEGER_MOST,
                                      -JSON_INTEGER_MOST};
    enum { FIRST = 200 };
    size_t choice = fuzz_byte(input);
    if (choice < FIRST)
        return (int64_t)choice;
    if (choice < FIRST + sizeof numbers / sizeof numbers[0])
        return numbers[choice - FIRST];
    return (int64_t)fuzz_number16(input) << (choice & 31);
}

/* Mostly 0 to 3, now and then more. */
static size_t make_count(struct fuzz_input *input)
{
    size_t choice = fuzz_byte(input);
    return choice < 250 ? choice & 3 : choice & 31;
}

static void fill_list(struct fuzz_input *input, const struct field *field, void *place)
{
    size_t *count = (size_t *)(void *)((char *)place + sizeof(void *));
    for (size_t left = make_count(input); left > 0 && input->left > 0; left--)
        fuzz_object(input, field->shape, list_append(place, count, field->shape->size));
}

/* Versions, suites, and what is neither; never none. */
static uint32_t make_code(struct fuzz_input *input)
{
    return (uint32_t)(fuzz_byte(input) << 8 | fuzz_byte(input)) + 1;
}

static void fill_field(struct fuzz_input *input, const struct field *field, void *object)
{
    void *place = field_place(field, object);
    void *part = NULL;
    int word;
    char *text;
    switch (field->type) {
    case FIELD_BOOL:
        *(bool *)place = fuzz_byte(input) & 1;
        break;
    case FIELD_INTEGER:
        *(int64_t *)place = make_number(input);
        break;
    case FIELD_TEXT:
        *(char **)place = make_text(input);
        break;
    case FIELD_TEXT_LIST:
        for (size_t left = make_count(input); left > 0 && input->left > 0; left--) {
            text = make_text(input);
            text_list_append(place, text != NULL ? text : "");
            free(text);
        }
        break;
    case FIELD_WORD:
        word = fuzz_byte(input) % (int)field->words->count;
        memcpy(place, &word, sizeof word);
        break;
    case FIELD_CODE:
        *(uint32_t *)place = make_code(input);
        break;
    case FIELD_CODE_LIST:
        for (size_t left = make_count(input); left > 0 && input->left > 0; left--)
            codes_append(place, make_code(input));
        break;
    case FIELD_STRUCT:
        fuzz_object(input, field->shape, place);
        break;
    case FIELD_OPTIONAL:
        if ((fuzz_byte(input) & 1) == 0)
            break;
        part = allocate(1, field->shape->size);
        memcpy(place, &part, sizeof part);
        fuzz_object(input, field->shape, part);
        break;
    case FIELD_LIST:
        fill_list(input, field, place);
        break;
    }
}

void fuzz_object(struct fuzz_input *input, const struct shape *shape, void *object)
{
    for (size_t i = 0; i < shape->field_count && input->left > 0; i++)
        fill_field(input, &shape->fields[i], object);
}

/* --- files --- */

char *fuzz_file(const uint8_t *bytes, size_t length)
{
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_expect(descriptor >= 0);
    for (size_t written = 0; written < length;) {
        ssize_t count = write(descriptor, bytes + written, length - written);
        fuzz_expect(count > 0);
        written += (size_t)count;
    }
    return text_format(file_form, descriptor);
}

void fuzz_file_free(char *path)
{
    int descriptor;
    fuzz_expect(sscanf(path, file_form, &descriptor) == 1);
    close(descriptor);
    free(path);
}
