// One poll: tells eBay of the labels that ShipStation bought since a moment (Pacific time, as its filters are).
// Written from the pages of documentation only. `node labels_to_ebay.mjs "2026-03-02 00:00:00" [access token]`
const env = process.env;
const [since, kept] = process.argv.slice(2);
const basic = (name, secret) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
const CARRIERS = { stamps_com: 'USPS', ups: 'UPS', fedex: 'FedEx' };
let token = kept;

async function refresh() {
  const answer = await fetch(`${env.EBAY_BASE_URL}/identity/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: basic(env.EBAY_CLIENT_ID, env.EBAY_CLIENT_SECRET) },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: env.EBAY_REFRESH_TOKEN }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`no token: ${told.error}`);
  token = told.access_token;
}

async function ebay(path, body) {
  for (let again = true; ; again = false) {
    const answer = await fetch(`${env.EBAY_BASE_URL}/sell/fulfillment/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (answer.status === 401 && again) { await refresh(); continue; }
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.parse(text).errors[0].message}`);
    return text ? JSON.parse(text) : {};
  }
}

async function* shipments() {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const query = new URLSearchParams({ createDateStart: since, includeShipmentItems: 'true', page, pageSize: 100 });
    const answer = await fetch(`${env.SHIPSTATION_BASE_URL}/shipments?${query}`, {
      headers: { authorization: basic(env.SHIPSTATION_API_KEY, env.SHIPSTATION_API_SECRET) },
    });
    if (answer.status === 429) {
      await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get('x-rate-limit-reset'))));
      page -= 1;
      continue;
    }
    const told = await answer.json();
    pages = told.pages;
    yield* told.shipments;
  }
}

for await (const label of shipments()) {
  if (label.voided || label.isReturnLabel || !label.orderKey?.startsWith('ebay-')) continue;
  try {
    await ebay(`/order/${label.orderNumber}/shipping_fulfillment`, {
      lineItems: label.shipmentItems.map(({ lineItemKey, quantity }) => ({ lineItemId: lineItemKey, quantity })),
      shippingCarrierCode: CARRIERS[label.carrierCode] ?? label.carrierCode,
      trackingNumber: label.trackingNumber.replace(/[^A-Za-z0-9]/g, ''),
    });
    console.log(`told ${label.orderNumber}`);
  } catch (error) {
    console.log(`left ${label.orderNumber}: ${error.message}`);
  }
}
