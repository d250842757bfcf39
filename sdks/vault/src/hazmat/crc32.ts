const TABLE = (() => {
  const table = new Uint32Array(256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    table[n] = c
  }
  return table
})()

const step = (crc: number, byte: number): number => (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)

/** CRC-32 (IEEE 802.3) of the first `end` characters of an ASCII text, unsigned. It finds typing errors; it proves nothing. */
export const crc32OfAscii = (text: string, end: number = text.length): number => {
  let crc = -1
  for (let i = 0; i < end; i++) crc = step(crc, text.charCodeAt(i))
  return ~crc >>> 0
}

/** CRC-32 (IEEE 802.3) of bytes, unsigned. */
export const crc32 = (bytes: Uint8Array): number => {
  let crc = -1
  for (const byte of bytes) crc = step(crc, byte)
  return ~crc >>> 0
}
