# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/history/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/history/history.c src/history/history.h \
	src/history/history_entry.c \
	src/history/history_file.c src/history/history_file.h \
	src/history/history_writer.c src/history/history_writer.h
