# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/report/html/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/report/html/advice.c \
	src/report/html/background.c \
	src/report/html/blocks.c src/report/html/blocks.h \
	src/report/html/certificates.c \
	src/report/html/faults.c \
	src/report/html/findings.c \
	src/report/html/html.c \
	src/report/html/matrix.c \
	src/report/html/overview.c \
	src/report/html/paths.c \
	src/report/html/sections.h \
	src/report/html/style_data.h \
	src/report/html/timings.c \
	src/report/html/verdict.c
