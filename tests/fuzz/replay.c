/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main() of the fuzzers where there is no libFuzzer: feeds them the files of their corpus, so that what
 * was found once is tested by every compiler. Writes TAP, one test case for the whole corpus.
 *
 *     fuzz_NAME [FILE-OR-FOLDER...]     default: $srcdir/tests/fuzz/corpus/NAME */
#include "../unit/sample.h"
#include "base/list.h"

#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_BYTES_MAX = 1 << 20, OPEN_FOLDERS_MAX = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* nftw() hands nothing through to its callback. */
static struct {
    size_t files;
} replayed;

/* Exactly as many bytes as the file has are allocated, so that a sanitizer sees a read past the end. */
static bool replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    char *buffer = allocate(INPUT_BYTES_MAX, 1);
    size_t size = fread(buffer, 1, INPUT_BYTES_MAX, file);
    bool good = !ferror(file);
    fclose(file);
    uint8_t *data = allocate(size, 1);
    memcpy(data, buffer, size);
    free(buffer);
    if (good)
        LLVMFuzzerTestOneInput(data, size);
    free(data);
    return good;
}

/* Of a sample always the same files, in whatever order they come. */
static bool is_of_sample(const char *path)
{
    unsigned sum = 0;
    for (const char *at = path; *at != '\0'; at++)
        sum = sum * 31 + (unsigned char)*at;
    return replayed.files == 0 || sum % sample_step(6) == 0;
}

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    if (kind == FTW_D || (kind == FTW_F && !is_of_sample(path + where->base)))
        return 0;
    printf("# %s\n", path);
    fflush(stdout); /* if it crashes, the last line says where */
    if (kind != FTW_F || !replay_file(path)) {
        printf("# cannot be read: %s\n", strerror(errno));
        return 1;
    }
    replayed.files++;
    return 0;
}

static char *own_corpus(const char *program)
{
    const char *slash = strrchr(program, '/');
    const char *name = slash != NULL ? slash + 1 : program;
    if (strncmp(name, "fuzz_", 5) == 0)
        name += 5;
    const char *source = getenv("srcdir");
    return text_format("%s/tests/fuzz/corpus/%s", source != NULL ? source : ".", name);
}

int main(int argc, char **argv)
{
    bool good = true;
    bool path_given = false;
    puts("1..1");
    for (int i = 1; i < argc && good; i++) {
        if (argv[i][0] == '-')
            continue;
        path_given = true;
        good = nftw(argv[i], visit, OPEN_FOLDERS_MAX, FTW_PHYS) == 0;
    }
    if (!path_given) {
        char *corpus = own_corpus(argv[0]);
        good = nftw(corpus, visit, OPEN_FOLDERS_MAX, FTW_PHYS) == 0;
        free(corpus);
    }
    good = good && replayed.files > 0;
    printf("%s - %zu inputs\n", good ? "ok" : "not ok", replayed.files);
    return good ? 0 : 1;
}
