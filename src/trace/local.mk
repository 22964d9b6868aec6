# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/trace/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/trace/hop_probe.c src/trace/hop_probe.h \
	src/trace/path_plan.c src/trace/path_plan.h \
	src/trace/trace.c src/trace/trace.h \
	src/trace/trace_result.c src/trace/trace_result.h
