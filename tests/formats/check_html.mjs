#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What --format html writes is valid HTML; in a browser it fits the window, asks for nothing, says nothing on the
// console and runs nothing that a server sent; axe finds no barrier in it; on paper nothing stays folded.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import puppeteer from "puppeteer-core";

const BROWSER = "/usr/bin/chromium";
// Those that show each part of a report between them; small ones, for validators take their time.
const VALID = ["list.html", "attacker.html", "stored-path.html", "stored-deep-tls.html", "nothing.html", "single.html"];
const WITH_AXE = ["list.html", "attacker.html", "stored-path.html"];
const ON_PAPER = ["attacker.html", "stored-bad-certificates.html"];
const WIDTHS = [360, 1280];
// What the program writes; whatever else there is came of a text.
const ELEMENTS = new Set(
    ("A ARTICLE BDI BODY CAPTION CODE DD DETAILS DIV DL DT H1 H2 H3 H4 HEAD HEADER HTML LI MAIN META OL P PRE SECTION " +
        "INPUT LABEL SPAN STRONG STYLE SUMMARY TABLE TBODY TD TH THEAD TIME TITLE TR UL svg title circle g line rect text").split(" "));
const ATTRIBUTES = new Set(
    ("aria-hidden aria-label class colspan content data-label open datetime height href http-equiv id lang name role rowspan " +
        "scope tabindex type width charset x x1 x2 y y1 y2 cx cy r").split(" "));
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

// All reports in one document; that of one target, which has its name in the title; one that has none.
const FILES = ["all.html", "single.html", "nothing.html"];

const say = (file, faults) =>
    console.log(faults.length === 0 ? `PASS ${file}` : `FAIL ${file}: ${faults.slice(0, 5).join("; ").replace(/\s+/g, " ")}`);

const validator = new HtmlValidate(
    new FileSystemConfigLoader({ root: true, extends: ["html-validate:recommended", "html-validate:document"] }));

async function invalid(file) {
    const report = await validator.validateFile(file);
    return report.results.flatMap((result) =>
        result.messages.map((message) => `line ${message.line}: ${message.message}`));
}

// Runs in the page.
function foreign(elements, attributes) {
    const faults = new Set();
    for (const element of document.querySelectorAll("*")) {
        if (!elements.includes(element.tagName)) faults.add(`<${element.tagName}>`);
        for (const { name, value } of element.attributes) {
            if (!attributes.includes(name)) faults.add(`attribute ${name}`);
            if (name === "href" && !(value.startsWith("#") && document.getElementById(value.slice(1))))
                faults.add(`href ${value}`);
        }
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size !== ids.length) faults.add("an id that is there twice");
    return [...faults];
}

// Runs in the page: what is wider than the window and in no part that scrolls by itself.
function tooWide() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`${scrollWidth} px in a window of ${clientWidth}`] : [];
}

// Runs in the page.
async function barriers() {
    for (const details of document.querySelectorAll("details")) details.open = true;
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

// Runs in the page, as it is printed: sections that are folded and printed, or opened and not; with the box at the top
// whatever is folded and stays so.
function misprinted() {
    const shown = (details) => details.checkVisibility();
    const name = (details) => details.firstElementChild.textContent;
    const sections = [...document.querySelectorAll("details.section, details.aside")];
    const faults = sections.filter((details) => shown(details) && !details.open).map((details) => `printed: ${name(details)}`);
    if (sections.length > 0) sections[0].open = true;
    faults.push(...sections.slice(0, 1).filter((details) => !shown(details)).map((details) => `not printed: ${name(details)}`));
    if (sections.length > 0) sections[0].open = false;
    document.getElementById("print-all").checked = true;
    faults.push(...[...document.querySelectorAll("details")]
        .filter((details) => !shown(details) || getComputedStyle(details, "::details-content").contentVisibility !== "visible")
        .map((details) => `folded: ${name(details)}`));
    document.getElementById("print-all").checked = false;
    return faults;
}

async function look(page, file, noise) {
    const faults = [];
    noise.length = 0;
    for (const width of WIDTHS) {
        await page.setViewport({ width, height: 900 });
        await page.goto(`file://${path.resolve(file)}`);
        faults.push(...(await page.evaluate(tooWide)));
    }
    faults.push(...(await page.evaluate(foreign, [...ELEMENTS], [...ATTRIBUTES])));
    const policy = await page.$eval("meta[http-equiv]", (meta) => meta.content);
    if (policy !== POLICY) faults.push(`policy ${policy}`);
    return [...faults, ...noise];
}

async function ask_axe(page, file) {
    const source = fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8");
    const faults = [];
    for (const value of ["light", "dark"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
        await page.goto(`file://${path.resolve(file)}`);
        await page.evaluate(source);
        faults.push(...(await page.evaluate(barriers)).map((fault) => `${value}: ${fault}`));
    }
    return faults;
}

async function print(page, file) {
    await page.goto(`file://${path.resolve(file)}`);
    await page.emulateMediaType("print");
    const faults = await page.evaluate(misprinted);
    await page.emulateMediaType(null);
    const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true }));
    fs.writeFileSync(`${file}.pdf`, pdf);
    const boxes = [...pdf.toString("latin1").matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    const a4 = ([, width, height]) => Math.abs(width - 595.28) < 1 && Math.abs(height - 841.89) < 1;
    if (boxes.length === 0 || !boxes.every(a4)) faults.push("pages that are not A4");
    return faults;
}

if (!fs.existsSync(BROWSER)) {
    console.log(`${BROWSER} is not installed`);
    process.exit(77);
}
spawnSync(process.env.MAILSONDE, ["scan", "--offline", "--records=list.zone", "--format=html", "--output=single.html",
    "one.list.example"]);
for (const file of VALID) say(`valid ${file}`, await invalid(file));
const browser = await puppeteer.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const noise = [];
page.on("console", (message) => noise.push(`console: ${message.text()}`));
page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
page.on("dialog", (dialog) => noise.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
page.on("request", (request) => request.isNavigationRequest() || noise.push(`request: ${request.url()}`));
for (const file of FILES) say(`page ${file}`, await look(page, file, noise));
for (const file of WITH_AXE) say(`axe ${file}`, await ask_axe(page, file));
for (const file of ON_PAPER) say(`paper ${file}`, await print(page, file));
await browser.close();
