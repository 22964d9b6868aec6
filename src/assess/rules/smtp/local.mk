# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/rules/smtp/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/rules/smtp/answering.c \
	src/assess/rules/smtp/authentication.c \
	src/assess/rules/smtp/connect.c \
	src/assess/rules/smtp/enforcement.c \
	src/assess/rules/smtp/family_differs.c \
	src/assess/rules/smtp/intercepted.c \
	src/assess/rules/smtp/recipients.c \
	src/assess/rules/smtp/slow.c \
	src/assess/rules/smtp/smtp.c \
	src/assess/rules/smtp/starttls.c \
	src/assess/rules/smtp/submission.c \
	src/assess/rules/smtp/tls_mode.c
