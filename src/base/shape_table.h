/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the tables of the shapes_*.c files are written: a line for each member. */
#ifndef MAILSONDE_BASE_SHAPE_TABLE_H
#define MAILSONDE_BASE_SHAPE_TABLE_H

#include <stddef.h>

/* Entries of the tables below; `owner` and `member` name the struct's field. */
#define VALUE(owner, kind, member, about)                                                                    \
    {                                                                                                        \
#member, FIELD_##kind, offsetof(struct owner, member), NULL, NULL, about, NULL, false, NULL          \
    }
#define WORD(owner, member, enum_words, about)                                                               \
    {                                                                                                        \
#member, FIELD_WORD, offsetof(struct owner, member), NULL, &enum_words, about, NULL, false, NULL     \
    }
#define OPEN_WORD(owner, member, enum_words, about)                                                          \
    {                                                                                                        \
#member, FIELD_WORD, offsetof(struct owner, member), NULL, &enum_words, about, NULL, true, NULL      \
    }
#define CODE(owner, kind, member, names, about)                                                              \
    {                                                                                                        \
#member, FIELD_##kind, offsetof(struct owner, member), NULL, NULL, about, &names, false, NULL        \
    }
#define WRITTEN(owner, member, part, form, about)                                                            \
    {                                                                                                        \
#member, FIELD_STRUCT, offsetof(struct owner, member), &part##_shape, NULL, about, NULL, false,      \
            &form                                                                                            \
    }
#define PART(owner, kind, member, part, about)                                                               \
    {                                                                                                        \
#member, FIELD_##kind, offsetof(struct owner, member), &part##_shape, NULL, about, NULL, false, NULL \
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
