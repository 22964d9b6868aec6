#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GitHub's own renderer (Debian: cmark-gfm) makes of each report: a table of the targets and what is wrong with them,
no tag or link that the program did not write, and what servers sent in code alone, where GitHub looks for no mention,
reference or link, and as they sent it."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

PROGRAM = os.environ["MAILSONDE"]
EXTENSIONS = ("table", "autolink", "strikethrough", "tagfilter", "tasklist", "footnotes")
TAGS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "b", "strong", "ul",
        "li", "sub"}
COLUMNS = 9
SHOWN_BYTES = 1_000_000
TEXT_MAX_BYTES = 1000


class Page(HTMLParser):
    """The tags, the texts in code, those outside of it, and the cells of each row."""

    def __init__(self):
        super().__init__()
        self.open, self.codes, self.words, self.rows = [], [], [], []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, f"a tag: <{tag}>"
        assert all(name in ("align", "style") for name, _ in attrs), f"an attribute: {attrs}"
        self.open.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1
        if tag == "code":
            self.codes.append("")

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> ends {self.open}"
        self.open.pop()

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data):
        if "code" in self.open:
            self.codes[-1] += data
        else:
            self.words.append(data)


def page_of(text):
    extensions = [word for extension in EXTENSIONS for word in ("-e", extension)]
    done = subprocess.run(["cmark-gfm", "--unsafe", *extensions], input=text, text=True, check=True,
                          stdout=subprocess.PIPE)
    page = Page()
    page.feed(done.stdout)
    page.close()
    assert not page.open, f"left open: {page.open}"
    return page


def check(name):
    assert os.path.getsize(name) < SHOWN_BYTES
    with open(name, encoding="utf-8") as file:
        page = page_of(file.read())
    for words in page.words:
        meant = re.search(r"(^|\W)@\w|#\d|https?:/|www\.|mailsonde-was-here|evil\.example", words)
        assert not meant, f"{meant.group()} outside of code: {words}"
    assert all(cells == COLUMNS for cells in page.rows), f"cells: {page.rows}"
    if name == "all.markdown":
        return
    saved = "foreign.json" if name == "nothing.markdown" else name.replace(".markdown", ".json")
    judged = subprocess.run([PROGRAM, "assess", "--full", "--format", "json", saved], check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    reports = json.loads(judged.stdout)["reports"]
    assert len(page.rows) == (len(reports) + 1 if reports else 0), f"{len(page.rows)} rows"
    for finding in (finding for report in reports for finding in report["findings"]):
        if finding["outcome"] == "fails" and finding["severity"] == "error":
            evidence = finding["evidence"].encode()[:TEXT_MAX_BYTES // 2].decode(errors="ignore")
            assert any(code.startswith(evidence) for code in page.codes), f"no code: {evidence}"
            assert finding["title"] in "".join(page.words), f"no {finding['title']}"


if not shutil.which("cmark-gfm"):
    print("there is no cmark-gfm (Debian: cmark-gfm)")
    sys.exit(77)
for report_name in sorted(glob.glob("*.markdown")):
    try:
        check(report_name)
        print(f"PASS {report_name}")
    except AssertionError as fault:
        print(f"FAIL {report_name}: {fault}")
