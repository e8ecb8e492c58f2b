// A hub without a memory: each round reads everything, says what should be, and writes the difference, until there is none.
// What it has asked for stands in the notes of its own sales orders; the state directory keeps tokens and a lock only.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import { Api, BackMarket, Ebay, RetailCrm, Swappa, Unknown, basic, plain, rows } from './outlets.mjs';

const MARK = 'outside-hub ';
const OPEN = new Set(['New', 'Unpaid', 'Ready to Pick', 'Ready to Ship']);
const DAY = 86400000;
// What ShipStation shows of an order, and its createorder does not take.
const READ_ONLY = new Set(['createDate', 'modifyDate', 'customerId', 'orderTotal', 'holdUntilDate', 'userId', 'externallyFulfilled', 'externallyFulfilledBy']);
const CARRIERS = [[/^stamps_com|^usps/i, 'USPS'], [/^ups/i, 'UPS'], [/^fedex/i, 'FedEx'], [/^dhl/i, 'DHL']];
const carrier = code => CARRIERS.find(([pattern]) => pattern.test(code ?? ''))?.[1] ?? code;
const add = (map, key, count) => map.set(key, (map.get(key) ?? 0) + count);

class Round {
  constructor(env, dir, now, say) {
    Object.assign(this, { env, dir, now: Date.parse(now), say, named: new Set(), failures: [], refused: new Set() });
    const kinds = { retailcrm: RetailCrm, ebay: Ebay, backmarket: BackMarket, swappa: Swappa };
    this.outlets = JSON.parse(env.STOCKTAKE_ROUTES).filter(route => route.warehouse === 'wholecell' && kinds[route.outlet])
      .map(route => new kinds[route.outlet](env, this, route));
    this.cell = new Api('wholecell', env.WHOLECELL_BASE_URL, { headers: { Authorization: basic(env.WHOLECELL_APP_ID, env.WHOLECELL_APP_SECRET) },
      pace: env.STOCKTAKE_CLOCK === 'flowing' ? 560 : 0 });
    this.tool = new Api('shipstation', env.SHIPSTATION_BASE_URL, { headers: { Authorization: basic(env.SHIPSTATION_API_KEY, env.SHIPSTATION_API_SECRET) } });
  }
  fail(why) { this.failures.push(String(why)); }
  name(what, why) { const line = `${what}: ${why}`; if (!this.named.has(line)) { this.named.add(line); this.say(line); } }
  async attempt(what, work) { try { return await work(); } catch (error) { if (!(error instanceof Unknown)) error.message += ` (${what})`; this.fail(error instanceof Unknown ? error.message : error.stack); } }

