// The WebSocket of the WHATWG standard as a client, in Node and in browsers.

const large = 16 << 20

// One socket whose events are waited for one by one.
class Socket {
  #events = []
  #wake = () => {}

  constructor(url) {
    this.socket = new WebSocket(url)
    this.socket.binaryType = 'arraybuffer'
    for (const name of ['open', 'message', 'close']) {
      this.socket.addEventListener(name, event => {
        this.#events.push(event)
        this.#wake()
      })
    }
  }

  async next() {
    while (this.#events.length === 0) await new Promise(resolve => { this.#wake = resolve })
    return this.#events.shift()
  }

  async end() {
    let event
    do event = await this.next(); while (event.type !== 'close')
    return event
  }
}

async function open(url) {
  const socket = new Socket(url)
  const event = await socket.next()
  if (event.type !== 'open') throw new Error(`${url} was not opened`)
  return socket
}

function isSame(one, other) {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  const [left, right] = [new Uint8Array(one), new Uint8Array(other)]
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

// Runs everything; `report` is called with a line for each result. The largest messages have this many MiB.
export async function run(url, report, size = 16) {
  let socket = await open(url + '/exchange')
  report(`extensions ${socket.socket.extensions}`.trim())
  const messages = [
    ['text', 'Grüße, 電話 😀'],
    ['binary', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ['empty text', ''],
    ['empty binary', new Uint8Array(0)],
    ...[125, 126, 65535, 65536].map(size => [`${size} bytes`, new Uint8Array(size).fill(120)]),
    [`${size} MiB of text`, '0123456789abcdé\n'.repeat(Math.floor((size << 20) / 17))],
    [`${size} MiB`, Uint8Array.from({ length: size << 20 }, (_, index) => index & 255)],
  ]
  for (const [name, message] of messages) {
    socket.socket.send(message)
    const event = await socket.next()
    if (event.type !== 'message' || !isSame(event.data, message)) throw new Error(name)
    report(name)
  }
  socket.socket.close(3000, 'bye')
  report(`closed ${(await socket.end()).code}`)

  socket = await open(url + '/told')
  socket.socket.send('close 4300 grüße')
  const told = await socket.end()
  report(`told ${told.code} ${told.reason} ${told.wasClean}`)

  socket = await open(url + '/dropped')
  socket.socket.send('drop')
  const dropped = await socket.end()
  report(`dropped ${dropped.code} ${dropped.wasClean}`)

  socket = await open(url + '/too-big')
  socket.socket.send(new Uint8Array(large + 1))
  report(`too big ${(await socket.end()).code}`)

  socket = await open(url + '/pongs')
  socket.socket.send('ping 20')
  report(`pongs ${(await socket.end()).code}`)
}
