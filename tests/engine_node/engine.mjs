// A sync engine in Node that speaks lines mode (docs/protocol.md) with what Node itself brings.
// It only moves stock: what the warehouse can ship, less what its open orders still want, is what the shop shows.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const OPEN = ["pending", "open", "partially shipped", "on hold"];
const PORTION = 250;
let play = null; // what the last init told, with the time of the last sync
let wrote = false;

async function ask(url, options = {}) {
  for (let attempt = 1; ; attempt++) {
    const isWrite = options.method === "POST";
    const before = wrote;
    if (isWrite) wrote = true; // until a refusal: the answer may be lost, the write may not
    try {
      const reply = await fetch(url, { ...options, signal: AbortSignal.timeout(5000) });
      if (isWrite && reply.status >= 400 && reply.status < 500) wrote = before;
      if (!reply.ok) throw new Error(`${options.method ?? "GET"} ${new URL(url).pathname} answered ${reply.status}`);
      return { data: await reply.json(), link: reply.headers.get("link") ?? "" };
    } catch (error) {
      if (isWrite || attempt === 3) throw error;
    }
  }
}

async function* house(path) {
  const { WHEREFOUR_BASE_URL: base, WHEREFOUR_USERNAME: name, WHEREFOUR_PASSWORD: password } = play.env;
  const Authorization = "Basic " + Buffer.from(`${name}:${password}`).toString("base64");
  for (let url = base + path; url; ) {
    const { data, link } = await ask(url, { headers: { Authorization } });
    yield* data;
    url = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link)?.[1];
  }
}

async function shop(path, fields) {
  const options = { headers: { "X-API-KEY": play.env.RETAILCRM_API_KEY } };
  if (fields) Object.assign(options, { method: "POST", body: new URLSearchParams(fields) });
  return (await ask(play.env.RETAILCRM_BASE_URL + "/api/v5" + path, options)).data;
}

const unitsOfUse = (item, unit) => {
  const found = unit !== item.unit_of_use && item.conversions.find((c) => c.unit_of_measurement === unit);
  return found ? Number(found.to_count) / Number(found.from_count) : 1;
};

// SKU -> what open orders still want, in units of order
async function owed(items) {
  const byId = new Map(items.map((item) => [item.id, item]));
  const rest = {};
  for (const status of OPEN) {
    for await (const order of house(`/orders?status=${encodeURIComponent(status)}`)) {
      for (const line of order.order_items) rest[line.sku] = (rest[line.sku] ?? 0) + Number(line.count);
      for await (const shipment of house(`/customers/${order.customer.id}/orders/${order.id}/shipments`)) {
        for (const { inventory_sku: sku, count } of shipment.shipment_items) {
          const item = order.order_items.map((line) => byId.get(line.inventory_id)).find((i) => i?.sku === sku);
          const factor = item ? unitsOfUse(item, item.unit_of_pick_and_ship) / unitsOfUse(item, item.unit_of_order) : 1;
          rest[sku] = (rest[sku] ?? 0) - Number(count) * factor;
        }
      }
    }
  }
  return rest;
}

async function leftovers(skus) {
  const items = await Array.fromAsync(house("/inventory"));
  const rest = await owed(items);
  const numbers = new Map();
  for (const sku of skus) {
    const [item, ...twins] = items.filter((each) => each.sku === sku && !each.retired);
    let free = 0;
    if (item && !twins.length && item.pull_strategy !== "Hand Pick" && Number(item.on_hand) > 0) {
      for await (const { status, location, count } of house(`/inventory/${item.id}/stocks`)) {
        const takeable = status === "active" && (location?.allowed_for_pick_and_ship ?? true);
        if (takeable) free += Math.max(0, Number(count)) / unitsOfUse(item, item.unit_of_order);
      }
    }
    numbers.set(sku, Math.max(0, Math.floor(free - (rest[sku] ?? 0))));
  }
  return numbers;
}

async function sync() {
  const offers = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const reply = await shop(`/store/inventories?filter[details]=1&limit=250&page=${page}`);
    offers.push(...reply.offers);
    pages = reply.pagination.totalPageCount;
  }
  const mine = offers.filter((offer) => offer.externalId != null);
  const numbers = await leftovers(new Set(mine.map((offer) => offer.externalId)));
  const changed = mine.filter((offer) => {
    const shown = offer.stores.find((row) => row.store === play.store)?.quantity ?? 0;
    return Number(shown) !== numbers.get(offer.externalId);
  });
  for (const [site, rows] of Map.groupBy(changed, (offer) => offer.site)) {
    for (let start = 0; start < rows.length; start += PORTION) {
      const portion = rows.slice(start, start + PORTION).map((offer) => row(offer.externalId, numbers));
      await shop("/store/inventories/upload", { site, offers: JSON.stringify(portion) });
    }
  }
}

const row = (sku, numbers) => ({ externalId: sku, stores: [{ code: play.store, available: numbers.get(sku) }] });

// The shop's callback: <listen>/inventories, a form of clientId and inventoriesUpload
async function callback(request, body) {
  const url = new URL(request.url.replace(/^\/+/, "/"), "http://127.0.0.1");
  const fields = request.method === "POST" ? new URLSearchParams(body) : url.searchParams;
  if (url.pathname.replace(/\/+$/, "") !== "/inventories") return [404, { success: false, errorMsg: "no such action" }];
  if (!play || fields.get("clientId") !== play.client_id) return [403, { success: false, errorMsg: "unknown clientId" }];
  const skus = JSON.parse(fields.get("inventoriesUpload")).offers.map((offer) => offer.externalId);
  const numbers = await leftovers(skus);
  return [200, { success: true, offers: skus.map((sku) => row(sku, numbers)) }];
}

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request.setEncoding("utf8")) body += part;
  const [status, data] = await callback(request, body).catch((error) => [502, { success: false, errorMsg: String(error) }]);
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(data));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

async function answer(message) {
  if (message.type === "init") {
    const store = Object.keys(message.map).find((code) => message.map[code] === "wherefour");
    play = { ...message, store };
    return { type: "init_ok", listen: `http://127.0.0.1:${server.address().port}/` };
  }
  if (message.type === "stop") return { type: "stop_ok" };
  wrote = false;
  play.now = message.now;
  await sync();
  return { type: "sync_ok" };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  const reply = await answer(message).catch((error) => {
    console.error(`${play?.now}: ${error.stack}`);
    return { type: "error", text: error.message, definite: !wrote };
  });
  process.stdout.write(JSON.stringify({ ...reply, in_reply_to: message.id }) + "\n");
  if (message.type === "stop") break;
}
process.exit(0); // the server and the shop's open connections would keep it here
