// A Buffer is a hundred bytes of its own: what comes byte by byte would take as many times its size.
const PIECES_MAX = 256

/**
 * The same bytes, never in many pieces. Joined are those at the end, up to one that is more than twice as long as all behind it:
 * so no byte is copied more often than the length doubles.
 */
export const inFewPieces = (pieces: Buffer[]): Buffer[] => {
  if (pieces.length <= PIECES_MAX) return pieces
  let from = pieces.length - 1
  let bytes = pieces[from]?.length ?? 0
  for (let before = pieces[from - 1]; before !== undefined && before.length <= 2 * bytes; before = pieces[from - 1]) {
    bytes += before.length
    from--
  }
  return [...pieces.slice(0, from), Buffer.concat(pieces.slice(from))]
}
