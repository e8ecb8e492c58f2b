// A client of WholeCell that honours Retry-After and polls a report with real waits.
// Written from docs/wholecell.md and docs/time.md alone. Prints the CSV.

const base = process.env.WHOLECELL_BASE_URL;
const key = Buffer.from(`${process.env.WHOLECELL_APP_ID}:${process.env.WHOLECELL_APP_SECRET}`);
const headers = { Authorization: `Basic ${key.toString("base64")}` };
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function call(method, path) {
  for (let tries = 0; tries < 5; tries++) {
    const answer = await fetch(`${base}${path}`, { method, headers });
    if (answer.status !== 429) return answer;
    await sleep(1000 * Number(answer.headers.get("retry-after") ?? 1));
  }
  throw new Error(`${path}: always too many requests`);
}

// Two calls a second are allowed: reading pages without a pause runs into the limit.
for (let page = 1; page <= 4; page++) {
  const listed = await call("GET", `/inventories?page=${page}`);
  if (!listed.ok) throw new Error(`page ${page}: ${listed.status}`);
}

let report = await (await call("POST", "/stock_levels_reports")).json();
for (let polls = 0; report.status !== "complete"; polls++) {
  if (polls > 10 || report.status === "failed") throw new Error(`never ready: ${report.status}`);
  await sleep(200);
  report = await (await call("GET", `/stock_levels_reports/${report.id}`)).json();
}
process.stdout.write(await (await fetch(report.url)).text());
