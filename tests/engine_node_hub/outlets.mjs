// The four outlets, read into one shape.
// listing: {outlet, id, parts: [{sku, shown}]}
// order: {outlet, id, ref, state, left, lines: [{id, key, sku, title, want, price, device}], told: [numbers], raw}
//   state: live | wait (leave it alone) | dead (cancelled, moved, paid back); left: it had left, or a part of it
import { Api, Tokens, Unknown, basic, rows } from './http.mjs';

export const plain = number => String(number).replace(/[^A-Za-z0-9]/g, '');
const cents = text => Math.max(0, Math.round(Number(text || 0) * 100)) || 0;
const groupBy = (list, key) => list.reduce((map, one) => map.set(key(one), [...(map.get(key(one)) ?? []), one]), new Map());
const alive = lines => lines.some(line => line.want > 0);

export class RetailCrm {
  constructor(env, round, route) {
    Object.assign(this, { name: 'retailcrm', channel: null, round, place: route.place, code: 'outside-hub', number: route.reference ?? 'R{id}' });
    const [before, after] = this.number.split('{id}');
    this.idOf = ref => ref.slice(before.length, ref.length - after.length);
    this.api = new Api('retailcrm', env.RETAILCRM_BASE_URL + '/api/v5', { headers: { 'X-API-KEY': env.RETAILCRM_API_KEY } });
  }
  list(where, query, name, key) {
    return rows(this.api, where, { ...query, page: 1 }, body => body[name], key,
      (body, page) => page < body.pagination.totalPageCount ? { ...query, page: page + 1 } : null);
  }
  async listings() {
    const offers = await this.list('/store/inventories', { limit: 250, 'filter[details]': 1 }, 'offers', row => row.id);
    return offers.filter(row => row.externalId).map(row => ({ outlet: this, id: row.id, site: row.site,
      parts: [{ sku: row.externalId, shown: row.stores.find(s => s.store === this.place)?.quantity ?? 0 }] }));
  }
  async begin() { // registration and what only the history tells
    const got = await this.api.get(`/integration-modules/${this.code}`, {}, true);
    if (!got?.integrationModule?.active) {
      const module = { code: this.code, integrationCode: this.code, name: 'Outside hub', baseUrl: 'http://127.0.0.1/', accountUrl: 'http://127.0.0.1/',
        clientId: this.code, active: true, integrations: { store: { actions: [] } } };
      const answer = await this.api.call('POST', `/integration-modules/${this.code}/edit`, { form: { integrationModule: JSON.stringify(module) } });
      if (!answer.ok) throw new Unknown(`the module was refused: ${JSON.stringify(answer.body)}`);
    }
    const statuses = Object.values((await this.api.get('/reference/statuses')).statuses);
    this.off = new Set(statuses.filter(row => row.group === 'cancel').map(row => row.code));
    this.reopened = new Map(); this.ours = new Map();
    for (const row of await this.list('/orders/history', { limit: 100 }, 'history', row => row.id)) {
      const id = row.order?.id;
      if (row.field === 'status' && this.off.has(row.oldValue?.code) && !this.off.has(row.newValue?.code)) this.reopened.set(id, (this.reopened.get(id) ?? 0) + 1);
      if (row.field === 'shipped') this.ours.set(id, row.newValue === true && row.apiKey?.current === true);
    }
  }
  async orders() {
    return (await this.list('/orders', { limit: 100 }, 'orders', row => row.id)).map(row => this.order(row));
  }
  async one(ref) {
    const got = await this.api.get(`/orders/${this.idOf(ref)}`, { by: 'id' }, true);
    return got && this.order(got.order);
  }
  order(raw) {
    const lines = new Map();
    for (const item of raw.items ?? []) {
      const key = String(item.offer?.id ?? 'none'), line = lines.get(key);
      if (line) line.want += item.quantity;
      else lines.set(key, { id: key, key, sku: item.offer?.externalId ?? null, title: item.offer?.name, want: item.quantity, price: cents(item.initialPrice) });
    }
    const here = raw.shipmentStore === this.place;
    return { outlet: this, id: String(raw.id), ref: this.number.replace('{id}', raw.id), raw, lines: [...lines.values()], told: [], shipped: raw.shipped, left: raw.shipped,
      state: here && !this.off.has(raw.status) ? 'live' : 'dead', epoch: this.reopened.get(raw.id) ?? 0, ours: this.ours.get(raw.id) };
  }
  edit(order, fields) {
    return this.api.call('POST', `/orders/${order.id}/edit`, { form: { by: 'id', site: order.raw.site, order: JSON.stringify({ id: order.raw.id, ...fields }) } });
  }
  async write(changes) {
    const bySite = groupBy(changes, change => change.listing.site);
    for (const [site, all] of bySite) for (let i = 0; i < all.length; i += 250) await this.upload(site, all.slice(i, i + 250));
  }
  async upload(site, part) {
    const offers = part.map(({ listing, quantity }) => ({ id: listing.id, stores: [{ code: this.place, available: quantity }] }));
    const answer = await this.api.call('POST', '/store/inventories/upload', { form: { site, offers: JSON.stringify(offers) } });
    if (answer.ok) {
      const missing = answer.body.notFoundOffers?.length ?? 0;
      if (answer.body.processedOffersCount + missing < part.length) this.round.fail(`upload: ${answer.body.processedOffersCount} of ${part.length} were processed`);
      for (const row of answer.body.notFoundOffers ?? []) this.round.name(part.find(one => one.listing.id === row.id)?.sku, 'the shop does not know the offer');
    } else if (part.length === 1) this.round.name(part[0].sku, `the shop refuses its number: ${JSON.stringify(answer.body)}`);
    else for (const half of [part.slice(0, part.length >> 1), part.slice(part.length >> 1)]) await this.upload(site, half);
  }
}

