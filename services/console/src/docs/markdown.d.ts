declare module '*.md' {
  /** The page, made from Markdown of this repository when the console is built. */
  export const html: string
  export const headings: { id: string; text: string }[]
}
