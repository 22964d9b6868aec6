#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tap-parser, in its strict mode, takes each report for a whole TAP 14 stream and finds in it, under the names and with
// the texts of the JSON, what the JSON has.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { Parser } from "tap-parser";

// Its exit status is that of the findings.
function judged(file) {
    const done = spawnSync(process.env.MAILSONDE, ["assess", "--full", "--format", "json", file], { maxBuffer: 1 << 28 });
    return JSON.parse(done.stdout);
}

function parse(text) {
    const targets = [];
    const complaints = [];
    const parser = new Parser({ strict: true });
    parser.on("extra", (line) => complaints.push(`not TAP: ${line}`));
    parser.on("child", (child) => {
        const tests = new Map();
        targets.push({ name: child.name, tests });
        child.on("assert", (result) => tests.set(result.name, result));
        child.on("extra", (line) => complaints.push(`not TAP: ${line}`));
    });
    parser.on("complete", (results) => {
        // Tests that fail are none of its errors.
        for (const failure of results.failures.filter((failure) => failure.tapError))
            complaints.push(failure.tapError);
        if (results.bailout)
            complaints.push(`bailed out: ${results.bailout}`);
    });
    parser.end(text);
    return { targets, complaints };
}

// The parser shows a text of YAML and a description as they were before they were quoted.
function compare(finding, result) {
    if (!result)
        return "is missing";
    const wanted = {
        ok: finding.outcome !== "fails",
        skip: finding.outcome === "unknown",
        todo: finding.outcome === "fails" && (finding.severity !== "error" || finding.accepted != null),
    };
    for (const [key, value] of Object.entries(wanted))
        if (Boolean(result[key]) !== value)
            return `${key} is ${result[key]}`;
    const expected = finding.outcome === "holds" ? undefined : finding.evidence;
    return result.diag?.evidence === expected ? null : `evidence is ${result.diag?.evidence}`;
}

function problem(text, document) {
    const { targets, complaints } = parse(text);
    if (targets.length !== document.reports.length)
        complaints.push(`${targets.length} targets`);
    document.reports.forEach((report, i) => {
        for (const finding of report.findings) {
            const difference = compare(finding, targets[i]?.tests.get(finding.key));
            if (difference)
                complaints.push(`${finding.key} ${difference}`);
        }
        if (targets[i]?.tests.size !== report.findings.length)
            complaints.push(`${targets[i]?.tests.size} tests of ${report.target.name}`);
    });
    return complaints[0];
}

for (const file of fs.readdirSync(".").filter((name) => name.endsWith(".tap"))) {
    const name = file.replace(/\.tap$/, "");
    const document = name === "all" ? null : judged(`${name}.json`);
    const text = fs.readFileSync(file, "utf8");
    const said = document ? problem(text, document) : parse(text).complaints[0];
    console.log(said ? `FAIL ${file}: ${said}` : `PASS ${file}`);
}