export class Ebay {
  constructor(env, round) {
    Object.assign(this, { name: 'ebay', channel: 'eBay', round });
    this.tokens = new Tokens('ebay', { url: env.EBAY_BASE_URL + '/identity/v1/oauth2/token', client: env.EBAY_CLIENT_ID, secret: env.EBAY_CLIENT_SECRET,
      first: env.EBAY_REFRESH_TOKEN, now: round.now, dir: round.dir });
    this.api = new Api('ebay', env.EBAY_BASE_URL, { tokens: this.tokens });
  }
  begin() { this.tokens.load(); }
  async listings() {
    const list = await rows(this.api, '/sell/inventory/v1/inventory_item', { limit: 200, offset: 0 }, body => body.inventoryItems, row => row.sku, body => body.next ?? null);
    const found = [];
    for (const item of list) {
      const got = await this.api.get('/sell/inventory/v1/offer', { sku: item.sku }, true);
      const offers = (got?.offers ?? []).filter(row => row.status === 'PUBLISHED');
      if (!offers.length) continue;
      const had = item.availability?.shipToLocationAvailability?.quantity ?? 0;
      const shown = new Set(offers.map(offer => Math.min(had, offer.availableQuantity ?? had)));
      found.push({ outlet: this, id: offers[0].offerId, offers, parts: [{ sku: item.sku, shown: shown.size === 1 ? [...shown][0] : -1 }] });
    }
    return found;
  }
  async orders() {
    return (await rows(this.api, '/sell/fulfillment/v1/order', { limit: 200, offset: 0 }, body => body.orders, row => row.orderId, body => body.next ?? null)).map(row => this.order(row));
  }
  async one(ref) {
    const got = await this.api.get(`/sell/fulfillment/v1/order/${encodeURIComponent(ref)}`, {}, true);
    return got && this.order(got);
  }
  order(raw) {
    const whole = raw.orderPaymentStatus === 'FULLY_REFUNDED', off = raw.cancelStatus?.cancelState === 'CANCELED';
    const told = (raw.fulfillmentHrefs ?? []).map(href => decodeURIComponent(href.split('/').pop()));
    const lines = raw.lineItems.map(line => {
      const back = (line.refunds ?? []).reduce((sum, row) => sum + Number(row.amount?.value ?? 0), 0);
      const gone = line.lineItemFulfillmentStatus !== 'FULFILLED' && (whole || (back > 0 && back + 0.005 >= Number(line.lineItemCost?.value ?? Infinity)));
      return { id: line.lineItemId, key: line.sku ?? line.title, sku: line.sku ?? line.title, title: line.title, want: gone ? 0 : line.quantity,
        price: Math.round(cents(line.lineItemCost?.value) / line.quantity) };
    });
    const paid = ['PAID', 'PARTIALLY_REFUNDED', 'FULLY_REFUNDED'].includes(raw.orderPaymentStatus);
    return { outlet: this, id: raw.orderId, ref: raw.orderId, raw, lines, told, left: told.length > 0 || ['FULFILLED', 'IN_PROGRESS'].includes(raw.orderFulfillmentStatus),
      state: off || (paid && !alive(lines)) ? 'dead' : paid ? 'live' : 'wait' };
  }
  async tell(order, parcel) {
    const lineItems = [...parcel.take].map(([lineItemId, quantity]) => ({ lineItemId, quantity }));
    return this.api.call('POST', `/sell/fulfillment/v1/order/${encodeURIComponent(order.id)}/shipping_fulfillment`,
      { json: { lineItems, ...(parcel.number && { shippingCarrierCode: parcel.carrier, trackingNumber: plain(parcel.number) }) } });
  }
  async write(changes) {
    for (let i = 0; i < changes.length; i += 25) {
      const requests = changes.slice(i, i + 25).map(({ listing, sku, quantity }) => ({ sku, shipToLocationAvailability: { quantity },
        offers: listing.offers.map(offer => ({ offerId: offer.offerId, availableQuantity: quantity })) }));
      const answer = await this.api.call('POST', '/sell/inventory/v1/bulk_update_price_quantity', { json: { requests } });
      const list = answer.body?.responses;
      if (!list) for (const { sku } of requests) this.round.name(sku, `eBay refuses the numbers: ${JSON.stringify(answer.body)}`);
      for (const row of list ?? []) if (row.statusCode >= 500) this.round.fail(`eBay: ${row.sku} ${row.statusCode}`);
        else if (row.statusCode >= 400) this.round.name(row.sku, `eBay refuses its number: ${JSON.stringify(row.errors)}`);
    }
  }
}

