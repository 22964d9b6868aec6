# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/probe/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/probe/ahead.c src/probe/ahead.h \
	src/probe/dialogue.c src/probe/dialogue.h \
	src/probe/hello_dialogue.c src/probe/hello_dialogue.h \
	src/probe/check_claims.c src/probe/check_claims.h \
	src/probe/hello_quota.c src/probe/hello_quota.h \
	src/probe/intrusiveness.c src/probe/intrusiveness.h \
	src/probe/other_key.c src/probe/other_key.h \
	src/probe/probe.c src/probe/probe.h \
	src/probe/resumption.c src/probe/resumption.h \
	src/probe/small_segments.c src/probe/small_segments.h \
	src/probe/without_name.c src/probe/without_name.h
