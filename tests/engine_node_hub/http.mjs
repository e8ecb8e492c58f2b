// A small client: reads are repeated, writes never; what is unknown is thrown, what is refused is returned.
import fs from 'node:fs';
import path from 'node:path';

export class Unknown extends Error {}
const sleep = ms => new Promise(done => setTimeout(done, ms));
export const basic = (user, secret) => 'Basic ' + Buffer.from(`${user}:${secret}`).toString('base64');

// An access token for a refresh token, which may be good once: the newest is kept in the state directory.
export class Tokens {
  constructor(name, { url, client, secret, first, now, dir, fixed }) {
    Object.assign(this, { name, url, client, secret, first, now, access: fixed ?? null });
    this.file = path.join(dir, `token-${name}.json`);
  }
  kept() {
    try { return JSON.parse(fs.readFileSync(this.file, 'utf8')); } catch { return {}; }
  }
  keep(row) {
    fs.writeFileSync(this.file + '.new', JSON.stringify(row));
    fs.renameSync(this.file + '.new', this.file);
  }
  load() {
    const kept = this.kept();
    if (kept.first === this.first && kept.access && kept.until > this.now) this.access = kept.access;
  }
  async renew() {
    const kept = this.kept();
    const refresh = kept.first === this.first && kept.refresh ? kept.refresh : this.first; // a new consent has another first one
    const answer = await fetch(this.url, {
      method: 'POST', headers: { Authorization: basic(this.client, this.secret), 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh }) });
    const text = await answer.text();
    if (!answer.ok) throw new Unknown(`${this.name}: no token: ${answer.status} ${text.slice(0, 100)}`);
    const body = JSON.parse(text);
    this.access = body.access_token;
    this.keep({ first: this.first, refresh: body.refresh_token ?? refresh, access: this.access, until: this.now + (body.expires_in - 120) * 1000 });
  }
}

export class Api {
  constructor(name, base, { headers = {}, tokens = null, pace = 0 } = {}) {
    Object.assign(this, { name, base, headers, tokens, pace, last: 0 });
  }
  async once(method, url, init) {
    if (this.pace) { await sleep(Math.max(0, this.last + this.pace - Date.now())); this.last = Date.now(); }
    if (this.tokens) {
      if (!this.tokens.access) await this.tokens.renew();
      init.headers.Authorization = 'Bearer ' + this.tokens.access;
    }
    let answer, text;
    try { answer = await fetch(url, { method, ...init }); text = await answer.text(); }
    catch (error) { throw new Unknown(`${method} ${url}: ${error.cause?.code ?? error.message}`); }
    if (answer.status >= 500) throw new Unknown(`${method} ${url} answered ${answer.status} ${text.slice(0, 80)}`);
    let body = null;
    if (text && answer.status < 300) {
      try { body = JSON.parse(text); } catch { throw new Unknown(`${method} ${url}: not JSON`); }
    } else if (text) { try { body = JSON.parse(text); } catch { body = text; } }
    return { status: answer.status, ok: answer.ok, body, headers: answer.headers };
  }
  async call(method, where, { query, json, form } = {}) {
    const url = new URL(where.startsWith('http') ? where : this.base + where);
    for (const [name, value] of Object.entries(query ?? {})) for (const one of [value].flat()) url.searchParams.append(name, one);
    const headers = { ...this.headers };
    let body;
    if (json !== undefined) { body = JSON.stringify(json); headers['Content-Type'] = 'application/json'; }
    if (form) body = new URLSearchParams(form);
    let renewed = false;
    for (let attempt = 0, waits = 0; ; ) {
      try {
        const answer = await this.once(method, url, { headers, body });
        if (answer.status === 429 && waits++ < 4) {
          const wait = answer.headers.get('Retry-After') ?? answer.headers.get('X-Rate-Limit-Reset') ?? (this.name === 'backmarket' ? 10 : 1);
          await sleep(Number(wait) * 1000 + 50);
          continue;
        }
        if (this.tokens && [401, 403].includes(answer.status) && !renewed) { renewed = true; await this.tokens.renew(); continue; }
        if (answer.status === 401 || answer.status === 429) throw new Unknown(`${method} ${url} answered ${answer.status}`);
        return answer;
      } catch (error) {
        if (!(error instanceof Unknown) || method !== 'GET' || ++attempt > 2) throw error;
      }
    }
  }
  async get(where, query, missing = false) { // missing: a 404 is an answer, null
    const answer = await this.call('GET', where, { query });
    if (missing && answer.status === 404) return null;
    if (!answer.ok) throw new Unknown(`GET ${where} answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 120)}`);
    return answer.body;
  }
}

// All rows of a list, each once; `more(body, page)` is the query or the URL of the next page, or null.
export async function rows(api, where, query, pick, key, more) {
  const found = new Map();
  for (let next = query, page = 1; next; page++) {
    const body = typeof next === 'string' ? await api.get(next) : await api.get(where, next);
    const list = pick(body);
    if (!Array.isArray(list)) throw new Unknown(`${where}: no list`);
    for (const row of list) found.set(key(row), row);
    next = more(body, page);
  }
  return [...found.values()];
}