  // --- reading -----------------------------------------------------------------------------------------------------
  cellList(where, query) {
    return rows(this.cell, where, { ...query, page: 1 }, body => body.data, row => row.id ?? row.sku, (body, page) => page < body.pages ? { ...query, page: page + 1 } : null);
  }
  toolList(where, query, name, key) {
    return rows(this.tool, where, { ...query, page: 1, pageSize: 500 }, body => body[name], key, (body, page) => page < body.pages ? { ...query, page: page + 1, pageSize: 500 } : null);
  }
  async readOutlets() {
    this.listings = []; this.orders = [];
    for (const outlet of this.outlets) await this.attempt(outlet.name, async () => { await outlet.begin(); this.listings.push(...await outlet.listings()); });
    for (const outlet of this.outlets) await this.attempt(outlet.name, () => this.readOrders(outlet));
  }
  async readOrders(outlet) {
    outlet.known = false;
    this.orders = this.orders.filter(order => order.outlet !== outlet);
    this.orders.push(...await outlet.orders());
    outlet.known = true;
  }
  async readHouse() {
    this.docs = (await this.cellList('/sales_orders', {})).map(readDoc);
    this.tooled = await this.toolList('/orders', {}, 'orders', row => row.orderId);
    if (this.tooled.length) {
      this.labels = await this.toolList('/shipments', { includeShipmentItems: true }, 'shipments', row => row.shipmentId);
      this.marks = await this.toolList('/fulfillments', {}, 'fulfillments', row => row.fulfillmentId);
      this.stores ??= new Map((await this.tool.get('/stores')).map(store => [store.storeId, store.marketplaceName]));
    } else this.labels = this.marks = [];
    // Orders that have a document of ours and are in no list: old ones, or gone.
    for (const doc of this.docs) {
      const outlet = doc.note && this.outlets.find(one => one.channel === (doc.note.outlet === 'retailcrm' ? null : doc.channel));
      if (!outlet?.known || doc.shipped_at || doc.status === 'Canceled' || this.orders.some(order => order.outlet === outlet && order.ref === doc.transaction_number)) continue;
      await this.attempt(doc.transaction_number, async () => this.orders.push(await outlet.one(doc.transaction_number)
        ?? { outlet, id: doc.transaction_number, ref: doc.transaction_number, lines: [], told: [], state: 'dead', raw: {} }));
    }
    this.readLevels(await this.cellList('/stock_levels', { 'inventory_statuses[]': 'Available' }));
  }
  readLevels(list) {
    this.levels = new Map(list.map(row => [row.sku, row.available]));
    for (const doc of this.docs) if (OPEN.has(doc.status) && !doc.shipped_at && Date.parse(doc.created_at) < this.now - 90 * DAY)
      for (const item of doc.items) if (this.levels.has(item.product_variation?.sku)) add(this.levels, item.product_variation.sku, -Math.max(0, item.quantity - item.committed_quantity));
  }
  // A SKU that the list of levels leaves out: its units say whether it is gone. null: it is.
  async confirm(sku) {
    this.confirmed ??= new Map();
    if (!this.confirmed.has(sku)) {
      const units = (await this.cellList('/inventories', { sku })).filter(unit => unit.product_variation?.sku === sku);
      let count = units.filter(unit => unit.order_id === null && unit.status === 'Available').length;
      for (const doc of this.docs) if (OPEN.has(doc.status) && !doc.shipped_at)
        for (const item of doc.items) if (item.product_variation?.sku === sku) count -= Math.max(0, item.quantity - item.committed_quantity);
      this.confirmed.set(sku, units.length ? count : null);
    }
    return this.confirmed.get(sku);
  }
  async level(sku) { return this.levels.has(sku) ? this.levels.get(sku) : this.confirm(sku); }

