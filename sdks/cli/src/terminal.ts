/** Where a command reads and writes. Only main.ts knows that it is a process. */
export interface Terminal {
  /** A person sits in front of it, who can be asked. */
  readonly isInteractive: boolean
  /** Results: stdout. */
  readonly write: (text: string) => void
  /** A result that is a file: to stdout, at the pace of whoever reads it. */
  readonly pipe: (chunks: AsyncIterable<Uint8Array>) => Promise<void>
  /** Everything else, errors and progress: stderr. */
  readonly tell: (text: string) => void
  /** One line from a person. */
  readonly ask: (question: string) => Promise<string>
  /** The same without an echo. */
  readonly askSecret: (question: string) => Promise<string>
  /** Everything that was piped in; at most `maxBytes`. */
  readonly readInput: (maxBytes: number) => Promise<Uint8Array>
  /** A file to write an answer into, which is made with mode 0600. */
  readonly writeFile: (path: string, chunks: AsyncIterable<Uint8Array>) => Promise<void>
}
