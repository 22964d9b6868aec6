/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A policy profile: what an authority recommends for TLS versions, cipher suites, groups, keys and more, read
 * from a file of data/profiles or from the user's own. doc/profiles.md describes the file. */
#ifndef MAILSONDE_FACTS_POLICY_PROFILE_H
#define MAILSONDE_FACTS_POLICY_PROFILE_H

#include "base/list.h"
#include "facts/profile.h"

#include <stddef.h>
#include <stdint.h>

/* A rule. The first rule of a list that applies decides; an unknown grade does not decide. */
struct profile_rule {
    struct text_list names; /* what it is about: names, with * for any characters, or classes of suites */
    char *unless;           /* the feature that excludes the rule; NULL for none */
    int64_t least_bits;     /* least size for which it applies, for keys and Diffie-Hellman primes */
    enum grade grade;       /* grade if the server has it */
    enum grade grade_mx;    /* the same for port 25, whatever mx_at_worst says */
    enum grade absent;      /* grade if the server does not have it, for versions and features */
    char *clause;
    enum reading read_in; /* where the clause was read; unknown: as the profile's others */
};

struct policy_profile {
    char *name;
    char *title;
    char *source;
    char *date;           /* of the source, "2025-05" */
    enum reading read_in; /* where its clauses were read, but for those rules that say otherwise */
    char *support;        /* what was read, and what could not be found */
    char *note;
    char *mx_note;          /* why port 25 has grades of its own */
    enum grade mx_at_worst; /* nothing on port 25 is graded lower; unknown: as everywhere */
    struct profile_rule *versions;
    size_t version_count;
    struct profile_rule *cipher_suites;
    size_t cipher_suite_count;
    struct profile_rule *groups;
    size_t group_count;
    struct profile_rule *dh_primes;
    size_t dh_prime_count;
    struct profile_rule *keys;
    size_t key_count;
    struct profile_rule *signatures;
    size_t signature_count;
    struct profile_rule *certificate_signatures;
    size_t certificate_signature_count;
    struct profile_rule *features;
    size_t feature_count;
};

#endif