  // --- what should be ----------------------------------------------------------------------------------------------
  find(order) {
    const { outlet, ref } = order, channels = new Set(['eBay', 'Back Market', 'Swappa', 'Amazon']);
    const all = this.docs.filter(doc => doc.transaction_number === ref && (outlet.channel ? doc.channel === outlet.channel : !channels.has(doc.channel))).sort((a, b) => a.id - b.id);
    const doc = all.find(one => one.shipped_at) ?? all.find(one => one.status !== 'Canceled') ?? all.find(one => !one.note?.twin);
    return { doc, twins: all.filter(one => one !== doc && one.status !== 'Canceled' && !one.shipped_at) };
  }
  async plan() {
    const actions = [];
    for (const order of this.orders) {
      if (!order.outlet.known) continue;
      const { doc, twins } = this.find(order);
      for (const twin of twins) actions.push([`cancel ${twin.id}`, order, () => this.patch(twin, { status: 'Canceled', notes: write({ ...twin.note, off: true, twin: true }) })]);
      order.lost = false;
      if (!doc) { if (order.state === 'live' && !order.left) await this.planDocument(order, actions); }
      else if (order.state !== 'wait') {
        this.planChange(order, doc, actions);
        await this.planParcels(order, doc, actions);
      }
    }
    return actions.filter(([key]) => !this.refused.has(key));
  }
  async planDocument(order, actions) {
    const lines = order.lines.filter(line => line.want > 0);
    if (!order.outlet.channel) {
      const unknown = [];
      for (const line of lines) if (line.sku === null || await this.level(line.sku) === null) unknown.push(line.sku);
      if (unknown.length) { order.lost = true; return this.name(`${order.id} (${order.ref})`, `left, unknown SKU ${unknown.join(', ')}`); }
    }
    order.lost = true;
    const wanted = sums(order);
    const note = { outlet: order.outlet.name, epoch: order.epoch ?? 0, lines: [...wanted.values()].map(line => [line.key, line.sku, line.want]) };
    actions.push([`create ${order.ref}`, order, async () => {
      const there = await this.cell.get('/sales_orders', { transaction_number: order.ref });
      if (there.data.some(row => row.transaction_number === order.ref && !readDoc(row).note?.twin && (!order.outlet.channel || row.channel === order.outlet.channel))) {
        if (!this.docs.some(doc => there.data.some(row => row.id === doc.id))) this.fail(`the list of sales orders leaves ${order.ref} out`);
        return { ok: true };
      }
      return this.cell.call('POST', '/sales_orders', { json: { transaction_number: order.ref, channel: order.outlet.channel ?? 'RetailCRM', notes: write(note),
        items: [...wanted.values()].map(line => ({ sku: line.sku, quantity: line.want, sale_price: line.price })) } });
    }]);
  }
  planChange(order, doc, actions) {
    const { note } = doc, called = `${order.id} (${order.ref})`;
    const asked = new Map((note?.lines ?? doc.items.map(item => [item.sku, item.sku, item.quantity])).map(([key, sku, count]) => [key, { sku, count }]));
    const items = match(doc, asked), wanted = sums(order);
    const keys = new Set([...asked.keys(), ...wanted.keys()]);
    const want = key => wanted.get(key)?.want ?? 0, has = key => items.get(key)?.quantity ?? 0;
    order.items = items;
    if (doc.shipped_at) { // everything is out
      if (order.state === 'live') for (const key of keys) if (want(key) !== has(key)) this.name(called, `everything is out, and it wants ${want(key)} of ${key} instead of ${has(key)}`);
      return;
    }
    if (order.state === 'dead') {
      if (doc.status !== 'Canceled') actions.push([`cancel ${doc.id}`, order, () => this.patch(doc, { status: 'Canceled', notes: write({ ...note, off: true }) })]);
      return;
    }
    const again = (order.epoch ?? 0) > (note?.epoch ?? 0), back = doc.status === 'Canceled';
    const fell = [...asked].some(([key, { count }]) => has(key) < count);
    if (!again && ((back && !note?.off) || (!back && fell))) { order.calledOff = true; return this.name(called, 'called off by the warehouse, not made again'); }
    const people = order.outlet.channel && !back;
    const changed = [...keys].filter(key => people ? want(key) !== (asked.get(key)?.count ?? 0) : want(key) !== has(key));
    if (!changed.length && !back && !again) return;
    const kept = doc.items.map(item => {
      const key = [...items].find(([, one]) => one === item)?.[0];
      return key !== undefined && (changed.includes(key) || back) ? { id: item.id, quantity: want(key), key, committed: item.committed_quantity } : { id: item.id, quantity: item.quantity };
    });
    const surplus = new Map(kept.filter(item => item.committed > item.quantity).map(item => [item.id, item.committed - item.quantity]));
    const fresh = [...wanted.values()].filter(line => line.want > 0 && !items.has(line.key)).map(line => ({ sku: line.sku, quantity: line.want, sale_price: line.price }));
    const lines = [...wanted.values()].filter(line => line.want > 0).map(line => [line.key, asked.get(line.key)?.sku ?? line.sku, line.want]);
    const json = { notes: write({ ...note, outlet: order.outlet.name, epoch: order.epoch ?? 0, off: undefined, lines }) };
    if (back) json.status = 'New';
    if (changed.length) json.items = [...kept.filter(item => item.quantity > 0).map(({ id, quantity }) => ({ id, quantity })), ...fresh];
    actions.push([`change ${doc.id} ${JSON.stringify(json)}`, order, async () => {
      if (!order.outlet.channel) for (const line of fresh) if (await this.level(line.sku) === null) { this.name(called, `edited, unknown SKU ${line.sku}`); return { ok: false, status: 'unknown SKU' }; }
      if (surplus.size) {
        const stays = [...doc.inventories].filter(unit => { const left = surplus.get(unit.order_item_id) ?? 0; if (left) surplus.set(unit.order_item_id, left - 1); return !left; });
        const released = await this.patch(doc, { inventories: stays.map(unit => ({ id: unit.id })) });
        if (!released.ok) return released;
      }
      return this.patch(doc, json);
    }]);
  }
  patch(doc, json) { return this.cell.call('PATCH', `/sales_orders/${doc.id}`, { json }); }

