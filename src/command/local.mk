# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/command/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/command/accept_word.c src/command/accept_word.h \
	src/command/assess.c src/command/assess.h \
	src/command/collect.c src/command/collect.h \
	src/command/command_table.c src/command/command_table.h \
	src/command/completion.c src/command/completion.h \
	src/command/demo.c src/command/demo.h \
	src/command/enqueue.c src/command/enqueue.h \
	src/command/exit_status.c src/command/exit_status.h \
	src/command/diff.c src/command/diff.h \
	src/command/document_output.c src/command/document_output.h \
	src/command/expect.c src/command/expect.h \
	src/command/expectation_file.c src/command/expectation_file.h \
	src/command/expectation_lines.c src/command/expectation_lines.h \
	src/command/expectation_use.c src/command/expectation_use.h \
	src/command/expectation_write.c src/command/expectation_write.h \
	src/command/explain.c src/command/explain.h \
	src/command/file_place.c src/command/file_place.h \
	src/command/file_writer.c src/command/file_writer.h \
	src/command/fix.h \
	src/command/generate.c src/command/generate.h \
	src/command/fail_on_word.c src/command/fail_on_word.h \
	src/command/fleet.c src/command/fleet.h \
	src/command/history.c src/command/history.h \
	src/command/input_guard.c src/command/input_guard.h \
	src/command/judging.c src/command/judging.h \
	src/command/line_words.c src/command/line_words.h \
	src/command/option_table.c src/command/option_table.h \
	src/command/option_value.c src/command/option_value.h \
	src/command/options.c src/command/options.h \
	src/command/output.c src/command/output.h \
	src/command/path.c src/command/path.h \
	src/command/profile_data.h \
	src/command/profile_file.c src/command/profile_file.h \
	src/command/report_file.c src/command/report_file.h \
	src/command/report_store.c src/command/report_store.h \
	src/command/resume.c src/command/resume.h \
	src/command/run.c src/command/run.h \
	src/command/run_settings.c src/command/run_settings.h \
	src/command/sandbox.c src/command/sandbox.h \
	src/command/sandbox_files.c src/command/sandbox_files.h \
	src/command/saved_file.c src/command/saved_file.h \
	src/command/saved_reports.c src/command/saved_reports.h \
	src/command/scan.c src/command/scan.h \
	src/command/settings.c src/command/settings.h \
	src/command/settings_file.c src/command/settings_file.h \
	src/command/small_file.c src/command/small_file.h \
	src/command/service_status.c src/command/service_status.h \
	src/command/standard_streams.c src/command/standard_streams.h \
	src/command/torn_end.c src/command/torn_end.h \
	src/command/usage.c src/command/usage.h \
	src/command/user.c src/command/user.h \
	src/command/worker.c src/command/worker.h
