import { LOGO_BYTES_MAX, readLogo } from './logo-image.js'

const png = (width: number, height: number, length = 40): Buffer => {
  const bytes = Buffer.alloc(length)
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
const jpeg = (width: number, height: number): Buffer => {
  const head = Buffer.from('ffd8ffe000040000ffc4000400ffffc0001108', 'hex')
  const frame = Buffer.from('ffd8ffe000040000ffc0001108', 'hex')
  const size = Buffer.alloc(16)
  size.writeUInt16BE(height, 0)
  size.writeUInt16BE(width, 2)
  expect(head.length).toBeGreaterThan(frame.length)
  return Buffer.concat([frame, size])
}
const webp = (kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer => {
  const bytes = Buffer.alloc(32)
  bytes.write('RIFF', 0, 'latin1')
  bytes.write(`WEBP${kind}`, 8, 'latin1')
  if (kind === 'VP8 ') {
    bytes.writeUInt16LE(width, 26)
    bytes.writeUInt16LE(height, 28)
  } else if (kind === 'VP8L') bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21)
  else {
    bytes.writeUIntLE(width - 1, 24, 3)
    bytes.writeUIntLE(height - 1, 27, 3)
  }
  return bytes
}

describe('readLogo', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'.padEnd(64))],
    ['a GIF', Buffer.from('GIF89a'.padEnd(64, '\0'))],
    ['half a PNG', png(8, 8).subarray(0, 20)],
    ['a JPEG without a frame', Buffer.from('ffd8ffe000040000ffd9', 'hex')],
    ['a JPEG whose segments lead nowhere', Buffer.concat([Buffer.from('ffd8ffe00002', 'hex'), Buffer.alloc(40)])],
    ['another RIFF file', Buffer.from('RIFF    WAVEfmt '.padEnd(64, '\0'))],
    ['an image without area', png(0, 8)],
    ['an image of more pixels than anybody needs', png(1025, 8)],
    ['a file that is too long', png(8, 8, LOGO_BYTES_MAX + 1)],
  ])('refuses %s', (_, bytes) => {
    expect(readLogo(bytes)).toBeUndefined()
  })

  it.each([
    ['image/png', png(1024, 7)],
    ['image/jpeg', jpeg(1024, 7)],
    ['image/webp', webp('VP8 ', 1024, 7)],
    ['image/webp', webp('VP8L', 1024, 7)],
    ['image/webp', webp('VP8X', 1024, 7)],
  ])('recognises %s by its bytes', (mediaType, bytes) => {
    expect(readLogo(bytes)).toMatchObject({ mediaType, width: 1024, height: 7 })
  })
})
