const ID_CHARACTERS = 16

/** What stands behind the `#` of a link: 16 characters that find it and 43 that prove it. */
export const formatLinkToken = ({ id, secret }: { id: string; secret: string }): string => id + secret

/** The two parts again; the contract has checked the length. */
export const splitLinkToken = (token: string): { id: string; secret: string } => ({
  id: token.slice(0, ID_CHARACTERS),
  secret: token.slice(ID_CHARACTERS),
})
