// A Buffer is a hundred bytes of its own: what comes byte by byte would take as many times its size.
const PIECES_MAX = 256

/** The same bytes, never in many pieces. */
export const inFewPieces = (pieces: Buffer[]): Buffer[] =>
  pieces.length > PIECES_MAX ? [Buffer.concat(pieces)] : pieces