  // The parcels of an order, and what is in each: [{number, carrier, take: Map(line, count)}], all: nothing is missing
  parcels(order, doc) {
    const key = `${order.outlet.name}-${order.ref}`;
    const mine = this.tooled.filter(row => row.orderKey === key || (row.orderNumber === order.ref && order.outlet.channel && sameName(this.stores.get(row.advancedOptions?.storeId), order.outlet.channel)));
    const ids = new Set(mine.map(row => row.orderId)), of = row => ids.has(row.orderId);
    const labels = this.labels.filter(of), marks = this.marks.filter(of);
    const seen = new Set([...labels, ...marks].map(row => plain(row.trackingNumber)));
    const live = [...labels.filter(row => !row.voided && !row.isReturnLabel).map(row => ({ row, items: row.shipmentItems })), ...marks.filter(row => !row.voided).map(row => ({ row, items: null }))]
      .map(({ row, items }) => ({ number: row.trackingNumber, carrier: carrier(row.carrierCode), items, tool: true }));
    const hand = doc.shipped_at ? doc.shipments.filter(row => !seen.has(plain(row.tracking_number))).map(row => ({ number: row.tracking_number, carrier: carrier(row.carrier), items: null })) : [];
    const left = new Map(order.lines.filter(line => line.want > 0).map(line => [line.id, line.want]));
    const found = [...live, ...hand].map(parcel => {
      const take = new Map();
      const grab = (id, count) => { const some = Math.min(count, left.get(id) ?? 0); if (some > 0) { left.set(id, left.get(id) - some); add(take, id, some); } return count - some; };
      if (!parcel.items?.length) for (const [id, count] of [...left]) grab(id, count);
      else for (const item of parcel.items) {
        let count = left.has(item.lineItemKey) ? grab(item.lineItemKey, item.quantity) : item.quantity;
        for (const line of order.lines) if (line.sku === item.sku) count = grab(line.id, count);
      }
      return { ...parcel, take };
    });
    return { mine, parcels: found, all: [...left.values()].every(count => !count), void: new Set(labels.filter(row => row.voided).map(row => plain(row.trackingNumber)).filter(n => !live.some(p => plain(p.number) === n))) };
  }
  async planParcels(order, doc, actions) {
    const { outlet } = order, called = `${order.id} (${order.ref})`, { mine, parcels, all, void: wrong } = this.parcels(order, doc);
    this.planTool(order, doc, mine, actions);
    if (order.state !== 'live') return;
    const tool = parcels.filter(parcel => parcel.tool && parcel.take.size);
    if (!doc.shipped_at && doc.status !== 'Canceled' && all && tool.length) {
      if (tool.every(parcel => doc.note?.parcels?.includes(parcel.number))) this.name(called, 'its shipment was taken back at the warehouse, and its labels are still live');
      else actions.push([`ship ${doc.id}`, order, () => this.patch(doc, { status: 'Shipped', notes: write({ ...doc.note, parcels: tool.map(parcel => parcel.number) }),
        shipments: tool.map(parcel => ({ carrier: parcel.carrier, tracking_number: parcel.number })) })]);
    }
    if (!outlet.channel) return this.planShop(order, doc, actions);
    const told = new Set(order.told.map(plain));
    for (const number of told) if (wrong.has(number)) { this.name(called, `the label ${number} that ${outlet.name} was told of is void`); return; }
    if (told.size && !doc.shipped_at && !parcels.some(parcel => told.has(plain(parcel.number)))) { this.name(called, 'the shipment that the channel was told of was taken back'); return; }
    await this.planAccept(order, doc, all, actions);
    const tell = (parcel, imeis) => actions.push([`tell ${order.ref} ${parcel.number}`, order, () => outlet.tell(order, parcel, imeis)]);
    const fresh = parcels.filter(parcel => parcel.take.size && !told.has(plain(parcel.number)));
    if (doc.shipped_at && !parcels.length && !told.size) this.name(called, 'shipped without a number of a parcel');
    if (outlet instanceof Ebay) {
      if (doc.shipped_at && !parcels.length && !told.size) fresh.push({ number: null, take: new Map(order.lines.filter(line => line.want > 0).map(line => [line.id, line.want])) });
      if (order.raw.orderFulfillmentStatus !== 'FULFILLED') for (const parcel of fresh) tell(parcel);
    }
    else if (outlet instanceof BackMarket) {
      if (fresh.length && !told.size && all && order.lines.some(line => line.state === 2) && !order.lines.some(line => line.state === 1)) tell(fresh[0]);
    } else {
      const units = new Map(), imeis = new Map(), used = new Set(order.lines.map(line => line.imei).filter(Boolean));
      const spare = doc.inventories.filter(unit => unit.esn && !used.has(unit.esn)).sort((a, b) => a.id - b.id);
      for (const line of order.lines.filter(one => one.device && !one.gone && one.want > 0)) {
        const own = spare.findIndex(unit => unit.order_item_id === order.items?.get(line.key)?.id), at = own < 0 ? (order.items?.get(line.key)?.product_variation ? -1 : 0) : own;
        const [unit] = at < 0 ? [] : spare.splice(at, 1);
        if (unit) imeis.set(line.id, unit.esn);
      }
      for (const parcel of parcels) for (const [id, count] of parcel.take) units.set(id, (units.get(id) ?? 0) + count);
      const last = new Map(parcels.flatMap(parcel => [...parcel.take.keys()].map(id => [id, parcel])));
      for (const parcel of fresh) {
        const whole = order.lines.filter(line => !line.gone && last.get(line.id) === parcel && units.get(line.id) >= line.want).map(line => [line.id, line.want]);
        if (whole.length) tell({ ...parcel, take: new Map(whole) }, imeis);
      }
    }
  }
  async planAccept(order, doc, all, actions) {
    if (!(order.outlet instanceof BackMarket) || doc.status === 'Canceled') return;
    for (const sku of new Set(order.lines.filter(line => line.state === 1).map(line => line.sku))) {
      const item = order.items?.get(sku), level = await this.level(item?.product_variation?.sku ?? sku);
      const served = all || doc.shipped_at || (item && item.committed_quantity >= item.quantity) || (item?.product_variation && level !== null && level >= 0);
      if (served) actions.push([`accept ${order.ref} ${sku}`, order, () => order.outlet.accept(order, sku)]);
    }
  }
  planShop(order, doc, actions) {
    const { outlet } = order, want = [...sums(order).values()].filter(line => line.want > 0);
    const out = want.length && want.every(line => (order.items.get(line.key)?.quantity ?? 0) >= line.want);
    if (doc.shipped_at && out && !order.shipped) actions.push([`tell ${order.ref}`, order, () => outlet.edit(order, { shipped: true, shipmentStore: outlet.place, shipmentDate: day(doc.shipped_at, this.env.STOCKTAKE_ZONE) })]);
    if (!doc.shipped_at && order.shipped && order.ours) actions.push([`untell ${order.ref}`, order, () => outlet.edit(order, { shipped: false })]);
  }
  planTool(order, doc, mine, actions) {
    const key = `${order.outlet.name}-${order.ref}`, ours = mine.filter(row => row.orderKey === key), open = ours.find(row => !['shipped', 'cancelled'].includes(row.orderStatus));
    const send = json => () => this.tool.call('POST', '/orders/createorder', { json: Object.fromEntries(Object.entries(json).filter(([name]) => !READ_ONLY.has(name))) });
    if (order.state === 'dead' || doc.status === 'Canceled') {
      if (open) actions.push([`cancel ${key}`, order, send({ ...open, orderStatus: 'cancelled' })]);
      return;
    }
    if (doc.shipped_at || order.calledOff) return;
    const items = order.lines.filter(line => line.want > 0).map(line => ({ lineItemKey: line.id, sku: line.sku, name: line.title ?? line.sku, quantity: line.want }));
    if (!mine.length && doc.status === 'Ready to Ship') {
      const who = { name: 'Customer', street1: '1 Unknown Street', city: 'Austin', state: 'TX', postalCode: '78701', country: 'US' };
      actions.push([`export ${key}`, order, send({ orderNumber: order.ref, orderKey: key, orderDate: doc.created_at.slice(0, 19), orderStatus: 'awaiting_shipment', billTo: who, shipTo: who, items })]);
    } else if (open && ours.length === 1) {
      const had = new Map(open.items.map(item => [item.lineItemKey, item.quantity]));
      if (items.length !== had.size || items.some(item => had.get(item.lineItemKey) !== item.quantity))
        actions.push([`change ${key}`, order, send({ ...open, items: items.map(item => ({ ...open.items.find(one => one.lineItemKey === item.lineItemKey), ...item })) })]);
    }
  }