export class BackMarket {
  constructor(env, round) {
    Object.assign(this, { name: 'backmarket', channel: 'Back Market', round });
    this.api = new Api('backmarket', env.BACKMARKET_BASE_URL, { headers: { Authorization: 'Basic ' + env.BACKMARKET_TOKEN, 'User-Agent': 'BM-Outside-Hub;dev@example.com', 'Accept-Language': 'fr-fr' } });
  }
  begin() {}
  list(where, key) { return rows(this.api, where, { page: 1, 'page-size': 50 }, body => body.results, key, body => body.next || null); }
  async listings() {
    return (await this.list('/ws/listings', row => row.listing_id)).filter(row => row.publication_state !== 4)
      .map(row => ({ outlet: this, id: row.listing_id, parts: [{ sku: row.sku, shown: row.quantity }] }));
  }
  async orders() { return (await this.list('/ws/orders', row => row.order_id)).map(row => this.order(row)); }
  async one(ref) {
    const got = await this.api.get(`/ws/orders/${encodeURIComponent(ref)}`, {}, true);
    return got && this.order(got);
  }
  order(raw) {
    const wanted = new Set([1, 2, 3, 6]), waits = new Set([0, 8, 9]);
    const lines = raw.orderlines.map(line => ({ id: String(line.id), key: line.listing, sku: line.listing, title: line.product, state: line.state,
      want: wanted.has(line.state) ? line.quantity : 0, price: cents(line.price) }));
    const known = lines.every(line => Number.isInteger(line.state) && line.state >= 0 && line.state <= 9);
    return { outlet: this, id: String(raw.order_id), ref: String(raw.order_id), raw, lines, told: raw.tracking_number ? [raw.tracking_number] : [],
      left: lines.some(line => line.state === 3 || line.state === 6),
      state: !known || lines.some(line => waits.has(line.state)) ? 'wait' : alive(lines) ? 'live' : 'dead' };
  }
  accept(order, sku) { return this.api.call('POST', `/ws/orders/${order.id}`, { json: { order_id: Number(order.id), new_state: 2, sku } }); }
  tell(order, parcel) {
    const names = ['Chronopost', 'Colissimo', 'DHL Express', 'DPD', 'FedEx', 'GLS', 'Mondial Relay', 'UPS', 'USPS'];
    const shipper = names.find(name => name === (parcel.carrier === 'DHL' ? 'DHL Express' : parcel.carrier));
    return this.api.call('POST', `/ws/orders/${order.id}`, { json: { order_id: Number(order.id), new_state: 3, tracking_number: plain(parcel.number), ...(shipper && { shipper }) } });
  }
  async write(changes) {
    for (const { listing, sku, quantity } of changes) {
      const answer = await this.api.call('POST', `/ws/listings/${listing.id}`, { json: { quantity } });
      if (!answer.ok) this.round.name(sku, `Back Market refuses its number: ${JSON.stringify(answer.body)}`);
    }
  }
}

