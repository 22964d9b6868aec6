/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes and words of changes: JSON, copying and freeing come of them. */
#include "compare/changes.h"

#include "base/shape_table.h"
#include "facts/shapes.h"
#include "facts/words.h"

static const char *const change_kind_list[CHANGE_KIND_COUNT] = {
    [CHANGE_NEW] = "new",           [CHANGE_GONE] = "gone",           [CHANGE_BROKEN] = "broken",
    [CHANGE_MENDED] = "mended",     [CHANGE_SEVERER] = "severer",     [CHANGE_MILDER] = "milder",
    [CHANGE_DECIDED] = "decided",   [CHANGE_UNDECIDED] = "undecided", [CHANGE_SEEN] = "seen",
    [CHANGE_NOT_SEEN] = "not_seen", [CHANGE_ROSE] = "rose",           [CHANGE_FELL] = "fell",
    [CHANGE_OPENED] = "opened",     [CHANGE_CLOSED] = "closed",       [CHANGE_RENEWED] = "renewed",
    [CHANGE_ROLLED] = "rolled",     [CHANGE_REISSUED] = "reissued",   [CHANGE_VALUE] = "changed",
};
const struct words change_kind_words = {.words = change_kind_list, .count = CHANGE_KIND_COUNT};

static const char *const direction_list[DIRECTION_OF_CHANGE_COUNT] = {
    [DIRECTION_WORSE] = "worse",
    [DIRECTION_OPEN] = "open",
    [DIRECTION_BETTER] = "better",
    [DIRECTION_NEITHER] = "neither",
};
const struct words change_direction_words = {.words = direction_list, .count = DIRECTION_OF_CHANGE_COUNT};

static const char *const presence_list[PRESENCE_COUNT] = {
    [PRESENCE_BOTH] = "both", [PRESENCE_CAME] = "came", [PRESENCE_WENT] = "went"};
const struct words presence_words = {.words = presence_list, .count = PRESENCE_COUNT};

static const struct field change_fields[] = {
    WORD(change, kind, change_kind_words, "What has changed."),
    WORD(change, direction, change_direction_words,
         "What it means for the domain: worse, better, neither; open: what was known is not known any more."),
    WORD(change, severity, severity_words, "Severity of the finding, or of what got worse."),
    WORD(change, role, role_words, "What that is to the domain."),
    WORD(change, aspect, aspect_words, "What it is about."),
    PART(change, STRUCT, subject, subject, "Where."),
    VALUE(change, TEXT, name,
          "Which of several: the key of a finding, an MX, a TLSA record, a TLS version, a profile; or null."),
    OPEN_WORD(change, finding, finding_id_words, "The finding, or null."),
    VALUE(change, TEXT, title, "Of a finding: the fault in one line."),
    VALUE(change, TEXT, before, "The value before; null: it was not there, or is not known."),
    VALUE(change, TEXT, after, "The value after, likewise."),
    PART(change, OPTIONAL, certificate_before, certificate_view, "The certificate before, or null."),
    PART(change, OPTIONAL, certificate_after, certificate_view, "The certificate after, or null."),
};
SHAPE(change, "One change.");

static const struct field target_changes_fields[] = {
    VALUE(target_changes, TEXT, target, "Name of the target, with the port if it has one."),
    WORD(target_changes, presence, presence_words, "Whether it was there before and after."),
    VALUE(target_changes, TEXT, before_at, "When it was scanned before (RFC 3339, UTC), or null."),
    VALUE(target_changes, TEXT, after_at, "When it was scanned after, or null."),
    VALUE(target_changes, BOOL, before_complete, "Whether the scan before left nothing out."),
    VALUE(target_changes, BOOL, after_complete, "Whether the scan after left nothing out."),
    VALUE(target_changes, INTEGER, errors,
          "Findings that fail as an error after; before where the target went."),
    VALUE(target_changes, INTEGER, warnings, "Those that fail as a warning, likewise."),
    VALUE(target_changes, INTEGER, worse, "Changes for the worse."),
    VALUE(target_changes, INTEGER, better, "Changes for the better."),
    VALUE(target_changes, INTEGER, open, "Changes of which nobody can tell."),
    VALUE(target_changes, INTEGER, neither, "Other changes."),
    PART(target_changes, LIST, changes, change, "The changes, worst first."),
};
SHAPE(target_changes, "What has changed at one target.");

static const struct field changes_summary_fields[] = {
    VALUE(changes_summary, INTEGER, targets, "Targets, before and after."),
    VALUE(changes_summary, INTEGER, targets_changed, "Those that were there before and after, and changed."),
    VALUE(changes_summary, INTEGER, targets_came, "Those that were not there before."),
    VALUE(changes_summary, INTEGER, targets_went, "Those that are not there any more."),
    VALUE(changes_summary, INTEGER, worse, "Changes for the worse."),
    VALUE(changes_summary, INTEGER, better, "Changes for the better."),
    VALUE(changes_summary, INTEGER, open, "Changes of which nobody can tell."),
    VALUE(changes_summary, INTEGER, neither, "Other changes."),
    VALUE(changes_summary, INTEGER, exit_status, "Of the program."),
};
SHAPE(changes_summary, "All changes in numbers.");

static const struct field changes_fields[] = {
    VALUE(changes, INTEGER, schema_version, "Version of this format."),
    VALUE(changes, TEXT, mailsonde_version, "The program that compared."),
    PART(changes, LIST, targets, target_changes, "The targets, those with the worst changes first."),
    PART(changes, STRUCT, summary, changes_summary, "All changes in numbers."),
};
SHAPE(changes, "What has changed between two sets of saved reports.");