  // --- the numbers -------------------------------------------------------------------------------------------------
  async right(sku) {
    const level = await this.level(sku);
    if (level === null) return null;
    let unknown = 0;
    for (const order of this.orders) if (order.lost) for (const line of order.lines) if (line.sku === sku) unknown += line.want;
    return Math.max(0, level - unknown);
  }
  async numbers() {
    const changes = [];
    for (const listing of this.listings) await this.attempt(`listing ${listing.id}`, async () => {
      const news = [];
      for (const { sku, shown } of listing.parts) {
        let quantity = sku && !this.levels.has(sku) && !shown ? (listing.outlet.channel && listing.parts.length === 1 ? null : await this.right(sku)) : sku ? await this.right(sku) : null;
        if (quantity === null) { if (listing.outlet.channel) return; quantity = 0; } // not connected: never written
        if (quantity !== shown) news.push({ listing, sku, quantity });
      }
      changes.push(...news);
    });
    return changes;
  }

  async run() {
    await this.readOutlets();
    for (let pass = 1; ; pass++) {
      await this.readHouse();
      const actions = await this.plan();
      if (!actions.length) break;
      if (pass > 6) { this.fail(`not settled: ${actions.map(([key]) => key).join(', ')}`); break; }
      const touched = new Set();
      for (const [key, order, act] of actions) {
        touched.add(order.outlet);
        try {
          const answer = await act();
          if (!answer.ok) { this.refused.add(key); this.name(`${order.id} (${order.ref})`, `refused: ${key}: ${answer.status} ${JSON.stringify(answer.body)}`); }
        } catch (error) { if (!(error instanceof Unknown)) throw error; this.say(error.message); } // the next pass sees what is there
      }
      for (const outlet of touched) await this.attempt(outlet.name, () => this.readOrders(outlet));
    }
    const changes = await this.numbers();
    for (const outlet of this.outlets) {
      const own = changes.filter(change => change.listing.outlet === outlet);
      if (own.length) await this.attempt(outlet.name, () => outlet.write(own));
    }
    if (this.failures.length) throw new Unknown(this.failures.join('; '));
  }
  // What the shop is told when it asks: the right numbers, without a write.
  async answer(asked) {
    const shop = this.outlets.find(outlet => outlet instanceof RetailCrm);
    await this.readOutlets();
    await this.readHouse();
    await this.plan();
    if (this.failures.length) throw new Unknown(this.failures.join('; '));
    const offers = [];
    for (const listing of this.listings.filter(one => one.outlet === shop && asked.has(one.id)))
      offers.push({ id: listing.id, stores: [{ code: shop.place, available: await this.right(listing.parts[0].sku) ?? 0 }] });
    return offers;
  }
}

