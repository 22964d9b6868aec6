# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/report/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/report/annotation.c src/report/annotation.h \
	src/report/attacker_rows.c \
	src/report/cell.c src/report/cell.h \
	src/report/certificate_rows.c src/report/certificate_rows.h \
	src/report/checkmk_format.c \
	src/report/csv_format.c \
	src/report/finding_groups.c src/report/finding_groups.h \
	src/report/finding_kinds.c src/report/finding_kinds.h \
	src/report/finding_words.c src/report/finding_words.h \
	src/report/format.h \
	src/report/formats.h \
	src/report/github.c \
	src/report/gitlab.c \
	src/report/json_certificates.c src/report/json_certificates.h \
	src/report/json_expand.c src/report/json_expand.h \
	src/report/json_finished.c src/report/json_finished.h \
	src/report/json_format.c \
	src/report/json_holds.c src/report/json_holds.h \
	src/report/json_in.c src/report/json_in.h \
	src/report/json_out.c src/report/json_out.h \
	src/report/json_parts.c src/report/json_parts.h \
	src/report/json_repeats.c src/report/json_repeats.h \
	src/report/json_report.c src/report/json_report.h \
	src/report/json_restore.c src/report/json_restore.h \
	src/report/json_saved.c src/report/json_saved.h \
	src/report/json_schema.c src/report/json_schema.h \
	src/report/json_schema_build.c src/report/json_schema_build.h \
	src/report/json_schema_lines.c \
	src/report/json_value.h \
	src/report/json_write.c src/report/json_write.h \
	src/report/junit.c \
	src/report/level_words.c src/report/level_words.h \
	src/report/markdown_format.c \
	src/report/markdown_text.c src/report/markdown_text.h \
	src/report/line_digest.c src/report/line_digest.h \
	src/report/line_domain.c src/report/line_domain.h \
	src/report/line_endpoint.c src/report/line_endpoint.h \
	src/report/line_host.c src/report/line_host.h \
	src/report/kept_reports.c src/report/kept_reports.h \
	src/report/line_ids.c src/report/line_ids.h \
	src/report/line_layout.c src/report/line_layout.h \
	src/report/json_lookups.c src/report/json_lookups.h \
	src/report/marked_lines.c src/report/marked_lines.h \
	src/report/markup.c src/report/markup.h \
	src/report/matrix_rows.c src/report/matrix_rows.h \
	src/report/nagios_format.c \
	src/report/name_words.c src/report/name_words.h \
	src/report/overview.c src/report/overview.h \
	src/report/page.c src/report/page.h \
	src/report/page_table.c src/report/page_table.h \
	src/report/path_rows.c src/report/path_rows.h \
	src/report/path_words.c src/report/path_words.h \
	src/report/plain_out.c src/report/plain_out.h \
	src/report/policy_words.c src/report/policy_words.h \
	src/report/progress.c src/report/progress.h \
	src/report/prometheus_format.c \
	src/report/report_lines.c src/report/report_lines.h \
	src/report/report_writer.c src/report/report_writer.h \
	src/report/route_lines.c src/report/route_lines.h \
	src/report/run_words.c src/report/run_words.h \
	src/report/sarif.c \
	src/report/sarif_rules.c src/report/sarif_rules.h \
	src/report/service_state.c src/report/service_state.h \
	src/report/status_lines.c src/report/status_lines.h \
	src/report/suggest_format.c \
	src/report/tap_format.c \
	src/report/text.c \
	src/report/text_accepted.c \
	src/report/text_clients.c \
	src/report/text_dane.c \
	src/report/text_details.c \
	src/report/text_findings.c \
	src/report/text_headline.c \
	src/report/text_matrix.c \
	src/report/text_next_steps.c \
	src/report/text_overview.c \
	src/report/text_path.c \
	src/report/text_path_table.c \
	src/report/text_policies.c \
	src/report/text_problems.c \
	src/report/text_route.c \
	src/report/text_sections.h \
	src/report/text_status.c \
	src/report/text_tls.c \
	src/report/tls_details.c \
	src/report/tls_lines.c src/report/tls_lines.h \
	src/report/tls_ports.c src/report/tls_ports.h \
	src/report/tlsa_rows.c src/report/tlsa_rows.h \
	src/report/verdict_lines.c src/report/verdict_lines.h \
	src/report/wrap.c src/report/wrap.h
