/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One description of each struct of facts, from which JSON out, JSON in, the JSON schema, copying and freeing
 * all come. A struct that the report holds is described once, in a shapes_*.c, and never walked by hand. */
#ifndef MAILSONDE_BASE_SHAPE_H
#define MAILSONDE_BASE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    FIELD_BOOL,      /* bool */
    FIELD_INTEGER,   /* int64_t */
    FIELD_TEXT,      /* char *, owned; NULL becomes JSON null */
    FIELD_TEXT_LIST, /* struct text_list */
    FIELD_WORD,      /* an enum; `words` names its values */
    FIELD_CODE,      /* uint32_t, a code point that `codes` names; 0 is none, and JSON null */
    FIELD_CODE_LIST, /* struct codes, likewise */
    FIELD_STRUCT,    /* a struct in place; outside one text where `written` says how */
    FIELD_OPTIONAL,  /* a pointer to a struct, owned; NULL becomes JSON null */
    FIELD_LIST,      /* a pointer to structs, owned, with its size_t count right behind it */
};

struct shape;

/* The words of an enum, indexed by value: words[0] names the zero value. */
struct words {
    const char *const *words;
    size_t count;
    bool zero_is_null; /* the zero value says that nothing is there, or known: JSON null */
};

/* How the code points of a registry are called outside. */
struct code_names {
    char *(*text)(uint32_t code);       /* the caller frees */
    uint32_t (*code)(const char *text); /* 0 for a name that nothing has */
};

/* How a struct is one text outside. */
struct written {
    char *(*text)(const void *object); /* NULL, which is JSON null, for none; the caller frees */
    void (*read)(void *object,
                 const char *text); /* into a zeroed one, which stays so where nobody wrote it */
};

struct field {
    const char *name; /* snake_case, unit in the name; the JSON key */
    enum field_type type;
    size_t offset;
    const struct shape *shape;      /* of FIELD_STRUCT, FIELD_OPTIONAL, FIELD_LIST */
    const struct words *words;      /* of FIELD_WORD */
    const char *about;              /* one sentence for the schema */
    const struct code_names *codes; /* of FIELD_CODE and FIELD_CODE_LIST */
    bool open; /* of FIELD_WORD: the words change with versions. One that is not known is read as 0, which is
                  JSON null, and the schema does not list them */
    const struct written *written; /* of FIELD_STRUCT; NULL: an object outside, too */
    bool zero_is_null;             /* the same of one field: of FIELD_INTEGER and FIELD_WORD */
    bool minus_one_is_null;        /* likewise, of FIELD_INTEGER; what a file does not say is -1 */
    size_t known_by;    /* of FIELD_INTEGER: where a bool is; where that is false the value is JSON null */
    bool zero_is_usual; /* of FIELD_INTEGER and FIELD_WORD: slim JSON leaves out the zero value */
    int64_t
        usual_below;  /* of FIELD_INTEGER: and what is less than this, which is read as 0; 0: nothing else */
    bool is_bulky;    /* large, and nobody judges by it: slim JSON leaves it out */
    bool is_volatile; /* may differ between two runs of an unchanged domain: times, TTLs, random values, text
                         that a server writes freely; x-volatile in the schema */
};

struct shape {
    const char *name; /* snake_case; the schema's definition name */
    const char *about;
    size_t size;
    const struct field *fields;
    size_t field_count;
    size_t index; /* where a pointer to one block is that no field is: freed, not copied; 0 for none */
};

/* Frees all that `object` owns and zeroes it; zeroed and half-built objects are fine. */
void shape_clear(const struct shape *shape, void *object);

/* Makes `copy`, whose old content is not looked at, a deep copy of `object`. */
void shape_copy(const struct shape *shape, void *copy, const void *object);

/* Whether two objects say the same, volatile fields left out. Lists are compared in their order. */
bool shape_equal(const struct shape *shape, const void *left, const void *right);

/* Where they first differ: "endpoints[2].sessions[0].purpose"; NULL where they are equal. The caller frees.
 */
char *shape_difference(const struct shape *shape, const void *left, const void *right);

/* Whether the field says that nothing is there, or known, which is JSON null. */
bool field_is_null(const struct field *field, const void *object);

/* Whether that can be. */
bool field_may_be_null(const struct field *field);

/* Whether it is one of the shape's own fields, not of a part's. */
bool field_is_of(const struct field *field, const struct shape *shape);

/* Where a field is kept in its object. */
void *field_place(const struct field *field, void *object);
const void *field_place_const(const struct field *field, const void *object);

/* What a FIELD_TEXT, FIELD_OPTIONAL or FIELD_LIST points to; NULL for nothing. */
void *field_pointer(const struct field *field, const void *object);

/* How many structs a FIELD_LIST holds. */
size_t field_count(const struct field *field, const void *object);

/* The word of an enum's value, "?" for a value that has none. */
const char *words_name(const struct words *words, int value);

/* The value that `word` names, -1 for none. */
int words_value(const struct words *words, const char *word);

#endif
