// An outside user: what docs/control.md and docs/limits.md promise, tried with Node's own fetch,
// http and net. Usage: node outside_user.mjs URL; one line for each promise, exit code 1 if one fails.
import http from "node:http";
import net from "node:net";

const url = new URL(process.argv[2]);
let failed = 0;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const sim = async (path, body, method = body ? "POST" : "GET") => {
  const answer = await fetch(new URL(`/_sim${path}`, url), {
    method,
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json().catch(() => null) };
};
const journal = async (query = "") => (await sim(`/journal?limit=10000${query}`)).body.entries;

async function until(what, ms = 8000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    const found = await what();
    if (found) return found;
  }
  throw new Error("it did not happen in time");
}

async function promise(sentence, attempt) {
  const begun = Date.now();
  try {
    await attempt();
    console.log(`ok    ${sentence} (${Date.now() - begun} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${sentence}: ${error.message}`);
  }
}

function equal(found, wanted) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`);
  }
}

// fetch sets Host and Origin by itself: these go through http.
function asked(path, headers, body) {
  return new Promise((done, fail) => {
    const request = http.request(new URL(path, url), { method: body ? "POST" : "GET", headers });
    request.on("response", (answer) => {
      answer.resume();
      answer.on("end", () => done(answer.statusCode));
    });
    request.on("error", fail);
    request.end(body);
  });
}

// Sends bytes, waits, and goes as it is told; resolves with what came.
function raw(text, { after = 100, leave = (socket) => socket.destroy() } = {}) {
  return new Promise((done) => {
    let heard = "";
    const socket = net.connect(url.port, url.hostname, () => {
      socket.write(text);
      if (leave) setTimeout(() => leave(socket), after);
    });
    socket.on("data", (part) => (heard += part));
    socket.on("error", () => {});
    socket.on("close", () => done(heard));
  });
}

const head = (method, path, ...lines) =>
  [`${method} ${path} HTTP/1.1`, "Host: localhost", ...lines, "", ""].join("\r\n");

await promise("a half request never happened and has a row not_received", async () => {
  const before = (await sim("/clock")).body.now;
  await raw(head("POST", "/wherefour/api/v1/customers", "Content-Length: 50") + '{"display');
  const [row] = await until(async () => {
    const rows = await journal("&kind=not_received");
    return rows.length && rows;
  });
  equal([row.simulator, row.method, row.path], ["wherefour", "POST", "/api/v1/customers"]);
  equal([row.note, row.delivered, row.status], [{ bytes: 9, of: 50 }, false, null]);
  equal((await sim("/clock")).body.now, before);
});

await promise("half a call of the control plane does nothing either", async () => {
  const body = JSON.stringify({ by: "5h" });
  const before = (await sim("/clock")).body.now;
  await raw(head("POST", "/_sim/clock/advance", "Content-Length: 99") + body);
  await until(async () => (await journal("&simulator=_sim")).length === 1);
  equal((await sim("/clock")).body.now, before);
});

await promise("an upload that is aborted in the middle runs nothing", async () => {
  const stop = new AbortController();
  const slow = new ReadableStream({
    async pull(stream) {
      stream.enqueue(new TextEncoder().encode('{"display_name": "half'));
      await sleep(200);
      stop.abort();
    },
  });
  const target = new URL("/wherefour/api/v1/customers", url);
  const sent = { method: "POST", body: slow, duplex: "half", signal: stop.signal };
  await fetch(target, sent).then(
    () => { throw new Error("it was answered"); },
    (error) => equal(error.name, "AbortError"),
  );
  await until(async () => (await journal("&kind=not_received")).length === 3);
});

await promise("a client that gave up before its answer: delivered is false", async () => {
  const fault = { simulator: "wherefour", operation: "*", kind: "latency", ms: 0, wall_ms: 600 };
  equal((await sim("/faults", fault)).status, 201);
  const stop = AbortSignal.timeout(200);
  const gone = await fetch(new URL("/wherefour/api/v1/inventory", url), { signal: stop }).catch(
    (error) => error.name,
  );
  equal(gone, "TimeoutError");
  const rows = await until(async () => {
    const found = await journal("&kind=exchange");
    return found.length && found[0].delivered === false && found;
  });
  equal([rows.length, rows[0].status], [1, 401]);
});

await promise("waiting for the journal ends with its client, and answers who waits", async () => {
  const asks = { method: "POST", body: '{"timeout": "10m", "count": 10000}' };
  const stop = AbortSignal.timeout(300);
  await fetch(new URL("/_sim/journal/wait", url), { ...asks, signal: stop }).catch(() => {});
  const { body } = await sim("/journal/wait", { timeout: "200ms", count: 10000 });
  equal(body.matched, false);
});

await promise("foreign names and pages are 403, this machine's are not", async () => {
  const at = "/_sim/clock";
  equal(await asked(at, { host: "evil.example" }), 403);
  equal(await asked(at, { origin: "https://evil.example" }), 403);
  equal(await asked(at, { origin: "null" }), 403);
  equal(await asked(at, { "sec-fetch-site": "cross-site" }), 403);
  equal(await asked(at, { origin: "http://localhost:3000" }), 200);
  equal(await asked(at, { host: "localhost:1" }), 200);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  equal(await asked("/_sim/sql", form, '{"sql": "SELECT 1"}'), 200);
  equal(await asked("/_sim/sql", { ...form, origin: "https://evil.example" }, '{"sql": "1"}'), 403);
});

await promise("a broken Host is 400", async () => {
  const said = await raw("GET /_sim/health HTTP/1.1\r\nHost: a b\r\n\r\n");
  equal(said.split(" ")[1], "400");
});

await promise("a body over 16 MiB is 413, with fetch and by its length alone", async () => {
  const body = new Uint8Array(17 * 1024 * 1024);
  const answer = await fetch(new URL("/retailcrm/api/v5/orders/create", url), {
    method: "POST",
    body,
  });
  equal([answer.status, (await answer.json()).success], [413, false]);
  const length = `Content-Length: ${2 ** 40}`;
  const said = await raw(head("POST", "/whiplash/api/orders", length));
  equal(said.split(" ")[1], "413");
});

await promise("questions in SQL: 5 s, 100,000 rows, reading only; others go on", async () => {
  const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";
  const asking = sim("/sql", { sql: `${endless}SELECT count(*) FROM n` });
  const begun = Date.now();
  await sleep(300);
  equal((await sim("/health")).status, 200);
  if (Date.now() - begun > 3000) throw new Error("health had to wait");
  const { status, body } = await asking;
  equal(status, 422);
  if (!/5 s/.test(body.error.message)) throw new Error(body.error.message);
  equal((await sim("/sql", { sql: `${endless}SELECT i FROM n LIMIT 100001` })).status, 422);
  equal((await sim("/sql", { sql: "DELETE FROM journal" })).status, 422);
  equal((await sim("/sql", { sql: "SELECT 1" })).body.rows, [[1]]);
});

await promise("a client that sends half a head and waits is cut after 10 s", async () => {
  const begun = Date.now();
  const said = await raw("GET /_sim/health HTTP/1.1\r\nHo", { leave: null });
  equal(said.split(" ")[1], "408");
  const took = Date.now() - begun;
  if (took < 8000 || took > 15000) throw new Error(`after ${took} ms`);
});

process.exit(failed ? 1 : 0);
