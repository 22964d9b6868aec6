/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where trust anchors come from: see tls/anchors.h.
 *
 * GnuTLS reads a file of certificates whole or not at all; here each is read by itself. */
#include "tls/anchors.h"

#include "base/list.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 16 * 1024 * 1024, NAMED_MAX = 5, NAME_MAX_BYTES = 400 };

/* Debian, Fedora, SUSE, Alpine. */
static const char *const system_files[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};
static const char system_folder[] = "/etc/ssl/certs";

/* The whole file, with a zero behind it; NULL with errno. */
static char *read_file(const char *name)
{
    FILE *file = fopen(name, "re");
    if (file == NULL)
        return NULL;
    char *text = NULL;
    size_t length = 0, room = 0;
    for (size_t got = 1; got > 0 && length < FILE_MAX_BYTES; length += got) {
        if (room - length < 2) {
            room = room == 0 ? 256 * 1024 : room * 2;
            char *longer = realloc(text, room);
            if (longer == NULL)
                out_of_memory();
            text = longer;
        }
        got = fread(text + length, 1, room - length - 1, file);
    }
    int error = ferror(file) ? errno : 0;
    fclose(file);
    if (error == 0) {
        text[length] = '\0';
        return text;
    }
    free(text);
    errno = error;
    return NULL;
}

/* Adds the certificate in the PEM block. */
static bool add_block(gnutls_x509_trust_list_t list, const char *block, size_t length)
{
    gnutls_datum_t pem = {.data = (unsigned char *)block, .size = (unsigned)length};
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0)
        out_of_memory();
    if (gnutls_x509_crt_import(certificate, &pem, GNUTLS_X509_FMT_PEM) >= 0
        && gnutls_x509_trust_list_add_cas(list, &certificate, 1, 0) == 1)
        return true; /* the list's from now on */
    gnutls_x509_crt_deinit(certificate);
    return false;
}

/* What a file came to. */
struct loaded {
    size_t count;
    size_t bad;
    struct text_list bad_places; /* "the certificate at line 12", the first few */
    int error;                   /* errno, when the file could not be read */
};

static void note_bad(struct loaded *loaded, size_t line)
{
    if (++loaded->bad > NAMED_MAX)
        return;
    char *place = text_format("%zu", line);
    text_list_append(&loaded->bad_places, place);
    free(place);
}

static size_t lines_between(const char *from, const char *to)
{
    size_t lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

/* Behind what a certificate's first and last line have after "-----BEGIN " and "-----END ": the second is
 * that of old files (RFC 7468 5.1). NULL for another. */
static const char *behind_label(const char *text)
{
    static const char *const labels[] = {"CERTIFICATE-----", "X509 CERTIFICATE-----"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (strncmp(text, labels[i], strlen(labels[i])) == 0)
            return text + strlen(labels[i]);
    return NULL;
}

static const char *next_begin(const char *text)
{
    static const char begin[] = "-----BEGIN ";
    while ((text = strstr(text, begin)) != NULL && behind_label(text + strlen(begin)) == NULL)
        text++;
    return text;
}

/* Behind its last line; NULL where that is another. */
static const char *end_of(const char *block)
{
    static const char end[] = "-----END ";
    const char *last = strstr(block, end);
    return last != NULL ? behind_label(last + strlen(end)) : NULL;
}

static void load_file(gnutls_x509_trust_list_t list, const char *name, struct loaded *loaded)
{
    char *text = read_file(name);
    if (text == NULL) {
        loaded->error = errno;
        return;
    }
    size_t line = 1;
    const char *counted = text;
    for (const char *block = next_begin(text); block != NULL; block = next_begin(block + 1)) {
        line += lines_between(counted, block);
        counted = block;
        const char *next = next_begin(block + 1), *end = end_of(block);
        bool whole = end != NULL && (next == NULL || end <= next);
        if (whole && add_block(list, block, (size_t)(end - block)))
            loaded->count++;
        else
            note_bad(loaded, line);
    }
    free(text);
}

static char *words_of(const char *file, const struct loaded *loaded)
{
    char *name = text_from_wire(file, strlen(file), NAME_MAX_BYTES);
    char *lines = text_list_join(&loaded->bad_places, ", ");
    char *bad = loaded->bad == 0
                    ? text_copy("")
                    : text_format("%zu certificate%s cannot be read and %s left out (line%s %s%s)",
                                  loaded->bad, loaded->bad == 1 ? "" : "s", loaded->bad == 1 ? "is" : "are",
                                  loaded->bad == 1 ? "" : "s", lines, loaded->bad > NAMED_MAX ? ", ..." : "");
    char *words;
    if (loaded->error != 0)
        words = text_format("%s: %s", name, strerror(loaded->error));
    else if (loaded->count == 0)
        words = text_format("%s: %s", name, loaded->bad > 0 ? bad : "there is no certificate in it");
    else
        words = text_format("%zu from %s%s%s", loaded->count, name, loaded->bad > 0 ? "; " : "", bad);
    free(name);
    free(lines);
    free(bad);
    return words;
}

/* Tries one file; *words are replaced when it has anchors, or is the first that there is. */
static size_t try_file(gnutls_x509_trust_list_t list, const char *name, char **words)
{
    struct loaded loaded = {0};
    load_file(list, name, &loaded);
    if (loaded.count > 0 || *words == NULL)
        text_replace(words, words_of(name, &loaded));
    text_list_free(&loaded.bad_places);
    return loaded.count;
}

static size_t load_system(gnutls_x509_trust_list_t list, char **words)
{
    int count = gnutls_x509_trust_list_add_system_trust(list, 0, 0);
    if (count > 0) {
        *words = text_format("%d from this system", count);
        return (size_t)count;
    }
    const char *named = getenv("SSL_CERT_FILE");
    size_t found = named != NULL && *named != '\0' ? try_file(list, named, words) : 0;
    for (size_t i = 0; found == 0 && i < sizeof system_files / sizeof *system_files; i++)
        found = try_file(list, system_files[i], words);
    if (found > 0)
        return found;
    count = gnutls_x509_trust_list_add_trust_dir(list, system_folder, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
    if (count > 0)
        text_replace(words, text_format("%d from %s", count, system_folder));
    return count > 0 ? (size_t)count : 0;
}

size_t anchors_load(gnutls_x509_trust_list_t list, const char *ca_file, char **words)
{
    *words = NULL;
    return ca_file != NULL ? try_file(list, ca_file, words) : load_system(list, words);
}
