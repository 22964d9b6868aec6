#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GitLab's Code Quality: what its documentation asks of each issue, and that no fingerprint comes twice, since GitLab
// takes two issues with the same one for one.
import fs from "node:fs";
import Ajv from "ajv/dist/2020.js";

const text = { type: "string", minLength: 1 };
const validate = new Ajv().compile({
    type: "array",
    items: {
        type: "object",
        additionalProperties: false,
        required: ["description", "check_name", "fingerprint", "severity", "location"],
        properties: {
            description: text,
            check_name: text,
            fingerprint: text,
            severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
            location: {
                type: "object",
                required: ["path", "lines"],
                properties: {
                    path: text,
                    lines: { type: "object", required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
                },
            },
        },
    },
});

function check(name, problems) {
    console.log(problems.length === 0 ? `PASS ${name}` : `FAIL ${name}: ${problems.slice(0, 3).join("; ")}`);
}

function read(file) {
    return JSON.parse(fs.readFileSync(file, "utf8"));
}

for (const file of fs.readdirSync(".").filter((name) => name.endsWith(".gitlab"))) {
    const issues = read(file);
    const problems = validate(issues) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
    if (file !== "all.gitlab" && new Set(issues.map((issue) => issue.fingerprint)).size !== issues.length)
        problems.push("a fingerprint comes twice");
    check(file, problems);
}
const lines = fs.readFileSync("targets.txt", "utf8").split("\n");
check("an issue stands at its line of the list", read("list.gitlab").filter((issue) => issue.location.path !== "targets.txt"
    || !/^(one|two)\.list\.example/.test(lines[issue.location.lines.begin - 1])).map((issue) => issue.check_name));
const errors = read("demo.json").reports.flatMap((report) => report.findings).filter((finding) =>
    finding.outcome === "fails" && finding.severity === "error").length;
const critical = read("demo.gitlab").filter((issue) => issue.severity === "critical").length;
check("errors are critical", errors === critical ? [] : [`${critical} of ${errors}`]);
check("a file that is no report is an issue", read("nothing.gitlab").length === 1 ? [] : ["it is not"]);