const write = note => MARK + JSON.stringify(note);
function readDoc(doc) {
  try { doc.note = doc.notes?.startsWith(MARK) ? JSON.parse(doc.notes.slice(MARK.length)) : null; } catch { doc.note = null; }
  return doc;
}
const sameName = (a, b) => (a ?? '').replace(/\s/g, '').toLowerCase() === b.replace(/\s/g, '').toLowerCase();
function sums(order) {
  const all = new Map();
  for (const line of order.lines) if (all.has(line.key)) all.get(line.key).want += line.want; else all.set(line.key, { ...line });
  return new Map([...all].filter(([, line]) => line.want > 0));
}
// Which item of a document is which line: by the SKU under which it was ordered, else in their order.
function match(doc, asked) {
  const free = [...doc.items].sort((a, b) => a.id - b.id), found = new Map();
  const take = (key, index) => { if (index >= 0) found.set(key, free.splice(index, 1)[0]); };
  for (const [key, { sku }] of asked) take(key, free.findIndex(item => item.sku === sku));
  for (const [key] of asked) if (!found.has(key)) take(key, free.findIndex(item => item.sale_price !== null && ![...asked.values()].some(one => one.sku === item.sku)));
  return found;
}
const day = (time, zone) => new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(time));

// One round at a time: a lock that names its owner, and is nobody's when the owner is dead.
function lock(dir) {
  const file = path.join(dir, 'lock'), mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  for (let attempt = 0; attempt < 3; attempt++) {
    try { fs.linkSync(mine, file); fs.unlinkSync(mine); return () => fs.rmSync(file, { force: true }); } catch (error) { if (error.code !== 'EEXIST') throw error; }
    try { process.kill(Number(fs.readFileSync(file, 'utf8')), 0); break; } catch { fs.rmSync(file, { force: true }); }
  }
  fs.unlinkSync(mine);
  return null;
}
async function play(env, dir, now, say) {
  const unlock = lock(dir);
  if (!unlock) throw new Unknown('another round is at work');
  try { await new Round(env, dir, now, say).run(); } finally { unlock(); }
}

