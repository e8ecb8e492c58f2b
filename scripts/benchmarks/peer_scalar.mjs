// Scalar's mock server, which is a library: node serve.mjs DOCUMENT PORT
import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { createMockServer } from '@scalar/mock-server'

const [, , document, port] = process.argv
const specification = JSON.parse(readFileSync(document, 'utf8'))
const app = await createMockServer({ specification, document: specification })
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' })
