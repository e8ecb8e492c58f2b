// Loaded before a Node program by `stocktake exec --intercept` (NODE_OPTIONS=--require).
//
// Every client of Node ends in net.Socket.connect: a vendor's host is led to the fakes there, the
// name that TLS is told stays the vendor's. Hosts that are not simulated are refused on ports 80
// and 443; other ports (databases) and this machine are left alone.
'use strict';

const net = require('node:net');

const [proxyPort, tlsPort, hosts, allowed] = (process.env.STOCKTAKE_INTERCEPT || '').split(' ');
const simulated = (hosts || '').split(',');
const letThrough = (allowed || '').split(',');
const told = new Set();

const bare = (host) => host.toLowerCase().replace(/\.$/, '');
const isSimulated = (host) =>
  simulated.includes(host) || simulated.includes(`*.${host.split('.').slice(1).join('.')}`);
const isHere = (host) =>
  host === 'localhost' || host.endsWith('.localhost') || /^127\.|^::1$|^0\.0\.0\.0$|^::$/.test(host);

// A host that is spelt almost so: as many as a fifth of its letters may be changed.
function nearest(host) {
  const most = host.length / 5;
  const [best] = simulated.map((known) => [distance(host, known), known]).sort((a, b) => a[0] - b[0]);
  return best && best[0] <= most ? best[1] : '';
}

function distance(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = above[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, changed));
    }
  }
  return row[other.length];
}

function refusal(host, port) {
  const close = nearest(host);
  const text =
    `refused ${host}:${port}, which is not simulated; --allow-host ${host} lets it through` +
    (close ? `; did you mean ${close}?` : '');
  if (!told.has(host)) process.stderr.write(`stocktake: ${text}\n`);
  told.add(host);
  return Object.assign(new Error(`Not simulated by Stocktake: ${text}`), { code: 'ECONNREFUSED' });
}

function optionsOf(given) {
  const first = given[0];
  if (Array.isArray(first)) return first[0]; // as net.connect and tls.connect have normalized them
  if (first !== null && typeof first === 'object') return first;
  return { port: first, host: typeof given[1] === 'string' ? given[1] : undefined };
}

if (tlsPort) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connectToFakes(...given) {
    const options = optionsOf(given);
    const host = options.host && !options.path ? bare(String(options.host)) : '';
    const port = Number(options.port);
    if (host === '' || isHere(host)) return connect.apply(this, given);
    if (isSimulated(host)) {
      const led = { ...options, host: '127.0.0.1', port: Number(port === 80 ? proxyPort : tlsPort) };
      delete led.lookup;
      if (Array.isArray(given[0])) given[0][0] = led;
      else given.splice(0, typeof given[1] === 'string' ? 2 : 1, led);
    } else if ((port === 80 || port === 443) && !letThrough.includes(host)) {
      this.connecting = true;
      process.nextTick(() => this.destroy(refusal(host, port)));
      return this;
    }
    return connect.apply(this, given);
  };
}
