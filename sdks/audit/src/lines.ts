/**
 * The lines of a file that is read piece by piece, without their ends (LF or CR LF). For JSON lines: `node:readline` would also cut at
 * U+2028 and U+2029, which JSON lets stand inside of names.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n')
    pieces[0] = rest + (pieces[0] ?? '')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) yield withoutCr(piece)
  }
  rest += decoder.decode()
  if (rest !== '') yield withoutCr(rest)
}

const withoutCr = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
