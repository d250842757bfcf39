/** A page of the documentation as it was made from Markdown. */
export interface Doc {
  readonly html: string
  readonly headings: readonly { readonly id: string; readonly text: string }[]
}

const pages = import.meta.glob<Doc>('./pages/*.md')

/** The page of a slug, loaded when it is opened; undefined if there is none. */
export const findDoc = async (slug: string): Promise<(Doc & { slug: string }) | undefined> => {
  const doc = await pages[`./pages/${slug}.md`]?.()
  return doc && { slug, html: doc.html, headings: doc.headings }
}
