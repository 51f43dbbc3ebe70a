// A client of the echo, with Node's library ws: node echo-client.js ws://127.0.0.1:PORT/ — prints one line per promise kept, and ends with 0 if all are.
'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const WebSocket = require('ws');

const url = process.argv[2];
const open = async (protocols = [], options = {}) => {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false, handshakeTimeout: 30_000, ...options });
  await once(socket, 'open');
  return socket;
};
const echo = async (socket, data, options) => {
  const came = once(socket, 'message');
  socket.send(data, options);
  return came;
};
const closed = async (socket) => {
  const [code, reason] = await once(socket, 'close');
  return { code, reason: reason.toString() };
};

const promises = {
  'text comes back as text': async () => {
    const socket = await open();
    const [data, binary] = await echo(socket, 'Grüße, 世界 🌍');
    assert.deepStrictEqual([data.toString(), binary], ['Grüße, 世界 🌍', false]);
    socket.terminate();
  },
  'binary comes back as binary': async () => {
    const socket = await open();
    const [data, binary] = await echo(socket, Buffer.from([0, 1, 254, 255]));
    assert.deepStrictEqual([[...data], binary], [[0, 1, 254, 255], true]);
    socket.terminate();
  },
  'a message of 1 MiB comes back whole': async () => {
    const socket = await open();
    const sent = Buffer.alloc(1 << 20, 'abcdefg');
    const [data, binary] = await echo(socket, sent);
    assert.ok(binary && data.equals(sent));
    socket.terminate();
  },
  'a thousand messages come back in order': async () => {
    const socket = await open();
    const came = [];
    const all = new Promise((resolve) => socket.on('message', (data) => came.push(data.toString()) === 1000 && resolve()));
    const sent = Array.from({ length: 1000 }, (_, i) => `message ${i}`);
    for (const message of sent) socket.send(message);
    await all;
    assert.deepStrictEqual(came, sent);
    socket.terminate();
  },
  'a ping is answered by a pong with its bytes': async () => {
    const socket = await open();
    const pong = once(socket, 'pong');
    socket.ping('are you there');
    assert.strictEqual((await pong)[0].toString(), 'are you there');
    socket.terminate();
  },
  'fragments come back as one message, with a ping between them answered first': async () => {
    const socket = await open();
    const pong = once(socket, 'pong');
    const came = once(socket, 'message');
    socket.send('one ', { fin: false });
    socket.ping('in between');
    await pong;
    socket.send('two ', { fin: false });
    socket.send('three', { fin: true });
    const [data, binary] = await came;
    assert.deepStrictEqual([data.toString(), binary], ['one two three', false]);
    socket.terminate();
  },
  'a close with 4000 is answered with 4000': async () => {
    const socket = await open();
    await echo(socket, 'before');
    const end = closed(socket);
    socket.close(4000, 'enough');
    assert.deepStrictEqual(await end, { code: 4000, reason: '' });
  },
  'the server closes with the number and the reason it has': async () => {
    for (const [asked, code] of [[4006, 4006], [4999, 4999], [4000, 1012]]) {
      const socket = await open();
      const end = closed(socket);
      socket.send(`close ${asked} as you wish`);
      // 4000 is a drain, which has a number of its own in the registry.
      assert.deepStrictEqual(await end, { code, reason: 'as you wish' });
    }
  },
  'compression is offered and not taken': async () => {
    const socket = await open([], { perMessageDeflate: true });
    assert.strictEqual(socket.extensions, '');
    assert.strictEqual((await echo(socket, 'plain'))[0].toString(), 'plain');
    socket.terminate();
  },
  'the subprotocol is the one that both speak': async () => {
    const socket = await open(['other', 'echo.imkit']);
    assert.strictEqual(socket.protocol, 'echo.imkit');
    socket.terminate();
  },
};

(async () => {
  for (const [name, keep] of Object.entries(promises)) {
    await keep();
    console.log(`kept: ${name}`);
  }
  console.log(`all ${Object.keys(promises).length} kept`);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