async function lines() {
  const out = message => process.stdout.write(JSON.stringify(message) + '\n'), say = text => process.stderr.write(text + '\n');
  let at = null, url = null;
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const send = (status, value) => { response.writeHead(status, { 'Content-Type': 'application/json' }); response.end(JSON.stringify(value)); };
    try {
      const form = new URLSearchParams(body);
      if (form.get('clientId') !== at.client) return send(400, { success: false, errorMsg: 'unknown clientId' });
      const asked = new Set(JSON.parse(form.get('inventoriesUpload')).offers.map(offer => offer.id));
      send(200, { success: true, offers: await new Round(at.env, at.dir, at.now, say).answer(asked) });
    } catch (error) { say(error.stack); send(500, { success: false, errorMsg: error.message }); }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${server.address().port}/`;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const ask = JSON.parse(line), reply = rest => out({ in_reply_to: ask.id, ...rest });
    try {
      if (ask.type === 'init') { at = { env: ask.env, dir: ask.state_dir, now: ask.now, client: ask.client_id }; at.env.STOCKTAKE_CLOCK ??= ask.clock; reply({ type: 'init_ok', listen: url }); }
      else if (ask.type === 'sync') { at.now = ask.now; await play(at.env, at.dir, at.now, say); reply({ type: 'sync_ok' }); }
      else if (ask.type === 'stop') { reply({ type: 'stop_ok' }); break; }
    } catch (error) { say(error.stack); reply({ type: 'error', text: error.message.slice(0, 500) }); }
  }
  process.exit(0);
}
if (process.argv.includes('--lines')) await lines();
else await play(process.env, process.env.STOCKTAKE_STATE_DIR, process.env.STOCKTAKE_NOW, text => console.log(text)).catch(error => { console.log(error instanceof Unknown ? error.message : error.stack); process.exit(1); });
