/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the tables of the shapes_*.c files are written: a line for each member. */
#ifndef MAILSONDE_BASE_SHAPE_TABLE_H
#define MAILSONDE_BASE_SHAPE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Entries of the tables below; `owner` and `member` name the struct's field. */
#define MEMBER(owner, kind, member)                                                                          \
    .name = #member, .type = FIELD_##kind, .offset = offsetof(struct owner, member)
#define VALUE(owner, kind, member, sentence)                                                                 \
    {                                                                                                        \
        MEMBER(owner, kind, member), .about = sentence                                                       \
    }
#define WORD(owner, member, enum_words, sentence)                                                            \
    {                                                                                                        \
        MEMBER(owner, WORD, member), .words = &enum_words, .about = sentence                                 \
    }
#define OPEN_WORD(owner, member, enum_words, sentence)                                                       \
    {                                                                                                        \
        MEMBER(owner, WORD, member), .words = &enum_words, .about = sentence, .open = true                   \
    }
/* Members of which the value 0 says that there is none, or that it is not known: JSON null. */
#define NUMBER(owner, member, sentence)                                                                      \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .zero_is_null = true                              \
    }
#define VOLATILE_NUMBER(owner, member, sentence)                                                             \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .zero_is_null = true, .is_volatile = true         \
    }
#define WORD_OR_NULL(owner, member, enum_words, sentence)                                                    \
    {                                                                                                        \
        MEMBER(owner, WORD, member), .words = &enum_words, .about = sentence, .zero_is_null = true           \
    }
/* The same of the value -1, where 0 is one. */
#define INDEX(owner, member, sentence)                                                                       \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .minus_one_is_null = true                         \
    }
/* A number that there is only where the member `known` is true. */
#define NUMBER_IF(owner, member, known, sentence)                                                            \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .known_by = offsetof(struct owner, known)         \
    }
/* Numbers and words that are mostly the zero value. */
#define COUNT(owner, member, sentence)                                                                       \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .zero_is_usual = true                             \
    }
#define VOLATILE_COUNT(owner, member, sentence)                                                              \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .zero_is_usual = true, .is_volatile = true        \
    }
/* Milliseconds, of which only long ones matter. */
#define VOLATILE_MS(owner, member, sentence)                                                                 \
    {                                                                                                        \
        MEMBER(owner, INTEGER, member), .about = sentence, .zero_is_usual = true, .usual_below = 1000,       \
                                        .is_volatile = true                                                  \
    }
#define USUAL_WORD(owner, member, enum_words, sentence)                                                      \
    {                                                                                                        \
        MEMBER(owner, WORD, member), .words = &enum_words, .about = sentence, .zero_is_usual = true          \
    }
/* Large members that nobody judges by. */
#define BULKY(owner, kind, member, sentence)                                                                 \
    {                                                                                                        \
        MEMBER(owner, kind, member), .about = sentence, .is_bulky = true                                     \
    }
#define BULKY_PART(owner, kind, member, part, sentence)                                                      \
    {                                                                                                        \
        MEMBER(owner, kind, member), .shape = &part##_shape, .about = sentence, .is_bulky = true             \
    }
#define CODE(owner, kind, member, names, sentence)                                                           \
    {                                                                                                        \
        MEMBER(owner, kind, member), .about = sentence, .codes = &names                                      \
    }
#define WRITTEN(owner, member, part, form, sentence)                                                         \
    {                                                                                                        \
        MEMBER(owner, STRUCT, member), .shape = &part##_shape, .about = sentence, .written = &form           \
    }
#define PART(owner, kind, member, part, sentence)                                                            \
    {                                                                                                        \
        MEMBER(owner, kind, member), .shape = &part##_shape, .about = sentence                               \
    }

/* The same for members that differ between two runs of an unchanged domain. */
#define VOLATILE(owner, kind, member, sentence)                                                              \
    {                                                                                                        \
        MEMBER(owner, kind, member), .about = sentence, .is_volatile = true                                  \
    }
#define VOLATILE_PART(owner, kind, member, part, sentence)                                                   \
    {                                                                                                        \
        MEMBER(owner, kind, member), .shape = &part##_shape, .about = sentence, .is_volatile = true          \
    }

#define SHAPE(owner, about) SHAPE_WITH_INDEX(owner, about, 0)
#define SHAPE_WITH_INDEX(owner, about, index)                                                                \
    const struct shape owner##_shape = {#owner,                                                              \
                                        about,                                                               \
                                        sizeof(struct owner),                                                \
                                        owner##_fields,                                                      \
                                        sizeof owner##_fields / sizeof owner##_fields[0],                    \
                                        index}

#endif
