// Drives the playground of a running demo in headless Chromium and says what failed. Usage: see README.md.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    chromium: { type: "string", default: "/usr/bin/chromium" },
    screenshots: { type: "string" },
  },
});
const base = new URL(positionals[0] ?? "http://127.0.0.1:8080/");
const ACCOUNTS = ["quan-tri", "noi-vu", "phu-nghia", "to-chuc", "dang-uy-phu-nghia", "nen-tang-so"];

const profile = await mkdtemp(path.join(os.tmpdir(), "canbo-playground-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: values.chromium,
  headless: true,
  viewport: { width: 1440, height: 900 },
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const page = context.pages()[0] ?? (await context.newPage());
const seen = await watch(page);

const steps = [
  ["the page's policy allows no inline script and no evaluated code", checkPolicy],
  ["without a login nothing is sent to /graphql", checkSignedOut],
  ["a wrong pass phrase is refused", checkWrongPassPhrase],
  ["after a login the documentation is filled", checkDocumentation],
  ["the first query gives the baseline of 31/12/2023", checkFirstQuery],
  ["each of several operations runs by its name, with variables", checkSeveralOperations],
  ["the editor's tools work under the policy", checkEditorTools],
  ["another login fetches the schema again and empties the answer", checkSwitch],
  ["a refused token is shown as an expired login", checkExpiry],
  ["the token is kept in memory alone", checkMemoryOnly],
  ["no violation of the policy, no error, no other host", checkQuiet],
];

try {
  for (const [name, step] of steps) {
    try {
      await step();
      console.log(`ok  ${name}`);
    } catch (error) {
      console.log(`NOT ${name}`);
      throw error;
    } finally {
      if (values.screenshots) {
        await page.screenshot({ path: path.join(values.screenshots, `${step.name}.png`) });
      }
    }
  }
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}

async function checkPolicy() {
  const response = await page.goto(base.href, { waitUntil: "networkidle" });
  assert.equal(response.status(), 200);
  const policy = response.headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
  assert.equal(response.headers()["x-content-type-options"], "nosniff");
  assert.equal(response.headers()["referrer-policy"], "no-referrer");
}

async function checkSignedOut() {
  await page.locator("select[name=username] option").first().waitFor({ state: "attached" });
  const offered = await page.locator("select[name=username] option").evaluateAll((all) => all.map((o) => o.value));
  assert.deepEqual(offered.toSorted(), ACCOUNTS.toSorted());
  await page.locator(".graphiql-execute-button").click();
  await page.waitForFunction(() =>
    document.querySelector(".result-window .CodeMirror").CodeMirror.getValue().includes("Chưa đăng nhập"),
  );
  assert.deepEqual(seen.operations, []);
}

async function checkWrongPassPhrase() {
  const input = page.locator("input[name=passPhrase]");
  const passPhrase = await input.inputValue();
  assert.notEqual(passPhrase, "");
  await expectingStatus(401, async () => {
    await input.fill("sai mật khẩu");
    await page.locator(".login-bar button").click();
    await page.locator(".login-status[data-state=failed]").waitFor();
  });
  await input.fill(passPhrase);
}

async function checkDocumentation() {
  await logIn("noi-vu");
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^Query$/ }).first().click();
  await page.locator(".graphiql-doc-explorer-field-name", { hasText: /^targets$/ }).waitFor();
  await page.locator(".graphiql-doc-explorer-type-name", { hasText: /^TargetValue$/ }).first().click();
  await page.locator(".graphiql-doc-explorer-field-name", { hasText: /^numerator$/ }).waitFor();
}

async function checkFirstQuery() {
  const answer = await answerTo(() => page.locator(".graphiql-execute-button").click());
  assert.equal(answer.errors, undefined);
  const byCode = Object.fromEntries(answer.data.targets.map((value) => [value.target.code, value]));
  const { target: _, ...young } = byCode.K2;
  assert.deepEqual(young, {
    numerator: 6,
    denominator: 196,
    display: "3,1 %",
    status: "NOT_REACHED",
    gap: { byReplacement: 4, byAddition: 5 },
    slack: null,
  });
  assert.deepEqual(
    { numerator: byCode.K3.numerator, display: byCode.K3.display, status: byCode.K3.status, slack: byCode.K3.slack },
    { numerator: 30, display: "15,3 %", status: "REACHED", slack: 0 },
  );
}

async function checkSeveralOperations() {
  await page.getByRole("tab").nth(1).click();
  const who = await answerTo(() => runOperation("WhoAmI"));
  assert.equal(who.data.me.username, "noi-vu");
  assert.equal(seen.operations.at(-1).operationName, "WhoAmI");

  const communes = await answerTo(() => runOperation("Communes"));
  assert.equal(communes.data.units.totalCount, 32);
  assert.equal(seen.operations.at(-1).operationName, "Communes");
  assert.deepEqual(seen.operations.at(-1).variables, { asOf: "2023-12-31" });
}

