/** Who asks for usage. */
export type UsageParty =
  { readonly kind: 'account'; readonly accountId: string } | { readonly kind: 'app'; readonly appId: string }