export class Swappa {
  constructor(env, round) {
    Object.assign(this, { name: 'swappa', channel: 'Swappa', round });
    this.tokens = new Tokens('swappa', { url: env.SWAPPA_BASE_URL + '/oauth/token', client: env.SWAPPA_CLIENT_ID, secret: env.SWAPPA_CLIENT_SECRET,
      first: env.SWAPPA_REFRESH_TOKEN, now: round.now, dir: round.dir, fixed: env.SWAPPA_TOKEN });
    this.api = new Api('swappa', env.SWAPPA_BASE_URL + '/api/v1', { tokens: this.tokens });
  }
  begin() { this.tokens.load(); }
  list(where) { return rows(this.api, where, { page: 1, page_size: 100 }, body => body.results, row => row.id, body => body.next ?? null); }
  async listings() {
    return (await this.list('/listings')).map(row => ({ outlet: this, id: row.id, variants: !!row.variants?.length,
      parts: (row.variants?.length ? row.variants : [row]).map(part => ({ sku: part.sku, shown: part.quantity })) }));
  }
  async orders() { return (await this.list('/orders')).map(row => this.order(row)); }
  async one(ref) {
    const got = await this.api.get(`/orders/${encodeURIComponent(ref)}`, {}, true);
    return got && this.order(got);
  }
  order(raw) {
    const gone = new Set(raw.shipments.flatMap(parcel => (parcel.items ?? []).map(item => item.line_id)));
    const lines = raw.lines.map(line => ({ id: line.id, key: line.sku, sku: line.sku, title: line.title, device: line.device !== false, gone: gone.has(line.id),
      want: gone.has(line.id) ? line.quantity : line.quantity - (line.refunded ?? 0), price: cents(line.price) }));
    const states = { paid: 'live', shipped: 'live', delivered: 'live', cancelled: 'dead', refunded: gone.size ? 'live' : 'dead' };
    const state = states[raw.status] ?? 'wait';
    return { outlet: this, id: raw.id, ref: raw.id, raw, lines, told: raw.shipments.map(parcel => parcel.tracking_number),
      left: raw.status !== 'paid' || gone.size > 0, state: state === 'live' && !alive(lines) ? 'dead' : state };
  }
  tell(order, parcel, imeis) {
    const items = [...parcel.take.keys()].map(line_id => ({ line_id, ...(imeis.has(line_id) && { imei: imeis.get(line_id) }) }));
    return this.api.call('POST', `/orders/${encodeURIComponent(order.id)}/shipments`, { json: { carrier: parcel.carrier, tracking_number: plain(parcel.number), items } });
  }
  async write(changes) {
    for (const [listing, all] of groupBy(changes, change => change.listing)) {
      const json = listing.variants ? { variants: all.map(({ sku, quantity }) => ({ sku, quantity })) } : { quantity: all[0].quantity };
      const answer = await this.api.call('PATCH', `/listings/${encodeURIComponent(listing.id)}`, { json });
      if (!answer.ok) this.round.name(all[0].sku, `Swappa refuses its number: ${JSON.stringify(answer.body)}`);
    }
  }
}
export { Api, Unknown, basic, rows };