async function checkEditorTools() {
  const editor = page.locator(".graphiql-query-editor .CodeMirror").first();

  await page.getByRole("button", { name: "Add tab" }).or(page.getByRole("button", { name: "New tab" })).click();
  await page.waitForFunction(
    () => !document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.getValue().includes("WhoAmI"),
  );
  await editor.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("{ me { nope");
  await page.locator(".CodeMirror-lint-mark-error").first().waitFor();
  await page.locator(".CodeMirror-lint-mark-error").first().hover();
  await page.locator(".CodeMirror-lint-tooltip").waitFor();
  await page.keyboard.type(" ");
  await page.keyboard.press("Control+Space");
  await page.locator(".CodeMirror-hints li", { hasText: "username" }).first().waitFor();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+F");
  await page.locator("#CodeMirror-search-field").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+G");
  await page.getByText("Jump to line:").waitFor();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Show History" }).click();
  await page.locator(".graphiql-history-items li").first().waitFor();

  for (const name of ["Open short keys dialog", "Open settings dialog"]) {
    await page.getByRole("button", { name }).click();
    await page.getByRole("dialog").waitFor();
    assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 1);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
  }
}

async function checkSwitch() {
  await page.getByRole("tab").nth(1).click();
  await answerTo(() => runOperation("WhoAmI"));
  const schemasBefore = seen.introspections;
  await logIn("quan-tri");
  assert.equal(seen.introspections, schemasBefore + 1);
  assert.equal(await answerText(), "");
  const who = await answerTo(() => runOperation("WhoAmI"));
  assert.equal(who.data.me.username, "quan-tri");
}

async function checkExpiry() {
  await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: { code: "UNAUTHENTICATED" } }), {
    times: 1,
  });
  await expectingStatus(401, async () => {
    await runOperation("WhoAmI");
    await page.locator(".login-status[data-state=expired]").waitFor();
  });
  await logIn("quan-tri");
}

async function checkMemoryOnly() {
  // GraphiQL writes its tabs half a second after the last change.
  await page.waitForTimeout(1000);
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.ok(stored.includes("graphiql:tabState"), "GraphiQL keeps its tabs");
  assert.deepEqual(seen.tokens.filter((token) => stored.includes(token)), []);
  assert.deepEqual(await context.cookies(), []);
  await page.reload({ waitUntil: "networkidle" });
  await page.locator(".login-status[data-state=signed-out]").waitFor();
}

function checkQuiet() {
  assert.deepEqual(seen.violations, []);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual([...seen.hosts], [base.host]);
}

async function logIn(username) {
  const schema = page.waitForResponse((response) => isIntrospection(response.request()));
  await page.locator("select[name=username]").selectOption(username);
  await page.locator(".login-bar button").click();
  await page.locator(".login-status[data-state=signed-in]", { hasText: username }).waitFor();
  await (await schema).finished();
}

async function runOperation(name) {
  // GraphiQL needs a moment to parse a document before its button offers the operations.
  await page.locator(".graphiql-execute-button[aria-haspopup=menu]").click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** The answer that `run` brings into the answer pane. */
async function answerTo(run) {
  const arrived = page.waitForResponse(
    (response) => new URL(response.url()).pathname === "/graphql" && !isIntrospection(response.request()),
  );
  await run();
  const sent = await (await arrived).json();
  await page.waitForFunction(
    (expected) => {
      const text = document.querySelector(".result-window .CodeMirror").CodeMirror.getValue();
      return text !== "" && JSON.stringify(JSON.parse(text)) === expected;
    },
    JSON.stringify(sent),
  );
  return sent;
}

function answerText() {
  return page.evaluate(() => document.querySelector(".result-window .CodeMirror").CodeMirror.getValue());
}

/** Chromium logs every refused request as an error; during `action` those of this status are wanted. */
async function expectingStatus(status, action) {
  const before = seen.errors.length;
  await action();
  const wanted = new RegExp(`status of ${status}`);
  const others = seen.errors.splice(before).filter((text) => !wanted.test(text));
  seen.errors.push(...others);
}

async function watch(target) {
  const record = { operations: [], introspections: 0, tokens: [], violations: [], errors: [], hosts: new Set() };
  await target.exposeFunction("reportViolation", (text) => record.violations.push(text));
  await target.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  target.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      record.errors.push(`${message.text()} (${message.location().url})`);
    }
  });
  target.on("pageerror", (error) => record.errors.push(String(error)));
  target.on("requestfailed", (request) => record.errors.push(`${request.url()}: ${request.failure().errorText}`));
  target.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http")) {
      record.hosts.add(url.host);
    }
    if (url.pathname === "/graphql") {
      recordOperation(record, request);
    }
  });
  return record;
}

function recordOperation(record, request) {
  record.tokens.push(request.headers().authorization.replace("Bearer ", ""));
  if (isIntrospection(request)) {
    record.introspections += 1;
  } else {
    record.operations.push(request.postDataJSON());
  }
}

function isIntrospection(request) {
  return (
    new URL(request.url()).pathname === "/graphql" && request.postDataJSON().operationName === "IntrospectionQuery"
  );
}
