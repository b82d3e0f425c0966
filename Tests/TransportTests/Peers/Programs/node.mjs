// Node as a client: node --experimental-websocket node.mjs URL MEBIBYTES

import { run } from './standard.mjs'

setTimeout(() => { throw new Error('too slow') }, 240_000).unref()
await run(process.argv[2], line => console.log(line), Number(process.argv[3]))
