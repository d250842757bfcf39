/** A picture that pages may show as a logo. */
export interface LogoImage {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp'
  readonly extension: 'png' | 'jpg' | 'webp'
  readonly width: number
  readonly height: number
}

type Size = Pick<LogoImage, 'width' | 'height'>

export const LOGO_BYTES_MAX = 98_304
const SIDE_MAX = 1024

/** What kind of raster image these bytes are; undefined for everything else, and for one that is too large. SVG is a program: never. */
export const readLogo = (bytes: Buffer): LogoImage | undefined => {
  const image = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes)
  if (image === undefined || bytes.length > LOGO_BYTES_MAX) return undefined
  return [image.width, image.height].every((side) => side >= 1 && side <= SIDE_MAX) ? image : undefined
}

const PNG_START = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

const readPng = (bytes: Buffer): LogoImage | undefined => {
  if (bytes.length < 33 || !bytes.subarray(0, 16).equals(PNG_START)) return undefined
  return { mediaType: 'image/png', extension: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

const readJpeg = (bytes: Buffer): LogoImage | undefined => {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined
  const size = jpegSize(bytes)
  return size && { mediaType: 'image/jpeg', extension: 'jpg', ...size }
}

// Segments follow each other by their lengths up to a start of frame, which has the size (ITU T.81, B.2.2).
const jpegSize = (bytes: Buffer): Size | undefined => {
  for (let at = 2; at + 9 <= bytes.length;) {
    const [mark, kind] = [bytes[at], bytes[at + 1] ?? 0]
    if (mark !== 0xff) return undefined
    // C4, C8 and CC are tables and extensions among the frames.
    const isFrame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

const readWebp = (bytes: Buffer): LogoImage | undefined => {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') {
    return undefined
  }
  const size = webpSize(bytes)
  return size && { mediaType: 'image/webp', extension: 'webp', ...size }
}

// RFC 9649 §2.5 to 2.7: lossy, lossless, extended.
const webpSize = (bytes: Buffer): Size | undefined => {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    default:
      return undefined
  }
}
