#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SARIF against its schema and Microsoft's multitool, which knows what the prose of the standard says; and what GitHub
// insists on: a place in a file that is there, a fingerprint for each result, rules with help and a severity.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const tool = fs.readdirSync("node_modules/@microsoft").find((name) => name.startsWith("sarif-multitool-"));
const folder = path.join("node_modules/@microsoft", tool);
const ajv = new Ajv({ strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(folder, "sarif-2.1.0.json"), "utf8")));
const files = fs.readdirSync(".").filter((name) => name.endsWith(".sarif"));
const logs = new Map(files.map((file) => [file, JSON.parse(fs.readFileSync(file, "utf8"))]));

function check(name, problems) {
    console.log(problems.length === 0 ? `PASS ${name}` : `FAIL ${name}: ${problems.slice(0, 3).join("; ")}`);
}

function results(file) {
    return logs.get(file).runs[0].results;
}

for (const [file, log] of logs) {
    const problems = validate(log) ? [] : [ajv.errorsText(validate.errors)];
    const run = log.runs[0];
    const prints = new Set();
    for (const result of run.results) {
        const rule = run.tool.driver.rules[result.ruleIndex];
        if (rule?.id !== result.ruleId) problems.push(`${result.ruleId} is not rule ${result.ruleIndex}`);
        if (result.kind === "fail" && result.level === "none") problems.push(`${result.ruleId} fails without a level`);
        if (result.kind !== "fail" && result.level !== "none") problems.push(`${result.ruleId} is ${result.kind} ${result.level}`);
        prints.add(result.partialFingerprints.primaryLocationLineHash);
    }
    // Reports of the same target twice are one.
    if (file !== "all.sarif" && prints.size !== run.results.length) problems.push("a fingerprint comes twice");
    check(`${file} as its schema says`, problems);
}

// It takes a second for each, and all.sarif has the results of all. What it warns of is what it would like to see besides.
const some = ["all.sarif", "nothing.sarif"];
const done = spawnSync(path.join(folder, "Sarif.Multitool"), ["validate", ...some],
    { encoding: "utf8", env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" } });
const complaints = done.stdout.split("\n").filter((line) => / error /.test(line));
if (!/Analysis completed successfully/.test(done.stdout)) complaints.push(`${done.status}: ${done.stdout}${done.stderr}`);
check("multitool finds no error", complaints);

const rules = logs.get("nothing.sarif").runs[0].tool.driver.rules;
check("rules have what GitHub shows", rules.filter((rule) => !rule.help.text || !rule.help.markdown
    || !(Number(rule.properties["security-severity"]) > 0) || !rule.shortDescription.text).map((rule) => rule.id));
check("nothing is found in nothing", results("nothing.sarif").map((result) => result.ruleId));

const problems = [];
const lines = fs.readFileSync("targets.txt", "utf8").split("\n");
for (const result of results("list.sarif")) {
    const { artifactLocation, region } = result.locations[0].physicalLocation ?? {};
    if (artifactLocation?.uri !== "targets.txt") problems.push(`${result.ruleId} is in ${artifactLocation?.uri}`);
    else if (!lines[region.startLine - 1].startsWith(result.properties.target)) problems.push(`line ${region.startLine}`);
}
check("a result stands beside its target in the list", results("list.sarif").length > 0 ? problems : ["no result"]);
check("without a list it has the name of its place", results("demo.sarif").filter((result) =>
    result.locations[0].physicalLocation || !result.locations[0].logicalLocations[0].fullyQualifiedName).map((result) => result.ruleId));

// An unknown result is neither a failure nor a pass.
const kinds = new Set(results("all.sarif").map((result) => `${result.kind} ${result.level}`));
check("failures and what is open are there", ["fail error", "fail warning", "fail note", "open none"].filter((kind) => !kinds.has(kind)));
