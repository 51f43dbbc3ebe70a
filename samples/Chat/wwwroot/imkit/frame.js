// One frame: 16 bytes of header, big-endian (length, header length, version, operation, seq), then the body as JSON.
const HEADER = 16;
const VERSION = 3;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @returns {Uint8Array} */
export function encodeFrame(operation, seq, body) {
  const json = body === undefined ? new Uint8Array(0) : encoder.encode(JSON.stringify(body));
  const bytes = new Uint8Array(HEADER + json.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, bytes.length);
  view.setInt16(4, HEADER);
  view.setInt16(6, VERSION);
  view.setInt32(8, operation);
  view.setInt32(12, seq);
  bytes.set(json, HEADER);
  return bytes;
}

/** The frames of one WebSocket message; there may be several. */
export function* decodeFrames(buffer) {
  const view = new DataView(buffer);
  for (let at = 0; at + HEADER <= buffer.byteLength;) {
    const length = view.getInt32(at);
    const header = view.getInt16(at + 4);
    if (length < header || header < HEADER || at + length > buffer.byteLength) throw new Error('malformed frame');
    const text = decoder.decode(new Uint8Array(buffer, at + header, length - header));
    yield { operation: view.getInt32(at + 8), seq: view.getInt32(at + 12), body: text === '' ? {} : JSON.parse(text) };
    at += length;
  }
}
