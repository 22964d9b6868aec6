# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/compare/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/compare/change_words.c src/compare/change_words.h \
	src/compare/changes.c src/compare/changes.h \
	src/compare/changes_format.h \
	src/compare/changes_json.c \
	src/compare/changes_markdown.c \
	src/compare/changes_text.c \
	src/compare/compare.c src/compare/compare.h \
	src/compare/portrait.c src/compare/portrait.h \
	src/compare/portrait_dns.c \
	src/compare/portrait_ports.c \
	src/compare/portrait_set.c src/compare/portrait_set.h \
	src/compare/portrait_verdict.c \
	src/compare/timeline.c src/compare/timeline.h \
	src/compare/trait.c src/compare/trait.h
