/**
 * The address of a webhook as it was typed, or a sentence about what is wrong with it. Whether it is public, and whether it has to be
 * https, the server decides: it depends on the installation.
 */
export const parseUrl = (
  text: string,
): { readonly ok: true; readonly url: string } | { readonly ok: false; readonly problem: string } => {
  const url = text.trim()
  if (url === '') return { ok: false, problem: 'Where your server listens, such as https://api.example.com/1relay.' }
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return { ok: false, problem: 'This is not a whole URL. It begins with https://.' }
  }
  return { ok: true, url }
}
